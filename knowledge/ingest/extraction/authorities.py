"""The authorities that a text names: those of the registry, and others by the forms that such names have."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from knowledge.ingest.extraction import bodies
from knowledge.ingest.extraction.tables import table
from knowledge.ledger.names import Names
from knowledge.ledger.text import Token, keys_of, tokens_of


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at ``start:end`` as written; ``code`` is the registry's where it means exactly one entry there."""

    start: int
    end: int
    written: str
    code: str | None = None
    country: str | None = None


_PLACE = re.compile(r"\b(?:in|of|from|near|to|at|aus|nach|à|de|a)\s+$", re.IGNORECASE)
_BY = re.compile(
    r"\b(?:by|par|von|vom|por|da|dal|dalla)\s(?:(?:the|a|la|le|l[’']|der|dem|den|il|UK|US)\s)?$", re.IGNORECASE
)
_CITIES = frozenset({"brussels", "bruxelles", "brussel", "bruselas"})
_KINDS = (
    r"DPAs?|(?:[Pp]ersonal )?[Dd]ata [Pp]rotection (?:[Aa]uthority|[Aa]gency|[Cc]ommission(?:er)?|[Ii]nspectorate|"
    r"[Oo]mbudsman|[Oo]ffice|[Ww]atchdog|[Rr]egulator|[Bb]oard|[Ss]upervisor)|[Pp]rivacy (?:[Aa]uthority|[Ww]atchdog|"
    r"[Rr]egulator|[Cc]ommission(?:er)?|[Pp]rotection [Aa]gency)|[Ss]upervisory [Aa]uthority|"
    r"(?:[Cc]ompetition|[Aa]ntitrust|[Cc]onsumer) (?:[Aa]uthority|[Ww]atchdog|[Rr]egulator|[Cc]ommission|"
    r"[Pp]rotection [Aa]gency)|"
    r"[Ff]inancial (?:[Ss]ervices |[Mm]arkets |[Ss]upervisory )?(?:[Rr]egulator|[Ww]atchdog|[Aa]uthority)|"
    r"[Aa]ttorneys? [Gg]eneral|[Ss]ecurities [Cc]ommission|[Rr]egulator|[Ww]atchdog|[Cc]entral [Bb]ank"
)
_SHAPES = re.compile(
    # "the Spanish DPA (AEPD)", "Italy's data protection authority", "Baden-Württemberg DPA (LfDI)"
    rf"(?:(?:[A-ZÀ-Þ][\w.-]+(?:['’]s)?)\s){{1,3}}(?:{_KINDS})(?:\s\((?P<acronym>[A-ZÀ-Þ][^()\n]{{1,60}})\))?"
    # "the DPA of Lower Saxony", "Data Protection Authority of Ireland", "Attorney General of Texas"
    rf"|(?:{_KINDS})\s(?:of|for|from)\s(?:the\s)?(?:[A-ZÀ-Þ][\w-]+\s?){{1,4}}(?:\([A-ZÀ-Þ][^()\n]{{1,30}}\))?"
    # "the New Jersey Division of Gaming Enforcement"
    r"|(?:[A-Z][\w.]+\s){0,3}(?:Department|Division|Bureau)\sof\s"
    r"(?:(?!Superintendent|Commissioner|Director|Secretary|Attorney|Chair|Head)[A-Z]\w+(?:\s(?:and\s)?|\b)){1,4}"
    # "Attorney General Jane Roe", "AG John Roe"
    r"|(?:Attorney General|(?<![a-z]\s)\bAG)\s[A-Z][a-z][\w.-]*(?:\s[A-Z][\w.-]+){0,2}"
    rf"|{bodies.MANY_STATES}|{bodies.GERMAN}|{bodies.FRENCH}|{bodies.SPANISH}|{bodies.ITALIAN}"
)
_ARTICLES = re.compile(
    r"^(?:The|In|On|At|By|And|When|After|For|As|Today|While|However|Following|Since|Thus|Therefore|Hence|A|An|Last|This|That|But|Thereafter|Consequently|Then|Finally|Accordingly|Subsequently|Both)\s+"
)
_STATES = {
    "spanish": "ES", "italian": "IT", "french": "FR", "german": "DE", "irish": "IE", "dutch": "NL", "belgian": "BE",
    "austrian": "AT", "greek": "GR", "hellenic": "GR", "polish": "PL", "romanian": "RO", "hungarian": "HU",
    "swedish": "SE", "norwegian": "NO", "danish": "DK", "finnish": "FI", "icelandic": "IS", "czech": "CZ", "uk": "GB",
    "british": "GB", "luxembourg": "LU", "luxemburg": "LU", "portuguese": "PT", "croatian": "HR", "bulgarian": "BG",
    "estonian": "EE", "latvian": "LV", "lithuanian": "LT", "slovak": "SK", "slovenian": "SI", "cypriot": "CY",
    "cyprus": "CY", "maltese": "MT", "swiss": "CH", "us": "US", "american": "US", "california": "US", "texas": "US",
    "york": "US", "massachusetts": "US", "washington": "US", "korean": "KR", "japanese": "JP", "indian": "IN",
    "australian": "AU", "canadian": "CA", "turkish": "TR", "attorney": "US",
}  # fmt: skip


