"""Who was fined: the names that stand where a sentence puts the one it speaks of."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from knowledge.ingest.extraction.authorities import Authorities, Mention
from knowledge.ingest.extraction.spelling import legal, marked, names_in, trimmed, without_trade
from knowledge.ingest.extraction.sums import Sum
from knowledge.ingest.extraction.tables import table
from knowledge.ledger.names import Names
from knowledge.ledger.text import keys_of

_PLAIN = 0.8
_INTRODUCED = 20_000
"""Characters in which a text says who "the controller" is."""
_HEAD = 1500
_BACK = 400
# "and its officer, Karl Moss, a penalty of $15,000", "Oki Power a surcharge of ¥4bn": a name, and its sum.
_OWN_SUM = re.compile(
    r"(?:,\s(?:based|an?|the)\s[^.;]{1,60})?[\s,|(:–—-]{0,5}"
    r"(?:(?:an?|of|to|eine[rn]?|une?|una|di|de|another)\s(?:[\w-]+\s){0,3}(?:penalty|fine|surcharge|sanction|settlement|amende|strafe|geldbuße|buße|"
    r"multa|sanción|sanzione)\s(?:of|de|d[’']|di|von|in\sHöhe\svon)\s?)?",
    re.IGNORECASE,
)
_IN_PLACE = re.compile(
    r"\b(?:in|at|near|based\sin|headquartered\sin|located\sin|offices?\sin|from|aus|bei|mit\sSitz\sin|con\ssede\sen)\s(?:the\s|der\s)?$",
    re.IGNORECASE,
)
# "multato per 90 milioni il gruppo dolciario Bonvita", "€5m for the web shop Kamil": what leads from a sum to its name.
_OBJECT = re.compile(
    r"[\s,]*(?:(?:on|against|upon|à|a|al|alla|allo|all[’']|ai|gegen|contre|contra|contro|nei\sconfronti\sdi|per|pour|für|para|for|to)\s?)?"
    r"(?:(?:il|lo|la|l[’']|gli|el|le|les|los|the|den|die|das|der|an?|una?|une)\s?)?(?:[a-zà-ÿ-]+\s){0,5}"
)
_MEANS = re.compile(
    r"\b(?:the|this|that)\s(?:data\s)?(?:controller|processor|company|firm|bank|operator|provider|retailer|website|platform|group|"
    r"hospital|school|municipality|defendant|respondent|business|employer|organi[sz]ation|association|insurer|carrier|shop|store)\b|"
    r"\b(?:das\sUnternehmen|die\sFirma|der\sVerantwortliche|la\ssociété|l[’']entreprise|la\sempresa|la\scompañía|la\sentidad|"
    r"la\ssocietà|l[’']azienda|il\stitolare|il\sgruppo)\b|\b(?:fined|ordered|sanctioned)\s(?:it|them)\b",
    re.IGNORECASE,
)
_ANYONE = 700
"""Characters before a sentence that names nobody in which the one it speaks of is named."""
_PRONOUN = re.compile(r"(?:It|They|He|She|The (?:company|firm|bank|group|retailer|operator|provider|platform))\b")
_STOP = re.compile(r"(?:[.!?]\s|\n)(?:The\s)?$")
_TOLD_OF = re.compile(
    r"\b(?:against|with|banning|barring|ordering|charges|charged|sues|sued|fines|penali[sz]es|gegen|contre|contra|contro)\s$",
    re.IGNORECASE,
)
_PART = r"(?:controller|company|respondent|defendant|hereinafter|hereafter|responsable|Verantwortliche|titolare)"
# "Acme Ltd (the controller)", "Acme Ltd, a bank (‘controller’)", "Acme Ltd, the controller", "Acme (hereinafter …)"
_ROLE = re.compile(
    rf"(?:,\s(?:an?|the)\s[^,.()]{{1,70}})?,?\s*[(,]?\s*[‘'“\"„]?(?:(?:the|as|a)\s){{0,2}}(?:data\s)?{_PART}"
    r"(?=[’'”\")\],.]|\s(?:or|and)\s[‘'“])",
    re.IGNORECASE,
)
# "the controller, Acme Ltd", "the controller (Acme Ltd)", "the controller is Acme Ltd"
_ROLE_BEFORE = re.compile(r"\b(?:controller|respondent|defendant)(?:\s*[,(]\s*|\s(?:is|was)\s|\s)$", re.IGNORECASE)
_THING = re.compile(
    r"\s(?:pages?|accounts?|groups?|profiles?|posts?|users?|messages?|customers|advert|analytics|employees)\b",
    re.IGNORECASE,
)
# Behind these comes what a fine was for, and no longer on whom.
_REASON = re.compile(
    r"\b(?:for|because|after|due|since|when|which|who|that|following|pursuant|pour|parce|wegen|weil|por|porque|per)\s",
    re.IGNORECASE,
)
_LOOSE = frozenset({"on", "upon", "to", "with", "à", "a", "über", "contra", "contre", "gegen", "contro", "alla"})
_DEED = re.compile(
    r"fine|fining|penalt|sanction|impos|levied|issued|judge?ment|order|action|charges|settle|notice|amende|astreinte|inflig|"
    r"prononc|bußgeld|geldbuße|strafe|verhäng|belegt|multa|sanci|sanzion|irrog|inflitt|commina",
    re.IGNORECASE,
)
_NO_ARTICLE = re.compile(
    r"(?:^|[.!?:]\s|\n|\b(?:belegte?|bestrafte?|verurteilte?|sanktionierte?|gegen)\s)$", re.IGNORECASE
)
_WITH = re.compile(r"\s(?:mit|zu)\s")  # "belegt Friendbook mit einer Strafe"
_FINED = re.compile(r"\b(?:mult|sanzion|sancion|condan|condann|fined|penali[sz]ed|belegt|bestraft)", re.IGNORECASE)
_UP_TO = re.compile(r"[\s|(:,–—-]{0,5}")  # "fined Acme EUR 5", "| Acme | EUR 5 |", "Acme (EUR 5)"
_DIRECTLY = re.compile(r"\s(?:pour|für|per|para|to|on|against|a|à)\s(?:(?:the|la|el|il)\s)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Party:
    """A name as written, and the registry's entry where it means exactly one; ``weight``: how plainly it is the one."""

    written: str
    id: str | None
    weight: float
    at: int

    @property
    def key(self) -> str:
        return self.written.casefold()

    @property
    def plain(self) -> bool:
        """Whether the words around it say that it is the one, not only that it is named."""
        return self.weight >= _PLAIN


