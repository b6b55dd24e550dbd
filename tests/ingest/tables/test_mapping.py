"""Mappings as they are written on the command line and in profiles."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingest.tables.mapping import FIELDS, Columns, Part, parse_columns
from knowledge.ingest.tables.profiles import fitting, profiles, read_profile
from knowledge.ingest.tables.rows import folded


def test_a_mapping() -> None:
    columns = parse_columns(r" amount = fine_eur , currency=:EUR,text=facts+ruling,title=a\,b\=c\+d\\e,url=\:x,")
    assert columns.parts == {
        "amount": (Part("fine_eur"),),
        "currency": (Part("EUR", True),),
        "text": (Part("facts"), Part("ruling")),
        "title": (Part("a,b=c+d\\e"),),
        "url": (Part(":x"),),
    }
    assert columns.wanted == {"fine_eur", "facts", "ruling", "a,b=c+d\\e", ":x"}
    assert columns.constant("currency") == "EUR" and columns.constant("amount") is None


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "found nothing"),
        ("amount", "field=column"),
        ("amount=", "field=column"),
        ("amount=a=b", "field=column"),
        ("amount=a,amount=b", "twice"),
        ("fine=a", "'fine' is no field"),
        ("text=a+", "has a name"),
        ("currency=:EUR", "'text' or for 'amount'"),
        ("text=a,dates=:ymd", "dmy or :mdy"),
        ("text=a,dates=day", "same in every row"),
        ("text=a,prefix=b", "same in every row"),
    ],
)
def test_what_is_no_mapping(written: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_columns(written)


def test_columns_by_their_names_in_the_table() -> None:
    bound = parse_columns("amount=FINE eur,text=notes").bound(("Fine EUR", "NOTES", "notes"))
    assert bound.parts == {"amount": (Part("Fine EUR"),), "text": (Part("NOTES"),)}


def test_the_first_that_holds_something() -> None:
    columns = parse_columns("text=a,amount=x+y,regulator=:ICO")
    assert columns.first("amount", {"x": " ", "y": "5"}) == ("y", "5")
    assert columns.first("amount", {}) == (None, "")
    assert columns.first("regulator", {}) == (None, "ICO")
    assert columns.first("url", {}) == (None, "")


@given(st.text())
def test_any_text_is_a_mapping_or_a_fault(text: str) -> None:
    with suppress(ValueError):
        parse_columns(text)


# Profiles


def test_every_profile_can_be_read_and_fits_its_own_columns_alone() -> None:
    known = profiles()
    assert set(known) == {"enforcementtracker", "gdprhub"}
    for profile in known.values():
        for layout in profile.layouts:
            assert set(map(folded, layout.columns.wanted)) <= layout.fits
            assert layout.columns.parts.keys() <= FIELDS.keys()
            assert fitting(c.upper() for c in layout.fits) == [(profile, layout)]


def test_no_profile_fits_other_columns() -> None:
    assert fitting(["id", "text", "amount"]) == []


def test_the_layout_that_fits_most() -> None:
    profile = read_profile(
        "p",
        'title = "P"\n'
        '[[tables]]\nname = "short"\nfits = ["a"]\nmap.text = "a"\n'
        '[[tables]]\nname = "long"\nfits = ["A", "b"]\nmap.text = "a+b"\nshow = ["b"]\noptional = ["b"]\n',
    )
    assert profile.layout(["x"]) is None
    short, long = profile.layout(["a"]), profile.layout(["a", "B", "c"])
    assert short is not None and short.name == "short"
    assert long is not None and long.columns == Columns({"text": (Part("a"), Part("b"))}, ("b",), frozenset({"b"}))
