"""Sentences end where a reader ends them, and lose no character."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search.sentences import blocks, sentences


@dataclass(frozen=True)
class Case:
    id: str
    parts: tuple[str, ...]
    joint: str = " "

    @property
    def text(self) -> str:
        return self.joint.join(self.parts)


CASES = [
    Case("plain", ("It was fined.", "It paid.", "Is that all?", "Yes!")),
    Case("article", ("It breached Art. 5(1)(a) GDPR and Arts. 12 and 13.", "It also breached Art. 14.")),
    Case("number", ("See decision No. 2022-019 of the CNIL.", "See also Case no. C-300/21.")),
    Case("versus", ("In Meta v. Bundeskartellamt the Court ruled.", "FTC v. Amazon is pending.")),
    Case("inc inside", ("On 16 May 2024 the AP fined Clearview AI Inc. EUR 30.5 million.", "It was not paid.")),
    Case("inc at the end", ("The AP fined Clearview AI Inc.", "The company did not object.")),
    Case("inc twice the stop", ("The AP fined Clearview AI Inc..", "On 3 May it said so.")),
    Case("spa", ("The Garante fined Enel Energia S.p.A. and Edison S.p.A. in 2024.", "Both appealed.")),
    Case("ltd", ("WhatsApp Ireland Ltd. Dublin was fined.", "It was fined with Meta Ltd.", "The appeal is pending.")),
    Case("billion", ("The fine is EUR 1.2 billion.", "That is about $1.3 billion.")),
    Case("initials", ("Judge J. R. Smith signed it.", "M. Schrems complained.")),
    Case("country", ("The U.S. Department of Justice sued.", "It sued in the U.S.", "The court agreed.")),
    Case("german date", ("Am 17. Oktober 2022 verhängte die CNIL eine Geldbuße.", "Sie beträgt 20 Mio. Euro.")),
    Case("german paragraph", ("Nach Art. 83 Abs. 5 DSGVO ist das möglich.", "Das gilt z.B. Unternehmen.")),
    Case("french", ("La CNIL a prononcé une amende de 20 M€.", "M. Dupont s'y oppose.")),
    Case("quote", ('He said "no."', "The board agreed.", "(It was late.)", "So it ended.")),
    Case("answer is no", ("The answer is no.", "The fine stands.")),
    Case("lower case goes on", ("The site example.com etc. was closed and approx. 20 million people told.",)),
    Case("list", ("- First item", "- Second item", "1. Third"), "\n"),
    Case("paragraphs", ("No stop here", "Nor here"), "\n\n"),
    Case("soft line break", ("One sentence over\ntwo lines.", "Another.")),
    Case("numbered", ("1. The controller was fined.", "2. It paid."), "\n"),
    Case("heading", ("# What happened", "It was fined.", "It paid."), "\n"),
    Case("table", ("| a | b |", "| 1. c | d. E |"), "\n"),
    Case("japanese", ("罰金が科された。", "支払われた。"), ""),
    Case("ellipsis", ("It waited ... and paid.", "Then …, nothing.")),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_sentences(case: Case) -> None:
    assert tuple(case.text[start:end] for start, end in sentences(case.text)) == case.parts


TEXTS = st.lists(
    st.sampled_from(
        ["Art. ", "Inc. ", "The ", "fine. ", "\n", "\n\n", "- ", "# H\n", "17. Oktober ", "1.2 ", "。", "x", "é ", "\t"]
    )
    | st.text(max_size=8),
    max_size=40,
).map("".join)


@given(TEXTS)
def test_sentences_cover_the_text_in_order(text: str) -> None:
    for spans in (sentences(text), blocks(text)):
        at = 0
        for start, end in spans:
            assert not text[at:start].strip()
            assert text[start:end] == text[start:end].strip() != ""
            at = end
        assert not text[at:].strip()
