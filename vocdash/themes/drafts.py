"""Change the themes: a draft, what it would change in the stored comments, and then a new version; suggestions are drafts, too.

Publishing changes what is looked for from now on; comments that are stored keep their mentions until they are read again
(:mod:`vocdash.ingest.rescore`). All verbs that write need a lead.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.access import Access, Actor
from vocdash.errors import UnknownName, VocError
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.text.hearing import THEME, Listener
from vocdash.text.matching import words_in
from vocdash.text.scored import ENGLISH
from vocdash.text.themes import Theme
from vocdash.text.touchpoints import ANYWHERE
from vocdash.themes.live import DISCOVERY, DRAFT, LIVE, PERSON, RETIRED, ensure_live, read_live, row_of

LOOKED_AT = 20_000
"""Stored comments that an effect is told from, and subjects are looked for in, at most."""

_ALIKE = 0.6
_LONGEST_SEED, _MOST_SEEDS = 60, 200
_DOING = "change themes"


@dataclass(frozen=True, slots=True)
class Listed:
    """A theme as it stands: `status` is live, draft or retired; `origin` starting, person or discovery (suggested from comments)."""

    code: str
    name: str
    seeds: tuple[str, ...]
    place: str
    version: int
    status: str
    origin: str


@dataclass(frozen=True, slots=True)
class Clash:
    """A seed word that another theme has as well, where both are looked for."""

    seed: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What publishing a draft would change.

    Of the `looked_at` stored comments, `before` mention the theme now and `after` would; `gained` and `lost` are how many are new and
    how many go, with some of each as examples. `clashes` are seed words of other themes; `alike` are (code, name, share) of themes
    that would be found in nearly the same comments.
    """

    looked_at: int
    before: int
    after: int
    gained: int
    lost: int
    gained_examples: tuple[str, ...]
    lost_examples: tuple[str, ...]
    clashes: tuple[Clash, ...]
    alike: tuple[tuple[str, str, float], ...]


def listed(store: Store, statuses: Collection[str] = (LIVE, DRAFT)) -> list[Listed]:
    """The themes by name, drafts and suggestions among them; those to start with where nothing is stored yet."""
    with store.reading() as connection:
        rows = connection.execute(sa.select(t.themes).where(t.themes.c.kind == THEME)).all()
        if not rows:
            return [Listed(each.code, each.name, each.seeds, each.place, 1, LIVE, "starting") for each in read_live(connection).themes]
    found = [_listed(row) for row in rows if row.status in statuses]
    return sorted(found, key=lambda each: (each.name.casefold(), each.code, each.version))


def save_draft(store: Store, actor: Actor, name: str, seeds: Sequence[str], place: str = ANYWHERE, code: str | None = None) -> Listed:
    """Save a draft: of a new theme, or of the next version of the theme `code` (a draft it has already is replaced).

    `place` is "any", a kind of touchpoint, or a touchpoint's code. Renaming a suggestion is saving it under another name.

    Raises
    ------
    UnknownName
        If there is no theme called `code`.
    VocError
        If the name is empty, or there are no seed words, or too many, or too long ones.
    """
    actor.require(Access.LEAD, _DOING)
    words = _clean(name, seeds)
    with store.writing() as connection:
        ensure_live(connection)
        rows = connection.execute(sa.select(t.themes).where(t.themes.c.kind == THEME, t.themes.c.code == code)).all() if code else []
        if code and not rows:
            raise UnknownName("theme", code, connection.scalars(sa.select(t.themes.c.code).where(t.themes.c.kind == THEME)))
        draft = next((row for row in rows if row.status == DRAFT), None)
        theme = Theme(code or _new_code(connection, name), name.strip(), words, place)
        if draft is not None:
            connection.execute(sa.update(t.themes).where(t.themes.c.theme_id == draft.theme_id).values(row_of(theme)))
            version, origin = draft.version, draft.origin
        else:
            version, origin = max((row.version for row in rows), default=0) + 1, PERSON
            values = row_of(theme) | {"version": version, "status": DRAFT, "origin": origin}
            connection.execute(sa.insert(t.themes).values(values))
    return Listed(theme.code, theme.name, theme.seeds, place, version, DRAFT, origin)


def effect(store: Store, code: str) -> Effect:
    """What publishing the draft of a theme would change in the stored comments. Nothing is written.

    Raises UnknownName if the theme has no draft.
    """
    with store.reading() as connection:
        draft = _theme(_draft(connection, code))
        live = read_live(connection).themes
        texts, said_at = _comments(connection)
    old = [theme for theme in live if theme.code == code]
    others = [theme for theme in live if theme.code != code]
    before, after = _found(old, texts, said_at).get(code, set()), _found([draft], texts, said_at).get(code, set())
    gained, lost = sorted(after - before), sorted(before - after)
    mine = {_stems(seed): seed for seed in draft.seeds}
    clashes = tuple(
        Clash(mine[_stems(seed)], theme.code, theme.name)
        for theme in others
        if ANYWHERE in (theme.place, draft.place) or theme.place == draft.place
        for seed in theme.seeds
        if _stems(seed) in mine
    )
    names = {theme.code: theme.name for theme in others}
    found = _found(others, texts, said_at)
    shares = {other: len(after & its) / len(after | its) for other, its in found.items() if after | its}
    alike = tuple((other, names[other], share) for other, share in sorted(shares.items(), key=lambda pair: -pair[1]) if share >= _ALIKE)
    examples = [tuple(texts[at] for at in rows[:5]) for rows in (gained, lost)]
    return Effect(len(texts), len(before), len(after), len(gained), len(lost), examples[0], examples[1], clashes, alike)


