"""Sums made of answers while they are written are those made of answers read back. On SQLite and on PostgreSQL."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa

from vocdash.access import COMMAND_LINE
from vocdash.ingest import bring_in
from vocdash.metrics import rollup
from vocdash.metrics.given import Numbers, Settling, Written
from vocdash.store import Store
from vocdash.store import tables as t

SUMS = (t.rollup, t.rollup_pairs, t.mention_rollup, t.kept_answers)
COMMENTS = (
    "The delivery came late and nobody told me why",
    "Friendly staff at the shop, but the website is broken",
    "Die Lieferung kam zu spät und niemand hat mir gesagt warum",
    "Please call me back",
)
HEAD = ("submission_id", "answered_at", "question", "stage", "touchpoint", "channel", "value", "comment", "scale", "customer", "region")


def a_file(path: Path, seed: int, first: date, people: int = 60) -> Path:
    """Answers of three months by known and unknown customers."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        writer.writerows(_rows(random.Random(seed), first, people))
    return path


def _rows(dice: random.Random, first: date, people: int) -> Iterator[tuple[Any, ...]]:
    for number in range(people):
        day = first + timedelta(days=dice.randrange(85))
        who = dice.choice(("", f"C{number % 7}")), dice.choice(("north", "south", ""))
        for question, scale, high in (("recommend", "nps", 10), ("satisfied", "csat", 5), ("easy", "ces", 7)):
            place = dice.choice((("Buy", "Shop", "web"), ("Buy", "Website", "web"), ("Receive", "Delivery", "phone")))
            comment = dice.choice(COMMENTS) if dice.random() < 0.4 else ""
            yield (number, day, question, *place, dice.randint(1, high), comment, scale, *who)


