"""Ready mappings for tables of known sources, each in a file of ``profiles/``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

from knowledge.ingest.tables.mapping import Columns, parts_of
from knowledge.ingest.tables.rows import folded


@dataclass(frozen=True, slots=True)
class Layout:
    """One table of a source: it is recognised by the columns that it ``fits``."""

    name: str
    fits: frozenset[str]
    columns: Columns


@dataclass(frozen=True, slots=True)
class Profile:
    name: str
    title: str
    layouts: tuple[Layout, ...]

    def layout(self, columns: Iterable[str]) -> Layout | None:
        """The one that fits most of the columns."""
        there = frozenset(map(folded, columns))
        fitting = [x for x in self.layouts if x.fits <= there]
        return max(fitting, key=lambda x: len(x.fits), default=None)


def profiles() -> dict[str, Profile]:
    """All of them, by name."""
    found: dict[str, Profile] = {}
    for file in sorted(files("knowledge.ingest.tables").joinpath("profiles").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            name = file.name.removesuffix(".toml")
            found[name] = read_profile(name, file.read_text(encoding="utf-8"))
    return found


def read_profile(name: str, text: str) -> Profile:
    """Raises ValueError, KeyError for a file that is no profile."""
    table = tomllib.loads(text)
    layouts = tuple(
        Layout(
            layout["name"],
            frozenset(map(folded, layout["fits"])),
            Columns(
                {field: parts_of(written) for field, written in layout["map"].items()},
                tuple(layout["show"]) if "show" in layout else None,
                frozenset(layout.get("optional", ())),
            ),
        )
        for layout in table["tables"]
    )
    return Profile(name, table["title"], layouts)


def fitting(columns: Iterable[str]) -> list[tuple[Profile, Layout]]:
    """Every profile that has a layout for these columns."""
    there = list(columns)
    return [(p, layout) for p in profiles().values() if (layout := p.layout(there)) is not None]
