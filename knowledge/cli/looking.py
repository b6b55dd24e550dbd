"""What a knowledge base holds, from the command line: its state, and tables of penalties."""

from __future__ import annotations

import csv
import json
import sys
from datetime import date
from typing import Annotated

import typer

from knowledge.cli.app import AsOfOption, BadInput, JsonOption, KbOption, app, day_of, open_knowledge
from knowledge.ledger.names import Names, display_regulator
from knowledge.lookups.answering import selection_of
from knowledge.lookups.lookup import Filters
from knowledge.lookups.resolve import Resolver, Unknown
from knowledge.records.money import plain
from knowledge.records.penalties import Penalty


@app.command()
def status(kb: KbOption = None, as_json: JsonOption = False) -> None:
    """What the knowledge base holds."""
    knowledge = open_knowledge(kb)
    found, snapshot = knowledge.status(), knowledge.snapshot
    rows = {
        "digest": found.digest,
        "documents": found.documents,
        "penalties": found.penalties,
        "of these fines": found.fines,
        "regulators with records": found.regulators,
        "respondents (groups)": found.respondents,
        "latest decision": found.latest_decision.isoformat() if found.latest_decision else None,
        "proposals waiting": len(snapshot.review.proposals),
        "sums told again": len(snapshot.review.mentions),
        "copies": len(snapshot.content.copies),
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
    knowledge = open_knowledge(kb)
    ledger = knowledge.snapshot.ledger
    names = ledger.names
    filters = Filters(
        respondent or "", regulator or "", country or "", law or "", kind or "all", status_ or "",
        day_of(from_, "--from"), day_of(to, "--to"),
    )  # fmt: skip
    try:
        selection = selection_of(filters, Resolver(ledger))
    except Unknown as error:
        raise BadInput(str(error)) from None
    day = day_of(as_of) or date.today()
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
