"""From what happened to a number on a scale.

Every answer is a point on one hidden line of satisfaction (mean 0, standard deviation about 1), cut into the steps of its scale.
The hidden level of an answer = how good the touchpoint is + what happened to this customer + how kindly they judge + chance.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta

from maker.dice import Dice
from maker.trips import Trip

CUTS = {
    "csat": (-1.55, -1.08, -0.58, 0.31),
    "ces": (-1.85, -1.5, -1.12, -0.72, -0.15, 0.62),
    "rating": (-1.15, -0.9, -0.55, 0.05),
    "nps": (-2.0, -1.85, -1.67, -1.53, -1.38, -1.1, -0.84, -0.42, 0.14, 0.66),
}
LOWEST = {"csat": 1, "ces": 1, "rating": 1, "nps": 0}
HIGHEST = {"csat": 5, "ces": 7, "rating": 5, "nps": 10}

QUALITY = {
    ("enquire", "website"): 0.15, ("enquire", "shop"): 0.45, ("enquire", "catalogue"): 0.05, ("enquire", "chat"): 0.1,
    ("enquire", "e-mail"): -0.2,
    ("buy", "shop"): 0.5, ("buy", "website"): 0.3, ("buy", "checkout"): 0.2, ("buy", "app"): 0.0, ("buy", "e-mail"): 0.3,
    ("receive", "delivery"): 0.3, ("receive", "text-message"): 0.15, ("receive", "installer"): 0.35,
    ("use", "product"): 0.45, ("use", "manual"): -0.75, ("use", "app"): -0.15,
    ("get-help", "phone"): -0.4, ("get-help", "chat"): -0.05, ("get-help", "e-mail"): -0.35, ("get-help", "returns"): 0.2,
    ("get-help", "installer"): 0.0, ("get-help", "resolution"): -0.3,
    ("renew", "loyalty"): 0.0, ("renew", "e-mail"): -0.2, ("renew", "website"): 0.1, ("renew", "shop"): 0.4,
}  # fmt: skip
UNRELATED = "catalogue"
MATTERS = {"delivery": 2.5, "product": 1.6, "phone": 2.0, "returns": 1.6, "shop": 1.2, "text-message": 0.6, "manual": 0.5, "app": 0.4}
"""How much a touchpoint counts in whether a customer recommends; 1 for those not named, the unrelated one not at all."""


@dataclass(frozen=True, slots=True)
class Turns:
    """The days on which something changed, read from journey.toml."""

    prices_up: date
    phone_moved: date
    new_carrier: date
    new_guides: date
    paid_twice: date


def value(family: str, level: float) -> int:
    """The step of the scale that a hidden level falls on."""
    return LOWEST[family] + bisect_left(CUTS[family], level)


def share(family: str, number: int) -> float:
    """Where a value stands on its scale: 0 worst, 1 best."""
    return (number - LOWEST[family]) / (HIGHEST[family] - LOWEST[family])


def level(stage: str, touchpoint: str, channel: str, on: date, trip: Trip, turns: Turns, mood: float, dice: Dice) -> float:
    """The hidden level of one answer; `mood` is what all answers of one submission share."""
    if touchpoint == UNRELATED:
        return QUALITY[stage, touchpoint] + dice.normal(1.0)
    quality = QUALITY[stage, touchpoint] + _happened(stage, touchpoint, channel, on, trip, turns)
    return quality + trip.customer.leaning + mood + dice.normal(0.72)


def _happened(stage: str, touchpoint: str, channel: str, on: date, trip: Trip, turns: Turns) -> float:
    if stage == "enquire":
        return 0.15 if trip.customer.customer_type == "returning" else 0.0
    if stage == "buy":
        return _when_buying(touchpoint, on, trip, turns)
    if stage == "receive":
        return _when_receiving(touchpoint, trip, turns)
    if stage == "use":
        lift = {"manual": 0.8, "app": 0.3, "product": 0.06}[touchpoint]
        return lift if on >= turns.new_guides else 0.0
    if stage == "get-help":
        return _when_helped(touchpoint, channel, on, trip, turns)
    return -0.35 * (trip.slip > 3 or trip.too_early) - 0.4 * trip.cover_promised


def _when_buying(touchpoint: str, on: date, trip: Trip, turns: Turns) -> float:
    dear = -0.15 if turns.prices_up <= on < turns.prices_up + timedelta(days=60) else 0.0
    twice = touchpoint == "checkout" and turns.paid_twice <= on < turns.paid_twice + timedelta(days=7)
    return dear - 1.5 * twice + 0.2 * (trip.cover_promised and touchpoint == "shop")


def _when_receiving(touchpoint: str, trip: Trip, turns: Turns) -> float:
    since = trip.delivered_on >= turns.new_carrier
    hit = -0.15 * since - 0.4 * (trip.customer.region == "islands")
    if touchpoint == "text-message":
        return hit - 0.3 * since - 0.4 * (trip.slip > 1)
    if touchpoint == "installer":
        return hit
    late = -0.4 if 0 < trip.slip <= 3 else -1.1 if 3 < trip.slip <= 10 else -1.7 if trip.slip > 10 else 0.0
    return hit + late - 1.2 * trip.too_early


def _when_helped(touchpoint: str, channel: str, on: date, trip: Trip, turns: Turns) -> float:
    moved = touchpoint == "phone" and turns.phone_moved <= on < turns.phone_moved + timedelta(days=50)
    by_phone = touchpoint == "returns" and channel == "phone"
    return -0.4 * moved - 0.9 * by_phone - 1.0 * trip.cover_promised
