"""Erase one customer completely: their rows, their name in other people's texts, and the bytes the database would leave behind."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.access import Access, Actor
from vocdash.customers.holdings import Own, Place, Words, elsewhere, own_rows, personal_tables
from vocdash.customers.unlearn import unlearn, words_of
from vocdash.customers.who import read_customer
from vocdash.errors import VocError
from vocdash.metrics.rollup import AnswerChange, changing_answers
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.sweep import sweep, wiping

ERASE = "erase"
_BLOT = "█"


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did: rows by table, texts of others in which the name was blotted out, and whether no byte is left behind.

    `swept` is False where somebody else was reading all the while; :func:`vocdash.store.sweep.sweep` finishes it later.
    """

    rows: dict[str, int]
    blotted: int
    swept: bool


def erase_person(store: Store, actor: Actor, customer_id: int, *, also: Sequence[str] = (), single_names: bool = False) -> Erased:
    """Erase a customer, in one transaction; then sweep the bytes away. The log says that it was done, and not who it was.

    Parameters
    ----------
    also : sequence of str
        Further words that mean this person, blotted out of other people's texts like the name.
    single_names : bool
        Blot out the first and the last name on their own, too. They may mean somebody else: look at :func:`trace` before.

    Raises
    ------
    NotAllowed
        If the actor may not erase people.
    VocError
        If nothing is stored of that customer.
    """
    actor.require(Access.ADMIN, "erase a customer")
    with changing_answers(store) as change, wiping(change.connection):
        connection = change.connection
        own = own_rows(connection, customer_id)
        words = Words.of(read_customer(connection, customer_id), also)
        found = list(elsewhere(connection, own, words))
        unlearn(connection, words_of(connection, own.submissions), [*words.sure, *words.names])
        rows = _delete(change, own)
        if not rows and not found:
            raise VocError("Nothing is stored of that customer.", "Look whether the alias is right; nothing was changed.")
        pattern = words.pattern(single_names)
        blotted = sum(_blot(change, place, pattern, customer_id) for place in found)
        _note(connection, actor, sum(rows.values()), blotted)
    return Erased(rows, blotted, sweep(store))


def _delete(change: AnswerChange, own: Own) -> dict[str, int]:
    """Remove the customer's own rows from every table that has any."""
    connection, s = change.connection, t.submissions.c
    change.touch_days(connection.scalars(sa.select(s.day).where(s.submission_id.in_(own.submissions)).distinct()).all())
    removed: Counter[str] = Counter()
    for table in personal_tables():
        if (condition := own.rows_of(table)) is not None:
            removed[table.name] = connection.execute(sa.delete(table).where(condition)).rowcount
    connection.execute(sa.update(t.cases).where(t.cases.c.merged_into.in_(own.cases)).values(merged_into=None))
    change.touch_comments(own.submissions)
    return {name: count for name, count in removed.items() if count}


def _blot(change: AnswerChange, place: Place, pattern: re.Pattern[str], customer_id: int) -> bool:
    """Blot the words out of one text; its length stays, so that spans that point into it still fit."""
    value = _without(place.value, pattern, customer_id)
    if value == place.value:
        return False
    keys = place.table.primary_key.columns
    same_row = sa.and_(*(column == part for column, part in zip(keys, place.key, strict=True)))
    change.connection.execute(sa.update(place.table).where(same_row).values({place.column.name: value}))
    if place.table is t.responses:
        change.touch_comments([dict(zip(keys.keys(), place.key, strict=True))["submission_id"]])
    return True


def _without(value: Any, pattern: re.Pattern[str], customer_id: int) -> Any:
    if isinstance(value, str):
        return pattern.sub(lambda found: _BLOT * len(found[0]), value)
    if isinstance(value, list):
        return [_without(part, pattern, customer_id) for part in value]
    if isinstance(value, dict):
        return {key: _without(part, pattern, customer_id) for key, part in value.items()}
    return None if value == customer_id and not isinstance(value, bool) else value


def _note(connection: Connection, actor: Actor, rows: int, blotted: int) -> None:
    """Say in the log that somebody was erased, by whom and how much, and nothing of who it was."""
    now = datetime.now(UTC)
    said = f"A customer was erased: {rows:,} rows removed, {blotted:,} texts of others blotted out."
    values = {"job_id": uuid.uuid4().hex, "kind": ERASE, "state": "done", "started_by": actor.signature, "started_at": now, "seen_at": now}
    connection.execute(sa.insert(t.jobs).values(**values, finished_at=now, message=said, result={"rows": rows, "blotted": blotted}))


def erased_as_text(done: Erased) -> str:
    """What an erasure did, in words, and what else to see to."""
    texts = "1 text" if done.blotted == 1 else f"{done.blotted:,} texts"
    lines = [f"Erased: {sum(done.rows.values()):,} rows, and the name blotted out of {texts} of others."]
    if not done.swept:
        lines.append(
            "Somebody was reading all the while, so traces may remain in the file. Run `python -m vocdash sweep` when it is quiet."
        )
    lines.append("Backups and survey files still hold the person. Remove them there too: importing such a file again brings them back.")
    return "\n".join(lines)
