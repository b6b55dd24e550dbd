"""The form over a proposal: what is typed is recorded, or said to be wrong and kept."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from knowledge import Money
from tests.bot.added import ACME
from tests.bot.reviewing import Session, form_of, ids, proposing, shown
from tests.bot.simulated import simulated

pytestmark = pytest.mark.asyncio


async def test_edited_it_is_recorded_as_it_was_typed(tmp_path: Path) -> None:
    knowledge, _ = proposing(tmp_path, "Alpha SA", respondent=None, decided=None)
    async with simulated(tmp_path / "state", knowledge) as world:
        session = await Session.open(world)
        assert "accept" not in session.can
        form = await session.click("edit")
        typed = form_of(form)
        assert typed == {
            "fp:respondent": "", "fp:regulator": "CNIL", "fp:amount": "EUR 50000", "fp:decided": "",
            "fp:choice": ["kind:administrative_fine", "status:imposed"],
        }  # fmt: skip
        typed |= {
            "fp:respondent": "Alpha SA", "fp:regulator": "Office of Data in Ghent; be", "fp:amount": "1.5 million EUR",
            "fp:decided": "2024-03", "fp:choice": ["kind:settlement", "status:paid"],
        }  # fmt: skip
        await session.submit(form, typed)
        assert "Accepted as `office-of-data-in-ghent-alpha-sa-2024-settlement`" in session.text
        penalty = knowledge.snapshot.ledger.by_id["office-of-data-in-ghent-alpha-sa-2024-settlement"]
        assert penalty.amount == Money(Decimal(1500000), "EUR")
        assert (penalty.precision, penalty.status) == ("month", "paid")
        assert knowledge.snapshot.ledger.regulator(penalty).country == "BE"
        (row, _opened) = await world.store.audit()
        assert row.action == "kb review edit"


BAD = [
    ({"fp:amount": "much"}, "“much” is not one sum with its currency"),
    ({"fp:amount": "EUR 5 and USD 6"}, "is not one sum with its currency"),
    ({"fp:amount": ""}, "is not one sum with its currency"),
    ({"fp:amount": "XXQ 50"}, "currency is an ISO 4217 code"),
    ({"fp:amount": "EUR 0"}, "amount is more than nothing"),
    ({"fp:decided": "13 April"}, "decided is a day, a month or a year"),
    ({"fp:respondent": " "}, "respondent is missing"),
    ({"fp:regulator": "Office of Data"}, "country of the regulator 'Office of Data'"),
    ({"fp:regulator": "Office of Data; XX"}, "ISO 3166"),
    ({"fp:choice": ["kind:settlement", "kind:redress"]}, "Choose one kind and one status"),
]


@pytest.mark.parametrize(("wrong", "told_"), BAD, ids=lambda v: str(v)[:40])
async def test_what_cannot_be_read_is_said_and_the_form_kept(tmp_path: Path, wrong: dict[str, Any], told_: str) -> None:
    knowledge, _ = proposing(tmp_path, "Alpha SA")
    async with simulated(tmp_path / "state", knowledge) as world:
        session = await Session.open(world)
        form = await session.click("edit")
        typed = form_of(form) | {"fp:respondent": "Alpha Holding"} | wrong
        await session.submit(form, typed)
        assert "Not accepted. Press Edit: what you typed is kept." in session.text and told_ in session.text
        assert ids(knowledge) == [ACME]
        again = await session.click("edit")
        kept = form_of(again)
        assert {k: v for k, v in kept.items() if k != "fp:choice"} == {
            k: v for k, v in typed.items() if k != "fp:choice"
        }
        right = {
            "fp:respondent": "Alpha Holding", "fp:regulator": "CNIL", "fp:amount": "EUR 50000.50",
            "fp:decided": "2024-03-05", "fp:choice": ["kind:civil_penalty", "status:imposed"],
        }  # fmt: skip
        await session.submit(again, right)
        assert "Accepted as `cnil-alpha-holding-2024-penalty`" in session.text


async def test_two_forms_open_at_once_are_not_mixed_up(tmp_path: Path) -> None:
    knowledge, _ = proposing(tmp_path, "Alpha SA", "Beta SA")
    async with simulated(tmp_path / "state", knowledge) as world:
        first, second = await Session.open(world), await Session.open(world)
        await second.click("next")
        one, two = await first.click("edit"), await second.click("edit")
        await first.submit(one, form_of(one) | {"fp:respondent": "Alpha Holding"})
        await second.submit(two, form_of(two) | {"fp:respondent": "Beta Holding"})
        amounts = {p.named: p.amount for p in knowledge.snapshot.ledger.penalties}
        assert amounts["Alpha Holding"] == Money(Decimal(50000), "EUR")
        assert amounts["Beta Holding"] == Money(Decimal(50001), "EUR")


DOUBTED = {"fp:amount": "JPY 50000"}


async def test_what_was_typed_and_is_doubtful_is_recorded_all_the_same(tmp_path: Path) -> None:
    knowledge, _ = proposing(tmp_path, "Alpha SA", "Beta SA")
    async with simulated(tmp_path / "state", knowledge) as world:
        session = await Session.open(world)
        form = await session.click("edit")
        await session.submit(form, form_of(form) | DOUBTED)
        assert "Nothing was done yet: this speaks against it. ❌ JPY is not the currency" in " ".join(
            session.text.split()
        )
        assert "evenform" in session.can and ids(knowledge) == [ACME]
        await session.click("evenform")
        assert "Accepted as" in session.text and "Beta SA" in session.text and "evenform" not in session.can
        (penalty,) = (p for p in knowledge.snapshot.ledger.penalties if p.id != ACME)
        assert penalty.amount == Money(Decimal(50000), "JPY")
        row = (await world.store.audit())[0]
        assert row.action == "kb review edit" and row.outcome.endswith(", though there were doubts")


async def test_what_was_typed_before_a_restart_is_asked_for_again(tmp_path: Path) -> None:
    knowledge, _ = proposing(tmp_path, "Alpha SA")
    async with simulated(tmp_path / "state", knowledge) as world:
        session = await Session.open(world)
        form = await session.click("edit")
        await session.submit(form, form_of(form) | DOUBTED)
        world.answering.library.drop_form(world.admin.id, knowledge.cards()[0].id)
        await session.click("evenform")
        assert "look again" in session.text and ids(knowledge) == [ACME]


@pytest.mark.parametrize("do", ["edit", "merge"])
async def test_who_is_no_admin_any_more_when_the_form_is_sent_decides_nothing(tmp_path: Path, do: str) -> None:
    knowledge, _ = proposing(tmp_path, "Alpha SA")
    async with simulated(tmp_path / "state", knowledge) as world:
        session = await Session.open(world)
        form = await session.click(do)
        typed = form_of(form) | ({"fp:penalty": ACME} if do == "merge" else {})
        object.__setattr__(world.answering.settings, "fineprint_admin_server", world.guild.id + 1)
        refused = await session.submit(form, typed)
        assert "members who may manage" in shown(refused.response)
        assert ids(knowledge) == [ACME] and len(knowledge.snapshot.review.proposals) == 1
