"""Alerts: what moved that noise does not explain, and who is told?"""

from vocdash.ui import alert_rules, alerting
from vocdash.ui.frame import page

with page("alerts") as here:
    selection = here.chosen
    alerting.draw_rung(here, selection)
    alert_rules.draw_rules(here, selection)
    alerting.draw_sendings(here)
