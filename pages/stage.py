"""Stage: how is this stage doing, since when, for whom, and why?"""

from vocdash.ui.frame import page
from vocdash.ui.spot import layout

with page("stage") as here:
    layout.draw(here, "stage")