def sums(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of every table of sums, in the order of their keys."""
    with store.reading() as connection:
        return {table.name: [tuple(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key))] for table in SUMS}


def agree(one: dict[str, list[tuple[Any, ...]]], other: dict[str, list[tuple[Any, ...]]]) -> None:
    for name, rows in one.items():
        assert len(rows) == len(other[name]), name
        for a, b in zip(rows, other[name], strict=True):
            assert list(a) == [pytest.approx(x) if isinstance(x, float) else x for x in b], name


def test_sums_made_while_writing_are_those_of_a_rebuild(store: Store, tmp_path: Path) -> None:
    bring_in(store, COMMAND_LINE, a_file(tmp_path / "a.csv", 1, date(2026, 1, 3)), exclude_flagged=["identical-comment"])
    made = sums(store)
    assert all(made.values())
    rollup.rebuild(store)
    agree(made, sums(store))


def test_months_that_had_answers_before_count_these_too(store: Store, tmp_path: Path) -> None:
    bring_in(store, COMMAND_LINE, a_file(tmp_path / "a.csv", 1, date(2026, 1, 3)))
    bring_in(store, COMMAND_LINE, a_file(tmp_path / "a.csv", 2, date(2026, 3, 1), people=40))  # some of a.csv's ids, on other days
    made = sums(store)
    rollup.rebuild(store)
    agree(made, sums(store))


def test_only_what_lies_within_is_given() -> None:
    written = Written()
    submissions = {"submission_id": (7, 5), "segment_id": (0, 2), "source_id": (1, 1), "weight": (1.0, 0.5), "customer_id": (None, 9)}
    written.add(
        Written.batch(
            submissions
            | {
                "day": ("2026-01-31", "2026-02-01"),
                "answered_at": ("2026-01-31 09:30:00", "2026-02-01 00:00:00.5"),
                "excluded": (False, False),
            },
            {
                "submission_id": (7, 5),
                "question_id": (1, 1),
                "occurrence": (0, 0),
                "stage_id": (3, 4),
                "touchpoint_id": (0, 1),
                "channel_id": (0, 0),
                "value": (4.0, None),
                "sentiment": (None, "negative"),
                "language": (None, "en"),
                "verbatim": (None, "Bad"),
                "polarity": (None, -0.7),
            },
            {"submission_id": (5,), "question_id": (1,), "occurrence": (0,), "theme_id": (8,), "stage_id": (4,), "touchpoint_id": (1,)}
            | {"polarity": (-0.5,)},
        )
    )
    assert written.count(date(2026, 1, 1), date(2026, 3, 1)) == 2
    given = written.within(date(2026, 2, 1), date(2026, 3, 1))
    assert given.answers.submission.tolist() == [5] and given.answers.spoken.tolist() == [True]
    assert given.answers.polarity.tolist() == [-0.7] and given.answers.worded.tolist() == [True]
    assert given.submissions.person.tolist() == [9] and given.mentions.theme.tolist() == [8]
    earlier = written.within(date(2026, 1, 1), date(2026, 2, 1))
    assert earlier.submissions.person.tolist() == [-8] and not len(earlier.mentions.theme)


def test_answers_of_excluded_submissions_are_not_given() -> None:
    written = Written()
    none: dict[str, tuple[Any, ...]] = dict.fromkeys(
        (
            *("submission_id", "question_id", "occurrence", "stage_id", "touchpoint_id", "channel_id", "value", "sentiment"),
            *("language", "verbatim", "polarity"),
        ),
        (),
    )
    submission = {"submission_id": (1,), "segment_id": (0,), "source_id": (1,), "weight": (1.0,), "customer_id": (None,)}
    when = {"day": ("2026-01-31",), "answered_at": ("2026-01-31 09:30:00",)}
    written.add(Written.batch(submission | when | {"excluded": (True,)}, none, none | {"theme_id": ()}))
    assert written.count(date(2026, 1, 1), date(2026, 2, 1)) == 1
    assert not len(written.within(date(2026, 1, 1), date(2026, 2, 1)).submissions.submission)


@pytest.mark.parametrize(("most", "pieces"), [(1, [[2], [3, 4], [5]]), (2, [[2, 3, 4], [5]]), (9, [[2, 3, 4, 5]])])
def test_pieces_are_whole_days_and_begin_with_the_oldest(most: int, pieces: list[list[int]]) -> None:
    written = Written()
    none: dict[str, tuple[Any, ...]] = dict.fromkeys(
        (
            *("submission_id", "question_id", "occurrence", "stage_id", "touchpoint_id", "channel_id", "value", "sentiment"),
            *("language", "verbatim", "polarity", "theme_id"),
        ),
        (),
    )
    days = ("2026-02-03", "2026-01-01", "2026-02-01", "2026-02-02", "2026-02-02")
    written.add(
        Written.batch(
            {"submission_id": (5, 1, 2, 3, 4), "day": days, "answered_at": tuple(f"{day} 09:30:00" for day in days)}
            | {"segment_id": (0,) * 5, "source_id": (1,) * 5, "weight": (1.0,) * 5, "customer_id": (None,) * 5, "excluded": (False,) * 5},
            none,
            none,
        )
    )
    found = [written.within(*span).submissions.submission for span in written.spans_since(date(2026, 2, 1), most)]
    assert [sorted(ids.tolist()) for ids in found] == pieces


def test_numbers_get_their_ids_at_the_end_and_what_is_there_already_is_left_out() -> None:
    written = Written()
    submissions = {"submission_id": (5, 7, 9), "segment_id": (0, 1, 0), "source_id": (0, 0, 1), "weight": (1.0,) * 3}
    places, spoken = (0, 1, 1), (1, 0)
    written.add(
        Written.batch(
            submissions
            | {"customer_id": (None,) * 3, "answered_at": ("2026-01-31 12:00:00",) * 3}
            | {"day": ("2026-01-31",) * 2 + ("2026-02-01",), "excluded": (False,) * 3},
            {"submission_id": (5, 7, 9), "occurrence": (0,) * 3, "value": (4.0,) * 3}
            | dict.fromkeys(("question_id", "stage_id", "touchpoint_id", "channel_id"), places)
            | dict.fromkeys(("sentiment", "language", "verbatim", "polarity"), (None,) * 3),
            {"submission_id": (5, 5), "occurrence": (0, 0), "polarity": (None, 0.5)}
            | dict.fromkeys(("question_id", "theme_id", "stage_id", "touchpoint_id"), spoken),
        )
    )
    ids = {name: np.array([place, place + 1]) for name, place in (("question", 10), ("stage", 20), ("touchpoint", 30), ("channel", 40))}
    about = {f"theme_{name}": np.array([place, 0]) for name, place in (("question", 11), ("stage", 21), ("touchpoint", 31))}
    numbers = Numbers(source=np.array([3, 4]), segment=np.array([0, 6]), **ids, theme=np.array([8, 0]), **about)
    settled = written.settled(Settling(numbers, np.array([False, False, True]), np.array([7])))
    assert settled.by_day() == {date(2026, 1, 31): 1, date(2026, 2, 1): 1}
    assert settled.count(date(2026, 1, 1), date(2026, 3, 1)) == 2
    given = settled.within(date(2026, 1, 1), date(2026, 3, 1))
    assert [column.tolist() for column in given.answers[:6]] == [[5], [10], [0], [20], [30], [40]]
    assert [column.tolist() for column in given.submissions[:3]] == [[5], [0], [3]]
    assert [column.tolist() for column in given.mentions] == [[5], [11], [0], [8], [21], [31], [0.5]]
