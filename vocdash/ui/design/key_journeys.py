"""Which journeys are key, and why: ranked by volume, worth and shortfall."""

from __future__ import annotations

import streamlit as st

from vocdash.charts.theme import fmt_interval, fmt_n, fmt_score
from vocdash.journeys.rank import JourneyRank, rank_journeys
from vocdash.locales import listed
from vocdash.ui import blocks, data, periods
from vocdash.ui.design.desk import Desk
from vocdash.ui.hiding.composed import shown_index
from vocdash.ui.hiding.small_groups import min_group
from vocdash.ui.markup import Markup, bold, join
from vocdash.ui.who import opens_customers

_HOW = (
    "Each journey over twelve months, up to that of its newest answer. Volume counts submissions of every method; worth is the sum of the "
    "order values they name, an order of one customer once (customers, where none names a value); shortfall is the target minus the "
    "overall index, or 100 minus it where nobody set a target. A journey is key when it stands in the first half of at least two of the "
    "three."
)


def draw(desk: Desk) -> None:
    """The list, best places first; it speaks of all journeys, whichever is on the desk."""
    ranks = data.of_answers(rank_journeys)
    with st.container(border=True, key="voc_card_key"):
        if not ranks:
            blocks.draw(blocks.empty("No journey has answers yet.", "Bring some in on the Upload page."))
            return
        key = [rank.name for rank in ranks if rank.is_key(len(ranks))]
        said = (
            f"{listed(key)} {'is' if len(key) == 1 else 'are'} key" if len(ranks) > 1 else f"{ranks[0].name} is the only one with answers"
        )
        blocks.draw(blocks.finding(said, _HOW, main=True))
        rows = [_row(rank, len(ranks)) for rank in ranks]
        head = ("Journey", "Submissions", "Customers", "Order value", "Overall index", "Target", "Why")
        blocks.draw(blocks.table(head, rows, numbers=(1, 2, 3, 5)))


def _row(rank: JourneyRank, count: int) -> tuple[str, ...]:
    score = shown_index(rank.overall)
    hidden = "hidden" if score.hidden else "–"
    interval = f" ({fmt_interval(score.low, score.high, 1)}), n {fmt_n(score.n)}" if score.value is not None else ""
    mark = blocks.tag("◆ key", "accent") if rank.is_key(count) and count > 1 else Markup("")
    return (
        join([bold(rank.name), " ", mark, blocks.caption(periods.label(rank.period))]),
        fmt_n(rank.submissions),
        fmt_n(rank.customers) if rank.customers else "–",
        _worth(rank),
        (fmt_score(score.value, 1) if score.value is not None else hidden) + interval,
        fmt_score(rank.target, 1) if rank.target is not None else "none",
        why(rank, score.value is not None),
    )


def _worth(rank: JourneyRank) -> str:
    """The order values together; those of a few could be known to be theirs."""
    if rank.value is None:
        return "not known"
    few = max(rank.customers, rank.score.people) < min_group()
    return "hidden" if few and not opens_customers() else fmt_n(rank.value)


def why(rank: JourneyRank, scored: bool) -> str:
    """The three places in words."""
    worth = "worth" if rank.value is not None else "customers"
    said = [f"{_place(rank.volume_place)} in volume", f"{_place(rank.worth_place)} in {worth}"]
    if not scored or rank.shortfall is None:
        return f"{', '.join(said)}; no score to show"
    side, level = "below" if rank.shortfall > 0 else "above", "target" if rank.target is not None else "100"
    distance = f"{fmt_score(abs(rank.shortfall), 1)} points {side} {level}"
    return f"{', '.join(said)}, {_place(rank.need_place)} in shortfall ({distance})"


def _place(place: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(place, f"{place}th")
