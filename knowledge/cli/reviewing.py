"""Reviewing from the command line: what texts tell, accepted, edited, rejected, merged, or taken apart again."""

from __future__ import annotations

import getpass
import json
import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from knowledge.cli.app import AsOfOption, BadInput, JsonOption, app, day_of, settings
from knowledge.ingest.sources import STARTER
from knowledge.library.cards import Card, batch
from knowledge.library.deciding import Decided, NoSuch, accept_all
from knowledge.library.draft import NotReady
from knowledge.service import Knowledge

review = typer.Typer(
    no_args_is_help=True, help="Proposals: penalties that documents tell and nobody has decided about."
)
app.add_typer(review, name="review")

FolderOption = Annotated[
    Path | None, typer.Option("--into", help="Your knowledge base folder; FINEPRINT_KB where it is left out.")
]
EvenSoOption = Annotated[bool, typer.Option("--even-so", help="Though there are doubts.")]
IdArgument = Annotated[str, typer.Argument(help="The proposal's id, as `review list` shows it.")]


def home(folder: Path | None) -> Path:
    """The person's own folder. Raises BadInput where none is named."""
    named = folder or (Path(os.environ["FINEPRINT_KB"]) if os.environ.get("FINEPRINT_KB") else None)
    if named is None:
        raise BadInput("name your knowledge base folder: --into FOLDER, or FINEPRINT_KB in the environment")
    if named.exists() and not named.is_dir():
        raise BadInput(f"{named}: a folder is expected")
    return named


def beside_starter(folder: Path) -> Knowledge:
    """The folder's knowledge base beside the starter one, as the bot serves them."""
    if not folder.is_dir():
        raise BadInput(f"{folder}: no such folder")
    return Knowledge.serve(settings(), [STARTER, folder])


@review.command("list")
def list_(folder: FolderOption = None, as_json: JsonOption = False, as_of: AsOfOption = None) -> None:
    """Every proposal that waits, the ones that nothing speaks against first."""
    knowledge = beside_starter(home(folder))
    found = knowledge.cards(day_of(as_of))
    if as_json:
        for card in found:
            print(json.dumps(_row(card), ensure_ascii=False))
        return
    for card in found:
        print(_line(card))
    ready = sum(c.ready for c in found)
    print(f"{len(found)} proposals, {ready} of them ready to be accepted as they are")


@review.command()
def show(
    proposal: IdArgument, folder: FolderOption = None, as_json: JsonOption = False, as_of: AsOfOption = None
) -> None:
    """One proposal with its quote in place, its sources, and what speaks against it."""
    card = _card(beside_starter(home(folder)), proposal, day_of(as_of))
    if as_json:
        print(json.dumps(_row(card), ensure_ascii=False))
        return
    print(_line(card))
    for key, value in card.fields.items():
        print(f"  {key:<12}{value or '-'}")
    print(f"  …{' '.join(card.before.split())} >>>{card.quote}<<< {' '.join(card.after.split())}…")
    for source in card.sources:
        page = f", p. {source.page}" if source.page else ""
        rule = f" ({source.rule}; take apart with: review undo {source.id})" if source.rule else ""
        print(f"  source  {source.title}{page} {source.url}{rule}")
    for label, notes in (("doubt", card.doubts), ("lacks", card.lacks)):
        for note in notes:
            print(f"  {label}   {note}")
    for near in card.near:
        print(f"  near    {near.id}: {near.label}" + ("" if near.recorded else " (a proposal too)"))


@review.command()
def accept(
    proposals: Annotated[list[str] | None, typer.Argument(help="Ids; or --above.")] = None,
    above: Annotated[
        float | None,
        typer.Option(help="All that nothing speaks against, at least this sure: 0.9.", min=0, max=1),
    ] = None,
    even_so: EvenSoOption = False,
    folder: FolderOption = None,
    by: Annotated[str | None, typer.Option(help="Who decides; your login name where left out.")] = None,
) -> None:
    """Record proposals as penalties: a Markdown decision file each, in your folder."""
    if bool(proposals) == (above is not None):
        raise BadInput("ids, or --above SHARE")
    knowledge = beside_starter(home(folder))
    desk = knowledge.desk(by or getpass.getuser())
    if above is not None:
        chosen = {c.id for c in batch(knowledge.cards(), above)}
        waiting = [p for p in knowledge.snapshot.review.proposals if p.id in chosen]
        done, left = accept_all(desk, waiting)
        for one in done:
            _say(one)
        for identity, error in left:
            print(f"{identity}: left: {error}")
        print(f"{len(done)} accepted")
        return
    for identity in proposals or ():
        _say(_decide(lambda identity=identity: desk.accept(identity, even_so=even_so)))


