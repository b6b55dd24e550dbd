"""What a stretch of a question says about the penalties it means: mentions gathered into a Selection."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from knowledge.ledger.laws import LawWanted
from knowledge.ledger.ledger import IMPOSED, STANDING, Ledger, singular
from knowledge.ledger.periods import Period
from knowledge.ledger.selection import Amount, Selection
from knowledge.ledger.text import keys_of
from knowledge.questions.query import Note
from knowledge.questions.reading import Mention, Reading
from knowledge.records.penalties import FINES, OTHER_MONEY, Kind, Status

GDPR_APPLIES = date(2018, 5, 25)  # Regulation (EU) 2016/679 Art. 99(2)
# Members of the Union; the institutions are the regulator country "EU".
EU_MEMBERS = ("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
              "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK")  # fmt: skip
_UNION = ("EU", *EU_MEMBERS)
_EEA = (*_UNION, "IS", "LI", "NO")
_EUROPE = (*_EEA, "GB", "CH")
AREAS: dict[str, tuple[str, ...]] = {
    "EU": _UNION,
    "EEA": _EEA,
    "EUROPE": _EUROPE,
    "NORDICS": ("DK", "FI", "IS", "NO", "SE"),
    "NORTH_AMERICA": ("CA", "MX", "US"),
    "ASIA": ("CN", "IN", "JP", "KR", "SG"),
}
# "for my class", "meine Redaktion": what is the asker's says nothing of the penalties.
POSSESSIVES = frozenset("my our mein meine meinem meinen meiner unser unsere mon ma mes notre nos mi mis nuestro mio mia".split())
# Right before a name: the penalty fell on it.
_TARGET = frozenset("on against contre gegen contra contro".split())
_ARTICLES = frozenset("the la le les l der die das den el los las il lo i gli".split())
_LOOK_BACK = 2  # ordinary words ("the", "a") that may stand between a preposition and what it governs


@dataclass(slots=True)
class Slots:
    """What was gathered. Empty means: the stretch says nothing of it."""

    respondents: list[str] = field(default_factory=list)
    not_respondents: list[str] = field(default_factory=list)
    regulators: list[str] = field(default_factory=list)
    not_regulators: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    abroad: bool = False
    regions: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)
    plain_fine: bool = False
    laws: list[LawWanted] = field(default_factory=list)
    sectors: list[str] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    not_statuses: list[Status] = field(default_factory=list)
    unattached: list[str] = field(default_factory=list)
    ever: bool = False
    decided: Period | None = None
    announced: Period | None = None
    event: tuple[Status, Period] | None = None
    amounts: list[Amount] = field(default_factory=list)
    currency: str | None = None
    convert_to: str | None = None
    topics: list[str] = field(default_factory=list)
    joint: bool | None = None
    nth: int | None = None
    basis: str | None = None
    as_of: date | None = None
    numbers: list[int] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    ambiguous: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def says_which(self) -> bool:
        """Whether anything narrows the penalties."""
        return any(
            (self.respondents, self.regulators, self.countries, self.regions, self.kinds, self.laws, self.sectors,
             self.statuses, self.not_statuses, self.decided, self.announced, self.event, self.amounts, self.topics, self.nth, self.fields)
        )  # fmt: skip

    def selection(self) -> Selection:
        return Selection(
            respondents=tuple(dict.fromkeys(self.respondents)),
            not_respondents=tuple(dict.fromkeys(self.not_respondents)),
            regulators=tuple(dict.fromkeys(self.regulators)),
            not_regulators=tuple(dict.fromkeys(self.not_regulators)),
            countries=tuple(dict.fromkeys(self.countries)),
            abroad=self.abroad,
            regions=tuple(dict.fromkeys(self.regions)),
            fields=tuple(dict.fromkeys(self.fields)),
            kinds=frozenset(self.kinds) or FINES,
            laws=tuple(dict.fromkeys(self.laws)),
            sectors=tuple(dict.fromkeys(self.sectors)),
            statuses=tuple(dict.fromkeys(self.statuses)),
            not_statuses=tuple(dict.fromkeys(self.not_statuses)),
            ever=self.ever,
            decided=self.decided,
            announced=self.announced,
            event=self.event,
            amounts=tuple(self.amounts),
            currency=self.currency,
            topics=tuple(dict.fromkeys(self.topics)),
            joint=self.joint,
        )


class Gatherer:
    """Turns the mentions of a reading, or of a stretch of it, into Slots."""

    def __init__(self, reading: Reading, ledger: Ledger) -> None:
        self.reading = reading
        self.ledger = ledger
        self._by_start = {m.i: n for n, m in enumerate(reading.mentions)}

    # What stands around a mention

    def before(self, mention: Mention, prefix: str) -> str | None:
        """The key of a concept of ``prefix`` right before a mention, over a few ordinary words."""
        i = mention.i
        skipped = 0
        while i > 0 and skipped <= _LOOK_BACK:
            previous = next((m for m in self.reading.mentions if m.j == i), None)
            if previous is not None:
                return previous.section(prefix)
            if i - 1 in self.reading.unread:
                return None
            i, skipped = i - 1, skipped + 1
        return None

    def keys_before(self, mention: Mention, prefix: str) -> tuple[str, ...]:
        """All keys of ``prefix`` among the concepts of the mention right before."""
        i, skipped = mention.i, 0
        while i > 0 and skipped <= _LOOK_BACK:
            previous = next((m for m in self.reading.mentions if m.j == i), None)
            if previous is not None:
                return tuple(c.partition(".")[2] for c in previous.concepts if c.startswith(prefix + "."))
            if i - 1 in self.reading.unread:
                return ()
            i, skipped = i - 1, skipped + 1
        return ()

    def after(self, mention: Mention, prefix: str) -> str | None:
        following = next((m for m in self.reading.mentions if m.i == mention.j), None)
        return following.section(prefix) if following else None

    def following(self, mention: Mention, reach: int = 0) -> Mention | None:
        for gap in range(reach + 1):
            found = next((m for m in self.reading.mentions if m.i == mention.j + gap), None)
            if found is not None:
                return found
        return None

    def preceding(self, mention: Mention) -> Mention | None:
        return next((m for m in self.reading.mentions if m.j == mention.i), None)

    # Gathering

    def gather(self, start: int, end: int) -> Slots:
        slots = Slots()
        for mention in self.reading.mentions:
            if not start <= mention.i < end:
                continue
            if mention.names:
                self._name(slots, mention)
            elif mention.dated is not None:
                self._date(slots, mention)
            elif mention.sum is not None:
                self._sum(slots, mention)
            elif mention.article is not None:
                self._article(slots, mention)
            elif mention.number is not None:
                slots.numbers.append(mention.number)
            else:
                self._concept(slots, mention)
        self._settle_names(slots, start, end)
        self._topics(slots, start, end)
        self._settle_kinds(slots, start, end)
        return slots

    def _settle_names(self, slots: Slots, start: int, end: int) -> None:
        """Names that "and", "or" or a comma join are all respondents; one that stands apart says what it was about.

        "Google and Meta", "Google, Meta": both. "the Finnish police … for using Clearview", "Tech Data … in the Apple
        case", "Meta … over WhatsApp": the first is the respondent, the second a topic; a product or subsidiary of
        the first ("Google's YouTube") is meant itself, where anything on it is recorded.
        """
        named = [
            m for m in self.reading.mentions
            if start <= m.i < end and m.names and m.names[0].type == "respondent" and m.names[0].id in slots.respondents
        ]  # fmt: skip
        if len(named) < 2:
            return
        names = self.ledger.names
        targets = [m for m in named if self._before_token(m) in _TARGET or self._second_before(m) in _TARGET]
        if len(targets) == 1 and not any(self._joined(a, b) for a, b in zip(named, named[1:], strict=False)):
            named.sort(key=lambda m: m is not targets[0])  # "the Clearview fine on the police" fell on the police
        first = named[0].names[0].id
        kept = [first]
        for left, right in zip(named, named[1:], strict=False):
            identity = right.names[0].id
            if identity in kept or self._joined(left, right):
                kept.append(identity)
                continue
            if first in names.family(identity):
                continue  # "WhatsApp's owner Meta": the name asked about stays
            if identity in names.family(first) and self._recorded(slots, identity):
                kept = [identity if k == first else k for k in kept]
                continue
            slots.topics += [w for w in keys_of(self.reading.words(right.i, right.j)) if len(w) > 1]
            slots.notes.append(Note("topic_taken", (self.reading.words(right.i, right.j),)))
        slots.respondents = list(dict.fromkeys(kept))

    def _second_before(self, mention: Mention) -> str:
        """The word before an article: "on the police"."""
        article = self._before_token(mention) in _ARTICLES
        return self.reading.tokens[mention.i - 2].key if article and mention.i > 1 else ""

    def _joined(self, left: Mention, right: Mention) -> bool:
        following = self.following(right)
        if following is not None and following.has("generic.including"):
            return True
        between = self.reading.text[self.reading.tokens[left.j - 1].end : self.reading.tokens[right.i].start]
        joints = [
            m for m in self.reading.mentions
            if left.j <= m.i < right.i and (m.has("side.and") or m.has("side.or") or m.has("side.than")
                                            or m.has("generic.including"))
        ]  # fmt: skip
        return bool(joints) or between.strip() in (",", "&", "+", "/", ";", "-", "")

    def _recorded(self, slots: Slots, identity: str) -> bool:
        wanted = replace(slots.selection(), respondents=(identity,), kinds=frozenset(Kind))
        return bool(self.ledger.select(wanted, date.max))

    def negated(self, mention: Mention) -> bool:
        """"not annulled", "not by the CNIL", "except Google": the words right before turn it round."""
        return bool({"except", "not"} & set(self.keys_before(mention, "generic")))

    def _name(self, slots: Slots, mention: Mention) -> None:
        written = self.reading.words(mention.i, mention.j)
        excluded = self.negated(mention)
        meanings = mention.names
        if len(meanings) > 1:
            recorded = [m for m in meanings if self._has_records(m.type, m.id)]
            if len(recorded) != 1:
                names = tuple(self._label(m.type, m.id) for m in meanings)
                slots.ambiguous.append((written, names))
                return
            slots.notes.append(Note("one_of_several", (written, self._label(recorded[0].type, recorded[0].id))))
            meanings = (recorded[0],)
        meaning = meanings[0]
        if mention.read_as:
            slots.notes.append(Note("slip", (written, mention.read_as)))
        if meaning.type == "regulator":
            place = self.preceding(mention)
            country = place.section("place") if place is not None else None
            if mention.has("dimension.regulator") and self._is_generic(slots, mention, meaning.id, country):
                return
            if meaning.id == "EC" and mention.j - mention.i == 1 and country and country not in AREAS:
                return  # "the Korean commission" is not the European one; the place says who
            (slots.not_regulators if excluded else slots.regulators).append(meaning.id)
        else:
            (slots.not_respondents if excluded else slots.respondents).append(meaning.id)
            if meaning.former:
                slots.notes.append(Note("former_name", (written, self._label("respondent", meaning.id))))

    def _is_generic(self, slots: Slots, mention: Mention, code: str, country: str | None) -> bool:
        """"the French Datenschutzbehörde", "which Datenschutzbehörde": the word for such an authority, not its name."""
        asked = self.before(mention, "measure") == "list"
        if asked or (country is not None and country != self.ledger.names.regulators[code].country):
            slots.fields += self.ledger.names.regulators[code].fields
            return True
        return False

    def _has_records(self, type_: str, identity: str) -> bool:
        if type_ == "regulator":
            return any(p.regulator == identity for p in self.ledger.penalties)
        family = self.ledger.names.family(identity)
        return any(not family.isdisjoint(p.respondents) for p in self.ledger.penalties)

    def _label(self, type_: str, identity: str) -> str:
        names = self.ledger.names
        return names.regulators[identity].code if type_ == "regulator" else names.respondents[identity].name

    def _date(self, slots: Slots, mention: Mention) -> None:
        dated = mention.dated
        assert dated is not None
        if self._is_second_of_range(mention):
            return
        relations = self.keys_before(mention, "time")
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
        elif "since" in relations or self.after(mention, "time") == "onwards":
            period = Period(first, None)
        elif "after" in relations:
            period = Period(last + timedelta(days=1), None)
        elif "until" in relations and "in" not in relations:
            period = Period(None, last)
        else:
            period = dated.period
        standing = any(m.section("basis") == "standing" for m in self.reading.mentions)
        if dated.exact and standing and period == dated.period:
            slots.as_of = first  # "how much stood on 1 June 2024"
            return
        if dated.exact and slots.decided is not None and first in (slots.decided.first, slots.decided.last):
            return  # "since the GDPR applied (25 May 2018)" says the same day again
        self._place_period(slots, mention, period)

    def _place_period(self, slots: Slots, mention: Mention, period: Period) -> None:
        """To the decision date, unless what stands right before is a court's step or the announcement."""
        previous = self.preceding(mention)
        governing = None
        following = self.following(mention, reach=1)
        if self.reading.language == "de" and following is not None and following.section("status"):
            slots.event = (Status(following.section("status") or ""), period)  # "wurden 2024 aufgehoben"
            return
        if previous is not None:
            governing = previous if previous.section("status") else self.preceding(previous)
        if governing is not None and governing.section("status") and governing.j <= mention.i:
            slots.event = (Status(governing.section("status") or ""), period)
            return
        if governing is not None and governing.has("time.announced"):
            slots.announced = period
            return
        slots.decided = _hull(slots.decided, period)

    def _range_end(self, mention: Mention) -> Period | None:
        """The second date of "between 2019 and 2021", "from 2019 to 2021", "2019-2021"."""
        following = self.following(mention)
        if following is None:
            return None
        text = self.reading.text
        tokens = self.reading.tokens
        if following.dated is not None and text[tokens[mention.j - 1].end : tokens[following.i].start].strip() in "-–—":
            return following.dated.period
        between = "between" in self.keys_before(mention, "time") or "between" in self.keys_before(mention, "side")
        joined = following.has("side.and") or following.has("time.until")
        third = self.following(following, reach=1)
        if joined and third is not None and third.dated is not None:
            if between or self._before_token(mention) in ("from", "de", "von", "dal", "dall", "desde", "zwischen"):
                return third.dated.period
            if following.has("time.until") and not following.has("generic.including"):
                words = self.reading.words(following.i, following.j).casefold()
                if words not in ("and", "et", "und", "y", "e"):
                    return third.dated.period
        return None

    def _before_token(self, mention: Mention) -> str:
        return self.reading.tokens[mention.i - 1].key if mention.i else ""

    def _is_second_of_range(self, mention: Mention) -> bool:
        for earlier in self.reading.mentions:
            if earlier.dated is not None and earlier.i < mention.i:
                following = self.following(earlier)
                if following is mention:
                    return self._range_end(earlier) is not None
                if following is not None and self.following(following, reach=1) is mention:
                    return self._range_end(earlier) is not None
        return False

    def _sum(self, slots: Slots, mention: Mention) -> None:
        money = mention.sum
        assert money is not None
        if self._is_turnover(mention):
            return
        relation = self.before(mention, "relation") or self.after(mention, "relation")
        op = {"over": ">", "under": "<", "atleast": ">=", "atmost": "<="}.get(relation or "", "~")
        previous = self.preceding(mention)
        if op == ">=" and previous is not None and previous.has("time.since") and not previous.has("relation.over"):
            op = "~" if self.after(mention, "side") is None else op  # "from 290 million" alone names no bound
        low = self._number_below(mention)
        if low is not None:
            slots.amounts += low
            return
        bounds = self._sum_range(mention)
        if bounds is not None:
            slots.amounts += bounds
            return
        if self._closes_sum_range(mention):
            return
        slots.amounts.append(Amount(op, money.value, money.currency, money.unit))

    def _sum_range(self, mention: Mention) -> list[Amount] | None:
        following = self.following(mention)
        third = self.following(following, reach=1) if following is not None else None
        opened = self.before(mention, "relation") == "between" or self.before(mention, "time") == "between"
        if not (opened and following and following.has("side.and") and third and third.sum and mention.sum):
            return None
        low, high = mention.sum, third.sum
        currency = low.currency or high.currency
        scale = high.unit / low.unit if not low.scaled and high.scaled and low.value < 1000 else 1
        return [Amount(">=", low.value * scale, currency), Amount("<=", high.value, currency)]

    def _number_below(self, mention: Mention) -> list[Amount] | None:
        """"between 30 and 45 million euros": the first number takes the scale and currency of the second."""
        joint = self.preceding(mention)
        number = self.preceding(joint) if joint is not None and joint.has("side.and") else None
        if number is None or number.number is None or mention.sum is None:
            return None
        if "between" not in self.keys_before(number, "time") + self.keys_before(number, "relation"):
            return None
        high = mention.sum
        scale = next((s for s in (10**9, 10**6, 10**3) if high.value >= s), 1) if high.scaled else 1
        return [Amount(">=", Decimal(number.number) * scale, high.currency), Amount("<=", high.value, high.currency)]

    def _closes_sum_range(self, mention: Mention) -> bool:
        return any(
            m.sum is not None and m.i < mention.i and self._sum_range(m) is not None
            and (f := self.following(m)) is not None and self.following(f, reach=1) is mention
            for m in self.reading.mentions
        )  # fmt: skip

    def _is_turnover(self, mention: Mention) -> bool:
        return any(m.section("relation") == "turnover" for m in self.reading.mentions)

    def _article(self, slots: Slots, mention: Mention) -> None:
        assert mention.article is not None
        number, tail = mention.article
        near = [m for m in self.reading.mentions if m.section("law") and abs(m.i - mention.i) <= 5]
        near.sort(key=lambda m: abs(m.i - mention.i))
        if near:
            laws = tuple((near[0].section("law") or "").split("|"))
        elif number in ("101", "102"):
            laws = ("TFEU",)
        elif number == "82":
            laws = ("ePrivacy",)
        else:
            laws = ("GDPR",)
            slots.notes.append(Note("article_of_gdpr", (number + tail,)))
        label = f"{'/'.join(laws)} Art. {number}{tail}"
        # The article says it more precisely than a law named beside it ("abuse of dominance (Article 102 TFEU)").
        slots.laws = [w for w in slots.laws if not set(w.laws) & set(laws)]
        slots.laws.append(LawWanted(laws, number, tail, label))

    def _concept(self, slots: Slots, mention: Mention) -> None:
        for concept in mention.concepts:
            section, _, key = concept.partition(".")
            if section == "place":
                self._place(slots, mention, key)
            elif section == "region":
                self._region(slots, mention, key)
            elif concept == "time.gdpr":
                self._law(slots, mention, "GDPR")
            elif section == "kind":
                if self.negated(mention):
                    if key == "fine" and not any(m.section("kind") not in (None, "fine") for m in self.reading.mentions):
                        slots.unattached.append(self.reading.words(mention.i, mention.j))
                elif key == "fine":
                    slots.plain_fine = True
                else:
                    slots.kinds.append(Kind(key))
            elif section == "law":
                self._law(slots, mention, key)
            elif section == "sector":
                slots.sectors += key.split("|")
            elif section == "status":
                self._status(slots, mention, key)
            elif section == "basis":
                slots.basis = slots.basis or (STANDING if key == "standing" else IMPOSED)
            elif section == "ordinal":
                slots.nth = -1 if key == "last" else int(key)
            elif section == "topic":
                slots.topics.append(key)
            elif section == "generic":
                self._generic(slots, mention, key)
            elif section == "currency":
                self._currency(slots, mention, key)

    def _place(self, slots: Slots, mention: Mention, key: str) -> None:
        if key.startswith("ABROAD_"):
            slots.countries += AREAS[key.removeprefix("ABROAD_")]
            slots.abroad = True
            slots.places.append(key)
            return
        if self.negated(mention):
            slots.abroad = True
        previous = self.preceding(mention)
        if previous is not None and previous.section("place") in AREAS and key in AREAS:
            return
        slots.countries += AREAS.get(key, (key,))
        slots.places.append(key)

    def _region(self, slots: Slots, mention: Mention, key: str) -> None:
        """A state's own regulator; without one, the state is what a decision was about (New York's share)."""
        if any(r.region == key and self._has_records("regulator", r.code) for r in self.ledger.names.regulators.values()):
            slots.regions.append(key)
            return
        words = keys_of(self.reading.words(mention.i, mention.j))
        if any(set(words) <= self.ledger.topic_words(p) for p in self.ledger.penalties):
            slots.topics += words
            slots.notes.append(Note("topic_taken", (self.reading.words(mention.i, mention.j),)))
        else:
            slots.regions.append(key)

    def _law(self, slots: Slots, mention: Mention, key: str) -> None:
        relations = self.keys_before(mention, "time")
        if key == "GDPR":
            if "before" in relations:
                slots.decided = _hull(slots.decided, Period(None, GDPR_APPLIES - timedelta(days=1)))
                return
            if "since" in relations or "after" in relations:
                slots.decided = _hull(slots.decided, Period(GDPR_APPLIES, None))
                return
        wanted = LawWanted(tuple(key.split("|")), label=self.reading.words(mention.i, mention.j))
        if not any(set(w.laws) & set(wanted.laws) for w in slots.laws):
            slots.laws.append(wanted)

    def _status(self, slots: Slots, mention: Mention, key: str) -> None:
        if key == "ever":
            slots.ever = True
        elif key == "paid" and not self._passive(mention):
            slots.notes.append(Note("fined_is_not_paid"))
        elif self.negated(mention):
            slots.not_statuses.append(Status(key))
        else:
            slots.statuses.append(Status(key))

    def _passive(self, mention: Mention) -> bool:
        """"were paid", "recorded as paid", against "has Meta paid"."""
        if mention.j - mention.i > 1:
            return True
        before = self._before_token(mention)
        return before in ("been", "were", "was", "are", "is", "as", "actually", "already", "fines", "sind", "wurden",
                          "bezahlte", "ist", "wurde", "als", "schon", "bereits", "bezahlten", "sont", "ete", "estan", "sido", "sono", "state", "stata", "status")  # fmt: skip

    def _generic(self, slots: Slots, mention: Mention, key: str) -> None:
        if key == "joint":
            slots.joint = True
        elif key == "not":
            following = self.following(mention, reach=_LOOK_BACK)
            reach = following is not None and bool(
                following.names or following.section("status") or following.section("kind") or following.section("place")
            )
            if not reach:
                slots.unattached.append(self.reading.words(mention.i, mention.j))
        elif key in ("privacy", "competition", "consumer", "financial"):
            following = self.following(mention)
            if mention.section("dimension") == "regulator" or mention.section("kind") == "fine":
                slots.fields.append(key)
            elif following is not None and following.section("dimension") == "regulator":
                slots.fields.append(key)
            elif following is not None and following.section("kind") == "fine":
                slots.fields.append(key)
                slots.notes.append(Note("field_taken", (self.reading.words(mention.i, mention.j),)))

    def _currency(self, slots: Slots, mention: Mention, key: str) -> None:
        converting = self.before(mention, "generic") in ("convert", "convert_cue") or any(
            m.section("generic") == "convert_cue" for m in self.reading.mentions
        )
        if converting:
            slots.convert_to = key
        else:
            slots.currency = key

    def _topics(self, slots: Slots, start: int, end: int) -> None:
        """Unread words that single out recorded decisions of those who are named become a condition, and are told."""
        if not any(start <= i < end for i in self.reading.unread):
            return
        wanted = Selection(
            respondents=tuple(slots.respondents), regulators=tuple(slots.regulators), countries=tuple(slots.countries),
            abroad=slots.abroad, regions=tuple(slots.regions), kinds=frozenset(Kind), decided=slots.decided,
        )  # fmt: skip
        pool = self.ledger.select(wanted, date.max)
        for i in self.reading.unread:
            key = self.reading.tokens[i].key
            if i and self.reading.tokens[i - 1].key in POSSESSIVES:
                continue
            if start <= i < end and len(key) > 2 and any(singular(key) in self.ledger.topic_words(p) for p in pool):
                slots.topics.append(singular(key))
                slots.notes.append(Note("topic_taken", (self.reading.tokens[i].text,)))

    def _settle_kinds(self, slots: Slots, start: int, end: int) -> None:
        """"settlements and fines" is both; "settlements, as opposed to fines" is settlements alone."""
        if not (slots.kinds and slots.plain_fine):
            return
        mentions = [m for m in self.reading.mentions if start <= m.i < end]
        for a, joint, b in zip(mentions, mentions[1:], mentions[2:], strict=False):
            plain, special = (a, b) if a.section("kind") == "fine" else (b, a)
            if plain.section("kind") == "fine" and special.section("kind") not in (None, "fine"):
                word = self.reading.words(joint.i, joint.j).casefold()
                if word in ("and", "plus", "or", "et", "ou", "und", "oder", "y", "o", "e"):
                    if Kind(special.section("kind") or "") in OTHER_MONEY:
                        slots.kinds += sorted(FINES)
                    return


