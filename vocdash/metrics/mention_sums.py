"""What comments mention, summed a submission: the ground of the mention rollup and of questions it cannot answer.

A comment *stands* at the place it was given at and at every place that one of its mentions speaks of; a theme of it stands where its
mentions speak of. So a theme's comments are always among the comments of the same place. Within a comment, several mentions of one
theme at one place are one, with their mean polarity.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vocdash.metrics.columns import Answers, grouped, looked_up, packed, per_group
from vocdash.metrics.given import Floats, GivenMentions, Ints
from vocdash.metrics.sources import LEVEL_BITS
from vocdash.text.scored import NEUTRAL_BAND

MENTIONED, FEELING = "mentioned", "feeling"
"""Measures: of a submission's comments those that mention a theme, and how these feel about it (1, 0, −1)."""

SCORES = ("experience", "nps", "csat", "ease", "effort", "rating", "yes")
"""Measures of the registry whose answers are kept for the submissions that mention a theme: what its effect is told from."""

ANY = 0
"""Stands for "any comment": what the share of a theme is a share of."""

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Comments:
    """Comments in a language that is read, and their mentions, as columns; `who` and `comment` count submissions and comments."""

    who: Ints
    journey: Ints
    stage: Ints
    touchpoint: Ints
    comment: Ints
    theme: Ints
    theme_stage: Ints
    theme_touchpoint: Ints
    polarity: Floats


@dataclass(frozen=True, slots=True)
class Tally:
    """One row a theme, submission and place. `own` has by measure which rows have it, and what their submissions say there: n, s, q
    and the ends of the scales.

    The theme :data:`ANY` has a row for each place a submission's comments stand at; of it only :data:`MENTIONED` is known.
    """

    theme: Ints
    who: Ints
    journey: Ints
    stage: Ints
    touchpoint: Ints
    own: Mapping[str, tuple[Ints, Mapping[str, Any]]]


def comments_of(first_version: Mapping[int, int], found: Answers, given: GivenMentions) -> Comments:
    """The comments among the answers `found`, whose ids are ascending, with those of the given mentions that are theirs."""
    at = np.minimum(np.searchsorted(found.ids, given.submission), len(found.ids) - 1)
    inside = found.ids[at] == given.submission
    return comments_with(first_version, found, GivenMentions(at[inside], *(column[inside] for column in given[1:])))


def comments_with(first_version: Mapping[int, int], found: Answers, mentions: GivenMentions) -> Comments:
    """The comments among the answers `found`, with their mentions, whose submissions count as `found.who` does."""
    spoken = np.flatnonzero(found.spoken)
    key = (found.who[spoken], found.question[spoken], found.occurrence[spoken])
    comment, among = matched(key, (mentions.submission, mentions.question, mentions.occurrence))
    return Comments(
        who=found.who[spoken],
        journey=found.journey[spoken],
        stage=found.stage[spoken],
        touchpoint=found.touchpoint[spoken],
        comment=comment,
        theme=looked_up(first_version, mentions.theme[among]).astype(np.int64),
        theme_stage=mentions.stage[among],
        theme_touchpoint=mentions.touchpoint[among],
        polarity=mentions.polarity[among],
    )


def matched(known: Sequence[Ints], keys: Sequence[Ints]) -> tuple[Ints, Flags]:
    """(place of its row among the known ones, of each key that is; which keys are)."""
    number = packed(*(np.concatenate(columns) for columns in zip(known, keys, strict=True)))
    rows, wanted = number[: len(known[0])], number[len(known[0]) :]
    if not len(rows):
        return rows, np.zeros(len(wanted), dtype=bool)
    order = np.argsort(rows)
    at = order[np.minimum(np.searchsorted(rows, wanted, sorter=order), len(rows) - 1)]
    among = rows[at] == wanted
    return at[among], among


@dataclass(frozen=True, slots=True)
class _Places:
    """Combinations of journey, stage and touchpoint as far as they are told apart, numbered."""

    number: Ints
    columns: list[Ints]

    def of(self, *counts: int) -> list[Ints]:
        """The numbers, in parts of these lengths."""
        return np.split(self.number, np.cumsum(counts)[:-1])


