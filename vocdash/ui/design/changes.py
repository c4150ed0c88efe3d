"""The actions of a journey: what is being changed where, by whom, since when, and what is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from vocdash.charts.theme import fmt_n
from vocdash.journeys import Action, ActionSpec, add_action, change_action, list_actions, remove_action
from vocdash.journeys.document import LONGEST_NAME
from vocdash.journeys.people import read_people
from vocdash.store.clock import today
from vocdash.ui import blocks, data, days, next_steps, outcomes, periods
from vocdash.ui.actions import cost_told, counted_running, currency, days_told, gain_told, place_told
from vocdash.ui.cells import read_places
from vocdash.ui.design.desk import PLAIN, Desk, attempt, mark
from vocdash.ui.design.desk import number as typed
from vocdash.ui.filters import understood
from vocdash.ui.markup import bold
from vocdash.ui.usual import usual_selection

_NEW = 0
_EVERYWHERE = ("", "")
_COST = "All of it, once; empty while nobody knows."
_GAIN = "By how much the score of its place should rise, on its scale of 0 to 100; empty while nobody said."


def draw(desk: Desk) -> None:
    """The list, and below it one action to note, change, end or remove."""
    actions = data.remembered(list_actions, desk.code)
    with st.container(border=True, key="voc_card_actions"):
        said = "An action is one change to a stage or a touchpoint. It stands on the pages of that place and in the monthly report."
        blocks.draw(blocks.finding(_counted(actions), said, main=True))
        if actions:
            rows = [_row(action, desk) for action in actions]
            blocks.draw(blocks.table(("Action", "Where", "Owner", "From", "Until", "Cost", "Expected"), rows, numbers=(5, 6)))
        elif not desk.editing:
            blocks.draw(blocks.empty("Nobody has noted a change yet.", "A lead notes one here."))
    if desk.editing and desk.journey.status == "draft":
        blocks.draw(blocks.notice("A draft has no actions: note them in today’s journey, where the work is done."))
    elif desk.editing:
        with st.container(border=True, key="voc_card_action"):
            _draw_one(desk, actions)
    _draw_results(desk, actions)


def _row(action: Action, desk: Desk) -> tuple[str, ...]:
    where = place_told(action.stage, action.touchpoint, desk.stages, _touchpoints(desk))
    about = (action.owner or "nobody", *days_told(action, today()))
    return (bold(action.name), where, *about, cost_told(action, currency(desk.journey)), gain_told(action))


def _touchpoints(desk: Desk) -> dict[str, str]:
    return {cell.touchpoint: cell.touchpoint_name for stage in desk.journey.stages for cell in stage.cells}


def _draw_results(desk: Desk, actions: Sequence[Action]) -> None:
    """What came of the actions in the scores of their places, and where to act next; nothing of a journey without answers."""
    selection, paid_in = usual_selection(desk.code), currency(desk.journey)
    if selection is None:
        return
    if measured := outcomes.to_look_at(actions, selection, today()):
        with st.container(border=True, key="voc_card_outcomes"):
            outcomes.draw(outcomes.read_outcomes(measured, selection), desk.here.theme, paid_in)
    with st.container(border=True, key="voc_card_next"):
        places = read_places(selection)
        found = next_steps.steps(places, actions)
        how = f" {next_steps.HOW}" if found else ""
        blocks.draw(blocks.finding(next_steps.finding(found, places), f"{periods.label(selection.period)}.{how}"))
        if found:
            rows = next_steps.told(found, selection, paid_in, leads=desk.editing)
            blocks.draw(blocks.table(next_steps.head(found), rows, numbers=next_steps.numbers(found)))


def _counted(actions: Sequence[Action]) -> str:
    day = today()
    done = sum(action.is_done(day) for action in actions)
    planned = len(actions) - done - sum(action.runs(day) for action in actions)
    return ", ".join([counted_running(actions, day), *(f"{fmt_n(n)} {word}" for n, word in ((planned, "planned"), (done, "done")) if n)])


def _draw_one(desk: Desk, actions: Sequence[Action]) -> None:
    known = {action.action_id: action for action in actions}
    if st.session_state.get("action") not in (None, _NEW, *known):
        st.session_state["action"] = _NEW
    number = st.selectbox("Action", [_NEW, *known], format_func=lambda key: known[key].name if key else "A new one", key="action")
    seen = known.get(int(number))
    spec = seen.spec if seen else _preset(desk)
    with st.form(f"action_{mark(number, spec, len(known))}", border=False):
        name = st.text_input("What is being changed", spec.name, max_chars=LONGEST_NAME, placeholder="Call back within an hour")
        with st.container(horizontal=True):
            stage, touchpoint = _choose_place(desk, spec)
            owner = _choose_owner(spec)
        with st.container(horizontal=True):
            started = days.field("Started on", spec.started_on, width=180, help="Empty while it is only planned.")
            done = days.field("Done on", spec.done_on, width=180, help="Empty while it runs.")
            cost, gain = _ask_worth(desk, spec, mark(number, spec, len(known)))
        note = st.text_area("Note", spec.note, height=80)
        with st.container(horizontal=True):
            saved = st.form_submit_button("Save this action", type="primary")
            running = seen is not None and seen.runs(today())
            ended = running and st.form_submit_button("It is done today")
            removed = seen is not None and st.form_submit_button("Remove it", type="tertiary", icon=":material/delete:")
    wished = replace(spec, name=name, stage=stage, touchpoint=touchpoint, owner=owner, started_on=started, done_on=done)
    wished = replace(wished, cost=cost, expected_gain=gain, note=note.strip())
    actor, code = desk.here.actor, desk.code
    if removed and seen is not None:
        attempt(f"{seen.name} is removed; take that back under History.", remove_action, actor, code, seen)
    elif ended and seen is not None:
        attempt(f"{seen.name} is done.", change_action, actor, code, seen, replace(wished, done_on=today()))
    elif saved and seen is None:
        attempt(f"{name} is noted.", add_action, actor, code, wished)
    elif saved and seen is not None:
        if wished == seen.spec:
            blocks.draw(blocks.notice("Nothing was changed, so nothing was saved."))
        else:
            attempt(f"{name} is saved.", change_action, actor, code, seen, wished)


def _ask_worth(desk: Desk, spec: ActionSpec, shown: str) -> tuple[float | None, float | None]:
    """(what it costs, the gain expected of it), each None where the field is empty."""
    label = ", ".join(word for word in ("Cost", currency(desk.journey)) if word)
    how = {"format": PLAIN, "width": 180}
    cost = typed(label, spec.cost, key=f"action_cost_{shown}", min_value=0.0, help=_COST, **how)
    return cost, typed("Expected gain, points", spec.expected_gain, key=f"action_gain_{shown}", help=_GAIN, **how)


def _preset(desk: Desk) -> ActionSpec:
    """A new one, begun today at the place that the address names, such as the page of a place gives on."""
    stage = understood(st.query_params.get("stage", ""), desk.stages) or ""
    cells = [cell for each in desk.journey.stages for cell in each.cells if stage in ("", each.code)]
    touchpoint = understood(st.query_params.get("touchpoint", ""), {cell.touchpoint: cell.touchpoint_name for cell in cells}) or ""
    return ActionSpec("", stage, touchpoint, started_on=today())


def _places(desk: Desk) -> dict[tuple[str, str], str]:
    """Everywhere an action can work, by (stage, touchpoint): the journey, each stage and its cells, each touchpoint wherever it is met."""
    known = _touchpoints(desk)
    codes = [_EVERYWHERE]
    for stage in desk.journey.stages:
        codes += [(stage.code, ""), *((stage.code, cell.touchpoint) for cell in stage.cells)]
    return {place: place_told(*place, desk.stages, known) for place in [*codes, *(("", touchpoint) for touchpoint in known)]}


def _choose_place(desk: Desk, spec: ActionSpec) -> tuple[str, str]:
    places = _places(desk)
    own = (spec.stage, spec.touchpoint)
    places.setdefault(own, place_told(*own, desk.stages, _touchpoints(desk)))
    keys = list(places)
    chosen = st.selectbox("Where", range(len(keys)), keys.index(own), format_func=lambda at: places[keys[at]])
    return keys[int(chosen)]


def _choose_owner(spec: ActionSpec) -> str:
    people = data.remembered(read_people)
    names = {"": "Nobody"} | {person.code: person.name for person in people.persons if person.code in people.active | {spec.owner}}
    codes = list(names)
    return str(st.selectbox("Who answers for it", codes, codes.index(spec.owner), format_func=lambda code: names[code]))
