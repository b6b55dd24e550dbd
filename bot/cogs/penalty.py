"""Looking up: /penalty lookup, total, top, timeline, compare, daily, maximum."""

from __future__ import annotations

import asyncio
import calendar
import io
import re
from collections.abc import Callable, Coroutine
from datetime import date
from typing import Any, Literal, TypeVar

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.answering import Answering, Origin, answering_of
from bot.charts import drawn, timeline
from bot.cogs.showing import show, think
from bot.desk import Busy, TookTooLong
from bot.errors import Known
from bot.render import fit
from knowledge import Field, Filters, Lookup, Task

_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_SUGGEST_WITHIN = 2.0  # seconds; Discord takes suggestions for three
MOST_DAYS = 36_500

_TEXTS = {
    "respondent": _("A company or group; a group takes in its companies"),
    "regulator": _("An authority or court, by code or name"),
    "country": _("The regulator's country, or EU or Europe"),
    "law": _("A law, such as GDPR or DMA"),
    "kind": _("What was decided; fines where left out"),
    "status": _("Where it stands today"),
    "first": _("Decided on or after: 2023, 2023-05 or 2023-05-12"),
    "last": _("Decided on or before: 2023, 2023-05 or 2023-05-12"),
}
_NAMES = {
    "respondent": _("respondent"), "regulator": _("regulator"), "country": _("country"), "law": _("law"),
    "kind": _("kind"), "status": _("status"), "first": _("from"), "last": _("to"),
}  # fmt: skip
Text = app_commands.Range[str, 1, 100]


def day_of(text: str | None, last: bool = False) -> date | None:
    """The first (or the last) day of a year, month or day. Raises Known."""
    if text is None or not text.strip():
        return None
    match = _DAY.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError
        year = int(match[1])
        month = int(match[2]) if match[2] else 12 if last else 1
        day = int(match[3]) if match[3] else calendar.monthrange(year, month)[1] if last else 1
        return date(year, month, day)
    except ValueError:
        raise Known("bad_date", value=fit(text, 100)) from None


def filters(
    respondent: str | None, regulator: str | None, country: str | None = None, law: str | None = None,
    kind: str | None = None, status: str | None = None, first: str | None = None, last: str | None = None,
) -> Filters:  # fmt: skip
    return Filters(
        respondent or "", regulator or "", country or "", law or "", kind or "", status or "",
        day_of(first), day_of(last, last=True),
    )  # fmt: skip


T = TypeVar("T")
Complete = Callable[[discord.Interaction, str], Coroutine[Any, Any, list[Choice[str]]]]


def _suggested(field: Field) -> Complete:
    """The choices for what is typed: at most 25, from the ledger that answers now; none where it is too busy."""

    async def choices(interaction: discord.Interaction, typed: str) -> list[Choice[str]]:
        answering = answering_of(interaction)
        language = answering.words(Origin.of(interaction)).language
        try:
            work = answering.desk.ask(lambda: answering.knowledge.suggest(field, typed[:100], language=language))
            found = await asyncio.wait_for(work, _SUGGEST_WITHIN)
        except (Busy, TookTooLong, TimeoutError):
            return []
        return [Choice(name=s.label[:100], value=s.value[:100]) for s in found[:25]]

    return choices


async def _ceilings(interaction: discord.Interaction, typed: str) -> list[Choice[str]]:
    laws = ("GDPR", "UK GDPR", "DMA", "DSA", "EU competition law")
    near = [law for law in laws if typed.casefold() in law.casefold()]
    return [Choice(name=law, value=law) for law in near or laws]


_COMPLETED: tuple[Field, ...] = ("respondent", "regulator", "country", "law", "kind", "status")


def _filters(*names: str) -> Callable[[T], T]:
    """The descriptions, localised names and suggestions of the filters that a command has."""

    def decorate(command: T) -> T:
        command = app_commands.describe(**{n: _TEXTS[n] for n in names})(command)
        command = app_commands.rename(**{n: _NAMES[n] for n in names})(command)
        completed: dict[str, Any] = {n: _suggested(n) for n in _COMPLETED if n in names}
        return app_commands.autocomplete(**completed)(command)

    return decorate


_ALL = ("respondent", "regulator", "country", "law", "kind", "status", "first", "last")


