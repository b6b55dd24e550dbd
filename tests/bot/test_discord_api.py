"""Every limit of Discord: a body just inside passes, one just over is told of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.bot.discord_api import OPENAPI, DiscordApi

Body = Any
MESSAGES = "/channels/1/messages"
EDIT = "/channels/1/messages/2"
FOLLOW_UP = "/webhooks/1/token"
ORIGINAL = "/webhooks/1/token/messages/@original"
CALLBACK = "/interactions/1/token/callback"
COMMANDS = "/applications/1/commands"
NO_PINGS: Body = {"parse": []}
V2 = 1 << 15


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    good: Body
    bad: Body
    says: str
    method: str = "POST"
    path: str = MESSAGES


def said(content: str | None = "x", **more: Body) -> Body:
    return {"content": content, "allowed_mentions": NO_PINGS, **more}


def embedded(**embed: Body) -> Body:
    return {"embeds": [embed], "allowed_mentions": NO_PINGS}


def row(*components: Body) -> Body:
    return {"type": 1, "components": list(components)}


def button(at: int = 0, **more: Body) -> Body:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": f"b{at}", **more}


def link(url: str) -> Body:
    return row({"type": 2, "style": 5, "label": "Source", "url": url})


def select(**more: Body) -> Body:
    return row({"type": 3, "custom_id": "s", "options": [{"label": "a", "value": "a"}], **more})


def text_input(at: int = 0, **more: Body) -> Body:
    return row({"type": 4, "custom_id": f"t{at}", "style": 1, "label": "What", **more})


def modal(*components: Body, title: str = "Wrong?", custom_id: str = "m") -> Body:
    return {"type": 9, "data": {"custom_id": custom_id, "title": title, "components": list(components)}}


def suggestions(*choices: Body) -> Body:
    return {"type": 8, "data": {"choices": list(choices)}}


def choice(name: str = "n", value: str = "v") -> Body:
    return {"name": name, "value": value}


def option(name: str = "who", **more: Body) -> Body:
    return {"type": 3, "name": name, "description": "Who", **more}


def command(name: str = "ask", **more: Body) -> Body:
    return {"type": 1, "name": name, "description": "Ask", **more}


def sized(total: int) -> Body:
    """A command of ``total`` characters, the last of them in a translation that is longer than the description."""
    full = [choice("n" * 100, "v" * 100)]
    options = [option("a", choices=full * 25), option("b", choices=full * 14), option("c")]
    used = len("askAskaWhobWhoc") + 39 * 200
    options[2]["description_localizations"] = {"de": "d" * 90}
    return command(options=options, description_localizations={"fr": "f" * (total - used - 90 + len("Ask"))})


def each(case: Case) -> str:
    return case.name


def callback(name: str, good: Body, bad: Body, says: str) -> Case:
    return Case(name, good, bad, says, path=CALLBACK)


def commands(name: str, good: Body, bad: Body, says: str) -> Case:
    return Case(name, [good], [bad], says, method="PUT", path=COMMANDS)


CASES = (
    Case("content", said("x" * 2000), said("x" * 2001), "content: 2001"),
    Case("empty message", said("x"), said(""), "empty message"),
    Case("message key", said(nonce="1"), said(nonsense=1), "unknown key 'nonsense'"),
    Case("embeds", said(embeds=[{"title": "t"}] * 10), said(embeds=[{"title": "t"}] * 11), "embeds: 11"),
    Case("embed title", embedded(title="x" * 256), embedded(title="x" * 257), "title: 257"),
    Case("embed description", embedded(description="x" * 4096), embedded(description="x" * 4097), "description: 4097"),
    Case("embed key", embedded(title="x"), embedded(title="x", titel="y"), "unknown key 'titel'"),
    Case(
        "embed fields",
        embedded(fields=[{"name": "n", "value": "v"}] * 25),
        embedded(fields=[{"name": "n", "value": "v"}] * 26),
        "fields: 26",
    ),
    Case(
        "field name",
        embedded(fields=[{"name": "n" * 256, "value": "v"}]),
        embedded(fields=[{"name": "n" * 257, "value": "v"}]),
        "name: 257",
    ),
    Case(
        "field value",
        embedded(fields=[{"name": "n", "value": "v" * 1024}]),
        embedded(fields=[{"name": "n", "value": "v" * 1025}]),
        "value: 1025",
    ),
    Case(
        "empty field value",
        embedded(fields=[{"name": "n", "value": "v"}]),
        embedded(fields=[{"name": "n", "value": ""}]),
        "value: 0",
    ),
    Case("footer", embedded(footer={"text": "x" * 2048}), embedded(footer={"text": "x" * 2049}), "footer.text: 2049"),
    Case("author", embedded(author={"name": "x" * 256}), embedded(author={"name": "x" * 257}), "author.name: 257"),
    Case(
        "embeds in all",
        said(embeds=[{"description": "x" * 3000}, {"description": "x" * 2999, "title": "t"}]),
        said(embeds=[{"description": "x" * 3000}, {"description": "x" * 3000, "title": "t"}]),
        "6001 characters in all",
    ),
    Case("embed address", embedded(url="https://a.eu", title="t"), embedded(url="javascript:x", title="t"), ".url"),
    Case(
        "embed picture", embedded(image={"url": "attachment://a.png"}), embedded(image={"url": "file:///a"}), "picture"
    ),
    Case("no allowed_mentions", said(), {"content": "x"}, "allowed_mentions: missing"),
    Case("mentions parsed", said(), said(allowed_mentions={"parse": ["users"]}), "lets someone be pinged"),
    Case(
        "author pinged",
        said(allowed_mentions={"parse": [], "replied_user": False}),
        said(allowed_mentions={"parse": [], "replied_user": True}),
        "lets someone be pinged",
    ),
    Case("follow-up", said(), {"content": "x"}, "allowed_mentions: missing", path=FOLLOW_UP),
    Case(
        "edit of text", said(), {"content": "x"}, "allowed_mentions: missing", method="PATCH", path=ORIGINAL
    ),
    Case(
        "edit of a message", {"components": []}, {"embeds": [{"title": "x"}]}, "allowed_mentions", "PATCH", EDIT
    ),
    Case("action rows", said(components=[row(button(n)) for n in range(5)]),
         said(components=[row(button(n)) for n in range(6)]), "action rows: 6"),
    Case("buttons", said(components=[row(*(button(n) for n in range(5)))]),
         said(components=[row(*(button(n) for n in range(6)))]), ": 6, 0 to 5"),
    Case("button label", said(components=[row(button(label="x" * 80))]),
         said(components=[row(button(label="x" * 81))]), "label: 81"),
    Case("custom_id", said(components=[row(button(custom_id="x" * 100))]),
         said(components=[row(button(custom_id="x" * 101))]), "custom_id: 101"),
    Case("custom_ids", said(components=[row(button(1), button(2))]),
         said(components=[row(button(1)), row(button(1))]), "custom_id 'b1': twice"),
    Case("button address", said(components=[link("https://a.eu")]), said(components=[link("ftp://a.eu")]), "ftp"),
    Case("button key", said(components=[row(button())]), said(components=[row(button(colour=1))]), "'colour'"),
    Case("options", said(components=[select(options=[{"label": "a", "value": str(n)} for n in range(25)])]),
         said(components=[select(options=[{"label": "a", "value": str(n)} for n in range(26)])]), "options: 26"),
    Case("option values", said(components=[select()]),
         said(components=[select(options=[{"label": "a", "value": "a"}] * 2)]), "'a': twice"),
    Case("placeholder", said(components=[select(placeholder="x" * 150)]),
         said(components=[select(placeholder="x" * 151)]), "placeholder: 151"),
    Case("V2 with content", {"flags": V2, "components": [{"type": 10, "content": "x"}], "allowed_mentions": NO_PINGS},
         said(flags=V2, components=[{"type": 10, "content": "x"}]), "content: not together with components V2"),
    Case("V2 text", {"flags": V2, "components": [{"type": 10, "content": "x" * 4000}], "allowed_mentions": NO_PINGS},
         {"flags": V2, "components": [{"type": 10, "content": "x" * 4001}], "allowed_mentions": NO_PINGS}, "4001"),
    Case("V2 components", {"flags": V2, "components": [{"type": 14}] * 40, "allowed_mentions": NO_PINGS},
         {"flags": V2, "components": [{"type": 14}] * 41, "allowed_mentions": NO_PINGS}, "components: 41"),
    Case("V2 without its flag", said(components=[row(button())]),
         said(components=[{"type": 10, "content": "x"}]), "needs components V2"),
    callback("answer", {"type": 4, "data": said()}, {"type": 4, "data": {"content": "x"}}, "allowed_mentions: missing"),
    callback("update", {"type": 7, "data": said()}, {"type": 7, "data": {"content": "x"}}, "allowed_mentions: missing"),
    callback("deferred", {"type": 5, "data": {"flags": 64}}, {"type": 5, "data": said()}, "carries flags alone"),
    callback("modal components", modal(*(text_input(n) for n in range(5))), modal(*(text_input(n) for n in range(6))),
             "modal components: 6"),
    callback("modal title", modal(text_input(), title="x" * 45), modal(text_input(), title="x" * 46), "title: 46"),
    callback("modal name", modal(text_input(), custom_id="x" * 100), modal(text_input(), custom_id="x" * 101), "101"),
    callback("input label", modal(text_input(label="x" * 45)), modal(text_input(label="x" * 46)), "label: 46"),
    callback("input value", modal(text_input(value="x" * 4000)), modal(text_input(value="x" * 4001)), "4001"),
    callback("input lengths", modal(text_input(min_length=3, max_length=4)),
             modal(text_input(min_length=4, max_length=3)), "out of order"),
    callback("suggestions", suggestions(*[choice()] * 25), suggestions(*[choice()] * 26), "choices: 26"),
    callback("suggested name", suggestions(choice("x" * 100)), suggestions(choice("x" * 101)), "name: 101"),
    callback("suggested value", suggestions(choice(value="x" * 100)), suggestions(choice(value="x" * 101)), "101"),
    commands("command name", command("a" * 32), command("a" * 33), "at most 32"),
    commands("upper case", command("ask"), command("Ask"), "not lower case"),
    commands("translated name", command(name_localizations={"fr": "demander"}),
             command(name_localizations={"fr": "Demander"}), "not lower case"),
    commands("description", command(description="x" * 100), command(description="x" * 101), "description: 101"),
    commands("no description", command(), {"type": 1, "name": "ask"}, "no description"),
    commands("command key", command(nsfw=False), command(nfsw=False), "unknown key 'nfsw'"),
    commands("options of a command", command(options=[option(f"o{n}") for n in range(25)]),
             command(options=[option(f"o{n}") for n in range(26)]), "options: 26"),
    commands("option names", command(options=[option("a"), option("b")]),
             command(options=[option("a"), option("a")]), "'a': twice"),
    commands("translated option names", command(options=[option("a", name_localizations={"de": "x"}), option("b")]),
             command(options=[option(n, name_localizations={"de": "x"}) for n in ("a", "b")]), "'x': twice"),
    commands("required", command(options=[option("a", required=True), option("b")]),
             command(options=[option("a"), option("b", required=True)]), "required after an optional one"),
    commands("choices", command(options=[option(choices=[choice(str(n)) for n in range(25)])]),
             command(options=[option(choices=[choice(str(n)) for n in range(26)])]), "choices: 26"),
    commands("choices or autocomplete", command(options=[option(autocomplete=True)]),
             command(options=[option(autocomplete=True, choices=[choice()])]), "exclude each other"),
    commands("side by side", command(options=[option("a", type=1), option("b", type=1)]),
             command(options=[option("a", type=1), option("b")]), "side by side"),
    commands("nested", command(options=[option("a", type=2, options=[option("b", type=1)])]),
             command(options=[option("a", type=2, options=[option("b", type=2)])]), "nested too deep"),
    commands("size", sized(8000), sized(8001), "8001 characters in all"),
    commands("menu", {"type": 3, "name": "Check it"}, {"type": 3, "name": "Check it", "description": "x"}, "neither"),
    Case("command names", [command("a"), command("b")], [command("a"), command("a")], "twice", "PUT", COMMANDS),
    Case("commands", [command(f"c{n}") for n in range(100)], [command(f"c{n}") for n in range(101)], "101 of type 1",
         "PUT", COMMANDS),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=each)
def test_by_hand(case: Case) -> None:
    api = DiscordApi()
    assert api.check(case.method, case.path, case.good) == []
    problems = api.check(case.method, case.path, case.bad)
    assert any(case.says in problem for problem in problems), problems


@pytest.mark.parametrize("case", CASES, ids=each)
def test_by_the_description(case: Case) -> None:
    """What passes by hand is what Discord's own description takes."""
    api = DiscordApi.load()
    if not api.described:
        pytest.skip(f"Discord's description ({OPENAPI.name}) is not here")
    assert api.check(case.method, case.path, case.good) == []


def test_the_description_finds_what_no_hand_wrote() -> None:
    api = DiscordApi.load()
    if not api.described:
        pytest.skip(f"Discord's description ({OPENAPI.name}) is not here")
    assert "no such route" in api.check("POST", "/channels/1/letters", {})[0]
    assert "color" in api.check("POST", MESSAGES, embedded(title="t", color="red"))[0]
    assert api.check("POST", MESSAGES, said(message_reference={"message_id": 5, "channel_id": "6"})) == []


def test_no_interaction_token_in_a_problem() -> None:
    (problem,) = DiscordApi().check("POST", "/webhooks/1/secret", {"content": "x"})
    assert "secret" not in problem


def test_all_problems_are_told() -> None:
    problems = DiscordApi().check("POST", MESSAGES, {"content": "x" * 2001, "embeds": [{"title": "t" * 257}]})
    assert len(problems) == 3
