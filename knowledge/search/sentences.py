"""Where sentences begin and end, with the abbreviations of law, companies and dates left whole."""

from __future__ import annotations

import re
from itertools import pairwise

Span = tuple[int, int]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A full stop after these never ends a sentence: something always follows.
_ALWAYS_OPEN = _words(
    "art arts no nos nr núm num para paras pt sec secs sect reg regs rec recs cl ch vol ed eds p pp ff fn n v vs cf "
    "e.g i.e eg ie viz ca approx mr mrs ms mx dr prof hon judge sr sra st ste mme mlle me m.mme dott avv ing gen col "
    "lt sgt capt rev fig figs tab app ann annex bzw z.b d.h u.a vgl abs nr rn rdnr az lit ziff kap s.o s.u gem "
    "alin al cass civ crim délib délibération réf ref tel tél fax dec decl op cit ibid n° artt co-op r.g d.lgs dir "
    "jan feb mar apr jun jul aug sept sep oct okt nov dec dez incl excl max min est dept univ inv appl adm"
)
# These end a sentence when a word that opens sentences follows; otherwise the name goes on.
_MAY_CLOSE = _words(
    "inc ltd corp co llc llp plc gmbh bros cie s.p.a spa s.r.l srl s.a sa s.a.s s.a.r.l sarl b.v bv n.v nv a.g ag a.s "
    "as o.o sp s.l sl s.l.u s.c.a s.e oy ab asa aps kg u.s u.k u.s.a e.u d.c u.n l.p n.a p.l.c l.l.c pty pte kft zrt "
    "s.r.o d.o.o a.m p.m etc al ph.d jr esq usw no mio mrd mln mld mill"
)
_OPENERS = _words(
    "the a an it its he she they their this that these those there here we our you i in on at by for from with after "
    "before when while where if as since until under over although though however but and or so also both each all "
    "any some no not what who why how to of during between within because once then thus according following despite "
    "as der die das ein eine es er sie im am in mit nach le la les l un une il elle en au aux ce cette ces dans par "
    "pour sur après lo gli el los las una uno se su sus con por het de een"
)
_MONTHS = _words(
    "januar jänner januari january janvier gennaio enero janeiro februar februari february fevrier février febbraio "
    "febrero fevereiro märz maerz marts maart march mars marzo março april avril aprile abril mai mei maj may maggio "
    "mayo maio juni june juin giugno junio junho juli july juillet luglio julio julho august augustus augusti août "
    "aout agosto september septembre settembre septiembre setembro oktober october octobre ottobre octubre outubro "
    "november novembre noviembre novembro dezember december desember decembre décembre dicembre diciembre dezembro "
    "ledna února března dubna května června července srpna září října listopadu prosince stycznia lutego marca "
    "kwietnia maja czerwca lipca sierpnia września października grudnia"
)
_CLOSERS = "\"'”’»)\\]*_`"
_STOP = re.compile(rf"[.!?…]+[{_CLOSERS}]*(?=\s)|[。！？]+[」』”）]*")
_LINE_BREAK = re.compile(r"\n[ \t]*(?:\n\s*)+|\n(?=[ \t]*(?:[-*+•▪–] |\d{1,3}[.)] |\(\w{1,4}\) |#{1,6} |\|))")
_HEADING_LINE = re.compile(r"[ \t]*(?:#{1,6}[ \t]|\|)[^\n]*\n?")
_BEFORE_WORD = frozenset("([\"'“«‘/")
_NEXT_WORD = re.compile(r"\s*([\"'“«‘(\[*_]*)([^\s]*)")
_ENUMERATOR = re.compile(r"(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})(?:\.\d{1,3})*")
_WORD_EDGE = re.compile(r"\w+")


def blocks(text: str) -> list[Span]:
    """Stretches that no sentence crosses: paragraphs, list items, table rows, heading lines.

    Spans are stripped of white space at both ends, ordered, disjoint, and hold every character that is not white space.
    """
    cuts = {0, len(text)}
    for match in _LINE_BREAK.finditer(text):
        cuts.add(match.end())
    for start in sorted(cuts - {len(text)}):
        line = _HEADING_LINE.match(text, start)
        if line:
            cuts.add(line.end())
    edges = sorted(cuts)
    return [span for left, right in pairwise(edges) if (span := _strip(text, left, right))]


def sentences(text: str) -> list[Span]:
    """The sentences of ``text`` as ``(start, end)`` in characters.

    Ordered and disjoint, stripped of white space; together they hold every character that is not white space.
    """
    found: list[Span] = []
    for left, right in blocks(text):
        start = left
        if text[left] == "|":  # a table's row is read as one
            found.append((left, right))
            continue
        for match in _STOP.finditer(text, left, right):
            if match.end() < right and _ends_here(text, start, match, right):
                span = _strip(text, start, match.end())
                if span:
                    found.append(span)
                start = match.end()
        last = _strip(text, start, right)
        if last:
            found.append(last)
    return found


def _strip(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _last_word(text: str, start: int, end: int) -> str:
    """The word that ends at ``end``, "" where a space or an opening mark stands there."""
    first = end
    while first > start and text[first - 1] not in _BEFORE_WORD and not text[first - 1].isspace():
        first -= 1
    return text[first:end]


def _ends_here(text: str, start: int, match: re.Match[str], right: int) -> bool:
    """Whether the stop at ``match`` closes the sentence that began at ``start``."""
    mark = match.group()
    if mark[0] in "。！？":
        return True
    following = _NEXT_WORD.match(text, match.end(), right)
    word = following.group(2) if following else ""
    if not word:
        return True
    if word[0].islower():
        return False
    if mark[0] != ".":
        return True
    last = _last_word(text, start, match.start())
    ahead = text[start : match.start() - len(last)]
    if last and _ENUMERATOR.fullmatch(last) and not ahead.strip(" \t\n-*+•▪–(\"'“«#>"):
        return False  # "1. The controller": the number opens the sentence
    bare = last.strip(",;:").lower()
    plain = _WORD_EDGE.match(word)
    follower = plain.group().lower() if plain else ""
    opener = follower in _OPENERS
    if bare.isdigit() and len(bare) <= 2 and follower in _MONTHS:
        return False  # "17. Oktober"
    if bare == "no":  # "No. 5" goes on, "the answer is no. The" ends
        return not word[0].isdigit() and opener
    if bare in _MAY_CLOSE:
        return opener
    if bare in _ALWAYS_OPEN:
        return False
    if len(bare) == 1 and last.isalpha() and last.isupper():
        return opener  # an initial: "J. Smith"
    if re.fullmatch(r"(?:\w\.)+\w", bare):
        return opener  # "E.U.", "S.p.A."
    return True
