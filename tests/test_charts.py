"""The contract of every chart in the gallery: it survives what real data does, says its finding, and gives nothing hidden away."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from vocdash.charts import CHARTS, Figure, export
from vocdash.charts.examples import NOBODY
from vocdash.charts.gallery import Example
from vocdash.charts.theme import DARK, LIGHT, Theme
from vocdash.domain import Score

SECRET = Score(41.3719, 40.1357, 42.2468, n=8642, submissions=8642, hidden=True)
UNSURE = Score(64, 52, 76, n=21, submissions=21)
NO_INTERVAL = Score(64, n=200, submissions=200)

EACH = pytest.mark.parametrize("example", CHARTS, ids=lambda example: example.name)
BOTH = pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)


def with_score(row: Any, score: Score) -> Any:
    return replace(row, score=score) if hasattr(row, "score") else row


def rows_of(example: Example, kind: str) -> list[Any]:
    rows = list(example.rows)
    if kind == "empty":
        return []
    if kind == "one":
        return rows[:1]
    score = {"hidden": SECRET, "no value": NOBODY, "too few": UNSURE, "no interval": NO_INTERVAL}[kind.removeprefix("some ")]
    return [with_score(row, score) if at % 3 == 1 or not kind.startswith("some") else row for at, row in enumerate(rows)]


KINDS = ("empty", "one", "hidden", "some hidden", "no value", "some no value", "too few", "some too few", "some no interval")
DRAWN_KINDS = ("empty", "one", "some hidden", "some no interval")


@cache
def drawn(example: Example, look: Theme) -> Figure:
    return example.draw(example.rows, look)


def test_the_names_are_unique() -> None:
    assert len({example.name for example in CHARTS}) == len(CHARTS)


@EACH
def test_the_schema_of_vega_lite_accepts_it(example: Example) -> None:
    assert drawn(example, LIGHT).chart.to_dict()["layer"]


@EACH
@BOTH
def test_it_renders(example: Example, look: Theme) -> None:
    picture = export(drawn(example, look), look, "png", width=346 if "narrow" in example.name else 1000, scale=1)
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 1500


@EACH
def test_it_says_its_finding_and_has_its_table(example: Example) -> None:
    figure = drawn(example, LIGHT)
    assert figure.alt.endswith(".")
    assert "description" not in figure.spec, "Streamlit takes the alt text by itself"
    assert len(figure.table) == len(example.rows)
    assert figure.height > 0


@EACH
@pytest.mark.parametrize("kind", KINDS)
def test_it_survives(example: Example, kind: str) -> None:
    figure = example.draw(rows_of(example, kind), LIGHT)
    assert figure.alt.strip()
    assert figure.spec["layer"], "a card never collapses"
    if kind in DRAWN_KINDS:
        assert export(figure, LIGHT, "svg").startswith(b"<svg")


@EACH
@pytest.mark.parametrize("kind", ["hidden", "some hidden"])
def test_nothing_hidden_leaves_the_server(example: Example, kind: str) -> None:
    rows = rows_of(example, kind)
    if not hasattr(rows[0], "score"):
        pytest.skip("these rows carry no score of their own")
    figure = example.draw(rows, LIGHT)
    told = json.dumps([figure.spec, figure.alt, figure.table], default=str)
    for secret in ("41.3719", "40.1357", "42.2468", "8642", "8,642"):
        assert secret not in told


@EACH
def test_nothing_changes_between_two_drawings(example: Example) -> None:
    assert example.draw(example.rows, DARK).spec == drawn(example, DARK).spec


@pytest.mark.parametrize(("kind", "start"), [("svg", b"<svg"), ("pdf", b"%PDF")])
def test_a_figure_becomes_a_file(kind: Any, start: bytes) -> None:
    assert export(drawn(CHARTS[0], LIGHT), LIGHT, kind).startswith(start)


def test_an_export_stands_on_the_page_colour_and_leaves_the_figure_alone() -> None:
    figure = drawn(CHARTS[0], DARK)
    assert DARK.page.lower() in export(figure, DARK, "svg").decode().lower()
    assert figure.spec["config"]["background"] == "transparent"
