"""What the comments about a place mention, and what that does to its score."""

from __future__ import annotations

from collections.abc import Sequence

from vocdash.charts.inputs import EffectRow
from vocdash.charts.judge import Verdict, judge_change
from vocdash.charts.theme import fmt_points, fmt_score
from vocdash.metrics import compare
from vocdash.metrics.mentions import EFFECT_FORMULA, Mentioned
from vocdash.ui.hiding.small_groups import shown_mentions
from vocdash.ui.spot.place import Spot

MOST_ROWS = 8
HOW = (
    f"Effect: {EFFECT_FORMULA}. An association, not a forecast. A bar is coloured when its effect stays beyond noise among all themes here "
    "(Benjamini and Hochberg at 5%). The number beside it is the share of comments that mention the theme; one comment may mention several."
)


def read_themes(spot: Spot) -> list[Mentioned]:
    """The most mentioned themes that may be shown, with an effect."""
    found = shown_mentions(spot.selection.scored)
    return [one for one in found if not one.hidden and one.effect is not None and one.effect.value is not None][:MOST_ROWS]


def rows(themes: Sequence[Mentioned]) -> list[EffectRow]:
    """The themes as bars, what pulls down first."""
    moves = [compare.Moved({"theme": one.code}, one.effect) for one in themes if one.effect is not None]
    real = {moved.keys["theme"] for moved in compare.notable(moves)}
    listed = [
        EffectRow(one.name, one.effect, fmt_score(one.share.value, 0, "%"), one.code in real, (("mention", one.name),))
        for one in themes
        if one.effect is not None
    ]
    return sorted(listed, key=lambda row: row.change.value or 0.0)


def finding(listed: Sequence[EffectRow]) -> str:
    """The sentence over the themes."""
    if not listed:
        return "Too few comments to say what moves the score here"
    pulls = [row for row in listed if row.real and judge_change(row.change) is Verdict.WORSE]
    if not pulls:
        return "No theme moves the score by more than noise"
    return f"Comments on “{pulls[0].label}” pull the score down by {fmt_points(pulls[0].change.value or 0.0, 1)}"
