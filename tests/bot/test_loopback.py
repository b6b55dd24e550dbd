"""The loopback Discord keeps its own rules: what a client of the protocol sees of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.bot.loopback import TOKEN, Loopback

pytestmark = pytest.mark.asyncio
INTENTS = 1 | 1 << 9 | 1 << 12
Sent = dict[str, Any]


@pytest_asyncio.fixture
async def discord() -> AsyncIterator[Loopback]:
    async with Loopback.running() as running:
        yield running


async def ask(discord: Loopback, method: str, path: str, body: Any = None, token: str = TOKEN) -> tuple[int, Any]:
    headers = {"Authorization": f"Bot {token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.request(method, discord.base + path, json=body) as response,
    ):
        return response.status, await response.json() if response.content_length else None


async def identify(socket: aiohttp.ClientWebSocketResponse, **more: Any) -> Sent:
    """READY, after the greeting."""
    assert (await socket.receive_json())["op"] == 10
    await socket.send_json({"op": 2, "d": {"token": TOKEN, "intents": INTENTS, **more}})
    ready: Sent = await socket.receive_json()
    return ready


async def test_a_message_that_discord_refuses_is_refused_and_told(discord: Loopback) -> None:
    path = f"/channels/{discord.world.room.id}/messages"
    status, answer = await ask(discord, "POST", path, {"content": "x" * 2001, "allowed_mentions": {"parse": []}})
    assert status == 400 and "2001" in answer["message"]
    assert any("2001" in violation for violation in discord.violations)


async def test_another_token_is_refused(discord: Loopback) -> None:
    assert (await ask(discord, "GET", "/users/@me", token="another"))[0] == 401


async def test_an_interaction_is_answered_once(discord: Loopback) -> None:
    discord.world.commands = [{"id": "1", "name": "ask", "type": 1, "options": [{"type": 3, "name": "question"}]}]
    interaction = await discord.slash("ask", question="x")
    path = f"/interactions/{interaction.id}/{interaction.token}/callback"
    assert (await ask(discord, "POST", path, {"type": 5}))[0] == 204
    status, answer = await ask(discord, "POST", path, {"type": 5})
    assert (status, answer["code"]) == (400, 40060)
    interaction.born -= 16 * 60
    original = f"/webhooks/{discord.world.bot.id}/{interaction.token}/messages/@original"
    assert (await ask(discord, "GET", original))[1]["code"] == 10015


async def test_an_interaction_expires_unanswered(discord: Loopback) -> None:
    discord.world.commands = [{"id": "1", "name": "about", "type": 1}]
    interaction = await discord.slash("about")
    interaction.born -= 4
    path = f"/interactions/{interaction.id}/{interaction.token}/callback"
    assert (await ask(discord, "POST", path, {"type": 5}))[1]["code"] == 10062


async def test_without_the_content_intent_words_to_others_are_hidden(discord: Loopback) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(discord.gateway.url) as socket:
        await identify(socket)
        await discord.say("to others")
        await discord.say("to you", mention=True)
        await discord.direct("to you alone")
        contents: list[str] = []
        while len(contents) < 3:
            event = await socket.receive_json()
            if event["t"] == "MESSAGE_CREATE":
                contents.append(event["d"]["content"])
    assert contents == ["", f"<@{discord.world.bot.id}> to you", "to you alone"]


async def test_a_resume_replays_what_was_missed(discord: Loopback) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(discord.gateway.url) as socket:
            ready = await identify(socket)
            await discord.until(lambda: discord.gateway.connected, "READY")
        await discord.until(lambda: not discord.gateway.connected, "the end of the socket")
        missed = await discord.say("missed", mention=True)
        async with session.ws_connect(discord.gateway.url) as socket:
            await socket.receive_json()
            seen = 1 + len(discord.world.servers)
            resume = {"token": TOKEN, "session_id": ready["d"]["session_id"], "seq": seen}
            await socket.send_json({"op": 6, "d": resume})
            assert (await socket.receive_json())["d"]["id"] == missed["id"]
            assert (await socket.receive_json())["t"] == "RESUMED"


@pytest.mark.parametrize(
    ("said", "code"), [({"token": "another"}, 4004), ({"intents": 1 << 15}, 4014)], ids=["token", "privileged"]
)
async def test_who_is_not_let_in(discord: Loopback, said: Sent, code: int) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(discord.gateway.url) as socket:
        assert (await socket.receive_json())["op"] == 10
        await socket.send_json({"op": 2, "d": {"token": TOKEN, "intents": INTENTS, **said}})
        await socket.receive()
        assert socket.close_code == code
