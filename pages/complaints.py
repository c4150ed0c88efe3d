"""Complaints: do we answer them in time, whose mistakes are they, and do we win customers back?"""

import streamlit as st

from vocdash.charts.flow import flow as flow_chart
from vocdash.charts.matrix import matrix
from vocdash.ui import blocks
from vocdash.ui.cases import complaints
from vocdash.ui.frame import link, page
from vocdash.ui.marks import mark_legend, mark_list
from vocdash.ui.show import show, show_for_width

with page("complaints") as here:
    selection = here.chosen
    found = complaints.read(selection, here.actor)
    with st.container(border=True, key="voc_card_flow"):
        is_busy = any(week.opened or week.closed or week.backlog for week in found.weeks)
        said = "Opened above the line, dealt with below it, a week each" if is_busy else ""
        blocks.draw(blocks.finding(complaints.title(found), said, main=True), complaints.elsewhere(found, selection))
        if is_busy:
            marked = complaints.marked(found, selection)
            show(flow_chart(complaints.weeks(found), limits=found.usual, events=marked, theme=here.theme), "flow", how=complaints.HOW_FLOW)
            blocks.draw(mark_legend(marked), mark_list(marked, narrow=True))
        link("alerts", "What rings when complaints rise")
    if not found.opened:
        st.stop()  # nothing below can be known, and nine empty cards would say no more
    with st.grid(3, min_column_width=150):
        for at, figure in enumerate(complaints.figures(found)):
            with st.container(border=True, height="stretch", key=f"voc_card_figure_{at}"):
                blocks.draw(figure)
    left, right = st.columns([7, 5])
    with left.container(border=True, height="stretch", key="voc_card_causes"):
        blocks.draw(blocks.finding(complaints.causes_finding(found), "Who pays for whose mistakes: reported in (down), caused in (across)"))
        stages = list(selection.choices.stages.values())
        wide, narrow = (matrix(complaints.pairs(found), stages, theme=here.theme, narrow=narrow) for narrow in (False, True))
        show_for_width(wide, narrow, "causes", how=complaints.HOW_CAUSES)
    with right.container(border=True, height="stretch", key="voc_card_themes"):
        blocks.draw(blocks.finding(complaints.themes_finding(found), "What they are about: complaints by their first theme"))
        blocks.draw(complaints.themes(found))
    for name, lines, how in (
        ("Team", found.teams, complaints.HOW_TIMES),
        ("Stage", found.stages, complaints.HOW_BACK),
        ("Cause", found.by_cause, complaints.HOW_CAUSE),
    ):
        if lines:
            with st.container(border=True, key=f"voc_card_by_{name.lower()}"):
                blocks.draw(blocks.finding(f"By {name.lower()}", how))
                blocks.draw(complaints.table(lines, name))
