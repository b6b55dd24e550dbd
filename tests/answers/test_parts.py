"""Questions in two parts, other languages, and the JSON shape."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from pydantic import ValidationError

from knowledge import AnswerShape, shape
from knowledge.answers.frame import phrases
from knowledge.questions.vocabulary import LANGUAGES
from tests.golden.starter import Asker


def framed(language: str) -> None:
    """Skips the test of a language that answers have no frame in."""
    if not files("knowledge.answers").joinpath("phrases", f"{language}.toml").is_file():
        pytest.skip(f"no phrases in {language} yet: answers are framed in English")


QUESTIONS = {
    "en": "how much was 1&1 fined?",
    "fr": "combien 1&1 a-t-elle été condamnée à payer ?",
    "de": "Wie hoch war das Bußgeld gegen 1&1?",
    "es": "¿Cuánto se ha multado a 1&1?",
    "it": "Quanto è stata multata 1&1?",
}
WRITTEN = {
    "en": "€9,550,000",
    "fr": "9\u202f550\u202f000\u00a0€",
    "de": "9.550.000\u00a0€",
    "es": "9.550.000\u00a0€",
    "it": "9.550.000\u00a0€",
}


# Two parts


def test_both_parts_are_answered(ask: Asker) -> None:
    told = ask("how much was Clearview fined by the CNIL and how many fines did the DPC impose on TikTok?")

    assert [(f.figure.measure, f.figure.value, f.figure.unit) for f in told.figures] == [
        ("total", 25_200_000, "EUR"), ("count", 3, "penalties"), ("count", 2, "decisions"),
    ]  # fmt: skip
    assert "25,200,000" in told.headline
    assert any("3 penalties" in line for line in told.lines)


def test_the_second_part_takes_who_is_meant_from_the_first(ask: Asker) -> None:
    told = ask("how much was Clearview fined by the ICO, and how much by the Garante?")

    assert [(f.figure.value, f.figure.unit) for f in told.figures] == [(7_552_800, "GBP"), (20_000_000, "EUR")]


@pytest.mark.parametrize(
    "second", ["how much was Netflix fined by the FTC?", "how much was Clearview fined by the AEPD?"]
)
def test_a_part_without_an_answer_is_named(second: str, ask: Asker) -> None:
    told = ask(f"how much was Clearview fined by the CNIL and {second}")

    assert told.figures[0].figure.value == 25_200_000
    assert len(told.figures) == 1
    assert any(second in caveat for caveat in told.caveats)


def test_a_first_part_without_an_answer_refuses_the_whole(ask: Asker) -> None:
    told = ask("how much was Netflix fined by the FTC and how much was Clearview fined by the CNIL?")

    assert (told.kind, told.reason) == ("refusal", "unknown_name")


# Languages


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figure_is_the_same_in_every_language(language: str, ask: Asker) -> None:
    told = ask(QUESTIONS[language])

    assert told.language == language
    assert [(f.figure.value, f.figure.basis) for f in told.figures] == [(9_550_000, "imposed"), (900_000, "standing")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_money_and_days_are_written_as_in_that_language(language: str, ask: Asker) -> None:
    framed(language)
    told = ask(QUESTIONS[language])

    assert WRITTEN[language] in told.headline
    assert phrases(language).day(told.knowledge.as_of) in told.headline


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_the_frame_is_in_that_language(language: str, ask: Asker) -> None:
    framed(language)
    english, other = ask(QUESTIONS["en"]), ask(QUESTIONS[language])

    assert other.headline != english.headline
    assert " imposed" not in other.headline and "Fines on" not in other.headline
    assert phrases(language).say("line.sources") in other.text


def test_a_language_can_be_set(ask: Asker) -> None:
    assert ask("Clearview CNIL 2022", language="de").language == "de"


def test_quotes_stay_as_they_stand_in_their_documents(ask: Asker) -> None:
    english, german = ask(QUESTIONS["en"]), ask(QUESTIONS["de"])

    assert [c.quote for c in german.citations] == [c.quote for c in english.citations]


# The shape

SHAPED = [
    "how much has Clearview been fined in France?",
    "who fined Clearview the most?",
    "how much was Spotify fined, in euros?",
    "why did the CNIL fine Clearview?",
    "how much has Netflix been fined?",
    "maximum GDPR fine for a turnover of 2 billion euros",
    "how much did the Autorité de la concurrence fine in 2020, after appeals?",
]


@pytest.mark.parametrize("question", SHAPED)
def test_the_shape_reads_back_strictly(question: str, ask: Asker) -> None:
    told = shape(ask(question), "q1")
    printed = told.model_dump_json()

    assert AnswerShape.model_validate_json(printed, strict=True) == told
    assert list(json.loads(printed)) == [
        "id", "question", "kind", "text", "figures", "citations", "caveats", "refusal", "knowledge",
    ]  # fmt: skip


@pytest.mark.parametrize("place", [(), ("knowledge",), ("figures", 0), ("figures", 0, "terms", 0), ("citations", 0)])
def test_nothing_more_than_the_shape(place: tuple[str | int, ...], ask: Asker) -> None:
    printed = shape(ask(SHAPED[0])).model_dump()
    inner = printed
    for step in place:
        inner = inner[step]  # type: ignore[index]
    inner["more"] = 1

    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        AnswerShape.model_validate(printed)


@pytest.mark.parametrize("identity", ["a1", 7, None])
def test_the_id_comes_back(identity: str | int | None, ask: Asker) -> None:
    assert shape(ask(SHAPED[0]), identity).id == identity


def test_values_are_plain_decimals(ask: Asker) -> None:
    told = shape(ask("how much has Amazon been fined in Italy?"))

    for value in [f.value for f in told.figures] + [t.value for f in told.figures for t in f.terms]:
        assert "E" not in value and "," not in value
        assert not ("." in value and value.endswith("0"))


def test_the_shape_says_what_it_was_answered_from(ask: Asker) -> None:
    told = shape(ask(SHAPED[0]))

    assert told.knowledge.as_of == "2026-11-23"
    assert told.knowledge.digest and told.knowledge.documents > 100
    assert told.knowledge.penalties == 178
