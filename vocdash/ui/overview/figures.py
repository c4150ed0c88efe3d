"""What the overview says: figures, sentences and rows from scores, without a widget in sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vocdash.charts.inputs import TrendPoint
from vocdash.charts.judge import Verdict, judge_change
from vocdash.charts.theme import fmt_interval, fmt_n, fmt_score, fmt_signed, fmt_signed_interval
from vocdash.domain import Better, Change, Period, Row, Scope, Score
from vocdash.locales import listed
from vocdash.metrics import METRICS, Query, ask, ask_all, compare, index
from vocdash.metrics.registry import Metric
from vocdash.ui import blocks, data, periods
from vocdash.ui.blocks import Sentence
from vocdash.ui.cells import Place, furthest_and_closest, lowest_and_highest, shown_change
from vocdash.ui.filters import Selection
from vocdash.ui.hiding.composed import shown_course, shown_index, why_no_index
from vocdash.ui.hiding.small_groups import hidden_windows, look_ahead, shown_in
from vocdash.ui.markup import Markup, bold, join, link
from vocdash.ui.picks import with_days

KEY_FIGURES = ("nps", "csat", "ces", "rating", "net_sentiment", "share_negative")
SHOWN_FIGURES = 4
LEAST_MONTHS = 13
"""A trend reaches back to the same month a year ago, and to the beginning of a longer period."""
MOST_MONTHS = 36
"""Beyond these a trend is drawn by quarters."""


def trend_span(period: Period) -> Period:
    """The whole months that a trend beside the scores of a period shows."""
    first = min(periods.month_of(period.last, LEAST_MONTHS - 1).first, periods.month_of(period.first).first)
    return Period(first, periods.month_of(period.last).last)


def trend_by(period: Period) -> str:
    """What each point of a trend beside the scores of a period stands for: a month, or a quarter of a long one."""
    return "month" if _months_of(trend_span(period)) <= MOST_MONTHS else "quarter"


def trend_windows(period: Period) -> list[Period]:
    """The months of its trend one by one, or the quarters of a long one."""
    span = trend_span(period)
    months = _months_of(span)
    if trend_by(period) == "month":
        return [periods.month_of(span.last, ago) for ago in reversed(range(months))]
    quarters = -(-months // 3)
    return [quarter for ago in reversed(range(quarters + 1)) if (quarter := periods.quarter_of(span.last, ago)).last >= span.first]


def _months_of(span: Period) -> int:
    return (span.last.year - span.first.year) * 12 + span.last.month - span.first.month + 1


def index_trend(selection: Selection) -> list[TrendPoint]:
    """The overall index by month or quarter; those in which nobody answered are left out, hidden ones stand as hidden."""
    windows = trend_windows(selection.period)
    found = data.of_answers(index.overall_each, tuple(selection.scored.during(window) for window in windows))
    by = trend_by(selection.period)
    scores = shown_course(windows, found, by)
    rows = [Row({by: window.first.isoformat()}, score) for window, score in zip(windows, scores, strict=True)]
    scope = found[-1].scope.during(Period(windows[0].first, windows[-1].last))
    return with_days(_points(hidden_windows(rows, by, selection.period, scope), by), by)


def _points(rows: Sequence[Row], by: str) -> list[TrendPoint]:
    """The windows in which somebody answered, in order; hidden ones stand as hidden."""
    there = (row for row in rows if row.score.value is not None or row.score.hidden)
    return [TrendPoint(date.fromisoformat(row.keys[by]), row.score) for row in there]


def change_tag(change: Change | None, better: Better, on: str, digits: int = 0) -> Markup:
    """The change as a tag: an arrow for its direction, a colour only beyond noise. `on` names what it is held against."""
    if change is None or change.value is None:
        return blocks.tag("no period before")
    verdict = judge_change(change, better)
    if verdict is Verdict.TOO_FEW:
        return blocks.tag("too few")
    if verdict is Verdict.NOISE:
        return blocks.tag("no change")
    arrow = "▲" if change.value > 0 else "▼"
    tone: blocks.Tone = "good" if verdict is Verdict.BETTER else "bad"
    return blocks.tag(f"{arrow} {fmt_score(abs(change.value), digits)}{f' on {on}' if on else ''}", tone)


def answers(n: float) -> str:
    """A number of answers in words."""
    return f"{fmt_n(n)} answer{'' if n == 1 else 's'}"


def change_words(change: Change | None, digits: int = 1) -> str:
    """The interval of a change in words."""
    if change is None or change.low is None:
        return ""
    return f"{'more than' if change.real else 'within'} noise: {fmt_signed_interval(change.low, change.high, digits)}"


# --- key figures -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One metric over the whole scope, with its change and its course."""

    metric: Metric
    score: Score
    change: Change | None
    trend: tuple[TrendPoint, ...]
    target: float | None

    @property
    def value(self) -> str:
        """The number as people read it, or that it is hidden."""
        return "hidden" if self.score.hidden else self.written(self.score.value)

    def written(self, value: float | None) -> str:
        """A value of the metric with its sign or its unit."""
        metric = self.metric
        if metric.range[0] is not None and metric.range[0] < 0:
            return fmt_signed(value, metric.decimals)
        return fmt_score(value, metric.decimals, "%" if metric.unit == "%" else "")

    @property
    def interval(self) -> str:
        """Its 95 % interval as people read it; empty without one."""
        unit = "%" if self.metric.unit == "%" else ""
        return fmt_interval(self.score.low, self.score.high, self.metric.decimals, unit) if self.score.low is not None else ""

    @property
    def block(self) -> Markup:
        """The figure with its name, interval and change."""
        tag = change_tag(self.change, self.better, "", self.metric.decimals) if not self.score.hidden else blocks.tag("too few people")
        return blocks.key_figure(self.metric.label, self.value, self.interval, tag)

    @property
    def foot(self) -> str:
        """Target and direction of good."""
        unit = "%" if self.metric.unit == "%" else ""
        target = f"Target {fmt_score(self.target, 0, unit)} · " if self.target is not None else ""
        better = {Better.HIGHER: "higher is better", Better.LOWER: "lower is better"}.get(self.better, "")
        return f"{target}{better}"

    @property
    def better(self) -> Better:
        """The direction of good: the scale's own, where the metric is a mean on it."""
        return self.score.better or self.metric.better

    @property
    def count(self) -> str:
        """On how many answers."""
        return "too few people to show" if self.score.hidden else answers(self.score.n)


