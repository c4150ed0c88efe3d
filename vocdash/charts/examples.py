"""Invented inputs of a made-up furniture shop, one set per chart: what the contract test draws and a reader can look at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from vocdash.charts.inputs import (
    BeforeAfter,
    CellMark,
    DistributionRow,
    DotRow,
    EffectRow,
    Event,
    FlowWeek,
    Name,
    PairCount,
    ShareMark,
    StagePoint,
    TouchpointMark,
    TrendPoint,
    WaterfallStep,
)
from vocdash.domain import Change, Score

STAGES = tuple(
    Name(code, name)
    for code, name in (
        ("aware", "Aware"),
        ("enquire", "Enquire"),
        ("buy", "Buy"),
        ("receive", "Receive"),
        ("use", "Use"),
        ("help", "Get help"),
        ("renew", "Renew"),
    )
)
TOUCHPOINTS = tuple(
    Name(code, name)
    for code, name in (
        ("website", "Website"),
        ("shop", "Shop"),
        ("app", "App"),
        ("email", "E-mail"),
        ("phone", "Phone"),
        ("chat", "Chat"),
        ("delivery", "Delivery"),
        ("text", "Text message"),
        ("installer", "Installer"),
    )
)
HIDDEN = Score(None, n=7, submissions=7, hidden=True)
NOBODY = Score(None)


def score(value: float, half: float, n: int) -> Score:
    """A score with a symmetric interval."""
    return Score(value, value - half, value + half, n=n, submissions=n, n_effective=float(n))


# stage: touchpoint → score, half-width, answers, wanted; None is hidden, () is not asked.
_CELLS: dict[str, dict[str, tuple[float, float, int, float] | tuple[()] | None]] = {
    "aware": {"website": (), "email": ()},
    "enquire": {
        "website": (76, 3, 812, 78),
        "shop": (82, 4, 260, 78),
        "email": (73, 7, 96, 75),
        "phone": (72, 12, 22, 78),
        "chat": (79, 5, 214, 78),
    },
    "buy": {
        "website": (82, 1.6, 1490, 80),
        "shop": (79, 3, 720, 80),
        "app": (80, 5, 190, 80),
        "email": (70, 4, 310, 78),
        "chat": (75, 7, 120, 78),
        "text": (77, 11, 28, 78),
    },
    "receive": {
        "website": (70, 4, 388, 78),
        "shop": (75, 13, 19, 78),
        "app": (64, 5, 202, 78),
        "email": (63, 5, 244, 78),
        "phone": (62, 7, 118, 78),
        "delivery": (57, 2, 1940, 80),
        "text": (61, 4, 402, 78),
        "installer": None,
    },
    "use": {"website": (74, 6, 141, 78), "app": (76, 3, 1630, 80), "installer": (80, 11, 27, 78)},
    "help": {
        "website": (66, 4, 330, 78),
        "shop": (71, 5, 180, 78),
        "app": (69, 6, 160, 78),
        "email": (60, 5, 210, 78),
        "phone": (56, 4, 612, 78),
        "chat": (68, 5, 280, 78),
        "installer": (63, 7, 92, 78),
    },
    "renew": {"website": (72, 6, 148, 78), "app": (74, 12, 24, 78), "email": (68, 6, 190, 78), "phone": None},
}


def cells() -> list[CellMark]:
    """Every state a cell can be in, on one map."""
    return list(_cells())


def _cells() -> Iterator[CellMark]:
    for stage, touchpoints in _CELLS.items():
        for at, (touchpoint, figures) in enumerate(touchpoints.items()):
            if not figures:
                yield CellMark(stage, touchpoint, HIDDEN if figures is None else NOBODY, wanted=78, asked=figures is None)
                continue
            value, half, n, wanted = figures
            now, before = score(value, half, n), score(value + 4 * at - 6, half, n)
            change = Change(value - (before.value or 0), 6 - 4 * at - 1.4 * half, 6 - 4 * at + 1.4 * half, now, before)
            yield CellMark(stage, touchpoint, now, wanted, 85, float((3 * at + n) % 10), change, Score(float(n % 17), n=n % 17))


# stage: score, half-width, answers, wanted, customers want, net sentiment, feeling
_ROAD: dict[str, tuple[float, float, int, float, float, float, str]] = {
    "enquire": (74, 3, 1204, 78, 76, 18, "reassured"),
    "buy": (78, 2, 2610, 80, 82, 34, "pleased"),
    "receive": (58, 2, 3388, 80, 87, -31, "let down"),
    "use": (76, 2, 3120, 80, 82, 22, "content"),
    "help": (61, 3, 1702, 78, 86, -24, "worn out"),
    "renew": (70, 5, 456, 78, 74, 8, "lukewarm"),
}

# stage: a comment, team, owner
_WORDS: dict[str, tuple[str, str, str]] = {
    "aware": ("", "Marketing", "J. Ferrer"),
    "enquire": ("The chat knew which table fits my kitchen before I had measured twice.", "Sales", "I. Brandt"),
    "buy": ("Paid in two minutes, but the delivery fee only showed up at the very end.", "Sales", "I. Brandt"),
    "receive": ("Third time I took a day off. The driver rang once and was gone.", "Logistics", "M. Okafor"),
    "use": ("Solid, quiet drawers. The app is a bit slow to find my order.", "Product", "S. Lindqvist"),
    "help": ("I explained the same fault to four people. Nobody had my notes.", "Service", "T. Moreau"),
    "renew": ("I would buy again, but nobody told me my warranty had ended.", "", ""),
}


def journey() -> list[StagePoint]:
    """A road that breaks twice, with a blind stage at its start and no owner at its end."""
    names = {touchpoint.code: touchpoint.name for touchpoint in TOUCHPOINTS}
    marks: dict[str, list[TouchpointMark]] = {stage.code: [] for stage in STAGES}
    for cell in cells():
        marks[cell.stage].append(TouchpointMark(cell.touchpoint, names[cell.touchpoint], cell.score, cell.wanted))
    return [_stage(stage, tuple(marks[stage.code])) for stage in STAGES]


def _stage(stage: Name, touchpoints: tuple[TouchpointMark, ...]) -> StagePoint:
    quote, team, owner = _WORDS[stage.code]
    if stage.code not in _ROAD:
        return StagePoint(stage.code, stage.name, NOBODY, 75, 70, touchpoints=touchpoints, team=team, owner=owner, asked=False)
    value, half, n, wanted, wish, mood, feeling = _ROAD[stage.code]
    return StagePoint(
        stage.code,
        stage.name,
        score(value, half, n),
        wanted,
        wish,
        score(mood, 6, n // 3),
        feeling,
        n,
        touchpoints,
        quote,
        owner,
        team,
        handoff={"receive": score(-8, 3, 420), "help": score(-5, 4, 210), "use": score(2, 3, 380)}.get(stage.code),
        moment_of_truth="found" if stage.code in ("receive", "help") else None,
        is_end=stage.code == "renew",
    )


def months() -> list[TrendPoint]:
    """A year of an index that slides at its end."""
    values = (69.9, 70.4, 68.8, 70.1, 70.9, 71.2, 70.8, 70.2, 70.6, 69.4, 68.2, 67.6)
    return [
        TrendPoint(date(2025 + (9 + at) // 12, (9 + at) % 12 + 1, 1), score(value, 1.6, 900 + 30 * at)) for at, value in enumerate(values)
    ]


def weeks() -> list[TrendPoint]:
    """Forty weeks of one touchpoint that leaves its usual range after a new carrier."""
    steady = [66.5 + 1.6 * ((7 * at) % 5 - 2) / 2 for at in range(28)]
    falling = [64.2, 62.0, 60.1, 58.6, 57.5, 56.3, 57.9, 56.6, 57.0, 56.7]
    first = date(2026, 1, 5)
    return [TrendPoint(first + timedelta(days=7 * at), score(value, 2.6, 180), (64, 70)) for at, value in enumerate([*steady, *falling])]


EVENTS = (
    Event(date(2026, 3, 12), "Text messages start"),
    Event(date(2026, 7, 18), "New carrier"),
    Event(date(2026, 8, 30), "Morning windows"),
)

ACTIONS = (
    Event(date(2026, 4, 20), "Call before arrival", is_action=True, until=date(2026, 8, 3)),
    Event(date(2025, 11, 3), "Larger vans", is_action=True, until=date(2026, 2, 9)),
)

STEPS = (
    WaterfallStep("Apr – Jun", 70.5, 69.6, 71.4, "total"),
    WaterfallStep("Receive", -1.7, -2.4, -1.0, real=True),
    WaterfallStep("Get help", -0.9, -1.6, -0.2, real=True),
    WaterfallStep("Buy", -0.3, -0.9, 0.3),
    WaterfallStep("Renew", -0.1, -0.6, 0.4),
    WaterfallStep("Enquire", 0.1, -0.4, 0.6),
    WaterfallStep("Use", 0.6, 0.1, 1.1, real=True),
    WaterfallStep("Who answered (mix)", 0.2, -0.1, 0.5, "mix"),
    WaterfallStep("Jul – Sep", 68.4, 67.3, 69.5, "total"),
)

FURTHEST = (
    DotRow("Receive · Delivery", score(57, 2, 1940), 80),
    DotRow("Get help · Phone", score(56, 4, 612), 78),
    DotRow("Receive · Text message", score(61, 4, 402), 78),
    DotRow("Use · App", score(76, 3, 1630), 80),
    DotRow("Enquire · Shop", score(82, 4, 260), 78),
    DotRow("Buy · Website", score(82, 1.6, 1490), 80),
)

ORIGINS = (
    DotRow("Buy · Website", score(60, 3, 1102)),
    DotRow("Buy · Shop", score(56, 4.6, 466)),
    DotRow("Buy · Phone", score(48, 6, 188)),
    DotRow("Buy · App", score(59, 7, 122)),
    DotRow("Enquire · Chat", score(64, 12, 21)),
)

ANSWERS = ("Very dissatisfied", "Dissatisfied", "Neither", "Satisfied", "Very satisfied")

SPREAD = (DistributionRow("Jul – Sep", (18, 16, 14, 30, 22), 1940), DistributionRow("Apr – Jun", (9, 11, 14, 36, 30), 1702))


_WEEKS = ((8, 6, 2), (7, 8, 1), (21, 9, 13), (9, 14, 8), (6, 9, 5), (7, 6, 6), (10, 9, 7), (8, 9, 6))
FLOW = tuple(FlowWeek(date(2026, 7, 6) + timedelta(days=7 * at), *counts) for at, counts in enumerate(_WEEKS))
CAUSES = (
    PairCount("Receive", "Receive", 31),
    PairCount("Get help", "Receive", 17),
    PairCount("Get help", "Get help", 9),
    PairCount("Use", "Buy", 4),
)

SUBJECTS = (Name("wait", "Waiting"), Name("staff", "Staff"), Name("price", "Price"))
SHARES = (
    ShareMark("wait", "receive", score(38, 4, 610), score(-61, 6, 232)),
    ShareMark("wait", "help", score(24, 4, 480), score(-48, 9, 115)),
    ShareMark("staff", "enquire", score(31, 4, 520), score(55, 7, 161)),
    ShareMark("staff", "receive", score(12, 3, 610), score(20, 12, 73)),
    ShareMark("price", "buy", score(17, 3, 700), score(-12, 9, 119)),
    ShareMark("price", "renew", HIDDEN, HIDDEN),
)

EFFECTS = tuple(
    EffectRow(
        label, Change(value, value - half, value + half, score(57 + value, half, 400), score(57, 2, 1940)), note, real=abs(value) > half
    )
    for label, value, half, note in (
        ("Missed time window", -11.2, 1.8, "34%"),
        ("No call before arrival", -4.9, 1.5, "21%"),
        ("Packaging left behind", -0.5, 0.9, "6%"),
        ("Friendly driver", 3.1, 1.1, "18%"),
    )
)

OUTCOMES = tuple(
    BeforeAfter(label, Change(now - was, now - was - half, now - was + half, score(now, 3, 400), score(was, 3, 380)), real, expected)
    for label, was, now, half, real, expected in (
        ("Call before arrival", 57, 66, 4.2, True, 5),
        ("Guides redrawn", 61, 62, 4.2, False, 8),
        ("Morning windows", 70, 64, 4.2, True, None),
    )
)
