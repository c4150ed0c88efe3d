"""Touchpoint: how is this touchpoint doing, since when, for whom, and where did they come from?"""

from vocdash.ui.frame import page
from vocdash.ui.spot import layout

with page("touchpoint") as here:
    layout.draw(here, "touchpoint")
