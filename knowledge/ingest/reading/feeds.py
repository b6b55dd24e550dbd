"""RSS and Atom: the links of their items, and a document for each item that carries its text, by feedparser.

An item's link is its document's own where both are of the host that the feed was fetched from; on others it is a claim.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import date
from email.utils import parsedate_tz
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser

from knowledge.ingest.reading.arrival import Arrival, Entry, Reading, refused
from knowledge.ingest.reading.cleaning import clean, document_of, one_line
from knowledge.ingest.reading.damage import DAMAGE, what_is_wrong
from knowledge.ingest.reading.encoding import decode
from knowledge.ingest.reading.html import PlainText
from knowledge.ingest.reading.language import Languages
from knowledge.ingest.reading.links import same_host
from knowledge.records.documents import Document
from knowledge.records.problems import Problem

MOST_ENTRIES = 2_000
ENOUGH_WORDS = 80
"""From here on an item carries its text; below it is a teaser for the page that it links to."""
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_DECLARED = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
_DAY = re.compile(r"\s*(\d{4}-\d{2}-\d{2})")


def read_feed(arrival: Arrival, languages: Languages) -> Reading:
    """Entries, and documents where the feed carries the text. Nothing is fetched. Damage is a Problem."""
    markup = decode(arrival.data, arrival.content_type, marked=True)
    if markup is None:
        return refused(arrival.name, "not readable: not text in any encoding that is known")
    if _ENTITY.search(markup):
        return refused(arrival.name, "the feed declares entities of its own, which is how XML bombs are made")
    try:
        # As UTF-8 bytes in a file: a text could be taken for a link or a file's name, and be fetched or opened.
        found = feedparser.parse(io.BytesIO(_DECLARED.sub("", markup).lstrip().encode("utf-8", "replace")))
        return _reading(found, arrival, languages)
    except DAMAGE as error:
        return refused(arrival.name, f"this feed is damaged: {what_is_wrong(error)}")


def _reading(found: Mapping[str, Any], arrival: Arrival, languages: Languages) -> Reading:
    problems: list[Problem] = []
    items = found.get("entries") or []
    if found.get("bozo") and items:
        reason = one_line(str(found.get("bozo_exception") or ""))[:200]
        problems.append(
            Problem(arrival.name, 0, f"the feed is not well-formed ({reason}): what could be read was", False)
        )
    if not items:
        kind = "no items in this feed" if found.get("version") else "XML, but neither RSS nor Atom"
        return refused(arrival.name, kind)
    if len(items) > MOST_ENTRIES:
        message = f"{len(items):,} items: the first {MOST_ENTRIES:,} were read"
        problems.append(Problem(arrival.name, 0, message, False))
    publisher = one_line(str((found.get("feed") or {}).get("title") or "")) or None
    if arrival.url is None:
        publisher = None  # a file may say so of anybody
    # RSS knows one date only; where it is Dublin Core's, feedparser calls it that of a change.
    dated_by = ("published", "updated") if str(found.get("version")).startswith("rss") else ("published",)
    entries: list[Entry] = []
    documents: dict[str, Document] = {}
    for number, item in enumerate(items[:MOST_ENTRIES], start=1):
        link, title = _link(item, arrival.url), one_line(_plain(str(item.get("title") or "")))
        published, text = _day(item, dated_by), _text(item)
        if link:
            entries.append(Entry(title or link, link, published))
        if len(text.split()) >= ENOUGH_WORDS:
            document = document_of(
                title or f"{arrival.name}, item {number}", text, language=languages.of(text),
                url=link if same_host(link, arrival.url) else None, publisher=publisher, published=published,
            )  # fmt: skip
            documents.setdefault(document.id, document)
    if documents and arrival.url is None:
        message = "the feed was not fetched: the texts that it carries are kept without link and publisher"
        problems.append(Problem(arrival.name, 0, message, False))
    if not entries and not documents:
        problems.append(Problem(arrival.name, 0, "no item of this feed has a link or a text"))
    return Reading(tuple(documents.values()), tuple(problems), tuple(entries))


def _link(item: Mapping[str, Any], base: str | None) -> str | None:
    written = str(item.get("link") or "").strip()
    try:
        link = urljoin(base or "", written) if written else ""
        parts = urlsplit(link)
    except ValueError:
        return None
    return link if parts.scheme in ("http", "https") and parts.hostname else None


def _day(item: Mapping[str, Any], dated_by: tuple[str, ...]) -> date | None:
    """The day as the feed writes it, in its own time zone; when an Atom entry was changed is no day of publication."""
    written = next((str(item[key]) for key in dated_by if key in item), "")
    try:
        if iso := _DAY.match(written):
            return date.fromisoformat(iso.group(1))
        parsed = parsedate_tz(written)
        return date(*parsed[:3]) if parsed else None
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def _text(item: Mapping[str, Any]) -> str:
    """The longest of what the item carries, as paragraphs."""
    carried = [str(part.get("value") or "") for part in item.get("content") or [] if isinstance(part, Mapping)]
    carried.append(str(item.get("summary") or ""))
    return _plain(max(carried, key=len))


def _plain(markup: str) -> str:
    if "<" not in markup and "&" not in markup:
        return clean(markup)
    plain = PlainText()
    plain.feed(markup)
    plain.close()
    return plain.blocks.text()
