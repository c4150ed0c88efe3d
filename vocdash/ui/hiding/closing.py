"""At which of its edges a period may not begin or end, for everybody or some of them, everywhere or at some places.

:mod:`vocdash.metrics.edges` says why; here stands what adds up to what. The cells of a stage add up to it, those of a touchpoint to that
one, and stages and touchpoints to the whole. At each of these the values of a segment add up to everybody, and where two segments are
picked at once, to each value of either. Everybody's edges are looked at first, then those of each segment alone, so that a page without a
filter hides nothing for the sake of one, and one filter nothing for the sake of two.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from vocdash.domain import Period, Row, Scope, Score
from vocdash.metrics.edges import Answered, Sum, added, closed_edges
from vocdash.metrics.privacy import ANY, Place
from vocdash.metrics.registry import SEGMENT
from vocdash.ui import periods

Keys = tuple[str, ...]
Count = Callable[[Scope, Keys], list[Row]]
"""How many people stand behind each number of a scope, split by dimensions, which are the last keys of its rows."""

Named = frozenset[tuple[str, str]]
"""What a row stands for: (dimension, code) of all it is split by, but for places and time."""

Closed = dict[Place, set[date]]
"""The closed edges of the whole, of stages and touchpoints, and of cells; of those that have answers."""

PLACES = ("stage", "touchpoint")
_WHOLE: Place = (ANY, ANY)
_Values = tuple[str | None, ...]
"""A value of each segment looked at, None for whichever."""

_Node = tuple[tuple[Keys, ...], str, str]
"""(the values of segments that are in it, nothing for everybody; stage, touchpoint)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Of what edges are looked at: a scope that picks no places, all it is split by but for places and time, and whether places matter."""

    scope: Scope
    by: Keys
    edges: frozenset[date]
    placed: bool
    least: int

    def without(self, attribute: str) -> Asked:
        """The same whatever people's value of a segment is."""
        return replace(self, scope=self.scope.without(attribute), by=tuple(code for code in self.by if code != SEGMENT + attribute))


@dataclass(frozen=True, slots=True)
class Shut:
    """Which of some days, in order, are closed edges, and of what that a scope is split into."""

    days: tuple[date, ...]
    of: Mapping[Named, Closed]

    def is_closed(self, edge: date, named: Named, stages: Keys, touchpoints: Keys) -> bool:
        """Whether an edge is closed to what is picked of the places; one between two of the days is as the next of them."""
        return is_closed(self.days[bisect_left(self.days, edge)], self.of.get(named, {}), stages, touchpoints)


def shut(count: Count, asked: Asked) -> Shut:
    """The closed edges of all that a scope is split into: the first days of all months, days asked for within months, and the end.

    All months are looked at, whichever are asked for, so that what is closed does not depend on it.
    """
    everybody = replace(asked.scope, segments=(), period=None)
    months = {date.fromisoformat(row.keys["month"]) for row in count(everybody, ("month",))}
    days = {*months, *(edge for edge in asked.edges if edge.day > 1), date.max}
    return Shut(tuple(sorted(days)), closed(count, replace(asked, edges=frozenset(days))))


def closed(count: Count, asked: Asked) -> dict[Named, Closed]:
    """The same for the edges asked for alone."""
    split = [code.removeprefix(SEGMENT) for code in asked.by if code.startswith(SEGMENT)]
    attributes = tuple(dict.fromkeys([*(name for name, _ in asked.scope.segments), *split]))
    if not attributes:
        return {named: _of_everybody(series, asked) for named, series in _over_time(count, asked, asked.by).items()}
    return dict(_of_values(count, asked, attributes))


def closed_at_once(people: Mapping[str, Mapping[Place, int]], least: int) -> dict[str, Closed]:
    """Value → places at which its numbers, in one period, would tell of a few; their one closed edge is the end.

    For what tells answers apart as a segment tells people, and is counted in a period alone.
    """
    asked = Asked(Scope(), (), frozenset({date.max}), placed=True, least=least)
    by_value: dict[Keys, dict[Place, Answered]] = {
        (value,): {at: Answered({date.min: count}, count) for at, count in counted.items()} for value, counted in people.items()
    }
    every = {place for counted in by_value.values() for place in counted}
    whole = {place: added(counted[place] for counted in by_value.values() if place in counted) for place in every}
    return {value: places for (value,), places in _table(by_value, {(None,): _of_everybody(whole, asked)}, asked).items()}


