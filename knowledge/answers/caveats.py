"""What a reader has to know beside a figure: how names were read, what is not final, rounded, unsure or left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from knowledge.answers.frame import Phrases
from knowledge.answers.subject import short_name
from knowledge.answers.work import Worked, neither_way, standing_not_known
from knowledge.ledger.arithmetic import NO_SUM, UNKNOWN_STANDING
from knowledge.ledger.figures import LeftOut
from knowledge.ledger.ledger import STANDING, Ledger
from knowledge.ledger.names import Names
from knowledge.ledger.selection import Selection
from knowledge.questions.query import Measure, Note, Query
from knowledge.records.penalties import OTHER_MONEY, Penalty, Status

_MANY = 4
_REMARKS = 3  # of the records' own remarks
_REASONS = {UNKNOWN_STANDING: "fines.standing_not_known", NO_SUM: "fines.no_sum"}


def caveats(query: Query, worked: Worked, ledger: Ledger, phrases: Phrases, today: date) -> list[str]:
    """All caveats of a figure answer, the ones on how the question was read first."""
    out = [note_words(n, phrases) for n in (*query.notes, *worked.notes)]
    for side in query.sides:
        out += _names_taken(side.selection, worked.penalties, ledger.names, phrases)
    if query.as_of < today:
        out.append(phrases.say("caveat.as_of_past", phrases.day(query.as_of)))
    if worked.rates:
        rates = "; ".join(
            f"1 EUR = {phrases.number(r.per_euro)} {r.currency} ({phrases.day(r.day)})" for r in worked.rates
        )
        out.append(phrases.say("caveat.converted", rates))
    if query.measure is Measure.MAXIMUM:
        out.append(phrases.say("caveat.ceiling_ne_fine"))
    out += _not_imposed(query, worked, phrases)
    out += _on_terms(query, worked, ledger, phrases, today)
    out += _left_out(query, worked, ledger, phrases)
    for side in query.sides:
        found = neither_way(ledger, side.selection, query.as_of)
        out += [phrases.say("caveat.may_stand", _some(found, ledger, phrases))] if found else []
    if query.measure is Measure.TOTAL and query.group is None:
        out += _not_counted(query, ledger, phrases)
    return list(dict.fromkeys(out))


def _not_imposed(query: Query, worked: Worked, phrases: Phrases) -> list[str]:
    """A sum in the question that was proposed, not imposed ("the 183 million British Airways fine")."""
    out = []
    for side in query.sides:
        for wanted in side.selection.amounts:
            if wanted.op != "~" or any(p.amount and wanted.fits(p.amount.amount) for p in worked.penalties):
                continue
            for penalty in worked.penalties:
                steps = [e for e in penalty.events if e.amount is not None and wanted.fits(e.amount)]
                if steps and steps[0].amount is not None and penalty.amount is not None:
                    money = phrases.money(steps[0].amount, penalty.amount.currency)
                    out.append(phrases.say("caveat.sum_not_imposed", money, phrases.day(steps[0].day)))
    return out


def note_words(note: Note, phrases: Phrases) -> str:
    if note.code == "unread":
        return phrases.say("caveat.unread", ", ".join(note.values))
    return phrases.say(f"caveat.{note.code}", *note.values)


def _some(penalties: Sequence[Penalty], ledger: Ledger, phrases: Phrases) -> str:
    shown = "; ".join(short_name(p, ledger, phrases) for p in penalties[:_MANY])
    more = len(penalties) - _MANY
    return f"{shown} (+{more})" if more > 0 else shown


def _shown(worked: Worked) -> list[Penalty]:
    ids = {t.penalty for f in worked.figures for t in f.terms}
    return [p for p in worked.penalties if p.id in ids]


def _on_terms(query: Query, worked: Worked, ledger: Ledger, phrases: Phrases, today: date) -> list[str]:
    out = []
    shown = _shown(worked)
    checks = (
        ("not_final", [p for p in shown if _not_final(p, query.as_of)]),
        ("rounded", [p for p in shown if p.rounded]),
        ("unchecked", [p for p in shown if not p.checked]),
        ("month_only", [p for p in shown if p.precision != "day"]),
    )
    for code, found in checks:
        if found:
            out.append(phrases.say(f"caveat.{code}", _some(found, ledger, phrases)))
    for level in ("medium", "low"):
        found = [p for p in shown if p.confidence == level]
        if found:
            out.append(
                phrases.say("caveat.confidence", _some(found, ledger, phrases), phrases.say(f"line.level_{level}"))
            )
    if any(side.selection.decided for side in query.sides) or (query.group is not None and query.group.value == "year"):
        other = [p for p in shown if p.announced and p.announced.year != p.decided.year]
        if other:
            out.append(phrases.say("caveat.other_year", _some(other, ledger, phrases)))
    out += _owned_since(shown, query, ledger, phrases)
    if len(shown) <= 2 and query.as_of >= today:
        # A record's own remarks may speak of what came later: they are left out of answers about an earlier day.
        out += [c for p in shown for c in p.caveats][:_REMARKS]
    return out


def _not_final(penalty: Penalty, as_of: date) -> bool:
    status = penalty.status_on(as_of)
    if status is Status.UNDER_APPEAL:
        return True
    if status is Status.REINSTATED:
        # Restored while the case went on, unless the record ends with the last court's word.
        return any("went on" in c or "not final" in c for c in penalty.caveats) or penalty.status is Status.UNDER_APPEAL
    return any(e.event == "commission_appealed" and e.day <= as_of for e in penalty.events) and (
        status is Status.ANNULLED
    )


def _owned_since(shown: list[Penalty], query: Query, ledger: Ledger, phrases: Phrases) -> list[str]:
    out = []
    asked = {r for side in query.sides for r in side.selection.respondents}
    for penalty in shown:
        for identity in penalty.respondents:
            node = ledger.names.respondents[identity]
            above = ledger.names.group_of(identity)
            if node.since and node.since > penalty.decided and above in asked and identity != above:
                group = ledger.names.respondents[above].name
                out.append(phrases.say("caveat.owned_since", node.name, group, phrases.day(node.since)))
    return out


def _left_out(query: Query, worked: Worked, ledger: Ledger, phrases: Phrases) -> list[str]:
    """Also what no figure names, for in its currency, or its group, there is none on that basis."""
    out = []
    seen = dict.fromkeys(x for f in worked.figures for x in f.left_out)
    if _tells_of_standing(query, worked):
        found = (LeftOut(p.id, UNKNOWN_STANDING) for p in standing_not_known(worked.penalties, query.as_of))
        named = {x.penalty for x in seen}
        seen |= dict.fromkeys(x for x in found if x.penalty not in named)
    for left in seen:
        penalty = ledger.by_id[left.penalty]
        converted = any(f.measure == "converted" and left in f.left_out for f in worked.figures)
        key = "caveat.no_conversion" if converted else "caveat.left_out"
        reason = phrases.say(_REASONS[left.reason]) if left.reason in _REASONS else left.reason
        out.append(phrases.say(key, short_name(penalty, ledger, phrases), reason))
    return out


def _tells_of_standing(query: Query, worked: Worked) -> bool:
    """Whether the answer gives a sum in force: on its own, or beside the one imposed where some of it is known."""
    if query.basis == STANDING:
        return query.measure not in (Measure.COUNT, Measure.DAYS, Measure.PROJECTION, Measure.MAXIMUM)
    some = any(p.standing(query.as_of) is not None for p in worked.penalties)
    beside = query.measure in (Measure.TOTAL, Measure.LIST) and query.group is None
    return some and beside and any(f.measure == "total" for f in worked.figures)


def _names_taken(selection: Selection, penalties: Sequence[Penalty], names: Names, phrases: Phrases) -> list[str]:
    """A group name takes its whole group, a subsidiary's or product's its own: the answer says which it took."""
    out = []
    for identity in selection.respondents:
        family = names.family(identity)
        node = names.respondents[identity]
        if node.parent is None:
            hit = dict.fromkeys(p.named for p in penalties if not family.isdisjoint(p.respondents))
            if len(hit) > 1:
                shown = "; ".join(list(hit)[:6]) + (f" (+{len(hit) - 6})" if len(hit) > 6 else "")
                out.append(phrases.say("caveat.group_taken", node.name, shown))
        else:
            group = names.group_name(identity)
            if group != node.name:
                out.append(phrases.say("caveat.alone", node.name, group))
    return out


def _not_counted(query: Query, ledger: Ledger, phrases: Phrases) -> list[str]:
    """Settlements, redress and disgorgement in the same selection: money, but not a fine."""
    side = query.sides[0]
    if side.selection.kinds & OTHER_MONEY or not (side.selection.respondents or side.selection.regulators):
        return []
    others = ledger.select(replace(side.selection, kinds=frozenset(OTHER_MONEY)), query.as_of)
    others = [p for p in others if p.amount is not None]
    if not others:
        return []
    parts = [
        f"{phrases.money(p.amount.amount, p.amount.currency)}, {phrases.say(f'kind.{p.kind}')} "
        f"({short_name(p, ledger, phrases)})"
        for p in others[:_MANY] if p.amount is not None
    ]  # fmt: skip
    more = f" (+{len(others) - _MANY})" if len(others) > _MANY else ""
    return [phrases.say("caveat.not_counted", "; ".join(parts) + more)]
