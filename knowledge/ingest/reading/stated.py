"""The day of publication that a page states, to programs or to people; no other day that its text happens to name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice

import lxml.html

from knowledge.ingest.tables.days import read_day

SEARCH = {"extensive_search": False, "original_date": True, "min_date": "1970-01-01", "max_date": "2100-12-31"}
"""For htmldate in trafilatura. It takes days out of running text all the same, so what it finds is looked up here."""
_DATED = re.compile(r"date|publi|posted|time|byline|release|created|issued", re.IGNORECASE)
_CHANGED = re.compile(r"modif|updat|revis|chang|review", re.IGNORECASE)
_SAYS_SO = re.compile(
    r"\s*(?:publi|posted|released?\b|for release|issued|date|datum|fecha|data\b|veröffentlicht|erschienen|pubblicat)",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"(?<![\d/.-])(?:\d{4}-\d\d?-\d\d?|\d\d?([./-]) ?\d\d?\1 ?\d{4}|"
    r"\d\d?(?:st|nd|rd|th|er|º|\.)?(?: (?:de|of))? [^\W\d]{3,12}\.?,?(?: (?:de|del))? \d{4}|"
    r"[^\W\d]{3,12}\.? \d\d?(?:st|nd|rd|th)?,? \d{4})(?![\d/-])"
)
_IN_LINK = re.compile(r"/(\d{4})/(\d\d?)/(\d\d?)(?:/|$)")
_IN_SCRIPT = re.compile(r'"date(?:Published|Created)"\s*:\s*"([^"]{8,40})"')
_LONGEST = 160
_LARGEST = 12
"""Elements at most in what is no more than a date."""
_WEEKDAY = 12
"""Letters that may stand beside the day in a line that is nothing but a date: ``Wednesday``."""
_TIMES = ("time", "p", "div", "span", "dd", "small", "li", "h2", "h3", "h4", "h5", "h6")


def publication_day(tree: lxml.html.HtmlElement, found: str | None, link: str | None) -> date | None:
    """What htmldate found, where programs are told so; else what people are told, or the link says.

    None where that is 03/04/2023 on an English page, which is read in two ways, or several days in lists.
    """
    day = _iso(found)
    if day is not None and any(_same(value, day) for value in _for_machines(tree)):
        return day
    return _for_people(tree) or _of_link(link)


def _iso(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _same(value: str, day: date) -> bool:
    return re.search(rf"{day.year}[-/.]?{day:%m}[-/.]?{day:%d}(?!\d)", value) is not None


def _for_machines(tree: lxml.html.HtmlElement) -> Iterator[str]:
    for meta in tree.iter("meta"):
        yield meta.get("content") or ""
    for time in tree.iter("time"):
        yield time.get("datetime") or ""
    for script in tree.iter("script"):
        if script.get("type") == "application/ld+json":
            yield from _IN_SCRIPT.findall(script.text or "")


def _for_people(tree: lxml.html.HtmlElement) -> date | None:
    """The first day of the article that is called a date or says that it is one; or the only one that stands alone."""
    article = next(tree.iter("article", "main"), None)
    order = None if (tree.get("lang") or "en").lower().startswith("en") else "dmy"
    called: list[date | None] = []
    alone: set[date | None] = set()
    for element in (tree if article is None else article).iter(*_TIMES):
        if next(islice(element.iter(), _LARGEST, None), None) is not None:
            continue
        text = " ".join(str(element.text_content()).split())
        match = _DAY.search(text) if len(text) <= _LONGEST else None
        named = " ".join(element.get(key) or "" for key in ("class", "id", "itemprop"))
        if match is None or _CHANGED.search(named) or _CHANGED.search(text):
            continue
        rest = sum(map(str.isalpha, text)) - sum(map(str.isalpha, match.group()))
        if element.tag == "time" or _DATED.search(named) or _SAYS_SO.match(text):
            called.append(_read(match.group(), order))
        elif rest <= _WEEKDAY and element.tag != "li":
            alone.add(_read(match.group(), order))
    if called and (article is not None or len(set(called)) == 1):
        return called[0]
    return alone.pop() if not called and len(alone) == 1 else None


def _read(text: str, order: str | None) -> date | None:
    try:
        found = read_day(text, order)
    except ValueError:
        return None
    return found.day if found is not None and found.precision == "day" else None


def _of_link(link: str | None) -> date | None:
    match = _IN_LINK.search(link or "")
    try:
        return date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None
