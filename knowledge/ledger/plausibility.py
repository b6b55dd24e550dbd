"""Doubts about a proposal: unit, magnitude, date and currency, each a reason to keep it apart until a person looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from knowledge.ledger.currencies import currencies_of
from knowledge.ledger.exchange import NoRate
from knowledge.ledger.figures import digits
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.matching import Agreement, Facts, Matcher, agreement
from knowledge.ledger.proposals import Proposal
from knowledge.records.extracted import Extracted
from knowledge.records.money import Money
from knowledge.records.penalties import FINES, Regulator, Status

SLIPS = (10, 100, 1000, 1_000_000)
"""A digit too many, cents for euros, thousands for units, units for millions."""


_MOVED = frozenset({Status.ANNULLED, Status.REDUCED, Status.REINSTATED})
_FIRST_YEAR = 1970


@dataclass(frozen=True, slots=True)
class _Limit:
    """The highest fine that an authority could impose in decisions before ``until``."""

    regulator: str
    until: date
    sum: Money
    law: str


# Data Protection Act 1998 s.55A with SI 2010/31; Loi 78-17 Art. 47 as of 2004 (repeat within five years) and Art. 45 as
# of Loi 2016-1321; Ley Orgánica 15/1999 Art. 45(3).
_LIMITS = (
    _Limit("ICO", date(2018, 5, 25), Money(Decimal(500_000), "GBP"), "the Data Protection Act 1998"),
    _Limit("CNIL", date(2016, 10, 9), Money(Decimal(300_000), "EUR"), "the law of 1978 as it stood"),
    _Limit("CNIL", date(2018, 5, 25), Money(Decimal(3_000_000), "EUR"), "the law of 1978 as it stood"),
    _Limit("AEPD", date(2018, 5, 25), Money(Decimal(600_000), "EUR"), "Ley Orgánica 15/1999"),
)
# 5% of the highest turnover that any company has had (Fortune Global 500, 2025: 681 thousand million dollars): more
# than GDPR Art. 83(5) allows against any, and than any competition authority has imposed, so rather a slip of units.
_HIGHEST = Money(Decimal(34_000_000_000), "USD")


class Doubter:
    """Looks at proposals beside the ledger and the other proposals. ``today``: no decision is later."""

    def __init__(self, ledger: Ledger, proposals: Iterable[Proposal], today: date) -> None:
        self._names = ledger.names
        self._exchange = ledger.exchange
        self._today = today
        self._matcher = Matcher(ledger)
        self._beside: dict[str, list[tuple[str, Facts]]] = {}
        for penalty in ledger.penalties:
            if penalty.amount is not None and penalty.kind in FINES:
                self._note(penalty.id, self._matcher.of_penalty(penalty))
        for proposal in proposals:
            self._note(proposal.id, self._matcher.facts(proposal.told))

    def _note(self, identity: str, facts: Facts) -> None:
        for party in facts.parties:
            self._beside.setdefault(party, []).append((identity, facts))

    def doubts(self, proposal: Proposal, told: Extracted | None = None) -> tuple[str, ...]:
        """Why the proposal is kept apart; none: nothing speaks against it. ``told``: as a person has edited it."""
        looked_at = told or proposal.told
        return tuple(self._doubts(self._matcher.facts(looked_at), proposal.id, looked_at.status))

    def _doubts(self, facts: Facts, own: str, status: Status) -> Iterator[str]:
        money, day = facts.money, facts.days[0] if facts.days else None
        if status in _MOVED:
            yield f"the text says that it was {status.value}: what is in force now is not known by that"
        if day is not None and day.year < _FIRST_YEAR:
            yield f"the decision is dated {day.isoformat()}, before there were such authorities"
        if money.amount <= 0:
            yield "a penalty is more than nothing"
        if day is not None and day > self._today:
            yield f"the decision is dated {day.isoformat()}, which is in the future"
        regulator = self._names.regulators.get(facts.regulator or "")
        if regulator is not None:
            yield from self._currency(regulator, money, day)
            yield from self._ceiling(regulator, money, day)
        if self._above(money, _HIGHEST, day):
            yield f"{_told(money)} is more than any company has ever been fined"
        for other, beside in {o: f for party in sorted(facts.parties) for o, f in self._beside.get(party, ())}.items():
            if other != own:
                yield from _slips(facts, beside, other)

    def _currency(self, regulator: Regulator, money: Money, day: date | None) -> Iterator[str]:
        used = currencies_of(regulator.country, day or self._today)
        if used and money.currency not in used:
            yield f"{money.currency} is not the currency of {regulator.code}'s country, which is {' or '.join(used)}"

    def _ceiling(self, regulator: Regulator, money: Money, day: date | None) -> Iterator[str]:
        for limit in _LIMITS:
            if limit.regulator == regulator.code and day is not None and day < limit.until:
                if self._above(money, limit.sum, day):
                    yield f"{regulator.code} could not fine more than {_told(limit.sum)} then, by {limit.law}"
                return

    def _above(self, money: Money, limit: Money, day: date | None) -> bool:
        if money.currency != limit.currency:
            try:
                money, _, _ = self._exchange.convert(money, limit.currency, min(day or self._today, self._today))
            except NoRate:
                return False
        return limit < money


def _slips(facts: Facts, beside: Facts, other: str) -> Iterator[str]:
    """Another record of the same decision whose sum differs by a slip's factor."""
    if facts.money.currency != beside.money.currency or facts.money == beside.money:
        return
    if Agreement.NO in (found := agreement(facts, beside)) or found.count(Agreement.YES) < 3:
        return
    high, low = max(facts.money.amount, beside.money.amount), min(facts.money.amount, beside.money.amount)
    factor = next((f for f in SLIPS if low and high == low * f), None)
    if factor is not None:
        what = "times" if facts.money.amount == high else "times less than"
        yield f"{factor:,} {what} {_told(beside.money)}, which {other} tells"


def _told(money: Money) -> str:
    return f"{money.currency} {digits(money.amount)}"
