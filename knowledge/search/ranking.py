"""Passages ranked for a question: word scores and vector scores fused, with a bonus for documents it points to.

Score fusion rather than rank fusion: on ObliQA reciprocal rank fusion is worse than BM25 alone in MAP
(`python -m knowledge bench retrieval` measures the settings below).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from knowledge.search.hits import Hit
from knowledge.search.lexical import best

if TYPE_CHECKING:
    from knowledge.search.embedding import Embedder
    from knowledge.search.index import SearchIndex

POOL = 100
"""Candidates: the first POOL of each list. Each list is scaled over its first POOL scores."""
DENSE_WEIGHT = 0.35
"""Share of the vectors in the fused score; the words have the rest. Chosen on half of ObliQA's questions."""
PREFERENCE = 0.5
"""What a preference of 1.0 for a document adds to its passages; a fused score alone is between 0 and 1."""

Scores = Mapping[int, float]


def scaled(scores: Scores) -> dict[int, float]:
    """Scores brought to 0..1 by the first POOL of them: the best is 1; the last, and all after it, 0.

    With fewer than POOL, the last is the lowest given. Where all are equal they are 1, or 0 where they are 0.
    """
    first = sorted(scores.values(), reverse=True)[:POOL]
    if not first:
        return {}
    low, span = first[-1], first[0] - first[-1]
    if span <= 0:
        return {position: float(score >= low and score != 0) for position, score in scores.items()}
    return {position: max(0.0, (score - low) / span) for position, score in scores.items()}


def fuse(
    lexical: Scores, dense: Scores, weight: float = DENSE_WEIGHT, bare: Collection[int] = frozenset()
) -> dict[int, float]:
    """One score a passage, 0 to 1: ``(1 - weight) * lexical + weight * dense``, both scaled per question.

    Both give a raw score by passage position; a passage that one list lacks has 0 from it. Those in ``bare`` have no
    vector yet: their words decide alone. Without ``dense`` the words decide alone for all. (Without words in common the
    order is that of the vectors, whatever the weight.)
    """
    words, vectors = scaled(lexical), scaled(dense)
    share = weight if vectors else 0.0
    fused = {}
    for position in words.keys() | vectors.keys():
        own = 0.0 if position in bare else share
        fused[position] = (1 - own) * words.get(position, 0.0) + own * vectors.get(position, 0.0)
    return fused


class Ranker:
    """Searches one `SearchIndex`. Holds no state of its own; safe to use from several threads."""

    def __init__(self, index: SearchIndex, embedder: Embedder | None = None) -> None:
        """Without ``embedder``, or without any vector in the index, the search is by words alone.

        Raises ValueError where the index's vectors were made by another model.
        """
        if embedder is not None and index.vectors is not None and index.model != embedder.fingerprint:
            raise ValueError(f"the index was embedded with {index.model}, the question would be with {embedder.name}")
        self._index = index
        self._embedder = embedder if index.vectors is not None and index.vectors.held else None

    def search(
        self,
        question: str,
        k: int = 10,
        *,
        preferred: Mapping[str, float] | None = None,
        documents: Collection[str] | None = None,
    ) -> tuple[Hit, ...]:
        """The ``k`` best passages, best first; ties by place in the knowledge base.

        ``preferred`` (document id -> strength, usually 0 to 1, negative to push down) adds PREFERENCE times the
        strength to each passage of that document, and brings its passages in even where no word is shared.
        ``documents`` limits the search to these documents. Unknown ids are ignored.
        """
        allowed = None if documents is None else self._index.positions(documents)
        bonus = self._bonus(preferred or {}, allowed)
        words = self._index.lexical.scores(question)
        if allowed is not None:
            words = _only(words, allowed)
        first = [position for position in best(words, POOL) if words[position] > 0]
        cosines = self._cosines(question, allowed, {*first, *bonus})
        lexical = {position: float(words[position]) for position in cosines.keys() | set(first) | bonus.keys()}
        # Whatever was asked for by position and not found has no vector.
        fused = fuse(lexical, cosines, bare=lexical.keys() - cosines.keys())
        for position, extra in bonus.items():
            fused[position] += extra
        order = sorted(fused, key=lambda position: (-fused[position], position))[: max(k, 0)]
        return tuple(self._hit(position, fused[position], lexical, cosines) for position in order)

    def _bonus(self, preferred: Mapping[str, float], allowed: NDArray[np.int64] | None) -> dict[int, float]:
        inside = None if allowed is None else {int(position) for position in allowed}
        return {
            int(position): PREFERENCE * strength
            for document, strength in preferred.items()
            for position in self._index.positions((document,))
            if inside is None or int(position) in inside
        }

    def _cosines(self, question: str, allowed: NDArray[np.int64] | None, extra: Iterable[int]) -> dict[int, float]:
        """Of the nearest POOL, and of ``extra``; empty without vectors."""
        vectors = self._index.vectors
        if self._embedder is None or vectors is None:
            return {}
        vector = self._embedder.query(question)
        found = dict(vectors.search(vector, POOL, allowed))
        missing = [position for position in extra if position not in found]
        if missing:
            found.update(vectors.search(vector, len(missing), np.asarray(missing, dtype=np.int64)))
        return found

    def _hit(self, position: int, score: float, words: Scores, cosines: Scores) -> Hit:
        passage = self._index.passages[position]
        return Hit(
            passage.document,
            passage.start,
            passage.end,
            score,
            passage.text,
            passage.headings,
            words.get(position, 0.0),
            cosines.get(position),
        )


def _only(scores: NDArray[np.float32], allowed: NDArray[np.int64]) -> NDArray[np.float32]:
    mask = np.zeros(len(scores), dtype=bool)
    mask[allowed] = True
    return np.where(mask, scores, np.float32(0))
