"""Marks and quotes: every term of an answer gets the citation that supports it, each quote once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from knowledge.answers.answer import Cited, Told
from knowledge.ledger.figures import Figure, Term
from knowledge.ledger.ledger import STANDING, Ledger
from knowledge.records.documents import Citation, Document
from knowledge.records.penalties import SUM_EVENTS, Penalty


@dataclass(slots=True)
class Citations:
    """Collects citations in the order in which they are met; ``n`` counts from 1."""

    ledger: Ledger
    documents: Mapping[str, Document]
    as_of: date
    _marks: dict[tuple[str, int, int], int] = field(default_factory=dict)
    _penalties: list[dict[str, None]] = field(default_factory=list)
    _found: list[Citation] = field(default_factory=list)
    _days: list[date | None] = field(default_factory=list)

    def mark(self, citation: Citation, penalties: tuple[str, ...] = (), day: date | None = None) -> int:
        key = (citation.document, citation.start, citation.end)
        n = self._marks.get(key)
        if n is None:
            self._found.append(citation)
            self._penalties.append({})
            self._days.append(day)
            n = self._marks[key] = len(self._found)
        self._penalties[n - 1].update(dict.fromkeys(penalties))
        return n

    def of_term(self, term: Term, basis: str | None) -> int:
        penalty = self.ledger.by_id[term.penalty]
        return self.mark(self.support(penalty, term, basis), (penalty.id,), penalty.decided)

    def support(self, penalty: Penalty, term: Term, basis: str | None) -> Citation:
        """The quote of the sum first ordered, or, where a court moved it since, of that step."""
        if basis == STANDING or (penalty.amount is not None and term.value not in (penalty.amount.amount, 1)):
            moved = [
                e for e in penalty.events
                if e.event in SUM_EVENTS and e.day <= self.as_of and (e.amount is not None or e.event == "annulled")
            ]  # fmt: skip
            if moved and penalty.amount is not None and term.value != penalty.amount.amount:
                return moved[-1].citation
        return penalty.citation

    def told(self, figure: Figure) -> Told:
        return Told(figure, tuple(self.of_term(t, figure.basis) for t in figure.terms))

    def all(self) -> tuple[Cited, ...]:
        out = []
        for n, (citation, penalties, day) in enumerate(
            zip(self._found, self._penalties, self._days, strict=True), start=1
        ):
            document = self.documents[citation.document]
            page = document.page(citation.start)
            title = f"{document.title}, p. {page}" if page else document.title
            out.append(
                Cited(
                    n, document.id, title, document.url or "", document.publisher or "", citation.quote,
                    citation.start, citation.end, tuple(penalties), day or document.published,
                )
            )  # fmt: skip
        return tuple(out)
