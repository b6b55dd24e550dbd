"""Dockerfile, .dockerignore, compose.yaml and .env.example: every path, command and setting that they name exists."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import Settings, read_settings
from tests.docker.dockerfile import environment, ignored, instructions, modules_run

ROOT = Path(__file__).resolve().parents[2]
FILE = instructions((ROOT / "Dockerfile").read_text(encoding="utf-8"))
IGNORE = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
BOT: dict[str, Any] = COMPOSE["services"]["bot"]
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
LAST = max(i.stage for i in FILE)
SETTINGS = {name.upper() for name in Settings.model_fields}
OURS = ("FINEPRINT_", "DISCORD_")


def _final(word: str) -> list[Any]:
    return [i for i in FILE if i.word == word and i.stage == LAST]


def _kept_files() -> list[str]:
    """The files of the repository, those not committed yet too. Skips where git cannot tell."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not in a git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return listed.stdout.splitlines()


# Dockerfile


def test_base_images_are_pinned_to_the_patch_or_are_stages() -> None:
    stages: set[str] = set()
    for one in (i for i in FILE if i.word == "FROM"):
        image, *name = one.rest.split(" AS ")
        assert image in stages or re.fullmatch(r"python:3\.11\.\d+-slim-bookworm", image), image
        stages.update(name)


def test_what_is_copied_is_in_the_repository_and_reaches_the_builder() -> None:
    files = _kept_files()
    sources = [s for i in FILE if i.word == "COPY" and "from" not in i.options for s in i.arguments[:-1]]
    assert sources
    for source in sources:
        inside = [f for f in files if f == source or f.startswith(f"{source}/")]
        assert inside, f"{source} is not in the repository"
        assert [f for f in inside if ignored(f, IGNORE)] == []


def test_what_is_copied_between_stages_was_made_in_the_stage_before() -> None:
    names = {i.rest.split(" AS ")[1] for i in FILE if i.word == "FROM" and " AS " in i.rest}
    built = " ".join(i.rest for i in FILE if i.stage < LAST)
    for one in (i for i in FILE if "from" in i.options):
        assert one.options["from"] in names
        (source, _) = one.arguments
        assert (source.startswith("/app/") and f"./{source[5:]}" in built) or source in built, source


def test_nothing_else_reaches_the_builder() -> None:
    for secret in (
        ".env",
        ".git/config",
        "state/fineprint.sqlite",
        ".venv/bin/python",
        "kb/a.md",
        "bot/__pycache__/a.pyc",
    ):
        assert ignored(secret, IGNORE), secret
    copied = {s for i in FILE if i.word == "COPY" and "from" not in i.options for s in i.arguments[:-1]}
    assert {line[1:] for line in IGNORE if line.startswith("!")} == copied


@pytest.mark.parametrize(
    ("path", "kept_away"),
    [
        ("bot/client.py", False),
        ("knowledge/corpus/regulators.yaml", False),
        ("requirements.txt", False),
        ("requirements-dev.txt", True),
        ("knowledge/search/__pycache__/x.cpython-311.pyc", True),
        ("bot/x.pyc", True),
        ("tests/bot/x.py", True),
    ],
)
def test_dockerignore(path: str, kept_away: bool) -> None:
    assert ignored(path, IGNORE) is kept_away


def test_every_module_that_is_run_exists() -> None:
    commands = [i for i in FILE if i.word in ("RUN", "CMD", "HEALTHCHECK", "ENTRYPOINT")]
    modules = {m for i in commands for m in modules_run(i.rest)}
    assert {"bot", "bot.health", "knowledge"} <= modules
    for module in modules:
        assert importlib.util.find_spec(module) is not None, module
        assert importlib.util.find_spec(module.split(".")[0]) is not None
    for package in ("bot", "knowledge"):
        assert (ROOT / package / "__main__.py").is_file()


def test_signals_reach_the_process_and_the_health_check_needs_no_shell() -> None:
    (command,), (health,) = _final("CMD"), _final("HEALTHCHECK")
    assert command.arguments == ["python", "-m", "bot"]
    assert health.arguments == ["python", "-m", "bot.health"]
    assert not _final("ENTRYPOINT")


def test_it_does_not_run_as_root() -> None:
    (user,) = _final("USER")
    number, _, group = user.rest.partition(":")
    assert int(number) > 0 and int(group) > 0
    made = " ".join(i.rest for i in FILE if i.word == "RUN" and "useradd" in i.rest)
    assert f"--uid {number} " in made
    after = FILE[FILE.index(user) :]
    assert not [i for i in after if i.word in ("RUN", "COPY", "ADD")]


