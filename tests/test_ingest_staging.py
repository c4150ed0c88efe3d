"""Rows sorted on disk, and comments scored elsewhere: nothing is lost, doubled or mixed up."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocdash.errors import VocError
from vocdash.ingest import scoring, spill
from vocdash.ingest.identity import MASK
from vocdash.ingest.scoring import Scoring
from vocdash.ingest.spill import Spill
from vocdash.text.reading import Known
from vocdash.text.themes import starting_themes


@given(st.lists(st.integers(0, MASK)), st.integers(1, 9), st.integers(1, 5))
def test_a_spill_gives_everything_back_part_by_part(numbers: list[int], parts: int, held: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spill, "HELD", held)
        kept: Spill[tuple[int, int]] = Spill(parts)
        for at, number in enumerate(numbers):
            kept.add(number, (number, at))
        found = list(kept)
        kept.close()
    assert sorted(record for part in found for record in part) == sorted((number, at) for at, number in enumerate(numbers))
    for part, following in pairwise(found):
        assert max(part)[0] < min(following)[0]
    for part in found:
        for number in {number for number, _ in part}:
            places = [at for other, at in part if other == number]
            assert places == sorted(places)


def test_comments_are_scored_alike_here_and_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    comments = [f"The staff were {word} on day {day}" for day in range(20) for word in ("lovely", "rude", "there")] + ["Fine"] * 3
    with Scoring(Known(starting_themes("any"))) as here:
        expected = [here.ask(comments[start : start + 7], ["unknown"] * 7).result() for start in range(0, len(comments), 7)]
    monkeypatch.setattr(scoring, "FEW", 0)
    monkeypatch.setattr(scoring.os, "cpu_count", lambda: 2)
    with Scoring(Known(starting_themes("any"))) as elsewhere:
        asked = [elsewhere.ask(comments[start : start + 7], ["unknown"] * 7) for start in range(0, len(comments), 7)]
        assert [each.result() for each in asked] == expected
        assert len(elsewhere._processes) == 2


def test_a_scorer_that_was_killed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring, "FEW", 0)
    monkeypatch.setattr(scoring.os, "cpu_count", lambda: 2)
    with Scoring(Known(starting_themes("any"))) as elsewhere:
        elsewhere.ask(["Fine"], ["unknown"]).result()
        for process in elsewhere._processes:
            process.kill()
            process.wait()
        with pytest.raises(VocError, match="nothing was written"):
            elsewhere.ask(["Fine"], ["unknown"]).result()
