"""How far the themes found in comments can be trusted, and what labels taught about them."""

from __future__ import annotations

from statistics import fmean

import streamlit as st

from vocdash.access import Access
from vocdash.charts.theme import NO_VALUE, fmt_day, fmt_n, fmt_score
from vocdash.ingest.learning_themes import ThemeLessonReport, forget_themes, teach_themes, theme_lesson_as_text, theme_lessons
from vocdash.text.measured import read_measured_themes
from vocdash.ui import blocks, data
from vocdash.ui.edge import edge
from vocdash.ui.frame import Here, link
from vocdash.ui.markup import Markup, join
from vocdash.ui.trust import rereading

_HOW_LEARNED = (
    "Labels of what comments are about, given on the page Label comments, teach each theme the words that speak for it. From 200 labelled "
    "comments on; taken only where it is better than seed words alone on comments it did not learn from. Micro-F1 over all themes "
    "with at least 10 comments for and 10 against."
)
_HOW_PUBLIC = (
    "Micro-F1 of finding the themes of a sentence; macro-F1 of telling good from bad about each theme. "
    "Measured with python -m benchmarks text on sentences labelled by others."
)
_SAID = "voc_learned_themes"


def draw_learned_themes(here: Here) -> None:
    """What labels taught about themes, and the button that lets them."""
    found = theme_lessons(data.store())
    with st.container(border=True, key="voc_card_learned_themes"):
        blocks.draw(blocks.finding(_title(found), _HOW_LEARNED))
        if said := st.session_state.pop(_SAID, None):
            blocks.draw(said)
        if found:
            head = ("Lesson", "On", "Comments", "Themes", "By seeds", "Learned", "")
            blocks.draw(blocks.table(head, [_row(one) for one in found[:3]], numbers=(2, 3, 4, 5)))
        with st.container(horizontal=True, gap="small"):
            if here.actor.may(Access.LEAD):
                st.button("Learn from our labels", key="learn_themes", on_click=_teach, args=(here,))
                if any(one.adopted for one in found):
                    st.button("Go back to seed words alone", type="tertiary", key="forget_themes", on_click=_forget, args=(here,))
        if here.actor.may(Access.FRONTLINE):
            link("label", "Label comments")


def _title(found: list[ThemeLessonReport]) -> str:
    if not found:
        return "Your labels can teach it what comments are about"
    return "It finds themes with what your labels taught it" if found[0].adopted else "Your labels taught it nothing better about themes"


def _row(one: ThemeLessonReport) -> tuple[str, ...]:
    figures = (NO_VALUE if value is None else fmt_score(value, 3) for value in (one.by_seeds, one.learned))
    day = fmt_day(one.learned_at, with_year=True)
    return (fmt_n(one.number), day, fmt_n(one.rows), fmt_n(len(one.themes)), *figures, "in use" if one.adopted else "")


def _teach(here: Here) -> None:
    with edge():
        with st.spinner("Learning"):
            told = teach_themes(data.store(), here.actor)
        if told.adopted:
            rereading.start(here)
        st.session_state[_SAID] = blocks.notice(f"{theme_lesson_as_text(told).splitlines()[-1]}")


def _forget(here: Here) -> None:
    with edge():
        forget_themes(data.store(), here.actor)
        rereading.start(here)
        st.session_state[_SAID] = blocks.notice("Themes are told by their seed words alone again.")


def public_themes() -> Markup:
    """How well themes are found in public sentences."""
    found = read_measured_themes()
    best = fmean(row.by_seeds for row in found)
    said = blocks.finding(f"Themes in public sentences, by seed words alone: F1 {fmt_score(best, 2)}", _HOW_PUBLIC)
    head = ("Sentences", "n", "By seeds", "After 500 labels", "Good from bad")
    rows = [(row.name, fmt_n(row.n), *(fmt_score(value, 3) for value in (row.by_seeds, row.learned, row.feeling))) for row in found]
    return blocks.cards([join([said, blocks.table(head, rows, numbers=range(1, 5))])])
