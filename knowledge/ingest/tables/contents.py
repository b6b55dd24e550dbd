"""What the cells of a column mostly hold: sums, currencies, days, countries, links."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from knowledge.ingest.tables.cells import Cell, read_currency, read_sum, shown
from knowledge.ingest.tables.days import read_day
from knowledge.ingest.tables.naming import read_country
from knowledge.ledger.text import keys_of

_SHARED = re.compile(r"(?<![A-Za-z])\$|\b(?:dollars?|kr|kronor|kroner|crowns)\b", re.IGNORECASE)
_TOTALS = frozenset(
    (
        "total", "totals", "grand total", "subtotal", "sub total", "sum", "overall", "sum total", "total amount",
        "total fines", "total general", "sous total", "somme", "montant total", "gesamt", "summe", "gesamtsumme",
        "insgesamt", "zwischensumme", "suma", "suma total", "importe total", "totale", "totale generale",
        "totale complessivo", "subtotale", "somma",
    )
)  # fmt: skip
_LONGEST = 60  # characters of a sum, or of a word for a total
_SAYS_WHICH = re.compile(r"\b(?:USD|AUD|CAD|NZD|SGD|HKD|TWD|MXN|SEK|NOK|DKK|ISK|US dollars?)\b", re.IGNORECASE)


def mostly(check: Callable[[Cell], bool], cells: Sequence[Cell]) -> bool:
    """Whether half of the cells or more are that."""
    return bool(cells) and 2 * sum(map(check, cells)) >= len(cells)


def is_sum(cell: Cell) -> bool:
    """Whether it gives a sum; "kr" alone is none without its country, but surely money."""
    try:
        return read_sum(cell, "SE").amount is not None
    except ValueError:
        return False


def has_currency(cell: Cell) -> bool:
    try:
        return read_sum(cell, "SE").currency is not None
    except ValueError:
        return False


def is_currency(cell: Cell) -> bool:
    try:
        return read_currency(cell) is not None
    except ValueError:
        return False


def is_day(cell: Cell) -> bool:
    return _reads(cell, "dmy") or _reads(cell, "mdy")


def _reads(cell: Cell, order: str | None) -> bool:
    try:
        return read_day(cell, order) is not None
    except ValueError:
        return False


def order_of(cells: Sequence[Cell]) -> str | None:
    """Which of day and month comes first, where some cells can be read in one way alone and none in the other."""
    open_ = [c for c in cells if is_day(c) and not _reads(c, None)]
    if not open_:
        return None
    orders = {m for c in cells if (m := _certain_order(c))}
    return orders.pop() if len(orders) == 1 else None


def _certain_order(cell: Cell) -> str | None:
    match = re.match(r"(\d{1,2})[-/]\s?(\d{1,2})[-/]\s?\d{2}", shown(cell))
    if match is None:
        return None
    first, second = int(match[1]), int(match[2])
    return "dmy" if first > 12 >= second else "mdy" if second > 12 >= first else None


def is_country(cell: Cell) -> bool:
    return read_country(cell) is not None


def is_link(cell: Cell) -> bool:
    return shown(cell).startswith(("https://", "http://"))


def is_text(cell: Cell) -> bool:
    return isinstance(cell, str) and any(c.isalpha() for c in cell)


def is_total(cells: Collection[Cell]) -> bool:
    """Whether a row adds up the rows above it: a word for that beside sums, and nothing else."""
    if any(isinstance(c, str) and len(c) > _LONGEST for c in cells):
        return False
    filled = [c for c in cells if shown(c)]
    texts = [c for c in filled if is_text(c) and not is_sum(c)]
    words = [" ".join(keys_of(shown(c))) for c in texts]
    return len(words) == 1 and words[0] in _TOTALS and len(filled) > 1


def is_shared_money(cell: Cell) -> bool:
    """A sum in dollars or crowns, without saying whose."""
    text = shown(cell)
    return bool(_SHARED.search(text)) and not _SAYS_WHICH.search(text)
