"""Judges an answer against what its question should get, by the contract of answers; finds faults in its sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from knowledge import AnswerShape
from knowledge.answers.answer import FigureShape
from knowledge.ledger.figures import exact
from knowledge.records.documents import Document


class Outcome(StrEnum):
    RIGHT = "right"
    REFUSED = "refused though there is an answer"
    WRONG_FIGURE = "wrong figure"
    OTHER = "otherwise wrong"


# The gold rows


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Sum(_Row):
    """A figure that has to be shown. ``basis`` None: either one will do."""

    value: Decimal
    unit: str
    basis: str | None = None


class FigureCheck(_Row):
    type: Literal["figure"]
    measure: str
    headline: Sum
    also: tuple[Sum, ...]
    penalties: frozenset[str]


class PickCheck(_Row):
    type: Literal["pick"]
    measure: str
    value: Decimal
    unit: str
    penalties: frozenset[str]


class ListCheck(_Row):
    type: Literal["list"]
    penalties: frozenset[str]


class GroupsCheck(_Row):
    type: Literal["groups"]
    measure: str
    unit: str
    groups: dict[str, Decimal]
    headline_group: str


class PassagesCheck(_Row):
    type: Literal["passages"]
    penalties: frozenset[str]
    must_include: tuple[str, ...]


class RefusalCheck(_Row):
    type: Literal["refusal"]
    reasons: frozenset[str]


class NoMoneyCheck(_Row):
    type: Literal["no_money"]
    penalties: frozenset[str]


class ConvertedCheck(_Row):
    type: Literal["converted"]
    unit: str
    penalties: frozenset[str]


Check = Annotated[
    FigureCheck | PickCheck | ListCheck | GroupsCheck | PassagesCheck | RefusalCheck | NoMoneyCheck | ConvertedCheck,
    Field(discriminator="type"),
]


class GoldRow(_Row):
    """One line of a question set."""

    id: str
    question: str
    as_of: date
    lang: str
    check: Check


def read_set(path: Path) -> tuple[GoldRow, ...]:
    """The rows of a question set. Raises ValidationError, and ValueError where an id stands twice."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = tuple(GoldRow.model_validate_json(line) for line in lines if line.strip())
    if len({row.id for row in rows}) < len(rows):
        raise ValueError(f"{path.name}: an id stands twice")
    return rows


# Judging


def judge(check: Check, answer: AnswerShape) -> Outcome:
    """What the answer is worth. A figure where another or none belongs is the worst."""
    if isinstance(check, RefusalCheck):
        return _judge_refusal(check, answer)
    if answer.refusal is not None:
        return Outcome.REFUSED
    match check:
        case FigureCheck():
            return _judge_figure(check.headline, check.also, check.penalties, answer)
        case PickCheck():
            return _judge_figure(Sum(value=check.value, unit=check.unit), (), check.penalties, answer)
        case ListCheck():
            hit = any(f.measure == "list" and _members(f) == check.penalties for f in answer.figures)
            return _unless(hit, answer)
        case GroupsCheck():
            return _judge_groups(check, answer)
        case PassagesCheck():
            text = answer.text.casefold()
            near = {p for c in answer.citations[:3] for p in c.penalties}
            said = all(words.casefold() in text for words in check.must_include)
            return Outcome.RIGHT if said and near & check.penalties else Outcome.OTHER
        case NoMoneyCheck():
            if any(Decimal(f.value) > 0 and _is_currency(f.unit) for f in answer.figures):
                return Outcome.WRONG_FIGURE
            cited = {p for c in answer.citations for p in c.penalties}
            return Outcome.RIGHT if cited & check.penalties else Outcome.OTHER
        case ConvertedCheck():
            converted = [f for f in answer.figures if f.measure == "converted" and f.unit == check.unit]
            if any(_members(f) == check.penalties for f in converted):
                return Outcome.RIGHT
            return Outcome.WRONG_FIGURE if converted else Outcome.OTHER


def _judge_figure(headline: Sum, also: tuple[Sum, ...], penalties: frozenset[str], answer: AnswerShape) -> Outcome:
    if not answer.figures:
        return Outcome.OTHER
    if not _shows(answer.figures[0], headline):
        return Outcome.WRONG_FIGURE
    beside = all(any(_shows(f, other) for f in answer.figures) for other in also)
    whole = _members(answer.figures[0]) == penalties and bool(answer.citations)
    return Outcome.RIGHT if beside and whole else Outcome.OTHER


def _judge_groups(check: GroupsCheck, answer: AnswerShape) -> Outcome:
    def shown(key: str, figure: FigureShape) -> bool:
        return figure.group == key and _shows(figure, Sum(value=check.groups[key], unit=check.unit))

    if not answer.figures:
        return Outcome.OTHER
    if not shown(check.headline_group, answer.figures[0]):
        leads = answer.figures[0].group == check.headline_group
        everything = all(any(shown(key, f) for f in answer.figures) for key in check.groups)
        return Outcome.RIGHT if leads and everything else Outcome.WRONG_FIGURE
    return Outcome.RIGHT if all(any(shown(k, f) for f in answer.figures) for k in check.groups) else Outcome.OTHER


def _judge_refusal(check: RefusalCheck, answer: AnswerShape) -> Outcome:
    if answer.refusal is not None:
        return Outcome.RIGHT if answer.refusal.reason in check.reasons else Outcome.OTHER
    return _unless(False, answer)


