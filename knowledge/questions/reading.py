"""A question's words as mentions: names, concepts, dates, sums, articles and numbers, and what was left unread."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from knowledge.ledger.ledger import Ledger
from knowledge.ledger.names import Named
from knowledge.ledger.text import Token, has_accent, keys_of, tokens_of
from knowledge.questions.dates import Dated, find_dates, find_spoken
from knowledge.questions.money import Sum, find_sums
from knowledge.questions.ordinary import is_ordinary
from knowledge.questions.slips import distance, is_slip
from knowledge.questions.vocabulary import LANGUAGES, Vocabulary, vocabulary

_ARTICLE_WORDS = frozenset({"art", "arts", "article", "articles", "artikel", "articolo", "articoli", "articulo",
                            "articulos", "section", "s", "abs", "artt"})  # fmt: skip
_ARTICLE = re.compile(r"(\d{1,3}[A-Za-z]?)((?:\s?\([0-9a-zA-Z]{1,3}\))*)")
# Words before which a name may stand even where the word itself could be an ordinary one ("free", "x").
_BEFORE_NAMES = frozenset(
    "by on against of for to has have did was is at from and or than vs fined fine hit is are does do the between"
    " par contre de a sur et ou que von gegen an auf der die das fur und oder als hat wurde por contra en y o"
    " da su per e del della dal dalla dem den des bei beim vom durch fur wie haben wurde wurden zwischen bekam".split()
)


# Names that are everyday words too: in lower case they count only right behind a word that a party follows.
_CAUTIOUS = frozenset({"free", "ring", "epic", "x"})
_RIGHT_BEFORE_NAMES = frozenset(
    "by on against fined fine did has was of and or than vs for is are from par contre de a et von gegen hat gegen por"
    " contra da contro".split()
)


@dataclass(frozen=True, slots=True)
class Mention:
    """The tokens ``i:j`` and what they are; one of the optional parts is set."""

    i: int
    j: int
    concepts: tuple[str, ...] = ()
    names: tuple[Named, ...] = ()
    dated: Dated | None = None
    sum: Sum | None = None
    number: int | None = None
    article: tuple[str, str] | None = None
    read_as: str | None = None

    def has(self, concept: str) -> bool:
        return concept in self.concepts

    def section(self, name: str) -> str | None:
        """The key of the first concept of a section."""
        for concept in self.concepts:
            section, _, key = concept.partition(".")
            if section == name:
                return key
        return None


@dataclass(frozen=True, slots=True)
class Reading:
    text: str
    language: str
    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...]
    unread: tuple[int, ...]
    vocabulary: Vocabulary

    def words(self, i: int, j: int) -> str:
        return self.text[self.tokens[i].start : self.tokens[j - 1].end] if i < j else ""


def clean(text: str) -> str:
    """Full-width digits and letters as plain ones, characters that nobody sees left out."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(c for c in plain if unicodedata.category(c) != "Cf")


def guess_language(text: str) -> str:
    """The language of whose words most are known; English where two are alike."""
    keys = [t.key for t in tokens_of(text)]
    best, best_score = "en", -1.0
    for language in LANGUAGES:
        table = vocabulary(language)
        score = sum(1.0 for k in keys if k in table.fillers) + sum(0.8 for k in keys if (k,) in table.phrases)
        if score > best_score:
            best, best_score = language, score
    return best


def _generic_concepts(concepts: tuple[str, ...]) -> tuple[str, ...]:
    """What a name's words mean besides: "Datenschutzbehörde" names the Austrian one and is the word for any."""
    return tuple(c for c in concepts if c == "dimension.regulator")


