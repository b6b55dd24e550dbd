"""Penalties, names, rates and ledgers made by hand, and a strategy that makes many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import ClassVar

from hypothesis import strategies as st

from knowledge.ledger.exchange import Exchange, NoRate, Rate
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.names import Names
from knowledge.records.documents import Citation
from knowledge.records.money import Money
from knowledge.records.penalties import Kind, Penalty, Regulator, Respondent, Status, StatusEvent

CITATION = Citation("d", 0, 1, "x")
AS_OF = date(2026, 11, 23)
REGULATORS = (
    Regulator("CNIL", "Commission nationale", "FR", ("privacy",), ("French watchdog",)),
    Regulator("ADLC", "Autorité de la concurrence", "FR", ("competition",)),
    Regulator("ICO", "Information Commissioner", "GB", ("privacy",)),
    Regulator("EC", "European Commission", "EU", ("competition",), ("Brussels",)),
    Regulator("CAAG", "California Attorney General", "US", ("privacy", "justice"), region="US-CA"),
)
RESPONDENTS = (
    Respondent("meta", "Meta", "group", ("Meta Platforms, Inc.",), ("Facebook",)),
    Respondent("whatsapp", "WhatsApp", "product", ("WhatsApp Ireland Ltd",), parent="meta"),
    Respondent("whatsapp-pay", "WhatsApp Pay", "product", parent="whatsapp"),
    Respondent("criteo", "Criteo", "group", ("Criteo SA",)),
    Respondent("acme", "Acme Widgets GmbH", "company"),
)


class FixedRates(Exchange):
    """A euro is two dollars and half a pound, whatever the day; no other currency has a rate."""

    table: ClassVar = {
        "EUR": Decimal(1),
        "USD": Decimal(2),
        "GBP": Decimal("0.5"),
        "SEK": Decimal("10.7"),
        "JPY": Decimal(143),
    }

    def rate(self, currency: str, on: date) -> Rate:
        if currency not in self.table:
            raise NoRate(f"no rate for {currency}")
        return Rate(currency, on, self.table[currency])


def penalty(identity: str, amount: str | None = "100", currency: str = "EUR", *, events: Iterable[StatusEvent] = (),
            decided: str = "2022-01-01", kind: Kind = Kind.ADMINISTRATIVE_FINE, known: bool = True,
            decision: str | None = None, respondents: tuple[str, ...] = ("criteo",), regulator: str = "CNIL",
            laws: tuple[str, ...] = (), sector: str = "", topics: tuple[str, ...] = (), per: str | None = None,
            joint: bool = False, status: Status = Status.IMPOSED, announced: str | None = None) -> Penalty:  # fmt: skip
    return Penalty(
        id=identity, decision=decision or identity, regulator=regulator, respondents=respondents, named="X",
        kind=kind, decided=date.fromisoformat(decided), status=status, citation=CITATION,
        amount=None if amount is None else Money(Decimal(amount), currency), events=tuple(events), laws=laws,
        sector=sector, topics=topics, per=per, joint=joint, standing_known=known,
        announced=date.fromisoformat(announced) if announced else None,
    )  # fmt: skip


def event(day: str, name: str, amount: str | None = None) -> StatusEvent:
    return StatusEvent(date.fromisoformat(day), name, None if amount is None else Decimal(amount), CITATION)


def ledger(penalties: Iterable[Penalty], exchange: Exchange | None = None) -> Ledger:
    return Ledger(penalties, Names(REGULATORS, RESPONDENTS), exchange or FixedRates())


AMOUNTS = st.integers(0, 10**15).map(lambda cents: Decimal(cents).scaleb(-2))
DAYS = st.integers(0, 2000).map(lambda n: date(2020, 1, 1) + timedelta(n))
MONEYED = [Kind.ADMINISTRATIVE_FINE, Kind.CIVIL_PENALTY, Kind.OVERDUE_PENALTY_PAYMENT, Kind.SETTLEMENT, Kind.REDRESS]


@st.composite
def penalties_of(draw: st.DrawFn, *, threats: bool = True, min_size: int = 0, currencies: str = "EUR USD GBP ISK",
                 unknown: bool = True) -> list[Penalty]:  # fmt: skip
    """Penalties with unlike sums, currencies, kinds and lives; some threats, some whose standing is not known."""
    made = []
    for n in range(draw(st.integers(min_size, 8))):
        kind = draw(st.sampled_from([*MONEYED, Kind.PERIODIC_PENALTY_THREAT] if threats else MONEYED))
        decided = draw(DAYS)
        change = draw(st.sampled_from(["", "", "annulled", "reduced", "upheld"] + ["lost"] * unknown))
        steps: tuple[StatusEvent, ...] = ()
        if change:
            day = decided + timedelta(draw(st.integers(0, 500)))
            amount = draw(AMOUNTS) if change in ("reduced", "upheld") else None
            steps = (StatusEvent(day, "reduced" if change == "lost" else change, amount, CITATION),)
        base = penalty(f"p{n}", "1", draw(st.sampled_from(currencies.split())), kind=kind, events=steps,
                       decision=f"d{draw(st.integers(0, 3))}", known=change != "lost")  # fmt: skip
        assert base.amount is not None
        made.append(replace(base, decided=decided, amount=Money(draw(AMOUNTS), base.amount.currency)))
    return made
