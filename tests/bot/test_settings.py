"""Settings: the environment over `.env`, and one line for what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import BadSettings, read_settings
from tests.bot.simulated import TOKEN


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text(f"DISCORD_TOKEN={TOKEN}\nFINEPRINT_WORKERS=3\nFINEPRINT_LOG=debug\n")
    read = read_settings({"FINEPRINT_WORKERS": "4", "PATH": "/bin", "FINEPRINT_SHARDS": ""}, dotenv)
    assert (read.fineprint_workers, read.fineprint_log, read.shard_count) == (4, "debug", 1)
    assert read.discord_token.get_secret_value() == TOKEN
    assert TOKEN not in repr(read)


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("FINEPRINT_USER_PACE", "5/10", (5, 10.0)),
        ("FINEPRINT_STARTER", "false", False),
        ("FINEPRINT_TIME_LIMIT", "2.5", 2.5),
        ("FINEPRINT_ADMIN_ROLE", "123", 123),
        ("DISCORD_API_BASE", "http://proxy:3000/api/v10/", "http://proxy:3000/api/v10"),
        ("FINEPRINT_PUBLISHERS", "CNIL.fr, ico.org.uk,", frozenset({"cnil.fr", "ico.org.uk"})),
        ("FINEPRINT_PUBLISHERS", "", frozenset()),
    ],
)
def test_values_are_read(tmp_path: Path, name: str, value: str, wanted: object) -> None:
    read = read_settings({"DISCORD_TOKEN": TOKEN, name: value}, tmp_path / "none")
    assert getattr(read, name.lower()) == wanted


@pytest.mark.parametrize(("shards", "count"), [("auto", None), ("3", 3)])
def test_shards(tmp_path: Path, shards: str, count: int | None) -> None:
    assert read_settings({"DISCORD_TOKEN": TOKEN, "FINEPRINT_SHARDS": shards}, tmp_path / "none").shard_count == count


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DISCORD_TOKEN", ""), ("DISCORD_TOKEN", "abc"), ("DISCORD_API_BASE", "proxy"), ("FINEPRINT_KB", "/no/such"),
        ("FINEPRINT_SHARDS", "0"), ("FINEPRINT_SHARDS", "many"), ("FINEPRINT_USER_PACE", "0/1"),
        ("FINEPRINT_USER_PACE", "fast"), ("FINEPRINT_WORKERS", "0"), ("FINEPRINT_LOG", "loud"),
        ("FINEPRINT_TOKEN", "x"), ("DISCORD_SECRET", "x"), ("FINEPRINT_ADMIN_ROLE", "Keepers"),
        ("FINEPRINT_PUBLISHERS", "https://cnil.fr"), ("FINEPRINT_PUBLISHERS", "cnil.fr ico.org.uk"),
        ("FINEPRINT_PUBLISHERS", "localhost"),
    ],
)  # fmt: skip
def test_one_line_names_what_is_wrong_and_tells_no_secret(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(BadSettings) as bad:
        read_settings({"DISCORD_TOKEN": TOKEN, name: value}, tmp_path / "none")
    told = str(bad.value)
    assert name in told
    assert "\n" not in told
    assert TOKEN not in told
