"""The second journey: a fault is reported, repaired and settled. What happened to each claim, and what its customer says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from maker.answers import share, value
from maker.comments import Writer, mood_of
from maker.dice import Dice
from maker.surveys import Answer, Place, Submission
from maker.trips import Trip

FORM: Place = ("report", "claim-form", "web")
CALL: Place = ("report", "phone", "phone")
TECHNICIAN: Place = ("repair", "technician", "in-person")
PART: Place = ("repair", "spare-part", "post")
DECISION: Place = ("settle", "decision", "e-mail")

_QUALITY = {FORM: 0.1, CALL: -0.3, TECHNICIAN: 0.35, PART: -0.1, DECISION: -0.25}
_LONG = 25
"""Days of waiting from which a customer minds."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What happened to one fault. `repaired_by` is the technician or a spare part; `granted`: the claim was accepted in the end."""

    trip: Trip
    reported_on: date
    reported_by: Place
    repaired_by: Place
    waited: int
    granted: bool

    @property
    def settled_on(self) -> date:
        return self.reported_on + timedelta(days=self.waited + 5)


def one_claim(trip: Trip, reported_on: date, new_warehouse: date, dice: Dice) -> Claim:
    """What becomes of a fault: parts from the new warehouse are slow to come."""
    by = dice.weighted({TECHNICIAN: 0.5, PART: 0.5})
    slow = by == PART and reported_on >= new_warehouse
    waited = dice.whole(20, 55) if slow else dice.whole(6, 24)
    return Claim(trip, reported_on, dice.weighted({FORM: 0.6, CALL: 0.4}), by, waited, dice.chance(0.82))


class Claims:
    """Asks the customers of claims."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._writer = Writer(dice)

    def along(self, claim: Claim) -> Iterator[Submission]:
        """Everything this customer says of this claim, stage by stage."""
        dice, day = self._dice, timedelta(days=1)
        yield from self._asked(0.5, claim, claim.reported_by, claim.reported_on + day * dice.whole(0, 2))
        yield from self._complaint(claim)
        yield from self._asked(0.55, claim, claim.repaired_by, claim.reported_on + day * (claim.waited + dice.whole(0, 2)))
        yield from self._asked(0.45, claim, DECISION, claim.settled_on + day * dice.whole(0, 3))

    def _asked(self, odds: float, claim: Claim, place: Place, day: date) -> Iterator[Submission]:
        """The survey about one place: satisfaction, at the end whether they would recommend us, and at times words."""
        dice = self._dice
        if not dice.chance(odds):
            return
        felt = _QUALITY[place] + claim.trip.customer.leaning + dice.normal(0.8) - self._minded(claim, place)
        rated = Answer(f"csat-{place[1]}", place, value("csat", felt))
        answers = [rated]
        if place == DECISION:
            answers.append(Answer("nps", place, value("nps", felt + dice.normal(0.4))))
        if dice.chance(0.55):
            mood = mood_of(share("csat", rated.value or 0))
            answers.append(Answer(f"comment-{place[1]}", place, None, self._words(f"{place[1]}@claim", mood, claim)))
        yield Submission(self._at(day), "claim-survey", claim.trip, tuple(answers))

    def _minded(self, claim: Claim, place: Place) -> float:
        late = 0.9 if claim.waited > _LONG and place != claim.reported_by else 0.0
        return late + (1.3 if place == DECISION and not claim.granted else 0.0)

    def _complaint(self, claim: Claim) -> Iterator[Submission]:
        """The complaint of a customer who waits too long for the repair, or whose claim was turned down; at times of one who need not."""
        dice = self._dice
        if claim.waited > _LONG and dice.chance(0.8):
            place, kind, after = claim.repaired_by, "claim-waiting", dice.whole(_LONG - 8, claim.waited)
        elif not claim.granted and dice.chance(0.7):
            place, kind, after = DECISION, "claim-refused", claim.waited + 5 + dice.whole(0, 4)
        elif dice.chance(0.1):
            place, kind, after = claim.reported_by, "claim-report", dice.whole(1, 6)
        else:
            return
        told = Answer("comment-claim", place, None, self._writer.complaint(kind, {"item": claim.trip.item}))
        yield Submission(self._at(claim.reported_on + timedelta(days=after)), "claim-complaints", claim.trip, (told,))

    def _words(self, area: str, mood: str, claim: Claim) -> str:
        return self._writer.about(area, mood, {"item": claim.trip.item})

    def _at(self, day: date) -> datetime:
        return datetime.combine(day, time(self._dice.whole(8, 21), self._dice.whole(0, 59)))
