"""Questions and searches from the command line."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer

from knowledge.answers.answer import shape
from knowledge.cli.app import AsOfOption, BadInput, JsonOption, KbOption, app, bar, batch_rows, day_of, open_knowledge
from knowledge.questions.vocabulary import LANGUAGES


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
    day = day_of(as_of)
    if batch is not None and question is not None:
        raise BadInput("a question or --batch, not both")
    rows = batch_rows(batch, "question") if batch is not None else None
    if rows is None:
        question = sys.stdin.read() if question in (None, "-") else question
        if not question or not question.strip():
            raise BadInput("no question: give one, or --batch FILE")
    with bar("Embedding the knowledge base", "passages") as progress:
        knowledge = open_knowledge(kb, progress)
        if rows is None:
            assert question is not None
            answer = knowledge.ask(question.strip(), day, lang)
            print(shape(answer).model_dump_json() if as_json else answer.text)
            return
        for row in rows:
            own = day_of(row.get("as_of"), f"as_of of {row.get('id')!r}") or day
            answer = knowledge.ask(row["question"], own, lang)
            if as_json:
                print(shape(answer, row.get("id")).model_dump_json(), flush=True)
            else:
                print(f"{row['question']}\n{answer.text}\n", flush=True)


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
    rows: list[dict[str, Any]] = batch_rows(batch, "query") if batch is not None else [{"id": None, "query": query}]
    with bar("Embedding the knowledge base", "passages") as progress:
        knowledge = open_knowledge(kb, progress)
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
