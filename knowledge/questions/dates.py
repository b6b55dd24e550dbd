"""Dates and periods as people write them, with an explicit day that relative words count from."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from knowledge.ledger.periods import Period
from knowledge.ledger.text import Token
from knowledge.questions.vocabulary import Vocabulary

_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([./])(\d{1,2})\2((?:19|20)\d\d)(?!\d)")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_DECADE = re.compile(r"^((?:19|20)\d)0s$")
_QUARTER = re.compile(r"^[qt]([1-4])$")
_HALF = re.compile(r"^[hs]([12])$")
_ORDINAL_DAY = re.compile(r"^(\d{1,2})(?:st|nd|rd|th|er|e|o|ro|do)?$")


@dataclass(frozen=True, slots=True)
class Dated:
    """A period as written. ``exact`` is True for one day."""

    period: Period
    exact: bool = False


def month(year: int, number: int) -> Period:
    return Period(date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1]))


def year(number: int) -> Period:
    return Period(date(number, 1, 1), date(number, 12, 31))


def quarter(number: int, nth: int) -> Period:
    last = month(number, nth * 3).last
    return Period(date(number, nth * 3 - 2, 1), last)


def half(number: int, nth: int) -> Period:
    return (
        Period(date(number, 1, 1), date(number, 6, 30))
        if nth == 1
        else Period(date(number, 7, 1), date(number, 12, 31))
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of time of one language, as the readers below look them up; ``spans`` in days."""

    phrases: Mapping[tuple[str, ...], tuple[str, ...]]
    months: Mapping[str, int]
    ordinals: Mapping[str, int]
    spans: Mapping[str, int]
    numbers: Mapping[str, int]
    turns: Mapping[str, str]

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> _Words:
        def single(section: str) -> dict[str, str]:
            return {words[0]: key for key, words in vocabulary.words(section) if len(words) == 1}

        return cls(
            vocabulary.phrases,
            vocabulary.months,
            {word: int(key) for word, key in single("ordinal").items() if key.isdigit()},
            {word: int(key) for word, key in single("span").items()},
            {word: int(key) for word, key in single("number").items()},
            {words[0]: key for key, words in vocabulary.words("time") if key in ("last", "this") and len(words) == 1},
        )

    def count(self, word: str) -> int | None:
        return int(word) if word.isdecimal() else self.numbers.get(word)


def find_dates(
    text: str, tokens: tuple[Token, ...], vocabulary: Vocabulary, base: date
) -> list[tuple[int, int, Dated]]:
    """(first token, token after the last, what it means), left to right; relative words count from ``base``."""
    found: list[tuple[int, int, Dated]] = []
    whole = _numeric_dates(text, tokens)
    words = _Words.of(vocabulary)
    i = 0
    while i < len(tokens):
        read = whole.get(i) or _at(tokens, i, words, base)
        if read is None:
            i += 1
        else:
            found.append((i, *read))
            i = read[0]
    return found


def _numeric_dates(text: str, tokens: tuple[Token, ...]) -> dict[int, tuple[int, Dated]]:
    found: dict[int, tuple[int, Dated]] = {}
    for pattern in (_ISO, _NUMERIC):
        for match in pattern.finditer(text):
            if pattern is _ISO:
                parts = (int(match[1]), int(match[2]), int(match[3]))
            else:
                parts = (int(match[4]), int(match[3]), int(match[1]))
            try:
                day = date(*parts)
            except ValueError:
                continue
            inside = [k for k, t in enumerate(tokens) if match.start() <= t.start < match.end()]
            if inside:
                found[inside[0]] = (inside[-1] + 1, Dated(Period(day, day), exact=True))
    return found


def _keys(tokens: tuple[Token, ...], i: int, n: int) -> list[str]:
    return [t.key for t in tokens[i : i + n]] + [""] * max(0, n - len(tokens[i : i + n]))


