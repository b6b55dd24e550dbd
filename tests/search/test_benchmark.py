"""The benchmark says what is missing instead of failing."""

from __future__ import annotations

from pathlib import Path

from knowledge.benchmarks.retrieval import run


class Lines:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def print(self, *objects: object) -> None:
        self.lines.append(" ".join(map(str, objects)))


def test_absent_data_is_said(tmp_path: Path) -> None:
    console = Lines()
    run(tmp_path, console, cache=tmp_path)
    assert [line.split(":")[0] for line in console.lines] == ["obliqa", "gdprhub"]
