"""The client: intents, cogs, command sync, errors, and a close that ends in time."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import time
from collections.abc import Callable
from typing import Any

import discord
import yarl
from discord import app_commands
from discord.ext import commands
from discord.gateway import DiscordWebSocket

from bot import health
from bot.answering import Answering, Origin
from bot.cogs.about import About
from bot.cogs.ask import Ask
from bot.cogs.knowledge_base import KnowledgeBase
from bot.cogs.merging import Turn
from bot.cogs.penalty import Penalty
from bot.cogs.reviewing import Click
from bot.cogs.server_settings import ServerSettings
from bot.errors import cause_of
from bot.views.pager import Expired
from bot.views.telling import answer_error
from bot.wording import Translator

log = logging.getLogger("bot")
SYNCED = "commands_digest"
_DAY = 86_400.0
_HEARTBEAT = 20.0  # seconds between two signs of life
# What a server needs to let the bot do: see channels, send messages (in threads too), embed links, attach files, read
# the history that a reply points to.
PERMISSIONS = discord.Permissions(
    view_channel=True, send_messages=True, send_messages_in_threads=True, embed_links=True, attach_files=True,
    read_message_history=True,
)  # fmt: skip


def intents() -> discord.Intents:
    """Servers and messages, none of them privileged.

    Without the message content intent Discord still sends the text of messages that mention the bot, of direct messages
    and of replies to it, which is all that the bot reads.
    """
    wanted = discord.Intents.none()
    wanted.guilds = True
    wanted.guild_messages = True
    wanted.dm_messages = True
    return wanted


class Tree(app_commands.CommandTree["Fineprint"]):
    async def on_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError, /) -> None:
        await answer_error(interaction, error, self.client.answering.words(Origin.of(interaction)))


class Fineprint(commands.AutoShardedBot):
    """One connection by default; ``shards`` None takes as many as Discord recommends."""

    def __init__(self, answering: Answering, shards: int | None, sync: bool = False, **options: Any) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=intents(),
            tree_cls=Tree,
            shard_count=shards,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            **options,
        )
        self.answering = answering
        self._sync = sync
        self._alive: asyncio.Task[None] | None = None
        self._guard_parsers()

    def _guard_parsers(self) -> None:
        """An event that discord.py cannot read is dropped and logged; as it stands (2.7.1), it would end the client."""
        parsers = self._connection.parsers
        for name, parse in list(parsers.items()):
            parsers[name] = _guarded(name, parse)

    async def add_cogs(self) -> None:
        await self.add_cog(Ask(self, self.answering))
        await self.add_cog(Penalty(self.answering))
        await self.add_cog(About(self.answering))
        await self.add_cog(KnowledgeBase(self.answering))
        await self.add_cog(ServerSettings(self.answering))

    async def setup_hook(self) -> None:
        if self.answering.settings.discord_api_base:
            # Told how many shards, discord.py takes the gateway's usual address; behind a proxy the proxy names it.
            _, address, _ = await self.http.get_bot_gateway()
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(address)
        await self.tree.set_translator(Translator())
        await self.add_cogs()
        self.add_view(Expired(self.answering))
        self.add_dynamic_items(Click, Turn)
        await self._sync_commands()
        self._alive = asyncio.create_task(self._sign_of_life())

    async def _sync_commands(self) -> None:
        """Only where the definition changed since the last time: Discord limits how often commands are created."""
        translator = self.tree.translator
        assert translator is not None
        definition = [await c.get_translated_payload(self.tree, translator) for c in self.tree.get_commands()]
        text = json.dumps(definition, sort_keys=True, default=str)
        digest = f"{self.application_id}:{hashlib.sha256(text.encode()).hexdigest()}"
        if not self._sync and await self.answering.store.kept(SYNCED) == digest:
            return
        synced = await self.tree.sync()
        await self.answering.store.keep(SYNCED, digest)
        log.info("commands synced: %d", len(synced))

    async def _sign_of_life(self) -> None:
        folder, dropped = self.answering.settings.fineprint_state, time.monotonic()
        while True:
            latency = self.latency if self.shards else 0.0
            ready = self.is_ready() and not any(shard.is_closed() for shard in self.shards.values())
            try:
                health.write(folder, ready=ready, latency=latency if latency == latency else 0.0, now=time.time())
            except OSError as error:  # a full disk must not end the signs of life for good
                log.warning("no sign of life written: %s", error)
            if time.monotonic() - dropped > _DAY:
                dropped = time.monotonic()
                await self.answering.store.drop_old()
            await asyncio.sleep(_HEARTBEAT if self.is_ready() else 1.0)

    async def close(self) -> None:
        if self._alive is not None:
            self._alive.cancel()
        await super().close()

    async def on_ready(self) -> None:
        log.info("ready: %d servers, %d shards", len(self.guilds), len(self.shards))

    async def on_message(self, message: discord.Message, /) -> None:
        """Nothing here: the cog `Ask` listens. There are no commands with a prefix."""

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await self.answering.store.forget_server(guild.id)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        log.exception("error in %s", event_method)


def _guarded(name: str, parse: Callable[[Any], None]) -> Callable[[Any], None]:
    def guarded(data: Any) -> None:
        try:
            parse(data)
        except Exception as error:  # whatever a parser raises: the next events are fine
            log.error("event dropped: %s: %s", name, type(cause_of(error)).__name__, exc_info=error)

    return guarded


def invite_url(application: int) -> str:
    """The link with which a server's admin adds the bot."""
    return discord.utils.oauth_url(
        application, permissions=PERMISSIONS, scopes=("bot", "applications.commands")
    )  # fmt: skip
