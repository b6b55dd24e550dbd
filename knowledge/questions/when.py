"""The dates of a question: when decided, announced or stepped, ranges, and the day that it is asked as of."""

from __future__ import annotations

from datetime import timedelta

from knowledge.ledger.periods import Period
from knowledge.questions.around import Around
from knowledge.questions.reading import Mention
from knowledge.questions.slots import Slots, hull
from knowledge.records.penalties import Status

_FROM = ("from", "de", "von", "dal", "dall", "desde", "zwischen")
_TO = frozenset({"a", "au", "to", "al", "ad", "bis", "hasta", "till", "through"})
_AND = ("and", "et", "und", "y", "e")


class When:
    """Puts one dated mention after the other into the slots."""

    def __init__(self, around: Around) -> None:
        self.around = around
        self.reading = around.reading

    def read(self, slots: Slots, mention: Mention) -> None:
        dated = mention.dated
        assert dated is not None
        if self._is_second_of_range(mention):
            return
        relations = self.around.keys_before(mention, "time")
        first, last = dated.period.first, dated.period.last
        assert first is not None and last is not None
        second = self._range_end(mention)
        if "asof" in relations:
            slots.as_of = last
            return
        if second is not None:
            period = Period(first, second.last)
        elif "before" in relations:
            period = Period(None, first - timedelta(days=1))
        elif "since" in relations or self.around.after(mention, "time") == "onwards":
            period = Period(first, None)
        elif "after" in relations:
            period = Period(last + timedelta(days=1), None)
        elif "until" in relations and "in" not in relations:
            period = Period(None, last)
        else:
            period = dated.period
        if dated.exact and self.around.before_token(mention) == "au":
            slots.as_of = first  # "les amendes au 1er juin 2024"
            return
        standing = any(m.section("basis") == "standing" for m in self.reading.mentions)
        if dated.exact and standing and period == dated.period:
            slots.as_of = first  # "how much stood on 1 June 2024"
            return
        if dated.exact and slots.decided is not None and first in (slots.decided.first, slots.decided.last):
            return  # "since the GDPR applied (25 May 2018)" says the same day again
        self._place_period(slots, mention, period)

    def _place_period(self, slots: Slots, mention: Mention, period: Period) -> None:
        """To the decision date, unless what stands right before is a court's step or the announcement."""
        previous = self.around.preceding(mention)
        governing = None
        following = self.around.following(mention, reach=1)
        if self.reading.language == "de" and following is not None and following.section("status"):
            slots.event = (Status(following.section("status") or ""), period)  # "wurden 2024 aufgehoben"
            return
        if previous is not None:
            governing = previous if previous.section("status") else self.around.preceding(previous)
        if governing is not None and governing.section("status") and governing.j <= mention.i:
            slots.event = (Status(governing.section("status") or ""), period)
            return
        if governing is not None and governing.has("time.announced"):
            slots.announced = period
            return
        slots.decided = hull(slots.decided, period)
        if slots.decided.first and slots.decided.last and slots.decided.first > slots.decided.last:
            slots.split_dates = True

    def _range_end(self, mention: Mention) -> Period | None:
        """The second date of "between 2019 and 2021", "from 2019 to 2021", "2019-2021"."""
        following = self.around.following(mention, reach=1)
        if following is None:
            return None
        text = self.reading.text
        tokens = self.reading.tokens
        if following.dated is not None and text[tokens[mention.j - 1].end : tokens[following.i].start].strip() in "-–—":
            return following.dated.period
        between = "between" in self.around.keys_before(mention, "time") or "between" in self.around.keys_before(
            mention, "side"
        )
        if self._only_word_between(mention) in _TO:
            last = next((m for m in self.reading.mentions if m.i == mention.j + 1 and m.dated is not None), None)
            if last is not None and last.dated is not None:
                return last.dated.period
        joined = following.has("side.and") or following.has("time.until")
        third = self.around.following(following, reach=1)
        if joined and third is not None and third.dated is not None:
            spoken_and = following.j - following.i == 1 and self.reading.tokens[following.i].key in _AND
            if between or (not spoken_and and self.around.before_token(mention) in _FROM):
                return third.dated.period
            if following.has("time.until") and not following.has("generic.including"):
                words = self.reading.words(following.i, following.j).casefold()
                if words not in _AND:
                    return third.dated.period
        return None

    def _only_word_between(self, mention: Mention) -> str:
        """The word behind a date where another date follows it."""
        dated = any(m.i == mention.j + 1 and m.dated is not None for m in self.reading.mentions)
        return self.reading.tokens[mention.j].key if dated else ""

    def _is_second_of_range(self, mention: Mention) -> bool:
        for earlier in self.reading.mentions:
            if earlier.dated is not None and earlier.i < mention.i:
                if mention.i == earlier.j + 1 and self._only_word_between(earlier) in _TO:
                    return True
                following = self.around.following(earlier)
                if following is mention:
                    return self._range_end(earlier) is not None
                if following is not None and self.around.following(following, reach=1) is mention:
                    return self._range_end(earlier) is not None
        return False
