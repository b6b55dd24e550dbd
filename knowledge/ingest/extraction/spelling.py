"""Names as running text spells them: companies, bodies and people, with a capital or as a web site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from knowledge.ingest.extraction.tables import table

Span = tuple[int, int]
_CAPITALS = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽΑ-ΩΆ-Ώ"
_CAP = rf"(?:[„“\"«‘]?[{_CAPITALS}][\w’'&.@/+-]*[”\"»]?|\d[\w&]*)"
_LINK = r"(?:of|de|du|des|del|della|dei|di|da|do|la|las|le|les|los|el|van|von|der|den|und|and|et|y|e|och|og|&|–|-|the)"
_SITE = r"[\w-]{2,40}\.(?:com|de|net|org|eu|io|it|fr|es|ro|nl|pl|at|be|ch|co\.uk)\b(?!/)"
_NAME = re.compile(rf"(?<![\w./@]){_SITE}|(?<![\w.]){_CAP}(?:\s(?:{_LINK}\s){{0,2}}{_CAP}){{0,9}}")
_FORMAL = re.compile(
    r",?\s(?:S\.?A\.?U?|S\.?L\.?U?|S\.?p\.?A|S\.?r\.?l|Inc|LLC|L\.L\.C|Ltd|Limited|plc|GmbH|AG|SE|AB|AS|A/S|ApS|d\.o\.o|"
    r"s\.r\.o|Sp\. z o\.o|N\.?V|B\.?V|Corp|Co|LP|LLP|N\.?A|SAS|SARL)\.?(?!\w)"
)
# What marks a name among German nouns, which all have a capital.
_MARKED = re.compile(r"[a-zà-ÿ][A-Z]|[A-Z]{2}|\d|\.\w|&|\b(?:GmbH|AG|SE|KG|Inc|Ltd|Limited|LLC)\b")
_ENDS_LEGAL = re.compile(
    r"\s(?:S\.?A\.?U?|S\.?L\.?U?|S\.?[Pp]\.?A|S\.?[Rr]\.?[Ll]|SRL|Inc|LLC|Ltd|Limited|plc|PLC|GmbH|AG|SE|AB|AS|A/S|ApS|d\.o\.o|s\.r\.o|"
    r"[Ss]p\. z o\.o|N\.?V|B\.?V|Corp|Corporation|Company|LP|LLP|SAS|SARL|KG|Oy|Kft|Zrt|Pty Ltd|Bank|Holdings?)\.?$"
)
_DOTTED = re.compile(r"\w\.\w+\.$|\b(?:Inc|Ltd|Corp|Co|Bros)\.$")  # the stop is part of "S.A." and "Inc."
_BODY = re.compile(
    r"(?:Azienda|Comune|Università|Ospedale|Regione|Istituto|Ordine|Provincia|Ayuntamiento|Universidad|Hospital|Commune|Ville|Hôpital|"
    r"Centre|Université|Stadt|Banca|Banco|Caisse|Consejería|Colegio|Agenzia|Liceo|Policlinico|Fondazione)"
    rf"(?:\s[a-zà-ÿ]{{3,}}){{0,2}}\s(?:di|de|du|des|del|della|d[’']|von)\s?(?:la\s|los\s)?[{_CAPITALS}][\w’'-]*(?:\s[{_CAPITALS}][\w’'-]*){{0,2}}"
)
_TRADE = re.compile(
    r"(?:Firma|Unternehmen|Konzern|Gruppe|[A-ZÄÖÜ][\w-]*(?:hersteller|händler|kette|konzern|dienst|dienstleister|anbieter|unternehmen|betreiber|"
    r"gruppe|portal|riesen?|plattform|netzwerk|broker|versicherer|makler|gesellschaft|produzent))s?\s"
)
_LINKS = frozenset("di de du von del della des da dei".split())
_AGAINST = re.compile(r"\bgegen\s$")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_WORDS = re.compile(r"[^\s,]+")


def names_in(text: str, start: int, end: int) -> Iterator[Span]:
    """Runs of words with a capital in ``text[start:end]`` that may be a name, in order of place, not yet trimmed."""
    for match in _NAME.finditer(text, start, end):
        yield match.span()


def trimmed(text: str, start: int, end: int, stop: int) -> Span | None:
    """The name in ``text[start:end]`` without the words at both ends that are none of it; None where none is left.

    Its legal form may go on up to ``stop``; "the municipality of" before it is part of it.
    """
    inner = _inner(text, start, end)
    if inner is None or _laws().search(text, *inner):
        return None
    left, right = inner
    formal = _FORMAL.match(text, right)
    if formal and formal.end() <= stop:
        right = formal.end()
    low = max(0, left - 40)
    office = _offices().search(text[low:left])
    left = low + office.start() if office else left
    while right > left and text[right - 1] in ",;: -–":
        right -= 1
    if text[right - 1] == "." and not _DOTTED.search(text, left, right):
        right -= 1
    body = _BODY.match(text, left, stop)
    right = max(right, body.end()) if body else right
    return None if right <= left or _FORMAL.fullmatch(" " + text[left:right]) else (left, right)


def legal(name: str) -> bool:
    """Whether a name ends in a legal form: "Domus Verde SRL"."""
    return _ENDS_LEGAL.search(name) is not None


def without_trade(text: str, start: int, end: int) -> Span:
    """A German name without what it is called before it: "Süßwarenhersteller Zuckermann" is Zuckermann."""
    trade = _TRADE.match(text, start, end)
    return (trade.end(), end) if trade and trade.end() < end else (start, end)


def marked(text: str, start: int, end: int) -> bool:
    """Whether a German name shows that it is one, by its spelling, its legal form, or by "gegen" right before it."""
    return _MARKED.search(text, start, end) is not None or _AGAINST.search(text, max(0, start - 8), start) is not None


def _inner(text: str, start: int, end: int) -> Span | None:
    edges, alone = _word_set("edges"), _word_set("alone")
    words = [(m.start(), m.end(), _bare(m[0])) for m in _WORDS.finditer(text, start, end)]
    while words and (words[0][2] in edges or words[0][2].isdigit() or _ORDINAL.fullmatch(words[0][2])):
        words.pop(0)
    while words and (words[-1][2] in edges or (words[-1][2].isdigit() and len(words) == 1)):
        words.pop()
    while len(words) > 1 and words[-1][2] in _LINKS:
        words.pop()
    if all(w in alone or w.endswith("-based") or not any(c.isalpha() for c in w) for _, _, w in words):
        return None
    right = words[-1][1]
    return words[0][0], right - 2 if text[:right].endswith(("'s", "’s")) else right


def _bare(word: str) -> str:
    return word.strip("„“\"«‘”»’'.").casefold().removesuffix("'s").removesuffix("’s")


@cache
def _word_set(row: str) -> frozenset[str]:
    return frozenset(table("names")[row].split())


@cache
def _laws() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(table('names')['laws'].split())})\b")


@cache
def _offices() -> re.Pattern[str]:
    words = "|".join(table("names")["offices"].split())
    return re.compile(rf"\b(?:{words})\s(?:of|for)\s(?:the\s)?$", re.IGNORECASE)
