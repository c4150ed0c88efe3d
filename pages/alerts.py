"""Alerts: what moved that noise does not explain, and who is told?"""

from vocdash.ui.alerts import rang, rules
from vocdash.ui.frame import page

with page("alerts") as here:
    selection = here.chosen
    rang.draw_rung(here, selection)
    rules.draw_rules(here, selection)
    rang.draw_sendings(here)
