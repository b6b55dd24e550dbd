"""What the README's cog blocks call: each function runs the program and returns Markdown."""

from __future__ import annotations

import asyncio
import html
import json
import os
import subprocess
import sys
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from discord import app_commands

from bot.client import PERMISSIONS, Fineprint, invite_url
from bot.settings import Settings
from docs.picture import draw
from knowledge.ingest.folder import read_sources
from knowledge.ingest.sources import STARTER

AS_OF = "--as-of 2026-11-23"
PICTURE = Path("docs/answer.svg")
EXAMPLE = Path("docs/example")
DECISION = EXAMPLE / "decisions" / "cnil-acme-2025-fine.md"


def knowledge(*words: str, text: str | None = None, kb: str | None = None) -> str:
    """What the program prints, ``kb`` being FINEPRINT_KB. `check` ends with 1 where it finds problems."""
    command = [sys.executable, "-m", "knowledge", *words]
    environment = {**os.environ, "FINEPRINT_KB": kb} if kb else None
    done = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", check=False, env=environment)
    if done.returncode not in (0, 1) or not done.stdout:
        raise RuntimeError(done.stderr)
    return done.stdout.strip()


def shown(command: str, output: str) -> str:
    return f"```console\n$ python -m knowledge {command}\n{output}\n```"


def ask(question: str, kb: str = "") -> str:
    options = [*(["--kb", kb] if kb else []), *AS_OF.split()]
    return shown(f'ask {" ".join(options)} "{question}"', knowledge("ask", *options, question))


def batch(*questions: str) -> str:
    rows = "".join(json.dumps({"id": n, "question": q}) + "\n" for n, q in enumerate(questions))
    return shown(f"ask {AS_OF} --batch questions.jsonl", knowledge("ask", *AS_OF.split(), "--batch", "-", text=rows))


def picture(question: str, write: bool) -> str:
    """The picture's tag. Writes the picture, or raises where it is not what the program answers now."""
    answer = knowledge("ask", *AS_OF.split(), question)
    drawn = draw(f'python -m knowledge ask {AS_OF} "{question}"', answer)
    if write:
        PICTURE.write_text(drawn, encoding="utf-8")
    elif PICTURE.read_text(encoding="utf-8") != drawn:
        raise RuntimeError(f"{PICTURE} is not what the program answers now: make docs")
    alt = f"A terminal. {answer.splitlines()[0]} Then each fine, the working, caveats and sources."
    return f'<img src="{PICTURE.as_posix()}" width="860" alt="{html.escape(alt)}">'


def decision() -> str:
    return f"```markdown\n{DECISION.read_text(encoding='utf-8').strip()}\n```"


def check() -> str:
    return shown(f"check {EXAMPLE.as_posix()}", knowledge("check", str(EXAMPLE)))


def check_broken() -> str:
    """The example with a day too early and a quote that its text does not hold."""
    text = DECISION.read_text(encoding="utf-8").replace("2025-06-03\n", "2025-06-03\nannounced: 2025-06-02\n", 1)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "decisions").mkdir()
        Path(folder, "respondents.yaml").write_bytes((EXAMPLE / "respondents.yaml").read_bytes())
        Path(folder, "decisions", DECISION.name).write_text(text.replace('150,000"', '150 000"'), encoding="utf-8")
        return shown("check my-decisions", knowledge("check", folder))


def adding() -> str:
    """A text added to an empty folder, reviewed, accepted, and asked for."""
    with tempfile.TemporaryDirectory() as folder:
        into = ["--into", str(Path(folder, "kb"))]
        added = _in("add docs/story.txt", into)
        listed = _in("review list", into)
        first = listed.split(maxsplit=1)[0]
        steps = {
            "add docs/story.txt": added,
            "review list": listed,
            f"review show {first}": _in(f"review show {first}", into),
            "review accept --above 0.9": _in("review accept --above 0.9", into),
            f'ask {AS_OF} "how much was Acme Widgets fined?"': knowledge(
                "ask", *AS_OF.split(), "how much was Acme Widgets fined?", kb=into[1]
            ),
        }
    return "\n\n".join(shown(command, output) for command, output in steps.items())


def _in(command: str, into: list[str]) -> str:
    return knowledge(*command.split(), *into).replace(f"{into[1]}/", "")


def commands() -> str:
    """Every command of the tree, with its options."""
    rows = ["| command | what it does | options |", "|---|---|---|"]
    for command in asyncio.run(_tree()):
        if isinstance(command, app_commands.ContextMenu):
            rows.append(
                f"| Apps › {command.name} (menu of a message) | answers a message's question or checks its sums | |"
            )
            continue
        inside = command.walk_commands() if isinstance(command, app_commands.Group) else [command]
        for one in inside:
            assert isinstance(one, app_commands.Command)
            options = ", ".join(f"`{p.display_name}`{'' if p.required else '?'}" for p in one.parameters)
            rows.append(f"| `/{one.qualified_name}` | {one.description} | {options} |")
    return "\n".join(rows)


async def _tree() -> list[app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu]:
    client = Fineprint(cast(Any, None), shards=1)
    await client.add_cogs()
    return sorted(client.tree.get_commands(), key=lambda c: (isinstance(c, app_commands.ContextMenu), c.name))


def settings() -> str:
    """Every setting of the bot, with its default."""
    rows = ["| setting | meaning | default |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "required" if field.is_required() else _default(field.default)
        rows.append(f"| `{name.upper()}` | {field.description} | {default} |")
    return "\n".join(rows)


def _default(value: object) -> str:
    if value is None or value == frozenset():
        return ""
    if isinstance(value, tuple):
        return f"`{value[0]}/{value[1]:g}`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def invite() -> str:
    """The link that adds the bot, and what it asks for."""
    wanted = ", ".join(name.replace("_", " ") for name, on in PERMISSIONS if on)
    link = invite_url(1).replace("client_id=1&", "client_id=YOUR_APPLICATION_ID&")
    return f"```\n{link}\n```\n\nThe permissions in it: {wanted}."


def languages() -> str:
    """Which languages answers are written in: those that have a table of phrases."""
    names = {"en": "English", "fr": "French", "de": "German", "es": "Spanish", "it": "Italian"}
    written = {f.name.removesuffix(".toml") for f in files("knowledge.answers").joinpath("phrases").iterdir()}
    if written >= set(names):
        return "The answer is in the language of the question."
    return f"Answers are in {', '.join(name for code, name in names.items() if code in written)}."


def holdings() -> str:
    """What is recorded, and how surely."""
    held = read_sources([STARTER]).penalties
    decisions, regulators = len({p.decision for p in held}), len({p.regulator for p in held})
    fines, unsure = sum(p.is_fine for p in held), sum(p.confidence != "high" for p in held)
    unchecked, rough = sum(not p.checked for p in held), sum(p.precision != "day" for p in held)
    return (
        f"- **It is a selection.** {len(held)} records of {decisions} decisions, {fines} of them fines, by "
        f"{regulators} authorities and courts.\n"
        "  A total is a total of what is recorded here, not of all that was ever imposed.\n"
        f"- **Not all of it is equally sure.** {unsure} records have medium or low confidence, {unchecked} were not "
        f"checked against a\n  source, {rough} have an approximate day. The answer says so where such a record counts."
    )
