"""Walk-through: what do our own people find when they go the customer's way?"""

from vocdash.ui.frame import page
from vocdash.ui.walk import form

with page("walk") as here:
    form.draw(here)
