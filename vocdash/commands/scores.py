"""Scores with their intervals, and what each of them means."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from vocdash.commands.command import DONE, Command, UsageError, open_current, print_json
from vocdash.domain import Period, Row, Scope
from vocdash.errors import UnknownName


def _add_metrics(command: argparse.ArgumentParser) -> None:
    command.add_argument("--metric", required=True, help="which score; `glossary` lists them")
    command.add_argument("--by", action="append", default=[], metavar="DIMENSION", help="split by it (may be given again, or with commas)")
    command.add_argument("--from", dest="first", type=_day, metavar="DAY", help="first day, such as 2026-01-31")
    command.add_argument("--to", dest="last", type=_day, metavar="DAY", help="last day, included")
    where = "only answers of this stage, touchpoint, …; the same name again: of either"
    command.add_argument("--where", action="append", default=[], metavar="NAME=VALUE", help=where)
    command.add_argument("--journey", metavar="J", help="only answers of this journey")
    command.add_argument("--weighted", action="store_true", help="multiply each answer by its submission's weight")
    command.add_argument("--json", action="store_true", help="print as JSON")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"“{text}” is not a day.", "Write it as year-month-day, such as 2026-01-31.") from error


def _metrics(given: argparse.Namespace) -> int:
    from vocdash.metrics import Query, ask, metric
    from vocdash.metrics.query import segment_names

    asked = metric(given.metric)
    by = [word.strip() for words in given.by for word in words.split(",")]
    store = open_current(given)
    rows = ask(store, Query(asked.code, tuple(_dimension(word, segment_names(store)) for word in by), _scope(given)))
    if given.json:
        listed = [_metric_row(row, by) for row in rows]
        print_json({"metric": asked.code, "unit": asked.unit, "weighted": given.weighted, "rows": listed})
    else:
        print("\n".join(_table([_metric_row(row, by) for row in rows])))
    return DONE


def _dimension(word: str, segments: frozenset[str]) -> str:
    from vocdash.metrics import DIMENSIONS

    if word in DIMENSIONS or word.startswith("segment:"):
        return word
    if word not in segments:
        raise UnknownName("dimension", word, {*DIMENSIONS, *segments})
    return f"segment:{word}"


def _scope(given: argparse.Namespace) -> Scope:
    lists: dict[str, list[str]] = {}
    for condition in given.where:
        name, mark, value = condition.partition("=")
        if not mark:
            raise UsageError(f"“{condition}” is not a condition.", "Write it as NAME=VALUE, such as stage=buy.")
        lists.setdefault(name.strip(), []).extend(part.strip() for part in value.split(","))
    places = {name: tuple(lists.pop(name, ())) for name in ("stage", "touchpoint", "channel", "method", "source")}
    journeys = lists.pop("journey", [])
    if len(journeys) > 1:
        raise UsageError("A question is about one journey.", "Give one journey, or none for all.")
    return Scope(
        journey=given.journey or (journeys[0] if journeys else None),
        period=_period(given),
        stages=places["stage"],
        touchpoints=places["touchpoint"],
        channels=places["channel"],
        methods=places["method"],
        segments=tuple((name.removeprefix("segment:"), tuple(values)) for name, values in lists.items()),
        weighted=given.weighted,
        sources=places["source"],
    )


def _period(given: argparse.Namespace) -> Period | None:
    if given.first is None and given.last is None:
        return None
    from vocdash.store.migrate import CALENDAR_FIRST, CALENDAR_LAST

    period = Period(max(given.first or CALENDAR_FIRST, CALENDAR_FIRST), min(given.last or CALENDAR_LAST, CALENDAR_LAST))
    if period.first > period.last:
        raise UsageError(f"The period begins on {period.first}, after its end on {period.last}.", "Exchange the two days.")
    return period


def _metric_row(row: Row, by: list[str]) -> dict[str, Any]:
    score = row.score
    numbers = {"value": score.value, "n": score.n, "submissions": score.submissions, "low": score.low, "high": score.high}
    keys = {word: value[:7] if word == "month" else value for word, value in zip(by, row.keys.values(), strict=True)}
    rounded = {name: round(value, 4) if isinstance(value, float) else value for name, value in numbers.items()}
    return {**keys, **rounded, **({"notes": list(score.notes)} if score.notes else {})}


def _table(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Rows as lines of aligned columns."""
    if not rows:
        yield "Nothing was answered here."
        return
    columns = list(dict.fromkeys(name for row in rows for name in row))
    cells = [columns, *([_cell(row.get(name)) for name in columns] for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(columns))]
    for line in cells:
        yield "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, list):
        return " ".join(str(part) for part in value)
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def _glossary(given: argparse.Namespace) -> int:
    from vocdash.metrics import METRICS

    for metric in METRICS.values():
        print(f"{metric.code}\n  {metric.label} ({metric.unit}); {metric.better.value} is better.\n  {metric.formula}\n  {metric.base}")
        if metric.interval:
            print(f"  {metric.interval}")
    return DONE


COMMANDS = (
    Command("metrics", "Print a score with its interval, split as you like.", _metrics, _add_metrics),
    Command("glossary", "Print every metric: formula, base, unit, interval.", _glossary),
)
