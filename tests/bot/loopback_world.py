"""The servers, channels, people and messages of the loopback Discord, and how Discord writes them down."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Payload = dict[str, Any]
_EPOCH = 1420070400000
_SERIAL = itertools.count(1)
_WHEN = "2024-01-01T00:00:00+00:00"
_MEMBER: Payload = {"roles": [], "joined_at": _WHEN, "deaf": False, "mute": False, "flags": 0}
# View, send, embed, attach, history, application commands: an ordinary member. Manage Server is 1 << 5.
ORDINARY = 0x80 | 1 << 10 | 1 << 11 | 1 << 14 | 1 << 15 | 1 << 16 | 1 << 31 | 1 << 38
MANAGE_SERVER = 1 << 5
TEXT, DM = 0, 1


def snowflake() -> int:
    """An id that says when it was made, as Discord's do."""
    return (int(time.time() * 1000) - _EPOCH) << 22 | next(_SERIAL) & 0x3FFFFF


@dataclass(frozen=True, slots=True)
class User:
    name: str
    bot: bool = False
    permissions: int = ORDINARY
    id: int = field(default_factory=snowflake)

    def payload(self) -> Payload:
        return {
            "id": str(self.id), "username": self.name, "discriminator": "0", "avatar": None, "bot": self.bot,
            "global_name": self.name.title(),
        }  # fmt: skip

    def member(self, *, whole: bool = False) -> Payload:
        """As part of a message; ``whole``: of an interaction."""
        more = {"user": self.payload(), "permissions": str(self.permissions)} if whole else {}
        return {**_MEMBER, **more}


@dataclass(frozen=True, slots=True)
class Channel:
    """``server`` 0 is a direct message with ``person``."""

    name: str
    server: int = 0
    person: User | None = None
    id: int = field(default_factory=snowflake)

    def payload(self) -> Payload:
        if self.person is not None:
            return {"id": str(self.id), "type": DM, "last_message_id": None, "recipients": [self.person.payload()]}
        return {
            "id": str(self.id), "type": TEXT, "name": self.name, "position": 0, "permission_overwrites": [],
            "topic": None, "nsfw": False, "parent_id": None, "rate_limit_per_user": 0, "guild_id": str(self.server),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Server:
    name: str
    channels: tuple[Channel, ...]
    id: int

    @classmethod
    def of(cls, name: str, channels: Sequence[str]) -> Server:
        server = snowflake()
        return cls(name, tuple(Channel(c, server) for c in channels), server)

    def payload(self, bot: User, owner: User) -> Payload:
        everyone = {
            "id": str(self.id), "name": "@everyone", "permissions": str(ORDINARY), "position": 0, "color": 0,
            "hoist": False, "managed": False, "mentionable": False, "flags": 0,
        }  # fmt: skip
        return {
            "id": str(self.id), "name": self.name, "owner_id": str(owner.id), "icon": None, "splash": None,
            "region": "x", "afk_channel_id": None, "afk_timeout": 300, "verification_level": 0,
            "default_message_notifications": 0, "explicit_content_filter": 0, "roles": [everyone], "emojis": [],
            "stickers": [], "features": [], "mfa_level": 0, "system_channel_id": None, "system_channel_flags": 0,
            "premium_tier": 0, "preferred_locale": "en-US", "nsfw_level": 0, "large": False, "unavailable": False,
            "member_count": 3, "members": [{**_MEMBER, "user": bot.payload()}],
            "channels": [c.payload() for c in self.channels], "threads": [], "presences": [], "voice_states": [],
            "stage_instances": [], "guild_scheduled_events": [], "joined_at": _WHEN,
        }  # fmt: skip


class World:
    """Everything that there is. Messages are kept as Discord writes them, by id, in the order in which they came."""

    def __init__(self) -> None:
        self.bot = User("fineprint", bot=True)
        self.alice = User("alice")
        self.bob = User("bob")
        self.admin = User("ada", permissions=ORDINARY | MANAGE_SERVER)
        self.servers = (Server.of("HQ", [f"room-{n}" for n in range(20)]), Server.of("Branch", ["general"]))
        self.channels = {c.id: c for s in self.servers for c in s.channels}
        self.messages: dict[int, Payload] = {}
        self.commands: list[Payload] = []

    @property
    def room(self) -> Channel:
        """The channel that most tests talk in."""
        return self.servers[0].channels[0]

    def direct(self, person: User) -> Channel:
        """The direct messages with a person; made at the first time."""
        for channel in self.channels.values():
            if channel.person == person:
                return channel
        made = Channel(person.name, person=person)
        self.channels[made.id] = made
        return made

    def write(self, author: User, channel: Channel, content: str = "", **more: Any) -> Payload:
        """Puts a message into a channel and returns it."""
        message = {
            "id": str(snowflake()), "channel_id": str(channel.id), "author": author.payload(), "content": content,
            "timestamp": _WHEN, "edited_timestamp": None, "tts": False, "mention_everyone": False, "mentions": [],
            "mention_roles": [], "attachments": [], "embeds": [], "pinned": False, "type": 0, "components": [],
            "flags": 0, **more,
        }  # fmt: skip
        if channel.server:
            message |= {"guild_id": str(channel.server), "member": author.member()}
        self.messages[int(message["id"])] = message
        return message

    def written_by_bot(self, channel: Channel | None = None) -> list[Payload]:
        ours = [m for m in self.messages.values() if m["author"]["id"] == str(self.bot.id)]
        return [m for m in ours if channel is None or m["channel_id"] == str(channel.id)]

    def replies_to(self, message: Payload) -> list[Payload]:
        return [
            m for m in self.written_by_bot() if (m.get("message_reference") or {}).get("message_id") == message["id"]
        ]
