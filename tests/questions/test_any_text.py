"""Any text at all: never an exception, and no figure without a word that is known."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge import Knowledge, shape
from knowledge.questions.reading import Reader
from knowledge.questions.vocabulary import LANGUAGES
from tests.golden.judge import arithmetic_faults, source_faults
from tests.golden.starter import AS_OF, Asker

QUIET = settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

# Words of questions in any order: the reader sees far more odd neighbours than people write.
WORDS = st.sampled_from(
    "how much many has Meta Google Clearview been fined in France the EU by CNIL DPC since before 2022 2021 Q1 total"
    " largest top 5 average per year by regulator not except without and or between than after appeals still owes"
    " €100m over under million in dollars as of 1 January 2024 why when what share days first last second of , ? ; -"
    " combien amendes Bußgelder wie viele multas multe fino al depuis seit daily penalty maximum turnover Art. 32 GDPR"
    .split()
)  # fmt: skip
UNKNOWN = st.text(st.characters(categories=["Lo"]), min_size=1, max_size=20)


@QUIET
@given(text=st.text(max_size=200))
def test_any_text_has_an_answer(text: str, ask: Asker, knowledge: Knowledge) -> None:
    told = shape(ask(text))

    assert source_faults(told, knowledge.snapshot.documents) == []


@QUIET
@given(text=st.text(max_size=100), language=st.sampled_from(LANGUAGES), day=st.dates(date(1990, 1, 1)))
def test_any_text_in_any_language_on_any_day(text: str, language: str, day: date, ask: Asker) -> None:
    assert ask(text, day, language).language == language


@QUIET
@given(words=st.lists(WORDS, min_size=1, max_size=14))
def test_any_words_have_an_answer_with_its_sources(words: list[str], ask: Asker, knowledge: Knowledge) -> None:
    told = shape(ask(" ".join(words)))

    assert source_faults(told, knowledge.snapshot.documents) == []
    assert arithmetic_faults(told) == []


@QUIET
@given(text=st.one_of(UNKNOWN, st.text(max_size=60)))
def test_no_figure_without_a_known_word(text: str, ask: Asker, knowledge: Knowledge) -> None:
    reading = Reader(knowledge.snapshot.ledger).read(text, AS_OF)
    if not any(m.concepts or m.names or m.article or m.sum or m.dated for m in reading.mentions):
        assert ask(text).figures == ()


@QUIET
@given(text=st.text(max_size=100))
def test_a_question_reads_the_same_twice(text: str, ask: Asker) -> None:
    assert ask(text) == ask(text)
