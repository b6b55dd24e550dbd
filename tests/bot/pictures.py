"""Pictures of real messages, by hand: `python -m tests.bot.pictures docs/pictures` (needs Chromium and playwright)."""

from __future__ import annotations

import argparse
import asyncio
import io
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.async_api import async_playwright

from knowledge import STARTER, Knowledge
from knowledge import Settings as KnowledgeSettings
from tests.bot.simulated import World, buttons, simulated
from tests.library.kb import Home, told

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
    await reviewing(out)


async def reviewing(out: Path) -> None:
    """A proposal that two papers tell, beside the starter knowledge base."""
    folder = Path(tempfile.mkdtemp())
    made = Home(folder / "kb")
    made.path.mkdir()
    day: dict[str, Any] = {"respondent": "Borealis Air", "decided": date(2026, 3, 5), "confidence": 0.93}
    quote = "On 5 March 2026 the CNIL fined Borealis Air EUR 1,250,000 for cookies set before anybody had agreed."
    for paper in ("The Cookie Post", "Data Weekly"):
        text = f"{paper}. Passengers had complained for two years. {quote} The airline says that it will appeal."
        identity = paper.lower().replace(" ", "-")
        made.put(
            identity, text, told(text, quote, "1250000", **day), title=f"{paper}: an airline and its cookies",
            publisher=paper, url=f"https://{identity}.example/borealis",
        )  # fmt: skip
    text = "In 2019 the CNIL fined Google 50,000,000 krona, a report says, for its consent screens."
    made.put("report", text, told(text, text, "50000000", "SEK", respondent="Google", decided=None, confidence=0.6))
    text = "In January 2019 Google was fined EUR 50,000,000 in France."
    made.put("note", text, told(text, text, "50000000", regulator=None, regulator_code=None, respondent="Google",
                                decided=date(2019, 1, 1), precision="month", confidence=0.7))  # fmt: skip
    knowledge = Knowledge.serve(KnowledgeSettings(folder / "cache", words_only=True), [STARTER, made.path])
    async with async_playwright() as playwright, simulated(folder / "state", knowledge) as world:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        world.env.backend.edit_bot_profile("Fineprint")
        card = await world.admin.slash(world.channel, "kb review")
        await shoot(world, browser, card.response, world.admin, out / "review.png")
        for name in ("second.png", "third.png"):
            forth = next(i for i in buttons(card.response) if i.startswith("fp:review:next:"))
            card = await world.admin.click(card.response, custom_id=forth)
            await shoot(world, browser, card.response, world.admin, out / name)
        card = await world.admin.slash(world.channel, "kb review")
        accept = next(i for i in buttons(card.response) if i.startswith("fp:review:accept:"))
        accepted = await world.admin.click(card.response, custom_id=accept)
        await shoot(world, browser, accepted.response, world.admin, out / "accepted.png")
        listed = await world.admin.slash(world.channel, "kb merged")
        await shoot(world, browser, listed.response, world.admin, out / "merged.png")
        status = await world.admin.slash(world.channel, "kb status")
        await shoot(world, browser, status.response, world.admin, out / "status.png")
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
