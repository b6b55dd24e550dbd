"""Documents that are one document: by their link, by their text, or by nearly all of their text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from knowledge.ingest.copies.canonical import canonical_link
from knowledge.ingest.copies.sketches import Facts, facts_of, likeness, numbers_of, sketch
from knowledge.records.documents import Document

__all__ = ["Duplicate", "canonical_link", "find", "sketch"]

NEAR = 0.8
"""Likeness from which two texts are nearly the same."""
_VERSION = 0.3
"""Likeness from which a text under the same link and title is a version of the other one."""
_RETITLED = 0.6
_COMPARED = 16
"""Hashes of a sketch by which candidates are found; those of two texts that are near share about 13 of them."""
_SHARED = 3
Sketch = tuple[int, ...]
Rule = Literal["same link", "same text", "near text"]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """``document`` is left out in favour of ``of``, which is never left out itself. likeness: of their texts, 0 to 1.

    replaces: ``of`` came later, under the same link, and is the newer version; otherwise it is the first that came.
    """

    document: str
    of: str
    rule: Rule
    likeness: float
    replaces: bool = False


def find(
    documents: Iterable[Document],
    sketches: Mapping[str, Sketch],
    apart: Collection[frozenset[str]] = (),
) -> tuple[Duplicate, ...]:
    """What of ``documents``, in the order in which they came, is there already.

    ``sketches``: by digest, as `sketch` gave them; what is missing is computed. ``apart``: pairs of ids that are two
    documents whatever they look like. Two notices of one form, on two companies or two sums, are never one.
    """
    return _Search(tuple(documents), sketches, frozenset(apart)).run()


class _Search:
    """One pass over the documents. They are numbered in their order."""

    def __init__(
        self, documents: Sequence[Document], sketches: Mapping[str, Sketch], apart: frozenset[frozenset[str]]
    ) -> None:
        self._documents = documents
        self._apart = apart
        self._sketches = [s if (s := sketches.get(d.digest)) is not None else sketch(d.text) for d in documents]
        self._links = [_page(d.url) for d in documents]
        self._titles: dict[str, set[str]] = defaultdict(set)
        for document, link in zip(documents, self._links, strict=True):
            if link:
                self._titles[link].add(_plain(document.title))
        self._facts: dict[int, Facts] = {}
        self._by_link: dict[str, list[int]] = defaultdict(list)
        self._by_short_text: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._by_hash: dict[tuple[int, int], list[int]] = defaultdict(list)

    def run(self) -> tuple[Duplicate, ...]:
        found: dict[int, Duplicate] = {}
        stands_for: dict[str, str] = {}
        for number, document in enumerate(self._documents):
            match = self._same_link(number) or self._same_text(number)
            if match is None:
                self._keep(number)
                continue
            other, rule, how_alike, newer = match
            if newer:
                found[other] = Duplicate(self._documents[other].id, document.id, rule, round(how_alike, 3), True)
                stands_for[self._documents[other].id] = document.id
                self._by_link[self._links[other]].remove(other)
                self._keep(number)
            else:
                found[number] = Duplicate(document.id, self._documents[other].id, rule, round(how_alike, 3))
        return tuple(replace(d, of=_last(d.of, stands_for)) for _, d in sorted(found.items()))

    def _keep(self, number: int) -> None:
        link, (key, *hashes) = self._links[number], self._sketches[number] or (0,)
        if link:
            self._by_link[link].append(number)
        if not hashes:
            self._by_short_text[self._short(number)].append(number)
        for value in hashes[:_COMPARED]:
            self._by_hash[key, value].append(number)

    def _same_link(self, number: int) -> tuple[int, Rule, float, bool] | None:
        link = self._links[number]
        for other in self._by_link.get(link, ()):
            if not self._may_be_one(number, other):
                continue
            if self._words(number) == self._words(other):
                return other, "same link", 1.0, False
            how_alike = likeness(self._sketches[number], self._sketches[other])
            # Under one link with several titles stands a list, or several notes on one source: not versions of a page.
            if len(self._titles[link]) == 1:
                short = not self._sketches[number] and not self._sketches[other]
                if short or how_alike >= _VERSION:
                    return other, "same link", how_alike, True
            elif how_alike >= _RETITLED and not self._contradict(number, other):
                return other, "same link", how_alike, True
        return None

    def _same_text(self, number: int) -> tuple[int, Rule, float, bool] | None:
        if not self._sketches[number]:
            same = (o for o in self._by_short_text.get(self._short(number), ()) if self._may_be_one(number, o))
            first = next(same, None)
            return None if first is None else (first, "same text", 1.0, False)
        key, *hashes = self._sketches[number]
        shared: Counter[int] = Counter()
        for value in hashes[:_COMPARED]:
            shared.update(self._by_hash.get((key, value), ()))
        for other in sorted(o for o, count in shared.items() if count >= min(_SHARED, len(hashes))):
            how_alike = likeness(self._sketches[number], self._sketches[other])
            if how_alike < NEAR or not self._may_be_one(number, other):
                continue
            if how_alike == 1 and self._words(number) == self._words(other):
                return other, "same text", 1.0, False
            if not self._contradict(number, other):
                return other, "near text", how_alike, False
        return None

    def _may_be_one(self, one: int, other: int) -> bool:
        return frozenset((self._documents[one].id, self._documents[other].id)) not in self._apart

    def _contradict(self, one: int, other: int) -> bool:
        titles = self._documents[one].title, self._documents[other].title
        mine, theirs = (_numbers(title) if titles[0] != titles[1] else frozenset() for title in titles)
        if mine - theirs and theirs - mine:
            return True  # two case numbers: some authorities use the same words for each of a row of cases
        for number in (one, other):
            if number not in self._facts:
                self._facts[number] = facts_of(self._documents[number].text)
        return self._facts[one].contradict(self._facts[other])

    def _words(self, number: int) -> str:
        return _plain(self._documents[number].text)

    def _short(self, number: int) -> tuple[str, str]:
        """A text of a few words is the same only under the same title: “Read the decision here.” stands everywhere."""
        return _plain(self._documents[number].title), self._words(number)


def _page(url: str | None) -> str:
    """The canonical link, where it names one page: a site's front page is no document's own."""
    link = canonical_link(url) if url else ""
    return link if link.count("/") > 2 or "?" in link else ""


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _numbers(text: str) -> frozenset[str]:
    sums, small = numbers_of(text)
    return sums | small


def _last(document: str, stands_for: Mapping[str, str]) -> str:
    while document in stands_for:
        document = stands_for[document]
    return document
