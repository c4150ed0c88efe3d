"""Where a page of one place has none to look at: all there are, those that let customers down most first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from vocdash.charts.judge import Verdict, judge, judge_change, lowest
from vocdash.charts.theme import NO_VALUE, fmt_interval, fmt_n, fmt_score, fmt_signed
from vocdash.domain import OFF_THE_ROAD, Better, Change, Score
from vocdash.journeys import Action, list_actions
from vocdash.metrics import compare
from vocdash.store.clock import today
from vocdash.ui import blocks, data, periods
from vocdash.ui.cells import Place, mean_level, read_places, shown_change
from vocdash.ui.filters import Selection
from vocdash.ui.hiding.composed import shown_stages
from vocdash.ui.markup import Markup, brief, link
from vocdash.ui.overview.figures import change_tag
from vocdash.ui.spot.place import Kind

LISTED = 12
"""So many touchpoints are listed; of more only those furthest from what is wanted, beside a field that finds every one."""


@dataclass(frozen=True, slots=True)
class Line:
    """One place to choose, by name and address, with what tells how it does and who answers for it."""

    name: str
    address: str
    score: Score
    wanted: float | None
    change: Change | None
    owner: str
    actions: int
    on_the_road: bool = True

    @property
    def gap(self) -> float | None:
        """Actual minus wanted; negative is a shortfall."""
        return None if self.score.value is None or self.wanted is None else self.score.value - self.wanted

    @property
    def verdict(self) -> Verdict:
        return judge(self.score, self.wanted)


def chooser(selection: Selection, kind: Kind) -> list[Markup]:
    """What to choose from where the filters pick no place: every stage, or the touchpoints of each stage, worst first."""
    lines = worst_first(_stages(selection) if kind == "stage" else _touchpoints(selection))
    if not lines:
        return [blocks.empty("No touchpoint is placed in a stage yet.", "Place touchpoints in the stages of the journey first.")]
    shown = lines if kind == "stage" else lines[:LISTED]
    some = f" Of {len(lines)} these {len(shown)} come first." if len(shown) < len(lines) else ""
    caption = f"{periods.label(selection.period)}. Choose a {kind}: each line leads to a page of its own, the worst first.{some}"
    columns = [column for column in _columns(kind, shown) if any(cell not in (NO_VALUE, "") for cell in column[1])]
    head, cells = [name for name, _ in columns], zip(*(cells for _, cells in columns), strict=True)
    numbers = [at for at, name in enumerate(head) if name in _NUMBERS]
    return [blocks.finding(finding(lines, kind), caption, main=True), blocks.table(head, list(cells), numbers=numbers, brief=True)]


def worst_first(lines: Sequence[Line]) -> list[Line]:
    """Those furthest below what is wanted first; then, where nobody set a level, those with the lowest score; no step of the road last."""

    def rank(line: Line) -> tuple[bool, bool, bool, float]:
        away = line.score.value if line.gap is None else line.gap
        return line.score.value is None, not line.on_the_road, line.gap is None, away or 0.0

    return sorted(lines, key=rank)


def finding(lines: Sequence[Line], kind: Kind) -> str:
    """The sentence over them: which falls furthest short, or lies lowest, by more than noise explains."""
    short = [line for line in lines if line.verdict is Verdict.WORSE]
    if short:
        worst = min(short, key=lambda line: line.gap or 0.0)
        more = f"; {len(short)} of {len(lines)} fall short by more than noise" if len(short) > 1 else ""
        return f"{brief(worst.name)} falls furthest short: {fmt_score(worst.score.value)} where you want {fmt_score(worst.wanted)}{more}"
    if any(line.score.value is not None and line.wanted is not None for line in lines):
        return f"No {kind} falls short of what you want by more than noise"
    known = [line for line in lines if line.on_the_road] or list(lines)
    low = lowest([line.score for line in known])
    if low:
        told = " and ".join(f"{brief(known[at].name)} ({fmt_score(known[at].score.value)})" for at in low)
        return f"{told} score{'s' if len(low) == 1 else ''} lower than all others"
    if any(line.score.value is not None for line in known):
        return f"No {kind} lies below the others by more than noise"
    return "Nobody answered, or too few to show a score"


_NUMBERS = ("Score", "95% interval", "Answers", "Wanted", "Gap", "Open actions")


def _columns(kind: Kind, lines: Sequence[Line]) -> list[tuple[str, list[str]]]:
    moved = compare.notable(compare.Moved({"line": str(at)}, line.change) for at, line in enumerate(lines) if line.change is not None)
    real = {int(move.keys["line"]) for move in moved}
    return [
        (kind.capitalize(), [link(line.name, line.address) for line in lines]),
        ("Score", [_score(line) for line in lines]),
        ("95% interval", [fmt_interval(line.score.low, line.score.high) for line in lines]),
        _strips(lines),
        ("Answers", [NO_VALUE if line.score.value is None else fmt_n(line.score.n) for line in lines]),
        ("Wanted", [fmt_score(line.wanted) for line in lines]),
        ("Gap", [_gap(line) for line in lines]),
        ("Change", [_change(line.change, at in real) for at, line in enumerate(lines)]),
        ("Owner", [line.owner or "nobody yet" for line in lines] if any(line.owner for line in lines) else [""] * len(lines)),
        ("Open actions", [fmt_n(line.actions) if line.actions else "" for line in lines]),
    ]


def _strips(lines: Sequence[Line]) -> tuple[str, list[str]]:
    """Every score on one scale, which reaches as far as any of them and what is wanted, in tens."""
    ends = [end for line in lines for end in (line.score.low, line.score.high, line.wanted if line.score.value is not None else None)]
    told = [end for end in ends if end is not None]
    low, high = (floor(min(told) / 10) * 10, ceil(max(told) / 10) * 10) if told else (0, 100)
    tick = ", tick: wanted" if any(line.wanted is not None for line in lines) else ""
    return f"{low} to {max(high, low + 10)}{tick}", [blocks.strip(line.score, line.wanted, low, max(high, low + 10)) for line in lines]


def _score(line: Line) -> str:
    if line.score.value is None:
        return "hidden" if line.score.hidden else "no answers"
    return fmt_score(line.score.value) + (" (too few)" if line.verdict is Verdict.TOO_FEW else "")


def _gap(line: Line) -> str:
    gap = fmt_signed(line.gap)
    tones: dict[Verdict, blocks.Tone] = {Verdict.WORSE: "bad", Verdict.BETTER: "good"}
    return blocks.tag(gap, tones[line.verdict]) if line.verdict in tones else gap


def _change(change: Change | None, real: bool) -> str:
    verdict = judge_change(change)
    if change is None or not verdict.has_number:
        return NO_VALUE
    if verdict is Verdict.TOO_FEW:
        return "too few"
    if not real or verdict is Verdict.NOISE:
        return "no change"
    return change_tag(change, Better.HIGHER, on="")


def _touchpoints(selection: Selection) -> list[Line]:
    actions = _open_actions(selection)
    return [
        Line(
            place.name,
            selection.link("touchpoint", stage=place.cell.stage, touchpoint=place.cell.touchpoint),
            place.score,
            place.cell.wanted,
            place.change,
            place.owner,
            sum(each.works_at(place.cell.stage, place.cell.touchpoint) for each in actions),
            place.cell.stage not in OFF_THE_ROAD,
        )
        for place in read_places(selection)
    ]


def _stages(selection: Selection) -> list[Line]:
    actions, places = _open_actions(selection), read_places(selection)
    now, then = shown_stages(selection.scored), shown_stages(selection.scored.during(selection.before))
    return [
        Line(
            name,
            selection.link("stage", stage=code),
            now[code],
            mean_level([place.cell.wanted for place in here]),
            shown_change(compare.between(now[code], then[code]), now[code], then[code]),
            _owner(here),
            sum(each.works_at(code) for each in actions),
            code not in OFF_THE_ROAD,
        )
        for code, name in selection.choices.stages.items()
        for here in [[place for place in places if place.cell.stage == code]]
    ]


def _open_actions(selection: Selection) -> list[Action]:
    day = today()
    return [each for each in data.remembered(list_actions, selection.choices.journey or "") if not each.is_done(day)]


def _owner(places: Sequence[Place]) -> str:
    """Who answers for most touchpoints of a stage, and how many others do for the rest."""
    owners = Counter(place.owner for place in places if place.owner).most_common()
    return "" if not owners else f"{owners[0][0]} and {len(owners) - 1} more" if len(owners) > 1 else owners[0][0]


def to_find(selection: Selection, kind: Kind) -> dict[str, tuple[str, str]]:
    """Name → (stage, touchpoint) of every touchpoint, where there are more than are listed."""
    places = read_places(selection)
    if kind == "stage" or len(places) <= LISTED:
        return {}
    return {place.name: (place.cell.stage, place.cell.touchpoint) for place in places}
