"""Carries a Query out on the ledger: the figures, or why there are none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from knowledge.ledger import arithmetic
from knowledge.ledger.conversion import convert
from knowledge.ledger.exchange import Rate
from knowledge.ledger.figures import DECISIONS, PENALTIES, Figure
from knowledge.ledger.laws import parse_law
from knowledge.ledger.ledger import IMPOSED, STANDING, Ledger
from knowledge.ledger.maxima import OtherCurrency, ceiling, maximum
from knowledge.ledger.names import display_regulator
from knowledge.ledger.selection import Selection
from knowledge.questions.query import Dimension, Measure, Note, Query, Reason, Refused, Side
from knowledge.records.penalties import NO_MONEY, STATUS_AFTER, Kind, Penalty, Status

_NAMED = 3  # penalties that a refusal names


@dataclass(frozen=True, slots=True)
class Worked:
    """``figures``, headline first; ``penalties`` they are about; ``notes`` on how they came about."""

    figures: tuple[Figure, ...]
    penalties: tuple[Penalty, ...]
    notes: tuple[Note, ...] = ()
    rates: tuple[Rate, ...] = ()


@dataclass(frozen=True, slots=True)
class Empty:
    """Nothing of what was asked is recorded. ``other``: records of the same selection that carry no fine."""

    selection: Selection
    other: tuple[Penalty, ...] = ()


Outcome = Worked | Empty | Refused


def work(query: Query, ledger: Ledger) -> Outcome:
    """The figures of a query; Empty where the selection holds nothing, Refused where the record does not decide."""
    if query.measure is Measure.MAXIMUM:
        return _maximum(query)
    if query.measure is Measure.DAYS:
        return _days(query, ledger)
    chosen: list[list[Penalty]] = []
    for side in query.sides:
        penalties = members_of(ledger, side, query.as_of)
        if not penalties:
            may_stand = neither_way(ledger, side.selection, query.as_of)
            return _standing_unknown(ledger, may_stand, query.as_of) if may_stand else _empty(ledger, side, query.as_of)
        chosen.append(penalties)
    if query.measure is Measure.PROJECTION:
        return _projection(query, ledger, chosen[0])
    if query.measure in (Measure.DIFFERENCE, Measure.RATIO, Measure.PERCENT):
        return _compared(query, ledger, chosen)
    penalties = list({p.id: p for members in chosen for p in members}.values())
    if query.expected is not None and not _as_many(query, penalties):
        n = str(len(penalties))
        return Refused(Reason.AMBIGUOUS, str(query.expected), (n,), query.sides[0].selection, code="count_mismatch")
    if query.group is not None:
        return _grouped(query, ledger, penalties)
    return _single(query, ledger, penalties)


def members_of(ledger: Ledger, side: Side, as_of: date) -> list[Penalty]:
    """The penalties that one side of a query is about."""
    penalties = ledger.select(side.selection, as_of, side.basis)
    if side.nth is None:
        return penalties
    decisions = list(dict.fromkeys(p.decision for p in penalties))
    index = side.nth - 1 if side.nth > 0 else side.nth
    if not -len(decisions) <= index < len(decisions):
        return []
    return [p for p in penalties if p.decision == decisions[index]]


def _empty(ledger: Ledger, side: Side, as_of: date) -> Empty:
    anything = replace(side.selection, kinds=frozenset(Kind), amounts=(), statuses=(), stands=None, laws=(), topics=())
    strict = replace(side.selection, kinds=frozenset(Kind))
    other = ledger.select(strict, as_of) if side.selection.respondents or side.selection.regulators else []
    other = [p for p in other if p.kind not in side.selection.kinds]
    if not other and side.selection.respondents:
        loose = ledger.select(anything, as_of)
        # Only where nothing at all was fined there: a fine of another sort or year is not "an order instead".
        other = loose if all(p.kind not in side.selection.kinds for p in loose) else []
    return Empty(side.selection, tuple(other))


def _as_many(query: Query, penalties: Sequence[Penalty]) -> bool:
    """Whether the question's own number fits: penalties, decisions, or those named in them."""
    named = {r for p in penalties for r in p.respondents}
    return query.expected in (len(penalties), len({p.decision for p in penalties}), len(named))


# One set


