"""Questions in, scores out: plan, sum, name, compute."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection

from vocdash import settings
from vocdash.domain import Better, Direction, Row, Score
from vocdash.metrics.kept_sums import kept_groups
from vocdash.metrics.query import Filters, Names, Query, ScaleName, check_dimensions, read_names, resolve
from vocdash.metrics.registry import Metric
from vocdash.metrics.rollup_sums import Asked, newest_day, plan, rollup_groups, rollup_people
from vocdash.metrics.sources import Group, raw_groups, raw_people
from vocdash.metrics.sums import Sums, added, score
from vocdash.store import Store

Way = Literal["auto", "raw", "rollup", "kept"]
Keys = tuple[str, ...]


def ask(store: Store, query: Query, *, way: Way = "auto") -> list[Row]:
    """The scores of one question, a row for each combination of the dimensions asked for that has answers.

    Without dimensions there is always exactly one row; its value is None when nobody answered. Stages come in their order,
    times in time order, everything else by code.

    Parameters
    ----------
    way : "auto", "raw", "rollup" or "kept"
        Where the sums come from. "auto" takes the rollup where it can answer, and the answers kept as columns where it cannot. The
        others are for tests and benchmarks.

    Raises
    ------
    UnknownName
        If the metric, a dimension or a code in the scope does not exist.
    """
    return ask_all(store, [query], way=way)[0]


def ask_all(store: Store, queries: Iterable[Query], *, way: Way = "auto") -> list[list[Row]]:
    """Several questions against one consistent state of the store; see :func:`ask`."""
    listed = list(queries)
    with store.reading() as connection:
        names = read_names(connection)
        found = sums_of_each(connection, names, listed, way)
        return [_rows(query, grouped, names) for query, grouped in zip(listed, found, strict=True)]


def headcounts(store: Store, query: Query) -> list[Row]:
    """How many answered, without a score, which is much faster where there are many groups: `n`, `submissions` and `people` alone.

    `people` is as for scores: at least so many, and exact below the minimum group size. A submission that speaks of several places
    which are counted as one may count once a place.
    """
    return all_headcounts(store, [query])[0]


def all_headcounts(store: Store, queries: Iterable[Query]) -> list[list[Row]]:
    """The same for several questions; see :func:`headcounts`."""
    listed = list(queries)
    with store.reading() as connection:
        found = sums_of_each(connection, read_names(connection), listed, counts_only=True)
    return [[_headcount(query, key, group) for key, group in grouped.items()] for query, grouped in zip(listed, found, strict=True)]


def _headcount(query: Query, key: Keys, group: Group) -> Row:
    sums = group.sums
    return Row(dict(zip(query.by, key, strict=True)), Score(None, n=sums.n, submissions=sums.submissions, people=group.people))


def answer(connection: Connection, names: Names, query: Query, way: Way = "auto") -> list[Row]:
    """One question on an open connection, with the names already read."""
    return _rows(query, sums_by_key(connection, names, query, way), names)


def _rows(query: Query, grouped: dict[Keys, Group], names: Names) -> list[Row]:
    rows = [Row(dict(zip(query.by, key, strict=True)), score_of(query, group, names)) for key, group in grouped.items()]
    return rows if rows or query.by else [Row({}, _nobody(query.asked))]


def score_of(query: Query, group: Group, names: Names) -> Score:
    """The score of a question from the sums of one group, with notes on what it mixes."""
    asked = query.asked
    ends, notes = ends_of(asked, group.sums, names), _notes(asked, group, names)
    found = score(asked, group.sums, people=group.people, weighted=query.scope.weighted, ends=ends, notes=notes)
    if ends is None:
        return found
    directions = {scale.direction for scale in _scales(asked, group.sums, names)}
    if len(directions) > 1:
        why = "Some of its scales are good at their low end, others at their high end, so there is no mean."
        return replace(found, value=None, low=None, high=None, notes=(*notes, why))
    return replace(found, better=Better.LOWER if Direction.DOWN in directions else Better.HIGHER)


def sums_by_key(connection: Connection, names: Names, query: Query, way: Way = "auto") -> dict[Keys, Group]:
    """The sums of a question by the codes of its dimensions, in reading order."""
    return sums_of_each(connection, names, [query], way)[0]


def sums_of_each(
    connection: Connection, names: Names, queries: Sequence[Query], way: Way = "auto", *, counts_only: bool = False
) -> list[dict[Keys, Group]]:
    """The sums of several questions, each as :func:`sums_by_key` gives them. Those the rollup can answer are asked together.

    With `counts_only` sums of values may be left out.
    """
    planned = [_plan(names, query, way, counts_only) for query in queries]
    summed = [one for one in planned if isinstance(one, Asked)]
    from_rollup = iter(_of_rollup(connection, names, summed, counts_only))
    return [
        next(from_rollup) if isinstance(one, Asked) else _of_answers(connection, names, query, one, way)
        for query, one in zip(queries, planned, strict=True)
    ]


def _plan(names: Names, query: Query, way: Way, counts_only: bool) -> Asked | Filters:
    """The question as the rollup answers it, or its filters alone where only answers can."""
    check_dimensions(query.by, names)
    filters = resolve(query.scope, names)
    chosen = plan(query, filters, counts_only=counts_only) if way in ("auto", "rollup") else None
    if way == "rollup" and chosen is None:
        raise LookupError(f"the rollup cannot answer {query}")
    return filters if chosen is None else Asked(query, filters, chosen)


def _of_answers(connection: Connection, names: Names, query: Query, filters: Filters, way: Way) -> dict[Keys, Group]:
    if way != "raw":
        return _named(kept_groups(connection, names, query, filters), query, names)
    found = _named(raw_groups(connection, query, filters), query, names)
    doubtful = _doubtful(found)
    return _counted(found, doubtful, query, names, raw_people(connection, query, filters)) if doubtful else found


def _of_rollup(connection: Connection, names: Names, asked: Sequence[Asked], counts_only: bool) -> list[dict[Keys, Group]]:
    groups_of_each = rollup_groups(connection, asked, counts_only=counts_only)
    found = [_named(groups, one.query, names) for one, groups in zip(asked, groups_of_each, strict=True)]
    doubtful = {number: keys for number, grouped in enumerate(found) if (keys := _doubtful(grouped))}
    told: dict[int, list[_Known]] = {number: [] for number in doubtful}
    numbers = list(doubtful)
    for place, ids, people in rollup_people(connection, [asked[number] for number in numbers]):
        told[numbers[place]].append((ids, people))
    for number, keys in doubtful.items():
        found[number] = _counted(found[number], keys, asked[number].query, names, told[number])
    return found


_Known = tuple[tuple[Any, ...], Set[int]]
"""(ids of the dimensions, who answered)."""


def _doubtful(found: dict[Keys, Group]) -> set[Keys]:
    """The groups of several parts, none of them large enough: their people must be counted one by one."""
    least = int(settings.get("min_group"))
    return {key for key, group in found.items() if group.people < least and group.parts > 1}


def _counted(found: dict[Keys, Group], doubtful: set[Keys], query: Query, names: Names, each: Iterable[_Known]) -> dict[Keys, Group]:
    """The groups with the people of the doubtful ones counted one by one."""
    by_ids: dict[tuple[Any, ...], set[int]] = {}
    for ids, people in each:
        by_ids.setdefault(ids, set()).update(people)
    known: dict[Keys, set[int]] = {}
    for ids, people in by_ids.items():
        if (key := _codes(ids, query, names)) in doubtful:
            known.setdefault(key, set()).update(people)
    return {key: replace(group, people=max(group.people, len(known[key]))) if key in known else group for key, group in found.items()}


def newest(store: Store, journey: str | None = None) -> date | None:
    """The last day somebody answered, in one journey or in all; None when nobody ever did."""
    with store.reading() as connection:
        names = read_names(connection)
        journeys = tuple(key for key, code in names.journeys.items() if code == journey) if journey else None
        return newest_day(connection, Filters(journeys))


def _nobody(asked: Metric) -> Score:
    return Score(0.0) if asked.kind == "count" else Score(None)


def _codes(ids: tuple[Any, ...], query: Query, names: Names) -> Keys:
    return tuple([names.label(code, part) for code, part in zip(query.by, ids, strict=True)])


def _named(groups: list[Group], query: Query, names: Names) -> dict[Keys, Group]:
    """Ids to codes, adding up ids that share a code (the same stage in two journeys, combinations with the same value)."""
    if not groups:
        return {}
    columns = zip(query.by, zip(*(group.keys for group in groups), strict=True), strict=True)
    labels = [{part: names.label(code, part) for part in set(parts)} for code, parts in columns]
    ranks = [{part: _rank(code, part, label, names) for part, label in known.items()} for code, known in zip(query.by, labels, strict=True)]
    alike: dict[Keys, list[Group]] = {}
    order: dict[Keys, tuple[Any, ...]] = {}
    for group in groups:
        key = tuple([known[part] for known, part in zip(labels, group.keys, strict=True)])
        rank = tuple([known[part] for known, part in zip(ranks, group.keys, strict=True)])
        alike.setdefault(key, []).append(group)
        order[key] = min(order.get(key, rank), rank)
    return {key: _together(alike[key]) for key in sorted(alike, key=lambda key: order[key])}


def _rank(code: str, part: Any, label: str, names: Names) -> Any:
    return names.stage_order[part] if code == "stage" else label


def _together(groups: Sequence[Group]) -> Group:
    if len(groups) == 1:
        return groups[0]
    methods = (min(group.methods[0] for group in groups), max(group.methods[1] for group in groups))
    people, parts = max(group.people for group in groups), sum(group.parts for group in groups)
    return Group(groups[0].keys, added(group.sums for group in groups), methods, people, parts)


def ends_of(asked: Metric, sums: Sums, names: Names) -> tuple[float, float] | None:
    """Smallest and largest possible answer of a group, for metrics whose scale decides; None for the others."""
    if asked.kind == "count" or asked.low is not None:
        return None
    scales = _scales(asked, sums, names)
    return min(scale.minimum for scale in scales), max(scale.maximum for scale in scales)


def _scales(asked: Metric, sums: Sums, names: Names) -> list[ScaleName]:
    """The scales a group's answers may be on: of those between the smallest and the largest id it is not known which."""
    between = {key: scale for key, scale in names.scales.items() if sums.scale_low <= key <= sums.scale_high}
    return [scale for key, scale in between.items() if scale.family == asked.family]


def _notes(asked: Metric, group: Group, names: Names) -> tuple[str, ...]:
    notes = []
    if asked.family is not None and group.sums.scale_low != group.sums.scale_high:
        mixed = sorted({names.scales[group.sums.scale_low].code, names.scales[group.sums.scale_high].code})
        notes.append(f"Mixes answers on different scales, {' and '.join(mixed)} among them.")
    if asked.kind != "count" and group.methods[0] != group.methods[1]:
        notes.append(f"Mixes methods of collection ({', '.join(group.methods)}).")
    return tuple(notes)
