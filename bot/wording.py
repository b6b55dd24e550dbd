"""The bot's own words in five languages, and the localised names of its commands."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import discord
from discord import app_commands

LANGUAGES = ("en", "fr", "de", "es", "it")
LANGUAGE_NAMES = {"en": "English", "fr": "Français", "de": "Deutsch", "es": "Español", "it": "Italiano"}


@dataclass(frozen=True)
class Words:
    """One language's words. What its table does not have is said in English."""

    language: str
    table: dict[str, dict[str, str]]

    def __call__(self, key: str, **values: object) -> str:
        section, _, name = key.partition(".")
        text = self.table.get(section, {}).get(name)
        if text is None:
            text = words("en").table[section][name]
        return text.format(**values)


@cache
def words(language: str) -> Words:
    known = language if language in LANGUAGES else "en"
    text = files("bot").joinpath("phrases", f"{known}.toml").read_text(encoding="utf-8")
    return Words(known, tomllib.loads(text))


def language_of(locale: discord.Locale | str | None) -> str:
    """``fr`` for Discord's ``fr``, ``es`` for ``es-419``; English where we do not speak it."""
    short = str(locale or "en").split("-")[0]
    return short if short in LANGUAGES else "en"


_LOCALES = {
    discord.Locale.french: "fr",
    discord.Locale.german: "de",
    discord.Locale.spain_spanish: "es",
    discord.Locale.latin_american_spanish: "es",
    discord.Locale.italian: "it",
}


class Translator(app_commands.Translator):
    """Names and descriptions from the tables ``[names]`` and ``[descriptions]``, by their English text."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        language = _LOCALES.get(locale)
        if language is None:
            return None
        place = app_commands.TranslationContextLocation
        named = context.location in (place.command_name, place.group_name, place.parameter_name)
        table = words(language).table
        return table.get("names" if named else "descriptions", {}).get(string.message)
