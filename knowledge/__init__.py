"""Fineprint's knowledge: a library that answers questions about regulatory penalties with cited, exact figures.

>>> from pathlib import Path
>>> from knowledge import Knowledge, Settings
>>> knowledge = Knowledge.open(Settings(cache=Path(".cache")))
>>> knowledge.ask("how much has Clearview been fined in France?").figures[0].figure.value
Decimal('25200000')
"""

from knowledge.answers.answer import Answer, AnswerShape, Cited, Told, shape
from knowledge.ledger.figures import Figure, LeftOut, Term
from knowledge.ledger.selection import Selection
from knowledge.records.penalties import Kind, Penalty, Status
from knowledge.records.problems import Problem
from knowledge.service import Knowledge, Settings
from knowledge.snapshot import Damaged, NotUsable

__all__ = [
    "Answer",
    "AnswerShape",
    "Cited",
    "Damaged",
    "Figure",
    "Kind",
    "Knowledge",
    "LeftOut",
    "NotUsable",
    "Penalty",
    "Problem",
    "Selection",
    "Settings",
    "Status",
    "Term",
    "Told",
    "shape",
]
