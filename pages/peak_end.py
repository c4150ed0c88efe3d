"""Peak and end: which stages are people's worst and last, and how do they weigh on what is remembered?"""

import streamlit as st

from vocdash.charts.dots import by_origin
from vocdash.domain import Better
from vocdash.ui import blocks, peaks
from vocdash.ui.frame import page
from vocdash.ui.picks import to_place
from vocdash.ui.show import explain, show

with page("peak_end") as here:
    selection = here.chosen
    if len(selection.choices.stages) < 2:
        blocks.draw(blocks.empty("This journey has one stage, so none is its worst or its last.", peaks.ONE_STAGE))
        st.stop()
    found = peaks.read(selection)
    captions = {"worst": "Of those who rated the stage, for whom no stage was lower", "last": "Of all submissions about several stages"}
    for column, (role, caption) in zip(st.columns(2), captions.items(), strict=True):
        with column.container(border=True, height="stretch", key=f"voc_card_{role}"):
            listed = peaks.rows(found, selection, role)
            blocks.draw(blocks.finding(peaks.most(listed, role), f"{caption}. Click a row to open the stage.", main=True))
            if listed:
                figure = by_origin(listed, reference=None, theme=here.theme, better=Better.NEITHER, unit="%")
                show(figure, role, ("peak_end",), how=peaks.HOW, to=to_place(selection))
    with st.container(border=True, key="voc_card_peak"):
        blocks.draw(blocks.finding(peaks.finding(found, selection), peaks.caption(found, selection)), peaks.figures(found))
        blocks.draw(blocks.notice(peaks.CAVEAT), explain("peak", ("peak_end", "plain_mean"), peaks.HOW))
