"""Whom a cell of a table means: a country, a regulator or respondent of the registries, one party among several."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from knowledge.ingest.tables.cells import UNKNOWN, Cell, shown
from knowledge.ledger.names import LEGAL_FORMS, Names
from knowledge.ledger.text import keys_of
from knowledge.records.penalties import Regulator

Words = tuple[str, ...]
# What data protection authorities are called everywhere; the words beside it tell one from the others.
_GENERIC = frozenset(
    "data protection authority authorities dpa supervisory office commission commissioner commissioners inspectorate "
    "ombudsman national agency privacy information personal state deputy of the for and on processing freedom "
    "beauftragte beauftragter landesbeauftragte landesbeauftragter fur den datenschutz informationsfreiheit die der "
    "datenschutzbehorde und autorite protection des donnees de la el agencia proteccion datos garante per "
    "protezione dei dati personali s".split()
)
_PRIVACY = frozenset("data dpa privacy datenschutz datenschutzbehorde donnees datos dati".split())
_PAREN = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
# A list of parties that lost its line breaks: "Example Ltd.Anonymous", "Someone (Complainant)Example (Defendant)".
_GLUED = (
    re.compile(r"(?<=\))(?=[^\W\d_])"),
    re.compile(r"(?<=[\w.])(?=(?:Anonymous|Data [Ss]ubject|Complainant|Claimant|Individual)s?\b)"),
    re.compile(r"(?<=^Anonymous|^anonymous)(?=[A-Z])|(?<=^Complainant)(?=[A-Z])|(?<=^Individuals)(?=[A-Z])"),
    re.compile(r"(?<=^n/a)(?=[A-Z])|(?<=^Data subject|^data subject)(?=[A-Z])"),
    re.compile(
        r"(?<=\bLtd|\bInc|\bASA)(?=[A-Z][a-z])|(?<=\bGmbH)(?=[A-Z])|(?<=\bLimited)(?=[A-Z])|(?<=\bA[BGS])(?=[A-Z][a-z])"
    ),
    re.compile(r"(?<=[Ss]\.[AL]\.)(?=[A-Z]{2}|[A-Z][a-z])|(?<=[Ss]\.[rR]\.[lL]\.|[Ss]\.p\.A\.)(?=[A-Z])"),
)
_UNNAMED = re.compile(
    r"(?:(?:the|an?) )?(?:(?:unnamed|anonymous|unknown|unnkown|private) )?(?:natural person|person|individual|"
    r"data subject|complainant|claimant|citizen|company|data controller|controller)s?|anonymous|xx+",
    re.IGNORECASE,
)
_CHARGED = re.compile(r"\b(?:defendants?|respondents?|controllers?|processors?|fined)\b", re.IGNORECASE)
_COMPLAINING = re.compile(r"\b(?:complainants?|claimants?|plaintiffs?|data subjects?|applicants?)\b", re.IGNORECASE)


def read_country(cell: Cell) -> str | None:
    """ISO 3166-1 alpha-2 of a country's code or name in English, French, German, Spanish or Italian; ``EU`` too."""
    return _countries().get(_country_key(shown(cell)))


