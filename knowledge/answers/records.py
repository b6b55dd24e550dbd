"""The penalties behind an answer's figures as records: values without language, for tables and charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from knowledge.answers.answer import Cited, Record, Told
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.names import display_regulator
from knowledge.records.documents import Document


def records_of(
    told: Sequence[Told], cited: Sequence[Cited], ledger: Ledger, documents: Mapping[str, Document], as_of: date
) -> tuple[Record, ...]:
    """One record a penalty: the terms of the figures in their order, then those that the figures leave out."""
    marks: dict[str, int | None] = {}
    for one in told:
        for term, mark in zip(one.figure.terms, one.marks, strict=True):
            if marks.get(term.penalty) is None:
                marks[term.penalty] = mark
    for one in told:
        for left in one.figure.left_out:
            marks.setdefault(left.penalty, None)
    by_mark = {c.n: c for c in cited}
    out = []
    for identity, n in marks.items():
        penalty = ledger.by_id[identity]
        source = by_mark.get(n) if n is not None else None
        document = documents[penalty.citation.document]
        out.append(
            Record(
                id=penalty.id, decision=penalty.decision, decided=penalty.decided, announced=penalty.announced,
                regulator=display_regulator(ledger.regulator(penalty)), respondent=penalty.named,
                kind=penalty.kind.value, amount=penalty.amount, standing=penalty.standing(as_of), per=penalty.per,
                status=penalty.status_on(as_of).value, mark=n,
                quote=source.quote if source else penalty.citation.quote,
                url=(source.url if source else document.url) or "",
            )
        )  # fmt: skip
    return tuple(out)
