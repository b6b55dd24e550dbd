"""Word search: BM25 over the words, and the pairs of adjoining words, of passages and their headings. In NumPy.

BM25 as in Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009), section 3. Adjoining pairs are terms
of their own, as in the sequential dependence model (Metzler and Croft, SIGIR 2005): "daily penalty" found as a phrase
counts more than "daily" and "penalty" apart. Headings add to a word's count with HEADING_WEIGHT (BM25F, one length).

Own rather than bm25s: pairs, headings and the restricted search are not in it, and its import brings SciPy and tqdm
into every process (0.15 s after NumPy), where this index is four arrays. A test holds the scores against the formula.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from knowledge.search.analysis import Analyzer

K1 = 0.6
B = 0.6
PAIR_WEIGHT = 0.5
"""Of a pair's BM25 weight, beside 1 for a word's. These three: chosen on half of ObliQA's questions."""
HEADING_WEIGHT = 0.5
"""What a word in a title or heading counts, beside 1 in the text."""
PAIR = " "
"""Between the words of a pair; no word holds it."""
VERSION = 1
_SLICE = 10_000


class LexicalIndex:
    """BM25 scores of a question against ``count`` passages; immutable once built."""

    def __init__(
        self,
        terms: Sequence[str],
        offsets: NDArray[np.int64],
        postings: NDArray[np.int32],
        weights: NDArray[np.float32],
        count: int,
        languages: tuple[str, ...],
    ) -> None:
        self.count = count
        self.languages = languages
        self._numbers = {term: number for number, term in enumerate(terms)}
        self._offsets, self._postings, self._weights = offsets, postings, weights
        self._analyzers = {language: Analyzer(language) for language in languages}

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
        analyzers = {language: Analyzer(language) for language in sorted(set(spoken))}
        numbers: dict[str, int] = {}
        postings = _Postings()
        for position, (text, heading, language) in enumerate(zip(texts, above, spoken, strict=True)):
            tally: dict[str, float] = {}
            length = 0.0
            for part, weight in ((text, 1.0), (heading, HEADING_WEIGHT)):
                words = analyzers[language].terms(part)
                length += weight * len(words)
                for term in [*words, *_pairs(words)]:
                    tally[term] = tally.get(term, 0.0) + weight
            postings.add(
                [numbers.setdefault(term, len(numbers)) for term in tally], list(tally.values()), position, length
            )
        terms = list(numbers)
        factor = np.fromiter((PAIR_WEIGHT if PAIR in term else 1.0 for term in terms), np.float32, len(terms))
        return cls(terms, *postings.weighed(factor, len(texts)), len(texts), tuple(analyzers))

    def scores(self, question: str) -> NDArray[np.float32]:
        """One score a passage, 0 where no word is shared. A word counts as often as the question has it.

        The question is stemmed by every language that the index holds; what two of them agree on counts once.
        """
        wanted: dict[str, int] = {}
        for analyzer in self._analyzers.values():
            words = analyzer.terms(question)
            for term, times in Counter([*words, *_pairs(words)]).items():
                wanted[term] = max(wanted.get(term, 0), times)
        result = np.zeros(self.count, dtype=np.float32)
        for term, times in wanted.items():
            number = self._numbers.get(term)
            if number is not None:
                part = slice(self._offsets[number], self._offsets[number + 1])
                result[self._postings[part]] += self._weights[part] * np.float32(times)
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
        about = json.dumps({"version": VERSION, "count": self.count, "languages": self.languages})
        with path.open("wb") as file:
            np.savez(
                file,
                about=_bytes(about),
                terms=_bytes(_lines(list(self._numbers))),
                offsets=self._offsets,
                postings=self._postings,
                weights=self._weights,
            )

    @classmethod
    def load(cls, path: Path) -> LexicalIndex:
        """Read what `save` wrote. Raises ValueError where it is not that; OSError where it is absent."""
        try:
            with np.load(path, allow_pickle=False) as file:
                about: dict[str, Any] = json.loads(file["about"].tobytes())
                if about["version"] != VERSION:
                    raise ValueError(f"version {about['version']}, expected {VERSION}")
                terms = file["terms"].tobytes().decode()
                return cls(
                    terms.split("\n") if terms else [],
                    file["offsets"],
                    file["postings"],
                    file["weights"],
                    about["count"],
                    tuple(about["languages"]),
                )
        except (KeyError, ValueError, EOFError, BadZipFile) as error:
            raise ValueError(f"{path}: not a lexical index of this version: {error}") from error


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


def _bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def _lines(terms: list[str]) -> str:
    """Joined in slices: other threads stand still while one call is at work on hundreds of thousands."""
    return "\n".join("\n".join(terms[first : first + _SLICE]) for first in range(0, len(terms), _SLICE))


def _pairs(words: list[str]) -> list[str]:
    return [f"{first}{PAIR}{second}" for first, second in pairwise(words)]


class _Postings:
    """Which term stands how often in which passage, gathered while an index is built."""

    def __init__(self) -> None:
        self._terms = array("i")
        self._passages = array("i")
        self._counts = array("f")
        self._lengths = array("f")

    def add(self, terms: list[int], counts: list[float], passage: int, length: float) -> None:
        self._terms.extend(terms)
        self._counts.extend(counts)
        self._passages.extend([passage] * len(terms))
        self._lengths.append(length)

    def weighed(
        self, factor: NDArray[np.float32], passages: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
        """Offsets by term, and by posting the passage and its BM25 weight (idf as in Lucene: never negative)."""
        term = np.array(self._terms, dtype=np.int32)
        passage = np.array(self._passages, dtype=np.int32)
        count = np.array(self._counts, dtype=np.float32)
        length = np.array(self._lengths, dtype=np.float32)
        mean = max(float(length.mean()), 1e-9) if passages else 1.0
        holding = np.bincount(term, minlength=len(factor))
        idf = np.log1p((passages - holding + 0.5) / (holding + 0.5))
        soft = K1 * (1 - B + B * length[passage] / mean)
        weight = (factor[term] * idf[term] * count * (K1 + 1) / (count + soft)).astype(np.float32)
        order = np.lexsort((passage, term))
        offsets = np.concatenate([[0], np.cumsum(holding)]).astype(np.int64)
        return offsets, passage[order], weight[order]
