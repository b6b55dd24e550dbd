"""The Markdown file of an accepted penalty: front matter as the knowledge base reads it, and the quotes for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import yaml

from knowledge.ingest.fields import Faults
from knowledge.ingest.markdown import Known, parse_markdown
from knowledge.ledger.figures import digits
from knowledge.library.draft import Draft, NotReady
from knowledge.records.documents import Document
from knowledge.records.extracted import Extracted
from knowledge.records.money import plain
from knowledge.records.penalties import Kind, Status

_SUFFIX = {
    Kind.ADMINISTRATIVE_FINE: "fine", Kind.CIVIL_PENALTY: "penalty", Kind.OVERDUE_PENALTY_PAYMENT: "overdue",
    Kind.SETTLEMENT: "settlement", Kind.REDRESS: "redress", Kind.DISGORGEMENT: "disgorgement",
}  # fmt: skip
_WORDS = {
    Kind.ADMINISTRATIVE_FINE: "fine", Kind.CIVIL_PENALTY: "civil penalty",
    Kind.OVERDUE_PENALTY_PAYMENT: "overdue penalty payment", Kind.SETTLEMENT: "settlement", Kind.REDRESS: "redress",
    Kind.DISGORGEMENT: "disgorgement",
}  # fmt: skip
# Where only the status is told, the sum now in force is not known.
_MOVED = frozenset({Status.ANNULLED, Status.REDUCED, Status.REINSTATED})


def penalty_id(decision: str, kind: Kind) -> str:
    return f"{decision}-{_SUFFIX[kind]}"


def title_of(draft: Draft) -> str:
    """ "CNIL: fine of EUR 20,000,000 on Clearview AI (17 October 2022)"."""
    told = draft.told
    assert told.amount is not None and told.decided is not None
    day = {"year": f"{told.decided:%Y}", "month": f"{told.decided:%B %Y}"}.get(
        told.precision, f"{told.decided.day} {told.decided:%B %Y}"
    )
    sum_ = f"{told.amount.currency} {digits(told.amount.amount)}"
    return f"{draft.regulator.code}: {_WORDS[told.kind]} of {sum_} on {draft.respondent.name} ({day})"


def write(
    draft: Draft, decision: str, sources: Sequence[tuple[Document, Extracted]], known: Known, part_of: str | None = None
) -> str:
    """The whole file. ``sources``: each document with what it tells, the best first. ``part_of``: the
    recorded decision that imposed this penalty besides others.

    Raises NotReady where the file could not be read again, so that nothing is written that would stop a reload.
    """
    told = draft.told
    assert told.amount is not None and told.decided is not None
    matter: dict[str, Any] = {"decision": decision, "title": title_of(draft), "regulator": draft.regulator.code}
    matter["decided"] = told.decided.isoformat()
    if told.precision != "day":
        matter["precision"] = told.precision
    if part_of is not None:
        matter["part_of"] = part_of
    lead = sources[0][0]
    if lead.language != "en":
        matter["language"] = lead.language
    matter["sources"] = [_source(document, told) for document, told in sources]
    penalty: dict[str, Any] = {
        "id": penalty_id(decision, told.kind),
        "kind": told.kind.value,
        "respondents": [draft.respondent.id],
        "named": draft.respondent.name,
        "amount": plain(told.amount.amount),
        "currency": told.amount.currency,
        "status": told.status.value,
    }
    if told.status in _MOVED:
        penalty["standing"] = "unknown"
    penalty["quote"] = quote_of(told)
    matter["penalties"] = [penalty]
    text = f"---\n{_yaml(matter)}---\n# {matter['title']}\n\n" + "\n\n".join(_passages(sources)) + "\n"
    _check(text, decision, draft, known)
    return text


def _source(document: Document, told: Extracted) -> Mapping[str, str]:
    publisher = document.publisher or _host(document.url) or document.title
    out = {"title": document.title, "publisher": publisher + _page(document, told)}
    return out | ({"url": document.url} if document.url else {"file": document.id})


def _page(document: Document, told: Extracted) -> str:
    page = document.page(told.start)
    return f", page {page}" if page else ""


def quote_of(told: Extracted) -> str:
    """As it stands in a file of its own: with one kind of line end."""
    return told.quote.replace("\r\n", "\n").replace("\r", "\n").strip()


def _host(url: str | None) -> str:
    return (urlsplit(url).hostname or "") if url else ""


def _passages(sources: Sequence[tuple[Document, Extracted]]) -> list[str]:
    """Each quote once, below what it is taken from."""
    out: list[str] = []
    for document, told in sources:
        if quote_of(told) not in out:
            out += [f"## {' '.join(document.title.split())}{_page(document, told)}", quote_of(told)]
    return out


def _check(text: str, decision: str, draft: Draft, known: Known) -> None:
    extended = replace(
        known,
        regulators=known.regulators | {draft.regulator.code},
        respondents=known.respondents | {draft.respondent.id},
    )
    parsed = parse_markdown(text, decision, Faults(f"decisions/{decision}.md", []), extended)
    if parsed.problems:
        raise NotReady(tuple(p.message for p in parsed.problems))


def _yaml(matter: Mapping[str, Any]) -> str:
    """No line broken: a quote has to come back as it was. Digits that are a text are put in quotes by YAML itself."""
    return yaml.dump(matter, Dumper=_OneLine, sort_keys=False, allow_unicode=True, width=10**9)


class _OneLine(yaml.SafeDumper):
    """A text of several lines is written with its line ends escaped, for a line of dashes would end the matter."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if "\n" in text else None)


_OneLine.add_representer(str, _text)
