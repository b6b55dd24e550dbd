"""What a text is compared by: a few numbers in place of it, and the facts in it that two copies must share."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

SHORTEST = 40
"""Words below which a text is too short to be like another one: so short, everything looks alike."""
_SIZE = 128
_SHINGLE = 5
_WORD = re.compile(r"\w+")
_CODES = (
    "EUR|USD|GBP|CHF|SEK|NOK|DKK|ISK|PLN|CZK|HUF|RON|BGN|HRK|RSD|TRY|RUB|UAH|JPY|CNY|RMB|KRW|TWD|INR|IDR|MYR|SGD|HKD|"
    "THB|VND|PHP|PKR|ILS|AED|SAR|EGP|NGN|KES|ZAR|CAD|AUD|NZD|BRL|MXN|ARS|CLP|COP|PEN"
)
_NUMBER = re.compile(
    r"""
    (?P<before> [€$£¥₩₹₺₽]\s? | \b(?:{codes})\s )?
    (?P<digits> \d{1,3}(?:[\ \u00a0\u2009\u202f'’]\d{3})+(?!\d)(?:[.,]\d+)? | \d+(?:[.,]\d+)* )
    (?P<scale> \s?(?i:k|m|bn|mn|mio|mrd|md|tsd|crore|lakh|eok)\b
      | [\s-](?i:hundred|thousand|[mbt]r?illi|mil(?:\b|j|ia|ion|on)|hundert|tausend|cent) )?
    (?P<unit> \s?[€$£¥₩₹₺₽%‰] | [\s-](?:{codes})\b
      | [\s-](?i:euro|dollar|pound|pfund|livre|libra|fran[ck]|zł|zloty|le[iuv]\b|kr\b|kron|kč|koruna|ft\b|forint
      | per\s?cent|prozent|pour\s?cent|por\sciento) )?
    """.replace("{codes}", _CODES),
    re.VERBOSE,
)
_SEPARATORS = re.compile(r"[ \u00a0\u2009\u202f'’.,]")
_COUNTS = frozenset(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion "
    "zwei drei vier fünf sechs sieben acht neun zehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig "
    "hundert tausend deux trois quatre cinq sept huit neuf dix onze douze quinze vingt trente quarante cinquante "
    "soixante cent mille dos tres cuatro cinco seis siete ocho nueve diez veinte treinta cuarenta cincuenta sesenta "
    "setenta ochenta noventa cien ciento mil due tre quattro cinque sei sette otto nove dieci venti trenta quaranta "
    "cinquanta sessanta settanta ottanta novanta mila".split()
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What tells one notice from another one of the same form. Words in lower case.

    sums: numbers that weigh (sums, shares, case numbers); small: the rest, pages and years among them. names: words in
    capitals, or of a script that has none, and numbers in words; ordinary: words that stand in small letters too.
    """

    sums: frozenset[str]
    small: frozenset[str]
    names: frozenset[str]
    ordinary: frozenset[str]

    def contradict(self, other: Facts) -> bool:
        """Whether each has a name or a number where the other has another one, or one has a sum that the other lacks.

        A name or a small number that only one of them has is no contradiction: it stands in a heading or a footer.
        """
        if self.sums != other.sums or (self.small - other.small and other.small - self.small):
            return True
        ordinary = self.ordinary | other.ordinary
        mine, theirs = self.names - other.names - ordinary, other.names - self.names - ordinary
        return bool(mine and theirs)


def sketch(text: str) -> tuple[int, ...]:
    """The sums of a text in one number, then the least hashes of its runs of five words; empty where it is short.

    A bottom-k sketch (Broder 1997): the share of hashes that two have in common estimates how alike their texts are,
    to about 0.04. The same in every process and on every machine.
    """
    words = _WORD.findall(text.casefold())
    if len(words) < SHORTEST:
        return ()
    hashed = np.fromiter((crc32(word.encode()) for word in words), dtype=np.uint64, count=len(words))
    runs = np.zeros(len(words) - _SHINGLE + 1, dtype=np.uint64)
    for place in range(_SHINGLE):
        # splitmix64 after each word, so that their order counts.
        runs = _mixed(runs + hashed[place : place + len(runs)] + np.uint64(0x9E3779B97F4A7C15))
    # 63 bits: what a database and JSON in other languages hold without loss of sign.
    least = np.unique(runs >> np.uint64(1))[:_SIZE]
    return (_digest(numbers_of(text)[0]), *(int(value) for value in least))


def likeness(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """How much two sketched texts share, from 0 to 1 (Jaccard's measure, estimated)."""
    if len(one) < 2 or len(other) < 2:
        return 0.0
    mine, theirs = frozenset(one[1:]), frozenset(other[1:])
    least = sorted(mine | theirs)[:_SIZE]
    return bisect_right(sorted(mine & theirs), least[-1]) / len(least)


def facts_of(text: str) -> Facts:
    """The facts of one text."""
    sums, small = numbers_of(text)
    names, ordinary = set(), set()
    for word in set(_WORD.findall(text)):
        lower = word.lower()
        if word[0].isdigit():
            continue
        if word != lower or lower in _COUNTS or word.lower() == word.upper():
            names.add(lower)
        else:
            ordinary.add(lower)
    return Facts(sums, small, frozenset(names), frozenset(ordinary - _COUNTS))


def numbers_of(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """(numbers that weigh, the rest), each in one spelling: 5,000 and 5.000 and 5 000 are the same."""
    sums, small = set(), set()
    for match in _NUMBER.finditer(text):
        groups = _SEPARATORS.split(match["digits"])
        decimals = ""
        if len(groups) > 1 and len(groups[-1]) != 3:
            decimals = groups.pop()
        if any(len(group) != 3 for group in groups[1:]):
            number = match["digits"]  # a date, a version, a paragraph: 12.05.2023
            weighs = True
        else:
            whole, rest = "".join(groups), decimals.rstrip("0")
            number = f"{whole}.{rest}" if rest else whole
            weighs = bool(decimals) or len(whole) > 4 or (len(whole) == 4 and not whole.startswith(("19", "20")))
        scale = (match["scale"] or "").strip().strip("-").lower()[:3]
        if weighs or scale or match["before"] or match["unit"]:
            sums.add(number + scale)
        else:
            small.add(number)
    return frozenset(sums), frozenset(small)


def _mixed(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _digest(numbers: frozenset[str]) -> int:
    whole = hashlib.sha256("\0".join(sorted(numbers)).encode()).digest()
    return int.from_bytes(whole[:8], "big") >> 1
