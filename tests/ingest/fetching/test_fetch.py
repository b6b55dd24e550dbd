"""Fetching from a site on loopback: redirects, rebinding, limits of time and size, content types, robots.txt, TLS."""

from __future__ import annotations

import gzip
import ssl
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from knowledge.ingest.fetching.fetch import TOKEN, Fetcher, fetch
from knowledge.ingest.fetching.links import FetchFailed, LinkRefused
from knowledge.ingest.fetching.wire import World
from tests.ingest.fetching.site import LOOPBACK, Made, Page, Send, moved, page, rules, serving

TEXT = b"<p>The authority fined Acme Widgets 5,000 euros.</p>"


def test_a_page_arrives() -> None:
    with serving({"/news/a%20fine.html?id=7": page(TEXT, content_type="text/html; charset=utf-8")}) as site:
        arrival = fetch(
            f"HTTP://Authority.Example:{site.port}/news/a%20fine.html?id=7#top", rules(site.port), Made().world()
        )
    assert arrival.data == TEXT
    assert arrival.name == "a fine.html" and arrival.content_type == "text/html; charset=utf-8"
    assert arrival.url == f"http://authority.example:{site.port}/news/a%20fine.html?id=7"
    assert site.asked == ["/robots.txt", "/news/a%20fine.html?id=7"]
    for request in site.requests:
        lines = request.lower().split("\r\n")
        assert f"host: authority.example:{site.port}" in lines
        assert any(line.startswith(f"user-agent: {TOKEN}/") for line in lines)
        assert not any(line.startswith(("cookie", "authorization", "referer", "proxy")) for line in lines)


def test_no_proxy_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving({}) as proxy, serving({"/a": page(TEXT)}) as site:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://{LOOPBACK}:{proxy.port}")
        assert fetch(f"http://authority.example:{site.port}/a", rules(site.port), Made().world()).data == TEXT
    assert proxy.requests == []


def test_requests_to_one_host_are_a_second_apart_and_robots_is_asked_once() -> None:
    made = Made()
    with serving({"/a": page(TEXT), "/b": page(TEXT)}) as site:
        fetcher = Fetcher(rules(site.port), made.world())
        fetcher.fetch(f"http://authority.example:{site.port}/a")
        fetcher.fetch(f"http://authority.example:{site.port}/b")
        assert site.asked == ["/robots.txt", "/a", "/b"]
        assert made.slept == [1.0, 1.0]
        fetcher.fetch(f"http://other.example:{site.port}/a")
        assert made.slept == [1.0, 1.0, 1.0]


@dataclass(frozen=True, slots=True)
class Turn:
    """A page whose redirect is not followed: ``rule`` of the refusal, None where the fetch failed instead."""

    id: str
    to: str
    rule: str | None
    says: str


TURNS = (
    Turn("to loopback", "http://127.0.0.2/", "addresses", "loopback"),
    Turn("to a private address", "http://10.0.0.1/admin", "addresses", "private"),
    Turn("to CGNAT", "http://100.64.1.1/", "addresses", "CGNAT"),
    Turn("to metadata", "http://169.254.169.254/latest/", "addresses", "metadata"),
    Turn("to loopback 6", "http://[::1]/", "addresses", "loopback"),
    Turn("to a mapped address", "http://[::ffff:10.0.0.1]/", "addresses", "IPv4-mapped"),
    Turn("to a name inside", "http://inside.example/", "addresses", "private"),
    Turn("to a number", "http://2130706433/", "addresses", "unusual form"),
    Turn("to the same host in other words", "//localhost/", "public names", "local network"),
    Turn("to another port", "http://authority.example:6379/", "ports", "port 6379"),
    Turn("to a file", "file:///etc/passwd", "http and https alone", "file links"),
    Turn("to ftp", "ftp://authority.example/a", "http and https alone", "ftp links"),
    Turn("to a user name", "http://x@authority.example/", "no user name in a link", "before @"),
    Turn("to a backslash", "http:\\\\127.0.0.1/", "plain links", "backslashes"),
    Turn("to a tab", "http://10.0.\t0.1/", "plain links", "cannot be seen"),
    Turn("to itself", "/turn", None, "circle"),
    Turn("round in a circle", "/round", None, "circle"),
    Turn("for ever", "/1", None, "more than 5 times"),
    Turn("to nowhere", "", None, "to nowhere"),
    Turn("to half an address", "http://[::1", None, "no link"),
)


