"""One comment after the other, a key for each label; what the scorer thinks is not shown, so that it leads nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from vocdash.charts.theme import fmt_n
from vocdash.domain import Sentiment
from vocdash.labels import About, Unlabelled, label, labelled, next_to_label, take_back
from vocdash.text.learned_themes import ENOUGH_TO_LEARN
from vocdash.themes.labelling import ToLabel, label_themes, next_for_themes
from vocdash.ui import blocks, data
from vocdash.ui.edge import edge
from vocdash.ui.frame import Here, link
from vocdash.ui.markup import element

ENOUGH = 100
"""Labels from which on the agreement is known to about ten points either way."""

_KEYS: tuple[tuple[str, str, Sentiment | None], ...] = (
    ("1", "Negative", Sentiment.NEGATIVE),
    ("2", "Neutral or mixed", Sentiment.NEUTRAL),
    ("3", "Positive", Sentiment.POSITIVE),
    ("4", "Cannot tell", None),
)


def draw(here: Here) -> None:
    """The comment that is next, and what to press: what it feels like, or what it is about."""
    asked = st.segmented_control(
        "What to label",
        list(_ASKED),
        default=next(iter(_ASKED)),
        required=True,
        key="asked",
        bind="query-params",
        label_visibility="collapsed",
    )
    _ASKED[asked or next(iter(_ASKED))](here)


def _draw_feelings(here: Here) -> None:
    comment = next_to_label(data.store(), here.actor)
    done = labelled(data.store(), here.actor)
    with _card(
        "What does this comment feel like?",
        "Judge the words alone. Press 1 to 4, or 0 for back. What the scorer thinks is not shown, so that it does not lead you.",
    ):
        if comment is None:
            _draw_none_left("No scored comment is left without your label.")
        else:
            blocks.draw(element("blockquote", comment.text, cls="voc-label-text"))
            _draw_keys(here, comment)
        _draw_progress(done, ENOUGH, "tell how well it reads yours", "See how your labels agree")


@contextmanager
def _card(question: str, how: str) -> Iterator[None]:
    with st.container(border=True, key="voc_card_label"):
        blocks.draw(blocks.finding(question, how, main=True))
        yield


def _draw_none_left(what: str) -> None:
    blocks.draw(blocks.empty(what, "Bring in more comments on the Upload page."))


def _draw_progress(done: int, enough: int, what_for: str, onward: str) -> None:
    st.progress(min(1.0, done / enough), text=f"{fmt_n(done)} labelled; {fmt_n(enough)} {what_for}")
    link("trust", onward)


def _draw_keys(here: Here, comment: Unlabelled) -> None:
    with st.container(horizontal=True, gap="small"):
        for key, name, sentiment in _KEYS:
            st.button(name, shortcut=key, key=f"label_{key}", on_click=_label, args=(here, comment, sentiment))
        st.button("Back", shortcut="0", type="tertiary", key="label_back", on_click=_back, args=(here, "feelings"))


def _label(here: Here, comment: Unlabelled, sentiment: Sentiment | None) -> None:
    with edge():
        label(data.store(), here.actor, comment, sentiment)


def _back(here: Here, about: About) -> None:
    with edge():
        take_back(data.store(), here.actor, about)


def _draw_themes(here: Here) -> None:
    comment = next_for_themes(data.store(), here.actor)
    done = labelled(data.store(), here.actor, "themes")
    with _card(
        "What is this comment about?",
        "Pick every theme it speaks of, or none, and press Enter for the next one. What was found in it is not shown.",
    ):
        if comment is None:
            _draw_none_left("No comment in English is left without your label.")
        else:
            blocks.draw(element("blockquote", comment.text, cls="voc-label-text"))
            _draw_choice(here, comment)
        _draw_progress(done, ENOUGH_TO_LEARN, "labels from everybody together can teach the themes", "See what labels taught")


def _draw_choice(here: Here, comment: ToLabel) -> None:
    key = f"about_{'_'.join(map(str, comment.key))}"
    names = {theme.code: theme.name for theme in comment.offered}
    st.pills("Themes", list(names), format_func=names.__getitem__, selection_mode="multi", key=key, label_visibility="collapsed")
    with st.container(horizontal=True, gap="small"):
        st.button("Next", shortcut="Enter", type="primary", key="label_next", on_click=_label_themes, args=(here, comment, key))
        st.button("Back", shortcut="0", type="tertiary", key="label_themes_back", on_click=_back, args=(here, "themes"))


def _label_themes(here: Here, comment: ToLabel, key: str) -> None:
    with edge():
        label_themes(data.store(), here.actor, comment, st.session_state.get(key) or ())


_ASKED: dict[str, Callable[[Here], None]] = {"What it feels like": _draw_feelings, "What it is about": _draw_themes}
