"""Asking: a mention, a reply, a direct message, /ask, and "Check the figures" on a message."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from dataclasses import replace

import aiohttp
import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.answering import Answering, Origin
from bot.cogs.showing import reply, reply_notice, show, think
from bot.errors import NotHere, explain
from bot.pace import TooFast
from bot.render import notice

log = logging.getLogger(__name__)
_TYPING_AFTER = 0.5  # seconds; most answers are there before
_LAST_ANSWERS = 2.0  # seconds
LONGEST_QUESTION = 1000


class Ask(commands.Cog):
    def __init__(self, bot: commands.AutoShardedBot, answering: Answering) -> None:
        self.bot = bot
        self.answering = answering
        self._under_way = set[asyncio.Task[None]]()
        self._menu = app_commands.ContextMenu(name=_("Check the figures"), callback=self.check)
        app_commands.allowed_installs(guilds=True, users=True)(self._menu)
        app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)(self._menu)

    async def cog_load(self) -> None:
        self.bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        self.bot.tree.remove_command(self._menu.name, type=discord.AppCommandType.message)
        if self._under_way:  # at the end, what was asked before is still answered
            await asyncio.wait(self._under_way, timeout=_LAST_ANSWERS)

    # Messages

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        if not self._for_us(message):
            return
        origin = Origin.of(message)
        try:
            self.answering.admit(origin)
        except NotHere:
            return  # in a channel where the admins do not want answers, a mention is not answered
        except TooFast as fast:
            if not fast.again:  # told once a stretch: a flood of mentions is not answered with a flood
                await self._tell(message, fast)
            return
        work = asyncio.ensure_future(self._answer(message, origin))
        self._under_way.add(work)
        work.add_done_callback(self._under_way.discard)
        done, _waiting = await asyncio.wait({work}, timeout=_TYPING_AFTER)
        try:
            if not done:
                with contextlib.suppress(discord.HTTPException, aiohttp.ClientError, OSError):
                    await message.channel.typing()
            await work
        except Exception as error:  # the one handler of messages: `explain` knows what is expected
            await self._tell(message, error)

    def _for_us(self, message: discord.Message) -> bool:
        """Messages of people that mention the bot, reply to it with a ping, or reach it directly."""
        if message.author.bot or message.webhook_id is not None or message.is_system():
            return False
        return message.guild is None or (self.bot.user is not None and self.bot.user in message.mentions)

    async def _answer(self, message: discord.Message, origin: Origin) -> None:
        assert self.bot.user is not None
        question = re.sub(rf"<@!?{self.bot.user.id}>", " ", message.content)
        question = " ".join(question.split())[:LONGEST_QUESTION]
        if not question:
            words = self.answering.words(origin)
            await reply_notice(message, notice(words("ask.empty")))
            return
        to = message.reference.message_id if message.reference else None
        after = self.answering.conversation.before(to)
        # At the desk at once, where its waiting is counted and bounded; shown when it is its turn in the channel.
        asked = asyncio.ensure_future(self.answering.ask(question, origin, after=after))
        async with self.answering.turn(origin.channel):
            await reply(message, await asked, self.answering, origin)

    async def _tell(self, message: discord.Message, error: BaseException) -> None:
        told = explain(error, self.answering.words(Origin.of(message)))
        if told.text is None:
            return
        try:
            await reply_notice(message, notice(told.text, "error"))
        except discord.HTTPException as gone:
            log.info("the error could not be told: %s", gone.code)

    # Commands

    @app_commands.command(name=_("ask"), description=_("Ask about fines: every figure comes with its source"))
    @app_commands.describe(question=_("In your own words, such as: how much was Meta fined in 2023?"))
    @app_commands.rename(question=_("question"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def ask(
        self, interaction: discord.Interaction, question: app_commands.Range[str, 1, LONGEST_QUESTION]
    ) -> None:
        origin = Origin.of(interaction)
        self.answering.admit(origin)
        await think(interaction, self.answering)
        answer = await self.answering.ask(" ".join(question.split()) or "?", origin)
        await show(interaction, answer, self.answering, title=question)

    async def check(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """The context menu: a message's question answered, or its sums checked. Only who asked sees it."""
        origin = Origin.of(interaction)
        self.answering.admit(origin)
        await think(interaction, self.answering, private=True)
        parts = [message.content, *(f"{e.title or ''}\n{e.description or ''}" for e in message.embeds)]
        text = "\n".join(p for p in parts if p.strip())[:4000]
        # The text is another person's: it is not kept as the question that was asked.
        answer = replace(await self.answering.check(text), question="")
        await show(interaction, answer, self.answering)
