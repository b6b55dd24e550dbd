"""A total and its parts: never both are penalties."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from knowledge.ingest.extraction.apart import on_several, part_of
from knowledge.ingest.extraction.repeats import counts_fines
from knowledge.ingest.extraction.told import Told

_MOST = 40
# "EUR 10 million each" is what each respondent pays; "for each infringement" makes one sum of it.
_EACH = re.compile(
    r"\s(?:each|chacune?|jeweils|cada un[ao]|ciascun[ao])\b(?!\s(?:of\sthe\s)?(?:infring|violat|breach))"
)
_LISTED = re.compile(
    r",\s(?!(?:of\s(?:which|that|this)|includ|compris|consist|made|dont|soit|davon|de\slos|di\scui|i\.e|namely|that\sis)\b)"
    r"[^:;.()\d]{1,80}?",
    re.IGNORECASE,
)
_NEAR = 1500
"""Characters behind a total within which its parts are told."""
_SLIP = Decimal("1.02")
"""Parts that a text calls parts may miss their total by a slip of two in a hundred."""


def without_parts(text: str, told: list[Told]) -> list[Told]:
    """Leaves the total, or its parts where these are of several kinds or fall on several respondents."""
    imposed = [t for t in told if t.imposed and t.money.amount is not None]
    if not 1 < len(imposed) <= _MOST:
        return told
    gone: set[int] = set()
    of: dict[int, Told] = {}
    for total in imposed:
        if id(total) in gone:
            continue
        left = [t for t in imposed if id(t) not in gone and t.money.currency == total.money.currency]
        left = [t for t in left if t.money.shown != total.money.shown]
        parts = _that_add_up(total, left) or (_that_follow(total, left) if total.reading.total else [])
        families = {p.family for p in parts}
        if parts and _is_in_their_list(text, total, parts):
            continue
        if not parts or (len(families) == 1 and total.family not in {*families, "settlement"}):
            continue
        if len(parts) == 1 and _EACH.match(text, parts[0].money.end) and not counts_fines(text, parts[0]):
            gone |= {id(t) for t in imposed if t.money.shown == total.money.shown}
            continue
        if len(parts) > 1 and (len(families) > 1 or on_several(text, total, parts)):
            gone |= {id(t) for t in imposed if t.money.shown == total.money.shown}
            of |= {id(p): total for p in parts}
        else:
            gone |= {id(t) for t in imposed if any(t is p or _same(t, p) for p in parts)}
    return [part_of(t, of[id(t)]) if id(t) in of else t for t in told if id(t) not in gone]


def _is_in_their_list(text: str, total: Told, parts: Sequence[Told]) -> bool:
    """ "Alder £70,000, Birch £50,000 and Cedar £20,000": one of a list is no total of the others."""
    if total.reading.total or total.start != parts[0].start or total.who is None or not total.who.plain:
        return False
    if total.money.start < parts[0].money.start:
        return _LISTED.fullmatch(text, total.money.end, parts[0].money.start) is not None
    return len({t.who.key for t in (total, *parts) if t.who and t.who.plain}) == len(parts) + 1


def _same(one: Told, part: Told) -> bool:
    """Whether another telling is of the same part: the same sum, and no other name."""
    if one.money.shown != part.money.shown:
        return False
    if one.who is None or part.who is None or not (one.who.plain and part.who.plain):
        return True
    return one.who.key in part.who.key or part.who.key in one.who.key


def _that_add_up(total: Told, others: Sequence[Told]) -> Sequence[Told]:
    """Neighbouring sums, two or more, that add up to ``total``; empty where there are none."""
    goal = total.money.amount or Decimal(0)
    for i in range(len(others)):
        rest = Decimal(0)
        for j in range(i, len(others)):
            rest += others[j].money.amount or Decimal(0)
            if rest == goal and j > i:
                return others[i : j + 1]
            if rest > goal:
                break
    return []


def _that_follow(total: Told, others: Sequence[Told]) -> Sequence[Told]:
    """What a sum called a total is made of, be it that it does not quite add up, or "EUR 5,000 for each"."""
    goal = total.money.amount or Decimal(0)
    beside = [t for t in others if t.start == total.start and t.money.start < total.money.start]
    if len(beside) == 1 and beside[0].money.amount and goal % beside[0].money.amount == 0:
        return beside
    behind = [t for t in others if 0 < t.money.start - total.money.end < _NEAR]
    found: list[Told] = []
    rest = Decimal(0)
    for t in behind:
        amount = t.money.amount or Decimal(0)
        if rest + amount > goal * _SLIP:
            break
        found.append(t)
        rest += amount
    return found if len(found) > 1 and rest * 2 > goal else []
