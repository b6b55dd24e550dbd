"""What the parsers of other people raise on bytes that are damaged or hostile."""

from __future__ import annotations

import struct
import zipfile
import zlib

import lxml.etree

from knowledge.ingest.reading.cleaning import one_line

# They document none of it and raise whatever their code runs into, so this is wide on purpose.
# MemoryError is not among them: it is a limit, and ends the process that reads.
DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    lxml.etree.LxmlError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


def what_is_wrong(error: BaseException) -> str:
    """The parser's own words in one line."""
    told = one_line(str(error)).removesuffix(" (<string>, line 0)")[:200]
    if not told or told == "unknown error":  # what lxml says when memory runs out
        return "its parser gave up, which it also does where the limit of memory is reached"
    return told
