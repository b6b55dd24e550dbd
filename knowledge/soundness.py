"""What a new state has to hold before it serves: every quote verbatim, every total the sum of its terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import groupby

from knowledge.ingest.content import Content
from knowledge.ledger.arithmetic import both_bases
from knowledge.ledger.ledger import IMPOSED, Ledger
from knowledge.records.documents import Document
from knowledge.records.penalties import Penalty
from knowledge.records.problems import Problem


def unsound(content: Content, documents: Mapping[str, Document], ledger: Ledger) -> tuple[Problem, ...]:
    """Every quote that does not stand where it says, and every total that its terms do not add up to."""
    return (*_quotes(content, documents), *_totals(ledger))


def _quotes(content: Content, documents: Mapping[str, Document]) -> Iterator[Problem]:
    for penalty in content.penalties:
        for citation in (penalty.citation, *(e.citation for e in penalty.events)):
            yield from _quote(documents, citation.document, citation.start, citation.end, citation.quote)
    for told in content.told:
        for sum_ in told.sums:
            yield from _quote(documents, told.document, sum_.start, sum_.end, sum_.quote)


def _quote(documents: Mapping[str, Document], document: str, start: int, end: int, quote: str) -> Iterator[Problem]:
    if document not in documents or documents[document].text[start:end] != quote:
        yield Problem(document, 0, f"the quote does not stand verbatim at {start}:{end}: {quote!r}")


def _totals(ledger: Ledger) -> Iterator[Problem]:
    """By authority, and all together, on both bases: the terms are added up again in another way."""
    code = [(p.regulator, p) for p in sorted(ledger.penalties, key=lambda p: p.regulator)]
    groups: list[tuple[str, Iterable[Penalty]]] = [("all", ledger.penalties)]
    groups += [(name, [p for _, p in own]) for name, own in groupby(code, key=lambda pair: pair[0])]
    for name, penalties in groups:
        for figure in both_bases(ledger, [p for p in penalties if p.is_fine], IMPOSED, date.max):
            if Fraction(figure.value) != sum((Fraction(t.value) for t in figure.terms), Fraction(0)):
                yield Problem(name, 0, f"the total {figure.value} {figure.unit} is not the sum of its terms")
