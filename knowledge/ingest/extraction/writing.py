"""One told sum as a record, with the words that say it and an honest confidence."""

from __future__ import annotations

import re

from knowledge.ingest.extraction.kinds import kind_of
from knowledge.ingest.extraction.told import Told
from knowledge.records.extracted import Extracted, Role
from knowledge.records.money import Money
from knowledge.records.penalties import Status

_LONGEST = 400
_BREAK = re.compile(r"[;:,.]\s|\s[–—-]\s|\n")

_ABBREVIATED = frozenset({"inc", "corp", "co", "ltd", "bros", "jr", "sr", "pty", "pte", "l.p", "cía", "cia", "soc"})


def written_down(text: str, told: Told) -> Extracted:
    """The record; who was fined, by whom and when stand only on penalties and on what was announced of them."""
    start, end = _quoted(text, told)
    reading, money = told.reading, told.money
    quote = text[start:end]
    penal = reading.role not in (Role.STORY, Role.CONVERTED)
    country = told.by.country if told.by else None
    american = country == "US" or (country is None and money.currency == "USD")
    return Extracted(
        role=reading.role,
        quote=quote,
        start=start,
        end=end,
        kind=kind_of(reading.head, american, reading.role, reading.per, quote),
        status=reading.status if penal else Status.UNKNOWN,
        confidence=_confidence(told),
        amount=Money(money.amount, money.currency) if money.amount is not None else None,
        per=reading.per,
        respondent=_without_stop(told.who.written) if told.who and penal else None,
        respondent_id=told.who.id if told.who and penal else None,
        regulator=told.by.written if told.by and penal else None,
        regulator_code=told.by.code if told.by and penal else None,
        decided=told.when.day if told.when and reading.role is Role.IMPOSED else None,
        precision=told.when.precision if told.when and reading.role is Role.IMPOSED else "day",
    )


def _confidence(told: Told) -> float:
    """0 to 1, from how plainly the sentence says it and from how much of who, by whom and when it names."""
    value = told.reading.strength
    if told.reading.role is Role.IMPOSED:
        value *= 1.0 if told.by else 0.92
        value *= 1.0 if told.who else 0.95
        value *= 1.0 if told.money.amount is not None else 0.7
    return round(min(value, 0.97), 2)


def _quoted(text: str, told: Told) -> tuple[int, int]:
    """The sentence; of one too long, the clauses around the sum. Always holds the sum."""
    start, end = told.start, told.end
    if end - start <= _LONGEST:
        return start, end
    money = told.money
    anchor = min(told.reading.verb_at if told.reading.verb_at is not None else money.start, money.start)
    if money.end - anchor > _LONGEST - 60:
        anchor = money.start
    low = max(start, money.end - _LONGEST + 60)
    breaks = [m.end() for m in _BREAK.finditer(text, low, max(low, anchor))]
    if low > start:
        spaces = [m.end() for m in re.finditer(r"\s", text[low:anchor])]
        start = breaks[0] if breaks else low + spaces[0] if spaces else anchor
    high = min(end, start + _LONGEST)
    if high < end:
        stops = [m.start() for m in _BREAK.finditer(text, money.end, high)]
        spaces = [m.start() + money.end for m in re.finditer(r"\s", text[money.end : high])]
        end = stops[-1] if stops else spaces[-1] if spaces else money.end
    return start, end


def _without_stop(name: str) -> str:
    """Less the full stop of its sentence: "Borealis SA.", but "Acme Inc." and "Acme S.A." have one of their own."""
    last = name.split()[-1] if name.split() else ""
    own = "." in last[:-1] or last.rstrip(".").casefold() in _ABBREVIATED
    return name if own else name.rstrip(".")
