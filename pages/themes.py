"""Themes: what do customers speak of, which words show it, and what would other words change?"""

from vocdash.ui.frame import page
from vocdash.ui.themes import edit, listing, qualities
from vocdash.ui.trust import rereading

with page("themes") as here:
    selection = here.chosen
    edit.draw_said()
    rereading.draw(here)
    picked = listing.draw_all(here, selection)
    if picked:
        edit.draw_theme(here, selection, picked)
    if picked in listing.names():
        listing.draw_comments(here, selection, picked)
    qualities.draw(selection)
    edit.draw_waiting(here, selection)
