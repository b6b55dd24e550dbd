"""Plain text and Markdown to a document, as they stand."""

from __future__ import annotations

import re
from datetime import date
from pathlib import PurePath

from knowledge.ingest.reading.arrival import Arrival, Reading, refused
from knowledge.ingest.reading.cleaning import clean, document_of, one_line
from knowledge.ingest.reading.encoding import decode
from knowledge.ingest.reading.language import Languages

_LONGEST_TITLE = 150
_HEADING = re.compile(r"^#{1,6}[ \t]+([^\s#].*)$", re.MULTILINE)
_UNDERLINED = re.compile(r"^(\S[^\n]{0,200})\n(?:=|-){3,}[ \t]*$", re.MULTILINE)
_FENCE = re.compile(r"^(```|~~~).*?(?:^\1|\Z)", re.MULTILINE | re.DOTALL)
_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.MULTILINE | re.DOTALL)
_TITLE = re.compile(r"^title:[ \t]*(\S.*)$", re.MULTILINE)
_DATE = re.compile(r"^date:[ \t]*[\"']?(\d{4}-\d{2}-\d{2})", re.MULTILINE)


def read_plain(arrival: Arrival, languages: Languages) -> Reading:
    """One document; its title is its first line, where that is as short as a title is."""
    text = decode(arrival.data, arrival.content_type)
    if text is None:
        return refused(arrival.name, "not readable: neither UTF-8 nor text in another encoding that is known")
    text = clean(text)
    if not text:
        return refused(arrival.name, "no text: the file is empty")
    first = text.split("\n", 1)[0].strip()
    title = first if len(first) <= _LONGEST_TITLE else PurePath(arrival.name).stem
    return Reading((document_of(title, text, language=languages.of(text), url=arrival.url),))


def read_markdown_page(arrival: Arrival, languages: Languages) -> Reading:
    """One document; its title is what its front matter or its first heading says. The front matter is no text."""
    text = decode(arrival.data, arrival.content_type)
    if text is None:
        return refused(arrival.name, "not readable: neither UTF-8 nor text in another encoding that is known")
    text = clean(text)
    title, published = "", None
    if matter := _MATTER.match(text):
        title, published = _said(matter.group(1))
        text = clean(text[matter.end() :])
    if not text:
        return refused(arrival.name, "no text: the file is empty")
    title = title or _heading(text) or PurePath(arrival.name).stem
    return Reading((document_of(title, text, language=languages.of(text), url=arrival.url, published=published),))


def _said(matter: str) -> tuple[str, date | None]:
    title, day = _TITLE.search(matter), _DATE.search(matter)
    try:
        published = date.fromisoformat(day.group(1)) if day else None
    except ValueError:
        published = None
    return one_line(title.group(1)).strip("\"'") if title else "", published


def _heading(text: str) -> str:
    """The first heading that is not in a fenced block, of either form that Markdown knows."""
    text = _FENCE.sub("", text)
    found = [match for pattern in (_HEADING, _UNDERLINED) if (match := pattern.search(text))]
    return min(found, key=lambda match: match.start()).group(1).rstrip(" \t#") if found else ""