def is_closed(edge: date, places: Closed, stages: Keys, touchpoints: Keys) -> bool:
    """Whether an edge is closed to what is picked of the places (none: all of them).

    Several places are told where each of them is, and where all those that are not are among them: they are the rest of the sum.
    """
    chosen = (stages, touchpoints)
    total = tuple(codes[0] if len(codes) == 1 else ANY for codes in chosen)
    if max(map(len, chosen)) <= 1:
        return edge in places.get((total[0], total[1]), ())
    shut = [place for place, edges in places.items() if edge in edges and all(map(_is_at, place, chosen))]
    picked = [all(code in codes for code, codes in zip(place, chosen, strict=True) if codes) for place in shut]
    return any(picked) and (min(map(len, chosen)) > 1 or not all(picked) or edge in places.get((total[0], total[1]), ()))


def _is_at(code: str, codes: Keys) -> bool:
    """Whether a place is one of those that are added up: every one where several are picked, and the one that is picked alone."""
    return code != ANY if len(codes) > 1 else code == (*codes, ANY)[0]


# --- what adds up ----------------------------------------------------------------------------------------------------


def _of_everybody(series: Mapping[Place, Answered], asked: Asked) -> Closed:
    people: dict[_Node, Answered] = {((), *place): counted for place, counted in series.items()}
    found = closed_edges(people, _sums(people), asked.edges, asked.least)
    return {place: found[(), *place] for place in series}


def _of_values(count: Count, asked: Asked, attributes: Keys) -> Iterator[tuple[Named, Closed]]:
    """The closed edges of what segments pick, or are split into, at each place; what fewer of the segments tell is decided first."""
    codes, wider = tuple(SEGMENT + attribute for attribute in attributes), asked
    for attribute in attributes:
        wider = wider.without(attribute)
    values_of: dict[Named, dict[Keys, Mapping[Place, Answered]]] = {}
    for named, series in _over_time(count, wider, (*wider.by, *codes)).items():
        said = dict(named)
        values = tuple(said[code] for code in codes)
        values_of.setdefault(named - set(zip(codes, values, strict=True)), {})[values] = series
    given: dict[Named, dict[_Values, Closed]] = {}
    for known in itertools.chain(*(itertools.combinations(codes, size) for size in range(len(codes)))):
        for named, places in closed(count, replace(wider, by=(*wider.by, *known))).items():
            said = dict(named)
            rest = named - {(code, said[code]) for code in known}
            given.setdefault(rest, {})[tuple(said[code] if code in known else None for code in codes)] = places
    picked = [dict(asked.scope.segments).get(attribute, ()) for attribute in attributes]
    for named, by_values in values_of.items():
        decided = given.get(named, {})
        found = _table(by_values, decided, asked)
        for split, inside in _rows(codes, asked.by, picked, by_values).items():
            yield named | split, _together(inside, found, decided)


def _rows(codes: Keys, by: Keys, picked: Sequence[Keys], there: Iterable[Keys]) -> dict[frozenset[tuple[str, str]], list[Keys]]:
    """Which values are in each row that is asked for, by the values that it is told apart by."""
    rows: dict[frozenset[tuple[str, str]], list[Keys]] = {}
    for values in there:
        if all(value in chosen for value, chosen in zip(values, picked, strict=True) if chosen):
            rows.setdefault(frozenset(pair for pair in zip(codes, values, strict=True) if pair[0] in by), []).append(values)
    return rows


def _together(inside: Sequence[Keys], found: Mapping[Keys, Closed], decided: Mapping[_Values, Closed]) -> Closed:
    """The closed edges of values that are told together: those at which some of them are closed, unless these are all that are.

    All that are of a sum that is told are its rest; where values of several segments are picked at once, there is no such sum.
    """
    differ = [at for at, each in enumerate(zip(*inside, strict=True)) if len(set(each)) > 1]
    if not differ:
        return found[inside[0]]
    total = tuple(None if at in differ else value for at, value in enumerate(inside[0]))
    others = [values for values in found if _matches(values, total) and values not in inside] if len(differ) == 1 else None
    edges: Closed = {}
    for place in {place for values in inside for place in found[values]}:
        some = set().union(*(found[values].get(place, ()) for values in inside))
        if others is None:
            edges[place] = some
        else:
            beside = set().union(*(found[values].get(place, ()) for values in others))
            edges[place] = some & (beside | decided.get(total, {}).get(place, set()))
    return edges


def _matches(values: Keys, wanted: _Values) -> bool:
    return all(one in (None, value) for value, one in zip(values, wanted, strict=True))


