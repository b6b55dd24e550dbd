"""What words mean, by language: the tables in ``vocabulary/*.toml`` as look-ups of phrases."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from knowledge.ledger.text import keys_of

LANGUAGES = ("en", "fr", "de", "es", "it")
_WORDS_ONLY = ("language", "filler", "follow", "months", "cautious")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """``phrases`` maps the words of a phrase to its concepts, each ``section.key`` (``measure.total``, ``place.FR``).

    ``fillers`` are words that change no figure; ``months`` maps month names to 1 to 12. ``following``: how a question
    goes on from the one before it, the longest first.
    """

    language: str
    phrases: Mapping[tuple[str, ...], tuple[str, ...]]
    fillers: frozenset[str]
    months: Mapping[str, int]
    longest: int
    by_first: Mapping[str, tuple[tuple[str, ...], ...]]

    sections: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]
    following: tuple[tuple[str, ...], ...] = ()

    def words(self, section: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(key, words) of every phrase of one section."""
        return self.sections.get(section, ())

    def knows(self, word: str) -> bool:
        return word in self.fillers or (word,) in self.phrases


@cache
def vocabulary(language: str) -> Vocabulary:
    """The table of one language; English abbreviations of months are understood in all. Raises KeyError."""
    if language not in LANGUAGES:
        raise KeyError(f"no vocabulary for {language!r}; there is one for {', '.join(LANGUAGES)}")
    table = _table(language)
    phrases: dict[tuple[str, ...], tuple[str, ...]] = {}
    for section, rows in table.items():
        if section in _WORDS_ONLY:
            continue
        for key, forms in rows.items():
            for form in forms:
                words = keys_of(form)
                concept = f"{section}.{key}"
                if words and concept not in phrases.get(words, ()):
                    phrases[words] = (*phrases.get(words, ()), concept)
    for code, name in territories(language).items():
        phrases.setdefault(keys_of(name), (f"place.{code}",))
    fillers = frozenset(keys_of(str(table["filler"]["words"])))
    months = _months(language)
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for words in phrases:
        by_first.setdefault(words[0], []).append(words)
    ordered = {first: tuple(sorted(all_, key=len, reverse=True)) for first, all_ in by_first.items()}
    sections: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for words, concepts in phrases.items():
        for concept in concepts:
            name, _, key = concept.partition(".")
            sections.setdefault(name, []).append((key, words))
    by_section = {name: tuple(rows) for name, rows in sections.items()}
    following = tuple(sorted({keys_of(w) for w in table["follow"]["words"]}, key=len, reverse=True))
    return Vocabulary(language, phrases, fillers, months, max(map(len, phrases)), ordered, by_section, following)


@cache
def _table(language: str) -> dict[str, dict[str, list[str]]]:
    text = files("knowledge.questions").joinpath("vocabulary", f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def territories(language: str) -> dict[str, str]:
    """ISO 3166 codes and their names in the language, from Babel; the table's own forms of a place come first."""
    from babel import Locale

    names = Locale(language).territories
    return {c: str(n) for c, n in names.items() if len(c) == 2 and c.isalpha() and c not in _NO_COUNTRIES}


# Codes of Unicode's own that stand for no country.
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


def _months(language: str) -> dict[str, int]:
    """Month names and abbreviations of the language and of English, from Babel."""
    from babel import Locale

    found: dict[str, int] = {}
    for code in {"en", language}:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in Locale(code).months[context][width].items():
                    words = keys_of(name)
                    if len(words) == 1 and not words[0].isdigit():
                        found.setdefault(words[0], number)
    found.setdefault("sept", 9)
    found.setdefault("janner", 1)  # Austria's January
    return found
