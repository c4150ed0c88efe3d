"""Answers of long ago, of no day, and of coded questions: what a file brings in when nobody says more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from vocdash.__main__ import main
from vocdash.access import COMMAND_LINE
from vocdash.cases.since import Opens
from vocdash.domain import Severity
from vocdash.ingest.bring_in import bring_in
from vocdash.ingest.mapping_file import load_mapping
from vocdash.ingest.report import as_text
from vocdash.store import Store
from vocdash.store import tables as t

MAPPING: dict[str, Any] = {
    "shape": "wide",
    "journey": "shop",
    "source": {"code": "wave", "name": "Wave", "method": "survey"},
    "submission": {"id": "ID", "answered_at": "DAY"},
    "questions": [
        {"column": "TILL", "stage": "buy", "touchpoint": "till", "scale": "csat"},
        {"column": "WHY", "role": "comment", "explains": "TILL"},
    ],
}
DAYS_AGO = (4_000, 91, 89, 1)


@pytest.fixture(autouse=True)
def _ninety_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOCDASH_CASE_DAYS")


def complaints(folder: Path) -> Path:
    """A complaint of each of the days."""
    today = datetime.now(UTC).date()
    lines = [f"{ago},{today - timedelta(days=ago)},1,I was cheated and want my money back" for ago in DAYS_AGO]
    return write(folder, "\n".join(["ID,DAY,TILL,WHY", *lines]))


def write(folder: Path, text: str) -> Path:
    path = folder / "answers.csv"
    path.write_text(text + "\n", encoding="utf-8")
    return path


def opened(store: Store) -> list[int]:
    """Days ago of the answers that have a case, as far as their ids tell."""
    query = sa.select(t.submissions.c.external_id).join(t.cases, t.cases.c.submission_id == t.submissions.c.submission_id)
    with store.reading() as connection:
        return sorted(int(found) for found in connection.scalars(query))


def test_complaints_of_long_ago_open_no_case_and_the_report_says_so_before(store: Store, tmp_path: Path) -> None:
    path = complaints(tmp_path)
    before = bring_in(store, COMMAND_LINE, path, MAPPING, dry_run=True)
    told = next(finding for finding in before.findings if finding.code == "too-old-for-cases")
    assert (told.severity, told.count) == (Severity.NOTE, 2) and told.what.startswith("2 of 4 new or changed submissions are from before ")
    report = bring_in(store, COMMAND_LINE, path, MAPPING)
    assert (report.cases, opened(store)) == (2, [1, 89])
    assert "(2 times)" in as_text(report) and "2 cases were opened" in as_text(report)


@pytest.mark.parametrize(("cases", "with_case"), [(Opens.ALL, sorted(DAYS_AGO)), (Opens.NONE, [])])
def test_an_import_may_ask_for_cases_of_all_complaints_or_of_none(
    sqlite_store: Store, tmp_path: Path, cases: Opens, with_case: list[int]
) -> None:
    report = bring_in(sqlite_store, COMMAND_LINE, complaints(tmp_path), {**MAPPING, "cases": cases.value})
    assert (report.cases, opened(sqlite_store)) == (len(with_case), with_case)
    assert not any(finding.code == "too-old-for-cases" for finding in report.findings)


def test_what_opens_cases_stays_with_the_mapping() -> None:
    mapping = load_mapping({**MAPPING, "cases": "none"})
    assert mapping.cases is Opens.NONE and load_mapping(mapping.to_dict()) == mapping


def test_cases_of_old_complaints_follow_what_a_later_export_corrects(sqlite_store: Store, tmp_path: Path) -> None:
    bring_in(sqlite_store, COMMAND_LINE, complaints(tmp_path), MAPPING, cases=Opens.ALL)
    now_happy = complaints(tmp_path).read_text(encoding="utf-8").replace(",1,I was cheated and want my money back", ",5,Lovely")
    bring_in(sqlite_store, COMMAND_LINE, write(tmp_path, now_happy), MAPPING, cases=Opens.NONE)
    assert opened(sqlite_store) == []


def test_a_file_without_a_day_gets_today_and_is_told_and_another_day_may_be_given(
    sqlite_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, "ID,How satisfied are you with the till?\n" + "\n".join(f"{at},{1 + at % 5}" for at in range(1, 40)))
    url = sqlite_store.engine.url.render_as_string(hide_password=False)
    given = ["import", str(path), "--suggested", "--db", url]
    assert main(given) == 0
    assert "which is today, because no column says when they were given." in capsys.readouterr().out
    assert main([*given, "--date", "2014-05-31"]) == 0
    assert "All answers get the same day, 31 May 2014, because" in capsys.readouterr().out
    with sqlite_store.reading() as connection:
        assert {day.isoformat() for day in connection.scalars(sa.select(t.submissions.c.day))} == {"2014-05-31"}


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        (["--suggested", "--date", "31/05/2014"], "is no day"),
        (["--date", "2014-05-31"], "needs a mapping"),
    ],
)
def test_a_day_that_cannot_be_meant_is_refused(
    sqlite_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str], extra: list[str], said: str
) -> None:
    url = sqlite_store.engine.url.render_as_string(hide_password=False)
    path = write(tmp_path, "ID,How satisfied are you with the till?\n1,5\n2,4\n3,1")
    assert main(["import", str(path), "--db", url, *extra]) == 2
    assert said in capsys.readouterr().err


def test_a_long_file_is_read_by_the_words_of_its_questions_and_not_by_their_codes(sqlite_store: Store, tmp_path: Path) -> None:
    asked = ("q1,How satisfied are you with the delivery?,4", "q2,How likely are you to recommend us? (0-10),9")
    lines = [f"r{person},2026-05-0{1 + person % 9},{line}" for person in range(20) for line in asked]
    path = write(tmp_path, "\n".join(["response_id,submitted_at,question,question_text,answer", *lines]))
    bring_in(sqlite_store, COMMAND_LINE, path)
    with sqlite_store.reading() as connection:
        wordings = set(connection.scalars(sa.select(t.questions.c.wording)))
    assert wordings >= {"How satisfied are you with the delivery?", "How likely are you to recommend us? (0-10)"}
