"""Somebody who has never seen a file brings it in with what is suggested: real public files, understood and tried without writing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from vocdash.access import COMMAND_LINE
from vocdash.domain import Family, Severity
from vocdash.ingest import bring_in
from vocdash.ingest.inspect import Inspection, inspect
from vocdash.ingest.mapping_file import load_mapping
from vocdash.ingest.report import ImportReport
from vocdash.ingest.understand import Kind
from vocdash.store import Store


def tried(store: Store, path: Path) -> tuple[Inspection, ImportReport]:
    found = inspect(path)
    assert found.mapping and load_mapping(found.mapping.to_dict()) == found.mapping
    assert not any(_is_nps(found, column) for column in found.table.columns if "nps" not in column.lower())
    return found, bring_in(store, COMMAND_LINE, path, found.mapping, dry_run=True)


def _is_nps(found: Inspection, column: str) -> bool:
    meaning = next(meaning for meaning in found.meanings if meaning.column == column)
    return meaning.scale is not None and meaning.scale.scale.family is Family.NPS


def kinds(found: Inspection, kind: Kind) -> list[str]:
    return [meaning.column for meaning in found.meanings if meaning.kind is kind]


def scales(found: Inspection) -> dict[str, str]:
    return {meaning.column: meaning.scale.scale.code for meaning in found.meanings if meaning.kind is Kind.SCORE and meaning.scale}


def codes(found: Inspection, column: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is offered as no answer, and as never used."""
    scale = next(meaning.scale for meaning in found.meanings if meaning.column == column)
    assert scale
    return scale.no_answer, scale.not_used


def test_seats(sqlite_store: Store, shared_data: Path) -> None:
    found, report = tried(sqlite_store, shared_data / "airline_reviews" / "seat.csv")
    aspects = ["legroom", "recline", "width"]
    wanted = {"overall_rating": "rating-1-10", "recommended": "yesno", **{f"seat_{aspect}_rating": "rating" for aspect in aspects}}
    assert wanted.items() <= scales(found).items() and len(scales(found)) == 9
    assert kinds(found, Kind.ANSWERED_AT) == ["date"] and kinds(found, Kind.COMMENT) == ["content"]
    assert codes(found, "viewing_tv_rating") == (("0",), ())
    assert kinds(found, Kind.CUSTOMER_NAME) == ["author"] and kinds(found, Kind.FACT_DATE) == ["date_flown"]
    assert next(meaning.explains for meaning in found.meanings if meaning.column == "content") == "overall_rating"
    assert (report.rows, report.added, report.refused, report.refused_answers) == (1258, 1232, 26, 0)
    refusals = [(finding.code, finding.count) for finding in report.findings if finding.severity is Severity.REFUSED]
    assert refusals == [("epoch-date", 26)]


def test_lounges_mix_two_scales(sqlite_store: Store, shared_data: Path) -> None:
    found, report = tried(sqlite_store, shared_data / "airline_reviews" / "lounge.csv")
    assert [(finding.code, finding.column) for finding in found.warnings] == [("mixed-scales", "overall_rating")]
    assert all(codes(found, column) == (("0",), ()) for column in scales(found) if column not in ("overall_rating", "recommended"))
    assert (report.rows, report.added, report.refused_answers) == (2264, 2264, 67)


def test_surgeries(sqlite_store: Store, shared_data: Path) -> None:
    found, report = tried(sqlite_store, shared_data / "gp_feedback" / "fft_patient_feedback.csv")
    assert scales(found) == {"rating": "rating"} and codes(found, "rating") == (("Don't know",), ())
    assert kinds(found, Kind.COMMENT) == ["free_text", "do_better"] and kinds(found, Kind.ANSWERED_AT) == ["time"]
    assert "surgery" in kinds(found, Kind.SEGMENT) and "sentiment_free_text" in kinds(found, Kind.LEAVE_OUT)
    assert (report.rows, report.added, report.refused_answers) == (3882, 3882, 0)


def test_clothes(sqlite_store: Store, shared_data: Path) -> None:
    found, report = tried(sqlite_store, shared_data / "clothing_reviews" / "Womens Clothing E-Commerce Reviews.csv")
    assert scales(found) == {"Rating": "rating", "Recommended IND": "yesno"}
    assert kinds(found, Kind.COMMENT) == ["Review Text"] and [finding.code for finding in found.warnings] == ["no-date-column"]
    assert kinds(found, Kind.SEGMENT) == ["Division Name", "Department Name", "Class Name"]
    assert (report.rows, report.added, report.refused_answers) == (23486, 23486, 0)


