"""The one place where an exception becomes a sentence for a person."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass

import discord
from discord import app_commands
from discord.ext import commands

from bot.desk import Busy, TookTooLong
from bot.pace import TooFast
from bot.wording import Words
from knowledge import NotUsable, ReloadUnderWay

log = logging.getLogger("bot")

# https://discord.com/developers/docs/topics/opcodes-and-status-codes: interactions and messages that are gone, and what
# we may not do there.
_GONE = frozenset({10003, 10004, 10008, 10015, 10062, 40060, 50027})
_NOT_ALLOWED = frozenset({50001, 50013, 50007, 160002})


class Known(Exception):
    """Something that a person can do something about: ``key`` of the phrases, and what fills it in."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class NotAnAdmin(app_commands.CheckFailure):
    """The member has neither Manage Server nor the role."""


class NotHere(app_commands.CheckFailure):
    """The server's settings do not allow answers in this channel."""


@dataclass(frozen=True, slots=True)
class Explained:
    """``text`` is None for what nobody has to be told of: a message or an interaction that is gone."""

    text: str | None
    reference: str | None = None


def cause_of(error: BaseException) -> BaseException:
    """What was really raised, below discord.py's wrappings."""
    while isinstance(error, app_commands.CommandInvokeError | commands.CommandInvokeError):
        error = error.original
    return error


def explain(error: BaseException, words: Words) -> Explained:
    """A sentence for a known error; for an unknown one a reference that the log has too."""
    error = cause_of(error)
    if isinstance(error, Known):
        return Explained(words(f"error.{error.key}", **error.values))
    if isinstance(error, TooFast):
        return Explained(words("error.too_fast", seconds=max(1, round(error.wait + 0.5))))
    for kind, key in _SENTENCES:
        if isinstance(error, kind):
            return Explained(words(f"error.{key}"))
    if isinstance(error, discord.HTTPException) and (
        error.code in _GONE | _NOT_ALLOWED or (error.code == 50035 and "message_reference" in error.text)
    ):  # the second: a reply to a message that was deleted
        log.info("discord refused: %s", error.code)
        return Explained(None)
    reference = secrets.token_hex(4)
    log.error("unexpected error %s: %s", reference, type(error).__name__, exc_info=error)
    return Explained(words("error.unexpected", reference=reference), reference)


_SENTENCES: tuple[tuple[type[BaseException], str], ...] = (
    (Busy, "busy"),
    (TookTooLong, "took_too_long"),
    (ReloadUnderWay, "reload_under_way"),
    (NotUsable, "not_usable"),
    (NotAnAdmin, "not_an_admin"),
    (NotHere, "not_here"),
    (app_commands.NoPrivateMessage, "server_only"),
    (app_commands.CommandNotFound, "command_unknown"),
    (app_commands.CommandSignatureMismatch, "command_unknown"),
    (app_commands.TransformerError, "bad_value"),
    (app_commands.CheckFailure, "not_an_admin"),
)
