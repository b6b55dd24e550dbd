"""What Discord would say to a request: its own OpenAPI description, and by hand what that leaves out."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.bot import discord_commands as commands
from tests.bot import discord_limits as limits

OPENAPI = Path(__file__).resolve().parents[2].parent / "shared" / "discord" / "openapi.json"
_METHODS = frozenset({"get", "post", "put", "patch", "delete"})
_COMMANDS = re.compile(r"/applications/\d+(?:/guilds/\d+)?/commands(?:/\d+)?")


@dataclass(frozen=True, slots=True)
class Route:
    """One operation of the description; ``body`` is None where it takes no JSON."""

    method: str
    path: re.Pattern[str]
    open_ends: int
    body: Draft202012Validator | None


class DiscordApi:
    """Checks requests. Without ``routes`` (the description is not here) the checks by hand alone."""

    def __init__(self, routes: Sequence[Route] = ()) -> None:
        # Literal segments (…/@original) come before {message_id}.
        self._routes = sorted(routes, key=lambda route: route.open_ends)

    @classmethod
    def load(cls, description: Path = OPENAPI) -> DiscordApi:
        return cls(_routes(description) if description.is_file() else ())

    @property
    def described(self) -> bool:
        """Whether Discord's own description is part of the checks."""
        return bool(self._routes)

    def check(self, method: str, path: str, body: Any) -> list[str]:
        """All problems of a request in words; ``path`` without ``/api/v10``."""
        path = path.split("?")[0]
        found = list(dict.fromkeys([*self._by_description(method.upper(), path, body), *_by_hand(method, path, body)]))
        return [f"{method.upper()} {_shown(path)}: {problem}" for problem in found]

    def _by_description(self, method: str, path: str, body: Any) -> Iterator[str]:
        if not self._routes:
            return
        for route in self._routes:
            if route.method == method and route.path.fullmatch(path):
                break
        else:
            yield "no such route"
            return
        if route.body is None or body is None:
            return
        for error in route.body.iter_errors(body):
            deepest = best_match(iter([error])) or error
            yield f"{deepest.json_path}: {deepest.message[:200]}"


def _by_hand(method: str, path: str, body: Any) -> Iterator[str]:
    """The checks for the routes that this bot uses."""
    method, parts = method.upper(), path.strip("/").split("/")
    match (method, parts):
        case ("POST", ["channels", _, "messages"]):
            yield from limits.message(body or {}, known=limits.MESSAGE_KEYS)
        case ("PATCH", ["channels", _, "messages", _]):
            yield from limits.message(body or {}, known=limits.MESSAGE_EDIT_KEYS, edit=True)
        case ("POST", ["webhooks", _, _]):
            yield from limits.message(body or {}, known=limits.WEBHOOK_KEYS)
        case ("PATCH", ["webhooks", _, _, "messages", _]):
            yield from limits.message(body or {}, known=limits.WEBHOOK_KEYS, edit=True)
        case ("POST", ["interactions", _, _, "callback"]):
            yield from _callback(body or {})
        case ("PUT" | "POST" | "PATCH", ["applications", *_]) if _COMMANDS.fullmatch(path):
            yield from commands.commands(body) if isinstance(body, list) else commands.command(body or {})


def _callback(body: Mapping[str, Any]) -> Iterator[str]:
    data = body.get("data") or {}
    match body.get("type"):
        case 4:
            yield from limits.message(data, known=limits.WEBHOOK_KEYS)
        case 7:
            yield from limits.message(data, known=limits.WEBHOOK_KEYS, edit=True)
        case 5 if set(data) - {"flags"}:
            yield f"a deferred answer carries flags alone, not {sorted(data)}"
        case 8:
            yield from commands.choices(data.get("choices") or [])
        case 9:
            yield from limits.modal(data)


def _shown(path: str) -> str:
    """The path without the tokens of interactions."""
    return re.sub(r"(/(?:interactions|webhooks)/[^/]+/)[^/]+", r"\1…", path)


@functools.cache
def _routes(description: Path) -> tuple[Route, ...]:
    spec = json.loads(description.read_text("utf-8"))
    # discord.py sends some ids as integers; Discord takes both.
    spec["components"]["schemas"]["SnowflakeType"] = {"type": ["string", "integer"], "pattern": "^(0|[1-9][0-9]*)$"}
    resource: Resource[Any] = Resource.from_contents(spec, default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource("urn:discord", resource)
    found = []
    for path, operations in spec["paths"].items():
        pattern = re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(path)))
        for method in _METHODS & set(operations):
            validator = None
            if "application/json" in operations[method].get("requestBody", {}).get("content", {}):
                at = "/".join(["paths", path.replace("/", "~1"), method, "requestBody", "content", "application~1json"])
                validator = Draft202012Validator({"$ref": f"urn:discord#/{at}/schema"}, registry=registry)
            found.append(Route(method.upper(), pattern, path.count("{"), validator))
    return tuple(found)
