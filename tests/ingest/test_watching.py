"""A watched folder: what is named, when, and what never is."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from knowledge.ingest.watching import Watch


def write(path: Path, text: str, at: int = 1_000) -> Path:
    """A file that was last changed ``at`` seconds: no test waits for a clock to move."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (at, at))
    return path


def test_a_file_is_named_once_when_it_has_stopped_changing(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    assert watch.changed() == ()
    fine = write(tmp_path / "fine.pdf", "a", at=1)
    assert watch.changed() == ()
    write(fine, "ab", at=2)
    assert watch.changed() == ()
    write(fine, "abc", at=2)
    assert watch.changed() == ()
    assert watch.changed() == (fine,)
    assert watch.changed() == ()


def test_what_lies_there_at_the_start_is_named_at_the_second_look(tmp_path: Path) -> None:
    files = (write(tmp_path / "a.txt", "a"), write(tmp_path / "b" / "c" / "d.html", "d"))
    watch = Watch(tmp_path)
    assert (watch.changed(), watch.changed(), watch.changed()) == ((), files, ())


@pytest.mark.parametrize(("text", "at"), [("b", 2_000), ("ab", 1_000)], ids=["another time", "another size"])
def test_a_changed_file_is_named_again(text: str, at: int, tmp_path: Path) -> None:
    file = write(tmp_path / "a.txt", "a")
    watch = Watch(tmp_path)
    watch.changed()
    assert watch.changed() == (file,)
    write(file, text, at)
    assert (watch.changed(), watch.changed(), watch.changed()) == ((), (file,), ())


def test_a_file_put_in_another_s_place_is_named(tmp_path: Path) -> None:
    file = write(tmp_path / "a.txt", "a")
    other = write(tmp_path / "other" / "a.txt", "b")
    watch = Watch(tmp_path)
    watch.changed()
    assert watch.changed() == (file, other)
    other.replace(file)
    assert (watch.changed(), watch.changed()) == ((), (file,))


def test_a_file_that_went_and_came_back_is_new(tmp_path: Path) -> None:
    file = write(tmp_path / "a.txt", "a")
    watch = Watch(tmp_path)
    watch.changed()
    watch.changed()
    away = tmp_path / ".away"
    file.rename(away)
    assert watch.changed() == ()
    away.rename(file)
    assert (watch.changed(), watch.changed()) == ((), (file,))


def test_a_file_that_goes_before_it_is_named_is_not_named(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    file = write(tmp_path / "a.txt", "a")
    watch.changed()
    file.unlink()
    assert (watch.changed(), watch.changed()) == ((), ())


NEVER = (
    ".hidden", ".git/config", "~$letter.docx", "fine.pdf.part", "fine.pdf.crdownload", "fine.tmp", "FINE.TMP",
    "fine.pdf~", ".~lock.fine.odt#", "fine.download", "Thumbs.db", "sub/.DS_Store", "sub/fine.partial",
)  # fmt: skip


@pytest.mark.parametrize("name", NEVER)
def test_hidden_and_unfinished_files_are_never_named(name: str, tmp_path: Path) -> None:
    write(tmp_path / name, "a")
    watch = Watch(tmp_path)
    assert (watch.changed(), watch.changed(), watch.changed()) == ((), (), ())


def test_an_empty_file_is_not_named_until_it_holds_something(tmp_path: Path) -> None:
    file = write(tmp_path / "a.txt", "")
    watch = Watch(tmp_path)
    assert (watch.changed(), watch.changed()) == ((), ())
    write(file, "a")
    assert (watch.changed(), watch.changed()) == ((), (file,))


def test_a_download_is_named_by_the_name_that_it_gets_in_the_end(tmp_path: Path) -> None:
    part = write(tmp_path / "fine.pdf.part", "a")
    watch = Watch(tmp_path)
    assert (watch.changed(), watch.changed()) == ((), ())
    done = part.rename(tmp_path / "fine.pdf")
    assert (watch.changed(), watch.changed()) == ((), (done,))


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside" / "secret.txt", "a")
    folder = tmp_path / "watched"
    folder.mkdir()
    (folder / "link.txt").symlink_to(outside)
    (folder / "round").symlink_to(folder)
    (folder / "out").symlink_to(outside.parent)
    watch = Watch(folder)
    assert (watch.changed(), watch.changed()) == ((), ())


def test_what_is_neither_file_nor_folder_is_not_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    watch = Watch(tmp_path)
    assert (watch.changed(), watch.changed()) == ((), ())


def test_a_folder_that_is_gone_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "watched"
    write(folder / "a.txt", "a")
    watch = Watch(folder)
    watch.changed()
    shutil.rmtree(folder)
    with pytest.raises(FileNotFoundError):
        watch.changed()