def _single(query: Query, ledger: Ledger, penalties: list[Penalty]) -> Outcome:
    basis, as_of, measure = query.basis, query.as_of, query.measure
    notes: list[Note] = []
    figures: list[Figure] = []
    members: Sequence[Penalty] = penalties
    rates: tuple[Rate, ...] = ()
    if measure is Measure.TOTAL and all(p.kind in NO_MONEY for p in penalties):
        measure = Measure.LIST
    if measure is Measure.TOTAL:
        figures = arithmetic.both_bases(ledger, penalties, basis, as_of)
    elif measure is Measure.COUNT:
        figures = _counts(query, ledger, penalties)
    elif measure is Measure.LIST:
        members = penalties = _ordered(query, ledger, penalties)
        figures = [arithmetic.listing(ledger, penalties, basis, as_of)]
        if query.order in ("largest", "smallest") and _several_currencies(ledger, penalties, basis, as_of):
            notes.append(Note("compared_at_ecb"))
        if not query.convert_to and not query.plain:
            figures += arithmetic.both_bases(ledger, penalties, basis, as_of)
    elif measure is Measure.MEAN:
        figures = arithmetic.mean(ledger, penalties, basis, as_of)
    elif measure is Measure.MEDIAN:
        figures = arithmetic.median(ledger, penalties, basis, as_of)
    else:
        figures, members = _picked(query, ledger, penalties)
        if _several_currencies(ledger, penalties, basis, as_of):
            notes.append(Note("compared_at_ecb"))
    if query.convert_to and measure is not Measure.COUNT:
        converted = convert(ledger, members, query.convert_to, basis, as_of)
        rates = converted.rates
        if converted.figure is None and not figures:
            reason = converted.left_out[0].reason if converted.left_out else ""
            return Refused(Reason.NOT_ENOUGH_EVIDENCE, reason, code="no_rate")
        if converted.figure is None:
            notes += [Note("nothing_converted", (left.reason,)) for left in converted.left_out[:1]]
        else:
            figures = [converted.figure, *figures]
    if not figures and all(p.amount is None for p in penalties):
        return Empty(query.sides[0].selection, tuple(penalties))
    sums = [f for f in figures if f.measure in ("total", "converted")]
    if not figures or (measure is Measure.TOTAL and all(f.basis != basis for f in sums)):
        # Sums exist, but not on the basis asked: say so rather than show another basis.
        return _standing_unknown(ledger, penalties, as_of)
    return Worked(tuple(figures), tuple(members), tuple(notes), rates)


def standing_not_known(penalties: Iterable[Penalty], as_of: date) -> list[Penalty]:
    """Those with a sum of which the record does not say how much is in force on a day."""
    return [p for p in penalties if p.amount and p.kind not in NO_MONEY and p.standing(as_of) is None]


def neither_way(ledger: Ledger, selection: Selection, as_of: date) -> list[Penalty]:
    """Of a question about what stands, or no longer does: those of which the record says neither."""
    if selection.stands is None:
        return []
    return standing_not_known(ledger.select(replace(selection, stands=None), as_of), as_of)


def _standing_unknown(ledger: Ledger, penalties: Iterable[Penalty], as_of: date) -> Refused:
    found = standing_not_known(penalties, as_of)
    named = [f"{p.named}, {display_regulator(ledger.regulator(p))}" for p in found]
    about = "; ".join(dict.fromkeys(named[:_NAMED])) + (" …" if len(named) > _NAMED else "")
    return Refused(Reason.NOT_ENOUGH_EVIDENCE, about, code="standing_unknown")


def _ordered(query: Query, ledger: Ledger, penalties: list[Penalty]) -> list[Penalty]:
    """A list by size or by date; those whose sum is not known, or that have none to compare, stand last."""
    if query.order == "latest":
        return sorted(penalties, key=lambda p: (-p.decided.toordinal(), p.id))
    if query.order not in ("largest", "smallest"):
        return penalties
    money = [p for p in penalties if p.kind not in NO_MONEY]
    sized = [p for _, p in arithmetic.by_size(ledger, money, query.basis, query.as_of)]
    if query.order == "smallest":
        sized.reverse()
    known = {p.id for p in sized}
    return sized + [p for p in penalties if p.id not in known]


