"""What comments mention, asked: themes, signals and qualities with their share of comments, their feeling, and their effect on a score.

`mentioned(store, scope)` is the question most pages ask; single comments and what each mentions are read by :mod:`vocdash.voices`.
A comment mentions many things, so nothing here adds up: shares of themes do not make 100 %, and there is no total row. Drawn from
the rollup wherever it can answer (whole months, one value a place filter, no channel); the same sums come from the mentions
themselves otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from vocdash.domain import Better, Change, Row, Scope, Score
from vocdash.errors import UnknownName
from vocdash.metrics.ask import Way, ends_of, sums_by_key
from vocdash.metrics.meaning import first_versions
from vocdash.metrics.mention_groups import Key, groups_of
from vocdash.metrics.mention_sums import ANY, FEELING, MENTIONED, SCORES
from vocdash.metrics.privacy import Size, too_small
from vocdash.metrics.query import Names, Query, check_dimensions, read_names, resolve
from vocdash.metrics.registry import DIMENSIONS, Metric
from vocdash.metrics.sources import PERSON, Group, answers, inside, of_segment
from vocdash.metrics.sums import Sums, Z, score
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.joins import same_comment
from vocdash.store.remembered import remembered
from vocdash.text.scored import ENGLISH

Kind = Literal["theme", "signal", "quality"]

SHARE = Metric(
    "mention_share",
    "Share of comments",
    "%",
    MENTIONED,
    "share",
    Better.NEITHER,
    "100 × comments that mention it ÷ comments",
    "Of the comments in a language that is read; none when there are none.",
    factor=100.0,
    decimals=1,
    interval="Wilson score interval with the effective number of comments: clustered by submission, weighted on request.",
)
NET = Metric(
    "mention_net",
    "Net feeling",
    "points",
    FEELING,
    "mean",
    Better.HIGHER,
    "100 × (comments that feel good about it − comments that feel bad about it) ÷ comments that mention it",
    "Of the comments that mention it; a comment feels as its clauses do that speak of it. Of a quality: it was there − it was missing.",
    low=-1.0,
    high=1.0,
    factor=100.0,
    interval="Adjusted Wald: three comments are added, ¾ at each end and 1½ in the middle; clustered by submission, weighted on request.",
)
EFFECT_FORMULA = "score of everybody − score of everybody but the submissions whose comments mention it"
"""In words; an association, not a forecast. Its interval is linearised and clustered by submission."""


@dataclass(frozen=True, slots=True)
class Mentioned:
    """One theme, signal or quality in one place or time, as far as it is split.

    Attributes
    ----------
    keys : dict
        Dimension → code, in the order asked for; empty when nothing was split.
    comments, good, bad : int or None
        Comments that mention it, and those that feel good or bad about it. None when hidden.
    share : Score
        Per cent of the comments; its n are all the comments it is a share of.
    net : Score
        −100 (all bad) to 100 (all good); its n are the comments whose feeling is known.
    effect : Change or None
        What it does to the score asked for: `now` with everybody, `before` without the submissions that mention it. A negative
        value pulls the score down. None when hidden or when one of the two has no answers.
    people : int
        Who mentions it: at least so many, and exactly where it decides what is hidden. Counted only where `min_group` was given.
    hidden : bool
        Too few people to show; every number is None then.
    """

    code: str
    name: str
    kind: Kind
    keys: dict[str, str]
    comments: int | None
    good: int | None
    bad: int | None
    submissions: int
    share: Score
    net: Score
    effect: Change | None
    people: int = 0
    hidden: bool = False

    def without_numbers(self) -> Mentioned:
        """The same as it may be shown where its numbers may not."""
        nothing = Score(None, hidden=True)
        told = replace(self, comments=None, good=None, bad=None, submissions=0, people=0)
        return replace(told, share=nothing, net=nothing, effect=None, hidden=True)


def mentioned(
    store: Store,
    scope: Scope,
    *,
    kind: Kind | None = "theme",
    by: tuple[str, ...] = (),
    metric: str = "experience",
    codes: Collection[str] = (),
    min_group: int = 0,
    way: Way = "auto",
) -> list[Mentioned]:
    """What the comments of a scope mention: in the order of the keys, then the most often mentioned first.

    Parameters
    ----------
    kind : "theme", "signal", "quality" or None
        Only these; None for all three.
    by : tuple of str
        Dimensions to split by: stage, touchpoint, method, segments, times; not channel. A comment counts at every stage and
        touchpoint that it speaks of.
    metric : str
        The score that the effect is told on.
    codes : collection of str
        Only these; all when empty.
    min_group : int
        Hide what fewer people mention, and where exactly one row of a code is hidden, its next smallest too.

    Raises
    ------
    UnknownName
        If a code, a dimension, the metric or a name in the scope does not exist.
    """
    rows, most = _counted(store, Query(metric, by, scope), kind, codes, min_group, way)
    found = _hide(rows, min_group, most) if min_group else rows
    order = {key: at for at, key in enumerate(dict.fromkeys(tuple(row.keys.values()) for row in rows))}
    return sorted(found, key=lambda row: (order[tuple(row.keys.values())], -(row.comments or 0), row.code))


def mentioners(store: Store, scope: Scope, *, kind: Kind | None = "theme", by: tuple[str, ...] = (), min_group: int) -> list[Row]:
    """How many people mention what, by `mention` (its code) and the dimensions: `submissions` and `people` alone.

    Nothing is hidden: it is there to decide what is, not to be shown. `people` is exact below `min_group`.
    """
    rows, _ = _counted(store, Query("responses", by, scope), kind, (), min_group, "auto")
    return [Row({"mention": row.code, **row.keys}, Score(None, submissions=row.submissions, people=row.people)) for row in rows]


def _counted(
    store: Store, asked: Query, kind: Kind | None, codes: Collection[str], min_group: int, way: Way
) -> tuple[list[Mentioned], int]:
    """(every row in the order of the keys, with its people where there is a smallest group; the most submissions of one customer)."""
    if "channel" in asked.by:
        raise UnknownName("dimension of mentions", "channel", [code for code in DIMENSIONS if code != "channel"])
    most = 1
    with store.reading() as connection:
        names = read_names(connection)
        check_dimensions(asked.by, names)
        subjects = _subjects(connection, kind, codes)
        groups = groups_of(connection, asked, names, way)
        everybody = sums_by_key(connection, names, asked, way) if asked.asked.measure in SCORES else {}
        rows = [
            _mentioned(asked, names, key, subject, sums, groups.sums[key][ANY], everybody.get(key))
            for key in sorted(groups.sums, key=lambda key: groups.order[key])
            for subject, sums in ((subjects.get(number), sums) for number, sums in groups.sums[key].items())
            if subject is not None and MENTIONED in sums
        ]
        if min_group:
            most = remembered(connection, _most_of_one)
            rows = _with_people(connection, asked, names, rows, min_group, most)
    return rows, most


def daily(
    connection: Connection, names: Names, metric: Metric, scope: Scope, by: tuple[str, ...], *, way: Way = "auto"
) -> dict[Key, dict[date, Sums]]:
    """The sums of :data:`SHARE` or :data:`NET` by (theme, places in the order of `by`) and day, for windows over days.

    A theme has sums of every day on which anybody commented at a place where it was ever mentioned in the scope.

    Raises
    ------
    UnknownName
        If a dimension or a name in the scope does not exist.
    """
    query = Query("responses", (*by, "day"), scope)
    check_dimensions(query.by, names)
    subjects = _subjects(connection, "theme", ())
    found: dict[Key, dict[date, Sums]] = {}
    groups = groups_of(connection, query, names, way).sums
    placed = {(*key[:-1], number) for key, themes in groups.items() for number in themes if number in subjects}
    for (*place, day), themes in groups.items():
        for number, subject in subjects.items():
            if (*place, number) in placed:
                own = themes.get(number, {})
                sums = own.get(FEELING, Sums()) if metric is NET else _share_sums(own.get(MENTIONED, Sums()), themes[ANY][MENTIONED])
                found.setdefault((subject.code, *place), {})[date.fromisoformat(day)] = sums
    return found


def _share_sums(own: Sums, comments: Sums) -> Sums:
    """What is shared comes from the comments that mention it, what it is a share of from all of them."""
    return replace(own, submissions=comments.submissions, n=comments.n, nn=comments.nn, wn=comments.wn, wnn=comments.wnn)


@dataclass(frozen=True, slots=True)
class _Subject:
    code: str
    name: str
    kind: Kind


def _subjects(connection: Connection, kind: Kind | None, codes: Collection[str]) -> dict[int, _Subject]:
    """Number of the first version → what it is called now; without what is retired."""
    c = t.themes.c
    rows = connection.execute(sa.select(c.theme_id, c.code, c.name, c.kind).where(c.status == "live")).all()
    for code in codes:
        if code not in {row.code for row in rows}:
            raise UnknownName(kind or "theme, signal or quality", code, [row.code for row in rows if kind in (None, row.kind)])
    first = first_versions(connection)
    return {
        first[row.theme_id]: _Subject(row.code, row.name, row.kind)
        for row in rows
        if kind in (None, row.kind) and (not codes or row.code in codes)
    }


# --- from sums to numbers --------------------------------------------------------------------------------------------


def _mentioned(
    query: Query, names: Names, key: Key, subject: _Subject, sums: Mapping[str, Sums], base: Mapping[str, Sums], everybody: Group | None
) -> Mentioned:
    weighted = query.scope.weighted
    own, comments = sums[MENTIONED], base[MENTIONED]
    share = _share_sums(own, comments)
    feeling = sums.get(FEELING, Sums())
    return Mentioned(
        code=subject.code,
        name=subject.name,
        kind=subject.kind,
        keys=dict(zip(query.by, key, strict=True)),
        comments=round(own.s),
        good=round((feeling.q + feeling.s) / 2),
        bad=round((feeling.q - feeling.s) / 2),
        submissions=own.submissions,
        share=score(SHARE, share, weighted=weighted),
        net=score(NET, feeling, weighted=weighted),
        effect=_effect(query, names, everybody, sums.get(query.asked.measure)),
    )


def _effect(query: Query, names: Names, all_: Group | None, part: Sums | None) -> Change | None:
    """The leave-out effect (metrics.md §9): everybody's score − the score without the submissions that mention it."""
    if all_ is None or part is None:
        return None
    asked, weighted, everybody = query.asked, query.scope.weighted, all_.sums
    rest = _minus(everybody, part)
    ends = ends_of(asked, everybody, names)
    now = score(asked, everybody, people=all_.people, weighted=weighted, ends=ends)
    before = score(asked, rest, weighted=weighted, ends=ends) if rest.n else Score(None)
    if now.value is None or before.value is None:
        return None
    half = Z * math.sqrt(_variance(everybody, part, rest, weighted)) * asked.factor
    value = now.value - before.value
    known = part.submissions > 1 and rest.submissions > 1
    return Change(value, value - half if known else None, value + half if known else None, now, before)


