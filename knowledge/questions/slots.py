"""What a stretch of a question says about the penalties it means, before it becomes a Selection."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from knowledge.ledger.laws import LawWanted
from knowledge.ledger.periods import Period
from knowledge.ledger.selection import Amount, Selection
from knowledge.questions.query import Note
from knowledge.records.penalties import FINES, Kind, Status

# Members of the Union; the institutions are the regulator country "EU".
EU_MEMBERS = tuple("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())
_UNION = ("EU", *EU_MEMBERS)
_EEA = (*_UNION, "IS", "LI", "NO")
_EUROPE = (*_EEA, "GB", "CH")
AREAS: dict[str, tuple[str, ...]] = {
    "EU": _UNION,
    "EEA": _EEA,
    "EUROPE": _EUROPE,
    "NORDICS": ("DK", "FI", "IS", "NO", "SE"),
    "NORTH_AMERICA": ("CA", "MX", "US"),
    "ASIA": ("CN", "IN", "JP", "KR", "SG"),
}

PLURAL_FINES = frozenset(
    "fines penalties sanctions decisions amendes astreintes penalites condamnations prunes multas sanciones"
    " ammende penalizaciones sanzioni multe geldbussen bussgelder bussgeldern strafen"
    " geldstrafen sanktionen bussen".split()
)


@dataclass(slots=True)
class Slots:
    """What was gathered. Empty means: the stretch says nothing of it."""

    respondents: list[str] = field(default_factory=list)
    regulators: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    abroad: bool = False
    regions: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)
    plain_fine: bool = False
    laws: list[LawWanted] = field(default_factory=list)
    sectors: list[str] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    without: list[Selection] = field(default_factory=list)
    unattached: list[str] = field(default_factory=list)
    ever: bool = False
    decided: Period | None = None
    announced: Period | None = None
    event: tuple[Status, Period] | None = None
    amounts: list[Amount] = field(default_factory=list)
    currency: str | None = None
    convert_to: str | None = None
    topics: list[str] = field(default_factory=list)
    split_dates: bool = False  # dates that neither overlap nor follow each other: no one stretch of time
    joint: bool | None = None
    nth: int | None = None
    basis: str | None = None
    as_of: date | None = None
    numbers: list[int] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    ambiguous: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def says_which(self) -> bool:
        """Whether anything narrows the penalties."""
        return any(
            (self.respondents, self.regulators, self.countries, self.regions, self.kinds, self.laws, self.sectors,
             self.statuses, self.without, self.decided, self.announced, self.event, self.amounts, self.topics,
             self.nth, self.fields, self.currency)
        )  # fmt: skip

    @property
    def placed(self) -> bool:
        """Whether it says whose penalties: of an authority, a country or a region."""
        return bool(self.regulators or self.countries or self.regions)

    def take_place(self, other: Slots) -> None:
        self.regulators, self.countries, self.regions = other.regulators, other.countries, other.regions
        self.abroad, self.fields = other.abroad, other.fields

    def take_time(self, other: Slots) -> None:
        self.decided, self.announced = other.decided, other.announced

    def selection(self) -> Selection:
        return Selection(
            respondents=tuple(dict.fromkeys(self.respondents)),
            regulators=tuple(dict.fromkeys(self.regulators)),
            countries=tuple(dict.fromkeys(self.countries)),
            abroad=self.abroad,
            regions=tuple(dict.fromkeys(self.regions)),
            fields=tuple(dict.fromkeys(self.fields)),
            kinds=frozenset(self.kinds) or FINES,
            laws=tuple(dict.fromkeys(self.laws)),
            sectors=tuple(dict.fromkeys(self.sectors)),
            statuses=tuple(dict.fromkeys(self.statuses)),
            without=tuple(dict.fromkeys(self.without)),
            ever=self.ever,
            decided=self.decided,
            announced=self.announced,
            event=self.event,
            amounts=tuple(self.amounts),
            currency=self.currency,
            topics=tuple(dict.fromkeys(self.topics)),
            joint=self.joint,
        )


def hull(first: Period | None, second: Period) -> Period:
    """Two named years that follow each other are one stretch."""
    if first is None:
        return second
    if first.last and second.first and first.last + timedelta(days=1) == second.first:
        return Period(first.first, second.last)
    return first.both(second)


def inherit(side: Slots, other: Slots, *, part: bool = False) -> Slots:
    """A side of a comparison with what only the other side says ("… than the Garante did").

    ``part``: the side is a part of the other, which then gives its topics and its dates too.
    """
    if not side.says_which():
        return replace(other, basis=side.basis or other.basis, nth=side.nth or other.nth, notes=side.notes)
    merged = replace(side)
    if not side.respondents:
        merged.respondents = other.respondents
    if not side.placed:
        merged.take_place(other)
    for name in ("laws", "sectors"):
        if not getattr(side, name):
            setattr(merged, name, getattr(other, name))
    if side.decided is None and side.announced is None and side.nth is None:
        merged.take_time(other)
    if not side.kinds and not side.plain_fine:
        merged.kinds = other.kinds
    if not side.topics and part:
        merged.topics = other.topics
    if part and not side.statuses:
        merged.statuses = other.statuses
    if part and not side.amounts:
        merged.amounts = other.amounts
    if not side.without:
        merged.without = other.without
    if side.basis is None:
        merged.basis = other.basis
    return merged
