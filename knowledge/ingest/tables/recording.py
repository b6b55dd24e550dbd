"""Rows to documents: the prose, then each cell on a line, so that whatever a row says can be quoted; and its sum."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from knowledge.ingest.tables.cells import UNKNOWN, read_currency, read_sum, shown
from knowledge.ingest.tables.contents import is_total
from knowledge.ingest.tables.days import Day, read_day
from knowledge.ingest.tables.mapping import Columns
from knowledge.ingest.tables.naming import Registry, read_country
from knowledge.ingest.tables.rows import Row, Table
from knowledge.ingest.tables.weighing import Claim, Prose, weighed
from knowledge.ledger.text import key_of
from knowledge.records.documents import Document, Source
from knowledge.records.extracted import Extracted, day_told
from knowledge.records.money import Money
from knowledge.records.penalties import Kind
from knowledge.records.problems import Problem

_LONGEST_LINE = 500
_LONGEST_TITLE = 200
_SAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]+)*")
_KINDS: tuple[tuple[str, Kind], ...] = (
    ("overdue", Kind.OVERDUE_PENALTY_PAYMENT), ("disgorgement", Kind.DISGORGEMENT), ("settle", Kind.SETTLEMENT),
    ("redress", Kind.REDRESS), ("restitution", Kind.REDRESS), ("compensation", Kind.REDRESS),
    ("civil", Kind.CIVIL_PENALTY), ("fine", Kind.ADMINISTRATIVE_FINE), ("penalty", Kind.ADMINISTRATIVE_FINE),
    ("amende", Kind.ADMINISTRATIVE_FINE), ("bussgeld", Kind.ADMINISTRATIVE_FINE),
    ("geldbusse", Kind.ADMINISTRATIVE_FINE), ("multa", Kind.ADMINISTRATIVE_FINE),
    ("sanzione", Kind.ADMINISTRATIVE_FINE),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recorded:
    """One row. told: None where the row does not say whether a sum was imposed; empty where it says that none was.

    about: the document whose record covers this one.
    """

    document: Document
    told: tuple[Extracted, ...] | None
    about: str | None
    problems: tuple[Problem, ...]


class Recorder:
    """Rows of one table to documents.

    ``prose`` finds the sums that a row's own text tells. ``prefix`` stands before the ids where the columns give none.
    ``titles`` are those of documents by their id: a text about one of them goes by its title.
    """

    def __init__(
        self, table: Table, columns: Columns, registry: Registry, prose: Prose, prefix: str, titles: Mapping[str, str]
    ) -> None:  # fmt: skip
        self.table = table
        self.columns = columns.bound(table.columns)
        self.registry = registry
        self.prose = prose
        own = columns.constant("prefix")
        self.prefix = prefix if own is None else own
        self.titles = titles

    def record(self, row: Row) -> Recorded | Problem:
        """The document of a row, or a Problem where it holds nothing that can be used, or only adds up others."""
        if is_total(row.cells.values()):
            message = "a row that adds up others is no decision: left out"
            return Problem(self.table.source, row.line, message, fatal=False)
        return _Reading(row, self).recorded()


class _Reading:
    """One row while it is read; what is wrong in it is collected."""

    def __init__(self, row: Row, recorder: Recorder) -> None:
        self._row = row
        self._table = recorder.table
        self._columns = recorder.columns
        self._registry = recorder.registry
        self._find = recorder.prose
        self._prefix = recorder.prefix
        self._titles = recorder.titles
        self._problems: list[Problem] = []

    def recorded(self) -> Recorded | Problem:
        prose = self._prose()
        country = read_country(self._columns.first("country", self._row.cells)[1])
        if country is None and (named := self._named("regulator")):
            country = self._registry.country(named)
        money, line = self._money(country)
        text, place = self._text(prose, line)
        if not text.strip():
            return Problem(self._table.source, self._row.line, "the row has neither text nor a cell to show")
        decided = self._day("decided")
        regulator, respondent = self._named("regulator"), self._named("respondent")
        identity, about = self._identities(text)
        title = (
            self._said("title")
            or self._titles.get(about or "")
            or self._title(respondent, regulator, decided, prose, identity)
        )
        language = self._language()
        told: tuple[Extracted, ...] | None = None
        if money is not None and money.amount == 0:
            told = ()
        elif money is not None and place is not None and about is None:
            claim = Claim(Money(money.amount, money.currency), self._kind(), decided, regulator, respondent, country)
            found = self._find(prose, language) if prose else ()
            told = (weighed(claim, prose, text, place, found, self._registry),)
        return Recorded(self._document(identity, title, text, language), told, about, tuple(self._problems))

    def _document(self, identity: str, title: str, text: str, language: str) -> Document:
        url, publisher = self._said("url"), self._said("publisher")
        if url is not None and not url.startswith(("https://", "http://")):
            self._fault("url", url, "a link starts with https:// or http://")
            url = None
        published = self._day("published")
        return Document(
            id=identity,
            title=title,
            text=text,
            url=url,
            publisher=publisher,
            published=published.day if published and published.precision == "day" else None,
            language=language,
            sources=(Source(title, publisher, url, checked=False),) if url and publisher else (),
        )

    def _language(self) -> str:
        said = (self._said("language") or "en").lower()
        if _LANGUAGE.fullmatch(said):
            return said
        self._fault("language", said, "a language is a code such as en")
        return "en"

    # What the document says

    def _prose(self) -> str:
        found = []
        for part in self._columns.parts.get("text", ()):
            cell = part.text if part.constant else self._row.cells.get(part.text, "")
            text = cell.strip() if isinstance(cell, str) else shown(cell)
            if text and text not in found:
                found.append(text)
        return "\n\n".join(found)

    def _text(self, prose: str, sum_line: str | None) -> tuple[str, tuple[int, int] | None]:
        """The whole text, and where in it the line with the sum stands."""
        amount = self._columns.first("amount", self._row.cells)[0]
        whole = {p.text for name in ("text", "title", "url") for p in self._columns.parts.get(name, ())}
        names = self._columns.shown if self._columns.shown is not None else self._table.columns
        lines: list[str] = []
        if "about" not in self._columns.parts:
            for name in names:
                value = shown(self._row.cells.get(name, ""))
                if name == amount and sum_line:
                    continue
                if name not in whole and value.casefold() not in UNKNOWN and len(value) <= _LONGEST_LINE:
                    lines.append(f"{name}: {value}")
        if sum_line:
            lines.append(sum_line)
        block = "\n".join(lines)
        text = f"{prose}\n\n{block}" if prose and block else prose or block
        place = (len(text) - len(sum_line), len(text)) if sum_line else None
        return text + "\n", place

    def _title(
        self, respondent: str | None, regulator: str | None, decided: Day | None, prose: str, identity: str
    ) -> str:  # fmt: skip
        respondent = self._registry.party(respondent) if respondent else None
        if respondent and len(respondent) <= _LONGEST_TITLE:
            day = day_told(decided.day, decided.precision) if decided else ""
            return f"{respondent}: " + ", ".join(x for x in (regulator, day) if x) if regulator or day else respondent
        opening = " ".join(prose.split())
        return opening if 0 < len(opening) <= 100 else f"{opening[:100].rpartition(' ')[0]} …" if opening else identity

    def _identities(self, text: str) -> tuple[str, str | None]:
        suffix = self._columns.constant("suffix") or ""
        own, about = self._said("id"), self._said("about")
        if self._columns.first("id", self._row.cells)[0] in self._row.filled:
            own = None  # the number of a case with several rows: it does not tell one from the others
        if own is None:
            digest = hashlib.sha256(text.encode()).hexdigest()[:12]
            own = f"{_SAFE.sub('-', key_of(text[:60])).strip('-.').lower() or 'row'}-{digest}"
        return self._prefix + _safe(own) + suffix, self._prefix + _safe(about) if about else None

    # What its cells say

    def _said(self, name: str) -> str | None:
        cell = self._columns.first(name, self._row.cells)[1]
        return shown(cell) or None

    def _named(self, name: str) -> str | None:
        said = self._said(name)
        return None if said is None or said.casefold() in UNKNOWN else said

    def _day(self, name: str) -> Day | None:
        column, cell = self._columns.first(name, self._row.cells)
        try:
            return read_day(cell, self._columns.constant("dates"), self._table.epoch)
        except ValueError as error:
            self._fault(column or name, "", str(error))
            return None

    def _kind(self) -> Kind | None:
        said = self._said("kind")
        if said is None:
            return None
        words = key_of(said)
        if words.replace(" ", "_") in {k.value for k in Kind}:
            return Kind(words.replace(" ", "_"))
        for word, kind in _KINDS:
            if word in words:
                return kind
        return None

    def _money(self, country: str | None) -> tuple[_Money | None, str | None]:
        """The sum of the row, None where it gives none or none that is certain; and the line that shows it."""
        column, cell = self._columns.first("amount", self._row.cells)
        try:
            beside = read_currency(self._columns.first("currency", self._row.cells)[1], country)
            written = read_sum(cell, country, beside)
            if written.currency and beside and written.currency != beside:
                raise ValueError(f"its currency is {written.currency}, but {beside} stands beside it")
        except ValueError as error:
            self._fault(column or "amount", "", str(error))
            return None, None
        if written.amount is None:
            return None, None
        currency = written.currency or beside
        if written.amount and currency is None:
            self._fault(column or "amount", shown(cell), "a sum needs a currency")
            return None, None
        line = f"{column or 'amount'}: {shown(cell)}"
        return _Money(
            written.amount, currency or ""
        ), line if written.currency or not currency else f"{line} {currency}"

    def _fault(self, column: str, found: str, expected: str) -> None:
        message = f"column {column!r}: {expected}" + (f", found {found!r:.200}" if found else "")
        self._problems.append(Problem(self._table.source, self._row.line, message, fatal=False))


@dataclass(frozen=True, slots=True)
class _Money:
    """As `Money`, but 0 needs no currency."""

    amount: Decimal
    currency: str


def _safe(identity: str) -> str:
    """As it is where it is plain; else its plain characters with a digest of it, so that two never become one."""
    plain = _SAFE.sub("-", identity)[:150]
    return plain if plain == identity else f"{plain.strip('-')}-{hashlib.sha256(identity.encode()).hexdigest()[:8]}"
