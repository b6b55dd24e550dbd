"""The door: what comes in is a document at once, each once; what cannot be read is told."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from knowledge.ingest.reading.arrival import Arrival
from knowledge.library.door import add, arrivals_of
from knowledge.snapshot import build
from tests.library.kb import Home, home

DAY = date(2026, 11, 24)
STORY = (
    "The bakery on the square has been fined\n\nOn 3 May 2021 the CNIL fined Acme EUR 300,000 for cookies that nobody "
    "had agreed to. The company said that it would look into the matter and that its bakers had meant well all along, "
    "as bakers do. Nobody was hurt, and the bread is as good as it was before the whole story began that spring.\n"
)


def page(text: str, title: str = "A story", canonical: str = "") -> bytes:
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    paragraphs = "".join(f"<p>{p}</p>" for p in text.split("\n\n"))
    return (
        f"<html><head><title>{title}</title>{link}</head><body><article>{paragraphs}</article></body></html>".encode()
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return home(tmp_path / "kb").path


def states(folder: Path, *arrivals: Arrival) -> list[str]:
    return [d.state for d in add(arrivals, folder, DAY).documents]


def test_a_file_becomes_a_document_that_is_searched(folder: Path) -> None:
    added = add([Arrival("story.txt", STORY.encode())], folder, DAY)
    (document,) = added.documents
    assert document.state == "new" and document.file == f"documents/2026-11-24-{document.id}.jsonl"
    snapshot = build([folder])
    assert snapshot.content.problems == ()
    assert "fined Acme EUR 300,000" in snapshot.documents[document.id].text
    assert len(snapshot.review.proposals) == 1


def test_the_same_again_changes_nothing(folder: Path) -> None:
    arrival = Arrival("story.txt", STORY.encode())
    assert states(folder, arrival, arrival) == ["new", "unchanged"]
    files = {p: p.stat().st_mtime_ns for p in folder.rglob("*.jsonl")}
    assert states(folder, arrival) == ["unchanged"]
    assert {p: p.stat().st_mtime_ns for p in folder.rglob("*.jsonl")} == files


def test_the_same_link_with_another_text_replaces(folder: Path) -> None:
    link = "https://news.example/story"
    first = Arrival("a", page(STORY), link, "text/html")
    later = Arrival("a", page(STORY.replace("300,000", "30,000")), f"{link}?utm_source=mail", "text/html")
    assert states(folder, first) == ["new"]
    assert states(folder, later) == ["replaced"]
    texts = [d.text for d in build([folder]).content.documents if d.id != "cnil-acme-2022"]
    assert len(texts) == 1 and "EUR 30,000" in texts[0]


def test_the_same_story_on_another_page_is_kept_as_a_copy(folder: Path) -> None:
    add([Arrival("a", page(STORY), "https://one.example/a", "text/html")], folder, DAY)
    add([Arrival("b", page(STORY, "A copied story"), "https://two.example/b", "text/html")], folder, DAY)
    snapshot = build([folder])
    (copy,) = snapshot.content.copies
    assert copy.rule in ("same text", "near text")
    assert len(snapshot.review.proposals) == 1
    assert len(snapshot.content.documents) == 2, "the decision and one of the two"


def test_a_canonical_link_counts_on_its_own_host_alone(folder: Path) -> None:
    fetched = "https://news.example/story?page=1"
    for canonical, kept in (
        ("https://news.example/story", "https://news.example/story"),
        ("https://evil.example/x", fetched),
    ):
        (one,) = add([Arrival("a", page(STORY, canonical=canonical), fetched, "text/html")], folder, DAY).documents
        assert build([folder]).documents[one.id].url == kept
        (folder / one.file).unlink()


def stored(folder: Path) -> list[tuple[str | None, str | None]]:
    return [(d.url, d.publisher) for d in build([folder]).content.documents if d.id != "cnil-acme-2022"]


def test_a_file_that_says_it_is_from_somewhere_is_a_document_without_link(folder: Path) -> None:
    """Who hands in such a file cannot put words into an authority's mouth, nor replace what stands there."""
    link = "https://www.cnil.fr/acme"
    add([Arrival("a", page(STORY), link, "text/html")], folder, DAY)
    name = b'<head><meta property="og:site_name" content="CNIL">'
    texts = STORY.replace("300,000", "3"), STORY.replace("300,000", "9"), "An entirely different page about apples."
    spoofs = [Arrival("spoof.html", page(text, canonical=link).replace(b"<head>", name)) for text in texts]
    added = add(spoofs, folder, DAY)
    assert [d.state for d in added.documents] == ["new"] * 3
    for problem in added.problems:
        assert not problem.fatal and "says that it is from www.cnil.fr, but was not fetched from there" in str(problem)
    assert sorted(stored(folder), key=str) == [(link, "cnil.fr"), (None, None), (None, None), (None, None)]


def test_the_page_itself_gives_its_link_to_a_text_that_came_without(folder: Path) -> None:
    link = "https://news.example/story"
    assert states(folder, Arrival("a.html", page(STORY))) == ["new"]
    assert states(folder, Arrival("a", page(STORY), link, "text/html")) == ["replaced"]
    assert states(folder, Arrival("a.html", page(STORY))) == ["unchanged"]
    assert stored(folder) == [(link, "news.example")]


