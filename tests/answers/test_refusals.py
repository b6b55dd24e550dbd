"""Refusals in words: what was searched, what is near, and no figure in sight."""

from __future__ import annotations

import re
from datetime import date

import pytest

from knowledge import Knowledge, shape
from tests.golden.starter import AS_OF, Asker

MONEY = re.compile(r"[€$£¥₩₹]\s?\d|\b(?:EUR|USD|GBP|SEK|KRW) \d")


def test_nothing_recorded_says_what_was_searched(ask: Asker, knowledge: Knowledge) -> None:
    told = ask("how much has Clearview been fined in Spain?")
    searched = sum(1 for p in knowledge.snapshot.ledger.penalties if p.exists(AS_OF))

    assert told.reason == "nothing_recorded"
    assert "Clearview AI" in told.headline and "Spain" in told.headline
    assert f"{searched} penalties" in told.text and "23 November 2026" in told.text


def test_nothing_recorded_says_what_is_near(ask: Asker) -> None:
    told = ask("how much has Clearview been fined in Spain?")

    assert "Clearview AI, CNIL" in told.suggestions
    assert all(name in told.text for name in told.suggestions)


def test_what_is_near_is_near_on_that_day(ask: Asker) -> None:
    told = ask("how much has Clearview been fined in Spain?", date(2022, 6, 1))

    assert "Clearview AI, Garante" in told.suggestions
    assert "Clearview AI, Dutch AP" not in told.suggestions


@pytest.mark.parametrize(
    ("question", "near"),
    [
        ("how much has Optum been fined?", "Optus"),
        ("how much was Capital fined by the ICO?", "Capita"),
        ("how much has Spotifly been fined?", "Spotify"),
    ],
)
def test_an_unknown_name_gets_near_names_and_is_not_replaced(question: str, near: str, ask: Asker) -> None:
    told = ask(question)

    assert (told.reason, told.figures) == ("unknown_name", ())
    assert near in told.suggestions
    assert near in told.text


def test_an_unknown_name_without_near_ones_gets_none(ask: Asker) -> None:
    told = ask("how much has Zyxwvuts been fined?")

    assert (told.reason, told.suggestions) == ("unknown_name", ())
    assert "Zyxwvuts" in told.headline


@pytest.mark.parametrize(
    "question",
    [
        "how much has Netflix been fined?",
        "how much has Clearview been fined in Spain?",
        "write a poem",
        "fines on Chinese companies",
        "will Meta be fined next year?",
        "how much has Netflix been fined in euros, is it €20 million?",
    ],
)
def test_a_refusal_shows_no_sum(question: str, ask: Asker) -> None:
    told = shape(ask(question))

    assert told.kind == "refusal"
    assert told.figures == [] and told.refusal is not None
    assert not MONEY.search(told.text)


def test_a_known_order_without_money_is_an_answer(ask: Asker) -> None:
    told = ask("how much did Austria fine Clearview?")

    assert (told.kind, told.reason, told.figures) == ("passages", None, ())
    assert {p for c in told.citations for p in c.penalties} == {"dsb-clearview-2023-decision"}
    assert not MONEY.search(told.headline)
