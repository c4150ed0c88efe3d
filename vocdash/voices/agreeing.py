"""What comments say of the five qualities, held against the scores that the same customers gave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.domain import Scope, Sentiment
from vocdash.metrics.columns import looked_up
from vocdash.metrics.given import Floats, Ints
from vocdash.metrics.kept import read_months
from vocdash.metrics.kept_columns import KeptPart
from vocdash.metrics.query import Filters, read_names, resolve
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.text.agreement import Agreement, agree_counts
from vocdash.text.heard import QUALITY
from vocdash.text.scored import BAD_UP_TO, GOOD_FROM

_FEELS = {1: Sentiment.POSITIVE, -1: Sentiment.NEGATIVE}


def qualities_against_scores(store: Store, scope: Scope) -> dict[str, Agreement]:
    """Code of a quality → how our verdict (it was there, or missing) agrees with the score that came with the comment (good, or bad).

    Of the comments that say either, at the stages and touchpoints they speak of, and whose score is good or bad. The score speaks of
    more than the quality, so this is less than a person who labels it would agree.

    Counted from the answers kept as columns, month by month: joining every comment with its score takes the database seconds.

    Raises
    ------
    UnknownName
        If a code in the scope does not exist.
    """
    c = t.themes.c
    counted: dict[str, Counter[tuple[Sentiment, Sentiment]]] = {}
    with store.reading() as connection:
        filters = resolve(scope, read_names(connection))
        code_of = dict(connection.execute(sa.select(c.theme_id, c.code).where(c.kind == QUALITY)).all())
        scales = _read_scales(connection)
        anywhere = replace(filters, journeys=None, stages=None, touchpoints=None, channels=None)  # a comment may explain a score elsewhere
        for parts in read_months(connection, anywhere, scope.period) if code_of else ():
            for theme, scored, verdict, count in _count(parts, filters, list(code_of), scales):
                counted.setdefault(code_of[theme], Counter())[_FEELS[scored], _FEELS[verdict]] += count
    return {quality: agree_counts(counts) for quality, counts in counted.items()}


@dataclass(frozen=True, slots=True)
class _Scales:
    """By question: the one that it explains (0: none), and the ends and direction of its scale (NaN without one)."""

    explains: dict[int, int]
    low: dict[int, float]
    high: dict[int, float]
    up: dict[int, bool]

    def goodness(self, part: KeptPart) -> Floats:
        """Where the score of each kind of answer stands on its scale, 0 worst and 1 best; NaN for what is no score."""
        question = part.columns["question"]
        low, high = looked_up(self.low, question), looked_up(self.high, question)
        upward = (part.columns["value"] - low) / (high - low)
        goodness: Floats = np.where(looked_up(self.up, question), upward, 1.0 - upward)
        return goodness


def _read_scales(connection: Connection) -> _Scales:
    q, s = t.questions.c, t.scales.c
    found = connection.execute(
        sa.select(q.question_id, q.explains_id, s.minimum, s.maximum, s.direction).select_from(
            t.questions.outerjoin(t.scales, s.scale_id == q.scale_id)
        )
    ).all()
    return _Scales(
        explains={question: explained or 0 for question, explained, *_ in found},
        low={question: np.nan if low is None else low for question, _, low, _, _ in found},
        high={question: np.nan if high is None else high for question, _, _, high, _ in found},
        up={question: direction == "up" for question, *_, direction in found},
    )


def _count(parts: Sequence[KeptPart], filters: Filters, qualities: Collection[int], scales: _Scales) -> Iterator[tuple[int, int, int, int]]:
    """(quality, how its score was, how we read it, how many comments) of a month: 1 is good or there, −1 bad or missing."""
    for part in parts:
        if filters.journeys is not None and part.journey not in filters.journeys:
            continue
        said = _verdicts(part, filters, qualities)
        comment = part.columns["mention_of"][said]
        share = _scores(part, parts, comment, scales)
        scored = (share >= GOOD_FROM).astype(np.int64) - (share <= BAD_UP_TO)
        both = np.flatnonzero(scored)
        columns = (part.columns["mention_theme"][said][both], scored[both], np.sign(part.columns["mention_polarity"][said][both]))
        keys, counts = np.unique(np.array(columns, dtype=np.int64), axis=1, return_counts=True)
        yield from zip(*keys.tolist(), counts.tolist(), strict=True)


def _verdicts(part: KeptPart, filters: Filters, qualities: Collection[int]) -> Ints:
    """The mentions inside a scope that say a quality was there or missing."""
    c = part.columns
    inside = np.zeros(len(c["kind"]), dtype=bool)
    inside[part.at] = True
    if filters.channels is not None:
        inside &= np.isin(c["channel"], filters.channels)[c["place"]]
    wanted = inside[c["mention_of"]] & np.isin(c["mention_theme"], list(qualities)) & (np.abs(c["mention_polarity"]) > 0)
    for code, ids in (("stage", filters.stages), ("touchpoint", filters.touchpoints)):
        if ids is not None:
            wanted &= np.isin(c[f"mention_{code}"], ids)
    return np.flatnonzero(wanted)


def _scores(part: KeptPart, parts: Sequence[KeptPart], comment: Ints, scales: _Scales) -> Floats:
    """The goodness of the score that each comment of a part stands beside, or explains in any part of its month; NaN without one."""
    c = part.columns
    kind = c["kind"][comment]
    found = scales.goodness(part)[kind]
    explained = looked_up(scales.explains, c["question"])[kind] if len(kind) else kind
    submission = c["id"][_submission_of(part)[comment]]
    for other in parts:
        theirs, at = other.columns, _find(other, submission, explained, c["occurrence"][comment])
        score = np.where(at >= 0, scales.goodness(other)[theirs["kind"][at]], np.nan)
        found = np.where(np.isnan(found), score, found)
    return found


def _submission_of(part: KeptPart) -> Ints:
    return np.repeat(np.arange(len(part.columns["id"])), part.columns["answers"])


def _find(part: KeptPart, submission: Ints, question: Ints, occurrence: Ints) -> Ints:
    """The place of each answer in the columns of a part; −1 where it is not there."""
    c = part.columns
    theirs = c["question"][c["kind"]]
    questions = 1 + max(theirs.max(initial=0), question.max(initial=0))
    often = 1 + max(c["occurrence"].max(initial=0), occurrence.max(initial=0))
    number = (_submission_of(part) * questions + theirs) * often + c["occurrence"]  # ascending, as they are kept
    who = np.minimum(np.searchsorted(c["id"], submission), len(c["id"]) - 1)
    wanted = (who * questions + question) * often + occurrence
    at = np.minimum(np.searchsorted(number, wanted), len(number) - 1)
    return np.where((c["id"][who] == submission) & (number[at] == wanted), at, -1)
