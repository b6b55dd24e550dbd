"""Retrieval measured with the shipped settings: ObliQA (a question's passages), GDPRhub (a lead sentence's decision).

ObliQA: 13,732 passages of financial regulation, 2,788 questions. Half of the questions (every second one) chose the few
weights of `lexical` and `ranking`; the other half is reported beside the whole. GDPRhub: the first sentence of a
decision's summary, written by people, has to find its full text among all.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from knowledge.records.documents import Document, Passage
from knowledge.search.cache import EmbeddingCache, cache_key, embed_all
from knowledge.search.index import SearchIndex
from knowledge.search.lexical import LexicalIndex
from knowledge.search.passages import split
from knowledge.search.ranking import Ranker
from knowledge.search.sentences import sentences
from knowledge.search.vectors import VectorIndex, Vectors

LEADING = 12
"""Passages of each GDPRhub decision that are compared: to embed all 36 million characters takes an hour."""
DEPTH = 200
"""Passages asked for where documents are ranked by their best passage."""

Run = dict[str, dict[str, float]]


class Console(Protocol):
    """Where the tables go: a rich Console, or anything that prints a line."""

    def print(self, *objects: Any) -> None: ...


def run(shared: Path, console: Console, *, cache: Path, models: Sequence[str] = ("minilm",)) -> None:
    """Measure both, for each embedding setting of ``models``; ``shared`` is the folder that holds ``data/``.

    Says what is missing, and measures the rest, where a data set or ir_measures is absent. Embeddings are kept in
    the folder ``cache``: the first run takes minutes.
    """
    try:
        import ir_measures  # noqa: F401 - so that nothing is embedded in vain
    except ImportError:
        console.print("ir-measures is not installed: pip install 'fineprint[dev]'")
        return
    store = EmbeddingCache(cache / "benchmark-embeddings.sqlite")
    for model in models:
        for name, measure in (("obliqa", obliqa), ("gdprhub", known_item)):
            folder = shared / "data" / name
            if folder.is_dir():
                measure(folder, console, model, store)
            else:
                console.print(f"{name}: no folder {folder}, not measured")
    store.close()


def obliqa(folder: Path, console: Console, model: str, store: EmbeddingCache) -> None:
    """Recall@10 and MAP@10 of words, vectors and both."""
    rows = [row for row in _rows(folder / "passages.jsonl") if row["text"].strip()]
    questions = {row["id"]: row["question"] for row in _rows(folder / "queries_dev.jsonl")}
    relevant = _qrels(folder / "qrels_dev.tsv")
    passages = [Passage(row["id"], 0, len(row["text"]), row["text"]) for row in rows]
    rankers = _rankers(passages, questions.values(), model, store, console)
    held = set(list(questions)[1::2])
    console.print(f"\nObliQA, {len(passages):,} passages, {len(questions):,} questions, {model}")
    console.print(f"{'':8}{'Recall@10':>10}{'MAP@10':>8}   held-out half: {'Recall@10':>9}{'MAP@10':>8}")
    for name, search in rankers.items():
        found = {key: dict(search(question, 10)) for key, question in questions.items()}
        whole = _measure(("R@10", "AP@10"), relevant, found)
        half = _measure(
            ("R@10", "AP@10"),
            {key: wanted for key, wanted in relevant.items() if key in held},
            {key: hits for key, hits in found.items() if key in held},
        )
        console.print(f"{name:8}{whole[0]:10.4f}{whole[1]:8.4f}   {'':14} {half[0]:10.4f}{half[1]:8.4f}")


def known_item(folder: Path, console: Console, model: str, store: EmbeddingCache) -> None:
    """Recall@1, Recall@10 and MRR of the decision that a lead sentence tells of."""
    leads = {row["id"]: row["lead"] for row in _rows(folder / "cases.jsonl") if row.get("lead")}
    whole: list[Passage] = []
    first: list[Passage] = []
    for row in _rows(folder / "fulltext.jsonl.gz"):
        if row["fulltext"].strip():
            own = split(Document(row["id"], row["id"], row["fulltext"]))
            whole.extend(own)
            first.extend(own[:LEADING])
    documents = {passage.document for passage in first}
    questions = {key: _first_sentence(lead) for key, lead in leads.items() if key in documents}
    rankers = _rankers(first, questions.values(), model, store, console)
    rankers["words, full texts"] = _words(_index(whole))
    relevant = {key: {key: 1} for key in questions}
    console.print(
        f"\nGDPRhub known item, {len(questions):,} lead sentences, {len(documents):,} decisions, their first {LEADING} "
        f"passages ({len(first):,} of {len(whole):,}), {model}"
    )
    console.print(f"{'':18}{'Recall@1':>9}{'Recall@10':>10}{'MRR':>8}")
    for name, search in rankers.items():
        found = {key: _by_document(search(question, DEPTH)) for key, question in questions.items()}
        values = _measure(("R@1", "R@10", "RR@10"), relevant, found)
        console.print(f"{name:18}{values[0]:9.4f}{values[1]:10.4f}{values[2]:8.4f}")


Search = Callable[[str, int], list[tuple[str, float]]]


def _rankers(
    passages: list[Passage], questions: Iterable[str], model: str, store: EmbeddingCache, console: Console
) -> dict[str, Search]:
    """Document ids and scores by words, by vectors and by the two fused, as `Ranker` does it in use."""
    from knowledge.search.embedding import open_embedder

    embedder = open_embedder(model)

    def progress(done: int, total: int) -> None:
        if total and (done % 3200 == 0 or done == total):
            console.print(f"embedded {done:,} of {total:,} passages")

    vectors = VectorIndex.build(embed_all(embedder, [one.text for one in passages], store, progress))
    known = _Questions(embedder.name, embedder.fingerprint, embedder.dimensions, {})
    for question in questions:
        key = cache_key(embedder.fingerprint, f"question\0{question}")
        held = store.get((key,), embedder.dimensions)
        known.vectors[question] = held[key] if key in held else embedder.query(question)
        if key not in held:
            store.put({key: known.vectors[question]})
    index = _index(passages)
    fused = Ranker(SearchIndex(index.passages, index.lexical, index.places, vectors, known.fingerprint), known)

    def dense(question: str, k: int) -> list[tuple[str, float]]:
        found = vectors.search(known.query(question), k)
        return [(passages[position].document, cosine) for position, cosine in found]

    return {"words": _words(index), "vectors": dense, "fused": _hits(fused)}


@dataclass(frozen=True, slots=True)
class _Questions:
    """An Embedder that has the questions' vectors already."""

    name: str
    fingerprint: str
    dimensions: int
    vectors: dict[str, Vectors]

    def passages(self, texts: list[str]) -> Vectors:
        raise NotImplementedError

    def query(self, text: str) -> Vectors:
        return self.vectors[text]


