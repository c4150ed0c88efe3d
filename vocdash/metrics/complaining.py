"""Which stored answers complain: the rule of :func:`vocdash.text.complaints.is_complaint`, as a condition."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from vocdash.domain import Sentiment
from vocdash.store import tables as t
from vocdash.store.joins import same_comment
from vocdash.text.signals import complaint_codes

LOW = 0.5
"""The share of its scale below which an answer lies in the worse half."""


def complains(share: ColumnElement[Any] | None) -> ColumnElement[bool]:
    """An answer complains: its score is low, its words are negative, or they show a signal of a complaint.

    `share` is where the score stands on its scale, 0 (worst) to 1 (best); None where only the words are to tell.
    """
    m, r = t.mentions.c, t.responses.c
    signals = sa.select(t.themes.c.theme_id).where(t.themes.c.kind == "signal", t.themes.c.code.in_(sorted(complaint_codes())))
    words = (r.sentiment == Sentiment.NEGATIVE.value, sa.exists().where(same_comment(t.mentions), m.theme_id.in_(signals)))
    return sa.or_(*words) if share is None else sa.or_(share < LOW, *words)