def _several_currencies(ledger: Ledger, penalties: Iterable[Penalty], basis: str, as_of: date) -> bool:
    return len({m.currency for p in penalties if (m := ledger.sum_of(p, as_of, basis))}) > 1


def _counts(query: Query, ledger: Ledger, penalties: list[Penalty]) -> list[Figure]:
    counts = arithmetic.count(penalties, DECISIONS if query.unit == DECISIONS else PENALTIES)
    keys: dict[str, Callable[[Penalty], Iterable[str]]] = {
        "regulators": lambda p: (p.regulator,),
        "countries": lambda p: (ledger.regulator(p).country,),
        "respondents": lambda p: tuple(ledger.names.respondents[g].name for g in ledger.groups(p)),
    }
    if query.unit in keys:
        return [arithmetic.distinct(penalties, query.unit, keys[query.unit]), *counts]
    return counts


def _picked(query: Query, ledger: Ledger, penalties: list[Penalty]) -> tuple[list[Figure], list[Penalty]]:
    basis, as_of, measure = query.basis, query.as_of, query.measure
    if query.top is None:
        figures = arithmetic.extreme(ledger, penalties, measure.value, basis, as_of, query.rank)
    else:
        if measure in (Measure.EARLIEST, Measure.LATEST):
            ordered = sorted(penalties, key=lambda p: (p.decided, p.id), reverse=measure is Measure.LATEST)
        else:
            ordered = [p for _, p in arithmetic.by_size(ledger, penalties, basis, as_of)]
            if measure is Measure.SMALLEST:
                ordered.reverse()
        figures = [arithmetic.listing(ledger, _with_ties(query, ledger, ordered), basis, as_of)]
    by_id = {p.id: p for p in penalties}
    order = [t.penalty for f in figures for t in f.terms]
    return figures, [by_id[i] for i in dict.fromkeys(order)]


def _with_ties(query: Query, ledger: Ledger, ordered: list[Penalty]) -> list[Penalty]:
    """The first n, and those that equal the n-th: a tie is never cut in silence."""
    assert query.top is not None
    if len(ordered) <= query.top or query.measure in (Measure.EARLIEST, Measure.LATEST):
        return ordered[: query.top]
    last = ledger.sum_of(ordered[query.top - 1], query.as_of, query.basis)
    end = query.top
    while end < len(ordered) and ledger.sum_of(ordered[end], query.as_of, query.basis) == last:
        end += 1
    return ordered[:end]


# Groups


def group_keys(ledger: Ledger, dimension: Dimension, penalty: Penalty, selection: Selection, as_of: date,
               ) -> tuple[str, ...]:  # fmt: skip
    """The keys of the groups that a penalty belongs to."""
    if dimension is Dimension.REGULATOR:
        return (penalty.regulator,)
    if dimension is Dimension.COUNTRY:
        return (ledger.regulator(penalty).country,)
    if dimension is Dimension.YEAR:
        return (str(penalty.decided.year),)
    if dimension is Dimension.KIND:
        return (penalty.kind.value,)
    if dimension is Dimension.SECTOR:
        return (penalty.sector,)
    if dimension is Dimension.STATUS:
        return (penalty.status_on(as_of).value,)
    if dimension is Dimension.CURRENCY:
        return (penalty.amount.currency if penalty.amount else "",)
    if dimension is Dimension.LAW:
        return tuple(dict.fromkeys(parse_law(law).law for law in penalty.laws))
    if len(selection.respondents) > 1:
        names = ledger.names
        return tuple(
            names.respondents[n].name for n in selection.respondents if names.family(n) & set(penalty.respondents)
        )
    return tuple(ledger.names.respondents[g].name for g in ledger.groups(penalty))


