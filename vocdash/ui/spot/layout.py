"""The page of one place, a stage or a touchpoint: the same cards in the same order, because it is the same question."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from vocdash.charts.trend import shown_events, trend
from vocdash.store.clock import today
from vocdash.ui import blocks, markers, marks, outcomes
from vocdash.ui.actions import currency
from vocdash.ui.cells import read_here
from vocdash.ui.edge import edge
from vocdash.ui.filters import say_unknown
from vocdash.ui.frame import Here
from vocdash.ui.markup import join
from vocdash.ui.picks import to_same, with_days
from vocdash.ui.show import show
from vocdash.ui.spot import below, cards, choice, place
from vocdash.ui.spot import course as spot_trend
from vocdash.ui.spot.place import Kind, Spot

_FIND = "find_touchpoint"
_OUTCOME_HEIGHT = 60


def draw(here: Here, kind: Kind) -> None:
    """The page of the place that the filters pick, or the choice of one."""
    found = place.find(here.chosen, kind)
    if found is None:
        with st.container(border=True, key="voc_card_choose"):
            _choose(here, kind)
        return
    head = blocks.cards([join([blocks.finding(found.name, main=True), place.figures(found), *place.doubts(found)])])
    blocks.draw(blocks.stacked(place.crumbs(found), head))
    with st.container(border=True, key="voc_card_course"):
        _course(here, found)
    _draw_cards(here, found)


def _draw_cards(here: Here, found: Spot) -> None:
    """What stands below the course: in two pieces, with what came of actions here between them."""
    cards.complain()
    middle = here.slot()
    with edge():
        drawn = (cards.middle(here, found, wait=here.is_new), cards.foot(here, found, wait=here.is_new))
        middle(drawn[0])
        if measured := outcomes.to_look_at(below.actions_here(found), here.chosen, today()):
            with st.container(border=True, key="voc_card_outcomes"):
                _outcomes(here, found, measured)
        foot = here.slot()
        foot(drawn[1])
        if here.is_new:
            middle(cards.middle(here, found))
            foot(cards.foot(here, found))


def _choose(here: Here, kind: Kind) -> None:
    head, *table = choice.chooser(here.chosen, kind)
    blocks.draw(head)
    if known := choice.to_find(here.chosen, kind):
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


@st.fragment(parallel=True)
def _outcomes(here: Here, found: Spot, measured: Sequence[outcomes.Measured]) -> None:
    """What came of each action here, beside the rest of the page: two questions for each."""
    with edge():
        with st.skeleton(height=_OUTCOME_HEIGHT * len(measured)):
            known = outcomes.read_outcomes(measured, found.selection, found.stage, found.touchpoint)
        outcomes.draw(known, here.theme, currency(read_here(found.selection)))