def _hull(first: Period | None, second: Period) -> Period:
    """Two named years that follow each other are one stretch."""
    if first is None:
        return second
    if first.last and second.first and first.last + timedelta(days=1) == second.first:
        return Period(first.first, second.last)
    return first.both(second)


def inherit(side: Slots, other: Slots, *, part: bool = False) -> Slots:
    """A side of a comparison with what only the other side says ("… than the Garante did").

    ``part``: the side is a part of the other, which then gives its topics and its dates too.
    """
    if not side.says_which():
        return replace(other, basis=side.basis or other.basis, nth=side.nth or other.nth, notes=side.notes)
    merged = replace(side)
    if not side.respondents:
        merged.respondents, merged.not_respondents = other.respondents, other.not_respondents
    if not (side.regulators or side.countries or side.regions):
        merged.regulators, merged.countries = other.regulators, other.countries
        merged.regions, merged.abroad, merged.fields = other.regions, other.abroad, other.fields
    for name in ("laws", "sectors"):
        if not getattr(side, name):
            setattr(merged, name, getattr(other, name))
    if side.decided is None and side.announced is None and side.nth is None:
        merged.decided, merged.announced = other.decided, other.announced
    if not side.kinds and not side.plain_fine:
        merged.kinds = other.kinds
    if not side.topics and part:
        merged.topics = other.topics
    if part and not side.statuses:
        merged.statuses = other.statuses
    if part and not side.amounts:
        merged.amounts = other.amounts
    if side.basis is None:
        merged.basis = other.basis
    return merged
