"""Building and checking knowledge bases from the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from knowledge.cli.app import app, bar, settings, source_paths
from knowledge.service import build_to
from knowledge.snapshot import check as check_sources


@app.command()
def build(
    sources: Annotated[list[str], typer.Argument(help="Folders of Markdown, .md or .jsonl files; `starter` is ours.")],
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")],
) -> None:
    """Build a knowledge base from sources, with its vectors."""
    with bar("Embedding", "passages") as progress:
        knowledge = build_to(source_paths(sources), out, settings(), progress)
    status = knowledge.status()
    for problem in status.problems:
        print(problem, file=sys.stderr)
    print(f"{out}: {status.documents} documents, {status.penalties} penalties, digest {status.digest[:12]}")


@app.command()
def check(
    sources: Annotated[
        list[str] | None, typer.Argument(help="Sources; the starter knowledge base where left out.")
    ] = None,
) -> None:
    """Check sources: every quote, amount, date and name, then every total and golden question.

    All problems are listed; exit status 1 where there are any.
    """
    content, problems = check_sources(source_paths(sources or ["starter"]))
    for problem in problems:
        print(problem)
    fatal = sum(p.fatal for p in problems)
    print(
        f"{len(content.documents)} documents, {len(content.penalties)} penalties: "
        f"{fatal} problems, {len(problems) - fatal} warnings"
    )
    if fatal:
        raise typer.Exit(1)
