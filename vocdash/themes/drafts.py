"""Change the themes: drafts, the versions they become, and suggestions, which are drafts that nobody has taken up yet.

What a draft would change is told by :mod:`vocdash.themes.effect`. Publishing changes what is looked for from now on; comments that
are stored keep their mentions until they are read again (:mod:`vocdash.ingest.rescore`). All verbs that write need a lead.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.access import Access, Actor
from vocdash.errors import Conflict, UnknownName, VocError
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.text.heard import THEME
from vocdash.text.matching import words_in
from vocdash.text.themes import Theme
from vocdash.text.touchpoints import ANYWHERE
from vocdash.themes.live import DISCOVERY, DRAFT, LIVE, PERSON, RETIRED, STARTING, draft_row, ensure_live, read_live, row_of
from vocdash.themes.sample import read_sample

LONGEST_NAME, LONGEST_SEED, MOST_SEEDS = 200, 60, 200
_LOOKED_AT = 20_000
_DOING = "change themes"


@dataclass(frozen=True, slots=True)
class Listed:
    """A version of a theme: `status` is live, draft or retired; `origin` starting, person or discovery (suggested from comments).

    `changed_by` and `changed_at` tell the last step that somebody took with it, None where nobody has; `published_at` is when it went
    live, None where it did not, or that was taken back.
    """

    code: str
    name: str
    seeds: tuple[str, ...]
    place: str
    version: int
    status: str
    origin: str
    changed_by: str | None = None
    changed_at: datetime | None = None
    published_at: datetime | None = None

    @property
    def is_suggestion(self) -> bool:
        """Whether it was found in the comments and nobody has taken it up."""
        return self.status == DRAFT and self.origin == DISCOVERY and self.changed_by is None

    @property
    def was_live(self) -> bool:
        """Whether it is looked for, or was until another version or nothing took its place."""
        return self.published_at is not None or self.origin == STARTING


def listed(store: Store, statuses: Collection[str] = (LIVE, DRAFT)) -> list[Listed]:
    """The themes by name, drafts and suggestions among them; those to start with where nothing is stored yet."""
    with store.reading() as connection:
        rows = connection.execute(sa.select(t.themes).where(t.themes.c.kind == THEME)).all()
        if not rows:
            return [Listed(each.code, each.name, each.seeds, each.place, 1, LIVE, STARTING) for each in read_live(connection).themes]
    found = [_listed(row) for row in rows if row.status in statuses]
    return sorted(found, key=lambda each: (each.name.casefold(), each.code, each.version))


def versions(store: Store, code: str) -> list[Listed]:
    """Every version of a theme, its draft among them, the newest first. Raises UnknownName if there is no such theme."""
    found = [each for each in listed(store, (LIVE, DRAFT, RETIRED)) if each.code == code]
    if not found:
        raise UnknownName("theme", code, [each.code for each in listed(store)])
    return sorted(found, key=lambda each: -each.version)


# --- drafts ----------------------------------------------------------------------------------------------------------


def save_draft(store: Store, actor: Actor, name: str, seeds: Sequence[str], place: str = ANYWHERE, code: str | None = None) -> Listed:
    """Save a draft: of a new theme, or of the next version of the theme `code` (a draft it has already is replaced).

    `place` is "any", a kind of touchpoint, or a touchpoint's code. A suggestion that is saved is accepted.

    Raises
    ------
    UnknownName
        If there is no theme called `code`.
    VocError
        If the name is empty or too long, or there are no seed words, or too many, or too long ones.
    """
    actor.require(Access.LEAD, _DOING)
    name, words = _name(name), _seeds(seeds)
    with store.writing() as connection:
        ensure_live(connection)
        rows = _rows(connection, code) if code else []
        draft = next((row for row in rows if row.status == DRAFT), None)
        theme = Theme(code or _new_code(connection, name), name, words, place)
        values = row_of(theme) | _step(actor)
        if draft is not None:
            connection.execute(sa.update(t.themes).where(t.themes.c.theme_id == draft.theme_id).values(values))
        else:
            version = max((row.version for row in rows), default=0) + 1
            connection.execute(sa.insert(t.themes).values(values | {"version": version, "status": DRAFT, "origin": PERSON}))
        return _listed(draft_row(connection, theme.code))


def accept(store: Store, actor: Actor, code: str, name: str = "") -> Listed:
    """Take a suggestion up as a draft, under another name where one is given. Raises UnknownName if it is no suggestion."""
    actor.require(Access.LEAD, _DOING)
    with store.writing() as connection:
        row = draft_row(connection, code)
        if not _listed(row).is_suggestion:
            raise UnknownName("suggestion", code, [])
        _set(connection, row, actor, name=_name(name) if name else row.name)
        return _listed(draft_row(connection, code))


def drop(store: Store, actor: Actor, code: str) -> None:
    """Withdraw the draft of a theme, or drop a suggestion, which is not made again. Raises UnknownName if it has no draft."""
    actor.require(Access.LEAD, _DOING)
    with store.writing() as connection:
        _set(connection, draft_row(connection, code), actor, status=RETIRED)


def rename(store: Store, actor: Actor, code: str, name: str) -> None:
    """Call a theme something else from now on, its draft as well; what it finds stays. Raises UnknownName if there is no such theme."""
    actor.require(Access.LEAD, _DOING)
    name = _name(name)
    with store.writing() as connection:
        ensure_live(connection)
        for row in _rows(connection, code):
            if row.status != RETIRED:
                _set(connection, row, actor, name=name)


# --- what is looked for ----------------------------------------------------------------------------------------------


def publish(store: Store, actor: Actor, code: str) -> Listed:
    """Make the draft of a theme its live version, and retire the one before. Raises UnknownName if it has no draft."""
    actor.require(Access.LEAD, _DOING)
    with store.writing() as connection:
        draft = draft_row(connection, code)
        connection.execute(sa.update(t.themes).where(_is(code), t.themes.c.status == LIVE).values(status=RETIRED))
        _set(connection, draft, actor, status=LIVE, published_at=datetime.now(UTC))
        return _listed(_live(connection, code))


def take_back(store: Store, actor: Actor, code: str) -> Listed:
    """Undo the publishing of a theme: its live version is a draft again, and the one that was live before is live; gives the draft.

    Raises
    ------
    UnknownName
        If the theme is not live.
    Conflict
        If nobody published it, or a newer draft stands in its way.
    """
    actor.require(Access.LEAD, _DOING)
    with store.writing() as connection:
        ensure_live(connection)
        live, rows = _live(connection, code), _rows(connection, code)
        if live.published_at is None:
            raise Conflict("This version came with vocdash; nobody published it.", "Retire the theme if nobody needs it.")
        if any(row.status == DRAFT for row in rows):
            raise Conflict("The theme has a newer draft.", "Publish or withdraw that first.")
        _set(connection, live, actor, status=DRAFT, published_at=None)
        before = _last_live(rows)
        if before is not None:
            _set(connection, before, actor, status=LIVE)
        return _listed(draft_row(connection, code))


def retire(store: Store, actor: Actor, code: str) -> None:
    """Look for a theme no longer; what mentioned it is no longer shown. Raises UnknownName if it is not live."""
    actor.require(Access.LEAD, _DOING)
    with store.writing() as connection:
        ensure_live(connection)
        _set(connection, _live(connection, code), actor, status=RETIRED)


def bring_back(store: Store, actor: Actor, code: str) -> None:
    """Look for a retired theme again, as it was last. Raises UnknownName if there is none, Conflict if it is live."""
    actor.require(Access.LEAD, _DOING)
    with store.writing() as connection:
        rows = _rows(connection, code)
        last = _last_live(rows)
        if last is None or any(row.status == LIVE for row in rows):
            raise Conflict("This theme was not retired.", "Reload the page to see how it stands now.")
        _set(connection, last, actor, status=LIVE, published_at=datetime.now(UTC))


# --- suggestions -----------------------------------------------------------------------------------------------------


def suggest(store: Store, actor: Actor) -> list[Listed]:
    """Look for subjects that no theme knows, in at most 20,000 comments, and keep each to accept, rename or drop; gives the new ones.

    What was suggested before, whatever became of it, is not suggested again.
    """
    from vocdash.text.discovery import discover

    actor.require(Access.LEAD, _DOING)
    with store.reading() as connection:
        texts = read_sample(connection, _LOOKED_AT).texts
        seeds = connection.scalars(sa.select(t.themes.c.seeds).where(t.themes.c.kind == THEME)).all()
        known = [*seeds, *([] if seeds else [theme.seeds for theme in read_live(connection).themes])]
    suggestions = discover(texts, [seed for listed_ in known for seed in listed_])
    with store.writing() as connection:
        ensure_live(connection)
        there = {tuple(seeds) for seeds in connection.scalars(sa.select(t.themes.c.seeds))}
        found = []
        for suggestion in suggestions:
            if suggestion.seeds in there:  # somebody else looked at the same moment
                continue
            theme = Theme(_new_code(connection, suggestion.name), suggestion.name, suggestion.seeds)
            connection.execute(sa.insert(t.themes).values(row_of(theme) | {"version": 1, "status": DRAFT, "origin": DISCOVERY}))
            found.append(_listed(draft_row(connection, theme.code)))
    return found


# --- parts -----------------------------------------------------------------------------------------------------------


def _listed(row: Any) -> Listed:
    steps = (row.changed_by, row.changed_at, row.published_at)
    return Listed(row.code, row.name, tuple(row.seeds), row.place, row.version, row.status, row.origin, *steps)


def _is(code: str) -> sa.ColumnElement[bool]:
    return sa.and_(t.themes.c.kind == THEME, t.themes.c.code == code)


def _rows(connection: Connection, code: str) -> Sequence[Any]:
    rows = connection.execute(sa.select(t.themes).where(_is(code))).all()
    if not rows:
        raise UnknownName("theme", code, connection.scalars(sa.select(t.themes.c.code).where(t.themes.c.kind == THEME)))
    return rows


def _live(connection: Connection, code: str) -> Any:
    row = connection.execute(sa.select(t.themes).where(_is(code), t.themes.c.status == LIVE)).one_or_none()
    if row is None:
        raise UnknownName("theme", code, [theme.code for theme in read_live(connection).themes])
    return row


def _last_live(rows: Sequence[Any]) -> Any:
    """The retired version that was live last; None where there is none."""
    retired = [row for row in rows if row.status == RETIRED and _listed(row).was_live]
    return max(retired, key=lambda row: row.version, default=None)


def _set(connection: Connection, row: Any, actor: Actor, **values: Any) -> None:
    connection.execute(sa.update(t.themes).where(t.themes.c.theme_id == row.theme_id).values(values | _step(actor)))


def _step(actor: Actor) -> dict[str, Any]:
    return {"changed_by": actor.signature, "changed_at": datetime.now(UTC)}


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise VocError(f"A theme needs a name of at most {LONGEST_NAME} letters.", "Give it one that says what customers speak of.")
    return name


def _seeds(seeds: Sequence[str]) -> tuple[str, ...]:
    words = tuple(dict.fromkeys(" ".join(seed.lower().split()) for seed in seeds if words_in(seed).stems))
    if not words or len(words) > MOST_SEEDS or max(map(len, words)) > LONGEST_SEED:
        raise VocError(
            f"A theme needs between 1 and {MOST_SEEDS} seed words or phrases, each of at most {LONGEST_SEED} letters.",
            "Add the words that customers use when they speak of it.",
        )
    return words


def _new_code(connection: Connection, name: str) -> str:
    """A code made of a name that nothing has yet."""
    known = set(connection.scalars(sa.select(t.themes.c.code)))
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:48] or "theme"
    return next(code for code in (plain, *(f"{plain}_{number}" for number in range(2, len(known) + 3))) if code not in known)
