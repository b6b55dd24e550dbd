"""Ceilings and daily rates: the questions whose figure does not come from adding up penalties."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from knowledge.ledger.ledger import IMPOSED, Ledger
from knowledge.ledger.maxima import CEILINGS
from knowledge.questions.intent import Cues, ask_of
from knowledge.questions.query import Measure, Query, Reason, Refused, Side
from knowledge.questions.reading import Mention, Reading
from knowledge.questions.slots import Slots
from knowledge.records.money import Money
from knowledge.records.penalties import Kind

_PER_DAY = (
    "a day", "per day", "/day", "each day", "every day", "daily", "par jour", "pro tag", "am tag", "täglich", "je tag",
    "al dia", "por dia", "al día", "por día", "al giorno",
)  # fmt: skip


class Rules:
    """Reads one question as one about a statutory ceiling or a daily rate, where it is one."""

    def __init__(self, reading: Reading, whole: Slots, ledger: Ledger, cues: Cues, as_of: date) -> None:
        self.reading = reading
        self.whole = whole
        self.ledger = ledger
        self.cues = cues
        self.as_of = as_of

    def maximum(self) -> Query | Refused | None:
        cues, whole = self.cues, self.whole
        turnover = self._turnover()
        if turnover is None and not cues.has("measure", "maximum"):
            return None
        if turnover is None and (whole.respondents or whole.regulators or not whole.laws or whole.decided):
            return None
        if turnover is not None and (cues.has("measure", "percent") and self._percent_asked()):
            return Refused(Reason.NOT_ENOUGH_EVIDENCE, "turnover", code="condition_not_recorded")
        if turnover is not None and not (cues.has("measure") or whole.plain_fine):
            return None
        if turnover is None and ask_of(cues) in ("why", "how", "explain", "when"):
            return None
        rules = self._ceilings()
        if not rules:
            law = whole.laws[0].label if whole.laws else ""
            return Refused(Reason.NOT_ENOUGH_EVIDENCE, law, code="no_ceiling")
        return Query(Measure.MAXIMUM, (), IMPOSED, self.as_of, turnover=turnover, ceilings=rules,
                     notes=tuple(n for n in whole.notes if n.code != "article_of_gdpr"))  # fmt: skip

    def _percent_asked(self) -> bool:
        """ "what percentage of its revenue", not "4% of turnover"."""
        return any(not self._is_given(m) for m in self.cues.all("measure", "percent"))

    def _is_given(self, percent: Mention) -> bool:
        return any(m.j == percent.i and m.number is not None for m in self.reading.mentions)

    def _turnover(self) -> Money | None:
        if not any(m.section("relation") == "turnover" for m in self.reading.mentions):
            return None
        sums = [m.sum for m in self.reading.mentions if m.sum is not None]
        if not sums:
            return None
        currency = sums[0].currency or self.whole.currency or "EUR"
        return Money(sums[0].value, currency)

    def _ceilings(self) -> tuple[str, ...]:
        """The rules that are meant; the higher tier leads where the question names none."""
        wanted = self.whole.laws[0] if self.whole.laws else None
        if wanted is None:
            return ("gdpr-5",) if self._turnover() is not None else ()
        name, article, tail = wanted.laws[0], wanted.article, wanted.tail
        if name == "GDPR":
            if article == "83" and tail[:3] in ("(4)", "(5)", "(6)"):
                return (f"gdpr-{tail[1]}",)
            if article and article.isdigit() and article != "83":
                return ("gdpr-4",) if _lower_tier(int(article)) else ("gdpr-5",)
            if self.cues.has("measure", "smallest") or self.cues.has("tier", "lower"):
                return ("gdpr-4",)
            return ("gdpr-5",)
        if name == "UK GDPR":
            return ("uk-standard",) if self.cues.has("tier", "lower") else ("uk-higher",)
        if name == "DMA":
            return ("dma-repeat",) if self.cues.has("tier", "repeat") else ("dma",)
        rules = {"DSA": "dsa", "TFEU": "competition"}
        found = rules.get(name)
        return (found,) if found and any(c.id == found for c in CEILINGS) else ()

    def projection(self) -> Query | None:
        """ "At the CNIL's daily rate for Clearview, what would 90 days come to?", "52 days at €100,000 a day"."""
        days = self._number_of_days()
        threat = Kind.PERIODIC_PENALTY_THREAT in self.whole.kinds or self._per_day()
        asks_days = any(m.has("measure.days") or m.has("measure.count") for m in self.reading.mentions)
        if (
            threat
            and asks_days
            and not any(m.has("side.between") or m.has("time.after") for m in self.reading.mentions)
            and days is None
            and (self.whole.amounts or Kind.OVERDUE_PENALTY_PAYMENT in self.whole.kinds)
        ):
            return self._days_at_rate()
        if days is None or not threat or not (self.cues.has("measure") or self.cues.has("ask")):
            return None
        slots = replace(self.whole, kinds=[Kind.PERIODIC_PENALTY_THREAT], statuses=[], nth=None)
        slots.amounts = [a for a in slots.amounts if a.op == "~"]
        selection = replace(slots.selection(), decided=slots.decided)
        return Query(Measure.PROJECTION, (Side(selection),), IMPOSED, self.as_of, days=days,
                     notes=tuple(self.whole.notes))  # fmt: skip

    def _days_at_rate(self) -> Query:
        due = [Kind.OVERDUE_PENALTY_PAYMENT]
        base = replace(self.whole, statuses=[], nth=None)
        small = [a for a in base.amounts if self._is_rate(a.value)]
        sums = [a for a in base.amounts if a not in small]
        rate = replace(base, kinds=[Kind.PERIODIC_PENALTY_THREAT], amounts=small, decided=None, topics=[])
        owed = replace(base, kinds=due, amounts=sums, topics=[])
        return Query(Measure.DAYS, (Side(owed.selection(), point="sum"), Side(rate.selection(), point="rate")),
                     IMPOSED, self.as_of, notes=tuple(self.whole.notes))  # fmt: skip

    def _is_rate(self, value: object) -> bool:
        return any(
            p.amount is not None and p.amount.amount == value and p.kind is Kind.PERIODIC_PENALTY_THREAT
            for p in self.ledger.penalties
        )

    def _per_day(self) -> bool:
        text = self.reading.text.casefold()
        return any(p in text for p in _PER_DAY)

    def _before(self, mention: Mention) -> str:
        return self.reading.tokens[mention.i - 1].key if mention.i else ""

    def _number_of_days(self) -> int | None:
        for mention in self.reading.mentions:
            following = next((m for m in self.reading.mentions if m.i == mention.j), None)
            n = mention.number
            if n is None and mention.section("number"):
                n = int(mention.section("number") or 0)
            if (
                n is None
                and mention.section("span") in ("7", "365")
                and self._before(mention) in ("a", "one", "eine", "ein")
            ):
                return int(mention.section("span") or 0)
            if n is not None and following is not None and following.section("span") in ("1", "7"):
                return n * int(following.section("span") or 1)
        return None


def _lower_tier(article: int) -> bool:
    """GDPR Art. 83(4)(a)-(c): articles 8, 11, 25 to 39, 41 to 43; the others fall under Art. 83(5)."""
    return article in (8, 11) or 25 <= article <= 39 or 41 <= article <= 43
