"""Writes the sample: `python data/generate.py` makes the CSV files in `data/sample` anew, the same bytes every time.

Reads `journey.toml` and `claims.toml` beside them (events, days, seeds) and needs nothing but Python. `--out FOLDER` writes elsewhere.
What the columns mean and which stories are hidden in the answers: `data/README.md`.
"""

from __future__ import annotations

import argparse
import csv
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from maker.answers import Turns
from maker.claims import Claims, one_claim
from maker.contacts import Contact, Log
from maker.dice import Dice
from maker.surveys import Submission, Surveys
from maker.trips import CUSTOMERS, Trip, one_customer, one_trip

SAMPLE = Path(__file__).parent / "sample"
PAID_TWICE = 45
ONLY_CLAIM = 110
"""Customers who answered nothing but surveys about their claim."""

COLUMNS = (
    "submission_id", "answered_at", "source", "question", "stage", "touchpoint", "channel", "value", "comment", "customer", "language",
    "weight", "region", "customer_type", "promised_on", "delivered_on", "order_value",
)  # fmt: skip
OF_CLAIMS = (
    "submission_id", "answered_at", "source", "question", "stage", "touchpoint", "channel", "value", "comment", "customer", "language",
    "region", "customer_type",
)  # fmt: skip
OF_CONTACTS = ("customer", "at", "stage", "touchpoint", "channel", "kind", "direction", "human")


def submissions(journey: dict[str, Any]) -> list[Submission]:
    """All submissions of the sample in time order, within the days that journey.toml names."""
    dice = Dice(journey["sample"]["seed"])
    turns = _turns(journey)
    surveys = Surveys(dice, turns, {row["code"]: row["channel"] for row in journey["touchpoints"]})
    told: list[Submission] = []
    for number in range(CUSTOMERS):
        customer = one_customer(number, dice)
        told += surveys.along(one_trip(customer, turns.new_carrier, dice))
    for number in range(PAID_TWICE):
        customer = replace(one_customer(CUSTOMERS + number, dice), language="en")
        told += surveys.paid_twice(one_trip(customer, turns.new_carrier, dice))
    first, last = journey["sample"]["first_day"], journey["sample"]["last_day"]
    inside = [one for one in told if first <= one.answered_at.date() <= last]
    return sorted(inside, key=lambda one: (one.answered_at, one.trip.customer.number, one.source))


def contacts(journey: dict[str, Any], told: list[Submission]) -> list[Contact]:
    """What else happened with those who answered, in time order, from the day on which the contacts were first written down."""
    trips: dict[str, list[Submission]] = defaultdict(list)
    for one in told:
        trips[one.trip.customer.number].append(one)
    log = Log(Dice(journey["sample"]["seed"] + 1), _turns(journey))
    happened = [contact for said in trips.values() for contact in log.along(said[0].trip, said)]
    first, last = journey["sample"]["contacts_from"], journey["sample"]["last_day"]
    inside = [one for one in happened if first <= one.at.date() <= last]
    return sorted(inside, key=lambda one: (one.at, one.trip.customer.number, one.place))


def claims(journey: dict[str, Any], of_claims: dict[str, Any], told: list[Submission]) -> list[Submission]:
    """What customers say of their claims, in time order: of many who are on the first journey at the same time, and of some who are not."""
    dice, first, last = Dice(of_claims["sample"]["seed"]), of_claims["sample"]["first_day"], of_claims["sample"]["last_day"]
    new_warehouse = next(event["day"] for event in of_claims["events"])
    new_carrier = _turns(journey).new_carrier
    asked = Claims(dice)
    faults = [*_faults(told, first, last, dice)]
    for number in range(ONLY_CLAIM):
        trip = one_trip(one_customer(CUSTOMERS + PAID_TWICE + number, dice), new_carrier, dice)
        faults.append((trip, first + timedelta(days=dice.whole(0, (last - first).days))))
    said = [one for trip, day in faults for one in asked.along(one_claim(trip, day, new_warehouse, dice))]
    inside = [one for one in said if first <= one.answered_at.date() <= last]
    return sorted(inside, key=lambda one: (one.answered_at, one.trip.customer.number))


