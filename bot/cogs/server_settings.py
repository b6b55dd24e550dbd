"""A server's own settings: language, who sees answers, who turns pages, where, and what is accepted together."""

from __future__ import annotations

from typing import Any, Literal

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.access import require_admin
from bot.answering import Answering, Origin
from bot.render import notice
from bot.store import Server
from bot.views.telling import NO_PINGS
from bot.wording import LANGUAGE_NAMES, Words

_AUTO = "auto"
MOST_CHANNELS = 100


class _Places(app_commands.Transformer):
    """The kinds of channels that messages are asked in. discord.py's own would add media channels to forums."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        kinds = discord.ChannelType
        return [kinds.text, kinds.news, kinds.voice, kinds.forum]

    async def transform(self, interaction: discord.Interaction, value: Any, /) -> app_commands.AppCommandChannel:
        assert isinstance(value, app_commands.AppCommandChannel)
        return value


Channel = app_commands.Transform[app_commands.AppCommandChannel, _Places]


@app_commands.guild_only()
@app_commands.guild_install()
@app_commands.default_permissions(manage_guild=True)
class ServerSettings(
    commands.GroupCog, group_name=_("settings"), group_description=_("How the bot answers in this server")
):
    def __init__(self, answering: Answering) -> None:
        self.answering = answering

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        require_admin(interaction, self.answering.settings.fineprint_admin_role)
        return True

    async def _change(self, interaction: discord.Interaction, **changes: object) -> None:
        assert interaction.guild_id is not None
        server = self.answering.store.server(interaction.guild_id)
        if changes:
            server = await self.answering.store.change(interaction.guild_id, **changes)
            told = ", ".join(f"{k}={v}" for k, v in changes.items() if k != "channels") or "channels"
            await self.answering.store.record(interaction.user.id, interaction.guild_id, "settings", told)
        words = self.answering.words(Origin.of(interaction))
        await interaction.response.send_message(
            embed=notice(settings_text(server, words)), ephemeral=True, allowed_mentions=NO_PINGS
        )

    @app_commands.command(name=_("show"), description=_("The settings of this server"))
    async def show(self, interaction: discord.Interaction) -> None:
        await self._change(interaction)

    @app_commands.command(name=_("language"), description=_("The language of answers; auto is that of the question"))
    @app_commands.describe(language=_("A language, or auto"))
    @app_commands.rename(language=_("language"))
    async def language(
        self, interaction: discord.Interaction, language: Literal["auto", "en", "fr", "de", "es", "it"]
    ) -> None:
        await self._change(interaction, language="" if language == _AUTO else language)

    @app_commands.command(name=_("answers"), description=_("Whether everyone sees answers to commands"))
    @app_commands.describe(visible=_("Everyone, or only the one who asked"))
    @app_commands.rename(visible=_("visible"))
    async def answers(self, interaction: discord.Interaction, visible: Literal["everyone", "asker"]) -> None:
        await self._change(interaction, ephemeral=visible == "asker")

    @app_commands.command(name=_("pages"), description=_("Who may turn the pages of an answer"))
    @app_commands.describe(who=_("The one who asked, or anyone"))
    @app_commands.rename(who=_("who"))
    async def pages(self, interaction: discord.Interaction, who: Literal["owner", "anyone"]) -> None:
        await self._change(interaction, paging=who)

    @app_commands.command(name=_("accept"), description=_("From how many percent proposals may be accepted together"))
    @app_commands.describe(percent=_("Percent of confidence, 50 to 100"))
    @app_commands.rename(percent=_("percent"))
    async def accept(self, interaction: discord.Interaction, percent: app_commands.Range[int, 50, 100]) -> None:
        await self._change(interaction, accept=percent)

    @app_commands.command(name=_("allow"), description=_("Answer in this channel; others stay silent once one is set"))
    @app_commands.describe(channel=_("A channel"))
    @app_commands.rename(channel=_("channel"))
    async def allow(self, interaction: discord.Interaction, channel: Channel) -> None:
        now = self.answering.store.server(interaction.guild_id).channels
        changed = tuple(dict.fromkeys((*now, channel.id)))[-MOST_CHANNELS:]
        await self._change(interaction, channels=changed)

    @app_commands.command(name=_("disallow"), description=_("No longer answer in this channel only; none set: all"))
    @app_commands.describe(channel=_("A channel"))
    @app_commands.rename(channel=_("channel"))
    async def disallow(self, interaction: discord.Interaction, channel: Channel) -> None:
        now = self.answering.store.server(interaction.guild_id).channels
        await self._change(interaction, channels=tuple(c for c in now if c != channel.id))


def settings_text(server: Server, words: Words) -> str:
    return words(
        "settings.text",
        language=LANGUAGE_NAMES.get(server.language, words("settings.auto")),
        answers=words("settings.asker" if server.ephemeral else "settings.everyone"),
        pages=words("settings.owner" if server.paging == "owner" else "settings.anyone"),
        channels=", ".join(f"<#{c}>" for c in server.channels) or words("settings.all_channels"),
        accept=server.accept,
    )
