"""Numbers that may be money, in digits and in words, each with the currency that stands at it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from knowledge.ingest.extraction.currencies import currencies
from knowledge.ingest.extraction.numbers import NUMBER, value_of
from knowledge.ingest.extraction.scales import scale_behind, scale_table
from knowledge.ingest.extraction.spoken import find_spoken

_TAIL = re.compile(r"[,.]\s?[-–—]{1,2}(?!\w)")
_MORE = re.compile(r"\s(\d{1,3})")
_AND_A_HALF = re.compile(r"\s(?:and\sa\shalf|et\sdemie?|y\smedio|y\smedia|e\smezzo)(?!\w)", re.IGNORECASE)
_LARGE = re.compile(r"\d{1,3}(?:(?:[ ,'’\u00a0]\d{3})+|(?:\.\d{3}){2,})(?:[.,]\d\d?)?|\d{5,}(?:[.,]\d\d?)?")
_JOIN = re.compile(r"\s(?:and|or|to|et|ou|à|und|oder|bis|y|o|a|e|ed)\s|\s?[-–—]")
_DOLLARS = ("USD", "AUD", "CAD", "NZD", "SGD", "HKD")
_NAMED = re.compile(rf"\s?\((?:in\s)?({'|'.join(_DOLLARS)})\)")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that may be money; ``currency`` is None where none stands at it, ``behind``: it stands behind it."""

    start: int
    end: int
    value: Decimal
    scale: Decimal | None
    currency: str | None
    behind: bool = False

    @property
    def amount(self) -> Decimal:
        """Without an exponent: 7500000, never 7.5E+6."""
        return Decimal(f"{self.value * (self.scale or 1):f}")


def in_digits(text: str, language: str) -> Iterator[Amount]:
    """Numbers in digits, those without a currency too, which may begin a range or a list."""
    known = currencies()
    for match in NUMBER.finditer(text):
        start, end = match.span()
        while end > start and text[end - 1] in ".,'’":
            end -= 1
        ahead = known.ahead_of(text, start)
        if ahead is None and start and (text[start - 1].isalpha() or text[start - 1] == "_"):
            continue
        stop, scale = _scaled(text, end, language)
        value = value_of(text[start:end], scale is not None, language)
        if not value:
            continue  # no number, or nothing
        if scale is not None and scale >= 1000:
            value, stop = _continued(text, value, scale, stop, language)
        large = scale is not None or _LARGE.fullmatch(text, start, end) is not None
        if ahead is not None and not large and known.is_guarded(text, ahead[0], start):
            ahead = None  # "R2", "NIS 2", "SR 235.1" is no money
        bracketed = text[stop : stop + 1] == ")" and text[start - 1 : start] == "("  # "(250,000) euros"
        behind = known.after(text, stop + bracketed)
        currency = ahead[1] if ahead else behind[1] if behind else None
        if ahead and text[ahead[0] : start].strip() == "$":
            named = _NAMED.match(text, stop)
            if named:
                stop, currency, behind = named.end(), named[1], None
            elif behind and behind[1] in (*_DOLLARS, "dollar"):  # "$5 million CAD"
                currency = behind[1]
        if behind and behind[1] != currency:
            behind = None
        if currency is None and scale is not None and len(text[end:stop].strip()) == 1:
            stop, scale = end, None  # "5 m" is five metres where no currency stands
        left, right = ahead[0] if ahead else start, behind[0] if behind else stop
        yield Amount(left, right, value, scale, currency, ahead is None)


def in_words(text: str, language: str) -> Iterator[Amount]:
    """ "half a billion dollars", "Rupees eighteen lakh fifty thousand"; "five" of "five to ten million" too."""
    known = currencies()
    for number in find_spoken(text, language):
        ahead, behind = known.ahead_of(text, number.start), known.after(text, number.end)
        currency = ahead[1] if ahead else behind[1] if behind else None
        if currency is not None or _JOIN.match(text, number.end):
            start, end = ahead[0] if ahead else number.start, behind[0] if behind else number.end
            scale = Decimal(1) if currency is not None or number.value >= 1000 else None
            yield Amount(start, end, number.value, scale, currency, ahead is None)


def _scaled(text: str, end: int, language: str) -> tuple[int, Decimal | None]:
    """Where a number that ends at ``end`` ends with its scales ("2 mil millones", "CHF 500.--"), and their product."""
    scales, factors = scale_behind(language), scale_table(language)
    tail = _TAIL.match(text, end)
    stop = tail.end() if tail else end
    scale: Decimal | None = None
    for _ in range(2):
        scaled_by = scales.match(text, stop)
        if scaled_by is None:
            break
        scale, stop = (scale or Decimal(1)) * factors[scaled_by[1]], scaled_by.end()
    return stop, scale


def _continued(text: str, value: Decimal, scale: Decimal, stop: int, language: str) -> tuple[Decimal, int]:
    """ "3 millones 500 mil", "18 lakh 50 thousand", "3 millones y medio": the value in units of the first scale."""
    half = _AND_A_HALF.match(text, stop)
    if half:
        return value + Decimal("0.5"), half.end()
    more = _MORE.match(text, stop)
    if more:
        end, smaller = _scaled(text, more.end(1), language)
        if smaller is not None and smaller < scale and Decimal(more[1]) * smaller < scale:
            return value + Decimal(more[1]) * smaller / scale, end
    return value, stop
