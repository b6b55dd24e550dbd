"""Fetching one link, at an admin's command alone: every redirect is judged anew, and robots.txt is obeyed."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from urllib.parse import unquote

from knowledge.ingest.fetching.links import BY_HAND, FetchFailed, Link, LinkRefused, joined, parse_link, within
from knowledge.ingest.fetching.robots import LARGEST, Robots, parse_robots
from knowledge.ingest.fetching.wire import Deadline, Reply, World, exchange, too_large
from knowledge.ingest.reading.arrival import MB, Arrival

AGENT = "Fineprint/0.1 (one page at a person's request; see the project's README)"
TOKEN = "fineprint"
"""What a robots.txt calls us."""
TYPES = frozenset(
    {
        "application/atom+xml", "application/csv", "application/json", "application/jsonl",
        "application/ndjson", "application/pdf", "application/rss+xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/x-jsonlines", "application/x-ndjson", "application/x-pdf", "application/xhtml+xml",
        "application/xml", "text/csv", "text/html", "text/markdown", "text/plain", "text/tab-separated-values",
        "text/x-markdown", "text/xml",
    }
)  # fmt: skip
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PAUSE = 1.0
"""Seconds between two requests to the same host."""


@dataclass(frozen=True, slots=True)
class FetchRules:
    """What a fetch may do and cost. size: bytes, packed or unpacked; seconds: for everything, redirects included.

    only_hosts: publishers that may be fetched from, with all names below theirs (``cnil.fr``); empty: any public host.
    """

    only_hosts: frozenset[str] = frozenset()
    ports: frozenset[int] = frozenset({80, 443})
    size: int = 50 * MB
    seconds: float = 60.0
    redirects: int = 5
    types: frozenset[str] = TYPES
    agent: str = AGENT


def fetch(link: str, rules: FetchRules | None = None, world: World | None = None) -> Arrival:
    """The file behind one link. Raises LinkRefused where a rule speaks against it, FetchFailed where nothing came."""
    return Fetcher(rules or FetchRules(), world or World()).fetch(link)


@dataclass(slots=True)
class Fetcher:
    """Fetches the links of one command: asks each site for its robots.txt once, and none more than once a second."""

    rules: FetchRules = field(default_factory=FetchRules)
    world: World = field(default_factory=World)
    _robots: dict[tuple[str, str, int], Robots] = field(default_factory=dict, init=False)
    _asked: dict[str, float] = field(default_factory=dict, init=False)

    def fetch(self, link: str) -> Arrival:
        """As `fetch`. The arrival's ``url`` is the link at which the redirects ended."""
        deadline = Deadline(link, self.rules.seconds, self.world.clock)
        at = self._judged(link)
        seen = {at}
        for _ in range(self.rules.redirects + 1):
            self._obey(at, deadline)
            with self._asking(at, deadline) as reply:
                if reply.status not in _REDIRECTS:
                    return self._arrived(at, reply)
                at = self._next(at, reply)
            if at in seen:
                raise FetchFailed(link, "its redirects go round in a circle")
            seen.add(at)
        raise FetchFailed(link, f"it redirects more than {self.rules.redirects} times")

    def _judged(self, link: str) -> Link:
        parsed = parse_link(link, self.rules.ports)
        if self.rules.only_hosts and not within(parsed.host, self.rules.only_hosts):
            raise LinkRefused(link, "publishers", f"{parsed.host} is not one of the publishers that are allowed",
                              "have it added to the list, or " + BY_HAND)  # fmt: skip
        return parsed

    def _next(self, at: Link, reply: Reply) -> Link:
        """Where a redirect leads, judged like a link that a person gave."""
        location = reply.header("Location")
        if not location:
            raise FetchFailed(str(at), f"it redirects ({reply.status}) to nowhere")
        following = self._judged(joined(at, location))
        if at.scheme == "https" and following.scheme == "http":
            raise LinkRefused(str(at), "no way down from https", f"it redirects to http on {following.host}")
        return following

    def _arrived(self, at: Link, reply: Reply) -> Arrival:
        if reply.status != 200:
            raise FetchFailed(str(at), f"the server answered with status {reply.status}")
        kind = reply.header("Content-Type")
        media = kind.partition(";")[0].strip().lower()
        if media not in self.rules.types:
            found = f"it is {media[:60]!r}" if media else "the server does not say what it is"
            readable = "web pages, PDF, DOCX, text, CSV, XLSX, JSON and feeds are read"
            raise LinkRefused(str(at), "content types", f"{found}; {readable}")
        declared = reply.header("Content-Length").strip()
        if declared.isascii() and declared.isdigit() and int(declared[:20]) > self.rules.size:
            raise too_large(at, self.rules.size)
        return Arrival(_name(at), reply.body(self.rules.size), str(at), kind[:200])

    def _obey(self, at: Link, deadline: Deadline) -> None:
        """Raises LinkRefused where the site's robots.txt, or the lack of an answer to it, speaks against ``at``."""
        robots = self._robots.get(at.origin)
        if robots is None:
            robots = self._robots[at.origin] = self._robots_of(at, deadline)
        if not robots.allows(at.target):
            raise LinkRefused(str(at), "robots.txt", f"{at.host} asks robots to leave this page alone")

    def _robots_of(self, at: Link, deadline: Deadline) -> Robots:
        """By RFC 9309: there is none (4xx), all is allowed; it cannot be had (5xx), nothing is."""
        asked = Link(at.scheme, at.host, at.port, "/robots.txt")
        for _ in range(6):
            with self._asking(asked, deadline) as reply:
                if reply.status in _REDIRECTS:
                    asked = self._next(asked, reply)
                elif reply.status >= 500:
                    why = f"{asked.host} cannot say what it asks of robots (status {reply.status})"
                    raise LinkRefused(str(at), "robots.txt", why, "try again later, or " + BY_HAND)
                elif 200 <= reply.status < 300:
                    return parse_robots(reply.body(LARGEST, cut=True), TOKEN)
                else:
                    return Robots()
        return Robots()

    def _asking(self, at: Link, deadline: Deadline) -> AbstractContextManager[Reply]:
        now = self.world.clock()
        wait = self._asked.get(at.host, now - _PAUSE) + _PAUSE - now
        if wait > 0:
            self.world.sleep(min(wait, deadline.left()))
        self._asked[at.host] = self.world.clock()
        headers = {
            "User-Agent": self.rules.agent, "Accept": ", ".join(sorted(self.rules.types)), "Accept-Encoding": "gzip",
            "Connection": "close",
        }  # fmt: skip
        return exchange(at, headers, deadline, self.world)


def _name(at: Link) -> str:
    """A file's name out of a link: its last step, without what a file's name cannot hold."""
    last = unquote(at.target.partition("?")[0].rstrip("/").rpartition("/")[2])
    plain = re.sub(r"[^\w .()-]+", "-", last).strip(" .-")
    return plain[:100] or at.host
