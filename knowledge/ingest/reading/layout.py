"""Lines as pages show them, put back into paragraphs: hyphens repaired, running heads and feet left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page, its text clean and not empty. Places and sizes in points, from the lower left corner.

    base: where its letters stand.
    """

    text: str
    left: float
    right: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line with the number of its page, from 0, and where the column that it stands in ends."""

    line: Line
    page: int
    edge: float


_AROUND = 6
"""Lines before and after that show how wide a column is."""
_AT_EDGE = 3
"""Lines at the top and at the bottom of a page that may be a running head or foot."""
_RUNNING_SHARE = 0.3
"""Of all pages: from here on a line that returns is a running one."""
_NUMBERED_PAGES = 3
"""Pages from which a line that counts with the pages is a running one."""
_WIDER = 1.3
"""Times the usual distance between lines: from here on a new paragraph."""
_LARGER = 1.15
"""Times the usual size: from here on a heading."""
_LONGEST_HEADING = 200
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_ITEM = re.compile(r"(?:[•▪‣◦●○■□➢✓–—*-]|\d{1,3}[.)]|\(?[a-zA-Zivx]{1,4}\)|\[\d{1,4}\]|§+)\s")
_NUMBER = re.compile(r"\d{1,5}", re.ASCII)
_END_NUMBER = re.compile(r"^\d{1,5}(?!\d)|(?<!\d)\d{1,5}$", re.ASCII)
_Key = tuple[int, str]
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_REAL_WORD = re.compile(r"[^\W\d_]{3}")
_CONTENTS = re.compile(r"…\s*[\divxlc]{1,6}$")
"""A line of a table of contents, its row of dots shortened."""
_BROKEN_WORD = re.compile(r"[^\W\d_]+-$")
# "Daten- und Verbraucherschutz": the hyphen stands for the rest of a word.
_SUSPENDED = frozenset("und oder bzw sowie and or to et ou y o u en of och og ja i a".split())
_OWN_HYPHEN = frozenset(
    "non co self cross anti ex semi multi well long short high low third follow so half all".split()
)


def text_of(pages: Sequence[Sequence[Line]]) -> tuple[str, tuple[int, ...]]:
    """The text, and where each page starts in it. A page without text starts where the next one does."""
    placed = list(_placed(_without_running_lines(pages)))
    usual, size = _usual_pitch(placed), _usual_size(p.line for p in placed)
    words = frozenset(w.casefold() for p in placed for w in _WORD.findall(p.line.text))
    parts: list[str] = []
    length = 0
    starts: dict[int, int] = {}
    before: _Placed | None = None
    for here in placed:
        joint = ""
        if before is not None:
            joint = _joint(before, here, usual, size)
            if joint == " " and parts[-1].endswith("-"):
                cut, joint = _hyphen(parts[-1], here.line.text, words)
                parts[-1], length = parts[-1][: len(parts[-1]) - cut], length - cut
        if joint in ("", "\n\n") and _is_heading(here.line, size):
            joint += "## "
        starts.setdefault(here.page, length + len(joint))
        parts += [joint, here.line.text]
        length += len(joint) + len(here.line.text)
        before = here
    return "".join(parts), _with_empty_pages(starts, len(pages), length)


def _with_empty_pages(starts: dict[int, int], pages: int, end: int) -> tuple[int, ...]:
    found: list[int] = []
    for number in reversed(range(pages)):
        found.append(starts.get(number, found[-1] if found else end))
    return tuple(reversed(found))


def _placed(pages: Sequence[Sequence[Line]]) -> Iterator[_Placed]:
    for number, page in enumerate(pages):
        for at, line in enumerate(page):
            around = page[max(0, at - _AROUND) : at + _AROUND + 1]
            column = [o.right for o in around if o.left < line.right and line.left < o.right and _alike(o, line)]
            yield _Placed(line, number, max(column, default=line.right))


def _alike(one: Line, other: Line) -> bool:
    return max(one.size, other.size) <= min(one.size, other.size) * 1.12


def _is_heading(line: Line, size: float) -> bool:
    return line.size >= size * _LARGER and len(line.text) <= _LONGEST_HEADING and bool(_REAL_WORD.search(line.text))


def _joint(before: _Placed, here: _Placed, usual: float, size: float) -> str:
    """What stands between two lines: a space within a paragraph, a line end, or an empty line."""
    above, below = before.line, here.line
    if not _alike(above, below):
        return "\n\n"
    if _CONTENTS.search(above.text):
        return "\n"
    pitch = above.base - below.base
    ends = bool(_SENTENCE_END.search(above.text))
    goes_on = below.text[0].islower()
    if here.page != before.page or pitch < -0.5 * below.size:  # the top of a page or of a column
        return " " if goes_on or (_full(before, below) and not ends and not _ITEM.match(below.text)) else "\n\n"
    if _is_heading(above, size) and pitch <= below.size * 1.8:
        return " "
    if pitch > usual * _WIDER * below.size or (ends and below.left > above.left + 0.8 * below.size):
        return "\n\n"
    if _ITEM.match(below.text) and (ends or not _full(before, below)):
        return "\n"
    if _full(before, below) or goes_on:
        return " "
    return "\n" if ends else "\n\n"


def _full(before: _Placed, below: Line) -> bool:
    """Whether the line ended because the next line's first word had no room on it."""
    first = len(below.text.split(maxsplit=1)[0]) + 1
    width = first * (below.right - below.left) / len(below.text)
    return before.line.right + width >= before.edge - 0.3 * below.size


