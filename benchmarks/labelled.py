"""Comments whose writers also gave a score, read from ../shared/data: none of them was ever used to train anything here."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

from vocdash.text.themes import Theme, starting_themes

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
Rows = list[tuple[str, int]]
"""A comment and what its score says: 1 good, 0 between, −1 bad."""


def _rows(path: str) -> Iterator[dict[str, str]]:
    with (DATA / path).open(encoding="utf-8-sig", newline="") as lines:
        yield from csv.DictReader(lines)


def _rated(path: str, text: str, rating: str, bad: float, good: float, most: float = 10) -> Rows:
    found: Rows = []
    for row in _rows(path):
        if row[rating] not in ("", "NA") and row[text].strip() and float(row[rating]) <= most:
            value = float(row[rating])
            found.append((row[text], (value >= good) - (value <= bad)))
    return found


def _booking() -> Rows:
    rows = list(_rows("hotel_reviews/booking_1492_zero_padded_dates.csv"))
    good = [(row["Positive_Review"], 1) for row in rows if row["Positive_Review"].strip() not in ("", "No Positive")]
    return good + [(row["Negative_Review"], -1) for row in rows if row["Negative_Review"].strip() not in ("", "No Negative", "Nothing")]


def _restaurant() -> Rows:
    feelings: dict[str, set[str]] = {}
    for row in _rows("aspect_sentiment/semeval2014_restaurants_categories.csv"):
        feelings.setdefault(row["text"], set()).add(row["polarity"])
    signs = {"positive": 1, "neutral": 0, "negative": -1}
    return [(text, signs[next(iter(found))]) for text, found in feelings.items() if len(found) == 1 and found <= signs.keys()]


SETS: dict[str, Callable[[], Rows]] = {
    "clothing": lambda: _rated("clothing_reviews/Womens Clothing E-Commerce Reviews.csv", "Review Text", "Rating", 2, 4),
    "airline": lambda: _rated("airline_reviews/airline_sample.csv", "content", "overall_rating", 4, 7),
    "lounge": lambda: _rated("airline_reviews/lounge.csv", "content", "overall_rating", 2, 4, most=5),
    "seat": lambda: _rated("airline_reviews/seat.csv", "content", "overall_rating", 4, 7),
    "hotel": lambda: _rated("hotel_reviews/tripadvisor_1000_aspects.csv", "text", "overall", 2, 4),
    "hotel, two boxes": _booking,
    "restaurant": _restaurant,
    "surgery": lambda: _rated("gp_feedback/fft_patient_feedback.csv", "free_text", "rating_score", 2, 4),
}
"""Name → the set. The lounge ratings above 5 stand on another scale and are left out."""

_STAFF = "staff, server, waiter, waitress, waitstaff, bartender, host, hostess, owner, manager, chef, people, rude, friendly, polite"
_SERVICE = (
    "service, served, serve, reservation, attentive, prompt, waited, waiting, wait, rushed, slow, seated, delivery, brought, hospitality"
)
_PLACE = "place, restaurant, bar, spot, location, room, area, upstairs, downstairs, kitchen, patio, garden, seat, table, neighborhood"
_MENU = "menu, selection, wine list, list, option, choice, prix fixe, specials"


def _themes(**seeds: str) -> tuple[Theme, ...]:
    return tuple(Theme(code, code, tuple(words.split(", "))) for code, words in seeds.items())


def theme_sets() -> dict[str, tuple[str, tuple[Theme, ...], str]]:
    """Name → the file of labelled sentences, the themes to look for, and the label of sentences that speak of none."""
    kept = tuple(theme for theme in starting_themes("restaurant") if theme.code != "service")
    eight = kept + _themes(service=_SERVICE, staff=_STAFF, place=_PLACE, menu=_MENU)
    return {
        "SemEval-14, 5 themes": (
            "aspect_sentiment/semeval2014_restaurants_categories.csv",
            starting_themes("restaurant"),
            "anecdotes/miscellaneous",
        ),
        "MAMS, 8 themes": ("aspect_sentiment/mams_acsa.csv", eight, "miscellaneous"),
    }


def theme_labels(path: str) -> dict[str, dict[str, str]]:
    """Sentence → its themes, each with how the sentence feels about it."""
    found: dict[str, dict[str, str]] = {}
    for row in _rows(path):
        found.setdefault(row["text"], {})[row["category"]] = row["polarity"]
    return found
