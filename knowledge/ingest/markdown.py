"""Markdown files with front matter: one decision a file with its penalties, or one article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge.ingest.fields import Faults, Fields, read_fields
from knowledge.ingest.registries import Registries
from knowledge.records.documents import Citation, Document, QuoteNotFound, Source, cite
from knowledge.records.money import Money
from knowledge.records.penalties import EVENT_TYPES, NO_MONEY, SUM_EVENTS, Kind, Penalty, Status, StatusEvent
from knowledge.records.problems import Problem

_KINDS = frozenset(k.value for k in Kind)
_STATUSES = frozenset(s.value for s in Status)
_CONFIDENCE = frozenset({"high", "medium", "low"})
_PRECISION = frozenset({"day", "month", "year"})


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one file gave: a document (None where a fatal fault kept it out) and its penalties."""

    document: Document | None
    penalties: tuple[Penalty, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """The codes that a file may use."""

    regulators: frozenset[str]
    respondents: frozenset[str]
    currencies: frozenset[str]

    @classmethod
    def of(cls, registries: Registries, currencies: frozenset[str]) -> Known:
        return cls(
            frozenset(r.code for r in registries.regulators),
            frozenset(r.id for r in registries.respondents),
            currencies,
        )


def split_front_matter(text: str) -> tuple[str, str] | None:
    """(front matter, body), or None where the file has none."""
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return None
    for number, line in enumerate(lines[1:], start=1):
        if line.strip() == "---":
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]).strip("\n") + "\n"
    return None


def read_markdown(path: Path, source: str, known: Known) -> Parsed:
    """Read one file. ``source`` is the name that Problems carry."""
    problems: list[Problem] = []
    faults = Faults(source, problems)
    try:
        raw = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except (UnicodeDecodeError, OSError) as error:
        faults.add(0, f"not readable: {error}")
        return Parsed(None, (), tuple(problems))
    return parse_markdown(raw, path.stem, faults, known)


def parse_markdown(raw: str, stem: str, faults: Faults, known: Known) -> Parsed:
    parts = split_front_matter(raw)
    if parts is None:
        faults.add(1, "the file starts with front matter between two lines of ---")
        return Parsed(None, (), tuple(faults.found))
    matter, body = parts
    fields = read_fields(matter, faults, offset=1)
    if fields is None:
        return Parsed(None, (), tuple(faults.found))
    if not body.strip():
        faults.add(0, "the body is empty")
        return Parsed(None, (), tuple(faults.found))
    kind = "decision" if fields.has("decision") else "article"
    identity = fields.text(kind, required=True)
    if identity and identity != stem:
        fields.fault(kind, f"{kind} {identity!r} is the file's name, which is {stem!r}")
    title = fields.text("title", required=True)
    sources = tuple(_sources(fields))
    if not sources:
        fields.fault("sources", "at least one source with title, publisher and url (or file)")
    document = None
    if identity and title and sources:
        lead = sources[0]
        document = Document(
            id=identity,
            title=title,
            text=body,
            url=fields.text("url") or lead.url or None,
            publisher=fields.text("publisher") or lead.publisher,
            published=fields.day("published"),
            language=fields.text("language") or "en",
            sources=sources,
            topics=fields.texts("topics"),
        )
    penalties: list[Penalty] = []
    if kind == "decision" and document is not None:
        penalties = [p for p in _penalties(fields, document, known) if p is not None]
        if not penalties and not faults.found:
            fields.fault("penalties", "a decision has at least one penalty, order or threat")
    fields.unknown()
    return Parsed(document, tuple(penalties), tuple(faults.found))


def _sources(fields: Fields) -> list[Source]:
    sources = []
    for item in fields.mappings("sources"):
        title, publisher = (item.text(k, required=True) for k in ("title", "publisher"))
        file = item.text("file")
        url = item.text("url", required=file is None)
        if url and not url.startswith(("https://", "http://")):
            item.fault("url", f"a link starts with https:// or http://, found {url!r}")
        elif title and publisher and (url or file):
            sources.append(Source(title, publisher, url or "", item.flag("checked", True)))
        item.unknown()
    return sources


def _cite(item: Fields, document: Document) -> Citation | None:
    quote = item.text("quote", required=True)
    if quote is None:
        return None
    try:
        return cite(document, quote)
    except QuoteNotFound:
        item.fault("quote", f"the quote does not stand verbatim in the body: {quote!r}")
        return None


@dataclass(frozen=True, slots=True)
class _Common:
    """What the decision says for all its penalties; ``fields`` is where it says so."""

    fields: Fields
    regulator: str | None
    decided: date | None
    announced: date | None
    precision: str
    case: str | None
    related: tuple[str, ...]
    part_of: str | None


