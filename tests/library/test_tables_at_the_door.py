"""Tables through the door: each row is a document with its sum, and what was done is told."""

from __future__ import annotations

import gzip
import io
import json
import os
import time
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from knowledge.ingest.reading.arrival import Arrival
from knowledge.library.door import Added, AddedTable, add
from knowledge.snapshot import build
from tests.library.kb import home

DAY = date(2026, 11, 24)
TABLE = (
    "Company;Fine (EUR);Date of decision;Authority;Country\n"
    "Borealis SA;5.000,00;13/05/2021;CNIL;France\n"
    "Cassia SA;7.000,00;03/05/2021;CNIL;France\n"
)
OTHER = TABLE.replace("Borealis", "Dione").replace("Cassia", "Elara")
READ_AS = (
    "amount=Fine (EUR),decided=Date of decision,dates=:dmy,respondent=Company,regulator=Authority,country=Country,"
    "currency=:EUR"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return home(tmp_path / "kb").path


def came(folder: Path, *files: tuple[str, bytes | str]) -> Added:
    return add([Arrival(n, d if isinstance(d, bytes) else d.encode()) for n, d in files], folder, DAY)


def workbook() -> bytes:
    book = Workbook()
    sheet = book.create_sheet("Fines", 0)
    sheet.append(["Respondent", "Penalty", "Authority", "Date"])
    sheet.append(["Borealis SA", 5000, "CNIL", date(2021, 5, 3)])
    sheet["B2"].number_format = "[$€-407] #,##0.00"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_table_by_its_usual_names(folder: Path) -> None:
    added = came(folder, ("Fines 2021.csv", TABLE))
    assert added.tables == (AddedTable("Fines 2021.csv", 2, 2, "imports/fines-2021.jsonl", "new", READ_AS),)
    assert added.documents == added.problems == ()
    snapshot = build([folder])
    sums = [(p.told.amount, p.told.decided) for p in snapshot.review.proposals]
    assert sorted((str(m.amount), m.currency, str(d)) for m, d in sums if m) == [
        ("5000", "EUR", "2021-05-13"), ("7000", "EUR", "2021-05-03"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "documents", "told"),
    [
        ("t.xlsx", workbook(), 1, 1),
        ("t.tsv", TABLE.replace(";", "\t").encode(), 2, 2),
        ("t.csv.gz", gzip.compress(TABLE.encode()), 2, 2),
        ("t.jsonl", b'{"company": "Borealis SA", "fine": "\xe2\x82\xac 5"}', 1, 1),
        ("t.json", b'[{"company": "Borealis SA", "fine": "\xe2\x82\xac 5"}]', 1, 1),
        ("t.jsonl", b'{"title": "A story", "text": "On 3 May 2021 the CNIL fined Acme EUR 300,000."}', 1, 0),
    ],
    ids=["workbook", "tabs", "packed", "rows of JSON", "an array of JSON", "texts"],
)
def test_every_kind_of_table(name: str, data: bytes, documents: int, told: int, folder: Path) -> None:
    added = came(folder, (name, data))
    assert [(t.documents, t.told, t.file) for t in added.tables] == [(documents, told, "imports/t.jsonl")]
    assert added.problems == ()


def test_of_several_sheets_the_one_that_can_be_told(folder: Path) -> None:
    book = Workbook()
    for title, rows in {
        "Notes": [["Note", "By"], ["Made in May.", "Ada"]],
        "Fines": [["Respondent", "Fine"], ["Borealis SA", "€ 5"]],
    }.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    for name, more, told in (("one.xlsx", "Other", True), ("two.xlsx", "Fines of 2020", False)):
        book.create_sheet(more)
        out = io.BytesIO()
        book.save(out)
        added = came(folder, (name, out.getvalue()))
        assert bool(added.tables) is told and bool(added.problems) is not told
        copy = book.copy_worksheet(book["Fines"])
        copy.title = "Copy"
    assert "several sheets hold rows: Notes, Fines, Copy; name one with --sheet" in added.problems[0].message


def test_tables_beside_documents(folder: Path) -> None:
    story = "On 3 May 2021 the CNIL fined Acme EUR 300,000 for cookies. " * 5
    added = came(folder, ("story.txt", story), ("t.csv", TABLE), ("broken.pdf", b"%PDF-1.7 nothing"))
    assert (len(added.documents), len(added.tables)) == (1, 1)
    assert [p.source for p in added.problems] == ["broken.pdf"]


def test_the_same_again_and_a_later_state(folder: Path) -> None:
    assert [t.state for t in came(folder, ("t.csv", TABLE)).tables] == ["new"]
    assert [t.state for t in came(folder, ("t.csv", TABLE)).tables] == ["unchanged"]
    (later,) = came(folder, ("t.csv", TABLE + "Dione SA;9.000,00;14/05/2021;CNIL;France\n")).tables
    assert (later.state, later.documents, later.file) == ("replaced", 3, "imports/t.jsonl")


def test_another_table_of_the_same_name_is_kept_beside(folder: Path) -> None:
    came(folder, ("t.csv", TABLE))
    before = (folder / "imports" / "t.jsonl").read_bytes()
    (other,) = came(folder, ("t.csv", OTHER)).tables
    assert (other.state, other.file) == ("new", "imports/t-2.jsonl")
    assert (folder / "imports" / "t.jsonl").read_bytes() == before
    (again,) = came(folder, ("t.csv", OTHER)).tables
    assert (again.state, again.file) == ("unchanged", "imports/t-2.jsonl")
    assert not [p for p in build([folder]).content.problems if p.fatal]


def test_what_is_not_certain_is_told(folder: Path) -> None:
    added = came(folder, ("t.csv", "company,fine\nAcme,5\n"), ("u.csv", TABLE + "Dione SA;9;;CNIL;F;x\n"))
    assert [t.name for t in added.tables] == ["u.csv"]
    first, second = added.problems
    assert first.source == "t.csv" and "neither a column nor the sums say the currency" in first.message
    assert "--map amount=fine,respondent=company,currency=:CODE" in first.message
    assert (second.source, second.line) == ("u.csv", 4)
    assert sorted(p.name for p in (folder / "imports").iterdir()) == ["u.jsonl"]


def test_many_problems_are_counted(folder: Path) -> None:
    rows = "".join(f"Acme {n};5 or 6 EUR\n" for n in range(100))
    added = came(folder, ("t.csv", "Company;Fine\n" + "Acme;5 EUR\n" * 120 + rows))
    assert len(added.problems) == 51
    assert added.problems[-1].message.startswith("and ") and not added.problems[-1].fatal


def test_a_profile_that_fits(folder: Path) -> None:
    row = {
        "etid": "X-1", "country": "France", "authority": "CNIL", "date": "2021-05-03", "fine_eur": 5000,
        "controller": "Borealis SA", "summary": "It kept lists.",
    }  # fmt: skip
    (table,) = came(folder, ("fines.jsonl", json.dumps(row))).tables
    assert (table.read_as, table.file) == ("enforcementtracker", "imports/enforcementtracker-fines.jsonl")


def test_a_table_over_the_limit_of_size(folder: Path) -> None:
    added = came(folder, ("t.csv", b"a" * 50_000_001))
    assert added.tables == () and "the limit is 50.0 MB" in added.problems[0].message


def test_a_page_that_is_called_a_table_is_read_as_a_page(folder: Path) -> None:
    page = "<!doctype html><html><body><article><p>The bakery was fined for cookies.</p></article></body></html>"
    assert len(came(folder, ("t.csv", page)).documents) == 1


def test_what_a_killed_import_left_is_swept(folder: Path) -> None:
    (folder / "imports").mkdir()
    for name, age in ((".new-old", 3_700), (".new-now", 3_500)):
        path = folder / "imports" / name
        path.touch()
        os.utime(path, (time.time() - age,) * 2)
    came(folder, ("t.csv", TABLE))
    assert sorted(p.name for p in (folder / "imports").iterdir()) == [".new-now", "t.jsonl"]
