"""Signs of life in a file: the bot writes them, `python -m bot.health` reads them (a container's health check)."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

FILE = "health.json"
OLDEST = 90.0  # seconds; the bot writes more often than every half minute


def write(folder: Path, *, ready: bool, latency: float, now: float) -> None:
    """Whole or not at all. ``latency`` in seconds, ``now`` in seconds since 1970."""
    temporary = folder / f".{FILE}.{os.getpid()}"
    temporary.write_text(json.dumps({"ready": ready, "latency": round(latency, 3), "at": now}), encoding="utf-8")
    temporary.replace(folder / FILE)


def trouble(folder: Path, now: float) -> str | None:
    """What is wrong, in one line; None where the bot is connected and well."""
    path = folder / FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        age, ready = now - float(found["at"]), bool(found["ready"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        return f"{path}: {error}"
    if age > OLDEST:
        return f"{path}: the last sign of life is {age:.0f} s old"
    return None if ready else f"{path}: not connected"


def main() -> int:
    wrong = trouble(Path(os.environ.get("FINEPRINT_STATE") or "state"), time.time())
    if wrong:
        print(wrong, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
