"""Inbox: which complaints wait for us, where does each customer come from, and who answers until when?"""

import streamlit as st

from vocdash.access import Access
from vocdash.ui import blocks, routing
from vocdash.ui.cases import bulk, drawer, export, inbox, rows
from vocdash.ui.cases.filters import draw_filters, draw_queues, read_wanted
from vocdash.ui.frame import page
from vocdash.ui.kept_views import draw_views
from vocdash.ui.sitemap import BY_NAME

with page("inbox") as here:
    names = inbox.book()
    wanted, sort = read_wanted(names)
    found, counts = inbox.read(here.actor, wanted, sort)
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="voc_case_queues"):
        draw_queues(counts)
        export.draw_export(here.actor, wanted, sort)
        draw_views(BY_NAME["inbox"], here.actor)
        if here.actor.may(Access.LEAD):
            routing.draw_button(here.actor, names)
    draw_filters(names, counts, wanted)
    bulk.draw_bulk(found, names, here)
    with st.container(border=True, key="voc_card_inbox"):
        blocks.draw(blocks.finding(inbox.finding(counts, wanted, names), main=True))
        if found.lines:
            rows.draw_list([inbox.row(line, names, found) for line in found.lines], inbox.open_chosen)
        else:
            blocks.draw(inbox.nothing(wanted))
    inbox.draw_pager(found, counts)
    drawer.open_asked(found, here)
