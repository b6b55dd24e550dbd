"""Sums told twice, in two currencies: which is the one imposed, and which is there for the reader."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.ingest.extraction.sums import Sum

_ABOUT = (
    r"(?:approximately|approx\.?|about|around|roughly|circa|ca\.?|c\.|~|≈|some|almost|nearly|just\s+(?:over|under)|"
    r"over|close\s+to|environ|etwa|rund|zirka|unos|aproximadamente|alrededor\s+de|cerca\s+de|equivalent(?:\s+(?:to|of))?|"
    r"equal\s+to|equals|converted|corresponding\s+to|équivalent|soit|umgerechnet|equivalente\s+a|pari\s+a)"
)
_BETWEEN = re.compile(
    rf"\s*,?\s*[(\[/]?\s*(?:(?:or|i\.e\.|that\s+is|the|an|a|of|to|at\s+the\s+time|worth|is|was|which|=|in|currently|"
    rf"amount|sum|{_ABOUT})[\s,]*){{0,6}}\s*",
    re.IGNORECASE,
)
_OPENED = re.compile(
    r"[(\[/]|,\s*(?:or|i\.e\.)|\bor\b|=|equivalent|approx|about|around|roughly|environ|soit|circa|\bca\b|etwa|rund|umgerechnet|~",
    re.IGNORECASE,
)
# "over PLN 50 million" is not a conversion, "approximately EUR 5,000" is.
_ABOUT_AT_END = re.compile(rf"(?<!\w)(?!over|just|almost|nearly|some\b){_ABOUT}\s*(?:the\s+|an?\s+)?$", re.IGNORECASE)
_READERS = ("USD", "EUR", "GBP")
_BRACKET = re.compile(r"\s*[(\[]")
# "The fine is SEK 20 million. That is about two million euros."
_SAID_AFTER = re.compile(
    r"[^.;]{0,60}[.;]\s(?:(?:the|this)\s(?:sum|amount)|that|this|it)\s(?:is|was|equals|corresponds\sto|amounts\sto)\s"
    rf"(?:\w+\s){{0,2}}?{_ABOUT}\s(?:the\s|an?\s)?",
    re.IGNORECASE,
)


def converted(text: str, sums: Sequence[Sum], home: str | None) -> set[int]:
    """The positions in ``sums`` of those that only repeat their neighbour in another currency.

    ``home``: the currency of the authority that the text is about, which is the one that counts.
    """
    found: set[int] = set()
    for i in range(len(sums) - 1):
        first, second = sums[i], sums[i + 1]
        if first.currency == second.currency or first.amount is None or second.amount is None or i in found:
            continue
        gap = text[first.end : second.start]
        if len(gap) <= 110 and _SAID_AFTER.fullmatch(gap):
            found.add(i + 1)
            continue
        if len(gap) > 60 or not _BETWEEN.fullmatch(gap) or not _OPENED.search(gap):
            continue
        found.add(i if _first_is_told_again(text, first, second, home) else i + 1)
    return found


def _first_is_told_again(text: str, first: Sum, second: Sum, home: str | None) -> bool:
    """Whether the first of a pair is the converted one: "about €29,000 (£25,000)", "€1,000 (RON 4,976)"."""
    about_first = _ABOUT_AT_END.search(text[max(0, first.start - 24) : first.start]) is not None
    about_second = _ABOUT_AT_END.search(text[first.end : second.start]) is not None
    if about_second:
        return False
    if about_first:
        return True
    if home == "USD" and first.currency != home and _BRACKET.match(text, first.end):
        return False  # the American reader's dollars, of whatever authority
    if home in (first.currency, second.currency):
        return second.currency == home
    return first.currency in _READERS and second.currency not in _READERS
