"""Bytes to text: what the bytes say first, then what was said about them, then the likeliest."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.ASCII | re.IGNORECASE)
_XML_ENCODING = re.compile(r"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})["']""", re.ASCII)
# Python's own, which no page is written in; some of them take quadratic time.
_NO_ENCODING_OF_TEXTS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf_7"})
# What is guessed among; a wider choice only finds rarer mistakes.
_LIKELY = "cp1252 cp1250 cp1251 cp1253 cp1254 cp1257 koi8_r mac_roman cp437 cp850 shift_jis gb18030 euc_kr big5".split()
# What Western European texts are written with beside ASCII, and how much of a text it is at most.
_WESTERN = frozenset("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüœŒ€£§©®°ºª«»“”„‘’‹›–—…•·¡¿½\u00a0\u00ad")
_WESTERN_SHARE = 0.15
_SAMPLE = 20_000
_HEAD = 4_096


def decode(data: bytes, content_type: str | None = None, *, marked: bool = False) -> str | None:
    """The text of ``data``, None where it is no text. Never raises.

    ``marked``: look for an encoding that HTML or XML declares at its start. What is said wrongly is not believed: UTF-8
    that is valid is UTF-8.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode("utf-8", "replace") if name == "utf-8" else data.decode(name, "replace")
    text = _by_name(data, "utf-8")
    if text is not None and "\0" not in text:
        return text
    said = [found.group(1) for found in (_CHARSET.search(content_type or ""),) if found]
    if marked:
        head = data[:_HEAD].decode("latin-1")
        said += [found.group(1) for found in (_XML_ENCODING.search(head), _CHARSET.search(head)) if found]
    for name in said:
        # Pages that say ISO 8859-1 are read as Windows-1252, https://encoding.spec.whatwg.org/#names-and-labels.
        name = "windows-1252" if name.lower() in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii") else name
        text = _by_name(data, name)
        if text is not None and "\0" not in text:
            return text
    if b"\0" in data[:_SAMPLE]:
        return None
    return data.decode(guess, "replace") if (guess := _guess(data)) else None


def _guess(data: bytes) -> str | None:
    """The likeliest encoding, by the lines that are not ASCII; None where nothing makes a text of them."""
    telling = b"\n".join(line for line in data[: 100 * _SAMPLE].split(b"\n") if not line.isascii())[:_SAMPLE]
    nearly = telling.decode("utf-8", "replace")
    damaged = nearly.count("\ufffd")
    if sum(not c.isascii() for c in nearly) - damaged > 4 * damaged:
        return "utf-8"  # a few damaged bytes are no reason to read the others as something else
    western = telling.decode("cp1252", "replace")
    beside = [character for character in western if not character.isascii()]
    if _WESTERN.issuperset(beside) and len(beside) <= max(4, len(western) * _WESTERN_SHARE):
        return "cp1252"
    found = from_bytes(telling, cp_isolation=_LIKELY).best()
    return found.encoding if found is not None else None


def _by_name(data: bytes, name: str) -> str | None:
    if name.lower().replace("-", "_") in _NO_ENCODING_OF_TEXTS:
        return None
    try:
        return data.decode(name)
    except (LookupError, UnicodeError, ValueError):
        return None
