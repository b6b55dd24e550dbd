"""The gateway of the loopback Discord: sessions that are resumed, sockets that are dropped, orders to reconnect."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.bot.loopback_world import Payload, World

_DISPATCH, _HEARTBEAT, _IDENTIFY, _RESUME, _RECONNECT, _INVALID, _HELLO, _ACK = 0, 1, 2, 6, 7, 9, 10, 11
_MESSAGES_OF_SERVERS, _MESSAGES_DIRECT, _CONTENT = 1 << 9, 1 << 12, 1 << 15
_PRIVILEGED = 1 << 1 | 1 << 8 | _CONTENT
_LARGEST = 4096


class Socket:
    """One connection; compressed as the client asks for, if by zlib."""

    def __init__(self, request: web.Request) -> None:
        self.request = request
        # One compression is enough; and two tasks may send at once, which permessage-deflate would mix up.
        self.ws = web.WebSocketResponse(max_msg_size=_LARGEST, compress=False)
        self._deflate = zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None

    async def send(self, op: int, data: Any = None, name: str | None = None, at: int | None = None) -> None:
        text = json.dumps({"op": op, "d": data, "t": name, "s": at})
        if self.ws.closed:
            return
        if self._deflate is None:
            await self.ws.send_str(text)
        else:
            await self.ws.send_bytes(self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH))

    def abort(self) -> None:
        """Drops the connection as a broken network does: no close frame."""
        if self.request.transport is not None:
            self.request.transport.abort()


@dataclass(slots=True, eq=False)
class Session:
    id: str
    intents: int
    shard: int
    shards: int
    socket: Socket | None
    sent: list[tuple[str, Any]] = field(default_factory=list)

    def concerns(self, server: int) -> bool:
        return (server >> 22) % self.shards == self.shard if server else self.shard == 0


class Gateway:
    """Takes ``token`` alone. Faults: ``refuse`` so many upgrades, ``close_with`` a code at the next IDENTIFY."""

    def __init__(self, world: World, token: str, heartbeat: float) -> None:
        self._world = world
        self._token = token
        self._heartbeat = heartbeat
        self.url = ""
        self.sessions: dict[str, Session] = {}
        self.identifies = self.resumes = self.heartbeats = self.refused = 0
        self.refuse = 0
        self.close_with: int | None = None
        self.problems: list[str] = []

    @property
    def connected(self) -> list[Session]:
        return [s for s in self.sessions.values() if s.socket is not None and not s.socket.ws.closed]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if self.refuse > 0:
            self.refuse -= 1
            self.refused += 1
            return web.Response(status=503)
        socket = Socket(request)
        await socket.ws.prepare(request)
        await socket.send(_HELLO, {"heartbeat_interval": int(self._heartbeat * 1000)})
        async for frame in socket.ws:
            if frame.type is not WSMsgType.TEXT:
                break
            await self._take(socket, json.loads(frame.data))
        for session in self.sessions.values():
            if session.socket is socket:
                session.socket = None
        if socket.ws.close_code == 1009:
            self.problems.append(f"a gateway event of more than {_LARGEST} bytes")
        return socket.ws

    async def _take(self, socket: Socket, event: Payload) -> None:
        match event["op"]:
            case 1:
                self.heartbeats += 1
                await socket.send(_ACK)
            case 2:
                await self._identify(socket, event["d"])
            case 6:
                await self._resume(socket, event["d"])

    async def _identify(self, socket: Socket, said: Payload) -> None:
        self.identifies += 1
        code, self.close_with = self.close_with, None
        if said["token"] != self._token:
            code = 4004
        elif said["intents"] & _PRIVILEGED:
            code = 4014
        if code is not None:
            await socket.ws.close(code=code)
            return
        shard, shards = said.get("shard") or (0, 1)
        session = Session(f"session{self.identifies}", said["intents"], shard, shards, socket)
        servers = [s for s in self._world.servers if session.concerns(s.id)]
        await self._dispatch(session, "READY", {
            "v": 10, "user": self._world.bot.payload(), "session_id": session.id, "session_type": "normal",
            "guilds": [{"id": str(s.id), "unavailable": True} for s in servers], "private_channels": [],
            "resume_gateway_url": self.url, "application": {"id": str(self._world.bot.id), "flags": 0},
            "shard": [shard, shards],
        })  # fmt: skip
        for server in servers:
            await self._dispatch(session, "GUILD_CREATE", server.payload(self._world.bot, self._world.admin))
        self.sessions[session.id] = session

    async def _resume(self, socket: Socket, said: Payload) -> None:
        self.resumes += 1
        session = self.sessions.get(said["session_id"])
        if session is None or said["token"] != self._token:
            await socket.send(_INVALID, False)
            return
        session.socket = socket
        for at, (name, data) in enumerate(list(session.sent), 1):
            if at > said["seq"]:
                await socket.send(_DISPATCH, data, name, at)
        await self._dispatch(session, "RESUMED", {})

    async def _dispatch(self, session: Session, name: str, data: Any) -> None:
        session.sent.append((name, data))
        if session.socket is not None:
            await session.socket.send(_DISPATCH, data, name, len(session.sent))

    async def tell(self, name: str, data: Payload, server: int) -> None:
        """An event to every session that it concerns; kept for the resume where the socket is gone."""
        for session in list(self.sessions.values()):
            if not session.concerns(server):
                continue
            if name.startswith("MESSAGE_"):
                if not session.intents & (_MESSAGES_OF_SERVERS if server else _MESSAGES_DIRECT):
                    continue
                if not self._readable(data, server):
                    data = {**data, "content": "", "embeds": [], "attachments": [], "components": []}
            await self._dispatch(session, name, data)

    def _readable(self, message: Payload, server: int) -> bool:
        """Without the message content intent: direct messages, one's own, and those that mention the bot."""
        bot = str(self._world.bot.id)
        return not server or message["author"]["id"] == bot or bot in {m["id"] for m in message["mentions"]}

    # What goes wrong

    def reset(self) -> None:
        for session in self.connected:
            assert session.socket is not None
            session.socket.abort()
            session.socket = None

    async def close(self, code: int) -> None:
        for session in self.connected:
            assert session.socket is not None
            await session.socket.ws.close(code=code)

    async def order_reconnect(self) -> None:
        for session in self.connected:
            assert session.socket is not None
            await session.socket.send(_RECONNECT)

    async def invalidate(self) -> None:
        """Sessions end for good: the client has to identify anew."""
        ended = self.connected
        self.sessions.clear()
        for session in ended:
            assert session.socket is not None
            await session.socket.send(_INVALID, False)
