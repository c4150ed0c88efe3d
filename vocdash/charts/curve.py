"""Monotone curves and round ticks: the geometry that band, line and shading of one chart must share."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from math import ceil, floor, log10

Point = tuple[float, float]


def monotone(points: Sequence[Point], steps: int = 16) -> list[Point]:
    """Points along a smooth curve through `points` (x rising) that never overshoots them, `steps` per section.

    Cubic Hermite sections with the slopes of Steffen (1990, Astronomy and Astrophysics 239): between two points the curve stays
    between their values, so it invents no peak that nobody measured.
    """
    return list(_monotone(tuple(points), steps))


@lru_cache(256)  # the words of a map ask for the same curve at every stage
def _monotone(points: tuple[Point, ...], steps: int) -> tuple[Point, ...]:
    if len(points) < 2:
        return points
    slopes = _slopes(points)
    curve = [points[0]]
    for ((x0, y0), (x1, y1)), (m0, m1) in zip(pairwise(points), pairwise(slopes), strict=True):
        width = x1 - x0
        for t, from_first, from_second, bent_by_first, bent_by_second in _hermite(steps):
            curve.append((x0 + t * width, from_first * y0 + from_second * y1 + width * (bent_by_first * m0 + bent_by_second * m1)))
    return tuple(curve)


@cache
def _hermite(steps: int) -> list[tuple[float, float, float, float, float]]:
    """(how far along, the shares of both values, and of both slopes) at each step of a section."""
    along = [step / steps for step in range(1, steps + 1)]
    return [(t, 2 * t**3 - 3 * t**2 + 1, 3 * t**2 - 2 * t**3, t**3 - 2 * t**2 + t, t**3 - t**2) for t in along]


def bezier(points: Sequence[Point]) -> str:
    """The same curve as the rest of an SVG path after its M or L: cubic sections, exact, for points in either direction of x."""
    x, y = points[0]
    parts = [f"{x:.1f},{y:.1f}"]
    if len(points) < 2:
        return parts[0]
    slopes = _slopes(points)
    for ((x0, y0), (x1, y1)), (m0, m1) in zip(pairwise(points), pairwise(slopes), strict=True):
        third = (x1 - x0) / 3
        parts.append(f"C{x0 + third:.1f},{y0 + m0 * third:.1f} {x1 - third:.1f},{y1 - m1 * third:.1f} {x1:.1f},{y1:.1f}")
    return "".join(parts)


def _slopes(points: Sequence[Point]) -> list[float]:
    widths = [b[0] - a[0] for a, b in pairwise(points)]
    secants = [(b[1] - a[1]) / width for (a, b), width in zip(pairwise(points), widths, strict=True)]
    inner = [_inner_slope(*pair) for pair in zip(secants, secants[1:], widths, widths[1:], strict=False)]
    return [_end_slope(secants[0], inner[0]), *inner, _end_slope(secants[-1], inner[-1])] if inner else [secants[0]] * 2


def _inner_slope(before: float, after: float, width_before: float, width_after: float) -> float:
    if before * after <= 0:
        return 0.0
    parabola = (before * width_after + after * width_before) / (width_before + width_after)
    return min((before, after, parabola / 2), key=abs) * 2


def _end_slope(secant: float, neighbour: float) -> float:
    slope = (3 * secant - neighbour) / 2
    return 0.0 if slope * secant <= 0 else slope


def runs(points: Sequence[Point | None]) -> list[list[Point]]:
    """The unbroken stretches of a sequence with holes: where a score is missing the line stops, it does not guess."""
    stretches: list[list[Point]] = [[]]
    for point in points:
        if point is not None:
            stretches[-1].append(point)
        elif stretches[-1]:
            stretches.append([])
    return [stretch for stretch in stretches if stretch]


def round_ticks(low: float, high: float, count: int = 4) -> list[float]:
    """About `count` round numbers (steps of 1, 2, 5 · 10ᵏ) inside `low` … `high`."""
    if high <= low:
        return [low]
    rough = (high - low) / max(1, count)
    power = 10.0 ** floor(log10(rough))
    step = power * next(nice for nice in (1, 2, 5, 10) if nice * power >= rough * 0.75)
    first = ceil(low / step - 1e-9)
    last = floor(high / step + 1e-9)
    return [round(tick * step, 10) for tick in range(first, last + 1)]


def padded(values: Sequence[float], share: float = 0.08, at_least: float = 1.0) -> tuple[float, float]:
    """The range of `values`, wider by `share` on both sides and never narrower than `at_least`; 0–1 when there are none."""
    if not values:
        return 0.0, 1.0
    low, high = min(values), max(values)
    pad = max((high - low) * share, (at_least - (high - low)) / 2, 0.0)
    return low - pad, high + pad
