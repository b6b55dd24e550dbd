"""What was left unread: nothing of it that could change a figure is ignored."""

from __future__ import annotations

from collections.abc import Set

from knowledge.ledger.ledger import Ledger
from knowledge.questions.gather import POSSESSIVES
from knowledge.questions.ordinary import is_ordinary
from knowledge.questions.query import Note, Reason, Refused
from knowledge.questions.reading import Reading
from knowledge.questions.slots import Slots

# Words around which the place of a party is known.
_AUXILIARIES = frozenset(
    "has have had did was were is are does do a ont hat haben wurde wurden ha han fue fueron e stata stato"
    " hanno".split()
)
_PARTICIPLES = frozenset(
    "been get got gets receive received pay paid owe have to ete recu paye bekommen erhalten zahlen bezahlt sido"
    " recibido pagado stata stato ricevuto pagato".split()
)
_GOVERNING = frozenset(
    "by on against of for to from in under with and or than at over about regarding concerning"
    " par contre de sur sous avec et chez pour dans gegen von durch bei mit und unter fur im"
    " por contra en y bajo con para su da di contro per e sotto nel ohne nach wegen vom zum"
    " zur beim seit laut ausser".split()
)
_MANY = 2  # unread words that may be told as a caveat; beyond, too much was not understood


class Unread:
    """The unread words of one reading, looked at as possible names and conditions."""

    def __init__(self, reading: Reading, whole: Slots, ledger: Ledger, corpus_words: Set[str]) -> None:
        self.reading = reading
        self.whole = whole
        self.ledger = ledger
        self.corpus_words = corpus_words

    def is_content(self, i: int) -> bool:
        token = self.reading.tokens[i]
        return not token.key.isdigit() or len(token.key) > 1

    def content(self) -> list[int]:
        told = {n.values[0] for n in self.whole.notes if n.code == "topic_taken"}
        return [
            i for i in self.reading.unread
            if self.is_content(i) and self.reading.tokens[i].text not in told and not self._is_askers(i)
        ]  # fmt: skip

    def _is_askers(self, i: int) -> bool:
        """ "my editor wants to know": it belongs to the asker, not to the question."""
        return i > 0 and self.reading.tokens[i - 1].key in POSSESSIVES

    def refusal(self, *, figures: bool) -> Refused | None:
        """An unread word that looks like a name is an unknown name; one that could be a condition is told as such."""
        hidden = self._hidden_name() if figures else None
        if hidden is not None:
            return Refused(Reason.UNKNOWN_NAME, hidden)
        left = self.content()
        if not left:
            return None
        names = [i for i in left if self._looks_like_name(i, figures)]
        if figures and names and all(self._stands_as_condition(i) for i in names):
            written = ", ".join(self.reading.tokens[i].text for i in names)
            return Refused(Reason.NOT_ENOUGH_EVIDENCE, written, code="condition_not_recorded")
        if names:
            written = self._run_of(names[0])
            near = self.ledger.names.near(written, slips=max(2, len(written) // 3))
            return Refused(Reason.UNKNOWN_NAME, written, tuple(s.name for s in near))
        if not figures:
            return None
        words = [self.reading.tokens[i].text for i in left]
        conditions = [i for i in left if self._could_be_condition(i)]
        if conditions:
            return Refused(Reason.NOT_ENOUGH_EVIDENCE, ", ".join(words), code="condition_not_recorded")
        if len(left) > _MANY:
            return Refused(Reason.NOT_ENOUGH_EVIDENCE, ", ".join(words), code="not_understood")
        self.whole.notes.append(Note("unread", tuple(words)))
        return None

    def _hidden_name(self) -> str | None:
        """A name made of words that are known: "Bank of Ireland" is no bank in Ireland, "FREE NOW" is not Free."""
        tokens = self.reading.tokens
        if self.reading.language == "de" or self.reading.text.isupper():
            return None
        for mention in self.reading.mentions:
            first = tokens[mention.i].text
            if mention.section("sector") and mention.i and first[0].isupper() and not first.isupper():
                end = mention.j
                while end < len(tokens) and (tokens[end].key in ("of", "de") or tokens[end].text[0].isupper()):
                    end += 1
                return self.reading.words(mention.i, end)
            following = tokens[mention.j].text if mention.j < len(tokens) else ""
            joined = self.reading.words(mention.i, min(mention.j + 1, len(tokens)))
            shouted = first.isupper() and len(first) > 1 and following.isupper() and len(following) > 1
            if mention.names and mention.names[0].type == "respondent" and shouted and joined.count(" ") == 1:
                return joined
        return None

    def _run_of(self, i: int) -> str:
        """The name as written: unread words, with capitals, that stand together ("Clearwater Analytics")."""
        j = i + 1
        while (
            j < len(self.reading.tokens)
            and j in self.reading.unread
            and (self.reading.tokens[j].text[0].isupper() or not self.reading.tokens[i].text[0].isupper())
        ):
            j += 1
        return self.reading.words(i, j)

    def _looks_like_name(self, i: int, figures: bool) -> bool:
        """A word of no document, or, where a figure would leave it out, one with a capital inside the question."""
        token = self.reading.tokens[i]
        shouting = self.reading.text.isupper()
        if figures and token.text[0].isupper() and i > 0 and not shouting:
            return True
        if token.key.isdigit() or token.key in self.corpus_words:
            return False
        if is_ordinary(token.text, self.reading.language):
            return figures and self.in_subject_place(i)
        return True

    def _stands_as_condition(self, i: int) -> bool:
        """A small word that is nobody's name by where it stands: "paid in instalments"."""
        tokens = self.reading.tokens
        court = any(m.has("generic.court") and 0 <= m.i - i <= 2 for m in self.reading.mentions)
        before = tokens[i - 1].key if i else ""
        return court or (tokens[i].text.islower() and before in ("in", "with", "without", "under", "within", "at"))

    def in_subject_place(self, i: int) -> bool:
        """Where a party stands in a sentence: "has shell been fined", "shell got", "shell's fines"."""
        tokens = self.reading.tokens
        before = tokens[i - 1].key if i else ""
        after = tokens[i + 1].key if i + 1 < len(tokens) else ""
        colon = i + 1 < len(tokens) and ":" in self.reading.text[tokens[i].end : tokens[i + 1].start]
        return (before in _AUXILIARIES and after in _PARTICIPLES) or after == "s" or (i == 0 and colon)

    def _in_name_place(self, i: int) -> bool:
        """Right behind a preposition or "and", where a party or a condition stands."""
        return i > 0 and self.reading.tokens[i - 1].key in _GOVERNING

    def _could_be_condition(self, i: int) -> bool:
        following = next((m for m in self.reading.mentions if m.i == i + 1), None)
        if following is not None and (following.section("kind") or following.section("dimension")):
            return True
        return self._in_name_place(i)
