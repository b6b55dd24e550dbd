"""Plain text and Markdown stay as they are; only the title is looked for."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.ingest.reading.arrival import Arrival
from knowledge.ingest.reading.language import Languages
from knowledge.ingest.reading.plain import read_markdown_page, read_plain
from tests.ingest.reading.files import GERMAN

LANGUAGES = Languages()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Acme is fined\n\nThe authority …", "Acme is fined"),
        (f"{GERMAN}\nMore.", "press-release"),
        ("\n\n  One\nTwo", "One"),
    ],
)
def test_title_of_plain_text(text: str, title: str) -> None:
    (document,) = read_plain(Arrival("press-release.txt", text.encode(), "https://dpa.example/a"), LANGUAGES).documents
    assert document.title == title
    assert document.text.strip() == text.strip()
    assert document.url == "https://dpa.example/a"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Intro\n\n## Acme fined ##\n\nText", "Acme fined"),
        ("Acme fined\n==========\n\n# Later\n", "Acme fined"),
        ("```\n# a comment\n```\n# Acme fined", "Acme fined"),
        ("#hashtag\nNo heading", "page"),
    ],
)
def test_title_of_markdown(text: str, title: str) -> None:
    (document,) = read_markdown_page(Arrival("page.md", text.encode()), LANGUAGES).documents
    assert document.title == title
    assert document.text == text.strip()


def test_front_matter_is_no_text() -> None:
    page = '---\ntitle: "Acme fined"\ndate: 2023-05-11\ntags: [a]\n---\n\n# Heading\n\nText\n'
    (document,) = read_markdown_page(Arrival("page.md", page.encode()), LANGUAGES).documents
    assert (document.title, document.published, document.text) == ("Acme fined", date(2023, 5, 11), "# Heading\n\nText")


@pytest.mark.parametrize("data", [b"\xff\xfe", b"\n \n", bytes(range(256)) * 4, b"---\ntitle: x\n---\n"])
def test_no_text_is_a_problem(data: bytes) -> None:
    reading = read_markdown_page(Arrival("page.md", data), LANGUAGES)
    assert reading.documents == ()
    assert [p.fatal for p in reading.problems] == [True]
