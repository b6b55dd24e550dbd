"""One sum that several penalties have: "were fined €15,000 each", "€5,000 for the one and €5,000 for the other"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from knowledge.ingest.extraction.parties import Party
from knowledge.ingest.extraction.tables import table
from knowledge.ingest.extraction.told import Told

_MOST = 20
_EACH_BEHIND = re.compile(
    r",?\s(?:each|apiece|chacune?|cada\sun[ao]|ciascun[ao])"
    r"(?=\s?(?:[.,;:)]|$|(?:on|for|against|to|by|after|in|over|and|under|from|because|at|pour|à|a|por|per|contra)\s))",
    re.IGNORECASE,
)
_EACH_OF = re.compile(
    r"\s(?:on|against|from|for|à|contra|gegen)\s(?:each\sof|chacun[e]?\sdes?|cada\sun[oa]\sde)\s", re.IGNORECASE
)
_EACH_BEFORE = re.compile(
    r"\b(?:each\s(?:fined|imposed|issued|levied|pay|paid|agreed|ordered|given|received|got|(?:be|been|being)\s\w+)|jeweils|"
    r"of\sthe\s\w+\s\w+\s(?:was|were|has|have|must|will|is)|je|chacune?)\s[^.;,]{0,60}$",
    re.IGNORECASE,
)
# What a number counts is no penalty and no respondent.
_UNITS = re.compile(
    r"(?:millions?|millionen|milliards?|billions?|thousand|hundred|years?|months?|days?|weeks?|hours?|times|percent|per|of|"
    r"euros?|dollars?|pounds|Articles?|ans|mois|jours|Jahren?|Monaten?|Tagen?|años|meses|días|anni|mesi|giorni)\b",
    re.IGNORECASE,
)
_FINES = re.compile(
    r"(?:[\w-]+\s){0,2}(?:fines|penalties|sanctions|amendes|multas|sanciones|sanzioni|multe|geldbußen|bußgelder|strafen)\b",
    re.IGNORECASE,
)
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w&.’'-]*"
_NAME = rf"{_CAPITAL}(?:\s(?:{_CAPITAL}|of|de)){{0,5}}"
_NAMES = re.compile(rf"({_NAME}(?:,\s{_NAME}){{0,10}}),?\s(?:and|et|und|y|e)\s({_NAME})")
_REASON = r"\s(?:for|pour|wegen|für|por|per)\s"
_FOR_ONE_AND = re.compile(
    rf"{_REASON}[^.;]{{3,160}}?(?:,|\s(?:and|et|und|y|e))\s(?:(?:and|a|an|another|further|fine|penalty|of|one|also)\s){{0,5}}"
)
_FOR = re.compile(_REASON)


def told_apart(text: str, one: Told, other: Told) -> bool:
    """Whether one sentence tells the same sum twice, for two reasons: "€5,000 for A and €5,000 for B"."""
    if one.start != other.start or not (one.imposed and other.imposed):
        return False
    between = _FOR_ONE_AND.fullmatch(text, one.money.end, other.money.start)
    return between is not None and _FOR.match(text, other.money.end) is not None


def for_each(text: str, told: Sequence[Told]) -> list[Told]:
    """The same, with a sum that is said to be each one's told once for each, by name where the sentence lists them.

    Their total, where that is told too, is left out.
    """
    out: list[Told] = []
    totals: set[tuple[str, Decimal | None]] = set()
    often = Counter(t.money.shown for t in told if t.imposed)
    for t in told:
        amount = t.money.amount if t.imposed and often[t.money.shown] == 1 else None
        count, names = _shared(text, t) if amount is not None else (1, ())
        whole = (t.money.currency, (amount or Decimal(0)) * count)
        if count > 1 and often[whole] and counts_fines(text, t):
            continue  # the total of one respondent's fines stands for them
        if count > 1:
            totals.add(whole)
        if len(names) == count > 1:
            out += [replace(t, who=_named(n, t)) for n in names]
        else:
            out += [t] * count
    return [t for t in out if not (t.imposed and t.money.shown in totals)]


def counts_fines(text: str, told: Told) -> bool:
    """ "two fines of €3,000 each": it is fines that are counted, and may all be one respondent's."""
    before = text[max(told.start, told.money.start - 200) : told.money.start]
    numbers = [n for n in _counts().finditer(before) if not _UNITS.match(before, n.end())]
    return bool(numbers) and _FINES.match(before, numbers[-1].end()) is not None


def _named(name: str, told: Told) -> Party:
    if told.who is not None and told.who.key == name.casefold():
        return told.who
    return Party(name, None, told.who.weight if told.who else 1.0, told.start)


def _shared(text: str, told: Told) -> tuple[int, tuple[str, ...]]:
    """How many have the sum each, 1 where none is said to; and their names, where they are the ones fined."""
    low, high = told.start, told.end
    before = text[max(low, told.money.start - 200) : told.money.start]
    behind = _EACH_BEHIND.match(text, told.money.end) or _EACH_OF.match(text, told.money.end)
    ahead = _EACH_BEFORE.search(before)
    if behind is None and ahead is None:
        return 1, ()
    numbers = [n for n in _counts().finditer(before) if not _UNITS.match(before, n.end())]
    lists = list(_NAMES.finditer(before))
    if behind is not None and not (numbers or lists):
        lists = list(_NAMES.finditer(text, behind.end(), min(high, behind.end() + 120)))[:1]
    names: tuple[str, ...] = ()
    if lists:
        names = (*re.split(r",\s", lists[-1][1]), lists[-1][2])
    if numbers:
        count = _value(numbers[-1][1])
    elif behind is not None and (later := _counts().search(text, behind.end(), min(high, behind.end() + 60))):
        count = _value(later[1])
    else:
        count = len(names)
    doing = lists and ahead is not None and behind is None and not before[lists[-1].end() : ahead.start()].strip()
    return (count if 1 < count <= _MOST else 1), (() if doing and not _PASSIVE.search(before) else names)


_PASSIVE = re.compile(r"\b(?:was|were|been|be|must|will|agreed)\b", re.IGNORECASE)


@cache
def _counts() -> re.Pattern[str]:
    """A number from 2 to 20 before a word that it may count."""
    return re.compile(rf"(?<![\w.,€$£])({'|'.join(_numbers())}|[2-9]|1\d|20)\s(?=[a-zà-ÿA-Z])", re.IGNORECASE)


def _value(written: str) -> int:
    return int(written) if written.isdigit() else _numbers()[written.casefold()]


@cache
def _numbers() -> dict[str, int]:
    """The number words of all languages from 2 to 20, and "both"."""
    rows = [(v, w) for row in table("money")["numbers"].values() for v, words in row.items() for w in words.split()]
    return {w: int(v) for v, w in rows if v.isdigit() and 2 <= int(v) <= _MOST} | {"both": 2, "beide": 2, "ambas": 2}
