"""How dates are read: both readings where the values allow two, each with an example, for a person to choose."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from vocdash.ingest.dates import DateFormat
from vocdash.ingest.understand.time_of_day import OF_DATE
from vocdash.ui import blocks
from vocdash.ui.markup import bold, element
from vocdash.ui.upload.corrections import dated
from vocdash.ui.upload.plan import DATES, Plan
from vocdash.ui.upload.state import change, hold
from vocdash.ui.upload.words import format_words, literal, share


def draw_readings(plan: Plan) -> None:
    """A line for each column of dates; where another reading is possible, the choice between them."""
    for meaning in plan.by_kind(*DATES):
        if not meaning.dates.format:
            continue
        if meaning.dates.alternatives:
            draw_choice(plan, meaning.column, "read")
        else:
            words = element("span", "Dates in ", bold(meaning.column), f" are read as {_example(meaning.dates)}.")
            blocks.draw(blocks.tags(blocks.tag(share(meaning.dates.confidence), "noise"), words))
    for meaning in plan.by_kind(*OF_DATE.values()):
        blocks.draw(
            blocks.tags(blocks.tag(share(meaning.confidence), "noise"), element("span", bold(meaning.column), f": {meaning.reason}"))
        )


def draw_choice(plan: Plan, column: str, place: str) -> None:
    """The readings of a column of dates, the chosen one first."""
    now = plan.of(column).dates
    readings = {reading.format: reading for reading in sorted((now, *now.alternatives), key=lambda reading: reading.format)}
    key = hold(f"voc_dates_{place}_{column}", now.format)
    st.radio(
        f"Dates in “{literal(column)}” can be read in {len(readings)} ways; {share(now.confidence)} of this one",
        list(readings),
        format_func=lambda format: literal(_example(readings[format])),
        key=key,
        on_change=change,
        args=(lambda plan, format: dated(plan, column, format), key),
    )


def _example(dates: DateFormat) -> str:
    """The format in words, with what one value means."""
    words = format_words(dates.format)
    if not dates.examples:
        return words
    text, moment = dates.examples[0]
    return f"{words}: {text} is {_moment(moment)}"


def _moment(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}" + (f", {moment:%H:%M}" if (moment.hour, moment.minute) != (0, 0) else "")
