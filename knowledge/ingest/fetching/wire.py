"""One HTTP exchange with one checked address: bounded in time from start to end, and in bytes packed and unpacked."""

from __future__ import annotations

import io
import ipaddress
import queue
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse

from knowledge.ingest.fetching.addresses import why_not
from knowledge.ingest.fetching.links import FetchFailed, Link, LinkRefused

_HEAD = 64_000
"""Bytes that a reply may take before its body."""
_BUFFER = 8192
_CHUNK = 65_536
_CONNECT_SECONDS = 10.0
_MOST_ADDRESSES = 4


def system_resolver(host: str, port: int) -> tuple[str, ...]:
    """The addresses of a host, as the system finds them; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class World:
    """What lies outside: names, addresses, certificates and time. Tests hand in their own.

    resolve: (host, port) to addresses, OSError where there are none. refusal: what speaks against an address, or None.
    tls: its certificates are trusted; the host's name is always checked.
    """

    resolve: Callable[[str, int], Sequence[str]] = system_resolver
    refusal: Callable[[str], str | None] = why_not
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment at which a whole fetch has to be done; ``link`` is what messages name."""

    link: str
    seconds: float
    clock: Callable[[], float]
    ends: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ends", self.clock() + self.seconds)

    def left(self) -> float:
        """Seconds left, more than 0; raises FetchFailed where there are none."""
        left = self.ends - self.clock()
        if left <= 0:
            raise FetchFailed(self.link, f"it took longer than {self.seconds:g} seconds")
        return left


class Reply:
    """Status and headers of a reply, and its body for whoever wants it."""

    def __init__(self, link: Link, response: HTTPResponse, wire: _Wire) -> None:
        self.status = response.status
        self._link, self._response, self._wire = link, response, wire

    def header(self, name: str) -> str:
        """The value of a header, empty where there is none."""
        return self._response.headers.get(name, "") or ""

    def body(self, most: int, cut: bool = False) -> bytes:
        """The body, inflated; more than ``most`` bytes are cut off or, as a rule, raise LinkRefused."""
        encoding = self.header("Content-Encoding").strip().lower()
        if encoding not in ("", "identity", "gzip", "x-gzip"):
            raise FetchFailed(str(self._link), f"it came packed as {encoding[:40]!r}, gzip was asked for")
        self._wire.most = most + _HEAD
        whole = bytearray()
        pieces = self._pieces() if encoding in ("", "identity") else _inflated(self._pieces(), str(self._link))
        for piece in pieces:
            whole += piece
            if len(whole) > most:
                if cut:
                    return bytes(whole[:most])
                raise too_large(self._link, most)
        if self._response.length:
            raise FetchFailed(str(self._link), "the connection ended before the file did")
        return bytes(whole)

    def _pieces(self) -> Iterator[bytes]:
        while piece := self._response.read(_CHUNK):
            yield piece


def too_large(link: Link, most: int) -> LinkRefused:
    return LinkRefused(str(link), "size", f"it is larger than {most / 1e6:g} MB", "add the part that matters as a file")


@contextmanager
def exchange(link: Link, headers: dict[str, str], deadline: Deadline, world: World) -> Iterator[Reply]:
    """The reply to one GET, its body not yet read. Raises LinkRefused and FetchFailed, nothing else."""
    bare = _connected(link, _checked(link, deadline, world), deadline)
    try:
        # A proxy from the environment, cookies, redirects: http.client on a given socket knows none of them.
        connection = HTTPConnection(link.host, link.port)
        connection.auto_open = 0
        sock = _secured(bare, link, deadline, world) if link.scheme == "https" else bare
        with sock:
            wire = _Wire(sock, deadline, link)
            connection.sock = wire
            connection.putrequest("GET", link.target, skip_host=True, skip_accept_encoding=True)
            for name, value in {"Host": link.authority, **headers}.items():
                connection.putheader(name, value)
            connection.endheaders()
            response = connection.getresponse()
            yield Reply(link, response, wire)
    except (OSError, HTTPException) as error:
        deadline.left()
        raise FetchFailed(str(link), _said(error)) from None
    finally:
        bare.close()


