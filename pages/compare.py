"""Compare: do two groups, channels, touchpoints or periods differ, by more than noise, and where?"""

import streamlit as st

from vocdash.charts.dots import by_origin
from vocdash.charts.effects import effects
from vocdash.domain import Better
from vocdash.ui import blocks, comparing, filters
from vocdash.ui.frame import page
from vocdash.ui.picks import to_place, to_same
from vocdash.ui.show import explain, show

with page("compare") as here:
    selection = here.chosen
    by = comparing.dimensions(selection)
    filters.say_unknown("by", by, "comparison", comparing.PERIODS)
    notes = st.container()
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="voc_compare_tools"):
        label = st.selectbox("Compare", list(by), key="by", bind="query-params", width=200)
        dimension = by[label or comparing.PERIODS]
        known = comparing.values(selection, dimension) if dimension else {}
        names = list(known)
        if len(names) > 1:
            with notes:
                filters.say_unknown(f"this_{label}", names, "one side", names[0])
                filters.say_unknown(f"with_{label}", names, "other side", names[1])
            one_name = st.selectbox("This", names, index=0, key=f"this_{label}", bind="query-params", width=220)
            other_name = st.selectbox("With", names, index=1, key=f"with_{label}", bind="query-params", width=220)
    if dimension and len(names) < 2:
        blocks.draw(blocks.empty("There are no two of them to compare.", "Choose something else, a longer period, or clear a filter."))
    else:
        picked = [one_name or names[0], other_name or names[1]] if dimension else []
        one, other = comparing.sides(selection, dimension, [known[name] for name in picked], picked)
        change = comparing.overall(one, other)
        with st.container(border=True, key="voc_card_compare"):
            said = blocks.finding(comparing.finding(change, one, other), comparing.CAPTION, main=True)
            turned = comparing.turned_round(change, comparing.rows(one, other, selection))
            blocks.draw(said, comparing.figures(change, one, other), blocks.notice(turned) if turned else "")
            blocks.draw(explain("compare", ("experience", "difference"), comparing.HOW))
        ways = comparing.rows_of(dimension)
        filters.say_unknown("rows", ways, "rows", next(iter(ways)))
        with st.container(border=True, key="voc_card_stages"):
            head = st.container()
            way = st.segmented_control(
                "Rows", list(ways), default=next(iter(ways)), required=True, key="rows", bind="query-params", label_visibility="collapsed"
            )
            among = ways.get(str(way), "stage")
            rows = comparing.rows(one, other, selection, among)
            leads = to_same("compare", selection) if among == "channel" else to_place(selection)
            click = " Click a row to narrow every page to it." if among == "channel" else f" Click a row to open the {among}."
            caption = f"{one.name} minus {other.name}, in points; beside it both scores.{click}{comparing.beside_steps(rows)}"
            head.html(blocks.finding(comparing.rows_finding(rows, among), caption))
            figure = effects(rows, theme=here.theme, note="Both scores", sides=(one.name, other.name))
            show(figure, f"by_{among}", ("difference",), how=comparing.HOW, to=leads)
    with st.container(border=True, key="voc_card_consistency"):
        listed = comparing.inconsistency_rows(selection)
        blocks.draw(blocks.finding(comparing.inconsistency_finding(listed), "Spread of one touchpoint’s channels beyond noise, in points"))
        if listed:
            figure = by_origin(listed, reference=0.0, theme=here.theme, better=Better.LOWER, digits=1)
            show(figure, "consistency", ("inconsistency", "experience"), to=to_place(selection))
