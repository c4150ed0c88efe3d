"""Walk-through: what do our own people find when they go the customer's way?"""

from vocdash.ui import walk
from vocdash.ui.frame import page

with page("walk") as here:
    walk.draw(here)
