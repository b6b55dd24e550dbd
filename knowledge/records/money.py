"""Money: an exact decimal amount in one currency, never a float, never rounded."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation, localcontext

_DIGITS = 60  # more than any sum of money has, so that adding never rounds


class CurrencyMismatch(ValueError):
    """Two sums of different currencies were added, subtracted or compared."""


def decimal_from_text(text: str) -> Decimal:
    """Read a plain decimal such as ``"1128596156.33"``.

    Raises ValueError for floats, signs, separators, exponents and anything that is not digits with one point,
    so that an amount always means what a person reads in the file.
    """
    if not isinstance(text, str):
        raise ValueError(f"an amount is written as text in quotes, found {type(text).__name__} {text!r}")
    whole, _, fraction = text.partition(".")
    if not (whole.isascii() and whole.isdigit()) or ("." in text and not (fraction.isascii() and fraction.isdigit())):
        raise ValueError(f'an amount is digits with at most one point, such as "5200000", found {text!r}')
    try:
        return Decimal(text)
    except InvalidOperation as error:  # pragma: no cover - the checks above leave nothing to reject
        raise ValueError(str(error)) from error


def plain(value: Decimal) -> str:
    """The decimal as digits: no exponent, no trailing zeros after the point (``"82000000"``, ``"35258707.95"``)."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class Money:
    """``amount`` in major units of ``currency`` (ISO 4217 code, upper case)."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise TypeError(f"Money takes a Decimal, found {type(self.amount).__name__}")
        if not self.amount.is_finite():
            raise ValueError(f"Money is a number, found {self.amount}")
        if len(self.currency) != 3 or not self.currency.isupper():
            raise ValueError(f"Money takes an ISO 4217 code, found {self.currency!r}")

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} are never put together without a rate")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        with localcontext(prec=_DIGITS):
            return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        with localcontext(prec=_DIGITS):
            return Money(self.amount - other.amount, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.amount < other.amount
