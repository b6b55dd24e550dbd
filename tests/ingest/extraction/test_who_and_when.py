"""Who was fined and by whom, and when, in sentences of our own in the five languages."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from knowledge.ingest.extract import extract
from knowledge.records.extracted import Extracted, Role
from tests.ingest.extraction.registry import NAMES


@dataclass(frozen=True)
class Case:
    """``said``: the respondent, the authority or the day of one of the text's penalties; None for no day."""

    text: str
    said: str | None


def imposed(text: str) -> list[Extracted]:
    return [t for t in extract(text, NAMES) if t.role is Role.IMPOSED]


RESPONDENTS = [
    Case(
        "Die Deutsche Wohnblock muss 14,5 Millionen Euro Strafe zahlen.",
        "Deutsche Wohnblock",
    ),
    Case(
        "Gegen den Modehändler Kleiderwelt hat die Datenschutzbehörde ein Bußgeld von 35 Millionen Euro verhängt.",
        "Kleiderwelt",
    ),
    Case(
        "Das Bundeskartellamt verhängt gegen den Süßwarenhersteller Zuckermann ein Bußgeld von 3 Millionen Euro.",
        "Zuckermann",
    ),
    Case(
        "Der Lieferdienst Flitzer soll 2 Millionen Euro Bußgeld zahlen, entschied die Behörde.",
        "Flitzer",
    ),
    Case(
        "Die Österreichische Post wurde mit 9,5 Millionen Euro bestraft.",
        "Österreichische Post",
    ),
    Case(
        "Die irische Datenschutzbehörde belegt Friendbook mit einer Strafe von 265 Millionen Euro.",
        "Friendbook",
    ),
    Case(
        "Wegen Datenlecks: Telefonix zahlt 10 Millionen Euro Bußgeld.",
        "Telefonix",
    ),
    Case(
        "Das Unternehmen Kaffeeklatsch GmbH erhielt einen Bußgeldbescheid über 50.000 Euro.",
        "Kaffeeklatsch GmbH",
    ),
    Case(
        "La AEPD ha multado a Telefonix España con 5 millones de euros.",
        "Telefonix España",
    ),
    Case(
        "La AEPD sanciona con 5 millones de euros a la empresa de reparto Globito.",
        "Globito",
    ),
    Case(
        "La AEPD impone a CajaSol una multa de 6 millones de euros.",
        "CajaSol",
    ),
    Case(
        "CajaSol ha sido multada con 6 millones de euros por la AEPD.",
        "CajaSol",
    ),
    Case(
        "Multa de 3 millones de euros a Energía del Norte por la CNMC.",
        "Energía del Norte",
    ),
    Case(
        "La eléctrica Luzón deberá pagar una multa de 2 millones de euros.",
        "Luzón",
    ),
    Case(
        "La Agencia multó a la cadena de supermercados Mercamás con 2,5 millones de euros.",
        "Mercamás",
    ),
    Case(
        "El Banco de España multa con 1 millón de euros a la fintech Moneda Fácil.",
        "Moneda Fácil",
    ),
    Case(
        "Il Garante ha sanzionato Luce Energia per 79 milioni di euro.",
        "Luce Energia",
    ),
    Case(
        "Il Garante ha inflitto ad Apfel una sanzione di 10 milioni di euro.",
        "Apfel",
    ),
    Case(
        "Multa da 10 milioni di euro a Rapidofood dall'Antitrust.",
        "Rapidofood",
    ),
    Case(
        "L'AGCM ha irrogato una sanzione di 3,5 milioni di euro nei confronti della società Viaggi Sereni S.r.l.",
        "Viaggi Sereni S.r.l.",
    ),
    Case(
        "Rapidofood dovrà pagare una sanzione di 2,6 milioni di euro, ha deciso il Garante.",
        "Rapidofood",
    ),
    Case(
        "La società di consegne Rapidofood è stata multata per 2,6 milioni di euro.",
        "Rapidofood",
    ),
    Case(
        "Sanzione di 20 milioni di euro per la società di riconoscimento facciale Volto.",
        "Volto",
    ),
    Case(
        "Il Garante privacy ha comminato alla catena di abbigliamento Moda Bella una multa di 600mila euro.",
        "Moda Bella",
    ),
    Case(
        "La CNIL a infligé une amende de 40 millions d'euros à la société publicitaire Ciblo.",
        "Ciblo",
    ),
    Case(
        "Ciblo écope d'une amende de 40 millions d'euros.",
        "Ciblo",
    ),
    Case(
        "La CNIL sanctionne Ciblo d'une amende de 40 millions d'euros.",
        "Ciblo",
    ),
    Case(
        "Amende de 40 millions d'euros pour Ciblo, spécialiste de la publicité.",
        "Ciblo",
    ),
    Case(
        "La société Ciblo a été sanctionnée d'une amende de 40 millions d'euros.",
        "Ciblo",
    ),
    Case(
        "Le distributeur Grandmarché a été condamné à payer 3 millions d'euros d'amende.",
        "Grandmarché",
    ),
    Case(
        "L'Autorité de la concurrence a prononcé une sanction de 1,2 milliard d'euros à l'encontre d'Apfel.",
        "Apfel",
    ),
    Case(
        "La DGCCRF a infligé au groupe Habitude une amende de 2 millions d'euros.",
        "Habitude",
    ),
    Case(
        "The FCA has fined online broker Tradefast £2 million.",
        "Tradefast",
    ),
    Case(
        "Tradefast, an online broker, has agreed to pay $2 million to settle SEC charges.",
        "Tradefast",
    ),
    Case(
        "The ICO issued a fine of £80,000 to Home2Sense Ltd.",
        "Home2Sense Ltd.",
    ),
    Case(
        "SEC charges Tradefast with misleading investors. The firm agreed to pay a civil penalty of $2 million.",
        "Tradefast",
    ),
    Case(
        "Tradefast misled investors for years, the SEC found. It will pay a $2 million penalty.",
        "Tradefast",
    ),
    Case(
        "The Attorney General announced a $5 million settlement with Pillbox, an online pharmacy.",
        "Pillbox",
    ),
    Case(
        "A €4m penalty has been imposed on Dublin-based payments company PayQuick.",
        "PayQuick",
    ),
    Case(
        "In a decision on PayQuick, the Central Bank of Ireland imposed a fine of €4m.",
        "PayQuick",
    ),
    Case(
        "The penalty of $3 million against Lake Bank, N.A. follows an OCC investigation.",
        "Lake Bank, N.A.",
    ),
    Case(
        "The authority fined the dating site Herzblatt AS NOK 3 million.",
        "Herzblatt AS",
    ),
    Case(
        "The Polish authority imposed on the web shop Kamil sp. z o.o. a fine of PLN 90,000.",
        "Kamil",
    ),
    Case(
        "The DPA found that the controller, Shannon Credit Union, infringed "
        "Article 32 GDPR. It imposed an administrative fine of €8,000.",
        "Shannon Credit Union",
    ),
    Case(
        "A tenant asked Domus Verde SRL for a copy of his file. The Romanian DPA imposed a fine of RON 9,800.",
        "Domus Verde SRL",
    ),
    Case(
        "Dunes Ltd of Cardiff must pay a fine of £60,000 and Frost Ltd, based in York, £20,000.",
        "Frost Ltd",
    ),
    Case(
        "Akita Electric must pay a surcharge of 9 billion yen, Oki Power a surcharge of 4 billion yen.",
        "Oki Power",
    ),
    Case(
        "The firm must pay a $2 million penalty. Its founder, Lena Roth, must pay a penalty "
        "of $90,000, and its compliance officer, Karl Moss, a penalty of $15,000.",
        "Karl Moss",
    ),
    Case(
        "The bank regulator assessed a civil money penalty of $900,000 "
        "against Third Valley Bank, Omaha, Nebraska, for unfair fees.",
        "Third Valley Bank",
    ),
    Case(
        "The DPA fined the National Library 40,000 euros after a leak.",
        "National Library",
    ),
    Case(
        "La CNIL a prononcé une amende de 90 000 euros à l'encontre de la société MERLE VOYAGES.",
        "MERLE VOYAGES",
    ),
    Case(
        "Il Garante ha comminato una multa di 30mila euro alla Azienda ospedaliera di Pontalto.",
        "Azienda ospedaliera di Pontalto",
    ),
    Case(
        "La Commissione europea ha multato per 90 milioni di euro il gruppo dolciario Bonvita.",
        "Bonvita",
    ),
    Case(
        "The AZOP fined the agency Dugovi d.o.o. 3 million euros. The former "
        "record of €1,000,000 had been imposed on Naplata d.o.o.",
        "Dugovi d.o.o.",
    ),
    Case(
        "Attorney General Ana Ruiz announced a settlement with QuickCart, a "
        "delivery firm. The company will pay a civil penalty of $200,000.",
        "QuickCart",
    ),
]

