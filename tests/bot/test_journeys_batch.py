"""Proposals accepted together: from which confidence, as they were listed, and never unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.added import ACME, own, put
from tests.bot.reviewing import Session, doing, ids, proposing, shown
from tests.bot.simulated import simulated

pytestmark = pytest.mark.asyncio


async def test_a_batch_is_listed_before_it_is_accepted(tmp_path: Path) -> None:
    knowledge, kb = proposing(tmp_path, *(f"Company {n} SA" for n in range(30)), confidence=0.95)
    put(kb, "Unsure SA", 90000, confidence=0.8)
    put(kb, "Nobody SA", 90001, respondent=None, confidence=0.99)
    knowledge.reload()
    async with simulated(tmp_path / "state", knowledge) as world:
        session = await Session.open(world)
        assert "Proposal 1 of 32" in session.text
        assert doing(session.card)["all"]["label"] == "Accept 30 from 90 %"
        await session.click("all")
        assert "Accept these 30? Confidence from 90 %" in session.text and "Page 1 of" in session.text
        listed = session.text
        while "after" in session.can:
            await session.click("after")
            listed += session.text
        assert all(f"Company {n} SA" in listed for n in range(30))
        assert "Unsure SA" not in listed and "Nobody SA" not in listed
        assert ids(knowledge) == [ACME]
        await session.click("card")
        assert "Proposal 1 of 32" in session.text
        await session.click("all")
        await session.click("sure")
        assert "✅ Accepted: 30" in session.text and "Proposal 1 of 2" in session.text and "all" not in session.can
        assert len(ids(knowledge)) == 31
        row = (await world.store.audit())[0]
        assert row.action == "kb review accept all" and row.outcome.startswith("30 accepted: ")


async def test_the_confidence_of_a_batch_is_the_servers_or_the_commands(tmp_path: Path) -> None:
    knowledge, kb = own(tmp_path)
    for n, confidence in enumerate((0.95, 0.85, 0.75)):
        put(kb, f"Company {n} SA", 50000 + n, confidence=confidence)
    knowledge.reload()
    async with simulated(tmp_path / "state", knowledge) as world:
        assert doing((await Session.open(world)).card)["all"]["label"] == "Accept 1 from 90 %"
        assert doing((await Session.open(world, confidence=70)).card)["all"]["label"] == "Accept 3 from 70 %"
        changed = await world.admin.slash(world.channel, "settings accept", percent=80)
        assert "from 80 %" in shown(changed.response)
        assert doing((await Session.open(world)).card)["all"]["label"] == "Accept 2 from 80 %"
        await world.admin.slash(world.channel, "settings accept", percent=100)
        assert "all" not in (await Session.open(world)).can


async def test_a_batch_that_changed_since_it_was_listed_is_listed_anew(tmp_path: Path) -> None:
    knowledge, kb = proposing(tmp_path, "Alpha SA", "Beta SA")
    async with simulated(tmp_path / "state", knowledge) as world:
        session = await Session.open(world)
        await session.click("all")
        put(kb, "Gamma SA", 70000, confidence=0.99)
        await session.click("sure")
        assert "has changed meanwhile" in session.text and "Accept these 3?" in session.text
        assert "Gamma SA" in session.text and ids(knowledge) == [ACME]
        await session.click("sure")
        assert len(ids(knowledge)) == 4
