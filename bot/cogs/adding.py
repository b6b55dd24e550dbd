"""/kb add: one link or attachment, fetched, read within limits, kept in the folder, and put to use."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

import aiohttp
import discord

from bot.answering import Answering, Origin
from bot.cogs.showing import show_pages
from bot.cogs.writing import require_folder, write
from bot.desk import Busy, TookTooLong
from bot.errors import Known
from bot.library import Done
from bot.render import day, fit, link, listing
from bot.wording import Words
from knowledge import (
    Added,
    AddedDocument,
    Arrival,
    Card,
    FetchFailed,
    Limits,
    LinkRefused,
    Merged,
    Problem,
    in_megabytes,
)

_DOWNLOAD = 120.0  # seconds
_WAITING = 4  # files beside the one that is being read
_SHOWN = 10  # entries of a feed, documents


class Adding:
    """One at a time, so that no more than one file is held in memory; a few more wait for their turn."""

    def __init__(self, answering: Answering) -> None:
        self.answering = answering
        self._turn = asyncio.Lock()
        self._here = 0

    async def add(
        self, interaction: discord.Interaction, address: str | None, attachment: discord.Attachment | None
    ) -> None:
        await interaction.response.defer(thinking=True, ephemeral=True)
        require_folder(self.answering)
        words = self.answering.words(Origin.of(interaction))
        if self._here > _WAITING:
            await self._record(interaction, "refused: too many wait")
            raise Busy
        self._here += 1
        try:
            async with self._turn:
                done = await self._brought(interaction, address, attachment)
        finally:
            self._here -= 1
        cards, merged = await self.answering.library.cards(), await self.answering.library.merged()
        came = done.result.documents or done.result.tables
        pages = listing(*report(done, cards, merged, words), words, "figures" if came else "refusal")
        await show_pages(interaction, pages, words)

    async def _brought(
        self, interaction: discord.Interaction, address: str | None, attachment: discord.Attachment | None
    ) -> Done[Added]:
        try:
            arrival = await self._arrival(address, attachment)
        except _Refused as error:
            await self._record(interaction, f"{error.what}: {error.outcome}")
            raise error.known from None
        return await write(interaction, self.answering, "kb add", lambda knowledge: knowledge.add([arrival]), _outcome)

    async def _record(self, interaction: discord.Interaction, outcome: str) -> None:
        await self.answering.store.record(interaction.user.id, interaction.guild_id, "kb add", outcome)

    async def _arrival(self, address: str | None, attachment: discord.Attachment | None) -> Arrival:
        """Raises _Refused."""
        if attachment is not None and address is None:
            return await _downloaded(attachment)
        if address is None or attachment is not None:
            raise _Refused("nothing", "one of both is to be given", Known("one_of_both"))
        address = address.strip()
        host = _host(address)
        try:
            return await self.answering.library.fetch(address)
        except LinkRefused as error:
            told = Known("link_refused", what=fit(str(error), 700))
            raise _Refused(host, f"refused by the rule {error.rule}", told) from error
        except FetchFailed as error:
            raise _Refused(host, "not fetched", Known("link_failed", what=fit(str(error), 700))) from error
        except TookTooLong as error:
            raise _Refused(host, "took too long", Known("link_slow")) from error


class _Refused(Exception):
    """Nothing came in: ``outcome`` for the audit, ``known`` for the person."""

    def __init__(self, what: str, outcome: str, known: Known) -> None:
        super().__init__(f"{what}: {outcome}")
        self.what, self.outcome, self.known = what, outcome, known


async def _downloaded(attachment: discord.Attachment) -> Arrival:
    """Raises _Refused. The size is Discord's own word, known before anything is downloaded."""
    most = Limits().size
    if attachment.size > most:
        told = Known("too_large", size=in_megabytes(attachment.size), limit=in_megabytes(most))
        raise _Refused("attachment", f"{attachment.size} bytes", told)
    try:
        data = await asyncio.wait_for(attachment.read(), _DOWNLOAD)
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as error:
        raise _Refused("attachment", "not downloaded", Known("attachment_gone")) from error
    return Arrival(attachment.filename, data, content_type=attachment.content_type)


def report(done: Done[Added], cards: Iterable[Card], merged: Sequence[Merged], words: Words) -> tuple[str, list[str]]:
    """Title and lines: what came in, what it tells, what could not be read."""
    added = done.result
    units: list[str] = []
    for state in ("new", "replaced", "unchanged"):
        units += _documents([d for d in added.documents if d.state == state], f"add.{state}", words)
    for table in added.tables:
        how = fit(table.read_as, 300)
        said = words("add.table", name=fit(table.name, 100), n=table.documents, told=table.told, how=how)
        units.append(f"📊 {said} · `{fit(table.file, 150)}`")
    came = {d.id for d in added.documents}
    proposed = sum(any(s.document in came for s in card.sources) for card in cards)
    known = sum(m.how == "source" and m.document in came for m in merged)
    copies = [m for m in merged if m.how == "copy" and m.document in came]
    if proposed:
        units.append(f"📝 {words('add.proposals', n=proposed)}")
    if known:
        units.append(f"🔗 {words('add.sources', n=known)}")
    for row in copies:
        units.append(f"🔁 {words('add.copy', title=fit(row.title, 120), into=fit(row.label or row.into, 120))}")
    if added.documents and not (proposed or known or copies or added.tables):
        units.append(words("add.tells_nothing"))
    if added.entries:
        units.append(f"**{words('add.entries', n=len(added.entries))}**")
        for entry in added.entries[:_SHOWN]:
            when = f" · {day(entry.published, words.language)}" if entry.published else ""
            units.append(f"- {link(entry.title or entry.url, entry.url)}{when}")
        if len(added.entries) > _SHOWN:
            units.append(words("review.more", n=len(added.entries) - _SHOWN))
    units += _unread(added.problems, words)
    if done.fault:
        units.append(f"⚠️ {words('review.not_in_use', what=fit(done.fault, 300))}")
    return words("add.title" if added.documents or added.tables or added.entries else "add.nothing"), units


def _documents(documents: Sequence[AddedDocument], key: str, words: Words) -> list[str]:
    if not documents:
        return []
    lines = [f"- {fit(d.title, 150)} · `{fit(d.file, 150)}`" for d in documents[:_SHOWN]]
    if len(documents) > _SHOWN:
        lines.append(words("review.more", n=len(documents) - _SHOWN))
    return [f"**{words(key, n=len(documents))}**", *lines]


def _unread(problems: Sequence[Problem], words: Words) -> list[str]:
    if not problems:
        return []
    lines = []
    for problem in problems:
        place = f"{problem.source}:{problem.line}" if problem.line else problem.source
        lines.append(f"- ❌ **{fit(place, 200)}** {fit(problem.message, 500)}")
    return [f"**{words('add.unread', n=len(problems))}**", *lines]


def _outcome(added: Added) -> str:
    came = [(d.file, d.state) for d in added.documents] + [(t.file, t.state) for t in added.tables]
    files = ", ".join(f"{file} {state}" for file, state in came)
    rest = (f"{len(added.entries)} entries", f"{len(added.problems)} problems")
    return "; ".join([files or "nothing", *(r for r in rest if not r.startswith("0 "))])


def _host(address: str) -> str:
    """A link may hold a token: the audit keeps its host alone."""
    try:
        return (urlsplit(address).hostname or "no host")[:100]
    except ValueError:
        return "no host"
