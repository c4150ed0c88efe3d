"""Overview: how are we doing, and what changed?"""

from vocdash.ui import breakdown, front, monthly
from vocdash.ui.edge import edge
from vocdash.ui.frame import page

with page("overview") as here:
    selection = here.chosen
    breakdown.complain(selection)
    top, below = here.slot(), here.slot()
    if here.is_new:  # what the change is made of takes longest on a first look, so that everything else stands before it
        top(front.top(here, None))
        below(front.below(here))
    with edge():
        change = breakdown.read_index_change(selection, breakdown.picked_split(selection))
        drawn = front.top(here, change), front.below(here)
        top(drawn[0])
        below(drawn[1])
    monthly.draw_report(selection, here.actor)
