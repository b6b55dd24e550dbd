"""Rows to documents: everything is quoted verbatim, and a row's sum is weighed against its own prose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.ingest.tables.cells import Cell
from knowledge.ingest.tables.mapping import parse_columns
from knowledge.ingest.tables.naming import Registry
from knowledge.ingest.tables.recording import Recorded, Recorder
from knowledge.ingest.tables.rows import Row, Table
from knowledge.ingest.tables.weighing import AGREED, BESIDE_OTHERS, CELL_ALONE, CONTRADICTED, OTHER_CURRENCY, WRITTEN
from knowledge.ledger.names import Names
from knowledge.records.extracted import Extracted, Role
from knowledge.records.money import Money
from knowledge.records.penalties import Kind, Regulator, Respondent, Status
from knowledge.records.problems import Problem

NAMES = Names(
    (
        Regulator("ICO", "Information Commissioner", "GB", ("privacy",)),
        Regulator("OPC", "Privacy Commissioner", "CA", ("privacy",)),
    ),
    (Respondent("acme", "Acme", "group"),),
)
MAP = "id=no,text=facts+ruling,amount=fine,currency=cur,respondent=who,regulator=by,country=land,decided=on"
CELLS: dict[str, Cell] = {
    "no": "7", "facts": "Acme sold lists.", "ruling": "It was told to stop.", "fine": "30,000", "cur": "GBP",
    "who": "Acme Ltd", "by": "ICO (UK)", "land": "United Kingdom", "on": "2021-05-03", "sector": "retail",
    "note": "n/a",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What the prose is made to tell: the sum as it stands in it."""

    words: str
    amount: str
    currency: str = "GBP"
    role: Role = Role.IMPOSED


def record(
    changes: dict[str, Cell] | None = None, tells: Sequence[Told] = (), mapping: str = MAP, prefix: str = "f-",
    filled: frozenset[str] = frozenset(),
) -> Recorded | Problem:  # fmt: skip
    cells = CELLS | (changes or {})

    def prose(text: str, language: str) -> Sequence[Extracted]:
        found = []
        for told in tells:
            start = text.index(told.words)
            found.append(
                Extracted(
                    told.role,
                    told.words,
                    start,
                    start + len(told.words),
                    Kind.SETTLEMENT,
                    Status.REDUCED,
                    0.9,
                    Money(Decimal(told.amount), told.currency),
                    respondent="Acme Cloud",
                    decided=date(2020, 1, 1),
                )
            )
        return found

    table = Table("t.csv", tuple(cells), iter(()), lambda: 0)
    return Recorder(table, parse_columns(mapping), Registry(NAMES), prose, prefix, {"f-1": "The first"}).record(
        Row(5, cells, filled)
    )


def recorded(
    changes: dict[str, Cell] | None = None, tells: Sequence[Told] = (), mapping: str = MAP, prefix: str = "f-"
) -> Recorded:
    found = record(changes, tells, mapping, prefix)
    assert isinstance(found, Recorded)
    for told in found.told or ():
        assert found.document.text[told.start : told.end] == told.quote
    return found


def one(
    changes: dict[str, Cell] | None = None, tells: Sequence[Told] = (), mapping: str = MAP
) -> Extracted:  # fmt: skip
    found = recorded(changes, tells, mapping)
    assert found.told is not None and found.problems == ()
    (told,) = found.told
    return told


