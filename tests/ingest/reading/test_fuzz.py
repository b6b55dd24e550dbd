"""Damaged files of every kind: a document that holds, or a Problem; never an exception, never a hang."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from knowledge.ingest.reading.arrival import Arrival, Limits, Reading
from knowledge.ingest.reading.bounded import BoundedReader
from knowledge.ingest.reading.cleaning import clean
from knowledge.ingest.reading.language import Languages
from knowledge.ingest.reading.reading import read
from tests.ingest.reading.fuzz import damaged, outcome, seeds

SEEDS = seeds()
NAMES = sorted(SEEDS)
LANGUAGES = Languages()


def holds(reading: Reading) -> bool:
    """What everything after the door relies on."""
    assert reading.documents or reading.entries or any(p.fatal for p in reading.problems)
    for document in reading.documents:
        assert document.text == clean(document.text) != ""
        assert document.id and document.title
        assert list(document.pages) == sorted(document.pages)
        assert all(0 <= start <= len(document.text) for start in document.pages)
        document.text.encode()
        document.title.encode()
    return True


@pytest.mark.parametrize("name", NAMES)
def test_every_reader(name: str) -> None:
    @settings(max_examples=120, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.randoms(use_true_random=True), st.sampled_from(NAMES))
    @example(random.Random(0), name)
    def check(random_: random.Random, other: str) -> None:
        data = damaged(SEEDS[name], SEEDS[other], random_)
        assert holds(read(Arrival(name, data), LANGUAGES))

    check()


def test_every_reader_within_limits() -> None:
    random_ = random.Random(7)
    with BoundedReader(Limits(seconds=20)) as reader:
        for number in range(150):
            name, other = NAMES[number % len(NAMES)], random_.choice(NAMES)
            reading = reader.read(Arrival(name, damaged(SEEDS[name], SEEDS[other], random_)))
            assert holds(reading)
            assert outcome(reading) in ("read", "read, with a warning", "refused")
        assert reader.started == 1
