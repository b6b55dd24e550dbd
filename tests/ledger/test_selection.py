"""Which penalties a selection takes: one ledger, one table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ledger.laws import LawWanted
from knowledge.ledger.ledger import IMPOSED, STANDING
from knowledge.ledger.periods import Period
from knowledge.ledger.selection import Amount, Selection
from knowledge.records.penalties import Kind, Penalty, Status
from tests.ledger.build import AS_OF, event, ledger, penalties_of, penalty

GONE = [event("2022-06-01", "appealed"), event("2024-01-31", "annulled", "0")]
CUT = [event("2023-03-01", "reduced")]
LEDGER = ledger((
    penalty("cnil-meta-2021-cookies", "60000000", decided="2021-12-31", respondents=("meta",), sector="social media",
            laws=("ePrivacy / French DPA Art. 82",), topics=("cookies", "consent"), announced="2022-01-06"),
    penalty("cnil-meta-2021-daily", "100000", decided="2021-12-31", respondents=("meta",), per="day",
            kind=Kind.PERIODIC_PENALTY_THREAT, decision="cnil-meta-2021-cookies", topics=("cookies",)),
    penalty("ec-whatsapp-2022", "110000000", decided="2022-05-18", respondents=("whatsapp",), regulator="EC",
            events=GONE, status=Status.ANNULLED, topics=("merger",)),
    penalty("ico-pay-2023", "7000000", "GBP", decided="2023-02-01", respondents=("whatsapp-pay",), regulator="ICO",
            laws=("UK GDPR Art. 5(1)(f)",), events=CUT, known=False, status=Status.REDUCED),
    penalty("adlc-criteo-2023", "40000000", decided="2023-06-15", regulator="ADLC", laws=("GDPR Art. 12-17",),
            sector="ad tech"),
    penalty("caag-joint-2024", "5000000", "USD", decided="2024-07-01", respondents=("criteo", "acme"),
            regulator="CAAG", joint=True, kind=Kind.SETTLEMENT, status=Status.SETTLED),
    penalty("cnil-acme-2024", None, decided="2024-08-01", respondents=("acme",), kind=Kind.ORDER_ONLY),
))  # fmt: skip
EVERY = frozenset(Kind)


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    wanted: Selection
    found: str
    as_of: date = AS_OF
    basis: str = IMPOSED


def at_least(value: int, currency: str | None = None) -> Selection:
    return Selection(amounts=(Amount(">=", Decimal(value), currency),), kinds=EVERY)


TABLE = (
    Case("no condition: the fines", Selection(),
         "cnil-meta-2021-cookies ec-whatsapp-2022 ico-pay-2023 adlc-criteo-2023"),
    Case("every kind", Selection(kinds=EVERY), "cnil-meta-2021-cookies cnil-meta-2021-daily ec-whatsapp-2022 "
         "ico-pay-2023 adlc-criteo-2023 caag-joint-2024 cnil-acme-2024"),
    Case("one kind", Selection(kinds=frozenset({Kind.SETTLEMENT})), "caag-joint-2024"),
    Case("a group takes in what is below it", Selection(respondents=("meta",)),
         "cnil-meta-2021-cookies ec-whatsapp-2022 ico-pay-2023"),
    Case("a product takes in its own", Selection(respondents=("whatsapp",)), "ec-whatsapp-2022 ico-pay-2023"),
    Case("the lowest alone", Selection(respondents=("whatsapp-pay",)), "ico-pay-2023"),
    Case("either of two", Selection(respondents=("criteo", "whatsapp-pay")), "ico-pay-2023 adlc-criteo-2023"),
    Case("a joint penalty once", Selection(respondents=("criteo", "acme"), kinds=frozenset({Kind.SETTLEMENT})),
         "caag-joint-2024"),
    Case("joint ones", Selection(joint=True, kinds=EVERY), "caag-joint-2024"),
    Case("a country", Selection(countries=("FR",)), "cnil-meta-2021-cookies adlc-criteo-2023"),
    Case("two countries", Selection(countries=("FR", "GB")), "cnil-meta-2021-cookies ico-pay-2023 adlc-criteo-2023"),
    Case("abroad", Selection(countries=("FR",), abroad=True), "ec-whatsapp-2022 ico-pay-2023"),
    Case("the Union's own", Selection(countries=("EU",)), "ec-whatsapp-2022"),
    Case("a region", Selection(regions=("US-CA",), kinds=EVERY), "caag-joint-2024"),
    Case("a field in a country", Selection(countries=("FR",), fields=("privacy",)), "cnil-meta-2021-cookies"),
    Case("a regulator", Selection(regulators=("ICO",)), "ico-pay-2023"),
    Case("a regulator and a respondent that do not meet", Selection(regulators=("ICO",), respondents=("criteo",)), ""),
    Case("a regulator without records", Selection(regulators=("NONE",)), ""),
    Case("a year", Selection(decided=Period(date(2021, 1, 1), date(2021, 12, 31))), "cnil-meta-2021-cookies"),
    Case("since", Selection(decided=Period(date(2023, 2, 1))), "ico-pay-2023 adlc-criteo-2023"),
    Case("announced", Selection(announced=Period(date(2022, 1, 1), date(2022, 1, 31))), "cnil-meta-2021-cookies"),
    Case("a law", Selection(laws=(LawWanted(("GDPR",)),)), "adlc-criteo-2023"),
    Case("an article in a range", Selection(laws=(LawWanted(("GDPR",), "15"),)), "adlc-criteo-2023"),
    Case("the UK's law", Selection(laws=(LawWanted(("UK GDPR",)),)), "ico-pay-2023"),
    Case("a sector", Selection(sectors=("ad tech", "banking")), "adlc-criteo-2023"),
    Case("a status", Selection(statuses=(Status.ANNULLED,)), "ec-whatsapp-2022"),
    Case("a status on an earlier day", Selection(statuses=(Status.UNDER_APPEAL,)), "ec-whatsapp-2022",
         date(2023, 1, 1)),
    Case("a status now past", Selection(statuses=(Status.UNDER_APPEAL,)), ""),
    Case("a status at any time", Selection(statuses=(Status.UNDER_APPEAL,), ever=True), "ec-whatsapp-2022"),
    Case("what came about in a period",
         Selection(event=(Status.ANNULLED, Period(date(2024, 1, 1), date(2024, 12, 31)))), "ec-whatsapp-2022"),
    Case("what came about in another", Selection(event=(Status.ANNULLED, Period(date(2023, 1, 1), date(2023, 12, 31)))),
         ""),
    Case("what still stands", Selection(stands=True), "cnil-meta-2021-cookies adlc-criteo-2023"),
    Case("what does not", Selection(stands=False), "ec-whatsapp-2022"),
    Case("what stood then", Selection(stands=True), "cnil-meta-2021-cookies ec-whatsapp-2022", date(2022, 12, 31)),
    Case("as of an earlier day", Selection(), "cnil-meta-2021-cookies", date(2022, 5, 17)),
    Case("on the day of decision", Selection(), "cnil-meta-2021-cookies ec-whatsapp-2022", date(2022, 5, 18)),
    Case("before all", Selection(kinds=EVERY), "", date(2021, 12, 30)),
    Case("a currency", Selection(currency="GBP"), "ico-pay-2023"),
    Case("at least, in euro", at_least(40_000_000, "EUR"), "cnil-meta-2021-cookies ec-whatsapp-2022 adlc-criteo-2023"),
    Case("at least, in dollars", at_least(80_000_000, "USD"),
         "cnil-meta-2021-cookies ec-whatsapp-2022 adlc-criteo-2023"),
    Case("pounds are worth two euro", at_least(14_000_000, "EUR"),
         "cnil-meta-2021-cookies ec-whatsapp-2022 ico-pay-2023 adlc-criteo-2023"),
    Case("pounds and no more", at_least(14_000_001, "EUR"),
         "cnil-meta-2021-cookies ec-whatsapp-2022 adlc-criteo-2023"),
    Case("more than its own sum", Selection(amounts=(Amount(">", Decimal(110_000_000), "EUR"),)), ""),
    Case("less", Selection(amounts=(Amount("<", Decimal(40_000_000), "EUR"),)), "ico-pay-2023"),
    Case("between",
         Selection(amounts=(Amount(">", Decimal(40_000_000), "EUR"), Amount("<=", Decimal(60_000_000), "EUR"))),
         "cnil-meta-2021-cookies"),
    Case("the sum itself", Selection(amounts=(Amount("~", Decimal(110_000_000), "EUR"),)), "ec-whatsapp-2022"),
    Case("the sum, as far as it is told",
         Selection(amounts=(Amount("~", Decimal(100_000_000), "EUR", Decimal(10**8)),)),
         "cnil-meta-2021-cookies ec-whatsapp-2022"),
    Case("the sum in another currency", Selection(amounts=(Amount("~", Decimal(110_000_000), "USD"),)), ""),
    Case("a sum that stands", at_least(1, "EUR"), "cnil-meta-2021-cookies adlc-criteo-2023 caag-joint-2024", AS_OF,
         STANDING),
    Case("a topic", Selection(topics=("cookies",)), "cnil-meta-2021-cookies"),
    Case("a topic in the singular", Selection(topics=("cookie",)), "cnil-meta-2021-cookies"),
    Case("a topic that none has", Selection(topics=("faces",)), ""),
    Case("without a family", Selection(without=(Selection(respondents=("whatsapp",)),)),
         "cnil-meta-2021-cookies adlc-criteo-2023"),
    Case("without a country", Selection(without=(Selection(countries=("FR", "EU")),)), "ico-pay-2023"),
    Case("without two", Selection(without=(Selection(countries=("FR",)), Selection(respondents=("whatsapp-pay",)))),
         "ec-whatsapp-2022"),
)  # fmt: skip


@pytest.mark.parametrize("case", TABLE, ids=lambda c: c.id)
def test_select(case: Case) -> None:
    assert [p.id for p in LEDGER.select(case.wanted, case.as_of, case.basis)] == case.found.split()


PLACES = st.sampled_from([(), ("FR",), ("GB",), ("EU", "FR"), ("US",)])
NODES = st.sampled_from([(), ("meta",), ("whatsapp",), ("criteo",), ("meta", "acme")])
ASKED = st.builds(Selection, respondents=NODES, countries=PLACES, kinds=st.sampled_from([EVERY, Selection().kinds]),
                  stands=st.sampled_from([None, True, False]))  # fmt: skip


@given(ASKED, ASKED)
def test_with_and_without_add_up(wanted: Selection, out: Selection) -> None:
    every = {p.id for p in LEDGER.select(wanted, AS_OF)}
    away = {p.id for p in LEDGER.select(out, AS_OF)}
    kept = Selection(wanted.respondents, countries=wanted.countries, kinds=wanted.kinds, stands=wanted.stands,
                     without=(out,))  # fmt: skip
    assert {p.id for p in LEDGER.select(kept, AS_OF)} == every - away


@given(penalties_of(), st.dates(date(2019, 1, 1), date(2027, 1, 1)))
def test_only_what_exists_in_order_of_decision(penalties: list[Penalty], as_of: date) -> None:
    book = ledger(penalties)
    found = book.select(Selection(kinds=EVERY), as_of)
    assert {p.id for p in found} == {p.id for p in penalties if p.decided <= as_of}
    assert [(p.decided, p.id) for p in found] == sorted((p.decided, p.id) for p in found)
    assert book.count(as_of) == len(found)
