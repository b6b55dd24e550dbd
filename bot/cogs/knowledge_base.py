"""What admins can do with the knowledge base: /kb add, review, merged, status, reload, check, problems, sources."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.access import require_admin
from bot.answering import Answering, Origin
from bot.cogs.adding import Adding
from bot.cogs.merging import open_merged
from bot.cogs.reviewing import open_review
from bot.cogs.showing import show_pages
from bot.errors import Known
from bot.library import LAST_GOOD
from bot.render import day, escape, fit, link, listing, notice
from bot.views.telling import NO_PINGS
from bot.wording import Words
from knowledge import Damaged, EmbeddingError, NotUsable, Problem, Reloaded, ReloadUnderWay

if TYPE_CHECKING:
    from knowledge import Indexing, Stage

log = logging.getLogger(__name__)
_PROGRESS_EVERY = 2.0  # seconds between edits of a progress message


@app_commands.guild_only()
@app_commands.guild_install()
@app_commands.default_permissions(manage_guild=True)
class KnowledgeBase(commands.GroupCog, group_name=_("kb"), group_description=_("The knowledge base, for admins")):
    def __init__(self, answering: Answering) -> None:
        self.answering = answering
        self._adding = Adding(answering)
        self._checking = asyncio.Lock()
        self._workers = set[asyncio.Task[Reloaded]]()

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        settings = self.answering.settings
        require_admin(interaction, settings.fineprint_admin_role, settings.fineprint_admin_server)
        return True

    async def _audit(self, interaction: discord.Interaction, action: str, outcome: str) -> None:
        await self.answering.store.record(interaction.user.id, interaction.guild_id, action, outcome)

    @app_commands.command(name=_("add"), description=_("Add a page, a file or a feed to the knowledge base"))
    @app_commands.describe(link=_("A web address; it is fetched once, now"), attachment=_("A file of at most 50 MB"))
    @app_commands.rename(link=_("link"), attachment=_("attachment"))
    async def add(
        self, interaction: discord.Interaction, link: str | None = None, attachment: discord.Attachment | None = None
    ) -> None:
        await self._adding.add(interaction, link, attachment)

    @app_commands.command(name=_("review"), description=_("Accept, edit, reject or merge what added texts tell"))
    @app_commands.describe(confidence=_("Percent from which all may be accepted at once; as in /settings if left out"))
    @app_commands.rename(confidence=_("confidence"))
    async def review(
        self, interaction: discord.Interaction, confidence: app_commands.Range[int, 50, 100] | None = None
    ) -> None:
        percent = confidence or self.answering.store.server(interaction.guild_id).accept
        await open_review(interaction, percent)

    @app_commands.command(name=_("merged"), description=_("What was merged or decided, by whom or which rule; undo"))
    async def merged(self, interaction: discord.Interaction) -> None:
        await open_merged(interaction)

    @app_commands.command(name=_("status"), description=_("What the knowledge base holds, and from where"))
    async def status(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True, ephemeral=True)
        words = self.answering.words(Origin.of(interaction))
        held = await self.answering.desk.ask(self.answering.knowledge.status)
        waiting = await self.answering.library.waiting()
        votes = await self.answering.store.feedback(interaction.guild_id)
        latest = day(held.latest_decision, words.language) if held.latest_decision else "–"
        text = words(
            "kb.status", digest=held.digest[:12], documents=held.documents, penalties=held.penalties, fines=held.fines,
            regulators=held.regulators, respondents=held.respondents, latest=latest, model=escape(held.model),
            problems=len(held.problems), up=votes.get("up", 0), down=votes.get("down", 0),
        )  # fmt: skip
        units = [
            *text.splitlines(),
            words("kb.waiting", n=waiting.proposals),
            *([words("kb.copies", n=waiting.copies)] if waiting.copies else []),
            *([_indexing(held.indexing, words)] if held.indexing else []),
            *([words("kb.stale")] if held.stale else []),
        ]
        await show_pages(interaction, listing("/kb status", units, words), words)
        await self._audit(interaction, "kb status", "shown")

    @app_commands.command(name=_("sources"), description=_("The documents that answers quote"))
    async def sources(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True, ephemeral=True)
        words = self.answering.words(Origin.of(interaction))
        rows = await self.answering.desk.ask(self.answering.knowledge.documents)
        units = [f"- {link(r.title, r.url or '')} · {fit(r.id, 80)} · {r.penalties}" for r in rows]
        await show_pages(interaction, listing(words("kb.sources", n=len(rows)), units, words), words)
        await self._audit(interaction, "kb sources", f"{len(rows)} listed")

    @app_commands.command(name=_("problems"), description=_("What is wrong in the knowledge base that answers now"))
    async def problems(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True, ephemeral=True)
        words = self.answering.words(Origin.of(interaction))
        held = await self.answering.desk.ask(self.answering.knowledge.status)
        await self._list(interaction, held.problems, words)
        await self._audit(interaction, "kb problems", f"{len(held.problems)} listed")

    @app_commands.command(name=_("check"), description=_("Check the sources without using them"))
    async def check(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True, ephemeral=True)
        words = self.answering.words(Origin.of(interaction))
        async with self._checking:  # one at a time, beside the desk
            try:
                problems = await asyncio.to_thread(self.answering.knowledge.check_sources)
            except (OSError, ValueError, Damaged) as error:
                await self._audit(interaction, "kb check", f"failed: {type(error).__name__}")
                raise Known("reload_failed", what=fit(str(error), 300)) from error
        await self._list(interaction, problems, words)
        await self._audit(interaction, "kb check", f"{len(problems)} problems")

    async def _list(self, interaction: discord.Interaction, problems: Sequence[Problem], words: Words) -> None:
        fatal = sum(p.fatal for p in problems)
        title = words("kb.problems", n=fatal, warnings=len(problems) - fatal)
        await show_pages(interaction, listing(title, _problem_lines(problems), words), words)

    @app_commands.command(name=_("reload"), description=_("Read the sources anew while the bot keeps answering"))
    async def reload(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True, ephemeral=True)
        words = self.answering.words(Origin.of(interaction))
        if self._workers:
            await self._audit(interaction, "kb reload", "refused: another is under way")
            raise ReloadUnderWay
        stages: list[Stage] = []
        # A thread of its own: the desk's are for questions, which go on being answered from the old snapshot.
        work = asyncio.create_task(asyncio.to_thread(self.answering.knowledge.reload, stages.append))
        self._workers.add(work)
        work.add_done_callback(self._workers.discard)
        outcome = "failed"
        try:
            await self._watch(interaction, work, stages, words)
            done = await work
            await self.answering.store.keep(LAST_GOOD, str(self.answering.knowledge.folder))
            outcome = "unchanged" if done.unchanged else f"{done.before[:12]} to {done.after[:12]}"
        except NotUsable as error:
            outcome = f"refused: {len(error.problems)} problems"
            title = words("kb.refused", n=sum(p.fatal for p in error.problems))
            await show_pages(interaction, listing(title, _problem_lines(error.problems), words, "error"), words)
            return
        except (OSError, ValueError, Damaged, EmbeddingError) as error:
            raise Known("reload_failed", what=fit(str(error), 300)) from error
        finally:
            await self._audit(interaction, "kb reload", outcome)
            log.info("reload: %s", outcome)
        await show_pages(interaction, listing(_title(done, words), _changes(done, words), words, "figures"), words)

    async def _watch(
        self, interaction: discord.Interaction, work: asyncio.Task[Reloaded], stages: list[Stage], words: Words
    ) -> None:
        """Edits the progress in, at most every other second, until the work is done."""
        shown = ""
        while not (await asyncio.wait({work}, timeout=_PROGRESS_EVERY))[0]:
            if not stages:
                continue
            stage = stages[-1]
            text = words(f"kb.stage_{stage.name}", done=stage.done, total=stage.total)
            if text != shown:
                shown = text
                try:
                    await interaction.edit_original_response(embed=notice(f"⏳ {text}"), allowed_mentions=NO_PINGS)
                except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
                    # The message is gone, its token old, or the network down: the work goes on.
                    log.info("progress not shown: %s", type(error).__name__)


def _indexing(indexing: Indexing, words: Words) -> str:
    """How far the vectors are, which are made while questions are answered by words."""
    told = words("kb.indexing", done=indexing.done, total=indexing.total)
    if indexing.failure:
        return f"⚠️ {told}: {fit(indexing.failure, 300)}"
    if indexing.seconds_left is None:
        return f"⏳ {told}"
    return f"⏳ {told}, {words('kb.minutes_left', n=max(1, round(indexing.seconds_left / 60)))}"


def _problem_lines(problems: Iterable[Problem]) -> list[str]:
    lines = []
    for p in sorted(problems, key=lambda p: (not p.fatal, p)):
        place = f"{p.source}:{p.line}" if p.line else p.source
        lines.append(f"- {'❌' if p.fatal else '⚠️'} **{fit(place, 200)}** {fit(p.message, 500)}")
    return lines


def _title(done: Reloaded, words: Words) -> str:
    return words("kb.unchanged") if done.unchanged else words("kb.reloaded", seconds=f"{done.seconds:.1f}")


def _changes(done: Reloaded, words: Words) -> list[str]:
    units = [words("kb.digests", before=done.before[:12], after=done.after[:12])]
    for what in ("added", "changed", "removed"):
        rows = getattr(done, f"documents_{what}")
        if rows:
            units.append(f"**{words(f'kb.documents_{what}', n=len(rows))}**")
            units += [f"- {fit(row.title, 150)} · {fit(row.id, 100)}" for row in rows]
    for what in ("added", "changed", "removed"):
        changes = getattr(done, f"penalties_{what}")
        if changes:
            units.append(f"**{words(f'kb.penalties_{what}', n=len(changes))}**")
        for change in changes:
            fields = "; ".join(
                f"{fit(name, 40)}: {fit(old or '–', 150)} → {fit(new or '–', 150)}"
                for name, (old, new) in change.what.items()
            )
            units.append(f"- {fit(change.id, 120)}: {fields}")
    if done.problems:
        units.append(f"**{words('kb.warnings', n=len(done.problems))}**")
        units += _problem_lines(done.problems)
    return units