def _hyphen(left: str, right: str, words: frozenset[str]) -> tuple[int, str]:
    """(characters to cut from the end of ``left``, what stands before ``right``), where ``left`` ends in a hyphen."""
    broken, after = _BROKEN_WORD.search(left), _WORD.match(right)
    if broken is None or after is None:
        return 0, " " if left.endswith(" -") else ""
    stem, rest = broken.group()[:-1].casefold(), after.group().casefold()
    if rest in _SUSPENDED:
        return 0, " "
    if not after.group()[0].islower() or stem in _OWN_HYPHEN:
        return 0, ""
    if stem + rest not in words and f"{stem}-{rest}" in words:
        return 0, ""
    return 1, ""


def _usual_pitch(placed: Sequence[_Placed]) -> float:
    """The distance between the lines of a paragraph, in sizes of their letters."""
    pitches = [
        (a.line.base - b.line.base) / b.line.size
        for a, b in pairwise(placed)
        if a.page == b.page and b.line.size > 0 and _alike(a.line, b.line)
    ]
    near = [pitch for pitch in pitches if 0.8 <= pitch <= 3]
    return median(near) if near else 1.2


def _usual_size(lines: Iterable[Line]) -> float:
    letters = Counter[float]()
    for line in lines:
        letters[round(line.size, 1)] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def _without_running_lines(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Heads and feet that return on page after page stand once, where they come first; page numbers go."""
    seen = Counter[_Key]()
    for number, page in enumerate(pages):
        seen.update(
            {key for line in _edges(page) for key in (_plain(line), *_numbered(line, number), *_ends(line, number))}
        )
    enough = max(_NUMBERED_PAGES, len(pages) * _RUNNING_SHARE)
    told: set[_Key] = set()
    kept: list[list[Line]] = []
    for number, page in enumerate(pages):
        out: set[Line] = set()
        for line in _edges(page):
            plain = _plain(line)
            relative = _ends(line, number) if line.text.isascii() and line.text.isdigit() else _numbered(line, number)
            if any(seen[key] >= _NUMBERED_PAGES for key in relative) or (seen[plain] >= enough and plain in told):
                out.add(line)
            told.add(plain)
        kept.append([line for line in page if line not in out])
    return kept


def _edges(page: Sequence[Line]) -> list[Line]:
    """The lines at the top and at the bottom, wherever in the file they come."""
    by_place = sorted(page, key=lambda line: line.base)
    return by_place[:_AT_EDGE] + by_place[max(_AT_EDGE, len(by_place) - _AT_EDGE) :]


def _plain(line: Line) -> _Key:
    return round(line.base), line.text


def _numbered(line: Line, page: int) -> list[_Key]:
    """The line at its height with its first, or its last, number told from the page's: ``Page +1 of 12``."""
    found = list(_NUMBER.finditer(line.text))
    texts = {
        f"{line.text[: m.start()]}\0{int(m.group()) - page:+d}{line.text[m.end() :]}" for m in found[:1] + found[-1:]
    }
    return [(round(line.base), text) for text in texts]


def _ends(line: Line, page: int) -> list[_Key]:
    """How far numbers at the line's ends are from the page's: a page number that stands alone keeps that distance."""
    return [(0, f"\0{int(m.group()) - page:+d}") for m in _END_NUMBER.finditer(line.text)]