def test_a_row() -> None:
    found = recorded()
    assert (found.document.id, found.document.title, found.about) == ("f-7", "Acme Ltd: ICO (UK), 2021-05-03", None)
    assert found.document.text == (
        "Acme sold lists.\n\nIt was told to stop.\n\n"
        "no: 7\ncur: GBP\nwho: Acme Ltd\nby: ICO (UK)\nland: United Kingdom\non: 2021-05-03\nsector: retail\n"
        "fine: 30,000 GBP\n"
    )
    assert one() == Extracted(
        Role.IMPOSED, "fine: 30,000 GBP", found.document.text.index("fine:"), len(found.document.text) - 1,
        Kind.ADMINISTRATIVE_FINE, Status.IMPOSED, CELL_ALONE, Money(Decimal(30000), "GBP"), None, "Acme Ltd", "acme",
        "ICO (UK)", "ICO", date(2021, 5, 3),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    ruling: str
    tells: tuple[Told, ...]
    confidence: float
    quote: str
    amount: str = "GBP 30000"


SAYS = "It was fined £30,000 in May."
CASES = (
    Case("the prose tells it", SAYS, (Told("£30,000", "30000"),), AGREED, "£30,000"),
    Case("and another sum beside it", f"{SAYS} And then £5.", (Told("£30,000", "30000"), Told("£5", "5")),
         BESIDE_OTHERS, "£30,000"),
    Case("and a threat beside it", f"{SAYS} And £5 a day.", (Told("£30,000", "30000"),
         Told("£5", "5", role=Role.THREATENED)), AGREED, "£30,000"),
    Case("the prose only holds it", f"Much ado. {SAYS} More ado.", (), WRITTEN, SAYS),
    Case("in words of millions", "GBP 0.03 million were due.", (), WRITTEN, "GBP 0.03 million were due."),
    Case("with another currency", "It was fined €30,000.", (), CELL_ALONE, "fine: 30,000 GBP"),
    Case("another sum", "It was fined £31,000.", (), CELL_ALONE, "fine: 30,000 GBP"),
    Case("a longer number", "It was fined £1,030,000.", (), CELL_ALONE, "fine: 30,000 GBP"),
    Case("the prose tells another", "It was fined £99.", (Told("£99", "99"),), CONTRADICTED, "fine: 30,000 GBP"),
    Case("the prose tells another and holds it", f"It was fined £99. {SAYS}", (Told("£99", "99"),), CONTRADICTED,
         SAYS),
    Case("the prose only proposes it", f"{SAYS}", (Told("£30,000", "30000", role=Role.PROPOSED),), CONTRADICTED, SAYS),
    Case("the prose has it for a price", "Its lists cost £30,000.", (Told("£30,000", "30000", role=Role.STORY),),
         CELL_ALONE, "fine: 30,000 GBP"),
    Case("the prose tells its parts", "Fines of £10,000 and £20,000.", (Told("£10,000", "10000"),
         Told("£20,000", "20000")), WRITTEN, "fine: 30,000 GBP"),
    Case("the prose tells another currency's", "It was fined around €35,000.", (Told("€35,000", "35000", "EUR"),),
         OTHER_CURRENCY, "fine: 30,000 GBP"),
    Case("the cell has its conversion", "It was fined €35,000 (£30,000).", (Told("€35,000", "35000", "EUR"),
         Told("£30,000", "30000", role=Role.CONVERTED)), BESIDE_OTHERS, "€35,000", "EUR 35000"),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_a_sum_weighed_against_the_prose(case: Case) -> None:
    told = one({"ruling": case.ruling}, case.tells)
    assert (told.confidence, told.quote, told.role) == (case.confidence, case.quote, Role.IMPOSED)
    assert told.amount is not None and f"{told.amount.currency} {told.amount.amount}" == case.amount


def test_what_the_cells_do_not_say_comes_from_the_prose() -> None:
    cells: dict[str, Cell] = {"ruling": SAYS, "who": "Anonymous", "by": "", "land": "", "on": "Unknown"}
    told = one(cells, [Told("£30,000", "30000")])
    assert (told.respondent, told.respondent_id, told.regulator) == ("Acme Cloud", None, None)
    assert (told.kind, told.status, told.decided) == (Kind.SETTLEMENT, Status.REDUCED, date(2020, 1, 1))


def test_a_long_sentence_is_cut_around_its_sum() -> None:
    told = one({"ruling": f"{'many words ' * 100}and £30,000 {'more words ' * 100}"})
    assert told.confidence == WRITTEN and "£30,000" in told.quote and len(told.quote) < 450


@pytest.mark.parametrize(
    ("fine", "cur", "amount", "line"),
    [
        (Decimal("30000.0"), "EUR", "30000", "fine: 30000 EUR"),
        ("€ 1.200,50", "", "1200.50", "fine: € 1.200,50"),
        ("€ 1.200,50", "EUR", "1200.50", "fine: € 1.200,50"),
        ("2 million", "euro", "2000000", "fine: 2 million EUR"),
    ],
)
def test_the_line_with_the_sum(fine: Cell, cur: str, amount: str, line: str) -> None:
    told = one({"fine": fine, "cur": cur})
    assert (told.amount, told.quote) == (Money(Decimal(amount), "EUR"), line)


@pytest.mark.parametrize("fine", ["None", "0", Decimal(0), "0.00"], ids=repr)
def test_no_fine_is_told_as_none(fine: Cell) -> None:
    found = recorded({"fine": fine})
    assert (found.told, found.problems) == ((), ())


@pytest.mark.parametrize("fine", ["", "n/a", "Not public", "Only intention to issue fine"])
def test_what_the_row_does_not_know_is_left_to_the_prose(fine: str) -> None:
    found = recorded({"fine": fine})
    assert (found.told, found.problems) == (None, ())


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"fine": "20,000 and 30,000"}, "column 'fine': one sum of money is expected, found '20,000 and 30,000'"),
        ({"cur": ""}, "column 'fine': a sum needs a currency, found '30,000'"),
        ({"fine": "€ 5"}, "column 'fine': its currency is EUR, but GBP stands beside it"),
        ({"cur": "shells"}, "column 'fine': a currency is expected"),
    ],
)
def test_a_sum_that_is_not_certain(changes: dict[str, Cell], says: str) -> None:
    found = recorded(changes)
    (problem,) = found.problems
    assert found.told is None  # the document stays, with all that its cells say
    assert (problem.source, problem.line, problem.fatal) == ("t.csv", 5, False)
    assert problem.message.startswith(says)


