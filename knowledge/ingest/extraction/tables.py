"""The word tables in ``words/*.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "fr", "de", "es", "it")


@cache
def table(name: str) -> dict[str, Any]:
    """One table, as it stands in its file. Raises FileNotFoundError."""
    place = files("knowledge.ingest.extraction").joinpath("words", f"{name}.toml")
    return tomllib.loads(place.read_text(encoding="utf-8"))
