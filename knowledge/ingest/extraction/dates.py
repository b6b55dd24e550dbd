"""Dates in running text, and the one on which something was decided."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from knowledge.ingest.extraction.tables import table

_FIRST_YEAR, _LAST_YEAR = 1950, 2100
_LEADING = 70
"""Characters before a date in which "since" or "between" may stand."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date at ``start:end``; ``precision`` is day, month or year. ``decision``: the words name a decision's date."""

    start: int
    end: int
    day: date
    precision: str
    other: bool = False
    decision: bool = False
    acted: bool = False
    """Right behind the one who acted: "by the Dutch authority in 2021"."""

    @property
    def rank(self) -> int:
        """A full date says more than a month, a month more than a year."""
        return ("day", "month", "year").index(self.precision)


def find_dates(text: str, published: date | None = None, month_first: bool = False) -> list[Dated]:
    """Every date, in order of place. ``month_first``: 04/05/2023 is the fifth of April.

    ``published`` gives the year of "on 13 April", and the day of "today", "yesterday" and "on Tuesday".
    """
    found: list[Dated] = []
    for match in _pattern().finditer(text):
        read = _read(match, published, month_first)
        if read is not None:
            day, precision = read
            before = text[max(0, match.start() - _LEADING) : match.start()]
            other = _not_decided().search(before) is not None
            other = other or (precision == "year" and _LAW_OF.search(before) is not None)
            found.append(
                Dated(
                    *match.span(),
                    day,
                    precision,
                    other,
                    _DECISION.search(before) is not None,
                    _ACTED.search(before) is not None,
                )
            )
    return found


def _read(match: re.Match[str], published: date | None, month_first: bool) -> tuple[date, str] | None:
    part = match.groupdict()
    if part["iso"]:
        return _day(part["iso"][:4], part["iso"][5:7], part["iso"][8:])
    if part["numeric"]:
        one, two, year = re.split(r"[./-]", part["numeric"])
        if int(two) > 12 or (month_first and int(one) <= 12 and "/" in part["numeric"]):
            one, two = two, one
        return _day(year, two, one)
    if part["today"]:
        return (published, "day") if published else None
    if part["yesterday"]:
        return (published - timedelta(days=1), "day") if published else None
    if part["weekday"]:
        return _last_weekday(part["weekday"], published)
    alone = part["lone"] or part["named"] or part["led"] or part["bracketed"]
    if alone:
        return (date(int(alone), 1, 1), "year")
    name = part["month_dmy"] or part["month_mdy"] or part["month_my"]
    month = _months()[name.casefold().rstrip(".")]
    year_text = part["year_dmy"] or part["year_mdy"] or part["year_my"]
    day_text = part["day_dmy"] or part["day_mdy"]
    if year_text is None:
        if published is None or day_text is None:
            return None
        found = _day(str(published.year), str(month), day_text)
        if found and found[0] > published:
            found = _day(str(published.year - 1), str(month), day_text)
        return found
    if day_text is None:
        year = int(year_text)
        return (date(year, month, 1), "month") if _FIRST_YEAR <= year <= _LAST_YEAR else None
    return _day(year_text, str(month), day_text)


def _day(year: str, month: str, day: str) -> tuple[date, str] | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return (found, "day") if _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def _last_weekday(written: str, published: date | None) -> tuple[date, str] | None:
    if published is None:
        return None
    number = next(i for i, names in enumerate(table("dates")["weekdays"]) if written.casefold() in names.split())
    return published - timedelta(days=(published.weekday() - number) % 7), "day"


@cache
def _months() -> dict[str, int]:
    return {word: i for i, row in enumerate(table("dates")["months"], start=1) for word in row.split()}


