"""/kb review: what a click on a proposal's card does, from what its id says and from what the folder holds now."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import discord

from bot.answering import Origin, answering_of
from bot.cogs.accepting import Accepted, accept_all, outcome, outcome_even_so, outcomes
from bot.cogs.showing import show_pages
from bot.cogs.writing import Changed, require_folder, require_rights, write
from bot.errors import Known
from bot.library import Done, Library
from bot.render import fit, listing, notice
from bot.views.card import card_embed, listed, print_of, whole
from bot.views.editing import EditForm, MergeForm, edits_of, typed_at_first
from bot.views.review import TEMPLATE, Place, batch_print, batch_view, card_view
from bot.views.telling import NO_PINGS, answer_error
from knowledge import Card, Decided, Desk, Doubtful, Knowledge, NoSuch, NotReady, batch


class Click(discord.ui.DynamicItem[discord.ui.Item[Any]], template=TEMPLATE):
    """A click on any button, or a choice in the menu, of any card, from before a restart too."""

    def __init__(self, item: discord.ui.Item[Any], do: str, place: Place) -> None:
        super().__init__(item)
        self._do = do
        self._place = place

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Click:
        return cls(item, match["do"], Place.of(match))

    async def callback(self, interaction: discord.Interaction) -> None:
        answering = answering_of(interaction)
        try:
            require_rights(interaction)
            if interaction.user.id != self._place.owner:
                raise Known("not_your_review")
            picked = getattr(self.item, "values", None) or [""]
            await Review(interaction, self._place).click(self._do, picked[0])
        except Exception as error:  # discord.py would log it, and tell nobody
            await answer_error(interaction, error, answering.words(Origin.of(interaction)))


class Review:
    """What one interaction does: the command, a click, or a form."""

    def __init__(self, interaction: discord.Interaction, place: Place) -> None:
        self.interaction = interaction
        self.answering = answering_of(interaction)
        self.words = self.answering.words(Origin.of(interaction))
        self.place = place

    @property
    def library(self) -> Library:
        return self.answering.library

    async def open(self) -> None:
        await self.interaction.response.defer(thinking=True, ephemeral=True)
        require_folder(self.answering)
        n = await self._show(0)
        await self.answering.store.record(
            self.interaction.user.id, self.interaction.guild_id, "kb review", f"{n} waiting"
        )

    async def click(self, do: str, picked: str) -> None:
        place = self.place
        if do in ("edit", "merge"):  # a form has to come at once
            await self._open_form(do)
            return
        if do == "whole":
            await self._show_whole()
            return
        await self.interaction.response.defer()
        match do:
            case "back" | "next":
                await self._show(await self._at() + (1 if do == "next" else -1))
            case "accept":
                await self._accept(None)
            case "evenso":
                await self._accept(None, even_so=True)
            case "evenform" | "mergeso":
                await self._even_so(do)
            case "reject":
                await self._decide("reject", lambda desk, card: desk.reject(card.id))
            case "pick":
                await self._pick(int(picked))
            case "all":
                await self._show_batch(0)
            case "before" | "after":
                await self._show_batch(place.at + (1 if do == "after" else -1), place.seen)
            case "sure":
                await self._accept_batch()
            case _:
                await self._show(0)

    # Cards

    async def _at(self) -> int:
        """Where the card is now; where it was, if it is gone."""
        cards = await self.library.cards()
        return next((n for n, card in enumerate(cards) if card.id == self.place.card), self.place.at)

    async def _show(self, at: int, told: str = "", faults: Sequence[str] = (), even_so: str = "") -> int:
        """The card at that place, or the last one; how many there are. ``told``: what became of the one before.

        ``faults``: why it was not accepted or merged; they are doubts alone where there is a button ``even_so``.
        """
        cards = await self.library.cards()
        if not cards:
            await self._edit(notice(self.words("review.none")), None, told)
            return 0
        at = min(max(at, 0), len(cards) - 1)
        card = cards[at]
        place = replace(self.place, at=at, card=card.id, seen=print_of(card))
        together = len(batch(cards, place.percent / 100))
        embed = card_embed(card, at, len(cards), self.words, faults, bool(even_so))
        await self._edit(embed, card_view(card, place, len(cards), together, self.words, even_so), told)
        return len(cards)

    async def _edit(self, embed: discord.Embed, view: discord.ui.View | None, told: str = "") -> None:
        """``told`` stands above the card: it is not about the one that is shown."""
        await self.interaction.edit_original_response(
            content=told or None, embed=embed, view=view, allowed_mentions=NO_PINGS
        )

    async def _show_whole(self) -> None:
        await self.interaction.response.defer(thinking=True, ephemeral=True)
        try:
            card = self._seen(await self.library.cards())
        except (NoSuch, Changed):
            raise Known("decided_already") from None
        await show_pages(self.interaction, listing(card.id, whole(card, self.words), self.words), self.words)

    def _seen(self, cards: Sequence[Card]) -> Card:
        """The card that was clicked, as it was shown. Raises NoSuch, Changed."""
        for card in cards:
            if card.id == self.place.card:
                if print_of(card) != self.place.seen:
                    raise Changed
                return card
        raise NoSuch(f"no proposal {self.place.card!r} is waiting")

    # Forms

    async def _open_form(self, do: str) -> None:
        try:
            card = self._seen(await self.library.cards())
        except (NoSuch, Changed) as error:
            await self.interaction.response.defer()
            await self._show(self.place.at, self.words(f"review.{'gone' if isinstance(error, NoSuch) else 'changed'}"))
            return
        if do == "merge":
            await self.interaction.response.send_modal(MergeForm(self.words, self.interaction, self._merge_sent))
            return
        typed = self.library.form(self.place.owner, card.id) or typed_at_first(card)
        form = EditForm(card, typed, self.words, self.interaction, self._edit_sent)
        await self.interaction.response.send_modal(form)

    async def _edit_sent(self, interaction: discord.Interaction, typed: Mapping[str, str]) -> None:
        require_rights(interaction)
        await interaction.response.defer()
        await Review(interaction, self.place)._accept(typed)

    async def _merge_sent(self, interaction: discord.Interaction, typed: Mapping[str, str]) -> None:
        require_rights(interaction)
        await interaction.response.defer()
        await Review(interaction, self.place)._merge(typed["penalty"])

    # Decisions

    async def _pick(self, number: int) -> None:
        """Merge with one of those that the card, as it was shown, may be the same as."""
        try:
            near = self._seen(await self.library.cards()).near[number].id
        except (NoSuch, Changed):
            near = ""  # which is said when it is decided
        await self._merge(near)

    async def _merge(self, penalty: str, even_so: bool = False) -> None:
        def act(desk: Desk, card: Card) -> Decided:
            if penalty not in self.answering.knowledge.snapshot.ledger.by_id:
                raise Known("no_penalty", id=fit(penalty, 80))
            return desk.merge(card.id, penalty, even_so)

        await self._decide("merge", act, even_so, "mergeso", {"penalty": penalty})

    async def _accept(self, typed: Mapping[str, str] | None, even_so: bool = False) -> None:
        """``typed``: the form that was sent, kept where it has faults; None: as it was told."""

        def act(desk: Desk, card: Card) -> Decided:
            made: dict[str, str] = {}
            if typed is not None:
                made, faults = edits_of(typed, card, self.answering.knowledge.read_sum, self.words)
                if faults:
                    raise NotReady(tuple(faults))
            return desk.accept(card.id, made, even_so)

        if typed is None:
            await self._decide("accept", act, even_so, "evenso")
        else:
            await self._decide("edit", act, even_so, "evenform", typed)

    async def _even_so(self, do: str) -> None:
        """What was typed before and met with doubts, all the same."""
        typed = self.library.form(self.place.owner, self._form(do))
        if typed is None:  # the bot was started anew
            await self._show(await self._at(), self.words("review.changed"))
        elif do == "mergeso":
            await self._merge(typed["penalty"], even_so=True)
        else:
            await self._accept(typed, even_so=True)

    def _form(self, do: str) -> str:
        """What a form is kept under: that of an edit is opened again, that of a merge only asked about."""
        return f"merge {self.place.card}" if do == "mergeso" else self.place.card

    async def _decide(
        self, name: str, act: Callable[[Desk, Card], Decided], even_so: bool = False, again: str = "",
        typed: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        """Do it to the card as it was shown, and show the one that comes next.

        Where there are doubts, the button ``again`` does it all the same, with what was ``typed``.
        """

        def on_seen(knowledge: Knowledge) -> Decided:
            cards, desk = self.library.at_desk(self.interaction.user.name, self.library.cards_now)
            return act(desk, self._seen(cards))

        told_as = outcome_even_so if even_so else outcome
        try:
            done = await write(self.interaction, self.answering, f"kb review {name}", on_seen, told_as)
        except NotReady as error:
            if typed is not None:
                self.library.keep_form(self.place.owner, self._form(again), typed)
            button = again if isinstance(error, Doubtful) else ""
            await self._show(await self._at(), faults=error.faults, even_so=button)
            return
        except NoSuch:
            await self._show(self.place.at, self.words("review.gone"))
            return
        except Changed:
            await self._show(await self._at(), self.words("review.changed"))
            return
        for form in ("", "mergeso"):
            self.library.drop_form(self.place.owner, self._form(form))
        told = self.words(f"review.{done.result.decision}", id=fit(done.result.penalty or done.result.subject, 100))
        await self._show(self.place.at, self._with_fault(told, done))

    def _with_fault(self, told: str, done: Done[Any]) -> str:
        return f"{told}\n{self.words('review.not_in_use', what=fit(done.fault, 120))}" if done.fault else told

    # Many at once

    async def _show_batch(self, at: int, seen: str | None = None) -> None:
        """What would be accepted, page by page. ``seen``: what the pages before showed."""
        cards = batch(await self.library.cards(), self.place.percent / 100)
        shown = batch_print(cards)
        told = self.words("review.batch_changed") if seen not in (None, shown) else ""
        if not cards:
            await self._show(0, told)
            return
        title = self.words("review.batch", n=len(cards), percent=self.place.percent)
        pages = listing(title, listed(cards, self.words), self.words, "figures")
        at = 0 if told else min(max(at, 0), len(pages) - 1)
        place = replace(self.place, at=at, card="", seen=shown)
        await self._edit(pages[at], batch_view(place, len(pages), len(cards), self.words), told)

    async def _accept_batch(self) -> None:
        def act(knowledge: Knowledge) -> Accepted:
            waiting, desk = self.library.at_desk(self.interaction.user.name, self.library.cards_now)
            cards = batch(waiting, self.place.percent / 100)
            if batch_print(cards) != self.place.seen:
                raise Changed
            return accept_all(desk, cards)

        try:
            done = await write(self.interaction, self.answering, "kb review accept all", act, outcomes)
        except Changed:
            await self._show_batch(0, self.place.seen)
            return
        told = self.words("review.batch_done", n=len(done.result.done))
        if done.result.left:
            told += f"\n{self.words('review.batch_left', n=len(done.result.left), what=fit(done.result.left[0], 120))}"
        await self._show(0, self._with_fault(told, done))


async def open_review(interaction: discord.Interaction, percent: int) -> None:
    """The first card, for the one who asked alone. ``percent``: from which confidence a batch takes them."""
    await Review(interaction, Place(interaction.user.id, percent)).open()
