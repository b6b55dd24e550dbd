"""The bot's own state in SQLite: servers' settings, feedback, the audit of admin actions. No message texts."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import aiosqlite

# One script a version; `PRAGMA user_version` says how many have run. Never change one that was released.
MIGRATIONS = (
    """
    CREATE TABLE servers (id INTEGER PRIMARY KEY, settings TEXT NOT NULL);
    CREATE TABLE feedback (
        id INTEGER PRIMARY KEY, at REAL NOT NULL, user INTEGER NOT NULL, server INTEGER, message INTEGER NOT NULL,
        vote TEXT NOT NULL CHECK (vote IN ('up', 'down')), digest TEXT NOT NULL, question TEXT, words TEXT,
        UNIQUE (user, message)
    );
    CREATE TABLE audit (
        id INTEGER PRIMARY KEY, at REAL NOT NULL, user INTEGER NOT NULL, server INTEGER, action TEXT NOT NULL,
        outcome TEXT NOT NULL
    );
    CREATE TABLE kept (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    """,
)
FEEDBACK_DAYS = 365


@dataclass(frozen=True, slots=True)
class Server:
    """One server's settings. ``language`` "" is that of the question; no ``channels``: every channel.

    accept: percent of confidence from which proposals may be accepted together.
    """

    language: str = ""
    ephemeral: bool = False
    paging: str = "owner"
    channels: tuple[int, ...] = ()
    accept: int = 90


@dataclass(frozen=True, slots=True)
class Action:
    """A row of the audit."""

    at: float
    user: int
    server: int | None
    action: str
    outcome: str


class Store:
    """One connection, whose calls are carried out in order by a thread of its own."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._db = connection
        self._servers: dict[int, Server] = {}
        self._changing = asyncio.Lock()

    @classmethod
    async def open(cls, folder: Path) -> Store:
        """Opens or creates ``fineprint.sqlite`` in the folder. Raises OSError, aiosqlite.Error."""
        folder.mkdir(parents=True, exist_ok=True)
        db = await aiosqlite.connect(folder / "fineprint.sqlite")
        try:
            return await cls._opened(db)
        except BaseException:
            await db.close()  # its thread would keep the program from ending
            raise

    @classmethod
    async def _opened(cls, db: aiosqlite.Connection) -> Store:
        await db.execute("PRAGMA journal_mode=WAL")
        await db.execute("PRAGMA synchronous=NORMAL")
        await db.execute("PRAGMA busy_timeout=5000")
        store = cls(db)
        await store._migrate()
        for row in await db.execute_fetchall("SELECT id, settings FROM servers"):
            store._servers[row[0]] = _server(json.loads(row[1]))
        await store.drop_old()
        return store

    async def drop_old(self) -> None:
        """Deletes the feedback that is older than what people are told."""
        await self._write("DELETE FROM feedback WHERE at < ?", (time.time() - FEEDBACK_DAYS * 86400,))

    async def _migrate(self) -> None:
        (row,) = await self._db.execute_fetchall("PRAGMA user_version")
        if row[0] > len(MIGRATIONS):
            raise OSError(f"the state is of a newer version ({row[0]}) than this program knows ({len(MIGRATIONS)})")
        for version in range(row[0], len(MIGRATIONS)):
            await self._db.executescript(f"BEGIN; {MIGRATIONS[version]} PRAGMA user_version = {version + 1}; COMMIT;")

    async def close(self) -> None:
        await self._db.close()

    # Servers

    def server(self, server: int | None) -> Server:
        return self._servers.get(server or 0, Server())

    async def change(self, server: int, **changes: Any) -> Server:
        async with self._changing:  # one after the other, so that none is lost
            changed = replace(self.server(server), **changes)
            await self._write(
                "INSERT INTO servers VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET settings = excluded.settings",
                (server, json.dumps(asdict(changed))),
            )
            self._servers[server] = changed
        return changed

    async def forget_server(self, server: int) -> None:
        """What a server leaves behind when the bot is removed: nothing."""
        self._servers.pop(server, None)
        for table, column in (("servers", "id"), ("feedback", "server"), ("audit", "server")):
            await self._db.execute(f"DELETE FROM {table} WHERE {column} = ?", (server,))
        await self._db.commit()

    # Feedback

    async def vote(self, user: int, server: int | None, message: int, vote: str, digest: str) -> None:
        """One vote a person and answer; a later one replaces it."""
        await self.drop_old()
        await self._write(
            "INSERT INTO feedback (at, user, server, message, vote, digest) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (user, message) DO UPDATE SET vote = excluded.vote, at = excluded.at",
            (time.time(), user, server, message, vote, digest),
        )

    async def explain(self, user: int, message: int, question: str, words: str) -> None:
        """The words that a person sends with a vote, and the question that they are about."""
        await self._write(
            "UPDATE feedback SET question = ?, words = ? WHERE user = ? AND message = ?",
            (question, words, user, message),
        )

    async def feedback(self, server: int | None) -> dict[str, int]:
        """The votes of one server."""
        counted = "SELECT vote, count(*) FROM feedback WHERE server IS ? GROUP BY vote"
        rows = await self._db.execute_fetchall(counted, (server,))
        return {row[0]: row[1] for row in rows}

    async def forget(self, user: int) -> int:
        """Deletes what a person sent; the number of rows. The audit of admin actions keeps their id."""
        cursor = await self._db.execute("DELETE FROM feedback WHERE user = ?", (user,))
        await self._db.commit()
        return cursor.rowcount

    # Audit

    async def record(self, user: int, server: int | None, action: str, outcome: str) -> None:
        await self._write(
            "INSERT INTO audit (at, user, server, action, outcome) VALUES (?, ?, ?, ?, ?)",
            (time.time(), user, server, action, outcome),
        )

    async def audit(self, limit: int = 20) -> list[Action]:
        rows = await self._db.execute_fetchall(
            "SELECT at, user, server, action, outcome FROM audit ORDER BY id DESC LIMIT ?", (limit,)
        )
        return [Action(*row) for row in rows]

    # What the program keeps for itself

    async def kept(self, name: str) -> str | None:
        rows = await self._db.execute_fetchall("SELECT value FROM kept WHERE name = ?", (name,))
        return next((str(row[0]) for row in rows), None)

    async def keep(self, name: str, value: str) -> None:
        await self._write(
            "INSERT INTO kept VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value)
        )

    async def _write(self, statement: str, values: tuple[object, ...]) -> None:
        await self._db.execute(statement, values)
        await self._db.commit()


def _server(values: dict[str, Any]) -> Server:
    known = {k: v for k, v in values.items() if k in Server.__dataclass_fields__}
    return Server(**{**known, "channels": tuple(known.get("channels", ()))})
