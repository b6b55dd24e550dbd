"""SearchIndex: passages, their word index and, once they are embedded, their vectors; saved to a folder and loaded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from knowledge.records.documents import Document, Passage
from knowledge.search.lexical import LexicalIndex
from knowledge.search.passages import context_text, embedded_text, split
from knowledge.search.vectors import VectorIndex

if TYPE_CHECKING:
    from knowledge.search.cache import EmbeddingCache
    from knowledge.search.embedding import Embedder

VERSION = 1
ABOUT, LEXICAL, VECTORS = "search.json", "lexical.npz", "vectors.faiss"


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
        passages: list[Passage] = []
        headings: list[str] = []
        languages: list[str] = []
        places: dict[str, range] = {}
        for document in documents:
            if document.id in places:
                raise ValueError(f"two documents have the id {document.id!r}")
            own = split(document)
            places[document.id] = range(len(passages), len(passages) + len(own))
            passages.extend(own)
            headings.extend(context_text(document, passage) for passage in own)
            languages.extend([document.language] * len(own))
        lexical = LexicalIndex.build([passage.text for passage in passages], headings, languages)
        return cls(tuple(passages), lexical, places)

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

        by_id = {document.id: document for document in documents}
        texts = [embedded_text(by_id[passage.document], passage) for passage in self.passages]
        vectors = VectorIndex.build(embed_all(embedder, texts, cache, progress))
        return replace(self, vectors=vectors, model=embedder.fingerprint)

    def positions(self, documents: Collection[str]) -> NDArray[np.int64]:
        """Positions of all passages of ``documents``, ascending; unknown ids have none."""
        found = [position for document in set(documents) for position in self.places.get(document, ())]
        return np.asarray(sorted(found), dtype=np.int64)

    def save(self, folder: Path) -> None:
        """Write ``search.json``, ``lexical.npz`` and, where there are vectors, ``vectors.faiss`` into ``folder``."""
        folder.mkdir(parents=True, exist_ok=True)
        self.lexical.save(folder / LEXICAL)
        if self.vectors is not None:
            self.vectors.save(folder / VECTORS)
        about = {
            "version": VERSION,
            "model": self.model,
            "dimensions": self.vectors.dimensions if self.vectors else None,
            "documents": [[document, place.start, place.stop] for document, place in self.places.items()],
            "digest": _digest(self.passages),
        }
        with (folder / ABOUT).open("w", encoding="utf-8") as file:
            # Row by row: other threads stand still while one call encodes.
            file.write(json.dumps(about, ensure_ascii=False).removesuffix("}") + ', "passages": [')
            for number, one in enumerate(self.passages):
                row = json.dumps([one.document, one.start, one.end, one.headings], ensure_ascii=False)
                file.write(f",\n{row}" if number else row)
            file.write("]}")

    @classmethod
    def load(cls, folder: Path, documents: Mapping[str, Document], *, vectors: bool = True) -> SearchIndex:
        """Read what `save` wrote; the passages' text comes from ``documents`` by id.

        ``vectors=False`` leaves the vectors, and FAISS, alone. Raises ValueError where the files are of another
        version, damaged, or do not fit ``documents``; OSError where they are absent.
        """
        path = folder / ABOUT
        about = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(about, dict) or about.get("version") != VERSION:
            raise ValueError(f"{path}: not a search index of version {VERSION}")
        try:
            passages = tuple(
                Passage(name, start, end, documents[name].text[start:end], tuple(headings))
                for name, start, end, headings in about["passages"]
            )
            places = {name: range(start, stop) for name, start, stop in about["documents"]}
        except KeyError as error:
            raise ValueError(f"{path}: does not fit the documents: {error} is missing") from error
        if _digest(passages) != about["digest"]:
            raise ValueError(f"{path}: the documents have changed; build the index again")
        lexical = LexicalIndex.load(folder / LEXICAL)
        if lexical.count != len(passages):
            raise ValueError(f"{folder / LEXICAL}: holds {lexical.count} passages, expected {len(passages)}")
        if not vectors or about["model"] is None:
            return cls(passages, lexical, places)
        stored = VectorIndex.load(folder / VECTORS, count=len(passages), dimensions=about["dimensions"])
        return cls(passages, lexical, places, stored, about["model"])


def _digest(passages: Iterable[Passage]) -> str:
    digest = hashlib.sha256()
    for passage in passages:
        digest.update(f"{passage.document}\0{passage.text}\0".encode())
    return digest.hexdigest()
