"""Tell people when something moves that noise does not explain: rules, what rings, and sending it on."""

from vocdash.alerts.check import Alert, alerts, check_alerts, mark_seen, place_names, theme_names, unseen
from vocdash.alerts.rules import USUAL, WINDOWS, Kind, Rule, remove_rule, rules, save_rule, switch_rule
from vocdash.alerts.send import Sending, deliver, look_after_write, sendings
from vocdash.alerts.watch import Ring, rings

__all__ = [
    "USUAL",
    "WINDOWS",
    "Alert",
    "Kind",
    "Ring",
    "Rule",
    "Sending",
    "alerts",
    "check_alerts",
    "deliver",
    "look_after_write",
    "mark_seen",
    "place_names",
    "remove_rule",
    "rings",
    "rules",
    "save_rule",
    "sendings",
    "switch_rule",
    "theme_names",
    "unseen",
]
