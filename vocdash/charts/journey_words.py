"""Every word on the journey map, as rows of one text layer. Customers' words are text marks only: nothing in them is markup."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vocdash.charts import journey_sheet as at
from vocdash.charts.inputs import Overlay, StagePoint
from vocdash.charts.journey_lanes import answers_y, mood_scale
from vocdash.charts.journey_sheet import Sheet, fold
from vocdash.charts.judge import Verdict, highest, judge, lowest, text_colour
from vocdash.charts.layers import text_row
from vocdash.charts.theme import fmt_half, fmt_n, fmt_score, fmt_signed
from vocdash.domain import OFF_THE_ROAD, Better, Score

Row = dict[str, Any]


def middle_words(sheet: Sheet, lane: str, lane_unit: str, overlays: tuple[Overlay, ...]) -> list[Row]:
    """All words that are centred on their line."""
    return [
        *_lane_titles(sheet, lane, lane_unit),
        *(text_row(0, sheet.place(tick), fmt_score(tick, sheet.digits), sheet.theme.ink_2, align="right", dx=-8) for tick in sheet.ticks),
        *(row for number, stage in enumerate(sheet.stages) for row in _stage_words(sheet, number, stage)),
        *_overlay_names(sheet, overlays),
    ]


def quotes(sheet: Sheet) -> list[Row]:
    """What customers say, one comment a stage, wrapped to its column."""
    theme = sheet.theme
    rows = []
    for number, stage in enumerate(sheet.stages):
        said = f"“{stage.quote}”" if stage.quote else _nothing_said(stage)
        colour = theme.ink if stage.quote else theme.ink_3
        rows.append(text_row(number + 0.07, at.WORDS - 8, sheet.fold(said, lines=5), colour, align="left"))
    return rows


def flags(sheet: Sheet) -> list[tuple[int, str, str, str]]:
    """What stands above the road, as (stage, words, colour, shape): moments of truth and the end."""
    found = []
    for number, stage in enumerate(sheet.stages):
        if stage.moment_of_truth:
            words = "Moment of truth" if stage.moment_of_truth == "found" else "Pinned moment"
            words += ", end" if stage.is_end else ""
            found.append((number, words, sheet.theme.bad if stage.moment_of_truth == "found" else sheet.theme.ink_2, "diamond"))
        elif stage.is_end:
            found.append((number, "The end they remember" if sheet.stage_px > 150 else "The end", sheet.theme.ink_2, "flag"))
    return found


def flag_words(sheet: Sheet) -> list[Row]:
    """The words of the flags, beside their shapes."""
    return [text_row(number + 0.5, at.FLAGS, words, colour, weight=600, dx=4) for number, words, colour, _ in flags(sheet)]


def _extremes(sheet: Sheet) -> dict[int, str]:
    """The stages that are told apart from all others by more than noise; of two that are told apart together neither is the one."""
    steps = [number for number, stage in enumerate(sheet.stages) if stage.code not in OFF_THE_ROAD]
    scores = [sheet.stages[number].score for number in steps]
    if sum(score.value is not None for score in scores) < 3 or sheet.better is Better.NEITHER:
        return {}
    ends = ((highest(scores), "Highest point", "Among the highest"), (lowest(scores), "Lowest point", "Among the lowest"))
    return {steps[at]: one if len(found) == 1 else several for found, one, several in ends for at in found}


def _lane_titles(sheet: Sheet, lane: str, lane_unit: str) -> Iterator[Row]:
    titles = (
        (at.CHEVRONS[1] + 20, lane, lane_unit),
        (at.LINES[0] + 18, "Emotion", "from comments"),
        (at.LINES[1] + 18, "Answers", "scores and comments"),
        (at.LINES[2] + 18, "Touchpoints", "ring: against wanted"),
        (at.LINES[3] + 18, "In their words", "a typical comment"),
        (at.LINES[4] + 18, "Owner", "who answers for it"),
    )
    for y, title, below in titles:
        yield text_row(sheet.left, y, title, sheet.theme.ink, size=13, weight=600, align="left")
        yield text_row(sheet.left, y + 16, below, sheet.theme.ink_3, align="left")
    for y, sign in ((at.EMOTION - at.EMOTION_REACH, "+"), (at.EMOTION + at.EMOTION_REACH, "−")):
        yield text_row(0, y, sign, sheet.theme.ink_2, size=13, align="right", dx=-8)
    if _is_silent(sheet):
        hidden = any(stage.score.hidden or (stage.net_sentiment and stage.net_sentiment.hidden) for stage in sheet.stages)
        why = "Nobody wrote, or too few people to show a feeling." if hidden else "No comment was scored, so no feeling is known."
        yield text_row(sheet.count / 2, at.EMOTION - 10, why, sheet.theme.ink_3)


def _stage_words(sheet: Sheet, number: int, stage: StagePoint) -> Iterator[Row]:
    theme = sheet.theme
    on = theme.text_on(theme.bad) if at.breaks(stage, sheet.better) else theme.ink
    name = fold(stage.name, int((sheet.stage_px - 28) / 7), 2)
    yield text_row(number + 0.51, sum(at.CHEVRONS) / 2, name, on, size=12 if "\n" in name else 14, weight=600)
    yield from _score_words(sheet, number, stage)
    yield from _feeling(sheet, number, stage)
    most = max((each.answers for each in sheet.stages if not each.score.hidden), default=0) or 1
    heard = "hidden" if stage.score.hidden else fmt_n(stage.answers)
    yield text_row(number + 0.5, (at.ANSWERS if stage.score.hidden else answers_y(stage, most)) - 10, heard, theme.ink_2)
    yield from _owner(sheet, number, stage)


def _score_words(sheet: Sheet, number: int, stage: StagePoint) -> Iterator[Row]:
    theme, verdict = sheet.theme, judge(stage.score, stage.wanted, sheet.better)
    if stage.score.value is None or stage.score.hidden:
        y = at.clear_middle(sheet, number, at.PLATE / 2)
        head, below = _hole_words(stage)
        yield text_row(number + 0.495, y - 18, head, theme.ink, size=13, weight=600)
        yield text_row(number + 0.495, y + 9, below, theme.ink_2)
        return
    y, below_dot = at.number_height(sheet, number)
    colour = text_colour(verdict, theme, theme.ink)
    yield text_row(number + 0.5, y, fmt_score(stage.score.value, sheet.digits), colour, size=15, weight=700, align="right", dx=1)
    yield text_row(number + 0.5, y + 1, fmt_half(stage.score, sheet.digits), theme.ink_3, align="left", dx=7)
    if remark := "too few" if verdict is Verdict.TOO_FEW else _extremes(sheet).get(number, ""):
        yield text_row(number + 0.5, y + (17 if below_dot else -17), remark, theme.ink_2)


def _hole_words(stage: StagePoint) -> tuple[str, str]:
    if stage.score.hidden:
        return "Hidden", "too few people\nto show"
    return ("No answers", "in this\nselection") if stage.asked else ("Blind stage", "nobody asks\nhere yet")


def _nothing_said(stage: StagePoint) -> str:
    if stage.score.hidden:
        return "Hidden."
    if stage.quote is None:
        return "Left out here."
    return "No comments." if stage.answers else "No answers, so no words either."


def _feeling(sheet: Sheet, number: int, stage: StagePoint) -> Iterator[Row]:
    mood = stage.net_sentiment
    if mood is None or mood.value is None or mood.hidden:
        if not _is_silent(sheet) and stage.answers:
            yield text_row(number + 0.5, at.EMOTION - 10, "hidden" if mood and mood.hidden else "none scored", sheet.theme.ink_3)
        return
    y = at.EMOTION - mood.value * mood_scale(sheet) + (13 if mood.value < 0 else -13)
    words = f"{stage.feeling} {fmt_signed(mood.value)}".strip()
    yield text_row(number + 0.5, y, words, sheet.theme.ink, weight=600)


def _is_silent(sheet: Sheet) -> bool:
    """Whether no stage has a comment whose feeling is known."""
    return not any(stage.net_sentiment and stage.net_sentiment.value is not None for stage in sheet.stages)


_RING_PX = 10
"""So far a ring of a hand-off reaches into the boxes on both sides of it."""


def _owner(sheet: Sheet, number: int, stage: StagePoint) -> Iterator[Row]:
    theme = sheet.theme
    x, y = number + 0.495, sum(at.OWNERS) / 2
    before, after = _has_ring(sheet, number), _has_ring(sheet, number + 1)
    room = sheet.stage_px * 0.92 - _RING_PX * (before + after)
    bold, plain = int(room / 6.6), int(room / 5.7)
    aside = _RING_PX / 2 * (before - after)
    if not stage.owner and not stage.team:
        yield text_row(x, y - 8, "No owner", theme.bad, dx=aside, size=13, weight=600)
        yield text_row(x, y + 9, "assign one", theme.ink_2, dx=aside)
    elif stage.owner and stage.team:
        yield text_row(x, y - 8, fold(stage.team, bold, 1), theme.ink, dx=aside, size=13, weight=600)
        yield text_row(x, y + 9, fold(stage.owner, plain, 1), theme.ink_2, dx=aside)
    else:
        yield text_row(x, y, fold(stage.team or stage.owner, bold, 1), theme.ink, dx=aside, size=13, weight=600)
    if (lost := at.lost_or_won(stage)) is not None and number:
        yield text_row(number, y, fmt_signed(lost), theme.bad if lost < 0 else theme.good, weight=600)


def _has_ring(sheet: Sheet, number: int) -> bool:
    """Whether points are lost or won on the border before a stage."""
    return 0 < number < len(sheet.stages) and at.lost_or_won(sheet.stages[number]) is not None


def _overlay_names(sheet: Sheet, overlays: tuple[Overlay, ...]) -> Iterator[Row]:
    """A segment's name stands beside its line where that is farthest from everybody's, each at a stage of its own."""
    taken: set[int] = set()
    for overlay in overlays:
        pairs = enumerate(zip(overlay.scores, sheet.stages, strict=False))
        apart = {n: _apart(score, stage.score) for n, (score, stage) in pairs if score.value is not None and not score.hidden}
        free = [number for number in apart if number not in taken] or list(apart)
        if free:
            number = max(free, key=lambda each: abs(apart[each]))
            taken.add(number)
            y = sheet.place(overlay.scores[number].value or 0.0) + (-9 if apart[number] >= 0 else 9)
            yield text_row(number + 0.5, y, overlay.name, sheet.theme.ink_2, align="left", dx=22, weight=600)


def _apart(score: Score, everybody: Score) -> float:
    return (score.value or 0.0) - (everybody.value or 0.0)
