"""A feed gives the links of its items, and the texts that it carries; nothing is fetched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from knowledge.ingest.reading.arrival import Arrival, Entry, Reading
from knowledge.ingest.reading.feeds import MOST_ENTRIES, read_feed
from knowledge.ingest.reading.language import Languages
from tests.ingest.reading.files import ATOM, PARAGRAPH, RSS_ITEM, rss

LANGUAGES = Languages()


def read(feed: str, url: str | None = "https://dpa.example/news.xml") -> Reading:
    return read_feed(Arrival("news.xml", feed.encode(), url), LANGUAGES)


def test_rss() -> None:
    reading = read(rss(RSS_ITEM))
    # As the feed writes it: in UTC it was still the 10th.
    assert reading.entries == (Entry("Acme fined", "https://dpa.example/acme", date(2023, 5, 11)),)
    assert reading.documents == reading.problems == ()  # a teaser is no document


def test_atom_with_its_text() -> None:
    reading = read(ATOM)
    assert reading.entries == (Entry("Acme & Sons", "https://dpa.example/sons", date(2022, 12, 31)),)
    (document,) = reading.documents
    assert (document.title, document.url, document.publisher, document.published, document.language) == (
        "Acme & Sons", "https://dpa.example/sons", "Decisions", date(2022, 12, 31), "en",
    )  # fmt: skip
    assert document.text == f"{PARAGRAPH}\n\n{PARAGRAPH} {PARAGRAPH}"


def test_rss_with_its_text() -> None:
    carried = f"<p>{PARAGRAPH}</p><script>x</script><p>{PARAGRAPH} {PARAGRAPH}</p>"
    item = f"<item><link>/acme</link><content:encoded><![CDATA[{carried}]]></content:encoded></item>"
    reading = read(rss(item))
    assert [e.url for e in reading.entries] == ["https://dpa.example/acme"]
    assert [d.text for d in reading.documents] == [f"{PARAGRAPH}\n\n{PARAGRAPH} {PARAGRAPH}"]


def test_a_text_is_of_the_host_that_the_feed_was_fetched_from_or_of_nobody() -> None:
    carried = f"<p>{PARAGRAPH}</p><p hidden>It owes EUR 7.</p><p>{PARAGRAPH} {PARAGRAPH}</p>"
    item = f"<item><link>https://cnil.example/x</link><content:encoded><![CDATA[{carried}]]></content:encoded></item>"
    (document,) = read(rss(item)).documents
    assert document.url is None and "EUR 7" not in document.text
    for file in (rss(item), ATOM):
        reading = read_feed(Arrival("a.xml", file.encode()), LANGUAGES)
        assert [(d.url, d.publisher) for d in reading.documents] == [(None, None)]
        assert [(p.fatal, "was not fetched" in p.message) for p in reading.problems] == [(False, True)]


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    item: str
    entries: tuple[tuple[str, date | None], ...]


ACME = (("https://dpa.example/acme", date(2023, 5, 11)),)
UNDATED = (("https://a.example/", None),)
CASES = (
    Case("no date", "<item><link>https://a.example/</link></item>", UNDATED),
    Case("a date that is none", "<item><link>https://a.example/</link><pubDate>99 Foo 9</pubDate></item>", UNDATED),
    Case(
        "Dublin Core's date",
        '<item><link>https://a.example/</link><d:date xmlns:d="http://purl.org/dc/elements/1.1/">2023-05-11</d:date></item>',
        (("https://a.example/", date(2023, 5, 11)),),
    ),
    Case("another scheme", "<item><title>x</title><link>javascript:alert(1)</link></item>" + RSS_ITEM, ACME),
    Case("a file", "<item><link>file:///etc/passwd</link></item>" + RSS_ITEM, ACME),
    Case("a link that is none", "<item><link>http://[::</link></item>" + RSS_ITEM, ACME),
)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_entries(case: Case) -> None:
    assert tuple((e.url, e.published) for e in read(rss(case.item)).entries) == case.entries


@dataclass(frozen=True, slots=True)
class Fault:
    id: str
    feed: str
    says: str


FAULTS = (
    Fault(
        "entities",
        '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]>' + rss("<item><title>&c;</title></item>"),
        "entities",
    ),
    Fault(
        "an entity from a file",
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + rss("<item><title>&b;</title></item>"),
        "entities",
    ),
    Fault("no items", rss(""), "no items"),
    Fault("other XML", "<?xml version='1.0'?><a><b>c</b></a>", "neither RSS nor Atom"),
    Fault("a link instead of a feed", "https://dpa.example/news.xml", "neither RSS nor Atom"),
    Fault("a file's name instead of a feed", __file__, "neither RSS nor Atom"),
    Fault("items without link or text", rss("<item><title>x</title></item>"), "no item"),
)


@pytest.mark.parametrize("case", FAULTS, ids=lambda c: c.id)
def test_what_cannot_be_used_is_a_problem(case: Fault) -> None:
    reading = read(case.feed)
    assert reading.documents == reading.entries == ()
    (problem,) = reading.problems
    assert problem.fatal and case.says in problem.message


def test_what_is_cut_off_is_read_as_far_as_it_goes() -> None:
    reading = read(rss(RSS_ITEM + RSS_ITEM.replace("/acme", "/other"))[:-80])
    assert len(reading.entries) == 2
    assert [p.fatal for p in reading.problems] == [False]


def test_an_endless_feed_is_cut() -> None:
    items = "".join(f"<item><link>https://a.example/{n}</link></item>" for n in range(MOST_ENTRIES + 5))
    reading = read(rss(items))
    assert len(reading.entries) == MOST_ENTRIES
    assert "2,005 items" in reading.problems[0].message
