"""The frame of answers in the asker's language; money and dates as people of that language write them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

_MONEY = "¤#,##0.##"
_PATTERNS: dict[str, str] = {
    "fr": "#,##0.##\u00a0¤",
    "de": "#,##0.##\u00a0¤",
    "es": "#,##0.##\u00a0¤",
    "it": "#,##0.##\u00a0¤",
}


@dataclass(frozen=True)
class Phrases:
    """One language's phrases. ``say`` fills one in; a missing phrase is an error of the tables, not of the input."""

    language: str
    locale: Locale
    table: dict[str, dict[str, str]]

    def say(self, key: str, *values: object, **named: object) -> str:
        section, _, name = key.partition(".")
        return self.table[section][name].format(*values, **named)

    def has(self, key: str) -> bool:
        section, _, name = key.partition(".")
        return name in self.table.get(section, {})

    def money(self, amount: Decimal, currency: str) -> str:
        """``€20,000,000`` in English, ``20 000 000 €`` in French: nothing rounded away."""
        return _money(self, amount, currency)

    def number(self, value: Decimal) -> str:
        return str(format_decimal(value, format="#,##0.##########", locale=self.locale))

    def day(self, day: date) -> str:
        return _day(self, day)

    def both(self, parts: Iterable[str]) -> str:
        """Joined as in "a, b and c"."""
        items = list(parts)
        if len(items) < 2:
            return "".join(items)
        return ", ".join(items[:-1]) + self.say("subject.and") + items[-1]

    def counted(self, n: int | Decimal, unit: str) -> str:
        if n == 1 and self.has(f"unit.{unit}_one"):
            return self.say(f"unit.{unit}_one")
        return self.say(f"unit.{unit}", n=self.number(Decimal(n)))

    def country(self, code: str) -> str:
        if code == "EU":
            return self.say("subject.institutions")
        return str(self.locale.territories.get(code, code))

    def __hash__(self) -> int:
        return hash(self.language)


@lru_cache(maxsize=8192)
def _money(phrases: Phrases, amount: Decimal, currency: str) -> str:
    pattern = _PATTERNS.get(phrases.language, _MONEY)
    if phrases.locale.currency_symbols.get(currency, currency)[-1:].isalpha():
        pattern = pattern.replace("¤#", "¤ #")  # "SEK 68,000,000"
    places = "" if amount == amount.to_integral_value() else ".00########"
    shape = pattern.replace(".##", places)
    return str(format_currency(amount, currency, format=shape, locale=phrases.locale, currency_digits=False))


@lru_cache(maxsize=8192)
def _day(phrases: Phrases, day: date) -> str:
    return str(format_date(day, "long", locale=phrases.locale))


@cache
def phrases(language: str) -> Phrases:
    """The phrases of a language; English where there is no table."""
    folder = files("knowledge.answers").joinpath("phrases")
    name = f"{language}.toml"
    if not folder.joinpath(name).is_file():
        language, name = "en", "en.toml"
    table = tomllib.loads(folder.joinpath(name).read_text(encoding="utf-8"))
    locale = Locale.parse(table.pop("locale"))
    return Phrases(language, locale, table)