class Authorities:
    """All mentions of authorities in one text, in order of place."""

    def __init__(self, text: str, names: Names) -> None:
        found = _without_overlaps(
            [*_registered(text, names), *_known(text), *_shaped(text, names), *_of_form(text), *_states(text)]
        )
        self.mentions = _with_acronyms(text, _one_commission(text, found))
        self._text = text
        self._starts = [m.start for m in self.mentions]
        self._courts = [Mention(start, end, text[start:end]) for start, end in bodies.courts_in(text)]
        self._court_starts = [m.start for m in self._courts]

    def covering(self, start: int, end: int) -> bool:
        """Whether an authority's or a court's name reaches into ``start:end``."""
        i, k = bisect_left(self._starts, end), bisect_left(self._court_starts, end)
        return (i > 0 and self.mentions[i - 1].end > start) or (k > 0 and self._courts[k - 1].end > start)

    def currency(self) -> str | None:
        """That of the country whose authorities are named most; None where none is known."""
        # The board whose guidelines are cited imposes nothing: of the Union's bodies the Commission alone does.
        fining = (m for m in self.mentions if m.country != "EU" or "omm" in m.written)
        named = Counter(m.country for m in fining if m.country)
        homes: dict[str, str] = table("money")["homes"]
        return homes.get(named.most_common(1)[0][0]) if named else None

    def end_of(self, start: int, end: int) -> int:
        """Where the last mention in ``start:end``, or one reaching into it, ends; ``start`` where there is none."""
        i = bisect_left(self._starts, end)
        return min(end, max(start, self.mentions[i - 1].end)) if i else start

    def right_before(self, low: int, money: int) -> Mention | None:
        """The one in ``low:money`` that stands right before the sum at ``money``: "the PRA £12m and the FCA £18m"."""
        i = bisect_left(self._starts, money)
        last = self.mentions[i - 1] if i else None
        plain = last is not None and last.start >= low and self._text[last.end : money].strip(" :,(") == ""
        return last if plain else None

    def near(self, start: int, end: int, at: int, own: tuple[int, int]) -> Mention | None:
        """Who acted in the sentence ``start:end`` at ``at``: the nearest before it there, else after it, else before.

        ``own``: the stretch behind its sum that no other sum shares; "by X" there comes first.
        """
        for m in self.mentions[bisect_left(self._starts, own[0]) : bisect_left(self._starts, own[1])]:
            if _BY.search(self._text, max(own[0], m.start - 24), m.start):
                return m
        first, stop = bisect_left(self._starts, start), bisect_left(self._starts, end)
        inside = self.mentions[first:stop]
        if inside:
            before = [m for m in inside if m.start <= at]
            return before[-1] if before else inside[0]
        if self.mentions:
            return self.mentions[first - 1] if first else self.mentions[0]
        return next((c for c in self._courts if start <= c.start < end), self._courts[0] if self._courts else None)


def _without_overlaps(found: list[Mention]) -> list[Mention]:
    """The longest of overlapping mentions; a registry's code is taken over by the one that covers it."""
    kept: list[Mention] = []
    for m in sorted(found, key=lambda m: (m.start, -m.end, m.code is None)):
        last = kept[-1] if kept else None
        if last is None or m.start >= last.end:
            kept.append(m)
        elif m.end - m.start > last.end - last.start:
            kept[-1] = _known_as(m, last)
        elif m.end <= last.end:
            kept[-1] = _known_as(last, m)
    return kept


def _with_acronyms(text: str, found: list[Mention]) -> list[Mention]:
    """ "the Luxembourg National Commission for Data Protection (CNPD)": both are one."""
    out = list(found)
    for i, (m, n) in enumerate(pairwise(found)):
        if text[m.end : n.start] in (" (", ", ") and text[n.end : n.end + 1] in ")," and n.written.isupper():
            out[i] = replace(m, code=m.code or n.code, country=m.country or n.country)
            out[i + 1] = replace(n, code=n.code or m.code, country=m.country or n.country)
    return out


def _one_commission(text: str, found: list[Mention]) -> list[Mention]:
    """What a bare "Commission" means: the one named in full, or the European one where the text is about Europe."""
    full = next((m for m in found if m.written not in _BARE and "ommission" in m.written), None)
    european = any(m.country == "EU" and m.written not in _BARE for m in found) or _EUROPE.search(text) is not None
    alone = not any(o.country not in ("EU", None) for o in found)
    out: list[Mention] = []
    for m in found:
        if m.written not in _BARE:
            out.append(m)
        elif full is not None:
            out.append(replace(m, code=full.code, country=full.country, written=full.written))
        elif (alone and (european or _EUROS.search(text))) or (european and _ACTS.match(text, m.end)):
            out.append(m)
    return out


