"""An admin with a proposal's card in front of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import discord

from bot.views.review import TEMPLATE, Place
from knowledge import Knowledge
from tests.bot.added import own, put
from tests.bot.simulated import World, buttons, plain
from tests.library.kb import Home


def shown(message: Any) -> str:
    """All that a person reads of a card: its fields too."""
    parts = [message.content]
    for embed in message.embeds:
        parts += [embed.title, embed.description, *(f"{f.name}: {f.value}" for f in embed.fields), embed.footer.text]
    return plain("\n".join(p for p in parts if p))


def doing(message: Any) -> dict[str, dict[str, Any]]:
    """The card's buttons and its menu by what they do."""
    return {identity.split(":")[2]: found for identity, found in buttons(message).items()}


ADMIN = discord.Permissions(manage_guild=True)


def place_of(custom_id: str) -> Place:
    found = TEMPLATE.fullmatch(custom_id)
    assert found is not None
    return Place.of(found)


class Session:
    """One admin with a card in front of them."""

    def __init__(self, world: World, who: Any, card: Any) -> None:
        self.world, self.who, self.message_id = world, who, card.id
        self.card = card

    @classmethod
    async def open(cls, world: World, who: Any = None, **options: Any) -> Session:
        who = who or world.admin
        result = await who.slash(world.channel, "kb review", **options)
        assert result.ephemeral
        return cls(world, who, result.response)

    @property
    def text(self) -> str:
        return shown(self.card)

    @property
    def can(self) -> set[str]:
        return {do for do, found in doing(self.card).items() if not found.get("disabled")}

    def id(self, do: str) -> str:
        return str(doing(self.card)[do]["custom_id"])

    async def click(self, do: str) -> Any:
        return self._see(await self.who.click(self.card, custom_id=self.id(do)))

    async def pick(self, value: str) -> Any:
        return self._see(await self.who.select(self.card, [value], custom_id=self.id("pick")))

    async def submit(self, form: Any, typed: dict[str, Any]) -> Any:
        return self._see(await self.who.submit_modal(form, typed))

    def _see(self, result: Any) -> Any:
        self.card = result.response if result.response and result.response.id == self.message_id else self.card
        self.card = next((m for m in self.world.channel.history() if m.id == self.message_id), self.card)
        return result


def form_of(result: Any) -> dict[str, Any]:
    """What stands in a form when it is opened."""
    assert result.modal is not None
    found: dict[str, Any] = {}
    for row in result.modal["components"]:
        field = row["component"]
        picked = [o["value"] for o in field.get("options", []) if o.get("default")]
        found[field["custom_id"]] = picked if "options" in field else field.get("value") or ""
    return found


def proposing(tmp_path: Path, *names: str, **more: Any) -> tuple[Any, Home]:
    """A knowledge base with one proposal for each name, of EUR 50,000 and more, the first the most confident."""
    knowledge, kb = own(tmp_path)
    for n, name in enumerate(names):
        put(kb, name, 50000 + n, **({"confidence": 0.95 - n / 100} | more))
    knowledge.reload()
    return knowledge, kb


def ids(knowledge: Knowledge) -> list[str]:
    return [p.id for p in knowledge.snapshot.ledger.penalties]
