"""Whatever comes, from a person or from a server, is a file or a reason why not; never another exception."""

from __future__ import annotations

import gzip
import ipaddress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.ingest.fetching.addresses import why_not
from knowledge.ingest.fetching.fetch import Fetcher
from knowledge.ingest.fetching.links import LinkError, LinkRefused, joined, parse_link, shown
from tests.ingest.fetching.site import Made, Send, page, rules, serving

PORTS = frozenset({80, 443})
PIECES = st.sampled_from(
    ["http", "https", "://", ":", "/", "//", "@", "[", "]", "::1", "127.0.0.1", "a.example", ".", "%2f", "%", "?", "#",
     "0x7f", "\\", "\t", "é", "。", "xn--", "443", "..", "\ud800", "１", "ß"]
)  # fmt: skip
LINKS = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=10).map("".join),
    st.text(max_size=40).map("https://".__add__),
    st.text(max_size=40).map("https://authority.example/".__add__),
)


@given(LINKS)
def test_any_link_is_taken_apart_or_refused(link: str) -> None:
    try:
        parsed = parse_link(link, PORTS)
    except LinkRefused:
        return
    assert str(parsed).isascii() and not any(c.isspace() or c in "\\#" for c in str(parsed))
    assert "@" not in parsed.authority and parsed.target.startswith("/")
    assert parse_link(str(parsed), PORTS) == parsed
    assert shown(str(parsed)).isprintable()


@given(st.text(st.characters(max_codepoint=255), max_size=40))
def test_any_redirect_is_followed_or_refused(location: str) -> None:
    base = parse_link("https://authority.example/a/b?c", PORTS)
    try:
        parse_link(joined(base, location), PORTS)
    except LinkError:
        return


@given(st.one_of(st.ip_addresses(), st.sampled_from([*ipaddress.ip_network("64:ff9b::a9fe:a900/120")])))
def test_no_address_passes_that_the_standard_library_does_not_call_global(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if why_not(str(address)) is None:
        nat64 = address in ipaddress.ip_network("64:ff9b::/96")
        inner = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF) if nat64 else address
        assert inner.is_global


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "2a00:1450::1", "64:ff9b::808:808"])
def test_public_addresses_pass(address: str) -> None:
    assert why_not(address) is None


GOOD = page(gzip.compress(b"<p>A fine.</p>" * 20), content_encoding="gzip") + b"\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n"


@st.composite
def replies(draw: st.DrawFn) -> bytes:
    """A good reply with bytes changed, taken out or put in; or no reply at all."""
    reply = bytearray(draw(st.sampled_from([GOOD, CHUNKED])))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(reply)))
        reply[at : at + draw(st.integers(0, 8))] = draw(st.binary(max_size=8))
    return draw(st.sampled_from([bytes(reply), bytes(reply), bytes(reply)[: draw(st.integers(0, 200))]]))


def test_any_reply_arrives_or_fails() -> None:
    now = [b""]

    def say(send: Send) -> None:
        send(now[0])

    with serving({"/a": say}) as site:
        fetcher = Fetcher(rules(site.port, seconds=1e9), Made().world())
        link = f"http://authority.example:{site.port}/a"
        taken, said = [], []

        @settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
        @given(replies())
        def check(reply: bytes) -> None:
            now[0] = reply
            try:
                taken.append(fetcher.fetch(link).data)
            except LinkError as error:
                said.append(str(error))

        check()
    assert taken and said and all(message.isprintable() for message in said)
