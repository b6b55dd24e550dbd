"""Many proposals accepted at once, and what the audit keeps of a decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge import Card, Decided, Desk, NotReady


@dataclass(frozen=True, slots=True)
class Accepted:
    """``left``: why the others were not."""

    done: tuple[Decided, ...]
    left: tuple[str, ...]


def accept_all(desk: Desk, cards: Sequence[Card]) -> Accepted:
    """Raises OSError where not even the first can be written."""
    done: list[Decided] = []
    left: list[str] = []
    for card in cards:
        try:
            done.append(desk.accept(card.id))
        except NotReady as error:
            left.append(str(error))
        except OSError as error:
            if not done:
                raise
            left += [str(error)] * (len(cards) - len(done) - len(left))
            break
    return Accepted(tuple(done), tuple(left))


def outcome(done: Decided) -> str:
    return f"{done.subject} {done.decision}" + (f" as {done.penalty}" if done.penalty else "")


def outcome_even_so(done: Decided) -> str:
    return f"{outcome(done)}, though there were doubts"


def outcomes(all_: Accepted) -> str:
    left = f", {len(all_.left)} not" if all_.left else ""
    return f"{len(all_.done)} accepted{left}: " + ", ".join(f"{d.subject} as {d.penalty}" for d in all_.done)
