"""`python -m bot` as a process of its own, connected to the loopback Discord."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from tests.bot.loopback import TOKEN, Loopback

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 60.0  # seconds for a start on a busy machine; nothing is measured by it


class BotProcess:
    """A running bot. ``lines``: what it wrote on standard error."""

    def __init__(self, child: asyncio.subprocess.Process) -> None:
        self._child = child
        self.lines: list[str] = []
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self._child.stderr is not None
        while line := await self._child.stderr.readline():
            self.lines.append(line.decode(errors="replace").rstrip("\n"))

    @property
    def output(self) -> str:
        return "\n".join(self.lines)

    @property
    def status(self) -> int | None:
        return self._child.returncode

    async def connected(self, discord: Loopback, times: int = 1) -> None:
        """Until it has identified itself so many times in all. Raises AssertionError, with its log."""
        try:
            await discord.until(
                lambda: self.status is not None or (discord.gateway.identifies >= times and discord.gateway.connected),
                "READY",
                _PATIENCE,
            )
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.output}") from None
        assert self.status is None, f"ended with {self.status}:\n{self.output}"

    def send(self, number: int) -> None:
        self._child.send_signal(number)

    async def ended(self, timeout: float = _PATIENCE) -> int:
        """The exit status. Raises TimeoutError."""
        status = await asyncio.wait_for(self._child.wait(), timeout)
        await self._reading
        return status

    async def stop(self) -> None:
        if self.status is None:
            with contextlib.suppress(ProcessLookupError):
                self._child.kill()
        await self.ended()


def environment(folder: Path, base: str, **more: str) -> dict[str, str]:
    """Of a bot that starts fast: words alone, no model. An empty value takes a setting away."""
    found = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "HF_HUB_OFFLINE": "1",
        "DISCORD_TOKEN": TOKEN,
        "DISCORD_API_BASE": base,
        "FINEPRINT_MODEL": "words",
        "FINEPRINT_STATE": str(folder / "state"),
        "FINEPRINT_CACHE": str(folder / "cache"),
        "FINEPRINT_USER_PACE": "9000/1",
        "FINEPRINT_CHANNEL_PACE": "9000/1",
        "FINEPRINT_QUEUE": "1000",
        "FINEPRINT_TIME_LIMIT": "120",
    }
    return {name: value for name, value in {**found, **more}.items() if value}


@contextlib.asynccontextmanager
async def running(
    folder: Path, base: str, *arguments: str, env: Mapping[str, str] | None = None, module: str = "bot"
) -> AsyncIterator[BotProcess]:
    """Starts the bot in ``folder``, where no .env lies; kills it at the end where it still runs."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments, cwd=folder, env=environment(folder, base, **(env or {})),
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        limit=1 << 22,
    )  # fmt: skip
    process = BotProcess(child)
    try:
        yield process
    finally:
        await process.stop()
