"""Which texts tell of one penalty, which may, and which do not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from knowledge.ledger.ledger import Ledger
from knowledge.ledger.matching import Matcher, Telling
from knowledge.ledger.names import Names
from knowledge.ledger.proposals import review
from knowledge.records.documents import Citation
from knowledge.records.extracted import Extracted, Role
from knowledge.records.money import Money
from knowledge.records.penalties import Kind, Penalty, Regulator, Respondent, Status

REGULATORS = (Regulator("CNIL", "Commission nationale", "FR"), Regulator("ICO", "Information Commissioner", "GB"))
RESPONDENTS = (
    Respondent("acme", "Acme", "group"), Respondent("acme-shop", "Acme Shop", "company", parent="acme"),
    Respondent("acme-cloud", "Acme Cloud", "company", parent="acme"), Respondent("boreal", "Boreal", "company"),
)  # fmt: skip


def told(**fields: Any) -> Extracted:
    """EUR 600 by the CNIL on Acme, 4 May 2021, but for ``fields``."""
    given: dict[str, Any] = {
        "role": Role.IMPOSED, "quote": "fined", "start": 0, "end": 5, "kind": Kind.ADMINISTRATIVE_FINE,
        "status": Status.IMPOSED, "confidence": 0.9, "amount": Money(Decimal(600), "EUR"), "respondent": "Acme",
        "regulator": "CNIL", "decided": date(2021, 5, 4),
    }  # fmt: skip
    return Extracted(**(given | fields))


def penalty(identity: str = "p", respondent: str = "acme", **fields: Any) -> Penalty:
    given: dict[str, Any] = {
        "decision": identity, "regulator": "CNIL", "named": respondent.title(), "kind": Kind.ADMINISTRATIVE_FINE,
        "decided": date(2021, 5, 4), "status": Status.IMPOSED, "citation": Citation(identity, 0, 5, "fined"),
        "amount": Money(Decimal(600), "EUR"),
    }  # fmt: skip
    return Penalty(identity, respondents=(respondent,), **(given | fields))


def ledger(*penalties: Penalty) -> Ledger:
    return Ledger(penalties, Names(REGULATORS, RESPONDENTS))


SAME, MAYBE, NO = "same", "maybe", "no"


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    told: dict[str, Any]
    outcome: str
    recorded: dict[str, Any] = field(default_factory=dict)


CASES = (
    Case("all agrees", {}, SAME),
    Case("another sum of the same decision", {"amount": Money(Decimal(601), "EUR")}, MAYBE),
    Case("another currency", {"amount": Money(Decimal(600), "USD")}, MAYBE),
    Case("another sum, long after", {"amount": Money(Decimal(601), "EUR"), "decided": date(2022, 5, 4)}, NO),
    Case("600.0 is 600", {"amount": Money(Decimal("600.0"), "EUR")}, SAME),
    Case("no day told", {"decided": None}, SAME),
    Case("the month", {"decided": date(2021, 5, 1), "precision": "month"}, SAME),
    Case("the month after", {"decided": date(2021, 6, 1), "precision": "month"}, MAYBE),
    Case("the year", {"decided": date(2021, 1, 1), "precision": "year"}, MAYBE),
    Case("another year", {"decided": date(2020, 1, 1), "precision": "year"}, MAYBE),
    Case("weeks later: perhaps another fine", {"decided": date(2021, 6, 30)}, MAYBE),
    Case("told as of the announcement", {"decided": date(2021, 6, 30)}, SAME, {"announced": date(2021, 6, 30)}),
    Case("a year later: perhaps another fine", {"decided": date(2022, 5, 4)}, MAYBE),
    Case("another authority", {"regulator": "ICO"}, NO),
    Case("an authority unknown here", {"regulator": "the watchdog"}, MAYBE),
    Case("no authority, that day", {"regulator": None}, SAME),
    Case("no authority, no day", {"regulator": None, "decided": None}, MAYBE),
    Case("another respondent", {"respondent": "Boreal"}, NO),
    Case("no respondent, that day", {"respondent": None}, MAYBE),
    Case("no respondent, no day", {"respondent": None, "decided": None}, NO),
    Case("the group for its company", {"respondent": "Acme"}, SAME, {"respondent": "acme-shop"}),
    Case("the company for its group", {"respondent": "Acme Shop"}, SAME),
    Case("its sister", {"respondent": "Acme Cloud"}, MAYBE, {"respondent": "acme-shop"}),
    Case("a settlement for a fine", {"kind": Kind.SETTLEMENT}, MAYBE),
    Case("a civil penalty for a fine", {"kind": Kind.CIVIL_PENALTY}, SAME),
    Case("redress beside the fine", {"kind": Kind.REDRESS}, MAYBE),
    Case("told as an overdue payment", {"kind": Kind.OVERDUE_PENALTY_PAYMENT}, MAYBE),
    Case("with its form of company", {"respondent": "ACME S.A."}, SAME),
    Case("more than its name", {"respondent": "Acme Bank of Paris"}, MAYBE),
)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_a_text_beside_one_recorded_penalty(case: Case) -> None:
    matcher = Matcher(ledger(penalty(**case.recorded)))
    same, rule, near = matcher.recorded(Telling("d", told(**case.told)))
    assert (SAME if same else MAYBE if near else NO) == case.outcome
    assert bool(rule) == (case.outcome == SAME)


def test_of_two_alike_the_one_on_the_company_itself() -> None:
    matcher = Matcher(ledger(penalty("one", "acme-shop"), penalty("two", "acme-cloud")))
    assert matcher.recorded(Telling("d", told(respondent="Acme Cloud")))[0] == "two"
    same, _, near = matcher.recorded(Telling("d", told(respondent="Acme")))
    assert same is None and set(near) == {"one", "two"}, "the group may mean either"


def proposals(*sums: Extracted) -> list[tuple[list[str], list[str]]]:
    """(documents, near) of each proposal, nothing being recorded."""
    found = review([(f"d{n}", (s,)) for n, s in enumerate(sums)], ledger(), {}).proposals
    names = {p.id: p.tellings[0].document for p in found}
    return [([t.document for t in p.tellings], [names[n] for n in p.near]) for p in found]


def test_the_same_told_by_two_is_one_proposal() -> None:
    assert proposals(told(), told(decided=None)) == [(["d0", "d1"], [])]


def test_the_same_sum_on_two_respondents_is_two() -> None:
    assert proposals(told(), told(respondent="Boreal")) == [(["d0"], []), (["d1"], [])]


def test_what_may_be_one_is_listed_as_near_and_not_joined() -> None:
    assert proposals(told(), told(kind=Kind.SETTLEMENT)) == [(["d0"], ["d1"]), (["d1"], ["d0"])]


def test_a_text_that_fits_two_joins_neither() -> None:
    two = (told(decided=date(2021, 5, 4)), told(decided=date(2022, 5, 4)))
    assert proposals(*two, told(decided=None)) == [
        (["d0"], ["d1", "d2"]), (["d1"], ["d0", "d2"]), (["d2"], ["d0", "d1"]),
    ]  # fmt: skip


def test_a_name_that_no_registry_knows_is_compared_by_its_words() -> None:
    one, other = told(respondent="Hotel Zur Post GmbH"), told(respondent="Hotel zur Post")
    assert proposals(one, other) == [(["d0", "d1"], [])]
    assert proposals(one, told(respondent="Hotel Zur Alten Post")) == [(["d0"], ["d1"]), (["d1"], ["d0"])]
    assert proposals(one, told(respondent="Bakery Müller")) == [(["d0"], []), (["d1"], [])]


def test_what_is_not_imposed_is_not_proposed() -> None:
    roles = [told(role=role) for role in Role if role is not Role.IMPOSED]
    assert proposals(*roles, told(amount=None)) == []


def test_a_text_that_tells_it_twice_is_one_telling() -> None:
    found = review([("d", (told(), told(start=9, end=14)))], ledger(), {}).proposals
    assert [len(p.tellings) for p in found] == [1]


@pytest.mark.parametrize("name", ["Private individual", "Store owner", "the company", "Bank", "Unknown"])
def test_a_description_is_no_name(name: str) -> None:
    assert proposals(told(respondent=name), told(respondent=name)) == [(["d0"], ["d1"]), (["d1"], ["d0"])]


def test_a_telling_joins_only_where_all_that_are_joined_agree() -> None:
    names = ("Alpha Bank", "Bank", "Beta Bank")
    assert all(len(documents) == 1 for documents, _ in proposals(*(told(respondent=n) for n in names)))


def test_two_rows_of_one_table_are_two_whatever_they_look_like() -> None:
    rows = [(f"row{n}", (told(),)) for n in range(2)]
    one_table = review(rows, ledger(), {}, {"row0": "fines.csv", "row1": "fines.csv"}).proposals
    assert [len(p.tellings) for p in one_table] == [1, 1] and all(p.near for p in one_table)
    two_tables = review(rows, ledger(), {}, {"row0": "fines.csv", "row1": "other.csv"}).proposals
    assert [len(p.tellings) for p in two_tables] == [2]


def test_of_two_rows_like_a_recorded_penalty_only_one_tells_of_it() -> None:
    rows = [(f"row{n}", (told(),)) for n in range(2)]
    found = review(rows, ledger(penalty()), {}, {"row0": "fines.csv", "row1": "fines.csv"})
    assert [m.telling.document for m in found.mentions] == ["row0"]
    assert [(p.tellings[0].document, p.near) for p in found.proposals] == [("row1", ("p",))]


def test_a_row_without_a_day_is_matched_by_nobody() -> None:
    found = review([("row", (told(decided=None),))], ledger(penalty()), {}, {"row": "fines.csv"})
    assert found.mentions == () and found.proposals[0].near == ("p",)


def test_one_text_that_tells_two_companies_in_one_sentence_tells_two() -> None:
    found = review([("d", (told(), told(respondent="Boreal")))], ledger(), {}).proposals
    assert [p.told.respondent for p in found] == ["Acme", "Boreal"]


def test_a_daily_rate_is_no_sum_that_was_imposed() -> None:
    assert proposals(told(per="day")) == []


def test_the_total_of_a_decision_beside_its_parts_is_near_them() -> None:
    total = told(amount=Money(Decimal(1500), "EUR"))
    assert proposals(told(), total) == [(["d0"], ["d1"]), (["d1"], ["d0"])]
    both = review([("d", (told(), total))], ledger(), {}).proposals
    assert [p.near for p in both] == [(), ()], "one text may tell of two"
