"""A filter as it was typed to the condition that it means: known names alone, and what is near for the others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.ledger.laws import LawWanted, parse_law
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.names import Named, display_regulator
from knowledge.ledger.selection import Selection
from knowledge.ledger.text import keys_of
from knowledge.questions.query import Note, Reason, Refused
from knowledge.questions.slots import AREAS
from knowledge.questions.vocabulary import LANGUAGES, territories, vocabulary
from knowledge.records.penalties import FINES, Kind, Status

ALL_KINDS = ("all", "fines", *(k.value for k in Kind))
_ARTICLE = re.compile(r"^(?P<law>.*?)[\s,]*\b(?:art(?:icles?|ikel|iculos?|icol[io])?\.?)\s*"
                      r"(?P<article>\d{1,3}[A-Za-z]?)(?P<tail>(?:\s?\([0-9a-zA-Z]{1,3}\))*)\s*(?P<rest>.*)$",
                      re.IGNORECASE)  # fmt: skip


class Unknown(Exception):
    """A filter that is not known or can mean several; ``refused`` says which and what is near."""

    def __init__(self, refused: Refused) -> None:
        near = f"; near: {', '.join(refused.suggestions)}" if refused.suggestions else ""
        what = refused.code.removeprefix("option_").replace("_", " ")
        known = "is known" if refused.code.startswith("option_") else ""
        super().__init__(f"no {what} {refused.about!r} {known}{near}" if known else f"{what}: {refused.about}{near}")
        self.refused = refused


@dataclass(slots=True)
class Resolver:
    """Resolves filters over one ledger; ``notes`` collects how names were taken."""

    ledger: Ledger
    notes: list[Note] = field(default_factory=list)

    # Names

    def respondent(self, text: str) -> str:
        """The node that a company's name means. Raises Unknown."""
        if text in self.ledger.names.respondents:
            return text
        return self._name("respondent", text)

    def regulator(self, text: str) -> str:
        """The code of the authority that a name means. Raises Unknown."""
        if text.strip().upper() in self.ledger.names.regulators:
            return text.strip().upper()
        return self._name("regulator", text)

    def _name(self, type_: str, text: str) -> str:
        names = self.ledger.names
        found = [n for n in names.by_words.get(keys_of(text), ()) if n.type == type_]
        if len(found) > 1:
            recorded = [n for n in found if self._has_records(n)]
            if len(recorded) != 1:
                raise _ambiguous(type_, text, (self._label(n) for n in recorded or found))
            self.notes.append(Note("one_of_several", (text.strip(), self._label(recorded[0]))))
            found = recorded
        if not found:
            near = names.near(text, limit=8, slips=max(2, len(text) // 3))
            raise unknown(type_, text, [s.name for s in near if s.meaning.type == type_][:3])
        if found[0].former:
            self.notes.append(Note("former_name", (text.strip(), self._label(found[0]))))
        return found[0].id

    def _label(self, named: Named) -> str:
        names = self.ledger.names
        if named.type == "regulator":
            return display_regulator(names.regulators[named.id])
        return names.respondents[named.id].name

    def _has_records(self, named: Named) -> bool:
        if named.type == "regulator":
            return any(p.regulator == named.id for p in self.ledger.penalties)
        family = self.ledger.names.family(named.id)
        return any(not family.isdisjoint(p.respondents) for p in self.ledger.penalties)

    # Places

    def place(self, text: str) -> Selection:
        """Countries or a region of the regulators. Raises Unknown."""
        code = text.strip().upper()
        if code in AREAS:
            return Selection(countries=AREAS[code])
        if code in _codes():
            return Selection(countries=(code,))
        found = _places().get(keys_of(text), ())
        if len(found) > 1:
            raise _ambiguous("country", text, found)
        if not found:
            raise unknown("country", text, _near(text, _place_names()))
        key = found[0]
        if key.startswith("ABROAD_"):
            return Selection(countries=AREAS[key.removeprefix("ABROAD_")], abroad=True)
        if "-" in key:
            return Selection(regions=(key,))
        return Selection(countries=AREAS.get(key, (key,)))

    # Laws

    def law(self, text: str) -> LawWanted:
        """A law as records or people write it, with an article or without. Raises Unknown."""
        words = keys_of(text)
        for recorded in self.ledger.laws:
            if words and keys_of(recorded) == words:
                law = parse_law(recorded)
                if law.last is None:
                    return LawWanted((law.law,), law.first, law.tail, recorded)
        match = _ARTICLE.match(text.strip())
        if match is None:
            laws = self._whole_law(words)
            if laws:
                return LawWanted(laws, label=laws[0] if len(laws) == 1 else text.strip())
        else:
            laws = self._whole_law(keys_of(f"{match['law']} {match['rest']}"))
            if laws:
                tail = re.sub(r"\s", "", match["tail"])
                label = f"{'/'.join(laws)} Art. {match['article']}{tail}"
                return LawWanted(laws, match["article"], tail, label)
        raise unknown("law", text, _near(text, law_names(self.ledger)))

    def _whole_law(self, words: tuple[str, ...]) -> tuple[str, ...]:
        if not words:
            return ()
        for language in LANGUAGES:
            for key, phrase in vocabulary(language).words("law"):
                if phrase == words or keys_of(key) == words:
                    return tuple(key.split("|"))
        return next(((name,) for name in law_names(self.ledger) if keys_of(name) == words), ())

    # Kinds and statuses

    def kinds(self, text: str) -> frozenset[Kind]:
        """``fines`` where empty; ``all`` is every kind. Raises Unknown."""
        key = text.strip().casefold().replace(" ", "_")
        if key in ("", "fines", "fine"):
            return FINES
        if key == "all":
            return frozenset(Kind)
        if key in {k.value for k in Kind}:
            return frozenset({Kind(key)})
        found = _concepts("kind").get(keys_of(text), ())
        if len(found) > 1:
            raise _ambiguous("kind", text, found)
        if not found:
            raise unknown("kind", text, ALL_KINDS)
        return FINES if found[0] == "fine" else frozenset({Kind(found[0])})

    def status(self, text: str) -> Status:
        """Raises Unknown."""
        key = text.strip().casefold().replace(" ", "_")
        if key in {s.value for s in Status}:
            return Status(key)
        found = [k for k in _concepts("status").get(keys_of(text), ()) if k != "ever"]
        if len(found) > 1:
            raise _ambiguous("status", text, found)
        if not found:
            raise unknown("status", text, [s.value for s in Status])
        return Status(found[0])


def unknown(option: str, text: str, near: Iterable[str] = ()) -> Unknown:
    """Refusal: the value of an option is not known."""
    return Unknown(Refused(Reason.UNKNOWN_NAME, text.strip(), tuple(near), code=f"option_{option}"))


def _ambiguous(option: str, text: str, names: Iterable[str]) -> Unknown:
    return Unknown(Refused(Reason.AMBIGUOUS, text.strip(), tuple(dict.fromkeys(names)), code="ambiguous"))


def law_names(ledger: Ledger) -> tuple[str, ...]:
    """The laws of the records without their articles."""
    return tuple(dict.fromkeys(parse_law(law).law for law in ledger.laws))


def _near(text: str, names: Iterable[str]) -> list[str]:
    phrase = " ".join(keys_of(text))
    table = {name: " ".join(keys_of(name)) for name in names}
    bound = max(2, len(phrase) // 3)
    found = process.extract(phrase, table, scorer=OSA.distance, score_cutoff=bound, limit=3)
    return [name for _, slips, name in found if slips == found[0][1]]


# What the vocabularies of all languages say; a word of one language may mean another thing in the next.


@cache
def _codes() -> frozenset[str]:
    """The ISO 3166 codes of countries."""
    return frozenset(territories("en"))


@cache
def _concepts(section: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for language in LANGUAGES:
        for key, words in vocabulary(language).words(section):
            if key not in found.get(words, ()):
                found[words] = (*found.get(words, ()), key)
    return found


@cache
def _places() -> dict[tuple[str, ...], tuple[str, ...]]:
    found = dict(_concepts("place"))
    for words, keys in _concepts("region").items():
        found.setdefault(words, keys)
    return found


@cache
def _place_names() -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for language in LANGUAGES for name in territories(language).values()))