def _index(passages: list[Passage]) -> SearchIndex:
    places: dict[str, range] = {}
    for position, passage in enumerate(passages):
        start = places[passage.document].start if passage.document in places else position
        places[passage.document] = range(start, position + 1)
    return SearchIndex(tuple(passages), LexicalIndex.build([passage.text for passage in passages]), places)


def _words(index: SearchIndex) -> Search:
    return _hits(Ranker(index))


def _hits(ranker: Ranker) -> Search:
    return lambda question, k: [(hit.document, hit.score) for hit in ranker.search(question, k)]


def _by_document(hits: list[tuple[str, float]]) -> dict[str, float]:
    """Each document once, with the score of its best passage."""
    best: dict[str, float] = {}
    for document, score in hits:
        best[document] = max(score, best.get(document, score))
    return best


def _measure(names: Sequence[str], relevant: Mapping[str, dict[str, int]], found: Run) -> list[float]:
    import ir_measures

    measures = [ir_measures.parse_measure(name) for name in names]
    values = ir_measures.calc_aggregate(measures, dict(relevant), found)
    return [float(values[measure]) for measure in measures]


def _first_sentence(text: str) -> str:
    start, end = sentences(text)[0]
    return text[start:end]


def _qrels(path: Path) -> dict[str, dict[str, int]]:
    result: dict[str, dict[str, int]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        question, _, passage, grade = line.split()
        result.setdefault(question, {})[passage] = int(grade)
    return result


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
