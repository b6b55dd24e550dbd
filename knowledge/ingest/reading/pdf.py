"""PDF to a document, with the place where each page starts, by PDFium."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath

import pypdfium2
from pypdfium2 import raw

from knowledge.ingest.reading.arrival import Arrival, Limits, Reading, refused
from knowledge.ingest.reading.cleaning import clean, document_of, stated_title
from knowledge.ingest.reading.damage import DAMAGE, what_is_wrong
from knowledge.ingest.reading.language import Languages
from knowledge.ingest.reading.layout import Line, text_of
from knowledge.records.problems import Problem

MOST_PAGES = 20_000
_BROKEN_WORD = 2
"""What PDFium gives for a hyphen at a line's end; the line end itself it leaves out."""
_LINE_ENDS = frozenset((10, 13))
_RAISED = 0.8
"""Times the size of the letters before it: from here down a raised digit is a footnote's mark."""
_NO_LETTERS = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
_DOTS = re.compile(r"\s?(?:\.\s?){5,}")
_LOOSE_ACCENT = re.compile(r"([¨´ˆ˜¸`])([A-Za-zıȷ])")
_COMBINING = {"¨": "\u0308", "´": "\u0301", "ˆ": "\u0302", "˜": "\u0303", "¸": "\u0327", "`": "\u0300"}
_LOOSE_ENOUGH = 5
_SHORTEST_TITLE = 8
_LISTED = 12


