"""Vectors that come in the background: what answers meanwhile, what is told, kept, resumed and retried."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge import Answer, Knowledge, Settings, Stage
from knowledge.questions.vocabulary import LANGUAGES
from knowledge.search.errors import EmbeddingError
from knowledge.serving import Embedders
from tests.ingest.files import ARTICLE, DECISION, write
from tests.search.fakes import HashEmbedder

AS_OF = date(2026, 11, 23)
FIGURE = "how much has Acme been fined?"
PASSAGE = "what does liquidation of a daily penalty mean?"
UNKNOWN = "what does a surcharge mean?"
ARTICLE_FILE = "articles/what-is-a-fine.md"
LIQUIDATION = "The liquidation of a daily penalty means that the sum of the days is worked out."
WAIT = 20.0  # seconds until a test that hangs fails


class Gate(HashEmbedder):
    """Embeds when it is let; ``waiting`` is set once somebody waits."""

    def __init__(self) -> None:
        super().__init__()
        self.let, self.waiting = threading.Event(), threading.Event()

    def passages(self, texts: list[str]) -> NDArray[np.float32]:
        self.waiting.set()
        assert self.let.wait(WAIT)
        return super().passages(texts)


class Fails(HashEmbedder):
    """Embeds nothing while it is ``broken``."""

    broken = True

    def passages(self, texts: list[str]) -> NDArray[np.float32]:
        if self.broken:
            raise EmbeddingError("no memory")
        return super().passages(texts)


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    article = ARTICLE.replace("A fine is a sum of money.", LIQUIDATION)
    folder = write(tmp_path / "kb", {"decisions/cnil-acme-2022.md": DECISION, ARTICLE_FILE: article})
    for number in range(40):
        add(folder, f"article-{number}", f"Article {number} tells of matter{number}.")
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "cache", model="fake", wait=0)


def serve(settings: Settings, sources: Path, embedder: HashEmbedder) -> Knowledge:
    return Knowledge.serve(settings, [sources], embedders=Embedders(lambda _: embedder))


def ask(knowledge: Knowledge, question: str = PASSAGE) -> Answer:
    return knowledge.ask(question, AS_OF, today=AS_OF)


def finished(knowledge: Knowledge) -> bool:
    return knowledge.serving.indexes.background.wait(WAIT)


def add(sources: Path, name: str, sentence: str) -> None:
    text = ARTICLE.replace("A fine is a sum of money.", sentence).replace("what-is-a-fine", name)
    write(sources, {f"articles/{name}.md": text})


def test_it_answers_by_words_while_the_vectors_are_made(sources: Path, settings: Settings) -> None:
    gate = Gate()
    knowledge = serve(settings, sources, gate)
    knowledge.warm()
    assert gate.waiting.wait(WAIT)
    total = len(knowledge.index("fake")[0].passages)
    meanwhile = ask(knowledge)
    assert (meanwhile.kind, [c.document for c in meanwhile.citations]) == ("passages", ["what-is-a-fine"])
    told = f"Indexing is under way: {total} of {total} passages are searched by their words alone so far."
    assert meanwhile.caveats == (told,) and told in meanwhile.text
    assert told in ask(knowledge, UNKNOWN).caveats
    assert not any("Indexing" in caveat for caveat in ask(knowledge, FIGURE).caveats)
    indexing = knowledge.indexing
    assert indexing is not None and (indexing.done, indexing.total, indexing.failure) == (0, total, "")
    assert knowledge.status().indexing == indexing
    gate.let.set()
    assert finished(knowledge)
    after = ask(knowledge)
    assert (after.caveats, after.citations[0]) == ((), meanwhile.citations[0])
    assert knowledge.indexing is None and knowledge.status().indexing is None
    assert all(hit.similarity is not None for hit in knowledge.search(PASSAGE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_in_every_language(language: str, sources: Path, settings: Settings) -> None:
    knowledge = serve(settings, sources, Fails())
    knowledge.warm()
    assert finished(knowledge)
    total = len(knowledge.index("fake")[0].passages)
    (caveat,) = knowledge.ask(PASSAGE, AS_OF, today=AS_OF, answer_in=language).caveats
    assert caveat.count(str(total)) == 2


def test_a_new_document_is_found_at_once_and_only_it_is_embedded(sources: Path, settings: Settings) -> None:
    gate = Gate()
    gate.let.set()
    knowledge = serve(settings, sources, gate)
    knowledge.warm()
    assert finished(knowledge)
    gate.let.clear()
    gate.waiting.clear()
    gate.embedded.clear()
    add(sources, "moratorium", "A moratorium of the watchdog suspends the collection.")
    stages: list[Stage] = []
    assert [d.id for d in knowledge.reload(stages.append).documents_added] == ["moratorium"]
    assert "embedding" not in {stage.name for stage in stages}
    assert gate.waiting.wait(WAIT)
    hits = knowledge.search("moratorium of the watchdog", 3)
    assert hits[0].document == "moratorium"
    assert [hit.similarity is None for hit in hits] == [True, False, False]
    indexing = knowledge.indexing
    assert indexing is not None and indexing.left == 1
    assert "1 of" in ask(knowledge).caveats[0]
    gate.let.set()
    assert finished(knowledge)
    assert len(gate.embedded) == 1 and "moratorium" in gate.embedded[0]
    assert knowledge.search("moratorium of the watchdog", 1)[0].similarity is not None


def test_a_reload_while_vectors_are_made_goes_on_with_the_new_state(sources: Path, settings: Settings) -> None:
    gate = Gate()
    knowledge = serve(settings, sources, gate)
    knowledge.warm()
    assert gate.waiting.wait(WAIT)
    add(sources, "moratorium", "A moratorium of the watchdog suspends the collection.")
    knowledge.reload()
    gate.let.set()
    assert finished(knowledge)
    assert knowledge.indexing is None
    assert knowledge.search("moratorium of the watchdog", 1)[0].similarity is not None
    assert len(gate.embedded) == len(set(gate.embedded)) == len(knowledge.index("fake")[0].passages)


def test_what_is_removed_is_not_found(sources: Path, settings: Settings) -> None:
    knowledge = serve(settings, sources, HashEmbedder())
    knowledge.warm()
    assert finished(knowledge)
    (sources / ARTICLE_FILE).unlink()
    knowledge.reload()
    assert "what-is-a-fine" not in {hit.document for hit in knowledge.search(PASSAGE, 50)}


def test_the_next_start_finds_words_and_vectors_ready(sources: Path, settings: Settings) -> None:
    knowledge = serve(settings, sources, HashEmbedder())
    knowledge.warm()
    assert finished(knowledge)
    expected = knowledge.search(PASSAGE)
    embedder = HashEmbedder()
    again = serve(settings, sources, embedder)
    again.warm()
    assert again.indexing is None and again.search(PASSAGE) == expected
    assert embedder.embedded == []
    assert {p.name.split("-")[0] for p in again.folder.iterdir()} == {"content", "words", "vectors"}


@pytest.mark.parametrize("name", ["words", "vectors"])
def test_a_damaged_index_is_made_anew(name: str, sources: Path, settings: Settings) -> None:
    knowledge = serve(settings, sources, HashEmbedder())
    knowledge.warm()
    assert finished(knowledge)
    expected = knowledge.search(PASSAGE)
    for folder in knowledge.folder.glob(f"{name}*"):
        for file in folder.iterdir():
            file.write_bytes(file.read_bytes()[:20])
    embedder = HashEmbedder()
    again = serve(settings, sources, embedder)
    again.warm()
    assert finished(again)
    assert again.search(PASSAGE) == expected
    assert embedder.embedded == []  # the vectors come from the cache of embeddings


# Failures


def test_a_failure_is_told_answers_go_on_and_the_next_reload_tries_again(sources: Path, settings: Settings) -> None:
    embedder = Fails()
    knowledge = serve(settings, sources, embedder)
    knowledge.warm()
    assert finished(knowledge)
    indexing = knowledge.status().indexing
    assert indexing is not None and indexing.failure == "no memory"
    answer = ask(knowledge)
    assert answer.kind == "passages" and answer.caveats[0].startswith("Indexing has stopped")
    embedder.broken = False
    assert knowledge.reload().unchanged
    assert finished(knowledge)
    assert knowledge.status().indexing is None
    assert ask(knowledge).caveats == ()


def test_a_failure_of_the_old_state_does_not_keep_the_new_one(sources: Path, settings: Settings) -> None:
    embedder = Fails()
    knowledge = serve(settings, sources, embedder)
    knowledge.warm()
    assert finished(knowledge)
    embedder.broken = False
    add(sources, "moratorium", "A moratorium of the watchdog suspends the collection.")
    knowledge.reload()
    assert finished(knowledge)
    assert knowledge.indexing is None


# Whether it is waited for


@pytest.mark.parametrize(("wait", "background"), [(0, True), (41, True), (42, False)])
def test_few_are_waited_for(wait: int, background: bool, sources: Path, settings: Settings) -> None:
    gate, told = Gate(), list[tuple[int, int]]()
    few = Settings(settings.cache, model="fake", wait=wait)
    if not background:
        gate.let.set()
    embedders = Embedders(lambda _: gate)
    knowledge = Knowledge.serve(few, [sources], lambda done, total: told.append((done, total)), embedders=embedders)
    knowledge.warm()
    assert (knowledge.indexing is not None, told == []) == (background, background)
    gate.let.set()
    assert finished(knowledge)


# Ends


def test_closing_keeps_what_was_embedded(sources: Path, settings: Settings) -> None:
    class Closes(HashEmbedder):
        close: Callable[[], None]

        def passages(self, texts: list[str]) -> NDArray[np.float32]:
            self.close()
            return super().passages(texts)

    first = Closes()
    knowledge = serve(settings, sources, first)
    first.close = knowledge.close
    knowledge.warm()
    assert finished(knowledge)
    total = len(knowledge.index("fake")[0].passages)
    assert 0 < len(first.embedded) < total
    second = HashEmbedder()
    again = serve(settings, sources, second)
    again.warm()
    assert finished(again)
    assert len(second.embedded) == total - len(first.embedded)
    assert not set(second.embedded) & set(first.embedded)
    again.reload()  # whatever was closed may still be asked
    assert ask(knowledge).kind == "passages"


KILLED = """
import os, sys, threading
from pathlib import Path
from knowledge import Knowledge, Settings
from knowledge.serving import Embedders
from tests.search.fakes import HashEmbedder

class Killed(HashEmbedder):
    def passages(self, texts):
        if self.embedded:
            os.kill(os.getpid(), 9)
        return super().passages(texts)

settings = Settings(Path(sys.argv[1]), model="fake", wait=0)
knowledge = Knowledge.serve(settings, [Path(sys.argv[2])], embedders=Embedders(lambda _: Killed()))
knowledge.warm()
threading.Event().wait(60)
"""


def test_a_kill_loses_at_most_a_batch(sources: Path, settings: Settings) -> None:
    program = [sys.executable, "-c", KILLED, str(settings.cache), str(sources)]
    done = subprocess.run(program, check=False, timeout=60, capture_output=True)
    assert done.returncode == -9, done.stderr.decode()
    embedder = HashEmbedder()
    knowledge = serve(settings, sources, embedder)
    knowledge.warm()
    assert finished(knowledge)
    assert knowledge.indexing is None
    assert len(embedder.embedded) == len(knowledge.index("fake")[0].passages) - 32
