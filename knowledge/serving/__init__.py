"""What serves: one snapshot with its search indexes, whose vectors may still be on their way."""

from knowledge.serving.embedders import Embedders
from knowledge.serving.settings import DEFAULT_MODEL, Progress, Settings, default_cache
from knowledge.serving.state import Serving, SourceRow, Status

__all__ = [
    "DEFAULT_MODEL",
    "Embedders",
    "Progress",
    "Serving",
    "Settings",
    "SourceRow",
    "Status",
    "default_cache",
]
