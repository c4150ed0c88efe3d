"""What the pages of the sample show, worked out again from the rows of the database with nothing but arithmetic."""

from __future__ import annotations

import math
import sqlite3
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from statistics import fmean

import pytest

from tests.ui_world import copy_of_sample
from vocdash.access import COMMAND_LINE
from vocdash.cases.flow import read_flow
from vocdash.domain import UNKNOWN, Period, Scope
from vocdash.metrics import compare
from vocdash.ui import cells, data, periods
from vocdash.ui.cells import Place
from vocdash.ui.filters import Selection
from vocdash.ui.overview import breakdown, figures
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


@dataclass(frozen=True)
class Dealt:
    """One case of the first journey as its row tells it; moments in days since 1970."""

    submission: int
    customer: int | None
    team: str | None
    cause: str | None
    opened: float
    acknowledged: float | None
    solved: float | None
    closed: float | None
    reopened: int
    score: float | None
    follow_up: float | None

    @property
    def who(self) -> object:
        return self.customer if self.customer is not None else ("answer", self.submission)

    @property
    def ended(self) -> float | None:
        return self.solved if self.solved is not None else self.closed


def dealt(url: str, period: Period) -> list[Dealt]:
    """The cases of the first journey that were opened in a period, without duplicates and what was no complaint."""
    rows = sqlite3.connect(url.removeprefix("sqlite:///")).execute(
        """
        SELECT k.submission_id, k.customer_id, m.name, CASE WHEN k.cause_known THEN g.name END,
        julianday(k.opened_at), julianday(k.acknowledged_at), julianday(k.solved_at), julianday(k.closed_at),
        k.reopened, k.score, k.follow_up
        FROM cases k JOIN journeys j USING (journey_id) LEFT JOIN teams m USING (team_id)
        LEFT JOIN stages g ON g.stage_id = k.cause_stage_id
        WHERE j.code = 'quillanby' AND k.merged_into IS NULL AND k.status <> 'not a complaint' AND date(k.opened_at) BETWEEN ? AND ?
        """,
        (period.first.isoformat(), period.last.isoformat()),
    )
    return [Dealt(*row) for row in rows]


def clustered(values: list[tuple[object, float]]) -> tuple[float, float, float]:
    """(mean, spread, effective number) of values of people, who may have given several."""
    n, mean = len(values), fmean(value for _, value in values)
    by_person: dict[object, list[float]] = defaultdict(list)
    for who, value in values:
        by_person[who].append(value)
    spread = fmean((value - mean) ** 2 for _, value in values)
    clusters = sum((sum(those) - mean * len(those)) ** 2 for those in by_person.values()) / n**2
    return mean, spread, min(spread / clusters, n) if clusters else n


def wilson(values: list[tuple[object, float]]) -> tuple[float, float, float]:
    """(share, low, high) in %."""
    p, _, n = clustered(values)
    middle, half = (p + Z**2 / (2 * n)) / (1 + Z**2 / n), Z / (1 + Z**2 / n) * math.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    return 100 * p, 100 * (middle - half), 100 * (middle + half)


def ranks(n: int, part: float) -> tuple[int, int]:
    """The ranks between which a quantile of n values lies with at least 95 %, from single chances of the binomial distribution."""
    total, low = 0.0, None
    for k in range(n + 1):
        total += math.exp(
            math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * math.log(part) + (n - k) * math.log(1 - part)
        )
        if low is None and total >= 0.025:
            low = k
        if total >= 0.975:
            return low or 0, k + 1
    raise AssertionError("the chances add up to 1")


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


