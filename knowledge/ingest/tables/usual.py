"""Which column is which by its usual name, for a table that no profile fits: certain, or refused with the reason."""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from knowledge.ingest.tables.cells import Cell, read_currency, shown
from knowledge.ingest.tables.contents import (
    has_currency,
    is_country,
    is_currency,
    is_day,
    is_link,
    is_shared_money,
    is_sum,
    is_text,
    mostly,
    order_of,
)
from knowledge.ingest.tables.headers import Header, Words, read_header, words_of
from knowledge.ingest.tables.mapping import Columns, Part, written_mapping
from knowledge.ingest.tables.naming import Registry, read_country
from knowledge.ingest.tables.rows import NoTable, Row

SAMPLE = 200
"""Rows that are looked at."""
_ORDER = (
    "amount", "currency", "decided", "respondent", "regulator", "country", "url", "kind", "text", "title", "published",
    "publisher", "laws", "language", "id",
)  # fmt: skip
_DECIDING = ("decided", "respondent", "regulator", "country")
"""Fields in which a wrong column would make a wrong record: two that may be meant are too many."""
_KINDS = {"civil": "civil penalty", "settlement": "settlement"}
"""What the name of the sum says of its kind."""
_CHECKS: Mapping[str, Callable[[Cell], bool]] = {
    "decided": is_day, "published": is_day, "country": is_country, "url": is_link, "text": is_text,
    "respondent": is_text, "regulator": is_text, "title": is_text, "kind": is_text,
}  # fmt: skip


def usual_columns(columns: Sequence[str], rows: Sequence[Row], registry: Registry) -> Columns:
    """The mapping of a table, given some of its ``rows``. Raises NoTable that says what is missing or ambiguous.

    Whose dollars or crowns a row means, its country tells, or that of its regulator.
    """
    return _Search(columns, rows, registry).mapped()


class _Search:
    """One table while its columns are told apart; what cannot be told is collected."""

    def __init__(self, columns: Sequence[str], rows: Sequence[Row], registry: Registry) -> None:
        self._rows = rows
        self._registry = registry
        self._columns = columns
        self._headers = [read_header(c) for c in columns]
        self._found: dict[str, tuple[Part, ...]] = {}
        self._taken: set[str] = set()
        self._faults: list[str] = []

    def mapped(self) -> Columns:
        amounts = self._candidates("amount", is_sum)
        if len(amounts) == 1:
            self._take("amount", amounts[0])
        elif amounts:
            self._faults.append(f"'amount' may be {_either(amounts)}")
        for name in _ORDER[2:]:
            self._field(name)
        if len(amounts) == 1:
            self._money(amounts[0])
            if (kind := next((_KINDS[w] for w in amounts[0].words if w in _KINDS), None)) is not None:
                self._found.setdefault("kind", (Part(kind, True),))
        elif not amounts and ("text" not in self._found or self._other_sums()):
            self._faults.append("no column is called as one of sums usually is")
        if not self._found.keys() & {"respondent", "text"}:
            self._faults.append("no column is called as one of respondents or of texts usually is")
        if self._faults:
            raise NoTable(self._refusal())
        return Columns(dict(self._found))

    # The sum and its currency

    def _money(self, amount: Header) -> None:
        if amount.scale is not None:
            self._faults.append(
                f"{amount.column!r} says {amount.scale!r}: sums are written out, in units of the currency"
            )
        shared = any(is_shared_money(row.cells.get(amount.column, "")) and not self._country(row) for row in self._rows)
        columns = self._candidates("currency", is_currency)
        named = {read_currency(c) for h in columns for c in self._cells(h) if is_currency(c)} if columns else set()
        if amount.currency is not None and named <= {amount.currency}:
            self._found["currency"] = (Part(amount.currency, True),)
        elif amount.currency is not None:
            self._faults.append(f"the currency may be the {amount.currency} of {amount.column!r} or {_either(columns)}")
        elif len(columns) > 1:
            self._faults.append(f"'currency' may be {_either(columns)}")
        elif columns:
            self._take("currency", columns[0])
        elif amount.shared or shared:
            self._faults.append("'$' and 'kr' are the money of several countries: say which, such as currency=:USD")
        elif not any(has_currency(c) for c in self._cells(amount)):
            self._faults.append("neither a column nor the sums say the currency")

    def _country(self, row: Row) -> str | None:
        found = Columns(dict(self._found))
        country, regulator = (shown(found.first(name, row.cells)[1]) for name in ("country", "regulator"))
        return read_country(country) or self._registry.country(regulator)

    def _other_sums(self) -> bool:
        """Whether a column that is called otherwise may be one of sums."""
        left = [h for h in self._headers if h.column not in self._taken]
        return any(
            h.currency or h.shared or h.scale or mostly(has_currency, self._cells(h)) for h in left
        )  # fmt: skip

    # All else

    def _field(self, name: str) -> None:
        found = self._candidates(name, _CHECKS.get(name))
        if name == "text" and found:
            self._found["text"] = tuple(Part(h.column) for h in found)
            self._taken |= {h.column for h in found}
        elif name == "id" and not (len(found) == 1 and self._tells_apart(found[0])):
            return
        elif len(found) == 1:
            self._take(name, found[0])
            if name == "decided" and (order := order_of(self._cells(found[0]))):
                self._found["dates"] = (Part(order, True),)
        elif found and name in _DECIDING:
            self._faults.append(f"{name!r} may be {_either(found)}")

    def _tells_apart(self, header: Header) -> bool:
        cells = [shown(row.cells.get(header.column, "")) for row in self._rows]
        return all(cells) and len(set(cells)) == len(cells)

    def _candidates(self, name: str, check: Callable[[Cell], bool] | None) -> list[Header]:
        """The columns that the best names fit and whose cells hold what they should."""
        for names in _names()[name]:
            found = [
                h for h in self._headers
                if h.words in names
                and (h.words or h.currency or h.shared) and h.column not in self._taken
                and (check is None or mostly(check, self._cells(h)))
            ]  # fmt: skip
            if found:
                return found
        return []

    def _cells(self, header: Header) -> list[Cell]:
        return [c for row in self._rows if shown(c := row.cells.get(header.column, ""))]

    def _take(self, name: str, header: Header) -> None:
        self._found[name] = (Part(header.column),)
        self._taken.add(header.column)

    def _refusal(self) -> str:
        start = dict(self._found)
        start.setdefault("amount", (Part("COLUMN"),))
        start.setdefault("currency", (Part("CODE", True),))
        if not start.keys() & {"respondent", "text"}:
            start["respondent"] = (Part("COLUMN"),)
        there = ", ".join(self._columns[:40]) or "none"
        return (
            f"no profile fits, and its columns are not told apart by their usual names: {'; '.join(self._faults)}. "
            f"The columns are: {there:.500}. Import it with a mapping, to start from: "
            f"--map {shlex.quote(written_mapping(start))}"
        )


def _either(headers: Sequence[Header]) -> str:
    return " or ".join(repr(h.column) for h in headers)


@cache
def _names() -> Mapping[str, tuple[frozenset[Words], ...]]:
    text = files("knowledge.ingest.tables").joinpath("usual.toml").read_text(encoding="utf-8")
    return {
        field: tuple(frozenset(words_of(name) for name in names) for names in lists)
        for field, lists in tomllib.loads(text).items()
    }
