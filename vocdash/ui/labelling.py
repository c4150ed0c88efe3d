"""One comment after the other, a key for each label; what the scorer thinks is not shown, so that it leads nobody."""

from __future__ import annotations

import streamlit as st

from vocdash.charts.theme import fmt_n
from vocdash.domain import Sentiment
from vocdash.labels import Unlabelled, label, labelled, next_to_label, take_back
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
    """The comment that is next, and what to press."""
    comment = next_to_label(data.store(), here.actor)
    done = labelled(data.store(), here.actor)
    with st.container(border=True, key="voc_card_label"):
        blocks.draw(
            blocks.finding(
                "What does this comment feel like?",
                "Judge the words alone. Press 1 to 4, or 0 for back. What the scorer thinks is not shown, so that it does not lead you.",
                main=True,
            )
        )
        if comment is None:
            blocks.draw(blocks.empty("No scored comment is left without your label.", "Bring in more comments on the Upload page."))
        else:
            blocks.draw(element("blockquote", comment.text, cls="voc-label-text"))
            _draw_keys(here, comment)
        st.progress(min(1.0, done / ENOUGH), text=f"{fmt_n(done)} labelled; {fmt_n(ENOUGH)} tell how well it reads yours")
        link("trust", "See how your labels agree")


def _draw_keys(here: Here, comment: Unlabelled) -> None:
    with st.container(horizontal=True, gap="small"):
        for key, name, sentiment in _KEYS:
            st.button(name, shortcut=key, key=f"label_{key}", on_click=_label, args=(here, comment, sentiment))
        st.button("Back", shortcut="0", type="tertiary", key="label_back", on_click=_back, args=(here,))


def _label(here: Here, comment: Unlabelled, sentiment: Sentiment | None) -> None:
    with edge():
        label(data.store(), here.actor, comment, sentiment)


def _back(here: Here) -> None:
    with edge():
        take_back(data.store(), here.actor)
