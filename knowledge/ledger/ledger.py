"""The ledger: penalties with indexes, and the one place where a Selection is carried out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from knowledge.ledger.exchange import Exchange, NoRate
from knowledge.ledger.laws import falls_under
from knowledge.ledger.names import Names
from knowledge.ledger.selection import Amount, Selection
from knowledge.ledger.text import keys_of
from knowledge.records.money import Money
from knowledge.records.penalties import STATUS_AFTER, Penalty, Regulator

_KIND_WORDS = frozenset("fine penalty surcharge order settlement redress decision overdue daily civil share".split())
STANDING, IMPOSED = "standing", "imposed"


class Ledger:
    """All penalties, in order of decision date and id; immutable once built."""

    def __init__(self, penalties: Iterable[Penalty], names: Names, exchange: Exchange | None = None) -> None:
        self.names = names
        self.exchange = exchange or Exchange()
        self.penalties: tuple[Penalty, ...] = tuple(sorted(penalties, key=lambda p: (p.decided, p.id)))
        self._days = [p.decided for p in self.penalties]
        self.by_id = {p.id: p for p in self.penalties}
        self._by_respondent: dict[str, list[int]] = {}
        self._by_regulator: dict[str, list[int]] = {}
        for position, penalty in enumerate(self.penalties):
            for respondent in penalty.respondents:
                self._by_respondent.setdefault(respondent, []).append(position)
            self._by_regulator.setdefault(penalty.regulator, []).append(position)
        self.sectors = tuple(sorted({p.sector for p in self.penalties if p.sector}))
        self.laws = tuple(sorted({law for p in self.penalties for law in p.laws}))
        self._topics: dict[str, frozenset[str]] = {}
        self._short: dict[str, frozenset[str]] = {}

    def count(self, as_of: date) -> int:
        """How many penalties exist on a day."""
        return bisect_right(self._days, as_of)

    def regulator(self, penalty: Penalty) -> Regulator:
        return self.names.regulators[penalty.regulator]

    def groups(self, penalty: Penalty) -> tuple[str, ...]:
        """The groups that a penalty fell on, each once."""
        return tuple(dict.fromkeys(self.names.group_of(r) for r in penalty.respondents))

    def short_name(self, penalty: Penalty) -> frozenset[str]:
        """The words by which a record calls itself (its id and its decision's), less those of names and kinds."""
        found = self._short.get(penalty.id)
        if found is None:
            names = {penalty.regulator.casefold(), *penalty.regulator.casefold().split("-")}
            for node in {n for r in penalty.respondents for n in (r, self.names.group_of(r))}:
                respondent = self.names.respondents[node]
                names |= set(keys_of(" ".join((respondent.name, *respondent.names, *respondent.former))))
            words = {w for w in (*penalty.id.split("-"), *penalty.decision.split("-")) if not w.isdigit()}
            found = self._short[penalty.id] = frozenset(singular(w) for w in words - names - _KIND_WORDS)
        return found

    def has_topic(self, penalty: Penalty, word: str, question: frozenset[str]) -> bool:
        """Whether a topic of the record that holds the word stands in the question whole (words in the singular)."""
        topics = (tuple(singular(w) for w in keys_of(t)) for t in penalty.topics)
        return any(word in words and set(words) <= question for words in topics)

    def topic_words(self, penalty: Penalty) -> frozenset[str]:
        """Words that may single a penalty out: its topics and the words of its short name."""
        found = self._topics.get(penalty.id)
        if found is None:
            words = set(keys_of(" ".join(penalty.topics))) | self.short_name(penalty)
            found = self._topics[penalty.id] = frozenset(words | {singular(w) for w in words})
        return found

    def select(self, wanted: Selection, as_of: date, basis: str = IMPOSED) -> list[Penalty]:
        """The penalties that exist on ``as_of`` and meet every condition, in order of decision date."""
        nodes = frozenset().union(*(self.names.family(n) for n in wanted.respondents))
        codes = self._regulator_codes(wanted)
        found = []
        for penalty in self._candidates(nodes if wanted.respondents else None, codes):
            if not penalty.exists(as_of) or penalty.kind not in wanted.kinds:
                continue
            if wanted.respondents and nodes.isdisjoint(penalty.respondents):
                continue
            if codes is not None and penalty.regulator not in codes:
                continue
            if self._meets(penalty, wanted, as_of, basis):
                found.append(penalty)
        for topic in wanted.topics:
            found = self._about(found, topic)
        if wanted.without:
            out = {p.id for w in wanted.without for p in self.select(w, as_of, basis)}
            found = [p for p in found if p.id not in out]
        return found

    def _about(self, penalties: list[Penalty], topic: str) -> list[Penalty]:
        """Those that the record's own short name tells by the word; without any, those that have it as a topic."""
        word = singular(topic)
        named = [p for p in penalties if word in self.short_name(p) or word in p.id.split("-")]
        return named or [p for p in penalties if word in self.topic_words(p)]

    def _regulator_codes(self, wanted: Selection) -> frozenset[str] | None:
        if not (wanted.regulators or wanted.countries or wanted.regions or wanted.fields):
            return None
        codes = set()
        for regulator in self.names.regulators.values():
            if wanted.regulators and regulator.code not in wanted.regulators:
                continue
            if wanted.countries and (regulator.country in wanted.countries) is wanted.abroad:
                continue
            if wanted.regions and regulator.region not in wanted.regions:
                continue
            if wanted.fields and not set(wanted.fields) & set(regulator.fields):
                continue
            codes.add(regulator.code)
        return frozenset(codes)

    def _candidates(self, nodes: frozenset[str] | None, codes: frozenset[str] | None) -> Iterable[Penalty]:
        """The smaller of the indexed sets; every condition is checked again on each."""
        by_node = None if nodes is None else {i for n in nodes for i in self._by_respondent.get(n, ())}
        by_code = None if codes is None else [i for c in codes for i in self._by_regulator.get(c, ())]
        if by_node is None and by_code is None:
            return self.penalties
        if by_node is None or (by_code is not None and len(by_code) < len(by_node)):
            positions: Iterable[int] = by_code or ()
        else:
            positions = by_node
        return [self.penalties[i] for i in sorted(positions)]

    def _meets(self, penalty: Penalty, wanted: Selection, as_of: date, basis: str) -> bool:
        if wanted.decided is not None and penalty.decided not in wanted.decided:
            return False
        if wanted.announced is not None and (penalty.announced or penalty.decided) not in wanted.announced:
            return False
        if wanted.laws and not any(falls_under(law, w) for law in penalty.laws for w in wanted.laws):
            return False
        if wanted.sectors and penalty.sector not in wanted.sectors:
            return False
        if wanted.statuses:
            if wanted.ever:
                if not penalty.statuses_ever(as_of) & set(wanted.statuses):
                    return False
            elif penalty.status_on(as_of) not in wanted.statuses:
                return False
        if wanted.event is not None and not self._came_about(penalty, wanted, as_of):
            return False
        if wanted.stands is not None:
            standing = penalty.standing(as_of)
            if standing is None or (standing.amount > 0) is not wanted.stands:
                return False
        if wanted.currency and (penalty.amount is None or penalty.amount.currency != wanted.currency):
            return False
        if wanted.joint is not None and penalty.joint is not wanted.joint:
            return False
        return all(self._bounded(penalty, a, as_of, basis) for a in wanted.amounts)

    def _came_about(self, penalty: Penalty, wanted: Selection, as_of: date) -> bool:
        assert wanted.event is not None
        status, period = wanted.event
        return any(STATUS_AFTER.get(e.event) is status and e.day in period and e.day <= as_of for e in penalty.events)

    def sum_of(self, penalty: Penalty, as_of: date, basis: str) -> Money | None:
        """The penalty's sum on a basis; None where it has none or it is not known."""
        return penalty.standing(as_of) if basis == STANDING else penalty.amount

    def _bounded(self, penalty: Penalty, bound: Amount, as_of: date, basis: str) -> bool:
        money = self.sum_of(penalty, as_of, basis)
        if money is None:
            return False
        if bound.currency and bound.currency != money.currency:
            if bound.op == "~":
                return False
            try:
                money, _, _ = self.exchange.convert(money, bound.currency, penalty.decided)
            except NoRate:
                return False
        value = money.amount
        if bound.op == "~":
            steps = [e.amount for e in penalty.events if e.amount is not None]
            return any(bound.fits(v) for v in (value, *steps))
        return {
            ">": value > bound.value, ">=": value >= bound.value, "<": value < bound.value, "<=": value <= bound.value,
        }[bound.op]  # fmt: skip

    def in_euro(self, money: Money, on: date) -> Decimal | None:
        """For comparing across currencies: the sum in euro at the ECB's rate of the day, None where there is none."""
        try:
            return self.exchange.convert(money, "EUR", on)[0].amount
        except NoRate:
            return None


def singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
