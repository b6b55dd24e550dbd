"""/kb merged and /kb status: what was decided about texts, by whom or by which rule, and the way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from knowledge import Indexing, Knowledge
from knowledge.ingest.content import Copy
from knowledge.snapshot import Snapshot
from tests.bot.added import ACME, own, put, served
from tests.bot.reviewing import ids, proposing, shown
from tests.bot.simulated import World, buttons, simulated, starter
from tests.library.kb import Home, told

pytestmark = pytest.mark.asyncio
AGAIN = "In October 2022 the CNIL fined Acme EUR 20,000,000.50."


def _again(kb: Home, document: str = "again", text: str = AGAIN) -> None:
    day: dict[str, Any] = {"respondent": "Acme", "respondent_id": "acme", "decided": date(2022, 10, 1)}
    kb.put(
        document,
        text,
        told(text, AGAIN, "20000000.50", precision="month", **day),
        url=f"https://paper.example/{document}",
    )


def _menu(message: Any) -> dict[str, Any]:
    return next(b for i, b in buttons(message).items() if ":undo:" in i)


async def _open(world: World) -> Any:
    result = await world.admin.slash(world.channel, "kb merged")
    assert result.ephemeral
    return result.response


async def test_what_a_rule_merged_is_shown_with_its_rule_and_can_be_undone(tmp_path: Path) -> None:
    knowledge, kb = own(tmp_path)
    _again(kb)
    knowledge.reload()
    async with simulated(tmp_path / "state", knowledge) as world:
        message = await _open(world)
        text = shown(message)
        subject = knowledge.merged()[0].subject
        for part in ("Merged or decided: 1", "EUR 20,000,000.5 [About again](https://paper.example/again)",
                     f"(`{ACME}`)", "same sum", subject):  # fmt: skip
            assert part in text, text
        (option,) = _menu(message)["options"]
        assert subject not in option["value"] and len(option["value"]) <= 100
        done = await world.admin.select(message, [option["value"]], custom_id=_menu(message)["custom_id"])
        text = shown(done.response)
        assert f"Taken back: `{subject}`" in text and "Nothing was merged or decided." in text
        assert buttons(done.response) == {}
        assert len(knowledge.snapshot.review.proposals) == 1
        undone, opened = await world.store.audit()
        assert (opened.action, opened.outcome) == ("kb merged", "1 listed")
        assert (undone.action, undone.outcome) == ("kb merged undo", f"{subject} separate, was {ACME}")


async def test_what_persons_decided_is_undone_too(tmp_path: Path) -> None:
    knowledge, kb = proposing(tmp_path, "Alpha SA", "Beta SA")
    desk = kb.desk
    first, second = (c.id for c in knowledge.cards())
    desk.accept(first)
    desk.reject(second, "a joke")
    knowledge.reload()
    async with simulated(tmp_path / "state", knowledge) as world:
        message = await _open(world)
        text = shown(message)
        assert "accepted by Ada" in text and "rejected by Ada: a joke" in text and "→ not recorded" in text
        for _ in range(2):
            value = _menu(message)["options"][0]["value"]
            message = (await world.admin.select(message, [value], custom_id=_menu(message)["custom_id"])).response
        assert "Nothing was merged or decided." in shown(message)
        assert ids(knowledge) == [ACME] and len(knowledge.cards()) == 2
        assert not (kb.path / "decisions/cnil-alpha-sa-2024.md").exists()


async def test_pages_of_what_was_merged(tmp_path: Path) -> None:
    knowledge, kb = own(tmp_path)
    for n in range(23):
        _again(kb, f"paper-{n:02}", f"Paper {n} has it. {AGAIN}")
    knowledge.reload()
    async with simulated(tmp_path / "state", knowledge) as world:
        message, seen = await _open(world), ""
        for n in range(3):
            assert f"Page {n + 1} of 3" in shown(message) and len(_menu(message)["options"]) == (10, 10, 3)[n]
            seen += shown(message)
            forth = next(i for i in buttons(message) if ":next:" in i)
            if n < 2:
                message = (await world.admin.click(message, custom_id=forth)).response
        assert buttons(message)[forth]["disabled"]
        assert all(f"paper-{n:02}" in seen for n in range(23))
        back = next(i for i in buttons(message) if ":back:" in i)
        assert "Page 2 of 3" in shown((await world.admin.click(message, custom_id=back)).response)


async def test_what_was_taken_back_already_is_said(tmp_path: Path) -> None:
    knowledge, kb = own(tmp_path)
    _again(kb)
    put(kb, "Alpha SA", 50000)
    knowledge.reload()
    async with simulated(tmp_path / "state", knowledge) as world:
        one, two = await _open(world), await _open(world)
        value = _menu(one)["options"][0]["value"]
        await world.admin.select(one, [value], custom_id=_menu(one)["custom_id"])
        late = await world.admin.select(two, [value], custom_id=_menu(two)["custom_id"])
        assert "has been taken back already" in shown(late.response)


async def test_who_is_no_admin_any_more_takes_nothing_back(tmp_path: Path) -> None:
    knowledge, kb = own(tmp_path)
    _again(kb)
    knowledge.reload()
    async with simulated(tmp_path / "state", knowledge) as world:
        message = await _open(world)
        object.__setattr__(world.answering.settings, "fineprint_admin_server", world.guild.id + 1)
        refused = await world.admin.select(
            message, [_menu(message)["options"][0]["value"]], custom_id=_menu(message)["custom_id"]
        )
        assert "members who may manage" in shown(refused.response)
        assert len(knowledge.merged()) == 1


async def test_what_is_no_longer_what_was_shown_is_shown_anew(tmp_path: Path) -> None:
    """Rejected by one, taken back by another and merged by a third: not what this one meant to take back."""
    knowledge, kb = proposing(tmp_path, "Alpha SA")
    (card,) = knowledge.cards()
    kb.desk.reject(card.id)
    knowledge.reload()
    async with simulated(tmp_path / "state", knowledge) as world:
        message = await _open(world)
        value = _menu(message)["options"][0]["value"]
        kb.desk.undo(knowledge.merged()[0].subject)
        kb.desk.merge(card.id, ACME, even_so=True)
        late = await world.admin.select(message, [value], custom_id=_menu(message)["custom_id"])
        assert "has changed meanwhile" in shown(late.response) and f"(`{ACME}`)" in shown(late.response)
        assert [m.how for m in knowledge.merged()] == ["source"]


async def test_what_was_changed_by_hand_is_not_taken_back(tmp_path: Path) -> None:
    knowledge, kb = proposing(tmp_path, "Alpha SA")
    kb.desk.accept(knowledge.cards()[0].id)
    file = next(p for p in kb.path.glob("decisions/*alpha*.md"))
    file.write_text(file.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    knowledge.reload()
    async with simulated(tmp_path / "state", knowledge) as world:
        message = await _open(world)
        value = _menu(message)["options"][0]["value"]
        told_ = await world.admin.select(message, [value], custom_id=_menu(message)["custom_id"])
        assert "Not taken back: " in shown(told_.response) and "was changed or moved by hand" in shown(told_.response)
        assert file.is_file()


# Status


async def test_the_status_tells_what_waits_and_what_is_a_copy(tmp_path: Path) -> None:
    knowledge, _ = proposing(tmp_path, "Alpha SA", "Beta SA")
    held = knowledge.snapshot
    first = held.documents["alpha-sa"]
    content = replace(held.content, copies=(Copy(replace(first, id="again"), first.id, "same text", 1.0),))
    knowledge.serving.snapshot = Snapshot(held.digest, content)
    async with simulated(tmp_path / "state", knowledge) as world:
        told_ = shown((await world.admin.slash(world.channel, "kb status")).response)
        assert "Waiting for `/kb review`: 2" in told_ and "Copies of other documents, see `/kb merged`: 1" in told_
        assert "Vectors" not in told_
        listed = shown(await _open(world))
        assert "[About alpha-sa](https://paper.example/alpha-sa) is a copy of About alpha-sa (`alpha-sa`)" in listed


class _Indexing(Knowledge):
    """Its vectors are on their way."""

    at: Indexing

    def status(self) -> Any:
        return replace(super().status(), indexing=self.at)


@pytest.mark.parametrize(
    ("at", "says"),
    [
        (Indexing(30, 90, datetime(2026, 11, 24, tzinfo=UTC), 2.0, 150.0), "30 of 90 passages"),
        (Indexing(30, 90, datetime(2026, 11, 24, tzinfo=UTC), 2.0, 150.0), "about 2 min left"),
        (Indexing(0, 90, datetime(2026, 11, 24, tzinfo=UTC)), "⏳ Vectors: 0 of 90"),
        (Indexing(30, 90, datetime(2026, 11, 24, tzinfo=UTC), failure="no disk"), "searched by their words: no disk"),
    ],
    ids=["done", "left", "begun", "failed"],
)
async def test_the_status_tells_how_far_the_vectors_are(tmp_path: Path, at: Indexing, says: str) -> None:
    _, kb = own(tmp_path)
    knowledge = served(kb, tmp_path, _Indexing)
    knowledge.at = at
    async with simulated(tmp_path / "state", knowledge) as world:
        assert says in shown((await world.admin.slash(world.channel, "kb status")).response)


async def test_the_starter_knowledge_base_alone_has_nothing_to_review(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        told_ = shown((await world.admin.slash(world.channel, "kb status")).response)
        assert f"Waiting for `/kb review`: {len(starter().snapshot.review.proposals)}" in told_
