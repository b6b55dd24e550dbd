"""`python -m bot`: settings, logging, knowledge base, client, signals, exit status."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import logging
import os
import random
import signal
import sys
import threading
import time
from pathlib import Path

import aiohttp
import aiosqlite
import discord

from bot import __doc__ as about
from bot.answering import Answering
from bot.client import Fineprint
from bot.desk import Desk
from bot.library import LAST_GOOD
from bot.logs import set_up
from bot.pace import Gate
from bot.settings import BadSettings, Settings, read_settings
from bot.store import Store
from knowledge import STARTER, Damaged, EmbeddingError, Knowledge, NotUsable, default_cache
from knowledge import Settings as KnowledgeSettings

log = logging.getLogger("bot")
_LONGEST_WAIT = 60.0
_STEADY = 300.0  # seconds of running after which a failure counts as the first again
_CLOSE_WITHIN, _END_WITHIN = 4.0, 4.5
# https://discord.com/developers/docs/topics/opcodes-and-status-codes: close codes after which no try can succeed.
_FINAL = {
    4004: "DISCORD_TOKEN is not valid", 4010: "invalid shard", 4011: "FINEPRINT_SHARDS is too small, take auto",
    4012: "invalid version", 4013: "invalid intents", 4014: "disallowed intents",
}  # fmt: skip
_LINES = 200  # of a long list: an answer has pages


class Stop(Exception):
    """Ends the program with one line and exit status 2."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bot", description=about)
    parser.add_argument("--sync", action="store_true", help="send the commands to Discord even if nothing changed")
    chosen = parser.parse_args(arguments)
    try:
        settings = read_settings()
        token = settings.discord_token.get_secret_value()
        set_up(settings.fineprint_log, settings.fineprint_log_format, (token,))
        return asyncio.run(run(settings, chosen.sync))
    except NotUsable as error:
        for problem in error.problems[:50]:
            print(problem, file=sys.stderr)
        print(f"error: the knowledge base cannot be used: {error}", file=sys.stderr)
    except (BadSettings, Stop) as error:
        print(f"error: {' '.join(str(error).split())}", file=sys.stderr)
    return 2


def _told_to_stop(stop: asyncio.Event) -> None:
    """Closes; and ends where a thread (a slow question, a reload, the first embedding) would go on beyond the time.

    Nothing is lost by that: the state is in SQLite's journal, and what is built gets its name only when it is whole.
    """
    if not stop.is_set():
        stop.set()
        last = threading.Timer(_END_WITHIN, os._exit, (0,))
        last.daemon = True
        last.start()


async def run(settings: Settings, sync: bool) -> int:
    """Opens everything, connects until told to stop, and closes in time. Raises Stop, NotUsable."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _told_to_stop, stop)
    if settings.discord_api_base:
        discord.http.Route.BASE = settings.discord_api_base
    try:
        store = await Store.open(settings.fineprint_state)
    except (OSError, aiosqlite.Error) as error:
        raise Stop(f"FINEPRINT_STATE: {settings.fineprint_state}: {error}") from error
    desk = Desk(settings.fineprint_workers, settings.fineprint_queue, settings.fineprint_time_limit)
    try:
        last_good = await store.kept(LAST_GOOD)
        knowledge = await asyncio.to_thread(open_knowledge, settings, Path(last_good) if last_good else None)
        if not knowledge.status().stale:
            await store.keep(LAST_GOOD, str(knowledge.folder))
        gate = Gate(settings.fineprint_user_pace, settings.fineprint_channel_pace, time.monotonic)
        answering = Answering(knowledge, desk, gate, store, settings)
        with contextlib.closing(answering.library), contextlib.closing(knowledge):
            await keep_connected(answering, settings, sync, stop)
        return 0
    finally:
        desk.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(store.close(), 1.0)


def open_knowledge(settings: Settings, last_good: Path | None) -> Knowledge:
    """The starter knowledge base and the admin's folder, as one. Raises Stop, NotUsable."""
    sources = [STARTER] if settings.fineprint_starter else []
    if settings.fineprint_kb is not None:
        sources.append(settings.fineprint_kb)
    if not sources:
        raise Stop("FINEPRINT_STARTER is false and FINEPRINT_KB names no folder: there is nothing to answer from")
    words_only = settings.fineprint_model == "words"
    model = "minilm" if words_only else settings.fineprint_model
    cache = settings.fineprint_cache or default_cache()
    try:
        # Vectors come in the background, at the start and after a reload: nobody in a channel waits for them.
        chosen = KnowledgeSettings(cache, model, words_only, _LINES, wait=0)
        knowledge = Knowledge.serve(chosen, sources, last_good=last_good)
        knowledge.warm()
        # What is loaded now stays: a garbage collection that walks through all of it (torch above all) stops every
        # thread, the event loop's too, for a fifth of a second.
        gc.collect()
        gc.freeze()
    except (OSError, ValueError, Damaged, EmbeddingError) as error:
        raise Stop(str(error)) from error
    return knowledge


async def keep_connected(answering: Answering, settings: Settings, sync: bool, stop: asyncio.Event) -> None:
    """Connects, and again with growing pauses where a connection could not be made or broke for good."""
    tries = 0
    while not stop.is_set():
        began = time.monotonic()
        failure = await connect_once(answering, settings, sync, stop)
        if failure is None:
            return
        tries = 1 if time.monotonic() - began > _STEADY else tries + 1
        pause = min(_LONGEST_WAIT, 2.0 ** (tries - 1)) * random.uniform(0.75, 1.25)
        log.warning("not connected (%s), next try in %.1f s", type(failure).__name__, pause)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)


async def connect_once(
    answering: Answering, settings: Settings, sync: bool, stop: asyncio.Event
) -> BaseException | None:
    """One life of a client: what ended it, None where it was told to stop. Raises Stop where no try can succeed."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # it does not speak
    client = Fineprint(answering, settings.shard_count, sync)
    try:
        running = asyncio.create_task(client.start(settings.discord_token.get_secret_value()))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not running.done():
            log.info("closing")
            await asyncio.wait({asyncio.create_task(client.close())}, timeout=_CLOSE_WITHIN)
            running.cancel()
        (outcome,) = await asyncio.gather(running, return_exceptions=True)
    finally:
        if not client.is_closed():
            await client.close()
    if stop.is_set():
        return None
    if isinstance(outcome, discord.LoginFailure):
        raise Stop("DISCORD_TOKEN: Discord refuses it; reset it at https://discord.com/developers/applications")
    if isinstance(outcome, discord.PrivilegedIntentsRequired):
        raise Stop("Discord refuses the intents, although none that it calls privileged is asked for")
    if isinstance(outcome, discord.ConnectionClosed) and outcome.code in _FINAL:
        raise Stop(f"Discord's gateway refuses the connection for good: {_FINAL[outcome.code]} ({outcome.code})")
    # discord.py 2.7.1 raises an AttributeError where the first websocket cannot be opened.
    expected = (
        OSError, aiohttp.ClientError, AttributeError, discord.HTTPException, discord.GatewayNotFound,
        discord.ConnectionClosed,
    )  # fmt: skip
    if outcome is not None and not isinstance(outcome, expected):
        log.error("the client ended", exc_info=outcome)
    return outcome or ConnectionError("the client ended")


if __name__ == "__main__":
    sys.exit(main())
