"""The stages of a journey in their order, and the touchpoints placed in each."""

from __future__ import annotations

import streamlit as st

from vocdash.charts.theme import fmt_plain
from vocdash.domain import OFF_THE_ROAD, UNKNOWN
from vocdash.ingest.places import code_of
from vocdash.journeys import (
    Stage,
    StageSpec,
    add_stages,
    archive_journey,
    change_stage,
    describe_journey,
    order_stages,
    place_touchpoint,
    remove_stage,
    set_target,
)
from vocdash.journeys.definition import TouchpointSpec
from vocdash.journeys.levels import INDEX
from vocdash.journeys.parts import read_channels, read_touchpoints
from vocdash.metrics import METRICS
from vocdash.store.clock import today
from vocdash.ui import blocks, data
from vocdash.ui.design.desk import PLAIN, Desk, attempt, do, mark, number
from vocdash.ui.design.stage_order import draw_order
from vocdash.ui.markup import bold, join
from vocdash.ui.overview.figures import KEY_FIGURES


def draw(desk: Desk) -> None:
    """Every stage with its place in the order; below it, a new one."""
    journey = desk.journey
    cells = sum(len(stage.cells) for stage in journey.stages)
    with st.container(border=True, key="voc_card_stages"):
        said = f"{len(journey.stages)} stages, {cells} touchpoints placed in them."
        with st.container(horizontal=True, gap="small"):
            st.html(blocks.finding(journey.name, f"{journey.description} {said}".strip(), main=True), width="stretch")
            if desk.editing and len(desk.stages) > 1:
                _draw_order(desk)
        for at, stage in enumerate(journey.stages):
            _draw_stage(desk, at, stage)
        if desk.editing:
            with st.container(horizontal=True, key="voc_stage_new"):
                _draw_new(desk)
                _draw_targets(desk)
                _draw_about(desk)


def _draw_order(desk: Desk) -> None:
    with st.popover("Drag into order", icon=":material/swap_vert:", key="stage_order", on_change="rerun") as order:
        if order.open:
            draw_order(desk)


def _draw_stage(desk: Desk, at: int, stage: Stage) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"voc_stage_row_{stage.stage_id}"):
        names = ", ".join(cell.touchpoint_name for cell in stage.cells) or "No touchpoint yet."
        weight = f" Weight {fmt_plain(stage.weight)}." if stage.weight is not None else ""
        st.html(join([bold(f"{at + 1}. {stage.name}"), blocks.caption(names + weight)]), width="stretch")
        if not desk.editing:
            return
        codes = [other.code for other in desk.journey.stages]
        for label, icon, step in (("Up", "arrow_upward", -1), ("Down", "arrow_downward", 1)):
            to = at + step
            inside = 0 <= to < len(codes)
            swapped = _swapped(codes, at, to) if inside else codes
            st.button(
                label,
                icon=f":material/{icon}:",
                type="tertiary",
                key=f"stage_{label}_{stage.stage_id}",
                disabled=not inside,
                on_click=do,
                args=(f"{stage.name} is now stage {to + 1}.", order_stages, desk.here.actor, desk.code, swapped),
            )
        seen = mark(stage.name, stage.weight)
        named = f"stage_edit_{stage.stage_id}_{seen}"
        with st.popover("Edit", type="tertiary", icon=":material/edit:", key=named, on_change="rerun") as form:
            if form.open:  # the fields of every stage were half of what the page sends at first
                _draw_edit(desk, stage)


def _swapped(codes: list[str], one: int, other: int) -> list[str]:
    swapped = list(codes)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    return swapped


def _draw_edit(desk: Desk, stage: Stage) -> None:
    actor, code = desk.here.actor, desk.code
    seen = f"{stage.stage_id}_{mark(stage.name, stage.weight)}"
    with st.form(f"stage_form_{seen}", border=False):
        name = st.text_input("Name", stage.name)
        weight = number(
            "Weight in the overall index",
            stage.weight,
            key=f"stage_weight_{seen}",
            min_value=0.0,
            format=PLAIN,
            placeholder="0" if stage.code in OFF_THE_ROAD and len(desk.stages) > 1 else "as the others",
            help="Shares of their sum; 0 leaves it out.",
        )
        if st.form_submit_button("Save this stage"):
            attempt(f"{name} is saved.", change_stage, actor, code, stage.code, name, weight)
    _draw_place(desk, stage)
    st.button(
        f"Remove {stage.name}",
        type="tertiary",
        icon=":material/delete:",
        key=f"stage_remove_{stage.stage_id}",
        on_click=do,
        args=(f"{stage.name} is removed; take that back under History.", remove_stage, actor, code, stage.code),
    )


