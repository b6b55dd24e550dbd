"""Which currency a sign, a code or a name means; "$" and "kr" by the country that the text speaks of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from knowledge.ingest.extraction.tables import table

_REACH = 26
"""Characters before a number in which its currency may stand ("New Zealand dollars 5m")."""


_AHEAD = "euros?|kr|kroner|lei|naira|rupees|ringgit"
"""Names that stand before the number too; not "won", "pounds" and "rand"."""


@dataclass(frozen=True, slots=True)
class Currencies:
    """``exact`` and ``anycase`` give an ISO code, or the name of a group that several countries share.

    ``endings``: the last characters of what may stand before a number, lower case.
    """

    exact: dict[str, str]
    anycase: dict[str, str]
    before: re.Pattern[str]
    behind: re.Pattern[str]
    guarded: frozenset[str]
    endings: frozenset[str]

    def is_guarded(self, text: str, start: int, end: int) -> bool:
        """Whether the sign ``text[start:end]`` is one that other things have too ("R2"), so that only sums count."""
        return text[start:end].strip(" \u00a0.") in self.guarded

    def meaning(self, written: str) -> str:
        known = self.exact.get(written)
        return known if known is not None else self.anycase[" ".join(written.casefold().split())]

    def ahead_of(self, text: str, at: int) -> tuple[int, str] | None:
        """(start, meaning) of the currency that ends where the number at ``at`` starts."""
        low = max(0, at - _REACH)
        if text[low:at].rstrip(" \u00a0\n.~-")[-1:].casefold() not in self.endings:
            return None
        found = self.before.search(text[low:at])
        return (low + found.start(1), self.meaning(found[1])) if found else None

    def after(self, text: str, at: int) -> tuple[int, str] | None:
        """(end, meaning) of the currency behind a number that ends at ``at``; None where it belongs to the next."""
        found = self.behind.match(text, at)
        return (found.end(), self.meaning(found[1])) if found else None


@cache
def currencies() -> Currencies:
    """The table of all signs, codes and names."""
    money = table("money")
    guarded: dict[str, str] = money["guarded"]
    exact = {code: code for code in money["codes"].split()} | money["signs"] | guarded
    anycase = {" ".join(n.casefold().split()): code for code, names in money["names"].items() for n in names}
    for group, row in money["shared"].items():
        for word in row["words"].split(","):
            (exact if len(word) < 4 and (word[0].isupper() or not word.isalpha()) else anycase)[word] = group
    ahead, signs = _any(exact), _any(w for w in exact if w not in guarded)
    names = _any(anycase)
    # A sign made of letters is a word of its own: "kr" is not the end of "Ankr", "Ft" not the start of "Fta".
    before = re.compile(rf"(?<!\w)({ahead}|(?i:{_AHEAD}))\.?[\s\u00a0]{{0,2}}[~-]?$")
    # "… 2021 EUR 500": a code before a number belongs to that number.
    behind = re.compile(
        r"[\s\u00a0-]{0,2}(?:(?:of|de|di|in)\s{1,2}|d[’'])?"
        rf"({signs}|(?i:{names}))(?!\w)(?!(?<=[^a-zà-ÿ])[\s\u00a0]?\d)"
    )
    endings = frozenset(w.rstrip(".")[-1].casefold() for w in (*exact, *_AHEAD.replace("?", "").split("|"), "euro"))
    return Currencies(exact, anycase, before, behind, frozenset(guarded), endings)


def _any(words: Iterable[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(w).replace(r"\ ", r"\s{1,2}") for w in ordered)


def settle(group: str, text: str, language: str = "en") -> str | None:
    """The ISO code that a shared name means: that of the country that ``text`` names most; None without one."""
    row = table("money")["shared"][group]
    countries = row["countries"] | row.get(language, {})
    named = Counter[str]()
    for found in _places().finditer(text):
        named[_countries()[" ".join(found[0].split())]] += 1
    ranked = sorted(((named[c], code) for c, code in countries.items()), key=lambda r: -r[0])
    first: str = row["first"]
    count, code = ranked[0]
    if not count or (first and code != first and count <= named["US"]):
        return first or None
    return str(code)


@cache
def _countries() -> dict[str, str]:
    """Words to countries; an underscore in the table is a space."""
    places = table("money")["places"]
    return {word.replace("_", " "): country for country, words in places.items() for word in words.split()}


@cache
def _places() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_any(_countries())})(?!\w)")
