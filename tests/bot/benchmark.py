"""`python -m tests.bot.benchmark`: a thousand mentions over twenty channels, with a reload meanwhile.

The mentions come at 45 a second, near the 50 requests a second that Discord allows a bot. Latency is from the event's
being sent to the reply's arrival, both at the loopback server.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import signal
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bot.loopback import Loopback
from tests.bot.loopback_world import Payload
from tests.bot.process import running

_QUESTIONS = Path(__file__).resolve().parents[1] / "golden"
_ADDED = Path(__file__).resolve().parents[2] / "docs" / "example"
_A_SECOND = 45


async def measure(number: int, cache: Path | None) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        kb = folder / "kb"
        kb.mkdir()
        report = folder / "gaps.json"
        env = {
            "FINEPRINT_KB": str(kb), "FINEPRINT_MODEL": "minilm", "FINEPRINT_LOG_FORMAT": "text",
            **({"FINEPRINT_CACHE": str(cache)} if cache else {}),
        }  # fmt: skip
        async with (
            Loopback.running() as discord,
            running(folder, discord.base, str(report), env=env, module="tests.bot.watched") as process,
        ):
            await process.connected(discord)
            await discord.until(lambda: discord.world.commands, "the commands", 60)
            await discord.ask("why was Clearview fined?")  # what is loaded at the first question is loaded
            began = time.time()
            asked, reload = await _load(discord, number, kb)
            ended = time.time()
            process.send(signal.SIGTERM)
            await process.ended()
        _tell(discord, asked, reload, json.loads(report.read_text(encoding="utf-8")), began, ended)


async def _load(discord: Loopback, number: int, kb: Path) -> tuple[list[tuple[Payload, float]], tuple[float, float]]:
    """Sends the mentions at their pace; a third of the way in, an admin adds a decision and reloads."""
    rows = [json.loads(r) for f in sorted(_QUESTIONS.glob("*.jsonl")) for r in f.read_text("utf-8").splitlines()]
    questions = [r["question"] for r in rows if "question" in r]
    rooms = discord.world.servers[0].channels
    asked: list[tuple[Payload, float]] = []
    reloading: asyncio.Task[tuple[float, float]] | None = None
    start = time.monotonic()
    for n in range(number):
        await asyncio.sleep(max(0.0, start + n / _A_SECOND - time.monotonic()))
        if n == number // 3:
            reloading = asyncio.create_task(_reload(discord, kb))
        at = time.monotonic()
        asked.append(
            (await discord.say(questions[n % len(questions)], channel=rooms[n % len(rooms)], mention=True), at)
        )
    await discord.until(lambda: len(discord.world.written_by_bot()) > number, "all replies", 120)
    assert reloading is not None
    return asked, await reloading


async def _reload(discord: Loopback, kb: Path) -> tuple[float, float]:
    shutil.copytree(_ADDED, kb, dirs_exist_ok=True)
    began = time.time()
    done = await discord.finished(await discord.slash("kb reload", user=discord.world.admin))
    while "→" not in json.dumps(done, ensure_ascii=False):
        await asyncio.sleep(0.05)
    return began, time.time()


def _tell(
    discord: Loopback, asked: Sequence[tuple[Payload, float]], reload: tuple[float, float],
    gaps: Sequence[tuple[float, float]], began: float, ended: float,
) -> None:  # fmt: skip
    replied = {str(c.body["message_reference"]["message_id"]): c for c in discord.rest.calls
               if c.method == "POST" and c.body and c.body.get("message_reference")}  # fmt: skip
    waits = sorted(replied[str(m["id"])].at - at for m, at in asked if str(m["id"]) in replied)
    order = [str(m["id"]) for m, _ in asked]
    out_of_order = 0
    for room in {m["channel_id"] for m, _ in asked}:
        mine = [i for i in order if i in replied and discord.world.messages[int(i)]["channel_id"] == room]
        out_of_order += mine != sorted(mine, key=lambda i: replied[i].at)
    inside = [g for at, g in gaps if reload[0] <= at <= reload[1]]
    outside = [g for at, g in gaps if began <= at <= ended and not reload[0] <= at <= reload[1]]
    print(f"{len(asked)} mentions over 20 channels at {_A_SECOND}/s: {len(waits)} answered, "
          f"{out_of_order} channels out of order, {len(discord.violations)} violations of Discord's API")  # fmt: skip
    print(f"event to reply: median {_ms(statistics.median(waits))}, p95 {_ms(waits[int(len(waits) * 0.95)])}, "
          f"p99 {_ms(waits[int(len(waits) * 0.99)])}, longest {_ms(waits[-1])}")  # fmt: skip
    print(f"reload: {reload[1] - reload[0]:.1f} s; the loop's longest gap meanwhile {_ms(max(inside, default=0))}, "
          f"else {_ms(max(outside, default=0))}")  # fmt: skip


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentions", type=int, default=1000)
    parser.add_argument("--cache", type=Path, help="keep what is embedded there; else it is embedded anew (a minute)")
    chosen = parser.parse_args()
    asyncio.run(measure(chosen.mentions, chosen.cache))