def _faults(told: list[Submission], first: date, last: date, dice: Dice) -> Iterator[tuple[Trip, date]]:
    """Whose furniture has a fault, and when they report it: those who complained about a delivery or the product more often than others."""
    trips = {one.trip.customer.number: one.trip for one in told}
    upset = {one.trip.customer.number: one.answered_at.date() for one in told if _is_about_goods(one)}
    for number, trip in trips.items():
        day = upset.get(number, trip.delivered_on) + timedelta(days=dice.whole(2, 30))
        if first - timedelta(days=40) <= day <= last and trip.customer.language == "en" and dice.chance(0.85 if number in upset else 0.35):
            yield trip, day


def _is_about_goods(one: Submission) -> bool:
    return one.source == "complaint-form" and one.answers[0].place[1] in ("delivery", "product")


def write(folder: Path) -> None:
    """Write responses.csv, contacts.csv and claims.csv into `folder`."""
    journey, of_claims = (tomllib.loads((SAMPLE / name).read_text(encoding="utf-8")) for name in ("journey.toml", "claims.toml"))
    told = submissions(journey)
    numbered = (row for number, one in enumerate(told, start=1) for row in _rows(f"S{number:05d}", one))
    _write(folder / "responses.csv", COLUMNS, numbered)
    _write(folder / "contacts.csv", OF_CONTACTS, map(_contact_row, contacts(journey, told)))
    claimed = enumerate(claims(journey, of_claims, told), start=1)
    _write(folder / "claims.csv", OF_CLAIMS, (row for number, one in claimed for row in _claim_rows(f"K{number:04d}", one)))


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(columns)
        table.writerows(rows)


def _turns(journey: dict[str, Any]) -> Turns:
    since: dict[str, date] = {story["code"]: story["from"] for story in journey["sample"]["stories"]}
    events: dict[str, date] = {event["name"]: event["day"] for event in journey["events"]}
    return Turns(
        prices_up=events["Prices up by 4 %"],
        phone_moved=events["Phone line moved to a new service centre"],
        new_carrier=since["promise-broken-at-delivery"],
        new_guides=since["action-worked"],
        paid_twice=since["complaint-spike"],
    )


def _rows(number: str, submission: Submission) -> Iterator[tuple[object, ...]]:
    trip, customer = submission.trip, submission.trip.customer
    promised, order_value = (trip.promised_on, trip.order_value) if submission.ordered else ("", "")
    delivered = trip.delivered_on if submission.arrived else ""
    minute = submission.answered_at.isoformat(timespec="minutes")
    for answer in submission.answers:
        stage, touchpoint, channel = answer.place
        yield (
            number, minute, submission.source, answer.question, stage, touchpoint, channel,
            "" if answer.value is None else answer.value, answer.comment, customer.number, customer.language,
            f"{submission.weight:g}", customer.region, customer.customer_type, promised, delivered, order_value,
        )  # fmt: skip


def _claim_rows(number: str, submission: Submission) -> Iterator[tuple[object, ...]]:
    customer, minute = submission.trip.customer, submission.answered_at.isoformat(timespec="minutes")
    for answer in submission.answers:
        said = ("" if answer.value is None else answer.value, answer.comment)
        who = (customer.number, customer.language, customer.region, customer.customer_type)
        yield (number, minute, submission.source, answer.question, *answer.place, *said, *who)


def _contact_row(one: Contact) -> tuple[object, ...]:
    said = ("in" if one.inwards else "out", "yes" if one.human else "no")
    return (one.trip.customer.number, one.at.isoformat(timespec="minutes"), *one.place, one.kind, *said)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the sample data anew.")
    parser.add_argument("--out", type=Path, default=SAMPLE, help="folder to write into (default: data/sample)")
    write(parser.parse_args().out)
