"""Two sets of penalties put against each other: difference, ratio, percentage, days between."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from knowledge.ledger.ledger import IMPOSED, STANDING, Ledger
from knowledge.questions.gather import Gatherer
from knowledge.questions.intent import Cues
from knowledge.questions.query import Measure, Reason, Refused, Side
from knowledge.questions.reading import Mention, Reading
from knowledge.questions.slots import PLURAL_FINES, Slots, inherit
from knowledge.records.penalties import FINES, Kind, Status

_STATUS_POINTS = {Status.ANNULLED, Status.REDUCED, Status.REINSTATED, Status.UPHELD, Status.UNDER_APPEAL, Status.PAID}
_OF = frozenset("of des der de d di del della dei delle von vom an du".split())
Pair = tuple[Side, Side]


class Sides:
    """Finds the two sides of a comparison in a reading."""

    def __init__(self, reading: Reading, ledger: Ledger, gatherer: Gatherer, whole: Slots, cues: Cues) -> None:
        self.reading = reading
        self.ledger = ledger
        self.gatherer = gatherer
        self.whole = whole
        self.cues = cues
        self.end = len(reading.tokens)

    def comparison(self) -> tuple[Measure, Pair] | Refused | None:
        """(measure, sides) where the question compares; None where it does not; Refused where a side is missing."""
        if self.cues.has("order", "rank") and self.cues.has("dimension"):
            return None
        if self.cues.has("measure", "percent"):
            cue = self.cues.all("measure", "percent")[0]
            if any(m.j == cue.i and m.number is not None for m in self.reading.mentions):
                words = self.reading.words(max(0, cue.i - 1), self.end)
                return Refused(Reason.NOT_ENOUGH_EVIDENCE, words, code="condition_not_recorded")
            return self._percent()
        if self.cues.has("measure", "ratio"):
            return self._two(Measure.RATIO)
        if self._asks_days():
            return self._days()
        if self._asks_cut():
            return Measure.DIFFERENCE, self._cut()
        if self.cues.has("measure", "difference"):
            return self._two(Measure.DIFFERENCE)
        return None

    # Pieces

    def _slots(self, start: int, end: int) -> Slots:
        return self.gatherer.gather(start, end)

    def _side(self, slots: Slots, point: str = "decided") -> Side:
        return Side(slots.selection(), slots.basis or IMPOSED, slots.nth, point)

    def _settled(self, slots: Slots, own: Slots) -> Slots:
        """What was taken from the other side must not leave nothing: a date that was not its own goes first."""
        if slots.decided is not None and own.decided is None and not self._any(slots):
            without = replace(slots, decided=None)
            if self._any(without):
                return without
        return slots

    def _any(self, slots: Slots) -> bool:
        return bool(self.ledger.select(slots.selection(), date.max))

    def _two_of_one(self) -> tuple[Slots, Slots] | None:
        """ "the two Intel fines": the first and the second, where there are just two decisions."""
        if not any(m.has("number.2") or m.number == 2 for m in self.reading.mentions):
            return None
        decisions = {p.decision for p in self.ledger.select(self.whole.selection(), date.max)}
        if len(decisions) != 2:
            return None
        return replace(self.whole, nth=2), replace(self.whole, nth=1)

    def _pair(self, left: Slots, right: Slots, *, part: bool = False) -> tuple[Slots, Slots]:
        """Both sides completed from each other, and "the fine" against a special kind read as the other kinds."""
        full_left, full_right = inherit(left, right, part=part), inherit(right, left)
        for side, full, other in ((left, full_left, right), (right, full_right, left)):
            if other.kinds and not side.kinds and (side.plain_fine or side.says_which()) and not other.plain_fine:
                rest = sorted(FINES - set(other.kinds))
                if side.plain_fine and rest and set(other.kinds) <= FINES:
                    full.kinds = rest
        return self._settled(full_left, left), self._settled(full_right, right)

    # Percent

    def _percent(self) -> tuple[Measure, Pair] | Refused:
        cue = self.cues.all("measure", "percent")[0]
        if self._asks_cut_anywhere():
            imposed, standing = self._cut()
            return Measure.PERCENT, (replace(standing, point="cut"), imposed)
        part_of = self.cues.first("side", "as_part_of")
        if part_of is not None:
            part, whole = self._slots(0, part_of.i), self._slots(part_of.j, self.end)
            return self._share(part, whole)
        whole_start = self._after_of(cue)
        said_of = self.reading.tokens[cue.j - 1].key in _OF or whole_start > cue.j
        if not said_of and self._slots(0, cue.i).says_which() and self._slots(cue.j, self.end).says_which():
            # "Of the CNIL's fines on Google, what percentage fell on Google LLC?"
            return self._share(self._slots(cue.j, self.end), self._slots(0, cue.i))
        divider = self._divider(whole_start)
        if divider is None:
            part, whole = self._slots(0, cue.i), self._slots(whole_start, self.end)
            if not part.says_which():
                return self._within(self._slots(whole_start, self.end))
            return self._share(part, whole)
        whole = self._slots(whole_start, divider.i)
        part = self._slots(divider.j, self.end)
        if not part.says_which():  # "…: what percent of the original fine is it?"
            part = self._slots(0, cue.i)
        self._lead(self._slots(0, cue.i), part, whole)
        if not part.says_which():
            everything = self._slots(whole_start, self.end)
            return self._within(everything if everything.basis == STANDING else whole)
        return self._share(part, whole)

    def _after_of(self, cue: Mention) -> int:
        for i in range(cue.j, min(cue.j + 3, self.end)):
            mention = next((m for m in self.reading.mentions if m.i == i and m.has("side.of")), None)
            if mention is not None:
                return mention.j
        return cue.j

    def _divider(self, start: int) -> Mention | None:
        """The verb between the whole and its part, with something of the whole before it."""
        candidates = [m for m in self.reading.mentions if m.i > start and m.has("side.is")]
        for mention in candidates:
            if self._slots(start, mention.i).says_which() or any(
                m.section("kind") for m in self.reading.mentions if start <= m.i < mention.i
            ):
                last = mention
                # "made up by", "went to": take the last of verbs that stand together ("are … made up by").
                for following in candidates:
                    between = self._slots(last.j, following.i)
                    if following.i >= last.j and not between.says_which() and not self._slots_say(last.j, following.i):
                        last = following
                return last
        return None

    def _slots_say(self, start: int, end: int) -> bool:
        return any(m.names or m.dated or m.section("kind") for m in self.reading.mentions if start <= m.i < end)

    @staticmethod
    def _lead(lead: Slots, part: Slots, whole: Slots) -> None:
        """What stands before the question holds for the whole ("For Clearview in France, what share …")."""
        if part.says_which() and not whole.respondents:
            whole.respondents = list(lead.respondents)
        if not (part.placed or whole.placed):
            whole.take_place(lead)
        if not any((s.decided or s.announced) for s in (part, whole)):
            whole.take_time(lead)
        if not any((s.laws or s.sectors) for s in (part, whole)):
            whole.laws, whole.sectors = lead.laws, lead.sectors

    def _of_the_same_case(self, part: Slots, whole: Slots) -> Slots | None:
        """The whole of "Clearview's original fine" against a payment: the fine of the authority that ordered it.

        None where no one is named whose fine it could be.
        """
        if set(part.kinds) != {Kind.OVERDUE_PENALTY_PAYMENT} or not whole.plain_fine or self._plural_fines():
            return whole
        placed = part.placed or whole.placed
        if not (part.respondents or whole.respondents):
            return whole if placed else None
        if placed:
            return whole
        payments = self.ledger.select(inherit(part, whole, part=True).selection(), date.max)
        return replace(whole, regulators=sorted({p.regulator for p in payments}))

    def _unused(self, *sides: Slots) -> bool:
        """A name or a place of the question that neither side took up."""
        return any(
            set(getattr(self.whole, name)) - {x for s in sides for x in getattr(s, name)}
            for name in ("regulators", "countries", "regions", "laws", "sectors")
        )

    def _share(self, part: Slots, whole: Slots) -> tuple[Measure, Pair] | Refused:
        same = self._of_the_same_case(part, whole)
        if same is None:
            return Refused(Reason.NOT_ENOUGH_EVIDENCE, self.reading.text, code="percent_of_what")
        whole = same
        if (
            part.kinds
            and not whole.kinds
            and whole.plain_fine
            and set(part.kinds) <= FINES
            and self._is_original(whole)
        ):
            full_part, full_whole = self._pair(part, whole, part=True)
        else:
            whole = self._around(whole, part)
            if (part.respondents or part.regulators) and not (whole.decided or whole.announced or whole.nth):
                # "what share of the DPC's fines was on Meta in 2022": of those of 2022
                whole = replace(whole, decided=part.decided, announced=part.announced)
            full_part = inherit(part, whole, part=True)
            full_whole = inherit(whole, part) if not whole.says_which() else self._fill_who(whole, part)
        if self._side(full_part) == self._side(full_whole) or self._unused(full_part, full_whole):
            return Refused(Reason.NOT_ENOUGH_EVIDENCE, self.reading.text, code="percent_of_what")
        return Measure.PERCENT, (self._side(full_part), self._side(full_whole))

    def _around(self, whole: Slots, part: Slots) -> Slots:
        """ "of the Free fines … for Free Mobile": the part is a sister of the company named: their group is meant."""
        if not (whole.respondents and part.respondents) or part.kinds or whole.kinds:
            return whole
        names = self.ledger.names
        inside = set().union(*(names.family(r) for r in whole.respondents))
        if set(part.respondents) <= inside:
            return whole
        groups = {names.group_of(r) for r in whole.respondents}
        wider = set().union(*(names.family(g) for g in groups))
        return replace(whole, respondents=sorted(groups)) if set(part.respondents) <= wider else whole

    def _is_original(self, whole: Slots) -> bool:
        """One fine against a payment that came later, rather than all fines of which the payment is one."""
        return whole.basis == IMPOSED or not self._plural_fines()

    def _plural_fines(self) -> bool:
        return any(
            m.section("kind") == "fine" and self.reading.tokens[m.j - 1].key in PLURAL_FINES
            for m in self.reading.mentions
        )

    @staticmethod
    def _fill_who(whole: Slots, part: Slots) -> Slots:
        """The whole of "what percent of the original CNIL fine is it?" is that of the same respondent."""
        if not whole.respondents and part.respondents and (part.kinds or part.statuses or part.nth):
            return replace(whole, respondents=part.respondents)
        return whole

    def _within(self, whole: Slots) -> tuple[Measure, Pair] | Refused:
        """ "what share of the CNIL's fines has been annulled": the status is the part."""
        if whole.statuses:
            rest = replace(whole, statuses=[], ever=False, event=None)
            return Measure.PERCENT, (self._side(whole), self._side(rest))
        if whole.basis == STANDING:
            return Measure.PERCENT, (self._side(whole), self._side(replace(whole, basis=IMPOSED)))
        return Refused(Reason.NOT_ENOUGH_EVIDENCE, self.reading.text, code="percent_of_what")

    # Differences and ratios

    def _asks_cut_anywhere(self) -> bool:
        return any(
            Status.REDUCED in self._slots(m.i, m.j).statuses for m in self.reading.mentions if m.section("status")
        )

    def _asks_cut(self) -> bool:
        """ "By how much was the fine reduced?", "how much was knocked off on appeal?" """
        if not self._asks_cut_anywhere() and not any(
            m.has("measure.difference") and self._is_cut_word(m) for m in self.reading.mentions
        ):
            return False
        if self.cues.has("side", "than") and len(set(self.whole.regulators)) > 1:
            return False
        return self.cues.has("measure", "difference", "howmuch") and not self.cues.has("measure", "list", "count")

    def _is_cut_word(self, mention: Mention) -> bool:
        words = self.reading.words(mention.i, mention.j).casefold()
        return any(
            w in words
            for w in (
                "cut",
                "knocked",
                "came off",
                "taken off",
                "drop",
                "retranch",
                "gekürzt",
                "recort",
                "rabais",
                "baiss",
                "tolt",
                "tagliat",
                "scontat",
                "quit",
                "descont",
                "rebaj",
            )
        )

    def _cut(self) -> Pair:
        slots = replace(self.whole, statuses=[], ever=False, event=None, basis=None)
        return Side(slots.selection(), IMPOSED, slots.nth), Side(slots.selection(), STANDING, slots.nth)

    def _two(self, measure: Measure) -> tuple[Measure, Pair] | Refused:
        two = self._two_of_one()
        if two is not None:
            return measure, (self._side(two[0]), self._side(two[1]))
        split = self._split(measure)
        if split is None:
            if self.cues.has("basis", "standing") or self.cues.has("basis", "imposed"):
                return measure, self._cut()
            return Refused(Reason.NOT_ENOUGH_EVIDENCE, self.reading.text, code="one_side")
        (a, b), (c, d) = split
        left, right = self._slots(a, b), self._slots(c, d)
        both = list(dict.fromkeys(self.whole.respondents))
        if len(both) == 2 and any(self._names_in(*ends) == set(both) for ends in split):
            # "BA vs Marriott: how much higher was the BA fine": the two are named first, then one of them again.
            first = self._last_named(both)
            left = replace(self.whole, respondents=[first])
            right = replace(self.whole, respondents=[r for r in both if r != first])
        if not left.says_which() and not right.says_which() and left.basis != right.basis:
            return measure, self._cut()
        if (
            left.basis != right.basis
            and None not in (left.basis, right.basis)
            and not (left.says_which() and right.says_which())
        ):
            return measure, self._cut()
        self._said_outside(left, right)
        full_left, full_right = self._pair(left, right)
        if full_left.selection() == full_right.selection() and (full_left.nth, full_left.basis) == (
            full_right.nth,
            full_right.basis,
        ):
            return Refused(Reason.NOT_ENOUGH_EVIDENCE, self.reading.text, code="one_side")
        return measure, (self._side(full_left), self._side(full_right))

    def _said_outside(self, left: Slots, right: Slots) -> None:
        """What stands outside both sides holds for both: "In 2021, what was the difference between A and B?"."""
        sides, whole = (left, right), self.whole
        if not any(s.decided or s.announced or s.nth for s in sides):
            for side in sides:
                side.take_time(whole)
        if not any(s.placed for s in sides):
            for side in sides:
                side.take_place(whole)
        if not any(s.respondents for s in sides):
            left.respondents = right.respondents = whole.respondents
        if not any(s.laws or s.sectors for s in sides):
            for side in sides:
                side.laws, side.sectors = whole.laws, whole.sectors

    def _names_in(self, start: int, end: int) -> set[str]:
        return {n.id for m in self.reading.mentions if start <= m.i < end for n in m.names if n.type == "respondent"}

    def _last_named(self, among: list[str]) -> str:
        named = [n.id for m in self.reading.mentions for n in m.names if n.id in among]
        return named[-1]

    def _split(self, measure: Measure) -> tuple[tuple[int, int], tuple[int, int]] | None:
        """Token ranges of the two sides: around "than", or the two that "and", "or", "to" join."""
        opened = self.cues.first("side", "between")
        if opened is not None:
            joins = [m for m in self.reading.mentions if m.i >= opened.j and m.has("side.and")]
            for join in joins:
                if self._says(opened.j, join.i) and self._says(join.j, self.end):
                    return (opened.j, join.i), (join.j, self.end)
        dividers = [m for m in self.cues.all("side", "than") if self._says(0, m.i) and self._says(m.j, self.end)]
        if dividers:
            return (0, dividers[-1].i), (dividers[-1].j, self.end)
        cue = self.cues.first("measure", measure.value)
        between = self.cues.first("side", "between")
        start = between.j if between is not None else (cue.j if cue is not None else 0)
        joins = [m for m in self.reading.mentions if m.i >= start and (m.has("side.and") or m.has("side.or"))]
        for join in joins:
            if self._says(start, join.i) and self._says(join.j, self.end):
                return (start, join.i), (join.j, self.end)
        if measure is Measure.RATIO and cue is not None:
            # "how many times the SEC's fine was the OCC's?" asks for the second as a multiple of the first.
            for verb in (m for m in self.reading.mentions if m.i > cue.j and m.has("side.is")):
                if self._says(cue.j, verb.i) and self._says(verb.j, self.end):
                    return (verb.j, self.end), (cue.j, verb.i)
        if cue is not None and self._says(0, cue.i) and self._says(cue.j, self.end):
            return (0, cue.i), (cue.j, self.end)
        return None

    def _says(self, start: int, end: int) -> bool:
        slots = self._slots(start, end)
        return slots.says_which() or slots.basis is not None

    # Days

    def _asks_days(self) -> bool:
        return self.cues.has("measure", "days")

    def _days(self) -> tuple[Measure, Pair] | Refused:
        two = self._two_of_one()
        if two is not None:
            return Measure.DAYS, (self._side(two[1]), self._side(two[0]))
        split = self._days_split()
        if split is None:
            point = self._point(0, self.end)
            if point == "decided":
                return Refused(Reason.NOT_ENOUGH_EVIDENCE, self.reading.text, code="one_side")
            left = right = replace(self.whole, statuses=[], event=None, ever=False)
            return Measure.DAYS, (self._side(left), self._side(right, point))
        (a, b), (c, d) = split
        first_point, second_point = self._point(a, b), self._point(c, d)
        left, right = self._slots(a, b), self._slots(c, d)
        for slots in (left, right):
            if any(s in _STATUS_POINTS for s in slots.statuses):
                slots.statuses, slots.event, slots.ever = [], None, False
        before = self._slots(0, a)
        for slots in (left, right):  # "how many days did the Dutch AP wait between …": the regulator stands before both
            if slots.says_which() and not (slots.regulators or slots.countries):
                slots.regulators, slots.countries = list(before.regulators), list(before.countries)
            if slots.says_which() and not slots.respondents:
                slots.respondents = list(before.respondents)
        full_left, full_right = self._pair(left, right)
        if (
            first_point == second_point
            and full_left.selection() == full_right.selection()
            and (full_left.nth == full_right.nth)
        ):
            return Refused(Reason.NOT_ENOUGH_EVIDENCE, self.reading.text, code="one_side")
        return Measure.DAYS, (self._side(full_left, first_point), self._side(full_right, second_point))

    def _days_split(self) -> tuple[tuple[int, int], tuple[int, int]] | None:
        cue = self.cues.all("measure", "days")[0]
        between = [m for m in self.reading.mentions if m.has("side.between") or m.has("time.between")]
        starts = [m.j for m in between if m.i >= cue.i] or [cue.j]
        for start in (*starts, 0):
            joins = [m for m in self.reading.mentions if m.i >= start and (m.has("side.and") or m.has("time.until"))]
            for join in joins:
                if self._end_of_days(start, join.i) and self._end_of_days(join.j, self.end):
                    return (start, join.i), (join.j, self.end)
        # "how many days after the fine was it announced", "how long before X did Y …"
        for turn in self.reading.mentions:
            if (turn.has("time.after") or turn.has("time.before") or turn.has("measure.days")) and turn.i >= cue.i:
                verbs = [m for m in self.reading.mentions if m.i > turn.j and m.has("side.is")]
                for verb in verbs:
                    if self._end_of_days(turn.j, verb.i) and self._end_of_days(verb.j, self.end):
                        return (turn.j, verb.i), (verb.j, self.end)
        for turn in self.reading.mentions:
            turns = (turn.has("time.after") or turn.has("time.before")) and turn.i > cue.i
            if turns and self._end_of_days(cue.j, turn.i) and self._end_of_days(turn.j, self.end):
                return (cue.j, turn.i), (turn.j, self.end)
        return None

    def _end_of_days(self, start: int, end: int) -> bool:
        slots = self._slots(start, end)
        return (
            slots.says_which()
            or slots.plain_fine
            or self._point(start, end) != "decided"
            or any(m.has("time.decided") or m.has("unit.decision") for m in self.reading.mentions if start <= m.i < end)
        )

    def _point(self, start: int, end: int) -> str:
        """Which date a stretch speaks of."""
        for mention in self.reading.mentions:
            if not start <= mention.i < end:
                continue
            if mention.has("time.announced"):
                return "announced"
            if mention.has("time.today"):
                return "today"
            status = mention.section("status")
            if status and status in {s.value for s in _STATUS_POINTS}:
                return status
        return "decided"
