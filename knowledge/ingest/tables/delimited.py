"""Rows of comma-separated values, with their encoding and their delimiter found."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import IO, Any, cast

from knowledge.ingest.reading.encoding import decode
from knowledge.ingest.tables.rows import Limits, Numbered, cleaned

SAMPLE = 1 << 18
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_OTHERS = (
    "utf-8", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "koi8_r", "mac_roman", "cp437", "cp850",
    "shift_jis", "gb18030", "euc_kr", "big5",
)  # fmt: skip
_DELIMITERS = (",", ";", "\t", "|")


def delimited_rows(data: IO[bytes], head: bytes, ending: str, limits: Limits) -> Iterator[Numbered]:
    """Each row with the line that it starts in. ``head`` is the start of ``data``, ``SAMPLE`` bytes at most.

    Raises csv.Error, OSError while it is read.
    """
    encoding = _encoding(data, head)
    data.seek(0)
    bounded = cast(IO[bytes], _Bounded(data, limits.inflated))
    text = io.TextIOWrapper(bounded, encoding=encoding, errors="replace", newline="")
    sample = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    delimiter = "\t" if ending in ("tsv", "tab") else _delimiter(sample)
    # The limit is the process's: it is only ever raised.
    csv.field_size_limit(max(csv.field_size_limit(), limits.cell))
    reader = csv.reader(text, delimiter=delimiter)
    line = 1
    for cells in reader:
        texts = [cleaned(c) for c in cells]
        if any(t and not t.isspace() for t in texts):
            yield line, texts
        line = reader.line_num + 1


def _encoding(data: IO[bytes], head: bytes) -> str:
    """UTF-8 or UTF-16 by its mark; UTF-8 where the whole file is that; else what its bytes look most like."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    decoder = codecs.getincrementaldecoder("utf-8")()
    telling, whole = b"", True
    for block in iter(lambda: data.read(SAMPLE), b""):
        if whole:
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                whole = False
        if len(telling) < SAMPLE and not block.isascii():
            telling += b"\n".join(line for line in block.split(b"\n") if not line.isascii())
    if whole and not decoder.getstate()[0]:
        return "utf-8"
    read = decode(telling) or ""
    return next((name for name in _OTHERS if telling.decode(name, "replace") == read), "latin-1")


def _delimiter(sample: str) -> str:
    """The one that parts most rows into the same number of cells."""
    best, most = ",", (0.0, 1)
    for delimiter in _DELIMITERS:
        widths: list[int] = []
        with suppress(csv.Error):  # a cell beyond the limit: what came before it tells enough
            widths += (len(row) for row in islice(csv.reader(io.StringIO(sample), delimiter=delimiter), 50) if row)
        wide = [w for w in widths if w > 1]
        if not wide:
            continue
        usual = max(set(wide), key=lambda w: (wide.count(w), w))
        score = (wide.count(usual) / len(widths), usual)
        if score > most:
            best, most = delimiter, score
    return best


class _Bounded(io.RawIOBase):
    """Reads up to a limit of bytes from a file that somebody else closes."""

    def __init__(self, data: IO[bytes], limit: int) -> None:
        self._data = data
        self._left = limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        block = self._data.read(min(len(buffer), 1 << 16))
        self._left -= len(block)
        if self._left < 0:
            raise OSError("the file is longer than the limit once it is inflated")
        buffer[: len(block)] = block
        return len(block)
