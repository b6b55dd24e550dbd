"""Every fault of a file is a Problem with the file and the line, and all are found at once."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from knowledge.ingest.content import Content
from knowledge.ingest.folder import read_sources
from tests.ingest.files import ARTICLE, DECISION, REGULATORS, RESPONDENTS, line_of, write

NAME = "decisions/cnil-acme-2022.md"


def read(folder: Path, files: dict[str, str | bytes]) -> Content:
    return read_sources([write(folder, files)])


def test_a_good_folder_has_no_problem(tmp_path: Path) -> None:
    content = read(tmp_path, {NAME: DECISION, "articles/what-is-a-fine.md": ARTICLE})
    assert content.problems == ()
    assert [d.id for d in content.documents] == ["what-is-a-fine", "cnil-acme-2022"]
    (penalty,) = content.penalties
    assert penalty.amount is not None
    assert (penalty.amount.amount, penalty.amount.currency) == (Decimal("20000000.50"), "EUR")
    assert (penalty.decided, penalty.announced) == (date(2022, 10, 17), date(2022, 10, 20))
    (document,) = (d for d in content.documents if d.id == penalty.decision)
    assert document.text.startswith("# CNIL fines Acme")
    assert document.text[penalty.citation.start : penalty.citation.end] == penalty.citation.quote


@dataclass(frozen=True, slots=True)
class Case:
    """``old`` becomes ``new`` in the good decision; ``line`` (default: that of ``new``) and ``says`` are reported."""

    id: str
    old: str
    new: str
    says: str
    line: int | None = None


FAULTS = (
    Case("a float for an amount", '"20000000.50"', "20000000.50", "float"),
    Case("an integer for an amount", 'amount: "20000000.50"', "amount: 20000000", "int"),
    Case("an amount with commas", '"20000000.50"', '"20,000,000"', "20,000,000"),
    Case("an amount with a sign", '"20000000.50"', '"-1"', "'-1'"),
    Case("an integer for an event's amount", 'amount: "15000000"', "amount: 15000000", "int"),
    Case("an unknown currency", "currency: EUR", "currency: EUX", "EUX"),
    Case("a currency in lower case", "currency: EUR", "currency: eur", "eur"),
    Case("events out of order", "date: 2024-02-03", "date: 2022-11-30", "2022-11-30"),
    Case("a day that is not", "date: 2024-02-03", "date: 2024-02-30", "2024-02-30"),
    Case("an event before the decision", "      - date: 2022-12-01\n        event: appealed",
         "      - date: 2022-10-16\n        event: upheld", "before the decision", 22),
    Case("announced before it was decided", "announced: 2022-10-20", "announced: 2022-10-16", "2022-10-16"),
    Case("an unknown regulator", "regulator: CNIL", "regulator: XYZ", "XYZ"),
    Case("an unknown respondent", "respondents: [acme]", "respondents: [acne]", "acne"),
    Case("no respondent", "respondents: [acme]", "respondents: []", "respondent"),
    Case("an unknown kind", "kind: administrative_fine", "kind: fine", "administrative_fine"),
    Case("an unknown status", "status: reduced", "status: lowered", "lowered"),
    Case("an unknown event", "event: appealed", "event: apealed", "apealed"),
    Case("a quote that is not in the body", "fined Acme EUR 20,000,000.50\"", "fined Acme EUR 20,000,000.51\"",
         "20,000,000.51"),
    Case("an event's quote that is not in the body", 'quote: "cut the fine', 'quote: "cut  the fine', "verbatim"),
    Case("an unknown key of a penalty", "    sector: retail", "    sectors: retail", "'sectors'"),
    Case("an unknown key of the file", "title: \"CNIL fines Acme\"", "title: \"CNIL fines Acme\"\nauthor: me",
         "'author'", 4),
    Case("an unknown key of an event", "        event: appealed", "        event: appealed\n        what: no", "'what'",
         24),
    Case("a key twice", "    sector: retail", "    sector: retail\n    sector: media", "twice", 18),
    Case("a standing sum that the events do not lead to", 'standing: "15000000"', 'standing: "15000001"', "15000001"),
    Case("a standing sum without its event", "event: reduced", "event: stayed", "20000000.50", 19),
    Case("a link that is none", "https://www.cnil.fr/acme", "www.cnil.fr/acme", "www.cnil.fr/acme"),
    Case("a script for a link", "https://www.cnil.fr/acme", "javascript:alert(1)", "javascript"),
    Case("broken YAML", "currency: EUR", "currency: [EUR", "YAML", 15),
    Case("a flag that is none", "    sector: retail", "    joint: maybe", "maybe"),
    Case("a list for a text", "sector: retail", "sector: [retail]", "sector"),
    Case("a text for a list", "respondents: [acme]", "respondents: acme", "list"),
    Case("another id than the file's name", "decision: cnil-acme-2022", "decision: cnil-acme-2021", "cnil-acme-2021"),
    Case("no title", 'title: "CNIL fines Acme"\n', "", "'title'", 2),
    Case("no quote", "    quote: \"the CNIL fined Acme EUR 20,000,000.50\"\n", "", "'quote'", 9),
    Case("no day of decision", "decided: 2022-10-17\n", "", "date of decision", 8),
    Case("a fine without an amount", '    amount: "20000000.50"\n', "", "amount", 9),
    Case("an amount without a currency", "    currency: EUR\n", "", "currency", 13),
    Case("an order with money", "kind: administrative_fine", "kind: order_only", "no money", 13),
    Case("no penalties", DECISION[DECISION.index("penalties:") : DECISION.index("---\n#")], "", "at least one", 2),
)  # fmt: skip


@pytest.mark.parametrize("case", FAULTS, ids=lambda c: c.id)
def test_a_fault_has_its_file_and_line(case: Case, tmp_path: Path) -> None:
    assert case.old in DECISION
    text = DECISION.replace(case.old, case.new, 1)
    line = case.line if case.line is not None else line_of(text, case.new)
    content = read(tmp_path, {NAME: text})
    assert not content.usable
    assert [p for p in content.problems if (p.source, p.line) == (NAME, line) and case.says in p.message], (
        f"line {line} with {case.says!r} is not among {[str(p) for p in content.problems]}"
    )
    assert all("\n" not in str(p) for p in content.problems)


@dataclass(frozen=True, slots=True)
class Files:
    id: str
    files: dict[str, str | bytes]
    source: str
    line: int
    says: str
    documents: tuple[str, ...] = field(default=())


AGAIN = DECISION.replace("cnil-acme-2022\n", "cnil-acme-2023\n", 1)
WHOLE_FILES = (
    Files("a penalty id in two files", {NAME: DECISION, "decisions/cnil-acme-2023.md": AGAIN},
          "decisions/cnil-acme-2023.md", 0, "cnil-acme-2022-fine"),
    Files("a document id in two files", {NAME: DECISION, "more.jsonl": '{"id": "cnil-acme-2022", "text": "x"}\n'},
          "more.jsonl", 0, "cnil-acme-2022"),
    Files("no front matter", {NAME: "# CNIL fines Acme\n"}, NAME, 1, "front matter"),
    Files("front matter without an end", {NAME: "---\ndecision: cnil-acme-2022\n"}, NAME, 1, "front matter"),
    Files("an empty file", {NAME: ""}, NAME, 1, "front matter"),
    Files("an empty body", {NAME: DECISION[: DECISION.index("# CNIL")]}, NAME, 0, "body is empty"),
    Files("a blank body", {NAME: DECISION[: DECISION.index("# CNIL")] + " \n\n"}, NAME, 0, "body is empty"),
    Files("not UTF-8", {NAME: DECISION.encode("utf-16")}, NAME, 0, "not readable"),
    Files("Latin-1", {NAME: DECISION.replace("Acme SA", "Acmé SA").encode("latin-1")}, NAME, 0, "not readable"),
    Files("front matter that is a list", {NAME: "---\n- a\n---\nbody\n"}, NAME, 2, "mapping"),
    Files("a regulator twice", {"regulators.yaml": REGULATORS + REGULATORS.split("\n")[1] + "\n"},
          "regulators.yaml", 4, "CNIL stands twice"),
    Files("a regulator without a country", {"regulators.yaml": "regulators:\n  - {code: X, name: Y}\n"},
          "regulators.yaml", 2, "country"),
    Files("a regulator of an unknown field", {"regulators.yaml": REGULATORS.replace("[privacy]", "[secrecy]", 1)},
          "regulators.yaml", 2, "secrecy"),
    Files("a parent that is not there", {"respondents.yaml": RESPONDENTS.replace("parent: acme", "parent: acne")},
          "respondents.yaml", 3, "acne"),
    Files("its own parent", {"respondents.yaml": RESPONDENTS.replace("parent: acme", "parent: acme-cloud")},
          "respondents.yaml", 3, "own parent"),
    Files("an unknown type", {"respondents.yaml": RESPONDENTS.replace("type: group", "type: firm")},
          "respondents.yaml", 2, "firm"),
    Files("an unknown key of a respondent", {"respondents.yaml": RESPONDENTS.replace("names:", "nmaes:")},
          "respondents.yaml", 2, "nmaes"),
    Files("a name under two respondents", {"respondents.yaml": RESPONDENTS.replace("name: Acme Cloud", "name: ACME")},
          "respondents.yaml", 0, "under both acme and acme-cloud"),
    Files("a registry that is not YAML", {"respondents.yaml": "respondents: [\n"}, "respondents.yaml", 2, "YAML"),
    Files("a registry that is not UTF-8", {"respondents.yaml": b"\xff"}, "respondents.yaml", 0, "UTF-8"),
)  # fmt: skip


@pytest.mark.parametrize("case", WHOLE_FILES, ids=lambda c: c.id)
def test_a_fault_of_a_whole_file(case: Files, tmp_path: Path) -> None:
    content = read(tmp_path, case.files)
    assert not content.usable
    assert [p for p in content.problems if (p.source, p.line) == (case.source, case.line) and case.says in p.message], [
        str(p) for p in content.problems
    ]


def test_all_faults_are_reported_at_once(tmp_path: Path) -> None:
    text = DECISION
    for old, new in (('"20000000.50"', "20000000.50"), ("[acme]", "[acne]"), ("status: reduced", "status: lowered")):
        text = text.replace(old, new, 1)
    files: dict[str, str | bytes] = {
        NAME: text, "a.md": "no front matter", "b.jsonl": "{\n", "c.md": b"\xff\xfe", "d.md": ARTICLE + "\n",
    }  # fmt: skip
    content = read(tmp_path, files)
    found = {(p.source, p.line) for p in content.problems}
    lines = {line_of(text, part) for part in ("20000000.50\n", "[acne]", "lowered")}
    assert found >= {(NAME, line) for line in lines} | {("a.md", 1), ("b.jsonl", 1), ("c.md", 0), ("d.md", 2)}
    assert len(set(content.problems)) == len(content.problems)


def test_a_related_penalty_that_is_not_recorded_is_a_warning(tmp_path: Path) -> None:
    text = DECISION.replace("sources:", "related: [cnil-other-2020-fine]\nsources:", 1)
    content = read(tmp_path, {NAME: text})
    assert content.usable
    (problem,) = content.problems
    assert (problem.source, problem.fatal) == (NAME, False)
    assert "cnil-other-2020-fine" in problem.message


def test_a_settlement_may_be_announced_before_the_court_approves_it(tmp_path: Path) -> None:
    text = DECISION.replace("administrative_fine", "settlement").replace(
        "announced: 2022-10-20", "announced: 2022-01-01"
    )
    assert read(tmp_path, {NAME: text}).problems == ()


def test_windows_line_ends_are_read_the_same(tmp_path: Path) -> None:
    unix = read(tmp_path / "unix", {NAME: DECISION})
    windows = read(tmp_path / "windows", {NAME: DECISION.replace("\n", "\r\n")})
    assert (windows.documents, windows.penalties, windows.problems) == (unix.documents, unix.penalties, ())


def test_a_source_that_is_not_there_or_of_an_unknown_type(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no such file or folder"):
        read_sources([tmp_path / "nowhere"])
    (tmp_path / "table.ods").write_text("a,b\n")
    with pytest.raises(ValueError, match=r"a folder or a file of one of the kinds .*\.md"):
        read_sources([tmp_path / "table.ods"])


def test_a_readme_and_hidden_files_are_no_sources(tmp_path: Path) -> None:
    content = read(tmp_path, {NAME: DECISION, "README.md": "# Read me\n", ".draft.md": "nothing"})
    assert content.problems == ()


def test_hidden_folders_are_no_sources(tmp_path: Path) -> None:
    content = read(tmp_path, {NAME: DECISION, ".git/notes.md": "nothing"})
    assert content.problems == ()


@pytest.mark.parametrize("old", ["regulator: CNIL", "decided: 2022-10-17"], ids=["regulator", "announced"])
def test_a_fault_of_the_decision_has_the_decisions_line(old: str, tmp_path: Path) -> None:
    new = "regulator: XYZ" if old.startswith("regulator") else "decided: 2022-10-17\nannounced: 2022-10-16"
    text = DECISION.replace("    announced: 2022-10-20\n", "").replace(old, new, 1)
    content = read(tmp_path, {NAME: text})
    assert {p.line for p in content.problems} == {line_of(text, new.split("\n")[-1])}


def test_an_unknown_key_with_a_block_has_its_line(tmp_path: Path) -> None:
    text = DECISION.replace("penalties:", "others:")
    content = read(tmp_path, {NAME: text})
    assert [p.line for p in content.problems if "'others'" in p.message] == [line_of(text, "others:")]


def test_a_control_character_has_its_line(tmp_path: Path) -> None:
    content = read(tmp_path, {NAME: DECISION.replace("sector: retail", "sector: re\x01tail")})
    assert [(p.line, "\n" in p.message) for p in content.problems] == [(line_of(DECISION, "sector:"), False)]


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    assert read(tmp_path, {NAME: b"\xef\xbb\xbf" + DECISION.encode()}).problems == ()


def test_yaml_without_bottom_is_a_problem(tmp_path: Path) -> None:
    write(tmp_path, {NAME: "---\nx: " + "[" * 100_000 + "\n---\nbody\n"})
    command = (
        "import sys, pathlib, knowledge.ingest.folder as f; print(f.read_sources([pathlib.Path(sys.argv[1])]).usable)"
    )
    done = subprocess.run([sys.executable, "-c", command, str(tmp_path)], capture_output=True, text=True, check=False,
                          cwd=Path(__file__).parents[2])  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "False\n")
