"""What a text tells of money, from the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from textwrap import wrap
from typing import Annotated, Any

import typer

from knowledge.cli.app import BadInput, JsonOption, app, batch_rows, day_of
from knowledge.ingest.extract import extract
from knowledge.ingest.registries import Registries, read_registries
from knowledge.ingest.sources import STARTER
from knowledge.ledger.names import Names
from knowledge.records.extracted import Extracted, Role, day_told
from knowledge.records.money import plain
from knowledge.records.penalties import Status
from knowledge.records.problems import Problem

_WIDTH = 80
KbFolder = Annotated[Path | None, typer.Option("--kb", help="A folder whose registries are used beside the starter's.")]


@app.command(name="extract")
def extract_command(
    file: Annotated[str | None, typer.Argument(help="A text, a page, a PDF …; - is text on standard input.")] = None,
    as_json: JsonOption = False,
    batch: Annotated[
        str | None, typer.Option(help='JSON Lines of {"id", "text", "language"?, "published"?}; - is stdin.')
    ] = None,
    language: Annotated[str | None, typer.Option("--lang", help="Of the text, where it should not be guessed.")] = None,
    published: Annotated[str | None, typer.Option(help='The day that "today" speaks of: 2024-06-01.')] = None,
    kb: KbFolder = None,
) -> None:
    """Find what a text tells of money: penalties imposed, and, kept apart, all other sums."""
    if (file is None) == (batch is None):
        raise BadInput("a file, or --batch FILE")
    names = _names(kb)
    day = day_of(published, "--published")
    if batch is not None:
        rows = batch_rows(batch, "text")
        checked = [(row, _day(row, batch, number), _language(row, batch, number)) for number, row in enumerate(rows, 1)]
        for row, own, spoken in checked:
            told = extract(row["text"], names, spoken or language, own or day)
            _print(row.get("id"), told, True)
        return
    assert file is not None
    for identity, text, told_language, told_day in _texts(file):
        told = extract(text, names, language or told_language, day or told_day)
        _print(identity, told, as_json)


def shape(identity: object, told: Iterable[Extracted]) -> dict[str, Any]:
    """The JSON of one text: penalties imposed, and the other sums with their roles."""
    records = [(t.role, _record(t)) for t in told]
    return {
        "id": identity,
        "penalties": [r for role, r in records if role is Role.IMPOSED],
        "other": [r for role, r in records if role is not Role.IMPOSED],
    }


def _record(told: Extracted) -> dict[str, Any]:
    return {
        "respondent": told.respondent,
        "regulator": told.regulator,
        "amount": plain(told.amount.amount) if told.amount else None,
        "currency": told.amount.currency if told.amount else None,
        "kind": told.kind.value,
        "decided": told.decided.isoformat() if told.decided else None,
        "status": told.status.value,
        "quote": told.quote,
        "start": told.start,
        "end": told.end,
        "confidence": told.confidence,
        "role": told.role.value,
        "per": told.per,
        "precision": told.precision if told.decided else None,
        "respondent_id": told.respondent_id,
        "regulator_code": told.regulator_code,
    }


def _print(identity: object, told: tuple[Extracted, ...], as_json: bool) -> None:
    if as_json:
        print(json.dumps(shape(identity, told), ensure_ascii=False), flush=True)
        return
    if identity:
        print(identity)
    for t in told:
        print("\n".join(_lines(t)))
    if not told:
        print("no sum of money was found")


def _lines(told: Extracted) -> list[str]:
    """What one sum is in a line, and its quote below it, wrapped: readable in a terminal of 80 columns."""
    amount = f"{told.amount.amount:,f} {told.amount.currency}" if told.amount else "a range"
    amount += f" a {told.per}" if told.per else ""
    parts = [told.role.value, amount]
    parts += [told.kind.value] if told.role not in (Role.STORY, Role.CONVERTED) else []
    parts += [f"by {told.regulator}"] if told.regulator else []
    parts += [f"on {told.respondent}"] if told.respondent else []
    if told.decided:
        parts.append(day_told(told.decided, told.precision))
    if told.status not in (Status.IMPOSED, Status.UNKNOWN):
        parts.append(told.status.value)
    quote = " ".join(told.quote.split())
    indent = "    "
    return [
        " · ".join((*parts, f"{told.confidence:.2f}")),
        *wrap(quote, _WIDTH, initial_indent=indent, subsequent_indent=indent),
    ]


def _names(kb: Path | None) -> Names:
    """The starter's registries, and those of ``kb``. Raises BadInput where a registry cannot be read."""
    joined = Registries()
    for folder in (STARTER, kb):
        if folder is None:
            continue
        if not folder.is_dir():
            raise BadInput(f"{folder}: no such folder")
        registries, problems = read_registries(folder)
        if problems:
            raise BadInput(str(problems[0]))
        joined = joined.joined(registries)
    return Names(joined.regulators, joined.respondents)


def _texts(name: str) -> list[tuple[str | None, str, str | None, date | None]]:
    """(id, text, language, published) of every document of a file; one that is no text is read as `add` reads it."""
    if name == "-":
        return [(None, sys.stdin.read(), None, None)]
    path = Path(name)
    if path.is_dir():
        raise BadInput(f"{name}: a folder, where a file is expected")
    if not path.exists():
        raise BadInput(f"{name}: no such file")
    if path.suffix.casefold() in (".txt", ""):
        try:
            return [(path.name, path.read_text(encoding="utf-8-sig"), None, None)]
        except UnicodeDecodeError as error:
            raise BadInput(f"{name}: not UTF-8: {error.reason} at byte {error.start}") from None
    from knowledge.ingest.reading.bounded import BoundedReader
    from knowledge.ingest.reading.reading import arrival_of

    arrival = arrival_of(path)
    if isinstance(arrival, Problem):
        raise BadInput(str(arrival))
    with BoundedReader() as reader:
        reading = reader.read(arrival)
    if not reading.documents:
        raise BadInput(str(reading.problems[0]) if reading.problems else f"{name}: no text was found in it")
    for problem in reading.problems:
        print(problem, file=sys.stderr)
    return [(d.id, d.text, d.language, d.published) for d in reading.documents]


def _day(row: dict[str, Any], name: str, number: int) -> date | None:
    value = row.get("published")
    if value is not None and not isinstance(value, str):
        raise BadInput(f"{name}: row {number}: 'published' is a day such as 2024-06-01, found {value!r}")
    return day_of(value, f"{name}: row {number}: 'published'")


def _language(row: dict[str, Any], name: str, number: int) -> str | None:
    value = row.get("language")
    if value is not None and not isinstance(value, str):
        raise BadInput(f"{name}: row {number}: 'language' is a code such as fr, found {value!r}")
    return value
