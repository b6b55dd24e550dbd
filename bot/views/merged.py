"""What was merged and decided, page by page, with a menu that takes one of them back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.render import COLOURS, fit, link
from bot.views.review import option_text, unheard
from bot.wording import Words
from knowledge import Merged

TEMPLATE = re.compile(r"fp:merged:(?P<do>[a-z]+):(?P<at>[0-9]+):(?P<owner>[0-9]+)")
ROWS = 10  # on a page
_LINE, _LINK = 380, 190  # characters: a page of lines stays below an embed's 4,096


@dataclass(frozen=True, slots=True)
class Page:
    """Which page, and whose."""

    owner: int
    at: int = 0

    @classmethod
    def of(cls, match: re.Match[str]) -> Page:
        return cls(int(match["owner"]), int(match["at"]))

    def id(self, do: str) -> str:
        return f"fp:merged:{do}:{self.at}:{self.owner}"


def key_of(row: Merged) -> str:
    """What stands for the row in the menu: what it is about, and all that is shown of it."""
    return f"{subject_key(row)}.{hashlib.sha256(repr(row).encode()).hexdigest()[:16]}"


def subject_key(row: Merged) -> str:
    return hashlib.sha256(row.subject.encode()).hexdigest()[:32]


def pages_of(rows: Sequence[Merged]) -> int:
    return max(1, -(-len(rows) // ROWS))


def merged_embed(rows: Sequence[Merged], page: Page, words: Words, told: str = "") -> discord.Embed:
    shown = rows[page.at * ROWS : (page.at + 1) * ROWS]
    lines = [_line(row, words) for row in shown] or [words("merged.none")]
    embed = discord.Embed(
        title=words("merged.title", n=len(rows)), description="\n".join([*([told, ""] if told else []), *lines]),
        colour=COLOURS["plain"],
    )  # fmt: skip
    if pages_of(rows) > 1:
        embed.set_footer(text=words("answer.page", n=page.at + 1, of=pages_of(rows)))
    return embed


def merged_view(rows: Sequence[Merged], page: Page, words: Words) -> discord.ui.View | None:
    """None where there is nothing to take back."""
    shown = rows[page.at * ROWS : (page.at + 1) * ROWS]
    if not shown:
        return None
    view = discord.ui.View()
    if pages_of(rows) > 1:
        last = pages_of(rows) - 1
        for do, emoji, end in (("back", "◀", page.at == 0), ("next", "▶", page.at >= last)):
            view.add_item(discord.ui.Button[Any](emoji=emoji, custom_id=page.id(do), disabled=end, row=0))
    options = [
        discord.SelectOption(
            label=option_text(f"{row.sum} · {row.title}" if row.sum else row.title), value=key_of(row),
            description=option_text(f"{row.subject} · {row.rule}"),
        )
        for row in shown
    ]  # fmt: skip
    view.add_item(
        discord.ui.Select[Any](
            custom_id=page.id("undo"), placeholder=words("merged.undo")[:150], options=options, row=1
        )
    )
    return unheard(view)


def _line(row: Merged, words: Words) -> str:
    """The sum with its text, what it went into, and why; the id that the command line takes too."""
    source = link(row.title or row.document, row.url, 70)
    if len(source) > _LINK:
        source = fit(row.title or row.document, 70)
    head = f"**{fit(row.sum, 60)}** {source}" if row.sum else source
    if row.page:
        head += f", {words('review.page', n=row.page)}"
    into = words(f"merged.{row.how}", into=f"{fit(row.label or row.into, 60)}", id=fit(row.into, 50))
    full = f"- {head} {into} · *{fit(row.rule, 60)}* · `{fit(row.subject, 40)}`"
    return full if len(full) <= _LINE else f"- {fit(row.sum or row.title, 60)} {into} · `{fit(row.subject, 40)}`"
