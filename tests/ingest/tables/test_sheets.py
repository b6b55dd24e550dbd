"""Workbooks: values, dates, several sheets, sizes that lie, bombs and damage."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from knowledge.ingest.reading.arrival import MB
from knowledge.ingest.reading.arrival import Limits as ReadingLimits
from knowledge.ingest.reading.bounded import BoundedReader
from knowledge.ingest.tables.cells import Cell
from knowledge.ingest.tables.days import read_day
from knowledge.ingest.tables.rows import Limits, NoTable, Row, Table
from knowledge.ingest.tables.sheets import Workbooks, open_sheet
from knowledge.ingest.tables.tables import open_table
from knowledge.records.problems import Problem

Rows = Sequence[Sequence[Any]]
FUZZ = settings(
    max_examples=120, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
FINES: Rows = (("who", "sum"), ("Acme", 5))


def workbook(folder: Path, **sheets: Rows) -> Path:
    book = Workbook()
    del book["Sheet"]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    path = folder / "t.xlsx"
    book.save(path)
    return path


Read = Callable[..., tuple[tuple[str, ...], list[tuple[int, list[Cell]]]]]


@pytest.fixture(scope="module")
def books() -> Iterator[Workbooks]:
    """One process for all of these tests."""
    with BoundedReader() as reader:
        yield Workbooks(reader)


@pytest.fixture
def cells(books: Workbooks) -> Read:
    """Columns, and the rows with their numbers."""

    def read(
        path: Path, *wanted: str, sheet: str | None = None
    ) -> tuple[tuple[str, ...], list[tuple[int, list[Cell]]]]:
        with open_table(path, sheet, wanted, workbooks=books) as table:
            rows = list(table.rows)
        assert not [r for r in rows if isinstance(r, Problem)]
        return table.columns, [(r.line, list(r.cells.values())) for r in rows if isinstance(r, Row)]

    return read


def test_values(tmp_path: Path, cells: Read) -> None:
    row = ("Äcme\r\nLtd", 1128596156.33, 0.1 + 0.2, 7, datetime(2021, 5, 3), True, None, "1.200,50")
    path = workbook(tmp_path, One=(("a", "b", "c", "d", "e", "f", "g", "h"), row))
    columns, ((line, found),) = cells(path)
    assert columns == tuple("abcdefgh") and line == 2
    assert found == [
        "Äcme\nLtd", Decimal("1128596156.33"), Decimal("0.3"), Decimal(7), date(2021, 5, 3), "TRUE", "", "1.200,50",
    ]  # fmt: skip


def test_a_formula_gives_its_value_or_nothing(tmp_path: Path, cells: Read) -> None:
    _, ((_, found),) = cells(workbook(tmp_path, One=(("a", "b"), (1, "=A2*2"))))
    assert found == [Decimal(1), ""]  # this workbook was never calculated


def test_empty_rows_keep_the_numbers_of_the_others(tmp_path: Path, cells: Read) -> None:
    path = workbook(tmp_path, One=((), ("who", "sum"), (), (None, None), ("Acme", 5), ("", "")))
    assert cells(path) == (("who", "sum"), [(5, ["Acme", Decimal(5)])])


def test_merged_titles_above_the_header(tmp_path: Path, cells: Read) -> None:
    path = tmp_path / "merged.xlsx"
    book = Workbook()
    sheet = book.create_sheet("Merged", 0)
    for row in (["Register of fines"], ["Who", "Imposed", None, "Now", None], [None, "sum", "on", "sum", "on"]):
        sheet.append(row)
    sheet.append(["Acme", 5, 2020, 4, 2021])
    for place in ("A1:E1", "A2:A3", "B2:C2", "D2:E2"):
        sheet.merge_cells(place)
    book.save(path)
    columns, rows = cells(path, "who", "imposed sum")
    assert columns == ("Who", "Imposed sum", "Imposed on", "Now sum", "Now on")
    assert rows == [(4, ["Acme", *map(Decimal, (5, 2020, 4, 2021))])]


def test_the_one_sheet_with_rows(tmp_path: Path, cells: Read) -> None:
    assert cells(workbook(tmp_path, Empty=(), Fines=FINES, Blank=((None,),)))[1] == [(2, ["Acme", Decimal(5)])]


def test_the_one_sheet_with_the_columns(tmp_path: Path, cells: Read) -> None:
    path = workbook(tmp_path, Notes=(("a note", "x"), ("more", "y")), Fines=FINES)
    assert cells(path, "who")[0] == ("who", "sum")


def test_the_sheet_that_is_named(tmp_path: Path, cells: Read) -> None:
    path = workbook(tmp_path, Old=(("who", "sum"), ("Old Ltd", 1)), New=FINES)
    assert cells(path, sheet="New")[1] == [(2, ["Acme", Decimal(5)])]


@pytest.mark.parametrize(
    ("sheets", "sheet", "says"),
    [
        ({"Old": FINES, "New": FINES}, None, "Old, New; name one with --sheet"),
        ({"Old": FINES}, "New", "no sheet 'New'; there are: Old"),
        ({"Old": ()}, None, "no rows"),
        ({"Old": ()}, "Old", "no rows"),
        ({"Old": (("a", "b"), (1, 2))}, None, "no column 'who'; the columns are: a, b"),
    ],
    ids=["several", "another", "empty", "the empty one", "other columns"],
)
def test_which_sheet(sheets: dict[str, Rows], sheet: str | None, says: str, tmp_path: Path, books: Workbooks) -> None:
    with pytest.raises(NoTable, match=says), open_table(workbook(tmp_path, **sheets), sheet, ["who"], workbooks=books):
        pass


def test_days_counted_from_1904(tmp_path: Path, books: Workbooks) -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.create_sheet("Days", 0)
    sheet.append(["who", "day"])
    sheet.append(["Acme", 42857])
    book.save(tmp_path / "mac.xlsx")
    with open_table(tmp_path / "mac.xlsx", workbooks=books) as table:
        assert isinstance(table, Table)
        (row,) = table.rows
        assert isinstance(row, Row)
        day = read_day(row.cells["day"], epoch=table.epoch)
    assert day is not None and day.day == date(2021, 5, 3)


def changed(path: Path, part: str, old: str, new: str) -> Path:
    """The workbook with one of its parts changed by hand."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in book.namelist():
            text = book.read(name).decode()
            if name == part:
                assert old in text
                text = text.replace(old, new)
            copy.writestr(name, text)
    path.write_bytes(out.getvalue())
    return path


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize("size", ["A1:XFD1048576", "A1", "A1:A1"])
def test_a_size_that_lies(size: str, tmp_path: Path, cells: Read) -> None:
    path = changed(workbook(tmp_path, One=FINES), SHEET, '<dimension ref="A1:B2"/>', f'<dimension ref="{size}"/>')
    assert cells(path) == (("who", "sum"), [(2, ["Acme", Decimal(5)])])


