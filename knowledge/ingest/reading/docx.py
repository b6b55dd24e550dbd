"""DOCX to a document: paragraphs, headings and tables as they read with all changes accepted, by python-docx."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

import docx
from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE as RELATIONSHIP
from docx.oxml import parse_xml
from lxml import etree

from knowledge.ingest.reading.arrival import Arrival, Limits, Reading, in_megabytes, refused
from knowledge.ingest.reading.blocks import Blocks
from knowledge.ingest.reading.cleaning import document_of, one_line, stated_title, table_row
from knowledge.ingest.reading.damage import DAMAGE, what_is_wrong
from knowledge.ingest.reading.language import Languages

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _TBL, _TR, _TC, _T = (_W + tag for tag in ("p", "tbl", "tr", "tc", "t"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Deleted and moved text, the second drawing of a text box, and instructions of fields are not read.
_UNREAD = frozenset((_W + "del", _W + "moveFrom", _W + "instrText", _W + "delText", _W + "pPr", _W + "rPr", _FALLBACK))
_BREAKS = frozenset((_W + "br", _W + "cr"))
_GAPS = frozenset((_W + "tab", _W + "ptab"))
_PARTS = 5_000
_CHUNK = 1 << 20
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\0!\0(?:D|E)\0", re.IGNORECASE)
_HEADING = re.compile(r"(?:heading|überschrift|titre|título|titolo|nagłówek|kop)\s*(\d)", re.IGNORECASE)


def read_docx(arrival: Arrival, languages: Languages, limits: Limits) -> Reading:
    """One document. Damage, an encrypted file, or one that grows beyond its limit when unpacked is a Problem."""
    name = arrival.name
    try:
        reason = bomb(arrival.data, limits)
        if reason is not None:
            return refused(name, reason)
        word = docx.Document(io.BytesIO(arrival.data))
        blocks = Blocks()
        notes = _numbered_notes(word)
        _walk(word.element.body, blocks, _styles(word))
        for note in notes:
            blocks.close()
            blocks.words(note)
        text = blocks.text()
        title = stated_title(word.core_properties.title or "") or _first_heading(text)
    except DAMAGE as error:
        return refused(name, f"this Word file is damaged: {what_is_wrong(error)}")
    if not text:
        return refused(name, "no text in this Word file: scanned pages, or nothing at all")
    title = title or PurePath(name).stem
    return Reading((document_of(title, text, language=languages.of(text), url=arrival.url),))


def bomb(data: bytes, limits: Limits) -> str | None:
    """Why a zip file of XML parts must not be unpacked, None where it may. Raises what DAMAGE holds."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        entries = parts.infolist()
        if len(entries) > _PARTS:
            return f"a zip file of {len(entries):,} parts, where at most {_PARTS:,} are unpacked"
        declared = sum(entry.file_size for entry in entries)
        if declared > limits.inflated:
            return f"unpacked it has {in_megabytes(declared)}, where the limit is {in_megabytes(limits.inflated)}"
        if any(entry.flag_bits & 1 for entry in entries):
            return "this file is encrypted: save it without its password first"
        found = 0
        for entry in entries:
            with parts.open(entry) as part:
                head = b""
                while chunk := part.read(_CHUNK):
                    found += len(chunk)
                    if found > limits.inflated:
                        return f"unpacked it has more than the limit of {in_megabytes(limits.inflated)}"
                    if entry.filename.endswith((".xml", ".rels")) and _DOCTYPE.search(head + chunk):
                        return f"{one_line(entry.filename)[:100]} declares a document type, which no Office file does"
                    head = chunk[-16:]
    return None


@dataclass(frozen=True, slots=True)
class _Styles:
    """By the style's id: the level of each that is a heading, and those whose paragraphs are list items."""

    levels: dict[str, int]
    lists: frozenset[str]


