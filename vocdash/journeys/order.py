"""The order of the stages of a journey when others come to it."""

from __future__ import annotations

from collections.abc import Sequence

from vocdash.domain import OFF_THE_ROAD


def joined(standing: Sequence[str], coming: Sequence[str], usual: Sequence[str]) -> list[str]:
    """The codes of all stages: those that stand keep their order, and each that comes finds its place among them.

    A stage of the usual order comes after the last one that is usually before it, or before the first that is usually after it. One
    that is not usual follows the stage that it follows in `coming`, or leads the one that it leads there, or comes last, but for
    those off the road.
    A journey of which no stage stands is as it comes.
    """
    found = list(standing)
    for at, code in enumerate(coming):
        if code in found:
            continue
        told = usual if standing and code in usual else coming
        of_code = told.index(code) if told is usual else at
        before = [found.index(other) for other in told[:of_code] if other in found]
        after = [found.index(other) for other in told[of_code + 1 :] if other in found]
        end = next((place for place, other in enumerate(found) if other in OFF_THE_ROAD), len(found))
        found.insert(max(before) + 1 if before else min(after, default=end), code)
    return found
