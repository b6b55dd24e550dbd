"""Numbers as people write them in digits."""

from __future__ import annotations

import re
from decimal import Decimal

# Groups of three after a space are thousands ("65 000 000"); otherwise digits with points, commas and apostrophes.
NUMBER = re.compile(
    r"(?<![\d.,/])(?:\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3}){1,5}(?![\d\u00a0])(?:[.,]\d{1,2}(?!\d))?"
    r"|\d[\d.,'’]{0,30}\d|\d)"
)
_POINTS_GROUP = frozenset({"de", "es", "it", "fr"})
_MOST_DIGITS = 18


def value_of(written: str, scaled: bool, language: str) -> Decimal | None:
    """The number; None for what is none ("25.05.2018"). ``scaled``: a word such as "million" follows.

    A lone separator before three digits groups thousands ("€1.200", "€1,200"): no sum has three decimals. Before a
    scale it does so where the language groups with that mark: "2.000 millones" is two thousand million, but "1.200
    million" in English is 1.2 million.
    """
    clean = re.sub(r"[\s'’]", "", written).rstrip(".,")
    marks = [c for c in clean if c in ".,"]
    if sum(c.isdigit() for c in clean) > _MOST_DIGITS or not clean.isascii():
        return None
    if not marks:
        return Decimal(clean)
    last = marks[-1]
    groups = re.split("[.,]", clean)
    in_threes = all(len(g) == 3 for g in groups[1:]) and 1 <= len(groups[0]) <= 3
    indian = len(groups) > 2 and len(groups[-1]) == 3 and all(len(g) == 2 for g in groups[1:-1])
    if len(marks) == 1:
        if in_threes and groups[0] != "0" and not (scaled and last != ("." if language in _POINTS_GROUP else ",")):
            return Decimal("".join(groups))
        return Decimal(".".join(groups)) if len(groups[1]) <= 3 or scaled else None
    if in_threes or indian:
        return Decimal("".join(groups))
    whole = groups[:-1]
    same = len(set(marks[:-1])) == 1 and marks[-2] != last
    if same and all(len(g) == 3 for g in whole[1:]) and len(whole[0]) <= 3 and len(groups[-1]) <= 2:
        return Decimal("".join(whole) + "." + groups[-1])
    if same and len(groups[-1]) <= 2 and all(len(g) == 2 for g in whole[1:-1]) and len(whole[-1]) == 3:
        return Decimal("".join(whole) + "." + groups[-1])
    return None
