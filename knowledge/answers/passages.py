"""Answers drawn from passages: which decisions a question is about, and which of their sentences answer it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from knowledge.ledger.figures import digits
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.selection import Amount, Selection
from knowledge.ledger.text import keys_of
from knowledge.questions.query import PassageQuery, Reason, Refused
from knowledge.records.documents import Citation, Document
from knowledge.records.penalties import FINES, Kind, Penalty
from knowledge.search.hits import Hit
from knowledge.search.sentences import sentences

_DOCUMENTS = 3  # decisions that one answer draws on
_ONE, _EACH = 5, 2  # sentences from a single decision, and from each of several
_STEM = 5  # letters that two words share to count as the same
_HEADING = re.compile(r"^#{1,6} (.*)$", re.MULTILINE)
_WHY_WORDS = frozenset("because for without failed failing lacked found infringed breached since ground reason".split())


# (question, how many) -> passages, best first; the language picks the model.
Finder = Callable[[str, int, str], Sequence[Hit]]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence to quote, and the penalties that its document is cited for."""

    citation: Citation
    penalties: tuple[str, ...]
    day: date | None


def find_sentences(
    query: PassageQuery, language: str, ledger: Ledger, documents: Mapping[str, Document], finder: Finder
) -> tuple[Sentence, ...] | Refused:
    """The sentences that answer, best document first, or why there are none."""
    if query.selection is not None:
        chosen = _decisions(query, ledger, documents)
        if isinstance(chosen, Refused):
            return chosen
        return _from_decisions(query, chosen, documents)
    return _from_search(query, language, ledger, documents, finder)


# Decisions that the question names


def _decisions(query: PassageQuery, ledger: Ledger, documents: Mapping[str, Document]) -> list[Penalty] | Refused:
    assert query.selection is not None and query.soft is not None
    found = ledger.select(query.selection, query.as_of)
    if not found:
        return Refused(Reason.NOTHING_RECORDED, selection=query.selection, as_of=query.as_of)
    soft = query.soft
    sums = [a for a in soft.amounts if a.op == "~"]
    if sums:
        with_sum = [p for p in found if all(_speaks_of(p, a, documents) for a in sums)]
        if not with_sum:
            return Refused(
                Reason.NOTHING_RECORDED, selection=query.selection, as_of=query.as_of, code="amount_not_recorded"
            )
        exact = [p for p in with_sum if all(_is_sum_of(p, a) for a in sums)]
        found = exact or with_sum
    if soft.decided is not None:
        period = soft.decided
        dated = [p for p in found if p.decided in period] or [
            p for p in found
            if (p.announced and p.announced in period) or any(e.day in period for e in p.events)
        ]  # fmt: skip
        if not dated:
            return Refused(
                Reason.NOTHING_RECORDED, selection=replace(query.selection, decided=period), as_of=query.as_of
            )
        found = dated
    for condition in _narrowing(soft):
        allowed = {p.id for p in ledger.select(condition, query.as_of)}
        narrowed = [p for p in found if p.id in allowed]
        if narrowed and not (len(narrowed) < len(found) and condition.kinds == FINES and query.ask == "appeal_story"):
            found = narrowed
    return found


def _narrowing(soft: Selection) -> Iterable[Selection]:
    everything = Selection(kinds=frozenset(Kind))
    for topic in soft.topics:
        yield replace(everything, topics=(topic,))
    if soft.kinds != frozenset(Kind):
        yield replace(everything, kinds=soft.kinds)
    if soft.statuses:
        yield replace(everything, statuses=soft.statuses, ever=True)
    if soft.laws:
        yield replace(everything, laws=soft.laws)
    if soft.sectors:
        yield replace(everything, sectors=soft.sectors)
    if soft.announced:
        yield replace(everything, announced=soft.announced)


def _is_sum_of(penalty: Penalty, wanted: Amount) -> bool:
    money = penalty.amount
    return money is not None and wanted.currency in (None, money.currency) and wanted.fits(money.amount)


def _speaks_of(penalty: Penalty, wanted: Amount, documents: Mapping[str, Document]) -> bool:
    """The sum is the penalty's, one of its events', or stands in its decision's text."""
    if _is_sum_of(penalty, wanted) or any(e.amount is not None and wanted.fits(e.amount) for e in penalty.events):
        return True
    text = documents[penalty.decision].text
    return any(form in text for form in _written(wanted.value))


def _written(value: Decimal) -> list[str]:
    """As a text may write it: ``35,258,707.95``, ``5.1 million``."""
    forms = [digits(value)]
    for scale, word in ((Decimal(10**9), "billion"), (Decimal(10**6), "million")):
        if value >= scale:
            short = (value / scale).normalize()
            forms.append(f"{short:f} {word}")
    return forms


def _from_decisions(
    query: PassageQuery, penalties: list[Penalty], documents: Mapping[str, Document]
) -> tuple[Sentence, ...]:
    by_decision: dict[str, list[Penalty]] = {}
    for penalty in penalties:
        by_decision.setdefault(penalty.decision, []).append(penalty)
    ranked = sorted(
        by_decision,
        key=lambda d: (-_overlap(query.words, documents[d].title + " " + documents[d].text),
                       -max(p.decided for p in by_decision[d]).toordinal()),
    )  # fmt: skip
    out: list[Sentence] = []
    count = _ONE if len(ranked) == 1 else _EACH
    for decision in ranked[:_DOCUMENTS]:
        members = by_decision[decision]
        ids = tuple(p.id for p in members)
        day = members[0].decided
        out += [
            Sentence(c, ids, day)
            for c in best_sentences(query, documents[decision], count if decision == ranked[0] else _EACH)
        ]
    return tuple(out)


