"""A table's sum against the prose beside it: where the text tells the same sum, it is quoted and believed more."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.ingest.tables.cells import read_sum
from knowledge.ingest.tables.days import Day
from knowledge.ingest.tables.naming import Registry
from knowledge.records.extracted import Extracted, Role
from knowledge.records.money import Money
from knowledge.records.penalties import Kind, Status
from knowledge.search.sentences import sentences

Prose = Callable[[str, str], Sequence[Extracted]]
"""Every sum that a text tells, given the text and its language."""

AGREED = 0.95  # the text tells of this imposed sum, and of no other
BESIDE_OTHERS = 0.85  # of others too; or the cell has its conversion
WRITTEN = 0.8  # the text holds the sum, without saying what became of it; or its parts
CELL_ALONE = 0.7
OTHER_CURRENCY = 0.5  # the text tells of an imposed sum that cannot be compared
CONTRADICTED = 0.4  # of another imposed sum alone; or that this one was only proposed, threatened or reduced
_NOT_IMPOSED = frozenset({Role.PROPOSED, Role.THREATENED, Role.CAPPED, Role.REDUCED_FROM})
_LONGEST_QUOTE = 400
_NUMBER = re.compile(r"\d(?:[\d.,'’]|[ \u00a0\u202f](?=\d{3}(?!\d)))*")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Claim:
    """What the cells of one row say. ``respondent`` may list all parties; country is the regulator's."""

    money: Money
    kind: Kind | None = None
    decided: Day | None = None
    regulator: str | None = None
    respondent: str | None = None
    country: str | None = None


def weighed(
    claim: Claim, prose: str, text: str, line: tuple[int, int], found: Sequence[Extracted], registry: Registry
) -> Extracted:
    """The penalty that a row gives. ``text`` begins with its ``prose``, in which ``found`` stands, and holds the cell
    with the sum at ``line``. A cell that only converts the one sum that the text tells gives way to it.
    """
    imposed = [e for e in found if e.role is Role.IMPOSED and e.amount is not None and e.per is None]
    same = [e for e in imposed if e.amount == claim.money]
    others = [e for e in imposed if e.amount != claim.money]
    money, best = claim.money, max(same, key=lambda e: e.confidence, default=None)
    if best is not None:
        (start, end), confidence = (best.start, best.end), BESIDE_OTHERS if others else AGREED
    elif len(others) == 1 and any(e.role is Role.CONVERTED and e.amount == money for e in found):
        best = others[0]
        assert best.amount is not None
        money, (start, end), confidence = best.amount, (best.start, best.end), BESIDE_OTHERS
    else:
        place = None if _is_story(money, found) else _place(prose, money, claim.country)
        start, end = place or line
        confidence = _alone(money, found, others, place is not None)
    respondent = registry.party(claim.respondent, best.respondent if best else None) if claim.respondent else None
    respondent = respondent or (best.respondent if best else None)
    regulator = claim.regulator or (best.regulator if best else None)
    own = registry.regulator(claim.regulator, claim.country) if claim.regulator else None
    decided = claim.decided or (Day(best.decided, best.precision) if best and best.decided else None)
    return Extracted(
        role=Role.IMPOSED,
        quote=text[start:end],
        start=start,
        end=end,
        kind=claim.kind or (best.kind if best else _usual_kind(claim.country)),
        status=best.status if best else Status.IMPOSED,
        confidence=confidence,
        amount=money,
        respondent=respondent,
        respondent_id=(registry.respondent(respondent) if respondent else None) or _told_id(respondent, best),
        regulator=regulator,
        regulator_code=own or (best.regulator_code if best and not claim.regulator else None),
        decided=decided.day if decided else None,
        precision=decided.precision if decided else "day",
    )


def _is_story(money: Money, found: Sequence[Extracted]) -> bool:
    """Whether the text has the sum only as other money, which the cell happens to equal."""
    return {e.role for e in found if e.amount == money} == {Role.STORY}


def _alone(money: Money, found: Sequence[Extracted], others: Sequence[Extracted], written: bool) -> float:
    """How far a cell's sum is to be believed that the text does not tell as imposed."""
    comparable = [e.amount for e in others if e.amount is not None and e.amount.currency == money.currency]
    if comparable:
        return WRITTEN if sum(m.amount for m in comparable) == money.amount else CONTRADICTED
    if any(e.amount == money and e.role in _NOT_IMPOSED for e in found):
        return CONTRADICTED
    if others:
        return OTHER_CURRENCY
    return WRITTEN if written else CELL_ALONE


def _usual_kind(country: str | None) -> Kind:
    return Kind.CIVIL_PENALTY if country == "US" else Kind.ADMINISTRATIVE_FINE


def _told_id(respondent: str | None, best: Extracted | None) -> str | None:
    """The id that the text gives, where it is the same name that it has it from."""
    same = best is not None and best.respondent is not None and best.respondent == respondent
    return best.respondent_id if best is not None and same else None


def _place(prose: str, money: Money, country: str | None) -> tuple[int, int] | None:
    """The first sentence that holds the sum in whatever form it is written."""
    digits = _significant(str(money.amount))
    for match in _NUMBER.finditer(prose):
        if _significant(match.group()) == digits and _is_here(prose, match, money, country):
            return _quote(prose, match.start(), match.end())
    return None


def _is_here(prose: str, match: re.Match[str], money: Money, country: str | None) -> bool:
    """Whether the number, with the words beside it, is the sum: "EUR 1.2 million", "1,200 euros"."""
    before = prose[max(0, match.start() - 12) : match.start()].split()
    ahead = [m.group().strip(".,;:()") for m in _WORD.finditer(prose[match.end() : match.end() + 40])][:3]
    opening = before[-1].strip("(\"'“") if before else ""
    for count in range(len(ahead), -1, -1):
        closing = " ".join(ahead[:count])
        for written in (f"{opening} {match.group()} {closing}", f"{match.group()} {closing}"):
            try:
                read = read_sum(written, country)
            except ValueError:
                continue
            if read.amount == money.amount and read.currency == money.currency:
                return True
    return False


def _significant(number: str) -> str:
    whole = re.sub(r"\D", "", number)
    return whole.strip("0")


def _quote(prose: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a place, cut at spaces where it is long."""
    for left, right in sentences(prose):
        if left <= start and end <= right:
            if right - left > _LONGEST_QUOTE:
                left = max(left, prose.rfind(" ", 0, max(start - _LONGEST_QUOTE // 2, 0)) + 1)
                cut = prose.find(" ", end + _LONGEST_QUOTE // 3)
                right = min(right, cut if cut >= 0 else right)
            return left, right
    return start, end
