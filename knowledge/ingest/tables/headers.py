"""A column's name taken apart: its words, the currency that stands beside them, and a scale such as "million"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.ingest.tables.cells import is_scale, read_currency
from knowledge.ledger.text import key_of, tokens_of

Words = tuple[str, ...]
_SMALL = frozenset(
    "a an the of in by for on to and or s de du des le la les l d en et au aux par der die das des dem den fur von "
    "vom zur zum und oder ou o u el los las del y por il lo gli i di della dello dell dei delle e per con un una nel "
    "al".split()
)
# Codes that may stand anywhere in a name and in lower case: no word of the five languages is written like them.
_PLAIN_CODES = frozenset(
    "eur usd gbp chf sek nok dkk pln czk huf ron bgn hrk isk jpy cny inr krw aud cad nzd sgd hkd brl mxn zar ils thb"
    "".split()
)
_SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₺": "TRY", "US$": "USD", "A$": "AUD"}


@dataclass(frozen=True, slots=True)
class Header:
    """A column's name taken apart. ``words``: the keys that count, in alphabetical order.

    shared: a sign that stands in it which several currencies have. scale: a word such as "million".
    """

    column: str
    words: Words
    currency: str | None = None
    shared: bool = False
    scale: str | None = None


def read_header(column: str) -> Header:
    """``fine_eur``, ``Montant (en €)``, ``FineAmount``."""
    spaced = re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý])", " ", column).replace("_", " ")
    tokens = tokens_of(spaced)
    words: list[str] = []
    currency: str | None = None
    shared, scale = False, None
    for place, token in enumerate(tokens):
        before = spaced[: token.start].rstrip()
        apart = (
            place in (0, len(tokens) - 1)
            or before.endswith(("(", "[", "/", ","))
            or key_of(tokens[place - 1].text) in ("in", "en")
        )
        if code := _currency_named(token.text, token.key, apart and not column.isupper()):
            currency, shared = code, shared or currency not in (None, code)
        elif token.text in ("$", "¥") or token.key in ("dollar", "dollars"):
            shared = True
        elif (is_scale(token.key) or token.key in ("000", "1000")) and len(tokens) > 1:
            scale = token.text
        elif token.key not in _SMALL:
            words.append(token.key)
    if shared:
        currency = None
    return Header(column, tuple(sorted(words)), currency, shared, scale)


def _currency_named(text: str, key: str, apart: bool) -> str | None:
    """The currency that a word of a column's name says. ``apart``: in capitals it may be any code."""
    if text in _SIGNS:
        return _SIGNS[text]
    if key in ("euro", "euros"):
        return "EUR"
    if key in _PLAIN_CODES:
        return key.upper()
    if apart and len(text) == 3 and text.isupper():
        try:
            return read_currency(text)
        except ValueError:
            return None
    return None


def words_of(name: str) -> Words:
    """The keys of a name that count, in alphabetical order: articles and prepositions do not."""
    return tuple(sorted(t.key for t in tokens_of(name) if t.key not in _SMALL))
