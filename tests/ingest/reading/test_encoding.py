"""Bytes become text by what they are, then by what is said of them, and never by a guess where UTF-8 fits."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingest.reading.encoding import decode
from tests.ingest.reading.files import GERMAN


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    data: bytes
    text: str | None
    content_type: str | None = None
    marked: bool = False


CASES = (
    Case("UTF-8", "Bußgeld".encode(), "Bußgeld"),
    Case("UTF-8 with a mark", b"\xef\xbb\xbfBu\xc3\x9fgeld", "Bußgeld"),
    Case("UTF-16 little end first", "\ufeffBußgeld".encode("utf-16-le"), "Bußgeld"),
    Case("UTF-16 big end first", "\ufeffBußgeld".encode("utf-16-be"), "Bußgeld"),
    Case("UTF-16 cut within a character", "\ufeffBuß".encode("utf-16-le")[:-1], "Bu\ufffd"),
    Case("UTF-8 that is said to be another", "Bußgeld".encode(), "Bußgeld", "text/plain; charset=iso-8859-1"),
    Case("said by the server", "łódź".encode("iso-8859-2"), "łódź", 'text/plain; charset="ISO-8859-2"'),
    Case("Latin 1 means Windows", "EUR „5“ €".encode("cp1252"), "EUR „5“ €", "text/html; charset=iso-8859-1"),
    Case(
        "said in the page",
        b"<meta charset=koi8-r>" + "штраф".encode("koi8-r"),
        "<meta charset=koi8-r>штраф",
        None,
        True,
    ),
    Case("said by XML", b"<?xml encoding='cp1250'?>\xb9", "<?xml encoding='cp1250'?>ą", None, True),
    Case("Python's own encodings are no web page's", b"\\x41\xe9", "\\x41é", "text/plain; charset=unicode_escape"),
    Case("guessed", GERMAN.encode("cp1252"), GERMAN),
    Case("guessed, and short", "Amende à l’État".encode("cp1252"), "Amende à l’État"),
    Case("UTF-8 with a damaged byte", "é".encode() * 9 + b"\xe9", "é" * 9 + "\ufffd"),
    Case("no text", bytes(range(256)) * 4, None),
    Case("zeros", b"abc\0def", None),
)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_decode(case: Case) -> None:
    assert decode(case.data, case.content_type, marked=case.marked) == case.text


@given(st.binary(max_size=200), st.none() | st.text(max_size=30).map("text/html; charset=".__add__), st.booleans())
def test_any_bytes(data: bytes, content_type: str | None, marked: bool) -> None:
    text = decode(data, content_type, marked=marked)
    assert text is None or isinstance(text, str)