@pytest.mark.parametrize("turn", TURNS, ids=lambda t: t.id)
def test_a_redirect_is_judged_like_a_link(turn: Turn) -> None:
    pages: dict[str, Page] = {f"/{n}": moved(f"/{n + 1}") for n in range(1, 9)}
    pages |= {"/turn": moved(turn.to), "/round": moved("/turn")}
    made = Made({"inside.example": [["10.0.0.1"]]})
    with serving(pages) as site, pytest.raises((LinkRefused, FetchFailed)) as refused:
        fetch(f"http://authority.example:{site.port}/turn", rules(site.port), made.world())
    assert getattr(refused.value, "rule", None) == turn.rule
    assert turn.says in str(refused.value)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_a_harmless_redirect_is_followed(status: str) -> None:
    with serving({"/old": moved("../new page/é", status), "/new%20page/%C3%A9": page(TEXT)}) as site:
        arrival = fetch(f"http://authority.example:{site.port}/old", rules(site.port), Made().world())
    assert arrival.url == f"http://authority.example:{site.port}/new%20page/%C3%A9"


def test_five_redirects_are_followed() -> None:
    pages: dict[str, Page] = {f"/{n}": moved(f"/{n + 1}") for n in range(5)}
    with serving(pages | {"/5": page(TEXT)}) as site:
        assert fetch(f"http://authority.example:{site.port}/0", rules(site.port), Made().world()).data == TEXT


def test_a_name_that_is_bound_anew_between_two_requests_is_refused() -> None:
    """DNS rebinding: the first answer is public, the next one leads inside."""
    made = Made({"rebind.example": [[LOOPBACK], ["192.168.0.1"]]})
    with serving({"/a": page(TEXT)}) as site:
        with pytest.raises(LinkRefused, match=r"192\.168\.0\.1, which is private") as refused:
            fetch(f"http://rebind.example:{site.port}/a", rules(site.port), made.world())
        assert refused.value.rule == "addresses"
        assert site.asked == ["/robots.txt"]


def test_the_connection_is_made_to_the_address_that_was_checked() -> None:
    """The name is looked up once a request: nothing between the check and the connection asks again."""
    made = Made({"rebind.example": [[LOOPBACK], [LOOPBACK], ["10.0.0.1"]]})
    with serving({"/a": page(TEXT)}) as site:
        assert fetch(f"http://rebind.example:{site.port}/a", rules(site.port), made.world()).data == TEXT
    assert made.resolved == ["rebind.example"] * 2


@dataclass(frozen=True, slots=True)
class Bad:
    """A reply that is not taken. ``rule`` as in Turn."""

    id: str
    reply: Page
    rule: str | None
    says: str


def endless(send: Send) -> None:
    send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        send(b"a" * 60_000)


def endless_chunks(send: Send) -> None:
    send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        send(b"ffff\r\n" + b"a" * 0xFFFF + b"\r\n")


def endless_header(send: Send) -> None:
    send(b"HTTP/1.1 200 OK\r\n")
    while True:
        send(b"X-Long: " + b"a" * 4000 + b"\r\n")


def endless_promises(send: Send) -> None:
    while True:
        send(b"HTTP/1.1 100 Continue\r\n\r\n")


def hangs_up(send: Send) -> None:
    return


