"""Label comments: one key a comment, to see how well the scorer reads yours."""

from vocdash.ui import labelling
from vocdash.ui.frame import page

with page("label") as here:
    labelling.draw(here)
