"""What is decided about a proposal: written as plain text, read again as a penalty, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from knowledge.library.cards import batch, cards
from knowledge.library.deciding import Desk, NoSuch, accept_all
from knowledge.library.draft import NotReady
from knowledge.records.money import Money
from knowledge.records.penalties import Kind, Status
from tests.library.kb import TODAY, Home, home, told

TEXT = "The paper reports.\n\nOn 5 March 2024 the CNIL fined Borealis SA EUR 50,000 for its cookies.\n\nMore follows."
QUOTE = "On 5 March 2024 the CNIL fined Borealis SA EUR 50,000 for its cookies."


@pytest.fixture
def kb(tmp_path: Path) -> Home:
    made = home(tmp_path / "kb")
    made.put("paper", TEXT, told(TEXT, QUOTE), url="https://paper.example/1")
    return made


def only(kb: Home) -> str:
    (proposal,) = kb.snapshot.review.proposals
    return proposal.id


def test_a_proposal_is_no_figure_until_it_is_accepted(kb: Home) -> None:
    assert [p.id for p in kb.snapshot.ledger.penalties] == ["cnil-acme-2022-fine"]
    assert len(kb.snapshot.review.proposals) == 1


def test_accepting_writes_a_decision_that_is_read_as_a_penalty(kb: Home) -> None:
    done = kb.desk.accept(only(kb))
    assert done.files == ("decisions/cnil-borealis-sa-2024.md", "respondents.yaml")
    after = kb.snapshot
    penalty = after.ledger.by_id["cnil-borealis-sa-2024-fine"]
    assert penalty.amount == Money(Decimal(50000), "EUR") and penalty.decided == date(2024, 3, 5)
    assert penalty.citation.quote == QUOTE
    document = after.documents[penalty.decision]
    assert document.text[penalty.citation.start : penalty.citation.end] == QUOTE
    assert document.url == "https://paper.example/1"
    assert after.ledger.names.respondents["borealis-sa"].name == "Borealis SA"
    assert after.review.proposals == ()
    assert [(m.penalty, m.rule) for m in after.review.mentions] == [(penalty.id, "accepted by Ada")]


def test_without_the_journal_the_decision_is_still_recognised(kb: Home) -> None:
    """A crash after the decision was written and before the journal was: nothing is proposed again."""
    kb.desk.accept(only(kb))
    (kb.path / "review.jsonl").unlink()
    assert kb.snapshot.review.proposals == ()
    assert len(kb.snapshot.review.mentions) == 1


def test_what_was_edited_is_what_is_recorded(kb: Home) -> None:
    done = kb.desk.accept(
        only(kb),
        {"amount": "5000", "kind": "settlement", "decided": "2024-03", "respondent": "Acme Group", "status": "paid"},
    )
    penalty = kb.snapshot.ledger.by_id[done.penalty or ""]
    assert (penalty.amount, penalty.kind) == (Money(Decimal(5000), "EUR"), Kind.SETTLEMENT)
    assert (penalty.decided, penalty.precision, penalty.respondents) == (date(2024, 3, 1), "month", ("acme",))
    assert penalty.status is Status.PAID
    assert kb.snapshot.review.proposals == (), "the text that was edited is not proposed again"


@dataclass(frozen=True, slots=True)
class Bad:
    id: str
    edits: dict[str, str]
    says: str


BAD = (
    Bad("no number", {"amount": "much"}, "amount is digits"),
    Bad("a separator", {"amount": "50,000"}, "amount is digits"),
    Bad("nothing", {"amount": "0"}, "amount is more than nothing"),
    Bad("currency", {"currency": "EURO"}, "currency is an ISO 4217 code"),
    Bad("kind", {"kind": "gift"}, "kind is one of administrative_fine"),
    Bad("day", {"decided": "2024-02-30"}, "decided is a day, a month or a year such as 2023-04-13, found '2024-02-30'"),
    Bad("no day", {"decided": ""}, "decided is a day"),
    Bad("no respondent", {"respondent": ""}, "respondent is missing"),
    Bad(
        "a regulator without country",
        {"regulator": "Office of Cookies"},
        "country of the regulator 'Office of Cookies'",
    ),
    Bad("a country that is none", {"regulator": "Office of Cookies", "country": "XX"}, "ISO 3166"),
    Bad("a field that is none", {"sum": "1"}, "'sum' is not one of"),
)


@pytest.mark.parametrize("bad", BAD, ids=lambda b: b.id)
def test_what_cannot_be_accepted_says_why_and_writes_nothing(bad: Bad, kb: Home) -> None:
    before = {p: p.read_bytes() for p in kb.path.rglob("*") if p.is_file()}
    with pytest.raises(NotReady, match=bad.says):
        kb.desk.accept(only(kb), bad.edits)
    assert {p: p.read_bytes() for p in kb.path.rglob("*") if p.is_file() and p.name != ".lock"} == before


def test_a_new_regulator_needs_its_country_alone(kb: Home) -> None:
    done = kb.desk.accept(only(kb), {"regulator": "Office of Cookies", "country": "be"})
    after = kb.snapshot
    penalty = after.ledger.by_id[done.penalty or ""]
    assert after.ledger.regulator(penalty).country == "BE"
    assert done.files == ("decisions/office-of-cookies-borealis-sa-2024.md", "regulators.yaml", "respondents.yaml")


NASTY = (
    'quotes "and" \\ backslashes: EUR 50,000 — #1 {a: b}',
    "--- EUR 50,000\n---\nsecond line",
    "EUR 50,000\n# not a heading",
    "'EUR 50,000' & <b>markup</b> | * _x_ \u202f\u00a0 ...",
)


@pytest.mark.parametrize("quote", NASTY)
def test_whatever_stands_in_a_quote_comes_back_verbatim(quote: str, tmp_path: Path) -> None:
    kb = home(tmp_path / "kb")
    kb.put(
        "odd", f"Before.\n\n{quote}\n\nAfter.", told(f"Before.\n\n{quote}\n\nAfter.", quote), url="https://a.example"
    )
    done = kb.desk.accept(only(kb))
    after = kb.snapshot
    assert after.content.problems == ()
    assert after.ledger.by_id[done.penalty or ""].citation.quote == quote.strip()


def test_a_document_without_a_link_is_a_source_by_its_name(tmp_path: Path) -> None:
    kb = home(tmp_path / "kb")
    kb.put("attachment", TEXT, told(TEXT, QUOTE), pages=[0, 20])
    done = kb.desk.accept(only(kb))
    document = kb.snapshot.documents["cnil-borealis-sa-2024"]
    assert document.url is None and document.sources[0].publisher == "a paper, page 2"
    assert done.penalty


def test_a_rejected_proposal_stays_away_until_that_is_undone(kb: Home) -> None:
    identity = only(kb)
    kb.desk.reject(identity, "a joke")
    review = kb.snapshot.review
    assert review.proposals == () and review.rejected[0][1].reason == "a joke"
    kb.desk.undo(identity)
    assert only(kb) == identity


def test_merged_it_is_one_more_source(kb: Home) -> None:
    with pytest.raises(NotReady, match="it tells EUR 50,000, cnil-acme-2022-fine is"):
        kb.desk.merge(only(kb), "cnil-acme-2022-fine")
    kb.desk.merge(only(kb), "cnil-acme-2022-fine", even_so=True)
    (mention,) = kb.snapshot.review.mentions
    assert (mention.penalty, mention.rule) == ("cnil-acme-2022-fine", "merged by Ada")
    assert [p.id for p in kb.snapshot.ledger.penalties] == ["cnil-acme-2022-fine"]
    kb.desk.undo(mention.telling.id)
    assert len(kb.snapshot.review.proposals) == 1


def test_an_accepted_one_can_be_taken_back(kb: Home) -> None:
    identity = only(kb)
    kb.desk.accept(identity)
    done = kb.desk.undo(identity)
    assert done.files == ("decisions/cnil-borealis-sa-2024.md",)
    assert only(kb) == identity
    assert len(kb.snapshot.ledger.penalties) == 1


def test_what_was_merged_by_a_rule_can_be_taken_apart(tmp_path: Path) -> None:
    kb = home(tmp_path / "kb")
    text = "In October 2022 the CNIL fined Acme EUR 20,000,000.50."
    kb.put(
        "again", text,
        told(
            text, text, "20000000.50", respondent="Acme", respondent_id="acme", decided=date(2022, 10, 1),
            precision="month",
        ),
    )  # fmt: skip
    (mention,) = kb.snapshot.review.mentions
    assert mention.penalty == "cnil-acme-2022-fine" and mention.rule.startswith("same sum, authority and respondent")
    kb.desk.undo(mention.telling.id)
    after = kb.snapshot.review
    assert after.mentions == () and after.proposals[0].near == ("cnil-acme-2022-fine",)
    kb.desk.undo(mention.telling.id)
    assert len(kb.snapshot.review.mentions) == 1


@pytest.mark.parametrize("act", [lambda d: d.accept("nix"), lambda d: d.reject("nix"), lambda d: d.merge("nix", "x"),
                                 lambda d: d.undo("nix")])  # fmt: skip
def test_an_id_that_is_none_is_said(act: Callable[[Desk], object], kb: Home) -> None:
    with pytest.raises(NoSuch, match="nix"):
        act(kb.desk)


def test_ten_texts_of_one_penalty_are_one_record_with_ten_sources(tmp_path: Path) -> None:
    kb = home(tmp_path / "kb")
    for n in range(10):
        text = f"Paper {n} has it: {QUOTE}"
        kb.put(f"paper-{n}", text, told(text, QUOTE), url=f"https://paper{n}.example/")
    (proposal,) = kb.snapshot.review.proposals
    assert len(proposal.tellings) == 10
    kb.desk.accept(proposal.id)
    after = kb.snapshot
    assert len(after.ledger.penalties) == 2 and len(after.review.mentions) == 10 and after.review.proposals == ()
    assert len(after.documents["cnil-borealis-sa-2024"].sources) == 10


def test_a_batch_takes_what_nothing_speaks_against(tmp_path: Path) -> None:
    kb = home(tmp_path / "kb")
    variants: dict[str, dict[str, Any]] = {
        "Goodman": {}, "Unsworth": {"confidence": 0.4}, "Futura": {"decided": date(2030, 1, 1)},
        "Nemo": {"respondent": None}, "Kronos": {"currency": "SEK"},
    }  # fmt: skip
    for sum_, (name, more) in enumerate(variants.items(), start=50_000):
        text = f"The CNIL fined {name} EUR {sum_}."
        fields: dict[str, Any] = {"respondent": name, "decided": date(2024, 1, 1)}
        kb.put(name, text, told(text, text, str(sum_), **(fields | more)))
    found = cards(kb.snapshot, TODAY)
    assert [c.fields["respondent"] for c in batch(found, 0.8)] == ["Goodman"]
    doubts = {c.fields["respondent"]: c.doubts for c in found}
    assert "which is in the future" in doubts["Futura"][0]
    assert "SEK is not the currency of CNIL's country, which is EUR" in doubts["Kronos"]
    done, left = accept_all(kb.desk, kb.snapshot.review.proposals)
    assert (len(done), len(left)) == (2, 3)
    assert {str(e).split(":")[0] for _, e in left} == {"doubtful", "respondent is missing"}


def test_a_name_that_the_desk_has_just_taken_is_not_taken_again(tmp_path: Path) -> None:
    kb = home(tmp_path / "kb")
    texts = ["The CNIL fined Borealis SA EUR 50,000.", "The CNIL fined Borealis SA EUR 70,000 as well."]
    for n, (text, amount) in enumerate(zip(texts, ("50000", "70000"), strict=True)):
        kb.put(f"p{n}", text, told(text, text, amount))
    accept_all(kb.desk, kb.snapshot.review.proposals)
    after = kb.snapshot
    assert set(after.documents) >= {"cnil-borealis-sa-2024", "cnil-borealis-sa-2024-2"}
    assert len(after.ledger.penalties) == 3 and len({p.decision for p in after.ledger.penalties}) == 2


def test_a_journal_that_an_editor_marked_as_utf_8_is_read(kb: Home) -> None:
    kb.desk.reject(only(kb))
    path = kb.path / "review.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    after = kb.snapshot
    assert after.content.problems == () and after.review.proposals == () and len(after.review.rejected) == 1


def test_a_line_that_a_crash_cut_short_costs_itself_alone(kb: Home) -> None:
    identity = only(kb)
    kb.desk.reject(identity)
    with (kb.path / "review.jsonl").open("a") as file:
        file.write('{"subject": "half')
    assert kb.snapshot.review.proposals == ()
    assert [p.fatal for p in kb.snapshot.content.problems] == [False]
    kb.desk.undo(identity)
    assert kb.snapshot.content.problems == () and only(kb) == identity


def test_what_somebody_else_decided_meanwhile_is_not_decided_again(kb: Home) -> None:
    identity = only(kb)
    mine, theirs = kb.desk, kb.desk
    theirs.accept(identity)
    with pytest.raises(NoSuch, match="somebody else has decided"):
        mine.accept(identity)
    with pytest.raises(NoSuch, match="somebody else has decided"):
        mine.reject(identity)
    assert len([p for p in kb.snapshot.ledger.penalties if p.decision.startswith("cnil-borealis")]) == 1


def test_a_kind_without_money_is_not_accepted_with_a_sum(kb: Home) -> None:
    for kind in ("order_only", "reprimand", "periodic_penalty_threat"):
        with pytest.raises(NotReady, match="kind is one of administrative_fine, civil_penalty"):
            kb.desk.accept(only(kb), {"kind": kind})


def test_two_penalties_of_one_decision_count_as_one_decision(kb: Home) -> None:
    other = "The decision also orders Borealis SA to pay its customers EUR 7,000."
    kb.put("later", other, told(other, other, "7000", kind=Kind.REDRESS))
    first, second = kb.snapshot.review.proposals
    kb.desk.accept(first.id)
    done = kb.desk.accept(second.id)
    after = kb.snapshot
    penalties = [p for p in after.ledger.penalties if "borealis" in p.id]
    assert len(penalties) == 2 and {p.decision for p in penalties} == {"cnil-borealis-sa-2024"}
    assert after.ledger.by_id[done.penalty or ""].citation.document == "cnil-borealis-sa-2024-2"
    kb.desk.undo(first.id)
    left = kb.snapshot
    assert [p.fatal for p in left.content.problems] == [False] and "part_of" in left.content.problems[0].message
    assert left.ledger.by_id[done.penalty or ""].decision == "cnil-borealis-sa-2024-2"


def test_an_id_that_was_used_is_never_used_again(kb: Home) -> None:
    """Else the ruling about the first would make it a source of the second, and its figure would be lost."""
    first = kb.desk.accept(only(kb))
    (kb.path / first.files[0]).unlink()
    other = "On 9 July 2024 the CNIL fined Borealis SA EUR 70,000 for its cookies."
    kb.put("later", other, told(other, other, "70000", decided=date(2024, 7, 9)))
    waiting = {p.told.amount: p.id for p in kb.snapshot.review.proposals}
    second = kb.desk.accept(waiting[Money(Decimal(70000), "EUR")])
    assert second.penalty != first.penalty
    assert [p.told.amount for p in kb.snapshot.review.proposals] == [Money(Decimal(50000), "EUR")]


def test_a_penalty_id_of_the_starter_is_not_taken(tmp_path: Path) -> None:
    kb = home(tmp_path / "kb")
    text = (kb.path / "decisions/cnil-acme-2022.md").read_text()
    (kb.path / "decisions/cnil-acme-2022.md").unlink()
    named = text.replace("decision: cnil-acme-2022\n", "decision: cnil-acme-2022-fine\n")
    (kb.path / "decisions/cnil-acme-2022-fine.md").write_text(named)
    quote = "On 1 December 2022 the CNIL fined Acme EUR 9,000."
    kb.put("p", quote, told(quote, quote, "9000", respondent="Acme", decided=date(2022, 12, 1)))
    done = kb.desk.accept(only(kb))
    assert done.penalty == "cnil-acme-2022-2-fine" and kb.snapshot.content.problems == ()


@pytest.mark.parametrize(
    "names",
    [("東京電力", "三菱電機"), ("A" * 60 + " Lombardia", "A" * 60 + " Sicilia")],
    ids=["other letters", "cut short"],
)
def test_two_companies_have_two_ids(names: tuple[str, str], tmp_path: Path) -> None:
    kb = home(tmp_path / "kb")
    for n, name in enumerate(names):
        text = f"The CNIL fined {name} EUR 5{n},000."
        kb.put(f"p{n}", text, told(text, text, f"5{n}000", respondent=name))
    desk = kb.desk
    for proposal in kb.snapshot.review.proposals:
        desk.accept(proposal.id, even_so=True)
    after = kb.snapshot
    assert after.content.problems == ()
    new = [p for p in after.ledger.penalties if p.regulator == "CNIL" and p.id != "cnil-acme-2022-fine"]
    assert sorted(after.ledger.names.respondents[p.respondents[0]].name for p in new) == sorted(names)


def test_two_spellings_of_one_new_company_are_one(tmp_path: Path) -> None:
    kb = home(tmp_path / "kb")
    for n, name in enumerate(("Borealis SA", "Borealis S.A.", "Borealis")):
        text = f"On {n + 1} May 202{n} the CNIL fined {name} EUR 5{n},000."
        kb.put(f"p{n}", text, told(text, text, f"5{n}000", respondent=name, decided=date(2020 + n, 5, n + 1)))
    accept_all(kb.desk, kb.snapshot.review.proposals)
    after = kb.snapshot
    assert {p.respondents for p in after.ledger.penalties if "borealis" in p.id} == {("borealis-sa",)}


def test_an_edit_is_looked_at_as_a_proposal_is(kb: Home) -> None:
    edits = {"amount": "150000000", "currency": "JPY", "decided": "2031-01-01"}
    with pytest.raises(NotReady, match=r"doubtful: .*in the future.*doubtful: JPY is not the currency"):
        kb.desk.accept(only(kb), edits)
    assert kb.desk.accept(only(kb), edits, even_so=True).penalty


def test_what_was_changed_by_hand_is_not_taken_back(kb: Home) -> None:
    identity = only(kb)
    path = kb.path / kb.desk.accept(identity).files[0]
    path.write_text(path.read_text() + "\nA note of mine.\n")
    with pytest.raises(NotReady, match="was changed or moved by hand"):
        kb.desk.undo(identity)
    path.rename(path.with_name("renamed.md"))
    (kb.path / "decisions/renamed.md").write_text(
        (kb.path / "decisions/renamed.md").read_text().replace("decision: cnil-borealis-sa-2024", "decision: renamed")
    )
    with pytest.raises(NotReady, match="was changed or moved by hand"):
        kb.desk.undo(identity)


def test_undoing_one_rejection_leaves_the_others(tmp_path: Path) -> None:
    kb = home(tmp_path / "kb")
    for n in range(2):
        text = f"The CNIL fined Borealis {n} SA EUR 5{n},000."
        kb.put(f"p{n}", text, told(text, text, f"5{n}000", respondent=f"Borealis {n} SA"))
    one, other = (p.id for p in kb.snapshot.review.proposals)
    kb.desk.reject(one)
    kb.desk.reject(other)
    kb.desk.undo(one)
    assert [p.id for p in kb.snapshot.review.proposals] == [one]


def test_taken_apart_accepted_and_taken_back_it_stays_apart(tmp_path: Path) -> None:
    kb = home(tmp_path / "kb")
    text = "In October 2022 the CNIL fined Acme EUR 20,000,000.50."
    again = told(text, text, "20000000.50", respondent="Acme", decided=date(2022, 10, 1), precision="month")
    kb.put("again", text, again)
    identity = kb.snapshot.review.mentions[0].telling.id
    kb.desk.undo(identity)
    kb.desk.accept(identity)
    kb.desk.undo(identity)
    assert [p.id for p in kb.snapshot.review.proposals] == [identity]


def test_a_reduced_fine_is_not_accepted_unseen(kb: Home) -> None:
    text = "In May 2024 a court lowered the fine of the CNIL on Zephyr SA to EUR 4,000."
    kb.put("court", text, told(text, text, "4000", respondent="Zephyr SA", status=Status.REDUCED))
    (card,) = [c for c in cards(kb.snapshot, TODAY) if c.fields["respondent"] == "Zephyr SA"]
    assert not card.ready and "what is in force now is not known" in card.doubts[0]


def test_a_quote_with_the_line_ends_of_windows(tmp_path: Path) -> None:
    kb = home(tmp_path / "kb")
    quote = "The CNIL fined Borealis SA\r\nEUR 50,000."
    kb.put("w", f"Before.\r\n{quote}\r\n", told(f"Before.\r\n{quote}\r\n", quote), url="https://a.example")
    done = kb.desk.accept(only(kb))
    assert kb.snapshot.ledger.by_id[done.penalty or ""].citation.quote == quote.replace("\r\n", "\n")
