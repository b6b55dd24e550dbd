"""JSON Lines of documents: what can be used is used, what cannot is a Problem with its line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingest.documents import read_jsonl
from knowledge.records.documents import Document

GOOD = '{"id": "good", "text": "A text."}'


def read(folder: Path, content: str | bytes) -> tuple[list[Document], list[tuple[int, str]]]:
    path = folder / "d.jsonl"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    documents, problems = read_jsonl(path, "d.jsonl")
    assert all(p.fatal and p.source == "d.jsonl" for p in problems)
    return documents, [(p.line, p.message) for p in problems]


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