@review.command()
def edit(
    proposal: IdArgument,
    respondent: Annotated[str | None, typer.Option(help="A name, or an id of the registry.")] = None,
    regulator: Annotated[str | None, typer.Option(help="A code, or a name.")] = None,
    country: Annotated[str | None, typer.Option(help="Of a regulator that is not known yet: FR.")] = None,
    amount: Annotated[str | None, typer.Option(help="Digits with at most one point: 5200000.")] = None,
    currency: Annotated[str | None, typer.Option(help="ISO 4217: EUR.")] = None,
    kind: Annotated[str | None, typer.Option(help="administrative_fine, civil_penalty, settlement, …")] = None,
    decided: Annotated[str | None, typer.Option(help="2023-04-13, 2023-04 or 2023.")] = None,
    status: Annotated[str | None, typer.Option(help="imposed, under_appeal, …")] = None,
    even_so: EvenSoOption = False,
    folder: FolderOption = None,
    by: Annotated[str | None, typer.Option(help="Who decides; your login name where left out.")] = None,
) -> None:
    """Accept a proposal with what you change about it."""
    given = {
        "respondent": respondent, "regulator": regulator, "country": country, "amount": amount, "currency": currency,
        "kind": kind, "decided": decided, "status": status,
    }  # fmt: skip
    edits = {key: value for key, value in given.items() if value is not None}
    desk = beside_starter(home(folder)).desk(by or getpass.getuser())
    _say(_decide(lambda: desk.accept(proposal, edits, even_so)))


@review.command()
def reject(
    proposal: IdArgument,
    reason: Annotated[str, typer.Option(help="Kept in the journal.")] = "",
    folder: FolderOption = None,
    by: Annotated[str | None, typer.Option(help="Who decides; your login name where left out.")] = None,
) -> None:
    """Put a proposal aside for good."""
    desk = beside_starter(home(folder)).desk(by or getpass.getuser())
    _say(_decide(lambda: desk.reject(proposal, reason)))


@review.command()
def merge(
    proposal: IdArgument,
    penalty: Annotated[str, typer.Argument(help="The recorded penalty that it tells of.")],
    even_so: EvenSoOption = False,
    folder: FolderOption = None,
    by: Annotated[str | None, typer.Option(help="Who decides; your login name where left out.")] = None,
) -> None:
    """One more source of a penalty that is recorded."""
    desk = beside_starter(home(folder)).desk(by or getpass.getuser())
    _say(_decide(lambda: desk.merge(proposal, penalty, even_so)))


@review.command()
def merged(folder: FolderOption = None, as_json: JsonOption = False) -> None:
    """What was taken for one, by which rule: sums that tell of a recorded penalty, and documents that are copies."""
    snapshot = beside_starter(home(folder)).snapshot
    rows: list[dict[str, Any]] = [
        {"id": m.telling.id, "penalty": m.penalty, "document": m.telling.document, "rule": m.rule}
        | {"quote": m.telling.told.quote}
        for m in snapshot.review.mentions
    ]
    rows += [
        {"id": t.id, "proposal": p.id, "document": t.document, "rule": rule, "quote": t.told.quote}
        for p in snapshot.review.proposals
        for t, rule in zip(p.tellings[1:], p.rules, strict=True)
    ]
    rows += [
        {"id": c.document.id, "copy_of": c.of, "document": c.document.id, "rule": c.rule, "likeness": c.likeness}
        for c in snapshot.content.copies
    ]
    for row in rows:
        if as_json:
            print(json.dumps(row, ensure_ascii=False))
        else:
            of = row.get("penalty") or row.get("proposal") or row.get("copy_of")
            print(f"{row['id']}  {row['document']} -> {of}: {row['rule']}")
    if not as_json:
        print(f"{len(rows)} merged; take one apart with: review undo ID")


@review.command()
def undo(
    subject: Annotated[str, typer.Argument(help="The id of a sum or of a copy, as `review merged` shows it.")],
    folder: FolderOption = None,
    by: Annotated[str | None, typer.Option(help="Who decides; your login name where left out.")] = None,
) -> None:
    """Take back what a person or a rule decided."""
    desk = beside_starter(home(folder)).desk(by or getpass.getuser())
    _say(_decide(lambda: desk.undo(subject)))


def _decide(act: Any) -> Decided:
    try:
        done: Decided = act()
    except (NoSuch, NotReady) as error:
        raise BadInput(str(error)) from None
    return done


def _say(done: Decided) -> None:
    files = f" ({', '.join(done.files)})" if done.files else ""
    print(f"{done.subject}: {done.decision.value}{f' as {done.penalty}' if done.penalty else ''}{files}")


def _card(knowledge: Knowledge, proposal: str, today: date | None) -> Card:
    for card in knowledge.cards(today):
        if card.id == proposal:
            return card
    raise BadInput(f"no proposal {proposal!r} is waiting")


def _line(card: Card) -> str:
    f = card.fields
    sum_ = f"{f['currency']} {Decimal(f['amount']):,f}" if f["amount"] else "?"
    about = f"{sum_}  {f['respondent'] or '?'}  {f['regulator'] or '?'}  {f['decided'] or '?'}"
    state = "" if card.ready else f"  [{'doubtful' if card.doubts else 'incomplete' if card.lacks else 'may be known'}]"
    return f"{card.id}  {card.confidence:.2f}  {about}  {f['kind']}{state}"


def _row(card: Card) -> dict[str, Any]:
    return {
        "id": card.id,
        **card.fields,
        "confidence": card.confidence,
        "quote": card.quote,
        "sources": [
            {"id": s.id, "document": s.document, "title": s.title, "url": s.url, "page": s.page, "rule": s.rule}
            for s in card.sources
        ],
        "doubts": list(card.doubts),
        "lacks": list(card.lacks),
        "near": [{"id": n.id, "label": n.label, "recorded": n.recorded} for n in card.near],
        "ready": card.ready,
    }
