"""What the bot says, in five languages: the same things, within Discord's limits, with commands that exist."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any, cast

import discord
import pytest
from discord import app_commands

from bot.answering import Answering
from bot.client import Fineprint
from bot.wording import LANGUAGES, Translator, language_of, words
from knowledge import Knowledge, Settings
from knowledge.answers.frame import phrases
from tests.bot.discord_commands import commands as problems_of

OTHERS = LANGUAGES[1:]
ENGLISH = words("en").table
LOCALES = {"fr": ("fr",), "de": ("de",), "es": ("es-ES", "es-419"), "it": ("it",)}
OF_COMMANDS = ("names", "descriptions")
LONGEST = {
    "feedback.title": 45,
    "feedback.label": 45,
    "feedback.kept": 100,
    "feedback.placeholder": 100,
    "privacy.delete": 80,
    **{f"review.{key}": 45 for key in (
        "form", "merge_form", "respondent", "regulator", "amount", "decided", "choice", "penalty", "kind", "status",
    )},
    **{f"review.{key}": 100 for key in (
        "regulator_hint", "amount_hint", "decided_hint", "choice_hint", "penalty_hint", "pick",
    )},
    "merged.undo": 100,
    **{f"{section}.{key}": 40 for section in ("kind", "state") for key in ENGLISH[section]},
    **{f"button.{key}": 30 for key in ENGLISH["button"]},
    **{f"help.{key}": 80 for key in ENGLISH["help"] if key.startswith("example_")},
}  # fmt: skip
Payload = dict[str, Any]


class Walked:
    """The command tree as it is sent to Discord, and every localisable text in it."""

    def __init__(self) -> None:
        self.names = set[str]()
        self.descriptions = set[str]()
        self.payload: list[Payload] = asyncio.run(self._walk())

    async def _walk(self) -> list[Payload]:
        walked = self

        class Noting(Translator):
            async def translate(
                self,
                string: app_commands.locale_str,
                locale: discord.Locale,
                context: app_commands.TranslationContextTypes,
            ) -> str | None:
                place = context.location.name
                if place != "choice_name":  # a choice is sent as it is written in the code
                    (walked.names if place.endswith("_name") else walked.descriptions).add(string.message)
                return await super().translate(string, locale, context)

        # Its cogs keep the way to ask, and do not ask while the tree is built.
        client = Fineprint(cast("Answering", None), 1)
        async with client:
            await client.add_cogs()
            return [await c.get_translated_payload(client.tree, Noting()) for c in client.tree.get_commands()]


@cache
def tree() -> Walked:
    return Walked()


def placeholders(phrase: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(phrase) if name is not None)


def parts(payload: list[Payload]) -> Iterator[Payload]:
    for part in payload:
        yield part
        yield from parts(part.get("options") or [])


def spoken_names(payload: list[Payload], language: str) -> dict[str, set[str]]:
    """The names of commands and groups as somebody sees them, with those of their subcommands."""

    def name(part: Payload) -> str:
        localised = part.get("name_localizations") or {}
        return str(part["name"] if language == "en" else localised[LOCALES[language][0]])

    return {name(c): {name(o) for o in c.get("options") or [] if o["type"] in (1, 2)} for c in payload}


def test_every_table_is_listed() -> None:
    found = {f.name for f in files("bot").joinpath("phrases").iterdir()}
    assert found == {f"{language}.toml" for language in LANGUAGES}


@pytest.mark.parametrize("language", OTHERS)
def test_same_keys(language: str) -> None:
    table = words(language).table
    assert list(table) == [*ENGLISH, *OF_COMMANDS]
    for section, keys in ENGLISH.items():
        assert list(table[section]) == list(keys), section


@pytest.mark.parametrize("language", OTHERS)
def test_same_placeholders_and_markdown(language: str) -> None:
    table = words(language).table
    for section, keys in ENGLISH.items():
        for key, phrase in keys.items():
            said = table[section][key]
            assert said.strip() == said or key == "text", f"{section}.{key}"
            assert placeholders(said) == placeholders(phrase), f"{section}.{key}"
            for mark in ("**", "`", "👍", "👎", "⚠️", "\n"):
                assert said.count(mark) == phrase.count(mark), f"{section}.{key}: {mark}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_renders(language: str) -> None:
    said = words(language)
    for section, keys in ENGLISH.items():
        for key, phrase in keys.items():
            text = said(f"{section}.{key}", **dict.fromkeys(placeholders(phrase), "X"))
            assert text.strip() and not set("{}") & set(text), f"{section}.{key}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", LONGEST)
def test_what_discord_would_cut_is_short_enough(language: str, key: str) -> None:
    section, name = key.split(".")
    assert 1 <= len(words(language).table[section][name]) <= LONGEST[key]


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_fit_an_embed(language: str) -> None:
    for section, keys in words(language).table.items():
        for key, phrase in keys.items():
            assert len(phrase) <= 3000, f"{section}.{key}"
    assert len(words(language)("answer.footer", digest="f" * 12)) <= 200


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("section", OF_COMMANDS)
def test_every_text_of_a_command_is_translated_and_nothing_else(language: str, section: str) -> None:
    used = tree().names if section == "names" else tree().descriptions
    assert used
    assert set(words(language).table[section]) == used


@pytest.mark.parametrize("language", OTHERS)
def test_discord_is_sent_the_translations(language: str) -> None:
    for part in parts(tree().payload):
        for locale in LOCALES[language]:
            assert part["name_localizations"][locale] == words(language).table["names"][part["name"]]
            if part.get("description"):
                told = part["description_localizations"][locale]
                assert told == words(language).table["descriptions"][part["description"]]


def test_no_other_language_is_sent() -> None:
    known = {locale for locales in LOCALES.values() for locale in locales}
    for part in parts(tree().payload):
        assert set(part["name_localizations"]) == known


def test_the_commands_are_within_discords_rules() -> None:
    """Names, lengths, choices, siblings, and 8,000 characters a command: see tests/bot/discord_commands.py."""
    assert list(problems_of(tree().payload)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_siblings_differ_in_every_language(language: str) -> None:
    slash = [c for c in tree().payload if c.get("type", 1) == 1]
    assert len(spoken_names(slash, language)) == len(slash)


@pytest.mark.parametrize("language", LANGUAGES)
def test_commands_that_a_text_names_exist(language: str) -> None:
    """`/kb problems` and the like are written as somebody who reads that language sees them."""
    commands = spoken_names(tree().payload, language)
    for section, keys in words(language).table.items():
        for key, phrase in keys.items():
            for name, sub in re.findall(r"(?<![\w/])/([-\w]+)(?: ([-\w]+)`)?", phrase):
                assert name in commands, f"{section}.{key}: /{name}"
                assert not sub or sub in commands[name], f"{section}.{key}: /{name} {sub}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_names_every_lookup_and_the_menu(language: str) -> None:
    said = words(language)
    table = said.table.get("names", {})
    shown = spoken_names(tree().payload, language)
    listed = re.findall(r"`(?:/[-\w]+ )?([-\w]+)`", said("help.text"))
    assert set(listed) == shown[table.get("penalty", "penalty")]
    menu = table.get("Check the figures", "Check the figures")
    assert f"*{menu}*" in said("help.text")
    assert f"{menu}." in said("ask.empty")


@pytest.mark.parametrize("language", LANGUAGES)
def test_kinds_are_called_what_answers_call_them(language: str) -> None:
    said = words(language).table["kinds"]
    assert said == {kind: phrases(language).table["kinds"][kind] for kind in said}


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return Knowledge.open(Settings(tmp_path_factory.mktemp("cache"), words_only=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_are_answered(language: str, knowledge: Knowledge) -> None:
    said = words(language)
    for key in ENGLISH["help"]:
        if key.startswith("example_"):
            answer = knowledge.ask(said(f"help.{key}"))
            assert answer.kind in ("figures", "passages"), answer.question
            assert answer.language == language, answer.question


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sum_shown_as_an_example_can_be_read(language: str, knowledge: Knowledge) -> None:
    turnover = "Worldwide annual turnover, such as: 2.5 billion EUR"
    described = words(language).table.get("descriptions", {}).get(turnover, turnover)
    for text in (words(language)("error.bad_sum", value="x"), described):
        money = knowledge.read_sum(text.rsplit(": ", 1)[1].rstrip("."), language)
        assert money is not None, text
        assert (money.amount, money.currency) == (2_500_000_000, "EUR")


@pytest.mark.parametrize(
    ("locale", "language"),
    [("en-US", "en"), ("en-GB", "en"), ("fr", "fr"), ("de", "de"), ("es-ES", "es"), ("es-419", "es"), ("it", "it"),
     ("ja", "en"), ("pt-BR", "en"), (None, "en"), ("", "en")],
)  # fmt: skip
def test_language_of_a_locale(locale: str | None, language: str) -> None:
    assert language_of(locale) == language


def test_what_a_table_lacks_is_said_in_english() -> None:
    assert words("pt").language == "en"
    assert words("fr").table is not words("en").table
    with pytest.raises(KeyError):
        words("fr")("error.no_such_key")