def test_torch_comes_from_an_index_that_can_be_changed() -> None:
    (argument,) = (i for i in FILE if i.word == "ARG")
    assert argument.rest == "TORCH_INDEX=https://download.pytorch.org/whl/cpu"
    (install,) = (i for i in FILE if "pip install" in i.rest)
    assert '${TORCH_INDEX:+--index-url "$TORCH_INDEX"}' in install.rest
    pinned = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert len(re.findall(r"(?m)^torch==", pinned)) == 1


def test_what_is_written_lies_in_the_volume() -> None:
    (volume,) = _final("VOLUME")
    settings = environment(FILE)
    assert {n for n in settings if n.startswith(OURS)} <= SETTINGS
    for name in ("FINEPRINT_STATE", "FINEPRINT_CACHE"):
        assert Path(settings[name]).is_relative_to(volume.rest)
    assert settings["MPLCONFIGDIR"].startswith("/tmp/")
    (filled,) = (i for i in _final("COPY") if i.arguments[-1] == volume.rest)
    assert filled.options["chown"]


# compose.yaml


def test_compose_names_known_settings_and_the_paths_of_the_image() -> None:
    given, image = BOT["environment"], environment(FILE)
    assert set(given) <= SETTINGS
    for name in ("FINEPRINT_STATE", "FINEPRINT_CACHE"):
        assert given[name] == image[name]
    targets = {v["target"]: v for v in BOT["volumes"]}
    knowledge_base, kept = targets[given["FINEPRINT_KB"]], targets[_final("VOLUME")[0].rest]
    assert knowledge_base["type"] == "bind" and "read_only" not in knowledge_base, "what is accepted is written there"
    assert re.fullmatch(r"\$\{FINEPRINT_KB:-\./\w+\}", knowledge_base["source"])
    assert kept["type"] == "volume" and kept["source"] in COMPOSE["volumes"]


def test_compose_builds_this_folder_and_reads_the_settings_that_the_example_shows() -> None:
    assert BOT["build"] == "." and (ROOT / "Dockerfile").is_file()
    assert f"{BOT['env_file']}.example" == ".env.example"


def test_compose_gives_the_container_no_rights_that_it_does_not_need() -> None:
    assert BOT["read_only"] is True
    assert BOT["cap_drop"] == ["ALL"] and "cap_add" not in BOT and "privileged" not in BOT
    assert BOT["security_opt"] == ["no-new-privileges:true"]
    assert [t.split(":")[0] for t in BOT["tmpfs"]] == ["/tmp"]
    assert "ports" not in BOT and "user" not in BOT and "healthcheck" not in BOT


def test_compose_leaves_time_to_close_and_starts_again() -> None:
    assert BOT["restart"] == "unless-stopped" and BOT["init"] is True
    assert int(BOT["stop_grace_period"].removesuffix("s")) > 5


# .env.example


def _example(line: str) -> tuple[str, str] | None:
    match = re.fullmatch(r"#?([A-Z][A-Z_]+)=(.*)", line)
    return (match[1], match[2]) if match else None


def test_the_example_shows_every_setting_once() -> None:
    named = [pair[0] for pair in map(_example, EXAMPLE.splitlines()) if pair]
    assert sorted(named) == sorted(SETTINGS)
    assert [line for line in EXAMPLE.splitlines() if line and not line.startswith("#")] == ["DISCORD_TOKEN="]


def test_the_example_shows_the_defaults_and_can_be_taken_as_it_is(tmp_path: Path) -> None:
    shown = dict(pair for pair in map(_example, EXAMPLE.splitlines()) if pair)
    (tmp_path / "kb").mkdir()
    shown |= {"DISCORD_TOKEN": f"{'a' * 24}.{'b' * 6}.{'c' * 30}", "FINEPRINT_KB": str(tmp_path / "kb")}
    read = read_settings(shown, tmp_path / "none")
    bare = read_settings({"DISCORD_TOKEN": shown["DISCORD_TOKEN"]}, tmp_path / "none")
    examples = {
        "discord_token", "discord_api_base", "fineprint_kb", "fineprint_cache", "fineprint_admin_role",
        "fineprint_admin_server",
    }  # fmt: skip
    assert read.model_dump(exclude=examples) == bare.model_dump(exclude=examples)


def test_a_token_put_into_the_example_is_kept_out_of_the_repository() -> None:
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert ".env" in lines and "!.env.example" in lines