class _Wire:
    """As much of a socket as http.client needs, held to the deadline; ``exchange`` closes the socket itself."""

    def __init__(self, sock: socket.socket, deadline: Deadline, link: Link) -> None:
        self._sock, self._deadline, self._link = sock, deadline, link
        self._got = 0
        self.most: int | None = None
        """Bytes that may come in all; None while the reply's head is read."""

    def sendall(self, data: bytes) -> None:
        self._sock.settimeout(self._deadline.left())
        self._sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Tap(self), _BUFFER)

    def close(self) -> None:
        pass

    def receive(self, buffer: bytearray | memoryview) -> int:
        self._sock.settimeout(self._deadline.left())
        count = self._sock.recv_into(buffer)
        self._got += count
        if self.most is None and self._got > _HEAD + _BUFFER:
            raise FetchFailed(str(self._link), "the server's reply never comes to its content")
        if self.most is not None and self._got > self.most + _CHUNK:
            raise too_large(self._link, self.most)
        return count


class _Tap(io.RawIOBase):
    """What comes over the wire, as a file."""

    def __init__(self, wire: _Wire) -> None:
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # io names its buffer privately
        return self._wire.receive(buffer)


def _checked(link: Link, deadline: Deadline, world: World) -> tuple[str, ...]:
    """The addresses of the link's host, every one of them allowed."""
    found: tuple[str, ...]
    try:
        found = (str(ipaddress.ip_address(link.host)),)
    except ValueError:
        found = _resolved(link, deadline, world)
    for address in found:
        if why := world.refusal(address):
            raise LinkRefused(str(link), "addresses", f"its host leads to {address[:60]}, which is {why}")
    return found[:_MOST_ADDRESSES]


def _resolved(link: Link, deadline: Deadline, world: World) -> tuple[str, ...]:
    """What the resolver says, within the deadline: a system's resolver knows no time limit of its own."""
    answer: queue.SimpleQueue[tuple[str, ...] | OSError | UnicodeError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answer.put(tuple(world.resolve(link.host, link.port)))
        except (OSError, UnicodeError) as error:
            answer.put(error)

    threading.Thread(target=ask, name="resolve", daemon=True).start()
    try:
        found = answer.get(timeout=min(deadline.left(), _CONNECT_SECONDS))
    except queue.Empty:
        raise FetchFailed(str(link), "its host's address could not be found in time") from None
    if not isinstance(found, tuple) or not found:
        raise FetchFailed(str(link), "its host has no address: is it spelt right?")
    return found


def _connected(link: Link, addresses: Sequence[str], deadline: Deadline) -> socket.socket:
    """A connection to the first of the checked addresses that answers; no name is resolved again."""
    failures = []
    for address in addresses:
        try:
            sock = socket.create_connection((address, link.port), timeout=min(deadline.left(), _CONNECT_SECONDS))
        except OSError as error:
            failures.append(error)
            continue
        peer = str(sock.getpeername()[0])
        if ipaddress.ip_address(peer) == ipaddress.ip_address(address):
            return sock
        sock.close()
        raise LinkRefused(str(link), "addresses", f"{peer} answered in place of {address}")
    raise FetchFailed(str(link), _said(failures[0]))


def _secured(sock: socket.socket, link: Link, deadline: Deadline, world: World) -> ssl.SSLSocket:
    sock.settimeout(min(deadline.left(), _CONNECT_SECONDS))
    context = world.tls()
    context.check_hostname = True
    context.verify_mode = ssl.CERT_REQUIRED
    return context.wrap_socket(sock, server_hostname=link.host)


def _inflated(pieces: Iterator[bytes], link: str) -> Iterator[bytes]:
    """The content of gzip members, never more than a chunk at a time."""
    member = zlib.decompressobj(wbits=31)
    try:
        for piece in pieces:
            rest = piece
            while rest:
                if member.eof:
                    member = zlib.decompressobj(wbits=31)
                yield member.decompress(rest, _CHUNK)
                # Some fill up the last block with zeros.
                rest = member.unused_data.lstrip(b"\0") if member.eof else member.unconsumed_tail
        while not member.eof and (rest := member.decompress(b"", _CHUNK)):
            yield rest
    except zlib.error:
        raise FetchFailed(link, "it is damaged: not what gzip packs") from None
    if not member.eof:
        raise FetchFailed(link, "the connection ended before the file did")


def _said(error: Exception) -> str:
    """An error of the network in a few words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate does not hold: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return f"no secure connection: {error.reason or 'the handshake failed'}"
    if isinstance(error, TimeoutError):
        return "the server did not answer in time"
    if isinstance(error, ConnectionRefusedError):
        return "its host takes no connection"
    if isinstance(error, OSError):
        return error.strerror or "the connection broke"
    return f"the server's reply cannot be read ({type(error).__name__})"
