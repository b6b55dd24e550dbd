"""What is in force on a day, replayed by hand-written lives of penalties."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.records.documents import Citation
from knowledge.records.money import Money
from knowledge.records.penalties import FINES, NO_MONEY, OTHER_MONEY, Kind, Penalty, Status, StatusEvent

CITATION = Citation("d", 0, 1, "x")
Step = tuple[str, str, str | None]


def life(
    decided: str,
    amount: str | None,
    currency: str,
    status: str,
    *steps: Step,
    known: bool = True,
    kind: Kind = Kind.ADMINISTRATIVE_FINE,
) -> Penalty:
    events = tuple(
        StatusEvent(date.fromisoformat(day), event, None if value is None else Decimal(value), CITATION)
        for day, event, value in steps
    )
    return Penalty(
        id="p", decision="p", regulator="R", respondents=("r",), named="R", kind=kind,
        decided=date.fromisoformat(decided), status=Status(status), citation=CITATION,
        amount=None if amount is None else Money(Decimal(amount), currency), events=events, standing_known=known,
    )  # fmt: skip


KLARNA = life("2022-03-28", "7500000", "SEK", "reinstated", ("2023-04-14", "reduced", "6000000"),
              ("2024-03-11", "reinstated", "7500000"))  # fmt: skip
SPOTIFY = life("2023-06-12", "58000000", "SEK", "reinstated", ("2024-06-28", "reduced", "40000000"),
               ("2025-06-03", "reinstated", "58000000"))  # fmt: skip
CLEARVIEW = life("2022-05-18", "7552800", "GBP", "under_appeal", ("2021-11-29", "proposed", "17000000"),
                 ("2022-05-18", "imposed", "7552800"), ("2023-10-17", "annulled", "0"),
                 ("2025-10-07", "reinstated", "7552800"))  # fmt: skip
AMAZON = life("2021-07-15", "746000000", "EUR", "annulled", ("2021-12-17", "injunction_suspended", None),
              ("2025-03-18", "upheld", "746000000"), ("2026-03-12", "annulled", "0"))  # fmt: skip
ANDROID = life("2018-07-18", "4342865000", "EUR", "reduced", ("2022-09-14", "reduced", "4125000000"),
               ("2026-07-02", "upheld", "4125000000"))  # fmt: skip
TECH_DATA = life("2020-03-16", "76100000", "EUR", "reduced", ("2022-10-06", "reduced", None),
                 ("2026-05-13", "upheld", None), known=False)  # fmt: skip
NOTEBOOKSBILLIGER = life("2021-01-08", "10400000", "EUR", "unknown", ("2021-01-08", "announced", "10400000"),
                         ("2021-01-08", "objection_lodged", None), known=False)  # fmt: skip
PAID = life("2020-01-10", "100", "EUR", "paid", ("2020-02-10", "appealed", None), ("2020-03-10", "paid", "100"))
SETTLED = life("2020-01-10", "100", "USD", "settled")


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    penalty: Penalty
    on: str
    standing: str | None
    status: str
    ever: str


REPLAY = (
    Case("Klarna, as imposed", KLARNA, "2022-03-28", "7500000", "imposed", "imposed"),
    Case("Klarna, the day before the cut", KLARNA, "2023-04-13", "7500000", "imposed", "imposed"),
    Case("Klarna, the day of the cut", KLARNA, "2023-04-14", "6000000", "reduced", "imposed reduced"),
    Case("Klarna, the day before it rose", KLARNA, "2024-03-10", "6000000", "reduced", "imposed reduced"),
    Case("Klarna, restored", KLARNA, "2024-03-11", "7500000", "reinstated", "imposed reduced reinstated"),
    Case("Spotify, cut", SPOTIFY, "2024-12-31", "40000000", "reduced", "imposed reduced"),
    Case("Spotify, restored", SPOTIFY, "2026-01-01", "58000000", "reinstated", "imposed reduced reinstated"),
    Case("Clearview UK, a proposal sets no sum", CLEARVIEW, "2022-05-18", "7552800", "imposed", "imposed"),
    Case("Clearview UK, set aside", CLEARVIEW, "2024-06-01", "0", "annulled", "imposed annulled"),
    Case("Clearview UK, revived but not final", CLEARVIEW, "2025-10-07", "7552800", "under_appeal",
         "imposed annulled reinstated under_appeal"),
    Case("Amazon LU, the order suspended", AMAZON, "2022-01-01", "746000000", "imposed", "imposed"),
    Case("Amazon LU, upheld", AMAZON, "2025-03-18", "746000000", "upheld", "imposed upheld"),
    Case("Amazon LU, the day before", AMAZON, "2026-03-11", "746000000", "upheld", "imposed upheld"),
    Case("Amazon LU, annulled", AMAZON, "2026-03-12", "0", "annulled", "imposed upheld annulled"),
    Case("Android, as imposed", ANDROID, "2022-09-13", "4342865000", "imposed", "imposed"),
    Case("Android, cut", ANDROID, "2022-09-14", "4125000000", "reduced", "imposed reduced"),
    Case("Android, the cut upheld", ANDROID, "2026-07-02", "4125000000", "reduced", "imposed reduced upheld"),
    Case("Tech Data, before the cut", TECH_DATA, "2022-10-05", "76100000", "imposed", "imposed"),
    Case("Tech Data, a cut without a sum", TECH_DATA, "2022-10-06", None, "reduced", "imposed reduced"),
    Case("Tech Data, upheld without a sum", TECH_DATA, "2026-05-13", None, "reduced", "imposed reduced upheld"),
    Case("notebooksbilliger", NOTEBOOKSBILLIGER, "2026-11-23", None, "unknown", "imposed under_appeal unknown"),
    Case("an appeal moves no sum", PAID, "2020-02-10", "100", "under_appeal", "imposed under_appeal"),
    Case("nor does paying", PAID, "2020-03-10", "100", "paid", "imposed under_appeal paid"),
    Case("a settlement stands as settled", SETTLED, "2020-01-10", "100", "settled", "imposed settled"),
)  # fmt: skip


@pytest.mark.parametrize("case", REPLAY, ids=lambda c: c.id)
def test_replay(case: Case) -> None:
    on = date.fromisoformat(case.on)
    money = case.penalty.standing(on)
    assert (None if money is None else str(money.amount)) == case.standing
    if money is not None:
        assert case.penalty.amount is not None
        assert money.currency == case.penalty.amount.currency
    assert case.penalty.status_on(on) is Status(case.status)
    assert case.penalty.statuses_ever(on) == {Status(word) for word in case.ever.split()}


@pytest.mark.parametrize("kind", sorted(NO_MONEY), ids=str)
def test_a_threat_or_an_order_has_no_standing_sum(kind: Kind) -> None:
    assert replace(KLARNA, kind=kind).standing(date.max) is None


def test_no_amount_no_standing_sum() -> None:
    assert life("2020-01-10", None, "EUR", "imposed").standing(date.max) is None


def test_a_decision_taken_later_does_not_exist_yet() -> None:
    assert not KLARNA.exists(date(2022, 3, 27))
    assert KLARNA.exists(date(2022, 3, 28))


def test_every_kind_is_a_fine_or_other_money_or_no_money() -> None:
    assert frozenset(Kind) == FINES | OTHER_MONEY | NO_MONEY
    assert len(Kind) == len(FINES) + len(OTHER_MONEY) + len(NO_MONEY)
    assert {kind for kind in Kind if replace(KLARNA, kind=kind).is_fine} == FINES


MOVES = st.lists(
    st.tuples(
        st.integers(0, 400),
        st.sampled_from(["upheld", "reduced", "reinstated", "annulled", "appealed", "published", "paid", "stayed"]),
        st.none() | st.integers(0, 10**6),
    ),
    max_size=8,
)


@given(MOVES, st.integers(0, 420))
def test_replay_agrees_with_a_naive_one(moves: list[tuple[int, str, int | None]], after: int) -> None:
    decided = date(2020, 1, 1)
    moves.sort(key=lambda m: m[0])
    penalty = life("2020-01-01", "500", "EUR", "imposed", *(
        ((decided + timedelta(days)).isoformat(), event, None if value is None else str(value))
        for days, event, value in moves
    ))  # fmt: skip
    expected: int | None = 500
    for days, event, value in moves:
        if days > after or event not in ("upheld", "reduced", "reinstated", "annulled"):
            continue
        if event == "annulled":
            expected = 0
        elif value is not None:
            expected = value
        elif event != "upheld":
            expected = None
    found = penalty.standing(decided + timedelta(after))
    assert (None if found is None else found.amount) == expected