def test_a_date_that_is_none_costs_the_date_alone() -> None:
    found = recorded({"on": "31.2.2021"})
    assert found.told is not None and found.told[0].decided is None
    assert [p.message for p in found.problems] == ["column 'on': there is no such day: '31.2.2021'"]


@pytest.mark.parametrize(("on", "precision"), [("2021", "year"), ("2021-05", "month")])
def test_a_date_of_which_the_day_is_not_known(on: str, precision: str) -> None:
    told = one({"on": on})
    assert (told.precision, told.decided and told.decided.year) == (precision, 2021)


@pytest.mark.parametrize(
    ("kind", "land", "expected"),
    [
        ("settlement", "GB", Kind.SETTLEMENT),
        ("Civil penalty", "GB", Kind.CIVIL_PENALTY),
        ("administrative fine", "US", Kind.ADMINISTRATIVE_FINE),
        ("Geldbuße", "DE", Kind.ADMINISTRATIVE_FINE),
        ("", "US", Kind.CIVIL_PENALTY),
        ("", "GB", Kind.ADMINISTRATIVE_FINE),
        ("decision", "GB", Kind.ADMINISTRATIVE_FINE),
    ],
)
def test_a_kind(kind: str, land: str, expected: Kind) -> None:
    assert one({"kind": kind, "land": land}, mapping=f"{MAP},kind=kind").kind is expected


def test_ids_never_become_one() -> None:
    ids = {recorded({"no": no}).document.id for no in ("a/b", "a b", "a-b", "a\nb", "x" * 300, "x" * 301)}
    assert len(ids) == 5  # a line break and a space are the same to a person
    assert "f-a-b" in ids
    own = {recorded({"facts": text}, mapping="text=facts").document.id for text in ("One.", "Two.", "One.")}
    assert len(own) == 2


def test_prefix_and_suffix() -> None:
    found = recorded(mapping="id=no,about=no,text=facts,prefix=:p-,suffix=:-text")
    assert (found.document.id, found.about) == ("p-7-text", "p-7")
    assert recorded(mapping="id=no,text=facts,prefix=:").document.id == "7"


def test_a_text_about_another_goes_by_its_title_and_tells_nothing() -> None:
    found = recorded({"no": "1"}, mapping="id=no,about=no,text=facts,suffix=:-text,amount=fine,currency=cur")
    assert (found.about, found.document.title, found.told) == ("f-1", "The first", None)
    assert found.document.text.startswith("Acme sold lists.")


