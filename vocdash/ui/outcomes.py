"""Did what we changed help? The score of an action's place before it began and after it was done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from vocdash.charts.before_after import before_after
from vocdash.charts.inputs import BeforeAfter
from vocdash.charts.judge import Verdict, judge_among
from vocdash.charts.theme import NO_VALUE, Theme, fmt_interval, fmt_score, fmt_signed, fmt_signed_interval
from vocdash.domain import Change, Period, Score
from vocdash.journeys import Action
from vocdash.metrics import compare, index
from vocdash.ui import blocks, data, periods
from vocdash.ui.actions import NOT_GIVEN, cost_told, gain_told
from vocdash.ui.cells import shown_change
from vocdash.ui.filters import Selection
from vocdash.ui.hiding.composed import shown_index
from vocdash.ui.markup import Markup, bold, join
from vocdash.ui.overview.figures import answers
from vocdash.ui.show import show
from vocdash.ui.spot.place import read_score, why_not

MOST_MONTHS = 3
MOST_ACTIONS = 8
"""So many of the newest are looked at: each takes two questions."""

TITLE = "Did what we changed help?"
HOW = (
    "Whole months, as many after as before, three at most: before the month it started in, and from when it was done, or from its start "
    "while it runs. Whatever else changed meanwhile is in the difference, too, so that it is no proof."
)
LOOKS = "Ring: before; dot: after, coloured beyond noise; tick: what was expected."
HEAD = ("Action", "Before", "After", "Seen", "Expected", "Cost")

Measured = tuple[Action, Period, Period]
"""An action with the months before and after it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """An action with the months on both sides of it, and the score of its place in them; `change` is None where one is not shown.

    `real` says that the difference is beyond noise among all outcomes read together.
    """

    action: Action
    before: Period
    after: Period
    was: Score
    now: Score
    change: Change | None
    real: bool = False

    @property
    def verdict(self) -> Verdict:
        """What may be said of the difference: nothing where too few answered on a side, or noise explains it."""
        return judge_among(self.told, self.real)

    @property
    def told(self) -> Change:
        """The change as it may be shown."""
        return self.change or Change(None, None, None, self.now, self.was)


def sides(action: Action, answered: Period, day: date) -> tuple[Period, Period] | None:
    """The whole months before an action began, and as many after it was done, or after it began while it runs.

    None while it has not begun, and until a month with answers has ended after it.
    """
    if action.started_on is None or action.started_on > day:
        return None
    since = action.done_on if action.done_on is not None and action.done_on <= day else action.started_on
    first = periods.month_of(since, 0 if since.day == 1 else -1).first
    last = periods.month_of(min(day, answered.last + timedelta(days=1)), 1).first
    count = min(MOST_MONTHS, (last.year - first.year) * 12 + last.month - first.month + 1)
    if count < 1:
        return None
    return periods.months(action.started_on, count, 1), periods.months(first, count, 1 - count)


def to_look_at(actions: Iterable[Action], selection: Selection, day: date) -> list[Measured]:
    """The actions that have months with answers on both sides on a day, newest first."""
    if selection.choices.answers is None:
        return []
    measured = [(action, sides(action, selection.choices.answers, day)) for action in actions]
    return [(action, *months) for action, months in measured if months is not None][:MOST_ACTIONS]


def read_outcomes(measured: Sequence[Measured], selection: Selection, stage: str = "", touchpoint: str = "") -> list[Outcome]:
    """What came of each action at its place within the one looked at, by codes: at that itself where it works everywhere."""
    found = []
    for action, before, after in measured:
        place = action.stage or stage, action.touchpoint or touchpoint
        was, now = (_score(selection, each, *place) for each in (before, after))
        found.append(Outcome(action, before, after, was, now, shown_change(compare.between(now, was), now, was)))
    return judged(found)


