"""Lines are put back together: which hyphens go, which line ends stay."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingest.reading.cleaning import clean
from knowledge.ingest.reading.layout import Line, text_of


def page(*texts: str, width: float = 400, left: float = 72, pitch: float = 13) -> list[Line]:
    """Lines below each other; one that ends in | does not fill the column."""
    found = []
    for number, text in enumerate(texts):
        short = text.endswith("|")
        right = left + (width * 0.4 if short else width)
        found.append(Line(text.rstrip("|"), left, right, 700 - number * pitch, 11))
    return found


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    lines: tuple[str, ...]
    text: str


CASES = (
    Case("a broken word", ("the author-", "ity decided"), "the authority decided"),
    Case(
        "a word with a hyphen of its own",
        ("the cross-border case was a cross-", "border case"),
        "the cross-border case was a cross-border case",
    ),
    Case("a usual first part", ("under the self-", "regulation rules"), "under the self-regulation rules"),
    Case(
        "the rest of a word is shared", ("die Daten-", "und Verbraucherschützer"), "die Daten- und Verbraucherschützer"
    ),
    Case("names", ("the firm Rolls-", "Royce was"), "the firm Rolls-Royce was"),
    Case("numbers", ("in the years 2020-", "2021 they"), "in the years 2020-2021 they"),
    Case("a dash", ("they did so -", "and again"), "they did so - and again"),
    Case(
        "a short line ends its paragraph",
        ("It was fined.|", "Then it paid the fine"),
        "It was fined.\nThen it paid the fine",
    ),
    Case(
        "a short line without an end is a line of its own",
        ("The decision|", "The authority has decided"),
        "The decision\n\nThe authority has decided",
    ),
    Case("a short line that goes on", ("because the|", "company did not"), "because the company did not"),
    Case(
        "items",
        ("It decided to|", "(a) fine the company and", "(b) warn it"),
        "It decided to\n(a) fine the company and (b) warn it",
    ),
    Case("contents", ("1 Facts … 3", "2 Law … 5"), "1 Facts … 3\n2 Law … 5"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_text_of(case: Case) -> None:
    assert text_of([page(*case.lines)])[0] == case.text


def test_a_wide_gap_is_a_new_paragraph() -> None:
    upper = page("One line that fills it", "and one more that does", "and a third one too")
    lower = [Line("next paragraph that fills", 72, 472, 700 - 3 * 13 - 12, 11)]
    assert text_of([upper + lower])[0] == (
        "One line that fills it and one more that does and a third one too\n\nnext paragraph that fills"
    )


def test_two_columns() -> None:
    left, right = (
        page("the left column is", "read first, and it", width=180),
        page("goes on in the right", "column.|", width=180, left=300),
    )
    assert text_of([left + right])[0] == "the left column is read first, and it goes on in the right column."


@given(
    st.lists(
        st.lists(
            st.builds(
                Line,
                st.text(min_size=1).map(clean).filter(lambda t: bool(t.strip())).map(str.strip),
                st.floats(-900, 900),
                st.floats(-900, 900),
                st.floats(-900, 900),
                st.floats(0, 90),
            ),
            max_size=6,
        ),
        max_size=6,
    )
)
def test_any_lines(pages: list[list[Line]]) -> None:
    text, starts = text_of(pages)
    assert len(starts) == len(pages)
    assert list(starts) == sorted(starts)
    assert all(0 <= start <= len(text) for start in starts)
    assert "\ud800" not in text and text == text.strip()
