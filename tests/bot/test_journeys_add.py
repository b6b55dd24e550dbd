"""/kb add: a link or an attachment comes in, and an admin is told what it was."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.cogs.adding import _WAITING
from knowledge import (
    Added,
    AddedDocument,
    Arrival,
    Busy,
    Entry,
    FetchFailed,
    FetchRules,
    Knowledge,
    Limits,
    LinkRefused,
    Problem,
    Reloaded,
)
from tests.bot.added import own, put, served
from tests.bot.simulated import World, plain, simulated, starter
from tests.library.kb import home, told

pytestmark = pytest.mark.asyncio
LINK = "https://paper.example/story?token=secret"


def read(message: Any) -> str:
    parts = [p for e in message.embeds for p in (e.title, e.description, e.footer.text) if p]
    return plain("\n".join(parts))


async def add(world: World, who: Any = None, **options: Any) -> str:
    """All that the command says."""
    result = await (who or world.admin).slash(world.channel, "kb add", **options)
    assert result.ephemeral
    return "\n".join(read(m) for m in (result.response, *result.followups) if m)


class Reading(Knowledge):
    """What came in is read by ``gives``, and what a link holds is given by ``page``: neither network nor files."""

    gives: Callable[[Arrival], Added] | None = None
    page: Callable[[str, FetchRules | None], Arrival] | None = None
    fault: Exception | None = None

    def add(self, arrivals: Sequence[Arrival], today: date | None = None, progress: Any = None) -> Added:
        if self.gives is None:
            return super().add(arrivals, today, progress)
        (arrival,) = arrivals
        return self.gives(arrival)

    def fetch(self, link: str, rules: FetchRules | None = None) -> Arrival:
        assert self.page is not None
        return self.page(link, rules)

    def reload(self, progress: Any = None) -> Reloaded:
        if self.fault and (self.home / "documents").is_dir():
            raise self.fault
        return super().reload(progress)


def document(identity: str, state: Any = "new") -> AddedDocument:
    return AddedDocument(identity, f"About {identity}", f"documents/2026-11-24-{identity}.jsonl", state)


# What comes in


async def test_an_attachment_is_read_kept_and_answers(tmp_path: Path) -> None:
    knowledge, kb = own(tmp_path)
    text = "A guide to cookie banners.\n\n" + "A banner has a button to refuse, as plain as the one to accept. " * 8
    async with simulated(tmp_path / "state", knowledge) as world:
        said = await add(world, attachment=("guide.txt", text.encode()))
        assert "Added to the knowledge base" in said and "New documents: 1" in said, said
        (file,) = (kb.path / "documents").glob("*.jsonl")
        assert file.name in said and "tells of no penalty" in said
        answer = await world.ask("what does a cookie banner need a button for?")
        assert answer is not None and "A guide to cookie banners" in read(answer)
        assert "unchanged: 1" in await add(world, attachment=("guide.txt", text.encode()))
        again, first = (await world.store.audit())[:2]
        assert first.action == "kb add" and first.outcome == f"documents/{file.name} new"
        assert again.outcome == f"documents/{file.name} unchanged"
        assert (first.user, first.server) == (world.admin.id, world.guild.id)


async def test_a_table_says_how_its_columns_were_read_and_its_rows_wait(tmp_path: Path) -> None:
    knowledge, kb = own(tmp_path)
    table = "company,authority,fine (EUR),date\nBorealis SA,CNIL,50000,2024-03-05\nZephyr SA,CNIL,60000,2024-03-06\n"
    async with simulated(tmp_path / "state", knowledge) as world:
        said = await add(world, attachment=("fines.csv", table.encode()))
        assert "Added to the knowledge base" in said, said
        assert "Table fines.csv: 2 rows, 2 of them with a sum." in said and "imports/fines.jsonl" in said
        assert "tells of no penalty" not in said
        assert len(knowledge.cards()) == 2 and (kb.path / "imports/fines.jsonl").is_file()
        assert (await world.store.audit())[0].outcome == "imports/fines.jsonl new"


async def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    knowledge, _ = own(tmp_path)
    async with simulated(tmp_path / "state", knowledge) as world:
        said = await add(world, attachment=("page.pdf", b"%PDF-1.7 and then nothing that a PDF has"))
        assert "Nothing was added" in said and "Not readable: 1" in said and "page.pdf" in said
        assert (await world.store.audit())[0].outcome == "nothing; 1 problems"


async def test_what_the_texts_tell_is_counted(tmp_path: Path) -> None:
    made = home(tmp_path / "kb")
    knowledge = served(made, tmp_path, Reading)
    again = "In October 2022 the CNIL fined Acme EUR 20,000,000.50."

    def gives(arrival: Arrival) -> Added:
        assert (arrival.name, arrival.content_type, arrival.data) == ("two.txt", "text/plain", b"x")
        put(made, "Alpha SA", 50000, document="one")
        day: dict[str, Any] = {"respondent": "Acme", "respondent_id": "acme", "decided": date(2022, 10, 1)}
        made.put("two", again, told(again, again, "20000000.50", precision="month", **day))
        return Added((document("one"), document("two", "replaced")), (), (Problem("three.txt", 7, "no text"),))

    knowledge.gives = gives
    async with simulated(tmp_path / "state", knowledge) as world:
        said = await add(world, attachment=("two.txt", b"x"))
        for part in (
            "New documents: 1", "About one · `documents/2026-11-24-one.jsonl`", "had another text before: 1",
            "wait for you in `/kb review`: 1", "now have one more source: 1", "Not readable: 1", "three.txt:7 no text",
        ):  # fmt: skip
            assert part in said, said


async def test_a_feed_shows_its_first_links(tmp_path: Path) -> None:
    knowledge = served(home(tmp_path / "kb"), tmp_path, Reading)
    entries = tuple(Entry(f"Story {n}", f"https://paper.example/{n}", date(2026, 1, n + 1)) for n in range(12))
    knowledge.gives = lambda arrival: Added((), entries, ())
    async with simulated(tmp_path / "state", knowledge) as world:
        said = await add(world, attachment=("feed.xml", b"<rss/>"))
        assert "Links of the feed: 12" in said and "[Story 9](https://paper.example/9) · 10 January 2026" in said
        assert "Story 10" not in said and "and 2 more" in said and "/kb add" in said


async def test_a_link_is_fetched_from_the_allowed_publishers(tmp_path: Path) -> None:
    knowledge = served(home(tmp_path / "kb"), tmp_path, Reading)
    seen: list[Any] = []

    def page(link: str, rules: FetchRules | None) -> Arrival:
        seen.append((link, rules.only_hosts if rules else None))
        return Arrival("story.html", b"<p>x</p>", link, "text/html")

    knowledge.page, knowledge.gives = page, lambda arrival: Added((document(arrival.name[:5]),), (), ())
    hosts = frozenset({"paper.example"})
    async with simulated(tmp_path / "state", knowledge, fineprint_publishers=hosts) as world:
        assert "New documents: 1" in await add(world, link=f" {LINK} ")
        assert seen == [(LINK, hosts)]


# What is refused


REFUSED = [
    (LinkRefused(LINK, "robots.txt", "it asks robots to leave this page alone"), "download the page yourself",
     "paper.example: refused by the rule robots.txt"),
    (FetchFailed(LINK, "the server answered with status 404"), "status 404", "paper.example: not fetched"),
]  # fmt: skip


@pytest.mark.parametrize(("error", "says", "outcome"), REFUSED, ids=["refused", "failed"])
async def test_a_link_that_is_refused_names_the_rule_and_what_to_do(
    tmp_path: Path, error: Exception, says: str, outcome: str
) -> None:
    knowledge = served(home(tmp_path / "kb"), tmp_path, Reading)

    def page(link: str, rules: FetchRules | None) -> Arrival:
        raise error

    knowledge.page = page
    async with simulated(tmp_path / "state", knowledge) as world:
        said = await add(world, link=LINK)
        assert says in said and "secret" not in said
        assert [r.outcome for r in await world.store.audit()] == [outcome]
        assert not (tmp_path / "kb" / "documents").exists()


@pytest.mark.parametrize(
    "link", ["http://127.0.0.1/", "file:///etc/passwd", "https://user:pw@a.example/", "not a link"]
)
async def test_a_hostile_link_is_refused_by_the_rules_themselves(tmp_path: Path, link: str) -> None:
    """The real fetch: it judges these before anything is asked of the network."""
    knowledge, _ = own(tmp_path)
    async with simulated(tmp_path / "state", knowledge) as world:
        said = await add(world, link=link)
        assert "The link was not followed." in said and "refused by the rule" in said


@pytest.mark.parametrize("options", [{}, {"link": LINK, "attachment": ("a.txt", b"x")}], ids=["neither", "both"])
async def test_one_of_both_is_to_be_given(tmp_path: Path, options: dict[str, Any]) -> None:
    knowledge, _ = own(tmp_path)
    async with simulated(tmp_path / "state", knowledge) as world:
        assert "either a link or an attachment" in await add(world, **options)


async def test_a_large_attachment_is_refused_before_it_is_downloaded(tmp_path: Path) -> None:
    knowledge, _ = own(tmp_path)
    async with simulated(tmp_path / "state", knowledge) as world:
        emit = world.env.backend.emit

        def larger(event: str, payload: Any) -> None:
            attached = payload.get("data", {}).get("resolved", {}).get("attachments", {}) if payload else {}
            for one in attached.values():
                one["size"] = Limits().size + 1
                one["url"] = one["proxy_url"] = "https://cdn.discordapp.com/attachments/1/2/not-there.txt"
            emit(event, payload)

        world.env.backend.emit = larger  # type: ignore[method-assign]
        said = await add(world, attachment=("large.txt", b"x"))
        assert "The file has 50.0 MB, and at most 50.0 MB can be added." in said
        assert (await world.store.audit())[0].outcome == "attachment: 50000001 bytes"


async def test_an_attachment_that_is_gone_is_asked_for_again(tmp_path: Path) -> None:
    knowledge, _ = own(tmp_path)
    async with simulated(tmp_path / "state", knowledge) as world:
        world.env.backend.cdn.get = lambda url: None  # type: ignore[method-assign]
        assert "attach it once more" in await add(world, attachment=("a.txt", b"x"))


async def test_without_a_folder_of_ones_own_it_says_what_to_set(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        assert "FINEPRINT_KB" in await add(world, link=LINK)
        assert starter().snapshot.content.documents


async def test_members_may_not_add(tmp_path: Path) -> None:
    knowledge, kb = own(tmp_path)
    async with simulated(tmp_path / "state", knowledge) as world:
        root = next(c for c in world.env.backend.visible_commands(user_id=world.admin.id, channel_id=world.channel.id)
                    if c["name"] == "kb")  # fmt: skip
        world.guild.set_command_permissions(int(root["id"]), {world.ann: True})
        assert "members who may manage" in await add(world, world.ann, attachment=("a.txt", b"A text. " * 50))
        assert not (kb.path / "documents").exists()


@pytest.mark.parametrize(
    ("error", "says"),
    [(Busy("x"), "Another program is writing"), (OSError("No space left on device"), "No space left on device")],
    ids=["busy", "disk"],
)
async def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path, error: Exception, says: str) -> None:
    knowledge = served(home(tmp_path / "kb"), tmp_path, Reading)

    def gives(arrival: Arrival) -> Added:
        raise error

    knowledge.gives = gives
    async with simulated(tmp_path / "state", knowledge) as world:
        assert says in await add(world, attachment=("a.txt", b"x"))
        assert (await world.store.audit())[0].outcome == "failed"


async def test_what_is_kept_and_not_in_use_yet_is_told(tmp_path: Path) -> None:
    made = home(tmp_path / "kb")
    knowledge = served(made, tmp_path, Reading)

    def gives(arrival: Arrival) -> Added:
        put(made, "Alpha SA", 50000, document="one")
        return Added((document("one"),), (), ())

    knowledge.gives, knowledge.fault = gives, OSError("the disk is full")
    async with simulated(tmp_path / "state", knowledge) as world:
        said = await add(world, attachment=("a.txt", b"x"))
        assert "New documents: 1" in said and "not in use yet: the disk is full" in said
        assert "not in use" in (await world.store.audit())[0].outcome


async def test_questions_are_answered_while_something_is_added(tmp_path: Path) -> None:
    """Adding waits for a page; neither a question nor a review waits with it."""
    knowledge = served(home(tmp_path / "kb"), tmp_path, Reading)
    loop, started = asyncio.get_running_loop(), asyncio.Event()
    answered = asyncio.Event()

    def page(link: str, rules: FetchRules | None) -> Arrival:
        loop.call_soon_threadsafe(started.set)
        asyncio.run_coroutine_threadsafe(answered.wait(), loop).result(30)
        return Arrival("a.txt", b"x", link)

    knowledge.page, knowledge.gives = page, lambda arrival: Added((document("one"),), (), ())
    async with simulated(tmp_path / "state", knowledge) as world:
        library = world.answering.library
        fetching = asyncio.create_task(library.fetch(LINK))
        await started.wait()
        answer = await world.ask("how much was Acme fined?")
        assert answer is not None and "20,000,000" in read(answer)
        assert await library.cards() == ()
        answered.set()
        assert (await fetching).name == "a.txt"


async def test_no_more_wait_for_their_turn_than_may(tmp_path: Path) -> None:
    knowledge = served(home(tmp_path / "kb"), tmp_path, Reading)
    async with simulated(tmp_path / "state", knowledge) as world:
        cog: Any = next(c for c in world.bot.cogs.values() if hasattr(c, "_adding"))
        cog._adding._here = _WAITING + 1
        assert "Please try again in a moment" in await add(world, attachment=("a.txt", b"x"))
        assert (await world.store.audit())[0].outcome == "refused: too many wait"
