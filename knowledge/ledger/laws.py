"""Laws as the records write them, and whether one falls under what a question names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from knowledge.ledger.text import keys_of

_PROVISION = re.compile(r"^(?P<law>.*?)(?:\s+(?:Art\.|s\.|reg\.|cl\.)\s*(?P<where>.+))?$")
_NUMBER = re.compile(r"(?P<first>[A-Z]?\.?\d+[A-Za-z]{0,3})(?:\s*-\s*(?P<last>\d+))?(?P<tail>(?:\([0-9a-z]+\))*)")


@dataclass(frozen=True, slots=True)
class Law:
    """One law as a record writes it: ``GDPR Art. 12-17`` is the law GDPR, articles 12 to 17."""

    law: str
    first: str | None = None
    last: str | None = None
    tail: str = ""


@dataclass(frozen=True, slots=True)
class LawWanted:
    """What a question names: one of ``laws`` (their words; empty: any law), and an article where it gives one."""

    laws: tuple[str, ...]
    article: str | None = None
    tail: str = ""
    label: str = ""


@lru_cache(maxsize=4096)
def parse_law(text: str) -> Law:
    match = _PROVISION.match(text)
    assert match is not None
    where = match["where"]
    number = _NUMBER.match(where) if where else None
    if number is None:
        return Law(match["law"].strip())
    first, last = number["first"], number["last"]
    if last and first.isdecimal() and int(last) < int(first):
        # "Art. 39-3" is an article put in behind article 39, not a range.
        return Law(match["law"].strip(), f"{first}-{last}", None, number["tail"])
    return Law(match["law"].strip(), first, last, number["tail"])


def _family(name: str) -> str:
    return " ".join(keys_of(name))


@lru_cache(maxsize=65536)
def falls_under(text: str, wanted: LawWanted) -> bool:
    """Whether a record's law is (a provision of) the law wanted.

    A range contains its articles; an article contains its paragraphs, not the other way round; ``GDPR`` is not
    ``UK GDPR``.
    """
    law = parse_law(text)
    family = _family(law.law)
    if wanted.laws and not any(_is_family(family, _family(w)) for w in wanted.laws):
        return False
    if wanted.article is None:
        return True
    if law.first is None:
        return False
    if law.last and law.first.isdecimal() and wanted.article.isdecimal():
        return int(law.first) <= int(wanted.article) <= int(law.last)
    return law.first.casefold() == wanted.article.casefold() and law.tail.startswith(wanted.tail)


def _is_family(family: str, wanted: str) -> bool:
    """Equal, or one of the parts that a record joins (``ePrivacy / French DPA``), or the words before a qualifier."""
    if family == wanted:
        return True
    words, asked = family.split(), wanted.split()
    if asked == ["gdpr"]:
        return words[:1] == ["gdpr"]
    return any(words[i : i + len(asked)] == asked for i in range(len(words) - len(asked) + 1))
