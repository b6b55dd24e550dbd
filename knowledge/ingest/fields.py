"""YAML with line numbers: read fields of a mapping, collecting a Problem for each that is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import yaml

from knowledge.records.money import decimal_from_text
from knowledge.records.problems import Problem

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Faults:
    """The Problems met so far in one file."""

    source: str
    found: list[Problem]

    def add(self, line: int, message: str) -> None:
        self.found.append(Problem(self.source, line, message))


class Fields:
    """One mapping of a YAML file. Readers return None (or an empty tuple) after reporting what is wrong."""

    def __init__(self, node: yaml.MappingNode, faults: Faults, offset: int) -> None:
        self._faults = faults
        self._offset = offset
        self._nodes: dict[str, yaml.Node] = {}
        self._lines: dict[str, int] = {}
        self._read: set[str] = set()
        self.line = node.start_mark.line + 1 + offset
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else str(key)
            if name in self._nodes:
                faults.add(self._line(key), f"the key {name!r} stands twice")
            self._nodes[name] = value
            self._lines[name] = self._line(key)

    def _line(self, node: yaml.Node) -> int:
        return int(node.start_mark.line) + 1 + self._offset

    def fault(self, key: str, message: str) -> None:
        self._faults.add(self._lines.get(key, self.line), message)

    def has(self, key: str) -> bool:
        return key in self._nodes

    def _scalar(self, key: str, required: bool) -> yaml.ScalarNode | None:
        self._read.add(key)
        node = self._nodes.get(key)
        if node is None:
            if required:
                self._faults.add(self.line, f"{key!r} is missing")
            return None
        if not isinstance(node, yaml.ScalarNode):
            self.fault(key, f"{key!r} is a single value, found a list or a mapping")
            return None
        if node.tag == "tag:yaml.org,2002:null":
            if required:
                self.fault(key, f"{key!r} is empty")
            return None
        return node

    def text(self, key: str, *, required: bool = False) -> str | None:
        node = self._scalar(key, required)
        if node is None:
            return None
        value = str(node.value).strip()
        if not value and required:
            self.fault(key, f"{key!r} is empty")
        return value or None

    def choice(self, key: str, allowed: frozenset[str] | set[str], *, required: bool = False) -> str | None:
        value = self.text(key, required=required)
        if value is not None and value not in allowed:
            self.fault(key, f"{key!r} is one of {', '.join(sorted(allowed))}; found {value!r}")
            return None
        return value

    def flag(self, key: str, default: bool) -> bool:
        node = self._scalar(key, False)
        if node is None:
            return default
        if node.tag != "tag:yaml.org,2002:bool":
            self.fault(key, f"{key!r} is true or false, found {node.value!r}")
            return default
        return str(node.value).lower() in ("true", "yes", "on")

    def day(self, key: str, *, required: bool = False) -> date | None:
        node = self._scalar(key, required)
        if node is None:
            return None
        try:
            return date.fromisoformat(str(node.value))
        except ValueError:
            self.fault(key, f"{key!r} is a date such as 2022-10-17, found {node.value!r}")
            return None

    def amount(self, key: str) -> Decimal | None:
        node = self._scalar(key, False)
        if node is None:
            return None
        if node.tag != "tag:yaml.org,2002:str":
            kind = node.tag.rpartition(":")[2]
            self.fault(key, f'{key!r} is a decimal in quotes, such as "5200000"; found a bare {kind}: {node.value}')
            return None
        try:
            return decimal_from_text(str(node.value))
        except ValueError as error:
            self.fault(key, f"{key!r}: {error}")
            return None

    def texts(self, key: str) -> tuple[str, ...]:
        self._read.add(key)
        node = self._nodes.get(key)
        if node is None or (isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"):
            return ()
        if not isinstance(node, yaml.SequenceNode) or not all(isinstance(n, yaml.ScalarNode) for n in node.value):
            self.fault(key, f"{key!r} is a list of texts")
            return ()
        return tuple(str(n.value) for n in node.value)

    def mappings(self, key: str) -> Iterator[Fields]:
        self._read.add(key)
        node = self._nodes.get(key)
        if node is None:
            return
        if not isinstance(node, yaml.SequenceNode):
            self.fault(key, f"{key!r} is a list")
            return
        for item in node.value:
            if isinstance(item, yaml.MappingNode):
                yield Fields(item, self._faults, self._offset)
            else:
                self._faults.add(self._line(item), f"each item of {key!r} is a mapping")

    def unknown(self) -> None:
        """Report the keys that nobody read: a misspelt key must not be lost in silence."""
        for key in self._nodes:
            if key not in self._read:
                self.fault(key, f"the key {key!r} is not known here")


_DEEPEST = 50
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]")


def _nesting(line: str) -> int:
    """How deep a line can nest: by brackets, by dashes of lists, and by what it is indented."""
    brackets = sum(line.count(c) for c in "[{")
    dashes = len(re.match(r"[\s-]*", line).group().split("-")) - 1  # type: ignore[union-attr]
    return max(brackets, dashes, (len(line) - len(line.lstrip())) // 2)


def read_fields(text: str, faults: Faults, offset: int = 0) -> Fields | None:
    """The mapping that ``text`` holds; ``offset`` lines stand before it in the file."""
    depth = max((_nesting(line) for line in text.split("\n")), default=0)
    if depth > _DEEPEST:
        # The parser recurses in C: a bottomless text would take the process with it.
        faults.add(offset + 1, f"not readable as YAML: nested {depth} deep, {_DEEPEST} is the limit")
        return None
    unprintable = _UNPRINTABLE.search(text)
    if unprintable:
        line = text.count("\n", 0, unprintable.start()) + 1 + offset
        faults.add(line, f"not readable as YAML: the control character {unprintable.group()!r}")
        return None
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 + offset if mark else offset + 1
        what = str(getattr(error, "problem", None) or error)
        faults.add(line, f"not readable as YAML: {' '.join(what.split())}")
        return None
    if not isinstance(node, yaml.MappingNode):
        faults.add(offset + 1, "the front matter is a mapping of keys and values")
        return None
    return Fields(node, faults, offset)
