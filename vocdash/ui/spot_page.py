"""The page of one place, a stage or a touchpoint: the same cards in the same order, because it is the same question."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from vocdash.charts.distribution import distribution
from vocdash.charts.dots import by_origin, dots
from vocdash.charts.effects import effects
from vocdash.charts.trend import shown_events, trend
from vocdash.store.clock import today
from vocdash.ui import blocks, markers, marks, outcomes, spot, spot_cases, spot_choice, spot_parts, spot_themes, spot_trend, voices
from vocdash.ui.actions import currency
from vocdash.ui.cells import Place, read_here
from vocdash.ui.edge import edge
from vocdash.ui.filters import say_unknown
from vocdash.ui.frame import Here
from vocdash.ui.picks import to_comments, to_place, to_same, with_days
from vocdash.ui.show import show
from vocdash.ui.spot import Kind, Spot

_FIND = "find_touchpoint"
_WORDS_HEIGHT, _THEMES_HEIGHT, _OUTCOME_HEIGHT = 160, 240, 60


def draw(here: Here, kind: Kind) -> None:
    """The page of the place that the filters pick, or the choice of one."""
    found = spot.find(here.chosen, kind)
    if found is None:
        with st.container(border=True, key="voc_card_choose"):
            _choose(here, kind)
        return
    blocks.draw(spot.crumbs(found))
    with st.container(border=True, key="voc_card_figures"):
        blocks.draw(blocks.finding(found.name, main=True), spot.figures(found), *spot.doubts(found))
    with st.container(border=True, key="voc_card_course"):
        _course(here, found)
    if found.score.value is not None:
        left, right = st.columns(2)
        with left.container(border=True, height="stretch", key="voc_card_spread"):
            _spread(here, found)
        with right.container(border=True, height="stretch", key="voc_card_origin"):
            _origin(here, found)
        _draw_parts(here, found)
        with st.container(border=True, key="voc_card_themes"):
            _themes(here, found)
    if measured := outcomes.to_look_at(spot_parts.actions_here(found), here.chosen, today()):
        with st.container(border=True, key="voc_card_outcomes"):
            _outcomes(here, found, measured)
    left, right = st.columns(2)
    with left.container(border=True, height="stretch", key="voc_card_words"):
        _words(here, found)
    with right.container(border=True, height="stretch", key="voc_card_owner"):
        blocks.draw(
            blocks.finding("Who answers for it"),
            *spot_parts.owner_table(found),
            *spot_parts.actions_block(found, here.actor),
            *spot_cases.block(found, here.actor),
        )


def _choose(here: Here, kind: Kind) -> None:
    head, *table = spot_choice.chooser(here.chosen, kind)
    blocks.draw(head)
    if known := spot_choice.to_find(here.chosen, kind):
        st.selectbox(
            "Find a touchpoint", list(known), None, placeholder="Type a part of its name", key=_FIND, on_change=_found, args=(known,)
        )
    blocks.draw(*table)


def _found(known: dict[str, tuple[str, str]]) -> None:
    if name := st.session_state[_FIND]:
        st.query_params.update(zip(("stage", "touchpoint"), known[name], strict=True))


def _course(here: Here, found: Spot) -> None:
    head = st.container()
    usual = spot_trend.WINDOWS[spot_trend.default_window(found)]
    say_unknown("window", spot_trend.WINDOWS.values(), "window", usual)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="voc_course_tools"):
        label = st.segmented_control(
            "One point a",
            list(spot_trend.WINDOWS.values()),
            default=usual,
            required=True,
            key="window",
            bind="query-params",
            label_visibility="collapsed",
            wrap=False,
        )
        markers.draw_button(here)
    window = next(code for code, name in spot_trend.WINDOWS.items() if name == label)
    course = spot_trend.read_course(found, window)
    points, events = with_days(spot_trend.points(course), window), marks.read_marks(here.chosen, found.stage, found.touchpoint)
    with head:
        blocks.draw(
            blocks.finding(
                spot_trend.finding(found.name, window, points, events, course), spot_trend.caption(course, window, found), main=True
            )
        )
    height = 280 if any(point.score.value is not None for point in points) else 60
    line = trend(points, theme=here.theme, label=found.name, target=found.wanted, target_label="Wanted", events=events, height=height)
    show(line, "course", ("experience", "usual_range"), how=spot_trend.HOW, to=to_same(here.info.name, here.chosen))
    marked = shown_events(points, events)
    blocks.draw(marks.mark_legend(marked), marks.mark_list(marked, narrow=True))


def _spread(here: Here, found: Spot) -> None:
    chosen = spot_parts.read_spread(found, st.session_state.get("scale"), st.query_params.get("scale"))
    if chosen is None:
        blocks.draw(blocks.finding("How answers spread"), blocks.empty("Too few answers on a scale to show.", "Choose a longer period."))
        return
    blocks.draw(blocks.finding(spot_parts.spread_finding(chosen, here.chosen), spot_parts.spread_caption(chosen, here.chosen)))
    if chosen.others:
        scales = dict(sorted(((chosen.scale, chosen.name), *chosen.others)))
        index = list(scales).index(chosen.scale)
        st.selectbox("Scale", list(scales), index, format_func=lambda code: scales[code], key="scale", bind="query-params", width=240)
    rows = spot_parts.spread_rows(chosen, here.chosen)
    figure = distribution(rows, categories=chosen.steps, theme=here.theme, direction=chosen.direction)
    blocks.draw(spot_parts.spread_legend(chosen, here.theme))
    show(figure, "spread", ("below_middle",), how=spot_parts.HOW_SPREAD, to=to_comments(here.chosen))


def _origin(here: Here, found: Spot) -> None:
    head = st.container()
    say_unknown("side", spot_parts.SIDES.values(), "side", spot_parts.SIDES["before"])
    label = st.segmented_control(
        "Which neighbours",
        list(spot_parts.SIDES.values()),
        default=spot_parts.SIDES["before"],
        required=True,
        key="side",
        bind="query-params",
        label_visibility="collapsed",
        wrap=False,
    )
    side = next(code for code, name in spot_parts.SIDES.items() if name == label)
    rows = spot_parts.origin_rows(found, side)
    with head:
        caption = "Score here by the step before" if side == "before" else "Score here by where they went next"
        blocks.draw(blocks.finding(spot_parts.origin_finding(rows, found, side), f"{caption}. Click a row to open that place."))
    if not rows:
        blocks.draw(
            blocks.empty("No step before or after is known.", "It takes customers who answer twice, or surveys about several stages.")
        )
        return
    figure = by_origin(rows, reference=found.score.value, theme=here.theme)
    show(figure, "origin", ("experience", "hand_off"), how=spot_parts.HOW_ORIGIN, to=to_place(here.chosen))


def _split(here: Here, found: Spot) -> None:
    rows = spot_parts.split_rows(found)
    blocks.draw(blocks.finding(spot_parts.split_finding(rows, found), "By channel and segment. Click a row to narrow every page to it."))
    if not rows:
        return
    figure = by_origin(rows, reference=found.score.value, theme=here.theme)
    show(figure, "split", ("experience",), how=spot_parts.HOW_ORIGIN, to=to_same(here.info.name, here.chosen))


def _draw_parts(here: Here, found: Spot) -> None:
    """The place by channel and segment, and the places beside it; a touchpoint that stands in one stage has none."""
    beside = spot_parts.sibling_places(found)
    left, right = (st.container(), None) if found.touchpoint and len(beside) == 1 else st.columns(2)
    with left.container(border=True, height="stretch", key="voc_card_split"):
        _split(here, found)
    if right is not None:
        with right.container(border=True, height="stretch", key="voc_card_siblings"):
            _siblings(here, found, beside)


def _siblings(here: Here, found: Spot, places: Sequence[Place]) -> None:
    tick = "; the tick is wanted" if any(place.cell.wanted is not None for place in places) else ""
    caption = f"Score with 95% interval{tick}. Click a row to open it."
    blocks.draw(blocks.finding(spot_parts.sibling_finding(places, found), caption))
    show(dots(spot_parts.sibling_rows(places, found), theme=here.theme), "siblings", ("experience",), to=to_place(here.chosen))


@st.fragment(parallel=True)
def _themes(here: Here, found: Spot) -> None:
    """What comments mention, beside the rest of the page: it is read from the comments one by one where a segment is picked."""
    with edge():
        with st.skeleton(height=_THEMES_HEIGHT):
            listed = spot_themes.rows(spot_themes.read_themes(found))
        blocks.draw(
            blocks.finding(spot_themes.finding(listed), "Effect on the score in points, and share of comments. Click a row to read.")
        )
        if listed:
            figure = effects(listed, theme=here.theme, note="Share", sides=("All", "Without it"))
            show(figure, "themes", ("experience",), how=spot_themes.HOW, to=to_comments(here.chosen))


@st.fragment(parallel=True)
def _outcomes(here: Here, found: Spot, measured: Sequence[outcomes.Measured]) -> None:
    """What came of each action here, beside the rest of the page: two questions for each."""
    with edge():
        with st.skeleton(height=_OUTCOME_HEIGHT * len(measured)):
            known = outcomes.read_outcomes(measured, found.selection, found.stage, found.touchpoint)
        outcomes.draw(known, here.theme, currency(read_here(found.selection)))


@st.fragment(parallel=True)
def _words(here: Here, found: Spot) -> None:
    """The quotes; beside the rest of the page, because where few wrote they are looked for longest."""
    with edge():
        blocks.draw(blocks.finding("In their words", spot_parts.rule()))
        if hidden := voices.hidden_words(here.chosen, here.actor):
            blocks.draw(hidden)
            return
        with st.skeleton(height=_WORDS_HEIGHT):
            said = spot_parts.example_blocks(found, here.actor)
        blocks.draw(*said)
