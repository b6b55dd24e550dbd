"""What is told to one person alone: a short notice, or what went wrong."""

from __future__ import annotations

import logging

import discord

from bot.errors import explain
from bot.render import notice
from bot.wording import Words

log = logging.getLogger(__name__)

NO_PINGS = discord.AllowedMentions.none()


async def answer_error(interaction: discord.Interaction, error: BaseException, words: Words) -> None:
    """Tells the person, and them alone, what went wrong."""
    told = explain(error, words)
    if told.text is None:
        return
    embed = notice(told.text, "error")
    try:
        if interaction.response.is_done():
            await interaction.followup.send(embed=embed, ephemeral=True, allowed_mentions=NO_PINGS)
        else:
            await interaction.response.send_message(embed=embed, ephemeral=True, allowed_mentions=NO_PINGS)
    except discord.HTTPException as gone:
        log.info("the error could not be told: %s", gone.code)
