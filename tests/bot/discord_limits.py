"""Discord's limits on messages, components and modals, by hand: what its OpenAPI description leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Body = Mapping[str, Any]

V2 = 1 << 15
_ROW, _BUTTON, _SELECT, _INPUT, _TEXT, _LABEL = 1, 2, 3, 4, 10, 18
_SELECTS = frozenset({3, 5, 6, 7, 8})
_V2_ONLY = frozenset({9, 10, 11, 12, 13, 14, 17})
_MOST_COMPONENTS = 40
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_MEDIA = re.compile(r"(?:https?|attachment)://\S+", re.IGNORECASE)

_MESSAGE = frozenset("content embeds allowed_mentions components attachments flags".split())
MESSAGE_KEYS = _MESSAGE | set("poll tts sticker_ids message_reference nonce enforce_nonce".split())
# discord.py sends "tts" with an edit too; Discord takes no notice of it.
MESSAGE_EDIT_KEYS = _MESSAGE | {"sticker_ids", "tts"}
WEBHOOK_KEYS = _MESSAGE | {"poll", "tts", "username", "avatar_url", "thread_name", "applied_tags"}
# The last is what Discord tells of an embed; discord.py sends it along.
_EMBED_KEYS = frozenset(
    "type url title color timestamp description author image thumbnail footer fields provider video flags".split()
)
_PICKED = frozenset("type id custom_id placeholder min_values max_values disabled required".split())
_COMPONENT_KEYS = {
    1: frozenset("type id components".split()),
    2: frozenset("type id custom_id style label disabled url sku_id emoji".split()),
    3: _PICKED | {"options"},
    4: frozenset("type id custom_id style label min_length max_length required value placeholder".split()),
    **dict.fromkeys((5, 6, 7), _PICKED | {"default_values"}),
    8: _PICKED | {"default_values", "channel_types"},
    9: frozenset("type id components accessory".split()),
    10: frozenset("type id content".split()),
    11: frozenset("type id media description spoiler".split()),
    12: frozenset("type id items".split()),
    13: frozenset("type id file spoiler".split()),
    14: frozenset("type id divider spacing".split()),
    17: frozenset("type id components accent_color spoiler".split()),
    18: frozenset("type id label description component".split()),
}


def message(body: Body, *, known: frozenset[str], edit: bool = False) -> Iterator[str]:
    """Problems of a message that is sent, or with ``edit`` of a change to one."""
    yield from unknown(body, known, "message")
    yield from length(body.get("content"), 2000, "content", least=0)
    embeds = body.get("embeds") or []
    yield from count(embeds, 10, "embeds")
    for at, embed in enumerate(embeds):
        yield from _embed(embed, f"embeds[{at}]")
    total = sum(len(text) for embed in embeds for text in _embed_texts(embed))
    if total > 6000:
        yield f"embeds: {total} characters in all, more than 6000"
    flags = int(body.get("flags") or 0)
    components = body.get("components") or []
    yield from _layout(components, bool(flags & V2))
    if flags & V2:
        yield from (f"{key}: not together with components V2" for key in _NOT_WITH_V2 if body.get(key))
    filled = any(body.get(key) for key in ("content", "embeds", "components", "attachments", "poll", "sticker_ids"))
    said = not edit or {"content", "embeds"} <= set(body)
    if said and not filled:
        yield "empty message"
    if not edit or body.get("content") or embeds or (flags & V2 and components):
        yield from _mentions(body.get("allowed_mentions"))


_NOT_WITH_V2 = ("content", "embeds", "poll", "sticker_ids")


def _mentions(allowed: object) -> Iterator[str]:
    """This project's own promise: no message of the bot pings anyone."""
    if not isinstance(allowed, Mapping):
        yield "allowed_mentions: missing"
    elif allowed.get("parse") != [] or any(allowed.get(key) for key in ("users", "roles", "replied_user")):
        yield f"allowed_mentions: {dict(allowed)} lets someone be pinged"


def _embed_texts(embed: Body) -> Iterator[str]:
    fields = embed.get("fields") or []
    holders = [(embed, "title"), (embed, "description"), (embed.get("footer"), "text"), (embed.get("author"), "name")]
    for holder, key in [*holders, *((field, key) for field in fields for key in ("name", "value"))]:
        yield (holder or {}).get(key) or ""


def _embed(embed: Body, where: str) -> Iterator[str]:
    yield from unknown(embed, _EMBED_KEYS, where)
    yield from length(embed.get("title"), 256, f"{where}.title", least=0)
    yield from length(embed.get("description"), 4096, f"{where}.description", least=0)
    footer, author = embed.get("footer") or {}, embed.get("author") or {}
    yield from length(footer.get("text"), 2048, f"{where}.footer.text", least=0)
    yield from length(author.get("name"), 256, f"{where}.author.name", least=0)
    fields = embed.get("fields") or []
    yield from count(fields, 25, f"{where}.fields")
    for at, field in enumerate(fields):
        yield from unknown(field, frozenset({"name", "value", "inline"}), f"{where}.fields[{at}]")
        yield from length(field.get("name") or "", 256, f"{where}.fields[{at}].name")
        yield from length(field.get("value") or "", 1024, f"{where}.fields[{at}].value")
    yield from _address(embed.get("url"), _URL, f"{where}.url")
    yield from _address(author.get("url"), _URL, f"{where}.author.url")
    for holder, key in ((embed.get("image"), "url"), (embed.get("thumbnail"), "url"), (footer, "icon_url")):
        yield from _address((holder or {}).get(key), _MEDIA, f"{where}: picture")


