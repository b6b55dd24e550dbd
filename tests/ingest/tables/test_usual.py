"""Columns by their usual names: certain, or refused with what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingest.tables.cells import Cell
from knowledge.ingest.tables.headers import read_header
from knowledge.ingest.tables.mapping import Columns, Part, parse_columns, written_mapping
from knowledge.ingest.tables.naming import Registry
from knowledge.ingest.tables.rows import NoTable, Row
from knowledge.ingest.tables.usual import usual_columns
from knowledge.ledger.names import Names
from knowledge.records.penalties import Regulator

FTC = Regulator("FTC", "Federal Trade Commission", "US")
REGISTRY = Registry(Names((FTC,), ()))


def mapped(columns: Sequence[str], *rows: Sequence[Cell]) -> Columns:
    found = [Row(n, dict(zip(columns, r, strict=True))) for n, r in enumerate(rows, start=2)]
    return usual_columns(columns, found, REGISTRY)


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    columns: Sequence[str]
    row: Sequence[Cell]
    mapping: str


CASES = (
    Case(
        "English", ("Company", "Fine (EUR)", "Date of decision", "DPA", "Country", "Summary"),
        ("Acme", "5,000", "3 May 2021", "CNIL", "France", "It kept lists."),
        "amount=Fine (EUR),currency=:EUR,decided=Date of decision,respondent=Company,regulator=DPA,country=Country,"
        "text=Summary",
    ),
    Case(
        "French", ("Société", "Montant de l’amende en €", "Date de la décision", "Autorité", "Lien"),
        ("Acme", "5 000", "2021-05-03", "CNIL", "https://example.org/a"),
        "amount=Montant de l’amende en €,currency=:EUR,decided=Date de la décision,respondent=Société,"
        "regulator=Autorité,url=Lien",
    ),
    Case(
        "German", ("Unternehmen", "Bußgeld", "Währung", "Behörde", "Land", "Zusammenfassung"),
        ("Acme", Decimal(5000), "EUR", "Die Behörde", "Deutschland", "Es führte Listen."),
        "amount=Bußgeld,currency=Währung,respondent=Unternehmen,regulator=Behörde,country=Land,text=Zusammenfassung",
    ),
    Case(
        "Spanish", ("Entidad sancionada", "Importe de la multa (€)", "Fecha de resolución", "Autoridad", "Hechos"),
        ("Acme", "5000", "2021-05-03", "AEPD", "Guardaba listas."),
        "amount=Importe de la multa (€),currency=:EUR,decided=Fecha de resolución,respondent=Entidad sancionada,"
        "regulator=Autoridad,text=Hechos",
    ),
    Case(
        "Italian", ("Titolare del trattamento", "Sanzione", "Data", "Autorità", "Sintesi"),
        ("Acme", "€ 5.000,00", "3 maggio 2021", "Garante", "Teneva elenchi."),
        "amount=Sanzione,decided=Data,respondent=Titolare del trattamento,regulator=Autorità,text=Sintesi",
    ),
    Case("names of a program", ("fineEUR", "defendant_name", "defendant"), ("5", "x", "Acme"),
         "amount=fineEUR,currency=:EUR,respondent=defendant"),
    Case("capitals", ("COMPANY", "FINE IN GBP"), ("Acme", "5"), "amount=FINE IN GBP,currency=:GBP,respondent=COMPANY"),
    Case("a word beside the sum", ("Penalty", "Firm", "Penalty amount (£)"), ("Civil penalty", "Acme", "5"),
         "amount=Penalty amount (£),currency=:GBP,respondent=Firm"),
    Case("crowns of a country", ("company", "fine", "country"), ("Acme", "kr 500", "Sweden"),
         "amount=fine,respondent=company,country=country"),
    Case("dollars of a regulator", ("company", "fine", "agency"), ("Acme", "$500", "FTC"),
         "amount=fine,respondent=company,regulator=agency"),
    Case("a civil penalty", ("respondent", "civil penalty (£)", "disgorgement (£)"), ("Acme", "5", "7"),
         "amount=civil penalty (£),kind=:civil penalty,currency=:GBP,respondent=respondent"),
    Case("signs between words", ("Controller/Processor", "Fine [€]", "Quoted Art.", "Date of Decision"),
         ("Acme", "5", "Art. 5", "2021-05-03"),
         "amount=Fine [€],currency=:EUR,respondent=Controller/Processor,laws=Quoted Art.,decided=Date of Decision"),
    Case("the same currency twice", ("company", "fine_eur", "currency"), ("Acme", "500", "EUR"),
         "amount=fine_eur,currency=:EUR,respondent=company"),
    Case("two texts", ("company", "fine", "facts", "holding"), ("Acme", "€5", "It did.", "It was wrong."),
         "amount=fine,respondent=company,text=facts+holding"),
    Case("texts alone", ("title", "body", "link", "published"), ("A", "Words.", "https://example.org", "2021-05-03"),
         "text=body,title=title,url=link,published=published"),
    Case("the better name", ("company", "fine", "date", "decision date", "year"),
         ("Acme", "€5", "1 May 2020", date(2021, 5, 3), "2021"),
         "amount=fine,respondent=company,decided=decision date"),
    Case("a source that is a link", ("company", "fine", "source"), ("Acme", "€5", "https://example.org"),
         "amount=fine,respondent=company,url=source"),
    Case("a source that is a name", ("company", "fine", "source"), ("Acme", "€5", "The Paper"),
         "amount=fine,respondent=company,publisher=source"),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_certain(case: Case) -> None:
    assert mapped(case.columns, case.row).parts == parse_columns(case.mapping).parts


@pytest.mark.parametrize(
    ("columns", "row", "says"),
    [
        (("company", "fine", "amount"), ("Acme", "€5", "€6"), "'amount' may be 'fine' or 'amount'"),
        (("company", "fine", "fine_eur"), ("Acme", "SEK 50", "5"), "'amount' may be 'fine' or 'fine_eur'"),
        (("company", "fine"), ("Acme", "5"), "neither a column nor the sums say the currency"),
        (("company", "fine"), ("Acme", "$5"), "the money of several countries"),
        (("company", "fine ($)"), ("Acme", "5"), "the money of several countries"),
        (("company", "fine", "agency"), ("Acme", "$5", "The Office"), "the money of several countries"),
        (("company", "fine"), ("Acme", "kr 5"), "the money of several countries"),
        (("company", "fine_eur", "currency"), ("Acme", "5", "SEK"), "may be the EUR of 'fine_eur' or 'currency'"),
        (("company", "fine_eur_million"), ("Acme", "5"), "'fine_eur_million' says 'million'"),
        (("company", "Fine (€m)"), ("Acme", "5"), "'Fine (€m)' says 'm'"),
        (("company", "Fine (€ 000)"), ("Acme", "5"), "'Fine (€ 000)' says '000'"),
        (("company", "entity", "fine"), ("Acme", "Bolt", "€5"), "'respondent' may be 'company' or 'entity'"),
        (("company", "penalita"), ("Acme", "€5"), "no column is called as one of sums usually is"),
        (("body", "penalita"), ("Words.", "€5"), "no column is called as one of sums usually is"),
        (("fine", "date"), ("€5", "2021-05-03"), "one of respondents or of texts"),
        (("company", "E"), ("Acme", "€5"), "no column is called as one of sums usually is"),
        (("company", "fine"), ("Acme", "yes"), "no column is called as one of sums usually is"),
    ],
)  # fmt: skip
def test_not_certain(columns: Sequence[str], row: Sequence[Cell], says: str) -> None:
    with pytest.raises(NoTable) as refused:
        mapped(columns, row)
    message = str(refused.value)
    assert says in message
    assert f"The columns are: {', '.join(columns)}." in message and "to start from: --map " in message


def test_a_mapping_to_start_from() -> None:
    with pytest.raises(NoTable, match=r"--map 'amount=Fine \(total\),respondent=Company,currency=:CODE'$"):
        mapped(("Company", "Fine (total)"), ("Acme", "5"))
    with pytest.raises(NoTable, match=r"--map respondent=company,amount=COLUMN,currency=:CODE$"):
        mapped(("company", "fine", "amount"), ("Acme", "5", "6"))


def test_the_order_of_day_and_month_is_told_by_the_other_rows() -> None:
    columns = ("company", "fine", "date")
    found = mapped(columns, ("Acme", "€5", "03/05/2021"), ("Bolt", "€5", "13/05/2021"))
    assert found.constant("dates") == "dmy"
    assert mapped(columns, ("Acme", "€5", "03/05/2021"), ("Bolt", "€5", "05/13/2021")).constant("dates") == "mdy"
    assert mapped(columns, ("Acme", "€5", "03/05/2021")).constant("dates") is None
    mixed = mapped(columns, ("A", "€5", "03/05/2021"), ("B", "€5", "05/13/2021"), ("C", "€5", "13/05/2021"))
    assert mixed.constant("dates") is None


def test_an_id_tells_the_rows_apart() -> None:
    columns = ("id", "company", "fine")
    assert "id" in mapped(columns, ("1", "Acme", "€5"), ("2", "Bolt", "€5")).parts
    assert "id" not in mapped(columns, ("1", "Acme", "€5"), ("1", "Bolt", "€5")).parts
    assert "id" not in mapped(columns, ("1", "Acme", "€5"), ("", "Bolt", "€5")).parts


@pytest.mark.parametrize(
    ("name", "words", "currency", "scale"),
    [
        ("Fine (EUR)", "fine", "EUR", None),
        ("fine_usd", "fine", "USD", None),
        ("FineAmountEUR", "amount fine", "EUR", None),
        ("All fines", "all fines", None, None),
        ("ALL FINES", "all fines", None, None),
        ("Top penalty", "penalty top", None, None),
        ("Fine in TRY", "fine", "TRY", None),
        ("Montant (milliers d’euros)", "milliers montant", "EUR", None),
        ("Fine, EUR million", "fine", "EUR", "million"),
        ("Betrag in Mio. €", "betrag", "EUR", "Mio"),
        ("EUR", "", "EUR", None),
        ("EUR or USD", "", None, None),
    ],
)
def test_a_name_taken_apart(name: str, words: str, currency: str | None, scale: str | None) -> None:
    header = read_header(name)
    assert (" ".join(header.words), header.currency, header.scale) == (words, currency, scale)


@given(
    st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12)), min_size=1, max_size=5, unique_by=lambda c: c[0])
)
def test_any_table_is_mapped_or_refused(cells: list[tuple[str, str]]) -> None:
    columns = [name for name, _ in cells]
    try:
        found = mapped(columns, [cell for _, cell in cells])
    except NoTable:
        return
    assert found.wanted <= set(columns)


@given(st.dictionaries(st.sampled_from(["amount", "text", "respondent"]), st.lists(
    st.builds(Part, st.text(min_size=1).map(str.strip).filter(bool), st.booleans()), min_size=1, max_size=3).map(tuple),
    min_size=1))  # fmt: skip
def test_a_mapping_is_read_as_it_was_written(parts: dict[str, tuple[Part, ...]]) -> None:
    if parts.keys() & {"amount", "text"}:
        assert parse_columns(written_mapping(parts)).parts == parts