def test_a_row_far_away_does_not_fill_the_gap(tmp_path: Path, books: Workbooks) -> None:
    path = changed(workbook(tmp_path, One=FINES), SHEET, '<row r="2">', '<row r="99999999999">')
    with open_table(path, workbooks=books) as table:
        assert len(list(table.rows)) <= 1


def test_a_column_far_away_ends_the_sheet(tmp_path: Path, books: Workbooks) -> None:
    path = changed(workbook(tmp_path, One=FINES), SHEET, 'r="B2"', 'r="ZZZZZZZZ2"')
    with open_table(path, workbooks=books) as table:
        (problem,) = table.rows
    assert isinstance(problem, Problem) and "not readable after this row: " in problem.message
    assert "ZZZZZZZZ" in problem.message


# Sums in the format of their currency, and cells that were merged


@pytest.mark.parametrize(
    ("number_format", "found"),
    [
        ("General", Decimal("1200.5")),
        ("[$€-407] #,##0.00", "1200.5 EUR"),
        ('#,##0.00\\ "€";[Red]\\-#,##0.00\\ "€"', "1200.5 EUR"),
        ('_-* #,##0.00\\ [$€-407]_-;\\-* #,##0.00\\ [$€-407]_-;_-* "-"??\\ [$€-407]_-;_-@_-', "1200.5 EUR"),
        ("[$GBP] #,##0", "1200.5 GBP"),
        ("#,##0 [$kr-41D]", "1200.5 SEK"),
        ("#,##0 [$kr-414]", "1200.5 NOK"),
        ("[$$-409]#,##0.00", "1200.5 USD"),
        ("[$$-1009]#,##0.00", "1200.5 CAD"),
        ("[$¥-411]#,##0", "1200.5 JPY"),
        ("$#,##0.00", Decimal("1200.5")),
        ('"kr" #,##0', Decimal("1200.5")),
        ('[>9][$€-2] #,##0;"£"#,##0', Decimal("1200.5")),
        ("0.00%", Decimal("1200.5")),
        ('#,##0 "pieces"', Decimal("1200.5")),
    ],
)
def test_the_currency_of_a_cell(number_format: str, found: Cell, tmp_path: Path, cells: Read) -> None:
    book = Workbook()
    sheet = book.create_sheet("Fines", 0)
    sheet.append(["who", "sum"])
    sheet.append(["Acme", 1200.5])
    sheet["B2"].number_format = number_format
    book.save(tmp_path / "t.xlsx")
    assert cells(tmp_path / "t.xlsx")[1] == [(2, ["Acme", found])]


def test_cells_merged_in_the_body(tmp_path: Path, books: Workbooks) -> None:
    book = Workbook()
    sheet = book.create_sheet("Fines", 0)
    for row in (
        ["Fines", None, None, None], ["by", "who", "sum", "on"], ["The Office", "Acme", "€ 5", date(2021, 5, 3)],
        [None, "Bolt", None, None], [None, "Crux", 7, None], ["The Court", "Dune", 8, None],
    ):  # fmt: skip
        sheet.append(row)
    for place in ("A1:D1", "A3:A5", "C3:C4", "D3:D4"):
        sheet.merge_cells(place)
    book.save(tmp_path / "t.xlsx")
    with open_table(tmp_path / "t.xlsx", workbooks=books) as table:
        rows = [r for r in table.rows if isinstance(r, Row)]
    day = date(2021, 5, 3)
    assert [[r.cells.get(c, "") for c in ("by", "who", "sum", "on")] for r in rows] == [
        ["The Office", "Acme", "€ 5", day], ["The Office", "Bolt", "", day], ["The Office", "Crux", Decimal(7), ""],
        ["The Court", "Dune", Decimal(8), ""],
    ]  # fmt: skip
    assert [sorted(r.filled) for r in rows] == [[], ["by", "on"], ["by"], []]


