"""Journey design: what does the journey consist of, who owns it, what do we want it to be?"""

from vocdash.ui import design
from vocdash.ui.frame import page

with page("design") as here:
    design.draw(here)
