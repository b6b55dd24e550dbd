"""`review` from the command line: list, show, accept, edit, reject, merge, merged, undo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from tests.library.kb import Home, home, told
from tests.service.kb import Run, cache, run

__all__ = ["cache", "run"]  # fixtures
TEXT = "On 5 March 2024 the CNIL fined Borealis SA EUR 50,000 for its cookies. Nobody appealed."
QUOTE = "On 5 March 2024 the CNIL fined Borealis SA EUR 50,000 for its cookies."


@pytest.fixture
def kb(tmp_path: Path) -> Home:
    made = home(tmp_path / "kb")
    made.put("paper", TEXT, told(TEXT, QUOTE), url="https://paper.example/1")
    return made


def identity(kb: Home) -> str:
    return kb.snapshot.review.proposals[0].id


def test_list_and_show(kb: Home, run: Run) -> None:
    listed = run("review", "list", "--into", str(kb.path))
    assert listed.status == 0
    first, last = listed.out.splitlines()
    assert first.startswith(f"{identity(kb)}  0.90  EUR 50,000  Borealis SA  CNIL  2024-03-05")
    assert last == "1 proposals, 1 of them ready to be accepted as they are"
    shown = run("review", "show", identity(kb), "--into", str(kb.path)).out
    assert f">>>{QUOTE}<<< Nobody appealed." in shown and "https://paper.example/1" in shown


def test_json(kb: Home, run: Run) -> None:
    (row,) = run("review", "list", "--json", "--into", str(kb.path)).rows
    assert (row["amount"], row["currency"], row["quote"], row["ready"]) == ("50000", "EUR", QUOTE, True)
    assert run("review", "show", row["id"], "--json", "--into", str(kb.path)).rows == [row]


def test_the_folder_may_stand_in_the_environment(kb: Home, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINEPRINT_KB", str(kb.path))
    assert run("review", "list").status == 0


def test_accepted_it_is_a_figure(kb: Home, run: Run) -> None:
    done = run("review", "accept", identity(kb), "--into", str(kb.path), "--by", "Ada")
    assert "accepted as cnil-borealis-sa-2024-fine (decisions/cnil-borealis-sa-2024.md, respondents.yaml)" in done.out
    answer = run("ask", "how much has Borealis been fined?", "--kb", str(kb.path))
    assert "€50,000" in answer.out and "CNIL" in answer.out
    assert '"by": "Ada"' in (kb.path / "review.jsonl").read_text()


def test_above_a_confidence(kb: Home, run: Run) -> None:
    assert run("review", "accept", "--above", "0.95", "--into", str(kb.path)).out == "0 accepted\n"
    assert run("review", "accept", "--above", "0.9", "--into", str(kb.path)).out.endswith("1 accepted\n")


def test_edit_reject_merge_and_undo(kb: Home, run: Run) -> None:
    into = ("--into", str(kb.path))
    one = identity(kb)
    assert "rejected" in run("review", "reject", one, "--reason", "not ours", *into).out
    assert run("review", "list", *into).out.startswith("0 proposals")
    assert "undone" in run("review", "undo", one, *into).out
    assert "doubtful: it tells EUR 50,000" in run("review", "merge", one, "cnil-acme-2022-fine", *into).err
    merge = run("review", "merge", one, "cnil-acme-2022-fine", "--even-so", *into)
    assert "merged as cnil-acme-2022-fine" in merge.out
    merged = run("review", "merged", "--json", *into).rows
    assert [(r["id"], r["penalty"]) for r in merged] == [(one, "cnil-acme-2022-fine")]
    run("review", "undo", one, *into)
    assert "accepted as" in run("review", "edit", one, "--amount", "60000", *into).out
    assert kb.snapshot.ledger.by_id["cnil-borealis-sa-2024-fine"].amount is not None


@dataclass(frozen=True, slots=True)
class Bad:
    id: str
    arguments: tuple[str, ...]
    says: str


BAD = (
    Bad("no such proposal", ("show", "nix"), "no proposal 'nix' is waiting"),
    Bad("accept no such", ("accept", "nix"), "no proposal 'nix' is waiting"),
    Bad("neither ids nor above", ("accept",), "ids, or --above SHARE"),
    Bad("a bad amount", ("edit", "ID", "--amount", "1,000"), "amount is digits with at most one point"),
    Bad("no such penalty", ("merge", "ID", "nix"), "no penalty 'nix' is recorded"),
    Bad("nothing to undo", ("undo", "nix"), "nothing was decided about 'nix'"),
)


@pytest.mark.parametrize("bad", BAD, ids=lambda b: b.id)
def test_bad_input_is_one_line(bad: Bad, kb: Home, run: Run) -> None:
    arguments = [identity(kb) if a == "ID" else a for a in bad.arguments]
    done = run("review", *arguments, "--into", str(kb.path))
    assert done.status == 2 and bad.says in done.err and done.err.count("\n") == 1


def test_without_a_folder(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("FINEPRINT_KB", raising=False)
    assert "name your knowledge base folder" in run("review", "list").err
    assert "no such folder" in run("review", "list", "--into", str(tmp_path / "nowhere")).err


def test_what_is_doubtful_says_so(tmp_path: Path, run: Run) -> None:
    kb = home(tmp_path / "kb")
    kb.put("paper", TEXT, told(TEXT, QUOTE, decided=date(2031, 1, 1)))
    shown = run("review", "show", identity(kb), "--into", str(kb.path)).out
    assert "doubt   the decision is dated 2031-01-01, which is in the future" in shown
    assert "0 accepted" in run("review", "accept", "--above", "0.1", "--into", str(kb.path)).out


def test_questions_are_asked_of_the_starter_and_the_folder_together(
    kb: Home, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FINEPRINT_KB", str(kb.path))
    (kb.path / "decisions" / "cnil-acme-2022.md").unlink()
    run("review", "accept", identity(kb))
    assert "€50,000" in run("ask", "how much has Borealis been fined?").out
    assert "€25,200,000" in run("ask", "how much has Clearview been fined in France?").out
    monkeypatch.setenv("FINEPRINT_KB", str(kb.path / "nowhere"))
    assert "FINEPRINT_KB" in run("ask", "how much has Borealis been fined?").err
