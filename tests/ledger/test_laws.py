"""Whether a record's law falls under the law that a question names."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ledger.laws import LawWanted, falls_under


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    record: str
    laws: tuple[str, ...]
    under: bool
    article: str | None = None
    tail: str = ""


GDPR, UK = ("GDPR",), ("UK GDPR",)
TABLE = (
    Case("the law", "GDPR Art. 6", GDPR, True),
    Case("the bare law", "GDPR", GDPR, True),
    Case("small letters", "GDPR Art. 6", ("gdpr",), True),
    Case("the UK's is another", "UK GDPR Art. 6", GDPR, False),
    Case("the EU's is not the UK's", "GDPR Art. 6", UK, False),
    Case("the UK's own", "UK GDPR Art. 5(1)(f)", UK, True),
    Case("another law", "DMA Art. 5(4)", GDPR, False),
    Case("any law", "DMA Art. 5(4)", (), True),
    Case("either law", "DMA Art. 5(4)", ("GDPR", "DMA"), True),
    Case("the article", "GDPR Art. 6", GDPR, True, "6"),
    Case("another article", "GDPR Art. 6", GDPR, False, "5"),
    Case("a longer number", "GDPR Art. 60", GDPR, False, "6"),
    Case("a shorter number", "GDPR Art. 6", GDPR, False, "60"),
    Case("the same article of another law", "UK GDPR Art. 6", GDPR, False, "6"),
    Case("a law without an article has none", "GDPR", GDPR, False, "6"),
    Case("an article of any law", "UK GDPR Art. 6", (), True, "6"),
    Case("an article holds its paragraphs", "GDPR Art. 5(1)(a)", GDPR, True, "5"),
    Case("a paragraph", "GDPR Art. 5(1)(a)", GDPR, True, "5", "(1)"),
    Case("a point", "GDPR Art. 5(1)(a)", GDPR, True, "5", "(1)(a)"),
    Case("another point", "GDPR Art. 5(1)(a)", GDPR, False, "5", "(1)(b)"),
    Case("another paragraph", "GDPR Art. 5(2)", GDPR, False, "5", "(1)"),
    Case("paragraph 10 is not paragraph 1", "GDPR Art. 5(10)", GDPR, False, "5", "(1)"),
    Case("a paragraph does not hold its article", "GDPR Art. 5", GDPR, False, "5", "(1)"),
    Case("in a range", "GDPR Art. 12-17", GDPR, True, "15"),
    Case("the first of a range", "GDPR Art. 12-17", GDPR, True, "12"),
    Case("the last of a range", "GDPR Art. 12-17", GDPR, True, "17"),
    Case("before a range", "GDPR Art. 12-17", GDPR, False, "11"),
    Case("after a range", "GDPR Art. 12-17", GDPR, False, "18"),
    Case("a range is of its law", "UK GDPR Art. 12-17", GDPR, False, "15"),
    Case("a section", "FTC Act s.5(a)", ("FTC Act",), True, "5"),
    Case("a letter in a number", "Privacy Act 1988 (Cth) s.13G", ("Privacy Act",), True, "13g"),
    Case("without the letter", "Privacy Act 1988 (Cth) s.13G", ("Privacy Act",), False, "13"),
    Case("an article of a code", "French CPCE Art. L.34-5", ("French CPCE",), True),
    Case("one part of a joined name", "ePrivacy / French DPA Art. 82", ("French DPA",), True, "82"),
    Case("the other part", "ePrivacy / French DPA Art. 82", ("ePrivacy",), True),
    Case("half a word is no name", "GDPR Art. 6", ("GDP",), False),
)


@pytest.mark.parametrize("case", TABLE, ids=lambda c: c.id)
def test_falls_under(case: Case) -> None:
    assert falls_under(case.record, LawWanted(case.laws, case.article, case.tail)) is case.under


@given(st.integers(1, 200), st.integers(1, 200), st.integers(1, 200))
def test_a_range_holds_what_lies_in_it(first: int, last: int, asked: int) -> None:
    wanted = LawWanted(GDPR, str(asked))
    assert falls_under(f"GDPR Art. {first}-{last}", wanted) is (first <= asked <= last)


def test_a_numbered_insertion_is_no_range() -> None:
    assert any(falls_under("PIPA (Korea) Art. 39-3", LawWanted(("PIPA",), article)) for article in ("39-3", "39"))
