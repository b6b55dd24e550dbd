"""What holds of any text: no error, verbatim quotes, order of place, the same again."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.ingest.extract import extract
from knowledge.ingest.extraction.cues import phrases
from knowledge.ingest.extraction.sums import find_sums
from knowledge.ingest.extraction.tables import LANGUAGES
from knowledge.records.extracted import Role
from tests.ingest.extraction.registry import NAMES

_PIECES = st.sampled_from(
    "The CNIL|fined|Nimbus Games|€5 million|$1,000.50|(|)|approximately|up to|per day|,|. |; |\n\n|- |reduced to|to|"
    "from|between|and|10|20|million|EUR|RON 14.7k|was|not|imposed|a fine of|penalty|13 April 2023|turnover of|in total|"
    "%|or 4%|kr 500|Bußgeld|verhängt|amende|multa|sanzione|’|„|“|\u00a0|１２|٣|𝟝|½|№|ﬁne|İ|ß|\u200b|\ud7ff|S.A.|"
    "Inc.".split("|")
)
_WRITTEN = st.lists(_PIECES, max_size=40).map(" ".join)
_ANY = st.text(max_size=300)


@settings(max_examples=150, deadline=None)
@given(st.one_of(_ANY, _WRITTEN), st.sampled_from((*LANGUAGES, None, "xx")))
def test_any_text_is_read_and_every_quote_stands_in_it(text: str, language: str | None) -> None:
    told = extract(text, NAMES, language)
    for t in told:
        assert text[t.start : t.end] == t.quote
        assert 0 <= t.confidence <= 1
        assert t.amount is None or t.amount.amount >= 0
        assert len(t.quote) <= 400
    assert told == extract(text, NAMES, language)


@settings(max_examples=150, deadline=None)
@given(_WRITTEN, st.sampled_from(LANGUAGES))
def test_sums_are_in_order_and_apart(text: str, language: str) -> None:
    found = find_sums(text, language)
    assert all(a.end <= b.start for a, b in pairwise(found))


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 10**12), st.sampled_from(("EUR", "USD", "NOK")))
def test_a_sum_is_read_as_it_is_written(amount: int, currency: str) -> None:
    for written in (f"{amount}", f"{amount:,}", f"{amount:,}".replace(",", " ")):
        (told,) = extract(f"The CNIL fined Nimbus {currency} {written} on 3 May 2022.", NAMES)
        assert told.role is Role.IMPOSED
        assert told.amount is not None and told.amount.amount == Decimal(amount)
        assert told.respondent_id == "nimbus"


@settings(max_examples=50, deadline=None)
@given(st.integers(2, 6))
def test_a_repeat_is_one_record(times: int) -> None:
    said = "The CNIL fined Nimbus EUR 50,000 on 3 May 2022. "
    assert len(extract(said * times, NAMES)) == 1


def test_every_phrase_of_the_tables_is_found_where_it_stands() -> None:
    for language in LANGUAGES:
        for first, entries in phrases(language).by_first.items():
            for words, _ in entries:
                text = " ".join(words)
                assert phrases(language).find(text, 0, len(text)), (language, first)


def test_a_long_text_of_brackets_and_digits_is_read() -> None:
    """Patterns that backtrack would take hours over these."""
    for piece in (
        "(",
        "1 ",
        "1,",
        "€",
        "A ",
        "fined ",
        "of the ",
        "a ",
        "(EUR ",
        "und ",
        "13 ",
        "Mr. ",
        "1.1.1 ",
        "-- ",
    ):
        extract(piece * 3_000 + " fined Nimbus EUR 5 million", NAMES, "en")
