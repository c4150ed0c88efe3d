"""The words of the upload's last steps: how far a job is, what came of it, and the links to exactly its answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.domain import Finding, Method, Severity
from vocdash.ingest.bring_in import bring_in
from vocdash.ingest.jobs import Job
from vocdash.ingest.known import Known, read_known, read_mapping_of
from vocdash.ingest.mapping import Mapping, Shape
from vocdash.ingest.mapping_file import load_mapping
from vocdash.ingest.preview import Became, RowPreview, preview
from vocdash.ingest.quality import LEFT_OUT
from vocdash.ingest.read import read_table
from vocdash.ingest.remembered import recall_saved, remember
from vocdash.ingest.report import from_json
from vocdash.journeys.definition import Definition, SourceSpec
from vocdash.store import Store
from vocdash.ui.upload import done, findings, importing
from vocdash.ui.upload.words import format_words, literal, share

STARTED = datetime(2026, 5, 1, 12, tzinfo=UTC)


def job(message: str, rows: int, total: int | None = 10_000, state: str = "running") -> Job:
    return Job("j", "import", state, "Ann", STARTED, STARTED, None, rows, total, message, "answers.csv", None)


@pytest.mark.parametrize(
    ("now", "seconds", "words"),
    [
        (job("Starting", 0, None), 2, "Starting"),
        (job("Reading: 100 of 10,000 rows", 100), 2, "Reading the first rows"),
        (job("Reading: 5,000 of 10,000 rows", 5_000), 7, "714 rows a second · 13 seconds left"),
        (job("Reading: 5,000 of 10,000 rows", 5_000), 700, "7 rows a second · 22 minutes left"),
        (job("Writing: 0 of 10,000 rows", 0), 9, "Writing everything at once, so that nobody sees half of it"),
        (job("Writing: 2,000 of 10,000 rows", 2_000), 9, "Writing everything at once, so that nobody sees half of it"),
        (job("Being stopped by Ann", 5_000, state="cancelled"), 9, "Stopping: nothing will be stored"),
    ],
)
def test_the_pace_is_told_once_there_is_something_to_tell_it_from(now: Job, seconds: int, words: str) -> None:
    assert importing.pace(now, importing.progress_of(now), STARTED + timedelta(seconds=seconds)) == words


REPORT = from_json(
    {
        "import_id": 7,
        "rows": 100,
        "added": 80,
        "changed": 5,
        "same": 10,
        "refused": 5,
        "refused_answers": 2,
        "findings": [],
        "new_places": {"journeys": {}, "stages": {}, "touchpoints": {}, "channels": {}},
        "days": ["2026-04-03", "2026-05-09"],
        "dry_run": False,
    },
    "answers.csv",
)


def test_the_links_show_the_journey_the_days_and_the_source_of_the_file() -> None:
    mapping = Mapping(Shape.WIDE, source=SourceSpec("s", "S", Method.REVIEW), definition=Definition("shop", "Our shop"))
    assert done.where(REPORT, mapping) == {
        "journey": "Our shop",
        "period": "From … to …",
        "from": "2026-04-03",
        "to": "2026-05-09",
        "method": "Review",
        "source": "S",
    }
    assert done.where(replace(REPORT, days=None), None) == {}


def test_what_came_of_the_rows_is_one_sentence() -> None:
    assert findings.done_title(REPORT) == "80 rows came in, 5 were updated, 10 were here already and 5 were not taken"
    one = replace(REPORT, added=1, changed=0, same=1, refused=1)
    assert findings.done_title(one) == "1 row came in, 1 was here already and 1 was not taken"
    assert findings.report_title(REPORT)[0] == "95 of 100 rows can come in; 5 are refused"
    assert findings.report_title(replace(REPORT, refused=1))[0].endswith("1 is refused")
    assert findings.report_title(replace(REPORT, added=0, changed=0, refused=0))[0].endswith("nothing to import")


def test_the_remedy_of_the_page_names_no_option_of_the_command_line() -> None:
    flag = Finding("too-fast", Severity.NOTE, "x", "… import with --exclude-flagged too-fast.")
    place = Finding("unknown-stage", Severity.REFUSED, "x", "Did you mean “buy”? Or let this import make it: --new-places …")
    assert "--" not in findings.remedy(flag) + findings.remedy(place)
    assert findings.remedy(place) == "Did you mean “buy”? Or let this file make it, below."
    assert findings.remedy(replace(flag, code="other", remedy="Mend it.")) == "Mend it."


def test_what_is_said_of_the_whole_file_counts_no_rows() -> None:
    of_file = Finding("one-column", Severity.WARNING, "Everything stands in one column.", "Choose what stands between them.")
    of_row = Finding("row-shape", Severity.REFUSED, "Line 3 has 2 cells, not 3.", "Add the missing cell.", line=3)
    assert 'data-h="Rows"></td>' in findings.findings_table([of_file])
    assert 'data-h="Rows">1</td>' in findings.findings_table([of_row])


def test_nothing_is_left_to_choose_once_the_import_is_done() -> None:
    flag = Finding("too-fast", Severity.NOTE, "x", "… import with --exclude-flagged too-fast.")
    place = Finding("unknown-stage", Severity.REFUSED, "x", "Did you mean “buy”? Or let this import make it: --new-places …")
    assert findings.remedy_now(flag) == "They came in and count."
    assert findings.remedy_now(replace(flag, remedy=LEFT_OUT)) == "They came in, and are left out of every score."
    told = "".join(findings.remedy_now(each) for each in (flag, place, replace(flag, code="known-elsewhere")))
    assert "below" not in told and "--" not in told
    assert "below" not in findings.findings_table([flag, place], came_in=True)


def test_others_hear_of_what_is_under_way_and_of_what_waits_for_them() -> None:
    running, checked = job("Reading", 1), replace(job("40 added", 40, state="done"), kind="check", finished_at=STARTED)
    checked = replace(checked, result={"added": 40, "changed": 0})
    assert importing.others_title([running, checked]) == "1 import is under way"
    assert importing.others_title([replace(running, kind="check")] * 2) == "2 checks are under way"
    assert importing.others_title([checked]) == "A file is checked and waits for you"
    waiting = replace(checked, result={"added": 40, "changed": 2, "same": 1, "refused": 1})
    assert importing.told(waiting) == "42 rows can come in, 1 is refused"
    assert importing.waits(checked, Actor("Ann", Access.LEAD)) and not importing.waits(checked, Actor("Bo", Access.LEAD))
    assert not importing.waits(replace(checked, result={"added": 0, "changed": 0, "same": 40}), Actor("Ann", Access.LEAD))


def test_the_days_of_an_import_are_told_and_one_day_only_once() -> None:
    ended = replace(job("", 100, state="done"), finished_at=STARTED)
    assert done.told_by(ended, replace(REPORT, days=(date(2026, 5, 1), date(2026, 5, 5)))).endswith("run from 1 May 2026 to 5 May 2026.")
    assert done.told_by(ended, replace(REPORT, days=(date(2026, 5, 1),) * 2)).endswith("All answers are from 1 May 2026.")


def test_what_a_row_becomes_is_one_part_of_its_cell() -> None:
    row = RowPreview(7, date(2026, 5, 1), time(9, 5), "", ("North", "Gold"), (), ())
    shown = findings.preview_table([row])
    assert "<span>North, Gold</span>" in shown and "1\u00a0May\u00a02026,\u00a009:05" in shown


def test_the_preview_of_a_row_with_many_long_questions_stays_short() -> None:
    question = "How much do you agree with this sentence about us, all in all: they keep what they promise, number {:03d}"
    row = RowPreview(2, date(2026, 5, 1), None, "R1", (), tuple(Became("", "", question.format(n), "4") for n in range(1, 121)), ())
    shown = findings.preview_table([row])
    assert "How much do you agree wi … they promise, number 012 <strong>4</strong>" in shown
    assert "number 013" not in shown
    assert "and 108 more answers" in shown


def test_words_of_a_file_are_no_markup_in_labels() -> None:
    assert literal("![x](http://a) *b* $c$") == r"\!\[x\]\(http\://a\) \*b\* \$c\$"


def test_formats_and_shares_in_words() -> None:
    assert format_words("%d.%m.%Y %H:%M") == "day.month.year hour:minute"
    assert format_words("excel") == "days as Excel counts them"
    assert (share(0.999), share(0.9)) == ("sure", "90% sure")


# --- with a store ----------------------------------------------------------------------------------------------------

MAPPING = {
    "shape": "wide",
    "source": {"code": "orders", "name": "Order survey", "method": "survey"},
    "journey": {"code": "garden", "name": "Our garden"},
    "stages": [{"code": "buy", "name": "Buy"}],
    "touchpoints": [{"code": "web", "name": "Website"}],
    "submission": {"id": "no", "answered_at": "day", "segments": {"region": "region"}},
    "questions": [
        {"column": "score", "code": "sat", "scale": "csat", "stage": "buy", "touchpoint": "web", "no_answer": ["99"]},
        {"column": "why", "code": "why", "role": "comment", "explains": "sat"},
    ],
}
ROWS = "no,day,score,why,region\n1,2026-05-01,4,Mail me at ann@example.org,North\n2,2026-05-32,3,,South\n3,2026-05-03,99,,\n"


def test_what_the_first_rows_become_is_shown_before_anything_is_written(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(ROWS, encoding="utf-8")
    mapping = load_mapping(MAPPING)
    first, second, third = preview(store, read_table(path), mapping)
    assert (first.line, first.day, first.own_id, first.segments) == (2, date(2026, 5, 1), "1", ("North",))
    assert first.answers[0] == Became("Buy", "Website", "score", "4")
    assert "ann@example.org" not in first.answers[1].said
    assert second.day is None and second.findings
    assert third.answers == ()
    assert read_known(store) == Known(scales=read_known(store).scales)


def test_what_a_file_can_be_tied_to_and_the_mapping_it_had(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(ROWS, encoding="utf-8")
    mapping = load_mapping(MAPPING)
    report = bring_in(store, COMMAND_LINE, path, mapping)
    known = read_known(store)
    assert known.journeys == {"garden": "Our garden"}
    assert known.stages == {"garden": {"buy": "Buy"}}
    assert known.touchpoints == {"web": "Website"}
    assert known.sources == {"orders": SourceSpec("orders", "Order survey", Method.SURVEY)}
    assert report.import_id is not None
    kept = read_mapping_of(store, report.import_id)
    assert kept is not None and kept.definition.questions == mapping.definition.questions
    assert read_mapping_of(store, 99) is None
    columns = read_table(path).columns
    remember(store, COMMAND_LINE, columns, mapping, name="orders.csv")
    saved = recall_saved(store, reversed(columns))
    assert saved is not None and (saved.name, saved.mapping) == ("orders.csv", mapping)
    assert abs(saved.saved_at - datetime.now(UTC)) < timedelta(minutes=1)
