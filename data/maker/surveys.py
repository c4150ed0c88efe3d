"""Who is asked what, when: the submissions of one customer along one trip."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from maker.answers import MATTERS, UNRELATED, Turns, level, share, value
from maker.comments import BAD, GOOD, MIXED, Writer, day_in_words, days_in_words, mood_of, weeks_in_words
from maker.dice import Dice
from maker.trips import Trip

Place = tuple[str, str, str]
"""Stage, touchpoint, channel."""

DELIVERY: Place = ("receive", "delivery", "in-person")
PRODUCT: Place = ("use", "product", "at-home")
PHONE: Place = ("get-help", "phone", "phone")

_HOURS = {8: 3, 9: 5, 10: 6, 11: 6, 12: 7, 13: 6, 14: 5, 15: 5, 16: 6, 17: 7, 18: 8, 19: 10, 20: 11, 21: 9, 22: 4}
_REGION_WEIGHT = {"north": 0.84, "south": 1.04, "east": 1.0, "islands": 1.28}
_BY_PHONE = {"web": 0.58, "phone": 0.42}
_LOYALTY_CHANNEL = {"app": 0.6, "e-mail": 0.25, "post": 0.15}
_CHECKOUT_CHANNEL = {"shop": "in-person", "website": "web", "app": "app"}
_HELP = {"phone": 0.33, "chat": 0.21, "e-mail": 0.18, "returns": 0.28, "installer": 0.02}
_HELP_WITH_PROMISE = {"phone": 0.5, "chat": 0.28, "e-mail": 0.22}
_RENEW = {"loyalty": 0.33, "e-mail": 0.25, "website": 0.23, "shop": 0.19}
_ENQUIRE = {"website": 0.42, "shop": 0.34, "chat": 0.235, "e-mail": 0.005}


@dataclass(frozen=True, slots=True)
class Answer:
    """One row of the file: a value, or a comment, never both."""

    question: str
    place: Place
    value: int | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """What one customer said at one time. `ordered`: the order is known with it; `arrived`: the delivery day is known as well."""

    answered_at: datetime
    source: str
    trip: Trip
    answers: tuple[Answer, ...]
    weight: float = 1.0
    ordered: bool = False
    arrived: bool = False


class Surveys:
    """Asks customers. `channels` maps a touchpoint to its usual channel."""

    def __init__(self, dice: Dice, turns: Turns, channels: dict[str, str]) -> None:
        self._dice = dice
        self._turns = turns
        self._channels = channels
        self._writer = Writer(dice)

    def along(self, trip: Trip) -> Iterator[Submission]:
        """Everything this customer says on this trip, stage by stage."""
        dice, day = self._dice, timedelta(days=1)
        yield from self._when(0.36, trip.enquired_on, self._enquiring(), trip)
        if dice.chance(0.1):
            return
        delivered, sure = trip.delivered_on, trip.cover_promised
        yield from self._when(0.85 if sure else 0.47, trip.bought_on + day * dice.whole(0, 1), self._buying(trip), trip, ordered=True)
        yield from self._when(0.52, delivered + day * dice.whole(0, 2), self._receiving(), trip, ordered=True, arrived=True)
        used = delivered + day * dice.whole(10, 40)
        yield from self._when(0.5, used, self._using(), trip)
        yield from self._review(trip)
        place = self._help_place(trip)
        helped = used + day * dice.whole(2, 80)
        if place:
            yield from self._when(0.9 if sure else 0.68, helped, [place], trip)
        yield from self._complaints(trip, helped)
        yield from self._relationship(trip, place, helped + day * dice.whole(5, 120))
        renewed = helped + day * dice.whole(20, 200)
        yield from self._when(0.44, renewed, self._renewing(), trip, outcome=True)

    def paid_twice(self, trip: Trip) -> Iterator[Submission]:
        """The complaint of a customer whose payment was taken twice, and the call-back after it."""
        bought = self._turns.paid_twice + timedelta(days=self._dice.weighted({0: 2, 1: 4, 2: 5, 3: 3, 4: 1}))
        trip = replace(trip, bought_on=bought, promised_on=bought + (trip.promised_on - trip.bought_on))
        text = self._writer.complaint("checkout", {"item": trip.item})
        day = bought + timedelta(days=self._dice.whole(0, 2))
        yield from self._complaint(trip, day, self._place("buy", "checkout", trip), text)

    # -- the touchpoints asked about -------------------------------------------------------------------------------------

    def _place(self, stage: str, touchpoint: str, trip: Trip) -> Place:
        if touchpoint == "returns":
            return stage, touchpoint, self._dice.weighted(_BY_PHONE)
        if touchpoint == "loyalty":
            return stage, touchpoint, self._dice.weighted(_LOYALTY_CHANNEL)
        if touchpoint == "checkout":
            return stage, touchpoint, _CHECKOUT_CHANNEL[trip.bought_at]
        return stage, touchpoint, self._channels[touchpoint]

    def _usual(self, stage: str, *touchpoints: str) -> list[Place]:
        return [(stage, touchpoint, self._channels[touchpoint]) for touchpoint in touchpoints]

    def _enquiring(self) -> list[Place]:
        first = self._dice.weighted(_ENQUIRE)
        others = [touchpoint for touchpoint in ("website", "catalogue") if touchpoint != first and self._dice.chance(0.4)]
        return self._usual("enquire", first, *others)

    def _buying(self, trip: Trip) -> list[Place]:
        places = self._usual("buy", trip.bought_at)
        if self._dice.chance(0.6):
            places.append(self._place("buy", "checkout", trip))
        return places + (self._usual("buy", "e-mail") if self._dice.chance(0.4) else [])

    def _receiving(self) -> list[Place]:
        others = [name for name, odds in (("text-message", 0.55), ("installer", 0.3)) if self._dice.chance(odds)]
        return self._usual("receive", "delivery", *others)

    def _using(self) -> list[Place]:
        others = [name for name, odds in (("manual", 0.7), ("app", 0.35)) if self._dice.chance(odds)]
        return self._usual("use", "product", *others)

    def _help_place(self, trip: Trip) -> Place | None:
        trouble = 0.4 + 0.22 * (trip.slip > 3 or trip.too_early) + 0.35 * trip.cover_promised
        if not self._dice.chance(trouble):
            return None
        return self._place("get-help", self._dice.weighted(_HELP_WITH_PROMISE if trip.cover_promised else _HELP), trip)

    def _renewing(self) -> list[Place]:
        first = self._dice.weighted(_RENEW)
        second = self._dice.weighted(_RENEW)
        names = [first] if first == second else [first, second]
        return [("renew", name, self._dice.weighted(_LOYALTY_CHANNEL) if name == "loyalty" else self._channels[name]) for name in names]

    # -- the five sources ------------------------------------------------------------------------------------------------

    def _when(
        self,
        odds: float,
        day: date,
        places: list[Place],
        trip: Trip,
        *,
        ordered: bool = False,
        arrived: bool = False,
        outcome: bool = False,
    ) -> Iterator[Submission]:
        """A survey after a contact, if the customer takes part: satisfaction, at times ease, the outcome, and words."""
        dice = self._dice
        if not dice.chance(odds):
            return
        mood = dice.normal(0.35)
        answers: list[Answer] = []
        levels = {place: self._level(place, day, trip, mood) for place in places}
        rated = [_satisfied(place, felt) for place, felt in levels.items()]
        if outcome and dice.chance(0.9):
            answers.append(self._outcome(places[0], levels, trip))
        answers += rated
        if places[0][0] != "renew" and dice.chance(0.55):
            ease = value("ces", self._level(places[0], day, trip, mood))
            answers.append(Answer(f"ces-{places[0][0]}", places[0], ease))
        worst = min(rated, key=lambda answer: answer.value or 0)
        explained = rated[0] if trip.cover_promised and places[0][:2] == ("buy", "shop") else worst
        answers += self._comment(explained, "csat", day, trip, 0.4)
        yield Submission(self._at(day), "touchpoint-survey", trip, tuple(answers), 1.0, ordered, arrived)

    def _relationship(self, trip: Trip, help_place: Place | None, day: date) -> Iterator[Submission]:
        dice = self._dice
        if not dice.chance(0.31):
            return
        mood = dice.normal(0.35)
        places = [*self._enquiring(), self._buying(trip)[0], *self._receiving()[:2]]
        places += [place for place in self._using() if dice.chance(0.8)]
        places += [help_place] if help_place else []
        places += [self._place("renew", "loyalty", trip)] if dice.chance(0.35) else []
        levels = {place: self._level(place, day, trip, mood) for place in places}
        rated = [_satisfied(place, felt) for place, felt in levels.items()]
        outcome = self._outcome(("", "", ""), levels, trip)
        weight = _REGION_WEIGHT[trip.customer.region] * (1.06 if trip.customer.customer_type == "new" else 0.92) * (1 + dice.normal(0.04))
        words = self._comment(outcome, "nps", day, trip, 0.5)
        yield Submission(self._at(day), "relationship-survey", trip, (outcome, *rated, *words), round(min(1.4, max(0.7, weight)), 2))

    def _review(self, trip: Trip) -> Iterator[Submission]:
        if not self._dice.chance(0.2):
            return
        of_delivery = self._dice.chance(0.25)
        place = DELIVERY if of_delivery else PRODUCT
        day = trip.delivered_on + timedelta(days=self._dice.whole(0, 7) if of_delivery else self._dice.whole(12, 90))
        felt = self._level(place, day, trip, self._dice.normal(0.7))
        stars = Answer(f"rating-{place[1]}", place, value("rating", felt))
        answers = (stars, *self._comment(stars, "rating", day, trip, 0.85))
        written = tuple(replace(answer, place=(*place[:2], "web")) for answer in answers)
        yield Submission(self._at(day), "reviews", trip, written)

    def _complaints(self, trip: Trip, helped: date) -> Iterator[Submission]:
        """Complaints that this trip gives reason for; most trips give none."""
        dice, slots = self._dice, {"item": trip.item}
        since = trip.delivered_on >= self._turns.new_carrier
        if trip.slip > 3 and dice.chance(0.2):
            day = trip.promised_on + timedelta(days=dice.whole(2, trip.slip - 1))
            yield from self._complaint(trip, day, DELIVERY, self._writer.complaint("late", slots))
        if trip.too_early and dice.chance(0.25):
            day = trip.delivered_on + timedelta(days=dice.whole(0, 3))
            yield from self._complaint(trip, day, DELIVERY, self._words(DELIVERY, BAD, day, trip))
        if trip.cover_promised and dice.chance(0.12):
            day = helped + timedelta(days=dice.whole(1, 9))
            yield from self._complaint(trip, day, PHONE, self._writer.story("promise-help", BAD, slots))
        reasons = (
            ("delivery", "receive", "delivery", 0.05 if since else 0.022, trip.delivered_on),
            ("product", "use", "product", 0.024, trip.delivered_on + timedelta(days=30)),
            ("phone", "get-help", "phone", 0.018, helped),
            ("returns", "get-help", "returns", 0.012, helped),
        )
        for kind, stage, touchpoint, odds, day in reasons:
            if dice.chance(odds):
                place = self._place(stage, touchpoint, trip)
                later = day + timedelta(days=dice.whole(0, 12))
                yield from self._complaint(trip, later, place, self._writer.complaint(kind, slots))
        if dice.chance(0.008):
            place = self._place("buy", "checkout", trip)
            yield from self._complaint(trip, trip.bought_on, place, self._words(place, BAD, trip.enquired_on, trip))

    def _complaint(self, trip: Trip, day: date, place: Place, text: str) -> Iterator[Submission]:
        told = Answer("comment-complaint", place, None, text)
        yield Submission(self._at(day), "complaint-form", trip, (told,), ordered=True, arrived=day >= trip.delivered_on)
        if not self._dice.chance(0.5):
            return
        called = day + timedelta(days=self._dice.whole(5, 18))
        felt = level("get-help", "resolution", "phone", called, replace(trip, cover_promised=False), self._turns, 0.0, self._dice)
        handled = Answer("csat-resolution", PHONE, value("csat", felt))
        words: tuple[Answer, ...] = ()
        if self._dice.chance(0.45):
            text = self._writer.about("resolution", mood_of(share("csat", handled.value or 0)), {"item": trip.item})
            words = (Answer("comment-resolution", handled.place, None, text),)
        yield Submission(self._at(called), "complaint-follow-up", trip, (handled, *words))

    # -- single answers --------------------------------------------------------------------------------------------------

    def _level(self, place: Place, day: date, trip: Trip, mood: float) -> float:
        return level(*place, day, trip, self._turns, mood, self._dice)

    def _outcome(self, place: Place, levels: Mapping[Place, float], trip: Trip) -> Answer:
        """Would they recommend: the mean of what was felt at the touchpoints asked about, and what happened on the way."""
        counted = {place: felt for place, felt in levels.items() if place[1] != UNRELATED}
        total = sum(MATTERS.get(touchpoint, 1.0) for _, touchpoint, _ in counted)
        mean = sum(MATTERS.get(place[1], 1.0) * felt for place, felt in counted.items()) / total
        hurt = 0.35 * (trip.slip > 3 or trip.too_early) + 0.3 * trip.cover_promised
        felt = 0.8 * mean + 0.25 * trip.customer.leaning - hurt + self._dice.normal(0.5)
        return Answer("nps", place, value("nps", felt))

    def _comment(self, explained: Answer, family: str, day: date, trip: Trip, odds: float) -> tuple[Answer, ...]:
        """The words to one score, if any: the unhappy write more often, and some type nothing into the box."""
        felt = share(family, explained.value or 0)
        told = trip.cover_promised and (explained.place[:2] == ("buy", "shop") or explained.place[0] == "get-help")
        if not self._dice.chance(0.85 if told else odds + (0.25 if felt < 0.4 else 0)):
            return ()
        mood = mood_of(felt)
        if mood == GOOD and felt < 0.8 and self._dice.chance(0.35):
            mood = MIXED
        text = self._writer.blank() if self._dice.chance(0.03) else self._words(explained.place, mood, day, trip)
        question = "comment-nps" if explained.question == "nps" else f"comment-{explained.place[1]}"
        return (Answer(question, explained.place, None, text),) if text else ()

    def _words(self, place: Place, mood: str, day: date, trip: Trip) -> str:
        stage, touchpoint, channel = place
        slots = {"item": trip.item}
        if trip.customer.language != "en" and self._dice.chance(0.85):
            return self._writer.foreign(trip.customer.language, stage, mood)
        if touchpoint == "delivery" and trip.slip > 0:
            return self._late(mood, trip)
        if touchpoint == "delivery" and trip.too_early:
            return "" if mood == GOOD else self._writer.story("early", BAD, {**slots, "weeks": weeks_in_words(-trip.slip, self._dice)})
        return self._told_story(place, mood, day, trip) or self._writer.about(self._area(stage, touchpoint, channel, mood), mood, slots)

    def _late(self, mood: str, trip: Trip) -> str:
        if trip.slip < 2:
            return "" if mood == GOOD else self._writer.about("delivery", mood, {"item": trip.item})
        promised = day_in_words(trip.promised_on.month, trip.promised_on.day)
        slots = {"item": trip.item, "days": days_in_words(trip.slip), "promised": promised}
        return self._writer.story("late", BAD if mood == BAD else "soft", slots)

    def _told_story(self, place: Place, mood: str, day: date, trip: Trip) -> str:
        """The words of a hidden story, where this answer belongs to one and its customer speaks of it; otherwise nothing."""
        stage, touchpoint, _ = place
        slots = {"item": trip.item}
        if (stage, touchpoint) == ("buy", "shop") and trip.cover_promised and mood == GOOD and self._dice.chance(0.85):
            return self._writer.story("promise-buy", GOOD, slots)
        if stage == "get-help" and trip.cover_promised and mood != GOOD and self._dice.chance(0.9):
            return self._writer.story("promise-help", BAD, slots)
        if touchpoint == "manual" and mood == GOOD and day >= self._turns.new_guides and self._dice.chance(0.55):
            return self._writer.about("guide", GOOD, slots)
        week = (day - self._turns.paid_twice).days
        if touchpoint == "checkout" and mood == BAD and 0 <= week < 7 and self._dice.chance(0.7):
            return self._writer.complaint("checkout", slots)
        return ""

    def _area(self, stage: str, touchpoint: str, channel: str, mood: str) -> str:
        if not touchpoint:
            return "overall"
        if touchpoint == "returns" and channel == "phone":
            return "returns-by-phone" if mood == BAD else "phone"
        named = f"{touchpoint}@{stage}"
        return named if self._writer.knows(named) else touchpoint

    def _at(self, day: date) -> datetime:
        return datetime.combine(day, time(self._dice.weighted(_HOURS), self._dice.whole(0, 59)))


def _satisfied(place: Place, felt: float) -> Answer:
    return Answer(f"csat-{place[1]}", place, value("csat", felt))
