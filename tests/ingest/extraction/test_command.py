"""``python -m knowledge extract``: the shape of what it prints, and bad input in one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import knowledge.cli.extracting  # noqa: F401 - adds the command
from knowledge.cli.app import BadInput, app

KEYS = [
    "respondent", "regulator", "amount", "currency", "kind", "decided", "status", "quote", "start", "end", "confidence",
    "role", "per", "precision", "respondent_id", "regulator_code",
]  # fmt: skip
SAID = "On 3 May 2022 the CNIL fined Nimbus Games EUR 50,000.50. It had a turnover of EUR 2 million."


def run(*arguments: str, stdin: str | None = None) -> Any:
    return CliRunner().invoke(app, ["extract", *arguments], input=stdin)


def test_one_text_is_one_object(tmp_path: Path) -> None:
    file = tmp_path / "said.txt"
    file.write_text(SAID, encoding="utf-8")
    printed = json.loads(run("--json", str(file)).stdout)
    assert list(printed) == ["id", "penalties", "other"]
    (penalty,) = printed["penalties"]
    assert list(penalty) == KEYS
    assert (penalty["amount"], penalty["currency"], penalty["decided"]) == ("50000.5", "EUR", "2022-05-03")
    assert penalty["quote"] == SAID[penalty["start"] : penalty["end"]]
    assert [o["role"] for o in printed["other"]] == ["story"]


def test_standard_input_and_what_is_printed_to_read() -> None:
    assert json.loads(run("--json", "-", stdin=SAID).stdout)["penalties"]
    assert run("-", stdin=SAID).stdout.splitlines() == [
        "imposed · 50,000.50 EUR · administrative_fine · by CNIL · on Nimbus Games · 2022-05-03 · 0.95",
        "    On 3 May 2022 the CNIL fined Nimbus Games EUR 50,000.50.",
        "story · 2,000,000 EUR · 0.80",
        "    It had a turnover of EUR 2 million.",
    ]
    assert "no sum of money" in run("-", stdin="nothing").stdout


def test_a_long_quote_is_wrapped() -> None:
    said = (
        "The CNIL fined Nimbus Games EUR 50,000 because "
        + "it kept what it had been asked to delete, " * 4
        + "for years."
    )
    first, *quote = run("-", stdin=said).stdout.splitlines()
    assert first.startswith("imposed · 50,000 EUR")
    assert len(quote) > 2 and all(len(line) <= 80 and line.startswith("    ") for line in quote)
    assert " ".join(line.strip() for line in quote) == said


def test_a_batch_gives_a_line_for_a_line_in_the_same_order(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    rows = [
        {"id": "b", "text": SAID},
        {"id": 1, "text": "nothing"},
        {"id": "a", "text": "Le 3 mai, la CNIL a infligé une amende de 2 millions d’euros.", "language": "fr",
         "published": "2022-05-04"},
    ]  # fmt: skip
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    printed = [json.loads(line) for line in run("--batch", str(file)).stdout.splitlines()]
    assert [p["id"] for p in printed] == ["b", 1, "a"]
    assert printed[1] == {"id": 1, "penalties": [], "other": []}
    assert printed[2]["penalties"][0]["amount"] == "2000000"
    assert printed[2]["penalties"][0]["decided"] == "2022-05-03"


@pytest.mark.parametrize(
    ("arguments", "stdin", "said"),
    [
        ((), None, "a file, or --batch"),
        (("a.txt", "--batch", "b.jsonl"), None, "a file, or --batch"),
        (("no-such-file.txt",), None, "no such file"),
        (("--batch", "-"), '{"id": 1}', "'text'"),
        (("--batch", "-"), '{"id": 1, "text": "a", "published": "soon"}', "published"),
        (("--batch", "-"), '{"id": 1, "text": "a", "published": 3}', "published"),
        (("--batch", "-"), '{"id": 1, "text": "a", "language": 3}', "language"),
        (("-", "--published", "soon"), "a", "--published"),
    ],
)
def test_bad_input_is_said(arguments: tuple[str, ...], stdin: str | None, said: str) -> None:
    result = run(*arguments, stdin=stdin)
    assert isinstance(result.exception, BadInput)
    assert said in str(result.exception)


def test_a_file_that_is_no_text_is_said(tmp_path: Path) -> None:
    file = tmp_path / "said.txt"
    file.write_bytes(b"\xff\xfe\x00\xd8")
    assert isinstance(run(str(file)).exception, BadInput)
    assert isinstance(run(str(tmp_path)).exception, BadInput)
