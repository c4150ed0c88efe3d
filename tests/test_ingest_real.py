"""Real public files through their mappings, with what is known about them from elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.test_ingest_bring_in import count, rows
from vocdash.access import COMMAND_LINE
from vocdash.ingest import bring_in
from vocdash.store import Store
from vocdash.store import tables as t

MAPPINGS = Path(__file__).resolve().parents[1] / "data" / "mappings"
WAVES = {2014: (2818, 3.996, 4.007), 2015: (2958, 4.048, 4.044), 2016: (3087, 4.038, 4.053)}
"""Rows, and the mean of the airport as a whole: unweighted, weighted."""


@pytest.mark.parametrize("year", WAVES)
def test_the_airport_survey(sqlite_store: Store, shared_data: Path, year: int) -> None:
    count_of_rows, plain, weighted = WAVES[year]
    path = shared_data / "airport_survey" / f"{year}_SFO_Customer_Survey.csv"
    report = bring_in(sqlite_store, COMMAND_LINE, path, MAPPINGS / f"airport-{year}.toml")
    assert (report.rows, report.added, report.refused, report.refused_answers) == (count_of_rows, count_of_rows, 0, 0)
    assert report.days and {day.year for day in report.days} == {year} and {day.month for day in report.days} == {5}
    r, s, q = t.responses.c, t.submissions.c, t.questions.c
    means = sa.select(sa.func.avg(r.value), sa.func.sum(r.value * s.weight) / sa.func.sum(s.weight))
    means = means.join_from(t.responses, t.submissions).join(t.questions, q.question_id == r.question_id).where(q.code == "Q7ALL")
    assert [round(mean, 3) for mean in rows(sqlite_store, means)[0]] == [plain, weighted]


def test_the_surgeries_feedback_has_twins_that_are_different_people(store: Store, shared_data: Path) -> None:
    path = shared_data / "gp_feedback" / "fft_patient_feedback.csv"
    report = bring_in(store, COMMAND_LINE, path, MAPPINGS / "gp-feedback.toml")
    assert (report.rows, report.added, report.refused) == (3882, 3882, 0)
    again = bring_in(store, COMMAND_LINE, path, MAPPINGS / "gp-feedback.toml")
    assert (again.added, again.changed, again.same) == (0, 0, 3882)
    assert count(store, t.submissions) == 3882


def test_the_garden_centre_speaks_french_and_is_not_scored_as_english(sqlite_store: Store, shared_data: Path) -> None:
    path = shared_data / "nps_verbatims_fr" / "garden_store_fr_nps_utf8_repaired.csv"
    report = bring_in(sqlite_store, COMMAND_LINE, path, MAPPINGS / "garden-centre-fr.toml")
    assert (report.rows, report.added, report.refused_answers) == (13954, 13954, 0)
    r, q = t.responses.c, t.questions.c
    said = sa.select(
        sa.func.count(),
        sa.func.sum(sa.case((r.value >= 9, 1), else_=0)) - sa.func.sum(sa.case((r.value <= 6, 1), else_=0)),
    )
    n, surplus = rows(sqlite_store, said.join_from(t.responses, t.questions).where(q.code == "nps"))[0]
    assert n == 13612 and round(100 * surplus / n, 2) == 53.42
    comments = count(sqlite_store, t.responses, r.verbatim.is_not(None))
    scored = count(sqlite_store, t.responses, r.polarity.is_not(None))
    assert comments == 3838 and scored < 0.01 * comments
