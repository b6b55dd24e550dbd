"""Whether the parts of a total are penalties of several respondents or authorities, or one penalty's reckoning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from knowledge.ingest.extraction.told import Told
from knowledge.records.extracted import Role
from knowledge.records.penalties import Status

_NUMBER = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|[2-9]|[1-9]\d|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|"
    r"zwölf|mehrere|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|plusieurs|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|varias|varios|"
    r"due|tre|quattro|cinque|sei|sette|otto|nove|dieci|diverse)"
)
# What several of make one penalty no several: "for three infringements".
_THINGS = (
    r"(?:infring|violat|breach|fine|penalt|count|year|month|week|day|time|occasion|people|person|customer|consumer|user|data|case|"
    r"milli?on|miliard|milliard|mil\b|de\b|di\b|of\b|billion|thousand|percent|hundred|state|complain|email|call|messag|article|offen[cs]e|jahr|tag|monat|verst|buß|geldbu|geldstr|straf|sanci|fäll|mio|mrd|kund|"
    r"infrac|multa|años|año|mes|día|sancion|ans|mois|jour|amende|manquement|violaz|sanzion|ann[io]|mesi|giorn|euro|dollar|pound|part|instal)"
)
_MANY = re.compile(
    rf"\b{_NUMBER}\s(?:(?!{_THINGS})[\w’'-]+\s){{0,2}}(?!{_THINGS})[\w’'-]{{3,}}(?:s|x|en|er|ien|e|i|as|os)\b",
    re.IGNORECASE,
)
_NEXT = 700
"""Characters behind a total in which the sums that it is made of are told."""
_MOST = 8
_BEFORE, _BEHIND = 120, 60
"""Characters around a total in which it says on how many it falls."""


def on_several(text: str, total: Told, parts: Sequence[Told]) -> bool:
    """Whether several were fined: by the names of the parts, their authorities, or the total's own words."""
    named = {p.who.key for p in parts if p.who and p.who.plain}
    by = {p.by.code or p.by.written.casefold() for p in parts if p.by}
    if len(named) == len(parts) or (len(by) == len(parts) and _each_by_its_own(text, parts)):
        return True
    return (
        len(parts) > 1
        and _MANY.search(text, max(total.start, total.money.start - _BEFORE), min(total.end, total.money.end + _BEHIND))
        is not None
    )


def _each_by_its_own(text: str, parts: Sequence[Told]) -> bool:
    """ "the PRA £12m and the FCA £18m": the authority stands right before each sum."""
    return all(p.by is not None and text[p.by.end : p.money.start].strip(" :,(") == "" for p in parts)


def part_of(part: Told, total: Told) -> Told:
    """A part, with what only its total's sentence says of authority and date."""
    return replace(part, by=part.by or total.by, when=part.when or total.when)


def _plain(told: Told) -> bool:
    return told.imposed and told.reading.status is Status.IMPOSED


def with_parts(text: str, told: Sequence[Told]) -> list[Told]:
    """Sums without a word of their own that follow a penalty and add up to it exactly are its parts, and penal too."""
    out = list(told)
    for i, total in enumerate(told):
        if not total.imposed or not total.money.amount or total.reading.original:
            continue
        rest, found = Decimal(0), []
        for k in range(i + 1, min(len(told), i + 1 + _MOST)):
            t = told[k]
            loose = t.reading.role is Role.STORY and t.reading.strength <= 0.45
            if (
                t.money.start - total.money.end > _NEXT
                or t.money.currency != total.money.currency
                or not (loose or _plain(t))
            ):
                break
            rest += t.money.amount or Decimal(0)
            found.append(k)
            if rest >= total.money.amount:
                break
        if rest == total.money.amount and len(found) > 1 and on_several(text, total, [told[k] for k in found]):
            for k in found:
                if not out[k].imposed:
                    reading = replace(out[k].reading, role=Role.IMPOSED, head=total.reading.head, strength=0.8)
                    out[k] = replace(out[k], reading=reading)
    return out