def test_the_index_and_what_moved_it(shown: Shown, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mean of the stages; and the bar of a stage: mean share × change of the score, over its groups, by its weight.

    To viewers, who are not told of the smallest groups, the bar is that of the stage as a whole.
    """
    selection, _, now, before = shown
    with data.reading_from(url):
        to_viewers = breakdown.read_index_change(selection)
        monkeypatch.setattr(breakdown, "opens_customers", lambda: True)
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
    drawn, drawn_whole = (
        effect.value for one in (change, to_viewers) for effect in one.found.effects if (effect.kind, effect.part) == ("rate", "receive")
    )
    assert drawn == pytest.approx(bar / len(stages), abs=1e-9)
    assert drawn_whole == pytest.approx((means(now)["receive"] - means(before)["receive"]) / len(stages), abs=1e-9)
    assert not to_viewers.found.total("mix")


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
    told = {(place.cell.stage, place.cell.touchpoint) for place in figures.notable(places)}
    assert told == {key for key, value in q.items() if value <= 0.05}
    assert 0 < len(told) < len(q)


def test_how_complaints_are_dealt_with(url: str) -> None:
    """Times, taken up again, coming again, and winning back: five numbers of the page Complaints, each with its interval."""
    period = Period(date(2026, 1, 1), date(2026, 6, 30))
    rows = dealt(url, period)
    with data.reading_from(url):
        flow = read_flow(data.store(), COMMAND_LINE, Scope("quillanby", period))
    assert flow.opened == len(rows) > 100

    for shown, days in (
        (flow.to_acknowledge, sorted(row.acknowledged - row.opened for row in rows if row.acknowledged is not None)),
        (flow.to_solve, sorted(row.ended - row.opened for row in rows if row.ended is not None)),
    ):
        for quantile, part in zip(shown, (0.5, 0.9), strict=True):
            low, high = ranks(len(days), part)
            expected = (days[math.ceil(part * len(days)) - 1], days[low - 1], days[high - 1])
            # SQLite tells moments in days to about a tenth of a second.
            assert (quantile.value, quantile.low, quantile.high) == pytest.approx(expected, abs=1e-5)
            assert quantile.n == len(days)

    done = [row for row in rows if row.ended is not None or row.reopened]
    reopened = wilson([(row.who, float(row.reopened > 0)) for row in done])
    assert 0 < reopened[0] < 100
    assert (flow.reopened.value, flow.reopened.low, flow.reopened.high) == pytest.approx(reopened, abs=1e-6)

    came: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        if row.customer is not None:
            came[row.customer].add(row.submission)
    repeated = wilson([(who, float(len(answers) > 1)) for who, answers in came.items()])
    assert 0 < repeated[0] < 100
    assert (flow.repeated.value, flow.repeated.low, flow.repeated.high) == pytest.approx(repeated, abs=1e-6)


def test_winning_back_by_team_and_cause(url: str) -> None:
    """Whether the follow-up score lies in the better half, and by how much it is above the complaint's, of whom there is one."""
    period = Period(date(2025, 1, 1), date(2026, 12, 31))
    rows = dealt(url, period)
    with data.reading_from(url):
        flow = read_flow(data.store(), COMMAND_LINE, Scope("quillanby", period))
    told = 0
    for lines, named in ((flow.teams, lambda row: row.team), (flow.by_cause, lambda row: row.cause)):
        for line in lines:
            asked = [row for row in rows if named(row) == line.name and row.follow_up is not None]
            if not asked:
                assert line.won_back.value is None
                continue
            told += 1
            won = wilson([(row.who, float(row.follow_up > 0.5)) for row in asked])
            assert (line.won_back.value, line.won_back.low, line.won_back.high) == pytest.approx(won, abs=1e-6)
            gains = [(row.who, 100 * (row.follow_up - row.score)) for row in asked if row.score is not None]
            if not gains:
                assert line.gain.value is None
                continue
            mean, spread, effective = clustered(gains)
            total = effective + 3
            moved = (effective * mean + 0.75 * -100 + 0.75 * 100) / total
            half = Z * math.sqrt(((effective * (spread + mean**2) + 1.5 * 100**2) / total - moved**2) / total)
            expected = (mean, max(-100.0, min(mean, moved - half)), min(100.0, max(mean, moved + half)))
            assert (line.gain.value, line.gain.low, line.gain.high) == pytest.approx(expected, abs=1e-6)
    assert told > 2
