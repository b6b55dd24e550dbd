"""Tables in running text: bare numbers below a heading that names their currency ("Fine (€)", "Buße in Mio. €")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from knowledge.ingest.extraction.amounts import Amount
from knowledge.ingest.extraction.currencies import currencies
from knowledge.ingest.extraction.scales import scale_table

_LINE = re.compile(r"[^\n]*[|\t][^\n]*")
_WORD = re.compile(r"[^\s()\[\],/|]+")
_LONGEST_HEADING = 60
_RULE = re.compile(r"[\s|:+=-]*")
_Span = tuple[int, int]


def in_columns(text: str, amounts: Sequence[Amount], language: str) -> Sequence[Amount]:
    """The same numbers; those alone in their cell, below a heading with a currency, have that currency."""
    if "|" not in text and "\t" not in text:
        return amounts
    by_place = {a.start: i for i, a in enumerate(amounts)}
    out = list(amounts)
    headings: list[tuple[str, Decimal | None] | None] = []
    ended = -1
    for start, end in (m.span() for m in _LINE.finditer(text)):
        if text[max(ended, 0) : start].strip() or ended < 0:
            headings = []  # not the same table
        ended = end
        if _RULE.fullmatch(text, start, end):
            continue
        cells = list(_cells(text, start, end))
        if not headings:
            headings = [_heading(text[a:b], language) for a, b in cells]
            continue
        if len(cells) not in (len(headings), len(headings) + 1):
            continue
        # From the right: a first heading may be empty.
        for (a, b), heading in zip(reversed(cells), reversed(headings), strict=False):
            i = by_place.get(a)
            if heading and i is not None and out[i].currency is None and out[i].end == b:
                currency, scale = heading
                out[i] = replace(out[i], currency=currency, scale=out[i].scale or scale)
    return out


def _cells(text: str, start: int, end: int) -> Iterator[_Span]:
    """The cells of a line, without the spaces around them; a bar at either edge makes none."""
    mark = "|" if "|" in text[start:end] else "\t"
    at = start
    for piece in text[start:end].split(mark):
        low, high = at, at + len(piece)
        at = high + 1
        if not piece.strip() and (low == start or high == end):
            continue
        yield low + len(piece) - len(piece.lstrip()), low + len(piece.rstrip())


def _heading(cell: str, language: str) -> tuple[str, Decimal | None] | None:
    """The currency and the scale that a heading names; None where it names none, or holds a number of its own."""
    if len(cell) > _LONGEST_HEADING or any(c.isdigit() for c in cell):
        return None
    known, factors = currencies(), scale_table(language)
    words = _WORD.findall(cell)
    scale = next((factors[w] for w in words if w in factors), None)
    for word in words:
        for written in (word, word.lstrip("mkMK")):
            if written in known.exact or written.casefold() in known.anycase:
                short = word[: len(word) - len(written)]
                return known.meaning(written), factors.get(short) if short else scale
    return None
