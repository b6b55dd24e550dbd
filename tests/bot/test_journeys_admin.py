"""/kb and /settings: who may, what they do, what is kept of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from knowledge import Knowledge, Reloaded, ReloadUnderWay
from knowledge import Settings as KnowledgeSettings
from tests.bot.simulated import World, simulated, starter, text_of
from tests.ingest.files import ARTICLE, DECISION, write

pytestmark = pytest.mark.asyncio
COMMANDS = ("kb status", "kb sources", "kb problems", "kb check", "kb reload", "settings show")
FILE = "decisions/cnil-acme-2022.md"


@pytest.mark.parametrize("command", COMMANDS)
async def test_admins_may_and_members_may_not_even_where_the_server_lets_them(tmp_path: Path, command: str) -> None:
    async with simulated(tmp_path) as world:
        allowed = await world.admin.slash(world.channel, command)
        assert allowed.ephemeral
        assert "members who may manage" not in text_of(allowed.response.embeds)
        root = next(c for c in world.env.backend.visible_commands(user_id=world.admin.id, channel_id=world.channel.id)
                    if c["name"] == command.split()[0])  # fmt: skip
        world.guild.set_command_permissions(int(root["id"]), {world.ann: True})
        refused = await world.ann.slash(world.channel, command)
        assert refused.ephemeral
        assert "members who may manage" in text_of(refused.response.embeds)


async def test_a_configured_role_may(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        role = world.guild.create_role("Keepers")
        keeper = world.guild.add_member(world.env.create_user("kim"), roles=[role])
        object.__setattr__(world.answering.settings, "fineprint_admin_role", role.id)
        root = next(c for c in world.env.backend.visible_commands(user_id=world.admin.id, channel_id=world.channel.id)
                    if c["name"] == "kb")  # fmt: skip
        world.guild.set_command_permissions(int(root["id"]), {keeper: True})
        told = await keeper.slash(world.channel, "kb status")
        assert starter().status().digest[:12] in text_of(told.response.embeds)


async def test_where_one_server_is_named_no_other_servers_admins_may(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        settings = world.answering.settings
        object.__setattr__(settings, "fineprint_admin_server", world.guild.id + 1)
        refused = await world.admin.slash(world.channel, "kb status")
        assert "members who may manage" in text_of(refused.response.embeds)
        object.__setattr__(settings, "fineprint_admin_server", world.guild.id)
        told = await world.admin.slash(world.channel, "kb status")
        assert starter().status().digest[:12] in text_of(told.response.embeds)


async def test_every_admin_action_is_recorded(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        for command in COMMANDS[:4]:
            await world.admin.slash(world.channel, command)
        await world.admin.slash(world.channel, "settings pages", who="anyone")
        rows = await world.store.audit()
        assert [r.action for r in reversed(rows)] == [*COMMANDS[:4], "settings"]
        assert {(r.user, r.server) for r in rows} == {(world.admin.id, world.guild.id)}


async def test_two_servers_with_settings_of_their_own(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        other = world.env.create_guild("Other")
        channel = other.create_text_channel("fines")
        boss: Any = other.add_member(other.owner)
        await world.admin.slash(world.channel, "settings language", language="fr")
        await world.admin.slash(world.channel, "settings answers", visible="asker")
        shown = await boss.slash(channel, "settings allow", channel=channel)
        assert f"<#{channel.id}>" in text_of(shown.response.embeds)
        here = await world.ann.slash(world.channel, "penalty total", respondent="Clearview AI", country="France")
        there = await boss.slash(channel, "penalty total", respondent="Clearview AI", country="France")
        assert (here.ephemeral, there.ephemeral) == (True, False)
        assert "Fines on" not in text_of(here.response.embeds)
        assert "Fines on" in text_of(there.response.embeds)
        shown = await boss.slash(channel, "settings disallow", channel=channel)
        assert "every channel" in text_of(shown.response.embeds)
        again = await world.admin.slash(world.channel, "settings language", language="auto")
        assert again.ephemeral
        assert world.store.server(world.guild.id).language == ""


async def test_settings_outlive_a_restart_and_not_the_bots_leaving(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        await world.admin.slash(world.channel, "settings answers", visible="asker")
        server = world.guild.id
    async with simulated(tmp_path, sync=True) as world:
        assert world.store.server(server).ephemeral
        await world.admin.slash(world.channel, "settings answers", visible="asker")
        here = world.bot.get_guild(world.guild.id)
        assert here is not None
        await world.bot.on_guild_remove(here)
        assert not world.store.server(here.id).ephemeral


async def test_replies_are_localised(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        english = text_of((await world.ann.slash(world.channel, "about")).response.embeds)
        world.interaction = {"locale": "fr"}
        french = text_of((await world.ann.slash(world.channel, "about")).response.embeds)
        assert french != english
        looked_up = await world.ann.slash(world.channel, "penalty total", respondent="Clearview AI")
        assert "Fines on" not in text_of(looked_up.response.embeds)
        world.interaction = {"locale": "pl"}
        assert text_of((await world.ann.slash(world.channel, "about")).response.embeds) == english


async def test_commands_are_synced_only_when_they_changed(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        assert len(world.sent("PUT", "/commands")) == 1
        application = world.bot.application_id
    async with simulated(tmp_path) as world:
        assert world.bot.application_id == application
        assert world.sent("PUT", "/commands") == []
    async with simulated(tmp_path, sync=True) as world:
        assert len(world.sent("PUT", "/commands")) == 1


# Reload


def _own(tmp_path: Path) -> tuple[Knowledge, Path]:
    """A knowledge base of its own: one decision."""
    folder = write(tmp_path / "kb", {FILE: DECISION})
    return Knowledge.serve(KnowledgeSettings(tmp_path / "cache", words_only=True), [folder]), folder


async def _reload(world: World) -> str:
    result = await world.admin.slash(world.channel, "kb reload")
    assert result.ephemeral
    return text_of(result.response.embeds)


def _change(folder: Path) -> None:
    text = DECISION.replace("20000000.50", "30000000").replace("20,000,000.50", "30,000,000")
    (folder / FILE).write_text(text, encoding="utf-8")


def _add(folder: Path) -> None:
    other = DECISION.replace("cnil-acme-2022", "cnil-acme-2022b")
    (folder / "decisions" / "cnil-acme-2022b.md").write_text(other, encoding="utf-8")
    write(folder, {"articles/what-is-a-fine.md": ARTICLE})


def _break(folder: Path) -> None:
    (folder / FILE).write_text(DECISION.replace("20,000,000.50", "21,000,000", 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("edit", "told", "outcome"),
    [
        (lambda folder: None, ("Nothing has changed",), "unchanged"),
        (_change, ("Penalties changed: 1", "cnil-acme-2022-fine", "20,000,000.5", "30,000,000"), " to "),
        (_add, ("Documents added: 2", "Penalties added: 1", "cnil-acme-2022b-fine"), " to "),
        (_break, ("Not reloaded", FILE), "refused"),
    ],
    ids=["unchanged", "changed", "added", "fatal"],
)
async def test_a_reload_tells_what_changed(
    tmp_path: Path, edit: Callable[[Path], Any], told: tuple[str, ...], outcome: str
) -> None:
    knowledge, folder = _own(tmp_path)
    before = knowledge.status().digest
    edit(folder)
    async with simulated(tmp_path / "state", knowledge) as world:
        text = await _reload(world)
        for part in told:
            assert part.replace(",", "") in text.replace(",", ""), text
        (row,) = await world.store.audit()
        assert outcome in row.outcome
        after = knowledge.status().digest
        assert (after == before) == (outcome in ("unchanged", "refused"))
        if after != before:
            assert before[:12] in text
            assert after[:12] in text


async def test_a_removed_document_is_told(tmp_path: Path) -> None:
    knowledge, folder = _own(tmp_path)
    _add(folder)
    knowledge.reload()
    (folder / "decisions" / "cnil-acme-2022b.md").unlink()
    async with simulated(tmp_path / "state", knowledge) as world:
        text = await _reload(world)
        assert "Documents removed: 1" in text
        assert "Penalties removed: 1" in text


class _Held(Knowledge):
    """Its reload waits until it is let go, or raises what it is told to."""

    def __init__(self, error: Exception | None = None) -> None:
        super().__init__(starter().serving)
        self.error = error

    def reload(self, progress: Any = None) -> Reloaded:
        raise self.error or AssertionError


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ReloadUnderWay("x"), "under way already"),
        (OSError("No space left on device"), "No space left on device"),
        (ValueError("a model of another size"), "a model of another size"),
    ],
    ids=["second", "disk", "value"],
)
async def test_a_reload_that_cannot_be_is_explained(tmp_path: Path, error: Exception, told: str) -> None:
    async with simulated(tmp_path, _Held(error)) as world:
        result = await world.admin.slash(world.channel, "kb reload")
        texts = [text_of(r.embeds) for r in (result.response, *result.followups) if r]
        assert any(told in text for text in texts), texts
        (row,) = await world.store.audit()
        assert row.outcome == "failed"
        answer = await world.ask("how much has Clearview been fined in France?")
        assert answer is not None
        assert "25,200,000" in text_of(answer.embeds)


async def test_a_second_reload_is_refused_while_one_runs(tmp_path: Path) -> None:
    async with simulated(tmp_path) as world:
        cog = world.bot.get_cog("KnowledgeBase")
        assert cog is not None
        running: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        cog._workers.add(running)  # type: ignore[attr-defined]
        result = await world.admin.slash(world.channel, "kb reload")
        texts = [text_of(r.embeds) for r in (result.response, *result.followups) if r]
        assert any("under way already" in text for text in texts)


async def test_the_folder_of_a_reload_is_kept_as_the_last_good_one(tmp_path: Path) -> None:
    knowledge, folder = _own(tmp_path)
    _add(folder)
    async with simulated(tmp_path / "state", knowledge) as world:
        await _reload(world)
        assert await world.store.kept("last_good") == str(knowledge.folder)
