"""Which answers complain: the one question that cases are opened from.

A submission complains about a place (a stage and a touchpoint) when an answer there is in the worse half of its scale, a comment
is negative, or a comment shows a signal of a complaint. What staff saw themselves is no complaint of a customer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from typing import NamedTuple

import numpy as np
import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from vocdash.domain import Method, Sentiment
from vocdash.metrics.columns import Groups, kinds_among, looked_up
from vocdash.metrics.complaining import LOW
from vocdash.metrics.given import SENTIMENTS, Floats, Given, GivenAnswers, GivenMentions, GivenSubmissions, Ints, read_given, taken
from vocdash.metrics.meaning import Meaning, read_meaning
from vocdash.metrics.mention_sums import matched
from vocdash.store import tables as t
from vocdash.store.joins import among
from vocdash.text.complaints import severity
from vocdash.text.signals import complaint_codes

_NEGATIVE = SENTIMENTS.index(Sentiment.NEGATIVE.value)
_ANSWER_REQUESTED = "answer_requested"
_NOT_CUSTOMERS = (Method.WALK_THROUGH.value, Method.OBSERVATION.value)


class Complaint(NamedTuple):
    """One submission's complaint about one place. `score` runs from 0 (worst) to 1 (best), None without one.

    `question_id` and `occurrence` name the comment that says most about it; None where there are no words. The suspected
    place is the one its words speak of, where that is another one.
    """

    submission_id: int
    customer_id: int | None
    answered_at: datetime
    day: date
    segment_id: int
    method: str
    journey_id: int
    stage_id: int
    touchpoint_id: int
    channel_id: int
    question_id: int | None
    occurrence: int
    score: float | None
    severity: int
    theme_id: int
    wants_answer: bool
    suspected: tuple[int, int] | None
    import_id: int


@dataclass(frozen=True, slots=True)
class Grounds:
    """What tells complaints from other answers: what these mean, (code, kind) of themes and signals by id, and the unknown stages."""

    meaning: Meaning
    themes: Mapping[int, tuple[str, str]]
    unknown: Sequence[int]


_About = tuple[int | None, datetime, date, int, int, int]
"""The customer of a submission, its moment, day, segment, source and import."""


def read_grounds(connection: Connection, meaning: Meaning) -> Grounds:
    """What stands in the store."""
    themes = {number: (code, kind) for number, code, kind in connection.execute(_THEMES)}
    return Grounds(meaning, themes, connection.scalars(sa.select(t.stages.c.stage_id).where(t.stages.c.code == "unknown")).all())


def read_complaints(connection: Connection, *conditions: ColumnElement[bool]) -> list[Complaint]:
    """Every complaint among the answers that fulfil conditions on `submissions`, oldest first, one a submission and place."""
    grounds = read_grounds(connection, read_meaning(connection))
    return _complaints(grounds, read_given(connection, conditions), partial(_read_submissions, connection))


def complaints_written(grounds: Grounds, given: Given, import_id: int) -> list[Complaint]:
    """Every complaint among answers that an import writes, a part of :class:`vocdash.metrics.given.Written`, as above."""
    return _complaints(grounds, given, partial(_of_columns, given.submissions, import_id))


def _complaints(grounds: Grounds, given: Given, about: Callable[[list[int]], dict[int, _About]]) -> list[Complaint]:
    meaning = grounds.meaning
    source_of = given.submissions.source[_places_in(given.submissions.submission, given.answers.submission)]
    method = looked_up(meaning.method_of, source_of)
    answers = GivenAnswers(*taken(given.answers, ~np.isin(method, _NOT_CUSTOMERS)))
    if not len(answers.submission):
        return []
    kind, kinds = kinds_among(answers)
    score = meaning.measures(kinds)["experience"][kind] / 100
    ids, who = np.unique(answers.submission, return_inverse=True)
    places = Groups.by(who, answers.stage, answers.touchpoint)
    words = _words(grounds, answers, given.mentions, places)
    told = places.of[(answers.sentiment == _NEGATIVE) | (score < LOW)]
    shown = [place for place, said in words.items() if not said.signals.isdisjoint(complaint_codes())]
    may = np.union1d(told, np.array(shown, dtype=np.int64))

    count = len(places.keys[0])
    worst, felt = _least(places.of, score, count), _least(places.of, answers.polarity, count)
    channel = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(channel, places.of, answers.channel)
    comment = _telling_comments(answers, places)
    submissions = about(ids[np.unique(places.keys[0][may])].tolist())
    weigh = cache(severity)
    nothing = _Words()
    found = []
    columns = (may, ids[places.keys[0][may]], *(column[may] for column in (*places.keys[1:], channel, worst, felt)))
    for place, submission_id, stage_id, touchpoint_id, channel_id, lowest, polarity in zip(*(c.tolist() for c in columns), strict=True):
        said = words.get(place, nothing)
        has_score = lowest == lowest  # NaN is not
        low = has_score and lowest < LOW
        weight = weigh(polarity if polarity == polarity else None, said.signals, low, low and lowest == 0)
        if weight is None:
            continue
        customer_id, answered_at, day, segment_id, source_id, import_id = submissions[submission_id]
        question_id, occurrence = comment.get(place, (None, 0))
        found.append(
            Complaint(
                *(submission_id, customer_id, answered_at, day, segment_id, meaning.method_of[source_id], meaning.journey_of[stage_id]),
                *(stage_id, touchpoint_id, channel_id, question_id, occurrence, lowest if has_score else None, weight),
                *(said.theme_id, _ANSWER_REQUESTED in said.signals, said.suspected, import_id),
            )
        )
    return sorted(found, key=lambda one: (one.answered_at, one.submission_id, one.stage_id, one.touchpoint_id))


def _places_in(ids: Ints, wanted: Ints) -> Ints:
    """Where numbers stand among ids, all of which are there."""
    order = np.argsort(ids)
    return order[np.searchsorted(ids, wanted, sorter=order)]


def _least(group: Ints, values: Floats, count: int) -> Floats:
    """The smallest value in each of `count` groups; NaN where there is none."""
    least = np.full(count, np.nan)
    np.fmin.at(least, group, values)
    return least


def _of_columns(given: GivenSubmissions, import_id: int, ids: list[int]) -> dict[int, _About]:
    """Submission → what columns say of it."""
    there = taken(given, _places_in(given.submission, np.array(ids, dtype=np.int64)))
    s = GivenSubmissions(*(column.tolist() for column in there))
    moments = {turn: _BEGIN + timedelta(microseconds=turn) for turn in set(s.turn)}
    days = {day: date.fromordinal(day) for day in set(s.day)}
    rows = zip(s.submission, s.person, s.turn, s.day, s.segment, s.source, strict=True)
    return {
        number: (person if person >= 0 else None, moments[turn], days[day], segment, source, import_id)
        for number, person, turn, day, segment, source in rows
    }


_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


def _read_submissions(connection: Connection, ids: list[int]) -> dict[int, _About]:
    """The same from the store."""
    s = t.submissions.c
    columns = (s.customer_id, s.answered_at, s.day, s.segment_id, s.source_id, s.import_id)
    rows = connection.execute(sa.select(s.submission_id, *columns).where(among(connection, s.submission_id, ids))).all()
    return {number: tuple(about) for number, *about in rows}


def _telling_comments(answers: GivenAnswers, places: Groups) -> dict[int, tuple[int, int]]:
    """Place → the question and the occurrence of its first negative comment, or else of its first one."""
    rows = np.flatnonzero(answers.worded)
    rank = answers.sentiment[rows] != _NEGATIVE
    rows = rows[np.lexsort((answers.occurrence[rows], answers.question[rows], rank, places.of[rows]))]
    place, first = np.unique(places.of[rows], return_index=True)
    rows = rows[first]
    said = zip(answers.question[rows].tolist(), answers.occurrence[rows].tolist(), strict=True)
    return dict(zip(place.tolist(), said, strict=True))


# --- what words show -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Words:
    """What the words at one place show: signals, the theme spoken of most negatively, and another place they speak of."""

    signals: frozenset[str] = frozenset()
    theme_id: int = 0
    suspected: tuple[int, int] | None = None


def _words(grounds: Grounds, answers: GivenAnswers, mentions: GivenMentions, places: Groups) -> dict[int, _Words]:
    """Place → what is mentioned there."""
    kind_of = grounds.themes
    m = GivenMentions(*taken(mentions, np.isin(mentions.theme, list(kind_of))))
    answer, there = matched(answers[:3], m[:3])
    m, place = GivenMentions(*taken(m, there)), places.of[answer]
    if not len(place):
        return {}
    is_signal = looked_up({number: kind == "signal" for number, (_, kind) in kind_of.items()}, m.theme)
    code_of = {number: code for number, (code, kind) in kind_of.items() if kind == "signal"}
    signals = _signals(code_of, m.theme[is_signal], place[is_signal])

    themes = np.flatnonzero(~is_signal)
    worst = _firsts(themes[np.lexsort((-m.theme[themes], np.nan_to_num(m.polarity[themes]), place[themes]))], place)
    elsewhere = (m.stage != places.keys[1][place]) | (m.touchpoint != places.keys[2][place])
    others = np.flatnonzero(elsewhere & ~np.isin(m.stage, grounds.unknown))
    order = np.lexsort([column[others] for column in (m.touchpoint, m.stage, m.theme, m.occurrence, m.question, place)])
    first = _firsts(others[order], place)
    theme_of = dict(zip(place[worst].tolist(), m.theme[worst].tolist(), strict=True))
    suspected = dict(zip(place[first].tolist(), zip(m.stage[first].tolist(), m.touchpoint[first].tolist(), strict=True), strict=True))
    none: frozenset[str] = frozenset()
    return {
        number: _Words(signals.get(number, none), theme_of.get(number, 0), suspected.get(number)) for number in np.unique(place).tolist()
    }


def _firsts(rows: Ints, place: Ints) -> Ints:
    """The first of the rows of each place; they come place by place."""
    return rows[np.unique(place[rows], return_index=True)[1]]


def _signals(code_of: dict[int, str], theme: Ints, place: Ints) -> dict[int, frozenset[str]]:
    """Place → the signals shown there; the same set is made once."""
    codes = sorted(set(code_of.values()))
    shown = np.zeros(int(place.max(initial=-1)) + 1, dtype=np.int64)
    np.bitwise_or.at(shown, place, looked_up({number: 1 << codes.index(code) for number, code in code_of.items()}, theme).astype(np.int64))
    there = np.flatnonzero(shown)
    sets = {bits: frozenset(code for at, code in enumerate(codes) if bits >> at & 1) for bits in np.unique(shown[there]).tolist()}
    return {number: sets[bits] for number, bits in zip(there.tolist(), shown[there].tolist(), strict=True)}


_THEMES = sa.select(t.themes.c.theme_id, t.themes.c.code, t.themes.c.kind).where(t.themes.c.kind.in_(("signal", "theme")))
