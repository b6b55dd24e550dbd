"""A worked query in words: the headline first, then the terms, each with its mark."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from knowledge.answers.answer import Cited, Told
from knowledge.answers.citing import Citations
from knowledge.answers.frame import Phrases
from knowledge.answers.subject import decision_day, place_words, subject
from knowledge.answers.work import Worked, members_of, side_totals, standing_not_known
from knowledge.ledger import arithmetic
from knowledge.ledger.figures import DECISIONS, PENALTIES, Figure
from knowledge.ledger.ledger import IMPOSED, STANDING, Ledger
from knowledge.ledger.names import display_regulator
from knowledge.ledger.selection import Selection
from knowledge.questions.query import Dimension, Measure, Query
from knowledge.records.penalties import Kind, Penalty

_STEPS = (1, 7, 30, 90, 180, 365, 730, 1825, 3650)  # days whose running sums are shown
LINES = 20  # lines of a long list that the text gives where nothing else is asked for; the figures have all
_SHOWN = 20  # terms of a sum that are written out, and marks of one line


@dataclass(frozen=True, slots=True)
class Worded:
    headline: str
    lines: tuple[str, ...]
    told: tuple[Told, ...]


class FigureWriter:
    """Writes one worked query in one language."""

    def __init__(
        self, query: Query, worked: Worked, ledger: Ledger, phrases: Phrases, citations: Citations, most: int = LINES
    ) -> None:
        """``most``: lines of a long list; those beyond are counted."""
        self.query = query
        self.most = most
        self.worked = worked
        self.ledger = ledger
        self.phrases = phrases
        self.citations = citations
        self.by_id = {p.id: p for p in worked.penalties}

    def write(self) -> Worded:
        told = tuple(self.citations.told(f) for f in self.worked.figures)
        if self.query.group is not None:
            headline, lines = self._groups(told)
        elif self.query.measure in (Measure.DIFFERENCE, Measure.RATIO, Measure.PERCENT):
            headline, lines = self._comparison(told)
        else:
            headline, lines = self._one(told)
        return Worded(headline, tuple(lines), told)

    # Values

    def value(self, figure: Figure) -> str:
        if len(figure.unit) == 3 and figure.unit.isupper():
            return self.phrases.money(figure.value, figure.unit)
        return self.phrases.counted(figure.value, figure.unit)

    def _basis(self, figure: Figure) -> str:
        return self.phrases.say(f"measure.basis_{figure.basis}") if figure.basis else ""

    def _as_of(self) -> str:
        return self.phrases.say("measure.as_of", date=self.phrases.day(self.query.as_of))

    def _subject(self, index: int = 0) -> str:
        if not self.query.sides:
            return ""
        selection = self._said(self.query.sides[index].selection)
        if self.query.measure in (Measure.TOTAL, Measure.COUNT, Measure.LIST) and len(self.query.sides) > 1:
            return "; ".join(subject(s.selection, self.ledger, self.phrases) for s in self.query.sides)
        return subject(selection, self.ledger, self.phrases)

    def _said(self, selection: Selection) -> Selection:
        """The selection without a sum that none of its penalties imposed: a headline must not seem to confirm it."""
        imposed = [p.amount.amount for p in self.worked.penalties if p.amount]
        kept = tuple(a for a in selection.amounts if a.op != "~" or any(a.fits(v) for v in imposed))
        return replace(selection, amounts=kept)

    # Headlines

    def _one(self, told: tuple[Told, ...]) -> tuple[str, list[str]]:
        figures = [t.figure for t in told]
        measure = figures[0].measure
        phrases = self.phrases
        if measure in ("total", "converted"):
            head = self._total_head(figures)
        elif measure == "count":
            rest = [f for f in figures[1:] if f.measure == "count"]
            both = self.value(figures[0]) + (f" ({phrases.both(self.value(f) for f in rest)})" if rest else "")
            head = phrases.say("measure.count", subject=_capital(self._subject()), value=both)
        elif measure == "list":
            sums = self._sums(figures[1:], self.query.basis)
            value = phrases.counted(figures[0].value, PENALTIES) + (f", {sums}" if sums else "")
            head = phrases.say("measure.list", subject=_capital(self._subject()), value=value)
        elif measure in ("largest", "smallest", "earliest", "latest"):
            value = phrases.both(f"{self.value(f)} {self._basis(f)}".strip() for f in figures)
            head = phrases.say(f"measure.{measure}", subject=self._subject(), value=value)
        elif measure in ("mean", "median"):
            head = "; ".join(
                phrases.say(f"measure.{measure}", n=phrases.counted(len(f.terms), PENALTIES), subject=self._subject(),
                            value=f"{self.value(f)} {self._basis(f)}")
                for f in figures if f.measure == measure
            )  # fmt: skip
        else:
            head = phrases.say(f"measure.{measure}", subject=self._subject(), value=self._bare(figures[0]))
        dated = head if measure in ("total", "converted", "maximum") else f"{head}, {self._as_of()}"
        return dated + ".", self._term_lines(told, figures)

    def _bare(self, figure: Figure) -> str:
        if figure.unit in ("percent", "times", "days"):
            return self.phrases.number(figure.value)
        return self.value(figure)

    def _sums(self, figures: list[Figure], lead: str) -> str:
        """Such as "€95,700,000 and £7,552,800 imposed; in force after appeals: …"; empty where there is no sum."""
        totals = [f for f in figures if f.measure == "total"]
        leading = [f for f in totals if f.basis == lead]
        other = [f for f in totals if f.basis != lead]
        if not totals:
            return ""
        parts = [f"{self.phrases.both(self.value(f) for f in leading)} {self._basis(leading[0])}"] if leading else []
        not_known = self._not_known()
        if lead == IMPOSED and not other and not not_known:
            return parts[0] + self.phrases.say("fines.all_stands")
        # Where one currency differs, the text gives the whole of the other basis, as far as it is known.
        other += [f for f in leading if f.unit not in {o.unit for o in other} | not_known]
        if not (leading if lead == STANDING else other):
            parts.append(self.phrases.say("fines.standing_not_known"))
        if other:
            key = "fines.also_imposed" if lead == STANDING else "fines.also_standing"
            parts.append(self.phrases.say(key, sum=self.phrases.both(self.value(f) for f in other)))
        return self.phrases.say("line.semicolon").join(parts)

    def _not_known(self) -> set[str]:
        """The currencies of sums of which the record does not say what is in force."""
        found = standing_not_known(self.worked.penalties, self.query.as_of)
        return {p.amount.currency for p in found if p.amount is not None}

    def _total_head(self, figures: list[Figure]) -> str:
        phrases = self.phrases
        n = phrases.counted(len(self.worked.penalties), PENALTIES)
        decisions = phrases.counted(len({p.decision for p in self.worked.penalties}), DECISIONS)
        converted = [f for f in figures if f.measure == "converted"]
        sums = self._sums(figures, self.query.basis)
        head = phrases.say("measure.total", subject=_capital(self._subject()), value=sums)
        if converted:
            head = phrases.say("measure.converted", subject=_capital(self._subject()), value=self.value(converted[0]))
            head += f" ({sums})" if sums else ""
        if len(self.worked.penalties) > 1:
            head += f" ({n}, {decisions})"
        return f"{head}, {self._as_of()}"

    def _comparison(self, told: tuple[Told, ...]) -> tuple[str, list[str]]:
        figure = told[0].figure
        phrases = self.phrases
        if figure.measure == "total":  # in different currencies: both sides, not put together
            return f"{self._sides(told)}, {self._as_of()}.", self._term_lines(told, [t.figure for t in told])
        head = phrases.say(f"measure.{figure.measure}", value=self._bare(figure))
        if self.query.beside:
            return f"{self._sides(told)}. {head} ({figure.working}), {self._as_of()}.", self._beside(told)
        lines = self._term_lines(told[:1], [figure])
        return f"{head} ({figure.working}), {self._as_of()}.", lines

    def _sides(self, told: tuple[Told, ...]) -> str:
        """Who stands against whom, each with its totals."""
        colon = self.phrases.say("line.colon")
        return "; ".join(f"{_capital(self._subject(i))}{colon}{self._all_of(self._totals_of(i, told))}" for i in (0, 1))

    def _beside(self, told: tuple[Told, ...]) -> list[str]:
        """The ratio, then each side of a comparison with its penalties."""
        phrases = self.phrases
        ratios = [t.figure for t in told if t.figure.measure == "ratio"]
        lines = [f"{phrases.say('measure.ratio', value=self._bare(f))} ({f.working})" for f in ratios]
        for index in range(len(self.query.sides)):
            own = self._totals_of(index, told)
            lines.append(f"{_capital(self._subject(index))}{phrases.say('line.colon').rstrip()}")
            lines += self._term_lines(tuple(own), [t.figure for t in own])
        return lines

    def _totals_of(self, index: int, told: tuple[Told, ...]) -> list[Told]:
        """The totals of one side, one a currency."""
        side = self.query.sides[index]
        members = members_of(self.ledger, side, self.query.as_of)
        totals, _ = side_totals(self.query, self.ledger, members, side.basis)
        return [next(t for t in told if t.figure == total) for total in totals if any(t.figure == total for t in told)]

    def _all_of(self, totals: list[Told]) -> str:
        basis = self._basis(totals[0].figure) if totals else ""
        return f"{self.phrases.both(self.value(t.figure) for t in totals)} {basis}".strip()

    # Terms

    def _term_lines(self, told: tuple[Told, ...], figures: list[Figure]) -> list[str]:
        """One line a penalty, in the order of the figures, with its marks; the working of a total below."""
        order = list(dict.fromkeys(t.penalty for x in told for t in x.figure.terms))
        marks: dict[str, list[int]] = {}
        for x in told:
            for term, mark in zip(x.figure.terms, x.marks, strict=True):
                if mark not in marks.setdefault(term.penalty, []):
                    marks[term.penalty].append(mark)
        lines = [self._line(self.ledger.by_id[p], marks[p]) for p in order[: self.most]]
        if len(order) > self.most:
            lines.append(f"… (+{len(order) - self.most})")
        if figures[0].measure in ("total", "converted") and len(figures[0].terms) > 1:
            lines += [
                self.phrases.say(
                    "measure.working", working=f.working if f.measure == "converted" else f"{f.unit} {f.working}"
                )
                for f in figures if f.measure in ("total", "converted") and 1 < len(f.terms) <= _SHOWN
            ]  # fmt: skip
            lines += self._by_kind(figures[0])
        elif figures[0].measure in ("mean", "median", "days", "projection", "maximum") and figures[0].working:
            lines.append(self.phrases.say("measure.working", working=figures[0].working))
        if self.query.running and self.query.days is not None:
            lines += self._running(told[0], self.query.days)
        return lines

    def _running(self, told: Told, days: int) -> list[str]:
        """What a daily rate comes to on the way to the day that was asked for."""
        rate = told.figure.terms[0]
        mark = f"[{told.marks[0]}]"
        return [
            self.phrases.say("line.running", days=self.phrases.counted(n, "days"), mark=mark,
                             sum=self.phrases.money(rate.value * n, rate.unit))
            for n in (*(s for s in _STEPS if s < days), days)
        ]  # fmt: skip

    def _by_kind(self, figure: Figure) -> list[str]:
        """Fines of several kinds: the split is always shown."""
        split: dict[Kind, list[Penalty]] = {}
        for term in figure.terms:
            penalty = self.ledger.by_id[term.penalty]
            split.setdefault(penalty.kind, []).append(penalty)
        if len(split) < 2 or figure.measure != "total":
            return []
        parts = []
        for kind, penalties in split.items():
            for total in arithmetic.total(self.ledger, penalties, figure.basis or IMPOSED, self.query.as_of):
                if total.unit == figure.unit:
                    parts.append(f"{self.phrases.say(f'kinds.{kind}')} {self.value(total)}")
        return [self.phrases.say("line.by_kind", parts="; ".join(parts))]

    def _line(self, penalty: Penalty, marks: list[int]) -> str:
        return f"- {penalty_line(penalty, marks, self.ledger, self.phrases, self.query.as_of)}"

    # Groups

    def _groups(self, told: tuple[Told, ...]) -> tuple[str, list[str]]:
        phrases = self.phrases
        lines: list[str] = []
        by_key: dict[str, list[Told]] = {}
        for x in told:
            by_key.setdefault(x.figure.group or "", []).append(x)
        for key, members in by_key.items():
            value = phrases.both(self.value(m.figure) for m in members if m.figure.unit != DECISIONS)
            marks = sorted({m for x in members for m in x.marks})
            shown = "".join(f"[{m}]" for m in marks[:_SHOWN])
            lines.append(f"- {self.key(key)}{phrases.say('line.colon')}{value} {shown}")
        first = told[0].figure
        basis = f" {self._basis(first)}" if first.basis else ""
        lead = phrases.both(self.value(x.figure) for x in by_key[first.group or ""] if x.figure.unit != DECISIONS)
        subject_ = f"{_capital(self._subject())}{phrases.say('line.colon')}"
        head = f"{subject_}{self.key(first.group or '')}, {lead}{basis}, {self._as_of()}."
        if self.query.group_order == "date":
            head = phrases.say("line.by_year", subject=self._subject(), basis=self._basis(first), as_of=self._as_of())
        return head, lines

    def key(self, key: str) -> str:
        """A group's key in words."""
        dimension = self.query.group
        if dimension is Dimension.REGULATOR:
            return display_regulator(self.ledger.names.regulators[key])
        if dimension is Dimension.COUNTRY:
            return place_words((key,), self.phrases)
        if dimension is Dimension.KIND:
            return self.phrases.say(f"kinds.{key}")
        if dimension is Dimension.STATUS:
            return self.phrases.say(f"status.{key}")
        return key


