"""Files are read in another process, which is replaced when a file breaks a limit or brings it down."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from openpyxl import Workbook

from knowledge.ingest.reading.arrival import MB, Arrival, Entry, Limits, Reading
from knowledge.ingest.reading.bounded import BoundedReader, CannotStart
from knowledge.ingest.reading.handover import Malformed, reading_bytes, reading_from
from knowledge.ingest.reading.language import Languages
from knowledge.ingest.reading.reading import read
from knowledge.records.documents import Document
from knowledge.records.problems import Problem
from tests.ingest.reading import files
from tests.ingest.reading.fuzz import seeds

GOOD = Arrival("a.txt", b"A text.")


@pytest.fixture(scope="module")
def reader() -> Iterator[BoundedReader]:
    with BoundedReader() as opened:
        yield opened


@pytest.mark.parametrize("name", sorted(seeds()))
def test_the_same_as_in_this_process(reader: BoundedReader, name: str) -> None:
    arrival = Arrival(name, seeds()[name], "https://dpa.example/a/b")
    assert reader.read(arrival) == read(arrival, Languages())
    assert reader.started == 1


def test_an_answer_survives_the_way() -> None:
    document = Document("a", "T", "Té\nxt", "https://a.example", "P", date(2023, 1, 2), "fr", pages=(0, 3))
    reading = Reading((document,), (Problem("f", 3, "m", False),), (Entry("t", "u", date(2020, 1, 1)), Entry("t", "u")))
    assert reading_from(reading_bytes(reading)) == reading


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"documents":[{"id":1}],"problems":[],"entries":[]}', b"\xff", b"[" * 100_000]
)
def test_what_is_no_answer(data: bytes) -> None:
    with pytest.raises(Malformed):
        reading_from(data)


def test_a_file_that_is_too_large_starts_nothing() -> None:
    with BoundedReader(Limits(size=10)) as small:
        assert "the limit is 10 bytes" in small.read(Arrival("a.txt", b"x" * 11)).problems[0].message
        assert small.started == 0


FAKE = """
import sys, os
source, out = sys.stdin.buffer, sys.stdout.buffer
def send(data):
    out.write(len(data).to_bytes(8, "big") + data)
    out.flush()
def take():
    return source.read(int.from_bytes(source.read(8), "big"))
send(b"ready")
"""
ANSWER = 'send(b\'{"documents":[],"problems":[],"entries":[]}\')\n'


def fake(then: str, limits: Limits | None = None) -> BoundedReader:
    """A process that is ready and then does something else than read."""
    return BoundedReader(limits, (sys.executable, "-c", FAKE + then))


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    does: str
    says: str


CASES = (
    Case("does not answer", "import time\ntime.sleep(60)", "takes longer than the limit of 0.2 s"),
    Case("does not take the file", "take()\nimport time\ntime.sleep(60)", "takes longer than the limit of 0.2 s"),
    Case("runs out of memory", "take(); take(); os._exit(3)", "takes more memory than the limit of 1,000.0 MB"),
    Case("is killed", "take(); take(); os.kill(os.getpid(), 11)", "brought its reader down (SIGSEGV)"),
    Case("raises", "take(); take(); sys.exit(1)", "brought its reader down (exit status 1)"),
    Case(
        "answers without end",
        "take(); take(); out.write(b'\\xff' * 99); out.flush(); source.read()",
        "what it must not",
    ),
    Case("answers nonsense", "take(); take(); send(b'nonsense'); source.read()", "what it must not"),
    Case(
        "answers half", "take(); take(); out.write(bytes(7) + b'\\x50abc'); out.flush(); os._exit(0)", "exit status 0"
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_a_process_that(case: Case) -> None:
    with fake(case.does, Limits(seconds=0.2 if "longer" in case.says else 20)) as broken:
        reading = broken.read(Arrival("a.txt", b"x" * MB))
        assert reading.documents == ()
        (problem,) = reading.problems
        assert problem.source == "a.txt" and problem.fatal
        assert case.says in problem.message


def test_a_file_is_not_blamed_for_what_earlier_ones_left_behind() -> None:
    with fake(f"take(); take(); {ANSWER}take(); take(); os._exit(3)") as tired:
        assert tired.read(GOOD) == Reading()
        assert tired.read(GOOD) == Reading()
        assert tired.started == 2


def test_the_next_file_gets_a_new_process() -> None:
    with BoundedReader(Limits(seconds=20, memory=400 * MB)) as reader:
        greedy = Arrival("b.html", b"<html><body>" + b"<p>Acme was fined EUR 5 by them.</p>" * 400_000)
        message = reader.read(greedy).problems[0].message
        assert "memory" in message
        assert [d.text for d in reader.read(GOOD).documents] == ["A text."]
        assert reader.started >= 1


def test_a_process_that_does_not_start() -> None:
    with (
        BoundedReader(command=(sys.executable, "-c", "raise SystemExit('no such module')")) as broken,
        pytest.raises(CannotStart, match="no such module"),
    ):
        broken.read(GOOD)


def test_a_program_that_is_not_there() -> None:
    with BoundedReader(command=("/no/such/program",)) as broken, pytest.raises(CannotStart, match="/no/such/program"):
        broken.read(GOOD)


def test_it_knows_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINEPRINT_TOKEN", "secret")
    then = """
