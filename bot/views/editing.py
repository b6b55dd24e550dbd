"""Forms over a proposal: its fields as a person corrects them, and the penalty that it is merged with."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import discord

from bot.views.card import kind_of, status_of
from bot.views.telling import answer_error
from bot.wording import Words
from knowledge import MONEY_KINDS, Card, Money, Status

_LONGEST = 400
# Nothing that one language reads otherwise than another: no more than two digits after the one point.
_PLAIN_SUM = re.compile(r"([A-Za-z]{3}) ?(\d+(?:\.\d{1,2})?)|(\d+(?:\.\d{1,2})?) ?([A-Za-z]{3})")
_COUNTRY = re.compile(r"(.*\S)\s*;\s*(\S*)", re.S)

Submitted = Callable[[discord.Interaction, Mapping[str, str]], Awaitable[None]]


def typed_at_first(card: Card) -> dict[str, str]:
    """What stands in the form when it is opened."""
    fields = card.fields
    texts = {"respondent": fields["respondent"], "regulator": fields["regulator"], "decided": fields["decided"]}
    texts["amount"] = f"{fields['currency']} {fields['amount']}".strip()
    return {k: v[:_LONGEST] for k, v in texts.items()} | {"kind": fields["kind"], "status": fields["status"]}


def edits_of(
    typed: Mapping[str, str], card: Card, read_sum: Callable[[str, str], Money | None], words: Words
) -> tuple[dict[str, str], list[str]]:
    """What differs from the card, as `Desk.accept` takes it, and what cannot be read. ``read_sum``: text, language."""
    first = typed_at_first(card)
    changed = {k: v.strip() for k, v in typed.items() if v.strip() != first[k].strip()}
    edits = {k: v for k, v in changed.items() if k in ("respondent", "decided") or (v and k in ("kind", "status"))}
    faults: list[str] = []
    if "regulator" in changed:
        match = _COUNTRY.fullmatch(changed["regulator"])
        name, country = (match[1], match[2]) if match else (changed["regulator"], "")
        if name != first["regulator"].strip():
            edits["regulator"] = name
        if country:
            edits["country"] = country
    if "amount" in changed:
        plain = _PLAIN_SUM.fullmatch(changed["amount"])
        money = None if plain else read_sum(changed["amount"], words.language)
        if plain:
            edits |= {"currency": plain[1] or plain[4], "amount": plain[2] or plain[3]}
        elif money:
            edits |= {"currency": money.currency, "amount": f"{money.amount:f}"}
        else:
            faults.append(words("review.bad_amount", value=changed["amount"][:80]))
    if "" in (typed["kind"], typed["status"]):
        faults.append(words("review.bad_choice"))
    return edits, faults


class _Form(discord.ui.Modal):
    """Hands what was typed to ``submitted``. Its id is its own: discord.py knows an open form by that alone."""

    def __init__(self, title: str, words: Words, opened: discord.Interaction, submitted: Submitted) -> None:
        super().__init__(title=title[:45], custom_id=f"fp:form:{opened.id}")
        self._words = words
        self._submitted = submitted

    def _text(self, key: str, value: str, hint: str = "") -> discord.ui.TextInput[Any]:
        field = discord.ui.TextInput[Any](
            custom_id=f"fp:{key}", default=value[:_LONGEST] or None, required=False, max_length=_LONGEST
        )
        described = self._words(f"review.{hint}")[:100] if hint else None
        label = self._words(f"review.{key}")[:45]
        self.add_item(discord.ui.Label(text=label, description=described, component=field))
        return field

    async def on_error(self, interaction: discord.Interaction, error: Exception, /) -> None:  # type: ignore[override]
        await answer_error(interaction, error, self._words)


class EditForm(_Form):
    """Five rows, as many as Discord allows: kind and status share one."""

    def __init__(
        self, card: Card, typed: Mapping[str, str], words: Words, opened: discord.Interaction, submitted: Submitted
    ) -> None:
        super().__init__(words("review.form"), words, opened, submitted)
        self._fields = {
            key: self._text(key, typed[key], hint)
            for key, hint in (
                ("respondent", ""), ("regulator", "regulator_hint"), ("amount", "amount_hint"),
                ("decided", "decided_hint"),
            )
        }  # fmt: skip
        kinds = [("kind", k.value, kind_of({"kind": k.value}, words)) for k in MONEY_KINDS]
        statuses = [("status", s.value, status_of({"status": s.value}, words)) for s in Status]
        options = [
            discord.SelectOption(
                label=f"{words(f'review.{key}')}: {label}"[:100], value=f"{key}:{value}", default=typed[key] == value
            )
            for key, value, label in (*kinds, *statuses)
        ]
        self._choice = discord.ui.Select[Any](custom_id="fp:choice", options=options, min_values=2, max_values=2)
        self.add_item(
            discord.ui.Label(
                text=words("review.choice")[:45], description=words("review.choice_hint")[:100], component=self._choice
            )
        )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        chosen = dict(value.split(":", 1) for value in self._choice.values)
        typed = {key: field.value for key, field in self._fields.items()}
        typed |= {key: chosen.get(key, "") for key in ("kind", "status")}
        await self._submitted(interaction, typed)


class MergeForm(_Form):
    """The id of a recorded penalty."""

    def __init__(self, words: Words, opened: discord.Interaction, submitted: Submitted) -> None:
        super().__init__(words("review.merge_form"), words, opened, submitted)
        self._penalty = self._text("penalty", "", "penalty_hint")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await self._submitted(interaction, {"penalty": self._penalty.value.strip()})
