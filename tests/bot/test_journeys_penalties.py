"""/penalty: every command, its suggestions, and what is typed by hand."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.bot.simulated import World, buttons, simulated, text_of

pytestmark = pytest.mark.asyncio


async def _ran(world: World, name: str, **options: Any) -> tuple[Any, str]:
    result = await world.ann.slash(world.channel, f"penalty {name}", **options)
    return result, text_of(result.response.embeds)


@pytest.mark.parametrize(
    ("name", "options", "wanted"),
    [
        ("lookup", {"respondent": "Clearview AI", "country": "France"}, "20,000,000"),
        ("lookup", {"regulator": "CNIL", "from": "2022-10", "to": "2022-10-17"}, "Clearview"),
        ("total", {"respondent": "Clearview AI", "country": "France"}, "25,200,000"),
        ("total", {"respondent": "Clearview AI", "country": "FR", "basis": "standing"}, "25,200,000"),
        ("top", {"law": "GDPR", "number": 3}, "1,200,000,000"),
        ("compare", {"respondent": "TikTok", "with_respondent": "Clearview AI"}, "95,700,000"),
        ("maximum", {"law": "GDPR", "turnover": "2.5 billion EUR"}, "100,000,000"),
        ("maximum", {"law": "GDPR"}, "20,000,000"),
    ],
    ids=["lookup", "lookup-days", "total", "standing", "top", "compare", "maximum", "maximum-no-turnover"],
)
async def test_a_look_up(tmp_path: Path, name: str, options: dict[str, Any], wanted: str) -> None:
    async with simulated(tmp_path) as world:
        result, text = await _ran(world, name, **options)
        assert wanted in text
        assert not result.ephemeral
        assert "fp:sources" in buttons(result.response)


async def test_a_daily_rate_is_a_projection(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        rates = await world.ann.autocomplete(world.channel, "penalty daily", "respondent", "")
        assert rates
        _, text = await _ran(world, "daily", respondent=rates[0]["value"], days=7)
        assert "7" in text
        assert "[1]" in text


async def test_a_timeline_comes_with_a_picture_and_its_words(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        result, text = await _ran(world, "timeline", respondent="Clearview AI")
        assert "95,700,000" in text
        (picture,) = result.response.attachments
        assert picture.filename == "timeline.png"
        (sent,) = [b for b in world.sent("PATCH", "/messages/@original") if b.get("attachments")]
        assert "Chart of 6 penalties" in sent["attachments"][0]["description"]


@pytest.mark.parametrize(
    ("name", "options", "wanted"),
    [
        ("lookup", {"from": "yesterday"}, "is not a date"),
        ("lookup", {"to": "2023-02-30"}, "is not a date"),
        ("compare", {"respondent": "Meta", "with_respondent": "Meta"}, "two different"),
        ("compare", {"respondent": "Meta"}, "two different"),
        ("daily", {"respondent": "Meta"}, "number of days"),
        ("daily", {"respondent": "Meta", "days": 3, "from": "2023"}, "number of days"),
        ("maximum", {"law": "GDPR", "turnover": "a lot"}, "is not a sum"),
    ],
    ids=["word", "no-such-day", "same", "one-side", "no-days", "days-and-dates", "no-sum"],
)
async def test_a_bad_value_is_explained_to_the_one_who_typed_it(
    tmp_path: Path, name: str, options: dict[str, Any], wanted: str
) -> None:
    async with simulated(tmp_path) as world:
        result = await world.ann.slash(world.channel, f"penalty {name}", **options)
        shown = result.response or result.followups[0]
        assert shown.ephemeral
        assert wanted in text_of(shown.embeds)


async def test_a_slip_of_the_pen_gets_suggestions_and_no_figure(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        result, text = await _ran(world, "total", respondent="Claerview")
        assert "Clearview" in text
        assert "fp:working" not in buttons(result.response)
        assert "25,200,000" not in text


async def test_dates_the_wrong_way_round_are_refused(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        result, _ = await _ran(world, "total", **{"from": "2024", "to": "2020"})
        assert "fp:working" not in buttons(result.response)


@pytest.mark.parametrize("option", ["respondent", "regulator", "country", "law", "kind", "status"])
@pytest.mark.parametrize("typed", ["", "c", "clear", "😀", "x" * 100])
async def test_suggestions_are_at_most_25_and_can_be_looked_up(tmp_path: Path, option: str, typed: str) -> None:
    async with simulated(tmp_path) as world:
        choices = await world.ann.autocomplete(world.channel, "penalty lookup", option, typed)
        assert len(choices) <= 25
        assert all(1 <= len(c["name"]) <= 100 and 1 <= len(c["value"]) <= 100 for c in choices)
        for choice in choices[:2]:
            kind = {} if option == "kind" else {"kind": "all"}  # the choices count penalties of every kind
            result, _ = await _ran(world, "lookup", **{option: choice["value"], **kind})
            assert "fp:sources" in buttons(result.response), choice


async def test_what_is_typed_first_comes_first(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        choices = await world.ann.autocomplete(world.channel, "penalty total", "respondent", "clearv")
        assert choices[0]["value"].startswith("Clearview")
        laws = await world.ann.autocomplete(world.channel, "penalty maximum", "law", "gd")
        assert laws[0]["value"] == "GDPR"


async def test_the_csv_adds_up_to_the_figure(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        result, _ = await _ran(world, "total", respondent="Clearview AI", country="France")
        file = await world.ann.click(result.response, custom_id="fp:csv")
        assert file.ephemeral
        (attached,) = file.response.attachments
        rows = list(csv.DictReader(io.StringIO((await attached.read()).decode("utf-8-sig"))))
        assert sum(Decimal(row["amount"]) for row in rows) == Decimal(25_200_000)
        assert {row["currency"] for row in rows} == {"EUR"}
        assert {row["mark"] for row in rows} == {"1", "2"}
