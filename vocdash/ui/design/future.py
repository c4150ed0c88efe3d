"""A future journey beside today's: what is added, gone, moved and set otherwise."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from vocdash.charts.theme import fmt_day
from vocdash.journeys import Cell, Journey, read_journey
from vocdash.journeys.future import Difference, compare_designs, discard_draft, draft_future
from vocdash.journeys.go_live import go_live
from vocdash.locales import listed
from vocdash.store.clock import today
from vocdash.ui import blocks, data, days
from vocdash.ui.design.desk import Desk, attempt, go_to, mark, say
from vocdash.ui.edge import edge
from vocdash.ui.markup import Markup, bold, element, join


def draw(desk: Desk) -> None:
    """The drafts of this journey, or the draft that was chosen, each held against today's journey."""
    own = desk.designs[desk.code]
    base = own.draft_of or own.code
    drafts = [design for design in desk.designs.values() if design.draft_of == base]
    if not drafts:
        with st.container(border=True, key="voc_card_future"):
            said = "A draft starts as a copy of today’s journey. Change its stages and cells; no dashboard shows it."
            blocks.draw(blocks.finding("There is no future journey yet", said, main=True))
            _draw_new(desk, base)
        return
    for draft in drafts if own.draft_of is None else [own]:
        _draw_comparison(desk, base, draft.code)
    if own.draft_of is None and desk.editing:
        with st.popover("Draft another future", icon=":material/add:", key=f"draft_another_{mark(*desk.designs)}"):
            _draw_new(desk, base)


def _draw_new(desk: Desk, base: str) -> None:
    if not desk.editing or desk.designs[desk.code].draft_of:
        return
    with st.form("draft_new", border=False):
        name = st.text_input("Name of the draft", f"{desk.journey.name}, future")
        if st.form_submit_button("Draft a future journey"):
            with edge():
                go_to(draft_future(data.store(), desk.here.actor, base, name))
                say(f"{name} is drafted. You are on it now: change its stages and cells, then look at Future again.")
                st.rerun()


def _draw_comparison(desk: Desk, base: str, draft: str) -> None:
    now, then = (data.of_answers(read_journey, code, today()) for code in (base, draft))
    found = compare_designs(now, then)
    with st.container(border=True, key=f"voc_card_future_{draft}"):
        blocks.draw(blocks.finding(then.name, f"{finding(found)} Held against {now.name} as it stands today.", main=True))
        blocks.draw(picture(now, then, found), _changes(found))
        if desk.editing:
            with st.container(horizontal=True):
                if draft != desk.code:
                    st.button("Change this draft", key=f"open_{draft}", on_click=go_to, args=(draft,))
                if found:
                    _draw_live(desk, base, (now, then))
                if st.button("Throw this draft away", type="tertiary", key=f"discard_{draft}"):
                    go_to(base)
                    attempt(f"{then.name} is gone.", discard_draft, desk.here.actor, draft)


def _draw_live(desk: Desk, base: str, seen: tuple[Journey, Journey]) -> None:
    """The day from which the draft shall hold, and the button that lets it: another one where one of both is otherwise than it was seen."""
    _, then = seen
    with (
        st.popover("Let it go live", icon=":material/rocket_launch:", key=f"live_{then.code}"),
        st.form(f"live_form_{mark(seen)}", border=False),
    ):
        blocks.draw(blocks.caption(_LIVE))
        on = days.field("From", today())
        if st.form_submit_button("Let it go live", type="primary"):
            with edge():
                stay = go_live(data.store(), desk.here.actor, then.code, on, seen)
                kept = f" Answers speak of {listed(stay)}, so it stays, without touchpoints." if stay else ""
                go_to(base)
                say(f"{then.name} is live from {fmt_day(on, with_year=True)}.{kept} Take it back under History.")
                st.rerun()


_LIVE = (
    "From that day on the journey is what this draft says; earlier days keep what held then. Past answers stay where they were given; "
    "later answers to a question go where its touchpoint goes. The draft stays until you throw it away."
)


def finding(found: Difference) -> str:
    """What is otherwise, counted."""
    parts = [
        (len(found.stages_added), "stage added", "stages added"),
        (len(found.stages_gone), "stage gone", "stages gone"),
        (len(found.added), "touchpoint added", "touchpoints added"),
        (len(found.gone), "touchpoint gone", "touchpoints gone"),
        (len(found.moved), "touchpoint moved", "touchpoints moved"),
        (len(found.changed), "cell set otherwise", "cells set otherwise"),
    ]
    said = [f"{count} {one if count == 1 else many}" for count, one, many in parts if count] + ["another order of stages"] * found.reordered
    return f"{', '.join(said).capitalize()}." if said else "Nothing is otherwise yet."


def picture(now: Journey, then: Journey, found: Difference) -> Markup:
    """The future journey as columns of touchpoints, each marked by what became of it; what is gone stands struck through."""
    columns = [_column(then, stage.name, stage.cells, found) for stage in then.stages]
    gone = [
        element(
            "section",
            element("h3", element("s", stage.name), " ", blocks.tag("− gone", "bad")),
            *(_chip(cell.touchpoint_name, "gone", "gone") for cell in stage.cells if not _left(found, stage.name, cell)),
            cls="voc-column",
        )
        for stage in now.stages
        if stage.name in found.stages_gone
    ]
    return element("div", *columns, *gone, cls="voc-columns", role="group", aria_label="The future journey, stage by stage")


def _left(found: Difference, stage: str, cell: Cell) -> bool:
    return any((point, source) == (cell.touchpoint_name, stage) for point, source, _ in found.moved)


def _column(then: Journey, stage: str, cells: Sequence[Cell], found: Difference) -> Markup:
    moved = {(into, point): source for point, source, into in found.moved}
    changed = {(one.stage, one.touchpoint): one.changes for one in found.changed}
    chips = []
    for cell in cells:
        key = (stage, cell.touchpoint_name)
        if key in found.added:
            chips.append(_chip(cell.touchpoint_name, "+ new", "added"))
        elif key in moved:
            chips.append(_chip(cell.touchpoint_name, f"→ from {moved[key]}", "moved"))
        elif key in changed:
            chips.append(_chip(cell.touchpoint_name, "; ".join(f"{what} {old} → {new}" for what, old, new in changed[key][:2]), "changed"))
        else:
            chips.append(_chip(cell.touchpoint_name, "", "same"))
    chips += [_chip(point, "− gone", "gone") for where, point in found.gone if where == stage]
    chips += [_chip(point, f"→ to {into}", "left") for point, source, into in found.moved if source == stage]
    fresh = blocks.tag("+ new", "good") if stage in found.stages_added else ""
    return element("section", element("h3", stage, " ", fresh), *chips, cls="voc-column")


def _chip(name: str, said: str, state: str) -> Markup:
    struck = element("s", name) if state in ("gone", "left") else Markup(element("span", name))
    return element("div", struck, element("small", said) if said else "", cls=f"voc-chip voc-chip-{state}")


def _changes(found: Difference) -> Markup:
    """Every value that is set otherwise."""
    rows = [(bold(f"{one.touchpoint} in {one.stage}"), what, old, new) for one in found.changed for what, old, new in one.changes]
    return join([blocks.table(("Cell", "What", "Today", "Future"), rows)]) if rows else Markup("")
