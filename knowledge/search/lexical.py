"""Word search: BM25 over the words, and the pairs of adjoining words, of passages and their headings. In NumPy.

BM25 as in Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009), section 3. Adjoining pairs are terms
of their own, as in the sequential dependence model (Metzler and Croft, SIGIR 2005): "daily penalty" found as a phrase
counts more than "daily" and "penalty" apart. Headings add to a word's count with HEADING_WEIGHT (BM25F, one length).

Own rather than bm25s: pairs, headings, the restricted search and the update are not in it, and its import brings SciPy
and tqdm into every process (0.15 s after NumPy), where this is a few arrays. A test holds the scores to the formula.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from knowledge.search.analysis import Analyzer, tokens
from knowledge.search.postings import DROPPED, Gathered, Postings, pair_keys, word_key

K1 = 0.6
B = 0.6
PAIR_WEIGHT = 0.5
"""Of a pair's BM25 weight, beside 1 for a word's. These three: chosen on half of ObliQA's questions."""
HEADING_WEIGHT = 0.5
"""What a word in a title or heading counts, beside 1 in the text."""
VERSION = 2


class LexicalIndex:
    """BM25 scores of a question against ``count`` passages; immutable once built.

    What is kept are counts and lengths; weights are worked out for a question's own terms, so that nothing but the
    totals changes for a passage that stays when others come or go.
    """

    def __init__(self, postings: Postings, spoken: NDArray[np.uint8], languages: tuple[str, ...]) -> None:
        """``spoken``: of each passage, which of the ``languages`` (sorted) it is in."""
        self.count = len(spoken)
        self.languages = languages
        self._postings, self._spoken = postings, spoken
        self._analyzers = [Analyzer(language) for language in languages]
        mean = max(int(postings.lengths.sum(dtype=np.int64)) / max(self.count, 1), 1e-9)
        self._soft = (K1 * (1 - B + B * postings.lengths / mean)).astype(np.float32)

    @classmethod
    def build(
        cls,
        texts: Sequence[str],
        headings: Sequence[str] = (),
        languages: Sequence[str] = (),
    ) -> LexicalIndex:
        """Index ``texts`` with their ``headings`` (title and headings) and ``languages`` (ISO 639-1, default English).

        Raises ValueError where the three differ in length.
        """
        above = headings or [""] * len(texts)
        spoken = languages or ["en"] * len(texts)
        known = tuple(sorted(set(spoken)))
        words = {language: _Words(Analyzer(language)) for language in known}
        gathered = Gathered()
        last, keys = ("", ""), list[int]()
        for text, heading, language in zip(texts, above, spoken, strict=True):
            if last != (heading, language):
                last, keys = (heading, language), words[language].keys_of(heading)
            gathered.add(words[language].keys_of(text), keys)
        codes = {language: code for code, language in enumerate(known)}
        return cls(gathered.postings(), np.array([codes[one] for one in spoken], dtype=np.uint8), known)

    def updated(
        self, keep: NDArray[np.int64], count: int, added: NDArray[np.int64], more: LexicalIndex
    ) -> LexicalIndex:
        """The index of ``count`` passages, the same as if it were built anew from all.

        ``keep`` gives the new position of each old passage (-1: gone), ``added`` those of the passages of ``more``:
        together each position once. Costs copying the arrays; the words of passages that stay are not read again.
        """
        union = tuple(sorted({*self.languages, *more.languages}))
        spoken = np.zeros(count, dtype=np.uint8)
        for index, places in ((self, keep), (more, added)):
            codes = np.array([union.index(one) for one in index.languages] or [0], dtype=np.uint8)
            spoken[places[places >= 0]] = codes[index._spoken[places >= 0]]
        used = np.unique(spoken)
        languages = tuple(union[code] for code in used)
        renumbered = np.searchsorted(used, spoken).astype(np.uint8)
        return LexicalIndex(self._postings.updated(keep, count, added, more._postings), renumbered, languages)

    def scores(self, question: str) -> NDArray[np.float32]:
        """One score a passage, 0 where no word is shared. A word counts as often as the question has it.

        The question is stemmed by every language that the index holds; what two of them agree on counts once. The idf
        is Lucene's: never negative.
        """
        wanted: dict[str | tuple[str, str], int] = {}
        for analyzer in self._analyzers:
            words = analyzer.terms(question)
            found: list[str | tuple[str, str]] = [*words, *pairwise(words)]
            for term, times in Counter(found).items():
                wanted[term] = max(wanted.get(term, 0), times)
        result = np.zeros(self.count, dtype=np.float32)
        for term, times in wanted.items():
            part = self._postings.place(_key(term))
            holding = part.stop - part.start
            if holding:
                idf = math.log1p((self.count - holding + 0.5) / (holding + 0.5))
                factor = idf * (K1 + 1) * times * (1.0 if isinstance(term, str) else PAIR_WEIGHT)
                passages, counts = self._postings.passages[part], self._postings.counts[part] * np.float32(0.5)
                result[passages] += np.float32(factor) * counts / (counts + self._soft[passages])
        return result

    def search(self, question: str, k: int, allowed: Iterable[int] | None = None) -> list[tuple[int, float]]:
        """The ``k`` best passages as (position, score), best first, ties by position; only such as share a word.

        ``allowed`` restricts the search to these positions.
        """
        scores = self.scores(question)
        if allowed is not None:
            mask = np.zeros(self.count, dtype=bool)
            mask[list(allowed)] = True
            scores = np.where(mask, scores, np.float32(0))
        return [(position, float(scores[position])) for position in best(scores, k) if scores[position] > 0]

    def save(self, path: Path) -> None:
        """Write one ``.npz`` file of plain arrays."""
        about = json.dumps({"version": VERSION, "count": self.count, "languages": self.languages}).encode()
        arrays = {field.name: getattr(self._postings, field.name) for field in fields(Postings)}
        with path.open("wb") as file:
            np.savez(file, about=np.frombuffer(about, dtype=np.uint8), spoken=self._spoken, **arrays)

    @classmethod
    def load(cls, path: Path) -> LexicalIndex:
        """Read what `save` wrote. Raises ValueError where it is not that; OSError where it is absent."""
        try:
            with np.load(path, allow_pickle=False) as file:
                about: dict[str, Any] = json.loads(file["about"].tobytes())
                if about["version"] != VERSION:
                    raise ValueError(f"version {about['version']}, expected {VERSION}")
                postings = Postings(**{field.name: file[field.name] for field in fields(Postings)})
                index = cls(postings, file["spoken"], tuple(about["languages"]))
        except (KeyError, ValueError, EOFError, BadZipFile) as error:
            raise ValueError(f"{path}: not a lexical index of this version: {error}") from error
        if not index.count == about["count"] == len(postings.lengths):
            raise ValueError(f"{path}: holds {index.count} passages, expected {about['count']}")
        return index


def best(scores: NDArray[np.float32], k: int) -> list[int]:
    """Positions of the ``k`` highest scores, best first, ties by position."""
    if k <= 0 or not len(scores):
        return []
    if k < len(scores):
        threshold = np.partition(scores, -k)[-k]
        candidates = np.flatnonzero(scores >= threshold)
    else:
        candidates = np.arange(len(scores))
    order = np.lexsort((candidates, -scores[candidates]))[:k]
    return [int(position) for position in candidates[order]]


class _Words(dict[str, int]):
    """The key of a token's term, worked out at its first use; DROPPED for a token that is none."""

    def __init__(self, analyzer: Analyzer) -> None:
        super().__init__()
        self._analyzer = analyzer

    def __missing__(self, token: str) -> int:
        term = self._analyzer.term(token)
        key = self[token] = word_key(term) if term else DROPPED
        return key

    def keys_of(self, text: str) -> list[int]:
        return [self[token] for token in tokens(text)]


def _key(term: str | tuple[str, str]) -> int:
    if isinstance(term, str):
        return word_key(term)
    first, second = (np.array([word_key(word)], dtype=np.uint64) for word in term)
    return int(pair_keys(first, second)[0])