def read_pdf(arrival: Arrival, languages: Languages, limits: Limits) -> Reading:
    """One document. A PDF that is scanned, encrypted, damaged or over the limit of text is a Problem."""
    name = arrival.name
    try:
        pdf = pypdfium2.PdfDocument(arrival.data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            return refused(name, "this PDF is encrypted: save it without its password first")
        return refused(name, f"this PDF is damaged: {error}")
    try:
        return _read(pdf, arrival, languages, limits)
    except DAMAGE as error:
        return refused(name, f"this PDF is damaged: {what_is_wrong(error)}")
    finally:
        pdf.close()


def _read(pdf: pypdfium2.PdfDocument, arrival: Arrival, languages: Languages, limits: Limits) -> Reading:
    name, pages, problems = arrival.name, list[list[Line]](), list[Problem]()
    if len(pdf) > MOST_PAGES:
        return refused(name, f"{len(pdf):,} pages, where at most {MOST_PAGES:,} are read")
    characters = 0
    damaged: list[int] = []
    for number in range(len(pdf)):
        lines: list[Line] = []
        try:
            lines = list(_lines(pdf, number))
        except DAMAGE:
            damaged.append(number)
        characters += sum(len(line.text) for line in lines)
        if characters > limits.text:
            return refused(name, f"more than {limits.text:,} characters of text, at page {number + 1} of {len(pdf)}")
        pages.append(lines)
    pages = _with_accents(pages)
    text, starts = text_of(pages)
    if damaged:
        problems.append(Problem(name, 0, f"damaged, and left out: {_page_list(damaged)}", False))
    if not text:
        if len(damaged) == len(pages):
            return refused(name, "this PDF is damaged: none of its pages can be read")
        where = f"any of its {len(pages)} pages" if len(pages) != 1 else "its page"
        return refused(name, f"this PDF is scanned: no text on {where}; run text recognition (OCR) on it")
    if len(_NO_LETTERS.findall(text)) * 5 > len(text):
        return refused(name, "this PDF's fonts do not say which letters they draw; run text recognition (OCR) on it")
    empty = [number for number, lines in enumerate(pages) if not lines and number not in damaged]
    if empty:
        problems.append(Problem(name, 0, f"no text, scanned or empty: {_page_list(empty)}", False))
    document = document_of(
        _title(pdf, pages) or PurePath(name).stem, text, language=languages.of(text), url=arrival.url, pages=starts
    )
    return Reading((document,), tuple(problems))


def _with_accents(pages: list[list[Line]]) -> list[list[Line]]:
    """Old TeX fonts draw an accent before its letter; where a file does so throughout, the two are one letter."""
    found = sum(match[1] != "`" for page in pages for line in page for match in _LOOSE_ACCENT.finditer(line.text))
    if found < _LOOSE_ENOUGH:
        return pages
    return [[replace(line, text=_LOOSE_ACCENT.sub(_accented, line.text)) for line in page] for page in pages]


def _accented(match: re.Match[str]) -> str:
    letter = {"ı": "i", "ȷ": "j"}.get(match[2], match[2])
    composed = unicodedata.normalize("NFC", letter + _COMBINING[match[1]])
    return composed if len(composed) == 1 else match[0]


def _page_list(numbers: list[int]) -> str:
    told = ", ".join(str(number + 1) for number in numbers[:_LISTED])
    more = f" and {len(numbers) - _LISTED} more" if len(numbers) > _LISTED else ""
    return f"page{'s' if len(numbers) > 1 else ''} {told}{more}"


def _title(pdf: pypdfium2.PdfDocument, pages: list[list[Line]]) -> str:
    """The file's own title where it is one, else the largest letters at the head of the first page that has text."""
    if stated := stated_title(pdf.get_metadata_value("Title")):
        return stated
    head = next((lines[:15] for lines in pages if lines), [])
    largest = max((line.size for line in head if len(line.text) >= _SHORTEST_TITLE), default=0.0)
    title: list[str] = []
    for line in head:
        if line.size >= largest * 0.98 and len(" ".join([*title, line.text])) <= 200:
            title.append(line.text)
        elif title:
            break
    return " ".join(title[:4])


def _lines(pdf: pypdfium2.PdfDocument, number: int) -> Iterator[Line]:
    page = pdf[number]
    try:
        text_page = page.get_textpage()
        try:
            yield from _Letters(text_page).lines()
        finally:
            text_page.close()
    finally:
        page.close()


class _Letters:
    """The letters of one page, in the order of the file, with their places."""

    def __init__(self, page: pypdfium2.PdfTextPage) -> None:
        self._page = page
        count = page.count_chars()
        self._codes = [raw.FPDFText_GetUnicode(page, at) for at in range(count)]
        self._numbers = tuple(ctypes.c_double() for _ in range(4))

    def lines(self) -> Iterator[Line]:
        start = 0
        for at, code in enumerate(self._codes):
            if code in _LINE_ENDS or code == _BROKEN_WORD:
                yield from self._line(start, at, "-" if code == _BROKEN_WORD else "")
                start = at + 1
        yield from self._line(start, len(self._codes), "")

    def _line(self, start: int, end: int, hyphen: str) -> Iterator[Line]:
        seen = [at for at in range(start, end) if self._codes[at] > 32]
        text = _DOTS.sub(" … ", clean(self._written(start, end))).strip()
        if not seen or not text:
            return
        first, last = seen[0], seen[-1]
        left, base = self._box(first)[0], self._origin(seen[len(seen) // 2])[1]
        sizes = sorted(self._size(at) for at in seen[:: max(1, len(seen) // 8)])
        yield Line(text + hyphen, left, self._box(last)[1], base, sizes[len(sizes) // 2])

    def _written(self, start: int, end: int) -> str:
        """The text, with the number of a footnote in brackets: ``EUR 5,000`` and a raised 1 are not EUR 5,0001."""
        parts: list[str] = []
        before: int | None = None
        raised = False
        for at in range(start, end):
            code = self._codes[at]
            digit = 48 <= code <= 57
            if digit and not raised and before is not None:
                raised = self._is_raised(at, before)
                parts += "[" if raised else ""
            elif raised and not digit:
                parts.append("]")
                raised = False
            if code > 32 and not raised:
                before = at
            parts.append(chr(code))
        parts += "]" if raised else ""
        # PDFium counts in UTF-16 for some fonts: two halves are one character.
        return "".join(parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _is_raised(self, at: int, before: int) -> bool:
        size, usual = self._size(at), self._size(before)
        return size <= usual * _RAISED and self._origin(at)[1] >= self._origin(before)[1] + usual * 0.15

    def _size(self, at: int) -> float:
        """In points as shown: a font of 1 point scaled by 12 has 12."""
        size = float(raw.FPDFText_GetFontSize(self._page, at))
        return size if size > 1.5 else self._box(at)[3] - self._box(at)[2]

    def _origin(self, at: int) -> tuple[float, float]:
        x, y = self._numbers[:2]
        raw.FPDFText_GetCharOrigin(self._page, at, x, y)
        return x.value, y.value

    def _box(self, at: int) -> tuple[float, float, float, float]:
        """left, right, bottom, top"""
        raw.FPDFText_GetCharBox(self._page, at, *self._numbers)
        left, right, bottom, top = self._numbers
        return left.value, right.value, bottom.value, top.value
