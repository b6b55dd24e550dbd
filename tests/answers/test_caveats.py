"""What an answer says beside its figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from tests.golden.starter import TODAY, Asker


@dataclass(frozen=True, slots=True)
class Case:
    """One caveat holds all of ``words``."""

    id: str
    question: str
    words: tuple[str, ...]


CASES = [
    Case("slip", "how much has Clearveiw been fined?", ("Clearveiw", "Clearview")),
    Case("slip in another name", "how much has Spotifi been fined?", ("Spotifi", "Spotify")),
    Case("former name", "how much has Facebook been fined in the UK?", ("Facebook", "earlier name", "Meta")),
    Case("former name of X", "how much has Twitter been fined?", ("Twitter", "X")),
    Case("group", "how much has Meta been fined?", ("Meta", "whole group", "WhatsApp Ireland Limited")),
    Case("group by its product's name", "how much has Google been fined by the CNIL?", ("Alphabet", "whole group")),
    Case("alone", "how much has WhatsApp been fined?", ("WhatsApp", "alone", "Meta")),
    Case("under appeal", "how much was Orange fined by the CNIL?", ("Not final", "Orange")),
    Case("revived", "how much did the ICO fine Clearview?", ("Not final", "Clearview AI")),
    Case("annulled, but not finally", "what was the Commission's fine on Google in 2019, in total?",
         ("Not final", "20 March 2019")),
    Case("rounded", "how much has Meta been fined in South Korea?", ("Rounded", "25 November 2020")),
    Case("announced in another year", "how much has Google been fined in 2021 by the CNIL?",
         ("Announced in another year", "31 December 2021")),
    Case("month only", "how much was Meta fined by the DPC in December 2024?", ("approximate", "December 2024")),
    Case("confidence", "how much was TikTok fined by the DPC in 2025?", ("medium confidence", "30 April 2025")),
    Case("not a fine", "how much has Meta been fined in Australia?", ("not a fine", "settlement")),
    Case("projection", "what would the CNIL daily penalty on Clearview come to after 30 days?", ("projection",)),
    Case("ceiling", "maximum GDPR fine for a turnover of 2 billion euros", ("ceiling", "forecast")),
    Case("currencies compared", "top 5 fines", ("European Central Bank",)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_caveat(case: Case, ask: Asker) -> None:
    told = ask(case.question)

    assert [c for c in told.caveats if all(words in c for words in case.words)], told.caveats


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_caveats_are_in_the_text_once(case: Case, ask: Asker) -> None:
    told = ask(case.question)

    assert len(told.caveats) == len(set(told.caveats))
    assert all(f"* {caveat}" in told.text for caveat in told.caveats)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("how much has Clearview been fined?", "was read as"),
        ("how much was 1&1 fined?", "Not final"),
        ("how much has Clearview been fined in France?", "Rounded"),
        ("how much has Clearview been fined in France in 2022?", "Announced in another year"),
        ("how much has Clearview been fined in France?", "whole group"),
    ],
)
def test_no_caveat_without_cause(question: str, words: str, ask: Asker) -> None:
    assert not [c for c in ask(question).caveats if words in c]


def test_a_day_in_the_past_is_told_and_today_is_not(ask: Asker) -> None:
    question = "how much has Clearview been fined in France?"

    assert any("1 January 2023" in c for c in ask(question, date(2023, 1, 1)).caveats)
    assert not any("As things stood" in c for c in ask(question, TODAY).caveats)
