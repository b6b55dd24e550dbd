"""Knowledge: opened from a folder, a built one or the starter one; asked from several threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from knowledge import Damaged, Kind, Knowledge, Selection, Settings
from knowledge.service import build_to
from tests.ingest.files import ARTICLE, DECISION, write

AS_OF = date(2026, 11, 23)
QUESTION = "how much has Acme been fined?"


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    return write(tmp_path / "kb", {"decisions/cnil-acme-2022.md": DECISION, "articles/what-is-a-fine.md": ARTICLE})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "cache", words_only=True)


def test_a_folder_of_sources(sources: Path, settings: Settings) -> None:
    knowledge = Knowledge.open(settings, sources)
    status = knowledge.status()
    assert (status.documents, status.penalties, status.fines, status.regulators) == (2, 1, 1, 1)
    assert (status.respondents, status.latest_decision, status.problems) == (1, date(2022, 10, 17), ())
    figures = [(t.figure.basis, str(t.figure.value)) for t in knowledge.ask(QUESTION, AS_OF, today=AS_OF).figures]
    assert figures[:2] == [("imposed", "20000000.50"), ("standing", "15000000")]


def test_a_built_folder_answers_the_same_without_its_sources(sources: Path, settings: Settings, tmp_path: Path) -> None:
    expected = Knowledge.open(settings, sources).ask(QUESTION, AS_OF, today=AS_OF)
    built = build_to([sources], tmp_path / "built", settings)
    assert built.ask(QUESTION, AS_OF, today=AS_OF) == expected
    sources.rename(tmp_path / "away")
    assert Knowledge.open(settings, tmp_path / "built").ask(QUESTION, AS_OF, today=AS_OF) == expected


def test_a_built_folder_that_is_damaged_is_not_used(sources: Path, settings: Settings, tmp_path: Path) -> None:
    build_to([sources], tmp_path / "built", settings)
    for name in ("content.jsonl", "about.json"):
        (tmp_path / "built" / "content" / name).unlink()
        with pytest.raises(Damaged):
            Knowledge.open(settings, tmp_path / "built")


def test_a_folder_that_is_not_there(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        Knowledge.open(settings, tmp_path / "nowhere")


def test_the_as_of_date_is_the_day_by_default(sources: Path, settings: Settings) -> None:
    knowledge = Knowledge.open(settings, sources)
    early = knowledge.ask(QUESTION, today=date(2023, 1, 1))
    assert early.knowledge.as_of == date(2023, 1, 1)
    assert [str(t.figure.value) for t in early.figures][:1] == ["20000000.50"]
    assert knowledge.ask(QUESTION, date(2020, 1, 1), today=AS_OF).kind == "refusal"


def test_penalties_by_selection(sources: Path, settings: Settings) -> None:
    knowledge = Knowledge.open(settings, sources)
    assert [p.id for p in knowledge.penalties(Selection(respondents=("acme",)), AS_OF)] == ["cnil-acme-2022-fine"]
    assert knowledge.penalties(Selection(kinds=frozenset({Kind.REDRESS})), AS_OF) == []


def test_search_is_verbatim(sources: Path, settings: Settings) -> None:
    knowledge = Knowledge.open(settings, sources)
    hits = knowledge.search("a court cut the fine", 5)
    assert hits
    for hit in hits:
        assert knowledge.snapshot.documents[hit.document].text[hit.start : hit.end] == hit.text
    assert len(knowledge.search("fine", 1)) == 1


def test_threads_get_the_same_answers(sources: Path, settings: Settings) -> None:
    questions = [QUESTION, "what is a fine?", "how many fines are there?", "why was Acme fined?"] * 4
    expected = [Knowledge.open(settings, sources).ask(q, AS_OF, today=AS_OF) for q in questions]
    knowledge = Knowledge.open(settings, sources)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda q: knowledge.ask(q, AS_OF, today=AS_OF), questions)) == expected


def test_the_status_names_the_model_that_is_used(sources: Path, settings: Settings) -> None:
    assert Knowledge.open(settings, sources).status().model != "minilm"
