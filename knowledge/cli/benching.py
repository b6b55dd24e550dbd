"""Measurements from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from knowledge.cli.app import BadInput, app, settings

_WHAT = ("speed", "retrieval", "extraction", "reload", "import")


@app.command()
def bench(
    what: Annotated[str, typer.Argument(help=f"{', '.join(_WHAT)}.")] = "speed",
    shared: Annotated[Path, typer.Option(help="Folder with the benchmark data.")] = Path("../shared"),
) -> None:
    """Measure: how long answers, a reload or an import take, how well the search finds, how well sums are extracted."""
    from rich.console import Console

    from knowledge.benchmarks import extraction, importing, reload, retrieval, speed

    if what not in _WHAT:
        raise BadInput(f"bench measures one of {', '.join(_WHAT)}; found {what!r}")
    if what == "speed":
        speed.run(settings(), Console())
    elif what == "retrieval":
        retrieval.run(shared, Console(), cache=settings().cache)
    elif what == "extraction":
        extraction.run(shared, Console())
    elif what == "reload":
        reload.run(settings(), Console(), shared)
    else:
        importing.run(settings(), Console(), shared)
