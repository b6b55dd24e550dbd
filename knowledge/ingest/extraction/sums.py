"""Sums of money in running text, each with its place, its exact value and its currency."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from knowledge.ingest.extraction.amounts import Amount, in_digits, in_words
from knowledge.ingest.extraction.columns import in_columns
from knowledge.ingest.extraction.currencies import settle

_JOINED = re.compile(r"\s*(?:-|–|—|to|and|or|through|à|et|ou|bis|und|oder|a|y|o|e|ed)\s*", re.IGNORECASE)
_DASH = re.compile(r"\s*[-–—]\s*")
_BETWEEN = re.compile(
    r"(?:between|ranging from|range of|range from|in the range|entre|comprise entre|zwischen|tra|fra|compresa tra)\s*"
    r"(?:approximately|around|about|environ|circa|ca\.?)?\s*$",
    re.IGNORECASE,
)
# "cut the fine from 12 to 7 million": an old and a new sum, no range.
_MOVED = re.compile(
    r"\b(?:cut|slash|lower|reduc|reduz|rédui|ramen|ramèn|abaiss|herabgesetz|herabsetz|gesenkt|senkt|rebaj|ridu|ridott|"
    r"increas|rais|erhöht|aument|augment|relev)\w*[^.;]{0,120}$",
    re.IGNORECASE,
)
_AND = re.compile(r"\s(?:and|et|und|y|e|ed)\s", re.IGNORECASE)
_TO = re.compile(r"\s(?:to|à|auf|a)\s", re.IGNORECASE)
_COMMA = re.compile(r",\s")
_OF = re.compile(r"\b(?:of|de|di|von|über|zu)\s$", re.IGNORECASE)
# What may stand behind the last number of a list whose first number alone has its currency.
_ENDED = re.compile(r"\s?(?:[.;)]|,(?!\d)|$|(?:respectively|respectivement|jeweils|on|against|upon)\b)")
_LONGEST_LIST = 40


@dataclass(frozen=True, slots=True)
class Sum:
    """Money at ``text[start:end]``. ``amount`` is None for a range ("between EUR 10 and 20 million")."""

    start: int
    end: int
    amount: Decimal | None
    currency: str
    scaled: bool = False

    @property
    def shown(self) -> tuple[str, Decimal | None]:
        return (self.currency, self.amount)


def find_sums(text: str, language: str = "en") -> list[Sum]:
    """Every sum, in order of place. A number without a currency is no sum, but may be the first half of a range."""
    amounts = [*in_digits(text, language), *in_words(text, language)]
    amounts.sort(key=lambda a: (a.start, -a.end))
    amounts = _listed(text, _settled(text, in_columns(text, amounts, language), language))
    found: list[Sum] = []
    i = 0
    while i < len(amounts):
        this = amounts[i]
        following = amounts[i + 1] if i + 1 < len(amounts) else None
        i += 1
        if found and (this.start < found[-1].end or _said_again(text, found[-1], this)):
            continue
        first = this
        if following is not None and _JOINED.fullmatch(text, this.end, following.start):
            if _is_range(text, this, following):
                i += 1
                both = replace(following, start=this.start, currency=following.currency or this.currency)
                found.append(Sum(both.start, both.end, None, both.currency or "", both.scale is not None))
                continue
            if (
                following.currency
                and this.currency == following.currency
                and this.scale is None
                and following.scale
                and this.value < 1000
            ):
                first = replace(this, scale=following.scale)  # "fines of €2 and €3 million"
        if first.currency:
            found.append(Sum(first.start, first.end, first.amount, first.currency, first.scale is not None))
    return found


def _settled(text: str, amounts: Sequence[Amount], language: str) -> list[Amount]:
    """With an ISO code for every shared name; where the text does not settle which, the number has no currency."""
    meanings: dict[str, str | None] = {}
    for name in {a.currency for a in amounts if a.currency and a.currency.islower()}:
        meanings[name] = settle(name, text, language)
    return [replace(a, currency=meanings[a.currency]) if a.currency in meanings else a for a in amounts]


def _said_again(text: str, last: Sum, this: Amount) -> bool:
    """ "EUR 3,000 (three thousand euros)", "three thousand euros (EUR 3,000)": told twice, or the words are a slip."""
    if text[last.end : this.start].strip() not in ("(", "[", "/"):
        return False
    return this.currency == last.currency and (text[this.start].isalpha() or this.amount == last.amount)


def _listed(text: str, amounts: Sequence[Amount]) -> list[Amount]:
    """Gives the numbers of a list the currency that one end alone has: "amendes de 300.000 et 120.000 euros"."""
    out = list(amounts)
    joined = False
    for i in range(len(out) - 2, -1, -1):
        this, following = out[i], out[i + 1]
        if following.start - this.end > 6 or this.currency is not None:
            joined = False
            continue
        gap = text[this.end : following.start]
        moved = _TO.fullmatch(gap) and _MOVED.search(text[max(0, this.start - 60) : this.start])
        joins = moved or _AND.fullmatch(gap) or (joined and _COMMA.fullmatch(gap))
        joined = bool(joins and following.currency and following.behind and _is_like(text, this, following))
        if joined:
            scale = following.scale if this.scale is None and this.value < 1000 else this.scale
            out[i] = replace(this, currency=following.currency, behind=True, scale=scale)
    for i in range(1, len(out)):
        last, this = out[i - 1], out[i]
        if this.currency is None and last.currency and not last.behind and _AND.fullmatch(text, last.end, this.start):
            fits = _ENDED.match(text, this.end) and this.scale == last.scale and _is_grouped(text, this)
            out[i] = replace(this, currency=last.currency) if fits else this
    return out


def _is_like(text: str, this: Amount, following: Amount) -> bool:
    """Whether a number without a currency is written as money is, like the one it is joined to."""
    if following.scale == 1 and this.scale is None:
        return False  # "two and three million"
    if this.scale is not None or (following.scale is not None and this.value < 1000):
        before = text[max(0, this.start - _LONGEST_LIST) : this.start]
        return this.scale is not None or _OF.search(before) is not None or _MOVED.search(before) is not None
    return following.scale is None and _is_grouped(text, this)


def _is_grouped(text: str, this: Amount) -> bool:
    return this.value >= 1000 and not text[this.start : this.end].isdigit()


def _is_range(text: str, low: Amount, high: Amount) -> bool:
    """Whether two joined numbers are the ends of one range: "€10-20 million", "between 10 and 20 million euros"."""
    if low.currency != high.currency and low.currency and high.currency:
        return False
    if not (low.currency or high.currency):
        return False
    if low.amount >= high.amount:
        return False
    if _BETWEEN.search(text[max(0, low.start - 40) : low.start]):
        return True
    if _MOVED.search(text[max(0, low.start - 60) : low.start]):
        return False
    dashed = _DASH.fullmatch(text, low.end, high.start) is not None
    ended = text[low.end : high.start].strip().casefold() in ("to", "bis", "à", "a")
    plain = low.currency is None and not low.scale and low.value < 1000
    return (dashed and (low.currency is not None or plain)) or (ended and (plain or low.currency is None))
