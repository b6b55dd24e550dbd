"""What a reload costs after one of 2,000 documents has changed: an article of the folder, and a text that came in."""

from __future__ import annotations

import hashlib
import json
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from knowledge.search.embedding import open_embedder
from knowledge.search.errors import EmbeddingError
from knowledge.search.vectors import Vectors
from knowledge.service import Knowledge, Settings
from knowledge.serving import Embedders

DOCUMENTS = 2_000
RUNS = 5
_WITHIN = 600.0  # seconds
_ARTICLE = """\
---
article: {name}
title: {title}
sources:
  - {{title: {title}, publisher: "Made for a benchmark", url: "https://example.org/{name}"}}
---
{text}
"""


class _StandIn:
    """384 numbers that follow from the text, at no cost, for the documents that stay: 14,000 passages take minutes."""

    name, fingerprint, dimensions = "stand-in", "stand-in:384", 384

    def passages(self, texts: list[str]) -> Vectors:
        return np.stack([self.query(text) for text in texts])

    def query(self, text: str) -> Vectors:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        row = np.random.default_rng(seed).standard_normal(self.dimensions).astype(np.float32)
        return np.asarray(row / np.linalg.norm(row), dtype=np.float32)


def run(settings: Settings, console: Console, shared: Path, documents: int = DOCUMENTS, runs: int = RUNS) -> None:
    """Print the seconds of each run by stage, and those of the changed document's embedding."""
    with tempfile.TemporaryDirectory() as folder:
        sources = Path(folder) / "kb"
        texts = list(_texts(shared / "data" / "gdprhub" / "cases.jsonl", documents))
        for number, text in enumerate(texts):
            _write(sources, number, text)
        own = Settings(Path(folder) / "cache", model="stand-in", wait=0)
        start = time.perf_counter()
        knowledge = Knowledge.serve(own, [sources], embedders=Embedders(lambda _: _StandIn()))
        read = time.perf_counter() - start
        knowledge.warm()
        console.print(
            f"{len(texts):,} documents, {sum(map(len, texts)) / 1e6:.1f} million characters, "
            f"{len(knowledge.index('stand-in')[0].passages):,} passages: read in {read:.1f} s, searched by words after "
            f"{time.perf_counter() - start:.1f} s"
        )
        knowledge.serving.indexes.background.wait(_WITHIN)
        console.print(_runs(knowledge, sources, texts, runs))
        _embedding(knowledge, settings, console)
        knowledge.close()


def _runs(knowledge: Knowledge, sources: Path, texts: list[str], runs: int) -> Table:
    title = f"One document of {len(texts):,} changed: seconds"
    table = Table("changed", "reading", "names", "indexes", "swapping", "all", "CPU", "until saved", title=title)
    for kind, first in (("an article", 0), ("a text that came in", 1)):
        for number in range(runs):
            at = first + 2 * (number + 10)
            _write(sources, at, f"{texts[at]}\n\nIn run {number} a paragraph was added.\n")
            start, worked = time.perf_counter(), time.process_time()
            done = knowledge.reload()
            worked = time.process_time() - worked
            knowledge.serving.indexes.background.wait(_WITHIN)
            whole = time.perf_counter() - start
            told = (*done.documents_changed, *done.documents_added)  # a text that came in has its id from its words
            if len(told) != 1 or knowledge.indexing:
                raise RuntimeError(f"one document was to change and be embedded, found {told}")
            table.add_row(kind, *(f"{s:.3f}" for s in (*done.spent.values(), done.seconds, worked, whole)))
    return table


def _embedding(knowledge: Knowledge, settings: Settings, console: Console) -> None:
    """How long the real model takes for one document, once it is open."""
    try:
        embedder = open_embedder(settings.model)
    except EmbeddingError as error:
        console.print(f"the embedding of one document is not measured: {error}")
        return
    index, documents = knowledge.index("stand-in")[0], knowledge.snapshot.documents
    name = knowledge.documents()[-1].id
    texts = index.texts(documents, index.places[name])
    embedder.passages(texts[:1])
    start = time.perf_counter()
    embedder.passages(texts)
    console.print(f"embedding its {len(texts)} passages with {embedder.name}: {time.perf_counter() - start:.2f} s")


def _write(sources: Path, number: int, text: str) -> None:
    """Every other document is an article with its front matter, the rest plain texts."""
    title = text.partition("\n")[0].removeprefix("# ")
    name = f"case-{number}"
    path = sources / (f"documents/{name}.txt" if number % 2 else f"articles/{name}.md")
    path.parent.mkdir(parents=True, exist_ok=True)
    content = text if number % 2 else _ARTICLE.format(name=name, title=json.dumps(title), text=text)
    path.write_text(content, encoding="utf-8")


def _texts(cases: Path, count: int) -> Iterator[str]:
    """Of the shared decisions where they are there, else made up."""
    if not cases.is_file():
        chance = random.Random(7)
        for number in range(count):
            yield _made_up(number, chance)
        return
    found = 0
    with cases.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            parts = [str(row[name]) for name in ("lead", "facts", "holding") if row.get(name)]
            if parts and found < count:
                found += 1
                yield f"# Decision {found}\n\n" + "\n\n".join(parts)


def _made_up(number: int, chance: random.Random) -> str:
    words = [f"word{int(chance.expovariate(1 / 400))}" for _ in range(500)]
    paragraphs = (" ".join(words[first : first + 50]).capitalize() + "." for first in range(0, len(words), 50))
    return f"# Decision {number}\n\n" + "\n\n".join(paragraphs)