_BARE = frozenset({"Commission", "Kommission", "Comisión", "Commissione"})
_EUROS = re.compile(r"€|\b(?:EUR|[Ee]uros?)\b")
_ACTS = re.compile(
    r"\s(?:(?:has|had|also|today|then|hat|heute|a|ha)\s){0,3}(?:fined|imposed|decided|adopted|found|sanctioned|penali[sz]ed|"
    r"verhängt|impuso|multó|multato|inflitto|infligé)\b"
)
_EUROPE = re.compile(r"\b(?:EU|European|Europe|Brussels|Union|UE|Europäische|antitrust|cartel)\b")


def _known_as(longer: Mention, shorter: Mention) -> Mention:
    """``longer`` with what is known of ``shorter``, which it covers or replaces."""
    return replace(longer, code=longer.code or shorter.code, country=longer.country or shorter.country)


def _registered(text: str, names: Names) -> list[Mention]:
    """Names of the registry's regulators that mean exactly one of them, as whole words and in their own case."""
    forms = _forms(names)
    tokens = tokens_of(text)
    found: list[Mention] = []
    i = 0
    while i < len(tokens):
        for words, code in forms.get(tokens[i].key, ()):
            if tuple(t.key for t in tokens[i : i + len(words)]) == words and _in_case(tokens, i, words, text):
                start, end = tokens[i].start, tokens[i + len(words) - 1].end
                found.append(Mention(start, end, text[start:end], code, names.regulators[code].country))
                i += len(words) - 1
                break
        i += 1
    return found


def _in_case(tokens: Sequence[Token], i: int, words: tuple[str, ...], text: str) -> bool:
    """An acronym stands in capitals, a name begins with one; a city is its authority only where it acts."""
    first = tokens[i]
    if len(words) > 1:
        return first.text[0].isupper() or tokens[i + len(words) - 1].text[0].isupper()
    if len(first.text) <= 4 and not (first.text[:2].isupper() or (first.text[0].isupper() and len(first.text) > 3)):
        return False
    if first.key in _CITIES and _PLACE.search(text[max(0, first.start - 8) : first.start]):
        return False
    if first.key == "commission" and i + 1 < len(tokens) and tokens[i + 1].text.istitle() and tokens[i + 1].key != "s":
        return tokens[i + 1].start - first.end > 1
    return first.text[0].isupper()


def _forms(names: Names) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for words, meanings in names.by_words.items():
        codes = [m.id for m in meanings if m.type == "regulator"]
        if len(meanings) == 1 and codes:
            by_first.setdefault(words[0], []).append((words, codes[0]))
    return {first: sorted(forms, key=lambda f: -len(f[0])) for first, forms in by_first.items()}


def _known(text: str) -> list[Mention]:
    return [Mention(*m.span(), m[0], None, _countries()[m[0]]) for m in _pattern().finditer(text)]


@cache
def _countries() -> dict[str, str]:
    return {
        name.strip(): country
        for country, names in table("authorities").items()
        for name in names.replace("\n", "").split("|")
        if name.strip()
    }


@cache
def _pattern() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, _countries()), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])")


def _shaped(text: str, names: Names) -> list[Mention]:
    found = []
    for match in _SHAPES.finditer(text):
        start, end = match.span()
        article = _ARTICLES.match(match[0])
        start += article.end() if article else 0
        written = text[start:end].rstrip()
        end = start + len(written)
        words = keys_of(written)
        if not words or written[0].islower() or (len(words) == 1 and len(written) < 10):
            continue
        country = next((_STATES[w] for w in words if w in _STATES), None)
        found.append(Mention(start, end, written, _code(words, names), country))
    return found


def _of_form(text: str) -> list[Mention]:
    """English names that end as those of authorities do, unless something was done to them."""
    found = []
    for match in _ENGLISH.finditer(text):
        article = _ARTICLES.match(match[0]) or _WHOSE.match(match[0])
        start = match.start() + (article.end() if article else 0)
        written = text[start : match.end()]
        if " " in written and not bodies.DONE_TO.search(text[max(0, start - 24) : start]):
            country = next((_STATES[w] for w in keys_of(written) if w in _STATES), None)
            found.append(Mention(start, match.end(), written, None, country))
    return found


def _states(text: str) -> list[Mention]:
    return [Mention(start, end, text[start:end], None, code) for start, end, code in bodies.states_acting(text)]


_WHOSE = re.compile(r"^(?:[A-Z][\w.-]+\s){0,2}?[A-Z][\w.-]+[’']s?\s")
_ENGLISH = re.compile(bodies.ENGLISH)


def _code(words: tuple[str, ...], names: Names) -> str | None:
    """The registry's entry for the longest run of words that means exactly one regulator."""
    for length in range(len(words), 0, -1):
        for i in range(len(words) - length + 1):
            meanings = names.by_words.get(words[i : i + length], ())
            if len(meanings) == 1 and meanings[0].type == "regulator" and (length > 1 or len(words[i]) > 2):
                return meanings[0].id
    return None
