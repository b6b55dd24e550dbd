"""Fineprint's knowledge: a library that answers questions about regulatory penalties with cited, exact figures.

>>> from pathlib import Path
>>> from knowledge import Knowledge, Settings
>>> knowledge = Knowledge.open(Settings(cache=Path(".cache")))
>>> knowledge.ask("how much has Clearview been fined in France?").figures[0].figure.value
Decimal('25200000')
"""

from knowledge.answers.answer import Answer, AnswerShape, Cited, Record, Told, shape
from knowledge.changes import DocumentTitle, PenaltyChange, Reloaded, ReloadUnderWay, Stage
from knowledge.folders import Damaged
from knowledge.ingest.folder import STARTER
from knowledge.ledger.figures import Figure, LeftOut, Term
from knowledge.ledger.selection import Selection
from knowledge.lookups.lookup import Filters, Lookup, Order, Task
from knowledge.lookups.suggesting import Field, Suggested
from knowledge.records.money import Money
from knowledge.records.penalties import Kind, Penalty, Status
from knowledge.records.problems import Problem
from knowledge.search.errors import EmbeddingError
from knowledge.service import Knowledge
from knowledge.serving import Settings, SourceRow, default_cache
from knowledge.snapshot import NotUsable

__all__ = [
    "STARTER",
    "Answer",
    "AnswerShape",
    "Cited",
    "Damaged",
    "DocumentTitle",
    "EmbeddingError",
    "Field",
    "Figure",
    "Filters",
    "Kind",
    "Knowledge",
    "LeftOut",
    "Lookup",
    "Money",
    "NotUsable",
    "Order",
    "Penalty",
    "PenaltyChange",
    "Problem",
    "Record",
    "ReloadUnderWay",
    "Reloaded",
    "Selection",
    "Settings",
    "SourceRow",
    "Stage",
    "Status",
    "Suggested",
    "Task",
    "Term",
    "Told",
    "default_cache",
    "shape",
]
