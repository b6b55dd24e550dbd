"""Import of tables into a folder: the same files give the same bytes, and a file is whole or not there."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from knowledge.ingest.documents import read_jsonl
from knowledge.ingest.folder import read_sources
from knowledge.ingest.registries import read_registries
from knowledge.ingest.sources import STARTER
from knowledge.ingest.tables.mapping import parse_columns
from knowledge.ingest.tables.profiles import profiles
from knowledge.ledger.names import Names
from knowledge.library.importing import Imported, import_tables
from knowledge.records.extracted import Extracted
from knowledge.records.money import Money

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
MAP = "id=no,text=what,amount=fine,currency=:EUR,respondent=who"
TABLE = "no,who,fine,what\n1,Acme,5,Acme was fined €5.\n2,Bolt,x 5,Bolt was fined.\n3,Crux,None,Crux was not.\n"


@pytest.fixture(scope="module")
def names() -> Names:
    registries, _ = read_registries(STARTER)
    return Names(registries.regulators, registries.respondents)


def silent(text: str, language: str) -> Sequence[Extracted]:
    return ()


def put(folder: Path, name: str, content: str | bytes = TABLE) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def bring(files: list[Path], into: Path, names: Names, mapping: str = MAP) -> Imported:
    return import_tables(files, into, names, silent, parse_columns(mapping))


def said(done: Imported) -> list[str]:
    return [str(p) for p in done.problems]


def test_a_table_becomes_a_file_of_documents(tmp_path: Path, names: Names) -> None:
    done = bring([put(tmp_path, "Fines of 2021.csv")], tmp_path / "kb", names)
    target = tmp_path / "kb" / "imports" / "fines-of-2021.jsonl"
    assert (done.documents, done.told, done.files, done.changed) == (3, 1, (target,), (target,))
    assert said(done) == [
        "Fines of 2021.csv:3: warning: column 'fine': a currency is expected, found 'x' in 'x 5'"
    ]  # fmt: skip
    read = read_jsonl(target, "f")
    assert [d.id for d in read.documents] == [f"fines-of-2021-{n}" for n in (1, 2, 3)]
    assert read.problems == () and read.about == {}
    assert {d: len(t) for d, t in read.told.items()} == {"fines-of-2021-1": 1, "fines-of-2021-3": 0}
    ((told,), _) = read.told.values()
    assert (told.amount, told.quote) == (Money(Decimal(5), "EUR"), "Acme was fined €5.")
    assert target.stat().st_mode & 0o777 == 0o644


def test_again_is_nothing_new(tmp_path: Path, names: Names) -> None:
    path = put(tmp_path, "t.csv")
    (target,) = bring([path], tmp_path / "kb", names).files
    before = target.stat()
    again = bring([path], tmp_path / "kb", names)
    assert (again.documents, again.files, again.changed) == (3, (target,), ())
    assert target.stat().st_mtime_ns == before.st_mtime_ns and target.stat().st_ino == before.st_ino
    put(tmp_path, "t.csv", TABLE.replace("Acme", "Apex"))
    assert bring([path], tmp_path / "kb", names).changed == (target,)


def test_the_same_row_twice(tmp_path: Path, names: Names) -> None:
    path = put(tmp_path, "t.csv", TABLE + TABLE.splitlines()[1] + "\n1,Other,7,Another text.\n")
    done = bring([path], tmp_path / "kb", names)
    assert done.documents == 3
    assert said(done)[1:] == [
        "t.csv:5: warning: the id 't-1' stands in t.csv:2 already, with the same text",
        "t.csv:6: the id 't-1' stands in t.csv:2 already",
    ]


def test_two_files_of_one_name(tmp_path: Path, names: Names) -> None:
    (tmp_path / "a").mkdir()
    done = bring([put(tmp_path, "t.csv"), put(tmp_path / "a", "T.csv.gz", gzip.compress(TABLE.encode()))],
                 tmp_path / "kb", names)  # fmt: skip
    assert len(done.files) == 1
    assert "give it another name" in said(done)[0]


@pytest.mark.parametrize(
    ("content", "says"),
    [("", "t.csv: there are no rows"), ("a,b\n1,2\n", "t.csv: there is no column"),
     ("no,who,fine,what\n", "t.csv: no row could be used"), (b"\x1f\x8b\x08x", "t.csv: not readable")],
    ids=["empty", "other columns", "no rows", "damaged"],
)  # fmt: skip
def test_a_file_that_cannot_be_used_leaves_the_last_good_one(
    content: str | bytes, says: str, tmp_path: Path, names: Names
) -> None:
    path = put(tmp_path, "t.csv")
    (target,) = bring([path], tmp_path / "kb", names).files
    good = target.read_bytes()
    put(tmp_path, "t.csv", content)
    other = put(tmp_path, "u.csv")
    done = bring([path, other], tmp_path / "kb", names)
    assert said(done)[-1].startswith(says) or any(s.startswith(says) for s in said(done))
    assert target.read_bytes() == good
    assert [f.name for f in done.files] == ["u.jsonl"]  # the rest goes on
    assert sorted(p.name for p in target.parent.iterdir()) == ["t.jsonl", "u.jsonl"]


def test_stopped_half_way_leaves_no_trace(tmp_path: Path, names: Names) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    path = put(tmp_path, "t.csv")
    with pytest.raises(KeyboardInterrupt):
        import_tables([path], tmp_path / "kb", names, silent, parse_columns(MAP), progress=stop)
    assert list((tmp_path / "kb" / "imports").iterdir()) == []


def test_progress_counts_bytes(tmp_path: Path, names: Names) -> None:
    files = [put(tmp_path, "t.csv"), put(tmp_path, "u.csv")]
    seen: list[tuple[int, int]] = []
    import_tables(files, tmp_path / "kb", names, silent, parse_columns(MAP), progress=lambda d, t: seen.append((d, t)))
    assert seen == sorted(seen) and seen[-1] == (2 * len(TABLE.encode()),) * 2


def test_many_problems_are_counted(tmp_path: Path, names: Names) -> None:
    rows = "".join(f"{n},Acme,5 or 6,A text.\n" for n in range(1_500))
    done = bring([put(tmp_path, "t.csv", "no,who,fine,what\n" + rows)], tmp_path / "kb", names)
    assert (len(done.problems), done.more, done.documents) == (1_000, 500, 1_500)


def test_a_file_that_is_not_there(tmp_path: Path, names: Names) -> None:
    with pytest.raises(FileNotFoundError, match=r"no\.csv"):
        bring([tmp_path / "no.csv"], tmp_path / "kb", names)
    assert not (tmp_path / "kb").exists()


# Profiles

CASE = {
    "id": "Office - 7/2021", "title": "Office - 7/2021", "authority": "CNIL (France)", "court": None,
    "jurisdiction": "France", "decided": "2021-05-03", "published": None, "fine_raw": "50,000 EUR",
    "fine_amount": 50000.0, "fine_currency": "EUR", "parties": "Example SA", "lead": "The office fined a company.",
    "facts": "It kept lists.", "dispute": "", "holding": "A fine of €50,000 was imposed.", "url": "https://e.org/7",
}  # fmt: skip


def lines(folder: Path, name: str, *rows: object) -> Path:
    return put(folder, name, "\n".join(json.dumps(r) for r in rows))


def test_a_profile_is_found_by_the_columns(tmp_path: Path, names: Names) -> None:
    cases = lines(tmp_path, "cases.jsonl", CASE)
    full = lines(tmp_path, "full.jsonl", {"id": CASE["id"], "fulltext": "The whole decision."})
    done = import_tables([full, cases], tmp_path / "kb", names, silent)  # the text comes first: order is not asked for
    assert [f.name for f in done.files] == ["gdprhub-cases.jsonl", "gdprhub-full.jsonl"]
    case, text = (read_jsonl(f, f.name) for f in done.files)
    (document,) = case.documents
    (told,) = case.told[document.id]
    assert (told.regulator_code, told.amount, told.quote) == (
        "CNIL", Money(Decimal(50000), "EUR"), "A fine of €50,000 was imposed.",
    )  # fmt: skip
    (whole,) = text.documents
    assert (whole.id, whole.title, dict(text.about)) == (
        f"{document.id}-fulltext", document.title, {f"{document.id}-fulltext": document.id},
    )  # fmt: skip


def test_a_profile_by_name(tmp_path: Path, names: Names) -> None:
    path = lines(tmp_path, "x.jsonl", {"a": 1, "b": 2})
    done = import_tables([path], tmp_path / "kb", names, silent, profiles()["gdprhub"])
    assert "the profile gdprhub expects the columns" in said(done)[0]
    assert "no profile fits" in said(import_tables([path], tmp_path / "kb", names, silent))[0]


def test_usual_names_where_no_profile_fits(tmp_path: Path, names: Names) -> None:
    table = "Company;Fine (EUR);Authority\nExample SA;5.000,00;CNIL\n"
    done = import_tables([put(tmp_path, "t.csv", table)], tmp_path / "kb", names, silent)
    assert [(t.documents, t.told, t.state) for t in done.tables] == [(1, 1, "new")]
    assert done.tables[0].read_as == "amount=Fine (EUR),respondent=Company,regulator=Authority,currency=:EUR"
    read = read_jsonl(done.files[0], "f")
    (((told,),)) = read.told.values()
    assert (told.amount, told.regulator_code, told.quote) == (
        Money(Decimal(5000), "EUR"), "CNIL", "Fine (EUR): 5.000,00 EUR",
    )  # fmt: skip


def test_what_was_imported_is_a_source(tmp_path: Path, names: Names) -> None:
    import_tables([lines(tmp_path, "cases.jsonl", CASE)], tmp_path / "kb", names, silent)
    content = read_sources([STARTER, tmp_path / "kb"])
    assert not [p for p in content.problems if p.fatal]
    assert any(d.title == CASE["title"] for d in content.documents)


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="the benchmark data (../shared/data) is not here")
def test_the_shared_tables(tmp_path: Path, names: Names) -> None:
    files = [SHARED / "gdprhub" / "fulltext.jsonl.gz", SHARED / "gdprhub" / "cases.jsonl",
             SHARED / "enforcementtracker_2022" / "fines.jsonl"]  # fmt: skip
    done = import_tables(files, tmp_path / "kb", names, silent)
    assert not [p for p in done.problems if p.fatal]
    read = {f.name: read_jsonl(f, f.name) for f in done.files}
    assert all(r.problems == () for r in read.values())
    cases, full = read["gdprhub-cases.jsonl"], read["gdprhub-fulltext.jsonl"]
    tracker = read["enforcementtracker-fines.jsonl"]
    assert [len(r.documents) for r in (cases, full, tracker)] == [2_178, 1_078, 986]
    assert [sum(map(bool, r.told.values())) for r in (cases, tracker)] == [815, 956]
    assert sum(t == () for t in cases.told.values()) == 319  # the rows that say that there was no fine
    assert set(full.about.values()) <= {d.id for d in cases.documents}
    rows = {r["id"]: r for r in map(json.loads, (SHARED / "gdprhub" / "penalty_gold.jsonl").open(encoding="utf-8"))}
    gold = {r["url"]: Money(Decimal(repr(r["gold"]["amount"])), r["gold"]["currency"]) for r in rows.values()}
    told = {d.url: t[0].amount for d in cases.documents if (t := cases.told.get(d.id))}
    assert {u: told.get(u) for u in gold} == gold
    total = sum(t[0].amount.amount for t in tracker.told.values() if t and t[0].amount)
    assert total == Decimal(1_526_579_921)
