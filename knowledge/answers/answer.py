"""An answer as a value, and the JSON that the command line prints (the contract's shape)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from knowledge.ledger.figures import Figure
from knowledge.records.money import Money, plain

AnswerKind = Literal["figures", "passages", "refusal"]


@dataclass(frozen=True, slots=True)
class Cited:
    """One source of an answer: mark ``n``, a verbatim quote at ``start:end`` of the document, what it speaks for."""

    n: int
    document: str
    title: str
    url: str
    publisher: str
    quote: str
    start: int
    end: int
    penalties: tuple[str, ...]
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A figure with the mark of the citation behind each of its terms, in the terms' order."""

    figure: Figure
    marks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class State:
    """Which state of the knowledge base answered."""

    digest: str
    as_of: date
    documents: int
    penalties: int


@dataclass(frozen=True, slots=True)
class Record:
    """One penalty that an answer's figures are about, as values: for tables and charts, the same in every language.

    ``regulator`` and ``respondent`` are names as shown; ``standing`` is what is in force on the answer's day, None
    where that is not known or there is no sum. ``mark`` is the number of its citation, None where it has none.
    """

    id: str
    decision: str
    decided: date
    announced: date | None
    regulator: str
    respondent: str
    kind: str
    amount: Money | None
    standing: Money | None
    per: str | None
    status: str
    mark: int | None
    quote: str
    url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """``headline``, ``lines`` and ``caveats`` are the parts that ``text`` is made of.

    ``records``: the penalties that the figures are about, their terms first, then what they leave out.
    """

    question: str
    kind: AnswerKind
    language: str
    headline: str
    lines: tuple[str, ...]
    caveats: tuple[str, ...]
    figures: tuple[Told, ...]
    citations: tuple[Cited, ...]
    knowledge: State
    text: str
    reason: str | None = None
    suggestions: tuple[str, ...] = ()
    records: tuple[Record, ...] = ()


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TermShape(_Shape):
    penalty: str
    value: str
    unit: str
    citation: int


class LeftOutShape(_Shape):
    penalty: str
    reason: str


class FigureShape(_Shape):
    measure: str
    basis: str | None
    value: str
    unit: str
    group: str | None
    working: str
    terms: list[TermShape]
    left_out: list[LeftOutShape]


class CitationShape(_Shape):
    n: int
    document: str
    title: str
    url: str
    quote: str
    start: int
    end: int
    penalties: list[str]


class RefusalShape(_Shape):
    reason: str
    suggestions: list[str]


class KnowledgeShape(_Shape):
    digest: str
    as_of: str
    documents: int
    penalties: int


class AnswerShape(_Shape):
    """What ``ask --json`` prints, one a line in a batch."""

    id: str | int | None = None
    question: str
    kind: AnswerKind
    text: str
    figures: list[FigureShape]
    citations: list[CitationShape]
    caveats: list[str]
    refusal: RefusalShape | None
    knowledge: KnowledgeShape


def shape(answer: Answer, identity: str | int | None = None) -> AnswerShape:
    figures = [
        FigureShape(
            measure=told.figure.measure,
            basis=told.figure.basis,
            value=plain(told.figure.value),
            unit=told.figure.unit,
            group=told.figure.group,
            working=told.figure.working,
            terms=[
                TermShape(penalty=t.penalty, value=plain(t.value), unit=t.unit, citation=mark)
                for t, mark in zip(told.figure.terms, told.marks, strict=True)
            ],
            left_out=[LeftOutShape(penalty=x.penalty, reason=x.reason) for x in told.figure.left_out],
        )
        for told in answer.figures
    ]
    citations = [
        CitationShape(n=c.n, document=c.document, title=c.title, url=c.url, quote=c.quote, start=c.start, end=c.end,
                      penalties=list(c.penalties))
        for c in answer.citations
    ]  # fmt: skip
    refusal = RefusalShape(reason=answer.reason, suggestions=list(answer.suggestions)) if answer.reason else None
    return AnswerShape(
        id=identity,
        question=answer.question,
        kind=answer.kind,
        text=answer.text,
        figures=figures,
        citations=citations,
        caveats=list(answer.caveats),
        refusal=refusal,
        knowledge=KnowledgeShape(
            digest=answer.knowledge.digest,
            as_of=answer.knowledge.as_of.isoformat(),
            documents=answer.knowledge.documents,
            penalties=answer.knowledge.penalties,
        ),
    )
