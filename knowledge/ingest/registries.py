"""regulators.yaml and respondents.yaml: who may fine, who may be fined, and every name they go by."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from knowledge.ingest.fields import Faults, read_fields
from knowledge.records.penalties import Regulator, Respondent
from knowledge.records.problems import Problem

RESPONDENT_TYPES = frozenset({"group", "company", "product", "person", "public body"})
FIELDS = frozenset({"privacy", "competition", "consumer", "financial", "justice", "media", "telecoms"})


@dataclass(frozen=True, slots=True)
class Registries:
    regulators: tuple[Regulator, ...] = ()
    respondents: tuple[Respondent, ...] = ()


def read_registries(folder: Path, source: str = "") -> tuple[Registries, list[Problem]]:
    """Both registries of a knowledge base folder; a file that is not there is an empty registry."""
    problems: list[Problem] = []
    regulators: list[Regulator] = []
    respondents: list[Respondent] = []
    for name in ("regulators.yaml", "respondents.yaml"):
        path = folder / name
        if not path.is_file():
            continue
        faults = Faults(f"{source}{name}", problems)
        try:
            fields = read_fields(path.read_text(encoding="utf-8"), faults)
        except UnicodeDecodeError as error:
            faults.add(0, f"not UTF-8: {error}")
            continue
        if fields is None:
            continue
        seen: dict[str, int] = {}
        for item in fields.mappings(name.removesuffix(".yaml")):
            key = "code" if name == "regulators.yaml" else "id"
            identity = item.text(key, required=True)
            label = item.text("name", required=True)
            if identity in seen:
                item.fault(key, f"{identity} stands twice, first in line {seen[identity]}")
                identity = None
            if identity is None or label is None:
                continue
            seen[identity] = item.line
            if name == "regulators.yaml":
                country = item.text("country", required=True)
                fields_of = item.texts("fields")
                for field in fields_of:
                    if field not in FIELDS:
                        item.fault("fields", f"a field is one of {', '.join(sorted(FIELDS))}; found {field!r}")
                if country:
                    regulators.append(
                        Regulator(
                            identity, label, country, fields_of, item.texts("names"), item.text("region"),
                            item.text("url"),
                        )
                    )  # fmt: skip
            else:
                type_ = item.choice("type", RESPONDENT_TYPES, required=True)
                respondents.append(
                    Respondent(
                        identity, label, type_ or "company", item.texts("names"), item.texts("former"),
                        item.text("parent"), item.day("since"),
                    )
                )  # fmt: skip
                if item.has("parent") and item.text("parent") == identity:
                    item.fault("parent", f"{identity} is its own parent")
            item.unknown()
        fields.unknown()
        if name == "respondents.yaml":
            known = {r.id for r in respondents}
            for respondent in respondents:
                if respondent.parent and respondent.parent not in known:
                    message = f"{respondent.id}: the parent {respondent.parent!r} is not in the registry"
                    faults.add(seen[respondent.id], message)
    return Registries(tuple(regulators), tuple(respondents)), problems
