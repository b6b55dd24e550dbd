"""Typed filters: the same answers as questions get, and refusals that name the option and what is near."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from knowledge import Answer, Filters, Knowledge, Lookup, Money, Order, Task
from tests.golden.starter import AS_OF, TODAY, Asker

CLEARVIEW = Filters(respondent="Clearview")


def look(knowledge: Knowledge, lookup: Lookup, language: str = "en") -> Answer:
    return knowledge.look_up(lookup, language, AS_OF, TODAY)


def values(answer: Answer) -> list[str]:
    return [f"{t.figure.measure} {t.figure.value:f} {t.figure.unit}" for t in answer.figures]


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    lookup: Lookup
    first: str  # the headline figure
    says: str = ""


CASES = (
    Case("a total", Lookup(Task.TOTAL, Filters("Clearview", country="France")), "total 25200000 EUR"),
    Case(
        "a country in another language",
        Lookup(Task.TOTAL, Filters("Clearview", country="Frankreich")),
        "total 25200000 EUR",
    ),
    Case("a country's code", Lookup(Task.TOTAL, Filters("Clearview", country="fr")), "total 25200000 EUR"),
    Case("a regulator by name", Lookup(Task.TOTAL, Filters("Clearview", "dutch ap")), "total 30500000 EUR"),
    Case(
        "the standing basis leads",
        Lookup(Task.TOTAL, Filters("Amazon", country="Luxembourg"), basis="standing"),
        "total 0 EUR",
    ),
    Case("a list", Lookup(Task.LIST, CLEARVIEW), "list 6 penalties"),
    Case("a list of every kind", Lookup(Task.LIST, Filters("Clearview", kind="all")), "list 22 penalties"),
    Case("a kind in French", Lookup(Task.LIST, Filters(kind="rappel à l'ordre")), "list 1 penalties"),
    Case(
        "the largest", Lookup(Task.TOP, Filters(country="EU", law="gdpr"), top=3), "list 3 penalties", "1,200,000,000"
    ),
    Case("orders have no size", Lookup(Task.TOP, Filters(kind="order_only"), top=2), "list 22 penalties"),
    Case("a timeline", Lookup(Task.TIMELINE, CLEARVIEW), "list 6 penalties", "By year, fines on Clearview AI"),
    Case(
        "two sides",
        Lookup(Task.COMPARE, Filters("Meta"), Filters("Google")),
        "difference 7819599000 EUR",
        "2.95 times as much",
    ),
    Case(
        "two sides in two currencies",
        Lookup(Task.COMPARE, Filters(regulator="ICO"), Filters(regulator="CNIL")),
        "total 73152800 GBP",
        "Fines by CNIL: €1,142,580,000",
    ),
    Case(
        "two sides converted",
        Lookup(Task.COMPARE, Filters(regulator="ICO"), Filters(regulator="CNIL"), currency="eur"),
        "difference 1060072414.45 EUR",
    ),
    Case(
        "a daily rate", Lookup(Task.DAILY, CLEARVIEW, days=100), "projection 10000000 EUR", "- 30 days: €3,000,000 [1]"
    ),
    Case(
        "days from and to",
        Lookup(Task.DAILY, Filters("Clearview", first=date(2022, 12, 20), last=date(2023, 2, 20))),
        "projection 6300000 EUR",
        "both included: 63",
    ),
    Case(
        "a rate that was picked",
        Lookup(Task.DAILY, Filters("cnpd-amazon-2021-daily-penalty"), days=10),
        "projection 7460000 EUR",
    ),
    Case(
        "both tiers of the GDPR",
        Lookup(Task.MAXIMUM, Filters(law="GDPR"), turnover=Money(Decimal(10**9), "EUR")),
        "maximum 40000000 EUR",
        "€20,000,000: GDPR, Art. 83(4) [2]",
    ),
    Case(
        "a law in words",
        Lookup(Task.MAXIMUM, Filters(law="Digital Services Act"), turnover=Money(Decimal(10**9), "EUR")),
        "maximum 60000000 EUR",
    ),
    Case(
        "competition",
        Lookup(Task.MAXIMUM, Filters(law="competition"), turnover=Money(Decimal(10**9), "EUR")),
        "maximum 100000000 EUR",
    ),
    Case(
        "an article",
        Lookup(Task.LIST, Filters(country="Europe", law="GDPR Art. 32", status="under appeal")),
        "list 1 penalties",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_look_up(knowledge: Knowledge, case: Case) -> None:
    answer = look(knowledge, case.lookup)
    assert answer.kind == "figures"
    assert values(answer)[0] == case.first
    assert case.says in answer.text
    for told in answer.figures:
        assert len(told.marks) == len(told.figure.terms)


@dataclass(frozen=True, slots=True)
class Refusal:
    id: str
    lookup: Lookup
    reason: str
    says: str
    suggests: str = ""


REFUSALS = (
    Refusal(
        "one slip is a suggestion", Lookup(Task.TOTAL, Filters("Clearveiw")), "unknown_name", "Clearveiw", "Clearview"
    ),
    Refusal("a regulator", Lookup(Task.TOTAL, Filters(regulator="XYZW")), "unknown_name", "Authority “XYZW”"),
    Refusal("a country", Lookup(Task.TOTAL, Filters(country="Frnce")), "unknown_name", "Country “Frnce”", "France"),
    Refusal("a law", Lookup(Task.TOTAL, Filters(law="GDPRR")), "unknown_name", "Law “GDPRR”", "GDPR"),
    Refusal("a kind", Lookup(Task.TOTAL, Filters(kind="taxes")), "unknown_name", "Kind “taxes”", "civil_penalty"),
    Refusal("a status", Lookup(Task.TOTAL, Filters(status="lost")), "unknown_name", "Status “lost”", "annulled"),
    Refusal(
        "days the wrong way round",
        Lookup(Task.LIST, Filters(first=date(2024, 1, 1), last=date(2023, 1, 1))),
        "ambiguous",
        "2024-01-01 > 2023-01-01",
    ),
    Refusal(
        "nothing there", Lookup(Task.TOTAL, Filters("Uber", country="Spain")), "nothing_recorded", "no fines on Uber"
    ),
    Refusal("several rates", Lookup(Task.DAILY, Filters("Amazon"), days=5), "ambiguous", "CNPD (Luxembourg)"),
    Refusal("no rate", Lookup(Task.DAILY, Filters("Uber"), days=5), "nothing_recorded", "threatened penalties on Uber"),
    Refusal(
        "a cap is no rate", Lookup(Task.DAILY, Filters("Clearview", "Dutch AP"), days=5), "not_enough_evidence", "cap"
    ),
    Refusal("no days", Lookup(Task.DAILY, CLEARVIEW), "ambiguous", "number of days"),
    Refusal("no such number of days", Lookup(Task.DAILY, CLEARVIEW, days=0), "not_enough_evidence", "between 1 and"),
    Refusal("a share of no turnover", Lookup(Task.MAXIMUM, Filters(law="DMA")), "not_enough_evidence", "turnover"),
    Refusal(
        "a turnover in another currency",
        Lookup(Task.MAXIMUM, Filters(law="GDPR"), turnover=Money(Decimal(5), "USD")),
        "not_enough_evidence",
        "USD",
    ),
    Refusal(
        "a law without a ceiling", Lookup(Task.MAXIMUM, Filters(law="HIPAA")), "not_enough_evidence", "HIPAA", "DMA"
    ),
)


@pytest.mark.parametrize("case", REFUSALS, ids=lambda c: c.id)
def test_what_is_not_known_is_refused(knowledge: Knowledge, case: Refusal) -> None:
    answer = look(knowledge, case.lookup)
    assert (answer.kind, answer.reason, answer.figures, answer.records) == ("refusal", case.reason, (), ())
    assert case.says in answer.text
    assert not case.suggests or case.suggests in answer.suggestions


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it"])
def test_every_case_in_every_language(knowledge: Knowledge, language: str) -> None:
    for lookup in [*(c.lookup for c in CASES), *(c.lookup for c in REFUSALS)]:
        answer = look(knowledge, lookup, language)
        assert answer.language == language and answer.text


def test_a_look_up_and_a_question_give_the_same(knowledge: Knowledge, ask: Asker) -> None:
    asked = ask("How much has Clearview been fined in France?")
    looked = look(knowledge, Lookup(Task.TOTAL, Filters("Clearview", country="France")))
    assert (looked.figures, looked.citations, looked.records) == (asked.figures, asked.citations, asked.records)
    assert looked.question == "total: fines on Clearview AI in France"


def test_kinds_are_never_mixed_in_one_total(knowledge: Knowledge) -> None:
    answer = look(knowledge, Lookup(Task.TOTAL, Filters("Meta", kind="all")))
    for told in answer.figures:
        kinds = {knowledge.snapshot.ledger.by_id[t.penalty].kind.value for t in told.figure.terms}
        assert kinds == {told.figure.group}


def test_a_list_s_order(knowledge: Knowledge) -> None:
    largest = [r.id for r in look(knowledge, Lookup(Task.LIST, CLEARVIEW)).records]
    smallest = [r.id for r in look(knowledge, Lookup(Task.LIST, CLEARVIEW, order=Order.SMALLEST)).records]
    latest = [r.decided for r in look(knowledge, Lookup(Task.LIST, CLEARVIEW, order=Order.LATEST)).records]
    assert largest[0] == "ap-clearview-2024-fine" and smallest[-1] == "ap-clearview-2024-fine"
    assert latest == sorted(latest, reverse=True)


def test_records(knowledge: Knowledge) -> None:
    answer = look(knowledge, Lookup(Task.TOTAL, Filters("Amazon", country="Luxembourg")))
    (record,) = answer.records
    assert (record.id, record.kind, record.regulator) == (
        "cnpd-amazon-2021-fine",
        "administrative_fine",
        "CNPD (Luxembourg)",
    )
    assert (record.amount, record.standing) == (Money(Decimal(746_000_000), "EUR"), Money(Decimal(0), "EUR"))
    assert (record.status, record.mark) == ("annulled", 1)
    cited = answer.citations[0]
    assert (record.quote, record.url) == (cited.quote, cited.url)


def test_what_is_left_out_is_a_record_too(ask: Asker) -> None:
    answer = ask("Which fines did the Autorité de la concurrence impose?")
    terms = list(dict.fromkeys(t.penalty for told in answer.figures for t in told.figure.terms))
    left = [x.penalty for told in answer.figures for x in told.figure.left_out]
    assert [r.id for r in answer.records] == [*terms, *dict.fromkeys(x for x in left if x not in terms)]


BAD = (
    {"task": Task.TOTAL, "basis": "paid"},
    {"task": Task.TOP, "top": 0},
    {"task": Task.LIST, "order": "odd"},
    {"task": Task.COMPARE},
    {"task": Task.TOTAL, "against": Filters()},
)


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_a_look_up_that_no_menu_offers_is_not_built(bad: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"found|sides"):
        Lookup(**bad)  # type: ignore[arg-type]
