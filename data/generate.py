"""Writes the sample: `python data/generate.py` makes `data/sample/responses.csv` anew, byte for byte the same every time.

Reads `data/sample/journey.toml` (stages, touchpoints, events, seed) and needs nothing but Python. `--out FOLDER` writes elsewhere.
What the columns mean and which stories are hidden in the answers: `data/README.md`.
"""

from __future__ import annotations

import argparse
import csv
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from maker.answers import Turns
from maker.dice import Dice
from maker.surveys import Submission, Surveys
from maker.trips import CUSTOMERS, one_customer, one_trip

SAMPLE = Path(__file__).parent / "sample"
PAID_TWICE = 45
COLUMNS = (
    "submission_id", "answered_at", "source", "question", "stage", "touchpoint", "channel", "value", "comment", "customer", "language",
    "weight", "region", "customer_type", "promised_on", "delivered_on", "order_value",
)  # fmt: skip


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


def write(folder: Path) -> None:
    """Write responses.csv into `folder`."""
    journey = tomllib.loads((SAMPLE / "journey.toml").read_text(encoding="utf-8"))
    with (folder / "responses.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(COLUMNS)
        for number, submission in enumerate(submissions(journey), start=1):
            table.writerows(_rows(f"S{number:05d}", submission))


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


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the sample data anew.")
    parser.add_argument("--out", type=Path, default=SAMPLE, help="folder to write into (default: data/sample)")
    write(parser.parse_args().out)
