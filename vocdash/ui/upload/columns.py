"""Step 2: what each column means, where it belongs, and the journey and source of the whole file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from vocdash.charts.theme import fmt_n
from vocdash.domain import UNPLACED
from vocdash.ingest.known import Known
from vocdash.ingest.understand import Kind
from vocdash.ingest.understand.places import STAGES
from vocdash.locales import listed
from vocdash.ui import blocks
from vocdash.ui.edge import edge
from vocdash.ui.markup import bold, element
from vocdash.ui.upload import belongs, card, grid, state
from vocdash.ui.upload import plan as plans
from vocdash.ui.upload.plan import Plan
from vocdash.ui.upload.state import FILE, REPORT, Upload
from vocdash.ui.upload.words import TOLD, note

UNSURE = 0.6
"""Answers that come in although we are less sure than this are shown to the person first."""

UNREAD = ("coded-scale", "spread-choices")
"""What is found of answers that are left out because nobody can read them."""

ANSWERS = (Kind.SCORE, Kind.COMMENT, Kind.ANSWERED_AT, Kind.SUBMISSION_ID)

_CARDS = 5
_MANY_UNPLACED = "{} scores do not say where on the journey they belong. They come"
_CLOSE = "voc_close"
_COUNTED = (
    (Kind.SCORE, "score"), (Kind.COMMENT, "comment"), (Kind.SEGMENT, "segment"), (Kind.LEAVE_OUT, ""),
)  # fmt: skip


def draw(upload: Upload) -> None:
    """The table of columns, one of them closely, and what holds for the whole file."""
    known, plan = state.known(), upload.meant
    asked = plans.open_questions(plan)
    first = attention(plan)
    with st.container(border=True, key="voc_card_meaning"):
        blocks.draw(blocks.finding(*title(plan, asked, upload.saved), main=True))
        with st.container(key="voc_wide_columns"):
            grid.draw(upload, known)
        _draw_questions(plan, asked, first)
        closely = _draw_close(plan, known, first)
        with st.container(key="voc_narrow_columns"):
            _draw_cards(plan, known, [column for column in first if column != closely], closely)
    with st.container(border=True, key="voc_card_belongs"):
        belongs.draw(upload, known)
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Check every row",
            type="primary",
            icon=":material/arrow_forward:",
            icon_position="right",
            key="to_report",
            disabled=bool(asked),
            on_click=_to_report,
            args=(upload,),
        )
        st.button("Back", type="tertiary", key="back", on_click=state.go, args=(replace(upload, step=FILE),))


def _to_report(upload: Upload) -> None:
    """On to the report, once the mapping holds together."""
    with edge():
        state.mapping_of(upload)
        state.go(state.replanned(upload, step=REPORT))


def attention(plan: Plan) -> list[str]:
    """The columns a person should look at: with an open question, answers we are unsure of or leave out unread, or something to check."""
    asked = plans.open_questions(plan)

    def wants(column: str) -> bool:
        meaning = plan.of(column)
        unsure = meaning.kind in ANSWERS and meaning.confidence < UNSURE
        unread = any(finding.code in UNREAD for finding in meaning.findings)
        odd = meaning.kind is not Kind.LEAVE_OUT and any(finding.code not in TOLD for finding in meaning.findings)
        return column in asked or unsure or unread or odd

    return [column for column in plan.order if wants(column)]


def title(plan: Plan, asked: dict[str, str], saved: str) -> tuple[str, str]:
    """The sentence over the step, and its grey line."""
    n = len(plan.meanings)
    waiting = len([column for column in asked if column])
    if waiting:
        said = f"{n - waiting:,} of {n:,} columns are understood; {'one needs' if waiting == 1 else f'{waiting:,} need'} you"
    elif asked:
        said = f"{n:,} columns are read; one thing about the file needs you"
    elif worth := len(attention(plan)):
        said = f"All {n:,} columns are understood, and {'one is' if worth == 1 else f'{worth:,} are'} worth a look"
    elif (left := _left_out(plan)) > n / 2:
        said = f"{n - left:,} of {n:,} columns come in; nothing is taken from the others"
    else:
        said = f"All {n:,} columns are understood"
    counts = Counter(meaning.kind for meaning in plan.meanings)
    words = [f"{fmt_n(counts[kind])} {name}{'s' if counts[kind] > 1 else ''}" for kind, name in _COUNTED if name and counts[kind]]
    taken = f"{listed(words)}; {fmt_n(_left_out(plan))} left out." if words else ""
    remembered = saved or "Your corrections are remembered for the next file with these headers."
    return said, f"{plans.shape_words(plan)} {taken} {remembered}"


def _draw_questions(plan: Plan, asked: dict[str, str], first: Sequence[str]) -> None:
    for column, words in asked.items():
        blocks.draw(blocks.tags(blocks.tag("needs you", "bad"), element("span", bold(column), f": {words}") if column else words))
    for column in first:
        for finding in plan.of(column).findings:
            told = element("span", bold(column), f": {note(finding)}")
            blocks.draw(blocks.tags(blocks.tag("to check", "accent"), told))
    if told_unplaced := unplaced(plan):
        blocks.draw(blocks.tags(blocks.tag("to check", "accent"), told_unplaced))


def unplaced(plan: Plan) -> str:
    """How many scores wait to be placed on the journey, and where that is done; "" for none."""
    n = sum(meaning.place.stage == UNPLACED for meaning in plan.by_kind(Kind.SCORE))
    if not n:
        return ""
    said = "A score does not say where on the journey it belongs. It comes" if n == 1 else _MANY_UNPLACED.format(fmt_n(n))
    return f"{said} in under “{STAGES[UNPLACED]}”. Say stage and touchpoint on this page, or later under Journey design."


def _left_out(plan: Plan) -> int:
    """How many columns nothing is taken from; the further steps of a score are taken with its first."""
    return sum(meaning.column not in plan.steps for meaning in plan.by_kind(Kind.LEAVE_OUT))


def _draw_close(plan: Plan, known: Known, first: Sequence[str]) -> str | None:
    """One column closely, of one's choice; gives its name."""
    column = st.selectbox(
        "Look closer at a column: its scale, its place, and which answers count",
        list(plan.order),
        index=plan.order.index(first[0]) if first else None,
        placeholder="Choose a column",
        key=f"{_CLOSE}_{hash(plan.table.columns)}",
    )
    if column is not None:
        with st.container(border=True, key="voc_closely"):
            card.draw(plan, known, column, "close")
    return column


def _draw_cards(plan: Plan, known: Known, first: Sequence[str], closely: str | None) -> None:
    """On a phone: a card for each other column that needs a look, and the rest as a list to read."""
    for column in first[:_CARDS]:
        with st.container(border=True):
            card.draw(plan, known, column, "card")
    shown = {closely, *first[:_CARDS], *plan.steps}
    rest = [column for column in plan.order if column not in shown]
    with st.expander(f"The other {len(rest):,} columns" if len(rest) < len(plan.order) else f"All {len(rest):,} columns"):
        blocks.draw(blocks.table(("Column", "Meaning", "Example"), [card.line(plan, plan.of(column)) for column in rest]))
