"""SearchIndex: passages, their word index and the vectors of those that are embedded; saved, loaded and updated."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from knowledge.records.documents import Document, Passage
from knowledge.search.lexical import LexicalIndex
from knowledge.search.passages import context_text, embedded_text, split
from knowledge.search.vectors import VectorIndex

if TYPE_CHECKING:
    from knowledge.search.cache import EmbeddingCache
    from knowledge.search.embedding import Embedder

VERSION = 2
ABOUT, LEXICAL, VECTORS = "search.json", "lexical.npz", "vectors.json"


@dataclass(frozen=True, slots=True)
class Updated:
    """The index by words of other documents, and the new position of each passage that was held (-1: gone)."""

    index: SearchIndex
    keep: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """One immutable index. ``places`` gives each document's passages as a range of positions."""

    passages: tuple[Passage, ...]
    lexical: LexicalIndex
    places: Mapping[str, range]
    vectors: VectorIndex | None = None
    model: str | None = None
    """Fingerprint of the model that made ``vectors``."""

    @classmethod
    def build(cls, documents: Iterable[Document]) -> SearchIndex:
        """Split and index ``documents``; no vectors yet. Raises ValueError where two documents have one id."""
        return cls._of([(document, split(document)) for document in documents])

    @classmethod
    def _of(cls, cut: Iterable[tuple[Document, tuple[Passage, ...]]]) -> SearchIndex:
        passages: list[Passage] = []
        headings: list[str] = []
        languages: list[str] = []
        places: dict[str, range] = {}
        for document, own in cut:
            _place(places, document, len(passages), len(own))
            passages.extend(own)
            headings.extend(context_text(document, passage) for passage in own)
            languages.extend([document.language] * len(own))
        lexical = LexicalIndex.build([passage.text for passage in passages], headings, languages)
        return cls(tuple(passages), lexical, places)

    def updated(self, before: Mapping[str, Document], documents: Iterable[Document]) -> Updated:
        """The index by words of ``documents``, the same as `build` makes; ``before``: those that it was built from.

        Only documents that are new or read otherwise are split; the rest costs copying arrays. Raises ValueError where
        two documents have one id.
        """
        passages: list[Passage] = []
        places: dict[str, range] = {}
        keep = np.full(len(self.passages), -1, dtype=np.int64)
        cut: list[tuple[Document, tuple[Passage, ...]]] = []
        added: list[int] = []
        for document in documents:
            old, first = before.get(document.id), len(passages)
            held = self.places.get(document.id)
            if old is not None and held is not None and _reads_the_same(old, document):
                keep[held.start : held.stop] = np.arange(first, first + len(held))
                own = self.passages[held.start : held.stop]
            else:
                own = split(document)
                cut.append((document, own))
                added.extend(range(first, first + len(own)))
            _place(places, document, first, len(own))
            passages.extend(own)
        more = self._of(cut).lexical
        lexical = self.lexical.updated(keep, len(passages), np.asarray(added, dtype=np.int64), more)
        return Updated(SearchIndex(tuple(passages), lexical, places), keep)

    def embedded(
        self,
        documents: Iterable[Document],
        embedder: Embedder,
        cache: EmbeddingCache | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> SearchIndex:
        """The same index with vectors, of the ``documents`` that it was built from; embeds what ``cache`` lacks.

        ``progress`` gets (embedded so far, to embed). Raises KeyError where a document is missing.
        """
        from knowledge.search.cache import embed_all

        texts = self.texts({document.id: document for document in documents}, range(len(self.passages)))
        vectors = VectorIndex.build(embed_all(embedder, texts, cache, progress))
        return replace(self, vectors=vectors, model=embedder.fingerprint)

    def positions(self, documents: Collection[str]) -> NDArray[np.int64]:
        """Positions of all passages of ``documents``, ascending; unknown ids have none."""
        found = [position for document in set(documents) for position in self.places.get(document, ())]
        return np.asarray(sorted(found), dtype=np.int64)

    def texts(self, documents: Mapping[str, Document], positions: Iterable[int]) -> list[str]:
        """What is embedded for the passages at ``positions``. Raises KeyError where a document is missing."""
        held = (self.passages[position] for position in positions)
        return [embedded_text(documents[passage.document], passage) for passage in held]

    def save(self, folder: Path) -> None:
        """Write ``search.json`` and ``lexical.npz`` into ``folder``; the vectors are for `save_vectors`."""
        folder.mkdir(parents=True, exist_ok=True)
        self.lexical.save(folder / LEXICAL)
        about = {
            "version": VERSION,
            "documents": [[document, place.start, place.stop] for document, place in self.places.items()],
            "digest": self.digest(),
        }
        with (folder / ABOUT).open("w", encoding="utf-8") as file:
            # Row by row: other threads stand still while one call encodes.
            file.write(json.dumps(about, ensure_ascii=False).removesuffix("}") + ', "passages": [')
            for number, one in enumerate(self.passages):
                row = json.dumps([one.document, one.start, one.end, one.headings], ensure_ascii=False)
                file.write(f",\n{row}" if number else row)
            file.write("]}")

    @classmethod
    def load(cls, folder: Path, documents: Mapping[str, Document]) -> SearchIndex:
        """Read what `save` wrote; the passages' text comes from ``documents`` by id.

        Raises ValueError where the files are of another version, damaged, or do not fit ``documents``; OSError where
        they are absent.
        """
        path = folder / ABOUT
        about = _about(path)
        try:
            passages = tuple(
                Passage(name, start, end, documents[name].text[start:end], tuple(headings))
                for name, start, end, headings in about["passages"]
            )
            places = {name: range(start, stop) for name, start, stop in about["documents"]}
        except KeyError as error:
            raise ValueError(f"{path}: does not fit the documents: {error} is missing") from error
        lexical = LexicalIndex.load(folder / LEXICAL)
        if lexical.count != len(passages):
            raise ValueError(f"{folder / LEXICAL}: holds {lexical.count} passages, expected {len(passages)}")
        index = cls(passages, lexical, places)
        if index.digest() != about["digest"]:
            raise ValueError(f"{path}: the documents have changed; build the index again")
        return index

    def save_vectors(self, folder: Path) -> None:
        """Write the vectors, and of which passages and model they are, into ``folder``."""
        if self.vectors is None:
            raise ValueError("the index has no vectors to save")
        folder.mkdir(parents=True, exist_ok=True)
        self.vectors.save(folder)
        about = {"version": VERSION, "model": self.model, "digest": self.digest()}
        (folder / VECTORS).write_text(json.dumps(about), encoding="utf-8")

    def with_vectors(self, folder: Path, embedder: Embedder) -> SearchIndex:
        """The index with the vectors that `save_vectors` wrote.

        Raises ValueError where they are damaged, or of other passages or another model; OSError where they are absent.
        """
        path = folder / VECTORS
        about = _about(path)
        if (about.get("model"), about.get("digest")) != (embedder.fingerprint, self.digest()):
            raise ValueError(f"{path}: of other passages or another model; embed them again")
        stored = VectorIndex.load(folder, count=len(self.passages), dimensions=embedder.dimensions)
        return replace(self, vectors=stored, model=embedder.fingerprint)

    def digest(self) -> str:
        """Over the text of all passages and the documents that they stand in."""
        digest = hashlib.sha256()
        for passage in self.passages:
            digest.update(f"{passage.document}\0{passage.text}\0".encode())
        return digest.hexdigest()


def _place(places: dict[str, range], document: Document, first: int, count: int) -> None:
    if document.id in places:
        raise ValueError(f"two documents have the id {document.id!r}")
    places[document.id] = range(first, first + count)


def _reads_the_same(one: Document, other: Document) -> bool:
    """Whether both give the same passages, words and embedded texts."""
    if one is other:
        return True
    read = (one.title, one.publisher, one.published, one.language, one.text)
    return read == (other.title, other.publisher, other.published, other.language, other.text)


def _about(path: Path) -> dict[str, Any]:
    about = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(about, dict) or about.get("version") != VERSION:
        raise ValueError(f"{path}: not a search index of version {VERSION}")
    return about
