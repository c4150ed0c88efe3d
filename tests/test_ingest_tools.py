"""Exports of one tool after another, as its columns are called: which tool it is, and which columns say who answered when."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.columns import meanings, spread
from vocdash.ingest.inspect import Inspection, inspect
from vocdash.ingest.understand import Kind

ROWS = 28

TOOLS: dict[str, tuple[str, dict[str, Kind]]] = {
    "jotform": (
        "Submission Date,Name,Please rate the following: >> Speed,How likely are you to recommend us?,Submission ID,Submission IP",
        {"Submission ID": Kind.SUBMISSION_ID, "Submission Date": Kind.ANSWERED_AT, "Submission IP": Kind.LEAVE_OUT},
    ),
    "alchemer": (
        "Response ID,Time Started,Date Submitted,Status,Contact ID,SessionID,Referer,Language,How likely are you to recommend us?",
        {"Response ID": Kind.SUBMISSION_ID, "Date Submitted": Kind.ANSWERED_AT, "Time Started": Kind.STARTED_AT, "Status": Kind.LEAVE_OUT},
    ),
    "hotjar": (
        "Number,Date Submitted,Source URL,Device,Browser,OS,Hotjar User ID,How would you rate your visit?",
        {"Number": Kind.LEAVE_OUT, "Date Submitted": Kind.ANSWERED_AT, "Browser": Kind.LEAVE_OUT, "OS": Kind.LEAVE_OUT},
    ),
    "trustpilot": (
        "Review id,Review Created (UTC),Review Consumer User Id,Review Stars,Source Of Review,Company Reply Date (UTC)",
        {"Review id": Kind.SUBMISSION_ID, "Review Created (UTC)": Kind.ANSWERED_AT, "Company Reply Date (UTC)": Kind.LEAVE_OUT},
    ),
    "google-play": (
        "Package Name,App Version Code,Reviewer Language,Review Submit Date and Time,Star Rating,Developer Reply Date and Time",
        {"Review Submit Date and Time": Kind.ANSWERED_AT, "Developer Reply Date and Time": Kind.LEAVE_OUT, "Star Rating": Kind.SCORE},
    ),
    "intercom": (
        "Conversation ID,Conversation started at (Europe/Malta),Updated at (Europe/Malta),Conversation rating remark,Conversation rating",
        {
            "Conversation ID": Kind.SUBMISSION_ID,
            "Updated at (Europe/Malta)": Kind.ANSWERED_AT,
            "Conversation started at (Europe/Malta)": Kind.FACT_DATE,
            "Conversation rating": Kind.SCORE,
        },
    ),
    "zendesk": (
        "Ticket ID,Ticket created - Timestamp,Satisfaction rating,Satisfaction comment,Satisfaction rating updated - Timestamp",
        {"Ticket ID": Kind.SUBMISSION_ID, "Satisfaction rating updated - Timestamp": Kind.ANSWERED_AT},
    ),
    "delighted": (
        "Survey Response ID,Person ID,Score,Response Created At,Response Updated At,Delighted Source",
        {
            "Survey Response ID": Kind.SUBMISSION_ID,
            "Person ID": Kind.CUSTOMER_NUMBER,
            "Response Created At": Kind.ANSWERED_AT,
            "Response Updated At": Kind.LEAVE_OUT,
        },
    ),
    "surveysparrow": (
        "Submission Id,Started Time,Submitted Time,Completion Status,How likely are you to recommend us?",
        {"Submission Id": Kind.SUBMISSION_ID, "Submitted Time": Kind.ANSWERED_AT, "Started Time": Kind.STARTED_AT},
    ),
    "formstack": (
        "Time,Unique ID,User Agent,Remote IP,Read,How satisfied were you?",
        {"Unique ID": Kind.SUBMISSION_ID, "Time": Kind.ANSWERED_AT, "Read": Kind.LEAVE_OUT},
    ),
    "questionpro": (
        "Response ID,Response Status,IP Address,Timestamp (mm/dd/yyyy),Seq. Number,External Reference,How satisfied were you?",
        {"Response ID": Kind.SUBMISSION_ID, "Timestamp (mm/dd/yyyy)": Kind.ANSWERED_AT, "Seq. Number": Kind.LEAVE_OUT},
    ),
    "soscisurvey": (
        "CASE,QUESTNNR,MODE,STARTED,LASTDATA,Q_VIEWER,MAXPAGE,How satisfied were you?",
        {"CASE": Kind.SUBMISSION_ID, "LASTDATA": Kind.ANSWERED_AT, "STARTED": Kind.STARTED_AT, "MAXPAGE": Kind.LEAVE_OUT},
    ),
    "unipark": (
        "lfdn,external_lfdn,dispcode,lastpage,date_of_last_access,How satisfied were you?",
        {"lfdn": Kind.SUBMISSION_ID, "date_of_last_access": Kind.ANSWERED_AT, "dispcode": Kind.LEAVE_OUT},
    ),
    "wenjuanxing": (
        "序号,提交答卷时间,所用时间,来源,来自IP,1、您对服务的总体满意度",
        {"序号": Kind.SUBMISSION_ID, "提交答卷时间": Kind.ANSWERED_AT, "1、您对服务的总体满意度": Kind.SCORE},
    ),
    "microsoft-forms": (
        "ID,开始时间,完成时间,电子邮件,名称,您有多大可能向朋友推荐我们？",
        {"ID": Kind.SUBMISSION_ID, "完成时间": Kind.ANSWERED_AT, "开始时间": Kind.STARTED_AT},
    ),
}


def cell(name: str, row: int) -> object:
    """An answer such as stands under a header: the moment, the number of the row, or a score."""
    lower = name.lower()
    if any(word in lower for word in ("date", "time", "created", "updated", "started", "lastdata", "时间")) and "所用" not in name:
        return f"2026-03-{row:02} 10:{row:02}:00"
    if "recommend" in lower or "推荐" in name or name == "Score":
        return row * 7 % 11
    if any(word in lower for word in ("satisf", "rat", "stars", "满意")) and not lower.startswith(("satisfaction comment", "operat")):
        return row * 3 % 5 + 1
    return f"{1000 + row}"


def export(folder: Path, head: str) -> Inspection:
    path = folder / "export.csv"
    names = head.split(",")
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows([names, *([cell(name, row) for name in names] for row in range(1, ROWS + 1))])
    return inspect(path)


@pytest.mark.parametrize("tool", TOOLS)
def test_a_tool_is_known_and_so_are_its_columns(tmp_path: Path, tool: str) -> None:
    head, kinds = TOOLS[tool]
    found = export(tmp_path, head)
    assert (found.table.layout, found.table.data_rows) == (tool, ROWS)
    assert {meaning.column: meaning.kind for meaning in found.meanings if meaning.column in kinds} == kinds


def test_dates_of_a_tool_that_nobody_needs_are_still_said_to_be_dates(tmp_path: Path) -> None:
    found = export(tmp_path, TOOLS["delighted"][0])
    assert set(found.date_formats) == {"Response Created At", "Response Updated At"}


def test_seconds_since_1970_are_known_by_what_happened_then(tmp_path: Path) -> None:
    head = "response_id,contact_id,answer,answerlabel,comment,dontcontact,lastemailed,responded,created,question_type,deliverymethod"
    path = tmp_path / "export.csv"
    groups = ("Detractor", "Passive", "Promoter")
    rows = [
        f"{n},{n % 9},{n % 11},{groups[(n % 11 > 6) + (n % 11 > 8)]},fine {n},0,{1760000000 + n * 86400},{1760000900 + n * 86400},"
        f"{1750000000 + n},nps,email"
        for n in range(1, ROWS + 1)
    ]
    path.write_text("\n".join([head, *rows]) + "\n")
    found = inspect(path)
    answered = next(meaning for meaning in found.meanings if meaning.kind is Kind.ANSWERED_AT)
    assert (found.table.layout, answered.column, answered.dates.format) == ("asknicely", "responded", "unix")
    assert next(meaning for meaning in found.meanings if meaning.column == "answer").scale.scale.code == "nps"  # type: ignore[union-attr]


def test_answers_that_stand_as_codes_are_said_in_every_column_of_the_tool(tmp_path: Path) -> None:
    days: list[object] = [f"2026-03-{n % 28 + 1:02} 10:00:00" for n in range(60)]
    columns: dict[str, list[object]] = {"id": list(range(60)), "submitdate": days, "lastpage": [3] * 60, "startlanguage": ["en"] * 60}
    columns |= {name: spread("A1", "A2", "A3", "A4", "A5") for name in ("sat01", "grid[SQ001]")}
    found = meanings(tmp_path, columns)
    assert [[finding.code for finding in found[name].findings] for name in ("sat01", "grid[SQ001]")] == [["answer-codes"]] * 2
