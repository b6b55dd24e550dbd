"""Checks the sums of money in a text against the records: what matches, what does not, and what cannot be told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from knowledge.answers.answer import Told
from knowledge.answers.citing import Citations
from knowledge.answers.figures import penalty_line
from knowledge.answers.frame import Phrases
from knowledge.answers.subject import short_name
from knowledge.ledger import arithmetic
from knowledge.ledger.figures import Figure
from knowledge.ledger.ledger import IMPOSED, STANDING, Ledger
from knowledge.ledger.names import Named, display_regulator
from knowledge.ledger.periods import Period
from knowledge.ledger.selection import Amount, Selection
from knowledge.questions.money import Sum
from knowledge.questions.ordinary import is_ordinary
from knowledge.questions.reading import Mention, Reading
from knowledge.questions.slots import AREAS
from knowledge.records.documents import Citation
from knowledge.records.penalties import FINES, SUM_EVENTS, Kind, Penalty, Status
from knowledge.search.sentences import sentences

LONGEST_TEXT = 4000  # characters that are read
MOST_SUMS = 20
_SHOWN = 3  # records in one line
_LISTED = 10  # records of those named without a sum
# A rounded sum may stand for one that differs by at most this part of it ("€2.4 billion" for 2,424,495,000).
_ROUNDED = Decimal("0.025")
# Right before a name: a sum before it is that one's ("€345m on TikTok").
_TARGET = frozenset("on against contre gegen contra contro sur".split())
_CHANGED = (Status.ANNULLED, Status.REDUCED, Status.UNDER_APPEAL, Status.REINSTATED)
_PER_DAY = ("a day", "per day", "/day", "daily", "par jour", "pro tag", "am tag", "al día", "por día", "al giorno")


@dataclass(frozen=True, slots=True)
class Checked:
    """The parts of an answer; ``found`` is False where no record stands behind any line."""

    headline: str
    lines: tuple[str, ...]
    notes: tuple[str, ...]
    told: tuple[Told, ...]
    found: bool


@dataclass(slots=True)
class _Sentence:
    """One sentence's tokens ``i:j`` and what stands in it."""

    i: int
    j: int
    text: str
    sums: list[Mention]
    respondents: list[tuple[Mention, Named]]
    regulators: list[str]
    countries: list[str]
    periods: list[Period]
    unknown: list[int]  # words that look like names and are none that is recorded


@dataclass(frozen=True, slots=True)
class _Whom:
    """``node`` None: nobody known. ``sure`` False: somebody else may be meant."""

    node: str | None
    sure: bool = True


