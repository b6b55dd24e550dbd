"""`add` and `watch` from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.library.kb import home
from tests.service.kb import Run, cache, run

__all__ = ["cache", "run"]  # fixtures
STORY = "On 3 May 2021 the CNIL fined Acme EUR 300,000 for cookies that nobody had agreed to. The bakers meant well.\n"


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return home(tmp_path / "kb").path


def test_a_file_is_added_and_its_penalty_waits(into: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    done = run("add", str(tmp_path / "story.txt"), "--into", str(into))
    assert done.status == 0 and done.out.startswith("new       on-3-may-2021-the-cnil-fined")
    assert "1 proposals wait for review, 0 sums tell of recorded penalties" in done.out
    again = run("add", str(tmp_path / "story.txt"), "--into", str(into))
    assert again.out.startswith("unchanged ")
    found = run("search", "cookies bakers", "--kb", str(into), "--json").rows[0]["results"]
    assert "bakers meant well" in found[0]["text"]


def test_what_is_refused_is_said_with_its_rule_and_the_rest_is_added(into: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    done = run(
        "add", "http://169.254.169.254/latest", "file:///etc/passwd", str(tmp_path / "story.txt"), "--into", str(into)
    )
    assert done.status == 1
    assert done.err.count("refused by the rule") == 2 and "new " in done.out


def test_bad_input(into: Path, tmp_path: Path, run: Run) -> None:
    assert "no such file; a link starts with https://" in run("add", "nowhere.pdf", "--into", str(into)).err
    assert "a folder; give its files, or `watch` it" in run("add", str(tmp_path), "--into", str(into)).err
    assert "no such folder" in run("watch", str(tmp_path / "nowhere"), "--into", str(into)).err
    (tmp_path / "file").write_text("x")
    assert "a folder is expected" in run("add", str(tmp_path / "file"), "--into", str(tmp_path / "file")).err


@pytest.mark.parametrize("inbox", ["kb", "kb/documents", ".", "kb/../kb", "link"])
def test_the_folder_to_watch_and_the_knowledge_base_lie_apart(inbox: str, into: Path, tmp_path: Path, run: Run) -> None:
    (into / "documents").mkdir()
    (into / "documents" / "story.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "link").symlink_to(into)
    done = run("watch", str(tmp_path / inbox), "--once", "--into", str(into))
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert "have to lie apart" in done.err


def test_a_watched_folder(into: Path, tmp_path: Path, run: Run) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "story.txt").write_text(STORY, encoding="utf-8")
    (inbox / "half.pdf.part").write_bytes(b"%PDF")
    done = run("watch", str(inbox), "--once", "--into", str(into))
    assert done.status == 0 and done.out.count("new ") == 1 and "1 proposals wait" in done.out
