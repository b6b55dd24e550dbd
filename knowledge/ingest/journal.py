"""``review.jsonl`` of a knowledge base folder: every ruling in the order in which it was made; the last one holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from knowledge.records.problems import Problem
from knowledge.records.rulings import Decision, Ruling

JOURNAL = "review.jsonl"


def read_journal(path: Path, source: str) -> tuple[tuple[Ruling, ...], tuple[Problem, ...]]:
    """Every ruling, and a Problem for each line that is none.

    A last line without its end was being written when the machine stopped: a warning, for its ruling was not confirmed.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError:
        return (), ()
    except (UnicodeDecodeError, OSError) as error:
        return (), (Problem(source, 0, f"not readable: {error}"),)
    rulings: list[Ruling] = []
    problems: list[Problem] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            rulings.append(_ruling(json.loads(line)))
        except (ValueError, TypeError, RecursionError) as error:
            problems.append(Problem(source, number, f"not a ruling: {error}", fatal=number < len(lines)))
    return tuple(rulings), tuple(problems)


def line_of(ruling: Ruling) -> str:
    """The ruling as a line of the journal."""
    row = {
        "subject": ruling.subject, "decision": ruling.decision.value, "penalty": ruling.penalty, "by": ruling.by,
        "on": ruling.on.isoformat(timespec="seconds"), "reason": ruling.reason,
        "act": ruling.act, "digest": ruling.digest,
    }  # fmt: skip
    return json.dumps({k: v for k, v in row.items() if v}, ensure_ascii=False) + "\n"


def in_force(rulings: Iterable[Ruling]) -> Mapping[str, Ruling]:
    """The ruling that holds for each subject; what was undone has none."""
    last = {r.subject: r for r in rulings}
    return {s: r for s, r in last.items() if r.decision is not Decision.UNDONE}


def _ruling(row: object) -> Ruling:
    if not isinstance(row, dict):
        raise ValueError(f"an object is expected, found {type(row).__name__}")
    for key in ("subject", "decision", "by", "on"):
        if not isinstance(row.get(key), str) or not row[key].strip():
            raise ValueError(f"{key!r} is a text, found {row.get(key)!r}")
    for key in ("penalty", "reason", "act", "digest"):
        if not isinstance(row.get(key, ""), str):
            raise ValueError(f"{key!r} is a text, found {row[key]!r}")
    return Ruling(
        row["subject"], Decision(row["decision"]), row["by"], datetime.fromisoformat(row["on"]),
        row.get("penalty"), row.get("reason", ""), row.get("act", ""), row.get("digest", ""),
    )  # fmt: skip