def _draw_place(desk: Desk, stage: Stage) -> None:
    """Place a touchpoint that exists, or a new one."""
    here = {cell.touchpoint for cell in stage.cells}
    known = {point.code: point for point in data.remembered(read_touchpoints) if point.code not in here}
    channels = data.remembered(read_channels)
    with st.form(f"place_{stage.stage_id}_{mark(sorted(here))}", border=False):
        code = st.selectbox("Place a touchpoint", ["", *known], format_func=lambda code: known[code].name if code else "A new one")
        name = st.text_input("Name of a new one", placeholder="Service desk")
        channel = st.selectbox("Its channel", [UNKNOWN, *channels], format_func=lambda code: channels.get(code, "Not known"))
        since = st.checkbox("From today on only", help="Otherwise look-backs show it, too.")
        if st.form_submit_button("Place it"):
            point = known.get(str(code)) or TouchpointSpec(code_of(name), name.strip(), str(channel))
            starts = today() if since else None
            attempt(f"{point.name} is placed in {stage.name}.", place_touchpoint, desk.here.actor, desk.code, stage.code, point, starts)


def _draw_new(desk: Desk) -> None:
    with (
        st.popover("Add a stage", icon=":material/add:", key=f"stage_add_{mark(desk.stages)}"),
        st.form(f"stage_new_{mark(desk.stages)}", border=False),
    ):
        name = st.text_input("Name", placeholder="Renew")
        if st.form_submit_button("Add it at the end"):
            spec = StageSpec(code_of(name), name.strip(), len(desk.stages) + 1)
            attempt(f"{name} is added.", add_stages, desk.here.actor, desk.code, [spec])


def _draw_targets(desk: Desk) -> None:
    """What the company wants of the key figures of the whole journey."""
    targets, names = desk.journey.targets, target_names()
    with st.popover("Targets", icon=":material/target:", key=f"targets_{mark(targets)}"):
        known = [(names.get(code, code), fmt_plain(value)) for code, value in targets.items()]
        blocks.draw(blocks.facts(known) if known else blocks.caption("Nobody has set a target of the whole journey yet."))
        code = str(st.selectbox("Target of", list(names), format_func=lambda code: names[code], key="target_of"))
        seen = f"{code}_{mark(targets)}"
        with st.form(f"target_{seen}", border=False):
            value = number("What you want", targets.get(code), key=f"wanted_{seen}", step=1.0, format=PLAIN, placeholder="no target")
            if st.form_submit_button("Save this target"):
                said = f"The target of {names[code]} is {'removed' if value is None else 'saved'}."
                attempt(said, set_target, desk.here.actor, desk.code, code, value)


def target_names() -> dict[str, str]:
    """What can have a target on the Overview, by what it is called there."""
    return {INDEX: "Overall journey index", **{code: METRICS[code].label for code in KEY_FIGURES}}


def _draw_about(desk: Desk) -> None:
    journey = desk.journey
    seen = mark(journey.name, journey.description, journey.status)
    with st.popover("Name and description", icon=":material/edit_note:", key=f"journey_about_{seen}"):
        with st.form(f"about_{seen}", border=False):
            name = st.text_input("Name", journey.name)
            description = st.text_area("Description", journey.description)
            if st.form_submit_button("Save"):
                attempt(f"{name} is saved.", describe_journey, desk.here.actor, journey.code, name, description)
        if journey.status != "draft":
            archived = journey.status == "archived"
            st.button(
                "Put it back on the lists" if archived else "Archive this journey",
                type="tertiary",
                key="journey_archive",
                on_click=_archive,
                args=(desk, not archived),
            )


def _archive(desk: Desk, archived: bool) -> None:
    verb = "is off the lists" if archived else "is back on the lists"
    do(f"{desk.journey.name} {verb}.", lambda store: archive_journey(store, desk.here.actor, desk.code, archived=archived))
