"""Charts: domain values in, one :class:`Figure` out (chart, alt text that states the finding, table behind the picture).

Pure functions: no database, no Streamlit, no scores computed here. What a colour means is decided in :mod:`vocdash.charts.judge`,
how things look in :mod:`vocdash.charts.theme`. :data:`CHARTS` lists every chart with an example.
"""

from vocdash.charts.before_after import before_after
from vocdash.charts.distribution import distribution, distribution_colours
from vocdash.charts.dots import by_origin, dots
from vocdash.charts.effects import effects
from vocdash.charts.export import export
from vocdash.charts.figure import Figure
from vocdash.charts.gallery import CHARTS
from vocdash.charts.heat_map import MEASURE_LABELS, heat_map, heat_map_narrow
from vocdash.charts.journey_map import journey_map
from vocdash.charts.journey_narrow import journey_map_narrow
from vocdash.charts.spark import sparkline
from vocdash.charts.trend import trend
from vocdash.charts.waterfall import waterfall

__all__ = [
    "CHARTS",
    "MEASURE_LABELS",
    "Figure",
    "before_after",
    "by_origin",
    "distribution",
    "distribution_colours",
    "dots",
    "effects",
    "export",
    "heat_map",
    "heat_map_narrow",
    "journey_map",
    "journey_map_narrow",
    "sparkline",
    "trend",
    "waterfall",
]
