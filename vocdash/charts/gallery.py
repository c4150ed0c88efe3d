"""Every chart of the house with an example: what the contract test draws, empty, sparse and hidden, in light and dark."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from vocdash.charts import examples
from vocdash.charts.before_after import before_after
from vocdash.charts.distribution import distribution
from vocdash.charts.dots import by_origin, dots
from vocdash.charts.effects import effects
from vocdash.charts.figure import Figure
from vocdash.charts.flow import flow
from vocdash.charts.heat_map import heat_map, heat_map_narrow
from vocdash.charts.inputs import Measure
from vocdash.charts.journey_map import journey_map
from vocdash.charts.journey_narrow import journey_map_narrow
from vocdash.charts.matrix import matrix
from vocdash.charts.share_grid import share_grid
from vocdash.charts.theme import Theme
from vocdash.charts.trend import trend
from vocdash.charts.waterfall import waterfall


@dataclass(frozen=True, slots=True)
class Example:
    """A chart by name, rows to draw it from, and how: `draw` takes any number of such rows."""

    name: str
    rows: tuple[Any, ...]
    draw: Callable[[Sequence[Any], Theme], Figure]


def _map_of(measure: Measure, narrow: bool = False) -> Callable[[Sequence[Any], Theme], Figure]:
    draw = heat_map_narrow if narrow else heat_map
    return lambda rows, theme: draw(rows, examples.STAGES, examples.TOUCHPOINTS, measure=measure, theme=theme)


CHARTS: tuple[Example, ...] = (
    Example("trend", tuple(examples.months()), lambda rows, theme: trend(rows, theme=theme, label="Overall index", target=72, digits=1)),
    Example(
        "trend_with_limits",
        tuple(examples.weeks()),
        lambda rows, theme: trend(
            rows, theme=theme, target=80, target_label="wanted", events=[*examples.EVENTS, *examples.ACTIONS], height=240
        ),
    ),
    Example("waterfall", examples.STEPS, lambda rows, theme: waterfall(rows, theme=theme)),
    Example("dots", examples.FURTHEST, lambda rows, theme: dots(rows, theme=theme)),
    Example("by_origin", examples.ORIGINS, lambda rows, theme: by_origin(rows, reference=57, theme=theme)),
    Example("effects", examples.EFFECTS, lambda rows, theme: effects(rows, theme=theme, note="Share")),
    Example("before_after", examples.OUTCOMES, lambda rows, theme: before_after(rows, theme=theme)),
    Example("distribution", examples.SPREAD, lambda rows, theme: distribution(rows, categories=examples.ANSWERS, theme=theme)),
    *(Example(f"heat_map_{measure.value}", tuple(examples.cells()), _map_of(measure)) for measure in Measure),
    Example("heat_map_narrow", tuple(examples.cells()), _map_of(Measure.GAP, narrow=True)),
    Example("flow", examples.FLOW, lambda rows, theme: flow(rows, theme=theme, limits=(2, 14))),
    Example("matrix", examples.CAUSES, lambda rows, theme: matrix(rows, [name.name for name in examples.STAGES], theme=theme)),
    Example("share_grid", examples.SHARES, lambda rows, theme: share_grid(rows, examples.SUBJECTS, examples.STAGES, theme=theme)),
    Example("journey_map", tuple(examples.journey()), lambda rows, theme: journey_map(rows, theme=theme)),
    Example("journey_map_narrow", tuple(examples.journey()), lambda rows, theme: journey_map_narrow(rows, theme=theme)),
)
