"""A question to a typed Query, a search for passages, or a refusal: nothing that could change a figure is ignored."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from datetime import date

from knowledge.ledger.ledger import IMPOSED, STANDING, Ledger
from knowledge.ledger.selection import Selection
from knowledge.questions.follow import asks_itself, elliptical, followed
from knowledge.questions.gather import Gatherer
from knowledge.questions.intent import Cues, ask_of, counted_unit, group_of, pick_of, top_of, wants_figure
from knowledge.questions.query import (
    Dimension,
    Measure,
    Note,
    PassageQuery,
    Query,
    Reason,
    Refused,
    Side,
    Understood,
)
from knowledge.questions.reading import Mention, Reader, Reading
from knowledge.questions.rules import Rules
from knowledge.questions.sides import Sides
from knowledge.questions.slots import PLURAL_FINES, Slots, inherit
from knowledge.questions.unread import Unread
from knowledge.records.penalties import FINES, Kind, Status


class Understander:
    """Reads questions against one ledger. ``corpus_words`` are all words of the knowledge base's documents."""

    def __init__(self, ledger: Ledger, corpus_words: Set[str] = frozenset()) -> None:
        self._ledger = ledger
        self._reader = Reader(ledger)
        self._corpus_words = corpus_words

    def read(self, text: str, as_of: date, language: str | None = None) -> Reading:
        """The names, sums, days and words of a text, without asking what it wants."""
        return self._reader.read(text, as_of, language)

    def understand(
        self, text: str, as_of: date, language: str | None = None, after: str | None = None
    ) -> Understood:  # fmt: skip
        """``after`` is the question before: an elliptical one takes from it what it does not say itself."""
        if after is not None and after.strip():
            follow_up = self._follow_up(text, as_of, language, after)
            if follow_up is not None:
                return follow_up
        reading = self._reader.read(text, as_of, language)
        parts = two_questions(reading)
        if parts is not None:
            return self._both(parts, as_of, reading.language)
        one = _One(reading, self._ledger, as_of, self._corpus_words)
        asked = one.understand()
        return Understood(reading.language, asked, one.second)

    def _follow_up(self, text: str, as_of: date, language: str | None, after: str) -> Understood | None:
        """None where the question stands alone, or where it is not sure what it would take over."""
        before = self._reader.read(after, as_of, language)
        reading = self._reader.read(text, as_of, language or before.language)
        new = self._one(reading, as_of)
        if not elliptical(reading, new.whole):
            reading = self._reader.read(text, as_of, language)  # "and Google?" after a question in French
            new = self._one(reading, as_of)
            if not elliptical(reading, new.whole):
                return None
        if two_questions(before) is not None:
            return None
        old = self._one(before, as_of)
        asked = old.understand()
        if isinstance(asked, Refused) or old.second is not None or (isinstance(asked, Query) and len(asked.sides) > 1):
            return None
        merged = followed(new.whole, self._one(before, as_of).whole)
        if merged is None:
            return None
        one = new if asks_itself(reading) else self._one(before, as_of)
        one.take(merged, as_of)
        found = one.understand()
        if isinstance(found, Refused):
            return None
        told = (Note("follow_up", (" ".join(after.split())[:_TOLD],)), *found.notes)
        return Understood(reading.language, replace(found, notes=told), one.second)

    def _one(self, reading: Reading, as_of: date) -> _One:
        return _One(reading, self._ledger, as_of, self._corpus_words)

    def _both(self, parts: tuple[str, str], as_of: date, language: str) -> Understood:
        """A question in two parts: the first leads; the second takes from it who is meant, where it does not say."""
        first = _One(self._reader.read(parts[0], as_of, language), self._ledger, as_of, self._corpus_words)
        asked = first.understand()
        if isinstance(asked, Refused):
            return Understood(language, asked)
        second = _One(self._reader.read(parts[1], as_of, language), self._ledger, as_of, self._corpus_words)
        second.whole = inherit(second.whole, first.whole)
        return Understood(language, asked, second.understand(), parts[1])


_TOLD = 200  # characters of the question before that an answer repeats
_COMPARING = ("difference", "ratio", "percent", "days", "projection")


