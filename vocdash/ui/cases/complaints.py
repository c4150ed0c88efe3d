"""The parts of the lead's page: how complaints come in, are dealt with, and whether customers are won back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from vocdash import settings
from vocdash.access import Actor
from vocdash.cases.flow import Flow, Line, read_flow
from vocdash.charts.event_marks import events_between
from vocdash.charts.inputs import Event, FlowWeek, PairCount
from vocdash.charts.theme import NO_VALUE, fmt_interval, fmt_n, fmt_score, fmt_signed
from vocdash.domain import Scope, Score
from vocdash.metrics.lists import Quantile
from vocdash.store import Store
from vocdash.ui import blocks, data, periods
from vocdash.ui.filters import Selection
from vocdash.ui.marks import read_marks
from vocdash.ui.markup import Markup, brief, join, link
from vocdash.ui.picks import days_of

HOW_FLOW = (
    "Each complaint is a case; merged duplicates and what turned out to be no complaint are left out. The grey zone is mean ± 3 √mean of "
    "the cases opened a week: weeks above it brought more than chance explains."
)
HOW_CAUSES = (
    "Only cases whose cause somebody noted. Framed: reported where it was caused. Everything else is somebody answering for another stage."
)
HOW_BACK = (
    "Won back: the follow-up score lies in the better half of its scale; the share has Wilson’s interval. Gain: follow-up score minus the "
    "score of the complaint, both 0–100, adjusted Wald interval. Several cases of one customer are not taken for independent."
)
HOW_CAUSE = "By the stage the fault lies in, where somebody noted it: whether customers who suffered from it come back."
HOW_TIMES = (
    "Dealt with in: the median of the calendar days from opening, of the cases that got there, with the interval of order statistics."
)


def read(selection: Selection, actor: Actor) -> Flow:
    """The numbers of the selection, once for each state of the data and each hour, because cases become overdue by themselves."""
    return data.remembered(_read, datetime.now(UTC).replace(minute=0, second=0, microsecond=0), actor, selection.scope)


def _read(store: Store, _hour: datetime, actor: Actor, scope: Scope) -> Flow:
    return read_flow(store, actor, scope)


def weeks(flow: Flow) -> list[FlowWeek]:
    """The weeks of the flow as a chart takes them."""
    return [FlowWeek(week.day, week.opened, week.closed, week.backlog) for week in flow.weeks]


def marked(flow: Flow, selection: Selection) -> list[Event]:
    """What happened during the weeks shown."""
    return events_between([week.day for week in flow.weeks], read_marks(selection))


def pairs(flow: Flow) -> list[PairCount]:
    """How often complaints told at one place had their cause at another, as a chart takes it."""
    return [PairCount(reported, cause, count) for (reported, cause), count in flow.causes.items()]


def title(flow: Flow) -> str:
    """The finding of the page in one sentence."""
    if not flow.opened:
        return "No complaint was opened in this time" if flow.opened_in else "No complaint in this selection opened a case"
    late = f", {fmt_n(flow.overdue)} of them overdue" if flow.overdue else ", none of them overdue"
    came = "One complaint" if flow.opened == 1 else f"{fmt_n(flow.opened)} complaints"
    return f"{came}, {fmt_n(flow.open)} still open{late if flow.open else ''}"


def causes_finding(flow: Flow) -> str:
    """How many of the complaints whose cause is known somebody else's stage answers for, and where most of them begin."""
    known = sum(flow.causes.values())
    away = {pair: count for pair, count in flow.causes.items() if pair[0] != pair[1]}
    if not known:
        return "Nobody has noted yet where faults lie"
    if not away:
        return f"All {fmt_n(known)} complaints of a known cause were caused where they were reported"
    (reported, cause), most = max(away.items(), key=lambda each: each[1])
    told = f"{fmt_n(sum(away.values()))} of {fmt_n(known)} complaints of a known cause were caused in another stage"
    return f"{told}; the largest part, {fmt_n(most)}, in {brief(cause)} and reported in {brief(reported)}"


