"""A reload: beside the state that serves, swapped in whole or not at all, and what it reports."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from knowledge import STARTER, Answer, Damaged, Knowledge, NotUsable, ReloadUnderWay, Settings, Stage
from knowledge.changes import STAGES
from knowledge.search.embedding import EmbeddingError
from knowledge.service import build_to
from knowledge.serving import Embedders
from tests.ingest.files import ARTICLE, DECISION, write
from tests.search.fakes import HashEmbedder

AS_OF = date(2026, 11, 23)
FIGURE = "how much has Acme been fined?"
PASSAGE = "what does liquidation of a daily penalty mean?"
DECISION_FILE, ARTICLE_FILE = "decisions/cnil-acme-2022.md", "articles/what-is-a-fine.md"
LIQUIDATION = "The liquidation of a daily penalty means that the sum of the days is worked out."
OTHER = LIQUIDATION.replace("worked out", "reckoned by the court")
WAIT = 20.0  # seconds until a test that hangs fails


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    article = ARTICLE.replace("A fine is a sum of money.", LIQUIDATION)
    return write(tmp_path / "kb", {DECISION_FILE: DECISION, ARTICLE_FILE: article})


@pytest.fixture
def words(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "cache", words_only=True)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def ask(knowledge: Knowledge, question: str = FIGURE) -> Answer:
    return knowledge.ask(question, AS_OF, today=AS_OF)


def imposed(knowledge: Knowledge) -> str:
    return str(ask(knowledge).figures[0].figure.value)


def raise_the_fine(sources: Path) -> None:
    path = sources / DECISION_FILE
    edit(path, "20000000.50", "30000000")
    edit(path, "20,000,000.50", "30,000,000")


def test_what_has_changed_is_served_and_told(sources: Path, words: Settings) -> None:
    knowledge = Knowledge.serve(words, [sources])
    before = knowledge.snapshot.digest
    raise_the_fine(sources)
    done = knowledge.reload()
    assert imposed(knowledge) == "30000000"
    assert (done.before, done.after, done.unchanged) == (before, knowledge.snapshot.digest, False)
    assert [d.id for d in done.documents_changed] == ["cnil-acme-2022"]
    assert [(c.id, dict(c.what)) for c in done.penalties_changed] == [
        ("cnil-acme-2022-fine", {"amount": ("EUR 20000000.5", "EUR 30000000")})
    ]
    assert done.seconds >= sum(done.spent.values()) * 0.99 > 0
    assert tuple(done.spent) == STAGES


def test_nothing_changed_nothing_swapped(sources: Path, words: Settings) -> None:
    knowledge = Knowledge.serve(words, [sources])
    state = knowledge.serving
    done = knowledge.reload()
    assert done.unchanged and done.before == done.after
    assert knowledge.serving is state


def test_a_folder_of_sources_that_was_opened_is_reloaded_too(sources: Path, words: Settings) -> None:
    knowledge = Knowledge.open(words, sources)
    raise_the_fine(sources)
    assert not knowledge.reload().unchanged
    assert imposed(knowledge) == "30000000"


def test_a_built_folder_is_read_again(sources: Path, words: Settings, tmp_path: Path) -> None:
    build_to([sources], tmp_path / "built", words)
    knowledge = Knowledge.open(words, tmp_path / "built")
    assert knowledge.reload().unchanged
    raise_the_fine(sources)
    build_to([sources], tmp_path / "built", words)
    assert not knowledge.reload().unchanged
    assert imposed(knowledge) == "30000000"
    shutil.rmtree(tmp_path / "built" / "content")
    with pytest.raises(Damaged):
        knowledge.reload()
    assert imposed(knowledge) == "30000000"


# What fails leaves the old state serving


class Refuses(HashEmbedder):
    """Cannot embed the new text."""

    def passages(self, texts: list[str]):  # type: ignore[no-untyped-def]
        if any("reckoned by the court" in text for text in texts):
            raise EmbeddingError("no memory")
        return super().passages(texts)


def spoil(sources: Path, settings: Settings) -> None:
    edit(sources / DECISION_FILE, '"15000000"', "15000000")


def remove(sources: Path, settings: Settings) -> None:
    sources.rename(sources.with_name("away"))


def fill_the_disk(sources: Path, settings: Settings) -> None:
    edit(sources / ARTICLE_FILE, LIQUIDATION, OTHER)
    shutil.rmtree(settings.cache)
    settings.cache.write_text("a file, where folders are to be made")


def change_the_text(sources: Path, settings: Settings) -> None:
    edit(sources / ARTICLE_FILE, LIQUIDATION, OTHER)


def foreign_file(sources: Path, settings: Settings) -> None:
    shutil.rmtree(sources)
    sources.write_text("no folder")


@dataclass(frozen=True, slots=True)
class Failure:
    id: str
    do: Callable[[Path, Settings], None]
    error: type[Exception]


FAILURES = (
    Failure("fatal problems", spoil, NotUsable),
    Failure("the sources are gone", remove, FileNotFoundError),
    Failure("the cache cannot be written", fill_the_disk, OSError),
    Failure("the new text cannot be embedded", change_the_text, EmbeddingError),
    Failure("a source of another type", foreign_file, ValueError),
)


@pytest.mark.parametrize("failure", FAILURES, ids=lambda f: f.id)
def test_a_failure_leaves_the_old_state_serving(failure: Failure, sources: Path, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "cache", model="fake")
    knowledge = Knowledge.serve(settings, [sources], embedders=Embedders(lambda _: Refuses()))
    expected = [ask(knowledge, q) for q in (FIGURE, PASSAGE)]
    state = knowledge.serving
    failure.do(sources, settings)
    for _ in range(2):  # and it may be tried again
        with pytest.raises(failure.error):
            knowledge.reload()
    assert knowledge.serving is state
    assert [ask(knowledge, q) for q in (FIGURE, PASSAGE)] == expected


def test_all_fatal_problems_are_listed(sources: Path, words: Settings) -> None:
    knowledge = Knowledge.serve(words, [sources])
    write(sources, {"articles/bad.md": "nothing"})
    spoil(sources, words)
    with pytest.raises(NotUsable) as caught:
        knowledge.reload()
    assert {p.source for p in caught.value.problems} == {"articles/bad.md", DECISION_FILE}
    assert all(p.line for p in caught.value.problems)


# Several things at once


def test_a_second_reload_is_refused_while_one_runs(sources: Path, words: Settings) -> None:
    knowledge = Knowledge.serve(words, [sources])
    raise_the_fine(sources)
    under_way, go_on = threading.Event(), threading.Event()

    def hold(stage: Stage) -> None:
        under_way.set()
        assert go_on.wait(WAIT)

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(knowledge.reload, hold)
        try:
            assert under_way.wait(WAIT)
            with pytest.raises(ReloadUnderWay):
                knowledge.reload()
            assert imposed(knowledge) == "20000000.50"  # questions meanwhile: the old state
        finally:
            go_on.set()
        assert not first.result(WAIT).unchanged
    assert imposed(knowledge) == "30000000"
    assert knowledge.reload().unchanged


def test_an_answer_searches_in_the_state_that_it_started_with(sources: Path, tmp_path: Path) -> None:
    """The reload comes after the question is understood and before its passages are searched."""
    searching, go_on = threading.Event(), threading.Event()

    def open_slowly(model: str) -> HashEmbedder:
        searching.set()
        assert go_on.wait(WAIT)
        return HashEmbedder()

    settings = Settings(tmp_path / "cache", model="fake")
    knowledge = Knowledge.serve(settings, [sources], embedders=Embedders(open_slowly))
    before = knowledge.snapshot.digest
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(ask, knowledge, PASSAGE)
        try:
            assert searching.wait(WAIT)
            renamed = sources / "articles/another.md"
            (sources / ARTICLE_FILE).rename(renamed)
            edit(renamed, "article: what-is-a-fine", "article: another")
            edit(renamed, LIQUIDATION, OTHER)
            assert [d.id for d in knowledge.reload().documents_removed] == ["what-is-a-fine"]
        finally:
            go_on.set()
        told = answer.result(WAIT)
    assert (told.knowledge.digest, [c.document for c in told.citations]) == (before, ["what-is-a-fine"])
    assert [c.document for c in ask(knowledge, PASSAGE).citations] == ["another"]


def test_questions_from_many_threads_while_states_are_swapped(sources: Path, words: Settings) -> None:
    """Each answer is wholly of one state: its figure, its quotes and the digest it names go together."""
    knowledge = Knowledge.serve(words, [sources])
    known = {knowledge.snapshot.digest: "20000000.50"}
    stop = threading.Event()

    def keep_asking() -> set[tuple[str, str]]:
        seen = set()
        while not stop.is_set():
            told = ask(knowledge)
            seen.add((told.knowledge.digest, str(told.figures[0].figure.value)))
        return seen

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(keep_asking) for _ in range(4)]
        try:
            amount, written = "20000000.50", "20,000,000.50"
            for millions in range(30, 36):
                edit(sources / DECISION_FILE, amount, f"{millions}000000")
                edit(sources / DECISION_FILE, written, f"{millions},000,000")
                amount, written = f"{millions}000000", f"{millions},000,000"
                knowledge.reload()
                known[knowledge.snapshot.digest] = amount
        finally:
            stop.set()
        seen = {pair for future in asking for pair in future.result(WAIT)}
    assert seen <= set(known.items())


# What is embedded, and when


def test_only_new_passages_are_embedded_and_before_the_swap(sources: Path, tmp_path: Path) -> None:
    embedder = HashEmbedder()
    settings = Settings(tmp_path / "cache", model="fake")
    knowledge = Knowledge.serve(settings, [sources], embedders=Embedders(lambda _: embedder))
    knowledge.warm()
    embedder.embedded.clear()
    edit(sources / ARTICLE_FILE, LIQUIDATION, OTHER)
    stages: list[Stage] = []
    knowledge.reload(stages.append)
    assert len(embedder.embedded) == 1 and OTHER in embedder.embedded[0]
    assert knowledge.serving.indexes.models == ("fake",)
    assert list(dict.fromkeys(s.name for s in stages)) == ["reading", "embedding", "swapping"]
    assert [s for s in stages if s.name == "embedding"] == [Stage("embedding", 0, 1), Stage("embedding", 1, 1)]
    assert Stage("reading", 2, 2) in stages
    assert [h.text for h in knowledge.search(PASSAGE, 1)] == [f"{OTHER}"]
    assert len(embedder.embedded) == 1  # the search found its vectors ready


def test_without_a_search_so_far_no_model_is_opened(sources: Path, tmp_path: Path) -> None:
    opened: list[str] = []

    def note(model: str) -> HashEmbedder:
        opened.append(model)
        return HashEmbedder()

    settings = Settings(tmp_path / "cache", model="fake")
    knowledge = Knowledge.serve(settings, [sources], embedders=Embedders(note))
    raise_the_fine(sources)
    knowledge.reload()
    assert opened == []


def test_who_stops_the_progress_stops_the_reload(sources: Path, words: Settings) -> None:
    knowledge = Knowledge.serve(words, [sources])
    state = knowledge.serving
    raise_the_fine(sources)

    def stop(stage: Stage) -> None:
        if stage.name == "swapping":
            raise KeyError("enough")

    with pytest.raises(KeyError):
        knowledge.reload(stop)
    assert knowledge.serving is state
    assert not knowledge.reload().unchanged


# The starter knowledge base with an admin's folder


def test_two_sources_are_one_knowledge_base(tmp_path: Path, words: Settings) -> None:
    admin = tmp_path / "kb"
    admin.mkdir()
    knowledge = Knowledge.serve(words, [STARTER, admin])
    alone = knowledge.status().penalties
    write(admin, {DECISION_FILE: DECISION})
    # Registries of the admin's own join those of the starter, so only what is new stands in them.
    (admin / "regulators.yaml").unlink()
    done = knowledge.reload()
    assert knowledge.status().penalties == alone + 1
    assert [c.id for c in done.penalties_added] == ["cnil-acme-2022-fine"]
    assert (imposed(knowledge), done.documents_changed, done.penalties_changed) == ("20000000.50", (), ())
    rows = {row.id: row for row in knowledge.documents()}
    assert len(rows) == knowledge.status().documents
    assert (rows["cnil-acme-2022"].penalties, rows["cnil-acme-2022"].publisher) == (1, "CNIL")
    shutil.rmtree(admin / "decisions")
    assert [c.id for c in knowledge.reload().penalties_removed] == ["cnil-acme-2022-fine"]


# The last good state


def test_the_last_good_state_serves_where_the_sources_cannot(sources: Path, words: Settings) -> None:
    good = Knowledge.serve(words, [sources]).folder
    spoil(sources, words)
    with pytest.raises(NotUsable):
        Knowledge.serve(words, [sources])
    knowledge = Knowledge.serve(words, [sources], last_good=good)
    assert (imposed(knowledge), knowledge.status().stale, knowledge.folder) == ("20000000.50", True, good)
    assert {p.source for p in knowledge.status().problems} == {DECISION_FILE}
    assert knowledge.check_sources() == knowledge.status().problems
    with pytest.raises(NotUsable):
        knowledge.reload()
    assert knowledge.status().stale
    edit(sources / DECISION_FILE, "15000000\n", '"15000000"\n')
    assert knowledge.reload().unchanged
    assert not knowledge.status().stale
    assert knowledge.check_sources() == ()


@pytest.mark.parametrize("damage", ["gone", "damaged"])
def test_a_last_good_state_that_is_not_whole_is_not_used(damage: str, sources: Path, words: Settings) -> None:
    good = Knowledge.serve(words, [sources]).folder
    spoil(sources, words)
    if damage == "gone":
        shutil.rmtree(good)
    else:
        (good / "content" / "content.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(NotUsable):
        Knowledge.serve(words, [sources], last_good=good)


def test_good_sources_are_used_whatever_was_last_good(sources: Path, words: Settings, tmp_path: Path) -> None:
    knowledge = Knowledge.serve(words, [sources], last_good=tmp_path / "nowhere")
    assert not knowledge.status().stale and knowledge.folder.parent == words.cache


def test_checking_uses_nothing(sources: Path, words: Settings) -> None:
    knowledge = Knowledge.serve(words, [sources])
    state = knowledge.serving
    spoil(sources, words)
    assert {p.source for p in knowledge.check_sources()} == {DECISION_FILE}
    assert knowledge.serving is state
    with suppress(NotUsable):
        knowledge.reload()
    assert not knowledge.status().stale


# Old states in the cache


def test_old_states_are_dropped_from_the_cache(sources: Path, words: Settings) -> None:
    words.cache.mkdir()
    theirs = [words.cache / "embeddings.sqlite", words.cache / "notes.txt"]
    for file in theirs:
        file.write_text("")
    knowledge = Knowledge.serve(words, [sources])
    folders = [knowledge.folder]
    for number in range(5):
        edit(sources / ARTICLE_FILE, "What a fine is", f"What a fine is {number}")
        knowledge.reload()
        folders.append(knowledge.folder)
    assert len(set(folders)) == 6
    assert {p for p in words.cache.iterdir() if p.is_dir()} == set(folders[-3:])
    assert all(file.is_file() for file in theirs)


def test_no_question_waits_for_what_the_reload_can_derive(sources: Path, words: Settings) -> None:
    knowledge = Knowledge.serve(words, [sources])
    knowledge.warm()
    raise_the_fine(sources)
    knowledge.reload()
    assert {"documents", "ledger", "understander", "suggester"} <= set(vars(knowledge.snapshot))
    assert knowledge.serving.indexes.models == ("",)  # by words alone
