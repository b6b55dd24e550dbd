"""Hostile links: each is refused, by the rule that is meant for it, before anything is sent anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from knowledge.ingest.fetching.fetch import FetchRules, fetch
from knowledge.ingest.fetching.links import LinkRefused
from knowledge.ingest.fetching.wire import World


@dataclass(frozen=True, slots=True)
class Case:
    """``leads``: what the link's name resolves to; none where it must not even be looked up."""

    id: str
    link: str
    rule: str
    says: str
    leads: tuple[str, ...] = ()


PUBLIC = "93.184.216.34"
HOSTILE = (
    # What is not http(s), or not plainly so.
    Case("a file", "file:///etc/passwd", "http and https alone", "file links"),
    Case("ftp", "ftp://authority.example/fines.csv", "http and https alone", "ftp links"),
    Case("gopher", "gopher://authority.example:70/_x", "http and https alone", "gopher links"),
    Case("data", "data:text/html,<p>x</p>", "http and https alone", "data links"),
    Case("script", "javascript:alert(1)", "http and https alone", "javascript links"),
    Case("no scheme", "authority.example/fine", "http and https alone", "without https://"),
    Case("only slashes", "//authority.example/fine", "http and https alone", "without https://"),
    Case("no host", "https:///fine", "plain links", "registered"),
    Case("one slash", "https:/authority.example/", "plain links", "registered"),
    # Hosts that two readers would read as two.
    Case("a user name", "https://authority.example@evil.example/", "no user name in a link", "before @"),
    Case("a password", "https://bot:secret@authority.example/", "no user name in a link", "before @"),
    Case("an empty user name", "https://@authority.example/", "no user name in a link", "before @"),
    Case("a backslash", "https://authority.example\\@127.0.0.1/", "plain links", "backslashes"),
    Case("a backslash in the path", "https://authority.example/a\\..\\b", "plain links", "backslashes"),
    Case("a new line", "https://authority.example/\r\nX-Evil: 1", "plain links", "cannot be seen"),
    Case("a tab in the host", "https://auth\tority.example/", "plain links", "cannot be seen"),
    Case("a space", "https://authority.example /", "plain links", "spaces"),
    Case("an unseen character", "https://authority\u200b.example/", "plain links", "cannot be seen"),
    Case("text turned around", "https://authority.example/\u202efdp.fine", "plain links", "cannot be seen"),
    Case("an encoded host", "https://127.0.0.1%2eauthority.example/", "plain links", "host cannot be read"),
    Case("two ports", "https://authority.example:443:22/", "plain links", "host cannot be read"),
    Case("a port of letters", "https://authority.example:ssh/", "plain links", "host cannot be read"),
    Case("a port in other digits", "https://authority.example:４４３/", "plain links", "host cannot be read"),
    Case("an empty label", "https://authority..example/", "plain links", "registered"),
    Case("a label too long", f"https://{'a' * 64}.example/", "plain links", "registered"),
    Case("a link too long", "https://authority.example/" + "a" * 2048, "plain links", "2,048 is the limit"),
    Case("a bracket left open", "https://[::1/", "plain links", "host cannot be read"),
    Case("no address in brackets", "https://[authority.example]/", "plain links", "no IPv6 address"),
    Case("an address with a zone", "http://[fe80::1%25eth0]/", "plain links", "host cannot be read"),
    # Ports.
    Case("ssh", "http://authority.example:22/", "ports", "port 22 is not one of 80, 443"),
    Case("a database", "http://authority.example:6379/", "ports", "port 6379"),
    Case("port zero", "http://authority.example:0/", "ports", "port 0"),
    Case("a port too high", "http://authority.example:99999/", "ports", "port 99999"),
    # Names of a local network.
    Case("localhost", "http://localhost/", "public names", "local network"),
    Case("localhost with a dot", "http://localhost./", "public names", "local network"),
    Case("below localhost", "http://app.localhost/", "public names", "local network"),
    Case("a bare name", "http://intranet/", "public names", "local network"),
    Case("mDNS", "http://printer.local/", "public names", "local network"),
    Case("a cloud's own names", "http://metadata.google.internal/computeMetadata/v1/", "public names", "local network"),
    Case("a home network", "http://router.home.arpa/", "public names", "local network"),
    Case("an onion", "http://abcdefghij.onion/", "public names", "local network"),
    # IPv4 as it is, and in disguise.
    Case("loopback", "http://127.0.0.1/", "addresses", "loopback"),
    Case("all of loopback", "http://127.8.8.8/", "addresses", "loopback"),
    Case("unspecified", "http://0.0.0.0/", "addresses", "unspecified"),
    Case("private 10", "http://10.0.0.1/", "addresses", "private"),
    Case("private 172", "http://172.31.255.254/", "addresses", "private"),
    Case("private 192", "http://192.168.1.1/", "addresses", "private"),
    Case("CGNAT", "http://100.64.0.1/", "addresses", "CGNAT"),
    Case("metadata", "http://169.254.169.254/latest/meta-data/", "addresses", "metadata"),
    Case("metadata of Alibaba", "http://100.100.100.200/", "addresses", "metadata"),
    Case("metadata of Azure", "http://168.63.129.16/", "addresses", "metadata"),
    Case("metadata of Oracle", "http://192.0.0.192/", "addresses", "metadata"),
    Case("link-local", "http://169.254.10.10/", "addresses", "link-local"),
    Case("documentation", "http://203.0.113.7/", "addresses", "documentation"),
    Case("benchmarks", "http://198.18.0.1/", "addresses", "benchmarks"),
    Case("multicast", "http://224.0.0.1/", "addresses", "multicast"),
    Case("reserved", "http://240.0.0.1/", "addresses", "reserved"),
    Case("broadcast", "http://255.255.255.255/", "addresses", "broadcast"),
    Case("one number", "http://2130706433/", "addresses", "unusual form"),
    Case("a hexadecimal number", "http://0x7f000001/", "addresses", "unusual form"),
    Case("octal", "http://0177.0.0.1/", "addresses", "unusual form"),
    Case("hexadecimal parts", "http://0x7f.0.0.0x1/", "addresses", "unusual form"),
    Case("two parts", "http://127.1/", "addresses", "unusual form"),
    Case("leading zeros", "http://127.0.0.01/", "addresses", "unusual form"),
    Case("a name that ends in a number", "http://authority.example.1/", "addresses", "unusual form"),
    Case("a dot at the end", "http://127.0.0.1./", "addresses", "loopback"),
    Case("full-width digits", "http://１２７.０.０.１/", "addresses", "loopback"),
    Case("ideographic dots", "http://127。0。0。1/", "addresses", "loopback"),
    Case("circled digits", "http://①②⑦.⓪.⓪.①/", "addresses", "loopback"),
    # IPv6, and IPv4 inside it.
    Case("loopback 6", "http://[::1]/", "addresses", "loopback"),
    Case("unspecified 6", "http://[::]/", "addresses", "unspecified"),
    Case("mapped", "http://[::ffff:127.0.0.1]/", "addresses", "IPv4-mapped"),
    Case("mapped, in hexadecimal", "http://[::ffff:7f00:1]/", "addresses", "IPv4-mapped"),
    Case("mapped and public", f"http://[::ffff:{PUBLIC}]/", "addresses", "IPv4-mapped"),
    Case("translated", "http://[::ffff:0:127.0.0.1]/", "addresses", "IPv4-translated"),
    Case("compatible", "http://[::127.0.0.1]/", "addresses", "IPv4-compatible"),
    Case("6to4", "http://[2002:7f00:1::]/", "addresses", "6to4"),
    Case("Teredo", "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/", "addresses", "Teredo"),
    Case("NAT64", "http://[64:ff9b::169.254.169.254]/", "addresses", "metadata service, wrapped in IPv6"),
    Case("local NAT64", "http://[64:ff9b:1::10.0.0.1]/", "addresses", "local NAT64"),
    Case("ISATAP", "http://[2600::5efe:10.0.0.1]/", "addresses", "ISATAP"),
    Case("private 6", "http://[fd12:3456::1]/", "addresses", "private"),
    Case("metadata 6", "http://[fd00:ec2::254]/latest/", "addresses", "metadata"),
    Case("link-local 6", "http://[fe80::1]/", "addresses", "link-local"),
    Case("site-local 6", "http://[fec0::1]/", "addresses", "site-local"),
    Case("multicast 6", "http://[ff02::1]/", "addresses", "multicast"),
    Case("documentation 6", "http://[2001:db8::1]/", "addresses", "documentation"),
    Case("newer documentation 6", "http://[3fff::1]/", "addresses", "documentation"),
    Case("discard 6", "http://[100::1]/", "addresses", "discarded"),
    Case("not given out yet", "http://[4000::1]/", "addresses", "reserved"),
    # Public names that lead inside.
    Case("a name to loopback", "https://inside.example/", "addresses", "loopback", ("127.0.0.1",)),
    Case("a name to metadata", "https://inside.example/", "addresses", "metadata", ("169.254.169.254",)),
    Case("a name to loopback 6", "https://inside.example/", "addresses", "loopback", ("::1",)),
    Case("one of two", "https://inside.example/", "addresses", "10.0.0.5, which is private", (PUBLIC, "10.0.0.5")),
    Case("the sixth of six", "https://inside.example/", "addresses", "private", (PUBLIC,) * 5 + ("192.168.0.9",)),
    Case("a zone in an answer", "https://inside.example/", "addresses", "network interface", ("fe80::1%eth0",)),
    Case("an answer that is none", "https://inside.example/", "addresses", "no IP address", ("localhost",)),
    Case("an IDN to a private address", "https://bücher.example/", "addresses", "private", ("10.1.2.3",)),
)