def _penalties(fields: Fields, document: Document, known: Known) -> list[Penalty | None]:
    common = _Common(
        fields,
        fields.text("regulator"),
        fields.day("decided"),
        fields.day("announced"),
        fields.choice("precision", _PRECISION) or "day",
        fields.text("case"),
        fields.texts("related"),
        fields.text("part_of"),
    )
    return [_penalty(item, document, known, common) for item in fields.mappings("penalties")]


def _penalty(item: Fields, document: Document, known: Known, common: _Common) -> Penalty | None:
    identity = item.text("id", required=True)
    kind = item.choice("kind", _KINDS, required=True)
    status = item.choice("status", _STATUSES, required=True)
    regulator = item.text("regulator") or common.regulator
    if regulator is None:
        item.fault("id", f"{identity}: no regulator, neither here nor for the decision")
    elif regulator not in known.regulators:
        place = item if item.has("regulator") else common.fields
        place.fault("regulator", f"the regulator {regulator!r} is not in regulators.yaml")
    respondents = item.texts("respondents")
    if not respondents:
        item.fault("respondents", f"{identity}: at least one respondent")
    for respondent in respondents:
        if respondent not in known.respondents:
            item.fault("respondents", f"the respondent {respondent!r} is not in respondents.yaml")
    decided = item.day("decided") or common.decided
    announced = item.day("announced") or common.announced
    if decided is None:
        item.fault("id", f"{identity}: no date of decision, neither here nor for the decision")
    elif announced is not None and announced < decided and kind != Kind.SETTLEMENT:
        # A settlement is announced when it is signed and decided when the court approves it.
        place = item if item.has("announced") else common.fields
        place.fault("announced", f"announced on {announced}, before the decision of {decided}")
    amount = _money(item, known)
    if kind is not None and amount is None and kind in ("administrative_fine", "civil_penalty"):
        item.fault("id", f"{identity}: a {kind.replace('_', ' ')} has an amount and a currency")
    if amount is not None and kind in ("order_only", "reprimand"):
        item.fault("amount", f"{identity}: a {kind} carries no money")
    standing = item.text("standing")
    citation = _cite(item, document)
    events = _events(item, document, decided)
    precision = item.choice("precision", _PRECISION) or common.precision
    named = item.text("named") or (respondents[0] if respondents else "")
    laws, sector, topics = item.texts("laws"), item.text("sector") or "", item.texts("topics")
    per = item.choice("per", {"day"})
    joint, imposed = item.flag("joint", False), item.flag("imposed", True)
    rounded = item.flag("rounded", False)
    confidence = item.choice("confidence", _CONFIDENCE) or "high"
    checked = item.flag("checked", True)
    caveats = item.texts("caveats")
    item.unknown()
    if None in (identity, kind, status, regulator, decided, citation) or not respondents:
        return None
    assert identity and kind and status and regulator and decided and citation
    penalty = Penalty(
        id=identity, decision=common.part_of or document.id, regulator=regulator, respondents=respondents,
        named=named, kind=Kind(kind),
        decided=decided, status=Status(status), citation=citation, amount=amount, per=per, precision=precision,
        announced=announced, laws=laws, sector=sector, topics=topics, events=events, case=common.case, joint=joint,
        imposed=imposed, standing_known=standing != "unknown", rounded=rounded, confidence=confidence,
        checked=checked, caveats=caveats, related=common.related,
    )  # fmt: skip
    _check_standing(item, penalty, standing)
    return penalty


def _check_standing(item: Fields, penalty: Penalty, standing: str | None) -> None:
    """What the file says is in force has to be what its events lead to."""
    if standing is None or penalty.amount is None or penalty.kind in NO_MONEY:
        return
    replayed = penalty.standing(date.max)
    found = "unknown" if replayed is None else format(replayed.amount, "f")
    if found != standing:
        item.fault("standing", f"{penalty.id}: standing is {standing}, but its events lead to {found}")


def _money(item: Fields, known: Known) -> Money | None:
    amount = item.amount("amount")
    currency = item.text("currency")
    if currency is not None and currency not in known.currencies:
        item.fault("currency", f"the currency {currency!r} is not an ISO 4217 code")
        return None
    if amount is not None and currency is None:
        item.fault("amount", "an amount needs a currency")
        return None
    return Money(amount, currency) if amount is not None and currency is not None else None


def _events(item: Fields, document: Document, decided: date | None) -> tuple[StatusEvent, ...]:
    events: list[StatusEvent] = []
    last: date | None = None
    for step in item.mappings("events"):
        day = step.day("date", required=True)
        name = step.choice("event", EVENT_TYPES, required=True)
        amount = step.amount("amount")
        citation = _cite(step, document)
        step.unknown()
        if day is not None:
            if last is not None and day < last:
                step.fault("date", f"events stand in order of date: {day} comes after {last}")
            if name in SUM_EVENTS and decided is not None and day < decided:
                step.fault("date", f"{name} on {day}, before the decision of {decided}")
            last = day
        if day is not None and name is not None and citation is not None:
            events.append(StatusEvent(day, name, amount, citation))
    return tuple(events)
