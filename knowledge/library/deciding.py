"""Decisions about proposals: accept, reject, merge, and take back. What is decided is plain text in the folder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from knowledge.ingest.journal import JOURNAL, in_force, read_journal
from knowledge.ingest.markdown import Known
from knowledge.ingest.registries import Registries, read_registries
from knowledge.ledger.currencies import all_currencies
from knowledge.ledger.figures import digits
from knowledge.ledger.names import Names
from knowledge.ledger.plausibility import Doubter
from knowledge.ledger.proposals import Proposal
from knowledge.library.decision_file import penalty_id, write
from knowledge.library.draft import Doubtful, Draft, NotReady, draft, slug
from knowledge.library.folder import Folder
from knowledge.library.registry_files import add_regulator, add_respondent
from knowledge.records.digest import file_digest
from knowledge.records.documents import Document
from knowledge.records.extracted import Extracted
from knowledge.records.money import Money
from knowledge.records.rulings import Decision, Ruling
from knowledge.snapshot import Snapshot


class NoSuch(LookupError):
    """There is no proposal, penalty or ruling of that id."""


@dataclass(frozen=True, slots=True)
class Decided:
    """``files``: what was written or removed in the folder, relative to it, besides the journal."""

    subject: str
    decision: Decision
    penalty: str | None = None
    files: tuple[str, ...] = ()


class Desk:
    """Decides on the proposals of one snapshot, in the folder that it was read from. ``by``: who decides."""

    def __init__(self, folder: Path, snapshot: Snapshot, by: str, now: datetime) -> None:
        self._folder = Folder(folder)
        self._snapshot = snapshot
        self._by = by
        self._now = now
        self._registries = Registries((), ())
        self._names = snapshot.ledger.names
        self._made: list[tuple[str, Draft]] = []

    def accept(self, proposal: str, edits: Mapping[str, str] | None = None, even_so: bool = False) -> Decided:
        """Record it, with ``edits`` (see `draft`). ``even_so``: though there are doubts.

        Raises NoSuch, NotReady with what it lacks, Doubtful with what speaks against it, Busy, OSError. Written in an
        order in which a crash loses nothing: an entry of a registry that nothing uses, or a decision that the journal
        does not know yet, is what a later reading finds and understands.
        """
        found = self._proposal(proposal)
        with self._folder.writing():
            rulings = self._still_open(found)
            new = draft(found.told, edits or {}, self._names_now())
            if not even_so and (doubts := self._doubter.doubts(found, new.told)):
                raise Doubtful(doubts)
            decision = self._free_name(new, rulings)
            files = [f"decisions/{decision}.md"]
            text = write(new, decision, self._told_by(found), self._known(), self._same_decision(new))
            if new.new_regulator:
                add_regulator(self._folder, new.regulator)
                files.append("regulators.yaml")
            if new.new_respondent:
                add_respondent(self._folder, new.respondent)
                files.append("respondents.yaml")
            self._folder.write(files[0], text)
            penalty = penalty_id(decision, new.told.kind)
            self._rule(found, Decision.ACCEPTED, penalty, digest=hashlib.sha256(text.encode()).hexdigest())
            self._made.append((decision, new))
        return Decided(proposal, Decision.ACCEPTED, penalty, tuple(files))

    def reject(self, proposal: str, reason: str = "") -> Decided:
        """Raises NoSuch, Busy, OSError."""
        found = self._proposal(proposal)
        with self._folder.writing():
            self._still_open(found)
            self._rule(found, Decision.REJECTED, None, reason)
        return Decided(proposal, Decision.REJECTED)

    def merge(self, proposal: str, penalty: str, even_so: bool = False) -> Decided:
        """It tells of a penalty that is recorded: one more source. ``even_so``: though the sums differ.

        Raises NoSuch, Doubtful, Busy, OSError.
        """
        found = self._proposal(proposal)
        recorded = self._snapshot.ledger.by_id.get(penalty)
        if recorded is None:
            raise NoSuch(f"no penalty {penalty!r} is recorded")
        if found.told.amount != recorded.amount and not even_so:
            raise Doubtful((f"it tells {_sum(found.told.amount)}, {penalty} is {_sum(recorded.amount)}",))
        with self._folder.writing():
            self._still_open(found)
            self._rule(found, Decision.MERGED, penalty)
        return Decided(proposal, Decision.MERGED, penalty)

    def undo(self, subject: str) -> Decided:
        """Take back what a person or a rule decided about a sum (its id) or a copy (its document).

        Of an accepted proposal the decision file goes, unless it was changed by hand; a registry keeps its entries.
        Raises NoSuch, NotReady, Busy, OSError.
        """
        with self._folder.writing():
            rulings, _ = read_journal(self._folder.path / JOURNAL, JOURNAL)
            held = in_force(rulings).get(subject)
            if held != in_force(self._snapshot.content.rulings).get(subject):
                raise NoSuch(f"somebody else has decided about {subject!r} meanwhile")
            if held is not None:
                return self._taken_back(held, rulings)
            merged = {m.telling.id: m.penalty for m in self._snapshot.review.mentions}
            copies = {c.document.id for c in self._snapshot.content.copies}
            joined = {t.id for p in self._snapshot.review.proposals for t in p.tellings[1:]}
            if subject not in merged and subject not in copies and subject not in joined:
                raise NoSuch(f"nothing was decided about {subject!r}, neither by a person nor by a rule")
            self._folder.record([self._ruling(subject, Decision.SEPARATE)])
        return Decided(subject, Decision.SEPARATE, merged.get(subject))

    def _taken_back(self, held: Ruling, rulings: Sequence[Ruling]) -> Decided:
        """All of one act: the texts that told the same were decided together."""
        act = [r.subject for r in in_force(rulings).values() if r == held or (held.act and _same_act(r, held))]
        files = self._withdrawn(held) if held.decision is Decision.ACCEPTED else ()
        for name in files:
            self._folder.remove(name)
        self._folder.record([self._ruling(s, _before(s, rulings)) for s in act])
        return Decided(held.subject, Decision.UNDONE, held.penalty, files)

    def _withdrawn(self, held: Ruling) -> tuple[str, ...]:
        """The file that accepting made. Raises NotReady where it is not as it was made."""
        recorded = self._snapshot.ledger.by_id.get(held.penalty or "")
        if recorded is None:
            return ()
        name = f"decisions/{recorded.citation.document}.md"
        path = self._folder.path / name
        if not path.is_file() or (held.digest and file_digest(path) != held.digest):
            raise NotReady((f"{name} was changed or moved by hand: take {held.penalty} out of it yourself",))
        return (name,)

    def _proposal(self, identity: str) -> Proposal:
        for proposal in self._snapshot.review.proposals:
            if proposal.id == identity:
                return proposal
        raise NoSuch(f"no proposal {identity!r} is waiting")

    def _still_open(self, proposal: Proposal) -> tuple[Ruling, ...]:
        """The journal as it is now. Raises NoSuch where another process has decided since the snapshot was read."""
        rulings, _ = read_journal(self._folder.path / JOURNAL, JOURNAL)
        before, now = in_force(self._snapshot.content.rulings), in_force(rulings)
        if any(now.get(t.id) != before.get(t.id) for t in proposal.tellings):
            raise NoSuch(f"somebody else has decided about {proposal.id!r} meanwhile")
        return rulings

    def _rule(
        self, proposal: Proposal, decision: Decision, penalty: str | None, reason: str = "", digest: str = ""
    ) -> None:
        told = [self._ruling(t.id, decision, penalty, reason) for t in proposal.tellings]
        self._folder.record([replace(r, act=proposal.id, digest=digest) for r in told])

    def _ruling(self, subject: str, decision: Decision, penalty: str | None = None, reason: str = "") -> Ruling:
        return Ruling(subject, decision, self._by, self._now, penalty, reason)

    def _told_by(self, proposal: Proposal) -> list[tuple[Document, Extracted]]:
        return [(self._snapshot.documents[t.document], t.told) for t in proposal.tellings]

    @cached_property
    def _doubter(self) -> Doubter:
        return Doubter(self._snapshot.ledger, self._snapshot.review.proposals, self._now.date())

    def _names_now(self) -> Names:
        """The names with those that this desk, or another process, has added to the folder's registries meanwhile."""
        registries, _ = read_registries(self._folder.path)
        if registries != self._registries:
            self._registries = registries
            held = self._snapshot.content
            joined = Registries(held.regulators, held.respondents).joined(registries)
            self._names = Names(joined.regulators, joined.respondents)
        return self._names

    def _known(self) -> Known:
        return Known(frozenset(self._names.regulators), frozenset(self._names.respondents), all_currencies())

    def _free_name(self, new: Draft, rulings: Iterable[Ruling]) -> str:
        """Of a decision: neither it nor its penalty's id was ever used here, for the journal speaks of them."""
        assert new.told.decided is not None
        base = f"{slug(new.regulator.code)}-{slug(new.respondent.id, 32)}-{new.told.decided.year}"
        decisions = {p.decision for p in self._snapshot.ledger.penalties} | set(self._snapshot.documents)
        penalties = set(self._snapshot.ledger.by_id) | {r.penalty for r in rulings}
        name, number = base, 1
        while (
            name in decisions
            or penalty_id(name, new.told.kind) in penalties
            or (self._folder.path / f"decisions/{name}.md").exists()
        ):
            number += 1
            name = f"{base}-{number}"
        return name

    def _same_decision(self, new: Draft) -> str | None:
        """The decision by which the same authority fined the same respondent on the same day; None: there is none."""
        if new.told.precision != "day":
            return None
        wanted = new.regulator.code, new.respondent.id, new.told.decided, "day"
        for decision, made in self._made:
            if (made.regulator.code, made.respondent.id, made.told.decided, made.told.precision) == wanted:
                return decision
        for penalty in self._snapshot.ledger.penalties:
            alike = penalty.regulator == new.regulator.code and penalty.respondents == (new.respondent.id,)
            if alike and penalty.decided == new.told.decided and penalty.precision == "day":
                return penalty.decision
        return None


def accept_all(desk: Desk, proposals: Iterable[Proposal]) -> tuple[list[Decided], list[tuple[str, NotReady]]]:
    """Accept each; what cannot be is told with its reason. Raises Busy, OSError."""
    done: list[Decided] = []
    left: list[tuple[str, NotReady]] = []
    for proposal in proposals:
        try:
            done.append(desk.accept(proposal.id))
        except NotReady as error:
            left.append((proposal.id, error))
    return done, left


def _same_act(one: Ruling, other: Ruling) -> bool:
    return (one.act, one.decision, one.on) == (other.act, other.decision, other.on)


def _before(subject: str, rulings: Sequence[Ruling]) -> Decision:
    """What a subject goes back to: apart, where a person had said so before, else undecided."""
    earlier = [r.decision for r in rulings if r.subject == subject][:-1]
    apart = bool(earlier) and earlier[-1] is Decision.SEPARATE
    return Decision.SEPARATE if apart else Decision.UNDONE


def _sum(money: Money | None) -> str:
    return f"{money.currency} {digits(money.amount)}" if money else "no sum"
