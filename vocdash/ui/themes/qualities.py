"""The five qualities a customer experiences: which is missed, at which stage, and how far to trust the reading of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from vocdash.charts.theme import NO_VALUE, fmt_interval, fmt_n, fmt_score, fmt_signed
from vocdash.domain import Scope, Score
from vocdash.metrics.mentions import NET, SHARE, Mentioned
from vocdash.text.agreement import Agreement
from vocdash.text.qualities import qualities
from vocdash.ui import blocks, data
from vocdash.ui.edge import edge
from vocdash.ui.filters import Selection, words
from vocdash.ui.hiding.small_groups import min_group, shown_mentions
from vocdash.ui.markup import Markup, bold, element
from vocdash.ui.trust.tables import bounded
from vocdash.voices import qualities_against_scores

_HEIGHT = 320
_CAPTION = (
    "Of the comments that are read. A comment counts at the stage its words speak of; “hidden”: too few people to show. Marked: beyond 0."
)
_HOW = (
    "Net: 100 × (comments that say it was there − comments that say it was missing) ÷ comments that speak of it, with its 95% interval. "
    f"Share: {SHARE.formula}. {NET.base} Agreement: whether a comment says that the quality was there or missing, against the good or bad "
    "score it came with, over all time at the stages chosen; Cohen’s κ is 0 for what chance brings and 1 for full agreement. The score "
    "speaks of more than one quality, so even a perfect reading stays below 1."
)


@st.fragment(parallel=True)
def draw(selection: Selection) -> None:
    """The card: every quality with its figures and agreement, then each at each stage."""
    with edge(), st.container(border=True, key="voc_card_qualities"):
        with st.skeleton(height=_HEIGHT):
            every = shown_mentions(selection.scope, kind="quality")
            staged = shown_mentions(selection.scope, kind="quality", by=("stage",))
            scope = Scope(journey=selection.scope.journey, stages=selection.scope.stages)
            agreed = data.of_answers(qualities_against_scores, scope)
        blocks.draw(blocks.finding(title(staged, selection.choices.stages), _CAPTION))
        if all(row.hidden for row in every):
            blocks.draw(blocks.empty("No quality is spoken of by enough people to show.", "Choose a longer period or clear a filter."))
            return
        head = ("Quality", "Comments", "Share", "Net", "With a score", "κ", "F1")
        blocks.draw(blocks.table(head, overall(every, agreed), numbers=(1, 4)))
        if rows := by_stage(staged, selection.choices.stages):
            blocks.draw(blocks.table(("Stage", *(quality.name.split(": ")[0] for quality in qualities())), rows))
        with st.popover("How this is computed", type="tertiary", icon=":material/function:", key="formula_qualities"):
            blocks.draw(blocks.caption(_HOW))


def title(staged: Sequence[Mentioned], stages: Mapping[str, str]) -> str:
    """The quality that is missed most beyond noise, and where; or that none is."""
    missed = [row for row in staged if not row.hidden and row.net.high is not None and row.net.high < 0]
    if not missed:
        return "Five qualities: none is missed beyond noise at any stage"
    worst = min(missed, key=lambda row: row.net.value or 0.0)
    stage = stages.get(worst.keys["stage"], words(worst.keys["stage"]))
    return f"Missed most at {stage}: “{worst.name}”, net {fmt_signed(worst.net.value or 0.0, 0)}"


def overall(every: Iterable[Mentioned], agreed: Mapping[str, Agreement]) -> list[tuple[str, ...]]:
    """A row for each quality, in their order: what it means, its figures, and its agreement with scores."""
    found = {row.code: row for row in every}
    return [(_meaning(quality.name), *_figures(found.get(quality.code)), *_agreement(agreed.get(quality.code))) for quality in qualities()]


def _meaning(name: str) -> Markup:
    """The name of a quality, and what it means to the customer."""
    short, means = name.split(": ")
    return element("span", bold(short), f": {means}")


def _figures(row: Mentioned | None) -> tuple[str, str, str]:
    if row is None or row.comments is None:
        return (NO_VALUE if row is None else "hidden", NO_VALUE, NO_VALUE)
    return fmt_n(row.comments), _score(row.share, "%"), _net(row.net)


def _score(score: Score, unit: str) -> str:
    return NO_VALUE if score.value is None else f"{fmt_score(score.value, 1, unit)} ({fmt_interval(score.low, score.high, 1)})"


def _net(score: Score) -> str:
    return NO_VALUE if score.value is None else f"{fmt_signed(score.value, 0)} ({fmt_interval(score.low, score.high, 0)})"


def _agreement(found: Agreement | None) -> tuple[str, str, str]:
    if found is None or found.n < min_group():
        return NO_VALUE, NO_VALUE, NO_VALUE
    return fmt_n(found.n), bounded(found.kappa), bounded(found.f1)


def by_stage(staged: Sequence[Mentioned], stages: Mapping[str, str]) -> list[tuple[str, ...]]:
    """A row for each stage at which a quality is spoken of, a column for each quality: its net, interval and number of comments."""
    found = {(row.keys["stage"], row.code): row for row in staged}
    places = [code for code in dict.fromkeys(row.keys["stage"] for row in staged) if code in stages]
    return [(stages[place], *(_cell(found.get((place, quality.code))) for quality in qualities())) for place in places]


def _cell(row: Mentioned | None) -> str:
    if row is None:
        return NO_VALUE
    if row.hidden or row.comments is None:
        return "hidden"
    told = f"{_net(row.net)}, n {fmt_n(row.comments)}"
    if row.net.high is not None and row.net.high < 0:
        return blocks.tag(f"▼ {told}", "bad")
    return blocks.tag(f"▲ {told}", "good") if row.net.low is not None and row.net.low > 0 else told
