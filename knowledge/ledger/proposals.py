"""Proposals: what texts tell that is not recorded yet, each once however many tell it, and what they tell again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.ledger.ledger import Ledger
from knowledge.ledger.matching import Facts, Matcher, Telling, compare, other_sum
from knowledge.records.extracted import Extracted, Role
from knowledge.records.money import Money
from knowledge.records.rulings import Decision, Ruling


@dataclass(frozen=True, slots=True)
class Mention:
    """A text that tells of a recorded penalty: one more source for it. ``rule``: why both are one."""

    penalty: str
    telling: Telling
    rule: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A penalty that texts tell and nobody has accepted or rejected.

    ``tellings``: the best first, then those that tell the same by ``rules``, one a telling after the first. ``near``:
    recorded penalties, and ids of other proposals, that may be the same one.
    """

    tellings: tuple[Telling, ...]
    rules: tuple[str, ...] = ()
    near: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.tellings[0].id

    @property
    def told(self) -> Extracted:
        return self.tellings[0].told


@dataclass(frozen=True, slots=True)
class Review:
    """``decided``: what a person rejected, with the ruling."""

    mentions: tuple[Mention, ...]
    proposals: tuple[Proposal, ...]
    rejected: tuple[tuple[Telling, Ruling], ...]


def review(
    told: Iterable[tuple[str, Sequence[Extracted]]],
    ledger: Ledger,
    rulings: Mapping[str, Ruling],
    tables: Mapping[str, str] | None = None,
) -> Review:
    """Sort what the documents (by id) tell into mentions of recorded penalties, proposals, and what was rejected.

    ``tables``: the table that a document is a row of. Two sums of one document, or of one table, are never one.
    """
    sorter = _Sorter(ledger, rulings, tables or {})
    waiting = []
    for document, sums in told:
        tellings = (Telling(document, s) for s in sums if s.role is Role.IMPOSED and s.amount and s.per is None)
        for telling in {t.id: t for t in tellings}.values():
            if not sorter.decided(telling):
                waiting.append(telling)
    for (
        telling
    ) in waiting:  # after what persons decided: a table's row may have become the penalty that another is like
        sorter.match(telling)
    return Review(tuple(sorter.mentions), sorter.clusters.proposals(), tuple(sorter.rejected))


class _Sorter:
    def __init__(self, ledger: Ledger, rulings: Mapping[str, Ruling], tables: Mapping[str, str]) -> None:
        self.mentions: list[Mention] = []
        self.rejected: list[tuple[Telling, Ruling]] = []
        self._ledger, self._rulings, self._tables = ledger, rulings, tables
        self._matcher = Matcher(ledger)
        self.clusters = _Clusters(self._source)
        self._told_by: dict[str, set[str]] = {}

    def decided(self, telling: Telling) -> bool:
        """Whether a person has decided; what was decided is noted."""
        ruling = self._rulings.get(telling.id)
        if ruling is None or ruling.decision is Decision.SEPARATE:
            return False
        if ruling.decision is Decision.REJECTED:
            self.rejected.append((telling, ruling))
            return True
        if ruling.penalty not in self._ledger.by_id:
            return False
        self._mention(Mention(ruling.penalty, telling, f"{ruling.decision} by {ruling.by}"))
        return True

    def match(self, telling: Telling) -> None:
        row = telling.document in self._tables
        same, rule, near = self._matcher.recorded(telling, row)
        separate = telling.id in self._rulings and self._rulings[telling.id].decision is Decision.SEPARATE
        if same is not None and not separate and self._source(telling) not in self._told_by.get(same, ()):
            self._mention(Mention(same, telling, rule))
        else:
            self.clusters.add(
                telling, self._matcher.facts(telling.told, row), (same, *near) if same else near, separate
            )

    def _mention(self, mention: Mention) -> None:
        self.mentions.append(mention)
        self._told_by.setdefault(mention.penalty, set()).add(self._source(mention.telling))

    def _source(self, telling: Telling) -> str:
        return self._tables.get(telling.document, telling.document)


@dataclass(slots=True)
class _Cluster:
    tellings: list[Telling]
    facts: list[Facts]
    rules: list[str]
    near: dict[str, None]


class _Clusters:
    """Tellings of one sum brought together; one that fits two clusters, or none for certain, stands alone."""

    def __init__(self, source: Callable[[Telling], str]) -> None:
        self._source = source
        self._by_money: dict[Money, list[_Cluster]] = {}
        self._by_party: dict[str, list[_Cluster]] = {}
        self._all: list[_Cluster] = []

    def add(self, telling: Telling, facts: Facts, near: tuple[str, ...], alone: bool) -> None:
        beside = self._by_money.setdefault(facts.money, [])
        fitting: list[tuple[_Cluster, str]] = []
        possible: list[_Cluster] = []
        for cluster in beside:
            found = [compare(facts, other) for other in cluster.facts]
            own = self._source(telling) in map(self._source, cluster.tellings)
            if all(rule for rule, _ in found) and not alone and not own:
                fitting.append((cluster, found[0][0]))
            elif any(may for _, may in found):
                possible.append(cluster)
        if len(fitting) == 1:
            cluster, rule = fitting[0]
            cluster.tellings.append(telling)
            cluster.facts.append(facts)
            cluster.rules.append(rule)
        else:
            possible += [c for c, _ in fitting]
            cluster = _Cluster([telling], [facts], [], {})
            possible += self._other_sums(telling, facts)
            beside.append(cluster)
            for party in facts.parties:
                self._by_party.setdefault(party, []).append(cluster)
            self._all.append(cluster)
        cluster.near |= dict.fromkeys(near)
        for other in possible:
            cluster.near[other.tellings[0].id] = None
            other.near[cluster.tellings[0].id] = None

    def _other_sums(self, telling: Telling, facts: Facts) -> list[_Cluster]:
        """What other texts tell of the same decision with another sum. One text, or table, may well tell two."""
        own = self._source(telling)
        alike = {id(c): c for party in sorted(facts.parties) for c in self._by_party.get(party, ())}
        return [
            c for c in alike.values()
            if c.facts[0].money != facts.money and other_sum(facts, c.facts[0])
            and own not in map(self._source, c.tellings)
        ]  # fmt: skip

    def proposals(self) -> tuple[Proposal, ...]:
        out = []
        for cluster in self._all:
            near = tuple(n for n in cluster.near if n != cluster.tellings[0].id)
            out.append(Proposal(tuple(cluster.tellings), tuple(cluster.rules), near))
        return tuple(out)
