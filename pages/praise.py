"""Praise: what do customers thank us for, and who should hear of it?"""

import streamlit as st

from vocdash.ui.cases import praise
from vocdash.ui.frame import page

with page("praise") as here:
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        mine = st.toggle("My places and my name", key="praise_mine", bind="query-params")
        recommends = st.toggle("Known customers who would recommend us", key="praise_recommends", bind="query-params")
    praise.draw(here, mine, recommends)