def penalty_line(penalty: Penalty, marks: Iterable[int], ledger: Ledger, phrases: Phrases, as_of: date) -> str:
    """One penalty with its sum, what became of it, and its marks."""
    parts = []
    if penalty.amount is not None:
        money = phrases.money(penalty.amount.amount, penalty.amount.currency)
        if penalty.per == "day":
            money += f" {phrases.say('kind.per_day')}"
        elif penalty.kind is Kind.PERIODIC_PENALTY_THREAT:
            money = f"{phrases.say('kind.cap')} {money}"
        standing = penalty.standing(as_of)
        if standing is not None and standing != penalty.amount:
            money += f" ({phrases.say('line.moved', sum=phrases.money(standing.amount, standing.currency))})"
        parts.append(money)
    parts.append(phrases.say(f"kind.{penalty.kind}"))
    parts += [penalty.named, display_regulator(ledger.regulator(penalty)), decision_day(penalty, phrases)]
    status = penalty.status_on(as_of)
    if status.value != "imposed":
        parts.append(phrases.say(f"status.{status}"))
    return f"{', '.join(parts)} {''.join(f'[{m}]' for m in sorted(marks))}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def sources(cited: Iterable[Cited], phrases: Phrases) -> list[str]:
    """One line a document, and a page, with all its marks: "[1] CNIL fines Clearview AI, CNIL, 17 October 2022: …"."""
    documents: dict[tuple[str, str], list[Cited]] = {}
    for one in cited:
        documents.setdefault((one.document, one.title), []).append(one)
    colon = phrases.say("line.colon")
    return [
        _source_line(group, phrases) + (f"{colon}{group[0].url}" if group[0].url else "")
        for group in documents.values()
    ]


def _source_line(group: list[Cited], phrases: Phrases) -> str:
    first = group[0]
    parts = (first.title, first.publisher, phrases.day(first.day) if first.day else "")
    return f"{''.join(f'[{c.n}]' for c in group)} {', '.join(p for p in parts if p)}"