# Sentences of one document


def _sections(text: str) -> list[tuple[str, int, int]]:
    """(heading, start, end) of each stretch below a heading."""
    marks = [(m.group(1), m.start(), m.end()) for m in _HEADING.finditer(text)]
    out = [("", 0, marks[0][1] if marks else len(text))]
    for i, (heading, _, end) in enumerate(marks):
        out.append((heading, end, marks[i + 1][1] if i + 1 < len(marks) else len(text)))
    return out


_SECTION_FOR = {
    "why": ("What it was about",),
    "what": ("What it was about",),
    "how": ("What it was about", "What happened next"),
    "explain": ("What it was about", "What happened next"),
    "appeal_story": ("What happened next",),
    "when": ("", "What happened next"),
}


def best_sentences(query: PassageQuery, document: Document, count: int) -> list[Citation]:
    """The sentences that fit best, in the document's order."""
    preferred = _SECTION_FOR.get(query.ask, ("What it was about",))
    if query.ask == "why" and query.soft is not None and query.soft.statuses:
        preferred = ("What happened next", "What it was about")
    sections = _sections(document.text)
    title = next((h for h, _, _ in sections if h), "")
    wanted = _numbers(query)
    telling = _telling(query.words, document.text)
    scored: list[tuple[float, int, int]] = []
    for heading, start, end in sections:
        section = "" if heading == title else heading
        for a, b in sentences(document.text[start:end]):
            sentence = document.text[start + a : start + b]
            if sentence.startswith("#"):
                continue
            score = 1.5 * _overlap(query.words, sentence) + 1.5 * _overlap(telling, sentence)
            if section in preferred:
                score += 3.0 - preferred.index(section) * 0.5
            elif section == "" and query.ask != "appeal_story":
                score += 1.5
            if section == "Caveats":
                score -= 1.0
            if query.ask == "why" and set(keys_of(sentence)) & _WHY_WORDS:
                score += 1.0
            score += 2.0 * sum(1 for n in wanted if n in sentence)
            scored.append((score, start + a, start + b))
    return _best(document, scored, count)


def _best(document: Document, scored: list[tuple[float, int, int]], count: int) -> list[Citation]:
    """The ``count`` spans with the highest scores, earlier ones first where they are equal, in the text's order."""
    top = sorted(scored, key=lambda s: (-s[0], s[1]))[:count]
    return [Citation(document.id, a, b, document.text[a:b]) for _, a, b in sorted(top, key=lambda s: s[1])]


def _telling(words: Sequence[str], text: str) -> list[str]:
    """The words that at most a third of the text's sentences hold: unlike names, they say which sentence was meant."""
    stems = [{k[:_STEM] for k in keys_of(text[a:b])} for a, b in sentences(text)]
    return [w for w in words if 3 * sum(w[:_STEM] in s for s in stems) <= len(stems)]


def _numbers(query: PassageQuery) -> list[str]:
    if query.soft is None:
        return []
    return [form for a in query.soft.amounts for form in _written(a.value)]


def _overlap(words: Sequence[str], text: str) -> float:
    """How many of the words (by their first letters) stand in the text, each once."""
    stems = {k[:_STEM] for k in keys_of(text)}
    return float(sum(1 for w in dict.fromkeys(w[:_STEM] for w in words if len(w) > 2) if w in stems))


# Open questions

# Below these a passage does not answer: shared words alone (BM25) without a near meaning, or neither.
_ENOUGH_SIMILARITY = 0.35
_ENOUGH_WORDS = 6.0


def _from_search(
    query: PassageQuery, language: str, ledger: Ledger, documents: Mapping[str, Document], finder: Finder
) -> tuple[Sentence, ...] | Refused:
    hits = finder(query.text, 10, language)
    good = [h for h in hits if _good(h)]
    if not good:
        near = tuple(dict.fromkeys(documents[h.document].title for h in hits[:3]))
        return Refused(Reason.NOT_ENOUGH_EVIDENCE, suggestions=near, code="no_evidence")
    out: list[Sentence] = []
    names = list(dict.fromkeys(h.document for h in good))[:_DOCUMENTS]
    by_decision: dict[str, list[Penalty]] = {}
    for penalty in ledger.penalties:
        by_decision.setdefault(penalty.decision, []).append(penalty)
    for rank, name in enumerate(names):
        document = documents[name]
        members = by_decision.get(name, [])
        spans = [(h.start, h.end) for h in good if h.document == name]
        for citation in _within(query, document, spans, 3 if rank == 0 else 1):
            out.append(
                Sentence(citation, tuple(p.id for p in members), members[0].decided if members else document.published)
            )
    return tuple(out)


def _good(hit: Hit) -> bool:
    if hit.similarity is None:
        return hit.words >= _ENOUGH_WORDS
    return hit.similarity >= _ENOUGH_SIMILARITY


def _within(query: PassageQuery, document: Document, spans: list[tuple[int, int]], count: int) -> list[Citation]:
    """The best sentences of the passages found; an article's opening sentence, which answers its title, counts more."""
    whole = [(a, b) for a, b in sentences(document.text) if not document.text[a:b].startswith("#")]
    opening = whole[0][0] if whole else -1
    title_fits = _overlap(query.words, document.title) >= 2
    scored = []
    for a, b in whole:
        inside = any(start <= a < end for start, end in spans)
        if not inside and not (a == opening and title_fits):
            continue
        score = _overlap(query.words, document.text[a:b]) + (2.0 if a == opening and title_fits else 0.0)
        rank = next((i for i, (start, end) in enumerate(spans) if start <= a < end), len(spans))
        scored.append((score - 0.3 * rank, a, b))
    return _best(document, scored, count)
