"""/kb review: what an admin sees of a proposal, and what becomes of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.views.card import print_of
from tests.bot.added import ACME, own, put, text_of_one
from tests.bot.reviewing import Session, ids, proposing, shown
from tests.bot.simulated import simulated
from tests.library.kb import told

pytestmark = pytest.mark.asyncio


async def test_a_card_shows_what_is_told_and_where(tmp_path: Path) -> None:
    knowledge, kb = own(tmp_path)
    around = "x " * 150 + "**The paper** reports. {} @everyone should know."
    put(kb, "Borealis SA", 50000, around=around, confidence=0.876)
    knowledge.reload()
    async with simulated(tmp_path / "state", knowledge) as world:
        session = await Session.open(world)
        text = session.text
        for part in (
            "50,000 EUR · Borealis SA", "Authority: CNIL (FR)", "Decided: 2024-03-05", "Kind: administrative fine",
            "Status: imposed", "Confidence: 87 %", "[About borealis-sa](https://paper.example/borealis-sa) · a paper",
            "Proposal 1 of 1 · ", "> … x x",
        ):  # fmt: skip
            assert part in text, text
        raw = session.card.embeds[0].description
        assert f"**{text_of_one('Borealis SA', 50000)}**" in raw
        assert "\\*\\*The paper\\*\\* reports." in raw and "@everyone" not in raw
        assert session.can == {"accept", "edit", "reject", "merge"}


async def test_further_sources_come_with_the_rule_and_the_page(tmp_path: Path) -> None:
    knowledge, kb = own(tmp_path)
    for n in range(3):
        put(kb, "Borealis SA", 50000, document=f"paper-{n}", around=f"Paper {n}: {{}}")
    knowledge.reload()
    async with simulated(tmp_path / "state", knowledge) as world:
        session = await Session.open(world)
        told_by = session.text.split("Told by: ")[1]
        assert told_by.count("https://paper.example/paper-") == 3
        assert told_by.count("same sum") == 2


async def test_what_speaks_against_it_is_said_and_it_can_be_merged(tmp_path: Path) -> None:
    knowledge, kb = own(tmp_path)
    text = "In 2022 the CNIL fined a company EUR 20,000,000.50."
    kb.put("again", text, told(text, text, "20000000.50", respondent=None, decided=date(2022, 10, 17)))
    knowledge.reload()
    async with simulated(tmp_path / "state", knowledge) as world:
        session = await Session.open(world)
        assert "Still missing: press Edit: " in session.text
        assert "respondent is missing" in session.text
        assert f"EUR 20,000,000.5, CNIL, Acme SA, 2022-10-17 · `{ACME}`" in session.text
        assert session.can == {"edit", "reject", "merge", "pick"}
        await session.pick("0")
        assert f"One more source of `{ACME}`" in session.text
        (mention,) = knowledge.snapshot.review.mentions
        assert (mention.penalty, mention.rule) == (ACME, f"merged by {world.admin.name}")


async def test_cards_are_turned_and_say_where_one_is(tmp_path: Path) -> None:
    knowledge, _ = proposing(tmp_path, "Alpha SA", "Beta SA", "Gamma SA")
    async with simulated(tmp_path / "state", knowledge) as world:
        session = await Session.open(world)
        assert "Proposal 1 of 3" in session.text and "Alpha SA" in session.text and "back" not in session.can
        await session.click("next")
        await session.click("next")
        assert "Proposal 3 of 3" in session.text and "Gamma SA" in session.text and "next" not in session.can
        await session.click("back")
        assert "Proposal 2 of 3" in session.text and "Beta SA" in session.text


async def test_a_long_quote_is_cut_and_shown_whole_on_demand(tmp_path: Path) -> None:
    knowledge, kb = own(tmp_path)
    quote = "The CNIL, " + "having heard the company, " * 200 + "fined Borealis SA EUR 50000."
    kb.put("long", quote, told(quote, quote))
    knowledge.reload()
    async with simulated(tmp_path / "state", knowledge) as world:
        session = await Session.open(world)
        assert "fined Borealis SA EUR 50000." in session.text and "The CNIL, having" in session.text
        told_whole = await session.click("whole")
        assert told_whole.ephemeral
        assert "Page 1 of 2" in shown(told_whole.response)
        more = await world.admin.click(told_whole.response, custom_id="fp:forth")
        assert "fined Borealis SA EUR 50000." in shown(more.response)


@pytest.mark.parametrize("language", ["fr", "de", "es", "it"])
async def test_a_card_speaks_the_admins_language(tmp_path: Path, language: str) -> None:
    knowledge, _ = proposing(tmp_path, "Alpha SA")
    async with simulated(tmp_path / "state", knowledge) as world:
        world.interaction = {"locale": "es-ES" if language == "es" else language}
        session = await Session.open(world)
        assert "Authority" not in session.text and "imposed" not in session.text
        form = await session.click("edit")
        assert form.modal is not None and "Edit" not in form.modal["title"]
        await session.click("accept")
        assert "Accepted" not in session.text and "cnil-alpha-sa-2024-fine" in session.text


async def test_nothing_waits(tmp_path: Path) -> None:
    knowledge, _ = own(tmp_path)
    async with simulated(tmp_path / "state", knowledge) as world:
        session = await Session.open(world)
        assert session.text == "Nothing waits for review." and session.can == set()


async def test_without_a_folder_of_ones_own_it_says_what_to_set(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        for command in ("kb review", "kb merged"):
            told_ = await world.admin.slash(world.channel, command)
            assert any("FINEPRINT_KB" in shown(m) for m in (told_.response, *told_.followups) if m)


# Decisions


async def test_accepted_it_is_a_figure_and_the_next_card_comes(tmp_path: Path) -> None:
    knowledge, kb = proposing(tmp_path, "Alpha SA", "Beta SA")
    async with simulated(tmp_path / "state", knowledge) as world:
        session = await Session.open(world)
        await session.click("accept")
        assert "✅ Accepted as `cnil-alpha-sa-2024-fine`" in session.text and "Beta SA" in session.text
        assert ids(knowledge) == [ACME, "cnil-alpha-sa-2024-fine"]
        assert (kb.path / "decisions/cnil-alpha-sa-2024.md").is_file()
        answer = await world.ask("how much was Alpha SA fined?")
        assert answer is not None and "50,000" in shown(answer)
        accepted, opened = (await world.store.audit())[:2]
        assert (opened.action, opened.outcome) == ("kb review", "2 waiting")
        assert accepted.action == "kb review accept" and accepted.outcome.endswith(" as cnil-alpha-sa-2024-fine")
        assert (accepted.user, accepted.server) == (world.admin.id, world.guild.id)
        assert await world.store.kept("last_good") == str(knowledge.folder)
        await session.click("accept")
        assert "Nothing waits for review." in session.text and session.can == set()


async def test_rejected_it_stays_away(tmp_path: Path) -> None:
    knowledge, _ = proposing(tmp_path, "Alpha SA", "Beta SA")
    async with simulated(tmp_path / "state", knowledge) as world:
        session = await Session.open(world)
        await session.click("reject")
        assert "Rejected" in session.text and "Proposal 1 of 1" in session.text and "Beta SA" in session.text
        assert len(knowledge.snapshot.review.rejected) == 1 and ids(knowledge) == [ACME]


async def test_merged_by_its_id(tmp_path: Path) -> None:
    knowledge, _ = proposing(tmp_path, "Alpha SA")
    async with simulated(tmp_path / "state", knowledge) as world:
        session = await Session.open(world)
        form = await session.click("merge")
        refused = await session.submit(form, {"fp:penalty": "no-such"})
        assert any("No penalty `no-such`" in shown(m) for m in refused.followups)
        assert "Alpha SA" in session.text
        form = await session.click("merge")
        await session.submit(form, {"fp:penalty": f" {ACME} "})
        assert "this speaks against it" in session.text and "it tells EUR 50,000" in session.text
        assert "evenso" not in session.can and knowledge.snapshot.review.mentions == ()
        await session.click("mergeso")
        assert f"One more source of `{ACME}`" in session.text
        assert [m.penalty for m in knowledge.snapshot.review.mentions] == [ACME]


async def test_a_card_is_judged_by_all_that_it_shows(tmp_path: Path) -> None:
    knowledge, kb = proposing(tmp_path, "Alpha SA")
    (card,) = knowledge.cards()
    put(kb, "Alpha SA", 50000, document="second", around="Another paper: {}")
    knowledge.reload()
    (again,) = knowledge.cards()
    assert print_of(card) != print_of(again)


async def test_what_is_doubtful_is_accepted_when_it_is_confirmed(tmp_path: Path) -> None:
    knowledge, _ = proposing(tmp_path, "Alpha SA", currency="JPY")
    async with simulated(tmp_path / "state", knowledge) as world:
        session = await Session.open(world)
        assert "What speaks against it" in session.text and session.can == {"accept", "edit", "reject", "merge"}
        await session.click("accept")
        assert "Nothing was done yet" in session.text and ids(knowledge) == [ACME]
        assert session.can == {"accept", "evenso", "edit", "reject", "merge"}
        await session.click("evenso")
        assert "Accepted as" in session.text and len(ids(knowledge)) == 2
        assert (await world.store.audit())[0].outcome.endswith(", though there were doubts")
