"""What the cache keeps: the snapshots that served last, and everything that is none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from knowledge.folders import FORMAT
from knowledge.keeping import cached, drop_old, kept
from knowledge.snapshot import build, digest_of_sources
from tests.ingest.files import ARTICLE, DECISION, write


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    return write(tmp_path / "kb", {"decisions/cnil-acme-2022.md": DECISION, "articles/what-is-a-fine.md": ARTICLE})


def states(sources: Path, cache: Path, count: int) -> list[Path]:
    """So many snapshots in the cache, the oldest first."""
    folders = []
    for number in range(count):
        (sources / "extra.jsonl").write_text(f'{{"id": "extra", "text": "number {number}"}}\n')
        _, folder = cached([sources], cache)
        os.utime(folder, (1_000_000 + number, 1_000_000 + number))
        folders.append(folder)
    return folders


def test_the_newest_stay(sources: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    folders = states(sources, cache, 6)
    assert set(drop_old(cache, folders[-1])) == set(folders[:3])
    assert set(cache.iterdir()) == set(folders[3:])
    assert kept(digest_of_sources([sources]), cache) is not None


def test_the_one_serving_stays_however_old(sources: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    folders = states(sources, cache, 6)
    drop_old(cache, folders[0])
    assert set(cache.iterdir()) == {folders[0], folders[4], folders[5]}
    drop_old(cache, folders[4])
    drop_old(cache, folders[4], newest=2)  # the first served before that, so it counts as newer than the last
    assert set(cache.iterdir()) == {folders[0], folders[4]}


def test_the_one_serving_stays_by_whatever_path_it_is_named(sources: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    folders = states(sources, cache, 3)
    (tmp_path / "link").symlink_to(cache)
    drop_old(cache, tmp_path / "link" / folders[0].name, newest=1)
    assert set(cache.iterdir()) == {folders[0]}


def test_snapshots_of_an_older_format_go_too(sources: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    folders = states(sources, cache, 4)
    older = folders[0].rename(cache / f"{folders[0].name.rpartition('-')[0]}-{FORMAT - 1}")
    assert drop_old(cache, folders[-1]) == (older,)


def test_nothing_else_is_touched(sources: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    folders = states(sources, cache, 4)
    outside = folders[0].rename(tmp_path / folders[0].name)
    link = cache / outside.name
    link.symlink_to(outside)
    theirs = ["notes", "0" * 24, f"{'0' * 24}-x", f"{'g' * 24}-1", f"{'0' * 23}-1", f"{'0' * 24}-1", f"{'1' * 24}-2"]
    for name in theirs:
        (cache / name / "content").mkdir(parents=True)
        (cache / name / "content" / "mine.txt").write_text("mine")
    (cache / f"{'2' * 24}-1").write_text("a file with such a name")
    before = set(cache.iterdir())
    assert set(drop_old(cache, folders[-1], newest=1)) == set(folders[1:3])
    assert set(cache.iterdir()) == before - set(folders[1:3])
    assert link.is_symlink() and (outside / "content" / "content.jsonl").is_file()
    assert all((cache / name / "content" / "mine.txt").is_file() for name in theirs)


# Sources that change while they are read


def test_a_file_that_changes_while_it_is_read_is_read_again(sources: Path) -> None:
    path = sources / "decisions/cnil-acme-2022.md"
    changed = path.read_text().replace('title: "CNIL fines Acme"', 'title: "The CNIL fines Acme"')

    def change(done: int, total: int) -> None:
        if done == total:
            path.write_text(changed)

    snapshot = build([sources], change)
    assert snapshot == build([sources])
    assert snapshot.documents["cnil-acme-2022"].title == "The CNIL fines Acme"


def test_files_that_never_rest_are_given_up(sources: Path) -> None:
    def change(done: int, total: int) -> None:
        with (sources / "articles/what-is-a-fine.md").open("a") as file:
            file.write("More.\n")

    with pytest.raises(OSError, match="changed while they are read"):
        build([sources], change)
