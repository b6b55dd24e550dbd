"""The words that the documents of a knowledge base hold, counted by document, so that a change costs what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from knowledge.ledger.text import key_of, words_of
from knowledge.records.documents import Document


class CorpusWords:
    """All words, as compared. A word that is in none of the documents is not one of the knowledge base's."""

    def __init__(self, counts: dict[str, int]) -> None:
        self._counts = counts
        self.words = counts.keys()

    @classmethod
    def of(cls, documents: Iterable[Document]) -> CorpusWords:
        return cls({}).updated((), documents)

    def updated(self, gone: Iterable[Document], come: Iterable[Document]) -> CorpusWords:
        """The words after some documents went and others came; what stays is not read again."""
        counts = dict(self._counts)
        keys: dict[str, str] = {}
        for document in come:
            for word in _words(document, keys):
                counts[word] = counts.get(word, 0) + 1
        for document in gone:
            for word in _words(document, keys):
                counts[word] -= 1
                if not counts[word]:
                    del counts[word]
        return CorpusWords(counts)

    def after(self, before: Mapping[str, Document], now: Mapping[str, Document]) -> CorpusWords:
        """The words of the documents ``now``, these being those of ``before`` (both by id)."""
        gone = [d for i, d in before.items() if now.get(i) != d]
        return self.updated(gone, [d for i, d in now.items() if before.get(i) != d])


def _words(document: Document, keys: dict[str, str]) -> set[str]:
    """``keys`` remembers how a word is compared: most words of a document stand in another one too."""
    out = set()
    for word in set(words_of(f"{document.title} {document.text} {' '.join(document.topics)}")):
        key = keys.get(word)
        if key is None:
            key = keys[word] = key_of(word)
        out.add(key)
    return out
