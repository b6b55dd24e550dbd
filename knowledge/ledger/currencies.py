"""Which currencies there are and were, and which are legal tender where and when."""

from __future__ import annotations

from datetime import date

import pycountry
from babel.numbers import get_territory_currencies, list_currencies


def all_currencies() -> frozenset[str]:
    """ISO 4217 codes of today and of earlier days: a fine of 2015 may be in kuna."""
    return frozenset(list_currencies()) | {c.alpha_3 for c in pycountry.currencies}


def currencies_of(country: str, day: date) -> tuple[str, ...]:
    """ISO 4217 codes of what is legal tender in a country (ISO 3166-1, or ``EU``) on a day; none: not known."""
    if country == "EU":
        return ("EUR",)
    return tuple(get_territory_currencies(country, day, tender=True))
