"""What `inspect` says of a file: the five facts of every manifest entry, the formats of dates, a mapping that loads, and warnings."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from vocdash.errors import UnreadableFile
from vocdash.ingest.inspect import as_json, inspect
from vocdash.ingest.mapping_file import load_mapping

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
EXPORTS = DATA / "survey_exports"
MALFORMED = DATA / "malformed_csv"
KEYS = ["encoding", "delimiter", "header_rows", "data_rows", "columns", "layout", "date_formats", "suggested_mapping", "warnings"]
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the folder of public data, ../shared/data, is absent")


def manifest(folder: Path) -> list[dict[str, str]]:
    path = folder / "MANIFEST.csv"
    return list(csv.DictReader(path.open(encoding="utf-8"))) if path.exists() else []


@needs_data
@pytest.mark.parametrize("entry", manifest(EXPORTS), ids=lambda entry: entry["file"])
def test_an_export_is_inspected_in_the_words_of_the_manifest(entry: dict[str, str]) -> None:
    found = as_json(inspect(EXPORTS / entry["file"]))
    assert list(found) == KEYS
    facts = (found["encoding"], found["delimiter"], found["header_rows"], found["data_rows"], len(found["columns"]))
    wanted = (entry["encoding"], entry["delimiter"], int(entry["header_rows"]), int(entry["expected_data_rows"]), int(entry["columns"]))
    assert facts == wanted
    assert json.loads(json.dumps(found, ensure_ascii=False)) == found
    if found["suggested_mapping"] is not None:
        assert load_mapping(found["suggested_mapping"]).to_dict() == found["suggested_mapping"]


@needs_data
@pytest.mark.parametrize("entry", manifest(MALFORMED), ids=lambda entry: entry["file"])
def test_a_malformed_file_is_inspected_or_refused_with_its_reason(entry: dict[str, str]) -> None:
    path = MALFORMED / entry["corpus"] / entry["file"]
    try:
        found = as_json(inspect(path))
    except UnreadableFile as refused:
        assert path.read_bytes().strip() == b"" and refused.what and refused.fix
        return
    assert list(found) == KEYS and found["encoding"] == entry["encoding"]
    assert not entry["expected"].startswith("must be") or found["warnings"]


@needs_data
@pytest.mark.parametrize(
    ("file", "formats"),
    [
        ("complaints/comcast_telecom_complaints.csv", {"Date": "%d-%m-%y", "Date_month_year": "%d-%b-%y"}),
        ("airline_reviews/seat.csv", {"date": "%Y-%m-%d", "date_flown": "%d-%m-%Y"}),
        ("airport_survey/2016_SFO_Customer_Survey.csv", {"INTDATE": "%m/%d/%Y %I:%M:%S %p"}),
        ("hotel_reviews/booking_1492_zero_padded_dates.csv", {"Review_Date": "%m/%d/%Y"}),
        ("survey_exports/tsv/amazon_alexa_reviews.tsv", {"date": "%d-%b-%y"}),
        ("airline_satisfaction/kaggle_teejmahal20_test.csv", {}),
    ],
)
def test_only_dates_have_a_format(file: str, formats: dict[str, str]) -> None:
    assert inspect(DATA / file).date_formats == formats


def write(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "answers.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(("header", "formats"), [("visit_date", {"visit_date": "excel"}), ("postcode", {}), ("Q4", {})])
def test_five_digits_are_a_date_only_where_the_header_says_so(tmp_path: Path, header: str, formats: dict[str, str]) -> None:
    path = write(tmp_path, f"{header},rating", *(f"{45000 + number},{number % 5 + 1}" for number in range(40)))
    assert inspect(path).date_formats == formats


def test_ambiguous_dates_are_shown_with_both_readings(tmp_path: Path) -> None:
    days = ("03/04/2024", "05/06/2024", "02/09/2024", "07/01/2024", "04/04/2024", "01/08/2024")
    found = inspect(write(tmp_path, "date,rating", *(f"{day},4" for day in days)), today=date(2025, 1, 1))
    [warning] = [finding for finding in found.warnings if finding.code == "ambiguous-dates"]
    assert "03 April 2024" in warning.what and "04 March 2024" in warning.what
    assert "31 December 2024 is “12/31/2024” and not “31/12/2024”" in warning.remedy and "%" not in warning.remedy


def test_a_file_without_answers_says_so_and_suggests_nothing(tmp_path: Path) -> None:
    found = as_json(inspect(write(tmp_path, "town,inhabitants", "Bath,94782", "York,153717", "Ely,20112")))
    assert found["suggested_mapping"] is None
    assert any("is recognised as a score or a comment" in warning for warning in found["warnings"])


def test_a_file_without_dates_gets_one_day_and_a_warning(tmp_path: Path) -> None:
    rows = [f"{number % 5 + 1},It was a rather pleasant visit number {number}" for number in range(30)]
    found = inspect(write(tmp_path, "rating,comment", *rows), today=date(2026, 5, 4))
    assert found.mapping and found.mapping.submission.answered_at and found.mapping.submission.answered_at.constant == date(2026, 5, 4)
    assert [finding.code for finding in found.warnings] == ["no-date-column"]


def test_a_person_may_override_the_detection(tmp_path: Path) -> None:
    found = as_json(inspect(write(tmp_path, "a;b", "1;2", "3;4"), {"delimiter": "semicolon", "header_rows": 0}))
    assert (found["delimiter"], found["header_rows"], found["data_rows"]) == ("semicolon", 0, 3)
