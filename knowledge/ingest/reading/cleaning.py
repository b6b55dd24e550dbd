"""Text as every reader hands it on: normalised gently, since quotes are taken from it word for word."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from knowledge.records.documents import Document

LONGEST_TITLE = 300
_LONGEST_SLUG = 60
# Control and format characters that nobody sees: soft hyphen, zero-width space, direction marks, byte order
# mark, halves of surrogate pairs, and what is no character at all. Zero-width joiners mean something and stay.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufdd0-\ufdef\ufff0-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_MANY_EMPTY = re.compile("\n{3,}")
# What programs write into a file's properties where nobody wrote a title.
_NO_TITLE = re.compile(
    r"microsoft \w+ -|untitled|unbenannt|sans titre|(?:word )?document\s?\d*$|title$|template|normal\.dotm?|"
    r".*\.(?:docx?|pdf|indd|odt|rtf|tex|dvi|pptx?|dot[mx]?)$",
    re.IGNORECASE,
)
_SPACES = re.compile(r"\s+")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def clean(text: str) -> str:
    """Unix line ends, NFC, nothing unseen, no spaces at line ends, one empty line between paragraphs at most.

    ``clean(clean(text)) == clean(text)``.
    """
    text = _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))
    text = unicodedata.normalize("NFC", text)
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return _MANY_EMPTY.sub("\n\n", text).strip("\n")


def one_line(text: str) -> str:
    """Clean, with every stretch of white space as one space."""
    return _SPACES.sub(" ", clean(text)).strip()


def stated_title(text: str) -> str:
    """The title in a file's properties, nothing where it is none that a person wrote."""
    title = one_line(text)
    return title if len(title) >= 8 and " " in title and not _NO_TITLE.match(title) else ""


def table_row(cells: Iterable[str]) -> str:
    """``| a | b |``, or nothing where every cell is empty."""
    told = [one_line(cell).replace("|", "/") for cell in cells]
    return f"| {' | '.join(told)} |" if any(told) else ""


def document_of(
    title: str,
    text: str,
    *,
    language: str,
    url: str | None = None,
    publisher: str | None = None,
    published: date | None = None,
    pages: tuple[int, ...] = (),
) -> Document:
    """A document whose id is made of its title and text alone, so that the same file has the same id anywhere.

    ``text`` is clean and not empty.
    """
    title = one_line(title)[:LONGEST_TITLE] or "Untitled"
    digest = hashlib.sha256(text.encode()).hexdigest()
    identity = f"{slug(title)}-{digest[:8]}"
    return Document(identity, title, text, url, publisher, published, language, digest=digest, pages=pages)


def slug(title: str) -> str:
    """Lower-case letters, digits and hyphens, at most 60: ``CNIL fines Acmé`` is ``cnil-fines-acme``."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return _NOT_SLUG.sub("-", plain).strip("-")[:_LONGEST_SLUG].rstrip("-") or "document"
