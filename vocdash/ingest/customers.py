"""Who customers are, as files say it: written with an import, kept as it was before, and taken back with it.

What somebody was called before is as guarded as what they are called now: it stands in a table of its own, which nothing but an
undo reads, and goes when the person goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.store import tables as t
from vocdash.store.bulk import insert_rows

PARTS = ("number", "name", "email", "phone")
_AT_ONCE = 2_000


def write(connection: Connection, customers: Iterable[tuple[int, Mapping[str, str]]], import_id: int) -> None:
    """New customers with who they are; what is known already is completed or replaced, never emptied, and kept for an undo."""
    said: dict[int, dict[str, str]] = {}
    for number, parts in customers:
        said[number] = {**said.get(number, {}), **parts}
    if not said:
        return
    query = sa.select(t.customers).where(t.customers.c.customer_id.in_(said))
    known = {row.customer_id: row for row in connection.execute(query)}
    new = [(number, *(parts.get(part) for part in PARTS)) for number, parts in said.items() if number not in known]
    insert_rows(connection, t.customers, ("customer_id", *PARTS), new)
    before = {
        number: {part: getattr(row, part) for part, word in said[number].items() if getattr(row, part) != word}
        for number, row in known.items()
    }
    changed = {number: image for number, image in before.items() if image}
    for number in changed:
        connection.execute(sa.update(t.customers).where(t.customers.c.customer_id == number).values(said[number]))
    _keep(connection, changed, import_id)


def _keep(connection: Connection, images: Mapping[int, dict[str, Any]], import_id: int) -> None:
    """What customers were called before this import; where several of its rows name one, what stood there before the first."""
    if not images:
        return
    c = t.customer_changes.c
    ours = (c.import_id == import_id) & c.customer_id.in_(images)
    earlier = dict(connection.execute(sa.select(c.customer_id, c.before).where(ours)).all())
    connection.execute(sa.delete(t.customer_changes).where(ours))
    rows = [
        {"customer_id": number, "import_id": import_id, "before": {**image, **earlier.get(number, {})}} for number, image in images.items()
    ]
    connection.execute(sa.insert(t.customer_changes), rows)


def restore(connection: Connection, import_id: int) -> int:
    """Give customers back the identity that an import replaced, but for what a later one replaced again; gives how many.

    Such a later import then remembers what stood there before both, so that undoing it, too, leads back to that.
    """
    c = t.customer_changes.c
    own = connection.execute(sa.select(c.customer_id, c.before).where(c.import_id == import_id)).all()
    for start in range(0, len(own), _AT_ONCE):
        part = {row.customer_id: row.before for row in own[start : start + _AT_ONCE]}
        query = sa.select(t.customer_changes).where(c.import_id > import_id, c.customer_id.in_(part)).order_by(c.import_id)
        later: dict[int, list[tuple[int, dict[str, Any]]]] = {}
        for row in connection.execute(query):
            later.setdefault(row.customer_id, []).append((row.import_id, row.before))
        for number, before in part.items():
            _restore(connection, number, before, later.get(number, ()))
    connection.execute(sa.delete(t.customer_changes).where(c.import_id == import_id))
    return len(own)


def _restore(connection: Connection, number: int, before: Mapping[str, Any], later: Sequence[tuple[int, dict[str, Any]]]) -> None:
    heirs: dict[int, dict[str, Any]] = {}
    own = dict(before)
    for import_id, image in later:
        taken = own.keys() & image.keys()
        if taken:
            heirs[import_id] = {**image, **{part: own.pop(part) for part in taken}}
    c = t.customer_changes.c
    for import_id, image in heirs.items():
        where = (c.customer_id == number) & (c.import_id == import_id)
        connection.execute(sa.update(t.customer_changes).where(where).values(before=image))
    if own:
        connection.execute(sa.update(t.customers).where(t.customers.c.customer_id == number).values(own))


def forget(connection: Connection, numbers: Iterable[int]) -> None:
    """Remove customers of whom nothing is left: no submission, no interaction, no case."""
    listed = list(numbers)
    for start in range(0, len(listed), _AT_ONCE):
        part = listed[start : start + _AT_ONCE]
        left = [
            sa.select(column).where(column.in_(part))
            for column in (t.submissions.c.customer_id, t.interactions.c.customer_id, t.cases.c.customer_id)
        ]
        gone = set(part) - set(connection.scalars(sa.union(*left)))
        for table in (t.customer_changes, t.customer_facts, t.customers):
            connection.execute(sa.delete(table).where(table.c.customer_id.in_(gone)))
