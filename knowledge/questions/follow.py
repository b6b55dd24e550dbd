"""What an elliptical question ("and in Italy?") takes from the one before it; a whole question takes nothing."""

from __future__ import annotations

from dataclasses import replace

from knowledge.questions.reading import Mention, Reading
from knowledge.questions.slots import Slots

# What a bare follow-up may hold besides names, places, laws and days.
_JOINTS = ("side", "time", "relation", "group")
# A measure that may stand alone behind "and": "and in total?", "and how many?".
_MEASURES = ("howmuch", "total", "count", "mean", "median", "largest", "smallest", "earliest", "latest")


def elliptical(reading: Reading, whole: Slots) -> bool:
    """Whether a question cannot stand alone and says nothing that could make it another one.

    It begins with a continuing word and then names who, where, when or which measure; or it is a name, a place, a law
    or a year and nothing else. One unread word, a penalty word or a comparison of its own: it is not one.
    """
    start = _cue(reading)
    if (
        any(k >= start for k in reading.unread)
        or whole.ambiguous
        or whole.unattached
        or whole.topics
        or whole.amounts
        or whole.numbers
    ):
        return False
    rest = [m for m in reading.mentions if m.i >= start]
    if not rest:
        return False
    if any(m.section(s) for m in rest for s in ("kind", "dimension", "order", "unit", "ask", "scope", "tier")):
        return False
    bare = all(_narrows(m) or _joins(m) for m in rest)
    says = bool(whole.respondents or whole.placed or whole.decided or whole.announced or whole.laws or whole.sectors)
    if bare:
        return says and not _compares(rest)
    measures = [m for m in rest if m.section("measure")]
    others = [m for m in rest if m not in measures and not _narrows(m) and not _joins(m)]
    known = len(measures) == 1 and measures[0].section("measure") in _MEASURES
    return start > 0 and known and not others and not whole.without


def asks_itself(reading: Reading) -> bool:
    """Whether the follow-up names a measure of its own: "and in total?"."""
    start = _cue(reading)
    return any(m.section("measure") for m in reading.mentions if m.i >= start)


def _cue(reading: Reading) -> int:
    """The token after the words by which a question goes on; 0 where it does not begin with any."""
    keys = tuple(t.key for t in reading.tokens)
    return next((len(w) for w in reading.vocabulary.following if keys[: len(w)] == w), 0)


def continues(reading: Reading) -> bool:
    return _cue(reading) > 0


def _joins(mention: Mention) -> bool:
    """A word that only joins: "in", "and", "since"; a "not" or "without" is none."""
    return mention.has("generic.convert") or any(mention.section(s) for s in _JOINTS)


def _narrows(mention: Mention) -> bool:
    return bool(
        mention.names or mention.dated is not None or mention.article is not None
        or any(mention.section(s) for s in ("place", "region", "law", "sector"))
    )  # fmt: skip


def _compares(mentions: list[Mention]) -> bool:
    return any(m.has("side.than") or m.has("side.or") or m.section("measure") for m in mentions)


def followed(new: Slots, before: Slots) -> Slots | None:
    """What the question before says, with who, where and when replaced by what the new one says; None where unsure.

    Everything else that narrows the question before (kinds, statuses, sums, exclusions) still holds: dropping a
    condition in silence would make another figure of it.
    """
    merged = replace(before, notes=[*before.notes], ambiguous=[])
    if new.respondents:
        if before.topics or len(set(before.respondents)) > 1 or before.nth or before.without:
            return None  # what singled out a decision of the one named before may mean nothing for the next
        merged.respondents = new.respondents
        merged.notes = [n for n in merged.notes if n.code not in ("slip", "former_name", "one_of_several")]
    if new.placed or new.fields:
        if len(set(before.regulators)) > 1:
            return None
        merged.take_place(new)
        merged.places = new.places
    if new.decided is not None or new.announced is not None:
        if before.event is not None or before.split_dates:
            return None
        merged.take_time(new)
    for name in ("laws", "sectors"):
        if getattr(new, name):
            setattr(merged, name, getattr(new, name))
    for name in ("basis", "as_of", "convert_to"):
        if getattr(new, name) is not None:
            setattr(merged, name, getattr(new, name))
    merged.notes += [n for n in new.notes if n not in merged.notes]
    return merged
