"""regulators.yaml and respondents.yaml: who may fine, who may be fined, and every name they go by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.ingest.fields import Faults, Fields, read_fields
from knowledge.records.penalties import Regulator, Respondent
from knowledge.records.problems import Problem

RESPONDENT_TYPES = frozenset({"group", "company", "product", "person", "public body"})
FIELDS = frozenset({"privacy", "competition", "consumer", "financial", "justice", "media", "telecoms"})


@dataclass(frozen=True, slots=True)
class Registries:
    regulators: tuple[Regulator, ...] = ()
    respondents: tuple[Respondent, ...] = ()

    def joined(self, other: Registries) -> Registries:
        """Both; ``other`` holds where an entry stands in the two."""
        regulators = {r.code: r for r in (*self.regulators, *other.regulators)}
        respondents = {r.id: r for r in (*self.respondents, *other.respondents)}
        return Registries(tuple(regulators.values()), tuple(respondents.values()))


def read_registries(folder: Path) -> tuple[Registries, list[Problem]]:
    """Both registries of a knowledge base folder; a file that is not there is an empty registry."""
    problems: list[Problem] = []
    regulators = _regulators(folder / "regulators.yaml", problems)
    respondents = _respondents(folder / "respondents.yaml", problems)
    return Registries(tuple(regulators), tuple(respondents)), problems


def _entries(path: Path, key: str, faults: Faults) -> Iterator[tuple[Fields, str, str]]:
    """Each usable entry with its identity (under ``key``) and name.

    The keys that were not read of an entry are reported when the next one is asked for.
    """
    if not path.is_file():
        return
    try:
        fields = read_fields(path.read_text(encoding="utf-8"), faults)
    except UnicodeDecodeError as error:
        faults.add(0, f"not UTF-8: {error}")
        return
    if fields is None:
        return
    seen: dict[str, int] = {}
    for item in fields.mappings(path.stem):
        identity = item.text(key, required=True)
        label = item.text("name", required=True)
        if identity in seen:
            item.fault(key, f"{identity} stands twice, first in line {seen[identity]}")
        elif identity is not None and label is not None:
            seen[identity] = item.line
            yield item, identity, label
            item.unknown()
    fields.unknown()


def _regulators(path: Path, problems: list[Problem]) -> list[Regulator]:
    found: list[Regulator] = []
    for item, code, name in _entries(path, "code", Faults(path.name, problems)):
        country = item.text("country", required=True)
        fields = item.texts("fields")
        for field in fields:
            if field not in FIELDS:
                item.fault("fields", f"a field is one of {', '.join(sorted(FIELDS))}; found {field!r}")
        names, region, url = item.texts("names"), item.text("region"), item.text("url")
        if country:
            found.append(Regulator(code, name, country, fields, names, region, url))
    return found


def _respondents(path: Path, problems: list[Problem]) -> list[Respondent]:
    faults = Faults(path.name, problems)
    found: list[Respondent] = []
    lines: dict[str, int] = {}
    for item, identity, name in _entries(path, "id", faults):
        lines[identity] = item.line
        type_ = item.choice("type", RESPONDENT_TYPES, required=True) or "company"
        names, former = item.texts("names"), item.texts("former")
        parent, since = item.text("parent"), item.day("since")
        found.append(Respondent(identity, name, type_, names, former, parent, since))
        if parent == identity:
            item.fault("parent", f"{identity} is its own parent")
    for respondent in found:
        if respondent.parent and respondent.parent not in lines:
            message = f"{respondent.id}: the parent {respondent.parent!r} is not in the registry"
            faults.add(lines[respondent.id], message)
    return found
