"""Numbers written in words: "two hundred and fifty thousand", "achthundert", "due milioni e trecentomila"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from knowledge.ingest.extraction.scales import scale_table
from knowledge.ingest.extraction.tables import LANGUAGES, table

_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(r"[\s\u00a0-]{1,2}|,\s")
# "a quarter of a million", "half of one million"
_PART_OF = re.compile(
    r"\b(?:half|quarters?|thirds?|tenths?|fraction|quart|tiers|cuarto|tercio|quarto|terzo)\s(?:of|de|di)$"
)
_LONGEST_WORD = 90
_MOST_WORDS = 30
_HALF, _HUNDRED, _THOUSAND = Decimal("0.5"), Decimal(100), Decimal(1000)


@dataclass(frozen=True, slots=True)
class Spoken:
    """The number that the words ``text[start:end]`` say."""

    start: int
    end: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of a run with the number words that it is made of ("zweihundert": zwei, hundert)."""

    start: int
    end: int
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The number words of one language.

    ``joins``: "and"; ``articles``: "a" in "a million"; ``ones``: those that are the number one too ("vingt et un");
    ``points``: "three point five"; ``vague``: "several" makes no number of "hundred euros"; ``alone``: scales that need
    no number before them ("mil euros").
    """

    values: dict[str, Decimal]
    scales: dict[str, Decimal]
    joins: frozenset[str]
    articles: frozenset[str]
    ones: frozenset[str]
    points: frozenset[str]
    vague: frozenset[str]
    alone: frozenset[str]
    compounds: tuple[str, ...]

    def parts(self, word: str) -> tuple[str, ...]:
        """The number words that ``word`` (lower case) is made of; empty where it is none."""
        if word in self.values or word in self.scales:
            return (word,)
        if not self.compounds or len(word) > _LONGEST_WORD or not word.endswith(self.compounds):
            return ()
        word = word.replace("centott", "centoott")  # Italian drops the "o": "centottanta"
        found, at = [], 0
        while at < len(word):
            part = next((c for c in self.compounds if word.startswith(c, at)), None)
            if part is None:
                return ()
            found.append(part)
            at += len(part)
        return tuple(found)


def find_spoken(text: str, language: str) -> Iterator[Spoken]:
    """Every number in words, in order of place; one that is not wholly understood is left out, never cut short."""
    known = words_of(language if language in LANGUAGES else "en")
    inner = known.joins | known.articles | known.points
    run: list[_Word] = []
    article: _Word | None = None
    ended = -1
    for match in _WORD.finditer(text):
        word = match[0].casefold()
        if run and not _BETWEEN.fullmatch(text, ended, match.start()):
            yield from _numbers(text, run, known)
            run = []
        parts = known.parts(word)
        this = _Word(match.start(), match.end(), parts or (word,))
        if parts:
            if not run and article and _BETWEEN.fullmatch(text, article.end, this.start):
                run.append(article)
            run.append(this)
        elif run and word in inner:
            run.append(this)
        elif run:
            yield from _numbers(text, run, known)
            run = []
        article = this if word in known.articles else None
        ended = match.end()
    if run:
        yield from _numbers(text, run, known)


def _numbers(text: str, run: Sequence[_Word], known: Words) -> Iterator[Spoken]:
    """The numbers of a run of number words: one, or several joined by "and"; none where it is not understood."""
    inner = known.joins | known.articles | known.points
    while run and len(run[-1].parts) == 1 and run[-1].parts[0] in inner - known.ones:
        run = run[:-1]
    if not run or len(run) > _MOST_WORDS:
        return
    before = text[max(0, run[0].start - 24) : run[0].start].rstrip(" \u00a0-").casefold()
    if before[-1:].isdigit() or _PART_OF.search(before) or before.split()[-1:] in ([v] for v in known.vague):
        return
    for words in (run, run[1:] if run[0].parts[0] in known.articles else ()):
        value = _value([p for w in words for p in w.parts], known)
        if value is not None:
            yield Spoken(words[0].start, words[-1].end, value)
            return
    joint = next((i for i, w in enumerate(run) if i and w.parts[0] in known.joins), None)
    if joint is not None:
        yield from _numbers(text, run[:joint], known)
        yield from _numbers(text, run[joint + 1 :], known)


class _Adding:
    """A number as it is said, word by word: each word must be smaller than the place where it stands allows."""

    def __init__(self, by_twenties: bool) -> None:
        """``by_twenties``: French, where "dix" goes on to "dix-sept", and "soixante" to "soixante-dix"."""
        self.by_twenties = by_twenties
        self.total = self.thousands = self.current = Decimal(0)
        self.room = _THOUSAND
        self.last_scale: Decimal | None = None
        self.closed = False

    @property
    def value(self) -> Decimal:
        return self.total + self.thousands + self.current

    def add(self, number: Decimal, joined: bool) -> bool:
        """Takes "three", "twenty", "doscientos"; False where it cannot follow what was said. ``joined``: "and" does."""
        self.closed = self.closed or (joined and self.thousands > 0 and not self.current)
        if self.by_twenties and self.current % 100 == 4 and number == 20:
            self.current, self.room = self.current + 76, Decimal(20)  # "quatre-vingt"
            return True
        if number >= self.room:
            return False
        self.current += number
        tens = Decimal(20) if number == 60 and self.by_twenties else Decimal(10)
        whole = not number % 10 and (number > 10 or self.by_twenties)
        self.room = _HUNDRED if not number % 100 else tens if whole else Decimal(0)
        return True

    def hundred(self) -> bool:
        if self.current >= 100 or self.current % 1:
            return False
        self.current, self.room = (self.current or Decimal(1)) * 100, _HUNDRED
        return True

    def scale(self, factor: Decimal, alone: bool) -> bool:
        """Takes "thousand", "million"; ``alone``: whether the word stands for one of them without a number."""
        if factor == _THOUSAND:
            if self.thousands or not (self.current or alone):
                return False
            self.thousands = (self.current or Decimal(1)) * factor
        else:
            group = self.thousands + self.current
            if not group or self.closed or (self.last_scale is not None and factor >= self.last_scale):
                return False  # "three hundred thousand and two million" are two
            self.total, self.thousands, self.last_scale = self.total + group * factor, Decimal(0), factor
        self.current, self.room = Decimal(0), _THOUSAND
        return True

    def half(self, last: bool) -> bool:
        """Takes "half a million", "one and a half million", "a million and a half"."""
        if last and self.last_scale is not None and not (self.current or self.thousands):
            self.total += self.last_scale / 2
        elif self.current < 100 and not self.current % 1:
            self.current += _HALF
        else:
            return False
        self.room = Decimal(0)
        return True

    def decimals(self, digits: Sequence[Decimal]) -> bool:
        """Takes what follows "point"."""
        if not self.current or not digits or any(d >= 10 for d in digits):
            return False
        self.current += Decimal("0." + "".join(str(d) for d in digits))
        self.room = Decimal(0)
        return True


def _value(parts: Sequence[str], known: Words) -> Decimal | None:
    """The value of number words; None where they are not one number ("two three million", "million")."""
    so_far = _Adding(by_twenties="quatre" in known.values)
    joined = False
    i = 0
    while i < len(parts):
        part, ahead = parts[i], parts[i + 1] if i + 1 < len(parts) else ""
        number, scale = known.values.get(part), known.scales.get(part)
        i += 1
        if part in known.articles:
            if known.values.get(ahead) == _HALF or (so_far.current == _HALF and ahead in known.scales):
                continue  # "a half", "half a million"
            if joined or part in known.ones or ahead in known.scales or known.values.get(ahead) == _HUNDRED:
                fits = so_far.add(Decimal(1), joined)
            else:
                return None
        elif number is None and part in known.joins:
            if joined or i == 1:
                return None
            joined = True
            continue
        elif part in known.points:
            digits: list[Decimal] = []
            while i < len(parts) and (digit := known.values.get(parts[i])) is not None and digit != _HUNDRED:
                digits, i = [*digits, digit], i + 1
            fits = so_far.decimals(digits)
        elif number is not None and number % 1:
            fits = so_far.half(last=i == len(parts)) if number == _HALF else so_far.add(number, joined)
        elif number is not None:
            fits = so_far.hundred() if number == _HUNDRED else so_far.add(number, joined)
        else:
            fits = scale is not None and so_far.scale(scale, part in known.alone)
        if not fits:
            return None
        joined = False
    return so_far.value or None


@cache
def words_of(language: str) -> Words:
    """The table of one of the languages that are read."""
    money = table("money")
    speech = {k: frozenset(v.split()) for k, v in money["speech"][language].items()}
    values = {word: Decimal(value) for value, words in money["numbers"][language].items() for word in words.split()}
    values |= _joined_tens(values, language)
    scales = {w.casefold(): f for w, f in scale_table(language).items() if len(w) > 3 or w in ("mil", "lac")}
    scales = {w: f for w, f in scales.items() if w.isalpha() and f >= _THOUSAND and w not in values}
    compounds = {*values, *speech["inside"]} if speech["inside"] else set()
    return Words(
        values,
        scales,
        speech["joins"],
        speech["articles"],
        speech["articles"] - {"a", "an"},
        speech["points"],
        speech["vague"],
        speech["alone"],
        tuple(sorted(compounds, key=len, reverse=True)),
    )


def _joined_tens(values: dict[str, Decimal], language: str) -> dict[str, Decimal]:
    """German and Italian numbers from 21 to 99, which are one word: "fünfundzwanzig", "ventotto"."""
    units = {w: v for w, v in values.items() if 1 <= v <= 9 and not v % 1}
    tens = {w: v for w, v in values.items() if 20 <= v <= 90 and not v % 10}
    if language == "de":
        units["ein"] = Decimal(1)
        return {f"{u}und{t}": a + b for u, a in units.items() for t, b in tens.items()}
    if language == "it":
        units["uno"] = Decimal(1)
        return {(t[:-1] if u[0] in "ou" else t) + u: a + b for u, a in units.items() for t, b in tens.items()}
    return {}
