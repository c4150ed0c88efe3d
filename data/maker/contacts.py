"""What happened between the company and a customer beside the surveys: promises, progress, deliveries, calls, and long silences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from maker.answers import Turns
from maker.dice import Dice
from maker.surveys import DELIVERY, PHONE, Place, Submission
from maker.trips import Trip

CONFIRMATION: Place = ("buy", "e-mail", "e-mail")
SHOP: Place = ("buy", "shop", "in-person")
MESSAGE: Place = ("receive", "text-message", "sms")
CLUB: Place = ("renew", "loyalty", "e-mail")

_STEP = 12
"""Days between two messages on how an order stands, if they are sent."""

_TOLD_BEFORE, _TOLD_SINCE = 0.7, 0.2
"""How often such a message is sent, before the new carrier and since."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact: `inwards` when the customer came to the company, `human` when a person dealt with them."""

    at: datetime
    trip: Trip
    place: Place
    kind: str
    inwards: bool = False
    human: bool = False


class Log:
    """Writes down the contacts of one customer. `told` is what the customer said on this trip, in any order."""

    def __init__(self, dice: Dice, turns: Turns) -> None:
        self._dice = dice
        self._turns = turns

    def along(self, trip: Trip, told: Sequence[Submission]) -> Iterator[Contact]:
        """Everything that happened on this trip; nothing of whoever never answered."""
        if any(answer.place[0] not in ("", "enquire") for one in told for answer in one.answers):
            yield from self._ordered(trip)
        for one in told:
            yield from self._around(one)

    def _ordered(self, trip: Trip) -> Iterator[Contact]:
        dice, since = self._dice, trip.delivered_on >= self._turns.new_carrier
        yield self._contact(trip, trip.bought_on, CONFIRMATION, "promise")
        if trip.cover_promised:
            yield self._contact(trip, trip.bought_on, SHOP, "promise", human=True)
        for days in range(_STEP, (trip.delivered_on - trip.bought_on).days - 2, _STEP):
            if dice.chance(_TOLD_SINCE if since else _TOLD_BEFORE):
                yield self._contact(trip, trip.bought_on + timedelta(days=days), MESSAGE, "progress")
        if trip.slip > 0 and dice.chance(0.3):
            yield self._contact(trip, trip.promised_on, MESSAGE, "progress")
        yield self._contact(trip, trip.delivered_on, DELIVERY, "delivery", human=True)
        if trip.customer.customer_type == "returning" and dice.chance(0.3):
            yield self._contact(trip, trip.delivered_on + timedelta(days=dice.whole(30, 70)), CLUB, "adds value")

    def _around(self, one: Submission) -> Iterator[Contact]:
        """The contact that a survey asks about, and what a complaint leads to."""
        dice, day, place = self._dice, one.answered_at.date(), one.answers[0].place
        if one.source == "touchpoint-survey" and place[0] == "get-help":
            yield self._contact(one.trip, day - timedelta(days=1), place, "contact", inwards=True, human=place[2] != "web")
        if one.source == "touchpoint-survey" and place[:2] in (("enquire", "shop"), ("enquire", "chat")):
            yield self._contact(one.trip, day - timedelta(days=1), place, "contact", inwards=True, human=True)
        if one.source == "complaint-form" and dice.chance(0.6):
            yield self._contact(one.trip, day + timedelta(days=dice.whole(1, 4)), PHONE, "contact", human=True)
        if one.source == "complaint-follow-up" and dice.chance(0.5):
            yield self._contact(one.trip, day - timedelta(days=1), PHONE, "repair", human=True)

    def _contact(self, trip: Trip, day: date, place: Place, kind: str, *, inwards: bool = False, human: bool = False) -> Contact:
        return Contact(datetime.combine(day, time(self._dice.whole(8, 17), self._dice.whole(0, 59))), trip, place, kind, inwards, human)
