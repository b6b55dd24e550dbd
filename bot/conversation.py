"""What "and in Italy?" refers to: the questions behind the bot's latest answers, in memory alone."""

from __future__ import annotations

from collections import OrderedDict

_KEPT = 5000


class Conversation:
    """Message id of an answer to the question that it answered, and who asked it."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._questions: OrderedDict[int, tuple[int, str]] = OrderedDict()

    def answered(self, message: int, user: int, question: str) -> None:
        self._questions[message] = (user, question)
        self._questions.move_to_end(message)
        while len(self._questions) > self._kept:
            self._questions.popitem(last=False)

    def before(self, message: int | None) -> str | None:
        """The question of the answer that a message replies to; None where it is not known (any more)."""
        found = self._questions.get(message) if message is not None else None
        return found[1] if found else None

    def forget(self, user: int) -> None:
        """Drops the questions of one person."""
        for message in [m for m, (asker, _) in self._questions.items() if asker == user]:
            del self._questions[message]
