"""Tell people when something moves that noise does not explain: rules, what rings, and sending it on."""

from vocdash.alerts.check import check_alerts
from vocdash.alerts.listing import Alert, alerts, mark_seen, unseen
from vocdash.alerts.rules import USUAL, WINDOWS, Kind, Rule, remove_rule, rules, save_rule, switch_rule
from vocdash.alerts.send import Sending, deliver, look_after_write, sendings
from vocdash.alerts.watch import Ring, rings
from vocdash.alerts.words import place_names, sentence, theme_names

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
    "sentence",
    "switch_rule",
    "theme_names",
    "unseen",
]
