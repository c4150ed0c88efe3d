"""Heat map: which touchpoint in which stage falls short, and how sure is that?"""

import streamlit as st

from vocdash.charts.heat_map import MEASURE_LABELS, heat_map, heat_map_narrow
from vocdash.ui import blocks, filters
from vocdash.ui.cells import marks, read_places, stage_names, touchpoint_names
from vocdash.ui.frame import page
from vocdash.ui.heat_map import drawer, sentences
from vocdash.ui.picks import to_cell
from vocdash.ui.show import show_for_width

with page("touchpoints") as here:
    selection = here.chosen
    places = read_places(selection)
    drawer.draw_asked(places, here)
    with st.container(border=True, key="voc_card_heat"):
        head = st.container()
        first = MEASURE_LABELS[sentences.first_measure(places)]
        filters.say_unknown("measure", list(MEASURE_LABELS.values()), "measure", first)
        label = st.segmented_control(
            "Show in each cell",
            list(MEASURE_LABELS.values()),
            default=first,
            required=True,
            key="measure",
            bind="query-params",
            label_visibility="collapsed",
            wrap=False,
        )
        measure, against = sentences.measure_of(label), sentences.reference(places, selection)
        with head:
            said, caption = sentences.finding(places, measure, against), sentences.caption(places, measure, selection, against)
            blocks.draw(blocks.finding(said, caption, main=True))
        drawing = (marks(places), stage_names(places), touchpoint_names(places))
        wide, narrow = (draw(*drawing, measure=measure, theme=here.theme, reference=against) for draw in (heat_map, heat_map_narrow))
        legend = blocks.legend(sentences.legend(measure))
        show_for_width(wide, narrow, "heat", ("experience",), how=sentences.HOW, legend=legend, to=to_cell(selection))
