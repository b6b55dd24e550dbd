"""A look-up to an Answer: typed filters become a Query, and the Query takes the one path of all answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from knowledge.answers.answer import Answer
from knowledge.answers.compose import Composer
from knowledge.answers.frame import phrases
from knowledge.answers.subject import subject
from knowledge.ledger.ledger import IMPOSED, Ledger
from knowledge.ledger.periods import Period
from knowledge.ledger.selection import Selection
from knowledge.lookups.lookup import Filters, Lookup, Order, Task
from knowledge.lookups.resolve import Resolver, Unknown, unknown
from knowledge.questions.query import Dimension, Measure, Note, Query, Reason, Refused, Side, Understood
from knowledge.records.penalties import FINES, OTHER_MONEY, Kind

MOST_DAYS = 36_500
# The ceilings of each law, the higher tier first; keys are the laws as `Resolver.law` names them.
_TIERS = {
    "GDPR": ("gdpr-5", "gdpr-4"), "UK GDPR": ("uk-higher", "uk-standard"), "DMA": ("dma", "dma-repeat"),
    "DSA": ("dsa", "dsa-information"), "TFEU": ("competition",),
}  # fmt: skip
LAWS_WITH_CEILING = ("GDPR", "UK GDPR", "DMA", "DSA", "EU competition law")
_OF_ARTICLE = {"(4)": "gdpr-4", "(5)": "gdpr-5", "(6)": "gdpr-6"}
_PICKS = {Order.LARGEST: Measure.LARGEST, Order.SMALLEST: Measure.SMALLEST, Order.LATEST: Measure.LATEST}


def look_up(composer: Composer, lookup: Lookup, language: str, as_of: date, today: date) -> Answer:
    """The answer to a look-up; never a guess: a filter that is not known is a refusal with what is near."""
    language = phrases(language).language  # English where there is no table
    one = _One(composer.ledger, lookup, as_of)
    try:
        understood = one.understood(language)
    except Unknown as error:
        understood = Understood(language, error.refused)
    return composer.answer(_described(understood, lookup, composer.ledger), understood, as_of, today)


def selection_of(filters: Filters, resolver: Resolver) -> Selection:
    """Which penalties the filters mean. Raises Unknown."""
    _in_order(filters)
    selection = Selection(
        respondents=(resolver.respondent(filters.respondent),) if filters.respondent.strip() else (),
        regulators=(resolver.regulator(filters.regulator),) if filters.regulator.strip() else (),
        laws=(resolver.law(filters.law),) if filters.law.strip() else (),
        kinds=resolver.kinds(filters.kind),
        statuses=(resolver.status(filters.status),) if filters.status.strip() else (),
        decided=Period(filters.first, filters.last) if filters.first or filters.last else None,
    )
    if not filters.country.strip():
        return selection
    place = resolver.place(filters.country)
    return replace(selection, countries=place.countries, abroad=place.abroad, regions=place.regions)


def _in_order(filters: Filters) -> None:
    if filters.first and filters.last and filters.first > filters.last:
        days = f"{filters.first.isoformat()} > {filters.last.isoformat()}"
        raise Unknown(Refused(Reason.AMBIGUOUS, days, code="dates_reversed"))


def _described(understood: Understood, lookup: Lookup, ledger: Ledger) -> str:
    """The look-up in a few words, in the place of a question: "top: fines on Meta"."""
    asked = understood.asked
    sides = asked.sides if isinstance(asked, Query) else ()
    said = " / ".join(subject(s.selection, ledger, phrases(understood.language)) for s in sides)
    return f"{lookup.task}: {said or lookup.filters.law}".rstrip(": ")


class _One:
    def __init__(self, ledger: Ledger, lookup: Lookup, as_of: date) -> None:
        self.ledger = ledger
        self.lookup = lookup
        self.as_of = as_of
        self.resolver = Resolver(ledger)

    def understood(self, language: str) -> Understood:
        """Raises Unknown."""
        task = self.lookup.task
        if task is Task.MAXIMUM:
            return Understood(language, self._maximum())
        if task is Task.DAILY:
            return Understood(language, self._daily())
        selection = self._of(self.lookup.filters)
        self._recorded(selection)
        if task is Task.COMPARE:
            assert self.lookup.against is not None
            against = self._of(self.lookup.against)
            self._recorded(against)
            return Understood(language, self._query(Measure.DIFFERENCE, selection, against, beside=True))
        if task is Task.TOP:
            if selection.kinds == frozenset(Kind):
                selection = replace(selection, kinds=FINES | OTHER_MONEY)  # a rate a day is not compared with a sum
            if not self._has_sums(selection):  # orders and threats: nothing to put in order of size
                return Understood(language, self._query(Measure.LIST, selection, order=Order.LATEST))
            pick = _PICKS[Order(self.lookup.order)]
            return Understood(language, self._query(pick, selection, top=self.lookup.top))
        mixed = bool(selection.kinds & FINES) and bool(selection.kinds & OTHER_MONEY)
        by_kind = replace(self._query(Measure.TOTAL, selection), group=Dimension.KIND)
        if task is Task.TOTAL:
            return Understood(language, by_kind if mixed else self._query(Measure.TOTAL, selection))
        if task is Task.TIMELINE:
            fines = replace(selection, kinds=selection.kinds & FINES or selection.kinds)
            by_year = replace(self._query(Measure.TOTAL, fines), group=Dimension.YEAR, group_order="date")
            listed = self._query(Measure.LIST, selection, order="decided", plain=mixed)
            return Understood(language, listed, by_year if self._has_sums(fines) else None)
        listed = self._query(Measure.LIST, selection, order=self.lookup.order, plain=mixed)
        return Understood(language, listed, by_kind if mixed and self._has_sums(selection) else None)

    def _query(
        self, measure: Measure, *selections: Selection, top: int | None = None, order: str = "decided",
        plain: bool = False, beside: bool = False,
    ) -> Query:  # fmt: skip
        basis = self.lookup.basis
        currency = self.lookup.currency.strip().upper() if self.lookup.currency else None
        return Query(
            measure, tuple(Side(s, basis) for s in selections), basis, self.as_of, top=top, order=order, plain=plain,
            beside=beside, convert_to=currency, notes=tuple(dict.fromkeys(self.resolver.notes)),
        )  # fmt: skip

    def _of(self, filters: Filters) -> Selection:
        return selection_of(filters, self.resolver)

    def _recorded(self, selection: Selection) -> None:
        """Raises Unknown where nothing is recorded and no order could stand in for the fines asked for."""
        if not selection.kinds >= FINES and not self.ledger.select(selection, self.as_of):
            raise Unknown(Refused(Reason.NOTHING_RECORDED, selection=selection, as_of=self.as_of))

    def _has_sums(self, selection: Selection) -> bool:
        found = self.ledger.select(selection, self.as_of)
        return any(self.ledger.sum_of(p, self.as_of, self.lookup.basis) for p in found if p.kind in FINES | OTHER_MONEY)

    # Rates and ceilings

    def _daily(self) -> Query:
        """``first`` and ``last`` are days that count here, both included. Raises Unknown."""
        filters = self.lookup.filters
        _in_order(filters)
        days, notes = self.lookup.days, list[Note]()
        if days is None:
            if filters.first is None or filters.last is None:
                raise Unknown(Refused(Reason.AMBIGUOUS, code="days_missing"))
            days = (filters.last - filters.first).days + 1
            notes.append(Note("days_counted", (filters.first.isoformat(), filters.last.isoformat(), str(days))))
        if not 1 <= days <= MOST_DAYS:
            raise Unknown(Refused(Reason.NOT_ENOUGH_EVIDENCE, str(days), (str(MOST_DAYS),), code="days_range"))
        rate = self.ledger.by_id.get(filters.respondent)
        kinds = frozenset({Kind.PERIODIC_PENALTY_THREAT})
        if rate is not None and rate.kind is Kind.PERIODIC_PENALTY_THREAT and rate.exists(self.as_of):
            selection = Selection(rate.respondents, (rate.regulator,), kinds=kinds,
                                  decided=Period(rate.decided, rate.decided))  # fmt: skip
        else:
            selection = self._of(replace(filters, kind="", first=None, last=None))
            selection = replace(selection, kinds=kinds)
        self._recorded(selection)
        return Query(Measure.PROJECTION, (Side(selection),), IMPOSED, self.as_of, days=days,
                     notes=(*notes, *self.resolver.notes), running=True)  # fmt: skip

    def _maximum(self) -> Query:
        """Raises Unknown."""
        text, turnover = self.lookup.filters.law.strip(), self.lookup.turnover
        if turnover is not None and turnover.amount <= 0:
            raise Unknown(Refused(Reason.NOT_ENOUGH_EVIDENCE, str(turnover.amount), code="turnover_positive"))
        if not text:
            raise unknown("law", text, LAWS_WITH_CEILING)
        if text.casefold() == "competition" or text.casefold() == "eu competition law":
            law, article, tail = "TFEU", None, ""
        else:
            try:
                wanted = self.resolver.law(text)
            except Unknown as error:
                raise unknown("law", text, error.refused.suggestions or LAWS_WITH_CEILING) from None
            law, article, tail = wanted.laws[0], wanted.article, wanted.tail
        tiers = _TIERS.get(law)
        if tiers is None:
            raise Unknown(Refused(Reason.NOT_ENOUGH_EVIDENCE, text, LAWS_WITH_CEILING, code="no_ceiling"))
        if law == "GDPR" and article == "83" and tail[:3] in _OF_ARTICLE:
            tiers = (_OF_ARTICLE[tail[:3]],)
        return Query(Measure.MAXIMUM, (), IMPOSED, self.as_of, turnover=turnover, ceilings=tiers,
                     notes=tuple(self.resolver.notes))  # fmt: skip