# Limits


def small(**limits: Any) -> BoundedReader:
    return BoundedReader(replace(ReadingLimits(), **limits))


def test_a_workbook_that_unpacks_without_end(tmp_path: Path) -> None:
    path = workbook(tmp_path, One=FINES)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/media/zeros.bin", b"\0" * 3_000_000)
    with (
        small(inflated=2 * MB) as reader,
        pytest.raises(NoTable, match=r"^3\.0 MB once it is unpacked, where the limit is 2\.0 MB"),
        open_table(path, workbooks=Workbooks(reader)),
    ):
        pass


def test_texts_that_stand_in_very_many_cells(tmp_path: Path) -> None:
    """A text is in the file once, however many cells have it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("One")
    for number in range(2_000):
        sheet.append([number, "x" * 30_000])
    path = tmp_path / "t.xlsx"
    book.save(path)
    with (
        small(text=1 * MB) as reader,
        pytest.raises(NoTable, match=r"^more than 13\.0 MB of cells"),
        open_table(path, workbooks=Workbooks(reader)),
    ):
        pass


def test_one_that_takes_too_long_or_too_much_is_ended(tmp_path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("One")
    for number in range(30_000):
        sheet.append([number, "Acme", 1.5])
    path = tmp_path / "t.xlsx"
    book.save(path)
    for limits, says in (
        ({"seconds": 0.3}, "takes longer than the limit of 0.3 s"),
        ({"size": 1000}, "over the limit"),
    ):
        with (
            small(**limits) as reader,
            pytest.raises(NoTable, match=says),
            open_table(path, workbooks=Workbooks(reader)),
        ):
            pass


class Wrong(BoundedReader):
    """Gives back what it is told to."""

    def __init__(self, answer: bytes) -> None:
        super().__init__()
        self.answer = answer

    def workbook(self, name: str, data: bytes, sheet: str | None = None) -> bytes:
        return self.answer


HEAD = b'{"epoch": null, "sheets": [{"title": "a", "rows": 2, "broken": null, "merges": []}]}\n[1, ["a"]]\n'


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"[]", b"{}", b'{"epoch": 1, "sheets": []}', b'{"epoch": null, "sheets": [{"rows": "x"}]}',
        HEAD + b'[2, [["day", "x"]]]', HEAD + b"{}", HEAD + b'[2, [["number", "x"]]]', HEAD + b"[2, [null]]",
    ],
)  # fmt: skip
def test_what_the_process_must_not_give_back(answer: bytes) -> None:
    with pytest.raises(NoTable, match="what it must not"):
        list(open_sheet(b"", "t.xlsx", None, frozenset(), Limits(), Workbooks(Wrong(answer))).rows)


def test_entities_that_grow_are_refused(tmp_path: Path, books: Workbooks) -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "ha">{lol}]><worksheet'
    path = changed(workbook(tmp_path, One=FINES), SHEET, "<worksheet", bomb)
    with pytest.raises(NoTable, match="Entit"), open_table(path, workbooks=books):
        pass


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    rows = (("who", "sum", "on"), *((f"Company {n}", n * 1.5, date(2021, 1, 1)) for n in range(20)))
    return workbook(tmp_path_factory.mktemp("book"), One=rows).read_bytes()


@settings(
    max_examples=120, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_damaged_workbook_never_breaks(data: st.DataObject, whole: bytes, tmp_path: Path, books: Workbooks) -> None:
    damaged = bytearray(whole)
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=10)):
        damaged[place] = data.draw(st.integers(0, 255))
    path = tmp_path / "damaged.xlsx"
    path.write_bytes(bytes(damaged[: data.draw(st.integers(4, len(whole)) | st.just(len(whole)))]))
    with suppress(NoTable), open_table(path, workbooks=books) as table:
        assert all(isinstance(row, Row | Problem) for row in table.rows)


@settings(
    max_examples=100, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_damage_inside_a_part_never_breaks(data: st.DataObject, whole: bytes, tmp_path: Path, books: Workbooks) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as book, zipfile.ZipFile(out, "w") as copy:
        part = data.draw(st.sampled_from(sorted(book.namelist())))
        for name in book.namelist():
            content = bytearray(book.read(name))
            if name == part:
                for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=5)):
                    content[place] = data.draw(st.integers(32, 126))
            copy.writestr(name, bytes(content))
    path = tmp_path / "damaged.xlsx"
    path.write_bytes(out.getvalue())
    with suppress(NoTable), open_table(path, workbooks=books) as table:
        assert all(isinstance(row, Row | Problem) for row in table.rows)
