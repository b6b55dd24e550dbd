"""A selection in words: which penalties an answer is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from babel.dates import format_date

from knowledge.answers.frame import Phrases
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.names import display_regulator
from knowledge.ledger.selection import Amount, Selection
from knowledge.questions.slots import AREAS
from knowledge.records.penalties import FINES, Kind, Penalty


def kinds_words(kinds: frozenset[Kind], phrases: Phrases) -> str:
    if kinds == frozenset(Kind):
        return phrases.say("kinds.all")
    if kinds >= FINES:
        extra = sorted(kinds - FINES)
        return phrases.both([phrases.say("kinds.fines"), *(phrases.say(f"kinds.{k}") for k in extra)])
    return phrases.both(phrases.say(f"kinds.{k}") for k in sorted(kinds))


def place_words(countries: Sequence[str], phrases: Phrases) -> str:
    for area, members in AREAS.items():
        if set(countries) == set(members):
            return phrases.say(f"subject.{area}")
    return phrases.both(phrases.country(c) for c in countries)


def subject(selection: Selection, ledger: Ledger, phrases: Phrases) -> str:
    """In words: "fines on Clearview AI in France, decided in 2022"."""
    names = ledger.names
    parts = []
    if selection.joint is not None:
        parts.append(phrases.say("subject.joint"))
    parts.append(kinds_words(selection.kinds, phrases))
    if selection.respondents:
        who = phrases.both(names.respondents[r].name for r in selection.respondents)
        parts.append(phrases.say("subject.on", who=who))
    if selection.regulators:
        who = phrases.both(display_regulator(names.regulators[r]) for r in selection.regulators)
        parts.append(phrases.say("subject.by", who=who))
    if selection.fields:
        parts.append(phrases.say("subject.field", field=", ".join(selection.fields)))
    if selection.countries:
        key = "subject.outside" if selection.abroad else "subject.in"
        parts.append(phrases.say(key, where=place_words(selection.countries, phrases)))
    if selection.regions:
        parts.append(phrases.say("subject.in", where=", ".join(selection.regions)))
    if selection.laws:
        parts.append(phrases.say("subject.under", law=phrases.both(law.label for law in selection.laws)))
    if selection.sectors:
        parts.append(phrases.say("subject.sector", sector=phrases.both(selection.sectors)))
    if selection.topics:
        parts.append(phrases.say("subject.topic", topic=phrases.both(selection.topics)))
    for out in selection.without:
        out = replace(out, kinds=FINES) if out.kinds == frozenset(Kind) else out
        parts.append(phrases.say("subject.except", who=subject(out, ledger, phrases)))
    head = " ".join(parts)
    return ", ".join([head, *_conditions(selection, phrases)])


def _conditions(selection: Selection, phrases: Phrases) -> list[str]:
    out = []
    if selection.statuses:
        key = "subject.ever" if selection.ever else "subject.status"
        out.append(phrases.say(key, status=phrases.both(phrases.say(f"status.{s}") for s in selection.statuses)))
    if selection.stands:
        out.append(phrases.say("subject.stands"))
    if selection.decided is not None:
        out.append(_period(selection.decided.first, selection.decided.last, phrases))
    if selection.announced is not None:
        first, last = selection.announced.first or date.min, selection.announced.last or date.max
        out.append(phrases.say("subject.announced", first=phrases.day(first), last=phrases.day(last)))
    if selection.event is not None:
        status, period = selection.event
        first, last = period.first or date(1950, 1, 1), period.last or date(2100, 1, 1)
        out.append(
            phrases.say("subject.event", status=phrases.say(f"status.{status}"), first=phrases.day(first),
                        last=phrases.day(last))
        )  # fmt: skip
    out += [_amount(a, phrases) for a in selection.amounts]
    if selection.currency:
        out.append(phrases.say("subject.currency", currency=selection.currency))
    return out


def _period(first: date | None, last: date | None, phrases: Phrases) -> str:
    if first and last:
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
            return phrases.say("subject.year", year=first.year)
        return phrases.say("subject.between", first=phrases.day(first), last=phrases.day(last))
    if first:
        return phrases.say("subject.since", date=phrases.day(first))
    return phrases.say("subject.until", date=phrases.day(last or date.max))


def _amount(bound: Amount, phrases: Phrases) -> str:
    key = {">": "over", ">=": "atleast", "<": "under_sum", "<=": "atmost", "~": "about"}[bound.op]
    if bound.currency:
        return phrases.say(f"subject.{key}", sum=phrases.money(bound.value, bound.currency))
    return phrases.say(f"subject.{key}", sum=phrases.number(bound.value))


def short_name(penalty: Penalty, ledger: Ledger, phrases: Phrases) -> str:
    """Such as "Clearview AI Inc., CNIL, 17 October 2022"."""
    regulator = display_regulator(ledger.regulator(penalty))
    return f"{penalty.named}, {regulator}, {decision_day(penalty, phrases)}"


def decision_day(penalty: Penalty, phrases: Phrases) -> str:
    """The day, or the month alone where the day is not known."""
    if penalty.precision == "day":
        return phrases.day(penalty.decided)
    pattern = "yyyy" if penalty.precision == "year" else "MMMM yyyy"
    return str(format_date(penalty.decided, pattern, locale=phrases.locale))
