"""The buttons of an answer: pages, working, quotes, votes, and their end."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.views.pager import LIFETIME
from tests.bot.simulated import World, buttons, simulated, starter, text_of

CLEARVIEW = "how much has Clearview been fined in France?"
pytestmark = pytest.mark.asyncio


def _now(world: World, message: Any) -> discord.Message:
    """The message as it stands now."""
    found: discord.Message = next(m for m in world.channel.history() if m.id == message.id)
    return found


async def _answer(world: World, question: str = CLEARVIEW) -> discord.Message:
    answer = await world.ask(question)
    assert answer is not None
    return answer


async def _long(world: World) -> Any:
    return (await world.ann.slash(world.channel, "penalty lookup", respondent="Meta")).response


async def test_pages_turn_to_their_ends_and_marks_stay_the_same(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        shown = await _long(world)
        marks: dict[str, set[str]] = {}
        texts = []
        while True:
            message = _now(world, shown)
            text = text_of(message.embeds)
            texts.append(text)
            for mark, title in re.findall(r"^\[(\d+)\](?:\[\d+\])* \[([^\]]+)\]", text, re.M):
                marks.setdefault(mark, set()).add(title)
            if buttons(message)["fp:forth"].get("disabled"):
                break
            await world.ann.click(message, custom_id="fp:forth")
        assert len(texts) > 1
        assert len(set(texts)) == len(texts)
        assert all(len(titles) == 1 for titles in marks.values())
        await world.ann.click(_now(world, shown), custom_id="fp:back")
        assert text_of(_now(world, shown).embeds) == texts[-2]


async def test_another_person_turns_pages_only_where_the_server_lets_them(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        shown = await _long(world)
        before = text_of(_now(world, shown).embeds)
        refused = await world.ben.click(_now(world, shown), custom_id="fp:forth")
        assert refused.ephemeral
        assert "Only the one who asked" in text_of(refused.response.embeds)
        assert text_of(_now(world, shown).embeds) == before
        await world.store.change(world.guild.id, paging="anyone")
        shown = await _long(world)
        await world.ben.click(_now(world, shown), custom_id="fp:forth")
        assert text_of(_now(world, shown).embeds) != before


async def test_working_and_quotes_are_shown_to_the_one_who_asks_for_them(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        answer = await _answer(world)
        working = await world.ben.click(answer, custom_id="fp:working")
        assert working.ephemeral
        assert "20,000,000 + 5,200,000 = 25,200,000" in text_of(working.response.embeds)
        quotes = await world.ben.click(answer, custom_id="fp:sources")
        assert quotes.ephemeral
        for cited in starter().ask(CLEARVIEW).citations:
            assert " ".join(cited.quote.split()) in text_of(quotes.response.embeds)


async def test_votes_are_kept_and_words_only_where_they_are_sent(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        answer = await _answer(world)
        thanked = await world.ann.click(answer, custom_id="fp:up")
        assert thanked.ephemeral
        assert await world.store.feedback(world.guild.id) == {"up": 1}
        form = await world.ann.click(answer, custom_id="fp:down")
        assert form.modal is not None
        assert await world.store.feedback(world.guild.id) == {"down": 1}
        rows = list(await world.store._db.execute_fetchall("SELECT question, words FROM feedback"))
        assert [tuple(row) for row in rows] == [(None, None)]
        await world.ann.submit_modal(form, {"fp:text": "It was paid."})
        rows = list(await world.store._db.execute_fetchall("SELECT question, words FROM feedback"))
        assert [tuple(row) for row in rows] == [(CLEARVIEW, "It was paid.")]
        form = await world.ben.click(answer, custom_id="fp:down")
        await world.ben.submit_modal(form, {"fp:text": "  "})
        rows = list(await world.store._db.execute_fetchall("SELECT words FROM feedback ORDER BY id"))
        assert [row[0] for row in rows] == ["It was paid.", None]


async def test_two_forms_open_at_once_keep_to_their_answers(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        first, second = await _answer(world), await _answer(world, "how much was Apple fined in Italy?")
        one = await world.ann.click(first, custom_id="fp:down")
        two = await world.ben.click(second, custom_id="fp:down")
        await world.ann.submit_modal(one, {"fp:text": "Of Clearview."})
        await world.ben.submit_modal(two, {"fp:text": "Of Apple."})
        rows = list(await world.store._db.execute_fetchall("SELECT message, words FROM feedback ORDER BY id"))
        assert [tuple(row) for row in rows] == [(first.id, "Of Clearview."), (second.id, "Of Apple.")]


async def test_privacy_deletes_what_a_person_sent(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        answer = await _answer(world)
        await world.ann.click(answer, custom_id="fp:up")
        await world.ben.click(answer, custom_id="fp:up")
        told = await world.ann.slash(world.channel, "privacy")
        assert told.ephemeral
        deleted = await world.ann.click(told.response, custom_id="fp:forget")
        assert "Deleted: 1" in text_of(deleted.response.embeds)
        assert await world.store.feedback(world.guild.id) == {"up": 1}
        assert world.answering.conversation.before(answer.id) is None


async def test_buttons_are_switched_off_at_the_end(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        answer = await _answer(world)
        command = (await world.ann.slash(world.channel, "ask", question=CLEARVIEW)).response
        await world.env.advance_time(LIFETIME + 1)
        for message in (answer, command):
            shown = buttons(_now(world, message))
            assert shown
            assert all(b.get("disabled") for b in shown.values())


async def test_a_click_does_not_keep_the_buttons_longer_than_their_token(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        command = (await world.ann.slash(world.channel, "ask", question=CLEARVIEW)).response
        await world.env.advance_time(LIFETIME - 60)
        await world.ann.click(command, custom_id="fp:working")
        await world.env.advance_time(61)
        assert all(b.get("disabled") for b in buttons(_now(world, command)).values())


async def test_buttons_from_before_a_restart_say_so(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        answer = await _answer(world)
        world.bot._connection._view_store._views.pop(answer.id, None)
        told = await world.ann.click(answer, custom_id="fp:working")
        assert told.ephemeral
        assert "no longer live" in text_of(told.response.embeds)


async def test_a_deleted_answer_ends_without_an_error(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        answer = await _answer(world)
        await world.admin.slash(world.channel, "settings show")
        world.env.backend.delete_message(world.channel.id, answer.id)
        await world.env.advance_time(LIFETIME + 1)
        assert world.errors() == []


async def test_missing_permissions_are_expected(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        world.env.inject_error("POST", "/channels/*/messages", status=403, code=50013, times=None)
        assert await world.ask(CLEARVIEW) is None
        assert world.errors() == []


async def test_help_answers_the_example_that_is_clicked(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        helped = await world.ann.slash(world.channel, "help")
        assert helped.ephemeral
        examples = [i for i in buttons(helped.response) if i.startswith("fp:example")]
        assert len(examples) == 4
        for example in examples:
            answered = await world.ann.click(helped.response, custom_id=example)
            assert answered.ephemeral
            assert "fp:sources" in buttons(answered.response), example


async def test_about_tells_what_is_known_and_that_it_is_no_advice(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        told = await world.ann.slash(world.channel, "about")
        text = text_of(told.response.embeds)
        assert told.ephemeral
        assert starter().status().digest[:12] in text
        assert "Not legal advice" in text
        assert "CC BY" in text
