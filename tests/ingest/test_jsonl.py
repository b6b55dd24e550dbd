"""JSON Lines of documents: what can be used is used, what cannot is a Problem with its line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingest.documents import JsonlRead, read_jsonl
from knowledge.ingest.told import from_json, to_json
from knowledge.records.documents import Document, Source
from knowledge.records.extracted import Role
from knowledge.records.money import Money
from knowledge.records.penalties import Kind

GOOD = '{"id": "good", "text": "A text."}'


def read(folder: Path, content: str | bytes) -> tuple[list[Document], list[tuple[int, str]]]:
    path = folder / "d.jsonl"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = read_jsonl(path, "d.jsonl")
    assert all(p.fatal and p.source == "d.jsonl" for p in found.problems)
    return list(found.documents), [(p.line, p.message) for p in found.problems]


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    line: str
    says: str


FAULTS = (
    Case("an empty text", '{"id": "a", "text": ""}', "'text'"),
    Case("a blank text", '{"id": "a", "text": " \\n"}', "'text'"),
    Case("no text", '{"id": "a"}', "'text'"),
    Case("a list for a text", '{"id": "a", "text": ["x"]}', "'text'"),
    Case("nothing for a text", '{"id": "a", "text": null}', "'text'"),
    Case("no id", '{"text": "x"}', "'id'"),
    Case("an empty id", '{"id": " ", "text": "x"}', "'id'"),
    Case("true for an id", '{"id": true, "text": "x"}', "'id'"),
    Case("a float for an id", '{"id": 1.5, "text": "x"}', "'id'"),
    Case("a list", '["a", "x"]', "list"),
    Case("a text", '"a"', "str"),
    Case("nothing", "null", "NoneType"),
    Case("not JSON", "{'id': 'a'}", "line 1"),
    Case("half a line", '{"id": "a", "text": "x', "line 1"),
    Case("a number for a title", '{"id": "a", "text": "x", "title": 5}', "'title'"),
    Case("a list for a link", '{"id": "a", "text": "x", "url": []}', "'url'"),
    Case("a date that is none", '{"id": "a", "text": "x", "published": "May 2023"}', "'published'"),
    Case("half a character in a text", '{"id": "a", "text": "\\ud800"}', "surrogate"),
    Case("no bottom", "[" * 100_000, "recursion"),
    Case("a page beyond the text", '{"id": "a", "text": "x", "pages": [0, 2]}', "'pages'"),
    Case("pages out of order", '{"id": "a", "text": "xyz", "pages": [2, 0]}', "'pages'"),
    Case("a text for the pages", '{"id": "a", "text": "x", "pages": "0"}', "'pages'"),
    Case("a source without a link", '{"id": "a", "text": "x", "sources": [{"title": "T", "publisher": "P"}]}', "url"),
    Case("a source that is no object", '{"id": "a", "text": "x", "sources": ["T"]}', "a source"),
    Case("a number for a list of sources", '{"id": "a", "text": "x", "sources": 5}', "'sources'"),
    Case("about itself", '{"id": "a", "text": "x", "about": "a"}', "'about'"),
    Case("a number that it is about", '{"id": "a", "text": "x", "about": 5}', "'about'"),
    Case("a text for what it tells", '{"id": "a", "text": "x", "told": "x"}', "'told'"),
    Case("no object in what it tells", '{"id": "a", "text": "x", "told": ["x"]}', "'told' 1"),
)


@pytest.mark.parametrize("case", FAULTS, ids=lambda c: c.id)
def test_a_line_that_cannot_be_used(case: Case, tmp_path: Path) -> None:
    documents, problems = read(tmp_path, f"{GOOD}\n\n{case.line}\n" + GOOD.replace("good", "last") + "\n")
    assert [d.id for d in documents] == ["good", "last"]
    ((line, message),) = problems
    assert line == 3
    assert case.says in message


def test_every_key(tmp_path: Path) -> None:
    row = {"id": "a", "text": "T\nx", "title": "T", "url": "https://x.eu", "publisher": "X", "language": "de",
           "published": "2023-05-11T08:00:00Z", "score": 5, "tags": [{}]}  # fmt: skip
    documents, problems = read(tmp_path, json.dumps(row))
    assert problems == []
    assert documents == [
        Document("a", "T", "T\nx", "https://x.eu", "X", date(2023, 5, 11), "de")
    ]  # the keys that nobody knows are ignored


@pytest.mark.parametrize(
    ("row", "identity", "title"),
    [({"id": 7, "text": "x"}, "7", "7"), ({"id": "a", "text": "x", "title": None, "published": ""}, "a", "a")],
    ids=["a number for an id", "nothing in the optional keys"],
)
def test_what_is_left_out(row: dict[str, Any], identity: str, title: str, tmp_path: Path) -> None:
    ((document,), problems) = read(tmp_path, json.dumps(row))
    assert (document.id, document.title, document.published, problems) == (identity, title, None, [])


@pytest.mark.parametrize("content", ["", "\n\n \n", f"\n{GOOD}\n\n", f"{GOOD}\r\n\r\n"], ids=repr)
def test_empty_lines_are_passed_over(content: str, tmp_path: Path) -> None:
    documents, problems = read(tmp_path, content)
    assert len(documents) == content.count("good")
    assert problems == []


def test_a_line_separator_inside_a_text_is_no_line_end(tmp_path: Path) -> None:
    documents, problems = read(tmp_path, '{"id": "a", "text": "one\u2028two\x85three"}\n')
    assert [d.text for d in documents] == ["one\u2028two\x85three"]
    assert problems == []


@pytest.mark.parametrize("content", [b"\xff\xfe", GOOD.encode("utf-16")], ids=["bytes", "UTF-16"])
def test_not_utf_8(content: bytes, tmp_path: Path) -> None:
    documents, ((line, message),) = read(tmp_path, content)
    assert documents == []
    assert line == 0
    assert "not readable" in message


@pytest.mark.parametrize("key", ["id", "title", "publisher"])
def test_half_a_character_is_a_problem_in_every_key(key: str, tmp_path: Path) -> None:
    _, problems = read(tmp_path, json.dumps({"id": "a", "text": "x", key: "\ud800"}))
    assert [line for line, _ in problems] == [1]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])).filter(lambda t: bool(t.strip())), max_size=5))
def test_texts_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    rows = "\n".join(json.dumps({"id": i, "text": t}) for i, t in enumerate(texts))
    documents, problems = read(tmp_path_factory.mktemp("jsonl"), rows)
    assert [d.text for d in documents] == texts
    assert problems == []


TEXT = "The authority fined Example Ltd £1,500.50 in May 2021."
TELLS = {"role": "imposed", "quote": "£1,500.50", "start": 32, "end": 41, "kind": "administrative_fine",
         "status": "imposed", "confidence": 0.9, "amount": "1500.5", "currency": "GBP", "respondent": "Example Ltd",
         "decided": "2021-05-01", "precision": "month"}  # fmt: skip


def told_of(folder: Path, **changed: Any) -> JsonlRead:
    told = {key: value for key, value in (TELLS | changed).items() if value is not ...}
    path = folder / "t.jsonl"
    path.write_text(json.dumps({"id": "a", "text": TEXT, "told": [told]}))
    return read_jsonl(path, "t.jsonl")


def test_what_a_document_tells(tmp_path: Path) -> None:
    ((told,),) = told_of(tmp_path).told.values()
    assert told.amount == Money(Decimal("1500.5"), "GBP")
    assert (told.role, told.kind, told.decided, told.precision) == (
        Role.IMPOSED, Kind.ADMINISTRATIVE_FINE, date(2021, 5, 1), "month",
    )  # fmt: skip
    assert to_json(told) == TELLS
    assert from_json(to_json(told), TEXT) == told


@dataclass(frozen=True, slots=True)
class Fault:
    id: str
    changed: dict[str, Any]
    says: str


TOLD_FAULTS = (
    Fault("a quote that is not there", {"quote": "£1,500.51"}, "verbatim"),
    Fault("a quote at another place", {"start": 31}, "verbatim"),
    Fault("an end beyond the text", {"end": 10**30}, "verbatim"),
    Fault("a start before the text", {"start": -1}, "'start'"),
    Fault("a start that is true", {"start": True}, "'start'"),
    Fault("an empty quote", {"quote": "", "start": 5, "end": 5}, "verbatim"),
    Fault("no role", {"role": ...}, "'role'"),
    Fault("a role that is none", {"role": "guessed"}, "'role'"),
    Fault("a list for a kind", {"kind": []}, "'kind'"),
    Fault("a status that is none", {"status": "maybe"}, "'status'"),
    Fault("a float for an amount", {"amount": 1500.5}, "amount"),
    Fault("an amount with separators", {"amount": "1,500.5"}, "amount"),
    Fault("an amount without a currency", {"currency": ...}, "'currency'"),
    Fault("a currency without an amount", {"amount": ...}, "'amount'"),
    Fault("a currency that is none", {"currency": "pounds"}, "ISO 4217"),
    Fault("a date that is none", {"decided": "May 2021"}, "'decided'"),
    Fault("a precision that is none", {"precision": "week"}, "'precision'"),
    Fault("a confidence beyond 1", {"confidence": 1.01}, "'confidence'"),
    Fault("a confidence that is no number", {"confidence": float("nan")}, "'confidence'"),
    Fault("a rate by the week", {"per": "week"}, "'per'"),
    Fault("a misspelt key", {"respondant": "x"}, "'respondant'"),
    Fault("half a character", {"respondent": "\ud800"}, "surrogate"),
)


@pytest.mark.parametrize("fault", TOLD_FAULTS, ids=lambda f: f.id)
def test_what_cannot_be_told(fault: Fault, tmp_path: Path) -> None:
    found = told_of(tmp_path, **fault.changed)
    assert found.documents == () and found.told == {}
    (problem,) = found.problems
    assert problem.line == 1 and "document 'a': 'told' 1: " in problem.message
    assert fault.says in problem.message


def test_what_is_not_searched_again(tmp_path: Path) -> None:
    rows = ({"id": "a", "text": "x", "told": []}, {"id": "b", "text": "x", "about": "a"}, {"id": "c", "text": "x"})
    path = tmp_path / "n.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    found = read_jsonl(path, "n.jsonl")
    assert (dict(found.told), dict(found.about), found.problems) == ({"a": ()}, {"b": "a"}, ())


def test_either_about_another_or_told_itself(tmp_path: Path) -> None:
    path = tmp_path / "b.jsonl"
    path.write_text(json.dumps({"id": "a", "text": TEXT, "told": [TELLS], "about": "b"}))
    assert [p.line for p in read_jsonl(path, "b.jsonl").problems] == [1]


def test_pages_and_sources(tmp_path: Path) -> None:
    source = {"title": "T", "publisher": "P", "url": "https://x.eu", "checked": False}
    path = tmp_path / "p.jsonl"
    path.write_text(json.dumps({"id": "a", "text": "one two", "pages": [0, 4], "sources": [source]}))
    (document,) = read_jsonl(path, "p.jsonl").documents
    assert document.pages == (0, 4) and document.page(5) == 2
    assert document.sources == (Source("T", "P", "https://x.eu", False),)


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    documents, problems = read(tmp_path, b"\xef\xbb\xbf" + GOOD.encode())
    assert [d.id for d in documents] == ["good"] and problems == []
