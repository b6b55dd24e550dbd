"""A web site on loopback, and a world in which made-up names lead to it and time passes without waiting."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from knowledge.ingest.fetching.addresses import why_not
from knowledge.ingest.fetching.fetch import FetchRules
from knowledge.ingest.fetching.wire import World

LOOPBACK = "127.0.0.1"
Send = Callable[[bytes], None]
Page = bytes | Callable[[Send], None]


def page(body: bytes = b"<p>A page.</p>", status: str = "200 OK", **headers: str) -> bytes:
    """A whole reply; ``content_type="…"`` sets a header, an empty value leaves it out."""
    given = {"Content-Type": "text/html", "Content-Length": str(len(body))}
    given |= {name.replace("_", "-").title(): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status}", *(f"{k}: {v}" for k, v in given.items() if v)]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def moved(to: str, status: str = "302 Found") -> bytes:
    return page(b"", status, location=to)


class Site:
    """Answers each path with what the test wrote down, bytes for bytes; a 404 for everything else."""

    def __init__(self, pages: Mapping[str, Page], tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[str] = []
        self._pages = pages
        self._tls = tls
        self._listening = socket.create_server((LOOPBACK, 0))
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def asked(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [request.split(" ")[1] for request in self.requests]

    def close(self) -> None:
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        try:
            with self._tls.wrap_socket(connection, server_side=True) if self._tls else connection as open_:
                head = b""
                while b"\r\n\r\n" not in head:
                    got = open_.recv(4096)
                    if not got:
                        return
                    head += got
                    if not head.startswith(b"GET "[: len(head)]):
                        open_.sendall(page(b"", "400 Bad Request"))
                        return
                self.requests.append(head.decode("latin-1"))
                found = self._pages.get(head.split(b" ")[1].decode(), page(b"", "404 Not Found"))
                if isinstance(found, bytes):
                    open_.sendall(found)
                else:
                    found(open_.sendall)
        except OSError:
            # The other side hung up, which is what most of these tests are about.
            return


@contextmanager
def serving(pages: Mapping[str, Page], tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    site = Site(pages, tls)
    try:
        yield site
    finally:
        site.close()


@dataclass
class Made:
    """The pieces of a made-up world. hosts: what each name resolves to, answer by answer, the last one for ever."""

    hosts: dict[str, list[Sequence[str]]] = field(default_factory=dict)
    resolved: list[str] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    now: float = 1000.0
    tick: float = 0.0
    """Seconds that pass at each look at the clock."""

    def resolve(self, host: str, port: int) -> Sequence[str]:
        self.resolved.append(host)
        answers = self.hosts.get(host, [[LOOPBACK]])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if not answer:
            raise OSError("no such host")
        return answer

    def refusal(self, address: str) -> str | None:
        """Loopback stands in for the public internet here; everything else is judged as it is."""
        return None if address == LOOPBACK else why_not(address)

    def clock(self) -> float:
        self.now += self.tick
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def world(self, tls: Callable[[], ssl.SSLContext] = ssl.create_default_context) -> World:
        return World(self.resolve, self.refusal, tls, self.clock, self.sleep)


def rules(
    *ports: int, only_hosts: frozenset[str] = frozenset(), size: int = 1_000_000, seconds: float = 60
) -> FetchRules:
    """The usual rules, and leave to speak to the ports of the test's own sites."""
    return FetchRules(only_hosts, frozenset({80, 443, *ports}), size, seconds)
