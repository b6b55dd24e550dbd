"""Proposals by what they are about, so that an answer can say what it does not count because nobody has reviewed it."""

from __future__ import annotations

from collections.abc import Iterable

from knowledge.ledger.ledger import Ledger
from knowledge.ledger.matching import Facts, Matcher
from knowledge.ledger.proposals import Proposal
from knowledge.ledger.selection import Selection
from knowledge.ledger.text import keys_of


class Waiting:
    """What waits for review. Immutable."""

    def __init__(self, proposals: Iterable[Proposal], ledger: Ledger) -> None:
        matcher = Matcher(ledger)
        self._names = ledger.names
        self._facts = tuple(matcher.facts(p.told) for p in proposals)
        self._words = tuple(tuple(f.named.split()) for f in self._facts)

    def beside(self, selections: Iterable[Selection]) -> int:
        """How many may belong to one of the selections: they meet its conditions as far as they are told."""
        wanted = [(s, frozenset().union(*(self._names.family(n) for n in s.respondents))) for s in selections]
        return sum(any(self._may_belong(f, selection, nodes) for selection, nodes in wanted) for f in self._facts)

    def named(self, name: str) -> int:
        """How many fell on somebody who is called so."""
        words = keys_of(name)
        if not words:
            return 0
        return sum(words == own[at : at + len(words)] for own in self._words for at in range(len(own)))

    def _may_belong(self, facts: Facts, selection: Selection, nodes: frozenset[str]) -> bool:
        if facts.kind not in selection.kinds or (nodes and nodes.isdisjoint(facts.respondents)):
            return False
        if selection.decided is not None and facts.days and facts.days[0] not in selection.decided:
            return False
        regulator = self._names.regulators.get(facts.regulator or "")
        if regulator is None:
            return bool(nodes) or not (selection.regulators or selection.countries)
        if selection.regulators and regulator.code not in selection.regulators:
            return False
        return not selection.countries or (regulator.country in selection.countries) is not selection.abroad
