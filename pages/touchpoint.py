"""Touchpoint: how is this touchpoint doing, since when, for whom, and where did they come from?"""

from vocdash.ui import spot_page
from vocdash.ui.frame import page

with page("touchpoint") as here:
    spot_page.draw(here, "touchpoint")
