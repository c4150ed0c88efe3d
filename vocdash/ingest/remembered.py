"""Mappings that were used before, found again by the header of the file; and mappings as text, to carry elsewhere.

A header's fingerprint does not depend on the order of its columns: a mapping speaks of columns by name only, and tools move columns
when a question moves. It depends on every name: a new or missing question asks for a new look. A mapping also keeps how a person said
that the file is written, so that the next one is read the same way.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
import tomli_w

from vocdash.access import Access, Actor
from vocdash.errors import MappingError, VocError
from vocdash.ingest.contact_mapping import ContactsMapping, load_contacts_mapping
from vocdash.ingest.mapping import Mapping
from vocdash.ingest.mapping_file import load_mapping
from vocdash.ingest.marks import whole_letters
from vocdash.ingest.presets import OURS, ROW_COLUMN
from vocdash.ingest.read import Table, read_table
from vocdash.ingest.rows import locate
from vocdash.journeys.document import parse
from vocdash.store import Store
from vocdash.store import tables as t

_LONGEST_NAME = 200


def fingerprint(columns: Iterable[str]) -> str:
    """64 hexadecimal digits that are the same for the same names in any order, case and spacing.

    A file of refused rows has those of the file the rows came from.
    """
    written = set(columns)
    plain = sorted(" ".join(whole_letters(column).split()).casefold() for column in written - set(OURS if ROW_COLUMN in written else ()))
    return sha256("\x1f".join(plain).encode("utf-8", "surrogatepass")).hexdigest()


def remember(
    store: Store, actor: Actor, columns: Iterable[str], mapping: Mapping, *, name: str = "", seen: Iterable[str] | None = None
) -> str:
    """Keep a mapping for files with these columns, in place of an earlier one; gives the fingerprint.

    `seen` are the columns as such a file seems to have them before it is read as the mapping says: it is recognised by these, too.
    Refused rows do not tell how the file that they came from is written: where that one is known, nothing is kept of them.

    Raises
    ------
    NotAllowed
        If the actor is not at least a lead.
    MappingError
        If the mapping names a column that is not among them.
    """
    actor.require(Access.LEAD, "save mappings")
    header = tuple(columns)
    locate(mapping.columns(), header)
    key = fingerprint(header)
    if ROW_COLUMN in header and _kept(store, header):
        return key
    called = name or mapping.name or (mapping.source.name if mapping.source else "") or "Mapping"
    _keep(store, {key} if seen is None else {key, fingerprint(seen)}, called, mapping.to_dict())
    return key


def remember_contacts(
    store: Store, actor: Actor, columns: Iterable[str], mapping: ContactsMapping, *, name: str, seen: Iterable[str]
) -> None:
    """Keep what a file of contacts with these columns means, in place of what was kept before; `seen` as in :func:`remember`.

    Raises
    ------
    NotAllowed
        If the actor is not at least a lead.
    """
    actor.require(Access.LEAD, "save mappings")
    _keep(store, {fingerprint(columns), fingerprint(seen)}, name, mapping.to_dict())


def _keep(store: Store, keys: set[str], name: str, mapping: dict[str, Any]) -> None:
    saved = t.saved_mappings
    values = {"name": name[:_LONGEST_NAME], "mapping": mapping, "saved_at": datetime.now(UTC)}
    with store.writing() as connection:
        connection.execute(sa.delete(saved).where(saved.c.fingerprint.in_(keys)))
        connection.execute(sa.insert(saved), [{"fingerprint": each, **values} for each in sorted(keys)])


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved mapping, under the name it was given, and when."""

    name: str
    mapping: Mapping
    saved_at: datetime


def recall_saved(store: Store, columns: Iterable[str]) -> Saved | None:
    """The mapping last saved for files with these columns; None when there is none, or it no longer loads."""
    found = _kept(store, columns)
    try:
        return Saved(found.name, load_mapping(found.mapping), found.saved_at) if found else None
    except MappingError:
        return None


def recall_contacts(store: Store, columns: Iterable[str]) -> ContactsMapping | None:
    """What was kept of a file of contacts with these columns; None when nothing was, or such a file held answers the last time."""
    found = _kept(store, columns)
    try:
        return load_contacts_mapping(found.mapping) if found else None
    except MappingError:
        return None


def _kept(store: Store, columns: Iterable[str]) -> Any:
    saved = t.saved_mappings.c
    with store.reading() as connection:
        query = sa.select(saved.name, saved.mapping, saved.saved_at).where(saved.fingerprint == fingerprint(columns))
        return connection.execute(query).one_or_none()


class Recalled(NamedTuple):
    """A file read as one like it was before: with the mapping that was saved for it, if any, and the columns it seems to have at first."""

    table: Table
    saved: Saved | None
    seen: tuple[str, ...]


def read_as_before(store: Store, path: Path, *, name: str | None = None) -> Recalled:
    """Read a file; where a mapping was saved for its columns, as that mapping says it is written, if its columns are there then.

    Raises
    ------
    UnreadableFile
        If it is no table of responses.
    """
    table = read_table(path, name=name)
    saved = recall_saved(store, table.columns)
    if saved is not None and ROW_COLUMN in table.columns:
        saved = replace(saved, mapping=replace(saved.mapping, reading=_of_cells(saved.mapping.reading)))
    if saved is None or not saved.mapping.reading:
        return Recalled(table, saved, table.columns)
    try:
        again = read_table(path, overrides=saved.mapping.reading, name=name)
        locate(saved.mapping.columns(), again.columns)
    except VocError:
        return Recalled(table, None, table.columns)
    return Recalled(again, saved, table.columns)


def _of_cells(reading: AnyMapping[str, object]) -> dict[str, object]:
    """What was said of how a file is written, as far as it holds for its rows in another file."""
    return {key: value for key, value in reading.items() if key == "decimal"}


def forget(store: Store, actor: Actor, columns: Iterable[str]) -> bool:
    """Drop the mapping saved for these columns; whether there was one. Raises NotAllowed below lead."""
    actor.require(Access.LEAD, "delete saved mappings")
    saved = t.saved_mappings
    with store.writing() as connection:
        return bool(connection.execute(sa.delete(saved).where(saved.c.fingerprint == fingerprint(columns))).rowcount)


def as_toml(mapping: Mapping) -> str:
    """The mapping as a TOML file to keep, share or correct; :func:`from_text` reads it back."""
    return tomli_w.dumps(mapping.to_dict())


def from_text(text: str) -> Mapping:
    """The mapping in a TOML or JSON text, checked as a whole.

    Raises
    ------
    MappingError
        If the text is neither, or anything in it is wrong.
    """
    data = parse(text, "The mapping")
    if "definition" in data:
        raise MappingError("The mapping refers to a journey in another file.", "Put that file's content into the mapping, and try again.")
    return load_mapping(data)
