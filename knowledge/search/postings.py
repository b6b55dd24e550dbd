"""Which term stands how often in which passage: one sorted table, grown, thinned and renumbered without reading again.

Terms are 64-bit keys, so that no text is kept (among four million terms, any two share one in 1 of 2 million cases):
words have even keys, pairs of adjoining words odd ones. Counts are in halves, since a heading's word counts half.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Numbers = NDArray[np.int32]
Counts = NDArray[np.uint16]

DROPPED = 0
"""The key of what is no term."""
_ROUND = 8192  # passages gathered before they are sorted
_RANGES = 16  # of keys, sorted one after another so that memory stays low
_MOST = 65_535


def word_key(word: str) -> int:
    """An even number of 64 bits, never DROPPED."""
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little") & ~1 or 2


def pair_keys(first: Keys, second: Keys) -> Keys:
    """The odd keys of pairs of words, by the keys of the words. Mixed as in SplitMix64 (Steele, Lea, Flood 2014)."""
    mixed = first * np.uint64(0x9E3779B97F4A7C15) + (second ^ (second >> np.uint64(31)))
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray((mixed ^ (mixed >> np.uint64(31))) | np.uint64(1), dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Postings:
    """By term, ascending by key: the passages that hold it, in no order, and how often, in halves.

    Those of term ``t`` stand at ``offsets[t]:offsets[t + 1]``. ``lengths``: of each passage, in halves of words.
    """

    keys: Keys
    offsets: NDArray[np.int64]
    passages: Numbers
    counts: Counts
    lengths: Numbers

    def place(self, key: int) -> slice:
        """Where the postings of a term stand; empty where no passage holds it."""
        number = int(np.searchsorted(self.keys, np.uint64(key)))
        if number == len(self.keys) or int(self.keys[number]) != key:
            return slice(0, 0)
        return slice(int(self.offsets[number]), int(self.offsets[number + 1]))

    def updated(self, keep: NDArray[np.int64], count: int, added: NDArray[np.int64], more: Postings) -> Postings:
        """The postings of ``count`` passages: old ones at ``keep[old]`` (-1: gone), those of ``more`` at ``added``."""
        lengths = np.zeros(count, dtype=np.int32)
        lengths[keep[keep >= 0]] = self.lengths[keep >= 0]
        lengths[added] = more.lengths
        kept = self._renumbered(keep.astype(np.int32))
        return _merged(kept, added.astype(np.int32)[more.passages], more, lengths)

    def _renumbered(self, keep: Numbers) -> Postings:
        if not (keep < 0).any():
            return Postings(self.keys, self.offsets, keep[self.passages], self.counts, self.lengths)
        passages = keep[self.passages]
        alive = passages >= 0
        offsets = self.offsets - np.searchsorted(np.flatnonzero(~alive), self.offsets)
        held = np.flatnonzero(np.diff(offsets))
        offsets = np.append(offsets[held], offsets[-1:])
        return Postings(self.keys[held], offsets, passages[alive], self.counts[alive], self.lengths)


def _merged(old: Postings, passages: Numbers, more: Postings, lengths: Numbers) -> Postings:
    """``more``, with its passages renumbered, put at the end of what ``old`` has of each term."""
    at = np.searchsorted(old.keys, more.keys)
    fresh = np.ones(len(at), dtype=bool)
    inside = at < len(old.keys)
    fresh[inside] = old.keys[at[inside]] != more.keys[inside]
    sizes = np.diff(more.offsets)
    keys = np.insert(old.keys, at[fresh], more.keys[fresh])
    holding = np.insert(np.diff(old.offsets), at[fresh], 0)
    holding[at + np.cumsum(fresh) - fresh] += sizes
    offsets = np.concatenate([[0], np.cumsum(holding)]).astype(np.int64)
    # A term that is known is put behind its own postings, a new one before those of the next.
    places = np.repeat(old.offsets[at + ~fresh], sizes) + np.arange(len(passages))
    others = np.ones(len(old.passages) + len(passages), dtype=bool)
    others[places] = False
    return Postings(
        keys, offsets, _spliced(old.passages, others, places, passages),
        _spliced(old.counts, others, places, more.counts), lengths,
    )  # fmt: skip


def _spliced(
    old: NDArray[Any], others: NDArray[np.bool_], places: NDArray[np.int64], new: NDArray[Any]
) -> NDArray[Any]:
    result = np.empty(len(others), dtype=old.dtype)
    result[places] = new
    result[others] = old
    return result


class Gathered:
    """Passages' words, taken in one by one, as sorted runs that `postings` joins."""

    def __init__(self) -> None:
        self._words = array("Q")
        self._parts = array("i")  # words of each part: text and heading by turns
        self._lengths = array("i")
        self._runs: list[tuple[Keys, Numbers, Counts]] = []

    def add(self, text: Iterable[int], heading: Iterable[int]) -> None:
        """The next passage, by the keys of its words and of its headings' words; DROPPED ones are passed over."""
        for part in (text, heading):
            before = len(self._words)
            self._words.extend(part)
            self._parts.append(len(self._words) - before)
        if len(self._parts) == 2 * _ROUND:
            self._sort()

    def postings(self) -> Postings:
        self._sort()
        keys, sizes, passages, counts = ([np.empty(0, kind)] for kind in (np.uint64, np.int64, np.int32, np.uint16))
        edges = [np.uint64(number * (2**64 // _RANGES)) for number in range(1, _RANGES)]
        cuts = [[0, *np.searchsorted(run[0], np.array(edges, np.uint64)), len(run[0])] for run in self._runs]
        for number in range(_RANGES if self._runs else 0):
            parts = [slice(cut[number], cut[number + 1]) for cut in cuts]
            own = np.concatenate([run[0][part] for run, part in zip(self._runs, parts, strict=True)])
            order = np.argsort(own, kind="stable")
            own = own[order]
            first = np.flatnonzero(np.concatenate([np.ones(min(len(own), 1), bool), own[1:] != own[:-1]]))
            keys.append(own[first])
            sizes.append(np.diff(first, append=len(own)))
            passages.append(np.concatenate([r[1][p] for r, p in zip(self._runs, parts, strict=True)])[order])
            counts.append(np.concatenate([r[2][p] for r, p in zip(self._runs, parts, strict=True)])[order])
        self._runs.clear()
        offsets = np.concatenate([[0], np.cumsum(np.concatenate(sizes))]).astype(np.int64)
        lengths = np.array(self._lengths, dtype=np.int32)
        return Postings(np.concatenate(keys), offsets, np.concatenate(passages), np.concatenate(counts), lengths)

    def _sort(self) -> None:
        """The passages taken in since the last time become one run: each term of each passage once, by key."""
        if not self._parts:
            return
        words = np.frombuffer(self._words, dtype=np.uint64) if self._words else np.empty(0, np.uint64)
        parts = np.repeat(np.arange(len(self._parts), dtype=np.int32), np.frombuffer(self._parts, dtype=np.int32))
        parts, words = parts[words != DROPPED], words[words != DROPPED]
        beside = np.flatnonzero(parts[1:] == parts[:-1])
        keys = np.concatenate([words, pair_keys(words[beside], words[beside + 1])])
        whose = np.concatenate([parts, parts[beside]])
        weights = (2 - whose % 2).astype(np.int64)
        passages = whose // 2 + len(self._lengths)
        order = np.argsort(keys, kind="stable")  # words and pairs each stand in the passages' order
        keys, passages, weights = keys[order], passages[order], weights[order]
        first = np.flatnonzero(
            np.concatenate(
                [np.ones(min(len(keys), 1), bool), (keys[1:] != keys[:-1]) | (passages[1:] != passages[:-1])]
            )
        )
        counts = np.add.reduceat(weights, first) if len(first) else weights
        self._runs.append((keys[first], passages[first], np.minimum(counts, _MOST).astype(np.uint16)))
        long = np.bincount(parts // 2, weights=2 - parts % 2, minlength=len(self._parts) // 2)
        self._lengths.extend(long.astype(np.int32).tolist())
        self._words, self._parts = array("Q"), array("i")
