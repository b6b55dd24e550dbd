"""Which texts tell of one penalty: strict rules, in the manner of a reconciliation; what they leave open is listed.

Two are one where sum, currency, kind, respondent, authority and day (or month) agree. A running text may leave out the
day, or, where the day is exact, the authority; a table's row may not. Everything less is for a person to decide: an
authority often imposes the same sum on several on one day, and fines one company again within weeks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from rapidfuzz import fuzz

from knowledge.ledger.ledger import Ledger
from knowledge.ledger.names import Names, without_legal_form
from knowledge.ledger.text import keys_of
from knowledge.records.extracted import Extracted
from knowledge.records.money import Money
from knowledge.records.penalties import Kind, Penalty

NEAR_DAYS = 92
"""A text often gives the day of the announcement: this far from the decision it may still be the same one."""
_UNLIKE = 60
# Words of a description: two that are called so need not be the same.
_DESCRIBING = frozenset(
    "a an the of in for and private natural individual individuals person persons people citizen man woman owner "
    "owners store shop restaurant bar pub cafe bakery company companies firm business businesses enterprise "
    "undertaking trader merchant bank hospital clinic doctor physician dentist pharmacy school university college "
    "municipality city town village county council ministry police officer employee employer landlord tenant "
    "controller processor operator website online platform association club party political candidate politician "
    "lawyer attorney notary hotel insurance insurer telecom telecommunications telecommunication provider service "
    "services agency authority public body housing community homeowners federation foundation gym sports unknown "
    "unnamed undisclosed anonymous available not disclosed n other local national real estate energy healthcare "
    "medical centre center group".split()
)
_PLAIN_FINES = frozenset({Kind.ADMINISTRATIVE_FINE, Kind.CIVIL_PENALTY})


class Agreement(Enum):
    """How two facts stand to each other; OPEN: one of them is not told, or they are neither clearly one nor two."""

    YES = "yes"
    NEAR = "near"
    OPEN = "open"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Telling:
    """One sum that one document tells as imposed."""

    document: str
    told: Extracted

    @property
    def id(self) -> str:
        return hashlib.sha256(f"{self.document}\0{self.told.identity}".encode()).hexdigest()[:10]


@dataclass(frozen=True, slots=True)
class Facts:
    """What two penalties are compared by. Names that the registries do not know are compared by their words."""

    money: Money
    kind: Kind
    regulator: str | None
    respondents: frozenset[str]
    groups: frozenset[str]
    named: str
    """The words of the respondent's name, as compared; empty where none is told."""
    days: tuple[date, ...]
    precision: str
    row: bool = False
    """Told by a row of a table, where what is left out is not known rather than not worth saying."""

    @property
    def parties(self) -> frozenset[str]:
        """Whatever the respondent may be found by: two that agree on it share one of these."""
        bare = " ".join(_bare(self.named))
        return self.respondents | self.groups | ({f"?{bare}"} if bare else frozenset())


class Matcher:
    """Compares what texts tell with the recorded penalties, and with each other."""

    def __init__(self, ledger: Ledger) -> None:
        self._names = ledger.names
        self._recorded: dict[Money, list[tuple[Penalty, Facts]]] = {}
        self._by_party: dict[str, list[tuple[Penalty, Facts]]] = {}
        for penalty in ledger.penalties:
            if penalty.amount is not None and not penalty.per and penalty.kind is not Kind.PERIODIC_PENALTY_THREAT:
                pair = penalty, self.of_penalty(penalty)
                self._recorded.setdefault(penalty.amount, []).append(pair)
                for party in pair[1].parties:
                    self._by_party.setdefault(party, []).append(pair)

    def recorded(self, telling: Telling, row: bool = False) -> tuple[str | None, str, tuple[str, ...]]:
        """(the one recorded penalty that the text tells of or None, by which rule, those that it may tell of).

        Those that it may tell of are also penalties of the same decision with another sum or of another kind: a total,
        a part, a rounded sum.
        """
        facts = self.facts(telling.told, row)
        same: list[tuple[Penalty, str]] = []
        maybe: list[str] = []
        for penalty, other in self._recorded.get(facts.money, ()):
            rule, possible = compare(facts, other)
            if rule:
                same.append((penalty, rule))
            elif possible:
                maybe.append(penalty.id)
        if len(same) > 1:
            same = [s for s in same if set(s[0].respondents) & facts.respondents] or same
        if len(same) == 1:
            return same[0][0].id, same[0][1], ()
        alike = [pair for party in sorted(facts.parties) for pair in self._by_party.get(party, ())]
        beside = [p.id for p, f in alike if other_sum(facts, f)]
        return None, "", tuple(dict.fromkeys([*(p.id for p, _ in same), *maybe, *beside]))

    def facts(self, told: Extracted, row: bool = False) -> Facts:
        """What a told sum is compared by; it has an amount."""
        assert told.amount is not None
        regulator = told.regulator_code or _only(self._names, told.regulator, "regulator")
        if regulator is None and told.regulator:
            regulator = f"?{_words(told.regulator)}"
        respondent = told.respondent_id or _only(self._names, told.respondent, "respondent")
        known = frozenset({respondent} if respondent else ())
        days = (told.decided,) if told.decided else ()
        return Facts(
            told.amount, told.kind, regulator, known, self._groups(known), _words(told.respondent), days,
            told.precision, row,
        )  # fmt: skip

    def _groups(self, respondents: Iterable[str]) -> frozenset[str]:
        return frozenset(self._names.group_of(r) for r in respondents if r in self._names.respondents)

    def of_penalty(self, penalty: Penalty) -> Facts:
        """What a recorded penalty with an amount is compared by."""
        assert penalty.amount is not None
        days = (penalty.decided, penalty.announced) if penalty.announced else (penalty.decided,)
        return Facts(
            penalty.amount, penalty.kind, penalty.regulator, frozenset(penalty.respondents),
            self._groups(penalty.respondents), _words(penalty.named), days, penalty.precision,
        )  # fmt: skip


