"""Stage: how is this stage doing, since when, for whom, and why?"""

from vocdash.ui import spot_page
from vocdash.ui.frame import page

with page("stage") as here:
    spot_page.draw(here, "stage")