def tally(
    found: Answers,
    said: Comments,
    level: int,
    stages: Collection[int] | None = None,
    touchpoints: Collection[int] | None = None,
    measures: Collection[str] = SCORES,
) -> Tally:
    """Sum up by theme, submission and place; `level` are the bits of stage and touchpoint to tell apart.

    Only what stands in one of `stages` and at one of `touchpoints` counts (None: everything).
    """
    kept = _inside(said.theme_stage, said.theme_touchpoint, stages, touchpoints)
    comment, theme, polarity = said.comment[kept], said.theme[kept], said.polarity[kept]
    given = np.flatnonzero(_inside(said.stage, said.touchpoint, stages, touchpoints))
    answered = np.flatnonzero(_inside(found.stage, found.touchpoint, stages, touchpoints))
    places = _number_places(
        level,
        (said.journey[comment], said.theme_stage[kept], said.theme_touchpoint[kept]),
        (said.journey[given], said.stage[given], said.touchpoint[given]),
        (found.journey[answered], found.stage[answered], found.touchpoint[answered]),
    )
    spoken_at, given_at, answered_at = places.of(len(comment), len(given), len(answered))
    size = len(places.columns[0])
    standing = np.unique(np.concatenate([comment, given]) * size + np.concatenate([spoken_at, given_at]))
    base, counts = np.unique(said.who[standing // max(size, 1)] * size + standing % max(size, 1), return_counts=True)

    themes, at, mentioned, feeling = _by_theme(comment, theme, spoken_at, polarity, said.who, size)
    comments = counts[np.searchsorted(base, at)]
    of_themes = {FEELING: _with_any(feeling)} | _scores(found, answered, found.who[answered] * size + answered_at, at, measures)
    keys = np.concatenate([base, at])
    own = {MENTIONED: (np.arange(len(keys)), _own(np.concatenate([np.zeros(len(base)), mentioned]), np.concatenate([counts, comments])))}
    own |= {measure: (len(base) + rows, columns) for measure, (rows, columns) in of_themes.items()}
    journey, stage, touchpoint = (column[keys % max(size, 1)] for column in places.columns)
    return Tally(np.concatenate([np.full(len(base), ANY), themes]), keys // max(size, 1), journey, stage, touchpoint, own)


def _inside(stage: Ints, touchpoint: Ints, stages: Collection[int] | None, touchpoints: Collection[int] | None) -> Flags:
    inside = np.ones(len(stage), dtype=bool)
    for column, allowed in ((stage, stages), (touchpoint, touchpoints)):
        if allowed is not None:
            inside &= np.isin(column, list(allowed))
    return inside


def _number_places(level: int, *parts: tuple[Ints, Ints, Ints]) -> _Places:
    journey, stage, touchpoint = (np.concatenate([part[at] for part in parts]) for at in range(3))
    stage = stage if level & LEVEL_BITS["stage"] else np.zeros_like(stage)
    touchpoint = touchpoint if level & LEVEL_BITS["touchpoint"] else np.zeros_like(touchpoint)
    first, number = grouped(journey, stage, touchpoint)
    return _Places(number, [journey[first], stage[first], touchpoint[first]])


def _by_theme(comment: Ints, theme: Ints, place: Ints, polarity: Floats, who: Ints, size: int) -> tuple[Ints, Ints, Floats, dict[str, Any]]:
    """By theme, submission and place: (theme, submission and place in one number, comments, how they feel)."""
    first, group = grouped(comment, theme, place)
    felt = ~np.isnan(polarity)
    judged = np.bincount(group[felt], minlength=len(first))
    mean = np.divide(np.bincount(group[felt], polarity[felt], minlength=len(first)), judged, where=judged > 0, out=np.zeros(len(first)))
    feeling = np.sign(mean) * (np.abs(mean) > NEUTRAL_BAND)
    theme, at = theme[first], who[comment[first]] * size + place[first]
    rows, belongs = grouped(theme, at)
    known = judged > 0
    sums = per_group(belongs[known], feeling[known], np.zeros(int(known.sum()), dtype=np.int64), len(rows))
    return theme[rows], at[rows], np.bincount(belongs, minlength=len(rows)).astype(np.float64), sums | _no_scale(len(rows))


def _with_any(sums: Mapping[str, Any]) -> tuple[Ints, dict[str, Any]]:
    """The groups that have any value, and their sums."""
    rows = np.flatnonzero(sums["n"])
    return rows, {name: column[rows] for name, column in sums.items()}


def _scores(found: Answers, answered: Ints, keys: Ints, wanted: Ints, measures: Collection[str]) -> dict[str, tuple[Ints, dict[str, Any]]]:
    """By measure, which of the `wanted` keys have answers, and their sums; without measures that nobody answered."""
    known, group = np.unique(keys, return_inverse=True)
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    there = known[at] == wanted
    scores: dict[str, tuple[Ints, dict[str, Any]]] = {}
    for measure in measures:
        values = found.measures[measure][answered]
        inside = np.flatnonzero(~np.isnan(values))
        if len(inside):
            sums = per_group(group[inside], values[inside], found.scale[answered[inside]], len(known))
            rows = np.flatnonzero(there & (sums["n"] > 0)[at])
            of = at[rows]
            scores[measure] = rows, {name: column[of] for name, column in sums.items()}
    return scores


def _own(s: Floats, n: Ints) -> dict[str, Any]:
    return {"n": n.astype(np.float64), "s": s, "q": s} | _no_scale(len(s))


def _no_scale(count: int) -> dict[str, Ints]:
    return {"scale_low": np.zeros(count, dtype=np.int64), "scale_high": np.zeros(count, dtype=np.int64)}
