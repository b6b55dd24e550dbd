"""Writing to the knowledge base's folder for an admin: a line of the audit, and a sentence for what goes wrong."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TypeVar

import discord

from bot.access import require_admin
from bot.answering import Answering, answering_of
from bot.errors import Known
from bot.library import Done, GoesOn
from bot.render import fit
from knowledge import Busy, Damaged, EmbeddingError, Knowledge, NoFolder, NoSuch, NotReady

log = logging.getLogger(__name__)
T = TypeVar("T")


class Changed(Exception):
    """What was to be decided about is no longer what the person saw."""


def require_rights(interaction: discord.Interaction) -> None:
    """Raises NotAnAdmin: whoever opened a card or a form may be none any more."""
    settings = answering_of(interaction).settings
    require_admin(interaction, settings.fineprint_admin_role, settings.fineprint_admin_server)


def require_folder(answering: Answering) -> None:
    """Raises Known where there is no folder of one's own."""
    try:
        _ = answering.knowledge.home
    except NoFolder:
        raise Known("no_folder") from None


async def write(
    interaction: discord.Interaction, answering: Answering, action: str, act: Callable[[Knowledge], T],
    outcome: Callable[[T], str],
) -> Done[T]:  # fmt: skip
    """What ``act`` wrote, put to use. ``outcome`` says in the audit what that was; of what goes on, when it has ended.

    Raises NoSuch, Changed, NotReady, NotUsable, Known.
    """
    told, first = "failed", asyncio.Event()

    async def record(what: str) -> None:
        await answering.store.record(interaction.user.id, interaction.guild_id, action, what)
        log.info("%s: %s", action, what.split(":")[0])

    async def later(work: asyncio.Future[Done[T]]) -> None:
        await first.wait()
        error = asyncio.CancelledError() if work.cancelled() else work.exception()
        await record("at last " + (_refusal(error) if error is not None else _told(work.result(), outcome)))

    try:
        done = await answering.library.write(act, later)
        told = _told(done, outcome)
        return done
    except GoesOn:
        told = "goes on"
        raise
    except NoFolder:
        raise Known("no_folder") from None
    except Busy:
        raise Known("folder_busy") from None
    except (NoSuch, Changed, NotReady) as error:
        told = _refusal(error)
        raise
    except (OSError, ValueError, Damaged, EmbeddingError) as error:
        raise Known("not_written", what=fit(str(error), 300)) from error
    finally:
        await record(told)
        first.set()


def _told(done: Done[T], outcome: Callable[[T], str]) -> str:
    return outcome(done.result) + (f"; not in use: {done.fault}" if done.fault else "")


def _refusal(error: BaseException) -> str:
    if isinstance(error, NoSuch):
        return f"refused: {error}"
    if isinstance(error, Changed):
        return "refused: changed meanwhile"
    return f"refused: {len(error.faults)} faults" if isinstance(error, NotReady) else "failed"
