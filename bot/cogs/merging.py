"""/kb merged: what rules and persons decided about texts, and the way back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import discord

from bot.answering import Answering, Origin, answering_of
from bot.cogs.writing import Changed, require_folder, require_rights, write
from bot.errors import Known
from bot.render import fit
from bot.views.merged import TEMPLATE, Page, key_of, merged_embed, merged_view, pages_of, subject_key
from bot.views.telling import NO_PINGS, answer_error
from knowledge import Decided, Knowledge, NoSuch, NotReady


class Turn(discord.ui.DynamicItem[discord.ui.Item[Any]], template=TEMPLATE):
    """A page turned, or one taken back, from before a restart too."""

    def __init__(self, item: discord.ui.Item[Any], do: str, page: Page) -> None:
        super().__init__(item)
        self._do = do
        self._page = page

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Turn:
        return cls(item, match["do"], Page.of(match))

    async def callback(self, interaction: discord.Interaction) -> None:
        answering = answering_of(interaction)
        try:
            require_rights(interaction)
            if interaction.user.id != self._page.owner:
                raise Known("not_your_review")
            await interaction.response.defer()
            if self._do == "undo":
                picked: Sequence[str] = getattr(self.item, "values", ())
                await _undo(interaction, answering, self._page, picked[0])
            else:
                step = 1 if self._do == "next" else -1
                await _show(interaction, answering, replace(self._page, at=max(self._page.at + step, 0)))
        except Exception as error:  # discord.py would log it, and tell nobody
            await answer_error(interaction, error, answering.words(Origin.of(interaction)))


async def open_merged(interaction: discord.Interaction) -> None:
    """The first page, for the one who asked alone."""
    answering = answering_of(interaction)
    await interaction.response.defer(thinking=True, ephemeral=True)
    require_folder(answering)
    n = await _show(interaction, answering, Page(interaction.user.id))
    await answering.store.record(interaction.user.id, interaction.guild_id, "kb merged", f"{n} listed")


async def _show(interaction: discord.Interaction, answering: Answering, page: Page, told: str = "") -> int:
    rows = await answering.library.merged()
    words = answering.words(Origin.of(interaction))
    page = replace(page, at=min(page.at, pages_of(rows) - 1))
    await interaction.edit_original_response(
        embed=merged_embed(rows, page, words, told), view=merged_view(rows, page, words), allowed_mentions=NO_PINGS
    )
    return len(rows)


async def _undo(interaction: discord.Interaction, answering: Answering, page: Page, key: str) -> None:
    words = answering.words(Origin.of(interaction))

    def act(knowledge: Knowledge) -> Decided:
        rows, desk = answering.library.at_desk(interaction.user.name, knowledge.merged)
        row = next((r for r in rows if subject_key(r) == key.partition(".")[0]), None)
        if row is None:
            raise NoSuch("it has been taken back already")
        if key_of(row) != key:
            raise Changed
        return desk.undo(row.subject)

    try:
        done = await write(interaction, answering, "kb merged undo", act, _outcome)
    except NoSuch:
        await _show(interaction, answering, page, words("merged.gone"))
        return
    except Changed:
        await _show(interaction, answering, page, words("review.changed"))
        return
    except NotReady as error:
        await _show(interaction, answering, page, words("merged.not_undone", what=fit(str(error), 300)))
        return
    told = words("merged.undone", id=fit(done.result.subject, 60))
    if done.fault:
        told += "\n" + words("review.not_in_use", what=fit(done.fault, 120))
    await _show(interaction, answering, page, told)


def _outcome(done: Decided) -> str:
    return f"{done.subject} {done.decision}" + (f", was {done.penalty}" if done.penalty else "")
