"""The kind of a penalty, by the noun that names it."""

from __future__ import annotations

import re

from knowledge.records.extracted import Role
from knowledge.records.penalties import Kind

_SETTLES = re.compile(r"\b(?:settl|resolv|resolution agreement|allegation)", re.IGNORECASE)


def kind_of(head: str, in_us: bool, role: Role, per: str | None, words: str) -> Kind:
    """The kind that a noun means. ``in_us``: a US authority's "penalty" is a civil one. ``words``: the quote."""
    if role is Role.THREATENED or (per is not None and role is not Role.STORY):
        return Kind.PERIODIC_PENALTY_THREAT
    if head == "overdue" or (head == "periodic" and role is Role.IMPOSED):
        return Kind.OVERDUE_PENALTY_PAYMENT
    if head == "settlement":
        return Kind.SETTLEMENT
    if head == "redress":
        return Kind.REDRESS
    if head == "disgorgement":
        return Kind.DISGORGEMENT
    if head == "civil_penalty":
        return Kind.CIVIL_PENALTY
    if head == "pay":
        return Kind.SETTLEMENT if _SETTLES.search(words) else _fine(in_us)
    return Kind.ADMINISTRATIVE_FINE if head == "administrative_fine" else _fine(in_us)


def _fine(in_us: bool) -> Kind:
    return Kind.CIVIL_PENALTY if in_us else Kind.ADMINISTRATIVE_FINE
