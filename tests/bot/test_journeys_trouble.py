"""A busy, slow or broken knowledge base, and people who are too fast."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.desk import Desk, T, TookTooLong
from knowledge import Answer, Knowledge
from tests.bot.simulated import simulated, starter, text_of

CLEARVIEW = "how much has Clearview been fined in France?"
pytestmark = pytest.mark.asyncio


class _Moody(Knowledge):
    """Raises what it is told to."""

    def __init__(self, error: Exception | None = None) -> None:
        super().__init__(starter().serving)
        self.error = error

    def ask(self, question: str, *rest: Any, **more: Any) -> Answer:
        if self.error is not None:
            raise self.error
        return super().ask(question, *rest, **more)


class _Late(Desk):
    """Whose time is always up. `test_desk` has the real limit."""

    async def ask(self, work: Callable[[], T]) -> T:
        raise TookTooLong


async def test_an_unknown_error_has_a_reference_in_the_message_and_in_the_log(tmp_path: Path) -> None:
    knowledge = _Moody(RuntimeError("the index is gone"))
    async with simulated(tmp_path, knowledge) as world:
        told = await world.ask("how much was Meta fined?")
        assert told is not None
        text = text_of(told.embeds)
        (logged,) = world.errors()
        reference = text.split("`")[1]
        assert reference in logged
        assert "Meta" not in logged
        assert "the index is gone" not in text
        knowledge.error = None
        answer = await world.ask(CLEARVIEW)
        assert answer is not None
        assert "25,200,000" in text_of(answer.embeds)


async def test_an_unknown_error_of_a_command_is_told_to_the_one_who_asked(tmp_path: Path) -> None:
    async with simulated(tmp_path, _Moody(RuntimeError("no"))) as world:
        result = await world.ann.slash(world.channel, "ask", question=CLEARVIEW)
        (logged,) = world.errors()
        texts = [text_of(r.embeds) for r in (result.response, *result.followups) if r and r.embeds]
        assert any(text.split("`")[1] in logged for text in texts)


async def test_an_answer_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    async with simulated(tmp_path, desk=_Late(1, 5, 1.0)) as world:
        told = await world.ask(CLEARVIEW)
        assert told is not None
        assert "took too long" in text_of(told.embeds)
        result = await world.ann.slash(world.channel, "penalty total", respondent="Meta")
        texts = [text_of(r.embeds) for r in (result.response, *result.followups) if r]
        assert any("took too long" in text for text in texts)
        assert await world.ann.autocomplete(world.channel, "penalty total", "respondent", "cl") == []


async def test_where_too_many_wait_the_next_is_told_to_try_again(tmp_path: Path) -> None:
    desk = Desk(1, 1, 30.0)
    gate = threading.Event()
    async with simulated(tmp_path, desk=desk) as world:
        waiting = [desk._pool.submit(gate.wait, 30)]
        desk._inside = 2
        told = await world.ask(CLEARVIEW)
        choices = await world.ann.autocomplete(world.channel, "penalty total", "respondent", "cl")
        gate.set()
        desk._inside = 0
        assert told is not None
        assert "try again" in text_of(told.embeds)
        assert choices == []
        assert waiting[0].result()
        answer = await world.ask(CLEARVIEW)
        assert answer is not None
        assert "25,200,000" in text_of(answer.embeds)


async def test_people_who_are_too_fast_are_told_once(tmp_path: Path) -> None:
    now = [0.0]
    async with simulated(tmp_path, user_pace=(2, 10.0), clock=lambda: now[0]) as world:
        for _ in range(2):
            assert await world.ask(CLEARVIEW) is not None
        told = await world.ask(CLEARVIEW)
        assert told is not None
        assert "try again in" in text_of(told.embeds)
        assert await world.ask(CLEARVIEW) is None
        assert await world.ask(CLEARVIEW, who=world.ben) is not None
        refused = await world.ann.slash(world.channel, "ask", question=CLEARVIEW)
        assert refused.ephemeral
        assert "try again in" in text_of(refused.response.embeds)
        now[0] = 11.0
        answer = await world.ask(CLEARVIEW)
        assert answer is not None
        assert "25,200,000" in text_of(answer.embeds)


@pytest.mark.parametrize(("status", "code"), [(404, 10062), (400, 40060)], ids=["unknown", "acknowledged"])
async def test_an_expired_interaction_is_no_error(tmp_path: Path, status: int, code: int) -> None:
    async with simulated(tmp_path) as world:
        world.env.inject_error("POST", "/interactions/*/callback", status=status, code=code, times=None)
        await world.ann.slash(world.channel, "ask", question=CLEARVIEW)
        assert world.errors() == []


async def test_a_server_error_of_discord_does_not_end_the_bot(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        world.env.inject_error("POST", "/channels/*/messages", status=503)
        lost: Any = await world.ask(CLEARVIEW)
        world.errors()
        assert lost is None or "Something went wrong" in text_of(lost.embeds)
        answer = await world.ask(CLEARVIEW)
        assert answer is not None
        assert "25,200,000" in text_of(answer.embeds)
