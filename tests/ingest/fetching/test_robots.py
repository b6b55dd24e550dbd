"""robots.txt: whose rules hold, which of them decides, and that no file of any kind costs more than its size."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingest.fetching.robots import parse_robots


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    robots: str
    target: str
    allowed: bool


CASES = (
    Case("nothing", "", "/a", True),
    Case("all of it", "User-agent: *\nDisallow: /", "/a", False),
    Case("an empty rule", "User-agent: *\nDisallow:", "/a", True),
    Case("another robot", "User-agent: OtherBot\nDisallow: /", "/a", True),
    Case("us by name", "User-agent: fineprint\nDisallow: /a", "/a/b", False),
    Case("us in capitals", "USER-AGENT: FINEPRINT\nDISALLOW: /a", "/a/b", False),
    Case("us with a version", "User-agent: Fineprint/2.0\nDisallow: /a", "/a/b", False),
    Case("a longer name", "User-agent: fineprinter\nDisallow: /", "/a", True),
    Case("our rules, not everyone's", "User-agent: *\nDisallow: /\n\nUser-agent: Fineprint\nDisallow: /x", "/a", True),
    Case("our leave", "User-agent: *\nDisallow: /\n\nUser-agent: Fineprint\nAllow: /", "/a", True),
    Case("named without rules", "User-agent: *\nDisallow: /\n\nUser-agent: Fineprint\n", "/a", True),
    Case("two names for one group", "User-agent: x\nUser-agent: fineprint\nDisallow: /a", "/a", False),
    Case("two groups of ours", "User-agent: fineprint\nDisallow: /a\nUser-agent: x\nAllow: /\nUser-agent: fineprint\n"
         "Disallow: /b", "/b", False),
    Case("a group after an unknown line", "User-agent: *\nCrawl-delay: 5\nDisallow: /a", "/a", False),
    Case("a site map between", "User-agent: *\nSitemap: https://a.example/s\nDisallow: /a", "/a", False),
    Case("rules without a robot", "Disallow: /\n", "/a", True),
    Case("a comment", "User-agent: * # all\nDisallow: /a # not this", "/a", False),
    Case("Windows lines, a mark at the start", "\ufeffUser-agent: *\r\nDisallow: /a\r\n", "/a", False),
    Case("lines of old Macs", "User-agent: *\rDisallow: /a\r", "/a", False),
    Case("case counts in paths", "User-agent: *\nDisallow: /A", "/a", True),
    Case("a prefix is no word", "User-agent: *\nDisallow: /fish", "/fishheads.html", False),
    Case("the longest decides", "User-agent: *\nAllow: /a/b\nDisallow: /a", "/a/b/c", True),
    Case("whatever their order", "User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
    Case("a tie allows", "User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
    Case("a star", "User-agent: *\nDisallow: /*.pdf", "/x/y.pdf?z", False),
    Case("a star and an end", "User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", True),
    Case("the end", "User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
    Case("an end alone", "User-agent: *\nDisallow: /$", "/", False),
    Case("an end alone, elsewhere", "User-agent: *\nDisallow: /$", "/a", True),
    Case("parts do not overlap", "User-agent: *\nDisallow: /ab*ba$", "/aba", True),
    Case("a query", "User-agent: *\nDisallow: /*?session=", "/a?session=1", False),
    Case("encoded in the rule", "User-agent: *\nDisallow: /%7Ejoe/", "/~joe/x", False),
    Case("encoded in the link", "User-agent: *\nDisallow: /~joe/", "/%7ejoe/x", False),
    Case("letters of other languages", "User-agent: *\nDisallow: /décision", "/d%C3%A9cision/1", False),
    Case("an encoded slash is no slash", "User-agent: *\nDisallow: /a/b", "/a%2Fb", True),
    Case("an encoded star is no star", "User-agent: *\nDisallow: /a%2Ab", "/axb", True),
    Case("a page instead of rules", "<!doctype html><title>Not found: everything</title>", "/a", True),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_whether_a_page_may_be_fetched(case: Case) -> None:
    assert parse_robots(case.robots.encode(), "fineprint").allows(case.target) == case.allowed


@given(st.binary(max_size=300), st.text(max_size=40))
def test_any_bytes_are_read(data: bytes, target: str) -> None:
    robots = parse_robots(b"User-agent: *\nDisallow: " + data, "fineprint")
    assert robots.allows("/" + target) in (True, False)


HOSTILE = (
    b"User-agent: *\nDisallow: /" + b"*a" * 200_000 + b"*b$",
    b"User-agent: fineprint\n" * 12_000 + b"Disallow: /a*b*c\n" * 12_000,
    b"User-agent: *\n" + b"".join(b"Disallow: /*%d$\n" % n for n in range(20_000)),
    b"User-agent: *\nDisallow: /a" + b"#" * 10_000_000,
)


@pytest.mark.parametrize("data", HOSTILE, ids=["stars", "agents by rules", "many rules", "larger than what is read"])
def test_a_hostile_file_is_read_in_time_that_its_size_allows(data: bytes) -> None:
    # No clock: what grows faster than its input would hold up the whole test run here.
    robots = parse_robots(data, "fineprint")
    assert robots.allows("/" + "b" * 2000)
