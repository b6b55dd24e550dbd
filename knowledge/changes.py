"""What a reload did: its stages while it runs, and what differs between the state before and the one after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from knowledge.ledger.names import display_regulator
from knowledge.records.money import Money, plain
from knowledge.records.penalties import Penalty
from knowledge.records.problems import Problem
from knowledge.snapshot import Snapshot


class ReloadUnderWay(Exception):
    """Another reload has not ended yet."""


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a reload is: ``done`` of ``total`` files read, passages embedded, or states swapped in."""

    name: Literal["reading", "embedding", "swapping"]
    done: int
    total: int


Stages = Callable[[Stage], None]
STAGES = ("reading", "names", "indexes", "swapping")
"""What the time of a reload goes into; "names" is all that is derived from the records, the words of texts too."""


@dataclass(frozen=True, slots=True)
class DocumentTitle:
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class PenaltyChange:
    """``what`` gives each field that differs as (old, new) text; "" where there was, or is, none."""

    id: str
    what: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Reloaded:
    """``before`` and ``after`` are digests; ``problems`` the warnings of what serves now; ``seconds`` it all took.

    spent: seconds by STAGES, where something had changed.
    """

    before: str
    after: str
    documents_added: tuple[DocumentTitle, ...] = ()
    documents_changed: tuple[DocumentTitle, ...] = ()
    documents_removed: tuple[DocumentTitle, ...] = ()
    penalties_added: tuple[PenaltyChange, ...] = ()
    penalties_changed: tuple[PenaltyChange, ...] = ()
    penalties_removed: tuple[PenaltyChange, ...] = ()
    problems: tuple[Problem, ...] = ()
    seconds: float = field(default=0.0, compare=False)
    unchanged: bool = False
    spent: Mapping[str, float] = field(default_factory=dict, compare=False)


def changes(before: Snapshot, after: Snapshot, seconds: float = 0.0) -> Reloaded:
    """What ``after`` has that ``before`` has not, and the other way round, in the order of their sources."""
    old, new = before.documents, after.documents
    held, holds = ({p.id: p for p in s.content.penalties} for s in (before, after))
    changed = [_change(i, _facts(held[i], before), _facts(p, after)) for i, p in holds.items() if i in held]
    return Reloaded(
        before.digest,
        after.digest,
        tuple(DocumentTitle(d.id, d.title) for d in new.values() if d.id not in old),
        tuple(DocumentTitle(d.id, d.title) for d in new.values() if d.id in old and old[d.id] != d),
        tuple(DocumentTitle(d.id, d.title) for d in old.values() if d.id not in new),
        tuple(_change(i, {}, _facts(p, after)) for i, p in holds.items() if i not in held),
        tuple(c for c in changed if c.what),
        tuple(_change(i, _facts(p, before), {}) for i, p in held.items() if i not in holds),
        after.content.problems,
        seconds,
        before.digest == after.digest,
    )


def _change(identity: str, old: Mapping[str, str], new: Mapping[str, str]) -> PenaltyChange:
    pairs = {name: (old.get(name, ""), new.get(name, "")) for name in (old or new)}
    return PenaltyChange(identity, {name: pair for name, pair in pairs.items() if pair[0] != pair[1]})


def _facts(penalty: Penalty, snapshot: Snapshot) -> dict[str, str]:
    """The facts that a person checks, as text. ``standing`` is what is in force once every event has happened."""
    regulator = snapshot.ledger.names.regulators[penalty.regulator]
    return {
        "amount": _money(penalty.amount) + (f" per {penalty.per}" if penalty.per else ""),
        "standing": _money(penalty.standing(date.max)),
        "status": penalty.status.value,
        "decided": penalty.decided.isoformat(),
        "regulator": display_regulator(regulator),
        "respondents": ", ".join(penalty.respondents),
        "kind": penalty.kind.value,
    }


def _money(money: Money | None) -> str:
    return f"{money.currency} {plain(money.amount)}" if money else ""
