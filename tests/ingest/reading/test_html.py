"""A page gives its main text in order, with figures whole, and says of itself only what it states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from knowledge.ingest.reading.arrival import Arrival, Reading
from knowledge.ingest.reading.html import read_html
from knowledge.ingest.reading.language import Languages
from knowledge.records.documents import Document
from tests.ingest.reading.files import PARAGRAPH, html

LANGUAGES = Languages()


def read(page: str, url: str | None = None) -> Reading:
    return read_html(Arrival("page.html", page.encode(), url), LANGUAGES)


def only(page: str, url: str | None = None) -> Document:
    (document,) = read(page, url).documents
    return document


@dataclass(frozen=True, slots=True)
class Body:
    id: str
    body: str
    text: str


BODIES = (
    Body("paragraphs and headings", "<p>One.</p><h2>Two</h2><p>Three.</p>", "One.\n\n## Two\n\nThree."),
    Body("white space is a space", "<p>One\n   two&nbsp;three</p>", "One two three"),
    Body("a line break", "<p>One<br>two</p>", "One\ntwo"),
    Body("lists", "<ul><li>One</li><li>Two <b>b</b></li></ul>", "- One\n- Two b"),
    Body(
        "tables keep their rows",
        "<table><tr><th>Breach</th><th>Fine</th></tr><tr><td>Art. 5</td><td>EUR 1 000</td></tr></table>",
        "| Breach | Fine |\n| Art. 5 | EUR 1 000 |",
    ),
    Body(
        "a table that is the page's layout", f"<table><tr><td><p>{PARAGRAPH}</p><p>Next.</p></td></tr></table>", "Next."
    ),
    Body(
        "a footnote's mark is no digit",
        "<p>EUR 5,000<sup>1</sup> x<sup><a href='#f'>12</a></sup>.</p>",
        "5,000[1] x[12].",
    ),
    Body("powers and ordinals", "<p>5 m<sup>2</sup>, 10<sup>6</sup>, 1<sup>er</sup> mai</p>", "5 m², 10⁶, 1er mai"),
    Body("what is struck out is not told", "<p>EUR <del>5</del> 6 <s>million</s> thousand</p>", "EUR 6 thousand"),
    Body("blocks are apart", "<div>One<div>two</div>three</div>", "One two three"),
    Body("preformatted paragraphs", "<pre>One\ntwo.\n\nThree\nfour.</pre>", "One two.\n\nThree four."),
    Body("entities", "<p>Acme &amp; S&ouml;hne, &euro;5 &lt; 6</p>", "Acme & Söhne, €5 < 6"),
    Body("quotes", "<blockquote><p>We fined them.</p></blockquote>", "We fined them."),
)


@pytest.mark.parametrize("case", BODIES, ids=lambda c: c.id)
def test_main_text(case: Body) -> None:
    text = only(html(f"<p>{PARAGRAPH}</p>{case.body}<p>{PARAGRAPH[::-1]}</p>")).text
    assert text.startswith(f"# Acme fined for advertising\n\n{PARAGRAPH}\n")
    assert case.text in text
    assert "Home" not in text and "Cookies" not in text


@dataclass(frozen=True, slots=True)
class Stated:
    id: str
    day: date | None
    body: str = ""
    head: str = ""
    url: str | None = None
    language: str = "en"


LATE = "2022-01-02T23:30:00+01:00"
JSON = '{"@type":"NewsArticle","datePublished":"2021-07-08"}'
DAYS = (
    Stated("for programs", date(2022, 1, 2), head=f'<meta property="article:published_time" content="{LATE}">'),
    Stated("in JSON", date(2021, 7, 8), head=f'<script type="application/ld+json">{JSON}</script>'),
    Stated("a time element", date(2022, 5, 6), "<time datetime='2022-05-06'>Friday</time>"),
    Stated("called a date", date(2023, 5, 11), "<span class='post-date'>Thursday 11 May 2023</span>"),
    Stated("says that it is one", date(2023, 1, 12), "<p>Veröffentlicht am 12. Januar 2023</p>", language="de"),
    Stated("a line that is nothing else", date(2023, 5, 11), "<div>May 11, 2023</div>"),
    Stated("in numbers, in France", date(2023, 1, 12), "<p class='date'>12/01/2023</p>", language="fr"),
    Stated("in the link", date(2022, 3, 4), url="https://dpa.example/2022/03/04/acme"),
    Stated("in numbers, in English", None, "<p class='date'>12/01/2023</p>"),
    Stated("in running text", None, "<p>The decision of 2021-05-03 was taken, and that of 4 May 2021.</p>"),
    Stated("two lines that are nothing else", None, "<p>11 May 2023</p><p>12 May 2023</p>"),
    Stated("when it was changed", None, head='<meta property="article:modified_time" content="2024-01-01">'),
    Stated("when it was updated", None, "<p class='date'>Updated 11 May 2023</p>"),
    Stated("a list of decisions", None, "<ul><li>2020-01-02 Acme</li><li>2021-01-02 Other</li></ul>"),
    Stated("no such day", None, "<p class='date'>31 February 2023</p>"),
    Stated("nothing", None),
)


@pytest.mark.parametrize("case", DAYS, ids=lambda c: c.id)
def test_published(case: Stated) -> None:
    page = html(f"{case.body}<p>{PARAGRAPH}</p>", case.head).replace('lang="en"', f'lang="{case.language}"')
    assert only(page, case.url).published == case.day


def test_title_publisher_and_link() -> None:
    head = (
        '<meta property="og:site_name" content="The Authority"><link rel="canonical" href="https://dpa.example/acme">'
    )
    document = only(html(head=head), "https://www.dpa.example/acme?utm_source=x")
    assert (document.title, document.publisher, document.url, document.language) == (
        "Acme fined for advertising", "The Authority", "https://dpa.example/acme", "en",
    )  # fmt: skip


def test_a_page_speaks_for_no_other_host() -> None:
    document = only(html(head='<link rel="canonical" href="https://cnil.example/acme">'), "https://evil.example/a")
    assert document.url == "https://evil.example/a"
    assert document.publisher == "evil.example"


CLAIMS = (
    ('<link rel="canonical" href="https://dpa.example/acme">', "dpa.example"),
    ('<meta property="og:url" content="https://dpa.example/acme">', "dpa.example"),
    ('<meta property="og:site_name" content="The Authority">', "The Authority"),
)


@pytest.mark.parametrize(("head", "claimed"), CLAIMS, ids=lambda v: v[:30])
def test_a_file_that_was_not_fetched_is_from_nowhere(head: str, claimed: str) -> None:
    """Anybody can write such a file."""
    reading = read(html(head=head))
    assert [(d.url, d.publisher) for d in reading.documents] == [(None, None)]
    (problem,) = reading.problems
    assert not problem.fatal and f"says that it is from {claimed}, but was not fetched" in problem.message
    assert read(html()).problems == ()


def test_a_fragment_is_read() -> None:
    assert only("<p>The authority fined Acme EUR 5.</p>").text == "The authority fined Acme EUR 5."


def test_a_page_nested_without_end_gives_its_text_all_the_same() -> None:
    reading = read("<html><head><title>Deep</title></head><body>" + "<div>" * 20_000 + "<p>Acme was fined.</p>")
    assert [(d.title, d.text) for d in reading.documents] == [("Deep", "Acme was fined.")]
    assert [p.fatal for p in reading.problems] == [False]


@pytest.mark.parametrize(
    "page", ["<html></html>", "<html><body><script>var a = 'x';</script><img src='a.png'></body></html>"]
)
def test_a_page_without_text_is_a_problem(page: str) -> None:
    reading = read(page)
    assert reading.documents == ()
    assert [p.fatal for p in reading.problems] == [True]
    assert "no text" in reading.problems[0].message


SAID = "The Office of Nowhere fined Borealis EUR 7,000,000."
SEEN = "It was fined EUR 3,000."
SHEET = "<style>{}</style>"
TUCKED = "position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)"


@dataclass(frozen=True, slots=True)
class Hidden:
    id: str
    tag: str
    """``<tag>SAID</tag>`` stands in the page."""
    sheet: str = ""
    shown: bool = False


HIDDEN = (
    Hidden("the attribute", "div hidden"),
    Hidden("a template", "template"),
    Hidden("a closed dialog", "dialog"),
    Hidden("for the eyes alone", "div aria-hidden=true"),
    Hidden("display", "div style='Display : none'"),
    Hidden("display, important", "span style='color:red; display:none !important;'"),
    Hidden("visibility", "p style='visibility:hidden'"),
    Hidden("letters of no size", "p style='font-size:0'"),
    Hidden("letters of no size, in short", "p style='font:0/0 a'"),
    Hidden("letters that nobody reads", "p style='font-size:1px'"),
    Hidden("opacity", "p style='opacity:0.0'"),
    Hidden("opacity in percent", "p style='opacity: 1%'"),
    Hidden("off to the left", "p style='position:absolute;left:-9999px'"),
    Hidden("above the page", "p style='position:fixed; top: -1000px'"),
    Hidden("indented away", "p style='text-indent:-9999px'"),
    Hidden("cut to nothing", f"p style='{TUCKED}'"),
    Hidden("no room", "div style='height:0;overflow:hidden'"),
    Hidden("a class", "p class='a note'", ".note{display:none}"),
    Hidden("an id", "p id=note", "/* x */ @charset 'utf-8'; a{color:red} #note { visibility : hidden }"),
    Hidden("a class of a tag", "p class=note", "h1, p.note, h2 {opacity:0}"),
    Hidden("two classes", "p class='b note c'", ".note.b{display:none}"),
    Hidden("on screens", "p class=note", "@media screen { .x{color:red} .note{display:none} }"),
    Hidden("after a rule for printers", "p class=note", "@media print{.x{display:none}} .note{display:none}"),
    Hidden("by the closer of two rules", "p id=x class=note", "#x{display:none} .note{display:block}"),
    Hidden("nothing", "p", shown=True),
    Hidden("something else of that class", "p class=other", ".note{display:none}", shown=True),
    Hidden("shown by a later rule", "p class=note", ".note{display:none} .note{display:block}", shown=True),
    Hidden(
        "shown by a closer rule", "p class='note open'", ".note.open{display:block} .note{display:none}", shown=True
    ),
    Hidden("shown by its own style", "p class=note style='display:block'", ".note{display:none}", shown=True),
    Hidden("hidden from printers", "p class=note", "@media print{.note{display:none}}", shown=True),
    Hidden("hidden on telephones", "p class=note", "@media (max-width:600px){.note{display:none}}", shown=True),
    Hidden("within another", "p class=note", ".menu .note{display:none}", shown=True),
    Hidden("moved a little", "p style='position:absolute;left:-10px'", shown=True),
    Hidden("small letters", "p style='font-size:0.8em;opacity:0.7'", shown=True),
)


@pytest.mark.parametrize("deep", [False, True], ids=["", "nested without end"])
@pytest.mark.parametrize("case", HIDDEN, ids=lambda c: c.id)
def test_what_nobody_sees_is_not_told(case: Hidden, deep: bool) -> None:
    name = case.tag.split()[0]
    body = f"<p>{PARAGRAPH}</p><{case.tag}>{SAID}</{name}><p>{SEEN}</p><p>{PARAGRAPH[::-1]}</p>"
    sheet = SHEET.format(case.sheet)
    page = f"<html><head>{sheet}</head><body>{'<div>' * 20_000}{body}" if deep else html(body, sheet)
    text = only(page).text
    assert (SAID in text, SEEN in text) == (case.shown, True)


def test_what_stands_around_the_hidden_stays_whole() -> None:
    text = only(html(f"<p>{PARAGRAPH}</p><p>It paid EUR 5<span hidden>9<b>9</b></span>00 at once.</p>")).text
    assert "It paid EUR 500 at once." in text


def test_a_layout_without_letters_hides_nothing_within_it() -> None:
    inner = f"<div style='font-size:14px'><p>{PARAGRAPH}</p><p>{SEEN}</p></div>"
    text = only(html(f"<div style='font-size:0'>{SAID}{inner}<b>{SAID}</b></div><p>{PARAGRAPH[::-1]}</p>")).text
    assert SEEN in text and SAID not in text


def test_a_page_that_a_script_shows_is_read() -> None:
    page = html(f"<p>{PARAGRAPH}</p><p>{SEEN}</p>", "<style>body{opacity:0}</style>")
    assert SEEN in only(page.replace("<body", "<body style='visibility:hidden'")).text


def test_style_sheets_without_end_are_no_matter() -> None:
    for sheet in ("<style>" * 50_000, "<style>" + ".a{" * 50_000, "<style>/*" * 50_000, "<style>@media x{" * 50_000):
        assert SEEN in only(html(f"<p>{PARAGRAPH}</p><p>{SEEN}</p>") + sheet).text
