"""What the README's cog blocks call: each function runs the program and returns Markdown."""

from __future__ import annotations

import html
import json
import subprocess
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

from docs.picture import draw
from knowledge.ingest.folder import STARTER, read_sources

AS_OF = "--as-of 2026-11-23"
PICTURE = Path("docs/answer.svg")
EXAMPLE = Path("docs/example")
DECISION = EXAMPLE / "decisions" / "cnil-acme-2025-fine.md"


def knowledge(*words: str, text: str | None = None) -> str:
    """What the program prints. `check` ends with 1 where it finds problems."""
    command = [sys.executable, "-m", "knowledge", *words]
    done = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", check=False)
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
