"""The words that multiply a number: "million", "Mio.", "crore"."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from knowledge.ingest.extraction.tables import table


@cache
def scale_table(language: str) -> dict[str, Decimal]:
    """Every scale as texts write it, with its factor."""
    money = table("money")
    known: dict[str, Decimal] = {}
    for rows in (money["scales"], money["scales_by_language"].get(language, {})):
        for factor, words in rows.items():
            known |= {word: Decimal(factor) for word in words.split()}
            known |= {word.capitalize(): Decimal(factor) for word in words.split() if len(word) > 3}
            known |= {word.upper(): Decimal(factor) for word in words.split() if len(word) > 3}
    return known


@cache
def scale_behind(language: str) -> re.Pattern[str]:
    """The scale right behind a number."""
    words = "|".join(sorted(map(re.escape, scale_table(language)), key=len, reverse=True))
    return re.compile(rf"[\s\u00a0-]{{0,2}}({words})(?!\w)")
