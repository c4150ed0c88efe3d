"""Let one's own scored comments teach the scorer: a lesson is numbered, kept with its figures, and used when it is better.

`learn` is what a button calls, with :func:`vocdash.ingest.rescore.start_rescore` after it where something was adopted;
`python -m vocdash learn` does both.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from vocdash import settings, voices
from vocdash.access import Access, Actor
from vocdash.errors import VocError
from vocdash.ingest.lessons import forget_lessons, keep, next_number, read_lessons
from vocdash.store import Store
from vocdash.text import DEFAULT
from vocdash.text.scored import label_of
from vocdash.themes.live import FEELINGS

MOST = 10_000
"""Comments learned from at most; of more, an even sample."""


@dataclass(frozen=True, slots=True)
class LessonReport:
    """One lesson: from how many comments, and how well feelings are told on comments not learned from.

    Each of `before`, `calibrated` and `adapted` has `f1` (macro-F1 of the labels), `f1_two` (good against bad) and
    `calibration_error`, or is None where it was not tried. `adopted` is "calibration", "adapter", or "" where nothing was better.
    """

    number: int
    learned_at: datetime
    learned_by: str
    rows: int
    before: dict[str, float] | None
    calibrated: dict[str, float] | None
    adapted: dict[str, float] | None
    adopted: str


def learn(store: Store, actor: Actor) -> LessonReport:
    """Learn from the comments that came with a score, against the scorer as it ships; from now on the better one reads comments.

    Comments already stored keep what they were given until they are read again.

    Raises
    ------
    NotAllowed
        If the actor is not at least a lead.
    VocError
        If fewer than 200 comments came with a score, or the scorer is another one than the linear model.
    """
    from vocdash.text.learn import ENOUGH_TO_CALIBRATE
    from vocdash.text.learn import learn as fit
    from vocdash.text.model import load

    actor.require(Access.LEAD, "teach the scorer")
    if settings.get("classifier") not in ("", DEFAULT):
        raise VocError("Only the linear model can learn.", "Empty VOCDASH_CLASSIFIER, or set it to linear.")
    base = load()
    found = voices.scored(store, MOST)
    if len(found) < ENOUGH_TO_CALIBRATE:
        raise VocError(
            f"Only {len(found):,} comments in English came with a score, and {ENOUGH_TO_CALIBRATE} are needed to learn from.",
            "Import more comments together with their scores.",
        )
    number = next_number(store)
    lesson = fit(base, [text for text, _ in found], [label_of(share) for _, share in found], number)
    figures = {name: asdict(each) if each else None for name, each in _figures(lesson)}
    adopted = "" if lesson.adopted is None else "adapter" if lesson.adopted.adapter else "calibration"
    values = {
        "number": number,
        "rows": lesson.rows,
        "base": base.version,
        "figures": figures,
        "adopted": adopted,
        "data": lesson.adopted.to_bytes() if lesson.adopted else None,
    }
    return _report(keep(store, actor, FEELINGS, values))


def _figures(lesson: Any) -> list[tuple[str, Any]]:
    return [("before", lesson.before), ("calibrated", lesson.calibrated), ("adapted", lesson.adapted)]


def forget(store: Store, actor: Actor) -> None:
    """Go back to the scorer as it ships; what was learned stays in the list. Raises NotAllowed below lead."""
    actor.require(Access.LEAD, "teach the scorer")
    forget_lessons(store, FEELINGS)


def lessons(store: Store) -> list[LessonReport]:
    """All lessons on feelings, the newest first. The newest one decides how comments are read."""
    return [_report(row) for row in read_lessons(store, FEELINGS)]


def _report(row: dict[str, Any]) -> LessonReport:
    return LessonReport(row["number"], row["learned_at"], row["learned_by"], row["rows"], **row["figures"], adopted=row["adopted"])


def as_text(report: LessonReport) -> str:
    """A lesson in words, a line for each way of reading."""
    lines = [f"Learned from {report.rows:,} comments that came with a score. On comments not learned from:"]
    for name, figures in (("as it ships", report.before), ("calibrated anew", report.calibrated), ("with an adapter", report.adapted)):
        if figures:
            said = f"macro-F1 {figures['f1']:.3f}, good against bad {figures['f1_two']:.3f}"
            lines.append(f"  {name}: {said}, calibration error {figures['calibration_error']:.3f}")
    lines.append(
        f"The {report.adopted} is better and reads comments from now on." if report.adopted else "Nothing was better, so nothing changes."
    )
    return "\n".join(lines)
