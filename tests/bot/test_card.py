"""A proposal's card: whatever stands in it, within Discord's limits and with nothing in it that Discord acts on."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cogs.adding import report
from bot.library import Done
from bot.render import listing
from bot.views.card import card_embed, cut_short, headline, listed, print_of, whole
from bot.views.editing import EditForm, MergeForm, edits_of, typed_at_first
from bot.views.merged import ROWS, Page, merged_embed, merged_view
from bot.views.review import TEMPLATE, Place, batch_print, batch_view, card_view
from bot.wording import LANGUAGES, words
from knowledge import Added, AddedDocument, Card, CardSource, Entry, Merged, Money, Near, Problem
from tests.bot.discord_limits import message, modal
from tests.bot.simulated import plain

EN = words("en")
PING: dict[str, Any] = {"allowed_mentions": {"parse": []}}
PLACE = Place(owner=2**63, percent=100, at=99_999, card="f" * 40, seen="f" * 12)
LONG = 1500
TEXTS = {
    "short": "a", "stars": "*" * LONG, "words": "a b " * LONG, "mentions": "@everyone " * 600,
    "headings": "\n# x\n" * 600, "emoji": "🙂" * LONG, "one mark": "_",
}  # fmt: skip
TOLD = {
    "respondent": "Alpha SA", "regulator": "CNIL", "country": "FR", "amount": "50000", "currency": "EUR",
    "kind": "settlement", "decided": "2024-03", "status": "paid",
}  # fmt: skip


def card(text: str = "a", **changes: Any) -> Card:
    """``text`` wherever a text of the knowledge base may stand, many times over."""
    keys = ("respondent", "regulator", "country", "currency", "kind", "status", "decided")
    source = CardSource("s", text, text, text, "https://paper.example/" + "p" * 480, 12, text)
    made = Card(
        id="0123456789", fields=dict.fromkeys(keys, text) | {"amount": "1234567890123456789.25"},
        before=text[:200], quote=text, after=text[:200], sources=(source,) * 30, confidence=0.95,
        doubts=(text,) * 9, lacks=(text,) * 9, near=tuple(Near(text, text, n % 2 == 0) for n in range(60)),
    )  # fmt: skip
    return replace(made, **changes)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.asyncio
async def test_whatever_stands_in_it_a_card_is_within_the_limits(text: str, language: str) -> None:
    said = words(language)
    one = card(text)
    embed = card_embed(one, 99_998, 99_999, said, faults=(text,) * 9)
    view = card_view(one, PLACE, 100_000, 99_999, said)
    body = {"embeds": [embed.to_dict()], "components": view.to_components(), **PING}
    assert list(message(body, known=frozenset(body))) == []
    for pages in (listing("x", whole(one, said), said), listing("x", listed([one] * 9, said), said)):
        for page in pages:
            assert list(message({"embeds": [page.to_dict()], **PING}, known=frozenset(body))) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.asyncio
async def test_batches_and_forms_are_within_the_limits(language: str) -> None:
    said = words(language)
    view = batch_view(replace(PLACE, card=""), 4000, 99_999, said)
    body = {"embeds": [{"title": "x"}], "components": view.to_components(), **PING}
    assert list(message(body, known=frozenset(body))) == []

    class Opened:
        id = 2**63

    async def nothing(*_: Any) -> None:
        return

    for text in ("", "*" * LONG):
        one = card(text)
        opened: Any = Opened()
        for form in (EditForm(one, typed_at_first(one), said, opened, nothing), MergeForm(said, opened, nothing)):
            assert list(modal(form.to_dict())) == []


@pytest.mark.parametrize("text", ["a", "*" * LONG, "a b " * LONG, "@everyone " * 600])
@pytest.mark.asyncio
async def test_lists_of_what_was_merged_are_within_the_limits(text: str) -> None:
    hows: tuple[Any, ...] = ("source", "proposal", "copy", "rejected")
    for how in hows:
        rows = [
            Merged(f"{n}{text}", how, text, text, "https://paper.example/" + "p" * 480, 3, text, text, text, text, None)
            for n in range(ROWS * 3)
        ]
        page = Page(2**63, 1)
        view = merged_view(rows, page, EN)
        assert view is not None
        embed = merged_embed(rows, page, EN, "x" * 300)
        body = {"embeds": [embed.to_dict()], "components": view.to_components(), **PING}
        assert list(message(body, known=frozenset(body))) == []


@pytest.mark.parametrize("text", ["a", "*" * LONG, "@everyone " * 600])
def test_what_was_added_is_told_within_the_limits(text: str) -> None:
    added = Added(
        tuple(AddedDocument(f"{n}", text, text, "new") for n in range(50)),
        tuple(Entry(text, "https://paper.example/" + "p" * 480) for _ in range(50)),
        tuple(Problem(text, n, text) for n in range(50)),
    )
    for page in listing(*report(Done(added, text), (), (), EN), EN):
        assert (
            list(message({"embeds": [page.to_dict()], **PING}, known=frozenset({"embeds", "allowed_mentions"}))) == []
        )


@given(st.text(max_size=300), st.text(min_size=1, max_size=400).filter(str.strip), st.text(max_size=300))
def test_the_quote_is_shown_as_it_stands_and_nothing_in_it_acts(before: str, quote: str, after: str) -> None:
    one = card(before=before[:200], quote=quote, after=after[:200], near=(), doubts=(), lacks=(), sources=())
    shown = card_embed(one, 0, 1, EN).description or ""
    assert "\n" not in shown and shown.startswith("> ")
    assert not re.search(r"(?<!\\)<[@#]|@(?!\u200b)", shown)
    visible = re.sub(r"[\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f\x00-\x1f\x7f]", "", " ".join(quote.split()))
    assert visible in re.sub(r"\u200b", "", plain(shown)) or "*" in quote or "\\" in quote


def test_a_long_quote_shows_its_start_and_its_end_and_says_that_more_is_there() -> None:
    one = card(quote="Start. " + "middle " * 2000 + "fined EUR 50,000.", sources=(), near=(), doubts=(), lacks=())
    shown = card_embed(one, 0, 1, EN).description or ""
    assert "**Start." in shown and shown.rstrip("… a").endswith("fined EUR 50,000.**") and cut_short(one, EN)
    assert not cut_short(card(quote="Short.", sources=()), EN)


def test_what_is_not_told_is_said_to_be_not_told() -> None:
    empty = card(fields=dict.fromkeys(card().fields, "") | {"amount": ""})
    assert headline(empty.fields, EN) == "not told"
    assert [f.value for f in card_embed(empty, 0, 1, EN).fields][:4] == ["not told"] * 4


# What an id of a button holds


def test_a_place_survives_the_id_of_a_button() -> None:
    match = TEMPLATE.fullmatch(PLACE.id("accept"))
    assert match is not None and match["do"] == "accept" and Place.of(match) == PLACE
    assert len(replace(PLACE, at=10**9).id("accept")) <= 100 + 40  # a card's own id has 10 characters, not 40


@pytest.mark.parametrize(
    "change",
    [{"quote": "b"}, {"doubts": ("d",)}, {"lacks": ()}, {"near": ()}, {"sources": ()},
     {"fields": {**card().fields, "amount": "2"}}],
    ids=str,
)  # fmt: skip
def test_the_print_changes_with_what_is_shown(change: dict[str, Any]) -> None:
    assert print_of(card()) == print_of(card())
    assert print_of(replace(card(), **change)) != print_of(card())
    assert batch_print([card()]) != batch_print([replace(card(), **change)])
    assert batch_print([card(), card(id="1")]) != batch_print([card(id="1"), card()])


# What a form changes


def _edits(typed: dict[str, str], one: Card | None = None) -> tuple[dict[str, str], list[str]]:
    first = one or card(fields=TOLD)
    return edits_of(typed_at_first(first) | typed, first, lambda text, language: None, EN)


@pytest.mark.parametrize(
    ("typed", "edits"),
    [
        ({}, {}),
        ({"respondent": " Alpha SA "}, {}),
        ({"respondent": "Beta"}, {"respondent": "Beta"}),
        ({"respondent": ""}, {"respondent": ""}),
        ({"regulator": "Office of Data; be"}, {"regulator": "Office of Data", "country": "be"}),
        ({"regulator": "CNIL; FR"}, {"country": "FR"}),
        ({"regulator": "ICO"}, {"regulator": "ICO"}),
        ({"amount": "EUR 50000.5"}, {"currency": "EUR", "amount": "50000.5"}),
        ({"amount": "50000 usd"}, {"currency": "usd", "amount": "50000"}),
        ({"decided": "2024"}, {"decided": "2024"}),
        ({"kind": "redress"}, {"kind": "redress"}),
    ],
    ids=str,
)
def test_only_what_was_changed_is_an_edit(typed: dict[str, str], edits: dict[str, str]) -> None:
    assert _edits(typed) == (edits, [])


@pytest.mark.parametrize("amount", ["EUR 50.000", "EUR 50,000", "EUR 1.234", "50000", "EUR", "EUR 5 USD 6", "EUR 1e3"])
def test_a_sum_that_could_mean_two_things_is_left_to_the_reader_of_sums(amount: str) -> None:
    edits, faults = _edits({"amount": amount})
    assert edits == {} and len(faults) == 1
    one = card(fields=TOLD | {"amount": "1"})
    read: list[tuple[str, str]] = []

    def reads(text: str, language: str) -> Money | None:
        read.append((text, language))
        return None

    edits_of(typed_at_first(one) | {"amount": amount}, one, reads, words("de"))
    assert read == [(amount, "de")]
