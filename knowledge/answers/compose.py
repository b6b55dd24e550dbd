"""The one path from an understood question to an Answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from knowledge.answers.answer import Answer, AnswerKind, State, Told
from knowledge.answers.caveats import caveats, note_words
from knowledge.answers.checking import LONGEST_TEXT, Checker
from knowledge.answers.citing import Citations
from knowledge.answers.figures import LINES, FigureWriter, sources
from knowledge.answers.frame import Phrases, phrases
from knowledge.answers.passages import Finder, Sentence, best_sentences, find_sentences
from knowledge.answers.records import records_of
from knowledge.answers.refusing import refuse
from knowledge.answers.work import Empty, Worked, work
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.maxima import Ceiling, ceiling
from knowledge.ledger.text import keys_of
from knowledge.ledger.waiting import Waiting
from knowledge.questions.query import Measure, PassageQuery, Query, Reason, Refused, Understood
from knowledge.questions.reading import Reading
from knowledge.records.documents import Citation, Document
from knowledge.records.penalties import Penalty
from knowledge.search.progress import Indexing
from knowledge.search.sentences import sentences

_DECISIONS = 4  # orders and settlements that one answer tells of


def _whole(language: str) -> None:
    """No vector is missing."""


@dataclass(frozen=True, slots=True)
class Composer:
    """Composes answers over one state of the knowledge base."""

    ledger: Ledger
    documents: Mapping[str, Document]
    digest: str
    finder: Finder
    lines: int = LINES
    indexing: Callable[[str], Indexing | None] = _whole
    """How far the index is, by the language of the question; None where nothing is missing."""
    waiting: Waiting | None = None
    """What waits for review; None: nothing does."""

    def answer(self, question: str, understood: Understood, as_of: date, today: date) -> Answer:
        """The answer to one question; ``as_of`` is what the caller asked for, a date in the question overrides it."""
        asked = understood.asked
        seen = asked.as_of or as_of
        one = _One(self, question, understood, seen, today)
        if isinstance(asked, Query):
            return one.figures(asked)
        if isinstance(asked, PassageQuery):
            return one.passages(asked)
        return one.refusal(asked)

    def check(self, text: str, reading: Reading, as_of: date, today: date) -> Answer:
        """Every sum of a text held against the records; ``reading`` is of the text, or of its beginning."""
        understood = Understood(reading.language, Refused(Reason.OUT_OF_SCOPE))
        return _One(self, text, understood, as_of, today).checked(reading, len(text) > LONGEST_TEXT)


class _One:
    def __init__(self, composer: Composer, question: str, understood: Understood, as_of: date, today: date) -> None:
        self.composer = composer
        self.ledger = composer.ledger
        self.question = question
        self.understood = understood
        self.as_of = as_of
        self.today = today
        self.phrases: Phrases = phrases(understood.language)
        self.citations = Citations(composer.ledger, composer.documents, as_of)

    def _answer(
        self, kind: AnswerKind, headline: str, lines: list[str], notes: list[str], told: tuple[Told, ...] = (),
        reason: str | None = None, suggestions: tuple[str, ...] = (),
    ) -> Answer:  # fmt: skip
        cited = self.citations.all()
        parts = [headline, *lines, *(f"* {n}" for n in notes)]
        said = "\n".join(parts)
        shown = [c for c in cited if f"[{c.n}]" in said]
        if shown:
            parts += [
                f"{self.phrases.say('line.sources')}{self.phrases.say('line.colon').rstrip()}",
                *sources(shown, self.phrases),
            ]
        penalties = self.ledger.count(self.as_of)
        knowledge = State(self.composer.digest, self.as_of, len(self.composer.documents), penalties)
        return Answer(
            self.question, kind, self.understood.language, headline, tuple(lines), tuple(notes), told, cited, knowledge,
            "\n".join(parts), reason, suggestions,
            records_of(told, cited, self.ledger, self.composer.documents, self.as_of),
        )  # fmt: skip

    # Figures

    def figures(self, query: Query) -> Answer:
        outcome = work(query, self.ledger)
        if isinstance(outcome, Refused):
            return self.refusal(outcome)
        if isinstance(outcome, Empty):
            if outcome.other:
                return self.without_fine(outcome.other)
            return self.refusal(Refused(Reason.NOTHING_RECORDED, selection=outcome.selection, as_of=query.as_of))
        if query.measure is Measure.MAXIMUM:
            return self.maximum(query, outcome)
        written = FigureWriter(query, outcome, self.ledger, self.phrases, self.citations, self.composer.lines).write()
        notes = caveats(query, outcome, self.ledger, self.phrases, self.today)
        notes += self._waiting(query)
        lines = list(written.lines)
        second = self.understood.second
        told = written.told
        if isinstance(second, Query):
            told += self._second_figures(second, lines, notes)
        elif isinstance(second, Refused):
            notes.append(self.phrases.say("caveat.second_part_unanswered", self.understood.second_text))
        if isinstance(second, PassageQuery):
            found = find_sentences(
                second, self.understood.language, self.ledger, self.composer.documents, self.composer.finder
            )
            if not isinstance(found, Refused):
                lines.append(self._said(found))
            notes += self._indexing()
        return self._answer("figures", written.headline, lines, notes, told)

    def _second_figures(self, query: Query, lines: list[str], notes: list[str]) -> tuple[Told, ...]:
        """The second part of a question, below the first."""
        outcome = work(query, self.ledger)
        if not isinstance(outcome, Worked) or query.measure is Measure.MAXIMUM:
            notes.append(self.phrases.say("caveat.second_part_unanswered", self.understood.second_text))
            return ()
        written = FigureWriter(query, outcome, self.ledger, self.phrases, self.citations, self.composer.lines).write()
        lines += [written.headline, *written.lines]
        notes += [n for n in caveats(query, outcome, self.ledger, self.phrases, self.today) if n not in notes]
        return written.told

    def maximum(self, query: Query, worked: Worked) -> Answer:
        """A ceiling is cited to the explainer of its law."""
        marks = []
        for identity in query.ceilings:
            rule = ceiling(identity)
            citation = self._ceiling_citation(rule.article, f"{rule.percent:f}%")
            if citation is None:
                return self.refusal(Refused(Reason.NOT_ENOUGH_EVIDENCE, rule.law, code="no_ceiling"))
            marks.append((rule, self.citations.mark(citation)))
        told = tuple(Told(f, ()) for f in worked.figures)
        if len(marks) > 1:
            return self._maxima(query, worked, marks)
        writer = FigureWriter(query, worked, self.ledger, self.phrases, self.citations)
        rule, mark = marks[0]
        headline = self.phrases.say("measure.maximum", value=writer.value(worked.figures[0]))
        lines = [f"- {r.law}, {r.provision} [{m}]" for r, m in marks]
        lines.append(self.phrases.say("measure.working", working=worked.figures[0].working))
        notes = caveats(query, worked, self.ledger, self.phrases, self.today)
        return self._answer("figures", f"{headline} ({rule.law}, {rule.provision}) [{mark}]", lines, notes, told)

    def _maxima(self, query: Query, worked: Worked, marks: list[tuple[Ceiling, int]]) -> Answer:
        """The ceilings of each tier or duty of one law, each a figure of its own."""
        writer = FigureWriter(query, worked, self.ledger, self.phrases, self.citations)
        told, lines = [], []
        for figure, (rule, mark) in zip(worked.figures, marks, strict=True):
            told.append(Told(replace(figure, group=rule.provision), ()))
            working = self.phrases.say("measure.working", working=figure.working)
            lines.append(f"- {writer.value(figure)}: {rule.law}, {rule.provision} [{mark}]. {working}")
        rule, mark = marks[0]
        headline = self.phrases.say("measure.maximum", value=writer.value(worked.figures[0]))
        notes = caveats(query, worked, self.ledger, self.phrases, self.today)
        return self._answer("figures", f"{headline} ({rule.law}, {rule.provision}) [{mark}]", lines, notes, tuple(told))

    def _ceiling_citation(self, article: str, percent: str) -> Citation | None:
        """The first sentence of the explainer that names the percentage."""
        document = self.composer.documents.get(article)
        if document is None:
            return None
        for start, end in sentences(document.text):
            sentence = document.text[start:end]
            if percent in sentence and not sentence.startswith("#"):
                return Citation(document.id, start, end, sentence)
        return None

    # Passages

    def passages(self, query: PassageQuery) -> Answer:
        found = find_sentences(
            query, self.understood.language, self.ledger, self.composer.documents, self.composer.finder
        )
        if isinstance(found, Refused):
            return self.refusal(found)
        text = self._said(found)
        notes = [note_words(n, self.phrases) for n in query.notes if n.code != "topic_taken"]
        return self._answer("passages", text, [], notes + self._indexing())

    def _said(self, found: tuple[Sentence, ...]) -> str:
        """Sentences as they stand, each with its mark; one paragraph a document."""
        paragraphs: dict[str, list[str]] = {}
        for sentence in found:
            mark = self.citations.mark(sentence.citation, sentence.penalties, sentence.day)
            words = " ".join(sentence.citation.quote.split())
            paragraphs.setdefault(sentence.citation.document, []).append(f"{words} [{mark}]")
        return "\n".join(" ".join(p) for p in paragraphs.values())

    def without_fine(self, penalties: tuple[Penalty, ...]) -> Answer:
        """Nothing was fined, but an order, a lawsuit, a settlement or redress is recorded: that is the answer."""
        decisions = dict.fromkeys(p.decision for p in penalties)
        found: list[Sentence] = []
        for decision in list(decisions)[:_DECISIONS]:
            members = [p for p in penalties if p.decision == decision]
            ids = tuple(p.id for p in members)
            first = self._whole_sentence(members[0].citation)
            found.append(Sentence(first, ids, members[0].decided))
            query = PassageQuery(self.question, "what", None, self.as_of, words=keys_of(self.question))
            more = best_sentences(query, self.composer.documents[decision], 3 if len(decisions) == 1 else 1)
            found += [Sentence(c, ids, members[0].decided) for c in more if c.start != first.start]
        notes = list(dict.fromkeys(c for p in penalties[:2] for c in p.caveats))
        return self._answer(
            "passages", f"{self.phrases.say('passages.no_fine')}\n{self._said(tuple(found))}", [], notes
        )

    def _whole_sentence(self, citation: Citation) -> Citation:
        document = self.composer.documents[citation.document]
        for start, end in sentences(document.text):
            if start <= citation.start < end:
                stop = max(end, citation.end)
                return Citation(document.id, start, stop, document.text[start:stop])
        return citation

    # A text whose sums are checked

    def checked(self, reading: Reading, cut: bool) -> Answer:
        found = Checker(reading, self.ledger, self.phrases, self.citations, self.as_of).check()
        if found is None:
            return self.refusal(Refused(Reason.OUT_OF_SCOPE, code="nothing_to_check"))
        notes = [*found.notes, *([self.phrases.say("check.cut", n=LONGEST_TEXT)] if cut else [])]
        if found.found:
            return self._answer("figures", found.headline, list(found.lines), notes, found.told)
        reason = Reason.NOT_ENOUGH_EVIDENCE.value
        return self._answer("refusal", found.headline, list(found.lines), notes, reason=reason)

    # Refusals

    def refusal(self, refused: Refused) -> Answer:
        words = refuse(refused, self.ledger, self.phrases, refused.as_of or self.as_of)
        searched = refused.reason in (Reason.NOT_ENOUGH_EVIDENCE, Reason.NOTHING_RECORDED)
        notes = self._indexing() if searched else []
        notes += self._waiting_for(refused)
        return self._answer("refusal", words.headline, list(words.lines), notes, (), words.reason, words.suggestions)

    def _waiting(self, query: Query) -> list[str]:
        """How many penalties may belong to the figures, and are not counted because nobody has reviewed them."""
        held = self.composer.waiting
        return self._not_counted(held.beside(side.selection for side in query.sides) if held else 0)

    def _waiting_for(self, refused: Refused) -> list[str]:
        held = self.composer.waiting
        if held is None:
            return []
        if refused.reason is Reason.UNKNOWN_NAME:
            return self._not_counted(held.named(refused.about))
        return self._not_counted(held.beside((refused.selection,)) if refused.selection is not None else 0)

    def _not_counted(self, count: int) -> list[str]:
        return [self.phrases.say("caveat.waiting", n=self.phrases.number(Decimal(count)))] if count else []

    def _indexing(self) -> list[str]:
        """That not all passages are found by their meaning yet, where it is so."""
        found = self.composer.indexing(self.understood.language)
        if found is None:
            return []
        left, total = (self.phrases.number(Decimal(n)) for n in (found.left, found.total))
        return [self.phrases.say("caveat.indexing_stopped" if found.failure else "caveat.indexing", left, total)]