class Reader:
    """Reads questions against one ledger's names, sectors and laws."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._names = ledger.names
        self._sectors = {keys_of(s): s for s in ledger.sectors}
        self._name_firsts: dict[str, int] = {}
        for words in self._names.by_words:
            self._name_firsts[words[0]] = max(self._name_firsts.get(words[0], 0), len(words))

    def read(self, text: str, base: date, language: str | None = None) -> Reading:
        text = clean(text)
        table = vocabulary(language or guess_language(text))
        tokens = tokens_of(text)
        claimed: dict[int, Mention] = {}
        for i, j, money in find_sums(text, tokens, table):
            claimed[i] = Mention(i, j, sum=money)
        taken = {k for m in claimed.values() for k in range(m.i, m.j)}
        for i, j, dated in (*find_spoken(text, tokens, table.language, base), *find_dates(text, tokens, table, base)):
            if not taken & set(range(i, j)):
                taken |= set(range(i, j))
                claimed[i] = Mention(i, j, dated=dated)
        mentions: list[Mention] = []
        unread: list[int] = []
        i = 0
        while i < len(tokens):
            mention = self._article(text, tokens, i) or self._longer(
                claimed.get(i), self._at(tokens, i, table, claimed)
            )
            if mention is None and tokens[i].key.isdecimal():
                mention = Mention(i, i + 1, number=int(tokens[i].key))
            if mention is None:
                if tokens[i].key not in table.fillers:
                    unread.append(i)
                i += 1
            else:
                mentions.append(mention)
                i = mention.j
        mentions, unread = self._slips(tokens, mentions, unread, table)
        return Reading(text, table.language, tokens, tuple(mentions), tuple(unread), table)

    @staticmethod
    def _longer(first: Mention | None, second: Mention | None) -> Mention | None:
        if first is None or second is None:
            return first or second
        return second if second.j - second.i > first.j - first.i else first

    def _article(self, text: str, tokens: tuple[Token, ...], i: int) -> Mention | None:
        """``Article 32``, ``Art. 5(1)(f)``; the letters and numbers in brackets belong to it."""
        if tokens[i].key not in _ARTICLE_WORDS or i + 1 >= len(tokens):
            return None
        following = tokens[i + 1]
        match = _ARTICLE.match(text, following.start)
        if match is None or not following.key[0].isdigit():
            return None
        if tokens[i].key == "s" and text[tokens[i].end : following.start] not in (".", ". "):
            return None
        end = i + 2
        while end < len(tokens) and tokens[end].end <= match.end() + 1 and tokens[end].start < match.end():
            end += 1
        return Mention(i, end, article=(match[1], re.sub(r"\s", "", match[2])))

    def _at(self, tokens: tuple[Token, ...], i: int, table: Vocabulary, claimed: dict[int, Mention]) -> Mention | None:
        """The longest name, sector or phrase that starts at a token; a name wins over a phrase of its length."""
        best: Mention | None = None
        first = tokens[i].key
        for length in range(min(self._name_firsts.get(first, 0), len(tokens) - i), 0, -1):
            words = tuple(t.key for t in tokens[i : i + length])
            names = self._names.by_words.get(words)
            if names and (length > 1 or self._may_be_name(tokens, i, table, claimed)):
                best = Mention(i, i + length, names=names, concepts=_generic_concepts(table.phrases.get(words, ())))
                break
        for words in table.by_first.get(first, ()):
            if best is not None and len(words) <= best.j - best.i:
                break
            if tuple(t.key for t in tokens[i : i + len(words)]) == words:
                if any(k in claimed for k in range(i + 1, i + len(words))):
                    continue
                best = Mention(i, i + len(words), concepts=table.phrases[words])
                break
        for words, sector in self._sectors.items():
            if tuple(t.key for t in tokens[i : i + len(words)]) == words and (
                best is None or len(words) > best.j - best.i
            ):
                best = Mention(i, i + len(words), concepts=(f"sector.{sector}",))
        return best

    def _may_be_name(self, tokens: tuple[Token, ...], i: int, table: Vocabulary, claimed: dict[int, Mention]) -> bool:
        token = tokens[i]
        if has_accent(token.text) and not has_accent(self._names.written((token.key,))):
            return False  # "über" is never Uber
        if (token.key,) in table.phrases and i + 1 in claimed and "relation.over" in table.phrases[(token.key,)]:
            return False  # "uber 100 Mio." without its dots
        ordinary = table.knows(token.key) or len(token.key) == 1
        if token.key in _CAUTIOUS and token.text.islower():
            return i > 0 and tokens[i - 1].key in _RIGHT_BEFORE_NAMES
        if not ordinary:
            return True
        if token.text[0].isupper() and (i > 0 or (len(token.text) > 1 and token.text.isupper())):
            return True
        return i > 0 and tokens[i - 1].key in _BEFORE_NAMES and token.key not in table.fillers

    def _slips(
        self, tokens: tuple[Token, ...], mentions: list[Mention], unread: list[int], table: Vocabulary
    ) -> tuple[list[Mention], list[int]]:
        """Read an unread word as the one near name, or the one near word of the vocabulary, that it is a slip of."""
        left: list[int] = []
        for i in unread:
            key = tokens[i].key
            if is_ordinary(tokens[i].text, table.language):
                left.append(i)  # a word of its own, however near to another
                continue
            mention = self._near_name(tokens, i) or (
                None if tokens[i].text[0].isupper() else self._near_word(key, i, table)
            )
            if mention is None:
                left.append(i)
            else:
                mentions.append(mention)
        mentions.sort(key=lambda m: m.i)
        return mentions, left

    def _near_name(self, tokens: tuple[Token, ...], i: int) -> Mention | None:
        key = tokens[i].key
        if len(key) < 4:
            return None
        own = self._names.by_words.get((key[:-1],)) if key.endswith("s") else None
        if own is not None and len(key) > 4:  # "Metas Bußgelder", "googles fines": the genitive, not a slip
            return Mention(i, i + 1, names=own)
        found: dict[tuple[str, str], tuple[Named, str]] = {}
        for words, meanings in self._names.by_words.items():
            if len(words) == 1 and is_slip(key, words[0]):
                for meaning in meanings:
                    found[(meaning.type, meaning.id)] = (meaning, self._names.written(words))
        if len(found) != 1:
            return None
        meaning, written = next(iter(found.values()))
        return Mention(i, i + 1, names=(meaning,), read_as=written)

    @staticmethod
    def _near_word(key: str, i: int, table: Vocabulary) -> Mention | None:
        """A misspelt word of the vocabulary; long words only, since a short unknown word is rather a name.

        Question words and measures are so frequent that short slips of them count too ("wich", "bigest").
        """
        short = len(key) < 6
        if len(key) < 4:
            return None
        best: tuple[int, tuple[str, ...]] | None = None
        for words in table.phrases:
            if short and table.phrases[words][0].partition(".")[0] not in ("measure", "ask", "kind", "order"):
                continue
            if len(words) == 1 and len(words[0]) >= (4 if short else 5) and is_slip(key, words[0]):
                d = distance(key, words[0])
                if best is None or d < best[0]:
                    best = (d, words)
        return None if best is None else Mention(i, i + 1, concepts=table.phrases[best[1]])
