"""Pictures of real messages, by hand: `python -m tests.bot.pictures docs/pictures` (needs Chromium and playwright)."""

from __future__ import annotations

import argparse
import asyncio
import io
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.async_api import async_playwright

from tests.bot.simulated import World, simulated

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDTH, HEIGHT = 640, 1600


async def main(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright, simulated(Path(tempfile.mkdtemp())) as world:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        world.env.backend.edit_bot_profile("Fineprint")
        ann, channel = world.ann, world.channel
        answer = await world.ask("how much has Clearview been fined in France?")
        await shoot(world, browser, answer, ann, out / "answer.png")
        timeline = await ann.slash(channel, "penalty timeline", respondent="Clearview AI")
        await shoot(world, browser, timeline.response, ann, out / "timeline.png")
        refusal = await world.ask("how much was Apple fined in Atlantis?")
        await shoot(world, browser, refusal, ann, out / "refusal.png")
        assert answer is not None
        quotes = await ann.click(answer, custom_id="fp:sources")
        await shoot(world, browser, quotes.response, ann, out / "sources.png")
        working = await ann.click(answer, custom_id="fp:working")
        await shoot(world, browser, working.response, ann, out / "working.png")
        reload = await world.admin.slash(channel, "kb reload")
        await shoot(world, browser, reload.response, world.admin, out / "reload.png")
        helped = await ann.slash(channel, "help")
        await shoot(world, browser, helped.response, ann, out / "help.png")
        await browser.close()


async def shoot(world: World, browser: Any, message: Any, viewer: Any, path: Path) -> None:
    async with world.env.preview(world.channel, viewers=[viewer], width=WIDTH, height=HEIGHT) as preview:
        preview._capture_manager._browser = browser
        shot = await preview.screenshot(target=message, viewer=viewer, allow_incomplete=True)
        preview._capture_manager._browser = None
    picture = Image.open(io.BytesIO(shot.png or b"")).convert("RGB")
    # Maximum coverage keeps the colours of small things, such as a marker in the chart.
    picture = picture.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    picture.save(path, optimize=True)
    print(path, picture.size, path.stat().st_size)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    asyncio.run(main(parser.parse_args().out))
