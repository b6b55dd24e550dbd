"""The terms of an answer as a CSV file."""

from __future__ import annotations

import csv
import io

import discord

from knowledge import Answer

COLUMNS = (
    "mark", "penalty", "decision", "decided", "announced", "regulator", "respondent", "kind", "amount", "in_force",
    "currency", "per", "status", "quote", "url",
)  # fmt: skip


def csv_of(answer: Answer) -> str:
    """One row a penalty, amounts as plain decimals."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for r in answer.records:
        writer.writerow(
            [
                r.mark or "", *map(_cell, (r.id, r.decision)), r.decided.isoformat(),
                r.announced.isoformat() if r.announced else "", *map(_cell, (r.regulator, r.respondent, r.kind)),
                f"{r.amount.amount:f}" if r.amount else "", f"{r.standing.amount:f}" if r.standing else "",
                r.amount.currency if r.amount else "", *map(_cell, (r.per or "", r.status, r.quote, r.url or "")),
            ]
        )  # fmt: skip
    return out.getvalue()


def _cell(text: object) -> str:
    """A spreadsheet runs a cell that begins like a formula; an apostrophe makes it text."""
    shown = " ".join(str(text).split())
    return f"'{shown}" if shown[:1] in ("=", "+", "-", "@") else shown


def csv_file(answer: Answer) -> discord.File:
    data = csv_of(answer).encode("utf-8-sig")  # the mark tells spreadsheets that it is UTF-8
    return discord.File(io.BytesIO(data), filename="fineprint.csv")
