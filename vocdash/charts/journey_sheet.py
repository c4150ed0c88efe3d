"""The paper a journey map is drawn on: one coordinate system for all lanes.

x counts stages (stage i is centred at i + 0.5, lane titles stand left of 0); y is pixels from the top. One view, so that a column
tint, a hand-off ring and the hover rectangle can cross the lanes, and one export holds all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from textwrap import wrap

from vocdash.charts.curve import Point, monotone, padded, round_ticks, runs
from vocdash.charts.inputs import Overlay, StagePoint
from vocdash.charts.judge import Verdict, judge, judge_interval
from vocdash.charts.layers import Channel, position
from vocdash.charts.theme import Theme, fmt_score
from vocdash.domain import Better, Score

HEIGHT = 690
FLAGS = 12.0
CHEVRONS = (30.0, 70.0)
SCORES = (92.0, 280.0)
LINES = (308.0, 414.0, 478.0, 530.0, 632.0)
EMOTION, EMOTION_REACH = 362.0, 30.0
ANSWERS, ANSWERS_REACH = 468.0, 20.0
TOUCHPOINTS = 504.0
WORDS = 550.0
OWNERS = (640.0, 682.0)
PLATE = 60.0

TITLE_PX = 120
WIDE_STAGE_PX = 130
MOST_STAGES_THAT_STRETCH = 9


@dataclass(frozen=True, slots=True)
class Sheet:
    """The stages, the look, and where a score lies. `width` is the width the words are wrapped for."""

    stages: tuple[StagePoint, ...]
    theme: Theme
    better: Better
    width: int
    low: float
    high: float
    digits: int = 0

    @property
    def count(self) -> int:
        """How many stages stand side by side."""
        return len(self.stages)

    @property
    def stage_px(self) -> float:
        """The width of one stage, in pixels."""
        return (self.width - TITLE_PX) / self.count

    @property
    def left(self) -> float:
        """Where the sheet begins, in stages: the room of the lane titles."""
        return -TITLE_PX / self.stage_px

    @property
    def ticks(self) -> list[float]:
        """The round values that the axis of scores is marked at."""
        return round_ticks(self.low, self.high, 4)

    def x(self, field: str = "x") -> Channel:
        """The place across, in stages: 0.5 is the middle of the first."""
        return position(field, (self.left, self.count))

    def y(self, field: str = "y") -> Channel:
        """The place down, in pixels from the top."""
        return position(field, (0, HEIGHT), flip=True)

    def place(self, score: float) -> float:
        """The y of a score, in px from the top."""
        top, bottom = SCORES
        return bottom - (score - self.low) / (self.high - self.low) * (bottom - top)

    def fold(self, text: str, lines: int, share: float = 0.92, px: float = 6.0) -> str:
        """Text wrapped to a stage's column, cut with an ellipsis after `lines` lines."""
        return fold(text, int(self.stage_px * share / px), lines)


def shield(stage: StagePoint) -> StagePoint:
    """A stage that privacy hides says nothing that comes from its answers: no words, no feeling, no count, no hand-off."""
    if not stage.score.hidden:
        return stage
    nothing = Score(None, hidden=True)
    used = tuple(replace(touchpoint, score=nothing) for touchpoint in stage.touchpoints)
    return replace(stage, score=nothing, net_sentiment=None, feeling="", answers=0, quote="", handoff=None, touchpoints=used)


def lost_or_won(stage: StagePoint) -> float | None:
    """The points of a hand-off that noise does not explain; None draws no ring."""
    found = stage.handoff
    return found.value if found is not None and judge_interval(found.low, found.high) is not Verdict.NOISE else None


def breaks(stage: StagePoint, better: Better) -> bool:
    """Whether the road breaks at a stage: it has a moment of truth, and falls short as a whole, too."""
    return stage.moment_of_truth == "found" and judge(stage.score, stage.wanted, better) is Verdict.WORSE


def level_heights(sheet: Sheet, first: float, last: float) -> list[float]:
    """The heights, in px, at which the wanted lines run between two places on the road."""
    curves = [run for levels in ("wanted", "customers_want") for run in level_curves([getattr(s, levels) for s in sheet.stages])]
    return [sheet.place(level) for run in curves for x, level in run if first <= x <= last]


def clear_middle(sheet: Sheet, number: int, half: float) -> float:
    """Where a plate of 2 × `half` px stands in a stage's column so that no wanted line crosses it, or the fewest px of one do."""
    top, bottom = SCORES
    lines = level_heights(sheet, number, number + 1)
    middle = (top + bottom) / 2 + 8
    places = sorted(range(int(top + half), int(bottom - half) + 13, 4), key=lambda y: abs(y - middle))
    return float(max(places, key=lambda y: min([half + 6, *(abs(y - line) for line in lines)])))


