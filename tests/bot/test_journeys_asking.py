"""Asking by mention, reply, direct message, /ask and the context menu."""

from __future__ import annotations

from pathlib import Path

import discord
import pytest

from bot.client import intents
from tests.bot.simulated import buttons, reply_to, simulated, text_of

CLEARVIEW = "how much has Clearview been fined in France?"
pytestmark = pytest.mark.asyncio


async def test_a_mention_is_answered_with_the_figure_its_marks_and_sources(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        answer = await world.ask(CLEARVIEW)
        assert answer is not None
        text = text_of(answer.embeds)
        assert "25,200,000" in text
        assert "[1]" in text
        assert "[2]" in text
        assert "](https://" in text
        assert "knowledge base" in text
        assert set(buttons(answer)) == {"fp:working", "fp:sources", "fp:csv", "fp:up", "fp:down"}


async def test_messages_that_do_not_mention_the_bot_are_not_answered(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        said = await world.ann.send(world.channel, CLEARVIEW)
        assert reply_to(said, world.channel) is None
        robot = world.guild.add_member(world.env.create_user("robot", bot=True))
        assert await world.ask(CLEARVIEW, who=robot) is None
        hook = world.guild.create_webhook(world.channel)
        said = await hook.send(f"{world.mention} {CLEARVIEW}")
        assert reply_to(said, world.channel) is None


async def test_a_mention_alone_is_told_how_to_ask(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        answer = await world.ask("")
        assert answer is not None
        assert "Check the figures" in text_of(answer.embeds)


async def test_the_allow_list_silences_other_channels_and_covers_threads(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        other = world.guild.create_text_channel("chat")
        await world.store.change(world.guild.id, channels=(world.channel.id,))
        assert await world.ask(CLEARVIEW, channel=other) is None
        assert await world.ask(CLEARVIEW) is not None
        refused = await world.ann.slash(other, "ask", question=CLEARVIEW)
        assert refused.ephemeral
        assert "other channels" in text_of(refused.response.embeds)
        start = await world.ann.send(world.channel, "a thread")
        place = world.bot.get_channel(world.channel.id)
        assert isinstance(place, discord.TextChannel)
        thread = await place.create_thread(name="more", message=discord.Object(start.id))
        (handle,) = [t for t in world.channel.threads if t.id == thread.id]
        assert await world.ask(CLEARVIEW, channel=handle) is not None


async def test_a_reply_to_an_answer_is_read_as_a_follow_up(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        first = await world.ask(CLEARVIEW)
        assert first is not None
        second = await world.ask("and in Italy?", reply_to=first)
        assert second is not None
        assert "20,000,000" in text_of(second.embeds)
        alone = await world.ask("and in Italy?")
        assert alone is not None
        assert "Clearview" not in text_of(alone.embeds)


async def test_a_direct_message_needs_no_mention(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        eve = world.env.create_user("eve")
        said = await eve.send_dm(CLEARVIEW)
        answer = reply_to(said, eve.dm_channel)
        assert answer is not None
        assert "25,200,000" in text_of(answer.embeds)
        looked_up = await eve.slash("penalty total", respondent="Clearview AI")
        assert "95,700,000" in text_of(looked_up.response.embeds)


async def test_ask_shows_the_question_and_is_seen_by_whom_the_server_wants(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        open_to_all = await world.ann.slash(world.channel, "ask", question=CLEARVIEW)
        assert open_to_all.response.embeds[0].title == CLEARVIEW
        assert not open_to_all.ephemeral
        assert "25,200,000" in text_of(open_to_all.response.embeds)
        await world.store.change(world.guild.id, ephemeral=True)
        private = await world.ann.slash(world.channel, "ask", question=CLEARVIEW)
        assert private.ephemeral


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (CLEARVIEW, "25,200,000"),
        ("The CNIL fined Clearview AI €20 million in October 2022.", "✓"),
        ("The CNIL fined Clearview AI €35 million in October 2022.", "✗"),
    ],
    ids=["question", "right", "wrong"],
)
async def test_check_the_figures_of_a_message(tmp_path: Path, said: str, wanted: str) -> None:
    async with simulated(tmp_path) as world:
        message = await world.ben.send(world.channel, said)
        checked = await world.ann.context_menu(world.channel, "Check the figures", message)
        assert checked.ephemeral
        text = text_of(checked.response.embeds)
        assert wanted in text
        assert ("✓" in text) == (wanted == "✓")
        # The message is another person's: it is not remembered as a question of the one who had it checked.
        assert all(said not in asked for _, asked in world.answering.conversation._questions.values())


async def test_check_the_figures_where_there_are_none(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        message = await world.ben.send(world.channel, "good morning everyone")
        checked = await world.ann.context_menu(world.channel, "Check the figures", message)
        assert checked.ephemeral
        assert "fp:csv" not in buttons(checked.response)


async def test_a_german_question_gets_a_german_answer_and_a_server_may_fix_the_language(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        german = await world.ask("Wie hoch ist das Bußgeld gegen Clearview in Frankreich?")
        assert german is not None
        assert "25.200.000" in text_of(german.embeds)
        await world.store.change(world.guild.id, language="fr")
        french = await world.ask(CLEARVIEW)
        assert french is not None
        assert "Fines on" not in text_of(french.embeds)


async def test_no_privileged_intent_is_asked_for() -> None:
    asked = intents()
    assert not asked.message_content
    assert not asked.members
    assert not asked.presences


async def test_answers_ping_nobody(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        await world.ask("how much was @everyone <@1> fined?")
        await world.ann.slash(world.channel, "ask", question="@everyone <@1> https://discord.gg/abc fines?")
        bodies = world.sent("POST", "/messages") + world.sent("PATCH", "/messages")
        assert len(bodies) == 2
        for body in bodies:
            assert body["allowed_mentions"]["parse"] == []
            assert "<@1>" not in str(body)
            assert "@everyone" not in str(body)


async def test_a_user_install_answers_where_the_server_has_no_bot(tmp_path: Path) -> None:
    """SimCord has no group channels: the interaction is overlaid with that context and its owner."""
    async with simulated(tmp_path) as world:
        eve = world.env.create_user("eve")
        world.interaction = {"context": 2, "authorizing_integration_owners": {"1": str(eve.id)}}
        answer = await eve.slash("ask", question=CLEARVIEW)
        assert "25,200,000" in text_of(answer.response.embeds)
