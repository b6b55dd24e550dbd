"""How fast people may ask, by a clock of the test's own."""

from __future__ import annotations

import pytest

from bot.pace import Gate, Paces, TooFast


def test_a_window_slides() -> None:
    now = [0.0]
    paces = Paces(2, 10.0, lambda: now[0])
    paces.count(1)
    now[0] = 4.0
    paces.count(1)
    assert paces.wait(1) == 6.0
    assert paces.wait(2) == 0.0
    now[0] = 10.0
    assert paces.wait(1) == 0.0
    paces.count(1)
    assert paces.wait(1) == 4.0


def test_who_is_refused_does_not_count_and_is_told_once() -> None:
    now = [0.0]
    gate = Gate((1, 10.0), (100, 10.0), lambda: now[0])
    gate.enter(1, 7)
    seen = []
    for now[0] in (1.0, 2.0, 9.5):
        with pytest.raises(TooFast) as refused:
            gate.enter(1, 7)
        seen.append((refused.value.wait, refused.value.again))
    assert seen == [(9.0, False), (8.0, True), (0.5, True)]
    now[0] = 10.0
    gate.enter(1, 7)


def test_a_channel_has_a_pace_of_its_own() -> None:
    gate = Gate((5, 10.0), (2, 10.0), lambda: 0.0)
    gate.enter(1, 7)
    gate.enter(2, 7)
    with pytest.raises(TooFast):
        gate.enter(3, 7)
    gate.enter(3, 8)


def test_keys_that_are_idle_are_thrown_away() -> None:
    now = [0.0]
    paces = Paces(1, 1.0, lambda: now[0])
    for key in range(10_001):
        paces.count(key)
    now[0] = 5.0
    paces.count(-1)
    assert len(paces._seen) == 1