@cache
def _pattern() -> re.Pattern[str]:
    words = table("dates")
    month = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    weekdays = "|".join(re.escape(w) for row in words["weekdays"] for w in row.split())
    today = "|".join(re.escape(w) for w in words["today"].split())
    yesterday = "|".join(re.escape(w) for w in words["yesterday"].split())
    day, year = r"[0-3]?\d", r"(?:19|20)\d\d"
    return re.compile(
        rf"(?<![\w/.-])(?:"
        rf"(?P<iso>{year}-[01]\d-[0-3]\d)"
        rf"|(?P<numeric>{day}[./-]{day}[./-]{year})"
        rf"|(?P<day_dmy>{day})(?:st|nd|rd|th|er|º|\.)?\s(?:of\s|de\s)?(?P<month_dmy>{month})\.?(?:,?\s(?:of\s|de\s|del\s)?(?P<year_dmy>{year}))?"
        rf"|(?P<month_mdy>{month})\.?\s(?P<day_mdy>{day})(?:st|nd|rd|th)?(?!\d)(?:,?\s(?P<year_mdy>{year}))?"
        rf"|(?P<month_my>{month})\.?,?\s(?:of\s|de\s|del\s)?(?P<year_my>{year})"
        rf"|(?P<today>{today})|(?P<yesterday>{yesterday})"
        rf"|(?:on|last|this|am|ce|le|el|este|lo scorso)\s(?P<weekday>{weekdays})"
        rf"|(?:(?<=\bin\s)|(?<=\ben\s)|(?<=\bnel\s)|(?<=\bof\s)|(?<=\bJahre\s)|(?<=\bJahr\s)|(?<=\bbereits\s))"
        rf"(?P<lone>{year})(?!\s?[€$£]|[-–]\d)"
        rf"|(?:(?<=\ba\s)|(?<=[’']s\s)|(?<=\bthe\s))(?P<named>{year})(?=\s(?:settlement|fine|penalty|decision|order|ruling|case)\b)"
        rf"|(?P<led>{year})(?=\s(?:verhängte|hatte|bestrafte)\b)|(?<=\()(?P<bracketed>{year})(?=\))"
        rf")(?![\w-])",
        re.IGNORECASE,
    )


@cache
def _not_decided() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, table("dates")["not_decided"]), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{words})\s(?:(?:the|le|la|el|il|dem|den)\s)?$", re.IGNORECASE)


# "the Act of 2018" is no day of a decision, "the follow-up of 2023" is.
_LAW_OF = re.compile(
    r"(?<!decision)(?<!ruling)(?<!order)(?<!judgment)(?<!fine)(?<!penalty)(?<!case)(?<!settlement)(?<!follow-up)(?<!sanction)"
    r"\sof\s$",
    re.IGNORECASE,
)
_YEAR_BEHIND = re.compile(
    r"[\s,]*(?:(?:administrative|civil|monetary)\s)?(?:fine|penalty|settlement)?\s?"
    r"(?:(?:on|against|to|gegen|contre|a|à)\s[\w&.’' -]{1,40})?\s?"
    r"(?:in\s|en\s|nel\s|im\sJahre?\s|\()",
    re.IGNORECASE,
)
_ACTED = re.compile(r"\b(?:by|par|von|por|dal|dalla|(?:imposed|levied)\s(?:up)?on)\s[^.;,]{2,60}$", re.IGNORECASE)
_DECISION = re.compile(
    r"(?:decision|décision|order|ruling|judgment|délibération|deliberation|bescheid|entscheidung|beschluss|urteil|"
    r"resolución|decisión|sentencia|provvedimento|decisione|ordinanza|sentenza|deliberazione|notice)\b[^.;]{0,30}$",
    re.IGNORECASE,
)


def decided_on(dates: Sequence[Dated], start: int, end: int, verb_at: int) -> Dated | None:
    """The date in ``start:end`` on which the deed at ``verb_at`` was done: the nearest, those before it first."""
    inside = [d for d in dates if start <= d.start < end and not (d.other and not d.decision)]
    inside = [d for d in inside if d.precision != "year" or d.start <= verb_at or d.acted]
    if not inside:
        return None

    def rank(d: Dated) -> tuple[int, int, int]:
        grade = {"day": 0, "month": 1, "year": 2}[d.precision]
        behind = 0 if d.start <= verb_at else 60
        return (0 if d.decision else 1 if grade < 2 else 2, abs(d.start - verb_at) + behind, grade)

    return min(inside, key=rank)


def acted_on(text: str, dates: Sequence[Dated], start: int, end: int) -> Dated | None:
    """The date in ``start:end``, behind a sum, right behind the one who acted, or a year right behind the sum.

    "… by the Dutch authority in 2021", "fined Acme $5 million in 2021".
    """
    for d in dates[bisect_left(dates, start, key=lambda d: d.start) :]:
        if d.start >= end:
            return None
        if d.acted or (d.precision == "year" and not d.other and _YEAR_BEHIND.fullmatch(text, start, d.start)):
            return d
    return None
