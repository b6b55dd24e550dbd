"""The currency that a workbook's number format shows beside a number: ``[$€-407] #,##0.00``, ``#,##0 "EUR"``."""

from __future__ import annotations

import re
from unicodedata import category

from knowledge.ingest.tables.cells import read_currency

_BRACKET = re.compile(r"\[\$([^\]\-]*)(?:-([0-9A-Fa-f]+))?\]")
_QUOTED = re.compile(r'"([^"]*)"')
_FILLERS = re.compile(r"[_*].")  # a gap as wide as a character, and a character repeated to the cell's width
# Language ids (the low 16 bits) of the places whose money the sign is. Source: [MS-LCID].
_PLACES = {
    "kr": {0x041D: "SE", 0x0406: "DK", 0x0414: "NO", 0x0814: "NO", 0x043B: "NO", 0x040F: "IS"},
    "$": {
        0x0409: "US", 0x1009: "CA", 0x0C0C: "CA", 0x0C09: "AU", 0x1409: "NZ", 0x4809: "SG", 0x1004: "SG", 0x0C04: "HK",
        0x0404: "TW", 0x080A: "MX",
    },
    "¥": {0x0411: "JP", 0x0804: "CN"},
}  # fmt: skip
_YEN = {"JP": "JPY", "CN": "CNY"}


def currency_of(number_format: str) -> str | None:
    """ISO 4217; None where the format shows none, several, or a sign that several currencies share ("$" alone)."""
    found: set[str | None] = set()
    for match in _BRACKET.finditer(number_format):
        if match[1].strip():
            found.add(_code(match[1].strip(), int(match[2], 16) & 0xFFFF if match[2] else None))
    rest = _BRACKET.sub("", number_format)
    for match in _QUOTED.finditer(rest):
        if any(c.isalpha() or category(c) == "Sc" for c in match[1]):
            found.add(_code(match[1].strip(), None))
    rest = _FILLERS.sub("", _QUOTED.sub("", rest))
    found |= {_code(sign, None) for sign in rest if category(sign) == "Sc"}
    return found.pop() if len(found) == 1 else None


def _code(sign: str, language: int | None) -> str | None:
    shared = _PLACES.get(sign.casefold().rstrip("."))
    if shared is not None:
        country = shared.get(language or 0)
        if country is None or sign == "¥":
            return _YEN.get(country or "")
        sign, place = sign.casefold(), country
    else:
        place = ""
    try:
        return read_currency(sign, place)
    except ValueError:
        return None
