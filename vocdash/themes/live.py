"""The themes that are looked for now, and the number of each, of each signal and of each quality, that mentions are stored under."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.errors import UnknownName
from vocdash.store import tables as t
from vocdash.text.heard import QUALITY, SIGNAL, THEME
from vocdash.text.learned import Learned
from vocdash.text.learned_themes import LearnedThemes
from vocdash.text.model import load
from vocdash.text.qualities import qualities
from vocdash.text.reading import Known
from vocdash.text.signals import signals
from vocdash.text.themes import Theme, businesses, fitting, kinds, starting_themes
from vocdash.text.touchpoints import ANYWHERE

LIVE, DRAFT, RETIRED = "live", "draft", "retired"
STARTING, PERSON, DISCOVERY = "starting", "person", "discovery"
"""Where a theme came from: with vocdash, from somebody here, or suggested from the comments themselves."""

BUSINESS = "kind"
"""What the definition of a journey calls the kind of company it is for."""

FEELINGS, THEMES = "feelings", "themes"
"""What a lesson is about."""


@dataclass(frozen=True, slots=True)
class Live:
    """How comments are read now. `ids` has the number of each code; it is empty where nothing was ever stored."""

    themes: tuple[Theme, ...]
    ids: Mapping[str, int]
    learned: Learned | None = None
    learned_themes: LearnedThemes | None = None

    @property
    def known(self) -> Known:
        return Known(self.themes, self.learned, self.learned_themes)


def starting(of: Collection[str] = (), spoken_of: Collection[str] = ()) -> Iterator[Theme]:
    """The themes a new database begins with: those of a kind of touchpoint are called after it ("delivery.driver").

    Those of the kinds of company it is for, and of the touchpoints that fit these; where none is known, of the kinds of touchpoint that its
    comments speak of, or else of every kind.
    """
    fit = [fitting(business) for business in of]
    wanted = {kind for kinds_of, _ in fit for kind in kinds_of} or set(spoken_of) or set(kinds())
    yield from (theme for _, own in fit for theme in own)
    for kind in (kind for kind in kinds() if kind in wanted):
        for theme in starting_themes(kind):
            own = kind == ANYWHERE
            yield theme if own else Theme(f"{kind}.{theme.code}", f"{theme.name} ({kind})", theme.seeds, kind)


def read_live(connection: Connection, spoken_of: Collection[str] = ()) -> Live:
    """The live themes; those to start with where there never were any, by what comments are `spoken_of`. Nothing is written."""
    rows = connection.execute(sa.select(t.themes).order_by(t.themes.c.theme_id)).all()
    live = [row for row in rows if row.status == LIVE]
    themes = tuple(theme_of(row) for row in live if row.kind == THEME)
    looked_for = themes if any(row.kind == THEME for row in rows) else tuple(starting(_businesses(connection), spoken_of))
    return Live(looked_for, {row.code: row.theme_id for row in live}, _learned(connection), _learned_themes(connection))


def _businesses(connection: Connection) -> list[str]:
    """The kinds of company that the journeys are for, by the templates they were made from; none where one of them does not say."""
    of_journeys = sa.select(t.journeys.c.scope_sheet).where(t.journeys.c.status != "draft").order_by(t.journeys.c.journey_id)
    said = [str((sheet or {}).get(BUSINESS, "")) for sheet in connection.scalars(of_journeys)]
    return list(dict.fromkeys(said)) if all(each in businesses() for each in said) else []


def _learned(connection: Connection) -> Learned | None:
    """What the newest lesson on feelings taught; None where it taught nothing, or taught another version of the model."""
    row = _last_lesson(connection, FEELINGS)
    return Learned.from_bytes(row.number, row.data) if row and row.data and row.base == load().version else None


def _learned_themes(connection: Connection) -> LearnedThemes | None:
    """What the newest lesson on themes taught; None where it taught nothing."""
    row = _last_lesson(connection, THEMES)
    return LearnedThemes.from_bytes(row.number, row.data) if row and row.data else None


def _last_lesson(connection: Connection, about: str) -> Any:
    lessons = sa.select(t.lessons).where(t.lessons.c.about == about)
    return connection.execute(lessons.order_by(t.lessons.c.number.desc()).limit(1)).one_or_none()


def theme_of(row: Any) -> Theme:
    """What a row of the table of themes says."""
    return Theme(row.code, row.name, tuple(row.seeds), row.place)


def draft_row(connection: Connection, code: str) -> Any:
    """The draft of a theme. Raises UnknownName if it has none."""
    drafts = connection.execute(sa.select(t.themes).where(t.themes.c.kind == THEME, t.themes.c.status == DRAFT)).all()
    for row in drafts:
        if row.code == code:
            return row
    raise UnknownName("draft of a theme", code, [row.code for row in drafts])


def ensure_live(connection: Connection, to_start_with: Collection[Theme] = ()) -> Live:
    """The same, after what is missing was written: the themes to start with, and every signal and quality.

    `to_start_with` are those that comments were read by before anything was written.
    """
    known = set(connection.scalars(sa.select(t.themes.c.code)))
    has_themes = connection.scalar(sa.select(sa.exists().where(t.themes.c.kind == THEME)))
    missing = [
        *([] if has_themes else map(_starting_row, to_start_with or starting(_businesses(connection)))),
        *_rows_of_words(SIGNAL, ((signal.code, signal.name) for signal in signals() if signal.code not in known)),
        *_rows_of_words(QUALITY, ((quality.code, quality.name) for quality in qualities() if quality.code not in known)),
    ]
    if missing:
        connection.execute(sa.insert(t.themes), missing)
    return read_live(connection)


def forget_starting(connection: Connection) -> None:
    """Take the themes to start with away again where nothing brought in is left and nobody touched one: the next answers begin with those
    that fit their journeys."""
    themes = connection.execute(sa.select(t.themes.c.origin, t.themes.c.version, t.themes.c.status).where(t.themes.c.kind == THEME)).all()
    used = (t.imports.c.import_id, t.submissions.c.submission_id, t.lessons.c.number, t.case_rules.c.rule_id)
    if any(connection.scalar(sa.select(sa.exists(sa.select(column)))) for column in used) or set(themes) - {(STARTING, 1, LIVE)}:
        return
    connection.execute(sa.delete(t.themes).where(t.themes.c.kind == THEME))


def _starting_row(theme: Theme) -> dict[str, Any]:
    return row_of(theme) | {"version": 1, "status": LIVE, "origin": STARTING}


def row_of(theme: Theme) -> dict[str, Any]:
    """What a theme says, as a row of the table of themes."""
    return {"kind": THEME, "code": theme.code, "name": theme.name, "seeds": list(theme.seeds), "place": theme.place}


def _rows_of_words(kind: str, listed: Iterable[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    for code, name in listed:
        fixed = {"version": 1, "status": LIVE, "origin": STARTING, "place": ANYWHERE, "seeds": []}
        yield {"kind": kind, "code": code, "name": name.split(": ")[0], **fixed}
