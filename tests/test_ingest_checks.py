"""Every check: what it refuses, what it says, and that the rest of the file comes in."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.test_ingest_bring_in import WIDE, WIDE_ROWS, count, rows, write
from vocdash.access import COMMAND_LINE
from vocdash.domain import Severity
from vocdash.errors import MappingError, UnreadableFile
from vocdash.ingest import ImportReport, as_json, as_text, bring_in
from vocdash.outgoing import harmless
from vocdash.store import Store
from vocdash.store import tables as t

HEAD = "submission_id,answered_at,question,stage,touchpoint,value,comment,scale,weight\n"
GOOD = "g,2026-05-01,q,buy,shop,9,,nps,1\n"
TOMORROW = datetime.now(UTC).date() + timedelta(days=3)


def bring(store: Store, folder: Path, text: str, mapping: dict[str, Any] | None = None, **options: Any) -> ImportReport:
    return bring_in(store, COMMAND_LINE, write(folder, text), mapping, **options)


@pytest.mark.parametrize(
    ("row", "code", "column", "value"),
    [
        ("1,2026-05-01,q,buy,shop,nine,,nps,1", "not-a-number", "value", "nine"),
        ("1,2026-05-01,q,buy,shop,11,,nps,1", "outside-scale", "value", "11"),
        ("1,2026-05-01,q,buy,shop,-1,,nps,1", "outside-scale", "value", "-1"),
        ("1,2026-05-01,q,buy,shop,inf,,nps,1", "not-a-number", "value", "inf"),
        ("1,2026-02-31,q,buy,shop,9,,nps,1", "impossible-date", "answered_at", "2026-02-31"),
        ("1,,q,buy,shop,9,,nps,1", "no-date", "answered_at", ""),
        ("1,1970-01-01,q,buy,shop,9,,nps,1", "epoch-date", "answered_at", "1970-01-01"),
        ("1,1066-10-14,q,buy,shop,9,,nps,1", "day-out-of-range", "answered_at", "1066-10-14"),
        ("1,2026-05-01,q,buy,shop,9,,nps,-2", "bad-weight", "weight", "-2"),
        ("1,2026-05-01,other,buy,shop,9,,,1", "no-scale", "value", None),
        ("1,2026-05-01,other,buy,shop,9,,npx,1", "unknown-scale", "scale", "npx"),
        ("1,2026-05-01,q,buy,shop,4,,csat,1", "mixed-scales", "scale", "csat"),
        ("1,2026-05-01,q,buy,shop,,,nps,1", "no-answer", None, None),
        ("1,2026-05-01,q,buy", "row-shape", None, "1 · 2026-05-01 · q · buy"),
    ],
)
def test_a_bad_row_is_refused_with_its_place_and_a_remedy(
    sqlite_store: Store, tmp_path: Path, row: str, code: str, column: str | None, value: str | None
) -> None:
    report = bring(sqlite_store, tmp_path, HEAD + GOOD + row + "\n" + GOOD.replace("g,", "h,"))
    assert (report.rows, report.added, report.refused) == (3, 2, 1)
    (finding,) = [found for found in report.findings if found.severity is Severity.REFUSED]
    assert (finding.code, finding.line, finding.column, finding.value, finding.count) == (code, 3, column, value, 1)
    assert finding.what.endswith(".") and finding.remedy.endswith(".")
    assert count(sqlite_store, t.submissions) == 2


def test_findings_of_a_kind_are_counted_together(sqlite_store: Store, tmp_path: Path) -> None:
    text = HEAD + GOOD + "".join(f"{number},2026-05-01,q,buy,shop,{number},,nps,1\n" for number in range(11, 31))
    report = bring(sqlite_store, tmp_path, text)
    assert [(finding.code, finding.count, finding.line, finding.value) for finding in report.findings] == [("outside-scale", 20, 3, "11")]
    assert "20 times, first in line 3, column value: “11”" in as_text(report)
    assert as_json(report)["findings"][0]["count"] == 20


def test_a_future_day_comes_in_with_a_warning(sqlite_store: Store, tmp_path: Path) -> None:
    report = bring(sqlite_store, tmp_path, HEAD + GOOD.replace("2026-05-01", TOMORROW.isoformat()))
    assert (report.added, [finding.code for finding in report.findings]) == (1, ["future-date"])


def test_a_missing_weight_counts_once_with_a_warning(sqlite_store: Store, tmp_path: Path) -> None:
    report = bring(sqlite_store, tmp_path, HEAD + GOOD.replace(",nps,1", ",nps,"))
    assert [finding.code for finding in report.findings] == ["no-weight"]
    assert rows(sqlite_store, sa.select(t.submissions.c.weight)) == [(1.0,)]


def test_a_place_nobody_knows_is_refused_where_the_journey_exists(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, HEAD + GOOD)
    report = bring(store, tmp_path, HEAD + "1,2026-05-01,q,buyy,shop,9,,nps,1\n")
    assert (report.refused, report.findings[0].code) == (1, "unknown-stage")
    assert "Did you mean “buy”?" in report.findings[0].remedy
    mapping = {
        "new_places": True,
        "submission": {"id": "submission_id", "answered_at": "answered_at"},
        "long": {"question": "question", "stage": "stage", "touchpoint": "touchpoint", "value": "value", "scale": "scale"},
    }
    report = bring(store, tmp_path, HEAD + "1,2026-05-01,q,Try out,shop,9,,nps,1\n", mapping)
    assert (report.added, report.new_places.stages) == (1, {"try-out": "Try out"})


def test_a_bad_cell_of_a_wide_row_refuses_only_its_answer(store: Store, tmp_path: Path) -> None:
    report = bring(store, tmp_path, WIDE_ROWS.replace("5,1,Quick", "9,1,Quick"), WIDE)
    assert (report.rows, report.added, report.refused, report.refused_answers) == (3, 3, 0, 1)
    assert [(f.code, f.line, f.column, f.value) for f in report.findings] == [("outside-scale", 2, "SIGNS", "9")]
    assert count(store, t.responses) == 4
    mended = list(csv.reader(StringIO(report.refused_csv())))
    assert len(mended) == 2 and mended[0][-1] == "error" and mended[1][0] == "a"
    assert mended[1][-1].startswith("Line 2: SIGNS: The answer is outside the scale")


def test_mended_rows_come_in_and_only_they(store: Store, tmp_path: Path) -> None:
    report = bring(store, tmp_path, HEAD + GOOD + '1,2026-05-01,q,buy,shop,99,"=HYPERLINK(""x"")",nps,1\n')
    assert "'=HYPERLINK" in report.refused_csv()
    again = bring(store, tmp_path, report.refused_csv().replace(",99,", ",9,"))
    assert (again.rows, again.added, again.refused) == (1, 1, 0)
    assert count(store, t.submissions) == 2


def test_the_same_id_with_other_content_is_refused_in_a_wide_file(store: Store, tmp_path: Path) -> None:
    lines = WIDE_ROWS.splitlines(keepends=True)
    report = bring(store, tmp_path, WIDE_ROWS + lines[3] + lines[3].replace(",2,", ",5,"), WIDE)
    assert (report.rows, report.added, report.refused) == (5, 4, 1)
    assert (report.findings[0].code, report.findings[0].value) == ("duplicate-id", "c")
    assert count(store, t.submissions) == 3


def test_rows_of_a_submission_that_disagree_are_told(sqlite_store: Store, tmp_path: Path) -> None:
    report = bring(sqlite_store, tmp_path, HEAD + GOOD + GOOD.replace("05-01,q", "06-01,p"))
    assert (report.added, [finding.code for finding in report.findings]) == (2, ["rows-disagree"])
    assert [str(day) for (day,) in rows(sqlite_store, sa.select(t.submissions.c.day))] == ["2026-05-01"]


@pytest.mark.parametrize("what", ["many", "mail"])
def test_an_attribute_that_tells_people_apart_is_no_segment(sqlite_store: Store, tmp_path: Path, what: str) -> None:
    def word(number: int) -> str:
        return f"a{number}@example.org" if what == "mail" else f"word{number}"

    text = "id,at,who,plan,score\n" + "".join(f"{n},2026-05-01,{word(n)},{'AB'[n % 2]},9\n" for n in range(60))
    mapping = {
        "shape": "wide",
        "submission": {"id": "id", "answered_at": "at", "segments": {"who": "who", "plan": "plan"}},
        "questions": [{"column": "score", "scale": "nps"}],
    }
    report = bring(sqlite_store, tmp_path, text, mapping)
    assert (report.added, [(f.code, f.column) for f in report.findings]) == (60, [("segment-refused", "who")])
    assert sorted(rows(sqlite_store, sa.select(t.segment_values.c.attribute, t.segment_values.c.value))) == [("plan", "A"), ("plan", "B")]


def test_an_identity_column_may_be_nothing_else() -> None:
    from vocdash.ingest import load_mapping

    mapping = {**WIDE, "submission": {**WIDE["submission"], "segments": {"mail": "MAIL"}, "customer": {"email": "MAIL", "name": "WHY"}}}
    with pytest.raises(MappingError) as caught:
        load_mapping(mapping)
    assert "“MAIL”, which says who the customer is (email)" in caught.value.what
    assert "“WHY”, which says who the customer is (name)" in caught.value.what


def test_a_question_keeps_its_scale(sqlite_store: Store, tmp_path: Path) -> None:
    bring(sqlite_store, tmp_path, WIDE_ROWS, WIDE)
    again = {**WIDE, "questions": [{**WIDE["questions"][0], "scale": "CSAT"}]}
    assert bring(sqlite_store, tmp_path, WIDE_ROWS, again).refused_answers == 0
    question = {"column": "SIGNS", "stage": "terminal", "touchpoint": "signs", "scale": "nps"}
    with pytest.raises(MappingError, match="“SIGNS” has the scale “csat” already, and the mapping says “nps”"):
        bring(sqlite_store, tmp_path, WIDE_ROWS, {**WIDE, "questions": [question]})


def test_what_is_not_a_file_of_answers(sqlite_store: Store, tmp_path: Path) -> None:
    for text, error in (("", UnreadableFile), ("a,b\n1,2\n", MappingError)):
        with pytest.raises(error) as caught:
            bring(sqlite_store, tmp_path, text)
        assert caught.value.what.endswith(".") and caught.value.fix.endswith(".")
    assert count(sqlite_store, t.imports) == 0


def test_a_header_alone_brings_in_nothing_and_says_so(sqlite_store: Store, tmp_path: Path) -> None:
    try:
        report = bring(sqlite_store, tmp_path, HEAD)
    except UnreadableFile:
        return
    assert (report.rows, report.added) == (0, 0)


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd", "'+cmd"),
        ("-5", "-5"),
        ("-5,3", "-5,3"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("a=b", "a=b"),
        ("", ""),
        ("＝1", "'＝1"),
    ],
)
def test_a_spreadsheet_executes_no_cell(cell: str, safe: str) -> None:
    assert harmless(cell) == safe


def test_days_are_those_of_the_reporting_time_zone(sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOCDASH_TIMEZONE", "America/Los_Angeles")
    text = HEAD + GOOD.replace("2026-05-01", "2026-05-01T23:30:00") + GOOD.replace("g,2026-05-01", "z,2026-05-02T03:00:00Z")
    bring(sqlite_store, tmp_path, text)
    found = rows(sqlite_store, sa.select(t.submissions.c.day, t.submissions.c.answered_at).order_by(t.submissions.c.external_id))
    assert found == [
        (date(2026, 5, 1), datetime(2026, 5, 2, 6, 30, tzinfo=UTC)),
        (date(2026, 5, 1), datetime(2026, 5, 2, 3, 0, tzinfo=UTC)),
    ]


def test_a_question_with_a_column_for_each_step_takes_the_one_that_is_filled(sqlite_store: Store, tmp_path: Path) -> None:
    steps = ("Very satisfied", "Satisfied", "Dissatisfied", "Very dissatisfied")
    cells = ("Very satisfied,,,", ",Satisfied,,", ",,,", ",,Dissatisfied,Very dissatisfied", ",,,Very dissatisfied")
    text = "id,day," + ",".join(steps) + ",why\n" + "".join(f"{at},2026-05-0{at},{row},because {at}\n" for at, row in enumerate(cells, 1))
    values = dict(zip(steps, (5, 4, 2, 1), strict=True))
    support = {"code": "support", "column": steps[0], "also": list(steps[1:]), "scale": "csat", "values": values}
    why = {"code": "why", "column": "why", "explains": "support"}
    mapping = {"submission": {"id": "id", "answered_at": "day"}, "questions": [support, why]}
    report = bring(sqlite_store, tmp_path, text, mapping)
    given = rows(sqlite_store, sa.select(t.responses.c.value).where(t.responses.c.value.is_not(None)))
    assert (report.added, report.refused_answers, sorted(given)) == (5, 1, [(1,), (4,), (5,)])
    [finding] = [found for found in report.findings if found.severity is Severity.REFUSED]
    assert (finding.code, finding.line, finding.column) == ("several-choices", 5, "Very satisfied")
    assert finding.value == "Dissatisfied · Very dissatisfied"
    with pytest.raises(MappingError, match="Satisfeid"):
        bring(sqlite_store, tmp_path, text, {**mapping, "questions": [{**support, "also": ["Satisfeid"]}, why]})
