"""The tables of the answer's frame say the same things in every language."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from string import Formatter

import pytest

from knowledge.answers.frame import phrases

FOLDER = files("knowledge.answers").joinpath("phrases")
LANGUAGES = ("fr", "de", "es", "it")
ENGLISH = phrases("en").table


def placeholders(phrase: str) -> list[str]:
    """The names in braces; the order may differ, the set and number of them may not."""
    return sorted({name for _, name, _, _ in Formatter().parse(phrase) if name is not None})


def test_every_table_is_listed() -> None:
    assert {f.name for f in FOLDER.iterdir()} == {f"{language}.toml" for language in ("en", *LANGUAGES)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_locale(language: str) -> None:
    table = tomllib.loads(FOLDER.joinpath(f"{language}.toml").read_text(encoding="utf-8"))
    assert table["locale"] == language
    assert phrases(language).language == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_same_keys(language: str) -> None:
    table = phrases(language).table
    assert list(table) == list(ENGLISH)
    for section, keys in ENGLISH.items():
        assert list(table[section]) == list(keys), section


@pytest.mark.parametrize("language", LANGUAGES)
def test_same_placeholders(language: str) -> None:
    table = phrases(language).table
    for section, keys in ENGLISH.items():
        for key, phrase in keys.items():
            assert placeholders(table[section][key]) == placeholders(phrase), f"{section}.{key}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_renders(language: str) -> None:
    said = phrases(language)
    for section, keys in said.table.items():
        for key, phrase in keys.items():
            names = placeholders(phrase)
            named = {n: "X" for n in names if not n.isdigit()}
            text = said.say(f"{section}.{key}", *("X" for n in names if n.isdigit()), **named)
            assert text.strip() and "{" not in text, f"{section}.{key}"
