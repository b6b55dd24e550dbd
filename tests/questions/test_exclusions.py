"""What a question takes out, and that it stays out of the answer."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from knowledge import Knowledge, Selection, Status
from knowledge.questions.query import Query
from tests.golden.starter import AS_OF, Asker


@dataclass(frozen=True, slots=True)
class Case:
    """``kept`` is what the question is about; the rest is what it takes out."""

    question: str
    kept: frozenset[str] = frozenset()
    respondents: frozenset[str] = frozenset()
    regulators: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    statuses: frozenset[Status] = frozenset()


def _s(*words: str) -> frozenset[str]:
    return frozenset(words)


CASES = [
    Case("how much has Meta been fined not counting WhatsApp?", _s("meta"), respondents=_s("whatsapp")),
    Case("how much has Meta been fined without WhatsApp?", _s("meta"), respondents=_s("whatsapp")),
    Case("total fines by the DPC except Meta", _s("DPC"), respondents=_s("meta")),
    Case("total DPC fines excluding TikTok", _s("DPC"), respondents=_s("bytedance")),
    Case("total DPC fines other than those on Meta", _s("DPC"), respondents=_s("meta")),
    Case("total CNIL fines without Google and Amazon", _s("CNIL"), respondents=_s("alphabet", "amazon")),
    Case("total CNIL fines except Google, Amazon and Criteo", _s("CNIL"),
         respondents=_s("alphabet", "amazon", "criteo")),
    Case("total DPC fines apart from Meta", _s("DPC"), respondents=_s("meta")),
    Case("total DPC fines minus Meta", _s("DPC"), respondents=_s("meta")),
    Case("total DPC fines, ignoring Meta", _s("DPC"), respondents=_s("meta")),
    Case("total DPC fines, but not Meta", _s("DPC"), respondents=_s("meta")),
    Case("total DPC fines, take Meta out of the picture", _s("DPC"), respondents=_s("meta")),
    Case("fines on Google not by the Commission", _s("alphabet"), regulators=_s("EC")),
    Case("how many fines outside France?", countries=_s("FR")),
    Case("which fines were not annulled?", statuses=frozenset({Status.ANNULLED})),
    Case("Wie viel Bußgeld hat Meta bekommen, ohne WhatsApp?", _s("meta"), respondents=_s("whatsapp")),
    Case("Bußgelder der DPC außer Meta insgesamt", _s("DPC"), respondents=_s("meta")),
    Case("amendes de la CNIL sauf Google", _s("CNIL"), respondents=_s("alphabet")),
    Case("total des amendes de la CNIL hors Google", _s("CNIL"), respondents=_s("alphabet")),
    Case("multas de la AEPD excepto Google", _s("AEPD"), respondents=_s("alphabet")),
    Case("multas de la DPC sin Meta", _s("DPC"), respondents=_s("meta")),
    Case("multe del Garante tranne Clearview", _s("GARANTE"), respondents=_s("clearview")),
    Case("multe della DPC senza Meta", _s("DPC"), respondents=_s("meta")),
]  # fmt: skip

ONCE_MISREAD = [
    Case("total DPC fines, leave Meta aside", _s("DPC"), respondents=_s("meta")),
    Case("total DPC fines, Meta aside", _s("DPC"), respondents=_s("meta")),
]


def taken_out(selection: Selection, name: str) -> frozenset[str]:
    return frozenset(value for out in selection.without for value in getattr(out, name))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.question)
def test_taken_out(case: Case, knowledge: Knowledge) -> None:
    check_taken_out(case, knowledge)


@pytest.mark.parametrize("case", ONCE_MISREAD, ids=lambda c: c.question)
def test_taken_out_once_misread(case: Case, knowledge: Knowledge) -> None:
    check_taken_out(case, knowledge)


def check_taken_out(case: Case, knowledge: Knowledge) -> None:
    asked = knowledge.snapshot.understander.understand(case.question, AS_OF).asked

    assert isinstance(asked, Query)
    [side] = asked.sides
    kept = {*side.selection.respondents, *side.selection.regulators, *side.selection.countries}
    assert kept == case.kept
    for name in ("respondents", "regulators", "countries", "statuses"):
        assert taken_out(side.selection, name) == getattr(case, name), name


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.question)
def test_nothing_that_was_taken_out_is_counted(case: Case, ask: Asker, knowledge: Knowledge) -> None:
    ledger = knowledge.snapshot.ledger
    out = frozenset[str]().union(*(ledger.names.family(r) for r in case.respondents))
    told = ask(case.question)

    for penalty in (ledger.by_id[t.penalty] for f in told.figures for t in f.figure.terms):
        assert out.isdisjoint(penalty.respondents)
        assert penalty.regulator not in case.regulators
        assert ledger.regulator(penalty).country not in case.countries
        assert penalty.status_on(AS_OF) not in case.statuses


@pytest.mark.parametrize(
    ("whole", "part", "rest"),
    [
        ("total fines by the DPC", "total fines by the DPC on Meta", "total fines by the DPC except Meta"),
        ("how much has Meta been fined in Ireland?", "how much has WhatsApp been fined in Ireland?",
         "how much has Meta been fined in Ireland without WhatsApp?"),
        ("total CNIL fines", "total CNIL fines on Google", "total CNIL fines without Google"),
        ("total Commission fines", "total Commission fines on Intel", "total Commission fines except Intel"),
    ],
)  # fmt: skip
def test_a_part_and_the_rest_are_the_whole(whole: str, part: str, rest: str, ask: Asker) -> None:
    all_of_it, some, others = (ask(question).figures[0].figure for question in (whole, part, rest))

    assert all_of_it.unit == some.unit == others.unit
    assert some.value + others.value == all_of_it.value
    assert len(some.terms) + len(others.terms) == len(all_of_it.terms)
