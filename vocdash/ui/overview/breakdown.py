"""Where a change of the overall index comes from: by stage or by segment, in parts that add up, with nothing hidden named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from vocdash.charts.inputs import WaterfallStep
from vocdash.charts.judge import Verdict, judge_interval
from vocdash.charts.theme import Theme, fmt_points, fmt_score, fmt_signed, fmt_signed_interval
from vocdash.charts.waterfall import waterfall
from vocdash.domain import Better, Change, Scope, Score
from vocdash.locales import listed
from vocdash.metrics import Query, ask, index
from vocdash.metrics.decompose import Decomposition, Effect, decompose
from vocdash.metrics.registry import SEGMENT
from vocdash.ui import blocks, data
from vocdash.ui.filters import Selection, say_unknown, words
from vocdash.ui.hiding.composed import hidden_in_some_stage, shown_index, shown_stages
from vocdash.ui.hiding.small_groups import shown_rows
from vocdash.ui.markup import Markup, brief, element, join
from vocdash.ui.overview import levels
from vocdash.ui.overview.figures import change_tag, change_words, other_period
from vocdash.ui.overview.levels import BY_STAGE, codes_of
from vocdash.ui.picks import To, switch, to_place, to_same
from vocdash.ui.show import shown
from vocdash.ui.who import opens_customers

_UNNAMED = "Not known"
_HEIGHT = 320
_MOST, _ENOUGH = 0.5, 0.9
"""Below these shares of the answers in groups that answered in both periods, it cannot be told what changed, or must be said."""

_HOW_FINEST = (
    "Rate: the same customers at the same places are served better or worse. Mix: other places or customers answer; customers "
    "are told apart by the segments known in both periods. "
)
_HOW_WHOLE = (
    "A part is the share of its stage in the index times the change of its score. Who answered is in it, too: told by itself it would "
    "give away what small groups said. Where segments are told apart, mix is that of their values in each stage. "
)
_HOW_ALL = (
    "In or out: a stage has "
    "answers in only one of the two periods. The parts add up exactly; their intervals are those that a bootstrap of submissions tends to. "
    "A part is coloured where noise does not explain it among all of them (Benjamini–Hochberg, 5 %)."
)


@dataclass(frozen=True, slots=True)
class IndexChange:
    """What became of the index: both of its levels, what the change is made of, and the parts too small to be named.

    `by` says what was told apart: the stages, or the values of a segment. `small` names stages and values alike.
    """

    found: Decomposition
    small: frozenset[str]
    hidden: bool
    by: str = BY_STAGE

    @property
    def comparable(self) -> bool:
        return not self.hidden and self.found.before is not None and self.found.after is not None

    def effects(self, kind: str) -> list[Effect]:
        """The effects of one kind that may be shown, largest first."""
        listed = [effect for effect in self.found.effects if effect.kind == kind and effect.part not in self.small]
        return sorted(listed, key=lambda effect: -abs(effect.value))


def splits(selection: Selection) -> dict[str, str]:
    """What the change can be told apart by → its label: the stages, and each segment that has more than one value."""
    segments = {f"{SEGMENT}{name}": f"By {words(name).lower()}" for name, values in selection.choices.segments.items() if len(values) > 1}
    return {BY_STAGE: "By stage", **segments}


def picked_split(selection: Selection) -> str:
    """What the address says the change is told apart by."""
    known = splits(selection)
    said = st.query_params.get("split")
    return next((by for by, name in known.items() if name == said), BY_STAGE)


def complain(selection: Selection) -> None:
    """Say so where the address names another split."""
    known = splits(selection)
    say_unknown("split", known.values(), "split", known[BY_STAGE])


def change_card(selection: Selection, theme: Theme, change: IndexChange | None) -> Markup:
    """The finding, the switch and the waterfall; None is a change that is still worked out."""
    by, known = picked_split(selection), splits(selection)
    names = list(known.values())
    switched = switch("overview", selection, "Split the change", "split", names, known[by], names[0]) if len(names) > 1 else Markup("")
    if change is None:
        return join([blocks.finding("What the change is made of …"), switched, blocks.skeleton(_HEIGHT)])
    if not change.comparable:
        return levels.card(selection, theme, by, to_part(selection, by), switched)
    figure = waterfall(waterfall_steps(change, selection), theme=theme)
    drawn = shown(figure, "change", ("experience",), how=how_change(), to=to_part(selection, by))
    return join([blocks.finding(change_finding(change, selection), change_caption(change, selection)), switched, drawn])


def how_change() -> str:
    """How the parts of the change are worked out, for whoever looks."""
    return f"{_HOW_FINEST if opens_customers() else _HOW_WHOLE}{_HOW_ALL}"


def read_index_change(selection: Selection, by: str = BY_STAGE) -> IndexChange:
    """The decomposition of the index, with everything hidden that fewer people than the minimum stand behind.

    Whoever may not open single customers is told nothing that is made of groups smaller than those which are shown.
    """
    found = data.of_answers(decompose, selection.scored, selection.before, by=by, finest=opens_customers())
    sides = (selection.scored, selection.scored.during(selection.before))
    wholes = [data.of_answers(index.overall, scope) for scope in sides]
    hidden = any(shown_index(whole).hidden for whole in wholes)
    return IndexChange(found, frozenset(part for scope in sides for part in _small(scope, by)), hidden, by)


def _small(scope: Scope, by: str) -> set[str]:
    """The stages, and the values told apart, that are too small to be named."""
    stages = {code for code, score in shown_stages(replace(scope, stages=())).items() if score.hidden}
    if by == BY_STAGE:
        return stages
    rows = shown_rows(data.of_answers(ask, Query("experience", (by,), scope)), scope)
    return stages | {row.keys[by] for row in rows if row.score.hidden} | hidden_in_some_stage(scope, by)


def _names(change: IndexChange, selection: Selection) -> Mapping[str, str]:
    """Part → its name, for the parts that the change was told apart by."""
    if change.by == BY_STAGE:
        return selection.choices.stages
    return {effect.part: effect.part or _UNNAMED for effect in change.found.effects if effect.kind != "coverage"}


def waterfall_steps(change: IndexChange, selection: Selection) -> list[WaterfallStep]:
    """From before to after: stages (or segments) by size, who answered, stages that came or went, and what is too small to be named."""
    found = change.found
    if not change.comparable or found.before is None or found.after is None:
        return []
    names, stages = _names(change, selection), selection.choices.stages
    steps = [
        WaterfallStep(names.get(e.part, e.part), e.value, e.low, e.high, real=e.real, codes=codes_of(e.part, change.by))
        for e in change.effects("rate")
    ]
    mix = sum(effect.value for effect in change.effects("mix"))
    untold = change.by != BY_STAGE and bool(change.small) and not opens_customers()  # a mix of numbers of which some are hidden
    if mix and not untold:
        steps.append(WaterfallStep("Who answered (mix)", mix, kind="mix"))
    steps += [
        WaterfallStep(f"{stages.get(e.part, e.part)}, in or out", e.value, e.low, e.high, "coverage", e.real, codes_of(e.part, BY_STAGE))
        for e in change.effects("coverage")
    ]
    rest = sum(effect.value for effect in found.effects if effect.part in change.small) + (mix if untold else 0.0)
    if rest:
        steps.append(WaterfallStep("Too small to show", rest, kind="mix"))
    first = WaterfallStep(selection.periods[1], found.before, kind="total")
    last = WaterfallStep(selection.periods[0], found.after, kind="total")
    return [first, *steps, last]


def to_part(selection: Selection, by: str) -> To:
    """Where a part of the change leads: a stage to its page, a segment to this page for it alone."""
    place, segment = to_place(selection), to_same("overview", selection)
    return lambda codes: place(codes) if by == BY_STAGE or codes.get("stage") else segment(codes)


def change_finding(change: IndexChange, selection: Selection) -> str:
    """The sentence over the waterfall: which parts took and gave more than noise explains."""
    if not change.comparable:
        return "There is nothing to compare with in the period before"
    real = [effect for effect in change.effects("rate") if effect.real]
    names = _names(change, selection)
    took = [effect for effect in real if effect.value < 0]
    gave = [effect for effect in real if effect.value > 0]
    parts = [f"{_listed(took, names)} took {_points(took)}"] if took else []
    if gave:
        parts.append(f"{_listed(gave, names)} gave {_points(gave)}{' back' if took else ''}")
    kind = "stage" if change.by == BY_STAGE else "segment"
    if not parts and change.found.matched < _MOST:
        return f"Too many other people answered to tell whether a {kind} got better or worse"
    return "; ".join(parts) or f"No {kind} moved the index by more than noise"


def _points(effects: Sequence[Effect]) -> str:
    return fmt_points(sum(effect.value for effect in effects), 1)


def _listed(effects: Sequence[Effect], names: Mapping[str, str]) -> str:
    return listed([brief(names.get(effect.part, effect.part)) for effect in effects])


def index_tag(change: IndexChange, overall: index.OverallIndex, selection: Selection) -> Markup:
    """The change of the index, with the interval of its decomposition."""
    found = change.found
    moved = (
        Change(found.change, found.low, found.high, overall.score, Score(found.before, n=overall.score.n)) if change.comparable else None
    )
    tag = change_tag(moved, Better.HIGHER, selection.periods[1], 1)
    return blocks.tags(tag, element("span", change_words(moved)))


def moved_words(change: IndexChange, selection: Selection) -> str:
    """What the index was before, and whether it moved by more than noise, as a sentence."""
    found = change.found
    beyond = "within noise" if judge_interval(found.low, found.high) is Verdict.NOISE else "more than noise"
    interval = f", 95% interval {fmt_signed_interval(found.low, found.high, 1)}" if found.low is not None else ""
    return f"It was {fmt_score(found.before, 1)} in {selection.periods[1]}: {fmt_signed(found.change, 1)}, {beyond}{interval}."


def change_caption(change: IndexChange, selection: Selection) -> str:
    """What stands below the finding: what the parts add up to, or why they cannot be told."""
    if not change.comparable:
        return other_period(selection)
    exact = "Every part adds up exactly to the change. Grey parts are within noise."
    if change.found.matched >= _ENOUGH:
        return exact
    return f"{exact} Many answers come from people unlike any in the other period: what those change counts as who answered."
