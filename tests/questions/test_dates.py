"""Dates and periods as people write them, and what they do to a question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import Knowledge
from knowledge.ledger.periods import Period
from knowledge.ledger.text import tokens_of
from knowledge.questions.dates import Dated, find_dates
from knowledge.questions.query import Query
from knowledge.questions.vocabulary import vocabulary
from tests.golden.starter import AS_OF

BASE = date(2026, 11, 24)


def days(text: str) -> Period:
    """``2022-10-01..2022-10-31``; an open side is empty."""
    first, _, last = text.partition("..")
    return Period(date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None)


@dataclass(frozen=True, slots=True)
class Case:
    text: str
    period: str
    language: str = "en"


DAYS = [
    Case("17 October 2022", "2022-10-17"),
    Case("October 17, 2022", "2022-10-17"),
    Case("Oct 17 2022", "2022-10-17"),
    Case("17th of October 2022", "2022-10-17"),
    Case("the 1st of March 2023", "2023-03-01"),
    Case("2022-10-17", "2022-10-17"),
    Case("17.10.2022", "2022-10-17"),
    Case("17/10/2022", "2022-10-17"),
    Case("29 February 2024", "2024-02-29"),
    Case("17. Oktober 2022", "2022-10-17", "de"),
    Case("1. März 2023", "2023-03-01", "de"),
    Case("1er janvier 2024", "2024-01-01", "fr"),
    Case("17 octobre 2022", "2022-10-17", "fr"),
    Case("3 février 2021", "2021-02-03", "fr"),
    Case("1 de enero de 2024", "2024-01-01", "es"),
    Case("17 ottobre 2022", "2022-10-17", "it"),
    Case("1° gennaio 2024", "2024-01-01", "it"),
]

PERIODS = [
    Case("2022", "2022-01-01..2022-12-31"),
    Case("in the year 2022", "2022-01-01..2022-12-31"),
    Case("October 2022", "2022-10-01..2022-10-31"),
    Case("Sept 2023", "2023-09-01..2023-09-30"),
    Case("February 2024", "2024-02-01..2024-02-29"),
    Case("Q1 2023", "2023-01-01..2023-03-31"),
    Case("2023 Q4", "2023-10-01..2023-12-31"),
    Case("first quarter of 2023", "2023-01-01..2023-03-31"),
    Case("the third quarter 2021", "2021-07-01..2021-09-30"),
    Case("H1 2023", "2023-01-01..2023-06-30"),
    Case("second half of 2021", "2021-07-01..2021-12-31"),
    Case("the 2010s", "2010-01-01..2019-12-31"),
    Case("im Oktober 2022", "2022-10-01..2022-10-31", "de"),
    Case("Jänner 2023", "2023-01-01..2023-01-31", "de"),
    Case("zweites Halbjahr 2021", "2021-07-01..2021-12-31", "de"),
    Case("en octobre 2022", "2022-10-01..2022-10-31", "fr"),
    Case("premier trimestre 2023", "2023-01-01..2023-03-31", "fr"),
    Case("T1 2023", "2023-01-01..2023-03-31", "fr"),
    Case("second semestre de 2021", "2021-07-01..2021-12-31", "fr"),
    Case("octubre de 2022", "2022-10-01..2022-10-31", "es"),
    Case("primer trimestre de 2023", "2023-01-01..2023-03-31", "es"),
    Case("ottobre 2022", "2022-10-01..2022-10-31", "it"),
    Case("secondo semestre del 2021", "2021-07-01..2021-12-31", "it"),
    # Counted from 24 November 2026
    Case("last year", "2025-01-01..2025-12-31"),
    Case("this year", "2026-01-01..2026-12-31"),
    Case("last month", "2026-10-01..2026-10-31"),
    Case("this month", "2026-11-01..2026-11-30"),
    Case("last week", "2026-11-17..2026-11-24"),
    Case("last 3 years", "2023-11-25..2026-11-24"),
    Case("past three years", "2023-11-25..2026-11-24"),
    Case("last six months", "2026-05-25..2026-11-24"),
    Case("letztes Jahr", "2025-01-01..2025-12-31", "de"),
    Case("in den letzten zwei Jahren", "2024-11-25..2026-11-24", "de"),
    Case("l'année dernière", "2025-01-01..2025-12-31", "fr"),
    Case("ces trois dernières années", "2023-11-25..2026-11-24", "fr"),
    Case("el año pasado", "2025-01-01..2025-12-31", "es"),
    Case("los últimos tres años", "2023-11-25..2026-11-24", "es"),
    Case("l'anno scorso", "2025-01-01..2025-12-31", "it"),
    Case("negli ultimi due anni", "2024-11-25..2026-11-24", "it"),
]

PERIOD_ONCE_MISREAD = [
    Case("1. Quartal 2023", "2023-01-01..2023-03-31", "de"),
    Case("2. Halbjahr 2023", "2023-07-01..2023-12-31", "de"),
]

# What a question's words make of them: the period of decision dates.
DECIDED = [
    Case("total fines in 2022", "2022-01-01..2022-12-31"),
    Case("total fines since 2022", "2022-01-01.."),
    Case("total CNIL fines from 2022 onwards", "2022-01-01.."),
    Case("total fines since January 2023", "2023-01-01.."),
    Case("total fines before 2020", "..2019-12-31"),
    Case("total fines after 2021", "2022-01-01.."),
    Case("total fines until 2019", "..2019-12-31"),
    Case("how much was Meta fined between 2021 and 2023?", "2021-01-01..2023-12-31"),
    Case("fines from 2019 to 2021, total", "2019-01-01..2021-12-31"),
    Case("fines in 2019-2021, total", "2019-01-01..2021-12-31"),
    Case("total fines before the GDPR", "..2018-05-24"),
    Case("total fines since the GDPR applied", "2018-05-25.."),
    Case("Bußgelder gegen Meta vor 2022", "..2021-12-31", "de"),
    Case("total des amendes au 1er trimestre 2023", "2023-01-01..2023-03-31", "fr"),
    Case("multas impuestas a Meta desde 2022", "2022-01-01..", "es"),
    Case("sanzioni dal 2020 al 2022 del Garante", "2020-01-01..2022-12-31", "it"),
]

DECIDED_ONCE_MISREAD = [Case("total fines up to and including 2019", "..2019-12-31")]


def dates(text: str, language: str, base: date = BASE) -> list[Dated]:
    return [found for _, _, found in find_dates(text, tokens_of(text), vocabulary(language), base)]


def query(knowledge: Knowledge, question: str, language: str | None = None) -> Query:
    asked = knowledge.snapshot.understander.understand(question, AS_OF, language).asked
    assert isinstance(asked, Query)
    return asked


@pytest.mark.parametrize("case", DAYS, ids=lambda c: f"{c.language} {c.text}")
def test_day(case: Case) -> None:
    day = date.fromisoformat(case.period)

    assert dates(case.text, case.language) == [Dated(Period(day, day), exact=True)]


@pytest.mark.parametrize("case", PERIODS, ids=lambda c: f"{c.language} {c.text}")
def test_period(case: Case) -> None:
    assert dates(case.text, case.language) == [Dated(days(case.period))]


@pytest.mark.parametrize("case", PERIOD_ONCE_MISREAD, ids=lambda c: f"{c.language} {c.text}")
def test_period_once_misread(case: Case) -> None:
    assert dates(case.text, case.language) == [Dated(days(case.period))]


@pytest.mark.parametrize("text", ["31 February 2022", "30.02.2022", "2022-13-01", "99/99/2022"])
def test_a_day_that_is_none_is_never_exact(text: str) -> None:
    assert not any(found.exact for found in dates(text, "en"))


@pytest.mark.parametrize("case", DECIDED, ids=lambda c: c.text)
def test_decided(case: Case, knowledge: Knowledge) -> None:
    [side] = query(knowledge, case.text).sides

    assert side.selection.decided == days(case.period)


@pytest.mark.parametrize("case", DECIDED_ONCE_MISREAD, ids=lambda c: c.text)
def test_decided_once_misread(case: Case, knowledge: Knowledge) -> None:
    [side] = query(knowledge, case.text).sides

    assert side.selection.decided == days(case.period)


def test_announced_and_stepped_dates_are_not_decision_dates(knowledge: Knowledge) -> None:
    announced = query(knowledge, "Meta fines announced in 2022").sides[0].selection
    annulled = query(knowledge, "fines annulled in 2024").sides[0].selection

    assert (announced.announced, announced.decided) == (days("2022-01-01..2022-12-31"), None)
    assert annulled.event is not None and annulled.event[1] == days("2024-01-01..2024-12-31")
    assert annulled.decided is None


@pytest.mark.parametrize(
    "question",
    [
        "how much had Clearview been fined as of 1 January 2024?",
        "as of 1 Jan 2024, how much has Meta been fined?",
        "how much of the fines on Google stood on 1 January 2024?",
    ],
)
def test_a_day_in_the_question_sets_the_as_of_day(question: str, knowledge: Knowledge) -> None:
    assert query(knowledge, question).as_of == date(2024, 1, 1)


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2050, 12, 31)))
def test_relative_words_count_from_the_day_that_is_handed_in(base: date) -> None:
    assert dates("last year", "en", base) == [Dated(days(f"{base.year - 1}-01-01..{base.year - 1}-12-31"))]
    [month] = dates("last month", "en", base)
    assert month.period.last is not None and month.period.last < base.replace(day=1)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_reads_back(day: date) -> None:
    exact = [Dated(Period(day, day), exact=True)]

    assert dates(day.isoformat(), "en") == exact
    assert dates(f"{day.day}.{day.month}.{day.year}", "de") == exact
    assert dates(f"{day:%B} {day.day}, {day.year}", "en") == exact
