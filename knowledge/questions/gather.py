"""Turns the mentions of a question, or of a stretch of it, into Slots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from knowledge.ledger.laws import LawWanted
from knowledge.ledger.ledger import IMPOSED, STANDING, Ledger, singular
from knowledge.ledger.names import Named
from knowledge.ledger.periods import Period
from knowledge.ledger.selection import Selection
from knowledge.ledger.text import keys_of
from knowledge.questions.around import Around
from knowledge.questions.exclusions import Exclusion, find_exclusions
from knowledge.questions.query import Note
from knowledge.questions.reading import Mention, Reading
from knowledge.questions.slots import AREAS, Slots, hull
from knowledge.questions.sums import Sums
from knowledge.questions.when import When
from knowledge.records.penalties import FINES, NO_MONEY, OTHER_MONEY, Kind, Status

GDPR_APPLIES = date(2018, 5, 25)  # Regulation (EU) 2016/679 Art. 99(2)
# "for my class", "meine Redaktion": what is the asker's says nothing of the penalties.
POSSESSIVES = frozenset(
    "my our mein meine meinem meinen meiner unser unsere mon ma mes notre nos mi mis nuestro mio mia".split()
)
# Right before a name: the penalty fell on it.
_TARGET = frozenset("on against contre gegen contra contro".split())
# Words before "paid" that make it what happened to a fine, rather than what somebody is said to have done.
_PASSIVE = frozenset(
    "been were was are is as actually already fines sind wurden bezahlte ist wurde als schon bereits bezahlten sont ete"
    " estan sido sono state stata status etaient effectivement".split()
)
_DESTINATION = frozenset({"vers", "nach", "verso", "hacia"})
_OTHER = frozenset(k.value for k in OTHER_MONEY)
_WITH = frozenset({"with", "(with", "plus", "(plus", "avec", "mit", "con", "incl.", "(incl."})
_POSSESSED = frozenset({"'s", "’s", "s", "", "("})
_WITH_TOOL = frozenset("using used use uses utilisant nutzung nutzte usando usar utilizzando".split())
_ARTICLES = frozenset("the la le les l der die das den el los las il lo i gli".split())


class Gatherer(Around):
    """Gathers for one reading over one ledger."""

    def __init__(self, reading: Reading, ledger: Ledger) -> None:
        super().__init__(reading)
        self.ledger = ledger
        self._when = When(self)
        self._sums = Sums(self)

    def gather(self, start: int, end: int) -> Slots:
        """What the tokens ``start:end`` say; what they exclude becomes selections of its own."""
        exclusions = find_exclusions(self, start, end)
        inside = {k for x in exclusions for k in (*range(x.start, x.end), *range(x.cue.i, x.cue.j))}
        within = [m for m in self.reading.mentions if start <= m.i < end]
        slots = self._gather([m for m in within if m.i not in inside], start, end, inside)
        for exclusion in exclusions:
            self._exclude(slots, exclusion, [m for m in within if exclusion.start <= m.i < exclusion.end])
        return slots

    def _gather(self, mentions: Sequence[Mention], start: int, end: int, skipped: set[int]) -> Slots:
        slots = Slots()
        for mention in mentions:
            if mention.names:
                self._name(slots, mention)
            elif mention.dated is not None:
                self._when.read(slots, mention)
            elif mention.sum is not None:
                self._sums.read(slots, mention)
            elif mention.article is not None:
                self._article(slots, mention)
            elif mention.number is not None:
                slots.numbers.append(mention.number)
            else:
                self._concept(slots, mention)
        self._settle_names(slots, mentions)
        self._topics(slots, [i for i in self.reading.unread if start <= i < end and i not in skipped])
        self._settle_kinds(slots, mentions)
        if any(m.section("place") for m in mentions) and (slots.respondents or slots.regulators):
            self._drop_destinations(slots, mentions)
        return slots

    def _drop_destinations(self, slots: Slots, mentions: Sequence[Mention]) -> None:
        """ "transfers to China": a place behind "to" is where data went, not whose regulator acted."""
        for mention in mentions:
            key = mention.section("place")
            if key and self.before_token(mention) in _DESTINATION:
                out = AREAS.get(key, (key,))
                slots.countries = [c for c in slots.countries if c not in out]
                slots.places = [p for p in slots.places if p != key]

    def _exclude(self, slots: Slots, exclusion: Exclusion, mentions: Sequence[Mention]) -> None:
        """What is left out, as a selection; a "not" that denies nothing that is recorded is told as not understood."""
        denied = self._gather(mentions, exclusion.start, exclusion.end, set())
        slots.notes += [n for n in denied.notes if n.code != "fined_is_not_paid"]
        if any(n.code == "fined_is_not_paid" for n in denied.notes):
            denied.statuses.append(Status.PAID)
        denied.currency, denied.convert_to = denied.currency or denied.convert_to, None
        if denied.says_which():
            kinds = frozenset(denied.kinds) or frozenset(Kind)
            slots.without.append(replace(denied.selection(), kinds=kinds))
        elif not (denied.plain_fine and slots.kinds):  # "settlements, not fines" is said by the kind already
            slots.unattached.append(self.reading.words(exclusion.cue.i, exclusion.cue.j))

    def _settle_names(self, slots: Slots, mentions: Sequence[Mention]) -> None:
        """Names that "and", "or" or a comma join are all respondents; one that stands apart says what it was about.

        "Google and Meta", "Google, Meta": both. "the Finnish police … for using Clearview", "Tech Data … in the Apple
        case", "Meta … over WhatsApp": the first is the respondent, the second a topic; a product or subsidiary of
        the first ("Google's YouTube") is meant itself, where anything on it is recorded.
        """
        named = [
            m for m in mentions
            if m.names and m.names[0].type == "respondent" and m.names[0].id in slots.respondents
        ]  # fmt: skip
        if len(named) == 1 and self.before_token(named[0]) in _WITH_TOOL:
            # "fined its police for using Clearview": the tool, not the one fined.
            slots.respondents = [r for r in slots.respondents if r != named[0].names[0].id]
            slots.topics += [w for w in keys_of(self.reading.words(named[0].i, named[0].j)) if len(w) > 1]
        if len(named) < 2:
            return
        names = self.ledger.names
        targets = [m for m in named if self.before_token(m) in _TARGET or self._second_before(m) in _TARGET]
        if len(targets) == 1 and not any(self._joined(a, b) for a, b in pairwise(named)):
            named.sort(key=lambda m: m is not targets[0])  # "the Clearview fine on the police" fell on the police
        first = named[0].names[0].id
        kept = [first]
        for left, right in pairwise(named):
            identity = right.names[0].id
            if self.before_token(right) in _WITH_TOOL:
                slots.topics += [w for w in keys_of(self.reading.words(right.i, right.j)) if len(w) > 1]
                continue
            if identity in kept or self._joined(left, right):
                kept.append(identity)
                continue
            if first in names.family(identity):
                continue  # "WhatsApp's owner Meta": the name asked about stays
            between = self.text_between(left, right).casefold()
            if identity in names.family(first) and set(between.split()) & _WITH:
                continue  # "Microsoft (with LinkedIn)": inside the group already
            if identity in names.family(first) and between in _POSSESSED and self._recorded(slots, identity):
                kept = [identity if k == first else k for k in kept]
                continue
            slots.topics += [w for w in keys_of(self.reading.words(right.i, right.j)) if len(w) > 1]
            slots.notes.append(Note("topic_taken", (self.reading.words(right.i, right.j),)))
        slots.respondents = list(dict.fromkeys(kept))

    def _second_before(self, mention: Mention) -> str:
        """The word before an article: "on the police"."""
        article = self.before_token(mention) in _ARTICLES
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

    def _name(self, slots: Slots, mention: Mention) -> None:
        written = self.reading.words(mention.i, mention.j)
        meanings = self._of_the_place(mention)
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
            if meaning.id == "EC" and mention.j - mention.i == 1 and self._other_commission(slots, mention):
                return
            if meaning.id == "EC" and mention.j - mention.i == 1 and country and country not in AREAS:
                return  # "the Korean commission" is not the European one; the place says who
            slots.regulators.append(meaning.id)
        else:
            slots.respondents.append(meaning.id)
            if meaning.former:
                slots.notes.append(Note("former_name", (written, self._label("respondent", meaning.id))))

    def _of_the_place(self, mention: Mention) -> tuple[Named, ...]:
        """Of regulators with one name, the one of the place that stands in the question ("Datatilsynet in Denmark")."""
        places = {m.section("place") for m in self.reading.mentions if m.section("place")}
        here = tuple(
            n for n in mention.names
            if n.type == "regulator" and self.ledger.names.regulators[n.id].country in places
        )  # fmt: skip
        return here if len(mention.names) > 1 and len(here) == 1 else mention.names

    def _other_commission(self, slots: Slots, mention: Mention) -> bool:
        """ "Korea's privacy commission": a field before the word makes it the commission of the place before that."""
        before = self.preceding(mention)
        field = before.section("generic") if before is not None else None
        if field not in ("privacy", "competition", "consumer", "financial"):
            return False
        if field in ("privacy", "competition") and slots.unattached:
            slots.unattached.pop()
        slots.fields.append(field)
        return True

    def _is_generic(self, slots: Slots, mention: Mention, code: str, country: str | None) -> bool:
        """ "the French Datenschutzbehörde", "which Datenschutzbehörde": any such authority, not its name."""
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
                if key == "fine":
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
        previous = self.preceding(mention)
        if previous is not None and previous.section("place") in AREAS and key in AREAS:
            return
        slots.countries += AREAS.get(key, (key,))
        slots.places.append(key)

    def _region(self, slots: Slots, mention: Mention, key: str) -> None:
        """A state's own regulator; without one, the state is what a decision was about (New York's share)."""
        if any(
            r.region == key and self._has_records("regulator", r.code) for r in self.ledger.names.regulators.values()
        ):
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
                slots.decided = hull(slots.decided, Period(None, GDPR_APPLIES - timedelta(days=1)))
                return
            if "since" in relations or "after" in relations:
                slots.decided = hull(slots.decided, Period(GDPR_APPLIES, None))
                return
        several = "|" in key
        wanted = LawWanted(tuple(key.split("|")), label=self.reading.words(mention.i, mention.j) if several else key)
        if not any(set(w.laws) & set(wanted.laws) for w in slots.laws):
            slots.laws.append(wanted)

    def _status(self, slots: Slots, mention: Mention, key: str) -> None:
        if key == "ever":
            slots.ever = True
        elif self._conceded(mention):
            pass  # "annulled at any point, even if revived later"
        elif key == "paid" and not self._passive(mention):
            slots.notes.append(Note("fined_is_not_paid"))
        else:
            slots.statuses.append(Status(key))

    def _conceded(self, mention: Mention) -> bool:
        return any(m.has("generic.concede") and 0 <= mention.i - m.j <= 3 for m in self.reading.mentions)

    def _passive(self, mention: Mention) -> bool:
        """ "were paid", "recorded as paid", against "has Meta paid"."""
        if mention.j - mention.i > 1:
            return True
        before = self.before_token(mention)
        return before in _PASSIVE

    def _generic(self, slots: Slots, mention: Mention, key: str) -> None:
        if key == "joint":
            slots.joint = True
        elif key in ("privacy", "competition", "consumer", "financial"):
            following = self.following(mention)
            if (
                mention.section("dimension") == "regulator"
                or mention.section("kind") == "fine"
                or (following is not None and following.section("dimension") == "regulator")
            ):
                slots.fields.append(key)
            elif following is not None and following.section("kind") == "fine":
                slots.fields.append(key)
                slots.notes.append(Note("field_taken", (self.reading.words(mention.i, mention.j),)))
            elif self.reading.words(mention.i, mention.j).casefold() in ("privacy", "data protection", "competition"):
                slots.unattached.append(self.reading.words(mention.i, mention.j))

    def _currency(self, slots: Slots, mention: Mention, key: str) -> None:
        converting = self.before(mention, "generic") in ("convert", "convert_cue") or any(
            m.section("generic") == "convert_cue" for m in self.reading.mentions
        )
        if converting:
            slots.convert_to = key
        elif slots.convert_to != key:  # "in dollars (USD)" says it twice
            slots.currency = key

    def _topics(self, slots: Slots, unread: Sequence[int]) -> None:
        """Unread words that single out recorded decisions of those who are named become a condition, and are told.

        With a respondent named, any topic of the records will do ("Meta's passwords fine"); with a regulator alone,
        only a word of a record's own short name ("the CNIL's Gmail fines").
        """
        if not unread or not (slots.respondents or slots.regulators or slots.countries):
            return
        wanted = Selection(
            respondents=tuple(slots.respondents), regulators=tuple(slots.regulators), countries=tuple(slots.countries),
            abroad=slots.abroad, regions=tuple(slots.regions), kinds=frozenset(Kind), decided=slots.decided,
        )  # fmt: skip
        pool = self.ledger.select(wanted, date.max)
        keys = frozenset(singular(t.key) for t in self.reading.tokens)
        for i in unread:
            word = singular(self.reading.tokens[i].key)
            if len(word) < 3 or (i and self.reading.tokens[i - 1].key in POSSESSIVES):
                continue
            strong = any(word in self.ledger.short_name(p) for p in pool)
            weak = bool(slots.respondents) and any(self.ledger.has_topic(p, word, keys) for p in pool)
            if strong or weak:
                slots.topics.append(word)
                slots.notes.append(Note("topic_taken", (self.reading.tokens[i].text,)))

    def _settle_kinds(self, slots: Slots, mentions: Sequence[Mention]) -> None:
        """ "settlements and fines" is both; "settlements, as opposed to fines" is settlements alone."""
        made_to_pay = any(m.has("status.paid") or m.has("generic.including") for m in mentions)
        if not slots.kinds or not (slots.plain_fine or made_to_pay):
            return
        liquidated = Kind.OVERDUE_PENALTY_PAYMENT in slots.kinds and Kind.PERIODIC_PENALTY_THREAT in slots.kinds
        if liquidated and self.reading.language == "fr":
            slots.kinds = [Kind.OVERDUE_PENALTY_PAYMENT]  # "l'astreinte liquidée" is the sum that fell due
        if set(slots.kinds) <= NO_MONEY and any(
            m.section("kind") not in (None, "fine") and self.before(m, "generic") == "including" for m in mentions
        ):
            slots.kinds = []  # "including the daily penalty, how much …": a rate is never added to anything
            slots.notes.append(Note("threat_not_added"))
            return
        if any(m.section("kind") in _OTHER and self.before(m, "generic") == "including" for m in mentions):
            slots.kinds += sorted(FINES)  # "made to pay, including refunds"
            return
        for a, joint, b in zip(mentions, mentions[1:], mentions[2:], strict=False):
            plain, special = (a, b) if a.section("kind") == "fine" else (b, a)
            if plain.section("kind") == "fine" and special.section("kind") not in (None, "fine"):
                word = self.reading.words(joint.i, joint.j).casefold()
                if word in ("and", "plus", "or", "et", "ou", "und", "oder", "y", "o", "e"):
                    if Kind(special.section("kind") or "") in OTHER_MONEY:
                        slots.kinds += sorted(FINES)
                    return