def test_the_airport(sqlite_store: Store, shared_data: Path) -> None:
    found, report = tried(sqlite_store, shared_data / "airport_survey" / "2016_SFO_Customer_Survey.csv")
    asked = scales(found)
    assert set(asked.values()) == {"rating"} and len(asked) == 26
    assert all(codes(found, column) == (("0",), ("6",)) for column in asked if column.startswith("Q7"))
    assert {"Q7FOOD", "Q9RESTROOM", "Q10SAFE", "Q13GETRATE", "Q14PASSTHRU"} <= asked.keys()
    assert kinds(found, Kind.WEIGHT) == ["WEIGHT"] and kinds(found, Kind.ANSWERED_AT) == ["INTDATE"]
    assert (report.rows, report.added, report.refused, report.refused_answers) == (3087, 3087, 0, 0)
    assert report.days and (report.days[0].year, report.days[1]) == (2016, date(2016, 5, 24))


@pytest.mark.parametrize("year", [2010, 2011, 2012, 2013, 2014, 2015])
def test_other_waves_offer_six_and_zero_as_no_answer(shared_data: Path, year: int) -> None:
    found = inspect(shared_data / "airport_survey" / f"{year}_SFO_Customer_Survey.csv")
    first = "Q6" if year == 2010 else "Q8" if year < 2013 else "Q7"
    grid = [column for column in scales(found) if column.startswith(first)]
    assert len(grid) >= 12 and all(codes(found, column)[1] == ("6",) for column in grid)


def test_a_matrix_of_qualtrics(sqlite_store: Store, shared_data: Path) -> None:
    name = "QualtricsTools__No_Basis_for_Evaluation__No_Basis_for_Evaluation_(Insights).csv"
    found, report = tried(sqlite_store, shared_data / "survey_exports" / "qualtrics" / name)
    assert kinds(found, Kind.SUBMISSION_ID) == ["ResponseID"] and kinds(found, Kind.ANSWERED_AT) == ["EndDate"]
    assert list(scales(found)) == ["Q1", "Q3_1", "Q3_2", "Q3_3", "Q3_4", "Q4_1", "Q4_2", "Q4_3", "Q4_4"]
    assert "-1" in codes(found, "Q3_1")[0]
    assert (report.rows, report.added, report.refused_answers) == (15, 15, 0)


def test_a_qualtrics_export_without_an_end_date(sqlite_store: Store, shared_data: Path) -> None:
    found, report = tried(sqlite_store, shared_data / "survey_exports" / "qualtrics" / "qualtrics_teaching_sample_trimmed.csv")
    assert kinds(found, Kind.ANSWERED_AT) == ["StartDate"] and len(scales(found)) > 100
    assert (report.rows, report.added, report.refused_answers) == (7, 7, 0)


@pytest.mark.parametrize(
    ("file", "asked"),
    [
        ("hotel_reviews/tripadvisor_1000_aspects.csv", ["overall", "cleanliness", "value", "location", "rooms", "sleep_quality"]),
        ("hotel_reviews/booking_1492_zero_padded_dates.csv", ["Reviewer_Score"]),
        ("nps_verbatims_fr/garden_store_fr_nps_utf8_repaired.csv", ["nps", "satisfaction", "intention"]),
        ("survey_exports/tsv/amazon_alexa_reviews.tsv", ["rating"]),
        ("complaints/comcast_telecom_complaints.csv", []),
    ],
)
def test_other_files(sqlite_store: Store, shared_data: Path, file: str, asked: list[str]) -> None:
    found, report = tried(sqlite_store, shared_data / file)
    assert list(scales(found)) == asked
    assert kinds(found, Kind.COMMENT) and report.refused == report.refused_answers == 0


def test_empty_halves_of_a_review_are_no_comment(shared_data: Path) -> None:
    found = inspect(shared_data / "hotel_reviews" / "booking_1492_zero_padded_dates.csv")
    offered = {meaning.column: meaning.no_answer for meaning in found.meanings if meaning.kind is Kind.COMMENT}
    assert {"No Negative", "Nothing"} <= set(offered["Negative_Review"]) and "No Positive" in offered["Positive_Review"]


def test_fourteen_touchpoints_without_a_word_of_rating(shared_data: Path) -> None:
    found = inspect(shared_data / "airline_satisfaction" / "kaggle_teejmahal20_test.csv")
    assert len(scales(found)) == 15 and scales(found)["satisfaction"] == "csat-0-1"
    assert codes(found, "Inflight wifi service") == (("0",), ())
