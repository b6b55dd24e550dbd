"""Text to search terms: words lower-cased, stop words dropped, stemmed by language; numbers kept whole."""

from __future__ import annotations

import re
import unicodedata
from importlib import import_module
from typing import Protocol

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W_]+(?:['’][^\W_]+)?")
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_CONTINENTAL = re.compile(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?")
_ELISION = re.compile(r"(?:l|d|qu|n|s|j|c|m|t|dell|all|nell|sull|dall|un)['’](?=\w)")

STEMMERS = {
    "en": "english", "fr": "french", "de": "german", "it": "italian", "es": "spanish", "nl": "dutch",
    "pt": "portuguese", "sv": "swedish", "da": "danish", "no": "norwegian", "nb": "norwegian", "fi": "finnish",
    "ro": "romanian", "hu": "hungarian", "el": "greek", "lt": "lithuanian", "ca": "catalan",
}  # fmt: skip

# ISO 639-1 code -> words that carry no topic. Short on purpose: a rare "stop word" does no harm in BM25.
_STOP = {
    "en": "a an and are as at be been being but by can could did do does for from had has have how i if in into is it "
    "its may me must my of on or our shall she should so such than that the their them then there these they this "
    "those to under upon was we were what when where which who whom whose why will with would you your",
    "fr": "au aux avec ce ces cet cette dans de des du elle elles en est et eu il ils je la le les leur leurs lui ma "
    "mais mes ne nos notre nous on ont ou par pas pour qu que quel quelle quels quelles qui sa se ses son sont sur "
    "ta te tes toi ton tu un une vos votre vous y été être a",
    "de": "aber als am an auch auf aus bei bin bis da das dass dem den der des die dies diese diesem diesen dieser "
    "dieses doch durch ein eine einem einen einer eines er es für gegen hat haben hatte ich ihr im in ist kein keine "
    "mit nach nicht noch nur oder ob sein seine sich sie sind so um und uns unter vom von vor war was welche welcher "
    "welches wenn wer werden wie wir wird wurde zu zum zur über",
    "it": "a ad agli ai al alla alle allo anche che chi ci come con da dagli dai dal dalla dalle dallo degli dei del "
    "della delle dello di e ed gli ha hanno i il in io la le lei lo loro lui ma mi ne nei nel nella nelle nello no "
    "non o per più quale quali quanto se si sono su sua sue sugli sui sul sulla sulle suo tra un una uno è",
    "es": "a al ante como con cual cuando de del desde donde el ella ellos en entre era es esa ese eso esta este esto "
    "fue ha han hasta la las le les lo los más me mi muy no nos o para pero por que quien se ser si sin sobre son su "
    "sus también un una uno y ya qué",
    "nl": "aan al als bij dan dat de der deze die dit door een en er had heeft het hij hoe ik in is je kan maar met "
    "mij naar niet nog of om onder ook op over te tot uit van voor waar was wat we wel werd wie wij worden zal ze zij "
    "zijn zou",
    "pt": "a ao aos as com como da das de do dos e ela ele em entre era essa esse esta este foi há isso isto já lhe "
    "mais mas me na nas no nos não o os ou para pela pelo por qual quando que quem se sem ser seu sua são também um "
    "uma à",
}


class _Stemmer(Protocol):
    def stemWords(self, words: list[str], /) -> list[str]: ...  # noqa: N802 - PyStemmer names it so


class Analyzer:
    """Terms of one language (ISO 639-1); a language without a stemmer keeps its words as they are."""

    def __init__(self, language: str) -> None:
        self._stop = frozenset(_STOP.get(language, "").split())
        self._stemmer: _Stemmer | None = None
        if language in STEMMERS:
            self._stemmer = import_module("Stemmer").Stemmer(STEMMERS[language])

    def terms(self, text: str) -> list[str]:
        """The terms of ``text``, in order, repeated as often as they stand there.

        ``30,500,000`` and ``30500000`` are one term; accents count for the stemmer, then are dropped.
        """
        return [term for token in tokens(text) if (term := self.term(token))]

    def term(self, token: str) -> str:
        """The term of one of the `tokens` of a text; "" where it is none."""
        word = _number(token) if token[0].isdigit() else _ELISION.sub("", token).removesuffix("'s").removesuffix("’s")
        if not word or word in self._stop:
            return ""
        stem = self._stemmer.stemWords([word])[0] if self._stemmer else word
        return stem if stem.isascii() else _plain(stem)


def tokens(text: str) -> list[str]:
    """Words and numbers as they stand in ``text``, lower-cased."""
    found: list[str] = _TOKEN.findall((text if text.isascii() else unicodedata.normalize("NFKC", text)).lower())
    return found


def _number(token: str) -> str:
    if _ENGLISH.fullmatch(token):
        return token.replace(",", "")
    return token.replace(".", "").replace(",", ".") if _CONTINENTAL.fullmatch(token) else token


def _plain(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
