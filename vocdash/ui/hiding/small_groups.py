"""What may be shown: scores of too few people are hidden, and those that would give them back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date, timedelta

from vocdash.charts.theme import fmt_n
from vocdash.domain import Period, Row, Scope, Score
from vocdash.metrics import Query, privacy
from vocdash.metrics.ask import all_headcounts, headcounts
from vocdash.metrics.mentions import Kind, Mentioned, mentioned
from vocdash.metrics.neighbours import Side, crossings, neighbours
from vocdash.metrics.spread import answered_at, answered_on
from vocdash.ui import data, periods
from vocdash.ui.hiding.closing import closed_at_once, is_closed
from vocdash.ui.hiding.telling import Count, Keys, OfMentions, OfMetric, min_group, stretches
from vocdash.ui.hiding.telling import telling as telling_of
from vocdash.ui.who import opens_customers

__all__ = [
    "hidden_below",
    "hidden_windows",
    "hide_remainder",
    "hide_telling",
    "look_ahead",
    "min_group",
    "shown",
    "shown_in",
    "shown_mentions",
    "shown_neighbours",
    "shown_rows",
    "telling",
    "tells",
    "told_scales",
    "why_hidden",
]


def hidden_below(rows: Iterable[Row], *within: str, told: Set[Keys] = frozenset()) -> list[Row]:
    """The rows as they may be shown; totals are shown for each value of each dimension of `within` (none: of all rows alone).

    Those of the keys `told` are hidden for another reason, and not given back either as the rest of a total.
    """
    families: list[privacy.Within] = [lambda row, code=code: row.keys[code] for code in within]  # type: ignore[misc]
    return privacy.hide(rows, min_group(), *families, told=told)


def shown_rows(rows: Iterable[Row], scope: Scope, *within: str, metric: str = "experience", mixed: bool = False) -> list[Row]:
    """The rows of a scope as they may be shown: as :func:`hidden_below`, and without those that would tell too much."""
    listed = list(rows)
    return hidden_below(listed, *within, told=_told(listed, scope, metric, mixed=mixed))


def shown(score: Score) -> Score:
    """A single score as it may be shown."""
    return privacy.hide([Row({}, score)], min_group())[0].score


def why_hidden(count: int, what: str) -> str:
    """How many of what (cells, themes) are hidden, why, and what shows more of them; empty where none is."""
    if not count:
        return ""
    are = f"{fmt_n(count)} {what} is" if count == 1 else f"{fmt_n(count)} {what}s are"
    one = count == 1
    why = f"{'it is' if one else 'they are'} of fewer than {min_group()} people, or would tell, subtracted from what is shown, of as few"
    if opens_customers():
        return f"{are} hidden: {why}. A longer period shows more."
    return f"{are} hidden: {why}. A period of whole quarters or years shows more than one that begins or ends within them."


# --- windows of time -------------------------------------------------------------------------------------------------

_LONGER: Mapping[str, tuple[Callable[[date], date], ...]] = {
    "day": (lambda day: day - timedelta(days=day.weekday()), lambda day: day.replace(day=1)),
    "month": (lambda day: periods.quarter_of(day).first,),
}
"""The first day of the longer windows that hold a shorter one."""


def hidden_windows(rows: Iterable[Row], window: str, period: Period, scope: Scope, metric: str = "experience") -> list[Row]:
    """The course of a score as it may be shown, a row for each day, week, month or quarter, called by its first day.

    The scores of all of it, of the period looked at and of longer windows are shown elsewhere, and so is the course of everybody
    where the scope is narrowed to some.
    """

    def starts(row: Row) -> date:
        return date.fromisoformat(row.keys[window])

    totals: list[privacy.Within] = [lambda row: None, lambda row: period.first <= starts(row) <= period.last or starts(row)]
    totals += [lambda row, longer=longer: longer(starts(row)) for longer in _LONGER.get(window, ())]  # type: ignore[misc]
    listed = list(rows)
    return privacy.hide(listed, min_group(), *totals, told=_told(listed, scope, metric))


# --- what the difference of two selections would tell ----------------------------------------------------------------


def tells(scope: Scope) -> bool:
    """Whether the score of a scope, subtracted from another one that is shown, would give that of too few people."""
    return bool(telling(scope))


def telling(scope: Scope, by: Keys = (), metric: str = "experience", *, mixed: bool = False) -> set[Keys]:
    """The rows of the scores of a scope that would tell those of too few people, by their keys; see :mod:`vocdash.ui.hiding.telling`."""
    return telling_of(OfMetric(metric), scope, by, mixed=mixed)


def look_ahead(queries: Iterable[Query]) -> None:
    """Count together whom the rule will look at, one question after the other, for the scores of these: first it is let ask nobody."""
    wanted: list[Query] = []

    def noting(metric: str) -> Count:
        def count(scope: Scope, by: Keys) -> list[Row]:
            wanted.append(Query(metric, by, scope))
            return []

        return count

    for query in queries:
        telling_of(noting(query.metric), query.scope, query.by)
    data.each_of_answers(headcounts, all_headcounts, wanted)


def hide_telling(rows: Sequence[Row], scope: Scope, metric: str = "experience", *, mixed: bool = False) -> list[Row]:
    """The rows without the numbers of those that would tell too much; what is hidden already stays so."""
    told = _told(rows, scope, metric, mixed=mixed)
    return [replace(row, score=privacy.without_numbers(row.score)) if tuple(row.keys.values()) in told else row for row in rows]


def _told(rows: Sequence[Row], scope: Scope, metric: str, *, mixed: bool = False) -> set[Keys]:
    return telling(scope, tuple(rows[0].keys), metric, mixed=mixed) if rows else set()


_PLACES = ("stage", "touchpoint")


def _codes(row: Row, names: Keys) -> Keys:
    return tuple(row.keys[name] for name in names)


def shown_in(score: Score, scope: Scope, metric: str = "experience") -> Score:
    """The score of a whole scope as it may be shown beside those of others."""
    return hide_telling([Row({}, shown(score))], scope, metric)[0].score


def shown_mentions(scope: Scope, *, kind: Kind = "theme", by: Keys = (), codes: tuple[str, ...] = ()) -> list[Mentioned]:
    """What comments mention as it may be shown: hidden stays what too few mention, and what would give that back.

    Whoever may open single customers reads their comments anyway, so that the difference of two selections tells them nothing new.
    """
    found = data.of_answers(mentioned, scope, kind=kind, by=by, codes=codes, min_group=min_group())
    told = set() if opens_customers() else telling_of(OfMentions(kind), scope, by, mixed=True)
    return [one.without_numbers() if (one.code, *one.keys.values()) in told else one for one in found]


def hide_remainder(read: Callable[[Scope], Iterable[Row]], scope: Scope) -> list[Row]:
    """The rows that `read` gives of a scope, without the numbers of those that differ from others that are shown by few submissions.

    For numbers that cannot be split by the values of a filter, because they compare answers of one person: what a filter leaves out is
    looked at as a whole, and of a period the stretches of time on both sides of where it begins and ends.
    """
    rows = list(read(scope))
    wider = [scope.without(name) for name, _ in scope.segments] + ([replace(scope, sources=())] if scope.sources else [])
    everybody = [_submissions(read(each)) for each in wider]
    parts = [replace(scope, methods=(method,)) for method in scope.methods if len(scope.methods) > 1]
    parts += [scope.during(stretch) for stretch in stretches(OfMetric("experience"), scope)]
    alone = [_submissions(read(each)) for each in parts]

    def few(row: Row) -> bool:
        key = tuple(row.keys.values())
        own = row.score.submissions
        differences = [all_.get(key, 0) - own for all_ in everybody] + [part.get(key, 0) for part in alone if part.get(key, 0) != own]
        return any(0 < each < min_group() for each in differences)

    return [replace(row, score=privacy.without_numbers(row.score)) if few(row) else row for row in rows]


def told_scales(scope: Scope) -> list[str]:
    """The scales of which it may be shown how the answers of a scope spread, most answers first.

    A scale is as a filter is: what is said on one of them must not tell what a few said on another, here or at a place beside.
    """
    found = hidden_below(hide_remainder(lambda each: data.of_answers(answered_on, each), scope))
    codes = [row.keys["scale"] for row in found if not row.score.hidden]
    if opens_customers() or not codes:
        return codes
    people: dict[str, dict[privacy.Place, int]] = {}
    for row in data.of_answers(answered_at, replace(scope, stages=(), touchpoints=())):
        people.setdefault(row.keys["scale"], {})[row.keys["stage"], row.keys["touchpoint"]] = row.score.people
    shut = closed_at_once(people, min_group())
    return [code for code in codes if not is_closed(date.max, shut.get(code, {}), scope.stages, scope.touchpoints)]


def shown_neighbours(scope: Scope, side: Side) -> list[Row]:
    """The scores of a place by the step beside it, as they may be shown.

    Those of a stage are made of those of its cells, and so are those of a touchpoint, so these are looked at together for each step
    beside. And all steps beside make up the score of the place.
    """

    def read(each: Scope) -> list[Row]:
        return data.of_answers(neighbours, each, side)

    told = {tuple(row.keys.values()) for row in hide_remainder(read, scope) if row.score.hidden}
    return hidden_below(read(scope), told=told | _told_by_crossings(scope, side))


def _told_by_crossings(scope: Scope, side: Side) -> set[Keys]:
    if opens_customers():
        return set()
    people: dict[Keys, dict[privacy.Place, int]] = {}
    for row in data.of_answers(crossings, replace(scope, stages=(), touchpoints=(), channels=()), side):
        people.setdefault(_codes(row, _PLACES), {})[row.keys["here_stage"], row.keys["here_touchpoint"]] = row.score.people
    stages, touchpoints = scope.stages or (privacy.ANY,), scope.touchpoints or (privacy.ANY,)
    here = {(stage, touchpoint) for stage in stages for touchpoint in touchpoints}
    return {keys for keys, counted in people.items() if here & privacy.too_small_places(counted, min_group())}


def _submissions(rows: Iterable[Row]) -> dict[Keys, int]:
    return {tuple(row.keys.values()): row.score.submissions for row in rows}
