"""The bot as a process: journeys over a real gateway and REST, and what goes wrong with both."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bot.conftest import Connected
from tests.bot.loopback import TOKEN, Loopback
from tests.bot.loopback_world import Payload
from tests.bot.process import environment, running
from tests.ingest.files import ARTICLE, DECISION

MESSAGES = r"/channels/\d+/messages"
QUESTION = "How much was Clearview AI fined in France?"
# The whole of these tests is slow on a busy machine: what has to be done within 5 s here gets twice that.
CLOSES_WITHIN = 10.0
EPHEMERAL = 1 << 6

pytestmark = pytest.mark.asyncio(loop_scope="module")


def text_of(message: Payload) -> str:
    """All that a person reads in a message."""
    parts = [message["content"]]
    for embed in message["embeds"]:
        parts += [embed.get("title") or "", embed.get("description") or ""]
        parts += [f"{f['name']}\n{f['value']}" for f in embed.get("fields") or []]
    return "\n".join(parts)


@pytest.fixture(autouse=True)
def lawful(request: pytest.FixtureRequest) -> Iterator[None]:
    """No request of any test here breaks a rule of Discord or a promise of the project, and no words are logged."""
    yield
    if "shared" in request.fixturenames:
        shared: Connected = request.getfixturevalue("shared")
        assert shared.discord.violations == []
        assert TOKEN not in shared.process.output and "Clearview" not in shared.process.output


# Journeys


async def test_ready(shared: Connected) -> None:
    discord = shared.discord
    assert [c.path for c in discord.calls("GET", "/gateway/bot")]
    assert {c["name"] for c in discord.world.commands} >= {"ask", "penalty", "kb", "help", "about", "privacy"}
    await discord.until(lambda: discord.gateway.heartbeats, "a heartbeat")


async def test_a_mention_is_answered(shared: Connected) -> None:
    discord = shared.discord
    asked = await discord.say(QUESTION, mention=True)
    answer = await discord.reply_to(asked)
    assert "20,000,000" in text_of(answer)
    assert answer["channel_id"] == asked["channel_id"]


async def test_a_message_to_others_is_left_alone(shared: Connected) -> None:
    discord = shared.discord
    other = await discord.say(QUESTION)
    await discord.ask(QUESTION)
    assert discord.world.replies_to(other) == []


async def test_a_direct_message_is_answered(shared: Connected) -> None:
    answer = await shared.discord.reply_to(await shared.discord.direct(QUESTION))
    assert "20,000,000" in text_of(answer)


async def test_a_reply_is_a_follow_up(shared: Connected) -> None:
    discord = shared.discord
    first = await discord.ask(QUESTION)
    then = await discord.reply_to(await discord.say("and in Italy?", reply_to=first))
    assert "Clearview" in text_of(then)
    assert "20,000,000" in text_of(then)


async def test_a_command_is_deferred_and_edited(shared: Connected) -> None:
    interaction = await shared.discord.slash("ask", question=QUESTION)
    answer = await shared.discord.finished(interaction)
    assert interaction.answered == 5
    assert "20,000,000" in text_of(answer)


async def test_names_are_suggested(shared: Connected) -> None:
    discord = shared.discord
    interaction = await discord.slash("penalty lookup", respondent="clearv", focus="respondent")
    await discord.until(lambda: interaction.answered, "suggestions")
    choices = interaction.body["choices"]
    assert 1 <= len(choices) <= 25
    assert "Clearview" in choices[0]["name"]
    found = await discord.finished(await discord.slash("penalty lookup", respondent=choices[0]["value"]))
    assert "Clearview" in text_of(found)


async def test_a_message_is_checked_from_its_menu(shared: Connected) -> None:
    discord = shared.discord
    claim = await discord.say("The CNIL fined Clearview AI €20 million in 2022.", user=discord.world.bob)
    checked = await discord.finished(await discord.menu("Check the figures", claim))
    assert checked["flags"] & EPHEMERAL
    assert "20,000,000" in text_of(checked)


async def test_buttons_and_a_form(shared: Connected) -> None:
    discord = shared.discord
    answer = await discord.ask(QUESTION)
    quotes = await discord.finished(await discord.click(answer, "Sources"))
    assert "cnil.fr" in text_of(quotes)
    opened = await discord.click(answer, "👎")
    await discord.until(lambda: opened.answered == 9, "the form")
    sent = await discord.submit(opened, {"fp:text": "quagga-harmonica"})
    assert (await discord.finished(sent))["flags"] & EPHEMERAL


async def test_only_admins_reach_the_knowledge_base(shared: Connected) -> None:
    discord = shared.discord
    refused = await discord.finished(await discord.slash("kb status", user=discord.world.bob))
    assert refused["flags"] & EPHEMERAL
    assert await discord.finished(await discord.slash("kb status", user=discord.world.admin)) != refused


@pytest.mark.slow
async def test_a_reload_while_200_questions_are_in_flight(shared: Connected) -> None:
    discord, rooms = shared.discord, shared.discord.world.servers[0].channels
    (shared.kb / "articles").mkdir(exist_ok=True)
    (shared.kb / "articles" / "what-is-a-fine.md").write_text(ARTICLE, "utf-8")
    reload = await discord.slash("kb reload", user=discord.world.admin)
    await discord.until(lambda: reload.answered == 5, "the reload's deferral")
    asked = [await discord.say(QUESTION, channel=rooms[n % len(rooms)], mention=True) for n in range(200)]
    await discord.until(lambda: all(discord.world.replies_to(a) for a in asked), "200 answers", 120)
    report = await discord.finished(reload)
    answers = [discord.world.replies_to(a) for a in asked]
    assert all(len(replies) == 1 for replies in answers)
    assert all("20,000,000" in text_of(replies[0]) for replies in answers)
    await discord.until(lambda: "What a fine is" in text_of(report), "the reload's report", 60)
    ended = max(c.at for c in discord.calls("PATCH", rf"/webhooks/\d+/{reload.token}/messages/@original"))
    times = [c.at for c in discord.calls("POST", MESSAGES)][-200:]
    assert any(at < ended for at in times), "no question was answered before the reload ended"


async def test_a_reload_of_a_broken_source_leaves_the_old_one(shared: Connected) -> None:
    discord = shared.discord
    broken = shared.kb / "decisions"
    broken.mkdir(exist_ok=True)
    (broken / "broken.md").write_text(DECISION.replace("decided: 2022-10-17", "decided: never"), "utf-8")
    try:
        report = await discord.finished(await discord.slash("kb reload", user=discord.world.admin))
        await discord.until(lambda: "broken.md" in text_of(report), "the problems")
    finally:
        (broken / "broken.md").unlink()
    assert "20,000,000" in text_of(await discord.ask(QUESTION))


# What goes wrong with the gateway


async def test_a_reset_socket_is_resumed(shared: Connected) -> None:
    discord, gateway = shared.discord, shared.discord.gateway
    resumes, identifies = gateway.resumes, gateway.identifies
    gateway.reset()
    answer = await discord.ask(QUESTION)  # said while nobody listens
    assert "20,000,000" in text_of(answer)
    assert (gateway.resumes, gateway.identifies) == (resumes + 1, identifies)


async def test_an_order_to_reconnect_is_followed(shared: Connected) -> None:
    discord, gateway = shared.discord, shared.discord.gateway
    resumes = gateway.resumes
    await gateway.order_reconnect()
    await discord.until(lambda: gateway.resumes > resumes and gateway.connected, "a resume")
    assert await discord.ask(QUESTION)


@pytest.mark.slow
async def test_an_invalid_session_is_begun_anew(shared: Connected) -> None:
    discord, gateway = shared.discord, shared.discord.gateway
    identifies = gateway.identifies
    await gateway.invalidate()
    await discord.until(lambda: gateway.identifies > identifies and gateway.connected, "a new session")
    assert await discord.ask(QUESTION)


async def test_a_poison_event_is_survived(shared: Connected) -> None:
    discord, identifies = shared.discord, shared.discord.gateway.identifies
    await discord.poison()
    assert await discord.ask(QUESTION)
    assert discord.gateway.identifies == identifies


# What goes wrong with REST


async def test_a_rate_limit_is_waited_for(shared: Connected) -> None:
    discord = shared.discord
    fault = discord.fault("POST", MESSAGES, 429, times=2, retry_after=0.2)
    assert await discord.ask(QUESTION)
    assert fault.times == 0
    *_, first, second, sent = discord.calls("POST", MESSAGES)
    assert (first.status, second.status, sent.status) == (429, 429, 200)
    assert second.at - first.at >= 0.2 and sent.at - second.at >= 0.2


@pytest.mark.parametrize("status", [500, 502])
async def test_a_failure_of_discord_is_tried_again(shared: Connected, status: int) -> None:
    shared.discord.fault("POST", MESSAGES, status)
    assert await shared.discord.ask(QUESTION)


@pytest.mark.parametrize(
    "trouble",
    [{"status": 503}, {"status": 429, "via": False}, {"status": 403}, {"drop": True}],
    ids=["503", "banned", "forbidden", "dropped"],
)
async def test_a_lost_answer_harms_no_other(shared: Connected, trouble: dict[str, int | bool]) -> None:
    discord = shared.discord
    fault = discord.fault("POST", MESSAGES, times=2, **trouble)  # the answer, and the sentence that says it failed
    await discord.say(QUESTION, mention=True)
    await discord.until(lambda: fault.times < 2, "the first answer")
    fault.times = min(fault.times, 1)
    await discord.say(QUESTION, mention=True, channel=discord.world.servers[1].channels[0])
    other = await discord.say(QUESTION, mention=True, channel=discord.world.room)
    fault.times = 0
    assert await discord.reply_to(other)


async def test_a_slow_discord_holds_nobody_up(shared: Connected) -> None:
    discord, rooms = shared.discord, shared.discord.world.servers[0].channels
    discord.fault("POST", rf"/channels/{rooms[1].id}/messages", delay=1.0)
    slow = await discord.say(QUESTION, mention=True, channel=rooms[1])
    await discord.ask(QUESTION, channel=rooms[2])
    assert discord.world.replies_to(slow) == []
    await discord.reply_to(slow)


async def test_an_interaction_that_is_gone_is_no_error(shared: Connected) -> None:
    discord = shared.discord
    fault = discord.fault("POST", r"/interactions/\d+/.+/callback", 404)
    await discord.slash("ask", question=QUESTION)
    await discord.until(lambda: fault.times == 0, "the callback")
    assert await discord.ask(QUESTION)


async def test_neither_words_nor_token_are_logged(shared: Connected) -> None:
    """After every test of this module; here also the tokens of interactions."""
    discord, process = shared.discord, shared.process
    await discord.ask("Was quagga-harmonica fined?")
    await discord.finished(await discord.slash("ask", question="Was quagga-harmonica fined?"))
    assert process.status is None
    for secret in ("quagga", "Clearview", TOKEN, *discord.rest.interactions):
        assert secret not in process.output


# Starting and ending


@dataclass(frozen=True, slots=True)
class Refusal:
    name: str
    value: str
    says: str


@pytest.mark.parametrize(
    "case",
    [
        Refusal("DISCORD_TOKEN", "", "DISCORD_TOKEN"),
        Refusal("DISCORD_TOKEN", "letmein", "DISCORD_TOKEN"),
        Refusal("DISCORD_TOKEN", TOKEN.replace("loop", "poop"), "DISCORD_TOKEN"),
        Refusal("FINEPRINT_COLOUR", "blue", "FINEPRINT_COLOUR"),
        Refusal("FINEPRINT_KB", "/nowhere/at/all", "/nowhere/at/all"),
        Refusal("FINEPRINT_STATE", "/dev/null/state", "/dev/null/state"),
        Refusal("FINEPRINT_WORKERS", "many", "FINEPRINT_WORKERS"),
    ],
    ids=["no token", "malformed", "refused", "unknown name", "no folder", "no state", "not a number"],
)
async def test_a_bad_setting_is_one_line(tmp_path: Path, case: Refusal) -> None:
    env = {"FINEPRINT_LOG": "error", case.name: case.value}
    async with Loopback.running() as discord, running(tmp_path, discord.base, env=env) as process:
        assert await process.ended() == 2
    (line,) = process.lines
    assert case.says in line
    assert TOKEN not in line and "letmein" not in line


async def test_a_token_that_the_gateway_refuses(tmp_path: Path) -> None:
    async with Loopback.running() as discord, running(tmp_path, discord.base) as process:
        discord.gateway.close_with = 4004
        assert await process.ended(20) == 2
    assert "DISCORD_TOKEN" in process.lines[-1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
async def test_a_signal_closes_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    async with Loopback.running() as discord, running(tmp_path, discord.base) as process:
        await process.connected(discord)
        for n in range(20):
            await discord.say(QUESTION, mention=True, channel=discord.world.servers[0].channels[n])
        process.send(number)
        assert await process.ended(CLOSES_WITHIN) == 0
        assert not discord.gateway.connected
        assert discord.violations == []
    assert "Traceback" not in process.output


@pytest.mark.slow
async def test_a_start_without_a_gateway_is_tried_again(tmp_path: Path) -> None:
    async with Loopback.running() as discord, running(tmp_path, discord.base) as process:
        discord.fault("GET", "/users/@me", 503)
        discord.gateway.refuse = 1
        await process.connected(discord)
        assert discord.gateway.refused == 1
        assert await discord.ask(QUESTION)


@pytest.mark.slow
async def test_several_shards(tmp_path: Path) -> None:
    async with (
        Loopback.running() as discord,
        running(tmp_path, discord.base, env={"FINEPRINT_SHARDS": "2"}) as process,
    ):
        await process.connected(discord, times=2)
        assert {(s.shard, s.shards) for s in discord.gateway.connected} == {(0, 2), (1, 2)}
        for server in discord.world.servers:
            assert await discord.ask(QUESTION, channel=server.channels[0])
        assert await discord.reply_to(await discord.direct(QUESTION))
        assert discord.violations == []


@pytest.mark.slow
async def test_commands_are_sent_once_and_health_is_told(tmp_path: Path) -> None:
    async with Loopback.running() as discord:
        for times, arguments in enumerate(([], [], ["--sync"]), 1):
            async with running(tmp_path, discord.base, *arguments) as process:
                await process.connected(discord, times)
                if times == 1:
                    await _healthy(tmp_path, discord)
                process.send(signal.SIGTERM)
                assert await process.ended() == 0
            assert len(discord.calls("PUT", r"/applications/\d+/commands")) == (1, 1, 2)[times - 1]


async def _healthy(folder: Path, discord: Loopback) -> None:
    """Raises AssertionError where the running bot does not call itself healthy in time."""
    for _ in range(150):
        asked = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.health", cwd=folder, env=environment(folder, discord.base),
            stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        if await asked.wait() == 0:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("not healthy")
