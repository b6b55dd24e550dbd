"""Structured logging: one JSON object a line on standard error, without secrets or message texts."""

from __future__ import annotations

import logging
import sys

from pythonjsonlogger.json import JsonFormatter

_HIDDEN = "[hidden]"


class _Redact(logging.Filter):
    """Takes the secrets out of whatever is about to be logged, tracebacks included."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._secrets = tuple(s for s in secrets if s)

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        for secret in self._secrets:
            message = message.replace(secret, _HIDDEN)
            if record.exc_text:
                record.exc_text = record.exc_text.replace(secret, _HIDDEN)
        record.exc_info = None  # a formatter that formats it anew would not know what is hidden
        record.msg, record.args = message, ()
        return True


def set_up(level: str, form: str, secrets: tuple[str, ...] = ()) -> None:
    handler = logging.StreamHandler(sys.stderr)
    if form == "json":
        handler.setFormatter(JsonFormatter("{asctime}{levelname}{name}{message}", style="{"))
    else:
        handler.setFormatter(logging.Formatter("{asctime} {levelname:<7} {name}: {message}", style="{"))
    handler.addFilter(_Redact(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # At debug, discord.py logs whole gateway events: other people's messages.
    logging.getLogger("discord").setLevel(max(logging.INFO, root.level))
    for noisy in ("asyncio", "sentence_transformers", "matplotlib", "urllib3", "httpx", "filelock", "faiss"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, root.level))
