"""Which documents are one: by link, by text, by nearly all of it; and which only look alike."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from dataclasses import dataclass

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.ingest.copies.duplicates import Duplicate, canonical_link, find
from knowledge.ingest.copies.sketches import facts_of, likeness, numbers_of, sketch
from knowledge.records.documents import Document

NOTICE = (
    "On {day} March 2031 the Example Commission imposed a penalty of {sum} on {name} for sending marketing messages to "
    "people who had asked not to receive any. The Commission had received {many} complaints. {name} told inspectors "
    "that a supplier had mixed up two lists of addresses, and that the list of objections was left out by mistake. The "
    "Commission found that the company had no agreement with that supplier, kept no record of objections, and answered "
    "none of the people who wrote to it. It took into account that the company stopped the campaign within two days of "
    "the first letter, and that it had not been warned before. The company may appeal within one month of the notice."
)


def notice(name: str = "Borealis Telecom", sum_: str = "EUR 25,000", day: str = "3", many: str = "41") -> str:
    return NOTICE.format(name=name, sum=sum_, day=day, many=many)


def document(identity: str, text: str, url: str | None = None, title: str = "A notice") -> Document:
    return Document(identity, title, text, url=url)


def found(*documents: Document, apart: tuple[frozenset[str], ...] = ()) -> list[tuple[str, str, str, bool]]:
    return [(d.document, d.of, d.rule, d.replaces) for d in find(documents, {}, apart)]


SHORT = "The decision can be read here."


class TestTexts:
    def test_the_same_text_is_one_document_and_the_first_is_kept(self) -> None:
        spaced = notice().replace(". ", ".\n\n").upper()
        same = [document("a", notice()), document("b", notice()), document("c", spaced, title="Another title")]
        assert found(*same) == [("b", "a", "same text", False), ("c", "a", "same text", False)]
        assert found(*reversed(same)) == [("b", "c", "same text", False), ("a", "c", "same text", False)]

    def test_a_short_text_is_the_same_only_under_the_same_title(self) -> None:
        one, other = document("a", SHORT, title="Acme"), document("b", SHORT, title="Borealis")
        assert found(one, other) == []
        assert found(one, document("c", SHORT.upper(), title="ACME")) == [("c", "a", "same text", False)]

    def test_short_texts_are_never_nearly_the_same(self) -> None:
        text = " ".join(notice().split()[:38])
        assert found(document("a", text), document("b", text.replace("marketing", "advertising"))) == []

    def test_nothing_is_a_duplicate_of_what_is_left_out(self) -> None:
        near = notice().replace("mixed up two lists", "mixed up some lists")
        documents = [document("a", notice()), document("b", near), document("c", near), document("d", notice())]
        duplicates = find(documents, {})
        assert {d.document for d in duplicates} == {"b", "c", "d"} and {d.of for d in duplicates} == {"a"}


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    other: str
    same: bool


CHANGES = (
    Case("a word", notice().replace("campaign", "mailing"), True),
    Case("a heading before it", "Press release\n\n" + notice(), True),
    Case("a line of the site after it", notice() + "\n\nShare this page. Print this page.", True),
    Case("a page number", notice() + "\n\n2", True),
    Case("another spelling of the sum", notice(sum_="EUR 25 000"), True),
    Case("another form of the sum", notice(sum_="25.000 euros"), True),
    Case("the sum with cents of nothing", notice(sum_="EUR 25,000.00"), True),
    # Another notice of the same form.
    Case("another name and another sum", notice("Acme Widgets", "EUR 60,000"), False),
    Case("another name", notice("Acme Widgets"), False),
    Case("a name that shares a word", notice("Borealis Energy"), False),
    Case("another sum", notice(sum_="EUR 26,000"), False),
    Case("a sum of the same digits", notice(sum_="EUR 2,500"), False),
    Case("another currency", notice(sum_="GBP 25,000"), False),
    Case("another scale", notice(sum_="EUR 25 million"), False),
    Case("another small sum", notice(sum_="EUR 250"), False),
    Case("another day", notice(day="9"), False),
    Case("another number of complaints", notice(many="43"), False),
    Case("a later sum besides", notice() + " A court has since lowered the penalty to EUR 9,000.", False),
    Case("a small sum besides", notice() + " It also bears the costs of 300 euros.", False),
    Case("another text", " ".join(random.Random(1).sample(notice().split(), len(notice().split()))), False),
)


@pytest.mark.parametrize("case", CHANGES, ids=lambda c: c.id)
def test_nearly_the_same(case: Case) -> None:
    expected = [("b", "a", "near text", False)] if case.same else []
    assert found(document("a", notice()), document("b", case.other)) == expected
    assert found(document("b", case.other), document("a", notice())) == (
        [("a", "b", "near text", False)] if case.same else []
    )


@pytest.mark.parametrize(("one", "other"), [("five thousand", "nine thousand"), ("cinq mille", "neuf mille")])
def test_sums_in_words_count_too(one: str, other: str) -> None:
    assert found(document("a", notice(sum_=f"{one} euros")), document("b", notice(sum_=f"{other} euros"))) == []


def test_names_in_a_script_without_capitals_count_too() -> None:
    one, other = notice("חברת אלפא"), notice("חברת ביתא")
    assert found(document("a", one), document("b", other)) == []


def test_two_case_numbers_in_the_titles_are_two_cases() -> None:
    near = notice().replace("campaign", "mailing")
    one, other = document("a", notice(), title="Case 2031/17"), document("b", near, title="Case 2031/18")
    assert found(one, other) == []
    assert found(one, document("c", near, title="Case 2031/17")) == [("c", "a", "near text", False)]


def test_hundreds_of_notices_of_one_form_are_as_many_documents() -> None:
    names = [
        f"{a}{b} {c}" for a in ("Al", "Bor", "Cor", "Del") for b in ("enta", "onia", "idor") for c in ("Ltd", "Plc")
    ]
    notices = [notice(names[n % 24], f"EUR {1_000 + 250 * (n // 24):,}") for n in range(2_400)]
    documents = [document(str(n), text) for n, text in enumerate(notices)]
    again = document("again", notices[567].replace("campaign", "mailing"))
    assert found(*documents, again) == [("again", "567", "near text", False)]


LINK = "https://authority.example/news/2031/notice-17"


class TestLinks:
    def test_the_same_text_under_the_same_link(self) -> None:
        documents = document("a", notice(), LINK), document("b", notice(), LINK + "?utm_source=x#top")
        assert found(*documents) == [("b", "a", "same link", False)]

    def test_another_text_under_the_same_link_is_a_newer_version_and_stays(self) -> None:
        newer = notice(sum_="EUR 9,000") + " A court has since lowered the penalty."
        assert found(document("a", notice(), LINK), document("b", newer, LINK)) == [("a", "b", "same link", True)]

    def test_of_three_versions_the_last_stays(self) -> None:
        texts = [notice(sum_=f"EUR {n},000") for n in (25, 20, 15)]
        versions = [document(str(n), text, LINK) for n, text in enumerate(texts)]
        assert found(*versions) == [("0", "2", "same link", True), ("1", "2", "same link", True)]

    def test_a_copy_of_an_older_version_leads_to_the_newest(self) -> None:
        older, newer = document("a", notice(), LINK), document("b", notice(sum_="EUR 9,000"), LINK)
        copy = document("c", notice(), "https://paper.example/notice")
        expected = [("a", "b", "same link", True), ("c", "b", "same text", False)]
        assert found(older, newer, copy) == expected
        assert found(older, copy, newer) == expected

    def test_short_versions_of_a_page(self) -> None:
        older, newer = document("a", "Decision expected.", LINK), document("b", "Decision published.", LINK)
        assert found(older, newer) == [("a", "b", "same link", True)]

    def test_notes_on_one_source_are_no_versions_of_it(self) -> None:
        """Several documents may cite the same page: other titles, other texts."""
        texts = notice(), " ".join(reversed(notice().split())), SHORT
        notes = [document(str(n), text, LINK, title=f"Note {'abc'[n]}") for n, text in enumerate(texts)]
        assert found(*notes) == []

    def test_a_version_under_another_title_has_to_be_much_like_the_older_one(self) -> None:
        older = document("a", notice(), LINK)
        longer = (
            notice() + " The notice was published on the site of the Commission, which added a summary in plain words."
        )
        assert found(older, document("b", longer, LINK, title="The notice")) == [("a", "b", "same link", True)]
        assert found(older, document("c", notice("Acme Widgets"), LINK, title="The notice")) == []

    def test_a_summary_and_the_whole_text_under_one_link_are_two(self) -> None:
        summary = document("a", notice(), LINK)
        whole = document("b", " ".join(random.Random(2).choices(notice().split(), k=2_000)), LINK)
        assert found(summary, whole) == []

    def test_a_front_page_is_nobody_s_own_link(self) -> None:
        for link in ("https://authority.example", "https://www.authority.example/", "authority"):
            assert found(document("a", "One.", link), document("b", "Two.", link)) == []


def test_what_a_person_set_apart_stays_apart() -> None:
    apart = (frozenset({"a", "b"}),)
    for link in (None, LINK):
        pair = document("a", notice(), link), document("b", notice(), link)
        assert found(*pair, apart=apart) == [] and found(*pair) != []
        third = document("c", notice())
        assert [d[:2] for d in found(*pair, third, apart=apart)] == [("c", "a")]


SAME_LINKS = (
    ("http://authority.example/a", "https://authority.example/a"),
    ("https://authority.example/a/", "https://authority.example/a"),
    ("https://WWW.Authority.example:443/a", "https://authority.example/a"),
    ("http://authority.example:80/a#part", "https://authority.example/a"),
    ("https://authority.example/a?utm_source=x&utm_medium=y&fbclid=1&gclid=2", "https://authority.example/a"),
    ("https://authority.example/a?b=1&UTM_Campaign=z&c=2", "https://authority.example/a?c=2&b=1"),
    ("https://authority.example/%7euser/%c3%a9", "https://authority.example/~user/%C3%A9"),
    ("https://authority.example/a;jsessionid=0AF1?mc_cid=1&_ga=2", "https://authority.example/a"),
    ("  https://authority.example/a\n", "https://authority.example/a"),
)
OTHER_LINKS = (
    ("https://authority.example/a?id=1", "https://authority.example/a?id=2"),
    ("https://authority.example/A", "https://authority.example/a"),
    ("https://authority.example:8443/a", "https://authority.example/a"),
    ("https://news.authority.example/a", "https://authority.example/a"),
    ("https://authority.example/a%2Fb", "https://authority.example/a/b"),
    ("https://authority.example/#!/a", "https://authority.example/#!/b"),
    ("https://authority.example/a?ref=1", "https://authority.example/a"),
    ("https://www.example/a", "https://example/a"),
)


@pytest.mark.parametrize(("one", "other"), SAME_LINKS)
def test_links_of_one_page(one: str, other: str) -> None:
    assert canonical_link(one) == canonical_link(other)


@pytest.mark.parametrize(("one", "other"), OTHER_LINKS)
def test_links_of_two_pages(one: str, other: str) -> None:
    assert canonical_link(one) != canonical_link(other)


@given(st.one_of(st.text(max_size=40), st.text(max_size=30).map("https://a.example/".__add__)))
@example("HTTP:// /")
@example("HTTP://0/\x1f/")
def test_any_link_has_one_canonical_form(url: str) -> None:
    assert canonical_link(canonical_link(url)) == canonical_link(url)


NUMBERS: tuple[tuple[str, set[str], set[str]], ...] = (
    ("EUR 5,000 and 5.000 euros and 5 000 € and € 5’000.00", {"5000"}, set()),
    ("€5.5m, 1,2 Mio. EUR, RON 14.7k", {"5.5m", "1.2mio", "14.7k"}, set()),
    ("30 % of 500 kr", {"30", "500"}, set()),
    ("Article 83(5) of 2016/679 on page 12 of 2031", set(), {"83", "5", "2016", "679", "12", "2031"}),
    ("on 12.05.2031, file 4711", {"12.05.2031", "4711"}, set()),
)


@pytest.mark.parametrize(("text", "sums", "small"), NUMBERS)
def test_which_numbers_weigh(text: str, sums: set[str], small: set[str]) -> None:
    assert numbers_of(text) == (sums, small)


class TestSketches:
    def test_it_estimates_how_much_two_texts_share(self) -> None:
        words = [f"w{random.Random(3).randrange(10**6) + n}" for n in range(3_000)]
        for kept in (3_000, 2_700, 2_000, 1_000, 0):
            other = words[:kept] + [f"v{n}" for n in range(3_000 - kept)]
            runs = [{tuple(t[n : n + 5]) for n in range(len(t) - 4)} for t in (words, other)]
            exact = len(runs[0] & runs[1]) / len(runs[0] | runs[1])
            assert likeness(sketch(" ".join(words)), sketch(" ".join(other))) == pytest.approx(exact, abs=0.12)

    def test_a_short_text_has_none(self) -> None:
        assert sketch("word " * 39) == () and likeness((), ()) == 0.0
        assert sketch("word " * 40) != ()

    def test_it_is_the_same_in_every_process(self) -> None:
        code = (
            "import json,sys; from knowledge.ingest.copies.sketches import sketch; "
            "print(json.dumps(sketch(sys.argv[1])))"
        )
        run = subprocess.run(
            [sys.executable, "-c", code, notice()],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": "7"},
        )  # fmt: skip
        assert tuple(json.loads(run.stdout)) == sketch(notice())

    def test_those_handed_in_are_used(self) -> None:
        one, other = document("a", notice()), document("b", notice(sum_="EUR 9,000"))
        handed = {one.digest: sketch(notice()), other.digest: sketch(notice())}
        assert find([one, other], handed) == ()  # alike by what was handed in, apart by what they say
        handed[other.digest] = ()
        near = document("c", notice().replace("campaign", "mailing"))
        how_alike = round(likeness(handed[one.digest], sketch(near.text)), 3)
        assert find([one, other, near], handed) == (Duplicate("c", "a", "near text", how_alike),)

    @given(st.text(max_size=400))
    def test_any_text_has_a_sketch_and_agrees_with_itself(self, text: str) -> None:
        assert sketch(text) == sketch(text)
        assert not facts_of(text).contradict(facts_of(text))
        assert all(0 <= value < 2**63 for value in sketch(text * 9))

    @given(
        st.lists(st.sampled_from([notice(), notice("Acme Widgets"), notice() + " More.", SHORT, "Two."]), max_size=8)
    )
    def test_what_stays_is_never_left_out(self, texts: list[str]) -> None:
        documents = [document(str(n), t, LINK if n % 3 else None) for n, t in enumerate(texts)]
        duplicates = find(documents, {})
        gone = [d.document for d in duplicates]
        assert len(set(gone)) == len(gone) and not {d.of for d in duplicates} & set(gone)
        assert len(gone) < max(1, len(documents))