def themes_finding(flow: Flow) -> str:
    """What most complaints are about, of those that a theme was recognised in."""
    if not flow.themes:
        return "What they are about is not known"
    (name, most), about = flow.themes[0], sum(count for _, count in flow.themes)
    return f"{brief(name)} leads: {fmt_n(most)} of the {fmt_n(about)} listed"


def elsewhere(flow: Flow, selection: Selection) -> Markup:
    """Where nothing was opened in the period: when it was, and the way there; or why it never was, and where the words are."""
    if flow.opened:
        return Markup("")
    if flow.opened_in is None:
        days = settings.get("case_days")
        old = "one day" if days == 1 else f"{fmt_n(days)} days"
        why = f"A complaint opens a case when it is at most {old} old on the day it comes in. What older ones say: "
        return blocks.notice(join([why, link("Voices", selection.link("voices", ("complaints", "true"))), "."]))
    why = "Complaints count on the day their case was opened, which for a file is the day it came in. Those of this selection: "
    return blocks.notice(join([why, link(periods.label(flow.opened_in), selection.link("complaints", *days_of(flow.opened_in))), "."]))


def figures(flow: Flow) -> list[Markup]:
    """The key figures in a row, each with its interval."""
    return [
        _days("Acknowledged in (median)", flow.to_acknowledge),
        _days("Dealt with in (median)", flow.to_solve),
        _share("Opened again", flow.reopened, "of cases dealt with"),
        _share("Complained more than once", flow.repeated, "of known customers"),
        _share("Won back", flow.won_back, "of those asked again"),
        blocks.key_figure("Gain", _gain(flow.gain), _interval(flow.gain)),
    ]


def _days(label: str, quantiles: tuple[Quantile, Quantile]) -> Markup:
    middle, most = quantiles
    if middle.value is None:
        return blocks.key_figure(label, NO_VALUE, "none yet")
    within = f", 90 % within {_time(most.value)}" if most.value is not None else ""
    return blocks.key_figure(label, _time(middle.value), f"{_span(middle)}{within}")


def _time(days: float | None) -> str:
    """Days as people say them: hours below two days."""
    if days is None:
        return NO_VALUE
    return f"{fmt_score(days * 24, 0 if days * 24 >= 10 else 1)} h" if days < 2 else f"{fmt_score(days, 0 if days >= 10 else 1)} days"


def _span(quantile: Quantile) -> str:
    if quantile.low is None or quantile.high is None:
        return f"n {fmt_n(quantile.n)}"
    return f"{_time(quantile.low)} to {_time(quantile.high)}, n {fmt_n(quantile.n)}"


def _share(label: str, score: Score, of: str) -> Markup:
    return blocks.key_figure(label, _value(score), f"{_interval(score)} {of}".strip())


def _value(score: Score) -> str:
    return "hidden" if score.hidden else fmt_score(score.value, 0, "%")


def _gain(score: Score) -> str:
    return "hidden" if score.hidden else fmt_signed(score.value)


def _interval(score: Score) -> str:
    if score.hidden or score.low is None or score.high is None:
        return ""
    return f"{fmt_interval(score.low, score.high)}, n {fmt_n(score.n)}"


HEAD = ("", "Opened", "Open", "Overdue", "Dealt with in", "Won back", "Gain")


def table(lines: Sequence[Line], first: str) -> Markup:
    """Teams or stages with their numbers."""
    rows = [
        (
            line.name,
            fmt_n(line.opened),
            fmt_n(line.open),
            fmt_n(line.overdue),
            f"{_time(line.to_solve.value)} ({_span(line.to_solve)})" if line.to_solve.n else NO_VALUE,
            f"{_value(line.won_back)} {f'({_interval(line.won_back)})' if _interval(line.won_back) else ''}".strip(),
            f"{_gain(line.gain)} {f'({_interval(line.gain)})' if _interval(line.gain) else ''}".strip(),
        )
        for line in lines
    ]
    return blocks.table((first, *HEAD[1:]), rows, numbers=(1, 2, 3))


def themes(flow: Flow) -> Markup:
    """What the complaints are about, most frequent first."""
    if not flow.themes:
        return blocks.empty("No theme was recognised.", "Themes come with the comments.")
    return blocks.bars(flow.themes)
