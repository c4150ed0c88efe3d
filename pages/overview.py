"""Overview: how are we doing, and what changed?"""

import streamlit as st

from vocdash.charts.dots import dots as dot_chart
from vocdash.charts.trend import sparkline, trend
from vocdash.charts.waterfall import waterfall
from vocdash.metrics import index
from vocdash.metrics.decompose import decompose
from vocdash.ui import blocks, cells, data, overview, voices
from vocdash.ui.frame import page
from vocdash.ui.show import behind, draw, show

with page("overview") as here:
    selection = here.chosen
    journey = cells.read_here(selection)
    places = cells.read_places(selection)
    overall = data.remembered(index.overall, selection.scored)
    found = data.remembered(decompose, selection.scored, selection.before)

    left, right = st.columns([5, 7])
    with left.container(border=True, height="stretch", key="voc_card_index"):
        blocks.draw(*overview.index_block(overall, found, selection))
        target = journey.targets.get("index")
        line = trend(
            overview.index_trend(selection),
            theme=here.theme,
            label="Overall index",
            target=target,
            events=overview.events(selection),
            digits=1,
        )
        show(line, "index", ("experience",), how=overview.HOW_INDEX)
    with right.container(border=True, height="stretch", key="voc_card_change"):
        blocks.draw(blocks.finding(overview.change_finding(found, selection), overview.change_caption(found)))
        show(waterfall(overview.waterfall_steps(found, selection), theme=here.theme), "change", ("experience",), how=overview.HOW_CHANGE)

    figures = overview.key_figures(selection, journey.targets)
    with st.grid(max(1, len(figures)), min_column_width=150) if figures else st.container():
        for figure in figures:
            with st.container(border=True, height="stretch", key=f"voc_card_{figure.metric.code}"):
                blocks.draw(figure.block)
                spark = sparkline(
                    figure.trend, theme=here.theme, label=figure.metric.label, target=figure.target, better=figure.metric.better
                )
                draw(spark, figure.metric.code)
                with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
                    st.html(blocks.caption(figure.foot), width="stretch")
                    behind(spark, figure.metric.code, (figure.metric.code,), short=True)

    moved = overview.notable(places)
    left, right = st.columns([7, 5])
    with left.container(border=True, height="stretch", key="voc_card_moved"):
        blocks.draw(blocks.finding(overview.notable_finding(moved)), blocks.sentences(overview.change_sentences(places, moved, selection)))
    with right.container(border=True, height="stretch", key="voc_card_ends"):
        blocks.draw(
            blocks.finding(
                "Furthest from, and closest to, what you want to provide", "Score with 95% interval; the tick is the wanted level"
            )
        )
        show(dot_chart(cells.dots(cells.furthest_and_closest(places)), theme=here.theme), "ends", ("experience",))

    with st.container(border=True, key="voc_card_new"):
        blocks.draw(blocks.finding("New complaints worth reading"), voices.newest_complaints(selection))