AUTHORITIES = [
    Case(
        "Greece and Spain fined the app. Italy fined it €3m, and the UK fined it £1m.",
        "UK",
    ),
    Case(
        "The competition commission WEKO fined Kies AG CHF 90,000.",
        "WEKO",
    ),
    Case(
        "The European Central Bank imposed an administrative penalty of €2 million on Mare Bank AG.",
        "European Central Bank",
    ),
    Case(
        "The Tribunal ordered Fern Ltd to pay a fine of £4,000.",
        "Tribunal",
    ),
    Case(
        "The Superintendencia de Sociedades sancionó a Rapidín S.A.S. "
        "con una multa de 90 millones de pesos colombianos.",
        "Superintendencia de Sociedades",
    ),
    Case(
        "On 5 May 2015 the Commission imposed a fine of EUR 30 million on Argo NV under the merger rules.",
        "Commission",
    ),
    Case(
        "The Hong Kong Monetary Authority fined two banks a total of HK$9 million. "
        "Wan Bank was fined HK$5 million, and Tai Bank HK$4 million.",
        "Hong Kong Monetary Authority",
    ),
]

DAYS = [
    Case(
        "La AEPD impuso el 3 de marzo de 2021 una multa de 6 millones de euros a CajaSol.",
        "2021-03-03",
    ),
    Case(
        "En marzo de 2021 la AEPD multó a CajaSol con 6 millones de euros.",
        "2021-03-01",
    ),
    Case(
        "La AEPD multó a CajaSol con 6 millones de euros en 2021.",
        "2021-01-01",
    ),
    Case(
        "La resolución, fechada el 3 de marzo de 2021, impone a CajaSol una multa de 6 millones de euros.",
        "2021-03-03",
    ),
    Case(
        "CajaSol fue multada con 6 millones de euros. La resolución es de 3 de marzo de 2021.",
        "2021-03-03",
    ),
    Case(
        "CajaSol fue multada con 6 millones de euros. La decisión se adoptó el 3 de marzo de 2021.",
        "2021-03-03",
    ),
    Case(
        "La CNIL a infligé le 3 mars 2021 une amende de 40 millions d'euros à Ciblo.",
        "2021-03-03",
    ),
    Case(
        "Par délibération du 3 mars 2021, la CNIL a prononcé une amende de 40 millions d'euros contre Ciblo.",
        "2021-03-03",
    ),
    Case(
        "La CNIL a prononcé une amende de 40 millions d'euros contre Ciblo. La décision date du 3 mars 2021.",
        "2021-03-03",
    ),
    Case(
        "En 2019, la CNIL avait infligé 50 millions d'euros d'amende à Searchy.",
        "2019-01-01",
    ),
    Case(
        "Il Garante ha sanzionato Alfa per 79 milioni di euro con provvedimento del 3 marzo 2021.",
        "2021-03-03",
    ),
    Case(
        "Con provvedimento 3 marzo 2021, n. 55, il Garante ha ordinato ad Alfa di pagare una sanzione di 79.000 euro.",
        "2021-03-03",
    ),
    Case(
        "Nel 2021 il Garante ha inflitto ad Alfa una multa di 79.000 euro.",
        "2021-01-01",
    ),
    Case(
        "Im März 2021 verhängte die Behörde gegen die Alfa AG ein Bußgeld von 79.000 Euro.",
        "2021-03-01",
    ),
    Case(
        "2019 verhängte die Behörde gegen die Alfa AG ein Bußgeld von 79.000 Euro.",
        "2019-01-01",
    ),
    Case(
        "Mit Bescheid vom 3. März 2021 verhängte die Behörde gegen die Alfa AG ein Bußgeld von 79.000 Euro.",
        "2021-03-03",
    ),
    Case(
        "Die Behörde verhängte gegen die Alfa AG ein Bußgeld von 79.000 Euro. Der Bescheid erging am 3. März 2021.",
        "2021-03-03",
    ),
    Case(
        "The FTC fined Acme Corp $5 million in March 2021.",
        "2021-03-01",
    ),
    Case(
        "The FTC fined Acme Corp $5 million in 2021.",
        "2021-01-01",
    ),
    Case(
        "In 2021, Acme Corp was fined $5 million by the FTC.",
        "2021-01-01",
    ),
    Case(
        "The $5 million penalty imposed on Acme Corp by the FTC in 2021 was the largest.",
        "2021-01-01",
    ),
    Case(
        "Acme Corp's 2021 fine of $5 million was the largest ever by the FTC.",
        "2021-01-01",
    ),
    Case(
        "Acme Corp was fined $5 million by the FTC last March.",
        None,
    ),
    Case(
        "The fine of $5 million (decision of 3 March 2021) hit Acme Corp.",
        "2021-03-03",
    ),
    Case(
        "FTC v. Acme Corp: $5 million civil penalty (2021).",
        "2021-01-01",
    ),
    Case(
        "Following a final decision dated March 3, 2021, Acme Corp must pay the FTC a civil penalty of $5 million.",
        "2021-03-03",
    ),
    Case(
        "The FTC announced Wednesday, March 3, 2021, that Acme Corp will pay a $5 million civil penalty.",
        "2021-03-03",
    ),
    Case(
        "(March 3, 2021) The FTC today ordered Acme Corp to pay a $5 million civil penalty.",
        "2021-03-03",
    ),
    Case(
        "Published 3 March 2021. The ICO has fined Acme Ltd £5 million.",
        "2021-03-03",
    ),
    Case(
        "Date: 3 March 2021\nThe ICO has fined Acme Ltd £5 million.",
        "2021-03-03",
    ),
    Case(
        "The ICO fined Acme Ltd £5 million on 3 March 2021 for emails sent between 1 May 2018 and 3 June 2019.",
        "2021-03-03",
    ),
    Case(
        "In June 2020 the ICO issued a notice of intent. On 3 March 2021 it fined Acme Ltd £5 million.",
        "2021-03-03",
    ),
    Case(
        "The judgment, handed down on 3 March 2021, ordered Acme Ltd to pay a penalty of £5 million.",
        "2021-03-03",
    ),
    Case(
        "Acme Ltd was ordered to pay a penalty of £5 million by the Federal Court on 3 March 2021.",
        "2021-03-03",
    ),
]


@pytest.mark.parametrize("case", RESPONDENTS, ids=lambda c: c.text[:50])
def test_on_whom(case: Case) -> None:
    assert case.said in [t.respondent for t in imposed(case.text)]


@pytest.mark.parametrize("case", AUTHORITIES, ids=lambda c: c.text[:50])
def test_by_whom(case: Case) -> None:
    assert case.said in [t.regulator for t in imposed(case.text)]


@pytest.mark.parametrize("case", DAYS, ids=lambda c: c.text[:50])
def test_on_which_day(case: Case) -> None:
    (told,) = imposed(case.text)
    assert (told.decided.isoformat() if told.decided else None) == case.said
