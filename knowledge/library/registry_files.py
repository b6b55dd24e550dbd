"""New entries of ``regulators.yaml`` and ``respondents.yaml``: added at the end, what stands there stays as it is."""

from __future__ import annotations

import json

from knowledge.library.folder import Folder
from knowledge.records.penalties import Regulator, Respondent


def add_regulator(folder: Folder, regulator: Regulator) -> None:
    """Raises OSError."""
    entry = {"code": regulator.code, "name": regulator.name, "country": regulator.country}
    _add(folder, "regulators", entry)


def add_respondent(folder: Folder, respondent: Respondent) -> None:
    """Raises OSError."""
    entry = {"id": respondent.id, "name": respondent.name, "type": respondent.type}
    _add(folder, "respondents", entry)


def _add(folder: Folder, key: str, entry: dict[str, str]) -> None:
    """The same entry again, left by a crash, is not added twice."""
    path = folder.path / f"{key}.yaml"
    text = path.read_text(encoding="utf-8") if path.is_file() else f"{key}:\n"
    # JSON's texts are YAML's, whatever stands in them.
    row = ", ".join(f"{k}: {json.dumps(v, ensure_ascii=False)}" for k, v in entry.items())
    line = f"  - {{{row}}}\n"
    if line not in text:
        folder.write(path.name, (text if text.endswith("\n") else f"{text}\n") + line)