def _table(by_values: Mapping[Keys, Mapping[Place, Answered]], decided: Mapping[_Values, Closed], asked: Asked) -> dict[Keys, Closed]:
    """Values of segments → their closed edges at each place, where those of fewer segments are decided."""
    at: dict[Place, list[Keys]] = {}
    for values, series in by_values.items():
        for place in series:
            at.setdefault(place, []).append(values)
    everyone = [*by_values, *(values for values in decided if None in values)]
    # Where one value alone has answers it is everybody, and must not be taken for somebody to hide among: who is the same is one.
    node_of: dict[tuple[_Values, Place], _Node] = {}
    for place, there in at.items():
        for wanted in everyone:
            if inside := tuple(sorted(values for values in there if _matches(values, wanted))):
                node_of[wanted, place] = (inside, *place)
    people = {node: added(by_values[values][node[1:]] for values in node[0]) for node in dict.fromkeys(node_of.values())}
    sums: list[Sum[_Node]] = []
    for (wanted, place), total in node_of.items():
        for side in (side for side, value in enumerate(wanted) if value is None):
            beside = [values for values in everyone if _differ_at(values, wanted, side)]
            parts = dict.fromkeys(node_of[values, place] for values in beside if (values, place) in node_of)
            sums += [Sum(total, tuple(parts))] if len(parts) > 1 else []
    for values, series in by_values.items():
        nodes: dict[_Node, _Node] = {((values,), *place): node_of[values, place] for place in series}
        sums += [
            Sum(nodes[one.total], tuple(nodes[part] for part in one.parts)) for one in _sums(nodes) if nodes[one.total] not in one.parts
        ]
    known: dict[_Node, set[date]] = {}
    for wanted, places in decided.items():
        for place, edges in places.items():
            if (wanted, place) in node_of:
                known.setdefault(node_of[wanted, place], set()).update(edges)
    found = closed_edges(people, sums, asked.edges, asked.least, known)
    return {values: {place: found[node_of[values, place]] for place in series} for values, series in by_values.items()}


def _differ_at(values: _Values, total: _Values, side: int) -> bool:
    """Whether values are a part of others that say nothing of one segment."""
    return values[side] is not None and values[:side] == total[:side] and values[side + 1 :] == total[side + 1 :]


def _sums(nodes: Iterable[_Node]) -> list[Sum[_Node]]:
    """What adds up to what among the places of each value."""
    parts: dict[_Node, list[_Node]] = {}
    there = set(nodes)
    for value, stage, touchpoint in there:
        if stage != ANY and touchpoint != ANY:
            parts.setdefault((value, stage, ANY), []).append((value, stage, touchpoint))
            parts.setdefault((value, ANY, touchpoint), []).append((value, stage, touchpoint))
    found = [Sum(total, tuple(sorted(each, key=str))) for total, each in parts.items() if total in there]
    for value in {node[0] for node in there if node[1:] == _WHOLE}:
        for side in (1, 2):
            each = sorted((node for node in there if node[0] == value and node[side] != ANY and node[3 - side] == ANY), key=str)
            found += [Sum((value, *_WHOLE), tuple(each))] if each else []
    return sorted(found, key=lambda one: (len(one.parts), str(one.total)))


# --- who answered when -----------------------------------------------------------------------------------------------


def _over_time(count: Count, asked: Asked, by: Keys) -> Mapping[Named, Mapping[Place, Answered]]:
    """The people of each group at each place by the first day of each month; by days in a month that an edge lies in."""
    found: dict[Named, dict[Place, Answered]] = {}
    for split in ((), PLACES, PLACES[:1], PLACES[1:]) if asked.placed else ((),):
        rows_of: dict[tuple[Named, Place], dict[date, Score]] = {}
        for row, day in people_over_time(count, asked.scope, (*by, *split), asked.edges):
            place = (row.keys.get("stage", ANY), row.keys.get("touchpoint", ANY)) if split else _WHOLE
            named = frozenset(pair for pair in row.keys.items() if pair[0] not in (*split, "month", "day"))
            rows_of.setdefault((named, place), {})[day] = row.score
        for (named, place), scores in rows_of.items():
            people = {day: score.people for day, score in scores.items()}
            found.setdefault(named, {})[place] = Answered(people, sum(score.submissions for score in scores.values()))
    return found


def people_over_time(count: Count, scope: Scope, by: Keys, edges: Collection[date]) -> Iterator[tuple[Row, date]]:
    """(row, day) for each group by the first day of each month; by days in a month that an edge lies in."""
    finer = {periods.month_of(edge) for edge in edges if edge.day > 1 and edge != date.max}
    spans: list[tuple[str, Period | None]] = [("month", None), *(("day", month) for month in sorted(finer, key=lambda each: each.first))]
    for window, span in spans:
        for row in count(scope.during(span), (*by, window)):
            day = date.fromisoformat(row.keys[window])
            if row.score.people and (span is not None or periods.month_of(day) not in finer):
                yield row, day
