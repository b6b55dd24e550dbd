"""What may be meant while somebody types: names of the ledger, the fitting ones first, each with its records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.answers.frame import Phrases, phrases
from knowledge.answers.subject import decision_day
from knowledge.ledger.laws import LawWanted, falls_under
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.names import display_regulator
from knowledge.ledger.text import keys_of
from knowledge.lookups.resolve import law_names
from knowledge.questions.slots import AREAS
from knowledge.records.penalties import FINES, Kind, Status

Field = Literal["respondent", "regulator", "country", "law", "kind", "status", "rate"]
FIELDS: tuple[Field, ...] = ("respondent", "regulator", "country", "law", "kind", "status", "rate")
LONGEST = 100  # of a label and of a value: Discord's limit for a choice
_TYPED = 100  # characters of what is typed that are looked at
_NONE = 3
_PLACES = ("EU", "EUROPE", "EEA", "NORDICS")


@dataclass(frozen=True, slots=True)
class Suggested:
    """``value`` is what a filter takes, ``label`` what a person reads: "Clearview AI · 12 records"."""

    value: str
    label: str
    records: int


@dataclass(frozen=True, slots=True)
class _Entry:
    suggested: Suggested
    forms: tuple[str, ...]  # folded, words joined by one space
    searched: str  # all of them, each word behind a space: what begins none of the words is looked at no further


class Suggester:
    """Suggestions over one ledger. The lists are made at their first use, one a field and language."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lists: dict[tuple[str, str], tuple[_Entry, ...]] = {}

    def suggest(self, field: Field, typed: str, language: str = "en", limit: int = 25) -> tuple[Suggested, ...]:
        """The best fitting first: the beginning of a name, the beginning of a word, then near ones.

        Nothing typed: those with most records. Raises ValueError for a field that there is none of, for no text.
        """
        if field not in FIELDS:
            raise ValueError(f"a field is one of {', '.join(FIELDS)}, found {field!r}")
        entries = self._entries(field, language)
        words = keys_of(typed[:_TYPED])
        if not words:
            return tuple(e.suggested for e in entries[:limit])
        phrase = " ".join(words)
        starts = tuple(f" {w}" for w in words)
        ranked = []
        for position, entry in enumerate(entries):
            if starts[0] in entry.searched and all(s in entry.searched for s in starts):
                ranked.append((min(_rank(form, phrase, words) for form in entry.forms), position))
        ranked = sorted(r for r in ranked if r[0] < _NONE)
        found = [entries[position] for _, position in ranked[:limit]]
        if len(found) < limit and len(phrase) >= 3:
            found += self._near(entries, phrase, {id(e) for e in found})[: limit - len(found)]
        return tuple(e.suggested for e in found)

    @staticmethod
    def _near(entries: Sequence[_Entry], phrase: str, taken: set[int]) -> list[_Entry]:
        """Entries a few slips away; of a longer name, its beginning is compared too ("clearveiw" is Clearview AI)."""
        forms: list[str] = []
        owners: list[_Entry] = []
        for entry in entries:
            if id(entry) not in taken:
                for form in entry.forms:
                    forms += (form, form[: len(phrase)])
                    owners += (entry, entry)
        bound = max(1, len(phrase) // 4)
        hits = process.extract(phrase, forms, scorer=OSA.distance, score_cutoff=bound, limit=50)
        hits.sort(key=lambda h: (h[1], h[2]))
        return list({id(owners[i]): owners[i] for _, _, i in hits}.values())

    # The lists

    def _entries(self, field: Field, language: str) -> tuple[_Entry, ...]:
        said = phrases(language)
        key = (field, said.language)
        if key not in self._lists:
            rows = {
                "respondent": self._respondents, "regulator": self._regulators, "country": self._countries,
                "law": self._laws, "kind": self._kinds, "status": self._statuses, "rate": self._rates,
            }[field](said)  # fmt: skip
            entries = [e for e in rows if len(e.suggested.value) <= LONGEST]
            self._lists[key] = tuple(sorted(entries, key=lambda e: (-e.suggested.records, e.suggested.label)))
        return self._lists[key]

    def _respondents(self, said: Phrases) -> Iterable[_Entry]:
        names = self._ledger.names
        counts = dict.fromkeys(names.respondents, 0)
        above = {node: self._above(node) for node in names.respondents}
        for penalty in self._ledger.penalties:
            for node in {n for r in penalty.respondents for n in above[r]}:
                counts[node] += 1
        for one in names.respondents.values():
            if counts[one.id]:
                meant = [n for n in names.by_words.get(keys_of(one.name), ()) if n.type == "respondent"]
                value = one.name if len(meant) == 1 and len(one.name) <= LONGEST else one.id
                yield _entry(said, value, one.name, counts[one.id], (*one.names, *one.former))

    def _above(self, node: str) -> frozenset[str]:
        """The node and all that it belongs to."""
        found, names = set[str](), self._ledger.names.respondents
        current: str | None = node
        while current is not None and current in names and current not in found:
            found.add(current)
            current = names[current].parent
        return frozenset(found)

    def _regulators(self, said: Phrases) -> Iterable[_Entry]:
        counts: dict[str, int] = {}
        for penalty in self._ledger.penalties:
            counts[penalty.regulator] = counts.get(penalty.regulator, 0) + 1
        for code, records in counts.items():
            regulator = self._ledger.names.regulators[code]
            shown = display_regulator(regulator)
            label = shown if keys_of(shown) == keys_of(regulator.name) else f"{shown} – {regulator.name}"
            yield _entry(said, code, label, records, (code, shown, regulator.name, *regulator.names))

    def _countries(self, said: Phrases) -> Iterable[_Entry]:
        counts: dict[str, int] = {}
        for penalty in self._ledger.penalties:
            country = self._ledger.regulator(penalty).country
            counts[country] = counts.get(country, 0) + 1
        for area in _PLACES:
            records = sum(n for code, n in counts.items() if code in AREAS[area])
            if records:
                yield _entry(said, area, said.say(f"subject.{area}"), records, (area,))
        for code, records in counts.items():
            if code != "EU":  # the Commission: one of the regulators
                yield _entry(said, code, said.country(code), records, (code,))

    def _laws(self, said: Phrases) -> Iterable[_Entry]:
        for name in law_names(self._ledger):
            wanted = LawWanted((name,))
            records = sum(any(falls_under(law, wanted) for law in p.laws) for p in self._ledger.penalties)
            if records:
                yield _entry(said, name, name, records)

    def _kinds(self, said: Phrases) -> Iterable[_Entry]:
        penalties = self._ledger.penalties
        yield _entry(said, "all", said.say("kinds.all"), len(penalties))
        yield _entry(said, "fines", said.say("kinds.fines"), sum(p.kind in FINES for p in penalties))
        for kind in Kind:
            records = sum(p.kind is kind for p in penalties)
            if records:
                yield _entry(said, kind.value, said.say(f"kinds.{kind}"), records, (kind.value.replace("_", " "),))

    def _statuses(self, said: Phrases) -> Iterable[_Entry]:
        for status in Status:
            records = sum(p.status_on(date.max) is status for p in self._ledger.penalties)
            if records:
                yield _entry(said, status.value, said.say(f"status.{status}"), records,
                             (status.value.replace("_", " "),))  # fmt: skip

    def _rates(self, said: Phrases) -> Iterable[_Entry]:
        """Daily rates by what they are: whom, which authority, when, how much a day."""
        for penalty in self._ledger.penalties:
            if penalty.per != "day" or penalty.amount is None:
                continue
            names = self._ledger.names
            groups = [names.respondents[g].name for g in self._ledger.groups(penalty)]
            regulator = display_regulator(self._ledger.regulator(penalty))
            money = said.money(penalty.amount.amount, penalty.amount.currency)
            tail = f", {regulator}, {decision_day(penalty, said)}: {money} {said.say('kind.per_day')}"
            named = ", ".join(groups)
            label = f"{_cut(named, max(20, LONGEST - len(tail)))}{tail}"
            suggested = Suggested(penalty.id, _cut(label, LONGEST), 1)
            yield _made(suggested, (label, penalty.named, *groups))


def _entry(said: Phrases, value: str, name: str, records: int, forms: Iterable[str] = ()) -> _Entry:
    tail = f" · {said.counted(records, 'records')}"
    suggested = Suggested(value, _cut(name, LONGEST - len(tail)) + tail, records)
    return _made(suggested, (name, *forms))


def _made(suggested: Suggested, names: Iterable[str]) -> _Entry:
    forms = tuple(dict.fromkeys(f for t in names if (f := " ".join(keys_of(t)))))
    return _Entry(suggested, forms, "".join(f" {f}" for f in forms))


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _rank(form: str, phrase: str, words: tuple[str, ...]) -> int:
    """0 for the whole name, 1 for its beginning, 2 where every word typed begins a word of it; else _NONE."""
    if form.startswith(phrase):
        return 0 if form == phrase else 1
    own = form.split()
    return 2 if all(any(o.startswith(w) for o in own) for w in words) else _NONE