def _at(tokens: tuple[Token, ...], i: int, words: _Words, base: date) -> tuple[int, Dated] | None:
    return (
        _day_month(tokens, i, words)
        or _month_year(tokens, i, words)
        or _quarter_half(tokens, i, words)
        or _year(tokens, i)
        or _relative(tokens, i, words, base)
    )


def _joining(word: str) -> bool:
    return word in ("of", "de", "del", "di", "the", "du", "des", "vom", "im", "dell", "d")


def _day_month(tokens: tuple[Token, ...], i: int, words: _Words) -> tuple[int, Dated] | None:
    """17 October 2022 · October 17, 2022 · 1er janvier 2024 · 17. Oktober 2022 · 1 de enero de 2024."""
    keys = _keys(tokens, i, 6)
    day = _ORDINAL_DAY.match(keys[0])
    j = 1
    if day and _joining(keys[j]):
        j += 1
    if day and keys[j] in words.months:
        number, j = words.months[keys[j]], j + 1
        if _joining(keys[j]):
            j += 1
        if _YEAR.match(keys[j]):
            return _exact(i + j + 1, int(keys[j]), number, int(day[1]))
    if keys[0] in words.months:
        day = _ORDINAL_DAY.match(keys[1])
        if day and _YEAR.match(keys[2]):
            return _exact(i + 3, int(keys[2]), words.months[keys[0]], int(day[1]))
    return None


def _exact(end: int, year_: int, month_: int, day_: int) -> tuple[int, Dated] | None:
    try:
        day = date(year_, month_, day_)
    except ValueError:
        return None
    return end, Dated(Period(day, day), exact=True)


def _month_year(tokens: tuple[Token, ...], i: int, words: _Words) -> tuple[int, Dated] | None:
    keys = _keys(tokens, i, 3)
    if keys[0] in words.months:
        j = 2 if _joining(keys[1]) else 1
        if _YEAR.match(keys[j]):
            return i + j + 1, Dated(month(int(keys[j]), words.months[keys[0]]))
    return None


def _quarter_half(tokens: tuple[Token, ...], i: int, words: _Words) -> tuple[int, Dated] | None:
    """Q1 2023 · 2023 Q1 · the first quarter of 2023 · H1 2023 · second half of 2021."""
    keys = _keys(tokens, i, 5)
    for pattern, make in ((_QUARTER, quarter), (_HALF, half)):
        if (nth := pattern.match(keys[0])) and _YEAR.match(keys[2 if _joining(keys[1]) else 1]):
            j = 2 if _joining(keys[1]) else 1
            return i + j + 1, Dated(make(int(keys[j]), int(nth[1])))
        if _YEAR.match(keys[0]) and (nth := pattern.match(keys[1])):
            return i + 2, Dated(make(int(keys[0]), int(nth[1])))
    ordinal = words.ordinals.get(keys[0]) or (int(keys[0]) if keys[0] in ("1", "2", "3", "4") else None)
    concept = words.phrases.get((keys[1],), ())
    j = 2
    while _joining(keys[j]) or keys[j] in ("l", "year", "annee", "ano", "anno", "jahres", "jahr"):
        j += 1
        if j == len(keys):
            return None
    if ordinal and _YEAR.match(keys[j]):
        if "time.quarter" in concept and ordinal <= 4:
            return i + j + 1, Dated(quarter(int(keys[j]), ordinal))
        if "time.half" in concept and ordinal <= 2:
            return i + j + 1, Dated(half(int(keys[j]), ordinal))
    return None


def _year(tokens: tuple[Token, ...], i: int) -> tuple[int, Dated] | None:
    key = tokens[i].key
    if _YEAR.match(key):
        return i + 1, Dated(year(int(key)))
    decade = _DECADE.match(key)
    if decade:
        first = int(decade[1]) * 10
        return i + 1, Dated(Period(date(first, 1, 1), date(first + 9, 12, 31)))
    return None


