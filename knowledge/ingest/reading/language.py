"""The language of a text, by lingua (https://github.com/pemistahl/lingua-rs)."""

from __future__ import annotations

from functools import cached_property

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

DEFAULT = "en"
SHORTEST = 150
"""Letters. From 120 on lingua looks at three-letter sequences alone, so that its small models (40 MB instead of 640)
lose nothing; a shorter text is not guessed at."""
_SAMPLE = 6_000
# Of the European Union, the EEA, the United Kingdom, Switzerland and the candidates next door. Bosnian, Montenegrin
# and Serbian in Latin letters come out as Croatian.
_SPOKEN = (
    Language.ALBANIAN, Language.BOKMAL, Language.BULGARIAN, Language.CATALAN, Language.CROATIAN, Language.CZECH,
    Language.DANISH, Language.DUTCH, Language.ENGLISH, Language.ESTONIAN, Language.FINNISH, Language.FRENCH,
    Language.GERMAN, Language.GREEK, Language.HUNGARIAN, Language.ICELANDIC, Language.IRISH, Language.ITALIAN,
    Language.LATVIAN, Language.LITHUANIAN, Language.MACEDONIAN, Language.NYNORSK, Language.POLISH, Language.PORTUGUESE,
    Language.ROMANIAN, Language.RUSSIAN, Language.SERBIAN, Language.SLOVAK, Language.SLOVENE, Language.SPANISH,
    Language.SWEDISH, Language.TURKISH, Language.UKRAINIAN,
)  # fmt: skip
_UNDECIDED = "und"


class Languages:
    """Tells languages apart; the models are loaded with the first text. Deterministic, one thread."""

    @cached_property
    def _detector(self) -> LanguageDetector:
        return LanguageDetectorBuilder.from_languages(*_SPOKEN).with_low_accuracy_mode().build()

    def of(self, text: str) -> str:
        """ISO 639-1 code. ``en`` where the text is too short to tell, ``und`` where it is in none of the languages."""
        sample = _sample(text)
        if sum(map(str.isalpha, sample)) < SHORTEST:
            return DEFAULT
        found = self._detector.detect_language_of(sample)
        return found.iso_code_639_1.name.lower() if found else _UNDECIDED


def _sample(text: str) -> str:
    """From three places of a long text: its ends alone are addresses, names and boilerplate in any language."""
    if len(text) <= _SAMPLE:
        return text
    third = len(text) // 3
    return " ".join(text[start : start + _SAMPLE // 3] for start in (third // 2, third, 2 * third))
