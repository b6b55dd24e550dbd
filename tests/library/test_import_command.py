"""``python -m knowledge import``: what it prints and leaves, and bad input in one line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.library.test_importing import MAP, TABLE, put
from tests.service.kb import Run
from tests.service.kb import cache as cache
from tests.service.kb import run as run

ROOT = Path(__file__).resolve().parents[2]


def test_import_makes_a_table_searchable(run: Run, tmp_path: Path) -> None:
    kb = tmp_path / "kb"
    done = run("import", str(put(tmp_path, "t.csv")), "--into", str(kb), "--map", MAP)
    assert done.status == 0
    first, second = done.out.splitlines()
    assert first == f"{kb}: 3 documents, 1 of them with a sum; 1 of 1 files changed"
    assert second.startswith("searchable by words after ") and "178 penalties" in second
    assert done.err == "t.csv:3: warning: column 'fine': a currency is expected, found 'x' in 'x 5'\n"
    again = run("import", str(tmp_path / "t.csv"), "--into", str(kb), "--map", MAP)
    assert again.out.startswith(f"{kb}: 3 documents, 1 of them with a sum; nothing has changed\n")
    assert again.out.splitlines()[1].endswith(second.rpartition(": ")[2])  # the same digest


def test_how_the_columns_were_read_is_told(run: Run, tmp_path: Path) -> None:
    table = "Company;Fine (EUR)\nExample SA;5.000,00\n"
    done = run("import", str(put(tmp_path, "t.csv", table)), "--into", str(tmp_path / "kb"))
    assert done.status == 0 and "1 documents, 1 of them with a sum" in done.out
    assert done.err == "t.csv: read as amount=Fine (EUR),respondent=Company,currency=:EUR\n"


def test_a_mapping_in_several_parts(run: Run, tmp_path: Path) -> None:
    parts = [word for part in MAP.split(",") for word in ("--map", part)]
    assert run("import", str(put(tmp_path, "t.csv")), "--into", str(tmp_path / "kb"), *parts).status == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--map", "fine=a"), "error: 'fine' is no field"),
        (("--map", "amount"), "error: a mapping is field=column, found 'amount'"),
        (("--profile", "nobody"), "error: --profile is one of enforcementtracker, gdprhub; found 'nobody'"),
        (("--profile", "gdprhub", "--map", MAP), "error: --profile or --map, not both"),
        (("--map", MAP, "--sheet", "One"), "error: nothing was imported"),
        ((), "error: nothing was imported"),
    ],
    ids=lambda a: " ".join(a) if isinstance(a, tuple) else "",
)
def test_bad_input(run: Run, tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    done = run("import", str(put(tmp_path, "t.csv")), "--into", str(tmp_path / "kb"), *arguments)
    assert done.status == 2 and done.out == ""
    assert done.err.splitlines()[-1].startswith(says)


def test_a_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    done = run("import", str(tmp_path / "no.csv"), "--into", str(tmp_path / "kb"))
    assert (done.status, done.out) == (2, "") and "no.csv: no such file" in done.err


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGKILL], ids=lambda s: s.name)
def test_stopped_it_goes_on_when_it_is_run_again(run: Run, cache: Path, tmp_path: Path, by: signal.Signals) -> None:
    whole = TABLE + "".join(f"{n},Acme,{n},Acme was fined €{n}.\n" for n in range(4, 40_000))
    kb = tmp_path / "kb"
    arguments = ["import", str(put(tmp_path, "t.csv", whole)), "--into", str(kb), "--map", MAP]
    with subprocess.Popen(
        [sys.executable, "-m", "knowledge", *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, env=os.environ | {"FINEPRINT_MODEL": "words", "FINEPRINT_CACHE": str(cache)},
    ) as process:  # fmt: skip
        while process.poll() is None and not list(kb.glob("imports/.new-*")):
            time.sleep(0.01)
        process.send_signal(by)
        out, err = process.communicate()
    assert out == "" and not (kb / "imports" / "t.jsonl").exists()
    if by is signal.SIGINT:
        assert process.returncode == 130 and not list(kb.glob("imports/.new-*"))
        assert err == "stopped; what was done is kept: the same command goes on from here\n"
    put(tmp_path, "t.csv")  # the rest of the test need not be as long
    assert run(*arguments).status == 0
    assert len((kb / "imports" / "t.jsonl").read_text(encoding="utf-8").splitlines()) == 3
