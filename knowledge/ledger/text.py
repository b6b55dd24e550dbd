"""Words of a text in the one form in which names and vocabulary are compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Words and numbers; an ampersand or plus between letters belongs to the word (H&M, 1&1).
_WORD = re.compile(r"(?:A|AU|C|CA|US|NZ|S|HK)\$|[^\W_]+(?:&[^\W_]+)*|[%€£$¥₩₹]")
_NOT_SPLIT_BY_NFKD = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "ł": "l", "đ": "d", "œ": "oe"})


@dataclass(frozen=True, slots=True)
class Token:
    """``text`` as written at ``start:end``; ``key`` is how it is compared (lower case, no accents)."""

    text: str
    key: str
    start: int
    end: int


def key_of(word: str) -> str:
    """Lower case without accents: ``Autorité`` and ``AUTORITE`` are the same word."""
    folded = unicodedata.normalize("NFKD", word.casefold().translate(_NOT_SPLIT_BY_NFKD))
    return "".join(c for c in folded if not unicodedata.combining(c)).translate(_NOT_SPLIT_BY_NFKD)


def tokens_of(text: str) -> tuple[Token, ...]:
    return tuple(Token(m.group(), key_of(m.group()), m.start(), m.end()) for m in _WORD.finditer(text))


def has_accent(word: str) -> bool:
    """Whether folding changes more than the case: ``über`` and ``Österreich`` have one, ``Uber`` has none."""
    return key_of(word) != word.casefold()


def words_of(text: str) -> list[str]:
    """All words of a text as they are written."""
    return _WORD.findall(text)


def keys_of(text: str) -> tuple[str, ...]:
    """The compared forms of all words of a name or phrase."""
    return tuple(key_of(m.group()) for m in _WORD.finditer(text))
