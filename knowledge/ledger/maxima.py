"""Statutory ceilings: the highest fine that a law allows, for a turnover."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from knowledge.ledger.figures import Figure, digits, exact
from knowledge.records.money import Money


@dataclass(frozen=True, slots=True)
class Ceiling:
    """``fixed`` (None: none) or ``percent`` of worldwide annual turnover, whichever is higher.

    ``article`` names the explainer in the corpus that the answer cites; ``quote`` stands in it.
    """

    id: str
    law: str
    provision: str
    fixed: Money | None
    percent: Decimal
    article: str


# Sources: Regulation (EU) 2016/679 Art. 83(4)-(6); Data Protection Act 2018 s.157(5)-(6); Regulation (EU) 2022/1925
# Art. 30(1)-(3); Regulation (EU) 2022/2065 Art. 52(3); Regulation (EC) 1/2003 Art. 23(1)-(2).
CEILINGS: tuple[Ceiling, ...] = (
    Ceiling("gdpr-5", "GDPR", "Art. 83(5)", Money(Decimal(20_000_000), "EUR"), Decimal(4), "gdpr-article-83-5"),
    Ceiling("gdpr-4", "GDPR", "Art. 83(4)", Money(Decimal(10_000_000), "EUR"), Decimal(2), "gdpr-article-83-4"),
    Ceiling("gdpr-6", "GDPR", "Art. 83(6)", Money(Decimal(20_000_000), "EUR"), Decimal(4), "gdpr-article-83-6"),
    Ceiling("uk-higher", "UK GDPR", "DPA 2018 s.157(5)", Money(Decimal(17_500_000), "GBP"), Decimal(4),
            "uk-gdpr-fines"),
    Ceiling("uk-standard", "UK GDPR", "DPA 2018 s.157(6)", Money(Decimal(8_700_000), "GBP"), Decimal(2),
            "uk-gdpr-fines"),
    Ceiling("dma", "DMA", "Art. 30(1)", None, Decimal(10), "dma-fines"),
    Ceiling("dma-repeat", "DMA", "Art. 30(2)", None, Decimal(20), "dma-fines"),
    Ceiling("dsa", "DSA", "Art. 52(3)", None, Decimal(6), "dsa-fines"),
    Ceiling("dsa-information", "DSA", "Art. 52(3), false information", None, Decimal(1), "dsa-fines"),
    Ceiling("competition", "EU competition law", "Regulation 1/2003 Art. 23(2)", None, Decimal(10),
            "eu-competition-fines"),
)  # fmt: skip


def ceiling(identity: str) -> Ceiling:
    return next(c for c in CEILINGS if c.id == identity)


class OtherCurrency(ValueError):
    """The turnover is in another currency than the fixed ceiling, so they cannot be compared without a rate."""


def maximum(rule: Ceiling, turnover: Money | None) -> Figure | None:
    """The ceiling as a figure; None where the law has only a percentage and no turnover is given.

    Raises OtherCurrency.
    """
    if turnover is None:
        if rule.fixed is None:
            return None
        working = f"the fixed ceiling; {digits(rule.percent)}% of turnover where that is higher"
        return Figure("maximum", None, rule.fixed.amount, rule.fixed.currency, (), working)
    share = exact(Fraction(turnover.amount) * Fraction(rule.percent) / 100)
    product = f"{digits(rule.percent)}% × {digits(turnover.amount)} = {digits(share)}"
    if rule.fixed is None:
        return Figure("maximum", None, share, turnover.currency, (), product)
    if rule.fixed.currency != turnover.currency:
        raise OtherCurrency(f"the fixed ceiling is in {rule.fixed.currency}, the turnover in {turnover.currency}")
    value = max(share, rule.fixed.amount)
    working = f"the higher of {digits(rule.fixed.amount)} and {product}: {digits(value)}"
    return Figure("maximum", None, value, turnover.currency, (), working)