class Checker:
    """Checks one reading; marks are collected in ``citations``."""

    def __init__(self, reading: Reading, ledger: Ledger, phrases: Phrases, citations: Citations, as_of: date) -> None:
        self.reading = reading
        self.ledger = ledger
        self.phrases = phrases
        self.citations = citations
        self.as_of = as_of
        self.cited: dict[str, Penalty] = {}
        self.matched: dict[str, Penalty] = {}
        self.totals: list[Figure] = []

    def check(self) -> Checked | None:
        """None where the text holds neither a sum nor a recorded name."""
        lines: list[str] = []
        matched = seen = 0
        latest: str | None = None
        spoken: set[str] = set()
        named: dict[str, None] = {}
        regulators: dict[str, None] = {}
        found = self._sentences()
        sums = sum(len(s.sums) for s in found)
        for sentence in found:
            named.update(dict.fromkeys(n.id for _, n in sentence.respondents))
            regulators.update(dict.fromkeys(sentence.regulators))
            for mention in sentence.sums:
                if seen == MOST_SUMS:
                    break
                seen += 1
                whom = self._whom(sentence, mention, latest)
                ok, line = self._sum(sentence, mention, whom)
                matched += ok
                lines.append(line)
                if whom.node is not None:
                    spoken.add(whom.node)
            if sentence.respondents:
                latest = sentence.respondents[-1][1].id
        notes = [self.phrases.say("check.first_sums", n=MOST_SUMS)] if sums > MOST_SUMS else []
        changed = [p for p in self.matched.values() if p.status_on(self.as_of) in _CHANGED]
        if changed:
            names = "; ".join(short_name(p, self.ledger, self.phrases) for p in changed[:_LISTED])
            notes.append(self.phrases.say("check.changed", names=names))
        for node in named:
            if node not in spoken:
                lines.append(self._of(node))
        if not named and not sums:
            lines += [self._by(code) for code in regulators]
        if not lines:
            return None
        key = "check.headline" if sums else "check.names_only"
        return Checked(
            self.phrases.say(key, n=matched, all=seen), tuple(lines), tuple(notes), self._told(), bool(self.cited)
        )  # fmt: skip

    def _told(self) -> tuple[Told, ...]:
        if not self.cited:
            return ()
        listed = arithmetic.listing(self.ledger, list(self.cited.values()), IMPOSED, self.as_of)
        return tuple(self.citations.told(f) for f in (listed, *self.totals))

    # What stands where

    def _sentences(self) -> list[_Sentence]:
        reading = self.reading
        out = []
        for start, end in sentences(reading.text):
            inside = [k for k, t in enumerate(reading.tokens) if start <= t.start < end]
            if inside:
                out.append(self._sentence(inside[0], inside[-1] + 1, reading.text[start:end]))
        return out

    def _sentence(self, i: int, j: int, text: str) -> _Sentence:
        one = _Sentence(i, j, text, [], [], [], [], [], [])
        for mention in self.reading.mentions:
            if not i <= mention.i < j:
                continue
            place = mention.section("place")
            if not mention.names and self._could_be_name(mention):
                one.unknown.append(mention.i)  # "gegen Uber 290 Millionen": a name, or a word of the language
            if mention.sum is not None:
                one.sums.append(mention)
            elif mention.read_as is not None:
                one.unknown.append(mention.i)  # near to a name is not that name
            elif mention.names:
                self._named(one, mention)
            elif mention.dated is not None:
                one.periods.append(mention.dated.period)
            elif place is not None and not place.startswith("ABROAD_"):
                one.countries += AREAS.get(place, (place,))
        language = self.reading.language
        for k in self.reading.unread:
            token = self.reading.tokens[k]
            if i <= k < j and token.text[0].isupper() and not is_ordinary(token.text, language):
                one.unknown.append(k)
        return one

    def _named(self, one: _Sentence, mention: Mention) -> None:
        meant = [n for n in mention.names if self._recorded(n)] if len(mention.names) > 1 else list(mention.names)
        if len(meant) != 1:
            one.unknown.append(mention.i)
        elif meant[0].type == "regulator":
            one.regulators.append(meant[0].id)
        else:
            one.respondents.append((mention, meant[0]))

    def _could_be_name(self, mention: Mention) -> bool:
        tokens = self.reading.tokens[mention.i : mention.j]
        known = tuple(t.key for t in tokens) in self.ledger.names.by_words
        return known and tokens[0].text[0].isupper() and mention.section("relation") is not None

    def _recorded(self, named: Named) -> bool:
        if named.type == "regulator":
            return any(p.regulator == named.id for p in self.ledger.penalties)
        return bool(self._all(named.id))

    def _whom(self, sentence: _Sentence, mention: Mention, latest: str | None) -> _Whom:
        """Whose sum it is: the one that it is said to fall on, else the last one named before it, else the next."""
        before = [(m, n) for m, n in sentence.respondents if m.j <= mention.i]
        after = [(m, n) for m, n in sentence.respondents if m.i >= mention.j]
        if after:
            first = after[0][0]
            between = [s for s in sentence.sums if mention.j <= s.i < first.i]
            if not between and first.i and self.reading.tokens[first.i - 1].key in _TARGET:
                return _Whom(after[0][1].id)
        if before:
            last, named = before[-1]
            strangers = [k for k in sentence.unknown if last.j <= k < mention.i]
            return _Whom(named.id, not strangers)
        if after:
            strangers = [k for k in sentence.unknown if k < after[0][0].i]
            return _Whom(after[0][1].id, not strangers)
        return _Whom(None) if sentence.unknown else _Whom(latest)

    # One sum

    def _sum(self, sentence: _Sentence, mention: Mention, whom: _Whom) -> tuple[bool, str]:
        """(whether a record has the sum, the line that says so)."""
        assert mention.sum is not None
        written = self.reading.words(mention.i, mention.j)
        if whom.node is None:
            return False, self._line("nobody", written)
        money = mention.sum
        known = sorted(self._all(whom.node), key=lambda p: p.amount is None or p.amount.currency != money.currency)
        if money.currency is None:
            return False, self._line("no_currency", written, known[:_SHOWN])
        hits = [p for p in known if self._has(p, money)]
        if self._daily(sentence) != any(p.kind is Kind.PERIODIC_PENALTY_THREAT for p in hits) and hits:
            rest = [p for p in hits if (p.kind is Kind.PERIODIC_PENALTY_THREAT) is self._daily(sentence)]
            if not rest:
                return False, self._line("rate", written, hits)
            hits = rest
        elif hits and not self._daily(sentence):
            hits = [p for p in hits if p.kind is not Kind.PERIODIC_PENALTY_THREAT] or hits
        if hits and not whom.sure:
            return False, self._line("unclear", written, hits)
        if hits and not self._speaks_of_penalties(sentence):
            return False, self._line("context", written, hits)
        if hits:
            return self._placed(sentence, written, hits, money)
        total = self._total(sentence, whom.node, money) if self._may_be_total(sentence, whom) else None
        if total is not None:
            return True, self._total_line(written, total)
        return False, self._unmatched(sentence, written, whom, money, known)

    def _may_be_total(self, sentence: _Sentence, whom: _Whom) -> bool:
        return whom.sure and not self._daily(sentence) and self._speaks_of_penalties(sentence)

    def _speaks_of_penalties(self, sentence: _Sentence) -> bool:
        """Whether a penalty is meant at all: "revenue rose to $5bn at Meta" speaks of none."""
        inside = [m for m in self.reading.mentions if sentence.i <= m.i < sentence.j]
        if any(m.section("relation") == "turnover" for m in inside):
            return any(m.section("kind") for m in inside)
        return any(
            m.section("kind")
            or m.section("status")
            or m.has("dimension.regulator")
            or any(n.type == "regulator" for n in m.names)
            for m in self.reading.mentions
        )

    def _placed(self, sentence: _Sentence, written: str, hits: list[Penalty], money: Sum) -> tuple[bool, str]:
        """Records of the sum, held against the authority, the place and the date that stand beside it."""
        if sentence.regulators:
            by = [p for p in hits if p.regulator in sentence.regulators]
            if not by:
                return False, self._line("other_regulator", written, hits)
            hits = by
        elif sentence.countries:
            by = [p for p in hits if self.ledger.regulator(p).country in sentence.countries]
            if not by:
                return False, self._line("other_place", written, hits)
            hits = by
        if sentence.periods:
            on = [p for p in hits if any(self._within(p, period) for period in sentence.periods)]
            if not on:
                return False, self._line("other_date", written, hits)
            hits = on
        self.matched.update((p.id, p) for p in hits)
        return True, self._line("match", written, hits, money)

    def _unmatched(self, sentence: _Sentence, written: str, whom: _Whom, money: Sum, known: list[Penalty]) -> str:
        assert whom.node is not None
        proposed = [p for p in known if self._step(p, money, proposed=True) is not None]
        if proposed:
            return self._line("proposed", written, proposed)
        others = [n.id for _, n in sentence.respondents if n.id != whom.node]
        elsewhere = [p for node in others for p in self._all(node) if self._has(p, money)]
        if elsewhere:
            return self._line("unclear", written, elsewhere)
        if not whom.sure:
            return self._line("unclear", written, known[:_SHOWN])
        near = [p for p in known if p.amount and p.amount.currency == money.currency and self._rough(money, p)]
        if near:
            return self._line("rough", written, near)
        narrowed = [p for p in known if p.regulator in sentence.regulators] or known
        key = "none" if narrowed else "none_recorded"
        return self._line(key, written, narrowed, who=self.ledger.names.respondents[whom.node].name)

    # Against the records

    def _all(self, node: str) -> list[Penalty]:
        """What is recorded on a respondent with a sum, the largest first within a currency."""
        kinds = frozenset(Kind)
        found = [p for p in self.ledger.select(Selection((node,), kinds=kinds), self.as_of) if p.amount is not None]
        return sorted(found, key=lambda p: (p.kind not in FINES, -(p.amount.amount if p.amount else 0)))

    def _has(self, penalty: Penalty, money: Sum) -> bool:
        """Whether the sum first ordered, or one that a later step set, is the one written."""
        if penalty.amount is None or penalty.amount.currency != money.currency:
            return False
        return _is(money, penalty.amount.amount) or self._step(penalty, money) is not None

    def _step(self, penalty: Penalty, money: Sum, proposed: bool = False) -> Citation | None:
        """The quote of the step that set the sum; ``proposed``: of one that only mentions it."""
        if penalty.amount is None or penalty.amount.currency != money.currency:
            return None
        for event in penalty.events:
            if event.day > self.as_of or not event.amount or (event.event in SUM_EVENTS) is proposed:
                continue
            if _is(money, event.amount):
                return event.citation
        return None

    def _rough(self, money: Sum, penalty: Penalty) -> bool:
        return penalty.amount is not None and Amount("~", money.value, None, money.unit).fits(penalty.amount.amount)

    def _daily(self, sentence: _Sentence) -> bool:
        text = sentence.text.casefold()
        return any(cue in text for cue in _PER_DAY)

    def _within(self, penalty: Penalty, period: Period) -> bool:
        days = [penalty.decided, penalty.announced, *(e.day for e in penalty.events if e.event in SUM_EVENTS)]
        return any(d is not None and d in period for d in days)

    def _total(self, sentence: _Sentence, node: str, money: Sum) -> Figure | None:
        """A total of recorded fines that is the sum: of one decision or day, or of all that the sentence speaks of."""
        fines = [p for p in self._all(node) if p.kind in FINES]
        if sentence.regulators:
            fines = [p for p in fines if p.regulator in sentence.regulators]
        elif sentence.countries:
            fines = [p for p in fines if self.ledger.regulator(p).country in sentence.countries]
        if sentence.periods:
            fines = [p for p in fines if any(p.decided in period for period in sentence.periods)]
        together: dict[tuple[str, ...], list[Penalty]] = {}
        for penalty in fines:
            together.setdefault((penalty.decision,), []).append(penalty)
            together.setdefault((penalty.regulator, penalty.decided.isoformat()), []).append(penalty)
        for members in (*together.values(), fines):
            members = sorted(members, key=lambda p: (p.decided, p.id))
            for basis in (IMPOSED, STANDING):
                for figure in arithmetic.total(self.ledger, members, basis, self.as_of):
                    whole = len(figure.terms) > 1 and not figure.left_out
                    if whole and figure.unit == money.currency and _is(money, figure.value):
                        return figure
        return None

    # Lines

    def _line(
        self, key: str, written: str, penalties: Sequence[Penalty] = (), money: Sum | None = None, who: str = ""
    ) -> str:  # fmt: skip
        shown = "; ".join(self._record(p, money) for p in penalties[:_SHOWN])
        if len(penalties) > _SHOWN:
            shown += f" (+{len(penalties) - _SHOWN})"
        return self.phrases.say(f"check.{key}", sum=written, records=shown, who=who)

    def _record(self, penalty: Penalty, money: Sum | None = None) -> str:
        self.cited[penalty.id] = penalty
        marks = [self.citations.mark(penalty.citation, (penalty.id,), penalty.decided)]
        step = self._step(penalty, money) if money is not None else None
        if step is not None and penalty.amount is not None and money and not _is(money, penalty.amount.amount):
            marks.append(self.citations.mark(step, (penalty.id,), penalty.decided))
        return penalty_line(penalty, marks, self.ledger, self.phrases, self.as_of)

    def _total_line(self, written: str, figure: Figure) -> str:
        members = [self.ledger.by_id[t.penalty] for t in figure.terms]
        self.matched.update((p.id, p) for p in members)
        if figure not in self.totals:
            self.totals.append(figure)
        records = self._some(members)
        working = f"{figure.unit} {figure.working}"
        basis = self.phrases.say(f"measure.basis_{figure.basis}")
        return self.phrases.say("check.total", sum=written, working=working, basis=basis, records=records)

    def _some(self, penalties: Sequence[Penalty]) -> str:
        for penalty in penalties:
            self.cited[penalty.id] = penalty
        shown = "; ".join(self._record(p) for p in penalties[:_SHOWN])
        return f"{shown} (+{len(penalties) - _SHOWN})" if len(penalties) > _SHOWN else shown

    def _of(self, node: str) -> str:
        """What is recorded on one that is named without a sum."""
        penalties = self.ledger.select(Selection((node,), kinds=frozenset(Kind)), self.as_of)
        return self._listed(self.ledger.names.respondents[node].name, penalties)

    def _by(self, code: str) -> str:
        penalties = self.ledger.select(Selection(regulators=(code,), kinds=frozenset(Kind)), self.as_of)
        return self._listed(display_regulator(self.ledger.names.regulators[code]), penalties)

    def _listed(self, who: str, penalties: Sequence[Penalty]) -> str:
        if not penalties:
            return self.phrases.say("check.nothing_on", who=who)
        fines = [p for p in penalties if p.kind in FINES]
        sums = self._values(arithmetic.total(self.ledger, fines, IMPOSED, self.as_of))
        count = self.phrases.counted(len(penalties), "penalties")
        latest = sorted(penalties, key=lambda p: (p.decided, p.id), reverse=True)[:_LISTED]
        for penalty in penalties:
            self.cited[penalty.id] = penalty
        return self.phrases.say(
            "check.named", who=who, count=count, sums=sums or "–", records="; ".join(self._record(p) for p in latest)
        )  # fmt: skip

    def _values(self, figures: Iterable[Figure]) -> str:
        return self.phrases.both(self.phrases.money(f.value, f.unit) for f in figures)


def _is(money: Sum, value: Decimal) -> bool:
    """The sum itself, or rounded as it is written, but never far from it."""
    if money.value == value:
        return True
    fits = Amount("~", money.value, None, money.unit).fits(value)
    return fits and value != 0 and abs(money.value - value) / value <= _ROUNDED
