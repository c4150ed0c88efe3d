"""What a customer wrote, with the places of the words that make it a complaint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.store import tables as t
from vocdash.text.signals import complaint_codes
from vocdash.voices import find

Span = tuple[int, int]
Where = tuple[int, int | None, int]
"""A submission, the question of its comment (None where it has no words), and the occurrence."""


@dataclass(frozen=True, slots=True)
class Words:
    """A comment as it is stored (masked), never markup. `evidence` are (start, end) offsets, in order and apart from each other.

    `promises` are those where the customer says what was promised.
    """

    text: str
    evidence: tuple[Span, ...] = ()
    promises: tuple[Span, ...] = ()


def read_words(connection: Connection, places: Sequence[Where], text: str = "") -> dict[Where, Words]:
    """The comments at these places, with the evidence in them and the words searched for."""
    wanted = {place for place in places if place[1] is not None}
    if not wanted:
        return {}
    r = t.responses.c
    submissions = sorted({submission for submission, *_ in wanted})
    rows = connection.execute(
        sa.select(r.submission_id, r.question_id, r.occurrence, r.verbatim).where(r.submission_id.in_(submissions), r.verbatim.is_not(None))
    )
    spans = _read_spans(connection, submissions)
    found: dict[Where, Words] = {}
    for row in rows:
        place = (row.submission_id, row.question_id, row.occurrence)
        if place in wanted:
            said = spans.get(place, [])
            everything = [span for _, span in said] + list(find(row.verbatim, text))
            promises = [span for code, span in said if code == "promise_broken"]
            found[place] = Words(row.verbatim, joined(everything), joined(promises))
    return found


def _read_spans(connection: Connection, submissions: Sequence[int]) -> dict[Where, list[tuple[str, Span]]]:
    """Comment → the words in it that show a signal of a complaint, and which signal."""
    m, h = t.mentions.c, t.themes.c
    statement = (
        sa.select(m.submission_id, m.question_id, m.occurrence, h.code, m.span_start, m.span_end)
        .join_from(t.mentions, t.themes, h.theme_id == m.theme_id)
        .where(m.submission_id.in_(submissions), h.kind == "signal", h.code.in_(sorted(complaint_codes())))
    )
    spans: dict[Where, list[tuple[str, Span]]] = {}
    for row in connection.execute(statement):
        spans.setdefault((row.submission_id, row.question_id, row.occurrence), []).append((row.code, (row.span_start, row.span_end)))
    return spans


def joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans in order, those that touch as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif start < end:
            found.append((start, end))
    return tuple(found)
