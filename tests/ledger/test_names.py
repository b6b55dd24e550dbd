"""Names, their families, forms of company left out, and names that are near."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pytest

from knowledge.ledger.names import Named, Names
from knowledge.ledger.text import keys_of
from knowledge.records.penalties import Respondent
from knowledge.snapshot import starter_registries
from tests.ledger.build import REGULATORS, RESPONDENTS

NAMES = Names(REGULATORS, RESPONDENTS)


@cache
def starter() -> Names:
    registries = starter_registries()
    return Names(registries.regulators, registries.respondents)


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    written: str
    meaning: Named | None


def company(identity: str, former: bool = False) -> Named:
    return Named("respondent", identity, former)


LOOK_UP = (
    Case("a name", "Criteo", company("criteo")),
    Case("small letters", "criteo", company("criteo")),
    Case("another form", "Criteo SA", company("criteo")),
    Case("a legal form left out", "Acme Widgets", company("acme")),
    Case("with it", "Acme Widgets GmbH", company("acme")),
    Case("a comma", "Meta Platforms Inc", company("meta")),
    Case("a comma and a form left out", "Meta Platforms", company("meta")),
    Case("another form left out", "WhatsApp Ireland", company("whatsapp")),
    Case("a former name", "Facebook", company("meta", former=True)),
    Case("a product", "WhatsApp", company("whatsapp")),
    Case("a longer product", "WhatsApp Pay", company("whatsapp-pay")),
    Case("a regulator's code", "cnil", Named("regulator", "CNIL")),
    Case("a regulator's name", "European Commission", Named("regulator", "EC")),
    Case("a regulator's nickname", "French Watchdog", Named("regulator", "CNIL")),
    Case("no accents", "autorite de la concurrence", Named("regulator", "ADLC")),
    Case("half a name", "Acme", None),
    Case("a slip", "Critteo", None),
    Case("no words", "...", None),
)


@pytest.mark.parametrize("case", LOOK_UP, ids=lambda c: c.id)
def test_look_up(case: Case) -> None:
    expected = () if case.meaning is None else (case.meaning,)
    assert NAMES.by_words.get(keys_of(case.written), ()) == expected


@dataclass(frozen=True, slots=True)
class Near:
    id: str
    written: str
    node: str | None
    distance: int = 0


NEAR = (
    Near("a swap of neighbours", "Clearveiw", "clearview", 1),
    Near("a letter left out", "Instagrm", "instagram", 1),
    Near("a letter twice", "Googgle", "alphabet", 1),
    Near("another letter", "Klarma", "klarna", 1),
    Near("a swap in a long name", "Micorsoft", "microsoft", 1),
    Near("the name itself", "klarna", "klarna", 0),
    Near("nothing near", "zzzzzzzz", None),
    Near("no words", "?!", None),
    Near("empty", "", None),
)


@pytest.mark.parametrize("case", NEAR, ids=lambda c: c.id)
def test_near(case: Near) -> None:
    found = starter().near(case.written)
    if case.node is None:
        assert found == []
        return
    assert (found[0].meaning.id, found[0].distance) == (case.node, case.distance)
    assert [s.distance for s in found] == sorted(s.distance for s in found)
    assert len({s.meaning.id for s in found}) == len(found) <= 3


def test_the_bound_of_slips_and_the_limit() -> None:
    assert starter().near("Clearveiw", slips=0) == []
    assert len(starter().near("Clearview", limit=1, slips=5)) == 1


def test_families_and_groups() -> None:
    assert NAMES.family("meta") == {"meta", "whatsapp", "whatsapp-pay"}
    assert NAMES.family("whatsapp") == {"whatsapp", "whatsapp-pay"}
    assert NAMES.family("criteo") == {"criteo"}
    assert [NAMES.group_of(n) for n in ("whatsapp-pay", "whatsapp", "meta", "criteo")] == ["meta"] * 3 + ["criteo"]
    assert NAMES.group_name("whatsapp-pay") == "Meta"


def test_a_ring_of_parents_ends() -> None:
    ring = Names((), (Respondent("a", "A one", "company", parent="b"), Respondent("b", "B two", "company", parent="a")))
    assert ring.family("a") == {"a", "b"}
    assert ring.group_of("a") in {"a", "b"}


def test_one_name_of_two_respondents_keeps_both_meanings() -> None:
    twice = Names((), (Respondent("a", "Acme", "company"), Respondent("b", "ACMÉ", "company")))
    assert {n.id for n in twice.by_words[("acme",)]} == {"a", "b"}


def test_two_companies_that_differ_in_their_legal_form_alone_clash() -> None:
    two = Names((), (Respondent("a", "Acme Inc", "company"), Respondent("b", "Acme SA", "company")))
    assert {n.id for n in two.by_words.get(("acme",), ())} in ({"a", "b"}, set())


def test_a_written_name_beats_a_legal_form_left_out() -> None:
    names = Names((), (Respondent("g", "Google", "group"), Respondent("l", "Google LLC", "company", parent="g")))
    assert names.by_words[("google",)] == (company("g"),)
    assert names.by_words[("google", "llc")] == (company("l"),)


def test_every_name_of_the_starter_registries_is_found() -> None:
    names, registries = starter(), starter_registries()
    missing = [
        (r.id, form)
        for r in registries.respondents
        for form in (r.name, *r.names, *r.former)
        if [n.id for n in names.by_words.get(keys_of(form), ()) if n.type == "respondent"] != [r.id]
    ]
    assert missing == []
    lost = [(r.code, form) for r in registries.regulators for form in (r.code, r.name, *r.names)
            if r.code not in [n.id for n in names.by_words.get(keys_of(form), ())]]  # fmt: skip
    assert lost == []
