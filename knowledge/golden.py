"""``golden.toml`` of a knowledge base folder: questions whose answers must stay right, asked before a state is used."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.answers.answer import Answer
from knowledge.ingest.sources import GOLDEN
from knowledge.records.money import plain
from knowledge.records.problems import Problem

_KEYS = {"ask": str, "as_of": date, "language": str, "figures": list, "refusal": str, "cites": list}
_ONE_OF = ("figures", "refusal", "cites")

Ask = Callable[[str, date | None, str | None], Answer]


@dataclass(frozen=True, slots=True)
class Golden:
    """A question with what its answer has to hold: ``figures`` ("EUR 25200000", the first the headline), a
    ``refusal``'s reason, or documents that it ``cites``. ``line`` is that of the file."""

    ask: str
    line: int
    as_of: date | None = None
    language: str | None = None
    figures: tuple[str, ...] = ()
    refusal: str | None = None
    cites: tuple[str, ...] = ()


def golden_problems(sources: Iterable[Path], ask: Ask) -> tuple[Problem, ...]:
    """Every golden question of the sources that is not answered as it says, and what is wrong with the files."""
    problems: list[Problem] = []
    for source in sources:
        path = source / GOLDEN
        if source.is_dir() and path.is_file():
            questions, found = read_golden(path)
            problems += found
            for question in questions:
                answer = ask(question.ask, question.as_of, question.language)
                wrong = _wrong(question, answer)
                if wrong:
                    problems.append(Problem(GOLDEN, question.line, f"{question.ask!r}: {wrong}"))
    return tuple(problems)


def read_golden(path: Path) -> tuple[tuple[Golden, ...], tuple[Problem, ...]]:
    """The questions of a file; a file that cannot be used is a Problem, for its questions are not asked."""
    try:
        text = path.read_text(encoding="utf-8")
        rows = tomllib.loads(text).get("question", [])
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, OSError) as error:
        return (), (Problem(GOLDEN, 0, f"not readable as TOML: {error}"),)
    starts = [n for n, line in enumerate(text.split("\n"), start=1) if line.strip() == "[[question]]"]
    if not isinstance(rows, list) or not rows:
        return (), (Problem(GOLDEN, 0, "one [[question]] or more is expected"),)
    questions: list[Golden] = []
    problems: list[Problem] = []
    for number, row in enumerate(rows):
        line = starts[number] if number < len(starts) else 0
        fault = _fault(row)
        if fault:
            problems.append(Problem(GOLDEN, line, fault))
        else:
            lists = {k: tuple(row[k]) for k in ("figures", "cites") if k in row}
            questions.append(Golden(line=line, **{**row, **lists}))
    return tuple(questions), tuple(problems)


def _fault(row: Any) -> str | None:
    if not isinstance(row, dict):
        return "a question is a table with ask and one of figures, refusal and cites"
    for key, value in row.items():
        if key not in _KEYS:
            return f"the key {key!r} is not one of {', '.join(_KEYS)}"
        if not isinstance(value, _KEYS[key]):
            return f"{key!r} is a {_KEYS[key].__name__}, found {value!r}"
        if isinstance(value, list) and not (value and all(isinstance(v, str) for v in value)):
            return f"{key!r} is a list of texts, found {value!r}"
    if not str(row.get("ask", "")).strip() or sum(k in row for k in _ONE_OF) != 1:
        return "a question has ask and exactly one of figures, refusal and cites"
    return None


def _wrong(question: Golden, answer: Answer) -> str:
    """What of the answer is not as it has to be; empty where it is."""
    if question.refusal is not None:
        reason = answer.reason or "an answer"
        return "" if answer.reason == question.refusal else f"expected the refusal {question.refusal}, found {reason}"
    if question.cites:
        cited = {c.document for c in answer.citations}
        missing = [d for d in question.cites if d not in cited]
        return (
            f"expected it to cite {', '.join(missing)}, found {', '.join(sorted(cited)) or 'none'}" if missing else ""
        )
    found = [f"{t.figure.unit} {plain(t.figure.value)}" for t in answer.figures]
    wanted = [" ".join(f.split()) for f in question.figures]
    if found[:1] == wanted[:1] and set(wanted) <= set(found):
        return ""
    return f"expected {', '.join(wanted)}, found {', '.join(found[:5]) or answer.reason or 'no figure'}"
