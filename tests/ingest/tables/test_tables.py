"""Tables as people save them: encodings, delimiters, headers below titles, ragged rows, cells without end."""

from __future__ import annotations

import gzip
import json
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.ingest.tables.cells import shown
from knowledge.ingest.tables.rows import Limits, NoTable, Row
from knowledge.ingest.tables.tables import open_table
from knowledge.records.problems import Problem

FUZZ = settings(
    max_examples=120, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
Read = tuple[tuple[str, ...], list[tuple[int, list[str]]], list[tuple[int, str]]]


def read(path: Path, *wanted: str, limits: Limits | None = None) -> Read:
    """Columns, the rows with their lines, and the faults with theirs."""
    with open_table(path, wanted=wanted, limits=limits) as table:
        found = list(table.rows)
        assert table.consumed() == path.stat().st_size or any(isinstance(r, Problem) for r in found)
    rows = [(r.line, [shown(c) for c in r.cells.values()]) for r in found if isinstance(r, Row)]
    problems = [(p.line, p.message) for p in found if isinstance(p, Problem)]
    assert all(p.source == path.name for p in found if isinstance(p, Problem))
    return table.columns, rows, problems


def csv(folder: Path, content: str | bytes, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    content: str | bytes
    columns: tuple[str, ...]
    rows: list[tuple[int, list[str]]]
    name: str = "t.csv"


PLAIN = "who;sum\nÄcme;1,5\n"
CASES = (
    Case("commas", "a,b\n1,2\n", ("a", "b"), [(2, ["1", "2"])]),
    Case("semicolons, commas inside", PLAIN, ("who", "sum"), [(2, ["Äcme", "1,5"])]),
    Case("tabs", "a\tb\n1\t2,5\n", ("a", "b"), [(2, ["1", "2,5"])]),
    Case("tabs by the file's ending", "a\tb\nx, y, z\t2\n", ("a", "b"), [(2, ["x, y, z", "2"])], "t.tsv"),
    Case("bars", "a|b\n1|2\n", ("a", "b"), [(2, ["1", "2"])]),
    Case("a byte order mark", b"\xef\xbb\xbf" + PLAIN.encode(), ("who", "sum"), [(2, ["Äcme", "1,5"])]),
    Case("UTF-16", PLAIN.encode("utf-16"), ("who", "sum"), [(2, ["Äcme", "1,5"])]),
    Case("Windows", PLAIN.encode("cp1252"), ("who", "sum"), [(2, ["Äcme", "1,5"])]),
    Case(
        "Windows in Cyrillic",
        "кой;сума\nКомисия за защита на личните данни;1,5\n".encode("cp1251"),
        ("кой", "сума"),
        [(2, ["Комисия за защита на личните данни", "1,5"])],
    ),
    Case(
        "one damaged byte",
        "a,b\n€ äöü €,1\n".encode().replace(b",1", b"\xff,1"),
        ("a", "b"),
        [(2, ["€ äöü €\ufffd", "1"])],
    ),
    Case("line ends of Windows", "a,b\r\n1,2\r\n3,4", ("a", "b"), [(2, ["1", "2"]), (3, ["3", "4"])]),
    Case("line ends of old", "a,b\r1,2\r", ("a", "b"), [(2, ["1", "2"])]),
    Case("a line break in quotes", 'a,b\n"x\ny",2\nz,3\n', ("a", "b"), [(2, ["x y", "2"]), (4, ["z", "3"])]),
    Case("quotes in quotes", 'a,b\n"x ""y"", z",2\n', ("a", "b"), [(2, ['x "y", z', "2"])]),
    Case("empty lines", "\n\na,b\n\n1,2\n,\n", ("a", "b"), [(5, ["1", "2"])]),
    Case("a title above", "Fines of 2021,\na,b\n1,2\n", ("a", "b"), [(3, ["1", "2"])]),
    Case("one column", "a\nx\ny\n", ("a",), [(2, ["x"]), (3, ["y"])]),
    Case("a row with cells missing", "a,b,c\n1\n", ("a", "b", "c"), [(2, ["1"])]),
    Case("empty cells beyond the columns", "a,b\n1,2,,\n", ("a", "b"), [(2, ["1", "2"])]),
    Case("a column without a name", "a,,c\n1,2,3\n", ("a", "column 2", "c"), [(2, ["1", "2", "3"])]),
    Case("a name twice", "a,b,a\n1,2,3\n", ("a", "b", "a (2)"), [(2, ["1", "2", "3"])]),
    Case("characters that are none", b"a,b\n\x00x\x01,2\n", ("a", "b"), [(2, ["x", "2"])]),
    Case("what was HTML", "a,b\nA&amp;B&nbsp;&#8364;,R&D; x\n", ("a", "b"), [(2, ["A&B €", "R&D; x"])]),
    Case("nothing below the header", "a,b\n", ("a", "b"), []),
)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_a_table_of_text(case: Case, tmp_path: Path) -> None:
    assert read(csv(tmp_path, case.content, case.name)) == (case.columns, case.rows, [])


def test_the_header_is_the_row_with_the_wanted_columns(tmp_path: Path) -> None:
    path = csv(tmp_path, "Register,of,fines,2021\n,,,\nWho,Sum,,\nAcme,5,,\n")
    assert read(path, "who", "SUM") == (("Who", "Sum"), [(4, ["Acme", "5"])], [])


def test_a_group_of_columns_tells_them_apart(tmp_path: Path) -> None:
    path = csv(tmp_path, "Who,Imposed,,In force,\n,sum,on,sum,on\nAcme,5,2020,4,2021\n")
    columns, rows, _ = read(path, "Who", "Imposed sum")
    assert columns == ("Who", "Imposed sum", "Imposed on", "In force sum", "In force on")
    assert rows == [(3, ["Acme", "5", "2020", "4", "2021"])]


def test_a_row_with_more_cells_is_left_out(tmp_path: Path) -> None:
    _, rows, problems = read(csv(tmp_path, "a,b\n1,2\n3,4,5\n6,7\n"))
    assert rows == [(2, ["1", "2"]), (4, ["6", "7"])]
    ((line, message),) = problems
    assert line == 3 and "2 columns" in message and "'5'" in message


def test_a_cell_of_10_mb(tmp_path: Path) -> None:
    path = csv(tmp_path, f"a,b\n{'x' * 10_000_000},2\n")
    _, ((line, cells),), problems = read(path)
    assert (line, len(cells[0]), cells[1], problems) == (2, 10_000_000, "2", [])


def test_a_quote_that_never_ends_is_told(tmp_path: Path) -> None:
    path = csv(tmp_path, 'a,b\n1,2\n"' + "x" * 500_000)
    with open_table(path, limits=Limits(cell=1_000)) as table:
        _ = table.columns  # the process's limit may have been raised by others: then it is one long cell
        assert isinstance(next(table.rows), Row)


@pytest.mark.parametrize(
    ("content", "says"),
    [("", "no rows"), (" \n\n", "no rows"), ("a,b\n1,2\n", "no column 'who'"), (b"\x1f\x8b\x08rest", "not readable"),
     (b"\xd0\xcf\x11\xe0....", ".xlsx"), (b"PK\x03\x04rest", "workbook")],
    ids=["empty", "blank", "another table", "half a gzip", "an old workbook", "half a workbook"],
)  # fmt: skip
def test_what_holds_no_table(content: str | bytes, says: str, tmp_path: Path) -> None:
    with pytest.raises(NoTable, match=says), open_table(csv(tmp_path, content), wanted=["who"]):
        pass


def test_an_array_of_json(tmp_path: Path) -> None:
    path = csv(tmp_path, '[\n  {"a": 1.50, "b": ["x", "y"]},\n  7,\n  {"a": null}\n]', "t.json")
    assert read(path) == (
        ("a", "b"), [(1, ["1.5", "x; y"]), (3, [""])], [(2, "a row is an object of columns and values, found Decimal")]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ('{"a": 1}\n{"a": 2}\n', [(1, ["1"]), (2, ["2"])]),
        ('{"count": 2, "fines": [{"a": 1}, {"a": 2}]}', [(1, ["1"]), (2, ["2"])]),
        ('{\n  "a": 1\n}', [(1, ["1"])]),
        (f'{{"a": "{"x" * 201}", "b": [{{"c": 1}}]}}', [(1, ["x" * 201, '[{"c": "1"}]'])]),
    ],
    ids=["objects one a line", "an array in an object", "one object", "an object with a text and a list"],
)
def test_other_shapes_of_json(content: str, rows: list[tuple[int, list[str]]], tmp_path: Path) -> None:
    for name, data in (("t.json", content.encode()), ("t.json.gz", gzip.compress(content.encode()))):
        assert read(csv(tmp_path, data, name))[1:] == (rows, [])


@pytest.mark.parametrize("content", ["[", "7", '"a"', "[" * 100_000])
def test_what_is_no_array_of_json(content: str, tmp_path: Path) -> None:
    with pytest.raises(NoTable, match="JSON"), open_table(csv(tmp_path, content, "t.json")):
        pass


def test_an_array_of_json_is_held_in_memory(tmp_path: Path) -> None:
    with pytest.raises(NoTable, match="one a line"), open_table(csv(tmp_path, "[" + " " * 10_000_001, "t.json")):
        pass


def test_only_workbooks_have_sheets(tmp_path: Path) -> None:
    with pytest.raises(NoTable, match="sheet"), open_table(csv(tmp_path, "a\n1\n"), sheet="One"):
        pass


def test_limits_end_a_table_with_a_problem(tmp_path: Path) -> None:
    path = csv(tmp_path, "a,b\n" + "1,2\n" * 10)
    _, rows, ((line, message),) = read(path, limits=Limits(rows=3))
    assert (len(rows), line) == (3, 5) and "more than 3 rows" in message
    with pytest.raises(NoTable, match="columns"), open_table(path, limits=Limits(columns=1)):
        pass


def test_what_is_too_long_once_it_is_inflated(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 50_000))
    with open_table(path, limits=Limits(inflated=100_000)) as table:
        *_, last = table.rows
    assert isinstance(last, Problem) and "limit" in last.message


