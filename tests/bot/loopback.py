"""A Discord of the tests' own on this machine: what people do in it, and what goes wrong with it."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from aiohttp import web

from tests.bot.discord_api import DiscordApi
from tests.bot.discord_limits import walk
from tests.bot.loopback_gateway import Gateway
from tests.bot.loopback_rest import Call, Fault, Interaction, Rest
from tests.bot.loopback_world import DM, TEXT, Channel, Payload, User, World

# The shape of a token, and of nobody's.
TOKEN = "bG9vcGJhY2stZGlzY29yZC10b2tlbg.loop01.this-opens-nothing-at-all-anywhere"
_SLASH, _COMPONENT, _AUTOCOMPLETE, _MODAL = 2, 3, 4, 5
_SUBCOMMANDS = (1, 2)


class Loopback:
    """Gateway and REST on one port of 127.0.0.1. ``violations``: what Discord would have refused, in words."""

    def __init__(self, token: str = TOKEN, heartbeat: float = 2.0) -> None:
        self.world = World()
        self.gateway = Gateway(self.world, token, heartbeat)
        self.rest = Rest(self.world, DiscordApi.load(), token, self.gateway.tell)
        self.port = 0

    @classmethod
    @contextlib.asynccontextmanager
    async def running(cls, token: str = TOKEN, heartbeat: float = 2.0) -> AsyncIterator[Loopback]:
        self = cls(token, heartbeat)
        app = web.Application(client_max_size=25 << 20)
        app.router.add_get("/", self.gateway.handle)
        app.router.add_route("*", "/api/v10/{path:.*}", self.rest.handle)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.port = runner.addresses[0][1]
        self.gateway.url = self.rest.gateway_url = f"ws://127.0.0.1:{self.port}"
        try:
            yield self
        finally:
            await runner.cleanup()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v10"

    @property
    def violations(self) -> list[str]:
        return [*self.rest.violations, *self.gateway.problems]

    def calls(self, method: str, path: str) -> list[Call]:
        """What the bot requested, by method and a pattern of the path."""
        return [c for c in self.rest.calls if c.method == method and re.fullmatch(path, c.path)]

    async def until(self, true: Callable[[], object], what: str = "what was waited for", timeout: float = 20.0) -> None:
        """Raises AssertionError where ``true`` is not so in time."""
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout
        while not true():
            if loop.time() > end:
                broken = "".join(f"\n{violation}" for violation in self.violations)
                raise AssertionError(f"{what} did not happen within {timeout:.0f} s{broken}")
            await asyncio.sleep(0.01)

    def fault(self, method: str, path: str, status: int | None = None, **more: Any) -> Fault:
        """The next requests go wrong; see Fault."""
        fault = Fault(method, path, status, **more)
        self.rest.faults.append(fault)
        return fault

    async def poison(self, channel: Channel | None = None) -> None:
        """A message that discord.py 2.7.1 cannot read: a role of the member is an object."""
        where = channel or self.world.room
        message = self.world.write(self.world.alice, where, "poison")
        message["member"] = {**message["member"], "roles": [{"id": "1"}]}
        await self.gateway.tell("MESSAGE_CREATE", message, where.server)

    # What people do with messages

    async def say(
        self, content: str, *, user: User | None = None, channel: Channel | None = None, mention: bool = False,
        reply_to: Payload | None = None,
    ) -> Payload:  # fmt: skip
        """Writes into a channel. A reply pings its author, as it does by default."""
        where, bot = channel or self.world.room, self.world.bot
        more: dict[str, Any] = {}
        if reply_to is not None:
            reference = {"message_id": reply_to["id"], "channel_id": reply_to["channel_id"], "type": 0}
            more = {"type": 19, "referenced_message": reply_to, "message_reference": reference}
        pinged = mention or (reply_to is not None and reply_to["author"]["id"] == str(bot.id))
        text = f"<@{bot.id}> {content}" if mention else content
        mentions = [bot.payload()] if pinged else []
        message = self.world.write(user or self.world.alice, where, text, mentions=mentions, **more)
        await self.gateway.tell("MESSAGE_CREATE", message, where.server)
        return message

    async def ask(self, question: str, user: User | None = None, channel: Channel | None = None) -> Payload:
        """Mentions the bot and waits for its reply, which is returned."""
        asked = await self.say(question, user=user, channel=channel, mention=True)
        return await self.reply_to(asked)

    async def reply_to(self, asked: Payload, timeout: float = 20.0) -> Payload:
        await self.until(lambda: self.world.replies_to(asked), f"a reply to {asked['content']!r}", timeout)
        return self.world.replies_to(asked)[0]

    async def direct(self, content: str, user: User | None = None) -> Payload:
        person = user or self.world.alice
        return await self.say(content, user=person, channel=self.world.direct(person))

    # What people do with commands and components

    async def slash(
        self, command: str, *, user: User | None = None, channel: Channel | None = None, focus: str = "",
        locale: str = "en-US", **options: Any,
    ) -> Interaction:  # fmt: skip
        """``kb reload`` or ``ask``. With ``focus`` the option of that name is being typed: autocomplete."""
        name, *inner = command.split()
        definition = self._command(name, 1)
        data = {"id": definition["id"], "name": name, "type": 1}
        level, holder = definition, data
        for part in inner:
            level = _option(level, part)
            holder["options"] = [{"type": level["type"], "name": part}]
            holder = holder["options"][0]
        holder["options"] = [
            {
                "type": _option(level, key)["type"],
                "name": key,
                "value": value,
                **({"focused": True} if key == focus else {}),
            }
            for key, value in options.items()
        ]
        return await self._interact(_AUTOCOMPLETE if focus else _SLASH, data, user, channel, locale)

    async def menu(self, name: str, target: Payload, user: User | None = None) -> Interaction:
        """The context menu of a message."""
        definition = self._command(name, 3)
        data = {
            "id": definition["id"], "name": name, "type": 3, "target_id": target["id"],
            "resolved": {"messages": {target["id"]: target}},
        }  # fmt: skip
        return await self._interact(_SLASH, data, user, self.world.channels[int(target["channel_id"])])

    async def click(
        self, message: Payload, wanted: str, user: User | None = None, values: list[str] | None = None
    ) -> Interaction:
        """Presses the button with this label, emoji or custom_id; with ``values``, picks them in a select."""
        for c in walk(message["components"]):
            if wanted in (c.get("label"), c.get("custom_id"), (c.get("emoji") or {}).get("name")) and not c.get(
                "disabled"
            ):
                data = {
                    "component_type": c["type"],
                    "custom_id": c["custom_id"],
                    **({"values": values} if values else {}),
                }
                channel = self.world.channels[int(message["channel_id"])]
                return await self._interact(_COMPONENT, data, user, channel, message=message)
        raise AssertionError(f"nothing to press that is called {wanted!r}")

    async def submit(self, opened: Interaction, values: Mapping[str, str], user: User | None = None) -> Interaction:
        """Sends the modal that ``opened`` was answered with; ``values`` by the custom_id or the label of its inputs."""
        data = {"custom_id": opened.body["custom_id"], "components": _filled(opened.body["components"], values)}
        message = self.world.messages.get(opened.message or 0)
        return await self._interact(
            _MODAL, data, user or opened.user, self.world.channels[opened.channel], message=message
        )

    async def finished(self, interaction: Interaction) -> Payload:
        """The message that an interaction ended in: sent at once, or put in the place of "thinking"."""
        await self.until(
            lambda: interaction.answered in (4, 6, 7) or (interaction.answered == 5 and interaction.edits),
            "an answer to the interaction",
        )
        return self.world.messages[interaction.original or 0]

    def _command(self, name: str, kind: int) -> Payload:
        for command in self.world.commands:
            if command["name"] == name and int(command.get("type") or 1) == kind:
                return command
        raise AssertionError(f"the command {name!r} was not synced: {[c['name'] for c in self.world.commands]}")

    async def _interact(
        self, kind: int, data: Payload, user: User | None, channel: Channel | None, locale: str = "en-US",
        message: Payload | None = None,
    ) -> Interaction:  # fmt: skip
        person, where = user or self.world.alice, channel or self.world.room
        interaction = Interaction(person, where.id, int(message["id"]) if message else None)
        self.rest.interactions[interaction.token] = interaction
        app = {"id": str(interaction.id), "application_id": str(self.world.bot.id), "token": interaction.token}
        if where.server:
            scope: Payload = {
                "guild_id": str(where.server),
                "member": person.member(whole=True),
                "guild_locale": "en-US",
            }
        else:
            scope = {"user": person.payload()}
        place = {"id": str(where.id), "type": TEXT if where.server else DM, "permissions": str(person.permissions)}
        await self.gateway.tell("INTERACTION_CREATE", {
            **app, **scope, "type": kind, "version": 1, "data": data, "channel_id": str(where.id),
            "channel": {**where.payload(), **place}, "locale": locale, "app_permissions": str(person.permissions),
            "entitlements": [], "authorizing_integration_owners": {"0": str(where.server)},
            "context": 0 if where.server else 1, "attachment_size_limit": 10 << 20,
            **({"message": message} if message else {}),
        }, where.server)  # fmt: skip
        return interaction


def _option(level: Payload, name: str) -> Payload:
    for option in level.get("options") or []:
        if option["name"] == name:
            return dict(option)
    raise AssertionError(f"{level['name']} has no option {name!r}")


def _filled(components: list[Payload], values: Mapping[str, str], label: str = "") -> list[Payload]:
    """The components of a modal as Discord sends them back."""
    filled: list[Payload] = []
    for c in components:
        if c.get("components") is not None:
            filled.append({"type": c["type"], "components": _filled(c["components"], values)})
        elif c.get("component") is not None:
            filled.append({"type": c["type"], "component": _filled([c["component"]], values, c["label"])[0]})
        else:
            value = values.get(c["custom_id"], values.get(c.get("label") or label, ""))
            filled.append({"type": c["type"], "custom_id": c["custom_id"], "value": value})
    return filled
