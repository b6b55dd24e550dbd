"""A document that a folder has twice is kept once; and of a very long one the beginning alone is searched for sums."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from knowledge.ingest.content import Content
from knowledge.ingest.folder import SEARCHED, read_sources
from knowledge.ingest.reading.arrival import Arrival
from knowledge.ingest.reading.cleaning import document_of
from knowledge.library.door import add
from tests.ingest.files import ARTICLE, DECISION, write

STORY = "A baker is fined\n\nOn 3 May 2021 the CNIL fined Acme EUR 300,000 for cookies that nobody had agreed to."
OTHER = "A dairy is fined\n\nOn 4 May 2021 the CNIL fined Borealis EUR 9,000 for letters that nobody wanted."


def row(identity: str, text: str) -> str:
    return json.dumps({"id": identity, "title": identity, "text": text}) + "\n"


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    files: dict[str, str | bytes]
    says: str
    """Nothing: the folder cannot be used."""
    documents: int = 1


CASES = (
    Case("a copy beside it", {"documents/a.txt": STORY, "documents/b.txt": STORY}, "same text as in documents/a.txt"),
    Case("with other spaces at its end", {"a.txt": STORY, "b.txt": f"{STORY}  \r\n\r\n"}, "the same text as in a.txt"),
    Case("in Markdown", {"documents/a.md": f"# {STORY}", "documents/b.md": f"# {STORY}"}, "the same text as in"),
    Case("three times", {"a.txt": STORY, "b.txt": STORY, "c/a.txt": STORY, "d.txt": OTHER}, "same text as in a.txt", 2),
    Case("a row twice", {"documents/a.jsonl": row("x", STORY), "imports/b.jsonl": row("x", STORY)},
         "the same text as in documents/a.jsonl"),
    Case("rows that differ", {"documents/a.jsonl": row("x", STORY), "imports/b.jsonl": row("x", OTHER)}, ""),
    Case("rows that somebody wrote", {"a.jsonl": row("x", STORY), "b.jsonl": row("x", STORY)}, ""),
    Case("a decision and a row", {"decisions/cnil-acme-2022.md": DECISION,
         "documents/a.jsonl": row("cnil-acme-2022", STORY)}, ""),
    Case("two articles", {"articles/what-is-a-fine.md": ARTICLE, "articles/more/what-is-a-fine.md": ARTICLE}, ""),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_the_same_twice(case: Case, tmp_path: Path) -> None:
    content = read_sources([write(tmp_path, case.files)])
    assert content.usable == bool(case.says)
    if case.says:
        assert len(content.documents) == case.documents and content.problems
        assert all(case.says in p.message and not p.fatal for p in content.problems), content.problems
        assert sum(len(told.sums) for told in content.told) == case.documents
    else:
        assert any("is taken already" in p.message for p in content.problems)


def test_added_while_it_lies_in_the_folder(tmp_path: Path) -> None:
    folder = write(tmp_path, {"story.txt": STORY})
    (one,) = add([Arrival("story.txt", STORY.encode())], folder, date(2026, 11, 24)).documents
    content = read_sources([folder])
    assert [(p.source, p.fatal, one.file in p.message) for p in content.problems] == [("story.txt", False, True)]
    assert [d.id for d in content.documents] == [one.id]


def test_an_earlier_text_of_a_document_that_was_replaced(tmp_path: Path) -> None:
    """The file has the id that the document under that link keeps."""
    old = document_of("A baker is fined", STORY, language="en")
    folder = write(tmp_path, {"a.txt": STORY, "documents/z.jsonl": row(old.id, f"{STORY} It has paid.")})
    content = read_sources([folder])
    assert [(p.source, p.fatal, "an earlier text" in p.message) for p in content.problems] == [("a.txt", False, True)]
    assert [d.text for d in content.documents] == [f"{STORY} It has paid."]


def ids(content: Content) -> list[str]:
    assert content.usable
    return [d.id for d in content.documents]


def test_the_other_file_counts_where_the_first_one_goes(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.txt": STORY, "b.txt": STORY})
    first = read_sources([folder])
    again = read_sources([folder], before=first)
    assert (again.documents, again.problems) == (first.documents, first.problems)
    (folder / "a.txt").unlink()
    alone = read_sources([folder], before=again)
    assert (ids(alone), alone.problems) == (ids(first), ())


def test_of_a_very_long_document_the_beginning_is_searched(tmp_path: Path) -> None:
    line = "Nothing of interest happened on that day in the town hall.\n"
    text = f"{STORY}\n" + line * (SEARCHED // len(line) + 1) + OTHER
    folder = write(tmp_path, {"documents/long.jsonl": row("long", text)})
    content = read_sources([folder])
    (problem,) = content.problems
    assert (problem.source, problem.fatal) == ("documents/long.jsonl", False)
    assert "of 'long' the first 999," in problem.message and "characters alone were searched" in problem.message
    ((sum_,),) = [told.sums for told in content.told]
    assert sum_.quote.startswith("On 3 May 2021 the CNIL fined Acme")
    assert read_sources([folder], before=content).problems == (problem,)
