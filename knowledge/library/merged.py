"""Merged: what texts tell that is no proposal any more, with the rule or the person that decided so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from knowledge.ingest.journal import in_force
from knowledge.ledger.figures import digits
from knowledge.ledger.matching import Telling
from knowledge.library.cards import penalty_label
from knowledge.records.documents import Document
from knowledge.records.penalties import Kind
from knowledge.snapshot import Snapshot

How = Literal["source", "proposal", "copy", "rejected"]


@dataclass(frozen=True, slots=True)
class Merged:
    """One thing that was decided, by a rule or by a person, and can be taken back.

    subject: what `Desk.undo` takes. how: ``source``, one more for the recorded penalty ``into``; ``proposal``, one more
    for the proposal ``into``; ``copy``, the document tells what ``into``, another one, tells already; ``rejected``, by
    a person, into nothing. label: ``into`` in one line. sum: as it was told, empty for a copy. rule: why.
    """

    subject: str
    how: How
    document: str
    title: str
    url: str
    page: int | None
    sum: str
    into: str
    label: str
    rule: str
    on: datetime | None
    """When a person decided it; None for a rule."""


def merged(snapshot: Snapshot) -> tuple[Merged, ...]:
    """All of them: what persons decided, the latest first, then what rules did, by what it went into."""
    rows = [*_sources(snapshot), *_proposals(snapshot), *_copies(snapshot), *_rejected(snapshot)]
    by_person = sorted((r for r in rows if r.on), key=lambda r: (r.on, r.subject), reverse=True)
    return (*by_person, *sorted((r for r in rows if not r.on), key=lambda r: (r.into, r.subject)))


def _sources(snapshot: Snapshot) -> Iterable[Merged]:
    rulings, ledger = in_force(snapshot.content.rulings), snapshot.ledger
    for mention in snapshot.review.mentions:
        label = penalty_label(ledger.by_id[mention.penalty], ledger.names)
        ruling = rulings.get(mention.telling.id)
        by_person = ruling is not None and ruling.penalty == mention.penalty
        on = ruling.on if ruling is not None and by_person else None
        yield _telling(snapshot, mention.telling, "source", mention.penalty, label, mention.rule, on)


def _proposals(snapshot: Snapshot) -> Iterable[Merged]:
    for proposal in snapshot.review.proposals:
        sum_ = _sum(proposal.tellings[0])
        for telling, rule in zip(proposal.tellings[1:], proposal.rules, strict=True):
            yield _telling(snapshot, telling, "proposal", proposal.id, sum_, rule, None)


def _rejected(snapshot: Snapshot) -> Iterable[Merged]:
    for telling, ruling in snapshot.review.rejected:
        rule = f"rejected by {ruling.by}" + (f": {ruling.reason}" if ruling.reason else "")
        yield _telling(snapshot, telling, "rejected", "", "", rule, ruling.on)


def _copies(snapshot: Snapshot) -> Iterable[Merged]:
    for copy in snapshot.content.copies:
        one, first = copy.document, snapshot.documents.get(copy.of)
        label = first.title if first else ""
        yield Merged(one.id, "copy", one.id, one.title, one.url or "", None, "", copy.of, label, copy.rule, None)


def _telling(
    snapshot: Snapshot, telling: Telling, how: How, into: str, label: str, rule: str, on: datetime | None
) -> Merged:
    document: Document = snapshot.documents[telling.document]
    return Merged(
        telling.id, how, document.id, document.title, document.url or "", document.page(telling.told.start),
        _sum(telling), into, label, rule, on,
    )  # fmt: skip


def _sum(telling: Telling) -> str:
    told = telling.told
    assert told.amount is not None  # `review` takes no other
    kind = "" if told.kind is Kind.ADMINISTRATIVE_FINE else f" ({told.kind.value.replace('_', ' ')})"
    return f"{told.amount.currency} {digits(told.amount.amount)}{kind}"
