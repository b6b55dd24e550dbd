"""Fixtures of the tests over the loopback Discord."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from tests.bot.loopback import Loopback
from tests.bot.process import BotProcess, running


@dataclass(frozen=True, slots=True)
class Connected:
    discord: Loopback
    process: BotProcess
    kb: Path


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Connected]:
    """One bot for a module's tests, none of which may harm it. Its admin's folder ``kb`` is empty at first."""
    folder = tmp_path_factory.mktemp("bot")
    kb = folder / "kb"
    kb.mkdir()
    async with Loopback.running() as discord, running(folder, discord.base, env={"FINEPRINT_KB": str(kb)}) as process:
        await process.connected(discord)
        yield Connected(discord, process, kb)
