"""Discord's limits on commands and choices, by hand: what its OpenAPI description leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tests.bot.discord_limits import Body, count, length, twice, unknown

_COMMAND_NAME = re.compile(r"[-_'\w]{1,32}")
_COMMAND_KEYS = frozenset(
    "id type name name_localizations description description_localizations options default_member_permissions"
    " dm_permission contexts integration_types nsfw handler".split()
)
_OPTION_KEYS = frozenset(
    "type name name_localizations description description_localizations required choices options channel_types"
    " min_value max_value min_length max_length autocomplete".split()
)


def choices(found: Sequence[Body], where: str = "choices") -> Iterator[str]:
    yield from count(found, 25, where)
    for choice in found:
        yield from unknown(choice, frozenset({"name", "name_localizations", "value"}), where)
        for name in _spoken(choice, "name"):
            yield from length(name, 100, f"{where}: name")
        if isinstance(choice.get("value"), str):
            yield from length(choice["value"], 100, f"{where}: value", least=0)


def commands(sent: Sequence[Body]) -> Iterator[str]:
    """Problems of a whole set of commands, as PUT sends it."""
    kinds = [int(c.get("type") or 1) for c in sent]
    for kind, most in ((1, 100), (2, 15), (3, 15)):
        if kinds.count(kind) > most:
            yield f"commands: {kinds.count(kind)} of type {kind}, more than {most}"
    yield from twice(zip(kinds, (c.get("name") for c in sent), strict=True), "command")
    for one in sent:
        yield from command(one)


def command(sent: Body) -> Iterator[str]:
    where = f"command {sent.get('name')}"
    yield from unknown(sent, _COMMAND_KEYS, where)
    if int(sent.get("type") or 1) == 1:
        yield from _named(sent, where)
        yield from _options(sent.get("options") or [], where, depth=0)
    else:
        for name in _spoken(sent, "name"):
            yield from length(name, 32, f"{where}: name")
        if sent.get("description") or sent.get("options"):
            yield f"{where}: a context menu has neither description nor options"
    size = _size(sent)
    if size > 8000:
        yield f"{where}: {size} characters in all, more than 8000"


def _size(part: Body) -> int:
    """Characters of names, descriptions and values, the longest translation of each counted."""
    own = sum(max((len(text) for text in _spoken(part, key)), default=0) for key in ("name", "description"))
    inner = [*(part.get("options") or []), *(part.get("choices") or [])]
    return own + len(str(part.get("value", ""))) + sum(_size(p) for p in inner)


def _named(part: Body, where: str) -> Iterator[str]:
    for name in _spoken(part, "name"):
        if not _COMMAND_NAME.fullmatch(name) or name != name.lower():
            yield f"{where}: name {name!r} is not lower case letters, at most 32"
    if not part.get("description"):
        yield f"{where}: no description"
    for text in _spoken(part, "description"):
        yield from length(text, 100, f"{where}: description")


def _options(options: Sequence[Body], where: str, depth: int) -> Iterator[str]:
    yield from count(options, 25, f"{where}: options")
    for locale in {None, *(key for o in options for key in o.get("name_localizations") or {})}:
        names = (o.get("name") if locale is None else (o.get("name_localizations") or {}).get(locale) for o in options)
        yield from twice((n for n in names if n is not None), f"{where}: option")
    nested = [o.get("type") in (1, 2) for o in options]
    if any(nested) and not all(nested):
        yield f"{where}: subcommands and options side by side"
    optional = False
    for option in options:
        name = f"{where} {option.get('name')}"
        yield from unknown(option, _OPTION_KEYS, name)
        yield from _named(option, name)
        if option.get("required") and optional:
            yield f"{name}: required after an optional one"
        optional = optional or not option.get("required")
        if option.get("choices"):
            yield from choices(option["choices"], f"{name}: choices")
            if option.get("autocomplete"):
                yield f"{name}: choices and autocomplete exclude each other"
        if option.get("type") in (1, 2):
            if depth + int(option["type"]) > 2:
                yield f"{name}: nested too deep"
            yield from _options(option.get("options") or [], name, depth + 1)


def _spoken(part: Body, key: str) -> Iterator[str]:
    """The text in the default language and in every other."""
    if part.get(key) is not None:
        yield part[key]
    yield from (part.get(f"{key}_localizations") or {}).values()