@pytest.mark.parametrize("case", HOSTILE, ids=lambda c: c.id)
def test_a_hostile_link_is_refused(case: Case) -> None:
    looked_up: list[str] = []

    def resolve(host: str, port: int) -> Sequence[str]:
        looked_up.append(host)
        return case.leads

    with pytest.raises(LinkRefused, match="refused by the rule") as refused:
        fetch(case.link, FetchRules(), World(resolve=resolve))
    assert refused.value.rule == case.rule
    assert case.says in str(refused.value)
    assert bool(looked_up) == bool(case.leads)


def test_enough_of_them() -> None:
    assert len(HOSTILE) >= 90 and len({c.id for c in HOSTILE}) == len(HOSTILE)


def test_the_message_does_not_repeat_what_is_secret_or_unprintable() -> None:
    with pytest.raises(LinkRefused) as refused:
        fetch("https://bot:hunter2@authority.example/a?token=abc\u202e#x", FetchRules(), World())
    said = str(refused.value)
    assert "hunter2" not in said and "abc" not in said and "\u202e" not in said
    assert "https://authority.example/a" in said


def test_an_international_name_is_asked_for_in_its_registered_form() -> None:
    looked_up: list[str] = []

    def resolve(host: str, port: int) -> Sequence[str]:
        looked_up.append(host)
        return ("10.0.0.1",)

    for link in ("https://Straße.Example./", "https://STRASSE.example/", "https://BÜCHER.example:443/"):
        with pytest.raises(LinkRefused):
            fetch(link, FetchRules(), World(resolve=resolve))
    assert looked_up == ["xn--strae-oqa.example", "strasse.example", "xn--bcher-kva.example"]
