"""Journey map: how does it feel along the way, and where does the road break?"""

import streamlit as st

from vocdash.charts.journey_map import journey_map
from vocdash.charts.journey_narrow import journey_map_narrow
from vocdash.metrics import index
from vocdash.ui import blocks, data, exports, road
from vocdash.ui.cells import read_places
from vocdash.ui.frame import page
from vocdash.ui.picks import follow, pick_stage
from vocdash.ui.show import show_for_width

with page("journey_map") as here:
    selection = here.chosen
    points = road.stage_points(selection, read_places(selection))
    overall = data.remembered(index.overall, selection.scored)
    wide, narrow = journey_map(points, theme=here.theme), journey_map_narrow(points, theme=here.theme)
    with st.container(border=True, key="voc_card_map"):
        with st.container(horizontal=True):
            st.html(blocks.finding(road.finding(points), road.caption(points, selection, overall.score), main=True), width="stretch")
            exports.draw_export(wide, here.theme, "journey-map")
        legend = blocks.legend(road.LEGEND)
        show_for_width(wide, narrow, "map", ("experience", "net_sentiment"), how=road.HOW, legend=legend, on_pick=pick_stage)
    with st.container(key="voc_narrow_moments"):
        blocks.draw(*road.moment_cards(points))
    follow()
