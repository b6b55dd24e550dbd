"""What the log must not have: secrets, wherever they stand."""

from __future__ import annotations

import logging
import sys

import pytest

from bot.logs import set_up

SECRET = "secret-token-of-the-bot"


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_secret_is_hidden_in_messages_and_tracebacks(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    before, level = logging.root.handlers[:], logging.root.level
    try:
        set_up("info", form, (SECRET,))
        try:
            raise ValueError(f"bad {SECRET}")
        except ValueError:
            logging.getLogger("bot").error("with %s", SECRET, exc_info=sys.exc_info())
        written = capsys.readouterr().err
    finally:
        logging.root.handlers[:] = before
        logging.root.setLevel(level)
    assert "ValueError" in written and "[hidden]" in written
    assert SECRET not in written
