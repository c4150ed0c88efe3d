"""What the pages of the sample show, worked out again from the rows of the database with nothing but arithmetic."""

from __future__ import annotations

import math
import sqlite3
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

import pytest

from tests.ui_world import copy_of_sample
from vocdash.domain import UNKNOWN, Period
from vocdash.metrics import compare
from vocdash.ui import breakdown, cells, data, overview, periods
from vocdash.ui.cells import Place
from vocdash.ui.filters import Selection
from vocdash.ui.usual import usual_selection

Z = 1.959963985


@dataclass(frozen=True)
class Said:
    """One answer, moved to 0–100, and where it stands."""

    who: int
    points: float
    stage: str
    group: tuple[int, int, int, int]
    touchpoint: str


def answers(url: str, period: Period) -> list[Said]:
    """The answers of surveys that say how it was along the first journey, in a period."""
    rows = sqlite3.connect(url.removeprefix("sqlite:///")).execute(
        """
        SELECT s.submission_id, r.value, c.minimum, c.maximum, c.direction, g.code, t.code,
        r.stage_id, r.touchpoint_id, r.channel_id, s.segment_id
        FROM responses r JOIN submissions s USING (submission_id) JOIN sources o ON o.source_id = s.source_id
        JOIN questions q USING (question_id) JOIN scales c ON c.scale_id = q.scale_id
        JOIN stages g ON g.stage_id = r.stage_id JOIN touchpoints t ON t.touchpoint_id = r.touchpoint_id
        JOIN journeys j ON j.journey_id = g.journey_id
        WHERE q.role IN ('performance', 'outcome') AND r.value IS NOT NULL AND NOT s.excluded
        AND o.method = 'survey' AND j.code = 'quillanby'
        AND s.day BETWEEN ? AND ?
        """,
        (period.first.isoformat(), period.last.isoformat()),
    )
    return [
        Said(who, 100 * ((value - low) if way == "up" else (high - value)) / (high - low), stage, tuple(ids), touchpoint)
        for who, value, low, high, way, stage, touchpoint, *ids in rows
    ]


def interval(said: list[Said]) -> tuple[float, float, float]:
    """(mean, low, high): adjusted Wald with the effective number of answers of clusters (metrics.md, head and §1)."""
    by_person: dict[int, list[float]] = defaultdict(list)
    for one in said:
        by_person[one.who].append(one.points)
    n, mean = len(said), fmean(one.points for one in said)
    spread = fmean((one.points - mean) ** 2 for one in said)
    clusters = sum((sum(points) - mean * len(points)) ** 2 for points in by_person.values()) / n**2
    effective = min(spread / clusters, n)
    # Three more answers: one and a half in the middle, half as many at each end.
    total = effective + 3
    moved = (effective * mean + 0.75 * 0 + 0.75 * 100 + 1.5 * 50) / total
    square = (effective * (spread + mean**2) + 0.75 * 100**2 + 1.5 * 50**2) / total
    half = Z * math.sqrt((square - moved**2) / total)
    return mean, max(0.0, moved - half), min(100.0, moved + half)


def means(said: list[Said]) -> dict[str, float]:
    return {stage: fmean(one.points for one in said if one.stage == stage) for stage in {one.stage for one in said} - {UNKNOWN}}


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The thinned sample with nothing hidden: a database of its own, because sums are kept for the smallest group they were made with."""
    copied = copy_of_sample(tmp_path)
    monkeypatch.setenv("VOCDASH_MIN_GROUP", "0")
    return copied


@pytest.fixture
def shown(url: str) -> tuple[Selection, list[Place], list[Said], list[Said]]:
    """The last half year against the one before."""
    with data.reading_from(url):
        usual = usual_selection("quillanby")
        assert usual is not None
        period = periods.months(usual.period.last, 6)
        scope = usual.scope.during(period)
        selection = replace(usual, scope=scope, scored=usual.scored.during(period), before=period.before())
        return selection, cells.read_places(selection), answers(url, period), answers(url, period.before())


Shown = tuple[Selection, list[Place], list[Said], list[Said]]


def test_the_index_and_what_moved_it(shown: Shown, url: str) -> None:
    """The mean of the stages; and the bar of a stage: mean share × change of the score, over its groups, by its weight."""
    selection, _, now, before = shown
    with data.reading_from(url):
        change = breakdown.read_index_change(selection)
    assert change.found.after == pytest.approx(fmean(means(now).values()), abs=1e-9)
    assert change.found.before == pytest.approx(fmean(means(before).values()), abs=1e-9)
    stages = set(means(now)) & set(means(before))
    sides = []
    for said in (before, now):
        groups: dict[tuple[int, int, int, int], list[float]] = defaultdict(list)
        for one in said:
            if one.stage == "receive":
                groups[one.group].append(one.points)
        sides.append(groups)
    counts = [sum(map(len, groups.values())) for groups in sides]
    bar = sum(
        (len(sides[0][group]) / counts[0] + len(sides[1][group]) / counts[1]) / 2 * (fmean(sides[1][group]) - fmean(sides[0][group]))
        for group in set(sides[0]) & set(sides[1])
    )
    (drawn,) = (effect.value for effect in change.found.effects if (effect.kind, effect.part) == ("rate", "receive"))
    assert drawn == pytest.approx(bar / len(stages), abs=1e-9)


def test_every_cell_and_its_gap(shown: Shown, url: str) -> None:
    _, places, now, _ = shown
    told = [place for place in places if place.score.value is not None]
    assert len(told) > 5
    for place in told:
        here = [one for one in now if (one.stage, one.touchpoint) == (place.cell.stage, place.cell.touchpoint)]
        mean, low, high = interval(here)
        assert (place.score.value, place.score.low, place.score.high) == pytest.approx((mean, low, high), abs=1e-6)
        assert place.score.n == len(here)
        if place.cell.wanted is not None:
            assert place.gap == pytest.approx(mean - place.cell.wanted, abs=1e-9)


def test_which_changes_are_beyond_noise(shown: Shown, url: str) -> None:
    """Newcombe's interval of the difference, its p-value, and Benjamini and Hochberg's q over all cells of thirty answers and more."""
    _, places, now, before = shown
    chances: dict[tuple[str, str], float] = {}
    for place in places:
        key = (place.cell.stage, place.cell.touchpoint)
        sides = [[one for one in said if (one.stage, one.touchpoint) == key] for said in (now, before)]
        if place.change is None or min(map(len, sides)) < 30:
            continue
        (mean, low, high), (mean_then, low_then, high_then) = map(interval, sides)
        moved = mean - mean_then
        towards_zero = math.hypot(mean - low, high_then - mean_then) if moved > 0 else math.hypot(high - mean, mean_then - low_then)
        chances[key] = math.erfc(abs(moved) / (towards_zero / Z) / math.sqrt(2))
        assert place.change.value == pytest.approx(moved, abs=1e-9)
        assert compare.chance(place.change) == pytest.approx(chances[key], abs=1e-6)
    ordered = sorted(chances.values())
    q = {key: min(p * len(ordered) / at for at, p in enumerate(ordered, 1) if p >= chance) for key, chance in chances.items()}
    told = {(place.cell.stage, place.cell.touchpoint) for place in overview.notable(places)}
    assert told == {key for key, value in q.items() if value <= 0.05}
    assert 0 < len(told) < len(q)