def compare(one: Facts, other: Facts) -> tuple[str, bool]:
    """(the rule by which both are one penalty or "", whether they may be one). The sums are equal already."""
    kind, regulator, respondent, day = agreement(one, other)
    if Agreement.NO in (kind, regulator, respondent):
        return "", False
    if kind is respondent is Agreement.YES:
        exact = day is Agreement.YES and "year" not in (one.precision, other.precision)
        if regulator is Agreement.YES and exact:
            return "same sum, authority and respondent, dates agree", True
        if regulator is Agreement.YES and day is Agreement.OPEN and not (one.row or other.row):
            return "same sum, authority and respondent; one text gives no date", True
        untold = one.regulator is None or other.regulator is None
        if untold and exact and one.precision == other.precision == "day" and not (one.row or other.row):
            return "same sum, respondent and day; one text names no authority", True
    if respondent is Agreement.YES:
        return "", True
    return "", regulator is Agreement.YES and day in (Agreement.YES, Agreement.NEAR)


def other_sum(one: Facts, other: Facts) -> bool:
    """Whether both are of one decision, by all that is told, and differ in sum or kind."""
    _, regulator, respondent, day = agreement(one, other)
    return regulator is respondent is Agreement.YES and day in (Agreement.YES, Agreement.NEAR)


def agreement(one: Facts, other: Facts) -> tuple[Agreement, Agreement, Agreement, Agreement]:
    """How kind, authority, respondent and day of the two stand to each other."""
    return _kinds(one.kind, other.kind), _regulators(one, other), _respondents(one, other), _days(one, other)


def _kinds(one: Kind, other: Kind) -> Agreement:
    if one is other or {one, other} <= _PLAIN_FINES:
        return Agreement.YES
    return Agreement.OPEN if Kind.SETTLEMENT in (one, other) and {one, other} & _PLAIN_FINES else Agreement.NO


def _regulators(one: Facts, other: Facts) -> Agreement:
    if one.regulator is None or other.regulator is None:
        return Agreement.OPEN
    if one.regulator == other.regulator:
        return Agreement.YES
    # A name that the registry does not know may be another word for one that it does.
    return Agreement.OPEN if "?" in (one.regulator[0], other.regulator[0]) else Agreement.NO


def _respondents(one: Facts, other: Facts) -> Agreement:
    if one.respondents and other.respondents:
        if (one.respondents & (other.respondents | other.groups)) or (one.groups & other.respondents):
            return Agreement.YES
        return Agreement.OPEN if one.groups & other.groups else Agreement.NO
    if not one.named or not other.named:
        return Agreement.OPEN
    if _bare(one.named) == _bare(other.named):
        return Agreement.OPEN if _DESCRIBING.issuperset(one.named.split()) else Agreement.YES
    return Agreement.NO if fuzz.token_set_ratio(one.named, other.named) < _UNLIKE else Agreement.OPEN


def _days(one: Facts, other: Facts) -> Agreement:
    if not one.days or not other.days:
        return Agreement.OPEN
    depth = {"day": 3, "month": 2, "year": 1}
    shared = min(depth[one.precision], depth[other.precision])
    pairs = [(a, b) for a in one.days for b in other.days]
    if any(a.timetuple()[:shared] == b.timetuple()[:shared] for a, b in pairs):
        return Agreement.YES
    return Agreement.NEAR if shared > 1 and any(abs((a - b).days) <= NEAR_DAYS for a, b in pairs) else Agreement.NO


def _words(name: str | None) -> str:
    return " ".join(keys_of(name or ""))


def _bare(name: str) -> tuple[str, ...]:
    """The words of a name without its form of company."""
    return without_legal_form(tuple(name.split()))


def _only(names: Names, written: str | None, type_: str) -> str | None:
    """What a name means, where it means exactly one entry of the registry."""
    found = names.meaning(written or "", type_)
    return found[0] if len(found) == 1 else None