def judged(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The same, each told whether noise explains it among all of them."""
    moved = [compare.Moved({"action": str(at)}, outcome.change) for at, outcome in enumerate(outcomes) if outcome.change is not None]
    beyond = {move.keys["action"] for move in compare.notable(moved)}
    return [replace(each, real=str(at) in beyond) for at, each in enumerate(outcomes)]


def _score(selection: Selection, months: Period, stage: str, touchpoint: str) -> Score:
    """The score of a place in some months as it may be shown; of the whole journey it is the overall index."""
    scope = selection.scored.during(months)
    if stage or touchpoint:
        return read_score(scope, stage, touchpoint)
    return shown_index(data.of_answers(index.overall, scope))


def finding(outcomes: Sequence[Outcome]) -> str:
    """The sentence over them: after how many the score differs by more than noise."""
    better = [each for each in outcomes if each.verdict is Verdict.BETTER]
    worse = [each for each in outcomes if each.verdict is Verdict.WORSE]
    if len(outcomes) == 1 and (better or worse):
        (one,) = outcomes
        value = one.told.value or 0.0
        return f"After “{one.action.name}” the score is {fmt_score(abs(value), 1)} {'higher' if value > 0 else 'lower'}: beyond noise"
    if not (better or worse):
        return "No score differs after what was changed by more than noise explains"
    counts = [f"{len(some)} {word}" for some, word in ((better, "higher"), (worse, "lower")) if some]
    return f"Of {len(outcomes)} scores, {' and '.join(counts)} after what was changed, beyond noise"


def draw(outcomes: Sequence[Outcome], theme: Theme, currency: str) -> None:
    """The finding, the picture, and the table with the months and the costs."""
    blocks.draw(blocks.finding(finding(outcomes), f"{TITLE} {LOOKS}"))
    show(before_after(rows(outcomes), theme=theme), "outcomes", ("experience",))
    blocks.draw(table(outcomes, currency), blocks.caption(HOW))


def rows(outcomes: Sequence[Outcome]) -> list[BeforeAfter]:
    """The outcomes as the chart draws them."""
    return [BeforeAfter(each.action.name, each.told, each.real, each.action.spec.expected_gain) for each in outcomes]


def table(outcomes: Sequence[Outcome], currency: str) -> Markup:
    """A row an action: the score before and after with intervals and answers, the difference beside what was expected, and the cost."""
    return blocks.table(HEAD, [(bold(each.action.name), *cells(each, currency, marked=True)) for each in outcomes])


def cells(outcome: Outcome, currency: str, *, marked: bool = False) -> tuple[str, ...]:
    """What a table says of an outcome beside its name; `marked` as tags, coloured beyond noise."""
    seen = _seen(outcome) if marked else seen_told(outcome)
    sides_told = (_side(outcome.before, outcome.was), _side(outcome.after, outcome.now))
    return (*sides_told, seen, expected_told(outcome), cost_told(outcome.action, currency))


def _side(months: Period, score: Score) -> str:
    if score.value is None:
        return f"{periods.short(months)}: {'hidden, ' if score.hidden else ''}{why_not(score)}"
    return f"{periods.short(months)}: {fmt_score(score.value)} ({fmt_interval(score.low, score.high)}), {answers(score.n)}"


def _seen(outcome: Outcome) -> str:
    change = outcome.change
    if change is None or change.value is None:
        return NO_VALUE
    interval = f" ({fmt_interval(change.low, change.high, 1)})"
    if outcome.verdict is Verdict.BETTER:
        return join([blocks.tag(f"▲ {fmt_score(change.value, 1)}", "good"), interval])
    if outcome.verdict is Verdict.WORSE:
        return join([blocks.tag(f"▼ {fmt_score(-change.value, 1)}", "bad"), interval])
    return join([blocks.tag(_CALM[outcome.verdict]), f" {fmt_signed(change.value, 1)}{interval}"])


_CALM = {Verdict.TOO_FEW: "too few", Verdict.NOISE: "no change"}


def seen_told(outcome: Outcome) -> str:
    """The difference with its interval, and what may be said of it, in plain words."""
    change = outcome.change
    if change is None or change.value is None:
        return NO_VALUE
    said = {Verdict.BETTER: "beyond noise", Verdict.WORSE: "beyond noise", Verdict.TOO_FEW: "too few answers"}
    interval = f"({fmt_signed_interval(change.low, change.high, 1)})"
    return f"{fmt_signed(change.value, 1)} {interval}, {said.get(outcome.verdict, 'within noise')}"


def expected_told(outcome: Outcome) -> str:
    """The gain that was expected, and whether the interval of what was seen lies below it, above it, or holds it."""
    gain, change = outcome.action.spec.expected_gain, outcome.change
    if gain is None:
        return NOT_GIVEN
    said = gain_told(outcome.action)
    if change is None or change.low is None or change.high is None or outcome.verdict is Verdict.TOO_FEW:
        return said
    if change.high < gain:
        return f"{said}: less was seen"
    return f"{said}: {'more was seen' if change.low > gain else 'within what was seen'}"
