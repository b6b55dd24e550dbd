"""Damaged files of every kind; as a script, thousands of them through the bounded reader, with what became of them.

python -m tests.ingest.reading.fuzz --inputs 10000
"""

from __future__ import annotations

import argparse
import io
import random
import time
import zipfile
import zlib
from collections import Counter

from knowledge.ingest.reading.arrival import Arrival, Limits, Reading
from knowledge.ingest.reading.bounded import BoundedReader
from tests.ingest.reading import files

TOKENS = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"<", b">", b"</", b"<![CDATA[", b"<!--", b"-->", b"&#x110000;", b"&#0;",
    b"]]>", b"<table>" * 40, b"<div>" * 400, b"<tr><td colspan=999999999>", b"<svg><style>", b"<a href='http://[::'>",
    b"charset=utf-16", b"9999999999999999999999", b"-1", b"0 0 R", b"<<", b">>", b"endobj", b"/Kids[2 0 R]", b"&amp",
    b"/Length -5", b"\xed\xa0\x80", "\u202e\u0300\u0345\u200d".encode(), b"2023-99-99", b"<pubDate>99 Foo 9</pubDate>",
    b"<w:tbl>", b"<w:p/>", b"---\n", b'<?xml version="1.0" encoding="utf-7"?>', b"<!DOCTYPE x [<!ENTITY a 'b'>",
    b"\r", b"\x0c" * 9, b"1e999", b"%PDF-", b"PK\x03\x04",
)  # fmt: skip


def seeds() -> dict[str, bytes]:
    """A valid file of every kind, by name."""
    text = files.lines(["A line of text that goes on to the end of the column of this", "page, and EUR 5,000."])
    return {
        "page.html": files.html(
            f"<p>{files.PARAGRAPH}</p><table><tr><th>Breach<th>Fine<tr><td>One<td>EUR 5</table><ul><li>a<li>b</ul>",
            '<meta property="article:published_time" content="2023-05-11"><link rel="canonical" href="https://dpa.example/a">',
        ).encode(),
        "decision.pdf": files.pdf([text, text, [*text, files.At("1", 300, 765, 6)]], title="The title of a decision"),
        "scan.pdf": files.scanned_pdf(),
        "decision.docx": files.word("The title of a decision"),
        "text.txt": f"A title\n\n{files.PARAGRAPH}\n".encode(),
        "wide.txt": f"\ufeffÜber {files.GERMAN}".encode("utf-16-le"),
        "old.txt": files.GERMAN.encode("cp1252"),
        "page.md": f"---\ntitle: A\ndate: 2023-01-02\n---\n# Head\n\n{files.PARAGRAPH}\n\n```\ncode\n```\n".encode(),
        "feed.rss": files.rss(files.RSS_ITEM * 3).encode(),
        "feed.atom": files.ATOM.encode(),
    }


def damaged(data: bytes, other: bytes, random_: random.Random) -> bytes:
    """``data`` with one to six faults: bits, cuts, repeats, tokens, pieces of ``other``; inside the parts of a zip."""
    if data.startswith(b"PK") and random_.random() < 0.6:
        return _damaged_parts(data, other, random_)
    if b"FlateDecode" in data and random_.random() < 0.3:
        data = data.replace(b"FlateDecode", b"LZWDecode")
    for _ in range(random_.randint(1, 6)):
        data = _fault(data, other, random_)
    return data


def _fault(data: bytes, other: bytes, random_: random.Random) -> bytes:
    at, end = sorted((random_.randint(0, len(data)), random_.randint(0, len(data))))
    near = min(len(data), at + random_.randint(1, 40))
    match random_.randrange(9):
        case 0 if data:
            place = random_.randrange(len(data))
            return data[:place] + bytes([data[place] ^ 1 << random_.randrange(8)]) + data[place + 1 :]
        case 1:
            return data[:end]
        case 2:
            return data[at:]
        case 3:
            return data[:at] + data[near:]
        case 4:
            return data[:at] + data[at:near] * random_.choice((2, 10, 300)) + data[near:]
        case 5:
            return data[:at] + random_.choice(TOKENS) + data[at:]
        case 6:
            start = random_.randint(0, len(other))
            return data[:at] + other[start : start + random_.randint(0, 500)] + data[at:]
        case 7:
            return data[:at] + random_.randbytes(near - at) + data[near:]
        case _:
            digits = [place for place in range(at, near) if 48 <= data[place] <= 57]
            if not digits:
                return data[:at]
            place = random_.choice(digits)
            return data[:place] + b"%d" % random_.choice((0, 9, 4_294_967_295, 2**63)) + data[place + 1 :]


def _damaged_parts(data: bytes, other: bytes, random_: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        named = {entry.filename: parts.read(entry) for entry in parts.infolist()}
    for name in random_.sample(sorted(named), random_.randint(1, 3)):
        # Most of all in what is read.
        name = "word/document.xml" if random_.random() < 0.6 else name
        named[name] = _fault(named[name], other, random_)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, body in named.items():
            packed.writestr(name, body)
    return out.getvalue()


def outcome(reading: Reading) -> str:
    """In a word or two, for the count."""
    if any("brought its reader down" in p.message or "must not" in p.message for p in reading.problems):
        return "ended its process"
    if any("takes longer than" in p.message for p in reading.problems):
        return "over the time"
    if any("more memory than" in p.message for p in reading.problems):
        return "over the memory"
    if reading.documents or reading.entries:
        return "read, with a warning" if reading.problems else "read"
    return "refused"


def main() -> None:
    """Prints, for each kind of file, how many were read, refused, or stopped at a limit."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--inputs", type=int, default=10_000)
    arguments.add_argument("--seed", type=int, default=4)
    told = arguments.parse_args()
    random_, whole = random.Random(told.seed), seeds()
    names = sorted(whole)
    counts: Counter[tuple[str, str]] = Counter()
    slowest = (0.0, "")
    begun = time.monotonic()
    with BoundedReader(Limits(seconds=10)) as reader:
        for number in range(told.inputs):
            name, other = names[number % len(names)], random_.choice(names)
            data = damaged(whole[name], whole[other], random_)
            start = time.monotonic()
            what = outcome(reader.read(Arrival(name, data)))
            slowest = max(slowest, (time.monotonic() - start, f"{name}, input {number}"))
            counts[name, what] += 1
            if what not in ("read", "read, with a warning", "refused"):
                print(f"input {number}: {name} of {len(data):,} bytes, crc {zlib.crc32(data):08x}: {what}", flush=True)
        started = reader.started
    for name in names:
        print(f"{name:14}", ", ".join(f"{what} {count}" for (n, what), count in sorted(counts.items()) if n == name))
    seconds = time.monotonic() - begun
    print(
        f"{told.inputs:,} inputs in {seconds:.0f} s, {started} process(es), slowest {slowest[0]:.2f} s ({slowest[1]})"
    )


if __name__ == "__main__":
    main()