class Registry:
    """The names of the registries as cells of tables give them. Never a guess: one entry, or none."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._forms: dict[Words, set[str]] = {}
        self._beside: dict[tuple[str, Words], set[str]] = {}
        for regulator in names.regulators.values():
            for form in (regulator.code, regulator.name, *regulator.names):
                for part in _parts(form):
                    self._forms.setdefault(part, set()).add(regulator.code)
                if "privacy" in regulator.fields:
                    self._add_beside(regulator, keys_of(form))

    def _add_beside(self, regulator: Regulator, words: Words) -> None:
        left = _without_generic(words, regulator.country)
        if left or regulator.region is None:
            self._beside.setdefault((regulator.country, left), set()).add(regulator.code)
        if regulator.region is None:
            self._beside.setdefault((regulator.country, ()), set()).add(regulator.code)

    def regulator(self, written: str, country: str | None = None) -> str | None:
        """The code of the one regulator that is meant: by a name it goes by, or by its country and what it watches.

        ``country`` (ISO 3166-1 alpha-2) rules out those of others; a country in parentheses does so where None.
        """
        within = [read_country(m) for m in _PAREN.findall(written)]
        country = country or next((c for c in within if c), None)
        for part in _parts(written):
            found = {c for c in self._forms.get(part, ()) if country in (None, self._names.regulators[c].country)}
            if len(found) == 1:
                return found.pop()
        if country is None:
            return None
        words = keys_of(_PAREN.sub(" ", written))
        if not _PRIVACY & set(words):
            return None
        found = self._beside.get((country, _without_generic(words, country)), set())
        return next(iter(found)) if len(found) == 1 else None

    def country(self, written: str) -> str | None:
        """Of the one regulator that is meant."""
        code = self.regulator(written)
        return self._names.regulators[code].country if code else None

    def respondent(self, written: str) -> str | None:
        """The id of the one respondent that goes by this name, with its form of company or without."""
        for words in _parts(written):
            for form in ((), *LEGAL_FORMS):
                if form and words[-len(form) :] != form:
                    continue
                short = words[: len(words) - len(form)]
                found = {m.id for m in self._names.by_words.get(short, ()) if m.type == "respondent"}
                if len(found) == 1:
                    return found.pop()
        return None

    def party(self, written: str, told: str | None = None) -> str | None:
        """The one who was fined, of a cell that may list all parties with nothing between them; None: unnamed.

        ``told``: whom the text names; it decides where several are left, or where two may stand as one word.
        """
        text = written
        for glue in _GLUED:
            text = glue.sub("\n", text)
        pieces = list(dict.fromkeys(p.strip(" ,;") for p in re.split(r"\n|; ", text)))
        charged = [p for p in pieces if _CHARGED.search(p) and not _COMPLAINING.search(p)]
        named = [p for p in charged or pieces if not _unnamed(p) and not _COMPLAINING.search(p)]
        if len(named) > 1:
            named = [p for p in named if not any(part in self._forms for part in _parts(p))] or named
        if told and (len(named) != 1 or re.search(r"[a-zà-ÿ.][A-ZÀ-Ý]", named[0])):
            inside = [p for p in named or [written] if told.casefold() in p.casefold()]
            if len(inside) == 1:
                return told
        return ", ".join(map(_without_label, named)) or None


def _unnamed(piece: str) -> bool:
    return piece.casefold() in UNKNOWN or bool(_UNNAMED.fullmatch(_PAREN.sub("", piece).strip()))


def _without_label(piece: str) -> str:
    return _PAREN.sub(lambda m: "" if _CHARGED.search(m[1]) else m[0], piece).strip() or piece


def _parts(written: str) -> list[Words]:
    """A name whole, without its parentheses, and what stands in them; "APD/GBA" is two names too."""
    outside = _PAREN.sub(" ", written)
    texts = [written, outside, *_PAREN.findall(written), *(outside.split("/") if "/" in outside else ())]
    return [words for text in dict.fromkeys(texts) if (words := keys_of(text))]


def _without_generic(words: Words, country: str) -> Words:
    own = _country_words(country)
    return tuple(sorted({w for w in words if w not in _GENERIC and w not in own}))


def _country_key(text: str) -> Words:
    words = keys_of(unicodedata.normalize("NFKC", text))
    return words[1:] if words[:1] == ("the",) else words


@cache
def _country_words(code: str) -> frozenset[str]:
    return frozenset(w for name, known in _countries().items() if known == code for w in name)


@cache
def _countries() -> dict[Words, str]:
    import pycountry
    from babel import Locale

    found: dict[Words, str] = {
        ("uk",): "GB", ("great", "britain"): "GB", ("england",): "GB", ("usa",): "US", ("united", "states"): "US",
        ("u", "s"): "US", ("u", "k"): "GB", ("eu",): "EU", ("european", "union"): "EU", ("holland",): "NL",
    }  # fmt: skip
    for country in pycountry.countries:
        names = [country.alpha_2, country.alpha_3, country.name, getattr(country, "official_name", "")]
        for name in [*names, getattr(country, "common_name", "")]:
            if name:
                found.setdefault(_country_key(name), country.alpha_2)
    for language in ("en", "fr", "de", "es", "it"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and pycountry.countries.get(alpha_2=code):
                found.setdefault(_country_key(str(name)), code)
    return found
