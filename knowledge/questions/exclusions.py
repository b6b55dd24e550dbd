"""What a question takes out: "not annulled", "except Google and Amazon", "without the 2019 Facebook one"."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.questions.around import Around
from knowledge.questions.reading import Mention

_REACH = 6  # words from "not" to what it denies
_CONTENT = ("kind", "place", "region", "law", "sector", "status", "topic", "currency")
_BETWEEN = frozenset(
    {"", "the", "a", "one", "s", "'s", "’s", "les", "le", "la", "die", "der", "das", "el", "los", "i", "gli"}
)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """The tokens ``start:end`` say what is left out; nothing was found behind the cue where they are the same."""

    cue: Mention
    start: int
    end: int


def find_exclusions(around: Around, start: int, end: int) -> list[Exclusion]:
    """All of a stretch of tokens, left to right."""
    found: list[Exclusion] = []
    last = start
    for mention in around.reading.mentions:
        if not max(start, last) <= mention.i < end:
            continue
        if mention.has("generic.after_except"):
            exclusion = _behind(around, mention, start)
        elif mention.has("generic.except") or mention.has("generic.not"):
            exclusion = _excluded(around, mention, end)
        elif mention.has("generic.never"):
            # "never annulled" leaves the annulled out; "never fined Uber" is a question of another kind.
            exclusion = _excluded(around, mention, end)
            first = next((m for m in around.reading.mentions if m.i >= exclusion.start and _is_content(m)), None)
            if first is None or not first.section("status"):
                exclusion = Exclusion(mention, mention.j, mention.j)
        else:
            continue
        found.append(exclusion)
        last = exclusion.end
    return found


def _behind(around: Around, cue: Mention, start: int) -> Exclusion:
    """ "take Google out of the picture", "Google and Meta left aside": the names before the cue."""
    names = [m for m in around.reading.mentions if start <= m.i < cue.i and m.names]
    if not names or cue.i - names[-1].j > 2:
        return Exclusion(cue, cue.j, cue.j)
    first = last = names[-1]
    for earlier in reversed(names[:-1]):
        joints = [m for m in around.reading.mentions if earlier.j <= m.i < first.i]
        joined = bool(joints) and all(m.has("side.and") for m in joints)
        alike = _type(earlier) == _type(first)
        if not (alike and (joined or around.text_between(earlier, first) == ",")):
            break
        first = earlier
    return Exclusion(cue, first.i, last.j)


def _is_content(mention: Mention) -> bool:
    plain = bool(mention.names or mention.dated or mention.sum or mention.article)
    return plain or any(mention.section(s) for s in _CONTENT)


def _type(mention: Mention) -> str:
    if mention.names:
        return mention.names[0].type
    if mention.dated:
        return "date"
    return next((s for s in _CONTENT if mention.section(s)), "sum")


def _excluded(around: Around, cue: Mention, end: int) -> Exclusion:
    """From the first thing denied through all that is joined to it by "and", "or", a comma, or stands beside it."""
    content = [m for m in around.reading.mentions if cue.j <= m.i < end and _is_content(m)]
    if not content or content[0].i - cue.j > _REACH or _breaks(around, cue, content[0]):
        return Exclusion(cue, cue.j, cue.j)
    taken = content[0]
    for following in content[1:]:
        between = around.text_between(taken, following).casefold()
        joints = [m for m in around.reading.mentions if taken.j <= m.i < following.i]
        joined = (between == "," or (bool(joints) and all(m.has("side.and") or m.has("side.or") for m in joints))) and (
            _type(following) == _type(taken)
        )
        if not (joined or between in _BETWEEN):
            break
        taken = following
    return Exclusion(cue, cue.j, taken.j)


def _breaks(around: Around, cue: Mention, target: Mention) -> bool:
    """A comma, colon or full stop ends the reach of a "not"."""
    between = around.text_between(cue, target)
    return any(mark in between for mark in ",;:?!")
