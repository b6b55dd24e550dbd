"""One thread that works through a queue beside the questions: started when there is work, ended when there is none."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable

Job = Callable[[threading.Event], None]
"""Works until it is done or the event is set, soon after which it returns. It raises nothing."""

_PATIENCE = 5.0  # seconds


class Background:
    """Thread-safe. The thread is a daemon: no process waits for it but for the moment that a job takes to stop."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._jobs: list[Job] = []
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._closed = False

    def add(self, job: Job) -> None:
        """``job`` is done after those that wait already; after `close` it is not done."""
        with self._lock:
            if self._closed:
                return
            self._jobs.append(job)
            self._start()

    def replace(self, job: Job) -> None:
        """The job under way is told to stop, those that wait are dropped; then ``job`` is done."""
        with self._lock:
            if self._closed:
                return
            self._stop.set()
            self._jobs = [job]
            self._start()

    def wait(self, seconds: float) -> bool:
        """Whether all work was done within that time."""
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join(seconds)
        with self._lock:
            return self._thread is None

    def close(self) -> None:
        """Tell the job under way to stop, and wait for it a moment."""
        with self._lock:
            self._closed = True
            self._jobs.clear()
            self._stop.set()
            thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(_PATIENCE)

    def _start(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._work, name="fineprint-indexing", daemon=True)
            # A thread that is at work in native code while the interpreter goes away can crash the process.
            atexit.register(self.close)
            self._thread.start()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._jobs:
                    self._thread = None
                    atexit.unregister(self.close)
                    return
                job = self._jobs.pop(0)
                stop = self._stop = threading.Event()
            job(stop)
