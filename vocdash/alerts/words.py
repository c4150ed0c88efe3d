"""What rang, in words, with the names of places and themes."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.alerts.rules import WINDOWS, Kind, Rule
from vocdash.alerts.subjects import THEME, subject
from vocdash.alerts.watch import Ring
from vocdash.domain import UNKNOWN, Score
from vocdash.metrics.registry import Metric
from vocdash.store import Store
from vocdash.store import tables as t

Names = Mapping[str, Mapping[str, str]]


def place_names(store: Store) -> Names:
    """What the codes of places and themes are called, by dimension."""
    with store.reading() as connection:
        return names_of(connection)


def theme_names(store: Store) -> dict[str, str]:
    """Themes that can be watched: code → name, by name."""
    with store.reading() as connection:
        return _theme_names(connection)


def names_of(connection: Connection) -> Names:
    """The same as a connection sees them."""
    tables = {"stage": t.stages, "touchpoint": t.touchpoints, "channel": t.channels}
    places = {code: dict(connection.execute(sa.select(table.c.code, table.c.name)).all()) for code, table in tables.items()}
    return {**places, THEME: _theme_names(connection)}


def _theme_names(connection: Connection) -> dict[str, str]:
    h = t.themes.c
    return dict(connection.execute(sa.select(h.code, h.name).where(h.status == "live", h.kind == "theme").order_by(h.name)).all())


def sentence(rule: Rule, ring: Ring, names: Names) -> str:
    """What rang, in one or two sentences: what, where, when, how much, and against what."""
    window, asked = WINDOWS[rule.window], subject(rule.metric)
    places = [names.get(code, {}).get(word, word) for code, word in zip(rule.by, ring.place, strict=True) if word != UNKNOWN]
    where = " · ".join(places)
    now = f"{_number(asked, ring.now.value)}{_interval(asked, ring.now)}"
    when = f"in the {window.label} to {ring.day.day} {ring.day:%B %Y}"
    head = f"{rule.name}{f' ({where})' if where else ''}: {asked.label} {now} {when}"
    if rule.kind is Kind.LEVEL:
        return f"{head}, past the level of {_number(asked, rule.level)}."
    if ring.before is None:
        return f"{head}."
    if asked.kind == "count":
        return f"{head}, where {ring.before.value or 0.0:.1f} were usual in {window.usual}."
    return f"{head}, after {_number(asked, ring.before.value)}{_interval(asked, ring.before)} in {window.usual}."


def _number(asked: Metric, value: float | None) -> str:
    unit = "%" if asked.unit == "%" else ""
    return "–" if value is None else f"{value:,.{asked.decimals}f}{unit}".replace("-", "−")


def _interval(asked: Metric, score: Score) -> str:
    return "" if score.low is None or score.high is None else f" ({_number(asked, score.low)} to {_number(asked, score.high)})"