@pytest.mark.parametrize(
    ("cells", "title"),
    [
        ({}, "Acme Ltd: ICO (UK), 2021-05-03"),
        ({"on": "2021"}, "Acme Ltd: ICO (UK), 2021"),
        ({"by": "", "on": ""}, "Acme Ltd"),
        ({"who": "Unknown"}, "Acme sold lists. It was told to stop."),
        ({"who": "", "facts": "word " * 50}, "word " * 19 + "word …"),
        ({"who": "", "facts": "", "ruling": ""}, "f-7"),
    ],
    ids=["all", "the year", "the respondent alone", "the text", "its beginning", "the id"],
)
def test_a_title_where_there_is_no_column_for_it(cells: dict[str, Cell], title: str) -> None:
    assert recorded(cells).document.title == title


def test_what_else_a_document_says() -> None:
    more = "title=who,url=link,publisher=:The Gazette,published=out,language=lang"
    cells: dict[str, Cell] = {"link": "https://example.org/7", "out": "2021-06-01", "lang": "DE"}
    document = recorded(cells, mapping=f"{MAP},{more}").document
    assert (document.url, document.publisher, document.published, document.language) == (
        "https://example.org/7", "The Gazette", date(2021, 6, 1), "de",
    )  # fmt: skip
    found = recorded(cells | {"link": "ftp://x", "lang": "Deutsch!"}, mapping=f"{MAP},{more}")
    assert (found.document.url, found.document.language, len(found.problems)) == (None, "en", 2)


def test_a_row_that_holds_nothing() -> None:
    found = record(dict.fromkeys(CELLS, ""))
    assert isinstance(found, Problem) and (found.line, found.fatal) == (5, True)


def test_long_cells_stay_out_of_the_lines() -> None:
    assert "note2" not in recorded({"note2": "x" * 501}).document.text
    assert "note2: " in recorded({"note2": "x" * 500}).document.text


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(sorted(CELLS)), st.text() | st.decimals() | st.dates()))
def test_any_row_is_a_document_or_a_problem(cells: dict[str, Cell]) -> None:
    found = record(cells)
    if isinstance(found, Recorded):
        for told in found.told or ():
            assert replace(told).quote == found.document.text[told.start : told.end]


def test_whose_dollars_the_regulator_tells() -> None:
    cells: dict[str, Cell] = {"by": "OPC", "land": "", "fine": "$5", "cur": ""}
    assert one(cells).amount == Money(Decimal(5), "CAD")
    assert one(cells | {"land": "Australia"}).amount == Money(Decimal(5), "AUD")


def test_whose_crowns_the_column_beside_tells() -> None:
    cells: dict[str, Cell] = {"by": "The Office", "land": "", "fine": "kr 5"}
    assert one(cells | {"cur": "SEK"}).amount == Money(Decimal(5), "SEK")
    assert one(cells | {"cur": "NOK", "land": "Sweden"}).amount == Money(Decimal(5), "NOK")
    found = recorded(cells | {"cur": "EUR", "land": "Sweden"})
    assert not found.told and "its currency is SEK, but EUR stands beside it" in found.problems[0].message


def test_a_number_of_a_case_with_several_rows_is_no_id() -> None:
    for filled, same in ((frozenset[str](), True), (frozenset({"no"}), False)):
        found = record(filled=filled)
        assert isinstance(found, Recorded) and (found.document.id == "f-7") is same
        assert "no: 7\n" in found.document.text


EMPTY: dict[str, Cell] = dict.fromkeys(CELLS, "")


@pytest.mark.parametrize(
    ("cells", "left_out"),
    [
        ({"who": "Total", "fine": Decimal(35_000)}, True),
        ({"no": "Gesamt:", "fine": "35.000 EUR"}, True),
        ({"who": "Grand total", "fine": "35,000", "no": Decimal(12)}, True),
        ({"who": "Total", "fine": "35,000", "by": "ICO"}, False),
        ({"who": "Total SA", "fine": "35,000"}, False),
        ({"who": "Total"}, False),
    ],
)
def test_a_row_of_totals_is_no_decision(cells: dict[str, Cell], left_out: bool) -> None:
    found = record(EMPTY | cells)
    assert (isinstance(found, Problem) and "adds up others" in found.message) is left_out
