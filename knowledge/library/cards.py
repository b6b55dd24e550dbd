"""Cards: every proposal as a person reviews it, with its quote in place, what speaks against it and what it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from knowledge.ledger.figures import digits
from knowledge.ledger.names import Names, display_regulator
from knowledge.ledger.plausibility import Doubter
from knowledge.ledger.proposals import Proposal
from knowledge.library.draft import NotReady, draft, shown
from knowledge.records.documents import Document
from knowledge.records.penalties import Penalty
from knowledge.snapshot import Snapshot

AROUND = 200
"""Characters of the text that a card shows on either side of its quote."""


@dataclass(frozen=True, slots=True)
class Near:
    """A recorded penalty, or another proposal, that may be the same one."""

    id: str
    label: str
    recorded: bool


@dataclass(frozen=True, slots=True)
class CardSource:
    """A text that tells it. ``rule``: why it counts as telling the same; empty for the first. ``id``: what to undo."""

    id: str
    document: str
    title: str
    publisher: str
    url: str
    page: int | None
    rule: str


@dataclass(frozen=True, slots=True)
class Card:
    """One proposal. ``fields`` has each editable field as text, empty where the source does not tell it.

    ``before`` and ``after`` are the text on either side of ``quote``. doubts: why it is kept apart. lacks: what has to
    be filled in before it can be accepted. confidence: 0 to 1, of the extraction.
    """

    id: str
    fields: Mapping[str, str]
    before: str
    quote: str
    after: str
    sources: tuple[CardSource, ...]
    confidence: float
    doubts: tuple[str, ...]
    lacks: tuple[str, ...]
    near: tuple[Near, ...]

    @property
    def ready(self) -> bool:
        """Whether it may be accepted together with others, unseen."""
        return not (self.doubts or self.lacks or self.near)


def cards(snapshot: Snapshot, today: date) -> tuple[Card, ...]:
    """Every proposal that waits: the ready ones first, the most confident before the others."""
    proposals = snapshot.review.proposals
    doubter = Doubter(snapshot.ledger, proposals, today)
    by_id = {p.id: p for p in proposals}
    found = [_card(p, snapshot, doubter, by_id) for p in proposals]
    return tuple(sorted(found, key=lambda c: (not c.ready, -c.confidence)))


def batch(found: Iterable[Card], above: float) -> tuple[Card, ...]:
    """Those that may be accepted unseen: nothing speaks against them, and their confidence is at least ``above``."""
    return tuple(c for c in found if c.ready and c.confidence >= above)


def penalty_label(penalty: Penalty, names: Names) -> str:
    """A recorded penalty in one line."""
    money = penalty.amount
    sum_ = f"{money.currency} {digits(money.amount)}" if money else penalty.kind.value.replace("_", " ")
    regulator = display_regulator(names.regulators[penalty.regulator])
    return f"{sum_}, {regulator}, {penalty.named}, {penalty.decided.isoformat()}"


def _card(proposal: Proposal, snapshot: Snapshot, doubter: Doubter, by_id: Mapping[str, Proposal]) -> Card:
    names = snapshot.ledger.names
    told = proposal.told
    text = snapshot.documents[proposal.tellings[0].document].text
    try:
        draft(told, {}, names)
        lacks: tuple[str, ...] = ()
    except NotReady as error:
        lacks = error.faults
    return Card(
        id=proposal.id,
        fields=shown(told, names),
        before=text[max(told.start - AROUND, 0) : told.start],
        quote=told.quote,
        after=text[told.end : told.end + AROUND],
        sources=tuple(
            _source(t.id, snapshot.documents[t.document], t.told.start, rule)
            for t, rule in zip(proposal.tellings, ("", *proposal.rules), strict=True)
        ),
        confidence=told.confidence,
        doubts=doubter.doubts(proposal),
        lacks=lacks,
        near=tuple(_near(n, snapshot, by_id) for n in proposal.near),
    )


def _source(identity: str, document: Document, start: int, rule: str) -> CardSource:
    return CardSource(
        identity, document.id, document.title, document.publisher or "", document.url or "", document.page(start), rule
    )


def _near(identity: str, snapshot: Snapshot, by_id: Mapping[str, Proposal]) -> Near:
    penalty = snapshot.ledger.by_id.get(identity)
    if penalty is not None:
        return Near(identity, penalty_label(penalty, snapshot.ledger.names), True)
    fields = shown(by_id[identity].told, snapshot.ledger.names)
    parts = (f"{fields['currency']} {fields['amount']}", fields["regulator"], fields["respondent"], fields["decided"])
    return Near(identity, ", ".join(p for p in parts if p), False)
