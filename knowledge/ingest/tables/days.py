"""What a cell of a table says of a date, with its precision: a day, a month or a year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from knowledge.ingest.tables.cells import UNKNOWN, Cell, shown
from knowledge.ledger.text import keys_of

EXCEL_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Day:
    """A date of which only the month or the year may be known: then it is the first day of that."""

    day: date
    precision: str = "day"


def read_day(cell: Cell, order: str | None = None, epoch: date = EXCEL_EPOCH) -> Day | None:
    """The date that a cell gives; None where it says that it is not known. Raises ValueError for any other text.

    order: ``dmy`` or ``mdy``, for days such as 03/05/2021. epoch: day 0 of numbers that count days, as Excel does.
    """
    if isinstance(cell, date):
        return _day(cell.year, cell.month, cell.day, cell.isoformat())
    text = shown(cell).strip(" .")
    if text.casefold() in UNKNOWN:
        return None
    if re.fullmatch(r"\d{4}", text):
        return Day(_day(int(text), 1, 1, text).day, "year")
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text) and 10_000 <= float(text) <= 73_000:
        return Day(epoch + timedelta(days=int(float(text))))
    if match := re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d\d.*)?$", text):
        return _day(int(match[1]), int(match[2]), int(match[3]), text)
    if match := re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text):
        return _day(int(match[1]), int(match[2]), int(match[3]), text)
    if match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})", text):
        return Day(_day(int(match[1]), int(match[2]), 1, text).day, "month")
    if match := re.fullmatch(r"(\d{1,2})[-/.](\d{4})", text):
        return Day(_day(int(match[2]), int(match[1]), 1, text).day, "month")
    if match := re.fullmatch(r"(\d{1,2})([-/.]) ?(\d{1,2})[-/.] ?(\d{4}|\d\d)(?: \d{1,2}:\d\d.*)?", text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        year += 0 if year > 99 else 1900 if year >= 70 else 2000
        return _of_either_order(first, second, year, "dmy" if match[2] == "." else order, text)
    return _spoken_day(text)


def _of_either_order(first: int, second: int, year: int, order: str | None, text: str) -> Day:
    if first == second or (first > 12 >= second) or (order == "dmy" and not second > 12):
        return _day(year, second, first, text)
    if (second > 12 >= first) or order == "mdy":
        return _day(year, first, second, text)
    raise ValueError(f"{text!r} may be a day of either month: say dates=:dmy or dates=:mdy")


def _spoken_day(text: str) -> Day:
    """``3 May 2021``, ``May 3, 2021``, ``3. Mai 2021``, ``May 2021``."""
    words = keys_of(text)
    numbers = [int(m) for w in words if (m := re.sub(r"(?<=\d)(?:st|nd|rd|th|er|º|o)$", "", w)).isdecimal()]
    months = [number for w in words if (number := _months().get(w))]
    years = [n for n in numbers if n > 999]
    days = [n for n in numbers if n <= 31]
    left = [w for w in words if not w[0].isdigit() and w not in _months() and w not in ("of", "de", "del", "di", "the")]
    if len(months) != 1 or len(years) != 1 or len(days) > 1 or len(numbers) > 2 or left:
        raise ValueError(f"a date such as 2021-05-03 is expected, found {text!r:.200}")
    if not days:
        return Day(_day(years[0], months[0], 1, text).day, "month")
    return _day(years[0], months[0], days[0], text)


def _day(year: int, month: int, day: int, text: str) -> Day:
    if not 1900 <= year <= 2100:
        raise ValueError(f"a date from 1900 to 2100 is expected, found {text!r:.200}")
    try:
        return Day(date(year, month, day))
    except ValueError:
        raise ValueError(f"there is no such day: {text!r:.200}") from None


@cache
def _months() -> dict[str, int]:
    from babel import Locale

    found: dict[str, int] = {"sept": 9}
    for language in ("en", "fr", "de", "es", "it", "nl", "pt"):
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in Locale(language).months[context][width].items():
                    words = keys_of(name)
                    if len(words) == 1 and not words[0].isdigit():
                        found.setdefault(words[0], int(number))
    return found
