"""The tokens keep their promises: readable text, the same bins everywhere, true minus signs."""

from __future__ import annotations

from datetime import date

import pytest

from vocdash.charts.theme import (
    DARK,
    LIGHT,
    Theme,
    chart_config,
    contrast,
    css_variables,
    fmt_day,
    fmt_half,
    fmt_interval,
    fmt_month,
    fmt_n,
    fmt_points,
    fmt_score,
    fmt_signed,
    fmt_signed_interval,
    theme,
)
from vocdash.domain import Score

BOTH = pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)


def test_the_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@BOTH
def test_text_is_readable_on_every_surface(look: Theme) -> None:
    for surface in (look.page, look.soft, look.sidebar):
        for text in (look.ink, look.ink_2, look.ink_3, look.accent, look.bad, look.error):
            assert contrast(text, surface) >= 4.5, (text, surface)
    assert contrast(look.good, look.page) >= 4.5
    assert contrast(look.on_bad_tint, look.bad_tint) >= 4.5
    assert contrast(look.on_good_tint, look.good_tint) >= 4.5
    assert contrast(look.on_accent, look.accent) >= 4.5
    assert contrast(look.ink_2, look.neutral_tint) >= 4.5
    assert contrast(look.accent, look.accent_tint) >= 4.5
    assert contrast(look.ink, look.evidence) >= 4.5


@BOTH
def test_numbers_are_readable_on_every_cell_colour(look: Theme) -> None:
    for fill in (*look.diverging, *look.sequential, look.neutral_tint, look.good, look.bad):
        assert contrast(look.text_on(fill), fill) >= 4.4, fill


@BOTH
def test_a_larger_gap_is_further_from_the_middle(look: Theme) -> None:
    assert [look.gap_fill(-gap, good=False) for gap in (4, 6, 12, 23)] == [look.diverging[step] for step in (3, 2, 1, 0)]
    assert [look.gap_fill(gap, good=True) for gap in (5.9, 6, 17, 18)] == [look.diverging[step] for step in (6, 7, 8, 9)]
    assert look.amount_fill(0) == look.sequential[0]
    assert look.amount_fill(7) == look.sequential[9]


def test_a_browser_that_does_not_say_gets_light() -> None:
    assert theme("dark") is DARK
    assert theme("light") is LIGHT
    assert theme(None) is LIGHT


def test_css_names_every_token_once() -> None:
    sheet = css_variables(DARK, ".dark")
    assert sheet.startswith(".dark {")
    assert "--voc-ink-2: #AEBACA;" in sheet
    assert "--voc-diverging-9: #A9E6EA;" in sheet
    assert sheet.count("--voc-page:") == 1
    assert "--voc-name" not in sheet


def test_the_chart_configuration_is_transparent_and_quiet() -> None:
    config = chart_config(LIGHT)
    assert config["background"] == "transparent"
    assert config["axis"]["labelFontSize"] == 12
    assert config["axis"]["gridColor"] == LIGHT.line


@pytest.mark.parametrize(
    ("value", "digits", "unit", "text"),
    [(57.4, 0, "", "57"), (68.44, 1, "", "68.4"), (71.0, 0, "%", "71%"), (-3.0, 0, "", "−3"), (-0.4, 0, "", "0"), (None, 1, "", "–")],
)
def test_scores_are_written_plainly(value: float | None, digits: int, unit: str, text: str) -> None:
    assert fmt_score(value, digits, unit) == text


@pytest.mark.parametrize(
    ("value", "digits", "unit", "text"),
    [(2.0, 0, "", "+2"), (-23.0, 0, "", "−23"), (0.2, 0, "", "0"), (-0.04, 1, "", "0.0"), (0.9, 1, "%", "+0.9%"), (None, 0, "", "–")],
)
def test_differences_always_show_their_sign(value: float | None, digits: int, unit: str, text: str) -> None:
    assert fmt_signed(value, digits, unit) == text


def test_counts_intervals_and_days() -> None:
    assert fmt_n(1940) == "1,940"
    assert fmt_interval(55, 59) == "55 to 59"
    assert fmt_interval(-3.4, -0.8, 1) == "−3.4 to −0.8"
    assert fmt_interval(62, 66, unit="%") == "62 to 66%"
    assert fmt_interval(None, 3) == "–"
    assert [fmt_points(value) for value in (-12.3, 1.2, 0.37, 0.0)] == ["12 points", "1 point", "0.4 points", "0 points"]
    assert fmt_points(-1.04, 1) == "1.0 points"
    assert fmt_half(Score(57, 55, 59, n=9)) == "±2"
    assert fmt_half(Score(57, 56.7, 57.3, n=90_000)) == "±0.3"
    assert fmt_half(Score(57, 57, 57, n=9)) == "±0"
    assert fmt_half(Score(None)) == ""
    assert fmt_month(date(2026, 9, 1)) == "Sept"
    assert fmt_month(date(2026, 9, 1), with_year=True) == "Sept 2026"
    assert fmt_day(date(2026, 7, 4)) == "4 Jul"


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.9, 16.26, "+0.9 to +16.3"),
        (0.04, 16.26, "+0.04 to +16.3"),
        (0.001, 16.26, "just above 0 to +16.3"),
        (-3.0, -0.001, "−3.0 to just below 0"),
        (-1.0, 0.0, "−1.0 to 0.0"),
        (None, None, "–"),
    ],
)
def test_the_end_of_a_difference_that_is_not_nothing_never_reads_as_nothing(low: float | None, high: float | None, said: str) -> None:
    assert fmt_signed_interval(low, high, 1) == said
