"""Journey map: how does it feel along the way, and where does the road break?"""

import streamlit as st

from vocdash.charts.journey_map import journey_map
from vocdash.charts.journey_narrow import journey_map_narrow
from vocdash.metrics import index
from vocdash.ui import blocks, data, exports
from vocdash.ui.cells import read_places
from vocdash.ui.frame import page
from vocdash.ui.journey_map import columns, overlays, pins
from vocdash.ui.picks import to_place
from vocdash.ui.show import show_for_width

with page("journey_map") as here:
    selection = here.designed
    places = read_places(selection)
    points = columns.stage_points(selection, places)
    overall = data.of_answers(index.overall, selection.scored)
    title, caption = columns.finding(points), columns.caption(points, selection, overall.score)
    with st.container(border=True, key="voc_card_map"):
        with st.container(horizontal=True, gap="small", key="voc_map_head"):
            st.html(blocks.finding(title, caption, main=True), width="stretch")
            with st.container(horizontal=True, gap="small", width="content"):
                picked = overlays.pick_overlays(selection)
                lines = overlays.overlays(selection, picked)
                wide, narrow = journey_map(points, theme=here.theme, overlays=lines), journey_map_narrow(points, theme=here.theme)
                legend = [*columns.legend(points), *overlays.legend(picked)]
                pins.draw_pins(here, places)
                page_words = {"title": title, "caption": caption, "legend": legend, "foot": columns.foot(selection)}
                exports.draw_export(wide, here.theme, "journey-map", **page_words)
        looks = blocks.legend(legend)
        show_for_width(wide, narrow, "map", ("experience", "net_sentiment"), how=columns.HOW, legend=looks, to=to_place(selection))
        blocks.draw(*columns.cards_beside(columns.points_beside(selection, places), selection))
    with st.container(key="voc_narrow_moments"):
        blocks.draw(*columns.moment_cards(points))
