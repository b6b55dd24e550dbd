"""A snapshot: built whole, saved, loaded, and built again where what was saved cannot be trusted."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from knowledge.folders import FORMAT, Damaged
from knowledge.ingest.sources import STARTER
from knowledge.keeping import cached, load, save
from knowledge.snapshot import NotUsable, build, digest_of_sources
from tests.ingest.files import ARTICLE, DECISION, write

NAME = "decisions/cnil-acme-2022.md"


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    return write(tmp_path / "kb", {NAME: DECISION, "articles/what-is-a-fine.md": ARTICLE})


def test_what_is_saved_is_what_is_loaded(sources: Path, tmp_path: Path) -> None:
    snapshot = build([sources])
    save(snapshot, tmp_path / "out")
    assert load(tmp_path / "out") == snapshot
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_the_starter_knowledge_base_too(tmp_path: Path) -> None:
    snapshot = build([STARTER])
    save(snapshot, tmp_path / "out")
    loaded = load(tmp_path / "out")
    assert loaded == snapshot
    assert loaded.ledger.penalties == snapshot.ledger.penalties


def test_two_builds_have_one_digest(sources: Path, tmp_path: Path) -> None:
    shutil.copytree(sources, tmp_path / "copy")
    one, other = build([sources]), build([tmp_path / "copy"])
    assert one.digest == other.digest
    for name, snapshot in (("one", one), ("other", other)):
        save(snapshot, tmp_path / name)
    files = [{p.name: p.read_bytes() for p in (tmp_path / n).iterdir()} for n in ("one", "other")]
    assert files[0] == files[1]


@dataclass(frozen=True, slots=True)
class Change:
    id: str
    do: Callable[[Path], object]


def append(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text((folder / name).read_text() + "\n# more\n")


CHANGES = (
    Change("a decision", append(NAME)),
    Change("an article", append("articles/what-is-a-fine.md")),
    Change("the regulators", append("regulators.yaml")),
    Change("the respondents", append("respondents.yaml")),
    Change("a new file", lambda folder: (folder / "new.jsonl").write_text('{"id": "n", "text": "x"}\n')),
    Change("a file gone", lambda folder: (folder / "articles/what-is-a-fine.md").unlink()),
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda c: c.id)
def test_a_change_gives_another_digest_and_is_seen(change: Change, sources: Path, tmp_path: Path) -> None:
    before, place = cached([sources], tmp_path / "cache")
    change.do(sources)
    after, other = cached([sources], tmp_path / "cache")
    assert after.digest != before.digest == build_digest(place)
    assert other != place
    assert after == build([sources])


def build_digest(place: Path) -> str:
    return str(json.loads((place / "content" / "about.json").read_text())["digest"])


def test_the_starter_registries_count_for_sources_without_their_own(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "a", "text": "x"}\n')
    snapshot = build([tmp_path / "a.jsonl"])
    assert "CNIL" in {r.code for r in snapshot.content.regulators}
    assert snapshot.digest == digest_of_sources([tmp_path / "a.jsonl"])


def put(name: str, content: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(content)


def remove(*names: str) -> Callable[[Path], object]:
    return lambda folder: [(folder / name).unlink() for name in names]  # type: ignore[func-returns-value]


def edit(change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    return lambda folder: (folder / CONTENT).write_bytes(change((folder / CONTENT).read_bytes()))


def folder_for_content(folder: Path) -> None:
    (folder / CONTENT).unlink()
    (folder / CONTENT).mkdir()


ABOUT, CONTENT = "about.json", "content.jsonl"
DAMAGE = (
    Change("content cut short", edit(lambda b: b[:-40])),
    Change("content empty", put(CONTENT, b"")),
    Change("one digit changed", edit(lambda b: b.replace(b"20000000", b"20000001"))),
    Change("content gone", remove(CONTENT)),
    Change("about gone", remove(ABOUT)),
    Change("about empty", put(ABOUT, b"")),
    Change("about is no JSON", put(ABOUT, b"{garbage")),
    Change("about is no UTF-8", put(ABOUT, b"\xff\xfe\x00")),
    Change("about is a list", put(ABOUT, b"[]")),
    Change("about holds nothing", put(ABOUT, b"{}")),
    Change("about is null", put(ABOUT, b"null")),
    Change("another format", put(ABOUT, b'{"format": 0, "digest": "x", "files": {}}')),
    Change("files are no mapping", put(ABOUT, b'{"format": %d, "digest": "x", "files": 5}' % FORMAT)),
    Change("the folder empty", remove(ABOUT, CONTENT)),
    Change("a folder for content", folder_for_content),
)
NO_DIGEST = put(ABOUT, b'{"format": %d, "files": {}}' % FORMAT)
NO_FILES = put(ABOUT, b'{"format": %d, "digest": "x", "files": {}}' % FORMAT)
BOTTOMLESS = put(ABOUT, b"[" * 100_000)
REAL_BUGS = (
    pytest.param(
        Change("", NO_DIGEST),
        id="about without a digest",
    ),
    pytest.param(
        Change("", NO_FILES),
        id="about that names no file",
    ),
    pytest.param(
        Change("", BOTTOMLESS),
        id="about without bottom",
    ),
)


@pytest.mark.parametrize("damage", [*(pytest.param(d, id=d.id) for d in DAMAGE), *REAL_BUGS])
def test_a_damaged_folder_is_built_again(damage: Change, sources: Path, tmp_path: Path) -> None:
    snapshot, folder = cached([sources], tmp_path / "cache")
    place = folder / "content"
    damage.do(place)
    with pytest.raises((Damaged, FileNotFoundError)):
        load(place)
    assert cached([sources], tmp_path / "cache") == (snapshot, folder)
    assert load(place) == snapshot


def test_a_half_written_folder_beside_it_is_not_used(sources: Path, tmp_path: Path) -> None:
    snapshot, folder = cached([sources], tmp_path / "cache")
    (folder / "content").rename(folder / ".content-half")
    assert cached([sources], tmp_path / "cache") == (snapshot, folder)
    assert load(folder / "content") == snapshot


def test_what_was_saved_is_loaded_not_built(sources: Path, tmp_path: Path) -> None:
    snapshot, folder = cached([sources], tmp_path / "cache")
    before = (folder / "content" / "content.jsonl").stat().st_mtime_ns
    assert cached([sources], tmp_path / "cache") == (snapshot, folder)
    assert (folder / "content" / "content.jsonl").stat().st_mtime_ns == before


def test_a_cache_that_cannot_be_written_is_no_fault(sources: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file, not a folder")
    snapshot, _ = cached([sources], tmp_path / "cache")
    assert snapshot == build([sources])


def test_fatal_problems_keep_sources_out_of_use(sources: Path, tmp_path: Path) -> None:
    write(sources, {NAME: DECISION.replace('"20000000.50"', "20000000.50"), "bad.md": "nothing"})
    with pytest.raises(NotUsable, match="problems") as caught:
        cached([sources], tmp_path / "cache")
    assert {p.source for p in caught.value.problems} == {NAME, "bad.md"}
    assert not (tmp_path / "cache").exists()
