"""What a source tells of money, as JSON: the form in which it stands beside a document in a .jsonl file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from knowledge.records.extracted import Extracted, Role
from knowledge.records.money import Money, decimal_from_text, plain
from knowledge.records.penalties import Kind, Status

_PRECISIONS = ("day", "month", "year")
_NAMES = ("respondent", "respondent_id", "regulator", "regulator_code")
_KEYS = frozenset(
    {"role", "quote", "start", "end", "kind", "status", "confidence", "amount", "currency", "per", "decided",
     "precision", *_NAMES}
)  # fmt: skip


def to_json(told: Extracted) -> dict[str, Any]:
    """The keys that are set, in a stable order; ``amount`` is text, so that it stays exact."""
    row: dict[str, Any] = {
        "role": told.role.value,
        "kind": told.kind.value,
        "status": told.status.value,
        "amount": plain(told.amount.amount) if told.amount else None,
        "currency": told.amount.currency if told.amount else None,
        "per": told.per,
        **{name: getattr(told, name) for name in _NAMES},
        "decided": told.decided.isoformat() if told.decided else None,
        "precision": told.precision if told.decided else None,
        "confidence": told.confidence,
        "start": told.start,
        "end": told.end,
        "quote": told.quote,
    }
    return {key: value for key, value in row.items() if value is not None}


def from_json(row: object, text: str) -> Extracted:
    """What `to_json` wrote, checked against the document's ``text``. Raises ValueError that says what is wrong."""
    if not isinstance(row, dict):
        raise ValueError(f"an object with role, quote, start and end is expected, found {type(row).__name__}")
    unknown = sorted(map(str, row.keys() - _KEYS))
    if unknown:
        raise ValueError(f"the key {unknown[0]!r} is not known here")
    start, end = _place(row, "start"), _place(row, "end")
    quote = _text(row, "quote")
    if quote is None or text[start:end] != quote:
        raise ValueError(f"the quote {quote!r} does not stand verbatim at {start}:{end}")
    decided, precision = _text(row, "decided"), _text(row, "precision") or "day"
    if precision not in _PRECISIONS:
        raise ValueError(f"'precision' is one of {', '.join(_PRECISIONS)}, found {precision!r}")
    return Extracted(
        role=Role(_choice(row, "role", [r.value for r in Role])),
        quote=quote,
        start=start,
        end=end,
        kind=Kind(_choice(row, "kind", [k.value for k in Kind])),
        status=Status(_choice(row, "status", [s.value for s in Status])),
        confidence=_confidence(row),
        amount=_money(row),
        per=_choice(row, "per", ["day"]) if row.get("per") is not None else None,
        respondent=_text(row, "respondent"),
        respondent_id=_text(row, "respondent_id"),
        regulator=_text(row, "regulator"),
        regulator_code=_text(row, "regulator_code"),
        decided=_day(decided) if decided else None,
        precision=precision,
    )


def _text(row: Mapping[str, Any], key: str) -> str | None:
    value = row.get(key)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{key!r} is a text, found {value!r}")
    if value is not None and any("\ud800" <= c <= "\udfff" for c in value):
        raise ValueError(f"{key!r} has half of a surrogate pair, which is no character")
    return value or None


def _choice(row: Mapping[str, Any], key: str, allowed: list[str]) -> str:
    value = row.get(key)
    if not isinstance(value, str) or value not in allowed:
        raise ValueError(f"{key!r} is one of {', '.join(allowed)}; found {value!r}")
    return value


def _place(row: Mapping[str, Any], key: str) -> int:
    value = row.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{key!r} is a place in the text, counted in characters from 0; found {value!r}")
    return value


def _confidence(row: Mapping[str, Any]) -> float:
    value = row.get("confidence")
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value) or not 0 <= value <= 1:
        raise ValueError(f"'confidence' is a number from 0 to 1, found {value!r}")
    return float(value)


def _money(row: Mapping[str, Any]) -> Money | None:
    amount, currency = row.get("amount"), _text(row, "currency")
    if amount is None and currency is None:
        return None
    if amount is None or currency is None:
        raise ValueError("'amount' and 'currency' stand together")
    return Money(decimal_from_text(amount), currency)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'decided' is a date such as 2023-05-11, found {text!r}") from None
