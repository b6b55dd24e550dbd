"""Untrusted files are read in another process that is held to limits, and replaced when it breaks them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self, TypeVar, cast

from knowledge.ingest.reading.arrival import Arrival, Limits, Reading, in_megabytes, refused
from knowledge.ingest.reading.handover import (
    OUT_OF_MEMORY,
    READY,
    Malformed,
    arrival_head,
    reading_from,
    receive,
    send,
    workbook_head,
)
from knowledge.ingest.reading.reading import too_large
from knowledge.records.problems import Problem

T = TypeVar("T")

_ROOT = Path(__file__).resolve().parents[3]
_START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from knowledge.ingest.reading.worker import main; main()"
_STARTING = 60.0
"""Seconds in which a process has to be ready."""
_ENDING = 5.0
# No more of the environment than a process needs: it has no business with tokens and keys.
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "SYSTEMROOT", "TEMP")


class CannotStart(RuntimeError):
    """The process that reads does not start: the installation is broken, not the file."""


@dataclass(frozen=True, slots=True)
class _Ended:
    """The process ended instead of answering: why, and whether because its time was up."""

    reason: str
    late: bool = False


class BoundedReader:
    """Reads one file at a time, from any thread. The process starts with the first file and lives until `close`.

    ``command`` starts another process than `worker`, for tests.
    """

    def __init__(self, limits: Limits | None = None, command: Sequence[str] | None = None) -> None:
        self.limits = limits or Limits()
        self.started = 0
        """Processes started so far."""
        self._command = command or (sys.executable, "-P", "-c", _START, str(_ROOT))
        self._lock = threading.Lock()
        self._process: _Process | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the process; a file read after that starts another."""
        with self._lock:
            self._let_go()

    def read(self, arrival: Arrival) -> Reading:
        """What the file gave; one that is over a limit, or brings its reader down, is a Problem that says so.

        Raises CannotStart.
        """
        if refusal := too_large(arrival, self.limits):
            return refusal
        answer = self._answer(arrival_head(arrival), arrival.data, reading_from)
        return refused(arrival.name, answer.reason) if isinstance(answer, _Ended) else answer

    def workbook(self, name: str, data: bytes, sheet: str | None = None) -> bytes | Problem:
        """The rows of a workbook, as `tables.workbook` hands them over; a Problem as in `read`. Raises CannotStart."""
        if refusal := too_large(Arrival(name, data), self.limits):
            return refusal.problems[0]
        answer = self._answer(workbook_head(name, sheet), data, bytes)
        return Problem(name, 0, answer.reason) if isinstance(answer, _Ended) else answer

    def _answer(self, head: bytes, data: bytes, decoded: Callable[[bytes], T]) -> T | _Ended:
        with self._lock:
            used = self._process is not None
            answer = self._ask(head, data, decoded)
            if isinstance(answer, _Ended) and used and not answer.late:
                # It may have been what earlier files left behind: this one is judged by itself.
                answer = self._ask(head, data, decoded)
            return answer

    def _ask(self, head: bytes, data: bytes, decoded: Callable[[bytes], T]) -> T | _Ended:
        if self._process is None:
            self._process = _Process(self._command, self.limits)
            self.started += 1
        try:
            answer = self._process.ask(head, data, decoded)
        except BaseException:  # Ctrl-C between question and answer: the next file must not get this one's
            self._let_go()
            raise
        if isinstance(answer, _Ended):
            self._let_go()
        return answer

    def _let_go(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process = None


class _Process:
    """One process that reads, ready for its first file."""

    def __init__(self, command: Sequence[str], limits: Limits) -> None:
        self._limits = limits
        numbers = (limits.memory, limits.seconds, limits.text, limits.size, limits.inflated)
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        with tempfile.TemporaryFile() as errors:
            try:
                self._popen = subprocess.Popen(
                    [*command, *(str(number) for number in numbers)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    env=environment,
                    start_new_session=True,
                )
            except OSError as error:
                raise CannotStart(f"the process that reads files does not start: {error}") from None
            self._in, self._out = cast(IO[bytes], self._popen.stdin), cast(IO[bytes], self._popen.stdout)
            with _Deadline(self._popen, _STARTING):
                ready = self._out.read(len(READY) + 8)
            if not ready.endswith(READY):
                self.kill()
                errors.seek(0)
                said = errors.read().decode("utf-8", "replace").strip().rsplit("\n", 1)[-1]
                raise CannotStart(f"the process that reads files does not start: {said or 'no reason given'}")

    def ask(self, head: bytes, data: bytes, decoded: Callable[[bytes], T]) -> T | _Ended:
        """``decoded`` raises Malformed."""
        with _Deadline(self._popen, self._limits.seconds) as deadline:
            try:
                send(self._in, head)
                send(self._in, data)
                answer = receive(self._out, self._limits.answer)
                if answer is not None:
                    return decoded(answer)
            except OSError:
                pass  # the process is gone; its status says why
            except Malformed as error:
                return _Ended(f"the reader gave back what it must not: {error}")
        return self._ended(deadline)

    def kill(self) -> None:
        self._popen.kill()
        self._popen.wait()
        for stream in (self._in, self._out):
            with suppress(OSError):
                stream.close()

    def _ended(self, deadline: _Deadline) -> _Ended:
        try:
            status = self._popen.wait(_ENDING)
        except subprocess.TimeoutExpired:
            return _Ended("the reader closed without an answer")
        if deadline.passed or status == -getattr(signal, "SIGXCPU", 0):
            return _Ended(f"reading it takes longer than the limit of {self._limits.seconds:g} s", late=True)
        memory = in_megabytes(self._limits.memory)
        if status == OUT_OF_MEMORY:
            return _Ended(f"reading it takes more memory than the limit of {memory}")
        how = signal.Signals(-status).name if status < 0 else f"exit status {status}"
        return _Ended(f"it brought its reader down ({how}): damaged, hostile, or over the limit of {memory} of memory")


class _Deadline:
    """Kills a process when the seconds are over before the block ends."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self.passed = False
        self._process = process
        self._timer = threading.Timer(seconds, self._pass)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()

    def _pass(self) -> None:
        self.passed = True
        self._process.kill()
