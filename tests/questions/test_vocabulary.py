"""The word tables of all languages: the same concepts in each, nothing that contradicts itself."""

from __future__ import annotations

import tomllib
from collections import Counter
from importlib.resources import files

import pytest

from knowledge import Kind, Knowledge, Status
from knowledge.questions.query import Dimension, Measure
from knowledge.questions.reading import Reader
from knowledge.questions.vocabulary import LANGUAGES, vocabulary
from tests.golden.starter import AS_OF

Table = dict[str, dict[str, list[str]]]


# Concepts of which one phrase may mean one alone.
OPPOSITES = [
    {"measure.largest", "measure.smallest"},
    {"measure.earliest", "measure.latest"},
    {"measure.mean", "measure.median"},
    {"measure.difference", "measure.ratio"},
    {"order.most", "order.least"},
    {"relation.over", "relation.under"},
    {"relation.atleast", "relation.atmost"},
    {"relation.over", "relation.atmost"},
    {"relation.under", "relation.atleast"},
    {"time.since", "time.until"},
    {"time.before", "time.after"},
    {"time.last", "time.this"},
    {"tier.lower", "tier.repeat"},
    {"status.annulled", "status.upheld"},
    {"status.annulled", "status.reduced"},
    {"status.paid", "status.under_appeal"},
]

# Sections in which two keys for one phrase are two different figures.
ONE_KEY = ("place", "region", "currency", "scale", "number", "span", "order", "tier")


def table(language: str) -> Table:
    text = files("knowledge.questions").joinpath("vocabulary", f"{language}.toml").read_text(encoding="utf-8")
    loaded: dict[str, object] = tomllib.loads(text)
    return {name: rows for name, rows in loaded.items() if isinstance(rows, dict)}


def concepts(language: str) -> frozenset[str]:
    return frozenset(f"{section}.{key}" for section, rows in table(language).items() for key in rows)


def test_there_are_five_languages() -> None:
    assert set(LANGUAGES) == {"en", "fr", "de", "es", "it"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_names_its_language(language: str) -> None:
    text = files("knowledge.questions").joinpath("vocabulary", f"{language}.toml").read_text(encoding="utf-8")

    assert tomllib.loads(text)["language"] == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_sections_and_keys_are_those_of_english(language: str) -> None:
    assert concepts(language) - concepts("en") == frozenset()
    assert concepts("en") - concepts(language) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_has_words(language: str) -> None:
    empty = [f"{s}.{k}" for s, rows in table(language).items() for k, forms in rows.items() if not forms]

    assert empty == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_contradicts_itself(language: str) -> None:
    found = [
        (" ".join(words), meant)
        for words, meant in vocabulary(language).phrases.items()
        if any(pair <= set(meant) for pair in OPPOSITES)
        or any(n > 1 for section, n in Counter(c.partition(".")[0] for c in meant).items() if section in ONE_KEY)
    ]

    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filler_that_is_a_concept_too_is_read_as_the_concept(language: str, knowledge: Knowledge) -> None:
    """A word in both tables may not vanish from a figure question: the concept wins."""
    words = vocabulary(language)
    reader = Reader(knowledge.snapshot.ledger)
    both = [phrase[0] for phrase in words.phrases if len(phrase) == 1 and phrase[0] in words.fillers]

    assert [word for word in both if not reader.read(word, AS_OF, language).mentions] == []


def test_keys_are_words_of_the_ledger_and_the_query() -> None:
    known = concepts("en")

    def keys(section: str) -> set[str]:
        return {c.partition(".")[2] for c in known if c.startswith(f"{section}.")}

    assert keys("kind") - {"fine"} == {kind.value for kind in Kind}
    assert keys("status") - {"ever"} <= {status.value for status in Status}
    assert keys("dimension") <= {dimension.value for dimension in Dimension}
    assert {measure.value for measure in Measure} <= keys("measure")
    assert keys("basis") == {"imposed", "standing"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_twelve_months(language: str) -> None:
    assert set(vocabulary(language).months.values()) == set(range(1, 13))


def test_an_unknown_language_is_an_error() -> None:
    with pytest.raises(KeyError, match="no vocabulary for 'xx'"):
        vocabulary("xx")
