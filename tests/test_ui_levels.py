"""The Overview of answers that nothing can be held against: what stands behind the index, in words and as a picture."""

from __future__ import annotations

import html
import re

import pytest

from tests.test_ui_pages import open_page, words
from tests.ui_world import sample_database
from vocdash.charts.inputs import DotRow
from vocdash.domain import Score
from vocdash.ui.overview.levels import finding


def scored(value: float, n: int = 100) -> Score:
    return Score(value, value - 2.0, value + 2.0, n=n, submissions=n, n_effective=float(n), people=n)


WHOLE = scored(70.0, 300)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((60.0, 65.0, 90.0), "A and B lie below the index, 70"),
        ((71.0, 60.0), "B lies below the index, 70"),
        ((71.0, 69.0, 80.0), "C lies above the index, 70"),
        ((71.0, 69.0), "Nothing differs from the index, 70 by more than noise"),
    ],
)
def test_what_lies_beyond_noise_on_one_side_of_the_index_is_named(values: tuple[float, ...], said: str) -> None:
    assert finding([DotRow(name, scored(value)) for name, value in zip("ABC", values, strict=False)], WHOLE, "the index") == said


def test_what_is_hidden_or_unknown_is_no_finding() -> None:
    assert finding([], Score(None, hidden=True), "the index") == "Too few people answered to show a score"
    assert finding([], Score(None), "the index") == "Nobody answered in this selection"
    assert finding([DotRow("A", Score(None, hidden=True))], WHOLE, "the whole") == "Nothing differs from the whole, 70 by more than noise"


def test_everything_at_once_shows_the_stages_and_the_values_of_a_segment_instead_of_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOCDASH_DATABASE_URL", sample_database())
    page = words(open_page("overview", period="Everything"))
    assert "There is nothing to compare with. Choose one that begins later." in html.unescape(page)
    assert "No cell can be held" not in page and 'id="voc_table_levels"' in page
    (split,) = re.findall(r'href="([^"]*split=By[^"]*)"', page)[:1]
    asked = dict(pair.split("=") for pair in html.unescape(split).partition("?")[2].split("&"))
    told = words(open_page("overview", **{key: value.replace("+", " ") for key, value in asked.items()}))
    assert 'id="voc_table_levels"' in told and "the whole" in told