def key_figures(selection: Selection, targets: dict[str, float]) -> list[KeyFigure]:
    """The first few of the metrics that have answers here."""
    now, then = selection.scored, selection.scored.during(selection.before)
    rows = data.each_of_answers(ask, ask_all, [Query(code, (), scope) for code in KEY_FIGURES for scope in (now, then)])
    pairs = zip(KEY_FIGURES, rows[::2], rows[1::2], strict=True)
    changes = {code: moved.change for code, here, before in pairs for moved in compare.moves(here, before) if moved.change.now.n}
    codes = list(changes)[:SHOWN_FIGURES]
    trends = [_trend_query(code, now, selection.period) for code in codes]
    data.each_of_answers(ask, ask_all, trends)
    look_ahead([*trends, *(Query(code, (), scope) for code in codes for scope in (now, then))])
    return [_key_figure(METRICS[code], changes[code], selection, targets.get(code)) for code in codes]


def _key_figure(metric: Metric, change: Change, selection: Selection, target: float | None) -> KeyFigure:
    now = _shown_as(metric.code, change.now, selection.scored)
    then = _shown_as(metric.code, change.before, selection.scored.during(selection.before))
    trend = score_trend(metric.code, selection.scored, selection.period)
    return KeyFigure(metric, now, shown_change(change, now, then), trend, target)


def _shown_as(code: str, score: Score, scope: Scope) -> Score:
    """The score of a metric in a whole scope as it may be shown."""
    return shown_in(score, scope, code)


def score_trend(code: str, scope: Scope, period: Period) -> tuple[TrendPoint, ...]:
    """A score in each month or quarter of its trend beside a period, without those in which nobody answered."""
    query = _trend_query(code, scope, period)
    by = trend_by(period)
    return tuple(_points(hidden_windows(data.of_answers(ask, query), by, period, query.scope, code), by))


def _trend_query(code: str, scope: Scope, period: Period) -> Query:
    windows = trend_windows(period)
    return Query(code, (trend_by(period),), scope.during(Period(windows[0].first, windows[-1].last)))


# --- what changed ----------------------------------------------------------------------------------------------------

MOST_SENTENCES = 5


def notable(places: Sequence[Place]) -> list[Place]:
    """The places whose change noise does not explain (Benjamini–Hochberg over all of them), largest first."""
    by_cell = {(place.cell.stage, place.cell.touchpoint): place for place in places}
    moves = [compare.Moved({"stage": p.cell.stage, "touchpoint": p.cell.touchpoint}, p.change) for p in places if p.change is not None]
    return [by_cell[moved.keys["stage"], moved.keys["touchpoint"]] for moved in compare.notable(moves)]


def are_comparable(places: Sequence[Place]) -> bool:
    """Whether any of the places has a score in the period before, too, that may be shown."""
    return any(place.change is not None for place in places)


