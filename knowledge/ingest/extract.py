"""Running text to what it tells of money: penalties imposed, and, kept apart, all other sums.

Rules, no model. Every record's quote stands verbatim in the text; nothing is recorded that the text does not say.
"""

from __future__ import annotations

from datetime import date

from knowledge.ingest.extraction.authorities import Authorities
from knowledge.ingest.extraction.listening import listen
from knowledge.ingest.extraction.outcomes import with_outcome
from knowledge.ingest.extraction.speech import language_of
from knowledge.ingest.extraction.sums import find_sums
from knowledge.ingest.extraction.tables import LANGUAGES
from knowledge.ingest.extraction.telling import settle_all
from knowledge.ingest.extraction.writing import written_down
from knowledge.ledger.names import Names
from knowledge.records.extracted import Extracted

VERSION = "rules 4"
"""Changes whenever the same text may give other records, so that stored ones are read anew."""


def extract(
    text: str, names: Names, language: str | None = None, published: date | None = None
) -> tuple[Extracted, ...]:
    """All sums of ``text`` in order of place, a repeat told once.

    ``language``: ISO 639-1; guessed where it is None or one that is not read. ``published`` is the day that "today" and
    "on Tuesday" speak of, and gives the year of "on 13 April".
    """
    spoken = language if language in LANGUAGES else language_of(text)
    sums = find_sums(text, spoken)
    if not sums:
        return ()
    authorities = Authorities(text, names)
    heard = listen(text, sums, spoken, authorities, names, published)
    told = with_outcome(text, settle_all(text, heard))
    return tuple(written_down(text, t) for t in told)