# JSON Lines


def test_json_lines(tmp_path: Path) -> None:
    rows = [{"a": 30000.0, "b": None}, {"a": "x", "c": ["p", 1.5, True]}, {"d": {"e": 1}}]
    path = csv(tmp_path, "\n".join(map(json.dumps, rows)), "t.jsonl")
    columns, found, problems = read(path)
    assert columns == ("a", "b", "c", "d")
    assert found == [(1, ["30000", ""]), (2, ["x", "p; 1.5; true"]), (3, ['{"e": "1"}'])]
    assert problems == []


def test_numbers_of_json_are_exact(tmp_path: Path) -> None:
    path = csv(tmp_path, '{"a": 1128596156.33, "b": 0.1, "c": 9007199254740993, "d": NaN}', "t.jsonl")
    with open_table(path) as table:
        (row,) = table.rows
    assert isinstance(row, Row)
    assert list(row.cells.values()) == [Decimal("1128596156.33"), Decimal("0.1"), Decimal(9007199254740993), "NaN"]


def test_packed_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"a": 1}\n\n{"a": 2}\n'))
    assert read(path) == (("a",), [(1, ["1"]), (3, ["2"])], [])


@pytest.mark.parametrize(
    ("line", "says"),
    [(b"[1, 2]", "list"), (b'{"a": ', "not JSON"), (b'{"a": "\xff"}', "not JSON"), (b"[" * 50_000, "not JSON"),
     (b'{"a": ' + b"9" * 5_000 + b"}", ""), (b'{"a": 1e9999999999999999999}', "not JSON")],
    ids=["a list", "half a line", "not UTF-8", "no bottom", "a long number", "a vast number"],
)  # fmt: skip
def test_a_line_that_is_no_row(line: bytes, says: str, tmp_path: Path) -> None:
    path = csv(tmp_path, b'{"a": 0}\n' + line + b'\n{"a": 2}\n', "t.jsonl")
    _, rows, problems = read(path)
    assert rows[0] == (1, ["0"]) and rows[-1] == (3, ["2"])
    assert all(number == 2 and says in message for number, message in problems)
    assert bool(problems) == bool(says)


