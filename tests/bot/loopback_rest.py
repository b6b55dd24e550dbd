"""The REST side of the loopback Discord: routes, interactions, faults; every body is checked against Discord's API."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.bot.discord_api import DiscordApi
from tests.bot.loopback_world import Payload, User, World, snowflake

_ACKNOWLEDGE_WITHIN = 3.0
_TOKEN_LIVES = 15 * 60.0
_EPHEMERAL, _LOADING = 1 << 6, 1 << 7


@dataclass(frozen=True, slots=True)
class Call:
    """A request of the bot. ``at`` is in seconds of ``time.monotonic``."""

    at: float
    method: str
    path: str
    body: Any
    files: dict[str, bytes]
    status: int


@dataclass(slots=True)
class Fault:
    """What the next ``times`` requests to ``path`` (a pattern) get: a status, a delay in seconds, or no answer."""

    method: str
    path: str
    status: int | None = None
    times: int = 1
    retry_after: float = 0.1
    via: bool = True
    delay: float = 0.0
    drop: bool = False


@dataclass(slots=True, eq=False)
class Interaction:
    """``answered`` is the type of the callback, ``body`` its data, ``original`` the id of the message that it made."""

    user: User
    channel: int
    message: int | None = None
    id: int = field(default_factory=snowflake)
    born: float = field(default_factory=time.monotonic)
    answered: int | None = None
    body: Payload = field(default_factory=dict)
    original: int | None = None
    edits: int = 0
    followups: list[int] = field(default_factory=list)

    @property
    def token(self) -> str:
        return f"interaction-token-{self.id}"


class Refused(Exception):
    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class Rest:
    """``rate_limit`` is what the headers allow for each bucket and second."""

    def __init__(
        self, world: World, api: DiscordApi, token: str, tell: Callable[[str, Payload, int], Awaitable[None]]
    ) -> None:
        self._world = world
        self._api = api
        self._token = token
        self._tell = tell
        self.gateway_url = ""
        self.shards = 1
        self.rate_limit = 1000
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.faults: list[Fault] = []
        self.interactions: dict[str, Interaction] = {}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        path = "/" + request.match_info["path"]
        body, files = await _read(request)
        problems = self._api.check(request.method, path, body)
        self.violations += problems
        fault = self._fault(request.method, path)
        if fault is not None:
            await asyncio.sleep(fault.delay)
        status, data = 200, None
        if fault is not None and fault.drop and request.transport is not None:
            request.transport.abort()
            status = 0
        elif fault is not None and fault.status is not None:
            status, data = fault.status, _fault_body(fault)
        elif problems:
            status, data = 400, {"code": 50035, "message": "; ".join(problems), "errors": {}}
        else:
            try:
                data = await self._answer(request, path.strip("/").split("/"), body or {}, files)
                status = 200 if data is not None else 204
            except Refused as refused:
                status, data = refused.status, {"code": refused.code, "message": refused.message}
        self.calls.append(Call(time.monotonic(), request.method, path, body, files, status))
        return self._response(path, status, data, fault)

    def _fault(self, method: str, path: str) -> Fault | None:
        for fault in self.faults:
            if fault.times > 0 and fault.method == method and re.fullmatch(fault.path, path):
                fault.times -= 1
                return fault
        return None

    def _response(self, path: str, status: int, data: Any, fault: Fault | None) -> web.Response:
        over = status == 429
        headers = {
            "X-RateLimit-Bucket": re.sub(r"\d+|[^a-z]+", "", path)[:24] or "x",
            "X-RateLimit-Limit": str(self.rate_limit),
            "X-RateLimit-Remaining": "0" if over else str(self.rate_limit - 1),
            "X-RateLimit-Reset": f"{time.time() + 1:.3f}",
            "X-RateLimit-Reset-After": "1.000",
        }
        # Without it, discord.py takes a 429 for a ban by the proxy in front of Discord and does not wait.
        if fault is None or fault.via:
            headers["Via"] = "1.1 google"
        if over and fault is not None:
            headers |= {"Retry-After": str(fault.retry_after), "X-RateLimit-Scope": "user"}
        if status == 204:
            return web.Response(status=204, headers=headers)
        if isinstance(data, str):
            return web.Response(status=status, text=data, headers=headers)
        # Exactly this type, without a charset: discord.py compares the header as it stands.
        return web.Response(
            status=status or 500,
            body=json.dumps(data).encode(),
            headers={**headers, "Content-Type": "application/json"},
        )

    async def _answer(self, request: web.Request, parts: list[str], body: Any, files: dict[str, bytes]) -> Any:
        """The body of the response; None: nothing (204). Raises Refused."""
        if (
            parts[0] not in ("interactions", "webhooks")
            and request.headers.get("Authorization") != f"Bot {self._token}"
        ):
            raise Refused(401, 0, "401: Unauthorized")
        match (request.method, parts):
            case ("GET", ["users", "@me"]):
                return self._world.bot.payload()
            case ("GET", ["oauth2", "applications", "@me"] | ["applications", "@me"]):
                return {
                    "id": str(self._world.bot.id), "name": "fineprint", "icon": None, "description": "",
                    "bot_public": True, "bot_require_code_grant": False, "verify_key": "x", "flags": 0,
                    "owner": self._world.admin.payload(), "team": None, "summary": "",
                }  # fmt: skip
            case ("GET", ["gateway", "bot"]):
                start = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
                return {"url": self.gateway_url, "shards": self.shards, "session_start_limit": start}
            case ("PUT", ["applications", _, "commands"]):
                own = {"application_id": str(self._world.bot.id), "version": "1", "description": "", "type": 1}
                self._world.commands = [
                    {"default_member_permissions": None, "id": str(snowflake()), **own, **c} for c in body
                ]
                return self._world.commands
            case ("GET", ["applications", _, "commands"]):
                return self._world.commands
            case ("GET", ["channels", channel]) if int(channel) in self._world.channels:
                return self._world.channels[int(channel)].payload()
            case ("POST", ["channels", channel, "messages"]):
                return await self._post(int(channel), body, files)
            case ("POST", ["channels", _, "typing"]):
                return None
            case ("PATCH", ["channels", _, "messages", message]):
                return await self._edit(int(message), body, files)
            case ("GET", ["channels", _, "messages", message]):
                return self._message(int(message))
            case ("POST", ["users", "@me", "channels"]):
                people = (self._world.alice, self._world.bob, self._world.admin)
                return self._world.direct(next(p for p in people if str(p.id) == str(body["recipient_id"]))).payload()
            case ("POST", ["interactions", _, token, "callback"]):
                return await self._callback(request, token, body, files)
            case ("POST", ["webhooks", _, token]):
                interaction = self._alive(token)
                if self._world.messages.get(interaction.original or 0, {}).get("flags", 0) & _LOADING:
                    # The first message after "thinking" takes its place.
                    interaction.edits += 1
                    return await self._edit(interaction.original, body, files)
                sent = await self._post(interaction.channel, body, files)
                interaction.followups.append(int(sent["id"]))
                return sent
            case (method, ["webhooks", _, token, "messages", message]):
                interaction = self._alive(token)
                wanted = interaction.original if message == "@original" else int(message)
                if method == "GET":
                    return self._message(wanted)
                if method == "DELETE":
                    self._message(wanted)
                    self._world.messages.pop(wanted or 0)
                    return None
                interaction.edits += 1
                return await self._edit(wanted, body, files)
        raise Refused(404, 0, "404: Not Found")

    def _message(self, message: int | None) -> Payload:
        if message is None or message not in self._world.messages:
            raise Refused(404, 10008, "Unknown Message")
        return self._world.messages[message]

    def _alive(self, token: str) -> Interaction:
        interaction = self.interactions.get(token)
        if interaction is None or time.monotonic() - interaction.born > _TOKEN_LIVES:
            raise Refused(404, 10015, "Unknown Webhook")
        return interaction

    async def _post(self, channel: int, body: Payload, files: dict[str, bytes], flags: int = 0) -> Payload:
        if channel not in self._world.channels:
            raise Refused(404, 10003, "Unknown Channel")
        where = self._world.channels[channel]
        reference = body.get("message_reference")
        if reference is not None:
            reference = {key: str(value) for key, value in reference.items()}
            if int(reference["message_id"]) not in self._world.messages:
                raise Refused(400, 50035, "Invalid Form Body: message_reference: Unknown message")
        more = {"message_reference": reference, "type": 19} if reference else {}
        message = self._world.write(
            self._world.bot, where, body.get("content") or "", embeds=body.get("embeds") or [],
            components=body.get("components") or [], attachments=_attachments(files),
            flags=int(body.get("flags") or 0) | flags, **more,
        )  # fmt: skip
        if not message["flags"] & _EPHEMERAL:
            await self._tell("MESSAGE_CREATE", message, where.server)
        return message

    async def _edit(self, wanted: int | None, body: Payload, files: dict[str, bytes]) -> Payload:
        message = self._message(wanted)
        message |= {
            key: body[key] or type(message[key])() for key in ("content", "embeds", "components") if key in body
        }
        message |= {"edited_timestamp": message["timestamp"], "flags": message["flags"] & ~_LOADING}
        if files or "attachments" in body:
            kept = {str(a.get("id")) for a in body.get("attachments") or []}
            message["attachments"] = [a for a in message["attachments"] if a["id"] in kept] + _attachments(files)
        return message

    async def _callback(self, request: web.Request, token: str, body: Payload, files: dict[str, bytes]) -> Any:
        interaction = self.interactions.get(token)
        if interaction is None or time.monotonic() - interaction.born > _ACKNOWLEDGE_WITHIN:
            raise Refused(404, 10062, "Unknown interaction")
        if interaction.answered is not None:
            raise Refused(400, 40060, "Interaction has already been acknowledged.")
        interaction.answered, interaction.body = body["type"], body.get("data") or {}
        message: Payload | None = None
        if body["type"] == 4:
            message = await self._post(interaction.channel, interaction.body, files)
        elif body["type"] == 5:
            message = await self._post(interaction.channel, {"flags": interaction.body.get("flags")}, {}, _LOADING)
        elif body["type"] == 7:
            message = await self._edit(interaction.message, interaction.body, files)
        interaction.original = int(message["id"]) if message else interaction.message
        if "with_response" not in request.query:
            return None
        made = {"response_message_id": message and message["id"], "response_message_loading": body["type"] == 5}
        resource = {"resource": {"type": body["type"], "message": message}} if message else {}
        return {"interaction": {"id": str(interaction.id), "type": 2, **made}, **resource}


def _fault_body(fault: Fault) -> Any:
    if fault.status == 429:
        return {"message": "You are being rate limited.", "retry_after": fault.retry_after, "global": False}
    return "upstream connect error"


def _attachments(files: dict[str, bytes]) -> list[Payload]:
    made = []
    for name, content in files.items():
        url = f"https://cdn.discordapp.com/attachments/1/{name}"
        made.append({"id": str(snowflake()), "filename": name, "size": len(content), "url": url, "proxy_url": url})
    return made


async def _read(request: web.Request) -> tuple[Any, dict[str, bytes]]:
    """The JSON of a request, and its files by name."""
    if request.content_type != "multipart/form-data":
        text = await request.text()
        return (json.loads(text) if text else None), {}
    body, files = None, {}
    for name, part in (await request.post()).items():
        if isinstance(part, web.FileField):
            files[part.filename] = part.file.read()
        elif name == "payload_json":
            body = json.loads(str(part))
    return body, files
