"""Answers to embeds: within every limit of Discord, nothing lost, and nothing of a document's text that acts."""

from __future__ import annotations

import re
from datetime import date

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simcord.preview._markdown import markdown_tokens

from bot.render import (
    DESCRIPTION,
    TITLE,
    WHOLE,
    answer_pages,
    escape,
    fit,
    link,
    listing,
    pieces,
    quote_pages,
    working_pages,
)
from bot.wording import words
from knowledge import Answer, Cited
from tests.bot.simulated import starter

WORDS = words("en")
STATE = starter().ask("how much has Clearview been fined in France?").knowledge
HOSTILE = (
    "@everyone", "@here", "<@1>", "<@!1>", "<@&1>", "<#1>", "</ask:1>", "<t:0:R>", "<:a:1>", "https://evil.example/x",
    "http://evil.example", "discord.gg/abc", "https://discord.gg/abc", "discord.com/invite/abc", "[a](https://e.example)",
    "[a](javascript:alert(1))", "||spoiler||", "`code`", "```\ncode\n```", "# head", "## head", "### head", "-# small",
    "> quote", ">>> quote", "- item", "* item", "+ item", "1. item", "**bold**", "__under__", "_it_", "*it*",
    "~~gone~~",
    "\u202e321", "\u200b", "\\", "\\\\[x](https://e.example)", "<https://e.example>", "mailto:a@b.example",
    "_https://evil.example/x", "xhttps://evil.example", "_discord.gg/abc",
    "[1]", "www.evil.example", "ftp://evil.example", "tel:+1", "steam://run",
)  # fmt: skip
TEXT = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(HOSTILE), max_size=8).map(" ".join))
URLS = st.sampled_from(
    ("", "javascript:alert(1)", "https://a.example/b(c)d", "https://a.example/a b", "http://a.example/" + "x" * 3000,
     "ftp://a.example", "https://", "data:text/html,x", "https://a.example/>)[x]", "//a.example", "https://[::1")
)  # fmt: skip
_ACTS = {
    "link",
    "link_open",
    "spoiler_open",
    "code",
    "code_block",
    "heading",
    "mention",
    "emoji",
    "timestamp",
    "command",
}


def cited(
    n: int, document: str = "d", title: str = "A title", url: str = "https://a.example", quote: str = "q"
) -> Cited:
    return Cited(n, document, title, url, "A publisher", quote, 0, len(quote), (), date(2024, 1, 2))


def answer(
    headline: str = "Headline", lines: tuple[str, ...] = (), caveats: tuple[str, ...] = (),
    citations: tuple[Cited, ...] = (), kind: str = "figures",
) -> Answer:  # fmt: skip
    return Answer("q", kind, "en", headline, lines, caveats, (), citations, STATE, "")  # type: ignore[arg-type]


def kinds(markdown: str) -> set[str]:
    """The kinds of all things that SimCord's reader of Discord's Markdown sees in a description."""
    found: set[str] = set()

    def visit(tokens: object) -> None:
        for token in tokens if isinstance(tokens, list | tuple) else ():
            found.add(str(token.get("type")))
            visit(token.get("children"))

    visit(markdown_tokens(markdown, "message"))
    return found


@pytest.mark.parametrize("markdown", ["[a](https://e.example)", "||a||", "`a`", "# a", "https://e.example"])
def test_the_judge_sees_what_acts(markdown: str) -> None:
    assert kinds(markdown) & _ACTS, kinds(markdown)


def within(pages: list[discord.Embed]) -> None:
    assert pages
    for page in pages:
        assert len(page) <= WHOLE
        assert 1 <= len(page.description or "") <= DESCRIPTION
        assert len(page.title or "") <= TITLE
        assert len(page.footer.text or "") <= 2048


def letters(text: str) -> str:
    """The text without what escaping, folding of spaces and styling change."""
    return re.sub(r"[\s\\*_>\u200b-]", "", text)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_of_a_documents_text_acts(hostile: str) -> None:
    for text in (hostile, f"before {hostile} after", f"{hostile}\n{hostile}", f"\\{hostile}"):
        shown = escape(text)
        assert not kinds(shown) & _ACTS, shown
        assert not re.search(r"@(everyone|here)|(?<!\\)<[@#:/t]", shown)
        assert not re.search(r"(?i)discord(app)?\.(gg|com)", shown)
        assert not re.search(r"(?i)(?<!\\)\bhttps?:", shown)


@settings(deadline=None)
@given(TEXT)
def test_no_text_acts(text: str) -> None:
    found = kinds(escape(text)) & _ACTS
    assert not found, (escape(text), found)


@settings(deadline=None)
@given(TEXT, st.integers(1, 300))
def test_a_cut_text_fits(text: str, limit: int) -> None:
    assert len(fit(text, limit)) <= limit


