"""Asking the knowledge base for a person: at the pace and in the places that are allowed, and never on the loop."""

from __future__ import annotations

import asyncio
import weakref
from dataclasses import dataclass
from typing import Protocol, cast

import discord

from bot.conversation import Conversation
from bot.desk import Desk
from bot.errors import NotHere
from bot.library import Library
from bot.pace import Gate
from bot.settings import Settings
from bot.store import Server, Store
from bot.wording import Words, language_of, words
from knowledge import Answer, Knowledge, Lookup


@dataclass(frozen=True, slots=True)
class Origin:
    """Who asks, and where. ``locale`` is that of the person's client; None where a message does not tell."""

    user: int
    channel: int
    server: int | None
    parent: int | None = None
    locale: str | None = None

    @classmethod
    def of(cls, source: discord.Interaction | discord.Message) -> Origin:
        channel = source.channel
        user = source.user if isinstance(source, discord.Interaction) else source.author
        locale = language_of(source.locale) if isinstance(source, discord.Interaction) else None
        parent = channel.parent_id if isinstance(channel, discord.Thread) else None
        return cls(user.id, channel.id if channel else 0, source.guild.id if source.guild else None, parent, locale)


class Holder(Protocol):
    """A client that holds the way to ask."""

    answering: Answering


def answering_of(interaction: discord.Interaction) -> Answering:
    """For callbacks that discord.py calls without the cog that they belong to."""
    return cast("Holder", interaction.client).answering


class Answering:
    """What every way of asking shares."""

    def __init__(self, knowledge: Knowledge, desk: Desk, gate: Gate, store: Store, settings: Settings) -> None:
        self.knowledge = knowledge
        self.desk = desk
        self.gate = gate
        self.store = store
        self.settings = settings
        self.conversation = Conversation()
        self.library = Library(knowledge, store, settings.fineprint_publishers)
        self._turns: weakref.WeakValueDictionary[int, asyncio.Lock] = weakref.WeakValueDictionary()

    def server(self, origin: Origin) -> Server:
        return self.store.server(origin.server)

    def words(self, origin: Origin, answer: Answer | None = None) -> Words:
        """The server's language, else the answer's, else that of the person's client."""
        return words(self.server(origin).language or (answer.language if answer else "") or origin.locale or "en")

    def turn(self, channel: int) -> asyncio.Lock:
        """Answers in a channel come in the order of the questions: each waits for its turn."""
        lock = self._turns.get(channel)
        if lock is None:
            lock = self._turns[channel] = asyncio.Lock()
        return lock

    def admit(self, origin: Origin) -> None:
        """Raises NotHere, TooFast."""
        allowed = self.server(origin).channels
        if allowed and origin.channel not in allowed and origin.parent not in allowed:
            raise NotHere
        self.gate.enter(origin.user, origin.channel)

    async def ask(self, question: str, origin: Origin, after: str | None = None) -> Answer:
        language = self.server(origin).language or None
        return await self.desk.ask(lambda: self.knowledge.ask(question, after=after, answer_in=language))

    async def look_up(self, lookup: Lookup, origin: Origin) -> Answer:
        language = self.server(origin).language or origin.locale or "en"
        return await self.desk.ask(lambda: self.knowledge.look_up(lookup, language=language))

    async def check(self, text: str) -> Answer:
        return await self.desk.ask(lambda: self.knowledge.check_text(text))
