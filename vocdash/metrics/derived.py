"""Numbers that are made of several scores or of whole submissions: their formulas in words, beside those of the metrics.

They are not sums of answers, so they have no measure and no rollup rows; each is computed by one named function.
"""

from __future__ import annotations

from dataclasses import dataclass

from vocdash.domain import Better


@dataclass(frozen=True, slots=True)
class Derived:
    """One such number, described by the same words as a metric; `range` is what the shown value can be."""

    code: str
    label: str
    unit: str
    better: Better
    formula: str
    base: str
    interval: str
    range: tuple[float | None, float | None]


DERIVED: dict[str, Derived] = {
    one.code: one
    for one in (
        Derived(
            "usual_range",
            "Usual range",
            "as the score",
            Better.NEITHER,
            "Centre ± 3 standard errors, for each day, week, month or quarter by its own number of answers. The centre is the score of all "
            "answers before the period looked at. Where neighbouring points differ by more than answers alone explain, the range is wider "
            "by that factor (Laney: mean moving range of the standardised points ÷ 1.128, at least 1). Eight points in a row on one side "
            "of the centre are a sign of change, too.",
            "Of at least six points before the period looked at, otherwise of all points shown; none where those are fewer than six.",
            "It is a range of single points, not an interval of the score.",
            (None, None),
        ),
        Derived(
            "below_middle",
            "Below the middle",
            "%",
            Better.LOWER,
            "Share of answers in the worse half of their scale; the middle answer counts to neither half.",
            "Of the answers on one scale; none when nobody answered on it.",
            "Wilson score interval with the number of people: several answers of one person count as one.",
            (0.0, 100.0),
        ),
        Derived(
            "hand_off",
            "Score by origin",
            "points",
            Better.HIGHER,
            "Experience score here, split by the step before: what the customer last answered about, or the stage before in the same "
            "submission. Who used two touchpoints in that step counts at both.",
            "Of experience answers here; the step before lies in the period looked at or up to 90 days before its first day. Where a file "
            "names no customers, only steps within one submission are known.",
            "As the experience score.",
            (0.0, 100.0),
        ),
        Derived(
            "inconsistency",
            "Inconsistency index",
            "points",
            Better.LOWER,
            "How far the channels of one touchpoint lie apart beyond noise: the standard deviation τ of their true scores. τ² = max(0, "
            "(Q − (k − 1)) ÷ (Σw − Σw² ÷ Σw)), with w = 1 ÷ variance of each of the k channel scores and Q = Σw × (score − weighted mean)² "
            "(DerSimonian and Laird).",
            "Of channels with at least 30 answers; none with fewer than two such channels. 0 when noise explains all of the spread.",
            "All τ² for which Q is an unsurprising value of its χ² distribution (Q-profile, Viechtbauer).",
            (0.0, 50.0),
        ),
        Derived(
            "peak_end",
            "Peak–end score",
            "points",
            Better.HIGHER,
            "Mean over submissions of (worst stage + last stage) ÷ 2, each the mean of the submission’s experience answers in that stage.",
            "Of submissions with experience answers in at least two stages; none when there are none.",
            "Adjusted Wald over submissions; weighted on request.",
            (0.0, 100.0),
        ),
        Derived(
            "plain_mean",
            "Mean of the stages",
            "points",
            Better.HIGHER,
            "Mean over submissions of the mean of their stages, each the mean of the submission’s experience answers in that stage.",
            "Of the same submissions as the peak–end score.",
            "Adjusted Wald over submissions; weighted on request.",
            (0.0, 100.0),
        ),
        Derived(
            "difference",
            "Difference",
            "points",
            Better.NEITHER,
            "One score minus another.",
            "Of two scores that both have answers.",
            "From both intervals as if their answers were independent (Newcombe’s hybrid). Where many are compared, one is coloured only "
            "when it stays beyond noise after Benjamini and Hochberg’s correction at 5%.",
            (None, None),
        ),
    )
}
