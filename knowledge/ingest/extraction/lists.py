"""Lists and tables whose items go on with what their heading says: "The Commission imposed the following fines:"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.ingest.extraction.cues import Phrases
from knowledge.ingest.extraction.scene import OTHER, PENALTIES, Reading
from knowledge.records.extracted import Role

Span = tuple[int, int]
_ITEM = re.compile(
    r"[\s\\]*(?:[-*•–+|▪●◦‣·]|\(?[a-z0-9ivx]{1,3}[.)])\s|[^\n|\t]{1,120}(?:\s\||\t)"
    r"|[^\n:|;]{2,90}(?::|[ \t][–—-])[ \t\u00a0]*[^\n\d:|]{0,8}\d",
    re.IGNORECASE,
)
# A line that is an item with its sum and nothing else: "Alder Ltd - £40,000", "Alder | 30% | 12,400".
_ROW = re.compile(
    r"^[ \t]*(?:[^\n:|]{2,90}(?::|[ \t][–—-])[ \t\u00a0]*[^\n\d:|]{0,8}\d[\d., \u00a0’']{0,20}"
    r"(?:[^\s\d]{1,9}[ \t]?){0,2}|[^\n|]{0,120}(?:[ \t]\|[^\n|]{0,120}){1,8})$",
    re.MULTILINE,
)
_REACH = 400
"""Characters between two items at most, or from what opens the list to its first sum."""
_OPENS = re.compile(
    r":[ \t]*\n|\b(?:as\sfollows|listed\s(?:below|here)|(?:table|list)\sbelow|following\s(?:table|list)|"
    r"following\s(?:fines|penalties)|suivante?s|ci-(?:dessous|après)|wie\sfolgt|folgende[nr]?|siguientes?|"
    r"a\scontinuación|seguenti|di\sseguito)\b"
    r"[^\n]{0,60}[.:]?\s*\n",
    re.IGNORECASE,
)


def by_items(text: str, edges: Sequence[Span]) -> list[Span]:
    """``edges`` of sentences, with every line that is an item of a list or table one of its own."""
    rows = [m.span() for m in _ROW.finditer(text)]
    if not rows:
        return list(edges)
    out: list[Span] = []
    i = 0
    for start, end in edges:
        while i < len(rows) and rows[i][1] <= start:
            i += 1
        k, at = i, start
        while k < len(rows) and rows[k][0] < end and rows[k][1] <= end:
            low, high = rows[k]
            if at < low and text[at:low].strip():
                out.append(_stripped(text, at, low))
            if low >= at:
                out.append(_stripped(text, low, high))
                at = high
            k += 1
        if at < end and text[at:end].strip():
            out.append(_stripped(text, at, end))
    return out


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def carried_over(text: str, start: int, ended: int, last: Reading | None, known: Phrases) -> Reading | None:
    """What the item at ``start`` goes on with: what its list's heading says, or the item before it, ``last``.

    ``ended``: where the sentence of ``last`` ends. None where no item starts at ``start``, or nothing is gone on with.
    """
    if not _ITEM.match(text, start):
        return None
    opened = _opened(text, max(0, ended, start - _REACH), start, known)
    if opened is not None:
        return opened
    return last if last is not None and start - ended < _REACH else None


def _opened(text: str, low: int, start: int, known: Phrases) -> Reading | None:
    headings = list(_OPENS.finditer(text, low, start))
    if not headings:
        return None
    heading = headings[-1]
    begin = max(text.rfind("\n", 0, heading.start()), text.rfind(". ", 0, heading.start())) + 1
    cues = known.find(text, max(begin, heading.end() - _REACH), heading.end())
    noun = next((c.name for c in cues if c.section == "noun" and c.name in PENALTIES | OTHER), None)
    fined = any(c.section == "verb" and c.name == "fined" for c in cues)
    if noun is None and not fined:
        return None
    if any(c.name == "cap" and c.end <= heading.start() for c in cues):
        return Reading(Role.CAPPED, noun or "fine", strength=0.7)
    proposed = any(c.section == "modal" for c in cues)
    return Reading(Role.PROPOSED if proposed else Role.IMPOSED, noun or "fine", strength=0.85)
