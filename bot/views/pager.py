"""An answer's buttons: pages, working, quotes, CSV, and whether it was right."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import discord

from bot.answering import Answering, Origin
from bot.errors import Known
from bot.render import answer_pages, notice, quote_pages, working_pages
from bot.spreadsheet import csv_file
from bot.views.feedback import WhatIsWrong
from bot.views.telling import NO_PINGS, answer_error
from bot.wording import Words
from knowledge import Answer

log = logging.getLogger(__name__)

# An interaction's token lives 15 minutes; buttons are switched off while the message can still be edited with it.
LIFETIME = 14 * 60.0


class _View(discord.ui.View):
    """A view that switches its buttons off at the end, and tells of an error where it happened."""

    def __init__(self, words: Words) -> None:
        super().__init__(timeout=LIFETIME)
        self.words = words
        self.message: discord.Message | discord.InteractionMessage | None = None

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """A click would begin the time anew; but the token that can still switch the buttons off ends when it ends."""
        if isinstance(self.message, discord.InteractionMessage):
            age = (discord.utils.utcnow() - self.message.created_at).total_seconds()
            self.timeout = max(1.0, LIFETIME - age)
        return True

    async def on_timeout(self) -> None:
        for item in self.children:
            if isinstance(item, discord.ui.Button) and item.url is None:
                item.disabled = True
        if self.message is not None:
            try:
                await self.message.edit(view=self, allowed_mentions=NO_PINGS)
            except discord.HTTPException as error:  # deleted meanwhile, or no longer ours to edit
                log.info("buttons not switched off: %s", error.code)

    async def on_error(self, interaction: discord.Interaction, error: Exception, item: discord.ui.Item[Any]) -> None:
        await answer_error(interaction, error, self.words)


class PageView(_View):
    """Pages of embeds, turned by the one who sees them."""

    def __init__(self, pages: Sequence[discord.Embed], words: Words, owner: int | None = None) -> None:
        super().__init__(words)
        self.pages = pages
        self.owner = owner
        self.at = 0
        self._back = discord.ui.Button[_View](emoji="◀", custom_id="fp:back", row=0)
        self._forth = discord.ui.Button[_View](emoji="▶", custom_id="fp:forth", row=0)
        if len(pages) > 1:
            self._back.callback = self._turn_back  # type: ignore[method-assign]
            self._forth.callback = self._turn_forth  # type: ignore[method-assign]
            self.add_item(self._back)
            self.add_item(self._forth)
        self._mark_ends()

    def _mark_ends(self) -> None:
        self._back.disabled = self.at == 0
        self._forth.disabled = self.at >= len(self.pages) - 1

    async def _turn_back(self, interaction: discord.Interaction) -> None:
        await self._turn(interaction, -1)

    async def _turn_forth(self, interaction: discord.Interaction) -> None:
        await self._turn(interaction, 1)

    async def _turn(self, interaction: discord.Interaction, by: int) -> None:
        if self.owner is not None and interaction.user.id != self.owner:
            raise Known("not_your_pages")
        self.at = min(max(self.at + by, 0), len(self.pages) - 1)
        self._mark_ends()
        await interaction.response.edit_message(embed=self.pages[self.at], view=self, allowed_mentions=NO_PINGS)


class AnswerView(PageView):
    """The pages of an answer, and what can be asked about it."""

    def __init__(self, answer: Answer, words: Words, answering: Answering, owner: int | None, title: str = "") -> None:
        super().__init__(answer_pages(answer, words, title), words, owner)
        self.answer = answer
        self.answering = answering
        if answer.figures:
            self._add(words("button.working"), "fp:working", self._working)
        if answer.citations:
            self._add(words("button.sources"), "fp:sources", self._sources)
        if answer.records:
            self._add("CSV", "fp:csv", self._csv)
        self._add("", "fp:up", self._up, "👍")
        self._add("", "fp:down", self._down, "👎")

    def _add(self, label: str, custom_id: str, callback: Any, emoji: str | None = None) -> None:
        button = discord.ui.Button[_View](
            label=label[:80] or None, custom_id=custom_id, emoji=emoji, row=1, style=discord.ButtonStyle.secondary
        )
        button.callback = callback  # type: ignore[method-assign]
        self.add_item(button)

    async def _working(self, interaction: discord.Interaction) -> None:
        await _privately(interaction, working_pages(self.answer, self.words), self.words)

    async def _sources(self, interaction: discord.Interaction) -> None:
        await _privately(interaction, quote_pages(self.answer, self.words), self.words)

    async def _csv(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(file=csv_file(self.answer), ephemeral=True, allowed_mentions=NO_PINGS)

    async def _up(self, interaction: discord.Interaction) -> None:
        await self._vote(interaction, "up")
        await interaction.response.send_message(
            embed=notice(self.words("feedback.thanks")), ephemeral=True, allowed_mentions=NO_PINGS
        )

    async def _down(self, interaction: discord.Interaction) -> None:
        modal = WhatIsWrong(self.words, self.answer.question, self.answering.store, interaction)
        await interaction.response.send_modal(modal)
        await self._vote(interaction, "down")

    async def _vote(self, interaction: discord.Interaction, vote: str) -> None:
        assert interaction.message is not None
        await self.answering.store.vote(
            interaction.user.id, interaction.guild_id, interaction.message.id, vote, self.answer.knowledge.digest
        )


async def _privately(interaction: discord.Interaction, pages: Sequence[discord.Embed], words: Words) -> None:
    if len(pages) == 1:
        await interaction.response.send_message(embed=pages[0], ephemeral=True, allowed_mentions=NO_PINGS)
        return
    view = PageView(pages, words)
    await interaction.response.send_message(embed=pages[0], view=view, ephemeral=True, allowed_mentions=NO_PINGS)
    view.message = await interaction.original_response()


class Expired(discord.ui.View):
    """Catches the buttons of answers from before a restart: it says so, instead of failing without a word.

    discord.py looks for a live view of the message first, and takes this one where there is none.
    """

    def __init__(self, answering: Answering) -> None:
        super().__init__(timeout=None)
        self._answering = answering
        examples = tuple(f"example{n}" for n in range(4))
        for name in ("back", "forth", "working", "sources", "csv", "up", "down", "forget", *examples):
            button = discord.ui.Button["Expired"](label=name, custom_id=f"fp:{name}")
            button.callback = self._tell  # type: ignore[method-assign]
            self.add_item(button)

    async def _tell(self, interaction: discord.Interaction) -> None:
        words = self._answering.words(Origin.of(interaction))
        await answer_error(interaction, Known("buttons_expired"), words)
