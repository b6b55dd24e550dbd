"""Questions in five languages, and what each one asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from knowledge import Kind, Knowledge, Selection, Status
from knowledge.questions.query import PassageQuery, Query
from knowledge.questions.slots import AREAS
from knowledge.records.penalties import FINES
from tests.golden.starter import AS_OF

EU = AREAS["EU"]
EUROPE = AREAS["EUROPE"]


@dataclass(frozen=True, slots=True)
class Case:
    """What the first side of the query is. All that a row does not name has to be empty."""

    question: str
    measure: str = "total"
    respondents: tuple[str, ...] = ()
    regulators: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    kinds: frozenset[Kind] = FINES
    statuses: tuple[Status, ...] = ()
    basis: str = "imposed"
    as_of: date = AS_OF
    group: str | None = None
    top: int | None = None
    rank: int = 1
    unit: str = "penalties"
    convert_to: str | None = None
    language: str = "en"


CLEARVIEW, META, GOOGLE = ("clearview",), ("meta",), ("alphabet",)

CASES = [
    # Totals: who, by whom, where
    Case("how much has Meta been fined?", respondents=META),
    Case("how much has Facebook been fined?", respondents=META),
    Case("how much has WhatsApp been fined?", respondents=("whatsapp",)),
    Case("how much has Meta been fined by the Commission?", respondents=META, regulators=("EC",)),
    Case("how much did the US fine Meta?", respondents=META, countries=("US",)),
    Case("how much has Google been fined in the EU?", respondents=GOOGLE, countries=EU),
    Case("fines in Europe, total", countries=EUROPE),
    Case("how much did the Norwegian Datatilsynet fine Grindr", respondents=("grindr",),
         regulators=("DATATILSYNET-NO",)),
    Case("fines by the Portuguese CNPD", regulators=("CNPD-PT",)),
    # Basis and day
    Case("how much has Meta been fined after appeals?", respondents=META, basis="standing"),
    Case("How much does Google still owe?", respondents=GOOGLE, basis="standing"),
    Case("how much of Google's fines is still in force?", respondents=GOOGLE, basis="standing"),
    Case("how much was Google originally fined?", respondents=GOOGLE),
    Case("how much had Clearview been fined as of 1 January 2024?", respondents=CLEARVIEW, as_of=date(2024, 1, 1)),
    Case("as of 1 Jan 2024, how many fines had the CNIL imposed?", "count", regulators=("CNIL",),
         as_of=date(2024, 1, 1)),
    # Kinds and status
    Case("settlements with Meta", respondents=META, kinds=frozenset({Kind.SETTLEMENT})),
    Case("total civil penalties by the FTC", regulators=("FTC",), kinds=frozenset({Kind.CIVIL_PENALTY})),
    Case("which orders without money were made against Clearview?", "list", respondents=CLEARVIEW,
         kinds=frozenset({Kind.ORDER_ONLY})),
    Case("which fines were annulled?", "list", statuses=(Status.ANNULLED,)),
    Case("which DPC fines are under appeal?", "list", regulators=("DPC",), statuses=(Status.UNDER_APPEAL,)),
    # Counts and lists
    Case("How many fines has the CNIL imposed?", "count", regulators=("CNIL",)),
    Case("how many decisions has the DPC issued against Meta", "count", respondents=META, regulators=("DPC",),
         unit="decisions"),
    Case("how many regulators have fined Clearview?", "count", respondents=CLEARVIEW, unit="regulators"),
    Case("how many countries have fined Clearview?", "count", respondents=CLEARVIEW, unit="countries"),
    Case("how many companies has the ICO fined?", "count", regulators=("ICO",), unit="respondents"),
    Case("list all fines on Amazon", "list", respondents=("amazon",)),
    # Picks
    Case("top 5 fines", "largest", top=5),
    Case("what are the three largest fines by the DPC", "largest", regulators=("DPC",), top=3),
    Case("second biggest fine by the CNIL", "largest", regulators=("CNIL",), rank=2),
    Case("biggest fine ever imposed by the Commission", "largest", regulators=("EC",)),
    Case("smallest fine by the ICO", "smallest", regulators=("ICO",)),
    Case("latest fine on Google", "latest", respondents=GOOGLE),
    Case("first fine on Clearview", "earliest", respondents=CLEARVIEW),
    Case("average CNIL fine", "mean", regulators=("CNIL",)),
    Case("average fine by the Garante after appeals", "mean", regulators=("GARANTE",), basis="standing"),
    Case("median DPC fine", "median", regulators=("DPC",)),
    # Groups
    Case("who fined Clearview the most?", respondents=CLEARVIEW, group="regulator"),
    Case("which company has the CNIL fined the most?", regulators=("CNIL",), group="respondent"),
    Case("fines per year", group="year"),
    Case("DPC fines by company", regulators=("DPC",), group="respondent"),
    Case("fines by country", group="country"),
    Case("break down Google's fines by status", respondents=GOOGLE, group="status"),
    # Conversion
    Case("how much has Clearview been fined in US dollars?", respondents=CLEARVIEW, convert_to="USD"),
    # French
    Case("combien Google a-t-il été condamné à payer en France ?", respondents=GOOGLE, countries=("FR",),
         language="fr"),
    Case("combien d'amendes a prononcées la CNIL ?", "count", regulators=("CNIL",), language="fr"),
    Case("la plus grosse amende de la DPC", "largest", regulators=("DPC",), language="fr"),
    Case("les 3 plus grosses amendes en Europe", "largest", countries=EUROPE, top=3, language="fr"),
    Case("amendes par autorité", group="regulator", language="fr"),
    Case("Combien Meta doit-elle encore après les recours ?", respondents=META, basis="standing", language="fr"),
    # German
    Case("Wie hoch ist die Summe der Bußgelder gegen Meta?", respondents=META, language="de"),
    Case("Wie viele Bußgelder hat der BfDI verhängt?", "count", regulators=("BFDI",), language="de"),
    Case("Top 3 Bußgelder der CNIL", "largest", regulators=("CNIL",), top=3, language="de"),
    Case("Wie viel muss Google nach den Gerichtsverfahren noch zahlen?", respondents=GOOGLE, basis="standing",
         language="de"),
    Case("durchschnittliches Bußgeld der CNIL", "mean", regulators=("CNIL",), language="de"),
    Case("wie viele Unternehmen hat die CNIL mit Bußgeldern belegt?", "count", regulators=("CNIL",),
         unit="respondents", language="de"),
    # Spanish
    Case("¿Cuánto se ha multado a Clearview en Francia?", respondents=CLEARVIEW, countries=("FR",), language="es"),
    Case("¿Cuál es la mayor multa de la DPC?", "largest", regulators=("DPC",), language="es"),
    Case("multas por año", group="year", language="es"),
    Case("Cuántas multas hay por país", "count", group="country", language="es"),
    # Italian
    Case("Quanto è stata multata Clearview in Italia?", respondents=CLEARVIEW, countries=("IT",), language="it"),
    Case("Quante multe ha inflitto il Garante?", "count", regulators=("GARANTE",), language="it"),
    Case("Le 5 multe più alte del Garante", "largest", regulators=("GARANTE",), top=5, language="it"),
    Case("multe per anno", group="year", language="it"),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Two:
    """A question that puts two sets against each other: the respondents and regulators of both."""

    question: str
    measure: str
    left: tuple[str, ...]
    right: tuple[str, ...]


TWO = [
    Two("what is the difference between the Meta and TikTok fines by the DPC?", "difference", ("meta", "DPC"),
        ("bytedance", "DPC")),
    Two("what's the difference between CNIL and DPC totals", "difference", ("CNIL",), ("DPC",)),
    Two("what percentage of DPC fines were on Meta?", "percent", ("meta", "DPC"), ("DPC",)),
    Two("how many times larger is Amazon's fine than Clearview's in France?", "ratio", ("amazon",), ("clearview",)),
    Two("how many days between the Clearview fine and the overdue penalty by the CNIL?", "days",
        ("clearview", "CNIL"), ("clearview", "CNIL")),
]  # fmt: skip


def understood(knowledge: Knowledge, question: str) -> Query:
    asked = knowledge.snapshot.understander.understand(question, AS_OF).asked
    assert isinstance(asked, Query), asked
    return asked


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.question)
def test_question(case: Case, knowledge: Knowledge) -> None:
    assert knowledge.snapshot.understander.understand(case.question, AS_OF).language == case.language
    query = understood(knowledge, case.question)
    [side] = query.sides
    read = Case(
        case.question, query.measure.value, side.selection.respondents, side.selection.regulators,
        side.selection.countries, side.selection.kinds, side.selection.statuses, query.basis, query.as_of,
        query.group.value if query.group else None, query.top, query.rank, query.unit, query.convert_to, case.language,
    )  # fmt: skip

    assert read == case
    named = Selection(
        respondents=case.respondents, regulators=case.regulators, countries=case.countries, kinds=case.kinds,
        statuses=case.statuses,
    )  # fmt: skip
    assert replace(side.selection, stands=None, ever=False) == named


@pytest.mark.parametrize("case", TWO, ids=lambda c: c.question)
def test_two_sides(case: Two, knowledge: Knowledge) -> None:
    query = understood(knowledge, case.question)
    left, right = (side.selection for side in query.sides)

    assert query.measure == case.measure
    assert (*left.respondents, *left.regulators) == case.left
    assert (*right.respondents, *right.regulators) == case.right


@dataclass(frozen=True, slots=True)
class Sums:
    question: str
    amounts: tuple[tuple[str, str, str | None], ...]


SUMS = [
    Sums("fines above 100 million euros", ((">", "100000000", "EUR"),)),
    Sums("fines under €1m by the CNIL", (("<", "1000000", "EUR"),)),
    Sums("GDPR fines of at least €20m", ((">=", "20000000", "EUR"),)),
    Sums("fines of exactly 20 million euros", (("~", "20000000", "EUR"),)),
    Sums("fines between 10 and 20 million euros", ((">=", "10000000", "EUR"), ("<=", "20000000", "EUR"))),
    Sums("amendes de plus de 100 millions d'euros", ((">", "100000000", "EUR"),)),
    Sums("Bußgelder über 100 Mio. Euro", ((">", "100000000", "EUR"),)),
    Sums("multe sopra i 10 milioni di euro", ((">", "10000000", "EUR"),)),
    Sums("multas de más de 10 millones de euros", ((">", "10000000", "EUR"),)),
    Sums("multas de hasta 20 millones de euros", (("<=", "20000000", "EUR"),)),
    Sums("amendes d'au moins 20 millions d'euros", ((">=", "20000000", "EUR"),)),
    Sums("Bußgelder ab 20 Mio. Euro", ((">=", "20000000", "EUR"),)),
]

SUM_ONCE_MISREAD = [Sums("multe che non superano i 20 milioni di euro", (("<=", "20000000", "EUR"),))]


@pytest.mark.parametrize("case", SUMS, ids=lambda c: c.question)
def test_sums_that_narrow(case: Sums, knowledge: Knowledge) -> None:
    check_sums(case, knowledge)


@pytest.mark.parametrize("case", SUM_ONCE_MISREAD, ids=lambda c: c.question)
def test_sums_once_misread(case: Sums, knowledge: Knowledge) -> None:
    check_sums(case, knowledge)


def check_sums(case: Sums, knowledge: Knowledge) -> None:
    [side] = understood(knowledge, case.question).sides

    assert tuple((a.op, f"{a.value:f}", a.currency) for a in side.selection.amounts) == case.amounts


@pytest.mark.parametrize(
    ("question", "law", "article"),
    [
        ("fines under Art. 32 GDPR", "GDPR", "32"),
        ("total UK GDPR fines", "UK GDPR", None),
        ("cookie fines by the CNIL", "ePrivacy", None),
        ("fines under the DSA", "DSA", None),
        ("Bußgelder nach Art. 5 DSGVO", "GDPR", "5"),
        ("amendes au titre de l'article 83 du RGPD", "GDPR", "83"),
    ],
)
def test_laws(question: str, law: str, article: str | None, knowledge: Knowledge) -> None:
    [wanted] = understood(knowledge, question).sides[0].selection.laws

    assert (wanted.laws, wanted.article) == ((law,), article)


def test_a_projection_has_its_rate_and_days(knowledge: Knowledge) -> None:
    query = understood(knowledge, "what would the CNIL daily penalty on Clearview come to after 30 days?")

    assert (query.measure, query.days) == ("projection", 30)
    assert query.sides[0].selection.kinds == frozenset({Kind.PERIODIC_PENALTY_THREAT})


def test_a_ceiling_has_its_turnover(knowledge: Knowledge) -> None:
    query = understood(knowledge, "maximum GDPR fine for a turnover of 2 billion euros")

    assert query.measure == "maximum" and query.turnover is not None
    assert (query.turnover.amount, query.turnover.currency) == (2_000_000_000, "EUR")


@pytest.mark.parametrize(
    ("question", "ask"),
    [
        ("why did the CNIL fine Clearview?", "why"),
        ("pourquoi la CNIL a-t-elle sanctionné Clearview ?", "why"),
        ("Warum hat die CNIL Clearview bestraft?", "why"),
        ("¿Por qué multó la CNIL a Clearview?", "why"),
        ("Perché la CNIL ha multato Clearview?", "why"),
    ],
)
def test_why_looks_for_passages(question: str, ask: str, knowledge: Knowledge) -> None:
    asked = knowledge.snapshot.understander.understand(question, AS_OF).asked

    assert isinstance(asked, PassageQuery) and asked.selection is not None
    assert asked.ask == ask
    assert (asked.selection.respondents, asked.selection.regulators) == (("clearview",), ("CNIL",))


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("how much was Clearview fined by the CNIL and how many fines did the DPC impose on Meta?",
         ("total", "clearview", "CNIL"), ("count", "meta", "DPC")),
        ("how much was Clearview fined by the ICO, and how much by the Garante?",
         ("total", "clearview", "ICO"), ("total", "clearview", "GARANTE")),
    ],
)  # fmt: skip
def test_two_parts(
    question: str, first: tuple[str, str, str], second: tuple[str, str, str], knowledge: Knowledge
) -> None:
    whole = knowledge.snapshot.understander.understand(question, AS_OF)

    for part, (measure, respondent, regulator) in ((whole.asked, first), (whole.second, second)):
        assert isinstance(part, Query)
        selection = part.sides[0].selection
        assert (part.measure, selection.respondents, selection.regulators) == (measure, (respondent,), (regulator,))
