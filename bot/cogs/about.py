"""Help, what this is, and privacy."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.answering import Answering, Origin
from bot.cogs.showing import show
from bot.render import day, notice
from bot.store import FEEDBACK_DAYS
from bot.views.pager import PageView
from bot.views.telling import NO_PINGS
from bot.wording import Words

_EXAMPLES = ("help.example_1", "help.example_2", "help.example_3", "help.example_4")


class Examples(PageView):
    """Buttons that ask an example question, for the one who clicks."""

    def __init__(self, answering: Answering, words: Words) -> None:
        super().__init__([notice(words("help.text"))], words)
        self.answering = answering
        for number, key in enumerate(_EXAMPLES):
            question = words(key)
            button = discord.ui.Button[Any](label=question[:80], custom_id=f"fp:example{number}", row=number)
            button.callback = self._asker(question)  # type: ignore[method-assign]
            self.add_item(button)

    def _asker(self, question: str) -> Any:
        async def ask(interaction: discord.Interaction) -> None:
            origin = Origin.of(interaction)
            self.answering.admit(origin)
            await interaction.response.defer(thinking=True, ephemeral=True)
            answer = await self.answering.ask(question, origin)
            await show(interaction, answer, self.answering, title=question)

        return ask


class Forget(PageView):
    """A button that deletes what the person who presses it has sent."""

    def __init__(self, answering: Answering, words: Words) -> None:
        super().__init__([notice(words("privacy.text", days=FEEDBACK_DAYS))], words)
        self.answering = answering
        button = discord.ui.Button[Any](
            label=words("privacy.delete")[:80], custom_id="fp:forget", style=discord.ButtonStyle.danger
        )
        button.callback = self._forget  # type: ignore[method-assign]
        self.add_item(button)

    async def _forget(self, interaction: discord.Interaction) -> None:
        deleted = await self.answering.store.forget(interaction.user.id)
        self.answering.conversation.forget(interaction.user.id)
        await interaction.response.send_message(
            embed=notice(self.words("privacy.deleted", n=deleted)), ephemeral=True, allowed_mentions=NO_PINGS
        )


class About(commands.Cog):
    def __init__(self, answering: Answering) -> None:
        self.answering = answering

    @app_commands.command(name=_("help"), description=_("What you can ask, with examples to click"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def help(self, interaction: discord.Interaction) -> None:
        view = Examples(self.answering, self.answering.words(Origin.of(interaction)))
        await _send(interaction, view)

    @app_commands.command(name=_("about"), description=_("What this bot knows, its licence, and what it is not"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def about(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True, ephemeral=True)
        words = self.answering.words(Origin.of(interaction))
        held = await self.answering.desk.ask(self.answering.knowledge.status)
        latest = day(held.latest_decision, words.language) if held.latest_decision else "–"
        text = words(
            "about.text", documents=held.documents, penalties=held.penalties, fines=held.fines,
            regulators=held.regulators, latest=latest, digest=held.digest[:12],
        )  # fmt: skip
        await interaction.edit_original_response(embed=notice(text), allowed_mentions=NO_PINGS)

    @app_commands.command(name=_("privacy"), description=_("What is stored, for how long, and how to delete yours"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def privacy(self, interaction: discord.Interaction) -> None:
        view = Forget(self.answering, self.answering.words(Origin.of(interaction)))
        await _send(interaction, view)


async def _send(interaction: discord.Interaction, view: PageView) -> None:
    await interaction.response.send_message(embed=view.pages[0], view=view, ephemeral=True, allowed_mentions=NO_PINGS)
    view.message = await interaction.original_response()
