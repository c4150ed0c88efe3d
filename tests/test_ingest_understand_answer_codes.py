"""Answers that stand as codes, A1 to A5: a scale whose good end the other scores may tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.columns import meanings, one, spread, write
from vocdash.ingest.inspect import inspect_table
from vocdash.ingest.understand import Kind

ASKED = "How satisfied are you with our service?"
CODED = spread("A1", "A2", "A3", "A4", "A5")


def test_a_scale_is_offered_and_said(tmp_path: Path) -> None:
    found = one(tmp_path, ASKED, CODED)
    assert found.kind is Kind.SCORE and found.scale and found.confidence < 0.5
    assert (found.scale.scale.code, found.scale.values["A1"], found.scale.values["A5"]) == ("csat", 1.0, 5.0)
    (finding,) = found.findings
    assert finding.code == "coded-scale" and "whether A5 is the best or the worst" in finding.what
    assert one(tmp_path, ASKED, spread("AO01", "AO02", "AO03", "AO04")).scale.scale.code == "csat-1-4"  # type: ignore[union-attr]


def test_what_asks_for_no_rating_is_no_scale(tmp_path: Path) -> None:
    assert one(tmp_path, "Gate", spread("A1", "A2", "B7")).kind is Kind.SEGMENT
    assert one(tmp_path, "Please rank these", CODED).kind is not Kind.SCORE


@pytest.mark.parametrize("best_first", [False, True])
def test_the_other_scores_of_a_row_tell_which_end_is_good(tmp_path: Path, best_first: bool) -> None:
    content = spread(*range(1, 6))
    columns: dict[str, list[object]] = {
        "How likely are you to recommend us? (0-10)": [2 * int(str(value)) for value in content],
        ASKED: [f"A{6 - int(str(value)) if best_first else value}" for value in content],
    }
    found = meanings(tmp_path, columns)[ASKED]
    assert found.scale and (found.scale.reverse, found.confidence >= 0.5) == (best_first, True)
    assert [finding.code for finding in found.findings] == ["coded-scale"]


def test_without_a_sign_it_does_not_come_in_beside_other_scores(tmp_path: Path) -> None:
    columns: dict[str, list[object]] = {"How likely are you to recommend us? (0-10)": spread(*range(11), rows=61)[:60], ASKED: CODED}
    mapping = inspect_table(write(tmp_path, columns)).mapping
    assert mapping is not None
    assert [question.column for question in mapping.definition.questions] == ["How likely are you to recommend us? (0-10)"]
