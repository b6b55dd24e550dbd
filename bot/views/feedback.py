"""What is wrong with an answer, in a person's own words: kept, and the form says so."""

from __future__ import annotations

import logging

import discord

from bot.render import notice
from bot.store import Store
from bot.views.telling import NO_PINGS, answer_error
from bot.wording import Words

log = logging.getLogger(__name__)


class WhatIsWrong(discord.ui.Modal):
    """Opened by 👎. The vote counts without it. Its id is its own: discord.py knows an open form by that alone."""

    def __init__(self, words: Words, question: str, store: Store, interaction: discord.Interaction) -> None:
        super().__init__(title=words("feedback.title")[:45], custom_id=f"fp:wrong:{interaction.id}")
        assert interaction.message is not None
        self._message = interaction.message.id
        self._words = words
        self._question = question
        self._store = store
        self._text = discord.ui.TextInput["WhatIsWrong"](
            style=discord.TextStyle.paragraph, max_length=1000, required=False, custom_id="fp:text",
            placeholder=words("feedback.placeholder")[:100],
        )  # fmt: skip
        self.add_item(
            discord.ui.Label(
                text=words("feedback.label")[:45], description=words("feedback.kept")[:100], component=self._text
            )
        )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        if self._text.value.strip():
            await self._store.explain(interaction.user.id, self._message, self._question, self._text.value.strip())
        await interaction.response.send_message(
            embed=notice(self._words("feedback.thanks")),
            ephemeral=True,
            allowed_mentions=NO_PINGS,
        )

    async def on_error(self, interaction: discord.Interaction, error: Exception, /) -> None:  # type: ignore[override]
        await answer_error(interaction, error, self._words)
