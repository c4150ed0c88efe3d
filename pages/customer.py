"""Customer: one customer's whole journey, with what was said, promised, complained about, and when nothing was heard."""

from vocdash.ui import customer
from vocdash.ui.frame import page

with page("customer") as here:
    customer.draw(here)
