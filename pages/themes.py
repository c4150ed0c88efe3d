"""Themes: what do customers speak of, which words show it, and what would other words change?"""

from vocdash.ui import qualities, rereading, theme_edit, themes
from vocdash.ui.frame import page

with page("themes") as here:
    selection = here.chosen
    theme_edit.draw_said()
    rereading.draw(here)
    picked = themes.draw_all(here, selection)
    if picked:
        theme_edit.draw_theme(here, selection, picked)
    if picked in themes.names():
        themes.draw_comments(here, selection, picked)
    qualities.draw(selection)
    theme_edit.draw_waiting(here, selection)
