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
from knowledge.ingest.fetching.fetch import FetchRules
from knowledge.ingest.fetching.links import FetchFailed, LinkRefused
from knowledge.ingest.reading.arrival import Arrival, Entry, Limits, in_megabytes
from knowledge.ingest.sources import STARTER
from knowledge.ledger.figures import Figure, LeftOut, Term
from knowledge.ledger.selection import Selection
from knowledge.library.cards import Card, CardSource, Near, batch
from knowledge.library.deciding import Decided, Desk, NoSuch
from knowledge.library.door import Added, AddedDocument, AddedTable
from knowledge.library.draft import EDITABLE, Doubtful, NotReady
from knowledge.library.folder import Busy
from knowledge.library.merged import Merged
from knowledge.lookups.lookup import Filters, Lookup, Order, Task
from knowledge.lookups.suggesting import Field, Suggested
from knowledge.records.money import Money
from knowledge.records.penalties import MONEY_KINDS, Kind, Penalty, Status
from knowledge.records.problems import Problem
from knowledge.search.errors import EmbeddingError
from knowledge.search.progress import Indexing
from knowledge.service import Knowledge, NoFolder
from knowledge.serving import Settings, SourceRow, default_cache
from knowledge.snapshot import NotUsable

__all__ = [
    "EDITABLE",
    "MONEY_KINDS",
    "STARTER",
    "Added",
    "AddedDocument",
    "AddedTable",
    "Answer",
    "AnswerShape",
    "Arrival",
    "Busy",
    "Card",
    "CardSource",
    "Cited",
    "Damaged",
    "Decided",
    "Desk",
    "DocumentTitle",
    "Doubtful",
    "EmbeddingError",
    "Entry",
    "FetchFailed",
    "FetchRules",
    "Field",
    "Figure",
    "Filters",
    "Indexing",
    "Kind",
    "Knowledge",
    "LeftOut",
    "Limits",
    "LinkRefused",
    "Lookup",
    "Merged",
    "Money",
    "Near",
    "NoFolder",
    "NoSuch",
    "NotReady",
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
    "batch",
    "default_cache",
    "in_megabytes",
    "shape",
]