def notable_finding(places: Sequence[Place], moved: Sequence[Place]) -> str:
    """The sentence over "what changed"."""
    if not are_comparable(places):
        return "No cell can be held against the period before"
    if not moved:
        return "No cell changed by more than noise"
    worse = sum((place.change.value or 0.0) < 0 for place in moved if place.change)
    cells = f"{_count(len(moved)).capitalize()} cell{'' if len(moved) == 1 else 's'} changed by more than noise"
    if worse == 0:
        return f"{cells}, all for the better" if len(moved) > 1 else f"{cells}, for the better"
    if worse == len(moved):
        return f"{cells}, all for the worse" if len(moved) > 1 else f"{cells}, for the worse"
    return f"{cells}; {_count(worse)} of them for the worse"


def _count(number: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[number] if number < len(words) else str(number)


def change_sentences(places: Sequence[Place], moved: Sequence[Place], selection: Selection) -> list[Sentence]:
    """One sentence a notable change, and a last one that counts what is only noise and names the blind spots."""
    lines = [_change_sentence(place, selection) for place in moved[:MOST_SENTENCES]]
    calm = sum(place.change is not None for place in places) - len(moved)
    more = len(moved) - len(lines)
    words: list[str] = []
    if more:
        words.append(f"{more} more changed by less than these. ")
    if calm or moved:
        words.append(f"{calm} {'other ' if moved else ''}cell{'' if calm == 1 else 's'} moved by less than noise explains.")
    else:
        why = "Nobody answered before it." if selection.is_first else "Nobody answered then, or too few to show."
        words.append(f"{why} {other_period(selection)}")
    return [*lines, Sentence("noise", join([*words, " ", blind_spots(places)]), quiet=True)]


def blind_spots(places: Sequence[Place]) -> Markup:
    """The places of which nothing is known, or nothing may be told; empty where there are none."""
    blind = [place for place in places if not place.asked or place.score.hidden]
    if not blind:
        return Markup("")
    spots = "blind spot" if len(blind) == 1 else "blind spots"
    names = bold(listed([place.brief for place in blind], 3))
    return join([f"{len(blind)} {spots}: ", names, ", where nobody asks or too few answered to show."])


def other_period(selection: Selection) -> str:
    """What to do where a period cannot be held against the one before."""
    return "Choose one that begins later." if selection.is_first else "Hold the period against a year ago, or choose another one."


def _change_sentence(place: Place, selection: Selection) -> Sentence:
    change = place.change
    if change is None or change.value is None:
        raise ValueError("a place without a change has no sentence")
    verb, tone = ("rose", "good") if change.value > 0 else ("fell", "bad")
    owner = f" Owner: {place.owner}." if place.owner else " Nobody owns it."
    words = join(
        [
            bold(place.name),
            f" {verb} from {fmt_score(change.before.value)} to {fmt_score(change.now.value)} ",
            f"({fmt_signed(change.value)}, 95% interval {fmt_signed_interval(change.low, change.high)}). ",
            f"{fmt_n(change.now.n)} answers.{owner} ",
            link("Look closer", selection.link("touchpoint", stage=place.cell.stage, touchpoint=place.cell.touchpoint)),
        ]
    )
    return Sentence("good" if tone == "good" else "bad", words)


def ends(places: Sequence[Place]) -> tuple[list[Place], str, str]:
    """(places, finding, caption) of those furthest from and closest to what is wanted; lowest and highest where nobody set a level."""
    if any(place.cell.wanted is not None for place in places):
        said = "Furthest from, and closest to, what you want to provide"
        return furthest_and_closest(places), said, "Score with 95% interval; the tick is wanted"
    caption = "Score with 95% interval. Nobody has said yet what you want to provide: set it under Journey design."
    return lowest_and_highest(places), "Lowest and highest scores", caption


def why_no_ends(places: Sequence[Place]) -> str:
    """What stands where no place has a score to be furthest or closest with."""
    hidden = any(place.score.hidden for place in places)
    return "Too few people answered to show a score." if hidden else "No answers in this selection."


# --- the index -------------------------------------------------------------------------------------------------------

HOW_INDEX = (
    "Overall index: the mean of the stage scores by their weights, over the stages that have answers; what is said of the "
    "journey as a whole is no stage of it. A stage’s score is the mean of its "
    "experience answers. The interval respects that one submission may speak of several stages. A click on a point looks at its days alone."
)


def index_block(overall: index.OverallIndex) -> list[Markup]:
    """The hero figure of the overview: the index, its interval, and on how many."""
    score = shown_index(overall)
    title = blocks.caption("Overall journey index, 0 to 100")
    if score.value is None:
        why = f"Hidden, because {why_no_index(overall)}." if score.hidden else "Nobody answered in this selection."
        return [title, blocks.empty(why, "Choose a longer period or clear a filter.")]
    stages = f"{overall.answered} of {overall.total} stages have answers"
    counts = f"{fmt_n(score.n)} answers, {fmt_n(score.submissions)} submissions"
    hero = blocks.hero(fmt_score(score.value, 1), f"95% interval {fmt_interval(score.low, score.high, 1)}", counts, stages)
    return [title, hero, *(blocks.caption(note) for note in score.notes)]
