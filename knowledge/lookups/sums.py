"""One sum of money as typed into a field: "2.5 billion EUR", "€10m"."""

from __future__ import annotations

from knowledge.ledger.text import tokens_of
from knowledge.questions.money import find_sums
from knowledge.questions.reading import clean
from knowledge.questions.vocabulary import LANGUAGES, vocabulary
from knowledge.records.money import Money


def read_sum(text: str, language: str = "en") -> Money | None:
    """The sum that a text is, whole and with its currency; None for anything else, a second reading included."""
    text = clean(text)
    tokens = tokens_of(text)
    if not tokens or text.lstrip()[:1] in ("-", "−", "–"):
        return None
    for code in dict.fromkeys((language if language in LANGUAGES else "en", *LANGUAGES)):
        found = find_sums(text, tokens, vocabulary(code))
        if len(found) == 1 and found[0][:2] == (0, len(tokens)) and found[0][2].currency:
            return Money(found[0][2].value, found[0][2].currency)
    return None
