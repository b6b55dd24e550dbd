"""Goes through a text sentence by sentence: what each says of its sums, who did it to whom, and when."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from knowledge.ingest.extraction.authorities import Authorities, Mention
from knowledge.ingest.extraction.conversions import converted
from knowledge.ingest.extraction.cues import phrases
from knowledge.ingest.extraction.dates import Dated, acted_on, decided_on, find_dates
from knowledge.ingest.extraction.dating import Dating
from knowledge.ingest.extraction.heads import penal_around
from knowledge.ingest.extraction.lists import by_items, carried_over
from knowledge.ingest.extraction.parties import Parties
from knowledge.ingest.extraction.roles import read_roles
from knowledge.ingest.extraction.scene import PENALTIES, Reading
from knowledge.ingest.extraction.sums import Sum
from knowledge.ingest.extraction.told import Told
from knowledge.ledger.names import Names
from knowledge.records.extracted import Role
from knowledge.search.sentences import sentences

_DATELINE = 500
_MOST_SUMS = 60
"""Of one sentence that are looked at."""
_HEADING = 400
"""Characters before the first item of a list in which its heading may give the day."""
_LONGEST = 1200
"""Characters before and behind a sum in which a sentence without an end is looked at."""
_OTHERS = re.compile(
    r"court|tribunal|draft|judge?ment|previous|earlier|board|binding|sentencia|urteil|arrêt|notice", re.IGNORECASE
)
_OTHER_TIME = re.compile(
    r"\b(?:previous(?:ly)?|earlier|last\syear|record|before|already|had|another|separate(?:ly)?|recent(?:ly)?|meanwhile|bereits|zuvor|früher|"
    r"précédemment|déjà|anteriormente|precedenza|già|(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"\s*(?:\.\s|\.?$|\n|[)\]]?\s*[-–—:/|])")
_RUNNING = re.compile(r"[a-z]{2,}\s[a-z]{2,}|\b(?:on|in|of|am|le|el|il)\s$")


def listen(
    text: str, sums: Sequence[Sum], language: str, authorities: Authorities, names: Names, published: date | None
) -> list[Told]:
    """Every sum as its sentence tells it, in order of place."""
    american = any(m.country == "US" for m in authorities.mentions)
    dates = find_dates(text, published, month_first=american)
    parties = Parties(text, names, authorities, sums, language)
    again = converted(text, sums, authorities.currency())
    known = phrases(language)
    general = _general(text, dates)
    edges = by_items(text, sentences(text))
    dating = Dating(text, dates, edges, sums)
    introduced = parties.introduced()
    told: list[Told] = []
    last: Reading | None = None
    listed: Dated | None = None
    heard, ended = bool(authorities.mentions), 0
    for start, end, members in spans(edges, sums):
        cues = known.find(text, start, end)
        if len(members) > _MOST_SUMS:  # no sentence that a person wrote; its cost grows with the square of its sums
            members = members[:_MOST_SUMS]
            end = sums[members[-1]].end
        kept = [i for i in members if i not in again]
        goes_on = carried_over(text, start, ended, last, known)
        listed = (listed or decided_on(dates, max(0, start - _HEADING), start, start)) if goes_on else None
        readings = read_roles(
            text, (start, end), cues, [sums[i] for i in kept], goes_on, heard or penal_around(text, start, end)
        )
        heard = heard or any(r.head in PENALTIES for r in readings)
        by_place = dict(zip(kept, readings, strict=True))
        for i in members:
            reading = by_place.get(i, Reading(Role.CONVERTED, strength=0.85))
            at = sums[i].start if reading.verb_at is None else reading.verb_at
            low = max([start, *(sums[k].end for k in kept if k < i)])
            high = min([end, *(sums[k].start for k in kept if k > i)])
            who = parties.of(start, end, at, sums[i].start, low, high) or parties.meant(start, end)
            by = authorities.right_before(low, sums[i].start) or authorities.near(start, end, at, (sums[i].end, high))
            own = (low, high) if low > start else (start, high)
            when = (
                acted_on(text, dates, sums[i].end, high)
                or decided_on(dates, *own, at)
                or decided_on(dates, start, end, at)
                or listed
                or dating.near(start, end)
                or general
                or _as_before(text, told[-1] if told else None, by, start, end)
            )
            told.append(Told(sums[i], reading, start, end, who or introduced, by, when))
        if readings:
            last, ended = readings[-1], end
    return told


def _as_before(text: str, last: Told | None, by: Mention | None, start: int, end: int) -> Dated | None:
    """The day of the sum before it in the same paragraph, where one authority does both and nothing parts them."""
    if last is None or last.when is None or by is None or last.by is None or start - last.end > _HEADING:
        return None
    if (by.code or by.written) != (last.by.code or last.by.written) or not last.imposed:
        return None
    apart = "\n\n" in text[last.end : start] or _OTHER_TIME.search(text, last.end, end)
    return None if apart else last.when


def _general(text: str, dates: Sequence[Dated]) -> Dated | None:
    """The date of the decision that the text speaks of, or of its dateline; None where it has neither."""
    decisions = [d for d in dates if d.decision and not d.other and d.precision == "day"]
    decisions = [d for d in decisions if not _OTHERS.search(text, max(0, d.start - 90), d.start)]
    if len({d.day for d in decisions}) == 1:
        return decisions[0]
    return next((d for d in dates if d.start < _DATELINE and d.precision == "day" and _heads(text, d)), None)


def _heads(text: str, dated: Dated) -> bool:
    """Whether a date stands alone, in a line or between full stops, or opens the text: "PARIS, 3 May 2022 –"."""
    start = max(text.rfind("\n", 0, dated.start), text.rfind(". ", 0, dated.start)) + 1
    before = text[start : dated.start]
    return len(before) <= 40 and _CLOSED.match(text, dated.end) is not None and not _RUNNING.search(before)


def spans(edges: Sequence[tuple[int, int]], sums: Sequence[Sum]) -> list[tuple[int, int, list[int]]]:
    """Those of the sentences that hold sums, each with the positions of its sums; those that a sum crosses are one."""
    starts = [s for s, _ in edges]
    found: list[tuple[int, int, list[int]]] = []
    for i, money in enumerate(sums):
        first = max(0, bisect_right(starts, money.start) - 1)
        last = max(first, bisect_right(starts, money.end - 1) - 1)
        start, end = edges[first][0], edges[last][1]
        if money.start - start > _LONGEST:
            start = max(start, sums[i - 1].end if i else 0, money.start - _LONGEST)
        end = min(end, money.end + _LONGEST)
        old = found[-1] if found else None
        if old is not None and start < old[1] and money.end - old[0] <= 2 * _LONGEST:
            found[-1] = (old[0], max(old[1], end), [*old[2], i])
        else:
            if old is not None and start < old[1]:
                found[-1] = (old[0], min(old[1], money.start), old[2])
                start = max(start, sums[i - 1].end)
            found.append((start, end, [i]))
    return found
