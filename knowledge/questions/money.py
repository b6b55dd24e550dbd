"""Sums as people write them: ``€100m``, ``1,2 Mio. EUR``, ``2bn``, ``5 million dollars``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from knowledge.ledger.text import Token
from knowledge.questions.vocabulary import Vocabulary

# Groups of three after a space are thousands ("100 000 €"), as in French.
_NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d+)?|\d[\d.,'’]*\d|\d")
_ATTACHED = re.compile(r"^(\d[\d.,]*)(k|m|mn|mio|mln|bn|b|md|mrd|mld|mila|tn)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sum:
    """``value`` in major units; ``currency`` None where none is written; ``unit`` is the worth of the last digit."""

    value: Decimal
    currency: str | None
    unit: Decimal
    scaled: bool


def parse_number(text: str, scaled: bool, language: str = "en") -> tuple[Decimal, Decimal]:
    """(value, worth of its last digit). ``scaled``: a scale word follows, so one separator is a decimal point.

    Where a point before three digits always groups thousands (German, Spanish, Italian), it does so before a scale
    too: "2.000 millones" is two thousand million.
    """
    clean = re.sub(r"['’\u00a0\u202f\s]", "", text).rstrip(".,")
    dot, comma = clean.rfind("."), clean.rfind(",")
    if dot >= 0 and comma >= 0:
        point = "." if dot > comma else ","
        clean = clean.replace("," if point == "." else ".", "").replace(point, ".")
    elif dot >= 0 or comma >= 0:
        mark = "." if dot >= 0 else ","
        groups = clean.split(mark)
        thousands = all(len(g) == 3 for g in groups[1:]) and groups[0] not in ("", "0") and len(groups[0]) <= 3
        grouping = mark == "." and language in ("de", "es", "it")
        if thousands and (grouping or not (scaled and len(groups) == 2)):
            clean = "".join(groups)
        elif len(groups) == 2:
            clean = ".".join(groups)
        else:
            clean = "".join(groups)
    value = Decimal(clean)
    exponent = value.as_tuple().exponent
    return value, Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


# Dollars that say whose they are; a bare $ is the US one.
_DOLLARS = {"a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "us$": "USD", "nz$": "NZD", "s$": "SGD", "hk$": "HKD"}
_APART = re.compile(r"[;,:()\[\]!?\n]")  # what stands behind these belongs to the next sum ("91m (2024); €251m")
_HALF = frozenset({"half", "demi", "halbe", "halber", "medio", "media", "mezzo", "mezza"})
_ONE = frozenset("a an one un une una uno ein eine einer einem einen".split())


def _in_words(
    tokens: tuple[Token, ...], i: int, scales: dict[tuple[str, ...], Decimal], numbers: dict[str, int]
) -> tuple[int, Decimal] | None:
    """(token after it, number) of "a", "one", "half a", "two hundred" before a scale word; else None."""
    value, j = Decimal(0), i
    if tokens[j].key in _HALF:
        j += 1
        value = Decimal("0.5")
        j += j < len(tokens) and tokens[j].key in _ONE
    elif tokens[j].key in _ONE and j + 1 < len(tokens) and tokens[j + 1].key in _HALF:
        value, j = Decimal("0.5"), j + 2
    else:
        while j < len(tokens) and (tokens[j].key in numbers or tokens[j].key in _ONE):
            n = numbers.get(tokens[j].key, 1)
            value = value * n if n == 100 and value else value + n
            j += 1
    scaled = _phrase_at(tokens, j, scales) if j < len(tokens) else None
    if not value and scaled is not None and tokens[i].key == "mil":
        value = Decimal(1)  # "mil millones": a thousand million, without a number before it
    if not value or scaled is None:
        return None
    return j, value


def find_sums(text: str, tokens: tuple[Token, ...], vocabulary: Vocabulary) -> list[tuple[int, int, Sum]]:
    """(first token, token after the last, sum) of everything that is money: a number with a currency or a scale."""
    scales = {words: Decimal(key) for key, words in vocabulary.words("scale")}
    currencies = {words: key for key, words in vocabulary.words("currency")}
    currencies |= {(written,): code for written, code in _DOLLARS.items()}
    numbers = {words[0]: int(key) for key, words in vocabulary.words("number") if len(words) == 1}
    found: list[tuple[int, int, Sum]] = []
    i = 0
    while i < len(tokens):
        read = _at(text, tokens, i, scales, currencies, numbers, vocabulary.language)
        if read is None:
            i += 1
        else:
            found.append((i, read[0], read[1]))
            i = read[0]
    return found


def _phrase_at(tokens: tuple[Token, ...], i: int, table: dict[tuple[str, ...], str] | dict[tuple[str, ...], Decimal],
               ) -> tuple[int, tuple[str, ...]] | None:  # fmt: skip
    for length in (3, 2, 1):
        words = tuple(t.key for t in tokens[i : i + length])
        if len(words) == length and words in table:
            return i + length, words
    return None


def _at(
    text: str, tokens: tuple[Token, ...], i: int, scales: dict[tuple[str, ...], Decimal],
    currencies: dict[tuple[str, ...], str], numbers: dict[str, int], language: str,
) -> tuple[int, Sum] | None:  # fmt: skip
    currency = None
    before = _phrase_at(tokens, i, currencies)
    if before is not None:
        currency, i = currencies[before[1]], before[0]
    if i >= len(tokens):
        return None
    token = tokens[i]
    spoken = _in_words(tokens, i, scales, numbers)
    if spoken is not None:
        scaled = _phrase_at(tokens, spoken[0], scales)
        assert scaled is not None
        return _with_currency(text, tokens, scaled[0], spoken[1], Decimal(1), scales[scaled[1]], currency, currencies)
    attached = _ATTACHED.match(token.text)
    number = token.text
    end = i + 1
    if attached is None:
        if not token.text[0].isdecimal() or not token.text.isdecimal():
            prefixed = re.match(r"^([a-z]{3})(\d+)$", token.key)
            if not prefixed or prefixed[1].upper() not in currencies.values():
                return None
            currency, number = prefixed[1].upper(), prefixed[2]
        # Separators split "1,128,596.33" into tokens: take the whole run as written.
        match = _NUMBER.match(text, tokens[i].start if number == token.text else tokens[i].end - len(number))
        if match is None:
            return None
        while end < len(tokens) and tokens[end].start < match.end():
            end += 1
        number = match.group()
        last = tokens[end - 1]
        if last.end > match.end():  # "1.2bn": the scale hangs on the last digit
            rest = text[match.end() : last.end]
            if (rest.casefold(),) not in scales:
                return None
            scale: Decimal | None = scales[(rest.casefold(),)]
        else:
            scale = None
    else:
        number, hung = attached[1], attached[2].casefold()
        if (hung,) not in scales:
            return None
        scale = scales[(hung,)]
    if scale is None:
        after = _phrase_at(tokens, end, scales)
        if after is not None:
            scale, end = scales[after[1]], after[0]
    value, unit = parse_number(number, scale is not None, language)
    return _with_currency(text, tokens, end, value, unit, scale, currency, currencies)


def _with_currency(
    text: str, tokens: tuple[Token, ...], end: int, value: Decimal, unit: Decimal, scale: Decimal | None,
    currency: str | None, currencies: dict[tuple[str, ...], str],
) -> tuple[int, Sum] | None:  # fmt: skip
    """The sum with the currency that may stand behind it; None where it has neither currency nor scale."""
    if currency is None:
        j = end
        if j < len(tokens) and tokens[j].key in ("de", "d", "di", "of") and _phrase_at(tokens, j + 1, currencies):
            j += 1
        behind = _phrase_at(tokens, j, currencies)
        apart = j < len(tokens) and _APART.search(text, tokens[end - 1].end, tokens[j].start)
        if behind is not None and not apart:
            currency, end = currencies[behind[1]], behind[0]
    if currency is None and scale is None:
        return None
    factor = scale or Decimal(1)
    return end, Sum(value * factor, currency, unit * factor, scale is not None)
