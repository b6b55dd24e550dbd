"""A link taken apart and judged by what it says itself; where it leads is judged when its name is resolved."""

from __future__ import annotations

import ipaddress
import re
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote, urljoin

import idna

LONGEST = 2048
_LINK = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?://(?P<authority>[^/?#]*))?(?P<target>[^#]*)")
_AUTHORITY = re.compile(r"(?P<host>\[[^\[\]]*\]|[^:\[\]]*)(?::(?P<port>[0-9]{0,5}))?", re.ASCII)
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ud800-\udfff]")
_NUMBER = re.compile(r"[0-9]+|0[xX][0-9a-fA-F]*", re.ASCII)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?", re.ASCII)
_INSIDE = frozenset("localhost localdomain local internal intranet private corp home lan onion".split())
_PORTS = {"http": 80, "https": 443}
_ANEW = "copy it anew from the address bar"
BY_HAND = "download the page yourself and add the file"


class LinkError(Exception):
    """A link gave nothing: `LinkRefused`, or `FetchFailed`."""


class LinkRefused(LinkError):
    """A rule speaks against following the link. ``rule`` is its name; the message says what to do instead."""

    def __init__(self, link: str, rule: str, why: str, instead: str = BY_HAND) -> None:
        self.rule = rule
        super().__init__(f"{shown(link)}: refused by the rule “{rule}”: {why}; {instead}")


class FetchFailed(LinkError):
    """The link was followed, and what came is of no use: no answer, an error, or not in time."""

    def __init__(self, link: str, why: str) -> None:
        super().__init__(f"{shown(link)}: not fetched: {why}")


@dataclass(frozen=True, slots=True)
class Link:
    """An http(s) link in one form: ``host`` in lower case and ASCII, ``target`` percent-encoded, no fragment."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port

    @property
    def authority(self) -> str:
        """The host as a Host header names it: with the port where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def shown(link: str) -> str:
    """A link as a message may name it: no password, no query (it can hold a token), nothing unprintable, not long."""
    cut = re.split(r"[?#]", link, maxsplit=1)[0]
    scheme, slashes, rest = cut.partition("://")
    host, slash, path = rest.partition("/")
    named = f"{scheme}{slashes}{host.rpartition('@')[2]}{slash}{path}"
    named = "".join(c if c.isprintable() else "�" for c in named)
    return named if len(named) <= 120 else named[:119] + "…"


def parse_link(link: str, ports: frozenset[int]) -> Link:
    """The link taken apart; raises LinkRefused where it is not a plain link to a public name.

    Stricter than browsers on purpose: whatever two readers could take for two hosts is refused, not repaired.
    """
    if len(link) > LONGEST:
        raise LinkRefused(link, "plain links", f"it has {len(link):,} characters, {LONGEST:,} is the limit")
    _all_seen(link)
    parts = _LINK.match(link)
    if parts is None or parts["scheme"].lower() not in _PORTS:
        kind = f"{parts['scheme'].lower()[:20]} links are" if parts else "a link without https:// is"
        raise LinkRefused(link, "http and https alone", f"{kind} not followed", "give an https link")
    scheme, authority, target = parts["scheme"].lower(), parts["authority"] or "", parts["target"]
    if "@" in authority:
        raise LinkRefused(link, "no user name in a link", "what stands before @ would be sent as a password",
                          "give the link without it")  # fmt: skip
    place = _AUTHORITY.fullmatch(authority)
    if place is None or "%" in authority:
        raise LinkRefused(link, "plain links", "its host cannot be read", _ANEW)
    port = int(place["port"]) if place["port"] else _PORTS[scheme]
    if port not in ports:
        allowed = ", ".join(map(str, sorted(ports)))
        raise LinkRefused(link, "ports", f"port {port} is not one of {allowed}")
    if target[:1] not in ("/", "?", ""):
        raise LinkRefused(link, "plain links", "its path cannot be read", _ANEW)
    target = quote(target, errors="replace", safe="/?%:@!$&'()*+,;=-._~[]|^")
    return Link(scheme, _host(link, place["host"]), port, target if target[:1] == "/" else "/" + target)


def joined(base: Link, location: str) -> str:
    """The link that a redirect names: often relative, at times with spaces or with bytes that are really UTF-8.

    Raises LinkRefused, and FetchFailed where it is no link at all.
    """
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    location = location.strip(" ").replace(" ", "%20")
    # Now: joining would take out tabs and new lines in silence.
    _all_seen(location)
    try:
        return urljoin(str(base), location)
    except ValueError:
        raise FetchFailed(str(base), "it redirects to what is no link") from None


def within(host: str, names: frozenset[str]) -> bool:
    """Whether ``host`` is one of ``names`` or below one: ``www.cnil.fr`` is below ``cnil.fr``, ``acnil.fr`` is not.

    Raises ValueError where one of ``names`` cannot be a host's name.
    """
    for name in filter(None, (n.strip(". ").lower() for n in names)):
        plain = name if name.isascii() else idna.encode(name, uts46=True).decode()
        if host == plain or host.endswith("." + plain):
            return True
    return False


def _all_seen(link: str) -> None:
    if _UNSEEN.search(link) or "\\" in link:
        why = "it holds spaces, backslashes or characters that cannot be seen"
        raise LinkRefused(link, "plain links", why, _ANEW)


def _host(link: str, host: str) -> str:
    if host.startswith("["):
        try:
            return str(ipaddress.IPv6Address(host[1:-1]))
        except ValueError:
            raise LinkRefused(link, "plain links", "the address in brackets is no IPv6 address") from None
    name = host.lower()
    if not host.isascii():
        try:
            name = idna.encode(host, uts46=True, transitional=False).decode().lower()
        except (idna.IDNAError, UnicodeError):
            raise LinkRefused(link, "plain links", "its host is not a name that can be registered") from None
    name = name.removesuffix(".")
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        # What ends in a number is an address to some resolvers: 127.1, 2130706433, 0x7f.1, 0177.0.0.1.
        try:
            return str(ipaddress.IPv4Address(name))
        except ValueError:
            raise LinkRefused(link, "addresses", "its host is an IP address in an unusual form") from None
    if len(name) > 253 or not all(len(label) <= 63 and _LABEL.fullmatch(label) for label in labels):
        raise LinkRefused(link, "plain links", "its host is not a name that can be registered")
    if len(labels) == 1 or labels[-1] in _INSIDE or labels[-2:] == ["home", "arpa"]:
        raise LinkRefused(link, "public names", "its host is a name of a local network")
    return name
