"""Where the marks of a figure stand in a plot that is as wide as there is room: across by a share of the width and px, down by px.

Read from the figure's own channels, so that what a page draws by itself and what Vega draws for a file stand in the same places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from vocdash.charts.layers import Channel

Row = Mapping[str, Any]
Encoding = Mapping[str, Channel]


@dataclass(frozen=True, slots=True, order=True)
class X:
    """A place across the plot: a share of its width, and px to the right of that."""

    share: float
    px: float = 0.0

    def moved(self, px: float) -> X:
        """The place so many px further right."""
        return X(self.share, self.px + px) if px else self

    @property
    def from_left(self) -> str:
        """The way from the left edge as a length of CSS."""
        return _length(self.share, self.px)

    @property
    def from_right(self) -> str:
        """The way from the right edge as a length of CSS."""
        return _length(1 - self.share, -self.px)

    def until(self, end: X) -> str:
        """The way from here to another place as a length of CSS."""
        return _length(end.share - self.share, end.px - self.px)


def _length(share: float, px: float) -> str:
    return f"calc({100 * share:.3f}% {'-' if px < 0 else '+'} {abs(px):.1f}px)" if round(px, 1) else f"{100 * share:.3f}%"


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot of a height in px, without the room of its axes."""

    height: float

    def across(self, encoding: Encoding, row: Row, name: str = "x") -> X:
        """Where a row stands across, by its channel `x` or `x2`."""
        return self.all_across(encoding, (row,), name)[0]

    def all_across(self, encoding: Encoding, rows: Sequence[Row], name: str = "x") -> list[X]:
        """The same for many rows."""
        channel = encoding[name]
        if "value" in channel:
            return [_fixed(channel["value"])] * len(rows)
        scale = encoding["x"].get("scale")
        values = _values(channel, rows)
        if not scale:
            return [X(0.0, value) for value in values]
        low, high = scale["domain"]
        before, after = free(scale)
        shares = [(value - low) / (high - low) for value in values]
        return [X(share, before - share * (before + after)) for share in shares]

    def down(self, encoding: Encoding, row: Row, name: str = "y") -> float:
        """How far below the top a row stands, by its channel `y` or `y2`; for bands the middle of its own."""
        return self.all_down(encoding, (row,), name)[0]

    def all_down(self, encoding: Encoding, rows: Sequence[Row], name: str = "y") -> list[float]:
        """The same for many rows."""
        channel = encoding[name]
        if "value" in channel:
            place = _plain(channel["value"])
            return [self.height if place == "height" else float(place)] * len(rows)
        scale = encoding["y"].get("scale")
        values = _values(channel, rows)
        if not scale:
            return values
        if is_banded(encoding["y"]):
            step = self.step(encoding["y"])
            return [(value + 0.5) * step for value in values]
        low, high = scale["domain"]
        shares = [(value - low) / (high - low) for value in values]
        return [self.height * share for share in shares] if scale.get("reverse") else [self.height * (1 - share) for share in shares]

    def step(self, y: Channel) -> float:
        """From one band to the next, in px."""
        bands: list[int] = y["scale"]["domain"]
        return self.height / len(bands)

    def band(self, y: Channel) -> float:
        """The height of a band without the room between two, in px."""
        inner: float = y["scale"]["paddingInner"]
        return self.step(y) * (1 - inner)


def is_banded(y: Channel) -> bool:
    """Whether an axis is one of bands, a row of names each."""
    return "paddingInner" in (y.get("scale") or ())


def free(scale: Mapping[str, Any]) -> tuple[float, float]:
    """The px left free at both ends of an axis across."""
    before, after = scale.get("range", (0, "width"))
    return _fixed(before).px, -_fixed(after).px


def given(value: Any, row: Row) -> Any:
    """What a mark says of a row: itself, or what stands in the row under the name that its expression speaks of."""
    return row[value["expr"].removeprefix("datum.")] if isinstance(value, dict) and "expr" in value else value


def _values(channel: Channel, rows: Sequence[Row]) -> list[Any]:
    if "datum" in channel:
        return [channel["datum"]] * len(rows)
    field = channel["field"]
    return [row[field] for row in rows]


def _plain(value: Any) -> Any:
    return value["expr"] if isinstance(value, dict) else value


def _fixed(value: Any) -> X:
    """A fixed place across: px from the left, or so many px before the right edge."""
    return _placed(_plain(value))


@lru_cache(256)
def _placed(place: str | float) -> X:
    return X(1.0, -float(place.removeprefix("width").removeprefix(" - ") or 0)) if isinstance(place, str) else X(0.0, float(place))


def grouped(rows: Sequence[Row], encoding: Encoding) -> list[list[Row]]:
    """The rows of each line or area, in the order they are joined in."""
    found: dict[Any, list[Row]] = {}
    for row in rows:
        found.setdefault(row[encoding["detail"]["field"]] if "detail" in encoding else "", []).append(row)
    order = encoding["order"]["field"] if "order" in encoding else None
    return [sorted(group, key=lambda row: row[order]) if order else group for group in found.values()]
