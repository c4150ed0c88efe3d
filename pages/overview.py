"""Overview: how are we doing, and what changed?"""

from vocdash.ui.edge import edge
from vocdash.ui.frame import page
from vocdash.ui.monthly import report
from vocdash.ui.overview import breakdown, cards

with page("overview") as here:
    selection = here.chosen
    breakdown.complain(selection)
    top, below = here.slot(), here.slot()
    if here.is_new:  # what the change is made of takes longest on a first look, so that everything else stands before it
        top(cards.top(here, None))
        below(cards.below(here))
    with edge():
        change = breakdown.read_index_change(selection, breakdown.picked_split(selection))
        drawn = cards.top(here, change), cards.below(here)
        top(drawn[0])
        below(drawn[1])
    report.draw_report(selection, here.actor)
