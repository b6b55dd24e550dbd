"""Whom a cell means: one entry of a registry, or none; one party, or all that are left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingest.tables.naming import Registry, read_country
from knowledge.ledger.names import Names
from knowledge.records.penalties import Regulator, Respondent

PRIVACY = ("privacy",)
REGULATORS = (
    Regulator("NDP", "Northern Data Protection Authority (Nordisk Tilsyn)", "NO", PRIVACY, ("Tilsynet",)),
    Regulator("SDP", "Southern Privacy Office", "DK", PRIVACY, ("Tilsynet", "SPO")),
    Regulator("FED", "Bundesbeauftragte für den Datenschutz", "DE", PRIVACY),
    Regulator("HAM", "Hamburg DPA", "DE", PRIVACY, region="DE-HH"),
    Regulator("LSX", "Lower Saxony DPA", "DE", PRIVACY, region="DE-NI"),
    Regulator("MKT", "Market Conduct Authority", "DE", ("financial",)),
    Regulator("ITA", "Garante", "IT", PRIVACY, ("Italian DPA",)),
)
RESPONDENTS = (
    Respondent("acme", "Acme", "group"),
    Respondent("acme-gmbh", "Acme GmbH", "company", ("Acme Germany",), parent="acme"),
    Respondent("widget", "Widget & Sons", "company", ("Widget",)),
)


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry(Names(REGULATORS, RESPONDENTS))


@pytest.mark.parametrize(
    ("written", "code"),
    [("DE", "DE"), ("deu", "DE"), ("GERMANY", "DE"), ("Deutschland", "DE"), ("Allemagne", "DE"), ("Alemania", "DE"),
     ("The Netherlands", "NL"), ("Czech Republic", "CZ"), ("UK", "GB"), ("European Union", "EU"), ("Isle of Man", "IM"),
     ("Hamburg", None), ("", None), ("Narnia", None)],
)  # fmt: skip
def test_a_country(written: str, code: str | None) -> None:
    assert read_country(written) == code


@pytest.mark.parametrize(
    ("written", "country", "code"),
    [
        ("NDP", None, "NDP"),
        ("ndp", "NO", "NDP"),
        ("Northern Data Protection Authority", None, "NDP"),
        ("Nordisk Tilsyn", None, "NDP"),
        ("The data watchdog of the North (NDP)", "NO", "NDP"),
        ("Tilsynet", None, None),  # two countries have one
        ("Tilsynet", "DK", "SDP"),
        ("Tilsynet (Denmark)", None, "SDP"),
        ("Tilsynet", "SE", None),
        ("NDP", "DK", None),
        ("XYZ/SPO", "DK", "SDP"),
        ("Data Protection Authority of Germany", "DE", "FED"),
        ("German Data Protection Authority", "DE", None),  # nothing here says what else stands for Germany
        ("Data Protection Authority of Hamburg", "DE", "HAM"),
        ("Data Protection Authority of Lower Saxony", "DE", "LSX"),
        ("Data Protection Authority of Saxony", "DE", None),
        ("Data Protection Authority of Bavaria", "DE", None),
        ("Data Protection Commissioner", "DE", "FED"),
        ("Italian Data Protection Authority", "IT", "ITA"),
        ("Market Authority", "DE", None),
        ("Data Protection Authority of Hamburg", None, None),
        ("", "DE", None),
    ],
)
def test_a_regulator(registry: Registry, written: str, country: str | None, code: str | None) -> None:
    assert registry.regulator(written, country) == code


@pytest.mark.parametrize(
    ("written", "identity"),
    [("Acme", "acme"), ("ACME", "acme"), ("Acme GmbH", "acme-gmbh"), ("Acme S.A.", "acme"), ("Widget, Ltd.", "widget"),
     ("A shop (Widget & Sons)", "widget"), ("Acmes", None), ("Acme Cloud", None), ("", None)],
)  # fmt: skip
def test_a_respondent(registry: Registry, written: str, identity: str | None) -> None:
    assert registry.respondent(written) == identity


@pytest.mark.parametrize(
    ("written", "told", "party"),
    [
        ("Example Ltd", None, "Example Ltd"),
        ("Example, S.L.", None, "Example, S.L."),
        ("McExample’s (Norway) AS", None, "McExample’s (Norway) AS"),
        ("TikTalk", None, "TikTalk"),
        ("Anonymous", None, None),
        ("an unknown natural person", None, None),
        ("n/a", None, None),
        ("XX (the data subject)Example Theatre (the controller)", None, "Example Theatre"),
        ("Someone (Complainant)Example Office (Defendant)", None, "Example Office"),
        ("Example S.r.l.Anonymous", None, "Example S.r.l."),
        ("AnonymousExample S.A.U.", None, "Example S.A.U."),
        ("n/aExample Telecom, S.L.", None, "Example Telecom, S.L."),
        ("First Example LimitedSecond Example", None, "First Example Limited, Second Example"),
        ("First Example LimitedSecond Example", "Second Example", "Second Example"),
        ("Example LimitedMarket Conduct Authority", None, "Example Limited"),
        ("Example Ltd; Other Ltd", None, "Example Ltd, Other Ltd"),
        ("Example ABExample AB", None, "Example AB"),
        ("CitizenExample Energy", "Example Energy", "Example Energy"),
    ],
)
def test_a_party(registry: Registry, written: str, told: str | None, party: str | None) -> None:
    assert registry.party(written, told) == party


@given(st.text(), st.none() | st.text())
def test_any_text_is_somebody_or_nobody(written: str, told: str | None) -> None:
    registry = Registry(Names(REGULATORS, RESPONDENTS))
    registry.party(written, told)
    registry.respondent(written)
    registry.regulator(written, "DE")
    read_country(written)