def number_height(sheet: Sheet, number: int) -> tuple[float, bool]:
    """(Height of a stage's number, whether it stands below its dot): on the side where lines are farther away.

    Where a line would run through it on that side it goes on until none does, as far as it still belongs to its dot.
    """
    score = sheet.stages[number].score
    value, (low, high) = sheet.place(score.value or 0.0), (sheet.place(limit) for limit in limits(score))
    centre = number + 0.5
    lines = level_heights(sheet, centre - 0.2, centre + 0.2)
    own = [point for run in score_runs([stage.score for stage in sheet.stages]) for point in run_curves(run)[0]]
    lines += [sheet.place(y) for x, y in own if 0.05 < abs(x - centre) <= 0.2]
    below, above = max(value + 20, low + 12), min(value - 20, high - 12)

    def clear(y: float) -> float:
        outside = y > LINES[0] - 22 if y > value else y < CHEVRONS[1] + 26
        return -1.0 if outside else min([18.0, *(abs(y - line) for line in lines)])

    best = max((below, above), key=clear)
    if clear(best) < _CLEAR_PX:
        farther = [y for step in _STEPS for y in (below + step, above - step) if clear(y) >= _CLEAR_PX]
        best = farther[0] if farther else best
    return best, best > value


_CLEAR_PX = 9
"""So far from the middle of a number a line does not touch it."""

_STEPS = (8, 16, 24, 32)
"""So many pixels farther from its dot a number may stand."""


def fold(text: str, characters: int, lines: int) -> str:
    """Text in at most `lines` lines of `characters`, with an ellipsis where it was cut."""
    return "\n".join(wrap(text, max(6, characters), max_lines=lines, placeholder=" …"))


def score_range(stages: Sequence[StagePoint], overlays: Sequence[Overlay] = ()) -> tuple[float, float]:
    """The scores to make room for: every value, interval limit and level on the map, and not what few walks found."""
    scores = [stage.score for stage in stages] + [score for overlay in overlays for score in overlay.scores]
    values = [value for score in scores if not score.hidden for value in (score.value, score.low, score.high)]
    values += [level for stage in stages for level in (stage.wanted, stage.customers_want)]
    known = [value for value in values if value is not None]
    return padded(known, share=0.06, at_least=20) if known else (0.0, 100.0)


WALKED = 0.78
"""Where in the width of a stage (0 to 1) the cross of a walk stands: beside its score and what is written there."""


def walked_at(sheet: Sheet) -> list[tuple[int, float, str]]:
    """(Stage, where its cross stands, what is said beside it): a walk off the scale of the scores stands at its edge with its number."""
    walked = [(number, stage.walked) for number, stage in enumerate(sheet.stages) if stage.walked is not None]
    placed = [(number, found, min(max(found, sheet.low), sheet.high)) for number, found in walked]
    return [(number, at, "" if at == found else fmt_score(found, sheet.digits)) for number, found, at in placed]


def score_runs(scores: Sequence[Score]) -> list[list[tuple[float, Score]]]:
    """Neighbouring stages that have a score, as (x, score): the line stops at a hole instead of guessing across it."""
    known = [(at + 0.5, float(at)) if score.value is not None and not score.hidden else None for at, score in enumerate(scores)]
    return [[(x, scores[int(at)]) for x, at in run] for run in runs(known)]


def curve(points: Sequence[Point], narrow: bool = False) -> list[Point]:
    """The one curve of the map, so that line, band and shading agree between the stages."""
    return monotone(points, steps=12 if narrow else 20)


def level_curves(levels: Sequence[float | None]) -> list[list[Point]]:
    """Curves through the stages' levels, broken where a stage has none; a level without neighbours is a short dash."""
    known = runs([None if level is None else (at + 0.5, level) for at, level in enumerate(levels)])
    return [curve(run) if len(run) > 1 else [(run[0][0] - 0.25, run[0][1]), (run[0][0] + 0.25, run[0][1])] for run in known]


def limits(score: Score) -> tuple[float, float]:
    """The interval of a score that has a value; the value twice where it has no interval."""
    value = score.value or 0.0
    return (value if score.low is None else score.low, value if score.high is None else score.high)


def run_curves(run: Sequence[tuple[float, Score]], narrow: bool = False) -> tuple[list[Point], list[Point], list[Point]]:
    """The curves of a run of scores: value, lower and upper limit, sampled at the same places."""
    lows, highs = ([(x, limits(score)[side]) for x, score in run] for side in (0, 1))
    return curve([(x, score.value or 0.0) for x, score in run], narrow), curve(lows, narrow), curve(highs, narrow)


def shortfalls(sheet: Sheet) -> list[list[tuple[float, float, float]]]:
    """Stretches where even the interval's better limit misses the wanted level, as (x, limit, wanted)."""
    wanted = {round(x, 6): level for run in level_curves([stage.wanted for stage in sheet.stages]) for x, level in run}
    sign = -1 if sheet.better is Better.LOWER else 1
    stretches: list[list[tuple[float, float, float]]] = []
    for run in score_runs([stage.score for stage in sheet.stages]):
        edge = run_curves(run)[2 if sign > 0 else 1]
        open_stretch: list[tuple[float, float, float]] = []
        for x, limit in edge:
            level = wanted.get(round(x, 6))
            if level is not None and sign * (level - limit) > 0:
                open_stretch.append((x, limit, level))
            elif open_stretch:
                stretches.append(open_stretch)
                open_stretch = []
        stretches += [open_stretch] if open_stretch else []
    return [stretch for stretch in stretches if len(stretch) > 1]