def two_questions(reading: Reading) -> tuple[str, str] | None:
    """The two texts of "how much did A fine B, and how much did C fine D?", where each says what it is about."""
    cues = [m for m in reading.mentions if m.has("measure.howmuch") or m.has("measure.count")]
    if len(cues) != 2 or any(m.section("measure") in _COMPARING for m in reading.mentions):
        return None
    second = cues[1]
    between = reading.text[reading.tokens[second.i - 1].end : reading.tokens[second.i].start] if second.i else ""
    joint = next((m for m in reading.mentions if m.j == second.i and m.has("side.and")), None)
    if joint is None and not any(mark in between for mark in ",;?.!"):
        return None
    if second.i <= cues[0].j or not any(m.names for m in reading.mentions if m.i < second.i):
        return None
    cut = reading.tokens[joint.i if joint else second.i].start
    return reading.text[:cut].strip(" ,;"), reading.text[reading.tokens[second.i].start :]


_EACH = frozenset({"each", "jeweils", "chacun", "chacune", "cada", "ciascuno", "ciascuna", "respectively"})


class _One:
    """One question on its way through."""

    def __init__(self, reading: Reading, ledger: Ledger, as_of: date, corpus_words: Set[str]) -> None:
        self.reading = reading
        self.ledger = ledger
        self.cues = Cues(reading)
        self.gatherer = Gatherer(reading, ledger)
        self.whole = self.gatherer.gather(0, len(reading.tokens))
        self.as_of = self.whole.as_of or as_of
        self.corpus_words = corpus_words
        self.second: Query | PassageQuery | Refused | None = None
        self.topics = set(self.whole.topics)

    def take(self, whole: Slots, as_of: date) -> None:
        """Read on with what another question says besides."""
        self.whole = whole
        self.as_of = whole.as_of or as_of
        self.topics = set(whole.topics)

    # The order of decisions

    def understand(self) -> Query | PassageQuery | Refused:
        cues = self.cues
        if self._out_of_scope():
            return Refused(Reason.OUT_OF_SCOPE)
        if self.whole.ambiguous:
            written, names = self.whole.ambiguous[0]
            return Refused(Reason.AMBIGUOUS, written, names)
        if cues.has("scope", "future"):
            return Refused(Reason.OUT_OF_SCOPE, code="no_advice")
        condition = cues.first("scope", "condition")
        rules = Rules(self.reading, self.whole, self.ledger, cues, self.as_of)
        query = rules.maximum() or rules.projection()
        if query is not None:
            return query
        if condition is not None and (figure_asked := wants_figure(cues) or self._names_fines()) and figure_asked:
            words = self.reading.words(condition.i, condition.j)
            return Refused(Reason.NOT_ENOUGH_EVIDENCE, words, code="condition_not_recorded")
        ask = ask_of(cues)
        figure = wants_figure(cues)
        if self.whole.unattached and cues.has("ask", "who"):
            return Refused(Reason.NOT_ENOUGH_EVIDENCE, ", ".join(self.whole.unattached), code="condition_not_recorded")
        if cues.has("generic", "final") and Status.UNDER_APPEAL not in self.whole.statuses:
            if not self.whole.respondents:
                return Refused(Reason.NOT_ENOUGH_EVIDENCE, "final", code="condition_not_recorded")
            return self._passages("appeal_story")
        starts = bool(self.reading.mentions) and self.reading.mentions[0].i == 0
        paid = any(n.code == "fined_is_not_paid" for n in self.whole.notes)
        if paid and starts and self.reading.mentions[0].section("ask") == "yesno" and not cues.has("measure"):
            return self._passages("appeal_story")  # "Has Facebook paid the CNIL?"
        if self._asks_in_general(figure):
            return self._passages("explain")
        if ask in ("why", "appeal_story", "explain") and not figure:
            return self._passages(ask)
        if ask == "who_decided" and not figure and not cues.has("measure", "list"):
            return self._passages("what")
        if ask in ("how", "when") and not (figure and not self._is_how_story(ask)):
            return self._passages(ask)
        if ask == "what" and not figure and not self._names_fines():
            return self._passages(ask)
        if not figure and ask == "what" and self._asks_about():
            return self._passages(ask)
        if self.whole.unattached:
            return Refused(Reason.NOT_ENOUGH_EVIDENCE, ", ".join(self.whole.unattached), code="condition_not_recorded")
        plural = any(self._is_plural(m) for m in cues.all("kind"))
        if (
            self.whole.topics
            and plural
            and not self.whole.laws
            and not cues.has("side", "than")
            and not cues.has("measure", "percent")
        ):
            return Refused(Reason.NOT_ENOUGH_EVIDENCE, ", ".join(self.whole.topics), code="topic_not_whole")
        nationality = self._nationality()
        if nationality:
            return Refused(Reason.NOT_ENOUGH_EVIDENCE, nationality, code="condition_not_recorded")
        unread = self._unread().refusal(figures=True)
        if unread is not None:
            return unread
        found = self._figure()
        stray = self._stray_number(found) if isinstance(found, Query) else None
        if stray is not None:
            return Refused(Reason.NOT_ENOUGH_EVIDENCE, stray, code="condition_not_recorded")
        if isinstance(found, Query) and ask in ("why",):
            passages = self._passages(ask)
            self.second = passages if isinstance(passages, PassageQuery) else None
        return found

    def _stray_number(self, query: Query) -> str | None:
        """A number that the query does not use ("within 30 days", "above 4% of turnover") may be a condition."""
        used = {1, 2, query.top or 0, query.rank, query.expected or 0}
        ranges = {int(a.value) for s in query.sides for a in s.selection.amounts}
        for mention in self.reading.mentions:
            n = mention.number if mention.number is not None else int(mention.section("number") or 0)
            if n and mention.number is None and self._opens_range(mention):
                continue
            if not n or n in used or (self._opens_range(mention) and any(r % n == 0 for r in ranges)):
                continue
            return self.reading.words(mention.i, mention.j)
        return None

    def _opens_range(self, mention: Mention) -> bool:
        """The 30 of "between 30 and 45 million"."""
        joint = self.gatherer.following(mention)
        high = self.gatherer.following(joint) if joint is not None else None
        return joint is not None and joint.has("side.and") and high is not None and high.sum is not None

    def _nationality(self) -> str:
        """ "fines on Chinese companies": where a respondent comes from is not recorded, only who fined it."""
        for mention in self.reading.mentions:
            following = self.gatherer.following(mention)
            if not mention.section("place") or following is None:
                continue
            if following.section("dimension") == "respondent" or following.section("scope") == "nationality":
                return self.reading.words(mention.i, following.j)
        return ""

    def _asks_in_general(self, figure: bool) -> bool:
        """A question about fines as such, not about recorded ones: "does a fine have to be paid during an appeal?",
        "who collects fines?", "what is disgorgement?", "the difference between redress and a fine"."""
        cues, whole = self.cues, self.whole
        if whole.respondents or whole.regulators or whole.decided or whole.amounts or cues.has("measure", "list"):
            return False
        unread = self._unread()
        if any(unread.in_subject_place(i) for i in unread.content()):
            return False  # "has shell been fined": a name that is not known
        keys = {t.key for t in self.reading.tokens}
        if whole.laws and keys & {"been", "was", "were", "got", "ete", "wurde", "wurden", "sido", "stato", "stata"}:
            return False  # "has anybody been fined under the DSA?"
        mentions = self.reading.mentions
        starts = bool(mentions) and mentions[0].i == 0
        if cues.has("measure", "difference") and not (whole.countries or whole.topics or whole.statuses):
            return bool(whole.kinds)
        if figure or cues.has("measure", "howmuch", "count", "total", "maximum") or cues.has("group"):
            return False
        if starts and mentions[0].section("ask") == "yesno" and not whole.countries:
            return True
        if starts and mentions[0].section("ask") == "yesno" and self._indefinite():
            return True
        if cues.has("ask", "who") and not cues.has("order"):
            return True
        return cues.has("ask", "whatis") and bool(whole.kinds) and not (whole.countries or whole.sectors)

    def _indefinite(self) -> bool:
        """ "a fine", "eine Geldbuße": any fine, not a recorded one."""
        kinds = self.cues.all("kind")
        return bool(kinds) and self.gatherer.before_token(kinds[0]) in (
            "a", "an", "any", "une", "un", "eine", "ein", "una", "unas",
        )  # fmt: skip

    def _is_how_story(self, ask: str) -> bool:
        """ "how did the CNIL arrive at 5.2 million" tells a story even with a sum in it; "when … total" does not."""
        if ask == "when":
            return not self.cues.has("measure", "total", "count", "howmuch", "days", "difference", "mean", "percent")
        return not self.cues.has("measure", "howmuch", "count", "days", "percent", "difference", "ratio", "total",
                                 "mean", "median")  # fmt: skip

    def _names_fines(self) -> bool:
        return bool(
            self.whole.plain_fine
            or self.whole.kinds
            or self.cues.has("measure", "list", "maximum")
            or self.whole.convert_to
        )

    def _asks_about(self) -> bool:
        """ "what was the fine about", "what is the €5.1m, a fine or something else", "what did X do wrong"."""
        cues = self.cues
        if self.whole.convert_to or (cues.has("group") and group_of(cues) is not None):
            return False
        last = self.reading.tokens[-1].key if self.reading.tokens else ""
        if last in ("about", "for", "over"):
            return True
        weak = ("what did", "what does", "what was", "what exactly was")
        keys = [t.key for t in self.reading.tokens]
        if cues.has("ask", "what_about") and any(k in ("do", "doing", "done") for k in keys[2:]):
            return True
        told = [m for m in cues.all("ask", "what_about") if self.reading.words(m.i, m.j).casefold() not in weak]
        if told:
            return True
        whatis = cues.has("ask", "whatis") or cues.has("ask", "what_about")
        if whatis and any(a.op == "~" for a in self.whole.amounts):
            return True
        content = [i for i in self.reading.unread if self._unread().is_content(i)]
        return whatis and bool(content) and not cues.has("measure", "list")

    # Scope

    def _out_of_scope(self) -> bool:
        cues, whole = self.cues, self.whole
        if not self.reading.tokens or cues.has("scope", "injection"):
            return True
        domain = bool(
            whole.plain_fine or whole.kinds or whole.statuses or whole.laws or whole.regulators or whole.sectors
            or cues.has("measure", "maximum", "projection") or cues.has("generic", "court", "competition")
            or cues.has("unit", "decision") or cues.has("dimension", "regulator") or cues.has("basis", "standing")
        )  # fmt: skip
        if cues.has("scope", "task") and not (whole.plain_fine or whole.kinds):
            return True
        if domain:
            return False
        unknown = [i for i in self.reading.unread if self.reading.tokens[i].key not in self.corpus_words]
        if whole.respondents:
            asks = ask_of(cues) is not None or wants_figure(cues) or cues.has("measure")
            if cues.has("ask", "why", "appeal_story") or (self._asks_about() and not cues.has("scope", "task")):
                return False
            return not asks or (bool(unknown) and not wants_figure(cues))
        known = [i for i in self.reading.unread if self.reading.tokens[i].key in self.corpus_words]
        return bool(unknown) or len(known) < 1 or ask_of(cues) is None

    def _unread(self) -> Unread:
        return Unread(self.reading, self.whole, self.ledger, self.corpus_words)

    # Passages

    def _passages(self, ask: str) -> PassageQuery | Refused:
        refused = self._unread().refusal(figures=False)
        if refused is not None:
            return refused
        selection = None
        slots = self.whole
        placed = slots.regulators or slots.countries or slots.regions
        if slots.respondents or (placed and not self._names_unrecorded()):
            places = () if slots.regulators else tuple(slots.countries)
            hard = Selection(
                respondents=tuple(slots.respondents), regulators=tuple(slots.regulators), countries=places,
                abroad=slots.abroad, regions=tuple(slots.regions), kinds=frozenset(Kind),
            )  # fmt: skip
            if not (slots.regulators or slots.respondents) and self._place_is_a_destination():
                hard = replace(hard, countries=())
            selection = hard
        # Names stand in every sentence of their decision: the other words choose among them.
        named = {i for m in self.reading.mentions if m.names for i in range(m.i, m.j)}
        content = tuple(
            token.key
            for i, token in enumerate(self.reading.tokens)
            if i not in named and token.key not in self.reading.vocabulary.fillers
        )
        kinds = slots.kinds or (sorted(FINES) if slots.plain_fine else [])
        soft = replace(slots.selection(), kinds=frozenset(kinds) or frozenset(Kind), countries=())
        return PassageQuery(self.reading.text, ask, selection, self.as_of, soft, content, tuple(slots.notes))

    def _names_unrecorded(self) -> bool:
        """A name that documents hold and no record: its text is looked for, not the authority's other decisions."""
        tokens = self.reading.tokens
        if self.reading.language == "de" or self.reading.text.isupper():
            return False
        return any(i > 0 and tokens[i].text[0].isupper() for i in self.reading.unread)

    def _place_is_a_destination(self) -> bool:
        """ "transfers to China": the place is not whose regulator acted."""
        return any(
            m.section("place") and m.i and self.reading.tokens[m.i - 1].key in ("to", "vers", "nach", "verso", "hacia")
            for m in self.reading.mentions
        )

    # Figures

    def _figure(self) -> Query | Refused:
        cues = self.cues
        sides = Sides(self.reading, self.ledger, self.gatherer, self.whole, cues)
        compared = sides.comparison()
        if isinstance(compared, Refused):
            return compared
        basis = self.whole.basis or IMPOSED
        if compared is None and len(set(self.whole.statuses)) > 1 and not cues.has("side", "or"):
            words = ", ".join(s.value.replace("_", " ") for s in self.whole.statuses)
            return Refused(Reason.NOT_ENOUGH_EVIDENCE, words, code="several_statuses")
        if compared is None and self.whole.split_dates and self._either_or() is None:
            return Refused(Reason.NOT_ENOUGH_EVIDENCE, self.reading.text, code="split_dates")
        if compared is not None:
            measure, pair = compared
            return self._query(measure, pair, basis=pair[0].basis)
        selection = self._stands(self.whole.selection(), basis)
        side = Side(selection, basis)
        pairs = self._pairs()
        if pairs is not None:
            measure = (
                Measure.COUNT if cues.has("measure", "count") else Measure.LIST if self._wants_list() else Measure.TOTAL
            )
            return self._query(measure, tuple(Side(p.selection(), basis) for p in pairs), basis=basis)
        unit = counted_unit(cues)
        group = group_of(cues)
        if (
            group is None
            and cues.has("order", "most", "least")
            and not cues.has("measure", "count")
            and not self._either_or()
        ):
            # "which judge has imposed the most": a grouping that the records do not have.
            return Refused(Reason.NOT_ENOUGH_EVIDENCE, self.reading.text, code="group_not_recorded")
        either = self._either_or()
        if either is not None:
            group = either
        if group is not None and cues.has("measure", "mean", "median"):
            return Refused(Reason.NOT_ENOUGH_EVIDENCE, self.reading.text, code="mean_by_group")
        picked = pick_of(cues) if group is not None and not cues.has("order") else None
        if group is not None and picked is not None and self._picks_in_each(picked[1]):
            return self._query(picked[0], (side,), basis=basis, group=group[0])
        if group is not None and unit in (None, "decisions", "penalties"):
            measure = Measure.COUNT if self._counts_groups() else Measure.TOTAL
            found = self._query(measure, (side,), basis=basis, group=group[0], group_order=group[1])
            return replace(found, unit=unit or "penalties")
        if cues.has("measure", "mean") and not cues.has("ask", "what_about"):
            return self._query(Measure.MEAN, (side,), basis=basis)
        if cues.has("measure", "median"):
            return self._query(Measure.MEDIAN, (side,), basis=basis)
        picked = pick_of(cues)
        if picked is not None and not cues.has("measure", "count"):
            measure, mention = picked
            top = top_of(cues, mention)
            if basis == STANDING and measure in (Measure.LARGEST, Measure.SMALLEST):
                side = Side(replace(selection, stands=True), basis)
            found = self._query(measure, (side,), basis=basis, top=top)
            return replace(found, rank=self._rank(measure, mention))
        nth = self.whole.nth
        if nth is not None and nth > 1:
            return self._query(Measure.TOTAL, (Side(selection, basis, nth),), basis=basis)
        if cues.has("measure", "count") and not self._wants_sum():
            return self._query(Measure.COUNT, (side,), basis=basis, unit=unit or "penalties")
        if self._wants_list() or (cues.has("ask", "who") and not cues.has("measure")):
            return self._query(Measure.LIST, (side,), basis=basis)
        if not self.whole.says_which() and not self._means_everything():
            return Refused(Reason.AMBIGUOUS, self.reading.text.strip(), code="whose")
        return self._query(Measure.TOTAL, (side,), basis=basis)

    def _means_everything(self) -> bool:
        """ "How much has been fined in total?", "all fines": not "how much was the fine?", which is about one."""
        cues = self.cues
        plural = any(self._is_plural(m) for m in cues.all("kind"))
        return plural or cues.has("measure", "total", "list") or cues.has("generic", "worldwide")

    def _picks_in_each(self, pick: Mention) -> bool:
        """ "the largest fine in each country", not "the biggest year" or "the highest fines by company": totals."""
        kind = self.gatherer.following(pick, reach=1)
        return kind is not None and bool(kind.section("kind")) and not self._is_plural(kind)

    def _rank(self, measure: Measure, pick: Mention) -> int:
        """2 for "the second biggest"."""
        nth = self.whole.nth
        sized = measure in (Measure.LARGEST, Measure.SMALLEST)
        beside = any(m.j == pick.i and m.section("ordinal") for m in self.reading.mentions)
        return nth if sized and beside and nth and nth > 1 else 1

    def _pairs(self) -> tuple[Slots, Slots] | None:
        """ "A's X and B's Y": two regulators with a respondent each are two sets, not all four combinations."""
        if len(set(self.whole.regulators)) < 2 or len(set(self.whole.respondents)) < 2:
            return None
        for joint in self.cues.all("side", "and"):
            left, right = self.gatherer.gather(0, joint.i), self.gatherer.gather(joint.j, len(self.reading.tokens))
            if all(s.regulators and s.respondents for s in (left, right)):
                return left, right
        return None

    def _expected(self) -> int | None:
        """The n of "all three penalties", "the two Free companies": how many the asker thinks there are."""
        for mention in self.reading.mentions:
            n = mention.number if mention.number is not None else int(mention.section("number") or 0)
            if not n or n < 2:
                continue
            near = [m for m in self.reading.mentions if mention.j <= m.i <= mention.j + 2]
            if any(m.section("kind") == "fine" or m.section("dimension") == "respondent" for m in near):
                return n
        return None

    def _query(
        self, measure: Measure, sides: tuple[Side, ...], *, basis: str, group: Dimension | None = None,
        group_order: str = "most", top: int | None = None, unit: str = "penalties",
    ) -> Query:  # fmt: skip
        return Query(
            measure, sides, basis, self.as_of, group=group, group_order=group_order, top=top, unit=unit,
            expected=self._expected() if group is None and top is None and len(sides) == 1 else None,
            convert_to=self.whole.convert_to, notes=tuple(dict.fromkeys(self.whole.notes)),
        )  # fmt: skip

    def _stands(self, selection: Selection, basis: str) -> Selection:
        """ "which fines still stand": those of which something is in force."""
        counted = self.cues.has("measure", "count") or self._wants_list()
        if (
            basis == STANDING
            and counted
            and not selection.statuses
            and not self.cues.has("measure", "howmuch", "total")
        ):
            return replace(selection, stands=True)
        return selection

    def _wants_list(self) -> bool:
        return self.cues.has("measure", "list") and not self.cues.has("measure", "howmuch", "total")

    def _wants_sum(self) -> bool:
        return self.cues.has("measure", "total") and not self.cues.has("measure", "count")

    def _counts_groups(self) -> bool:
        """ "the most fines", "how many fines per year": numbers of fines, not their sums."""
        if self.cues.has("measure", "count"):
            return True
        if self.cues.has("measure", "howmuch", "total"):
            return False
        for order in self.cues.all("order"):
            for kind in self.cues.reading.mentions:
                if kind.section("kind") and kind.i == order.j and self._is_plural(kind):
                    return True
        return False

    def _is_plural(self, mention: Mention) -> bool:
        word = self.reading.tokens[mention.j - 1].key
        return word in PLURAL_FINES

    def _either_or(self) -> tuple[Dimension, str] | None:
        """ "who was fined more, Google or Meta?": one figure for each of the two."""
        cues = self.cues
        than = [
            m for m in cues.all("side", "than") if self.reading.tokens[m.i].key not in ("against", "contre", "gegen")
        ]
        compare = any(self.reading.tokens[m.i].key.startswith("compar") for m in cues.all("measure", "comparative"))
        each = any(self.reading.tokens[m.i].key in _EACH for m in cues.all("group", "by"))
        if not (cues.has("side", "or") or than or compare or each):
            return None
        order = "least" if cues.has("order", "least") else "most"
        if len(set(self.whole.respondents)) >= 2:
            return Dimension.RESPONDENT, order
        if len(set(self.whole.regulators)) >= 2:
            return Dimension.REGULATOR, order
        if len(self.whole.places) >= 2:
            return Dimension.COUNTRY, order
        years = [m for m in cues.reading.mentions if m.dated is not None]
        if len(years) >= 2 and self.whole.decided is not None:
            return Dimension.YEAR, order
        return None
