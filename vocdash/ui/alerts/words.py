"""What a rule watches, in words, and the words to choose from when there is to be a new one."""

from __future__ import annotations

from collections.abc import Sequence

from vocdash import alerts
from vocdash.alerts import WINDOWS, Kind, Rule
from vocdash.alerts.subjects import THEME, Ground, ground_of, subject
from vocdash.cases.book import read_book
from vocdash.charts.theme import fmt_plain
from vocdash.domain import Better, Scope
from vocdash.errors import UnknownName
from vocdash.metrics import Query, ask
from vocdash.ui import data
from vocdash.ui.filters import Selection, words

BY_PLACE: dict[str, tuple[str, ...]] = {
    "Everything together": (),
    "Each stage": ("stage",),
    "Each touchpoint in its stage": ("stage", "touchpoint"),
    "Each channel": ("channel",),
}
BY_THEME: dict[str, tuple[str, ...]] = {"Each theme": (THEME,), "Each theme in each stage": (THEME, "stage")}


def told(rule: Rule, selection: Selection) -> str:
    """When a rule rings, for which part of the answers, and who hears of it."""
    asked, window = subject(rule.metric), WINDOWS[rule.window]
    split = next((label for label, by in (BY_PLACE | BY_THEME).items() if by == rule.by), "")
    if rule.kind is Kind.LEVEL:
        way = "below" if _better(rule) is Better.HIGHER else "above"
        when = f"the last {window.label} lies {way} {fmt_plain(rule.level)}"
    else:
        unit = "% of what was usual" if asked.kind == "count" else f" {asked.unit if asked.unit != '%' else 'points'}"
        way = "lower" if _better(rule) is Better.HIGHER else "higher"
        when = f"the last {window.label} is {way} than {window.usual} by {fmt_plain(rule.least)}{unit} or more"
    said = [f"{asked.label}: {when}", split.lower(), *([f"only {', '.join(_theme_names(rule.themes))}"] if rule.themes else [])]
    said += [part_of(rule.scope, selection)]
    said += [f"mail to {', '.join(rule.emails)}"] if rule.emails else []
    said += [f"for {', '.join(team_names(rule.teams))}, by mail too"] if rule.teams else []
    return " · ".join(part for part in said if part)


def _better(rule: Rule) -> Better:
    """The direction of good of what a rule watches; a mean on a scale follows the scale of its answers."""
    if ground_of(rule.metric) is not Ground.ANSWERS:
        return subject(rule.metric).better
    try:
        found = data.of_answers(ask, Query(rule.metric, (), rule.scope))[0].score.better
    except UnknownName:  # it speaks of a place that an undo has removed
        found = None
    return found or subject(rule.metric).better


def themes() -> dict[str, str]:
    """Live themes: code → name, by name."""
    return data.remembered(alerts.theme_names)


def _theme_names(codes: Sequence[str]) -> list[str]:
    names = themes()
    return [names.get(code, code) for code in codes]


def team_names(numbers: Sequence[int]) -> list[str]:
    """What teams are called, by number."""
    names = data.remembered(read_book).teams
    return [names.get(number, "a team that is gone") for number in numbers]


def part_of(scope: Scope, selection: Selection) -> str:
    """Which part of the journey's answers a rule watches, in words; "" for all of them."""
    choices = selection.choices
    named = [
        *(choices.stages.get(code, code) for code in scope.stages),
        *(choices.touchpoints.get(code, code) for code in scope.touchpoints),
        *(choices.channels.get(code, code) for code in scope.channels),
        *(f"{words(name).lower()} {', '.join(values)}" for name, values in scope.segments),
        *(words(code) for code in scope.methods),
    ]
    return f"only {', '.join(named)}" if named else ""
