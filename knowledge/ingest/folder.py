"""Sources to content: folders of Markdown with their registries, and .jsonl files, checked as one whole."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pycountry

from knowledge.ingest.documents import read_jsonl
from knowledge.ingest.markdown import Known, read_markdown
from knowledge.ingest.registries import Registries, read_registries
from knowledge.records.documents import Document
from knowledge.records.penalties import Penalty, Regulator, Respondent
from knowledge.records.problems import Problem

STARTER = Path(__file__).resolve().parent.parent / "corpus"


@dataclass(frozen=True, slots=True)
class Content:
    """What a set of sources holds. With a fatal Problem it must not be put to use."""

    documents: tuple[Document, ...]
    penalties: tuple[Penalty, ...]
    regulators: tuple[Regulator, ...]
    respondents: tuple[Respondent, ...]
    problems: tuple[Problem, ...]

    @property
    def usable(self) -> bool:
        return not any(p.fatal for p in self.problems)


def source_files(sources: Iterable[Path]) -> list[tuple[Path, str]]:
    """Every file that the sources are made of, with the name that Problems carry, in a stable order.

    Raises FileNotFoundError where a source is not there, PermissionError where a folder may not be read, and ValueError
    where it is of an unknown type.
    """
    files: list[tuple[Path, str]] = []
    for source in sources:
        if source.is_dir():
            if not os.access(source, os.R_OK | os.X_OK):
                raise PermissionError(f"{source}: this folder may not be read")
            found = [p for p in sorted(source.rglob("*")) if p.suffix in (".md", ".jsonl", ".yaml") and p.is_file()]
            inside = [(p, p.relative_to(source)) for p in found if not p.name.startswith("README")]
            files += [(p, r.as_posix()) for p, r in inside if not any(part.startswith(".") for part in r.parts)]
        elif source.is_file() and source.suffix in (".md", ".jsonl"):
            files.append((source, source.name))
        elif source.exists():
            raise ValueError(f"{source}: a source is a folder, a .md or a .jsonl file")
        else:
            raise FileNotFoundError(f"{source}: no such file or folder")
    return files


def digest_of(files: Iterable[tuple[Path, str]]) -> str:
    """One digest over the names and bytes of all source files."""
    whole = hashlib.sha256()
    for path, name in files:
        whole.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def read_sources(
    sources: Iterable[Path], base: Registries | None = None, progress: Callable[[int, int], None] | None = None
) -> Content:
    """Read and check everything; ``base`` adds registries that the sources may use without repeating them.

    ``progress`` gets (files read, files) before each file and at the end.
    """
    folders = list(sources)
    problems: list[Problem] = []
    regulators = {r.code: r for r in (base.regulators if base else ())}
    respondents = {r.id: r for r in (base.respondents if base else ())}
    for source in folders:
        if source.is_dir():
            registries, found = read_registries(source)
            problems += found
            regulators |= {r.code: r for r in registries.regulators}
            respondents |= {r.id: r for r in registries.respondents}
    merged = Registries(tuple(regulators.values()), tuple(respondents.values()))
    problems += _name_clashes(merged)
    known = Known.of(merged, frozenset(c.alpha_3 for c in pycountry.currencies))
    documents: dict[str, Document] = {}
    penalties: dict[str, Penalty] = {}
    files = [(path, name) for path, name in source_files(folders) if path.suffix != ".yaml"]
    for number, (path, name) in enumerate(files):
        if progress:
            progress(number, len(files))
        if path.suffix == ".jsonl":
            rows, found = read_jsonl(path, name)
            problems += found
            new: list[Document] = rows
            charged: tuple[Penalty, ...] = ()
        else:
            parsed = read_markdown(path, name, known)
            problems += parsed.problems
            new, charged = ([parsed.document] if parsed.document else []), parsed.penalties
        for document in new:
            if document.id in documents:
                problems.append(Problem(name, 0, f"the document id {document.id!r} is taken already"))
            documents.setdefault(document.id, document)
        for penalty in charged:
            if penalty.id in penalties:
                other = penalties[penalty.id].decision
                problems.append(Problem(name, 0, f"the penalty id {penalty.id!r} is taken already, in {other}"))
            penalties.setdefault(penalty.id, penalty)
    if progress:
        progress(len(files), len(files))
    for penalty in penalties.values():
        for other in penalty.related:
            if other not in penalties:
                place = f"decisions/{penalty.decision}.md"
                problems.append(Problem(place, 0, f"related penalty {other!r} is not recorded", fatal=False))
    return Content(
        tuple(documents.values()), tuple(penalties.values()), merged.regulators, merged.respondents,
        tuple(dict.fromkeys(problems)),
    )  # fmt: skip


def _name_clashes(registries: Registries) -> list[Problem]:
    """A name that means two respondents would make a silent guess: it stands under one node only."""
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for respondent in registries.respondents:
        for name in (respondent.name, *respondent.names, *respondent.former):
            owner = seen.setdefault(name.casefold(), respondent.id)
            if owner != respondent.id:
                message = f"the name {name!r} stands under both {owner} and {respondent.id}"
                problems.append(Problem("respondents.yaml", 0, message))
    return problems
