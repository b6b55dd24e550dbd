"""`python -m tests.bot.watched REPORT`: the bot with a watchdog on its event loop, which writes its gaps at the end."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path

from bot import __main__ as bot
from bot.logs import set_up
from bot.settings import read_settings

_TICK = 0.005


async def watched(report: Path) -> int:
    """A task that wants to run every 5 ms: how late it was each time is how long the loop was blocked."""
    gaps: list[tuple[float, float]] = []

    async def watch() -> None:
        last = time.monotonic()
        while True:
            await asyncio.sleep(_TICK)
            now = time.monotonic()
            gaps.append((time.time(), now - last - _TICK))
            last = now

    settings = read_settings()
    set_up("info", "text", (settings.discord_token.get_secret_value(),))
    watching = asyncio.create_task(watch())
    try:
        return await bot.run(settings, sync=False)
    finally:
        watching.cancel()
        report.write_text(json.dumps(gaps), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(asyncio.run(watched(Path(sys.argv[1]))))