def publish(store: Store, actor: Actor, code: str) -> Listed:
    """Make the draft of a theme its live version; accepting a suggestion is publishing it. Raises UnknownName if it has no draft."""
    actor.require(Access.LEAD, _DOING)
    with store.writing() as connection:
        draft = _draft(connection, code)
        c = t.themes.c
        connection.execute(sa.update(t.themes).where(c.code == code, c.status == LIVE).values(status=RETIRED))
        connection.execute(sa.update(t.themes).where(c.theme_id == draft.theme_id).values(status=LIVE))
    return _listed(draft, LIVE)


def drop(store: Store, actor: Actor, code: str) -> None:
    """Give the draft of a theme up; a suggestion that was dropped is not made again. Raises UnknownName if it has no draft."""
    actor.require(Access.LEAD, _DOING)
    with store.writing() as connection:
        draft = _draft(connection, code)
        own = t.themes.c.theme_id == draft.theme_id
        if draft.origin == DISCOVERY:
            connection.execute(sa.update(t.themes).where(own).values(status=RETIRED))
        else:
            connection.execute(sa.delete(t.themes).where(own))


def retire(store: Store, actor: Actor, code: str) -> None:
    """Look for a theme no longer; what mentioned it is no longer shown. Raises UnknownName if it is not live."""
    actor.require(Access.LEAD, _DOING)
    with store.writing() as connection:
        ensure_live(connection)
        c = t.themes.c
        live = (c.kind == THEME, c.status == LIVE)
        if not connection.execute(sa.update(t.themes).where(*live, c.code == code).values(status=RETIRED)).rowcount:
            raise UnknownName("theme", code, connection.scalars(sa.select(c.code).where(*live)))


def suggest(store: Store, actor: Actor) -> list[Listed]:
    """Look for subjects that no theme knows, and keep each as a draft to accept, rename or drop; gives the new ones.

    What was suggested before, whatever became of it, is not suggested again.
    """
    from vocdash.text.discovery import discover

    actor.require(Access.LEAD, _DOING)
    with store.writing() as connection:
        ensure_live(connection)
        texts, _ = _comments(connection)
        seeds = connection.scalars(sa.select(t.themes.c.seeds).where(t.themes.c.kind == THEME)).all()
        found = []
        for suggestion in discover(texts, [seed for listed_ in seeds for seed in listed_]):
            theme = Theme(_new_code(connection, suggestion.name), suggestion.name, suggestion.seeds)
            connection.execute(sa.insert(t.themes).values(row_of(theme) | {"version": 1, "status": DRAFT, "origin": DISCOVERY}))
            found.append(Listed(theme.code, theme.name, theme.seeds, theme.place, 1, DRAFT, DISCOVERY))
    return found


# --- parts -----------------------------------------------------------------------------------------------------------


def _listed(row: Any, status: str | None = None) -> Listed:
    return Listed(row.code, row.name, tuple(row.seeds), row.place, row.version, status or row.status, row.origin)


def _theme(row: Any) -> Theme:
    return Theme(row.code, row.name, tuple(row.seeds), row.place)


def _draft(connection: Connection, code: str) -> Any:
    drafts = connection.execute(sa.select(t.themes).where(t.themes.c.kind == THEME, t.themes.c.status == DRAFT)).all()
    for row in drafts:
        if row.code == code:
            return row
    raise UnknownName("draft of a theme", code, [row.code for row in drafts])


def _clean(name: str, seeds: Sequence[str]) -> tuple[str, ...]:
    words = tuple(dict.fromkeys(" ".join(seed.lower().split()) for seed in seeds if words_in(seed).stems))
    if not name.strip() or len(name) > 200:
        raise VocError("A theme needs a name of at most 200 letters.", "Give it one that says what customers speak of.")
    if not words or len(words) > _MOST_SEEDS or max(map(len, words)) > _LONGEST_SEED:
        raise VocError(
            f"A theme needs between 1 and {_MOST_SEEDS} seed words or phrases, each of at most {_LONGEST_SEED} letters.",
            "Add the words that customers use when they speak of it.",
        )
    return words


def _new_code(connection: Connection, name: str) -> str:
    """A code made of a name that nothing has yet."""
    known = set(connection.scalars(sa.select(t.themes.c.code)))
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:48] or "theme"
    return next(code for code in (plain, *(f"{plain}_{number}" for number in range(2, len(known) + 3))) if code not in known)


def _comments(connection: Connection) -> tuple[list[str], list[str]]:
    """Stored English comments, and the code of the touchpoint each was made at; the same sample every time."""
    r = t.responses.c
    statement = sa.select(r.verbatim, t.touchpoints.c.code).join_from(t.responses, t.touchpoints)
    inside = statement.where(r.verbatim.is_not(None), r.language == ENGLISH)
    rows = connection.execute(inside.order_by(r.submission_id, r.question_id, r.occurrence).limit(LOOKED_AT)).all()
    return [row[0] for row in rows], [row[1] for row in rows]


def _found(themes: Sequence[Theme], texts: Sequence[str], said_at: Sequence[str]) -> dict[str, set[int]]:
    """Code → the numbers of the texts in which a theme is found."""
    found: dict[str, set[int]] = {}
    for number, heard in enumerate(Listener(themes).themes(texts, said_at=said_at)):
        for each in heard:
            found.setdefault(each.code, set()).add(number)
    return found


def _stems(seed: str) -> tuple[str, ...]:
    return tuple(words_in(seed).stems)
