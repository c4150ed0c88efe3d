"""Label comments: one key a comment, to see how well the scorer reads yours."""

from vocdash.ui.frame import page
from vocdash.ui.trust import labelling

with page("label") as here:
    labelling.draw(here)