class Parties:
    """Finds who a sentence of one text speaks of."""

    def __init__(self, text: str, names: Names, authorities: Authorities, sums: Sequence[Sum], language: str) -> None:
        self._text = text
        self._language = language
        self._sums = sums
        self._starts = [s.start for s in sums]
        self._names = names
        self._authorities = authorities

    def of(self, start: int, end: int, at: int, money: int, low: int, high: int) -> Party | None:
        """Who the deed at ``at`` in the sentence ``start:end`` was done to.

        Its sum stands at ``money``; ``low:high`` is the stretch of the sentence that belongs to it.
        """
        best: Party | None = None
        for mention in self._named(start, end):
            weight = self._weight(mention, start, money, low, high)
            if weight <= 0:
                continue
            party = Party(mention.written, mention.code, weight - abs(mention.start - at) / 2000, mention.start)
            if best is None or party.weight > best.weight:
                best = party
        return best if best is not None and best.plain else None

    def meant(self, start: int, end: int) -> Party | None:
        """Whom "It" or "the company" in ``start:end`` means: the last name that a sentence shortly before began with.

        Else the one company, told by its legal form or the registry, that the text shortly before has named.
        """
        if not _PRONOUN.match(self._text, start):
            return self._company_before(start, end)
        low = max(0, start - _BACK)
        begun = [
            m
            for m in self._named(low, start)
            if m.start == 0 or _STOP.search(self._text[max(0, m.start - 8) : m.start])
        ]
        return (
            Party(begun[-1].written, begun[-1].code, _PLAIN, begun[-1].start)
            if begun
            else self._company_before(start, end)
        )

    def _company_before(self, start: int, end: int) -> Party | None:
        """The one company named before a sentence that names none itself, or says "the company"."""
        own = [m for m in self._named(start, end) if m.code or legal(m.written)]
        if own and not _MEANS.search(self._text, start, end):
            return None
        found = [m for m in self._named(max(0, start - _ANYONE), start) if m.code or legal(m.written)]
        if len({m.code or m.written.casefold() for m in found}) != 1:
            return None
        return Party(found[0].written, found[0].code, _PLAIN, found[0].start)

    def introduced(self) -> Party | None:
        """The one whom the text introduces: "X (the controller)", or at its head "action against X"."""
        for mention in self._named(0, min(len(self._text), _INTRODUCED)):
            behind = self._text[mention.end : mention.end + 1]
            before = self._text[max(0, mention.start - 24) : mention.start]
            if (behind in (" ", ",") and _ROLE.match(self._text, mention.end)) or _ROLE_BEFORE.search(before):
                return Party(mention.written, mention.code, 0.85, mention.start)
        for mention in self._named(0, min(len(self._text), _HEAD)):
            if _TOLD_OF.search(self._text[max(0, mention.start - 24) : mention.start]):
                return Party(mention.written, mention.code, _PLAIN, mention.start)
        return None

    def _weight(self, mention: Mention, start: int, money: int, low: int, high: int) -> float:
        """How plainly the words around a name say that it is the one; 0 for one that cannot be."""
        before = self._text[max(start, mention.start - 90) : mention.start]
        behind = self._text[mention.end : mention.end + 140]
        extra = (0.4 if mention.code else 0.0) + (0.5 if low <= mention.start < high else 0.0)
        i = bisect_right(self._starts, mention.start)
        own = i > 0 and self._sums[i - 1].start == money
        if own and _DIRECTLY.fullmatch(self._text, self._sums[i - 1].end, mention.start):
            return 2.4 + extra
        if mention.code is None and _IN_PLACE.search(before):
            return 0.0
        if mention.end <= money and _UP_TO.fullmatch(self._text, mention.end, money):
            return 2.0 + extra
        if low <= mention.start and mention.end <= money and _OWN_SUM.fullmatch(self._text, mention.end, money):
            return 2.2 + extra
        if _behind().match(behind):  # behind the sum it is the one of whom the sentence speaks next
            return 2.0 + extra if mention.start < money else 0.0
        if _THING.match(behind):
            return 0.0
        after = _before(self._language == "en").search(before)
        if after is None:
            if (
                own
                and _FINED.search(self._text, start, money)
                and _OBJECT.fullmatch(self._text, self._sums[i - 1].end, mention.start)
            ):
                return 1.9 + extra
            return 0.4 if mention.code else 0.0
        words = table("names")
        word = " ".join(after["word"].casefold().split())
        if word in words["not_fined"] or not self._done_to(mention, start, money, word):
            return 0.0
        if word in words["weak"] or word in words["weak_elsewhere"]:
            return extra + (0.0 if word in ("between", "involving") else 0.9)
        return 2.0 + extra + (0.25 if mention.start > money else 0.0)

    def _done_to(self, mention: Mention, start: int, money: int, word: str) -> bool:
        """Whether "on", "against" and their like speak of the deed, not of what it was for ("… for posts on X")."""
        if mention.start > money and _REASON.search(self._text, money, mention.start):
            return False
        if word not in _LOOSE:
            return True
        return _DEED.search(self._text, max(start, mention.start - 90), mention.end + 90) is not None

    def _named(self, start: int, end: int) -> Iterator[Mention]:
        """Names in ``start:end`` that are no authority, no date and no law."""
        for first, last in names_in(self._text, start, end):
            first = self._behind_sum(first, last)
            stop = self._before_sum(first, last)
            begin = self._authorities.end_of(first, stop)  # "CFTC Orders Bluestone Bank": it is no part of the name
            span = trimmed(self._text, begin, stop, end) if begin < stop else None
            if span is None or span[0] < start or self._authorities.covering(*span):
                continue
            written = self._text[span[0] : span[1]]
            code = self._entry(written)
            if self._language == "de" and code is None:
                if not (marked(self._text, *span) or self._acts(*span)):
                    continue
                span = without_trade(self._text, *span)
                written = self._text[span[0] : span[1]]
            yield Mention(*span, written, code)

    def _acts(self, start: int, end: int) -> bool:
        """Whether a German noun stands where a name does: several in a row, or without an article before its verb."""
        if " " in self._text[start:end]:
            return True
        alone = _NO_ARTICLE.search(self._text[max(0, start - 24) : start]) is not None
        return alone and (_behind().match(self._text, end) is not None or _WITH.match(self._text, end) is not None)

    def _behind_sum(self, start: int, end: int) -> int:
        """``start``, or where the sum that it stands in ends: "£15m and Northgas Ltd"."""
        i = bisect_right(self._starts, start)
        return min(end, self._sums[i - 1].end) if i and self._sums[i - 1].end > start else start

    def _before_sum(self, start: int, end: int) -> int:
        """``end``, or where the first sum inside ``start:end`` begins; ``start`` where one covers it."""
        i = bisect_right(self._starts, start)
        if i and self._sums[i - 1].end > start:
            return start
        return min(end, self._starts[i]) if i < len(self._starts) else end

    def _entry(self, written: str) -> str | None:
        words = keys_of(written)
        for length in range(len(words), 0, -1):
            meanings = self._names.by_words.get(words[:length], ())
            if len(meanings) == 1 and meanings[0].type == "respondent":
                return meanings[0].id
        return None


