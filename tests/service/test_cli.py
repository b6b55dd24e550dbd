"""The command line: what it prints, and one line with exit status 2 for bad input."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from knowledge import AnswerShape
from knowledge.ingest.sources import STARTER
from knowledge.snapshot import build as build_snapshot
from tests.ingest.files import DECISION, write
from tests.service.kb import Done, Run

ROOT = Path(__file__).resolve().parents[2]
FRANCE = "how much has Clearview been fined in France?"
DAY = ("--as-of", "2026-11-23")


# ask


def test_ask_prints_the_answer(run: Run) -> None:
    done = run("ask", FRANCE, *DAY)
    assert (done.status, done.err) == (0, "")
    assert "25,200,000" in done.out
    assert "[1]" in done.out and "[2]" in done.out


def test_ask_json_has_the_contract_s_shape(run: Run) -> None:
    done = run("ask", "--json", FRANCE, *DAY)
    assert (done.status, done.err) == (0, "")
    (row,) = done.rows
    answer = AnswerShape.model_validate(row)
    assert set(row) == {"id", "question", "kind", "text", "figures", "citations", "caveats", "refusal", "knowledge"}
    assert (answer.id, answer.question, answer.kind, answer.refusal) == (None, FRANCE, "figures", None)
    figure = answer.figures[0]
    assert (figure.measure, figure.basis, figure.value, figure.unit) == ("total", "imposed", "25200000", "EUR")
    assert sum(int(t.value) for t in figure.terms) == 25_200_000
    assert (answer.knowledge.as_of, answer.knowledge.penalties) == ("2026-11-23", 178)
    texts = {d.id: d.text for d in build_snapshot([STARTER]).content.documents}
    for citation in answer.citations:
        assert texts[citation.document][citation.start : citation.end] == citation.quote
    assert {t.citation for t in figure.terms} <= {c.n for c in answer.citations}


@pytest.mark.parametrize(
    ("question", "kind"),
    [(FRANCE, "figures"), ("why was Criteo fined?", "passages"), ("how much has Zorblax been fined?", "refusal")],
)
def test_every_kind_of_answer_has_the_shape(run: Run, question: str, kind: str) -> None:
    done = run("ask", "--json", question, *DAY)
    assert done.status == 0
    assert AnswerShape.model_validate_json(done.out).kind == kind


@pytest.mark.parametrize("arguments", [("ask", "--json", *DAY), ("ask", "--json", "-", *DAY)], ids=["no question", "-"])
def test_a_question_from_standard_input(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, stdin=f"\n{FRANCE}\n")
    assert done.rows[0]["figures"][0]["value"] == "25200000"
    assert done.rows[0]["question"] == FRANCE


BATCH = (
    {"id": "q2", "question": "how many fines did the CNIL impose in 2022?"},
    {"id": 1, "question": FRANCE},
    {"question": FRANCE, "as_of": "2022-12-31"},
    {"id": None, "question": "zxcv"},
    {"id": "q2", "question": FRANCE, "more": [1]},
)


@pytest.mark.parametrize("way", ["file", "-"])
def test_a_batch_keeps_order_and_ids(run: Run, way: str, tmp_path: Path) -> None:
    text = "\n\n".join(json.dumps(row) for row in BATCH) + "\n"
    (tmp_path / "b.jsonl").write_text(text)
    name = str(tmp_path / "b.jsonl") if way == "file" else "-"
    done = run("ask", "--json", "--batch", name, *DAY, stdin=text)
    assert (done.status, done.err) == (0, "")
    assert [(r["id"], r["question"]) for r in done.rows] == [(r.get("id"), r["question"]) for r in BATCH]
    assert [r["knowledge"]["as_of"] for r in done.rows] == ["2026-11-23"] * 2 + ["2022-12-31"] + ["2026-11-23"] * 2
    assert done.rows[2]["figures"][0]["value"] == "20000000"
    assert [AnswerShape.model_validate(row).id for row in done.rows] == [r["id"] for r in done.rows]


def test_an_empty_batch_prints_nothing(run: Run) -> None:
    assert run("ask", "--json", "--batch", "-", stdin="\n \n") == Done(0, "", "")


def test_the_language_can_be_told(run: Run) -> None:
    done = run("ask", "--lang", "fr", "Clearview France total", *DAY)
    assert done.status == 0
    assert "amende" in done.out.lower()


# search, check, status, penalties, build


def test_search_json_is_verbatim(run: Run) -> None:
    done = run("search", "--json", "why was Clearview fined in France", "--k", "5")
    assert (done.status, done.err) == (0, "")
    (row,) = done.rows
    texts = {d.id: d.text for d in build_snapshot([STARTER]).content.documents}
    assert 0 < len(row["results"]) <= 5
    for hit in row["results"]:
        assert set(hit) == {"document", "start", "end", "score", "text"}
        assert texts[hit["document"]][hit["start"] : hit["end"]] == hit["text"]
    assert [h["score"] for h in row["results"]] == sorted((h["score"] for h in row["results"]), reverse=True)


def test_a_batch_of_searches(run: Run) -> None:
    rows = "\n".join(json.dumps({"id": i, "query": q}) for i, q in (("b", "cookies"), ("a", "daily penalty")))
    done = run("search", "--json", "--batch", "-", "--k", "2", stdin=rows)
    assert [r["id"] for r in done.rows] == ["b", "a"]
    assert all(r["results"] for r in done.rows)


def test_check(run: Run, tmp_path: Path) -> None:
    done = run("check")
    assert done.status == 0
    assert done.out == "170 documents, 178 penalties: 0 problems, 0 warnings\n"
    bad = write(tmp_path / "bad", {"decisions/cnil-acme-2022.md": DECISION.replace("[acme]", "[acne]"), "x.md": "no"})
    done = run("check", str(bad))
    assert done.status == 1
    lines = done.out.splitlines()
    assert any(line.startswith("decisions/cnil-acme-2022.md:11: ") for line in lines)
    assert any(line.startswith("x.md:1: ") for line in lines)
    assert lines[-1].endswith("2 problems, 0 warnings")
    warned = write(tmp_path / "warned", {
        "decisions/cnil-acme-2022.md": DECISION.replace("sources:", "related: [gone]\nsources:", 1)})  # fmt: skip
    done = run("check", str(warned))
    assert done.status == 0
    assert "warning: " in done.out


def test_check_asks_the_golden_questions(run: Run, tmp_path: Path) -> None:
    question = '[[question]]\nask = "How much has Acme been fined in France?"\nfigures = ["EUR {}"]\n'
    files: dict[str, str | bytes] = {"decisions/cnil-acme-2022.md": DECISION}
    right = write(tmp_path / "right", files | {"golden.toml": question.format("20000000.5")})
    assert run("check", str(right)).status == 0
    wrong = write(tmp_path / "wrong", files | {"golden.toml": question.format("1")})
    done = run("check", str(wrong))
    assert done.status == 1
    assert "golden.toml:1: " in done.out and "expected EUR 1, found EUR 20000000.5" in done.out
    assert done.out.endswith("1 documents, 1 penalties: 1 problems, 0 warnings\n")
    torn = write(tmp_path / "torn", files | {"golden.toml": "[[question"})
    assert "golden.toml: not readable as TOML" in run("check", str(torn)).out


def test_check_of_a_knowledge_base_inside_another_one(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "outer", {"decisions/cnil-acme-2022.md": DECISION})
    (tmp_path / "outer" / "old" / "copy").mkdir(parents=True)
    inner = write(tmp_path / "outer" / "old" / "copy" / "kb", {"decisions/other.md": DECISION.replace("acme", "zorb")})
    (inner / "review.jsonl").write_text("{}\n")
    done = run("check", str(tmp_path / "outer"))
    assert done.status == 1
    [problem, count] = done.out.splitlines()
    assert problem.startswith("old/copy/kb/regulators.yaml: old/copy/kb is a knowledge base folder inside another one")
    assert count == "1 documents, 1 penalties: 1 problems, 0 warnings"


def test_status(run: Run) -> None:
    (row,) = run("status", "--json").rows
    assert (row["documents"], row["penalties"], row["problems"]) == (170, 178, 0)
    done = run("status")
    assert done.status == 0
    assert row["digest"] in done.out


def test_penalties_csv(run: Run) -> None:
    done = run("penalties", "--csv", *DAY)
    assert done.status == 0
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert len(rows) == 178
    assert list(rows[0]) == ["id", "decided", "regulator", "respondent", "kind", "amount", "standing", "currency",
                             "status"]  # fmt: skip
    by_id = {row["id"]: row for row in rows}
    assert by_id["cnpd-amazon-2021-fine"]["standing"] == "0"
    assert by_id["adlc-techdata-2020-fine"]["standing"] == ""


@dataclass(frozen=True, slots=True)
class Table:
    id: str
    options: str
    found: str


TABLES = (
    Table("a respondent", "--respondent klarna", "imy-klarna-2022-fine"),
    Table("a place and a kind", "--respondent Clearview --country fr --kind fines",
          "cnil-clearview-2022-fine cnil-clearview-2023-overdue-penalty"),
    Table("a status and a time", "--status annulled --respondent Amazon --kind administrative_fine",
          "cnpd-amazon-2021-fine"),
    Table("a day before", "--status annulled --respondent Amazon --as-of 2026-03-11", ""),
    Table("a regulator by name", "--regulator IMY --respondent Spotify --from 2023-06-12 --to 2023-06-12",
          "imy-spotify-2023-fine"),
)  # fmt: skip


@pytest.mark.parametrize("case", TABLES, ids=lambda c: c.id)
def test_a_table_of_penalties(run: Run, case: Table) -> None:
    options = case.options.split()
    done = run("penalties", "--csv", *options, *([] if "--as-of" in options else DAY))
    assert done.status == 0
    assert [row["id"] for row in csv.DictReader(io.StringIO(done.out))] == case.found.split()
    assert run("penalties", *options).status == 0


def test_build_and_use(run: Run, tmp_path: Path) -> None:
    source, out = write(tmp_path / "kb", {"decisions/cnil-acme-2022.md": DECISION}), str(tmp_path / "built")
    done = run("build", str(source), "--out", out)
    assert (done.status, done.err) == (0, "")
    assert "1 documents, 1 penalties" in done.out
    for kb in (out, str(source)):
        (row,) = run("ask", "--json", "how much has Acme been fined?", "--kb", kb, *DAY).rows
        assert row["figures"][0]["value"] == "20000000.5"
    assert run("status", "--json", "--kb", out).rows[0]["penalties"] == 1
    assert run("build", str(source), "--out", out).status == 0  # once more over it


def test_build_of_bad_sources_lists_all_problems(run: Run, tmp_path: Path) -> None:
    bad = write(tmp_path / "bad", {"decisions/cnil-acme-2022.md": DECISION.replace("[acme]", "[acne]"), "x.md": "no"})
    done = run("build", str(bad), "--out", str(tmp_path / "out"))
    assert (done.status, done.out) == (2, "")
    lines = done.err.splitlines()
    assert {line.split(":")[0] for line in lines} == {"decisions/cnil-acme-2022.md", "x.md", "error"}
    assert not (tmp_path / "out").exists()


# Bad input


@dataclass(frozen=True, slots=True)
class Bad:
    id: str
    arguments: tuple[str, ...]
    says: str
    stdin: str = ""


GOOD = json.dumps({"id": 1, "question": FRANCE})
BAD = (
    Bad("a day that is none", ("ask", FRANCE, "--as-of", "2024-02-30"), "2024-02-30"),
    Bad("a day in words", ("ask", FRANCE, "--as-of", "yesterday"), "--as-of"),
    Bad("an unknown language", ("ask", FRANCE, "--lang", "xx"), "'xx'"),
    Bad("an empty question", ("ask", ""), "no question"),
    Bad("a blank question", ("ask", " \n "), "no question"),
    Bad("nothing on standard input", ("ask",), "no question"),
    Bad("a question and a batch", ("ask", FRANCE, "--batch", "-"), "not both"),
    Bad("a batch that is not there", ("ask", "--batch", "/nowhere.jsonl"), "/nowhere.jsonl"),
    Bad("a line that is no JSON", ("ask", "--json", "--batch", "-"), "-:3", f"{GOOD}\n\n{{'id': 1}}\n"),
    Bad("a line that is a list", ("ask", "--json", "--batch", "-"), "-:1", "[1]\n"),
    Bad("a line without a question", ("ask", "--json", "--batch", "-"), "'question'", '{"id": 1}\n'),
    Bad("a number for a question", ("ask", "--json", "--batch", "-"), "'question'", '{"question": 5}\n'),
    Bad("a number for a day", ("ask", "--json", "--batch", "-"), "as_of", '{"question": "x", "as_of": 2024}\n'),
    Bad("no knowledge base", ("ask", FRANCE, "--kb", "/nowhere"), "/nowhere"),
    Bad("no query", ("search",), "query"),
    Bad("a query and a batch", ("search", "x", "--batch", "-"), "query"),
    Bad("a search line without a query", ("search", "--batch", "-"), "-:1", f"{GOOD}\n"),
    Bad("an unknown respondent", ("penalties", "--respondent", "Clearveiw"), "near: Clearview"),
    Bad("a regulator for a respondent", ("penalties", "--respondent", "CNIL"), "CNIL"),
    Bad("an unknown regulator", ("penalties", "--regulator", "XYZW"), "XYZW"),
    Bad("an unknown country", ("penalties", "--country", "XX"), "XX"),
    Bad("an unknown kind", ("penalties", "--kind", "taxes"), "administrative_fine"),
    Bad("an unknown status", ("penalties", "--status", "lost"), "annulled"),
    Bad("a day of a table", ("penalties", "--from", "2024"), "--from"),
    Bad("sources that are not there", ("check", "/nowhere"), "/nowhere"),
    Bad(
        "an unknown type of source",
        ("check", str(ROOT / "pyproject.toml")),
        "a source is a folder or a file of one of the kinds",
    ),
    Bad("building from an unknown type", ("build", str(ROOT / "pyproject.toml"), "--out", "/tmp/never"), ".jsonl"),
    Bad("an unknown benchmark", ("bench", "luck"), "'luck'"),
)


@pytest.mark.parametrize("case", BAD, ids=lambda c: c.id)
def test_bad_input_is_one_line_and_status_2(run: Run, case: Bad) -> None:
    done = run(*case.arguments, stdin=case.stdin)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("error: ") and done.err.endswith("\n") and done.err.count("\n") == 1
    assert case.says in done.err
    assert "Traceback" not in done.err


LATE = (
    Bad("a day in the second row", ("ask", "--json", "--batch", "-"), "soon",
        GOOD + '\n{"id": 2, "question": "x", "as_of": "soon"}\n'),
    Bad("a list for an id in the second row", ("ask", "--json", "--batch", "-"), "id",
        GOOD + '\n{"id": [1], "question": "x"}\n'),
    Bad("half a character in the second row", ("ask", "--json", "--batch", "-"), "-:2",
        GOOD + '\n{"id": 2, "question": "\\ud800 fines"}\n'),
)  # fmt: skip


@pytest.mark.parametrize("case", LATE, ids=lambda c: c.id)
def test_a_batch_is_checked_before_its_first_row_is_answered(run: Run, case: Bad) -> None:
    done = run(*case.arguments, *DAY, stdin=case.stdin)
    assert (done.status, done.out) == (2, "")
    assert case.says in done.err
    assert "-:2" in done.err


@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_folder_for_a_batch(run: Run, command: str, tmp_path: Path) -> None:
    assert run(command, "--batch", str(tmp_path)).status == 2


def test_a_batch_without_bottom(run: Run) -> None:
    assert run("ask", "--batch", "-", stdin="[" * 100_000).status == 2


def test_a_batch_that_is_not_utf_8(run: Run, tmp_path: Path) -> None:
    (tmp_path / "latin.jsonl").write_bytes(b'{"question": "caf\xe9"}\n')
    done = run("ask", "--batch", str(tmp_path / "latin.jsonl"))
    assert done.status == 2
    assert "latin.jsonl" in done.err


# As a process


def process(cache: Path, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "FINEPRINT_MODEL": "words", "FINEPRINT_CACHE": str(cache), "LC_ALL": "C"}
    return subprocess.run([sys.executable, *arguments], input=stdin, capture_output=True, check=False, cwd=ROOT,
                          env=environment, timeout=60)  # fmt: skip


def test_as_a_process(cache: Path) -> None:
    done = process(cache, "-m", "knowledge", "ask", FRANCE, *DAY)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "€25,200,000" in done.stdout.decode("utf-8")  # UTF-8 whatever the locale


def test_bad_input_as_a_process(cache: Path) -> None:
    done = process(cache, "-m", "knowledge", "ask", FRANCE, "--as-of", "soon")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().count("\n") == 1


HEAVY = ("torch", "faiss", "numpy", "sentence_transformers")
LOOK = f"""
import sys
from knowledge.cli import main
sys.argv = ["knowledge", "ask", {FRANCE!r}, "--as-of", "2026-11-23"]
try:
    main()
except SystemExit as stop:
    assert not stop.code, stop.code
print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)
"""


def test_a_figure_needs_no_arrays_and_no_model(cache: Path) -> None:
    done = process(cache, "-c", LOOK)
    assert b"25,200,000" in done.stdout
    assert done.stderr.decode().strip() == "[]"
