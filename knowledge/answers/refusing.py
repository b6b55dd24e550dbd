"""A refusal in words: what was looked for, why there is no answer, and what is near."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from knowledge.answers.frame import Phrases
from knowledge.answers.subject import subject
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.names import display_regulator
from knowledge.ledger.selection import Selection
from knowledge.questions.query import Reason, Refused
from knowledge.records.penalties import FINES, Kind, Penalty

_NEAR = 5


@dataclass(frozen=True, slots=True)
class Refusal:
    """``reason`` is the contract's word; ``suggestions`` are near names, as they are written."""

    reason: str
    headline: str
    lines: tuple[str, ...]
    suggestions: tuple[str, ...]


def refuse(refused: Refused, ledger: Ledger, phrases: Phrases, as_of: date) -> Refusal:
    """The sentences of a refusal. Nothing in it is a figure of what was asked."""
    if refused.reason is Reason.NOTHING_RECORDED:
        return _nothing(refused, ledger, phrases, as_of)
    key = refused.code if refused.code and phrases.has(f"refusal.{refused.code}") else refused.reason.value
    names = phrases.both(refused.suggestions)
    headline = phrases.say(f"refusal.{key}", about=refused.about, names=names)
    lines: list[str] = []
    told = "{names}" in phrases.table["refusal"][key]
    if refused.reason is Reason.UNKNOWN_NAME and refused.suggestions and not told:
        lines.append(phrases.say("refusal.did_you_mean", names=names))
    elif refused.suggestions and not told and refused.reason is Reason.NOT_ENOUGH_EVIDENCE:
        lines.append(phrases.say("refusal.near", names="; ".join(refused.suggestions)))
    return Refusal(refused.reason.value, headline, tuple(lines), refused.suggestions)


def _nothing(refused: Refused, ledger: Ledger, phrases: Phrases, as_of: date) -> Refusal:
    selection = refused.selection or Selection()
    what = subject(
        replace(selection, kinds=FINES if selection.kinds == frozenset(Kind) else selection.kinds), ledger, phrases
    )
    headline = phrases.say("refusal.nothing_recorded", what=what)
    lines = [] if not refused.code else [phrases.say(f"refusal.{refused.code}")]
    searched = ledger.count(as_of)
    lines.append(phrases.say("refusal.nothing_searched", n=searched, date=phrases.day(as_of)))
    near = _near(selection, ledger, as_of)
    suggestions = tuple(_names(near, selection, ledger))
    if suggestions:
        lines.append(phrases.say("refusal.near", names="; ".join(suggestions)))
    return Refusal(refused.reason.value, headline, tuple(lines), suggestions)


def _near(selection: Selection, ledger: Ledger, as_of: date) -> list[Penalty]:
    """The same question with one kind of condition less, the nearest first."""
    anything = frozenset(Kind)
    for looser in (
        Selection(respondents=selection.respondents, kinds=anything),
        Selection(regulators=selection.regulators, countries=selection.countries, abroad=selection.abroad,
                  regions=selection.regions, kinds=anything),
        Selection(laws=selection.laws, sectors=selection.sectors, kinds=anything),
    ):  # fmt: skip
        if looser == Selection(kinds=anything):
            continue
        found = ledger.select(looser, as_of)
        if found:
            return found
    return []


def _names(near: list[Penalty], selection: Selection, ledger: Ledger) -> list[str]:
    """Who fined the respondent asked for, else who was fined; those with most records first."""
    if not near:
        return []
    counts: dict[str, int] = {}
    for penalty in near:
        if selection.respondents:
            key = display_regulator(ledger.regulator(penalty))
            counts[key] = counts.get(key, 0) + 1
        else:
            for group in ledger.groups(penalty):
                name = ledger.names.respondents[group].name
                counts[name] = counts.get(name, 0) + 1
    top = sorted(counts, key=lambda k: (-counts[k], k))[:_NEAR]
    if selection.respondents:
        who = ledger.names.respondents[selection.respondents[0]].name
        return [f"{who}, {regulator}" for regulator in top]
    return top