def walk(components: Iterable[Body]) -> Iterator[Body]:
    """Every component, those inside others too."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        yield from walk(c for c in (component.get("accessory"), component.get("component")) if c)


def _layout(components: Sequence[Body], v2: bool) -> Iterator[str]:
    every = list(walk(components))
    if v2:
        yield from count(every, _MOST_COMPONENTS, "components")
        yield from length("".join(c.get("content") or "" for c in every), 4000, "text displays", least=0)
    else:
        yield from count(components, 5, "action rows")
        if any(c.get("type") != _ROW for c in components):
            yield "components: something other than an action row on top"
        yield from (f"component type {c['type']}: needs components V2" for c in every if c.get("type") in _V2_ONLY)
    yield from _components(every)


def _components(every: Sequence[Body]) -> Iterator[str]:
    names = [c["custom_id"] for c in every if c.get("custom_id") is not None]
    yield from (f"custom_id {name!r}: twice" for name in sorted({n for n in names if names.count(n) > 1}))
    for component in every:
        kind = component.get("type")
        where = f"component {component.get('custom_id') or kind}"
        yield from unknown(component, _COMPONENT_KEYS.get(kind or 0, frozenset(component)), where)
        if component.get("custom_id") is not None:
            yield from length(component["custom_id"], 100, f"{where}.custom_id")
        if kind == _ROW:
            yield from _row(component.get("components") or [], where)
        elif kind == _BUTTON:
            yield from _button(component, where)
        elif kind in _SELECTS:
            yield from _select(component, where)
        elif kind == _INPUT:
            yield from _input(component, where)
        elif kind == _TEXT:
            yield from length(component.get("content") or "", 4000, f"{where}.content")
        elif kind == _LABEL:
            yield from length(component.get("label") or "", 45, f"{where}.label")
            yield from length(component.get("description"), 100, f"{where}.description", least=0)


def _row(inside: Sequence[Body], where: str) -> Iterator[str]:
    if not inside:
        yield f"{where}: an empty row"
    yield from count(inside, 1 if any(c.get("type") != _BUTTON for c in inside) else 5, where)


def _button(button: Body, where: str) -> Iterator[str]:
    yield from length(button.get("label"), 80, f"{where}.label", least=0)
    if not button.get("label") and not button.get("emoji"):
        yield f"{where}: neither label nor emoji"
    if button.get("style") == 5:
        yield from _address(button.get("url") or "", _URL, f"{where}.url")
        yield from length(button.get("url"), 512, f"{where}.url")
        if button.get("custom_id"):
            yield f"{where}: a link with a custom_id"
    elif button.get("url") or not button.get("custom_id"):
        yield f"{where}: needs a custom_id and no url"


def _select(select: Body, where: str) -> Iterator[str]:
    yield from length(select.get("placeholder"), 150, f"{where}.placeholder", least=0)
    if select.get("type") != _SELECT:
        return
    options = select.get("options") or []
    yield from count(options, 25, f"{where}.options", least=1)
    for option in options:
        yield from length(option.get("label") or "", 100, f"{where}: option label")
        yield from length(option.get("value") or "", 100, f"{where}: option value")
        yield from length(option.get("description"), 100, f"{where}: option description", least=0)
    yield from twice((option.get("value") for option in options), f"{where}: option value")
    if int(select.get("max_values") or 1) > len(options):
        yield f"{where}.max_values: more than there are options"


def _input(field: Body, where: str) -> Iterator[str]:
    yield from length(field.get("label"), 45, f"{where}.label")
    yield from length(field.get("value"), 4000, f"{where}.value", least=0)
    yield from length(field.get("placeholder"), 100, f"{where}.placeholder", least=0)
    if not 0 <= int(field.get("min_length") or 0) <= int(field.get("max_length") or 4000) <= 4000:
        yield f"{where}: lengths out of order, or over 4000"


def modal(data: Body) -> Iterator[str]:
    yield from unknown(data, frozenset({"custom_id", "title", "components"}), "modal")
    yield from length(data.get("title") or "", 45, "modal title")
    yield from length(data.get("custom_id") or "", 100, "modal custom_id")
    components = data.get("components") or []
    yield from count(components, 5, "modal components", least=1)
    yield from _components(list(walk(components)))


def unknown(body: Body, known: frozenset[str], where: str) -> Iterator[str]:
    yield from (f"{where}: unknown key {key!r}" for key in sorted(set(body) - known))


def length(text: object, most: int, where: str, least: int = 1) -> Iterator[str]:
    """``text`` None is no text at all, which only the place where it is missing can judge."""
    if isinstance(text, str) and (len(text) > most or len(text.strip()) < least):
        yield f"{where}: {len(text)} characters, {least} to {most} are allowed"


def count(found: Sequence[object], most: int, where: str, least: int = 0) -> Iterator[str]:
    if not least <= len(found) <= most:
        yield f"{where}: {len(found)}, {least} to {most} are allowed"


def twice(found: Iterable[object], where: str) -> Iterator[str]:
    seen = list(found)
    yield from (f"{where} {one!r}: twice" for one in dict.fromkeys(seen) if seen.count(one) > 1)


def _address(url: object, allowed: re.Pattern[str], where: str) -> Iterator[str]:
    if url is not None and not (isinstance(url, str) and allowed.fullmatch(url)):
        yield f"{where}: {url!r} is not an http address"