import json
take(); take()
told = {"source": "", "line": 0, "message": json.dumps(sorted(os.environ)), "fatal": True}
send(json.dumps({"documents": [], "entries": [], "problems": [told]}).encode())
"""
    with fake(then) as telling:
        assert "FINEPRINT_TOKEN" not in telling.read(GOOD).problems[0].message
    assert os.environ["FINEPRINT_TOKEN"] == "secret"


def test_many_threads_get_their_own_answers(reader: BoundedReader) -> None:
    texts = {n: f"Text number {n}." for n in range(20)}
    found: dict[int, str] = {}

    def ask(number: int) -> None:
        found[number] = reader.read(Arrival("a.txt", texts[number].encode())).documents[0].text

    threads = [threading.Thread(target=ask, args=(n,)) for n in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == texts


def test_a_workbook_is_read_by_the_same_process(reader: BoundedReader) -> None:
    out = io.BytesIO()
    Workbook().save(out)
    handed = reader.workbook("a.xlsx", out.getvalue())
    assert isinstance(handed, bytes) and json.loads(handed)["sheets"][0]["rows"] == 0
    assert reader.workbook("a.xlsx", b"no workbook") == b'{"refused": "not readable as a workbook: BadZipFile: %s"}' % (
        b"File is not a zip file"
    )
    assert reader.started == 1


def test_a_workbook_that_breaks_a_limit() -> None:
    with fake("take(); take(); os._exit(3)", Limits(size=10)) as broken:
        found = broken.workbook("a.xlsx", b"x" * 10)
        assert isinstance(found, Problem) and "takes more memory than the limit" in found.message
        found = broken.workbook("a.xlsx", b"x" * 11)
        assert isinstance(found, Problem) and "the limit is 10 bytes" in found.message
        assert broken.started == 1


def test_it_can_be_used_again_after_it_was_closed() -> None:
    reader = fake(f"while True:\n take(); take(); {ANSWER}")
    assert reader.read(GOOD) == Reading()
    reader.close()
    reader.close()
    assert reader.read(GOOD) == Reading()
    reader.close()


def test_who_hands_files_on_loads_no_parser() -> None:
    heavy = {"trafilatura", "lingua", "pypdfium2", "docx", "torch", "discord"}
    check = f"import sys, knowledge.ingest.reading.bounded; print({heavy} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"


def test_bombs(reader: BoundedReader) -> None:
    """Each is refused or read, within its limits, and the next file is read as ever."""
    word = files.word()
    bombs = {
        "a.docx": files.repacked(word, {"word/media/a.bin": bytes(201 * MB)}),
        "deep.html": b"<html><body>" + b"<div>" * 100_000 + b"<p>Acme was fined.</p>",
        "deep.atom": b"<feed xmlns='http://www.w3.org/2005/Atom'>" + b"<x>" * 20_000,
        "laughs.rss": b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><rss><channel><title>&b;</title>',
        "long.txt": b"word " * 5 * MB,
    }
    for name, data in bombs.items():
        reading = reader.read(Arrival(name, data))
        assert reading.problems and all(p.source == name for p in reading.problems)
    assert [d.text for d in reader.read(GOOD).documents] == ["A text."]