BOMB = gzip.compress(bytes(30_000_000))
MATRYOSHKA = b"".join(gzip.compress(bytes(200_000)) for _ in range(20))
BAD = (
    Bad("an endless page", endless, "size", "larger than 1 MB"),
    Bad("endless chunks", endless_chunks, "size", "larger than 1 MB"),
    Bad("an endless header", endless_header, None, "never comes to its content"),
    Bad("endless promises", endless_promises, None, "never comes to its content"),
    Bad("a size that it says itself", page(b"x", content_length="1000001"), "size", "larger than 1 MB"),
    Bad("a size beyond belief", page(b"x", content_length="9" * 5000), "size", "larger than 1 MB"),
    Bad("a bomb", page(BOMB, content_encoding="gzip"), "size", "larger than 1 MB"),
    Bad("a bomb of many parts", page(MATRYOSHKA, content_encoding="gzip"), "size", "larger than 1 MB"),
    Bad("damaged packing", page(b"\x1f\x8b not gzip", content_encoding="gzip"), None, "damaged"),
    Bad("packing cut short", page(gzip.compress(TEXT * 9)[:-20], content_encoding="gzip"), None, "ended before"),
    Bad("packing that nobody asked for", page(b"x", content_encoding="br"), None, "packed as 'br'"),
    Bad("packed twice", page(b"x", content_encoding="gzip, gzip"), None, "packed as 'gzip, gzip'"),
    Bad("a page cut short", page(b"abc", content_length="4"), None, "ended before"),
    Bad("a chunk cut short", page(b"5\r\nab", content_length="", transfer_encoding="chunked"), None, "cannot be read"),
    Bad("a picture", page(b"x", content_type="image/png"), "content types", "'image/png'"),
    Bad("a program", page(b"x", content_type="application/x-msdownload"), "content types", "web pages, PDF, DOCX"),
    Bad("any bytes", page(b"x", content_type="application/octet-stream"), "content types", "octet-stream"),
    Bad("a zip file", page(b"x", content_type="application/zip"), "content types", "'application/zip'"),
    Bad("no content type", page(b"x", content_type=""), "content types", "does not say"),
    Bad("not found", page(b"x", "404 Not Found"), None, "status 404"),
    Bad("forbidden", page(b"x", "403 Forbidden"), None, "status 403"),
    Bad("too many", page(b"x", "429 Too Many Requests"), None, "status 429"),
    Bad("an error", page(b"x", "500 Oh No"), None, "status 500"),
    Bad("a part", page(b"x", "206 Partial Content"), None, "status 206"),
    Bad("headers without number", b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 150 + b"\r\n", None, "cannot be read"),
    Bad("a header too long", b"HTTP/1.1 200 OK\r\nA: " + b"a" * 70_000 + b"\r\n\r\n", None, "cannot be read"),
    Bad("no HTTP", b"SSH-2.0-OpenSSH_9.6\r\n", None, "cannot be read"),
    Bad("nothing", hangs_up, None, "broke"),
)


@pytest.mark.parametrize("bad", BAD, ids=lambda b: b.id)
def test_a_reply_that_is_not_taken(bad: Bad) -> None:
    with serving({"/bad": bad.reply}) as site, pytest.raises((LinkRefused, FetchFailed)) as refused:
        fetch(f"http://authority.example:{site.port}/bad", rules(site.port), Made().world())
    assert bad.says in str(refused.value)
    assert getattr(refused.value, "rule", None) == bad.rule


PACKED = (gzip.compress(TEXT), gzip.compress(TEXT[:9]) + gzip.compress(TEXT[9:]), gzip.compress(TEXT) + bytes(512))


@pytest.mark.parametrize("packed", PACKED, ids=["one", "two parts", "filled up"])
def test_a_packed_page_is_unpacked(packed: bytes) -> None:
    with serving({"/a": page(packed, content_encoding="gzip")}) as site:
        assert fetch(f"http://authority.example:{site.port}/a", rules(site.port), Made().world()).data == TEXT


def test_a_page_of_the_largest_size_is_taken_and_one_byte_more_is_not() -> None:
    with serving({"/a": page(bytes(1000)), "/b": page(bytes(1001), content_length="")}) as site:
        fetcher = Fetcher(rules(site.port, size=1000), Made().world())
        assert len(fetcher.fetch(f"http://authority.example:{site.port}/a").data) == 1000
        with pytest.raises(LinkRefused, match="size"):
            fetcher.fetch(f"http://authority.example:{site.port}/b")


def drip(send: Send) -> None:
    send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000000\r\n\r\n")
    while True:
        send(b"a")


