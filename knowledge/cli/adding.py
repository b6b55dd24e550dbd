"""Adding from the command line: files, links and feeds through the one door, and a folder watched for new files."""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from knowledge.cli.app import BadInput, app, bar
from knowledge.cli.reviewing import FolderOption, beside_starter, home
from knowledge.ingest.fetching.fetch import Fetcher, FetchRules
from knowledge.ingest.fetching.links import LinkError
from knowledge.ingest.reading.arrival import Arrival
from knowledge.ingest.watching import Watch
from knowledge.library.door import Added, add, arrivals_of

AllowOption = Annotated[
    list[str] | None, typer.Option("--allow", help="Fetch from this publisher's hosts alone; may stand several times.")
]


@app.command(name="add")
def add_(
    what: Annotated[list[str], typer.Argument(help="Links and files: HTML, PDF, DOCX, text, RSS, Atom, CSV, XLSX …")],
    folder: FolderOption = None,
    allow: AllowOption = None,
    follow: Annotated[int, typer.Option(help="How many of a feed's links to fetch as well.", min=0, max=200)] = 0,
) -> None:
    """Take documents in: they answer at once, and what they tell of penalties waits for `review`."""
    into = home(folder)
    fetcher = Fetcher(FetchRules(only_hosts=frozenset(allow or ())))
    arrivals, problems = _arrivals(what, fetcher)
    with bar("Reading", "files") as progress:
        added = add(arrivals, into, date.today(), progress)
    entries = [e.url for e in added.entries][:follow]
    more = [added]
    if entries:
        followed, faults = _arrivals(entries, fetcher)
        problems += faults
        more.append(add(followed, into, date.today()))
    for one in more:
        _tell(one)
    if len(added.entries) > len(entries):
        print(f"{len(added.entries) - len(entries)} links of feeds were not followed (--follow N)")
    for problem in problems:
        print(problem, file=sys.stderr)
    _tell_review(into)
    if problems or any(a.problems for a in more):
        raise typer.Exit(1)


@app.command()
def watch(
    inbox: Annotated[Path, typer.Argument(help="The folder to watch.")],
    folder: FolderOption = None,
    every: Annotated[float, typer.Option(help="Seconds between two looks.", min=0.1)] = 10.0,
    once: Annotated[bool, typer.Option("--once", help="Take in what lies there now and stop.")] = False,
) -> None:
    """Take in every file that appears in a folder, as `add` does, until Ctrl-C."""
    if not inbox.is_dir():
        raise BadInput(f"{inbox}: no such folder")
    into = home(folder)
    if _one_in_the_other(inbox.resolve(), into.resolve()):
        raise BadInput(f"{inbox}: the folder to watch and the knowledge base folder {into} have to lie apart")
    watched = Watch(inbox)
    try:
        watched.changed()  # a file counts when two looks find it the same
        while True:
            if not once:
                time.sleep(every)
            arrivals, problems = arrivals_of(watched.changed())
            if arrivals or problems:
                _tell(add(arrivals, into, date.today()))
                for problem in problems:
                    print(problem, file=sys.stderr)
                _tell_review(into)
            if once:
                return
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)


def _one_in_the_other(one: Path, other: Path) -> bool:
    return one.is_relative_to(other) or other.is_relative_to(one)


def _arrivals(what: list[str], fetcher: Fetcher) -> tuple[list[Arrival], list[str]]:
    arrivals: list[Arrival] = []
    problems: list[str] = []
    for name in what:
        if "://" in name:
            try:
                arrivals.append(fetcher.fetch(name))
            except LinkError as error:
                problems.append(str(error))
            continue
        path = Path(name)
        if not path.exists():
            raise BadInput(f"{name}: no such file; a link starts with https://")
        if path.is_dir():
            raise BadInput(f"{name}: a folder; give its files, or `watch` it")
        found, faults = arrivals_of([path])
        arrivals += found
        problems += [str(f) for f in faults]
    return arrivals, problems


def _tell(added: Added) -> None:
    for document in added.documents:
        print(f"{document.state:<10}{document.id}  {document.title}")
    for table in added.tables:
        print(f"{table.state:<10}{table.file}  {table.documents} rows of {table.name}, {table.told} with a sum")
        print(f"          columns read as {table.read_as}")
    for problem in added.problems:
        print(problem, file=sys.stderr)


def _tell_review(into: Path) -> None:
    found = beside_starter(into).snapshot.review
    print(f"{len(found.proposals)} proposals wait for review, {len(found.mentions)} sums tell of recorded penalties")
