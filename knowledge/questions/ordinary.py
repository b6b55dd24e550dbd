"""Whether a word is an ordinary one of its language, from the word frequencies that pyspellchecker ships."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

# Company names stand in the lists too, with low counts ("netflix" 98); ordinary words are far above.
_COMMON = 300


@cache
def _frequencies(language: str) -> Mapping[str, int]:
    from spellchecker import SpellChecker

    counts: Mapping[str, int] = SpellChecker(language=language).word_frequency.dictionary
    return counts


def is_ordinary(word: str, language: str) -> bool:
    """``word`` as written; the lists are read at the first unread word, not before."""
    return _frequencies(language).get(word.casefold(), 0) >= _COMMON