@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
class Penalty(commands.GroupCog, group_name=_("penalty"), group_description=_("Look up recorded penalties")):
    def __init__(self, answering: Answering) -> None:
        self.answering = answering

    async def _show(self, interaction: discord.Interaction, lookup: Lookup) -> None:
        origin = Origin.of(interaction)
        self.answering.admit(origin)
        await think(interaction, self.answering)
        await show(interaction, await self.answering.look_up(lookup, origin), self.answering)

    @app_commands.command(name=_("lookup"), description=_("Which penalties are recorded, with the source of each"))
    @_filters(*_ALL)
    async def lookup(
        self, interaction: discord.Interaction, respondent: Text | None = None, regulator: Text | None = None,
        country: Text | None = None, law: Text | None = None, kind: Text | None = None, status: Text | None = None,
        first: Text | None = None, last: Text | None = None,
    ) -> None:  # fmt: skip
        wanted = filters(respondent, regulator, country, law, kind, status, first, last)
        await self._show(interaction, Lookup(Task.LIST, wanted))

    @app_commands.command(name=_("total"), description=_("The sum of recorded penalties, imposed and in force"))
    @_filters(*_ALL)
    @app_commands.describe(basis=_("Which sum leads"))
    @app_commands.rename(basis=_("basis"))
    async def total(
        self, interaction: discord.Interaction, respondent: Text | None = None, regulator: Text | None = None,
        country: Text | None = None, law: Text | None = None, kind: Text | None = None, status: Text | None = None,
        first: Text | None = None, last: Text | None = None, basis: Literal["imposed", "standing"] = "imposed",
    ) -> None:  # fmt: skip
        wanted = filters(respondent, regulator, country, law, kind, status, first, last)
        await self._show(interaction, Lookup(Task.TOTAL, wanted, basis=basis))

    @app_commands.command(name=_("top"), description=_("The largest recorded penalties"))
    @_filters(*_ALL)
    @app_commands.describe(number=_("How many"))
    @app_commands.rename(number=_("number"))
    async def top(
        self, interaction: discord.Interaction, respondent: Text | None = None, regulator: Text | None = None,
        country: Text | None = None, law: Text | None = None, kind: Text | None = None, status: Text | None = None,
        first: Text | None = None, last: Text | None = None, number: app_commands.Range[int, 1, 50] = 10,
    ) -> None:  # fmt: skip
        wanted = filters(respondent, regulator, country, law, kind, status, first, last)
        await self._show(interaction, Lookup(Task.TOP, wanted, top=number))

    @app_commands.command(name=_("timeline"), description=_("Penalties over time, as a chart with their sources"))
    @_filters("respondent", "regulator", "country", "law", "first", "last")
    async def timeline(
        self, interaction: discord.Interaction, respondent: Text | None = None, regulator: Text | None = None,
        country: Text | None = None, law: Text | None = None, first: Text | None = None, last: Text | None = None,
    ) -> None:  # fmt: skip
        origin = Origin.of(interaction)
        self.answering.admit(origin)
        wanted = filters(respondent, regulator, country, law, first=first, last=last)
        await think(interaction, self.answering)
        answer = await self.answering.look_up(Lookup(Task.TIMELINE, wanted), origin)
        words = self.answering.words(origin, answer)
        chart = None
        if any(drawn(r) for r in answer.records):
            chart = await self.answering.desk.ask(lambda: timeline(answer.records, words))
        file = discord.File(io.BytesIO(chart.data), "timeline.png", description=chart.alt[:1024]) if chart else None
        await show(interaction, answer, self.answering, file=file)

    @app_commands.command(name=_("compare"), description=_("Two companies or authorities side by side"))
    @app_commands.describe(
        respondent=_("The first company or group"), with_respondent=_("The second company or group"),
        regulator=_("The first authority"), with_regulator=_("The second authority"),
        first=_TEXTS["first"], last=_TEXTS["last"],
    )  # fmt: skip
    @app_commands.rename(
        respondent=_NAMES["respondent"], with_respondent=_("with_respondent"), regulator=_NAMES["regulator"],
        with_regulator=_("with_regulator"), first=_NAMES["first"], last=_NAMES["last"],
    )  # fmt: skip
    @app_commands.autocomplete(
        respondent=_suggested("respondent"), with_respondent=_suggested("respondent"),
        regulator=_suggested("regulator"), with_regulator=_suggested("regulator"),
    )  # fmt: skip
    async def compare(
        self, interaction: discord.Interaction, respondent: Text | None = None, with_respondent: Text | None = None,
        regulator: Text | None = None, with_regulator: Text | None = None, first: Text | None = None,
        last: Text | None = None,
    ) -> None:  # fmt: skip
        left = filters(respondent, regulator, first=first, last=last)
        right = filters(
            with_respondent or (respondent if with_regulator else None),
            with_regulator or (regulator if with_respondent else None), first=first, last=last,
        )  # fmt: skip
        if left == right or not (with_respondent or with_regulator) or not (respondent or regulator):
            raise Known("compare_two")
        await self._show(interaction, Lookup(Task.COMPARE, left, against=right))

    @app_commands.command(name=_("daily"), description=_("Days and running sums at a recorded daily rate"))
    @app_commands.autocomplete(respondent=_suggested("rate"))
    @app_commands.describe(
        days=_("How many days"), first=_("The first day that counts"), last=_("The last day that counts")
    )
    @app_commands.rename(days=_("days"))
    @_filters("respondent", "regulator", "first", "last")
    async def daily(
        self, interaction: discord.Interaction, respondent: Text, regulator: Text | None = None,
        days: app_commands.Range[int, 1, MOST_DAYS] | None = None, first: Text | None = None,
        last: Text | None = None,
    ) -> None:  # fmt: skip
        if (days is None) == (first is None and last is None) or (first is None) != (last is None):
            raise Known("days_or_dates")
        wanted = filters(respondent, regulator, first=first, last=last)
        await self._show(interaction, Lookup(Task.DAILY, wanted, days=days))

    @app_commands.command(name=_("maximum"), description=_("The highest fine that a law allows, for a turnover"))
    @app_commands.describe(
        law=_("GDPR, UK GDPR, DMA, DSA or competition"),
        turnover=_("Worldwide annual turnover, such as: 2.5 billion EUR"),
    )
    @app_commands.rename(law=_("law"), turnover=_("turnover"))
    @app_commands.autocomplete(law=_ceilings)
    async def maximum(self, interaction: discord.Interaction, law: Text, turnover: Text | None = None) -> None:
        origin = Origin.of(interaction)
        money = None
        if turnover is not None:
            money = self.answering.knowledge.read_sum(turnover, origin.locale or "en")
            if money is None:
                raise Known("bad_sum", value=fit(turnover, 100))
        await self._show(interaction, Lookup(Task.MAXIMUM, Filters(law=law), turnover=money))
