"""What a person decided about a proposal or about a copy: one line of the review journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Decision(StrEnum):
    """``accepted``: it became ``penalty``; ``merged``: it tells of ``penalty``, which was recorded before."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    MERGED = "merged"
    SEPARATE = "separate"
    """Two that a rule took for one are two."""
    UNDONE = "undone"
    """As if nothing had been decided."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """``subject``: the identity of a proposal's sum, or the id of a document that was taken for a copy.

    act: what was decided together, by the proposal's id. digest: of the file that accepting it wrote (sha256).
    """

    subject: str
    decision: Decision
    by: str
    on: datetime
    penalty: str | None = None
    reason: str = ""
    act: str = ""
    digest: str = ""