@settings(deadline=None)
@given(TEXT, st.integers(10, 300))
def test_pieces_fit_and_lose_nothing(text: str, limit: int) -> None:
    found = pieces(text, limit)
    assert all(len(p) <= limit for p in found)
    assert letters("".join(found)) == letters(escape(text))


@settings(deadline=None)
@given(TEXT, URLS)
def test_links_lead_to_web_addresses_alone(label: str, url: str) -> None:
    shown = link(label, url)
    for target in re.findall(r"(?<!\\)\]\(([^)]*)\)", shown):
        assert re.fullmatch(r"https?://[^\s()<>\[\]]+", target)
    assert len(shown) <= 120 + 512 + 4


@settings(deadline=None, max_examples=60)
@given(
    TEXT, st.lists(TEXT, max_size=60), st.lists(TEXT, max_size=12), st.lists(st.tuples(TEXT, URLS, TEXT), max_size=30)
)
def test_any_answer_is_within_the_limits(
    headline: str, lines: list[str], caveats: list[str], sources: list[tuple[str, str, str]]
) -> None:
    citations = tuple(cited(n, f"d{n}", t, u, q) for n, (t, u, q) in enumerate(sources, start=1))
    marks = "".join(f"[{c.n}]" for c in citations)
    made = answer(headline or "x", (*lines, f"all of it {marks}"), tuple(caveats), citations)
    within(answer_pages(made, WORDS, headline))
    within(quote_pages(made, WORDS))
    within(working_pages(made, WORDS))


@pytest.mark.parametrize(
    "made",
    [
        answer("x" * 10_000),
        answer("word " * 3000),
        answer("h", tuple(f"line {n} of the answer [1]" for n in range(5000)), (), (cited(1),)),
        answer("h", (" ".join(f"[{n}]" for n in range(1, 501)),), (), tuple(cited(n, f"d{n}") for n in range(1, 501))),
        answer("h", ("*" * 9000,)),
        answer("h", (), tuple("c" * 1500 for _ in range(20))),
        answer("h", ("l",) * 3, ("c" * 5000,), (cited(1, quote="q" * 20_000),), "passages"),
        answer("h\n\nh", ("",), ("",), kind="refusal"),
    ],
    ids=["word", "words", "lines", "citations", "stars", "caveats", "quote", "empty-lines"],
)
def test_large_answers_page_within_the_limits_and_lose_nothing(made: Answer) -> None:
    pages = answer_pages(made, WORDS)
    within(pages)
    within(quote_pages(made, WORDS))
    shown = letters("".join((p.description or "").split("**Sources**")[0] for p in pages))
    for part in (made.headline, *made.lines, *made.caveats):
        assert letters(escape(part)) in shown


def test_each_line_is_on_exactly_one_page() -> None:
    lines = tuple(f"- line number {n}." for n in range(200))
    pages = answer_pages(answer("h", lines), WORDS)
    for line in lines:
        assert sum(f"\n{line}" in f"\n{page.description}\n" for page in pages) == 1
    assert f"Page 1 of {len(pages)}" in (pages[0].footer.text or "")


def test_marks_and_their_sources_are_on_the_same_page() -> None:
    citations = tuple(cited(n, f"d{n}", f"Title {n}.") for n in range(1, 61))
    pages = answer_pages(answer("h", tuple(f"- line [{n}]" for n in range(1, 61)), (), citations), WORDS)
    assert len(pages) > 1
    for page in pages:
        above, _, below = (page.description or "").partition("**Sources**")
        marks = re.findall(r"\\\[(\d+)\\\]", above)
        assert re.findall(r"^\\\[(\d+)\\\] \[Title (\d+)\.\]", below, re.M) == [(m, m) for m in marks]


def test_a_list_ends_where_other_text_begins() -> None:
    (page,) = answer_pages(answer("h", ("- one", "- two", "three")), WORDS)
    assert "- one\n- two\n\nthree" in (page.description or "")


@pytest.mark.parametrize("units", [[], ["x" * 9000], ["- " + "y" * 700] * 100], ids=["none", "long", "many"])
def test_listings_fit(units: list[str]) -> None:
    within(listing("t" * 400, units, WORDS))


def test_the_working_writes_numbers_as_its_language_does() -> None:
    answer = starter().ask("Wie hoch waren die Bußgelder gegen Clearview in Frankreich?")
    text = "\n".join(page.description or "" for page in working_pages(answer, words("de")))
    assert answer.language == "de"
    assert "25.200.000" in text
    assert "25,200,000" not in text and "20,000,000" not in text


@pytest.mark.parametrize("link", ["_https://evil.example/x", "xhttps://evil.example", "_discord.gg/abc"])
def test_a_letter_before_a_link_does_not_make_it_live(link: str) -> None:
    assert "https:" not in escape(link)
    assert "discord.gg" not in escape(link)