def drip_of_headers(send: Send) -> None:
    send(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        send(b"a")


@pytest.mark.parametrize("slow", [drip, drip_of_headers], ids=["body", "headers"])
def test_a_slow_drip_ends_at_the_deadline(slow: Callable[[Send], None]) -> None:
    made = Made()

    def slowly(send: Send) -> None:
        made.tick = 1.0
        slow(send)

    with serving({"/slow": slowly}) as site, pytest.raises(FetchFailed, match="longer than 30 seconds"):
        fetch(f"http://authority.example:{site.port}/slow", rules(site.port, seconds=30), made.world())


def test_a_server_that_says_nothing_is_left_at_the_deadline() -> None:
    """A tenth of a second of real time: it is the socket's own timeout that has to end the wait."""
    silence = threading.Event()

    def say_nothing(send: Send) -> None:
        silence.wait(20)

    with serving({"/robots.txt": say_nothing}) as site:
        world = World(Made().resolve, Made().refusal)
        with pytest.raises(FetchFailed, match=r"longer than 0\.1 seconds"):
            fetch(f"http://authority.example:{site.port}/a", rules(site.port, seconds=0.1), world)
        silence.set()


def test_a_resolver_that_says_nothing_is_left_at_the_deadline() -> None:
    silence = threading.Event()

    def resolve(host: str, port: int) -> Sequence[str]:
        silence.wait(20)
        return ()

    with pytest.raises(FetchFailed, match="could not be found in time"):
        fetch("http://authority.example/a", rules(seconds=0.1), World(resolve, Made().refusal))
    silence.set()


def test_a_host_that_takes_no_connection_and_one_that_is_not_there() -> None:
    with serving({}) as site:
        closed = site.port
    made = Made({"nobody.example": [[]]})
    with pytest.raises(FetchFailed, match="takes no connection"):
        fetch(f"http://authority.example:{closed}/", rules(closed), made.world())
    with pytest.raises(FetchFailed, match="no address: is it spelt right"):
        fetch("http://nobody.example/", rules(), made.world())


def test_the_next_address_is_tried_where_one_does_not_answer() -> None:
    """Loopback has a second address on every system that the tests run on; nothing listens there."""
    made = Made({"two.example": [["127.0.0.9", LOOPBACK]]})
    world = World(made.resolve, lambda address: None, clock=made.clock, sleep=made.sleep)
    with serving({"/a": page(TEXT)}) as site:
        assert fetch(f"http://two.example:{site.port}/a", rules(site.port), world).data == TEXT


@pytest.mark.parametrize(("link", "allowed"), [
    ("http://authority.example:{}/a", True), ("http://www.authority.example:{}/a", True),
    ("http://AUTHORITY.example.:{}/a", True), ("http://www.bücher.example:{}/a", True),
    ("http://notauthority.example:{}/a", False),
    ("http://authority.example.evil.example:{}/a", False), ("http://example:{}/a", False),
])  # fmt: skip
def test_an_allow_list_of_publishers(link: str, allowed: bool) -> None:
    with serving({"/a": page(TEXT)}) as site:
        listed = rules(site.port, only_hosts=frozenset({"Authority.example", "bücher.example"}))
        if allowed:
            assert fetch(link.format(site.port), listed, Made().world()).data == TEXT
        else:
            with pytest.raises(LinkRefused):
                fetch(link.format(site.port), listed, Made().world())
            assert site.requests == []


def test_the_allow_list_holds_for_redirects() -> None:
    with serving({"/a": moved("http://elsewhere.example/a")}) as site:
        listed = rules(site.port, only_hosts=frozenset({"authority.example"}))
        with pytest.raises(LinkRefused, match=r"elsewhere\.example is not one of the publishers") as refused:
            fetch(f"http://authority.example:{site.port}/a", listed, Made().world())
    assert refused.value.rule == "publishers"


@dataclass(frozen=True, slots=True)
class Asked:
    """``rule``: None where the page is fetched."""

    id: str
    robots: Page
    rule: str | None


ROBOTS = (
    Asked("none", page(b"", "404 Not Found"), None),
    Asked("forbidden", page(b"", "403 Forbidden"), None),
    Asked("gone", page(b"", "410 Gone"), None),
    Asked("empty", page(b"", content_type="text/plain"), None),
    Asked("all but ours", page(b"User-agent: *\nDisallow: /private"), None),
    Asked("everything", page(b"User-agent: *\nDisallow: /"), "robots.txt"),
    Asked("us", page(b"User-agent: Fineprint\nDisallow: /a"), "robots.txt"),
    Asked("packed", page(gzip.compress(b"User-agent: *\nDisallow: /"), content_encoding="gzip"), "robots.txt"),
    Asked("an error", page(b"", "503 Busy"), "robots.txt"),
    Asked("elsewhere", moved("/other/robots.txt"), "robots.txt"),
    Asked("inside", moved("http://10.0.0.1/robots.txt"), "addresses"),
    Asked("for ever", moved("/robots.txt"), None),
    Asked("endless", lambda send: endless(send), None),
)


@pytest.mark.parametrize("asked", ROBOTS, ids=lambda a: a.id)
def test_robots_txt_is_obeyed(asked: Asked) -> None:
    pages: dict[str, Page] = {
        "/robots.txt": asked.robots, "/a": page(TEXT), "/other/robots.txt": page(b"User-agent: *\nDisallow: /a"),
    }  # fmt: skip
    with serving(pages) as site:
        link = f"http://authority.example:{site.port}/a"
        if asked.rule is None:
            assert fetch(link, rules(site.port), Made().world()).data == TEXT
        else:
            with pytest.raises(LinkRefused) as refused:
                fetch(link, rules(site.port), Made().world())
            assert refused.value.rule == asked.rule
            assert "/a" not in site.asked


def test_the_robots_txt_of_where_a_redirect_leads_is_obeyed_too() -> None:
    with (
        serving({"/b": page(TEXT), "/robots.txt": page(b"User-agent: *\nDisallow: /b")}) as there,
        serving({"/a": moved(f"http://other.example:{there.port}/b")}) as here,
        pytest.raises(LinkRefused, match=r"other\.example asks robots to leave this page alone"),
    ):
        fetch(f"http://authority.example:{here.port}/a", rules(here.port, there.port), Made().world())
    assert there.asked == ["/robots.txt"]


class TestTls:
    """With a certificate authority of the test's own."""

    @pytest.fixture
    def contexts(self) -> tuple[ssl.SSLContext, ssl.SSLContext]:
        """(the server's, the client's)"""
        trustme = pytest.importorskip("trustme", reason="the certificates are made with trustme")
        authority = trustme.CA()
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("authority.example").configure_cert(server)
        client = ssl.create_default_context()
        authority.configure_trust(client)
        return server, client

    def test_a_page_over_tls(self, contexts: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
        named: list[str | None] = []
        contexts[0].sni_callback = lambda _, name, __: named.append(name)
        with serving({"/a": page(TEXT)}, contexts[0]) as site:
            link = f"https://authority.example:{site.port}/a"
            assert fetch(link, rules(site.port), Made().world(lambda: contexts[1])).data == TEXT
        assert named == ["authority.example"] * 2

    def test_another_name_s_certificate(self, contexts: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
        contexts[1].check_hostname = False
        with serving({"/a": page(TEXT)}, contexts[0]) as site, pytest.raises(FetchFailed, match="certificate"):
            fetch(f"https://other.example:{site.port}/a", rules(site.port), Made().world(lambda: contexts[1]))
        assert site.requests == []

    def test_a_certificate_that_nobody_vouches_for(self, contexts: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
        with serving({"/a": page(TEXT)}, contexts[0]) as site, pytest.raises(FetchFailed, match="certificate"):
            fetch(f"https://authority.example:{site.port}/a", rules(site.port), Made().world())
        assert site.requests == []

    def test_no_redirect_from_https_to_http(self, contexts: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
        with (
            serving({"/a": moved("http://authority.example/a")}, contexts[0]) as site,
            pytest.raises(LinkRefused, match="redirects to http") as refused,
        ):
            fetch(f"https://authority.example:{site.port}/a", rules(site.port), Made().world(lambda: contexts[1]))
        assert refused.value.rule == "no way down from https"

    def test_a_server_without_tls(self) -> None:
        with serving({"/a": page(TEXT)}) as site, pytest.raises(FetchFailed, match=r"no secure connection|broke"):
            fetch(f"https://authority.example:{site.port}/a", rules(site.port), Made().world())
