"""What to do next: open actions and places nobody works on, by how much falls short where it matters, beside what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from vocdash.charts.theme import fmt_interval, fmt_n, fmt_score
from vocdash.journeys import Action
from vocdash.metrics.moments import Weighed
from vocdash.store.clock import today
from vocdash.ui.actions import NOT_GIVEN, cost_told, gain_told, place_told
from vocdash.ui.cells import Place, weighed
from vocdash.ui.filters import Selection
from vocdash.ui.markup import Markup, brief, link

MOST = 10
A_THOUSAND = 1000

HOW = (
    "Impact: importance × shortfall, of the touchpoints that fall short of what you want by more than noise; of an action it is the sum "
    "over those where it works. Closes: the part of it that the gain expected would close. Nobody’s cost or gain is guessed."
)


@dataclass(frozen=True, slots=True)
class Step:
    """An action that is not done, or (None) a place that falls short and has none; `places` are those it is for, worst first."""

    action: Action | None
    places: tuple[Place, ...]

    @property
    def impact(self) -> float:
        """Importance × shortfall of its places, summed."""
        return fsum(weighed(place).weight or 0.0 for place in self.places)

    @property
    def closes(self) -> float | None:
        """How much of that the gain expected would close; None where nobody said what to expect."""
        gain = self.action.spec.expected_gain if self.action else None
        return None if gain is None else fsum(weighed(place).closed_by(gain) or 0.0 for place in self.places)

    @property
    def for_a_thousand(self) -> float | None:
        """What it closes for a thousand of its cost; None where one of the two is not known, or it costs nothing."""
        cost = self.action.spec.cost if self.action else None
        return None if self.closes is None or not cost else A_THOUSAND * self.closes / cost


def steps(places: Sequence[Place], actions: Sequence[Action]) -> list[Step]:
    """All there is to do, most impact first."""
    short = sorted((place for place in places if _matters(weighed(place))), key=lambda place: -(weighed(place).weight or 0.0))
    open_ones = [action for action in actions if not action.is_done(today())]
    found = [Step(action, here) for action in open_ones if (here := tuple(place for place in short if _works_at(action, place)))]
    found += [Step(None, (place,)) for place in short if not any(_works_at(action, place) for action in open_ones)]
    return sorted(found, key=lambda step: -step.impact)[:MOST]


def _matters(cell: Weighed) -> bool:
    return bool(cell.weight) and cell.falls_short


def _works_at(action: Action, place: Place) -> bool:
    return action.works_at(place.cell.stage, place.cell.touchpoint)


def finding(found: Sequence[Step], places: Sequence[Place]) -> str:
    """The sentence over them: what to do next, or what is missing to say so."""
    if not found:
        known = any(weighed(place).weight is not None for place in places)
        if known:
            return "Nothing that matters falls short by more than noise"
        return "Nobody has said yet what matters, and what you want: set it under Journey design, Cells"
    if not found[0].action:
        return f"Nobody works on {found[0].places[0].brief} yet, where most that matters falls short"
    worth = [step for step in found if step.for_a_thousand]
    if len(worth) > 1:
        best = max(worth, key=lambda step: step.for_a_thousand or 0.0)
        return f"“{brief(best.action.name)}” closes most for its cost" if best.action else ""
    return f"“{brief(found[0].action.name)}” works where most that matters falls short"


def head(found: Sequence[Step]) -> tuple[str, ...]:
    """The names of the columns; what a cost brings stands there only where somebody gave both."""
    last = ("Closes per 1,000",) if _knows_worth(found) else ()
    return ("What", "Where", "Impact", "Expected", "Closes", "Cost", *last, "Owner")


def numbers(found: Sequence[Step]) -> tuple[int, ...]:
    """Which of the columns hold numbers."""
    return (2, 3, 4, 5, 6) if _knows_worth(found) else (2, 3, 4, 5)


def _knows_worth(found: Sequence[Step]) -> bool:
    return any(step.for_a_thousand is not None for step in found)


def told(found: Sequence[Step], selection: Selection, currency: str, *, leads: bool = False) -> tuple[tuple[str, ...], ...]:
    """A row of words for each; for a lead, on a screen, with the way to note what is missing."""
    rows = [_row(step, selection, currency, _knows_worth(found)) for step in found]
    return tuple((_note(step, selection), *row[1:]) if leads and not step.action else row for step, row in zip(found, rows, strict=True))


def _note(step: Step, selection: Selection) -> Markup:
    cell = step.places[0].cell
    return link("Note an action", selection.link("design", ("part", "Actions"), stage=cell.stage, touchpoint=cell.touchpoint))


def _row(step: Step, selection: Selection, currency: str, worth: bool) -> tuple[str, ...]:
    action = step.action
    gain, cost = (gain_told(action), cost_told(action, currency)) if action else ("", "")
    closes = "" if action is None else NOT_GIVEN if step.closes is None else fmt_n(step.closes)
    per = "" if action is None else NOT_GIVEN if step.for_a_thousand is None else fmt_score(step.for_a_thousand, 1)
    owner = (action.owner if action else step.places[0].owner) or "nobody yet"
    what = action.name if action else "Nothing is noted here yet"
    return (what, _where(step, selection), fmt_n(step.impact), gain, closes, cost, *((per,) if worth else ()), owner)


def _where(step: Step, selection: Selection) -> str:
    action, worst = step.action, step.places[0]
    if action is None or len(step.places) == 1:
        return f"{worst.name}: {_score(worst)}"
    names = selection.choices
    place = place_told(action.stage, action.touchpoint, names.stages, names.touchpoints)
    return f"{place}: {len(step.places)} touchpoints fall short, most {worst.name}, {_score(worst)}"


def _score(place: Place) -> str:
    score = place.score
    interval = fmt_interval(score.low, score.high)
    return f"{fmt_score(score.value)} of {fmt_score(place.cell.wanted)} wanted ({interval}, {fmt_n(score.n)} answers)"
