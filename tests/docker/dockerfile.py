"""A Dockerfile as instructions, and what a .dockerignore keeps from the builder: as far as this project's go."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import translate


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction: ``stage`` is the number of its FROM, counted from 0."""

    stage: int
    word: str
    rest: str

    @property
    def options(self) -> dict[str, str]:
        """Those before the first argument, such as --from=build."""
        pairs = (w[2:].partition("=") for w in self.rest.split() if w.startswith("--"))
        return {name: value for name, _, value in pairs}

    @property
    def arguments(self) -> list[str]:
        """A JSON list where there is one, else the words that are no options."""
        if "[" in self.rest:
            return [str(w) for w in json.loads(self.rest[self.rest.index("[") :])]
        return [w for w in shlex.split(self.rest) if not w.startswith("--")]


def instructions(text: str) -> tuple[Instruction, ...]:
    """Comments dropped, continued lines joined."""
    kept = "\n".join(line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    found, stage = [], -1
    for line in kept.replace("\\\n", " ").splitlines():
        word, _, rest = line.strip().partition(" ")
        stage += word == "FROM"
        found.append(Instruction(stage, word, " ".join(rest.split())))
    return tuple(found)


def environment(found: Iterable[Instruction]) -> dict[str, str]:
    """What all ENV instructions set, as written."""
    pairs = (pair.partition("=") for one in found if one.word == "ENV" for pair in shlex.split(one.rest))
    return {name: value for name, _, value in pairs}


def modules_run(command: str) -> list[str]:
    """The modules of every `python -m module` in a shell or JSON command."""
    return re.findall(r"\bpython -m ([\w.]+)", " ".join(re.sub(r'[\[\]",]', " ", command).split()))


def ignored(path: str, patterns: Iterable[str]) -> bool:
    """Whether a .dockerignore of these lines keeps a file from the builder: the last line that fits it decides.

    A line fits what it names and all that is inside: https://docs.docker.com/build/concepts/context/#dockerignore-files
    """
    parts = path.split("/")
    inside = ["/".join(parts[:n]) for n in range(1, len(parts) + 1)]
    verdict = False
    for line in patterns:
        pattern = line.strip().removeprefix("!")
        if pattern and not pattern.startswith("#") and any(_fits(p, pattern) for p in inside):
            verdict = not line.strip().startswith("!")
    return verdict


def _fits(path: str, pattern: str) -> bool:
    """A star ends at a slash; two stars and a slash stand for any folders, or none."""
    anywhere = pattern.startswith("**/")
    names, wanted = path.split("/"), pattern.removeprefix("**/").split("/")
    if anywhere:
        names = names[-len(wanted) :]
    return len(names) == len(wanted) and all(
        re.fullmatch(translate(w), n) is not None for n, w in zip(names, wanted, strict=True)
    )
