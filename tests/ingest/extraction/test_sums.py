"""Sums in running text: scales, number forms, currencies, ranges."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from knowledge.ingest.extraction.sums import find_sums


@dataclass(frozen=True)
class Case:
    """A text and the (amount, currency) of each of its sums; None for a range."""

    text: str
    sums: tuple[tuple[str | None, str], ...]
    language: str = "en"


def one(text: str, amount: str | None, currency: str, language: str = "en") -> Case:
    return Case(text, ((amount, currency),), language)


CASES = [
    one("a fine of €20,000,000 for that", "20000000", "EUR"),
    one("it cost €7.5m", "7500000", "EUR"),
    one("it cost 7,5 million euro", "7500000", "EUR"),
    one("RON 14.7k were due", "14700", "RON"),
    one("14,757.60 RON were due", "14757.60", "RON"),
    one("2,462.5 lei were due", "2462.5", "RON"),
    one("NOK 65 000 000 were due", "65000000", "NOK"),
    one("NOK 50 000,- were due", "50000", "NOK"),
    one("SEK 550\u00a0000 were due", "550000", "SEK"),
    one("five million euros", "5000000", "EUR"),
    one("half a billion dollars", "500000000", "USD"),
    one("two hundred and fifty thousand pounds", "250000", "GBP"),
    one("one million, three hundred and fifty thousand pounds", "1350000", "GBP"),
    one("EUR 3,000 (three thousand euros) were due", "3000", "EUR"),
    one("Rs 213.14 crore", "2131400000", "INR"),
    one("₹1,33,00,000", "13300000", "INR"),
    one("5 lakh rupees", "500000", "INR"),
    one("150 eok won", "15000000000", "KRW"),
    one("15.1 billion won", "15100000000", "KRW"),
    one("€1.200 were due", "1200", "EUR"),
    one("€1,200 were due", "1200", "EUR"),
    one("€10.000,50 were due", "10000.50", "EUR"),
    one("EUR 5,470,000.00 were due", "5470000.00", "EUR"),
    one("CHF 1'200.-- were due", "1200", "CHF"),
    one("EUR. 5,000 were due", "5000", "EUR"),
    one("LEI88,563.60 were due", "88563.60", "RON"),
    one("100 zł were due", "100", "PLN"),
    one("100 000 Kč were due", "100000", "CZK"),
    one("700.000 HUF were due", "700000", "HUF"),
    one("1000 лв were due", "1000", "BGN"),
    one("₺250,000 were due", "250000", "TRY"),
    one("$1.5-million were due", "1500000", "USD"),
    one("US$5 billion were due", "5000000000", "USD"),
    one("A$35.8 million were due", "35800000", "AUD"),
    one("$5 million CAD were due", "5000000", "CAD"),
    one("£500k were due", "500000", "GBP"),
    one("the Australian regulator said that $20 million were due", "20000000", "AUD"),
    one("the Canadian court said that 20 million dollars were due", "20000000", "CAD"),
    one("the Norwegian authority said that kr 500 000 were due", "500000", "NOK"),
    one("the Danish authority said that 1.2 million kroner were due", "1200000", "DKK"),
    one("the Swedish authority said that 300 000 kronor were due", "300000", "SEK"),
    one("1.200 million euros", "1200000", "EUR"),
    one("between 10 and 20 million euros", None, "EUR"),
    one("between €10 million and €20 million", None, "EUR"),
    one("€10-20 million", None, "EUR"),
    Case("two fines of €2 and €3 million", (("2000000", "EUR"), ("3000000", "EUR"))),
    Case("from €20m to €5m", (("20000000", "EUR"), ("5000000", "EUR"))),
    Case("RON 99,516 (€20,000)", (("99516", "RON"), ("20000", "EUR"))),
    one("1,2 Mio. EUR", "1200000", "EUR", "de"),
    one("35,3 Millionen Euro", "35300000", "EUR", "de"),
    one("2,4 Mrd. €", "2400000000", "EUR", "de"),
    one("14.500.000 Euro", "14500000", "EUR", "de"),
    one("900.000,00 Euro", "900000.00", "EUR", "de"),
    one("2.000 Millionen Euro", "2000000000", "EUR", "de"),
    one("zwanzig Millionen Euro", "20000000", "EUR", "de"),
    one("50 millions d’euros", "50000000", "EUR", "fr"),
    one("2 milliards d'euros", "2000000000", "EUR", "fr"),
    one("100 000 €", "100000", "EUR", "fr"),
    one("1,5 M€", "1500000", "EUR", "fr"),
    one("vingt millions d’euros", "20000000", "EUR", "fr"),
    one("60.000 euros", "60000", "EUR", "es"),
    one("2.000 millones de euros", "2000000000", "EUR", "es"),
    one("mil millones de euros", "1000000000", "EUR", "es"),
    one("5 mil euros", "5000", "EUR", "es"),
    one("27,8 milioni di euro", "27800000", "EUR", "it"),
    one("euro 20.000,00", "20000.00", "EUR", "it"),
    one("20mila euro", "20000", "EUR", "it"),
    one("due miliardi di euro", "2000000000", "EUR", "it"),
    Case("on 25.05.2018 EUR 500 were due", (("500", "EUR"),)),
    Case("in 2021 EUR 500 were due", (("500", "EUR"),)),
    Case("Article 83(5) GDPR of 27 April 2016", ()),
    Case("7.5 million records of 100 million users", ()),
    Case("the team won 5 matches; 5 m of cable", ()),
    Case("kr 500 were due, somewhere", ()),
    one("a two-billion-dollar penalty", "2000000000", "USD"),
    one("three million four hundred thousand dollars", "3400000", "USD"),
    one("three point five million dollars", "3500000", "USD"),
    one("a million and a half dollars", "1500000", "USD"),
    one("two and a half million euros", "2500000", "EUR"),
    one("twelve hundred pounds", "1200", "GBP"),
    one("Rupees eighteen lakh fifty thousand only", "1850000", "INR"),
    one("₹18.50 lakh (Rupees eighteen lakh fifty thousand only)", "1850000", "INR"),
    one("a fine of two hundred fifty thousand (250,000) euros", "250000", "EUR"),
    one("between five and ten million euros", None, "EUR"),
    Case("two million and three million euros", (("2000000", "EUR"), ("3000000", "EUR"))),
    Case("several hundred euros, a multi-million-dollar deal and many thousand pounds", ()),
    Case("a fine of twenty thirty million euros", ()),
    one("une amende de deux cent mille euros (200 000 €)", "200000", "EUR", "fr"),
    one("quatre-vingt-dix-sept mille cinq cents euros", "97500", "EUR", "fr"),
    one("soixante-quinze mille euros", "75000", "EUR", "fr"),
    one("un million deux cent mille euros", "1200000", "EUR", "fr"),
    one("un million et demi d’euros", "1500000", "EUR", "fr"),
    Case("quelques centaines d’euros, plusieurs mille euros", (), "fr"),
    one("achthundert Euro", "800", "EUR", "de"),
    one("zweihundertfünfzigtausend Euro", "250000", "EUR", "de"),
    one("fünfundzwanzig Millionen Euro", "25000000", "EUR", "de"),
    one("anderthalb Millionen Euro", "1500000", "EUR", "de"),
    one("einer halben Million Euro", "500000", "EUR", "de"),
    Case("mehrere tausend Euro, allein einige hundert Euro", (), "de"),
    one("nueve mil euros", "9000", "EUR", "es"),
    one("treinta y cinco mil euros", "35000", "EUR", "es"),
    one("dos mil quinientos millones de euros", "2500000000", "EUR", "es"),
    one("3 millones 500 mil pesos mexicanos", "3500000", "MXN", "es"),
    one("3 millones y medio de euros", "3500000", "EUR", "es"),
    one("duecentocinquantamila euro", "250000", "EUR", "it"),
    one("ventottomila euro", "28000", "EUR", "it"),
    one("due milioni e trecentomila euro", "2300000", "EUR", "it"),
    Case("trecentomila e due milioni di euro", (("300000", "EUR"), ("2000000", "EUR")), "it"),
    Case("deux amendes de 300.000 et 120.000 euros", (("300000", "EUR"), ("120000", "EUR")), "fr"),
    Case(
        "amendes de 300.000, 200.000 et 120.000 euros", (("300000", "EUR"), ("200000", "EUR"), ("120000", "EUR")), "fr"
    ),
    Case("fines of 2 and 3 million euros", (("2000000", "EUR"), ("3000000", "EUR"))),
    Case("fines of EUR 300,000 and 120,000.", (("300000", "EUR"), ("120000", "EUR"))),
    Case("was fined €300,000 and 120,000 customers left", (("300000", "EUR"),)),
    Case("under Article 5 and 120.000 euros", (("120000", "EUR"),)),
    Case("ramené de 12 à 7 millions d’euros", (("12000000", "EUR"), ("7000000", "EUR")), "fr"),
    one("entre 12 et 17 millions d’euros", None, "EUR", "fr"),
    one("a fine of R8 million", "8000000", "ZAR"),
    one("a fine of N1.04 trillion", "1040000000000", "NGN"),
    one("a fine of SR 500,000", "500000", "SAR"),
    one("a fine of Rp 10.000.000", "10000000", "IDR"),
    one("a fine of NIS 1.5 million", "1500000", "ILS"),
    one("a fine of Ksh 900,000", "900000", "KES"),
    one("a fine of 650.000 TL", "650000", "TRY"),
    one("a fine of 90 millones de pesos colombianos", "90000000", "COP", "es"),
    Case("the NIS 2 Directive, class R2, page N 7, SR 235.1 and SR 172.021 of the laws", ()),
    one("Wattle Pty Ltd of Melbourne owes $12 million, said the Federal Court", "12000000", "AUD"),
    one("FINTRAC said that $300,000 were due", "300000", "CAD"),
    one("the Federal Trade Commission said that $300,000 were due", "300000", "USD"),
    one("la Superintendencia de Industria y Comercio impuso $90.000.000", "90000000", "COP", "es"),
    one("la Agencia impuso 90.000 dólares", "90000", "USD", "es"),
    one("it owes $5 million (CAD)", "5000000", "CAD"),
    Case(
        "Company | Cut | Fine (€ million)\nAlder AG | 30% | 12.4\nBirch SA | 0% | 30\n",
        (("12400000", "EUR"), ("30000000", "EUR")),
    ),
    Case("| Firm | Fine in EUR |\n| --- | --- |\n| Alder | 1,500 |\n", (("1500", "EUR"),)),
    Case("Firm\tUsers\tPenalty (£)\nAlder\t12,000\t40,000\n", (("40000", "GBP"),)),
    Case("| Year | Fine (€) |\n| --- | --- |\n\nIn 2021 | 300 firms", ()),
    one("vingt et un mille euros", "21000", "EUR", "fr"),
    one("cent un mille euros", "101000", "EUR", "fr"),
    one("einhundertfünfzigtausend Euro", "150000", "EUR", "de"),
    one("siebenhundertsiebenundfünfzigtausendfünfhundertneunundachtzig Euro", "757589", "EUR", "de"),
    one("centottantamila euro", "180000", "EUR", "it"),
    one("centounomila euro", "101000", "EUR", "it"),
    one("veintiún mil euros", "21000", "EUR", "es"),
    Case("a quarter of a million pounds", ()),
]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.text[:50])
def test_sums(case: Case) -> None:
    found = find_sums(case.text, case.language)
    wanted = [(Decimal(a) if a is not None else None, c) for a, c in case.sums]
    assert [(s.amount, s.currency) for s in found] == wanted


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.text[:50])
def test_a_sum_stands_where_it_says_and_has_no_exponent(case: Case) -> None:
    for money in find_sums(case.text, case.language):
        assert case.text[money.start : money.end].strip() == case.text[money.start : money.end]
        assert any(c.isalnum() for c in case.text[money.start : money.end])
        assert money.amount is None or "E" not in str(money.amount)
