"""The sums of a question: thresholds, ranges, and the sum by which a penalty is meant."""

from __future__ import annotations

from decimal import Decimal

from knowledge.ledger.selection import Amount
from knowledge.questions.around import Around
from knowledge.questions.reading import Mention
from knowledge.questions.slots import Slots


class Sums:
    """Puts one sum after the other into the slots."""

    def __init__(self, around: Around) -> None:
        self.around = around
        self.reading = around.reading

    def read(self, slots: Slots, mention: Mention) -> None:
        money = mention.sum
        assert money is not None
        if self._speaks_of_turnover():
            return
        relation = self.around.before(mention, "relation") or self.around.after(mention, "relation")
        signs = self.reading.text[: self.reading.tokens[mention.i].start].rstrip()[-2:]
        signed = {">=": ">=", "<=": "<="}.get(signs) or {">": ">", "<": "<", "≥": ">=", "≤": "<="}.get(signs[-1:])
        op = signed or {"over": ">", "under": "<", "atleast": ">=", "atmost": "<="}.get(relation or "", "~")
        previous = self.around.preceding(mention)
        if (
            op == ">="
            and not signed
            and previous is not None
            and previous.j - previous.i == 1
            and previous.has("time.since")
            and not previous.has("relation.over")
        ):
            op = "~" if self.around.after(mention, "side") is None else op  # "from 290 million" alone names no bound
        if (
            op == "~"
            and not signed
            and previous is not None
            and previous.j - previous.i > 1
            and previous.has("time.since")
        ):
            op = ">="  # "à partir de 10 millions", "a partir de 100 millones"
        low = self._number_below(mention)
        if low is not None:
            slots.amounts += low
            return
        bounds = self._sum_range(mention)
        if bounds is not None:
            slots.amounts += bounds
            return
        if self._closes_sum_range(mention):
            return
        slots.amounts.append(Amount(op, money.value, money.currency, money.unit))

    def _sum_range(self, mention: Mention) -> list[Amount] | None:
        following = self.around.following(mention)
        third = self.around.following(following, reach=1) if following is not None else None
        opened = (
            self.around.before(mention, "relation") == "between" or self.around.before(mention, "time") == "between"
        )
        if not (opened and following and following.has("side.and") and third and third.sum and mention.sum):
            return None
        low, high = mention.sum, third.sum
        currency = low.currency or high.currency
        scale = high.unit / low.unit if not low.scaled and high.scaled and low.value < 1000 else 1
        return [Amount(">=", low.value * scale, currency), Amount("<=", high.value, currency)]

    def _number_below(self, mention: Mention) -> list[Amount] | None:
        """ "between 30 and 45 million euros": the first number takes the scale and currency of the second."""
        joint = self.around.preceding(mention)
        number = self.around.preceding(joint) if joint is not None and joint.has("side.and") else None
        low = None if number is None else number.number or int(number.section("number") or 0)
        if number is None or not low or mention.sum is None:
            return None
        if "between" not in self.around.keys_before(number, "time") + self.around.keys_before(number, "relation"):
            return None
        high = mention.sum
        scale = next((s for s in (10**9, 10**6, 10**3) if high.value >= s), 1) if high.scaled else 1
        return [Amount(">=", Decimal(low) * scale, high.currency), Amount("<=", high.value, high.currency)]

    def _closes_sum_range(self, mention: Mention) -> bool:
        return any(
            m.sum is not None and m.i < mention.i and self._sum_range(m) is not None
            and (f := self.around.following(m)) is not None and self.around.following(f, reach=1) is mention
            for m in self.reading.mentions
        )  # fmt: skip

    def _speaks_of_turnover(self) -> bool:
        return any(m.section("relation") == "turnover" for m in self.reading.mentions)