def _minus(all_: Sums, part: Sums) -> Sums:
    left = {field.name: getattr(all_, field.name) - getattr(part, field.name) for field in fields(Sums)}
    return Sums(**left | {"scale_low": all_.scale_low, "scale_high": all_.scale_high})


def _variance(everybody: Sums, part: Sums, rest: Sums, weighted: bool) -> float:
    """The cluster variance of S/N − S₀/N₀, where ₀ leaves the part out; linearised in each submission's s and n.

    A submission of the part moves it by (s − Rn)/N, any other by (s − Rn)/N − (s − R₀n)/N₀.
    """

    def of(sums: Sums) -> tuple[float, float, float, float, float]:
        return (sums.ws, sums.wn, sums.wss, sums.wsn, sums.wnn) if weighted else (sums.s, float(sums.n), sums.ss, sums.sn, sums.nn)

    total, base, *_ = of(everybody)
    left, left_base, ss0, sn0, nn0 = of(rest)
    _, _, ss1, sn1, nn1 = of(part)
    ratio, left_ratio = total / base, left / left_base
    inside_ = (ss1 - 2 * ratio * sn1 + ratio * ratio * nn1) / (base * base)
    a, b = 1 / base - 1 / left_base, ratio / base - left_ratio / left_base
    return max(0.0, inside_ + a * a * ss0 - 2 * a * b * sn0 + b * b * nn0)


