"""The real bot in a simulated Discord (SimCord), every request of it checked by DiscordApi."""

from __future__ import annotations

import atexit
import functools
import logging
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import discord
import simcord
import simcord.http.router
from pydantic import SecretStr

from bot.answering import Answering
from bot.client import Fineprint
from bot.desk import Desk
from bot.pace import Gate
from bot.settings import Settings
from bot.store import Store
from knowledge import STARTER, Knowledge
from knowledge import Settings as KnowledgeSettings
from tests.bot.discord_api import DiscordApi

TOKEN = "x" * 24 + "." + "y" * 6 + "." + "z" * 30


@functools.cache
def discord_api() -> DiscordApi:
    return DiscordApi.load()


@functools.cache
def starter() -> Knowledge:
    """The starter knowledge base by words alone: one for the whole process, which only reads it."""
    cache = Path(tempfile.mkdtemp(prefix="fineprint-bot-"))
    atexit.register(shutil.rmtree, cache, ignore_errors=True)
    return Knowledge.serve(KnowledgeSettings(cache, words_only=True), [STARTER])


def settings(state: Path, **changes: Any) -> Settings:
    return Settings(discord_token=SecretStr(TOKEN), fineprint_state=state, **changes)


class Calm(Fineprint):
    """Without the signs of life in a file: SimCord would wait for each of them."""

    async def _sign_of_life(self) -> None:
        return


@dataclass
class World:
    """A server with a channel, an admin and two members, and what the bot works with."""

    env: simcord.Env
    bot: Fineprint
    answering: Answering
    guild: Any
    channel: Any
    admin: Any
    ann: Any
    ben: Any
    violations: list[str]
    logged: list[logging.LogRecord]
    # Laid over every interaction that comes: {"locale": "fr"}, or a context and its owners.
    interaction: dict[str, Any] = field(default_factory=dict)

    @property
    def store(self) -> Store:
        return self.answering.store

    @property
    def mention(self) -> str:
        assert self.bot.user is not None
        return self.bot.user.mention

    async def ask(self, text: str, who: Any = None, channel: Any = None, **options: Any) -> discord.Message | None:
        """A member's message that mentions the bot; the bot's reply to it, None where it stays silent."""
        place = channel or self.channel
        said: discord.Message = await (who or self.ann).send(place, f"{self.mention} {text}", **options)
        return reply_to(said, place)

    def errors(self) -> list[str]:
        """What was logged as an error since the last look; one that nobody looks at fails the test at its end."""
        found = [record.getMessage() for record in self.logged]
        self.logged.clear()
        return found

    def sent(self, method: str, path: str) -> list[Any]:
        """The bodies of the bot's requests so far whose path has ``path`` in it."""
        return [r.json for r in self.env.http_requests if r.method == method and path in r.path]


def reply_to(said: discord.Message, channel: Any) -> discord.Message | None:
    """The bot's first message after ``said`` that refers to it."""
    history: list[discord.Message] = channel.history()
    for message in history:
        if message.reference is not None and message.reference.message_id == said.id:
            return message
    return None


def text_of(embeds: Iterable[discord.Embed]) -> str:
    """All that a person reads of embeds, without the escapes."""
    parts = [part for e in embeds for part in (e.title, e.description, e.footer.text) if part]
    return plain("\n".join(parts))


def plain(markdown: str) -> str:
    return markdown.replace("\\", "").replace("**", "").replace("\u200b", "")


def buttons(message: Any) -> dict[str, dict[str, Any]]:
    """The buttons of a message by their custom_id, as the client gets them."""
    rows = getattr(message, "components", [])
    raw = [row if isinstance(row, dict) else row.to_dict() for row in rows]
    return {b["custom_id"]: b for row in raw for b in row["components"] if b.get("custom_id")}


class _Errors(logging.Handler):
    """Keeps what is logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.kept: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.kept.append(record)


@asynccontextmanager
async def simulated(
    state: Path,
    knowledge: Any = None,
    *,
    desk: Desk | None = None,
    user_pace: tuple[int, float] = (1000, 1.0),
    channel_pace: tuple[int, float] = (1000, 1.0),
    clock: Callable[[], float] = lambda: 0.0,
    sync: bool = False,
    **changes: Any,
) -> AsyncIterator[World]:
    """The bot, connected. At the end no request may have been one that Discord refuses, nor any error logged."""
    chosen = settings(state, **changes)
    store = await Store.open(state)
    at = desk or Desk(2, 100, 60.0)
    answering = Answering(knowledge or starter(), at, Gate(user_pace, channel_pace, clock), store, chosen)
    bot = Calm(answering, 1, sync)
    violations: list[str] = []
    real = simcord.http.router.dispatch

    def checked(backend: Any, method: str, path: str, *, json: Any = None, **rest: Any) -> Any:
        if not path.endswith("/typing"):
            violations.extend(discord_api().check(method, path, json))
        return real(backend, method, path, json=json, **rest)

    simcord.http.router.dispatch = checked
    errors = _Errors()
    logging.getLogger().addHandler(errors)
    try:
        # SimCord would count errors that people are told of in a sentence; ours are those that are logged as errors.
        async with simcord.run(bot, check_errors=False, settle_timeout=10.0) as env:
            world = _people(env, bot, answering, violations, errors.kept)
            emit = env.backend.emit

            def overlaid(event: str, payload: Any) -> None:
                extra = world.interaction if event == "INTERACTION_CREATE" else {}
                emit(event, {**payload, **extra})

            env.backend.emit = overlaid  # type: ignore[method-assign]
            yield world
    finally:
        simcord.http.router.dispatch = real
        logging.getLogger().removeHandler(errors)
        at.close()
        answering.library.close()
        await store.close()
    assert not violations, violations
    assert not errors.kept, [record.getMessage() for record in errors.kept]


def _people(
    env: simcord.Env, bot: Fineprint, answering: Answering, violations: list[str], logged: list[logging.LogRecord]
) -> World:
    guild = env.create_guild("Compliance")
    channel = guild.create_text_channel("fines")
    admins = guild.create_role("Admins", permissions=discord.Permissions(manage_guild=True))
    admin = guild.add_member(env.create_user("ada"), roles=[admins])
    ann, ben = (guild.add_member(env.create_user(name)) for name in ("ann", "ben"))
    return World(env, bot, answering, guild, channel, admin, ann, ben, violations, logged)
