"""Inbox: which complaints wait for us, where does each customer come from, and who answers until when?"""

import streamlit as st

from vocdash.ui import blocks, case, case_list, inbox
from vocdash.ui.frame import page
from vocdash.ui.inbox_filters import draw_filters, draw_queues, read_wanted

with page("inbox") as here:
    names = inbox.book()
    wanted, sort = read_wanted(names)
    found, counts = inbox.read(here.actor, wanted, sort)
    draw_queues(counts)
    draw_filters(names, counts, wanted)
    inbox.draw_bulk(found, names, here)
    with st.container(border=True, key="voc_card_inbox"):
        blocks.draw(blocks.finding(inbox.finding(counts, wanted, names), main=True))
        if found.lines:
            case_list.draw_list([inbox.row(line, names, found) for line in found.lines], inbox.open_chosen)
        else:
            blocks.draw(inbox.nothing(wanted))
    inbox.draw_pager(found, wanted, sort, counts)
    case.open_asked(found, here)