# --- privacy ---------------------------------------------------------------------------------------------------------


def _with_people(connection: Connection, query: Query, names: Names, rows: list[Mentioned], min_group: int, most: int) -> list[Mentioned]:
    """The rows with how many people mention them, counted one by one where it is not plain that they are enough.

    The rollup knows submissions. Where nobody has more than `most` of them, s submissions are of at least s ÷ most people.
    """
    least = [-(-row.submissions // most) for row in rows]
    doubtful = {row.code for row, people in zip(rows, least, strict=True) if people < min_group <= row.submissions}
    known = _people(connection, query, names, doubtful) if doubtful else {}
    return [
        replace(row, people=max(people, len(known.get((row.code, *row.keys.values()), ()))))
        for row, people in zip(rows, least, strict=True)
    ]


def _most_of_one(connection: Connection) -> int:
    """The largest number of submissions that one customer has; 1 where customers are not known."""
    customer = t.submissions.c.customer_id
    each = sa.select(sa.func.count().label("number")).where(customer.is_not(None)).group_by(customer).subquery()
    return int(connection.scalar(sa.select(sa.func.max(each.c.number))) or 1)


def _people(connection: Connection, query: Query, names: Names, codes: Collection[str]) -> dict[tuple[str, ...], set[int]]:
    """Who mentions some themes, by code and the keys asked for."""
    m, r, s = t.mentions.c, t.responses.c, t.submissions.c
    filters = resolve(query.scope, names)
    columns: dict[str, ColumnElement[Any]] = {"stage": m.stage_id, "touchpoint": m.touchpoint_id, "method": t.sources.c.method}
    keys = [columns[code] if code in columns else s.segment_id if of_segment(code) else t.calendar.c[code] for code in query.by]
    statement = (
        answers(t.themes.c.code, PERSON, *keys)
        .join(t.mentions, same_comment(t.mentions))
        .join(t.themes, t.themes.c.theme_id == m.theme_id)
        .where(r.verbatim.is_not(None), r.language == ENGLISH, t.themes.c.code.in_(codes))
        .where(*inside(replace(filters, stages=None, touchpoints=None), query.scope.period))
        .where(*filters.on(stages=m.stage_id, touchpoints=m.touchpoint_id))
        .distinct()
    )
    if query.kinds("time"):
        statement = statement.join(t.calendar, t.calendar.c.day == s.day)
    found: dict[tuple[str, ...], set[int]] = {}
    for code, person, *ids in connection.execute(statement):
        key = (code, *(names.label(dimension, part) for dimension, part in zip(query.by, ids, strict=True)))
        found.setdefault(key, set()).add(person)
    return found


def _hide(rows: list[Mentioned], min_group: int, most: int) -> list[Mentioned]:
    """Hide rows of too few people; where one of a code is, its next smallest too, for each total that is shown elsewhere."""

    def totals(row: Mentioned) -> tuple[object, ...]:
        return tuple((row.code, *(code for other, code in row.keys.items() if other != name)) for name in row.keys) or (row.code,)

    hidden = too_small([Size(row.submissions, row.people, totals(row)) for row in rows], min_group)
    return [row.without_numbers() if number in hidden else _guarded(row, min_group, most) for number, row in enumerate(rows)]


def _guarded(row: Mentioned, min_group: int, most: int) -> Mentioned:
    """Without the effect where so few people are left out, or left, that the two scores would give them away."""
    effect = row.effect
    if effect is None:
        return row
    left = effect.before.submissions
    part = effect.now.submissions - left
    # A submission that mentions it without an answer takes away one person at most, and so does one that is left out.
    people_out = max(row.people - (row.submissions - part), -(-part // most))
    people_left = max(effect.now.people - part, -(-left // most))
    return replace(row, effect=None) if min(people_out, people_left) < min_group else row
