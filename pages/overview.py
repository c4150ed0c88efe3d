"""Overview: how are we doing, and what changed?"""

import streamlit as st

from vocdash.charts.dots import dots
from vocdash.charts.spark import sparkline
from vocdash.charts.trend import shown_events, trend
from vocdash.metrics import index
from vocdash.ui import blocks, breakdown, cells, data, marks, monthly, overview, voices
from vocdash.ui.frame import page
from vocdash.ui.markup import join
from vocdash.ui.picks import to_place, to_same
from vocdash.ui.show import about, show

with page("overview") as here:
    selection = here.chosen
    targets = cells.read_here(selection).targets
    places = cells.read_places(selection)
    overall = data.of_answers(index.overall, selection.scored)

    left, right = st.columns([5, 7])
    with left.container(border=True, height="stretch", key="voc_card_index"):
        blocks.draw(*overview.index_block(overall))
        breakdown.draw_tag(selection, overall)
        months, events = overview.index_trend(selection), marks.read_marks(selection)
        line = trend(months, theme=here.theme, label="Overall index", target=targets.get("index"), events=events, digits=1)
        show(line, "index", ("experience",), how=overview.HOW_INDEX, to=to_same("overview", selection))
        marked = shown_events(months, events)
        blocks.draw(marks.mark_legend(marked), marks.mark_list(marked))
    with right.container(border=True, height="stretch", key="voc_card_change"):
        breakdown.draw_change(selection, here.theme)

    figures = overview.key_figures(selection, targets)
    cards = []
    for figure in figures:
        metric = figure.metric
        spark = sparkline(figure.trend, theme=here.theme, label=metric.label, target=figure.target, better=figure.better)
        foot = blocks.between(blocks.caption(figure.count), about(spark, metric.code, (metric.code,)))
        cards.append(join([figure.block, blocks.spark(spark), blocks.caption(figure.foot), foot]))
    blocks.draw(blocks.cards(cards))

    moved = overview.notable(places)
    left, right = st.columns([7, 5])
    with left.container(border=True, height="stretch", key="voc_card_moved"):
        blocks.draw(
            blocks.finding(overview.notable_finding(places, moved)), blocks.sentences(overview.change_sentences(places, moved, selection))
        )
    with right.container(border=True, height="stretch", key="voc_card_ends"):
        ends, said, caption = overview.ends(places)
        blocks.draw(blocks.finding(said, caption))
        rows = dots(cells.dots(ends), theme=here.theme, nothing=overview.why_no_ends(places))
        show(rows, "ends", ("experience",), to=to_place(selection))

    newest = voices.newest_complaints(selection, here.actor)
    blocks.draw(blocks.cards([join([blocks.finding("New complaints worth reading"), newest])]))

    monthly.draw_report(selection, here.actor)