def _unless(right: bool, answer: AnswerShape) -> Outcome:
    if right:
        return Outcome.RIGHT
    return Outcome.WRONG_FIGURE if answer.figures else Outcome.OTHER


def _shows(figure: FigureShape, wanted: Sum) -> bool:
    same_basis = wanted.basis is None or figure.basis == wanted.basis
    return same_basis and figure.unit == wanted.unit and Decimal(figure.value) == wanted.value


def _members(figure: FigureShape) -> frozenset[str]:
    return frozenset(t.penalty for t in figure.terms)


def _is_currency(unit: str) -> bool:
    return len(unit) == 3 and unit.isupper()


# Sources

# A text that would name more than these is cut short and says how many follow.
LONGEST = 20
_MARK = re.compile(r"\[(\d+)\]")


def source_faults(answer: AnswerShape, documents: Mapping[str, Document]) -> list[str]:
    """What is wrong with the citations of an answer; a refusal needs none."""
    faults = []
    if answer.refusal is None and not answer.citations:
        faults.append("no citation")
    if [c.n for c in answer.citations] != list(range(1, len(answer.citations) + 1)):
        faults.append("the marks do not count from 1")
    for citation in answer.citations:
        document = documents.get(citation.document)
        if document is None:
            faults.append(f"[{citation.n}] no document {citation.document}")
        elif not citation.quote or document.text[citation.start : citation.end] != citation.quote:
            faults.append(f"[{citation.n}] the quote is not at {citation.start}:{citation.end}")
        if not citation.url.startswith(("https://", "http://")):
            faults.append(f"[{citation.n}] no address")
    by_mark = {c.n: c for c in answer.citations}
    for term in (t for f in answer.figures for t in f.terms):
        if term.citation not in by_mark:
            faults.append(f"{term.penalty}: no citation {term.citation}")
        elif term.penalty not in by_mark[term.citation].penalties:
            faults.append(f"{term.penalty}: [{term.citation}] speaks for {by_mark[term.citation].penalties}")
    told = {int(n) for n in _MARK.findall(answer.text)}
    quoted = {int(n) for c in answer.citations for n in _MARK.findall(c.quote)}
    if told - quoted - set(by_mark):
        faults.append(f"marks without a source: {sorted(told - quoted - set(by_mark))}")
    if len(by_mark) <= LONGEST and set(by_mark) - told:
        faults.append(f"sources without a mark: {sorted(set(by_mark) - told)}")
    return faults


# Arithmetic

_DAYS = re.compile(r"^(\d{4}-\d\d-\d\d) to (\d{4}-\d\d-\d\d) = ")
_RATE_DAYS = re.compile(r"× (\d+) days")
_TWO = re.compile(r"^([\d,.]+) (?:−|/) ([\d,.]+)(?: × 100)? = ")
_CENT = Fraction(1, 100)


def arithmetic_faults(answer: AnswerShape) -> list[str]:
    """The figures that do not follow from their terms and, for two sides, from what is shown beside them."""
    beside = {Fraction(f.value) for f in answer.figures if f.measure == "total"}
    return [f"{f.measure} {f.value} {f.unit}: {f.working}" for f in answer.figures if not _follows(f, beside)]


def _follows(figure: FigureShape, beside: set[Fraction]) -> bool:
    values = [Fraction(t.value) for t in figure.terms]
    value = Decimal(figure.value)
    alike = all(t.unit == figure.unit for t in figure.terms)
    match figure.measure:
        case "total":
            return alike and Fraction(value) == sum(values)
        case "count" if figure.unit == "penalties":
            return value == len(values) == len(_members(figure))
        case "count":
            return 0 < value <= len(values)
        case "list":
            return value == len(values) == len(_members(figure))
        case "largest" | "smallest" | "earliest" | "latest":
            return bool(values) and alike and all(v == Fraction(value) for v in values)
        case "mean":
            return alike and value == exact(sum(values, Fraction()) / len(values))
        case "median":
            return alike and value == exact(_middle(values))
        case "difference" | "ratio" | "percent":
            return _two_sides(figure, values, beside)
        case "days" if dates := _DAYS.match(figure.working):
            return value == (date.fromisoformat(dates[2]) - date.fromisoformat(dates[1])).days
        case "days":
            return len(values) == 2 and value == exact(values[0] / values[1])
        case "projection":
            days = _RATE_DAYS.search(figure.working)
            return days is not None and Fraction(value) == values[0] * int(days[1])
        case "maximum":
            return not values and value > 0 and bool(figure.working)
        case "converted":  # each term is rounded to the cent, the sum once
            return alike and abs(Fraction(value) - sum(values, Fraction())) <= _CENT * len(values) / 2
    return False


def _middle(values: list[Fraction]) -> Fraction:
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _two_sides(figure: FigureShape, values: list[Fraction], beside: set[Fraction]) -> bool:
    """The working's operands give the value; each is a sum of terms that stand together, or a total shown beside."""
    operands = _TWO.match(figure.working)
    if operands is None:
        return False
    left, right = (Fraction(o.replace(",", "")) for o in operands.groups())
    whole = sum(values, Fraction())
    ends = list(accumulate(values))
    known = beside | {*ends, *(whole - e for e in ends), *(2 * e - whole for e in ends)}
    if not {left, right} <= known:
        return False
    result = {"difference": lambda: left - right, "ratio": lambda: left / right, "percent": lambda: left / right * 100}
    return Decimal(figure.value) == exact(result[figure.measure]())