def test_half_characters_and_controls_are_no_text(tmp_path: Path) -> None:
    path = csv(tmp_path, '{"a": "x\\ud800y\\u0000z\\r\\nw"}', "t.jsonl")
    with open_table(path) as table:
        (row,) = table.rows
    assert isinstance(row, Row) and row.cells == {"a": "x\ufffdyz\nw"}


def test_a_line_beyond_the_limit_ends_the_table(tmp_path: Path) -> None:
    path = csv(tmp_path, '{"a": 1}\n{"a": "' + "x" * 1_000 + '"}\n{"a": 3}\n', "t.jsonl")
    _, rows, ((line, message),) = read(path, limits=Limits(cell=100))
    assert rows == [(1, ["1"])] and line == 2 and "limit" in message


# Damage


@settings(
    max_examples=120, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_damaged_text_never_breaks(data: st.DataObject, tmp_path: Path) -> None:
    whole = data.draw(st.sampled_from([
        'id;who;sum\n1;"Äcme; Ltd";1.200,50\n2;x;"y\nz"\n'.encode(),
        b'{"id": 1, "who": "x"}\n{"id": 2, "sum": [1, {"a": 2}]}\n',
        gzip.compress(b"a,b\n1,2\n" * 20),
        "a\tb\n1\t2\n".encode("utf-16"),
    ]))  # fmt: skip
    damaged = bytearray(whole)
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=8)):
        damaged[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    path = csv(tmp_path, bytes(damaged[:cut]) + data.draw(st.binary(max_size=20)), "t.any")
    with suppress(NoTable), open_table(path) as table:
        assert all(isinstance(row, Row | Problem) for row in table.rows)
