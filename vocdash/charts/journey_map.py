"""The journey map: how the road feels, stage by stage, with what customers got against what was wanted, and who owns each stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from vocdash.charts import journey_lanes as lanes
from vocdash.charts import journey_sheet as at
from vocdash.charts import journey_words as words
from vocdash.charts.figure import Figure, assemble, nothing_to_show
from vocdash.charts.inputs import Overlay, StagePoint
from vocdash.charts.journey_sheet import Sheet
from vocdash.charts.judge import Verdict, judge, say_score, too_few
from vocdash.charts.layers import CLICKABLE, Layer, draw, picked, text_layer, tooltip
from vocdash.charts.theme import NO_VALUE, Theme, fmt_interval, fmt_n, fmt_score, fmt_signed
from vocdash.domain import Better

_TIPS = (
    ("name", "Stage"),
    ("score", "Score"),
    ("interval", "95 % interval"),
    ("wanted", "Wanted"),
    ("gap", "Gap"),
    ("wish", "Customers want"),
    ("walked", "Our walks found"),
    ("mood", "Net sentiment"),
    ("answers", "Answers"),
    ("moments", "Moments of truth"),
    ("handoff", "Hand-off"),
)


def journey_map(
    stages: Sequence[StagePoint],
    *,
    theme: Theme,
    better: Better = Better.HIGHER,
    overlays: Sequence[Overlay] = (),
    lane: str = "Satisfaction",
    lane_unit: str = "0 to 100",
    digits: int = 0,
    width: int = 1040,
) -> Figure:
    """The whole map in one picture. `width` is the width its words are wrapped for; more than nine stages get 130 px each.

    A click anywhere in a stage's column gives its code back as `stage`. Up to three
    `overlays` (segments) are drawn as grey dashed lines with their names at the end.
    """
    if not stages:
        return nothing_to_show(theme, 200, "This journey has no stages yet.")
    stages = [at.shield(stage) for stage in stages]
    wide = len(stages) > at.MOST_STAGES_THAT_STRETCH
    width = at.TITLE_PX + at.WIDE_STAGE_PX * len(stages) if wide else width
    shown = tuple(overlays[:3])
    sheet = Sheet(tuple(stages), theme, better, width, *at.score_range(stages, shown), digits)
    x, y = sheet.x(), sheet.y()
    layers = [
        *lanes.columns(sheet),
        *lanes.rules(sheet),
        *lanes.holes(sheet),
        *lanes.satisfaction(sheet, shown),
        *lanes.plates(sheet),
        *lanes.walks(sheet),
        *lanes.emotion(sheet),
        *lanes.answers(sheet),
        *lanes.touchpoints(sheet),
        *lanes.owners(sheet),
        *lanes.chevrons(sheet),
        *lanes.flag_marks(sheet, words.flags(sheet)),
        text_layer([*words.middle_words(sheet, lane, lane_unit, shown), *words.flag_words(sheet)], x, y),
        text_layer(words.quotes(sheet), x, y, baseline="top", dy=0),
        _click(sheet, x, y),
    ]
    own_width = width if wide else None
    said, table = say_map(sheet), map_table(sheet)
    return assemble(layers, theme=theme, height=at.HEIGHT, alt_text=said, table=table, width=own_width, exact=True, pointed="marks")


def _click(sheet: Sheet, x: dict[str, Any], y: dict[str, Any]) -> Layer:
    rows = [
        {"x": number, "x2": number + 1, "y": at.CHEVRONS[0] - 6, "y2": at.HEIGHT - 2, "stage": stage.code, **stage_tips(sheet, stage)}
        for number, stage in enumerate(sheet.stages)
    ]
    mark = {"type": "rect", "fill": sheet.theme.page, "fillOpacity": CLICKABLE, "cornerRadius": 6, "cursor": "pointer"}
    layer = draw(rows, mark, x=x, x2={"field": "x2"}, y=y, y2={"field": "y2"}, tooltip=tooltip(*_TIPS))
    return layer | picked("stage")


def stage_tips(sheet: Sheet, stage: StagePoint) -> dict[str, str]:
    """What a pointer over a stage tells."""
    told = stage.score.value is not None and not stage.score.hidden
    mood = stage.net_sentiment
    return {
        "name": stage.name,
        "score": say_score(stage.score, sheet.digits) if stage.asked else "nobody asks",
        "interval": fmt_interval(stage.score.low, stage.score.high, sheet.digits) if told else NO_VALUE,
        "wanted": fmt_score(stage.wanted, sheet.digits),
        "gap": fmt_signed(_gap(stage), sheet.digits),
        "wish": fmt_score(stage.customers_want, sheet.digits),
        "walked": fmt_score(stage.walked),
        "mood": fmt_signed(None if mood is None or mood.hidden else mood.value),
        "answers": "hidden" if stage.score.hidden else fmt_n(stage.answers),
        "moments": ", ".join(say_moments(stage)) or "none",
        "handoff": say_handoff(stage) or "no difference beyond noise",
    }


def say_moments(stage: StagePoint) -> list[str]:
    """The touchpoints of a stage that are moments of truth; a pinned one says so."""
    marked = [mark for mark in stage.touchpoints if mark.moment_of_truth]
    return [f"{mark.name}{' (pinned)' if mark.moment_of_truth == 'pinned' else ''}" for mark in marked]


def say_handoff(stage: StagePoint) -> str:
    """What the hand-off into a stage costs or brings, in words; nothing within noise."""
    lost = at.lost_or_won(stage)
    if lost is None or stage.handoff is None:
        return ""
    people, interval = fmt_n(stage.handoff.n), fmt_interval(stage.handoff.low, stage.handoff.high)
    return f"{fmt_signed(lost)} points ({interval}) among {people} people heard before and after"


def _gap(stage: StagePoint) -> float | None:
    if stage.score.value is None or stage.score.hidden or stage.wanted is None:
        return None
    return stage.score.value - stage.wanted


def say_map(sheet: Sheet) -> str:
    """The finding in words: where the road breaks beyond noise, where it is best, and what nobody asks or may see."""
    verdicts = [(stage, judge(stage.score, stage.wanted, sheet.better)) for stage in sheet.stages]
    firm = [stage for stage in sheet.stages if stage.score.value is not None and not stage.score.hidden and not too_few(stage.score)]
    return " ".join(
        [
            f"Journey of {sheet.count} stage{'s' if sheet.count > 1 else ''}.",
            *_say_short([stage for stage, verdict in verdicts if verdict is Verdict.WORSE], firm, sheet.digits),
            *_say_best(firm, sheet),
            *_listed("Moments of truth:", [f"{mark} in {stage.name}" for stage in sheet.stages for mark in say_moments(stage)]),
            *_listed("Points lost or won between owners:", _borders(sheet.stages)),
            *_listed("Nobody asks in", [stage.name for stage in sheet.stages if not stage.asked]),
            *_listed("Too few answers in", [stage.name for stage, verdict in verdicts if verdict is Verdict.TOO_FEW]),
            *_listed("Hidden:", [stage.name for stage in sheet.stages if stage.score.hidden]),
        ]
    )


def _say_short(short: Sequence[StagePoint], firm: Sequence[StagePoint], digits: int) -> Iterator[str]:
    worst = sorted(short, key=lambda stage: -abs(_gap(stage) or 0.0))
    if worst:
        listed = [f"{stage.name} ({fmt_score(stage.score.value, digits)}, wanted {fmt_score(stage.wanted, digits)})" for stage in worst[:3]]
        yield f"Beyond noise below what is wanted: {', '.join(listed)}{' and others' if len(worst) > 3 else ''}."
    elif firm:
        yield "No stage misses what is wanted by more than noise."


def _say_best(firm: Sequence[StagePoint], sheet: Sheet) -> Iterator[str]:
    if len(firm) > 1:
        best = (min if sheet.better is Better.LOWER else max)(firm, key=lambda stage: stage.score.value or 0.0)
        yield f"Best: {best.name} ({fmt_score(best.score.value, sheet.digits)})."


def _borders(stages: Sequence[StagePoint]) -> list[str]:
    """Each border between two stages at which points are lost or won beyond noise."""
    borders = [(one, other, at.lost_or_won(other)) for one, other in pairwise(stages)]
    return [f"{one.name} to {other.name} ({fmt_signed(lost)})" for one, other, lost in borders if lost]


def _listed(words: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        yield f"{words} {', '.join(names)}."


def map_table(sheet: Sheet) -> list[dict[str, Any]]:
    """The map as rows: one stage each, with nothing that the picture hides."""
    return [
        {
            "Stage": stage.name,
            "Score": None if stage.score.hidden else stage.score.value,
            "Low": None if stage.score.hidden else stage.score.low,
            "High": None if stage.score.hidden else stage.score.high,
            "Wanted": stage.wanted,
            "Gap": _gap(stage),
            "Customers want": stage.customers_want,
            "Our walks found": stage.walked,
            "Net sentiment": stage.net_sentiment.value if stage.net_sentiment and not stage.net_sentiment.hidden else None,
            "Feeling": stage.feeling,
            "Answers": None if stage.score.hidden else stage.answers,
            "Touchpoints": ", ".join(touchpoint.name for touchpoint in stage.touchpoints),
            "In their words": stage.quote or "",
            "Owner": stage.owner,
            "Team": stage.team,
            "Hand-off": stage.handoff.value if stage.handoff else None,
            "Hand-off low": stage.handoff.low if stage.handoff else None,
            "Hand-off high": stage.handoff.high if stage.handoff else None,
            "Heard before and after": stage.handoff.n if stage.handoff else None,
            "Moments of truth": ", ".join(say_moments(stage)),
            "State": judge(stage.score, stage.wanted, sheet.better).value,
        }
        for stage in sheet.stages
    ]