@cache
def _before(english: bool) -> re.Pattern[str]:
    """A word such as "fined" or "against", with no more than qualifiers up to the end of the searched text."""
    words = table("names")
    rows = [*words["before"], *words["weak"], *words["not_fined"], *(() if english else words["weak_elsewhere"])]
    verbs = "|".join(re.escape(w).replace(r"\ ", r"\s") for w in sorted(rows, key=len, reverse=True))
    between = "|".join(re.escape(w) for w in sorted(words["qualifiers"].split(), key=len, reverse=True))
    others = rf"(?!(?:{'|'.join(words['no_way'].split())})\b)[a-zà-ÿ][\w’'-]*"
    return re.compile(
        rf"\b(?P<word>{verbs})(?:\s+|(?<=[’']))(?:(?:{between}|{others})\s+|l[’']){{0,6}}$", re.IGNORECASE
    )


@cache
def _behind() -> re.Pattern[str]:
    """What goes on behind the one who was fined: "(ACME), which was also fined", "agreed to pay"."""
    words = table("names")
    passive, active = "|".join(words["behind_passive"]), "|".join(words["behind"])
    return re.compile(
        r"(?:,\s(?:an?|the)\s[^,.;()]{1,70},)?[\s,]*(?:\([^()]{1,60}\)[\s,]*)?"
        r"(?:(?:and its \w+|which|who|also|then|previously)\s+)?"
        r"(?:(?:was|were|is|are|has been|have been|had been|being)\s+(?:(?:also|then|previously|today)\s+)?"
        rf"(?:{passive})\b"
        rf"|(?:(?:has|have|had)\s)?(?:{active})\b|fined\s(?:[€$£]|[A-Z]{{3}}\s?\d))",
        re.IGNORECASE,
    )