def _relative(tokens: tuple[Token, ...], i: int, words: _Words, base: date) -> tuple[int, Dated] | None:
    """last year · this year · the past three years · in den letzten zwei Jahren · l'année dernière."""
    keys = _keys(tokens, i, 4)
    spans, turns = words.spans, words.turns
    if keys[0] in turns:
        count = words.count(keys[1])
        j = 1 if count is None else 2
        if keys[j] in spans:
            return i + j + 1, _turn(turns[keys[0]], spans[keys[j]], count, base)
    if keys[0] in spans and keys[1] in turns:  # Romance languages put the turn behind the noun
        return i + 2, _turn(turns[keys[1]], spans[keys[0]], None, base)
    count = words.count(keys[0])
    if count is not None and keys[1] in turns and keys[2] in spans:
        return i + 3, _turn(turns[keys[1]], spans[keys[2]], count, base)
    if count is not None and keys[1] in spans and keys[2] in turns:
        return i + 3, _turn(turns[keys[2]], spans[keys[1]], count, base)
    return None


# Words that make a stretch a day counted from today; dateparser knows the rest of their languages.
_FROM_TODAY = {
    "en": ("ago", "yesterday"), "fr": ("hier", "il y a"), "de": ("gestern", "vor"), "es": ("ayer", "hace"),
    "it": ("ieri", "fa"),
}  # fmt: skip


def find_spoken(text: str, tokens: tuple[Token, ...], language: str, base: date) -> list[tuple[int, int, Dated]]:
    """ "two weeks ago", "vor drei Monaten", "il y a deux ans": read by dateparser against ``base``."""
    keys = [t.key for t in tokens]
    cues = [w.split() for w in _FROM_TODAY.get(language, ())]
    found: list[tuple[int, int, Dated]] = []
    for cue in cues:
        for i in range(len(keys) - len(cue) + 1):
            if keys[i : i + len(cue)] != cue:
                continue
            alone = cue[0] in ("yesterday", "hier", "gestern", "ayer", "ieri")
            behind = cue[0] in ("ago", "fa")
            first = i if alone or not behind else i - 2
            last = i + len(cue) if alone or behind else i + len(cue) + 2
            if first < 0 or last > len(tokens):
                continue
            day = _spoken(text[tokens[first].start : tokens[last - 1].end], language, base)
            if day is not None:
                found.append((first, last, Dated(Period(day, day), exact=True)))
    return found


def _spoken(phrase: str, language: str, base: date) -> date | None:
    import dateparser

    settings = {"RELATIVE_BASE": datetime.combine(base, time()), "PREFER_DATES_FROM": "past"}
    read = dateparser.parse(phrase, languages=[language], settings=settings)  # type: ignore[arg-type,unused-ignore]
    return read.date() if read is not None else None


def _turn(turn: str, days: int, count: int | None, base: date) -> Dated:
    """``count`` spans of ``days`` up to ``base``; None: the one span that the calendar names ("last year")."""
    if turn == "this" and days in (1, 7):
        first = base - timedelta(days=base.weekday()) if days == 7 else base
        return Dated(Period(first, first + timedelta(days=days - 1)))
    if turn == "this":
        return Dated(year(base.year) if days == 365 else month(base.year, base.month))
    if count is not None:
        if days in (30, 365):
            months = count * (12 if days == 365 else 1)
            first = _months_back(base, months)
        else:
            first = base - timedelta(days=days * count)
        return Dated(Period(first + timedelta(days=1), base))
    if days == 365:
        return Dated(year(base.year - 1))
    if days == 30:
        back = base.replace(day=1) - timedelta(days=1)
        return Dated(month(back.year, back.month))
    return Dated(Period(base - timedelta(days=days), base))


def _months_back(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 - months
    year_, month_ = divmod(index, 12)
    return date(year_, month_ + 1, min(day.day, calendar.monthrange(year_, month_ + 1)[1]))
