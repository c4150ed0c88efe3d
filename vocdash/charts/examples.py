"""Invented inputs of a made-up furniture shop, one set per chart: what the contract test draws and a reader can look at."""

from __future__ import annotations

from collections.abc import Iterator

from vocdash.charts.inputs import CellMark, Name, StagePoint, TouchpointMark
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
            yield CellMark(stage, touchpoint, now, wanted, 85, float((3 * at + n) % 10), change, n % 17)


# stage: score, half-width, answers, wanted, customers want, net sentiment, feeling, quote, team, owner
_ROAD: dict[str, tuple[float, float, int, float, float, float, str, str, str, str]] = {
    "enquire": (74, 3, 1204, 78, 76, 18, "reassured", "The chat knew which table fits my kitchen before I had measured twice.", "Sales", "I. Brandt"),
    "buy": (78, 2, 2610, 80, 82, 34, "pleased", "Paid in two minutes, but the delivery fee only showed up at the very end.", "Sales", "I. Brandt"),
    "receive": (58, 2, 3388, 80, 87, -31, "let down", "Third time I took a day off. The driver rang once and was gone.", "Logistics", "M. Okafor"),
    "use": (76, 2, 3120, 80, 82, 22, "content", "Solid, quiet drawers. The app is a bit slow to find my order.", "Product", "S. Lindqvist"),
    "help": (61, 3, 1702, 78, 86, -24, "worn out", "I explained the same fault to four people. Nobody had my notes.", "Service", "T. Moreau"),
    "renew": (70, 5, 456, 78, 74, 8, "lukewarm", "I would buy again, but nobody told me my warranty had ended.", "", ""),
}  # fmt: skip


def journey() -> list[StagePoint]:
    """A road that breaks twice, with a blind stage at its start and no owner at its end."""
    names = {touchpoint.code: touchpoint.name for touchpoint in TOUCHPOINTS}
    marks: dict[str, list[TouchpointMark]] = {stage.code: [] for stage in STAGES}
    for cell in cells():
        marks[cell.stage].append(TouchpointMark(cell.touchpoint, names[cell.touchpoint], cell.score, cell.wanted))
    return [_stage(stage, tuple(marks[stage.code])) for stage in STAGES]


def _stage(stage: Name, touchpoints: tuple[TouchpointMark, ...]) -> StagePoint:
    if stage.code not in _ROAD:
        return StagePoint(
            stage.code, stage.name, NOBODY, 75, 70, touchpoints=touchpoints[:3], team="Marketing", owner="J. Ferrer", asked=False
        )
    value, half, n, wanted, wish, mood, feeling, quote, team, owner = _ROAD[stage.code]
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
        handoff={"receive": -8.0, "help": -5.0}.get(stage.code),
        moment_of_truth="found" if stage.code in ("receive", "help") else None,
        is_end=stage.code == "renew",
    )
