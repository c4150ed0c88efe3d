"""Let labels teach which themes a comment is about: numbered, kept with its figures, and used when it is better than seeds alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vocdash.access import Access, Actor
from vocdash.errors import VocError
from vocdash.ingest.lessons import forget_lessons, keep, next_number, read_lessons
from vocdash.store import Store
from vocdash.text.hearing import Listener
from vocdash.text.learned_themes import ENOUGH_TO_LEARN
from vocdash.themes.labelling import themes_said
from vocdash.themes.live import THEMES, read_live

_DOING = "teach the themes"


@dataclass(frozen=True, slots=True)
class ThemeLessonReport:
    """One lesson on themes: micro-F1 by seeds alone and with what the labels taught, on comments not learned from.

    `themes` are the codes of those with enough labels; both figures are None where there were none. `adopted` says that it was better.
    """

    number: int
    learned_at: datetime
    learned_by: str
    rows: int
    themes: tuple[str, ...]
    by_seeds: float | None
    learned: float | None
    adopted: bool


def teach_themes(store: Store, actor: Actor) -> ThemeLessonReport:
    """Learn from everybody's labels of themes; from now on comments are read with what was learned, where it is better.

    Comments already stored keep what they were given until they are read again.

    Raises
    ------
    NotAllowed
        If the actor is not at least a lead.
    VocError
        If the themes of fewer than 200 comments are labelled.
    """
    from vocdash.text.learn_themes import learn_themes

    actor.require(Access.LEAD, _DOING)
    labelled = themes_said(store)
    if len(labelled) < ENOUGH_TO_LEARN:
        raise VocError(
            f"The themes of only {len(labelled):,} comments are labelled, and {ENOUGH_TO_LEARN} are needed to learn from.",
            "Label more on the page Label comments.",
        )
    with store.reading() as connection:
        listener = Listener(read_live(connection).themes)
    number = next_number(store)
    lesson = learn_themes(labelled, listener, number)
    values = {
        "number": number,
        "rows": lesson.rows,
        "base": THEMES,
        "figures": {"themes": lesson.codes, "by_seeds": lesson.by_seeds, "learned": lesson.learned},
        "adopted": "classifier" if lesson.adopted else "",
        "data": lesson.adopted.to_bytes() if lesson.adopted else None,
    }
    return _report(keep(store, actor, THEMES, values))


def forget_themes(store: Store, actor: Actor) -> None:
    """Tell themes by their seeds alone again; what was learned stays in the list. Raises NotAllowed below lead."""
    actor.require(Access.LEAD, _DOING)
    forget_lessons(store, THEMES)


def theme_lessons(store: Store) -> list[ThemeLessonReport]:
    """All lessons on themes, the newest first. The newest one decides how comments are read."""
    return [_report(row) for row in read_lessons(store, THEMES)]


def _report(row: dict[str, Any]) -> ThemeLessonReport:
    found = row["figures"]
    told = (row["number"], row["learned_at"], row["learned_by"], row["rows"])
    return ThemeLessonReport(*told, tuple(found["themes"]), found["by_seeds"], found["learned"], bool(row["adopted"]))


def theme_lesson_as_text(report: ThemeLessonReport) -> str:
    """A lesson on themes in words."""
    if report.by_seeds is None or report.learned is None:
        return f"Of {report.rows:,} labelled comments too few are about any one theme to learn from, so nothing changes."
    said = "What was learned is better and reads comments from now on." if report.adopted else "Seeds alone do as well, so nothing changes."
    return (
        f"Learned {len(report.themes)} themes from {report.rows:,} labelled comments. On comments not learned from:\n"
        f"  by seeds alone: micro-F1 {report.by_seeds:.3f}\n  learned: micro-F1 {report.learned:.3f}\n{said}"
    )
