"""Whatever somebody drops on us gets two sentences, and nothing is half written."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from vocdash.access import COMMAND_LINE
from vocdash.domain import Severity
from vocdash.errors import StoreUnavailable, VocError
from vocdash.ingest import ImportReport, bring_in
from vocdash.store import Store, open_store
from vocdash.store import tables as t

HEADER = "submission_id,date,stage,touchpoint,scale,score,comment\n"
GOOD = "1,2026-05-01,buy,website,csat,4,Fine\n2,2026-05-02,buy,website,csat,5,\n"
SHOP = {
    "shape": "long",
    "new_places": False,
    "journey": {"code": "shop", "name": "Shop"},
    "stages": [{"code": "buy", "name": "Buy"}],
    "touchpoints": [{"code": "website", "name": "Website"}],
    "submission": {"id": "submission_id", "answered_at": "date"},
    "long": {"stage": "stage", "touchpoint": "touchpoint", "scale": "scale", "value": "score", "comment": "comment"},
}


def written(store: Store) -> dict[str, int]:
    """How many rows stand in each table an import writes."""
    tables = (t.submissions, t.responses, t.journeys, t.stages, t.sources, t.questions, t.imports, t.rollup)
    with store.reading() as connection:
        return {table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in tables}


def bring(store: Store, folder: Path, content: str | bytes, name: str = "survey.csv", mapping: object = SHOP) -> ImportReport:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return bring_in(store, COMMAND_LINE, path, mapping)  # type: ignore[arg-type]


def two_sentences(error: VocError) -> None:
    assert error.what.strip() and error.fix.strip()
    assert error.what[-1] in ".?" and error.fix[-1] in ".?"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("", "empty.csv"),
        ("\n\n  \n", "blank.csv"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "picture.csv"),
        (bytes(range(256)) * 50, "binary.csv"),
        (b"%PDF-1.7 not a table", "report.csv"),
        (b"PK\x03\x04broken", "broken.xlsx"),
        ("a,b,c\n1,2,3\n", "no-known-column.csv"),
        ("submission_id,stage,touchpoint,scale,score,comment\n1,buy,website,csat,4,\n", "no-date.csv"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.endswith(("csv", "xlsx")) else "",
)
def test_a_file_that_is_no_survey_is_refused_whole(store: Store, tmp_path: Path, content: str | bytes, name: str) -> None:
    before = written(store)
    with pytest.raises(VocError) as caught:
        bring(store, tmp_path, content, name)
    two_sentences(caught.value)
    assert written(store) == before


def test_a_header_without_rows_brings_nothing_and_says_so(store: Store, tmp_path: Path) -> None:
    report = bring(store, tmp_path, HEADER)
    assert (report.rows, report.added, report.refused) == (0, 0, 0)
    assert report.findings


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        ("3,2026-05-03,buy,website,csat,6,", "score", "6"),
        ("3,2026-05-03,buy,website,csat,-1,", "score", "-1"),
        ("3,2026-05-03,buy,website,csat,good,", "score", "good"),
        ("3,2026-02-30,buy,website,csat,4,", "date", "2026-02-30"),
        ("3,,buy,website,csat,4,", "date", ""),
        ("3,soon,buy,website,csat,4,", "date", "soon"),
        ("3,1970-01-01,buy,website,csat,4,", "date", "1970-01-01"),
        ("3,2026-05-03,fly,website,csat,4,", "stage", "fly"),
        ("3,2026-05-03,buy,fax,csat,4,", "touchpoint", "fax"),
        ("3,2026-05-03,buy,website,stars,4,", "scale", "stars"),
    ],
)
def test_a_bad_row_is_refused_with_its_place_and_the_others_come_in(
    store: Store, tmp_path: Path, row: str, column: str, value: str
) -> None:
    report = bring(store, tmp_path, HEADER + GOOD + row + "\n")
    assert (report.rows, report.added, report.refused) == (3, 2, 1)
    (finding,) = [f for f in report.findings if f.severity is Severity.REFUSED]
    assert (finding.line, finding.column, finding.value or "") == (4, column, value)
    assert finding.what.endswith(".") and finding.remedy.endswith(".")
    assert written(store)["submissions"] == 2


def test_a_row_of_the_wrong_length_is_refused_not_lost(store: Store, tmp_path: Path) -> None:
    report = bring(store, tmp_path, HEADER + GOOD + "3,2026-05-03,buy,website,csat,4,one, two, three\n")
    assert (report.rows, report.added, report.refused) == (3, 2, 1)
    assert "one, two, three" in report.refused_csv() or "one" in report.refused_csv()


def test_a_file_of_two_hundred_megabytes_is_read_in_steps(sqlite_store: Store, tmp_path: Path) -> None:
    import resource

    path = tmp_path / "large.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        filler = "x" * 20_000
        for number in range(10_000):
            file.write(f"{number},2026-05-03,elsewhere,website,csat,4,{filler}\n")
    assert path.stat().st_size > 200_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report = bring_in(sqlite_store, COMMAND_LINE, path, SHOP, dry_run=True)
    assert (report.rows, report.refused) == (10_000, 10_000)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 700_000


def test_a_file_above_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    from vocdash.ingest.read import read_table

    path = tmp_path / "large.csv"
    path.write_text(HEADER + GOOD)
    with pytest.raises(VocError, match=r"large\.csv") as caught:
        read_table(path, max_bytes=10)
    two_sentences(caught.value)


def test_a_locked_database_is_waited_for_and_then_named(tmp_path: Path, _sqlite_template: Path) -> None:
    import shutil

    path = tmp_path / "locked.sqlite"
    shutil.copy(_sqlite_template, path)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    hasty = Store(f"sqlite:///{path}", lock_timeout=1)
    with pytest.raises(StoreUnavailable, match="Another write is in progress"):
        bring(hasty, tmp_path, HEADER + GOOD)
    holder.execute("ROLLBACK")
    assert bring(hasty, tmp_path, HEADER + GOOD).added == 2
    hasty.close()
    holder.close()


def test_a_disk_that_is_full_leaves_nothing_half_written(sqlite_store: Store, tmp_path: Path) -> None:
    before = written(sqlite_store)
    rows = "".join(f"{n},2026-05-{n % 28 + 1:02},buy,website,csat,{n % 5 + 1},{'words ' * 40}\n" for n in range(3_000))

    @sa.event.listens_for(sqlite_store.engine, "checkout")
    def limit(connection: sqlite3.Connection, *_: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 40}")

    with pytest.raises(StoreUnavailable, match="disk is full") as caught:
        bring(sqlite_store, tmp_path, HEADER + rows)
    two_sentences(caught.value)
    assert written(sqlite_store) == before


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://nobody@127.0.0.1:9/nowhere",
        "postgresql://nobody@host.invalid/nowhere",
        "sqlite:////proc/nowhere/x.sqlite",
        "oracle://somewhere",
        "nonsense",
    ],
)
def test_a_database_that_cannot_be_reached_is_named(url: str) -> None:
    with pytest.raises(VocError) as caught:
        open_store(url)
    two_sentences(caught.value)


def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    with pytest.raises(VocError) as caught:
        open_store(f"sqlite:///{file}/x.sqlite")
    two_sentences(caught.value)


MAPPINGS: dict[str, Callable[[], object]] = {
    "no date": lambda: {**SHOP, "submission": {"id": "submission_id"}},
    "a column that is not there": lambda: {**SHOP, "submission": {"id": "submission_id", "answered_at": "when"}},
    "an unknown key": lambda: {**SHOP, "shapes": "long"},
    "an unknown shape": lambda: {**SHOP, "shape": "round"},
    "a scale upside down": lambda: {**SHOP, "scales": [{"code": "x", "family": "csat", "minimum": 5, "maximum": 1}]},
}


@pytest.mark.parametrize("case", MAPPINGS)
def test_a_mapping_that_cannot_be_meant_is_refused(store: Store, tmp_path: Path, case: str) -> None:
    before = written(store)
    with pytest.raises(VocError) as caught:
        bring(store, tmp_path, HEADER + GOOD, mapping=MAPPINGS[case]())
    two_sentences(caught.value)
    assert written(store) == before


@pytest.mark.parametrize(
    "rows",
    ["", "1,soon,buy,website,csat,4,\n", "1,2026-05-01,fly,website,csat,4,\n", "1,2026-05-01,buy,website,csat,9,\n"],
    ids=["header only", "bad date", "bad stage", "bad value"],
)
def test_a_file_whose_rows_are_all_refused_is_reported(store: Store, tmp_path: Path, rows: str) -> None:
    report = bring(store, tmp_path, HEADER + rows)
    assert (report.added, report.refused) == (0, len(rows.splitlines()))


def test_one_source_without_a_good_row_does_not_stop_the_others(store: Store, tmp_path: Path) -> None:
    rows = "submission_id,date,stage,source,scale,score\n1,2026-05-01,buy,shop,csat,4\n2,2026-05-01,buy,fair,csat,9\n"
    mapping = {**SHOP, "long": {"stage": "stage", "scale": "scale", "value": "score", "source": "source"}}
    report = bring(store, tmp_path, rows, mapping=mapping)
    assert (report.added, report.refused) == (1, 1)


@pytest.mark.parametrize("weight", ["1e-200", "1e200", "-1", "nan"])
def test_a_weight_that_can_only_be_a_slip_is_refused(store: Store, tmp_path: Path, weight: str) -> None:
    rows = f"id,date,score,weight\n1,2026-05-01,4,{weight}\n2,2026-05-01,5,1\n"
    mapping = {
        **SHOP,
        "submission": {"id": "id", "answered_at": "date", "weight": "weight"},
        "long": {"value": "score", "default_scale": "csat"},
    }
    report = bring(store, tmp_path, rows, mapping=mapping)
    assert (report.added, report.refused) == (1, 1)


def test_a_question_that_came_with_words_only_takes_the_scale_it_comes_with_later(store: Store, tmp_path: Path) -> None:
    from vocdash.metrics import Query, ask

    head = "submission_id,date,question,scale,score,comment\n"
    mapping = {**SHOP, "long": {"question": "question", "scale": "scale", "value": "score", "comment": "comment"}}
    bring(store, tmp_path, head + "1,2026-05-01,q1,,,Lovely\n", mapping=mapping)
    bring(store, tmp_path, head + "2,2026-05-01,q1,nps,9,\n", mapping=mapping)
    assert [row.score.value for row in ask(store, Query("nps"))] == [100.0]


def test_a_database_error_never_says_what_a_customer_wrote(store: Store) -> None:
    with pytest.raises(sa.exc.IntegrityError) as caught, store.writing() as connection:
        for _ in range(2):
            connection.execute(sa.insert(t.customers).values(customer_id=1, email="ada@example.org"))
    assert "INSERT" in str(caught.value) and "[parameters" not in str(caught.value)
