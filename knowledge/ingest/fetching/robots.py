"""robots.txt by RFC 9309: which targets of a site its owner asks robots to leave alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

# A parser of our own: every step is linear in the file, whatever a hostile site writes into it. The ready ones keep
# the rules of each agent apart, which takes the product of both.
LARGEST = 512_000
"""Bytes that are read; RFC 9309 asks for at least 500 KiB."""
_TOKEN = re.compile(r"[A-Za-z_-]+", re.ASCII)
_NEWLINE = re.compile(r"\r\n|\r|\n")
_ENCODED = re.compile(r"%([0-9A-Fa-f]{2})", re.ASCII)
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Rule:
    """``allow`` or not a target that holds ``parts`` in this order, from its start, and to its end where ``ends``."""

    parts: tuple[str, ...]
    ends: bool
    allow: bool

    @property
    def length(self) -> int:
        return sum(map(len, self.parts)) + len(self.parts) - 1 + self.ends

    def matches(self, target: str) -> bool:
        first, *rest = self.parts
        if not target.startswith(first):
            return False
        if not rest:
            return not self.ends or target == first
        place = len(first)
        for part in rest[:-1]:
            found = target.find(part, place)
            if found < 0:
                return False
            place = found + len(part)
        if self.ends:
            return len(target) - len(rest[-1]) >= place and target.endswith(rest[-1])
        return target.find(rest[-1], place) >= 0


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules that hold for one robot on one site, the longest first."""

    rules: tuple[Rule, ...] = ()

    def allows(self, target: str) -> bool:
        """Whether ``target``, a path with its query, may be fetched. The longest match decides, allow wins a tie."""
        path = _normal(target)
        return next((rule.allow for rule in self.rules if rule.matches(path)), True)


def parse_robots(data: bytes, token: str) -> Robots:
    """The rules for the robot that calls itself ``token``, or for all (``*``) where none names it. Never raises."""
    own: dict[Rule, None] = {}
    everyone: dict[Rule, None] = {}
    named = in_agents = for_own = for_all = False
    for line in _NEWLINE.split(data[:LARGEST].decode("utf-8", "replace").removeprefix("\ufeff")):
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            if not in_agents:
                for_own = for_all = False
            in_agents = True
            product = _TOKEN.match(value)
            for_all |= value == "*"
            if product and product.group().lower() == token.lower():
                for_own = named = True
        elif key in ("allow", "disallow"):
            in_agents = False
            if value and (for_own or for_all):
                rule = _rule(value, key == "allow")
                if for_own:
                    own[rule] = None
                if for_all:
                    everyone[rule] = None
    rules = own if named else everyone
    return Robots(tuple(sorted(rules, key=lambda rule: (-rule.length, not rule.allow))))


def _rule(pattern: str, allow: bool) -> Rule:
    ends = pattern.endswith("$")
    parts = re.sub(r"\*+", "*", pattern.removesuffix("$")).split("*")
    return Rule(tuple(map(_normal, parts)), ends, allow)


def _normal(target: str) -> str:
    """One spelling for the same octets: percent-encoded where it can mean something else, plain where it cannot."""

    def one(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if _UNRESERVED.fullmatch(character) else match.group().upper()

    return quote(_ENCODED.sub(one, target), safe="/?%:@!&'()+,;=-._~[]|^", errors="replace")
