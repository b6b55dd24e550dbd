"""How an answer reaches a person: as a reply to a message, or in the place of "thinking"."""

from __future__ import annotations

from typing import Any

import discord

from bot.answering import Answering, Origin
from bot.views.pager import AnswerView, PageView
from bot.views.telling import NO_PINGS
from bot.wording import Words
from knowledge import Answer

# A reply pings nobody and makes no sound.
_QUIETLY: Any = {"mention_author": False, "allowed_mentions": NO_PINGS, "silent": True}


def view_of(answer: Answer, answering: Answering, origin: Origin, title: str = "") -> AnswerView:
    server = answering.server(origin)
    owner = origin.user if server.paging == "owner" else None
    return AnswerView(answer, answering.words(origin, answer), answering, owner, title)


async def reply(message: discord.Message, answer: Answer, answering: Answering, origin: Origin) -> None:
    view = view_of(answer, answering, origin)
    view.message = await message.reply(embed=view.pages[0], view=view, **_QUIETLY)
    answering.conversation.answered(view.message.id, origin.user, answer.question)


async def reply_notice(message: discord.Message, embed: discord.Embed) -> None:
    await message.reply(embed=embed, **_QUIETLY)


async def think(interaction: discord.Interaction, answering: Answering, private: bool = False) -> None:
    """Says within Discord's three seconds that an answer comes; ``private``: for this person alone."""
    hidden = private or answering.server(Origin.of(interaction)).ephemeral
    await interaction.response.defer(thinking=True, ephemeral=hidden)


async def show(
    interaction: discord.Interaction, answer: Answer, answering: Answering, title: str = "",
    file: discord.File | None = None,
) -> None:  # fmt: skip
    """Puts the answer in the place of "thinking". A picture stands above it, as wide as there is room."""
    view = view_of(answer, answering, Origin.of(interaction), title)
    files = [file] if file is not None else []
    view.message = await interaction.edit_original_response(
        embed=view.pages[0], view=view, attachments=files, allowed_mentions=NO_PINGS
    )
    if answer.question:
        answering.conversation.answered(view.message.id, interaction.user.id, answer.question)


async def show_pages(interaction: discord.Interaction, pages: list[discord.Embed], words: Words) -> None:
    view = PageView(pages, words) if len(pages) > 1 else None
    sent = await interaction.edit_original_response(embed=pages[0], view=view, allowed_mentions=NO_PINGS)
    if view is not None:
        view.message = sent
