"""An article as it was published, added beside the starter knowledge base: two sources more and no new penalty."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.ingest.reading.arrival import Arrival
from knowledge.ingest.sources import STARTER
from knowledge.library.door import add
from knowledge.snapshot import Snapshot, build

SEED = Path(__file__).resolve().parents[3] / "shared" / "seeds" / "clearview-naked-security.txt"
OURS = """\
More trouble for the collector of faces

In October 2022 the CNIL fined Clearview AI €20,000,000 for gathering photographs of people in France without asking any
of them. It also told the company to stop, with a penalty of €100,000 for each day that it went on after two months.

It went on. On 13 April 2023 the CNIL imposed an overdue penalty payment of €5,200,000 on Clearview AI.
"""


def beside_starter(text: str, folder: Path) -> Snapshot:
    add([Arrival("article.txt", text.encode())], folder, date(2026, 11, 24))
    return build([STARTER, folder])


def check(snapshot: Snapshot) -> None:
    assert snapshot.content.problems == build([STARTER]).content.problems
    assert snapshot.review.proposals == ()
    mentions = snapshot.review.mentions
    assert [m.penalty for m in mentions] == ["cnil-clearview-2022-fine", "cnil-clearview-2023-overdue-penalty"]
    assert len(snapshot.content.penalties) == len(build([STARTER]).content.penalties)


def test_a_text_of_our_own(tmp_path: Path) -> None:
    check(beside_starter(OURS, tmp_path / "kb"))


@pytest.mark.skipif(not SEED.is_file(), reason="the shared seed article is not here")
def test_the_seed_article(tmp_path: Path) -> None:
    check(beside_starter(SEED.read_text(encoding="utf-8"), tmp_path / "kb"))