def _styles(word: Word) -> _Styles:
    levels: dict[str, int] = {}
    lists: set[str] = set()
    for style in word.styles.element.iter(_W + "style"):
        identity = style.get(_W + "styleId")
        name = next((name.get(_W + "val") or "" for name in style.iter(_W + "name")), "")
        outline = next((level.get(_W + "val") or "" for level in style.iter(_W + "outlineLvl")), "")
        named = _HEADING.match(name)
        if not identity:
            continue
        if named:
            levels[identity] = int(named.group(1))
        elif name.lower() == "title":
            levels[identity] = 1
        elif outline.isdecimal() and int(outline) < 9:
            levels[identity] = int(outline) + 1
        elif next(style.iter(_W + "numPr"), None) is not None:
            lists.add(identity)
    return _Styles(levels, frozenset(lists))


def _numbered_notes(word: Word) -> list[str]:
    """The notes as ``[1] Text``, by the order of their marks, each of which is made ``[1]`` in the text."""
    told: list[str] = []
    for kind, related, letter in (("footnote", RELATIONSHIP.FOOTNOTES, ""), ("endnote", RELATIONSHIP.ENDNOTES, "e")):
        marks = list(word.element.body.iter(f"{_W}{kind}Reference"))
        if not marks:
            continue
        notes = {
            note.get(_W + "id"): note for note in parse_xml(word.part.part_related_by(related).blob).iter(_W + kind)
        }
        for number, mark in enumerate(marks, start=1):
            note = notes.get(mark.get(_W + "id"))
            mark.tag, mark.text = _T, f"[{letter}{number}]"
            if note is not None:
                told.append(f"[{letter}{number}] {''.join(_words(note))}")
    return told


def _walk(element: etree._Element, blocks: Blocks, styles: _Styles) -> None:
    """The blocks below ``element``, through content controls and accepted changes."""
    for child in element:
        if child.tag == _P:
            _paragraph(child, blocks, styles)
        elif child.tag == _TBL:
            for row in child.iter(_TR):
                if next(row.iterancestors(_TBL), None) is child:
                    blocks.row(table_row(_cell(cell) for cell in _cells(row)))
        elif isinstance(child.tag, str) and child.tag not in _UNREAD:
            _walk(child, blocks, styles)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    """The row's own cells, those of a table within a cell left out; one that goes on from the row above is empty."""
    for cell in row.iter(_TC):
        if next(cell.iterancestors(_TR), None) is row:
            yield cell


def _cell(cell: etree._Element) -> str:
    # A paragraph within a paragraph is a text box, and is read with the one around it.
    own = (paragraph for paragraph in cell.iter(_P) if next(paragraph.iterancestors(_P), None) is None)
    return " ".join("".join(_words(paragraph)) for paragraph in own)


def _paragraph(paragraph: etree._Element, blocks: Blocks, styles: _Styles) -> None:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    styled = (style.get(_W + "val") or "") if style is not None else ""
    level = styles.levels.get(styled)
    listed = styled in styles.lists or paragraph.find(f"{_W}pPr/{_W}numPr") is not None
    blocks.close()
    if level is not None:
        blocks.heading("".join(_words(paragraph)), level)
        return
    blocks.item = listed
    for part in _words(paragraph):
        if part == "\n":
            blocks.line()
        else:
            blocks.words(part)
    blocks.close()
    blocks.item = False


def _words(element: etree._Element) -> Iterator[str]:
    """Text, tabs and line breaks in order; text boxes with it; a footnote's raised number in brackets."""
    for child in element:
        if child.tag in _UNREAD or not isinstance(child.tag, str):
            continue
        if child.tag == _T:
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield "\n"
        elif child.tag in _GAPS:
            yield " "
        elif child.tag == _W + "noBreakHyphen":
            yield "-"
        elif child.tag == _W + "r" and _raised(child):
            told = "".join(_words(child))
            yield f"[{told.strip()}]" if told.strip().isdecimal() else told
        elif child.tag == _P:
            yield " "
            yield from _words(child)
        else:
            yield from _words(child)


def _raised(run: etree._Element) -> bool:
    placed = run.find(f"{_W}rPr/{_W}vertAlign")
    return placed is not None and placed.get(_W + "val") == "superscript"


def _first_heading(text: str) -> str:
    return next((line.lstrip("# ") for line in text.split("\n") if line.startswith("#")), text.split("\n", 1)[0][:120])
