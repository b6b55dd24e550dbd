"""Which column of a table gives which field of a document: ``amount=fine_eur,currency=:EUR,text=facts+holding``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from knowledge.ingest.tables.cells import Cell, shown
from knowledge.ingest.tables.rows import folded

FIELDS: Mapping[str, str] = {
    "id": "what tells a row from the others; made from its title and text where left out",
    "title": "the document's title; made from respondent, regulator and date where left out",
    "text": "the row's prose; several columns (a+b+c) are put one below the other",
    "amount": 'the sum imposed: a number or text such as "€ 1.200,50"; 0 and "None" say that there is no fine',
    "currency": "ISO 4217 code, symbol or name, where the amount does not hold it",
    "respondent": "who was fined",
    "regulator": "who imposed it",
    "country": "the regulator's country: code or name",
    "decided": "the date of the decision: a day, a month or a year",
    "kind": "fine, civil penalty, settlement, redress, disgorgement",
    "laws": "the provisions that were broken",
    "url": "link to the source",
    "publisher": "who published it",
    "published": "when it was published",
    "language": "of the text: en, fr, de, …",
    "about": "the id of the row whose decision this text is; such a text is not searched for penalties",
    "dates": ":dmy or :mdy, what 03/05/2021 means",
    "prefix": "put before every id, so that two tables do not share one; the file's name where left out",
    "suffix": "put after every id, but not after those of about",
}
_SETTINGS = ("dates", "prefix", "suffix")
_PIECES = re.compile(r"\\(.)|([,=+:])", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """A column by its name, or a text that is the same in every row."""

    text: str
    constant: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """``parts``: of each field, in order. ``shown``: the columns that a document lists; None: every short one.

    optional: columns that need not be there.
    """

    parts: Mapping[str, tuple[Part, ...]]
    shown: tuple[str, ...] | None = None
    optional: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for name, parts in self.parts.items():
            if name not in FIELDS:
                raise ValueError(f"{name!r} is no field; the fields are {', '.join(FIELDS)}")
            if not parts:
                raise ValueError(f"the field {name!r} has no column")
            if name in _SETTINGS and not (len(parts) == 1 and parts[0].constant):
                raise ValueError(f"{name!r} is the same in every row: {name}=:…")
        if self.constant("dates") not in (None, "dmy", "mdy"):
            raise ValueError(f"'dates' is :dmy or :mdy, found {self.constant('dates')!r}")
        if not self.parts.keys() & {"text", "amount"}:
            raise ValueError("a table needs a column for 'text' or for 'amount'")

    @property
    def wanted(self) -> frozenset[str]:
        """The columns that the table has to have."""
        return frozenset(
            part.text for parts in self.parts.values() for part in parts if not part.constant
        ) - self.optional  # fmt: skip

    def constant(self, name: str) -> str | None:
        parts = self.parts.get(name, ())
        return parts[0].text if len(parts) == 1 and parts[0].constant else None

    def bound(self, columns: Iterable[str]) -> Columns:
        """With the columns' names as the table writes them, whatever their case."""
        own = {folded(c): c for c in reversed(list(columns))}
        return Columns(
            {
                name: tuple(p if p.constant else Part(own.get(folded(p.text), p.text)) for p in parts)
                for name, parts in self.parts.items()
            },
            None if self.shown is None else tuple(own.get(folded(c), c) for c in self.shown),
            self.optional,
        )

    def first(self, name: str, cells: Mapping[str, Cell]) -> tuple[str | None, Cell]:
        """The first column of a field that holds something, with its cell; (None, text) where it is a constant."""
        for part in self.parts.get(name, ()):
            if part.constant:
                return None, part.text
            cell = cells.get(part.text, "")
            if shown(cell):
                return part.text, cell
        return None, ""


def parse_columns(written: str) -> Columns:
    """Read ``field=column,field=column+column,field=:constant``; a backslash before , = + : takes them as they are.

    Raises ValueError that says what is wrong.
    """
    fields: dict[str, tuple[Part, ...]] = {}
    for item in _split(written, ","):
        if not item.strip():
            continue
        name, *rest = _split(item, "=")
        name = name.strip()
        if len(rest) != 1 or not rest[0].strip():
            raise ValueError(f"a mapping is field=column, found {item!r}")
        if name in fields:
            raise ValueError(f"the field {name!r} stands twice")
        fields[name] = parts_of(rest[0])
    if not fields:
        raise ValueError("a mapping is field=column,field=column, found nothing")
    return Columns(fields)


def written_mapping(fields: Mapping[str, Iterable[Part]]) -> str:
    """What `parse_columns` reads as these fields."""
    return ",".join(f"{name}={'+'.join(map(_written, parts))}" for name, parts in fields.items())


def _written(part: Part) -> str:
    text = re.sub(r"([\\,=+:])", r"\\\1", part.text)
    return f":{text}" if part.constant else text


def part_of(written: str) -> Part:
    """``column`` or ``:constant``."""
    text = written.strip()
    constant = text.startswith(":")
    text = re.sub(r"\\(.)", r"\1", text[constant:]).strip()
    if not text and not constant:
        raise ValueError(f"a column has a name, found {written!r}")
    return Part(text, constant)


def parts_of(written: str) -> tuple[Part, ...]:
    """``a+b``, each a column or ``:constant``."""
    return tuple(map(part_of, _split(written, "+")))


def _split(text: str, separator: str) -> list[str]:
    """Parts between separators that no backslash stands before; backslashes stay."""
    found, start = [], 0
    for match in _PIECES.finditer(text):
        if match[2] == separator:
            found.append(text[start : match.start()])
            start = match.end()
    return [*found, text[start:]]
