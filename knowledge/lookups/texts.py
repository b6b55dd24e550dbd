"""A text that somebody else wrote: a question gets its answer, anything else has its sums checked."""

from __future__ import annotations

from datetime import date

from knowledge.answers.answer import Answer
from knowledge.answers.checking import LONGEST_TEXT
from knowledge.answers.compose import Composer
from knowledge.questions.reading import Reading
from knowledge.questions.understand import Understander
from knowledge.search.sentences import sentences

_OPENING = ("howmuch", "count", "list", "difference", "ratio", "percent", "days")


def check_text(
    composer: Composer, understander: Understander, text: str, language: str | None, as_of: date, today: date
) -> Answer:
    """The answer to a text that asks; else what the records say to each of its sums. Only its beginning is read."""
    begun = text[:LONGEST_TEXT]
    reading = understander.read(begun, as_of, language)
    if _asks(reading):
        answer = composer.answer(text, understander.understand(begun, as_of, language), as_of, today)
        if answer.kind != "refusal":
            return answer
    return composer.check(text, reading, as_of, today)


def _asks(reading: Reading) -> bool:
    """One sentence with a question mark at its end or a question word at its beginning."""
    if len(sentences(reading.text)) != 1:
        return False
    if reading.text.rstrip(" \n\"'”»)").endswith(("?", "？")):
        return True
    first = next((m for m in reading.mentions if m.i == 0), None)
    return first is not None and (
        first.section("ask") is not None or any(first.has(f"measure.{key}") for key in _OPENING)
    )
