"""Importing tables of decisions into a folder of one's own, from the command line."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from knowledge.cli.app import BadInput, app, bar, settings
from knowledge.ingest.sources import STARTER
from knowledge.ingest.tables.mapping import FIELDS, Columns, parse_columns
from knowledge.ingest.tables.profiles import Profile, profiles
from knowledge.search.errors import EmbeddingError
from knowledge.service import Knowledge, Settings
from knowledge.serving.settings import WORDS

_SHOWN_PROBLEMS = 20
_GO_ON = "stopped; what was done is kept: the same command goes on from here"
_MAP_HELP = (
    "What each column is: field=column, with commas between. field=:text is the same in every row, a+b puts two "
    "columns together (or takes the first that is not empty), a backslash before , = + : takes them as they are. "
    "May be given more than once. Fields: " + "; ".join(f"{name}: {what}" for name, what in FIELDS.items()) + "."
)


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="CSV, TSV, XLSX or JSON Lines, also .gz; a decision a row.")],
    into: Annotated[Path, typer.Option("--into", help="Folder of sources: imports/NAME.jsonl is written there.")],
    profile: Annotated[
        str | None,
        typer.Option(
            help="Ready mapping: gdprhub or enforcementtracker; the one that fits where left out, else usual names."
        ),
    ] = None,
    map_: Annotated[list[str] | None, typer.Option("--map", help=_MAP_HELP)] = None,
    sheet: Annotated[str | None, typer.Option(help="Which sheet of a workbook that has several.")] = None,
    words_only: Annotated[bool, typer.Option("--words-only", help="Searched by words: no vectors are made.")] = False,
) -> None:
    """Import tables: each row becomes a document with its sum, cited; then make it all searchable.

    The same files give the same documents, so that an import that was stopped goes on when it is run again.
    """
    began = time.monotonic()
    how = _how(profile, map_)
    chosen = settings()
    # Whoever imports waits for the vectors, however many they are.
    chosen = replace(chosen, words_only=chosen.words_only or words_only, wait=sys.maxsize)
    try:
        _import(files, into, how, sheet)
        _index(into, chosen, began)
    except KeyboardInterrupt:
        print(_GO_ON, file=sys.stderr)
        raise typer.Exit(130) from None


def _how(profile: str | None, map_: Sequence[str] | None) -> Profile | Columns | None:
    if profile is not None and map_:
        raise BadInput("--profile or --map, not both")
    if map_:
        return parse_columns(",".join(map_))
    if profile is None:
        return None
    known = profiles()
    if profile not in known:
        raise BadInput(f"--profile is one of {', '.join(known)}; found {profile!r}")
    return known[profile]


def _import(files: Sequence[Path], into: Path, how: Profile | Columns | None, sheet: str | None) -> None:
    """Write the folder's files and tell what came in."""
    from knowledge.library.importing import import_tables, names_for, prose_for

    names = names_for(into)
    with bar("Reading", "bytes") as progress:
        done = import_tables(files, into, names, prose_for(names), how, sheet, progress)
    if how is None:
        for table in done.tables:
            print(f"{table.source}: read as {table.read_as}", file=sys.stderr)
    for problem in done.problems[:_SHOWN_PROBLEMS]:
        print(problem, file=sys.stderr)
    left = len(done.problems) - _SHOWN_PROBLEMS + done.more
    if left > 0:
        print(f"and {left} more", file=sys.stderr)
    if not done.files:
        raise BadInput("nothing was imported")
    changed = f"{len(done.changed)} of {len(done.files)} files changed" if done.changed else "nothing has changed"
    print(f"{into}: {done.documents} documents, {done.told} of them with a sum; {changed}")


def _index(into: Path, chosen: Settings, began: float) -> None:
    """Make the starter knowledge base with the folder searchable: by words at once, then by vectors.

    What is embedded is kept as it comes, whatever ends it.
    """
    with bar("Embedding", "passages") as progress:
        knowledge = Knowledge.serve(chosen, [STARTER, into], progress)
        knowledge.index(WORDS)
        status = knowledge.status()
        print(
            f"searchable by words after {time.monotonic() - began:.1f} s: {status.documents} documents, "
            f"{status.penalties} penalties, digest {status.digest[:12]}",
            flush=True,
        )
        if chosen.words_only:
            return
        try:
            knowledge.index(chosen.model)
        except (EmbeddingError, OSError) as error:
            raise BadInput(f"the vectors are not made, words answer without them: {error}") from None
        finally:
            knowledge.close()
    print(f"vectors after {time.monotonic() - began:.1f} s")