def test_what_looks_like_a_secret_in_a_link_is_not_stored(folder: Path) -> None:
    link = "https://ada:pw@news.example/story?id=7&token=abc&utm_source=mail&X-Amz-Signature=def"
    add([Arrival("a", page(STORY), link, "text/html")], folder, DAY)
    assert stored(folder) == [("https://news.example/story?id=7", "news.example")]
    assert not any(w in p.read_text() for p in folder.rglob("*.jsonl") for w in ("abc", "def", "pw@", "utm"))


def test_two_pages_whose_links_differ_in_what_is_not_stored_are_two(folder: Path) -> None:
    for key, sum_ in (("1", "300,000"), ("2", "9,000")):
        arrival = Arrival("a", page(STORY.replace("300,000", sum_)), f"https://news.example/s?key={key}", "text/html")
        assert states(folder, arrival) == ["new"]
        assert states(folder, arrival) == ["unchanged"]


def test_another_text_under_the_same_link_keeps_its_id(folder: Path) -> None:
    link = "https://news.example/story"
    first, later = page(STORY), page(STORY + "\n\nThis page was last looked at in June.")
    (one,) = add([Arrival("a", first, link, "text/html")], folder, DAY).documents
    (two,) = add([Arrival("a", later, link, "text/html")], folder, DAY).documents
    assert (two.id, two.file, two.state) == (one.id, one.file, "replaced")
    # The first text again, from elsewhere: its own id is taken by now.
    for state in ("new", "unchanged"):
        (other,) = add([Arrival("a.html", first)], folder, DAY).documents
        assert (other.id, other.state) == (f"{one.id}-2", state)
    assert states(folder, Arrival("a", later, link, "text/html")) == ["unchanged"]
    assert not any(p.fatal for p in build([folder]).content.problems)


def test_what_was_rejected_stays_so_where_the_page_has_one_line_more(folder: Path) -> None:
    link = "https://news.example/story"
    add([Arrival("a", page(STORY), link, "text/html")], folder, DAY)
    kb = Home(folder)
    (proposal,) = kb.snapshot.review.proposals
    kb.desk.reject(proposal.id)
    more = page("An advertisement for bread.\n\n" + STORY + "\n\nThis page was last looked at in June.")
    assert states(folder, Arrival("a", more, link, "text/html")) == ["replaced"]
    review = kb.snapshot.review
    assert (len(review.proposals), len(review.rejected)) == (0, 1)


def test_the_other_rows_of_a_file_stay(folder: Path) -> None:
    """Somebody may keep many documents in one file, among them a line that is none."""
    link = "https://news.example/story"
    rows = [{"id": n, "title": str(n), "text": f"Text {n}", "url": link if n == 1 else None} for n in range(3)]
    lines = [json.dumps(row) for row in rows]
    (folder / "documents").mkdir()
    (folder / "documents/mine.jsonl").write_text("\n".join([*lines, "{", "7"]), encoding="utf-8")
    (one,) = add([Arrival("a", page(STORY), link, "text/html")], folder, DAY).documents
    assert (one.id, one.file, one.state) == ("1", "documents/mine.jsonl", "replaced")
    now = (folder / "documents/mine.jsonl").read_text(encoding="utf-8").split("\n")
    assert [now[0], *now[2:]] == [lines[0], lines[2], "{", "7"] and "fined Acme" in now[1]


def test_a_row_that_tells_more_than_a_page_is_not_replaced_by_it(folder: Path) -> None:
    link = "https://news.example/story"
    kb = Home(folder)
    kb.put("mine", "Acme was fined.", url=link)
    before = (folder / "documents/mine.jsonl").read_bytes()
    assert states(folder, Arrival("a", page(STORY), link, "text/html")) == ["new"]
    assert (folder / "documents/mine.jsonl").read_bytes() == before


def test_the_texts_of_a_feed_that_links_elsewhere_are_kept_apart(folder: Path) -> None:
    items = "".join(
        f"<item><title>Story {n}</title><link>https://other.example/{n}</link><description>"
        f"{(STORY + STORY).replace('300,000', f'{n}00,000')}</description></item>"
        for n in (3, 4)
    )
    feed = f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'.encode()
    arrival = Arrival("feed.xml", feed, "https://news.example/feed", "application/rss+xml")
    assert states(folder, arrival) == ["new", "new"]
    assert states(folder, arrival) == ["unchanged", "unchanged"]


def test_what_cannot_be_read_is_told_and_the_rest_goes_on(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    arrivals, problems = arrivals_of([tmp_path / "story.txt", tmp_path / "nowhere.txt"])
    assert [p.message for p in problems] == ["not readable: No such file or directory"]
    added = add([Arrival("broken.pdf", b"%PDF-1.7 nothing"), *arrivals, Arrival("empty.txt", b"")], folder, DAY)
    assert [d.state for d in added.documents] == ["new"]
    assert [p.source for p in added.problems] == ["broken.pdf", "empty.txt"]
    assert build([folder]).content.problems == ()


def test_a_file_dropped_into_the_folder_is_read_as_well(folder: Path) -> None:
    (folder / "story.html").write_bytes(page(STORY))
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    snapshot = build([folder])
    assert [p.source for p in snapshot.content.problems] == ["broken.pdf"]
    assert not any(p.fatal for p in snapshot.content.problems), "one bad file does not keep the others out"
    assert len(snapshot.review.proposals) == 1
