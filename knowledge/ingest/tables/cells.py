"""What a cell of a table says of money: one sum, exactly as it is written, with its currency."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache

from knowledge.records.money import plain

Cell = str | Decimal | date
_MOST_DIGITS = 18

_SYMBOLS = {
    "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₺": "TRY", "₽": "RUB", "₴": "UAH", "₦": "NGN",
    "₪": "ILS", "us$": "USD", "c$": "CAD", "ca$": "CAD", "a$": "AUD", "au$": "AUD", "nz$": "NZD", "s$": "SGD",
    "hk$": "HKD", "nt$": "TWD", "r$": "BRL", "euro": "EUR", "euros": "EUR", "eur.": "EUR", "gbp.": "GBP",
    "pound": "GBP", "pounds": "GBP", "pounds sterling": "GBP", "sterling": "GBP", "us dollar": "USD",
    "us dollars": "USD", "zł": "PLN", "zl": "PLN", "zloty": "PLN", "złoty": "PLN", "złotych": "PLN", "kč": "CZK",
    "kc": "CZK", "ft": "HUF", "forint": "HUF", "forints": "HUF", "лв": "BGN", "лв.": "BGN", "lev": "BGN",
    "leva": "BGN", "lei": "RON", "leu": "RON", "kn": "HRK", "kuna": "HRK", "sfr": "CHF", "sfr.": "CHF", "fr.": "CHF",
    "rs": "INR", "rs.": "INR", "rupees": "INR", "won": "KRW", "yen": "JPY", "rmb": "CNY", "yuan": "CNY", "tl": "TRY",
}  # fmt: skip
# Words for money that mean another currency in another country.
_BY_COUNTRY = {
    "kr": {"SE": "SEK", "NO": "NOK", "DK": "DKK", "IS": "ISK"},
    "$": {"": "USD", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "HK": "HKD", "TW": "TWD", "MX": "MXN"},
}
_SAME = {"kr.": "kr", "kronor": "kr", "kroner": "kr", "krónur": "kr", "crowns": "kr", "dollar": "$", "dollars": "$"}
_SCALES = {
    1_000: "k thousand tsd tsd. tausend mille mil",
    1_000_000: "m mn mio mio. million millions millionen millón millones milione milioni mln mln.",
    1_000_000_000: "bn bln b billion billions milliarde milliarden milliard milliards miliardo miliardi mrd mrd. md",
    100_000: "lakh lakhs",
    10_000_000: "crore crores",
}
_NUMBER = r"\d[\d.,'’ ]*"
_AMOUNT = re.compile(
    rf"(?P<before>[^\d]*?)\s*(?P<number>{_NUMBER})(?:[,.]?[-–—])?\s*(?P<after>[^\d]*)", re.DOTALL
)  # "1.200,-" has a dash for no cents
_NOTHING = frozenset({"none", "no", "no fine", "nil", "zero", "keine", "aucune", "ninguna", "nessuna"})
# What a cell holds that says nothing.
UNKNOWN = frozenset({"", "-", "–", "—", "?", "n/a", "na", "nan", "null", "n.a.", "unknown", "tbd", "#n/a"})
_SPACES = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\u205f\u3000\ufeff]+")


@dataclass(frozen=True, slots=True)
class Written:
    """A sum as a cell gives it. ``amount`` is None where it gives none, 0 where it says that there is none."""

    amount: Decimal | None
    currency: str | None = None


def shown(cell: Cell) -> str:
    """The cell as a person reads it, on one line: text as it stands, numbers as plain digits, dates as 2021-05-03."""
    if isinstance(cell, Decimal):
        return plain(cell) if cell.is_finite() and -30 < cell.adjusted() < 30 and _exponent(cell) > -30 else str(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return _SPACES.sub(" ", cell).strip()


def read_sum(cell: Cell, country: str | None = None, beside: str | None = None) -> Written:
    """The one sum that the cell holds. Raises ValueError where it holds digits that are not one certain sum.

    What ``kr`` and ``$`` mean is settled by the currency ``beside`` it (ISO 4217), else by the country (ISO 3166-1
    alpha-2).
    """
    if isinstance(cell, date):
        raise ValueError(f"a sum of money is expected, found the date {cell}")
    if isinstance(cell, Decimal):
        return Written(_bounded(cell, shown(cell)))
    text = shown(cell)
    lowered = text.casefold()
    if lowered in _NOTHING:
        return Written(Decimal(0))
    if not any(c.isdigit() for c in text):
        if any(word in _scales() for word in re.findall(r"[^\W\d_]{3,}", lowered)):
            raise ValueError(f"a sum is written in digits, found {text!r:.200}")
        return Written(None)
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise ValueError(f"one sum of money is expected, found {text!r:.200}")
    before, after = match["before"].strip().casefold(), match["after"].strip().casefold()
    if before[-1:] in ("-", "−", "–", "("):
        raise ValueError(f"a sum from 0 on is expected, found {text!r:.200}")
    scale, after = _scale(after)
    bare = not before and not after and scale == 1
    currencies = {_currency(word, country, text, beside) for word in (before, after.strip(" .")) if word}
    if len(currencies) > 1:
        raise ValueError(f"one currency is expected, found {text!r:.200}")
    amount = read_number(match["number"], bare) * scale
    return Written(_bounded(amount, text), currencies.pop() if currencies else None)


def read_currency(cell: Cell, country: str | None = None) -> str | None:
    """The ISO 4217 code of a cell such as ``EUR``, ``euro``, ``€``; None where it is empty. Raises ValueError."""
    text = shown(cell)
    return None if text.casefold() in UNKNOWN else _currency(text.casefold(), country, text)


def is_scale(word: str) -> bool:
    """Whether a word, in lower case, stands for thousands or more: ``million``, ``k``, ``mrd``."""
    return word in _scales()


def read_number(written: str, bare: bool = True) -> Decimal:
    """A number with separators of either kind. Raises ValueError where they do not tell which is the decimal one.

    A lone separator before three digits parts thousands: no currency is written with three decimals in a table. More
    than three digits after one are decimals in a ``bare`` cell alone, as databases write them ("1200.0000").
    """
    text = re.sub(r"(?<=\d)[ '’](?=\d{3}(?!\d))", "", written.strip(" .,'’"))
    point, comma = text.rfind("."), text.rfind(",")
    whole, fraction = text, ""
    if point >= 0 and comma >= 0:
        mark = max(point, comma)
        whole, fraction = text[:mark], text[mark + 1 :]
        if text[mark] in whole:
            raise ValueError(f"the decimal separator stands twice in {written!r}")
    elif text.count(".") + text.count(",") == 1:
        mark = max(point, comma)
        left, right = text[:mark], text[mark + 1 :]
        thousands = len(right) == 3 and 1 <= len(left) <= 3 and left != "0"
        if len(right) > 3 and not (bare and text[mark] == "."):
            raise ValueError(f"{written!r} has neither thousands nor cents")
        if not thousands:
            whole, fraction = left, right
    if not re.fullmatch(r"\d+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}", whole):
        raise ValueError(f"the digits of {written!r} are not grouped by thousands")
    if fraction and not (fraction.isascii() and fraction.isdigit()):
        raise ValueError(f"no number: {written!r}")
    try:
        return Decimal(re.sub("[.,]", "", whole) + ("." + fraction if fraction else ""))
    except InvalidOperation:
        raise ValueError(f"no number: {written!r}") from None


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _bounded(amount: Decimal, text: str) -> Decimal:
    if not amount.is_finite() or amount < 0 or amount.adjusted() >= _MOST_DIGITS or _exponent(amount) < -_MOST_DIGITS:
        raise ValueError(f"a sum from 0 on with at most {_MOST_DIGITS} digits is expected, found {text!r:.200}")
    return amount


def _scale(after: str) -> tuple[int, str]:
    """The scale that opens ``after``, and what follows it: ``mio. eur`` is a million and ``eur``."""
    found, rest = 1, after
    while match := re.match(r"([^\W\d_]+\.?)(?=\s|$|[€£$])\s*(?:de |of |di )?", rest):
        scale = _scales().get(match[1]) or _scales().get(match[1].rstrip("."))
        if scale is None or found > 1_000:
            break
        found, rest = found * scale, rest[match.end() :].strip()
    glued = re.fullmatch(r"([km])\s*([€£$])", rest) if found == 1 else None
    return (_scales()[glued[1]], glued[2]) if glued else (found, rest)


@cache
def _scales() -> dict[str, int]:
    return {word: scale for scale, words in _SCALES.items() for word in words.split()}


def _currency(word: str, country: str | None, text: str, beside: str | None = None) -> str:
    word = word.strip(" ()[]:,")
    if (code := word.upper()) in _codes():
        return code
    word = _SAME.get(word, word)
    found = _SYMBOLS.get(word)
    if found is None and word in _BY_COUNTRY:
        meant = _BY_COUNTRY[word]
        found = beside if beside in meant.values() else meant.get(country or "") or meant.get("")
    if found is None:
        raise ValueError(f"a currency is expected, found {word!r:.60} in {text!r:.200}")
    return found


@cache
def _codes() -> frozenset[str]:
    """ISO 4217 codes, those of earlier days (HRK, DEM) among them."""
    from babel import Locale

    return frozenset(str(code) for code in Locale("en").currencies)