def _grouped(query: Query, ledger: Ledger, penalties: list[Penalty]) -> Outcome:
    assert query.group is not None
    groups: dict[str, list[Penalty]] = {}
    for penalty in penalties:
        for key in group_keys(ledger, query.group, penalty, query.sides[0].selection, query.as_of):
            groups.setdefault(key, []).append(penalty)
    sized = []
    for key, members in groups.items():
        if query.measure is Measure.COUNT:
            figures = arithmetic.count(members, group=key)
            size = figures[0].value
        elif query.measure is not Measure.TOTAL:
            picked = arithmetic.extreme(ledger, members, query.measure.value, query.basis, query.as_of)
            figures = [replace(f, group=key) for f in picked]
            chosen = [ledger.by_id[t.penalty] for f in figures for t in f.terms]
            size = _size(ledger, chosen[:1], query.basis, query.as_of, figures[:1])
        else:
            figures = arithmetic.total(ledger, members, query.basis, query.as_of, key)
            size = _size(ledger, members, query.basis, query.as_of, figures)
        if figures:
            sized.append((size, key, figures))
    if not sized:
        return _standing_unknown(ledger, penalties, query.as_of)
    most = query.group_order != "least"
    sized.sort(key=lambda s: (-s[0] if most else s[0], s[1]))
    if query.group_order == "date":
        sized.sort(key=lambda s: s[1])
    elif query.group is Dimension.YEAR:
        sized = sized[:1] + sorted(sized[1:], key=lambda s: s[1])
    notes = []
    if query.measure is not Measure.COUNT and _several_currencies(ledger, penalties, query.basis, query.as_of):
        notes.append(Note("compared_at_ecb"))
    if query.group is Dimension.LAW:
        notes.append(Note("groups_overlap"))
    return Worked(tuple(f for _, _, figures in sized for f in figures), tuple(penalties), tuple(notes))


def _size(ledger: Ledger, members: list[Penalty], basis: str, as_of: date, figures: list[Figure]) -> Decimal:
    """For putting groups in order: the total, across currencies in euro at the rates of the decision dates."""
    if len(figures) == 1 and figures[0].unit == "EUR":
        return figures[0].value
    converted = convert(ledger, members, "EUR", basis, as_of)
    return converted.figure.value if converted.figure else Decimal(0)


# Two sets


def _compared(query: Query, ledger: Ledger, chosen: list[list[Penalty]]) -> Outcome:
    left_side, right_side = query.sides
    everything = tuple(dict.fromkeys(p for penalties in chosen for p in penalties))
    lefts, rates = side_totals(query, ledger, chosen[0], _basis(left_side))
    rights, more = side_totals(query, ledger, chosen[1], right_side.basis)
    rates = tuple(dict.fromkeys((*rates, *more)))
    units = [f.unit for f in rights if f.unit in {g.unit for g in lefts}]
    unknown = [x for f in (*lefts, *rights) for x in f.left_out]
    if unknown and left_side.selection == right_side.selection:
        # A cut can be worked out only where both sums are known.
        known = {p.id for p in everything} - {x.penalty for x in unknown}
        if not known:
            return _standing_unknown(ledger, everything, query.as_of)
        kept = [[p for p in penalties if p.id in known] for penalties in chosen]
        lefts = arithmetic.total(ledger, kept[0], _basis(left_side), query.as_of)
        rights = arithmetic.total(ledger, kept[1], right_side.basis, query.as_of)
    if query.convert_to and query.beside and not (lefts and rights):
        return Refused(Reason.NOT_ENOUGH_EVIDENCE, query.convert_to, code="no_rate")
    if not lefts or not rights:
        return _standing_unknown(ledger, everything, query.as_of)
    if not units:
        return Worked((*lefts, *rights), everything, (Note("different_currencies"),))
    unit = units[0]
    left = next(f for f in lefts if f.unit == unit)
    right = next(f for f in rights if f.unit == unit)
    notes = [Note("one_currency_compared", (unit,))] if len(lefts) > 1 or len(rights) > 1 else []
    if left_side.point == "cut":  # the part is what was taken off: imposed less standing
        left = arithmetic.difference(right, left)
    try:
        figure = _figure(query.measure, left, right)
    except ZeroDivisionError:
        return Refused(Reason.NOT_ENOUGH_EVIDENCE, "", code="nothing_to_divide_by")
    if query.measure is Measure.DIFFERENCE and figure.value < 0:
        figure = arithmetic.difference(right, left)
        if not query.beside:
            notes.append(Note("other_way_round"))
    shown = [left, right] if left_side.point != "cut" else [right]
    if query.beside:
        # Everything of both sides, then by how much the larger one outdoes the other.
        shown = [*lefts, *rights]
        large, small = (left, right) if left.value >= right.value else (right, left)
        if small.value > 0:
            shown.append(arithmetic.ratio(large, small))
    return Worked((figure, *shown), everything, tuple(notes), rates)


