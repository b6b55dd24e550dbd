"""Names of new entries: what is none, and what a question reads as something else, is not recorded as one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from knowledge.ledger.names import Names
from knowledge.library.cards import cards
from knowledge.library.draft import NotReady
from knowledge.library.naming import LONGEST, name_fault
from tests.ledger.build import REGULATORS, RESPONDENTS
from tests.library.kb import TODAY, home, told

NAMES = Names(REGULATORS, RESPONDENTS)


@dataclass(frozen=True, slots=True)
class Bad:
    name: str
    says: str


BAD = [
    *(Bad(n, "the name of a place") for n in ("France", "US", "Ireland Ltd", "European Union", "Deutschland GmbH",
                                              "Espagne", "California", "Kingdom of Spain", "The Netherlands B.V.")),
    *(Bad(n, "a number") for n in ("Three", "2023", "Million", "Acht AG")),
    *(Bad(n, "the name of a month") for n in ("May", "Mai SARL", "Agosto S.p.A.")),
    *(Bad(n, "the name of a law") for n in ("GDPR", "DSGVO", "The ePrivacy Ltd")),
    *(Bad(n, "the name of a currency") for n in ("Euro", "Sterling plc", "Yen K.K.")),
    *(Bad(n, "the name of a sector") for n in ("Telecom", "social media", "Airlines Inc.")),
    *(Bad(n, "questions are asked with") for n in ("Fines", "fined", "Total", "Total SE", "How much", "the largest",
                                                   "Compare", "Amende SAS", "Bußgelder")),
    Bad("CNIL", "CNIL is recorded by that name"),
    Bad("French watchdog Ltd", "CNIL is recorded by that name"),
    *(Bad(n, "is not a name but a description") for n in (
        "a company", "The Company", "store owner", "private individual", "Private Individual 2", "hospital", "Bank",
        "the controller", "a Spanish bank", "an online retailer", "Company A", "A.A.A.", "XXX", "Owner of a bar",
        "un particulier", "une société", "Privatperson", "eine Bank", "el responsable", "Persona física", "una clínica",
        "il titolare", "Persona fisica", "not disclosed company", "Unknown")),
    *(Bad(n, "is not a name; give the full name") for n in ("Ltd", "GmbH", "!!!", "https://acme.example/", "S.p.A.")),
    *(Bad(n, "one line of letters that can be seen") for n in ("Acme\nWidgets", "Acme\tGroup", "\u202eemca",
                                                               "Ac\u200bme", "Acme\u2028Group", "a\x00b")),
    Bad("Acme " * 25, f"{LONGEST} characters at most, found 125"),
]  # fmt: skip
GOOD = [
    "Borealis SA", "Bank of Ireland", "Deutsche Bank AG", "Telecom Nord", "The Body Shop", "La Poste", "C & A", "1&1",
    "Restaurant Kamil", "Apple Bank", "Banque Populaire du Nord", "Bar Centrale di Rossi", "Booking.example", "noyb",
    "A Big Thing Corporation", "Ryanair", "Santander", "France Billet", "Three Ireland", "Company Kitchen Ltd",
    "Ospedale San Marco", "Københavns Kommune", "Österreichische Post AG", "Γιάννης Α.Ε.", "株式会社ひかり",
    "y" * LONGEST,
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD, ids=lambda b: ascii(b.name[:30]))
def test_what_is_no_name_says_why(bad: Bad) -> None:
    assert bad.says in name_fault(bad.name, NAMES, somebody=True)


@pytest.mark.parametrize("name", GOOD, ids=lambda n: ascii(n[:30]))
def test_a_name_is_one(name: str) -> None:
    assert name_fault(name, NAMES, somebody=True) == ""
    assert name_fault(f"Acme {name}"[:LONGEST], NAMES, somebody=True) == ""


def test_an_authority_may_be_called_what_it_is() -> None:
    assert name_fault("Stadt Bank", NAMES, somebody=True) and not name_fault("Stadt Bank", NAMES, somebody=False)
    for name in ("Meta", "France", "Fines", "Office\nof Cookies", ""):
        assert name_fault(name, NAMES, somebody=False)


def test_a_card_lacks_a_name_and_nothing_is_written(tmp_path: Path) -> None:
    kb = home(tmp_path / "kb")
    for n, name in enumerate(("France", "a bank", "Borealis SA")):
        text = f"On 5 March 2024 the CNIL fined somebody, number {n}, EUR {n + 1}0,000."
        kb.put(f"p{n}", text, told(text, text, f"{n + 1}0000", respondent=name))
    found = {c.fields["respondent"]: c for c in cards(kb.snapshot, TODAY)}
    assert "'France': that is the name of a place; give a longer name" in found["France"].lacks[0]
    assert "'a bank' is not a name but a description" in found["a bank"].lacks[0]
    assert found["Borealis SA"].lacks == ()
    with pytest.raises(NotReady, match="respondent 'France': that is the name of a place"):
        kb.desk.accept(found["France"].id)
    with pytest.raises(NotReady, match="respondent 'Three': that is a number"):
        kb.desk.accept(found["a bank"].id, {"respondent": "Three"})
    with pytest.raises(NotReady, match="regulator 'Spain': that is the name of a place"):
        kb.desk.accept(found["a bank"].id, {"respondent": "Acme", "regulator": "Spain", "country": "ES"})
    assert [p.name for p in (kb.path / "decisions").iterdir()] == ["cnil-acme-2022.md"]
    kb.desk.accept(found["France"].id, {"respondent": "France Billet"})
    assert "France Billet" in (kb.path / "respondents.yaml").read_text(encoding="utf-8")


def test_an_entry_that_is_recorded_keeps_its_name(tmp_path: Path) -> None:
    """A person wrote it into the registry: it is no new one."""
    kb = home(tmp_path / "kb")
    path = kb.path / "respondents.yaml"
    path.write_text(path.read_text() + "  - {id: three, name: Three, type: company}\n")
    text = "On 5 March 2024 the CNIL fined Three EUR 10,000."
    kb.put("p", text, told(text, text, "10000", respondent="Three"))
    [card] = cards(kb.snapshot, TODAY)
    assert card.lacks == ()
