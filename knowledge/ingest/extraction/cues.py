"""Finds the words around sums that say what part they play."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product

from knowledge.ingest.extraction.tables import LANGUAGES, table
from knowledge.ledger.text import Token, keys_of, tokens_of

_BRACED = re.compile(r"\{([^{}]*)\}")
_APART = re.compile(r"[,;:()\[\]]|\.\s")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase at ``start:end``; ``section`` is a part of the table (``noun``), ``name`` its row (``fine``)."""

    section: str
    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one language, by their first word, the longest first."""

    by_first: dict[str, tuple[tuple[tuple[str, ...], tuple[tuple[str, str], ...]], ...]]

    def find(self, text: str, start: int, end: int) -> list[Cue]:
        """The cues in ``text[start:end]`` in order of place; a phrase in several rows is a cue of each."""
        tokens = tokens_of(text[start:end])
        keys = [t.key for t in tokens]
        found: list[Cue] = []
        i = 0
        while i < len(tokens):
            for words, meanings in self.by_first.get(keys[i], ()):
                if tuple(keys[i : i + len(words)]) == words and _together(text, start, tokens[i : i + len(words)]):
                    first, last = tokens[i], tokens[i + len(words) - 1]
                    found += [Cue(s, n, start + first.start, start + last.end) for s, n in meanings]
                    i += len(words) - 1
                    break
            i += 1
        return found


def _together(text: str, start: int, tokens: Sequence[Token]) -> bool:
    """Whether no comma or bracket stands between the words of a phrase."""
    return not any(_APART.search(text, start + a.end, start + b.start) for a, b in pairwise(tokens))


@cache
def phrases(language: str) -> Phrases:
    """The table of one language, English for one that has none."""
    name = language if language in LANGUAGES else "en"
    meanings: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for section, rows in table(f"cues_{name}").items():
        for row, entries in rows.items():
            for entry in entries:
                for form in _forms(entry):
                    known = meanings.setdefault(keys_of(form), [])
                    if (section, row) not in known:
                        known.append((section, row))
    by_first: dict[str, list[tuple[tuple[str, ...], tuple[tuple[str, str], ...]]]] = {}
    for words, named in meanings.items():
        if words:
            by_first.setdefault(words[0], []).append((words, tuple(named)))
    return Phrases({w: tuple(sorted(p, key=lambda e: -len(e[0]))) for w, p in by_first.items()})


def _forms(entry: str) -> Iterator[str]:
    """Every form of an entry: "fine{,s}" gives "fine" and "fines", "civil [money] penalty" both."""
    entry = _OPTIONAL.sub(r"{\1,}", entry)
    pieces = _BRACED.split(entry)
    choices = [[p] if i % 2 == 0 else p.split(",") for i, p in enumerate(pieces)]
    for chosen in product(*choices):
        yield "".join(chosen)