def side_totals(
    query: Query, ledger: Ledger, penalties: Sequence[Penalty], basis: str
) -> tuple[list[Figure], tuple[Rate, ...]]:
    """The totals of one side of a comparison, one a currency; where one is asked for beside, that one alone."""
    if not (query.beside and query.convert_to):
        return arithmetic.total(ledger, penalties, basis, query.as_of), ()
    converted = convert(ledger, penalties, query.convert_to, basis, query.as_of)
    return [converted.figure] if converted.figure else [], converted.rates


def _basis(side: Side) -> str:
    return STANDING if side.point == "cut" else side.basis


def _figure(measure: Measure, left: Figure, right: Figure) -> Figure:
    if measure is Measure.DIFFERENCE:
        return arithmetic.difference(left, right)
    if measure is Measure.RATIO:
        return arithmetic.ratio(left, right)
    return arithmetic.percent(left, right)


# Days


def _days(query: Query, ledger: Ledger) -> Outcome:
    ends: list[tuple[date, list[Penalty]]] = []
    if query.sides[0].point == "sum":
        return _days_at_rate(query, ledger)
    for side in query.sides:
        penalties = members_of(ledger, side, query.as_of)
        if not penalties:
            return _empty(ledger, side, query.as_of)
        days = sorted({d for p in penalties for d in _days_of(p, side.point, query.as_of)})
        if not days:
            return Refused(Reason.NOT_ENOUGH_EVIDENCE, side.point, code="date_not_recorded")
        if len(days) > 1:
            names = tuple(f"{p.named}, {p.decided.isoformat()}" for p in penalties[:5])
            return Refused(Reason.AMBIGUOUS, side.point, names, code="several_dates")
        ends.append((days[0], penalties))
    members = tuple(dict.fromkeys(p for _, penalties in ends for p in penalties))
    terms = tuple(arithmetic.term_of(ledger, p, IMPOSED, query.as_of) for p in members)
    figure = arithmetic.days_between(ends[0][0], ends[1][0], terms)
    return Worked((figure,), members)


def _days_of(penalty: Penalty, point: str, as_of: date) -> list[date]:
    """The date that a point of a penalty's life falls on; a step that happened twice counts from the first."""
    if point == "decided":
        return [penalty.decided]
    if point == "today":
        return [as_of]
    if point == "announced":
        return [penalty.announced] if penalty.announced else []
    steps = [e.day for e in penalty.events if STATUS_AFTER.get(e.event) is Status(point) and e.day <= as_of]
    return steps[:1]


def _days_at_rate(query: Query, ledger: Ledger) -> Outcome:
    owed, rates = (members_of(ledger, side, query.as_of) for side in query.sides)
    if not owed or not rates:
        return _empty(ledger, query.sides[0 if not owed else 1], query.as_of)
    if len(owed) > 1 or len(rates) > 1:
        return Refused(Reason.AMBIGUOUS, "", tuple(p.id for p in (*owed, *rates)), code="several_dates")
    return Worked((arithmetic.days_at_rate(owed[0], rates[0]),), (owed[0], rates[0]))


# Projections and ceilings


def _projection(query: Query, ledger: Ledger, rates: list[Penalty]) -> Outcome:
    assert query.days is not None
    daily = [p for p in rates if p.per == "day"]
    if not daily:
        return Refused(Reason.NOT_ENOUGH_EVIDENCE, rates[0].id, code="cap_not_rate")
    if len(daily) > 1:
        names = tuple(
            f"{p.named}, {display_regulator(ledger.regulator(p))}, {p.decided.isoformat()}" for p in daily[:5]
        )
        return Refused(Reason.AMBIGUOUS, "", names, code="several_rates")
    return Worked((arithmetic.projection(daily[0], query.days),), (daily[0],), (Note("projection"),))


def _maximum(query: Query) -> Outcome:
    figures = []
    for identity in query.ceilings:
        rule = ceiling(identity)
        try:
            figure = maximum(rule, query.turnover)
        except OtherCurrency as error:
            return Refused(Reason.NOT_ENOUGH_EVIDENCE, str(error), code="turnover_currency")
        if figure is None:
            return Refused(Reason.NOT_ENOUGH_EVIDENCE, rule.law, code="turnover_missing")
        figures.append(figure)
    return Worked(tuple(figures), ())
