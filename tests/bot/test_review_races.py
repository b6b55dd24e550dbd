"""Several admins, several programs, rights that are lost, and folders that fail while a proposal is reviewed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.views.pager import LIFETIME
from knowledge import Busy, Damaged, Knowledge, Reloaded, ReloadUnderWay
from tests.bot.added import ACME, put, served
from tests.bot.reviewing import ADMIN, Session, ids, place_of, proposing, shown
from tests.bot.simulated import simulated

pytestmark = pytest.mark.asyncio


async def test_what_another_admin_decided_is_said(tmp_path: Path) -> None:
    knowledge, _ = proposing(tmp_path, "Alpha SA", "Beta SA")
    async with simulated(tmp_path / "state", knowledge) as world:
        roles = [world.guild.create_role("Admins too", permissions=ADMIN)]
        bea = world.guild.add_member(world.env.create_user("bea"), roles=roles)
        ada, other = await Session.open(world), await Session.open(world, bea)
        await ada.click("reject")
        await other.click("accept")
        assert "decided already" in other.text and "Beta SA" in other.text and ids(knowledge) == [ACME]
        third = await Session.open(world, bea)
        await ada.click("accept")
        await third.click("edit")
        assert "decided already" in third.text and "Nothing waits" in third.text
        rows = [r for r in await world.store.audit() if r.user == bea.id and r.action == "kb review accept"]
        assert [r.outcome.split(":")[0] for r in rows] == ["refused"]


async def test_the_buttons_of_one_card_say_nothing_about_the_next(tmp_path: Path) -> None:
    """A second, late click on Accept is about the card that was shown: the next one is not accepted unseen."""
    knowledge, _ = proposing(tmp_path, "Alpha SA", "Beta SA")
    async with simulated(tmp_path / "state", knowledge) as world:
        session = await Session.open(world)
        first = place_of(session.id("accept"))
        await session.click("accept")
        second = place_of(session.id("accept"))
        assert first.card != second.card and first.seen != second.seen
        assert ids(knowledge) == [ACME, "cnil-alpha-sa-2024-fine"]


async def test_what_another_program_decided_meanwhile_counts(tmp_path: Path) -> None:
    """Another process with the same folder: nothing is recorded twice."""
    knowledge, kb = proposing(tmp_path, "Alpha SA", "Beta SA")
    async with simulated(tmp_path / "state", knowledge) as world:
        session = await Session.open(world)
        kb.desk.accept(knowledge.cards()[0].id)
        await session.click("accept")
        assert "decided already" in session.text and "Beta SA" in session.text
        assert ids(knowledge) == [ACME, "cnil-alpha-sa-2024-fine"]


async def test_a_proposal_that_changed_since_it_was_shown_is_shown_anew(tmp_path: Path) -> None:
    knowledge, kb = proposing(tmp_path, "Alpha SA")
    async with simulated(tmp_path / "state", knowledge) as world:
        session = await Session.open(world)
        put(kb, "Alpha SA", 50000, decided=date(2023, 3, 5), confidence=0.95)
        await session.click("accept")
        assert "has changed meanwhile" in session.text and "Decided: 2023-03-05" in session.text
        assert ids(knowledge) == [ACME]
        await session.click("accept")
        assert ids(knowledge) == [ACME, "cnil-alpha-sa-2023-fine"]


async def test_who_is_no_admin_any_more_decides_nothing(tmp_path: Path) -> None:
    knowledge, _ = proposing(tmp_path, "Alpha SA")
    async with simulated(tmp_path / "state", knowledge) as world:
        session = await Session.open(world)
        object.__setattr__(world.answering.settings, "fineprint_admin_server", world.guild.id + 1)
        refused = await session.click("accept")
        assert "members who may manage" in shown(refused.response)
        assert ids(knowledge) == [ACME]


async def test_the_buttons_outlive_their_token_and_leave_nothing_in_memory(tmp_path: Path) -> None:
    knowledge, _ = proposing(tmp_path, "Alpha SA", "Beta SA")
    async with simulated(tmp_path / "state", knowledge) as world:
        session = await Session.open(world)
        await world.env.advance_time(LIFETIME * 5)
        await session.click("accept")
        assert "Accepted" in session.text and "Beta SA" in session.text
        views = world.bot._connection._view_store
        assert session.message_id not in views._views and session.message_id not in views._synced_message_views


class _Trouble(Knowledge):
    """Its reloads raise what stands in ``errors``, one after the other."""

    errors: list[Exception | None]

    def reload(self, progress: Any = None) -> Reloaded:
        error = self.errors.pop(0) if getattr(self, "errors", None) else None
        if error:
            raise error
        return super().reload(progress)


@pytest.mark.parametrize(
    ("errors", "told_", "recorded"),
    [
        ([ReloadUnderWay("x"), None], "✅ Accepted as", True),
        ([None, OSError("No space left on device")], "not in use yet: No space left on device", False),
        ([Damaged("it is broken")], "That did not work", False),
    ],
    ids=["waits for a reload that is under way", "the reload after it", "the reload before it"],
)
async def test_a_reload_that_fails_is_told(
    tmp_path: Path, errors: list[Exception | None], told_: str, recorded: bool
) -> None:
    _, kb = proposing(tmp_path, "Alpha SA")
    knowledge = served(kb, tmp_path, _Trouble)
    async with simulated(tmp_path / "state", knowledge) as world:
        session = await Session.open(world)
        knowledge.errors = errors
        result = await session.click("accept")
        assert any(told_ in text for text in (session.text, *(shown(m) for m in result.followups))), session.text
        assert ("cnil-alpha-sa-2024-fine" in ids(knowledge)) == recorded


class _Unwritable(Knowledge):
    """Its folder cannot be written to."""

    error: Exception

    def desk(self, by: str, now: Any = None) -> Any:
        raise self.error


@pytest.mark.parametrize(
    ("error", "told_"),
    [(OSError("Read-only file system"), "Read-only file system"), (Busy("x"), "Another program is writing")],
    ids=["disk", "busy"],
)
async def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path, error: Exception, told_: str) -> None:
    _, kb = proposing(tmp_path, "Alpha SA")
    knowledge = served(kb, tmp_path, _Unwritable)
    knowledge.error = error
    async with simulated(tmp_path / "state", knowledge) as world:
        session = await Session.open(world)
        result = await session.click("reject")
        assert [told_ in shown(m) for m in result.followups] == [True]
        assert "Alpha SA" in session.text
        assert (await world.store.audit())[0].outcome == "failed"


class _Overtaken(Knowledge):
    """Another program writes ``change`` and it is put to use just when something is to be decided."""

    change: Any

    def desk(self, by: str, now: Any = None) -> Any:
        change, self.change = getattr(self, "change", None), None
        if change is not None:
            change()
            self.reload()
        return super().desk(by, now)


async def test_what_is_put_to_use_between_the_look_and_the_decision_counts(tmp_path: Path) -> None:
    _, kb = proposing(tmp_path, "Alpha SA")
    knowledge = served(kb, tmp_path, _Overtaken)
    async with simulated(tmp_path / "state", knowledge) as world:
        session = await Session.open(world)
        knowledge.change = lambda: put(kb, "Alpha SA", 50000, decided=date(2023, 3, 5), confidence=0.95)
        await session.click("accept")
        assert "has changed meanwhile" in session.text and ids(knowledge) == [ACME]
