"""Writes the sample: `python data/generate.py` makes `responses.csv` and `contacts.csv` in `data/sample` anew, the same bytes every time.

Reads `data/sample/journey.toml` (stages, touchpoints, events, seed) and needs nothing but Python. `--out FOLDER` writes elsewhere.
What the columns mean and which stories are hidden in the answers: `data/README.md`.
"""

from __future__ import annotations

import argparse
import csv
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from maker.answers import Turns
from maker.contacts import Contact, Log
from maker.dice import Dice
from maker.surveys import Submission, Surveys
from maker.trips import CUSTOMERS, one_customer, one_trip

SAMPLE = Path(__file__).parent / "sample"
PAID_TWICE = 45
COLUMNS = (
    "submission_id", "answered_at", "source", "question", "stage", "touchpoint", "channel", "value", "comment", "customer", "language",
    "weight", "region", "customer_type", "promised_on", "delivered_on", "order_value",
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


def write(folder: Path) -> None:
    """Write responses.csv and contacts.csv into `folder`."""
    journey = tomllib.loads((SAMPLE / "journey.toml").read_text(encoding="utf-8"))
    told = submissions(journey)
    numbered = (row for number, one in enumerate(told, start=1) for row in _rows(f"S{number:05d}", one))
    _write(folder / "responses.csv", COLUMNS, numbered)
    _write(folder / "contacts.csv", OF_CONTACTS, map(_contact_row, contacts(journey, told)))


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


def _contact_row(one: Contact) -> tuple[object, ...]:
    said = ("in" if one.inwards else "out", "yes" if one.human else "no")
    return (one.trip.customer.number, one.at.isoformat(timespec="minutes"), *one.place, one.kind, *said)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the sample data anew.")
    parser.add_argument("--out", type=Path, default=SAMPLE, help="folder to write into (default: data/sample)")
    write(parser.parse_args().out)
