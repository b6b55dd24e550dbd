"""The buttons of a proposal: each says in its id what it was shown with, so that it works after a restart too."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.views.card import cut_short, print_of
from bot.wording import Words
from knowledge import Card

TEMPLATE = re.compile(
    r"fp:review:(?P<do>[a-z]+):(?P<card>[^:]{0,40}):(?P<seen>[0-9a-f]*):(?P<at>[0-9]+):(?P<percent>[0-9]+)"
    r":(?P<owner>[0-9]+)"
)
_MOST_OPTIONS, _LABEL = 25, 100


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is: at which of the cards, or on which page of a batch.

    seen: what the card, or the batch, showed. percent: from which confidence a batch takes them.
    """

    owner: int
    percent: int
    at: int = 0
    card: str = ""
    seen: str = ""

    @classmethod
    def of(cls, match: re.Match[str]) -> Place:
        return cls(int(match["owner"]), int(match["percent"]), int(match["at"]), match["card"], match["seen"])

    def id(self, do: str) -> str:
        return f"fp:review:{do}:{self.card}:{self.seen}:{self.at}:{self.percent}:{self.owner}"


def batch_print(cards: Sequence[Card]) -> str:
    """The same for the same cards that show the same: accepted is what was listed, or nothing."""
    return hashlib.sha256("".join(f"{c.id}{print_of(c)}" for c in cards).encode()).hexdigest()[:12]


def card_view(card: Card, place: Place, of: int, together: int, words: Words, even_so: str = "") -> discord.ui.View:
    """``together``: how many may be accepted at once from the confidence of ``place`` on.

    ``even_so``: what the button does that does it all the same, though there are doubts; without it there is none.
    """
    view = discord.ui.View()
    if of > 1:
        _add(view, place, "back", 0, emoji="◀", disabled=place.at == 0)
        _add(view, place, "next", 0, emoji="▶", disabled=place.at >= of - 1)
    if cut_short(card, words):
        _add(view, place, "whole", 0, words("button.whole"))
    style = discord.ButtonStyle
    _add(view, place, "accept", 1, words("button.accept"), style=style.success, disabled=bool(card.lacks))
    _add(view, place, "edit", 1, words("button.edit"), style=style.primary)
    _add(view, place, "reject", 1, words("button.reject"), style=style.danger)
    _add(view, place, "merge", 1, words("button.merge"))
    if even_so:
        _add(view, place, even_so, 1, words(f"button.{'merge_so' if even_so == 'mergeso' else 'even_so'}"))
    recorded = [(n, near) for n, near in enumerate(card.near) if near.recorded][:_MOST_OPTIONS]
    if recorded:
        options = [
            discord.SelectOption(label=option_text(near.label), value=str(n), description=option_text(near.id))
            for n, near in recorded
        ]
        view.add_item(
            discord.ui.Select[Any](
                custom_id=place.id("pick"), placeholder=words("review.pick")[:150], options=options, row=2
            )
        )
    if together:
        label = words("button.all", n=together, percent=place.percent)
        _add(view, place, "all", 3, label)
    return unheard(view)


def batch_view(place: Place, pages: int, n: int, words: Words) -> discord.ui.View:
    """``place``: ``seen`` is the batch's print, ``at`` the page."""
    view = discord.ui.View()
    if pages > 1:
        _add(view, place, "before", 0, emoji="◀", disabled=place.at == 0)
        _add(view, place, "after", 0, emoji="▶", disabled=place.at >= pages - 1)
    _add(view, place, "sure", 1, words("button.sure", n=n), style=discord.ButtonStyle.success)
    _add(view, place, "card", 1, words("button.back"))
    return unheard(view)


def _add(view: discord.ui.View, place: Place, do: str, row: int, label: str = "", **more: Any) -> None:
    view.add_item(discord.ui.Button[Any](label=label[:80] or None, custom_id=place.id(do), row=row, **more))


def unheard(view: discord.ui.View) -> discord.ui.View:
    """Clicks are answered by their ids alone: discord.py has nothing to remember."""
    view.stop()
    return view


def option_text(text: str) -> str:
    """For an option, whose text is shown as it is; never empty."""
    flat = " ".join(text.split()) or "–"
    return flat if len(flat) <= _LABEL else flat[: _LABEL - 1] + "…"
