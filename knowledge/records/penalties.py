"""Penalties, their status events, and the two registries: regulators and respondents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from knowledge.records.documents import Citation
from knowledge.records.money import Money


class Kind(StrEnum):
    """What was decided. Only the first three are "fines" in an answer."""

    ADMINISTRATIVE_FINE = "administrative_fine"
    CIVIL_PENALTY = "civil_penalty"
    OVERDUE_PENALTY_PAYMENT = "overdue_penalty_payment"
    SETTLEMENT = "settlement"
    REDRESS = "redress"
    DISGORGEMENT = "disgorgement"
    PERIODIC_PENALTY_THREAT = "periodic_penalty_threat"
    ORDER_ONLY = "order_only"
    REPRIMAND = "reprimand"


FINES = frozenset({Kind.ADMINISTRATIVE_FINE, Kind.CIVIL_PENALTY, Kind.OVERDUE_PENALTY_PAYMENT})
OTHER_MONEY = frozenset({Kind.SETTLEMENT, Kind.REDRESS, Kind.DISGORGEMENT})
MONEY_KINDS = tuple(k for k in Kind if k in FINES | OTHER_MONEY)
"""What an amount of money can be recorded as, in the order of `Kind`."""
NO_MONEY = frozenset({Kind.PERIODIC_PENALTY_THREAT, Kind.ORDER_ONLY, Kind.REPRIMAND})


class Status(StrEnum):
    """Where a penalty stands on a date."""

    IMPOSED = "imposed"
    UNDER_APPEAL = "under_appeal"
    UPHELD = "upheld"
    REDUCED = "reduced"
    ANNULLED = "annulled"
    REINSTATED = "reinstated"
    SETTLED = "settled"
    PAID = "paid"
    UNKNOWN = "unknown"


# Events that move the standing sum (contract: "an event of type imposed, annulled (0), reduced, reinstated or
# upheld with an amount moves it; the other events change the status, not the sum").
SUM_EVENTS = frozenset({"imposed", "annulled", "reduced", "reinstated", "upheld"})

# The status that an event leads to; events not named here (announced, proposed, published …) leave it as it was.
STATUS_AFTER: dict[str, Status] = {
    "imposed": Status.IMPOSED,
    "appealed": Status.UNDER_APPEAL,
    "appeal_pending": Status.UNDER_APPEAL,
    "appeal_announced": Status.UNDER_APPEAL,
    "appeal_adjourned": Status.UNDER_APPEAL,
    "objection_lodged": Status.UNDER_APPEAL,
    "remitted": Status.UNDER_APPEAL,
    "referred_back": Status.UNDER_APPEAL,
    "upheld": Status.UPHELD,
    "confirmed_by_court": Status.UPHELD,
    "appeal_withdrawn": Status.UPHELD,
    "reduced": Status.REDUCED,
    "annulled": Status.ANNULLED,
    "annulment_confirmed": Status.ANNULLED,
    "reinstated": Status.REINSTATED,
    "settled": Status.SETTLED,
    "settled_and_paid": Status.PAID,
    "paid": Status.PAID,
    "reported_paid": Status.PAID,
}

EVENT_TYPES = frozenset(STATUS_AFTER) | {
    "announced", "proposed", "published", "signed", "filed", "filed_and_announced", "court_approved", "approved",
    "finalised", "injunction_closed", "injunction_suspended", "suspended", "stayed", "stay_confirmed", "complied",
    "upheld_in_part", "no_further_action", "superseded_by_sanction", "liquidation_proposed", "liquidated",
    "reported_unpaid", "reported_in_advance", "commission_appealed", "recalculation_ordered", "discontinued",
    "preliminary_issue_lost", "preliminary_ruling", "action_inadmissible", "unrelated_judgment", "lifted",
    "motion_to_dismiss_denied", "dismissed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Regulator:
    """An authority or court. ``country`` is ISO 3166-1 alpha-2 or ``EU``; ``region`` ISO 3166-2 where it has one."""

    code: str
    name: str
    country: str
    fields: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    region: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Respondent:
    """A node of the registry: a group, a company, a product or a person.

    ``names`` are all forms that mean it; ``former`` those of earlier days. ``parent`` is the node that it belongs to,
    ``since`` the date of that where ownership changed.
    """

    id: str
    name: str
    type: str
    names: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    parent: str | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class StatusEvent:
    """One step in a penalty's life; ``amount`` only where the event names a sum (major units, penalty's currency)."""

    day: date
    event: str
    amount: Decimal | None
    citation: Citation


@dataclass(frozen=True, slots=True)
class Penalty:
    """One penalty, order or threat of one decision.

    ``amount`` is the sum first ordered (None where there is none); ``per`` is ``day`` for a daily rate.
    ``standing_known`` is False where the record says that the sum now in force was not found; ``checked`` is False
    where its facts were not confirmed against a source.
    """

    id: str
    decision: str
    regulator: str
    respondents: tuple[str, ...]
    named: str
    kind: Kind
    decided: date
    status: Status
    citation: Citation
    amount: Money | None = None
    per: str | None = None
    precision: str = "day"
    announced: date | None = None
    laws: tuple[str, ...] = ()
    sector: str = ""
    topics: tuple[str, ...] = ()
    events: tuple[StatusEvent, ...] = ()
    case: str | None = None
    joint: bool = False
    imposed: bool = True
    standing_known: bool = True
    rounded: bool = False
    confidence: str = "high"
    checked: bool = True
    caveats: tuple[str, ...] = ()
    related: tuple[str, ...] = ()

    @property
    def is_fine(self) -> bool:
        return self.kind in FINES

    def exists(self, on: date) -> bool:
        """A decision taken later does not exist yet."""
        return self.decided <= on

    def standing(self, on: date) -> Money | None:
        """The sum in force on a day, replayed from the events; None where the record does not determine it."""
        if self.amount is None or self.kind in NO_MONEY:
            return None
        if not self.standing_known and not any(e.event in SUM_EVENTS for e in self.events):
            return None
        value: Decimal | None = self.amount.amount
        for event in self.events:
            if event.day > on or event.event not in SUM_EVENTS:
                continue
            if event.event == "annulled":
                value = Decimal(0)
            elif event.amount is not None:
                value = event.amount
            elif event.event in ("reduced", "reinstated"):
                value = None
        return None if value is None else Money(value, self.amount.currency)

    def status_on(self, on: date) -> Status:
        """The recorded status once every event has happened; before that, what the events up to the day lead to."""
        turns = [e for e in self.events if e.event in STATUS_AFTER]
        if not turns or turns[-1].day <= on:
            return self.status
        past = [e for e in turns if e.day <= on]
        if past:
            return STATUS_AFTER[past[-1].event]
        return Status.SETTLED if self.status is Status.SETTLED else Status.IMPOSED

    def statuses_ever(self, on: date) -> frozenset[Status]:
        """Every status that the penalty has had up to a day."""
        past = {STATUS_AFTER[e.event] for e in self.events if e.event in STATUS_AFTER and e.day <= on}
        return frozenset(past | {Status.IMPOSED, self.status_on(on)})
