"""What of a link is stored, and whose link one is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingest.reading.links import holds_secret, own_link, public_link

PAGE = "https://dpa.example/a/b.php"
STORED = (
    (f"{PAGE}?id=7", f"{PAGE}?id=7"),
    (f"{PAGE}?id=7&token=abc", f"{PAGE}?id=7"),
    (f"{PAGE}?token=abc&id=7&sig=x&key=y", f"{PAGE}?id=7"),
    (f"{PAGE}?access_token=abc#part", f"{PAGE}#part"),
    (f"{PAGE}?accessToken=abc&apiKey=1&api-key=2&client_secret=3&userPassword=4", PAGE),
    (f"{PAGE}?X-Amz-Signature=abc&X-Amz-Date=1&x-amz-credential=c", PAGE),
    (f"{PAGE}?Signature=abc&AWSAccessKeyId=1&Key-Pair-Id=2&session=5&PHPSESSID=9&auth=1", PAGE),
    (f"{PAGE}?utm_source=mail&id=7&fbclid=1", f"{PAGE}?id=7"),
    (f"{PAGE}#access_token=abc&state=1", PAGE),
    ("https://ada:hidden@dpa.example/a", "https://dpa.example/a"),
    ("https://ada:hidden@dpa.example:8443/a?key=1", "https://dpa.example:8443/a"),
    # What only looks alike.
    (f"{PAGE}?keyword=fine&keys=2&author=ada&design=1&sigma=2&tokens=3", None),
    (f"{PAGE}?monkey=1&passage=3&q=a%20b&q=&&x", None),
    (f"{PAGE}?token&key=", None),
    ("a file.html", None),
    ("", None),
)


@pytest.mark.parametrize(("link", "stored"), STORED, ids=lambda v: str(v)[-40:])
def test_stored(link: str, stored: str | None) -> None:
    assert public_link(link) == (link if stored is None else stored)
    assert public_link(public_link(link)) == public_link(link)


def test_what_may_be_two_pages() -> None:
    assert holds_secret(f"{PAGE}?key=7") and not holds_secret(f"{PAGE}?id=7&utm_source=x")


@given(st.text())
def test_any_text(link: str) -> None:
    assert public_link(public_link(link)) == public_link(link)
    for text in (f"https://{link}", f"https://a.example/?{link}"):
        public_link(text)
        own_link(text, PAGE)
        own_link(text, None)


OWN = (
    ("https://dpa.example/x", PAGE, "https://dpa.example/x"),
    ("/x", PAGE, "https://dpa.example/x"),
    ("https://www.dpa.example/x", PAGE, "https://www.dpa.example/x"),
    ("https://cnil.example/x", PAGE, PAGE),
    ("https://dpa.example.evil.example/x", PAGE, PAGE),
    ("https://dpa.example@evil.example/x", PAGE, PAGE),
    ("javascript:alert(1)", PAGE, PAGE),
    ("http://[::", PAGE, PAGE),
    (None, PAGE, PAGE),
    ("https://dpa.example/x", None, None),
)


@pytest.mark.parametrize(("claimed", "fetched", "own"), OWN)
def test_own(claimed: str | None, fetched: str | None, own: str | None) -> None:
    assert own_link(claimed, fetched) == own
