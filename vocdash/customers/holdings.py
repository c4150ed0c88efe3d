"""Everything the store holds of one customer, found by reading the schema, so that a new table cannot be forgotten.

A row is a customer's own when it carries their pseudonym, one of their submissions, or one of their cases. Beside that, other
people's words can name them: comments, notes, refused rows, before-images. Those are found by who the customer is known to be.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, Table

from vocdash.access import Access, Actor
from vocdash.customers.who import Customer, read_customer
from vocdash.store import Store
from vocdash.store import tables as t

_EXCERPT = 40
_SHORTEST_NAME = 3
_FEW_DIGITS = re.compile(r"\d{1,5}")


@dataclass(frozen=True, slots=True)
class Holding:
    """One place in somebody else's row that names the customer: which column, and some of the text around it.

    `sure` is False where only a first or a last name stands there, which may mean another person.
    """

    table: str
    column: str
    excerpt: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """What the store holds of a customer: rows of their own by table, and places where others name them."""

    customer: Customer
    rows: dict[str, int]
    elsewhere: tuple[Holding, ...]


@dataclass(frozen=True, slots=True)
class Own:
    """The keys by which rows are the customer's own."""

    customer_id: int
    submissions: tuple[int, ...]
    cases: tuple[int, ...]

    def rows_of(self, table: Table) -> ColumnElement[bool] | None:
        """The condition that a row of a table is the customer's own; None where the table holds nobody's rows."""
        keys: dict[str, Collection[int]] = {"customer_id": (self.customer_id,), "submission_id": self.submissions, "case_id": self.cases}
        found = [table.c[name].in_(values) for name, values in keys.items() if name in table.c]
        return sa.or_(*found) if found else None


def trace(store: Store, actor: Actor, customer_id: int, also: Sequence[str] = ()) -> Trace:
    """What erasing a customer would touch. Nothing is changed.

    Parameters
    ----------
    also : sequence of str
        Further words that mean this person, such as a nickname; they count as sure.

    Raises
    ------
    NotAllowed
        If the actor may not see identities.
    """
    actor.require(Access.ADMIN, "see everything that is stored of a customer")
    with store.reading() as connection:
        own = own_rows(connection, customer_id)
        customer = read_customer(connection, customer_id)
        rows = {table.name: count for table in personal_tables() if (count := _count(connection, table, own))}
        found = tuple(place.holding for place in elsewhere(connection, own, Words.of(customer, also)))
    return Trace(customer, rows, found)


def own_rows(connection: Connection, customer_id: int) -> Own:
    """The keys of a customer's own rows."""
    submissions = tuple(connection.scalars(sa.select(t.submissions.c.submission_id).where(t.submissions.c.customer_id == customer_id)))
    theirs = sa.or_(t.cases.c.customer_id == customer_id, t.cases.c.submission_id.in_(submissions))
    return Own(customer_id, submissions, tuple(connection.scalars(sa.select(t.cases.c.case_id).where(theirs))))


@cache
def personal_tables() -> tuple[Table, ...]:
    """Tables with rows of single customers, those that depend on others first."""
    keyed = [table for table in t.metadata.sorted_tables if {"customer_id", "submission_id", "case_id"} & set(table.c.keys())]
    return tuple(reversed(keyed))


def _count(connection: Connection, table: Table, own: Own) -> int:
    condition = own.rows_of(table)
    return 0 if condition is None else int(connection.scalar(sa.select(sa.func.count()).select_from(table).where(condition)) or 0)


# --- in other people's words -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Words:
    """How a customer may be named. `sure` are whole names, numbers and addresses; `names` single first and last names.

    A number of a few digits is no name: it would be blotted out of days, dates and codes everywhere. Who means it all the same says so.
    """

    customer_id: int
    sure: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, customer: Customer, also: Sequence[str] = ()) -> Words:
        """The words that mean a customer: from what is known of them, with `also` further sure ones."""
        parts = (customer.name or "").replace(",", " ").split()
        known = [word for word in (customer.number, customer.email, customer.phone) if word and not _FEW_DIGITS.fullmatch(word.strip())]
        sure = [*known, *also, str(customer.customer_id), customer.alias]
        if len(parts) > 1:
            first, last = " ".join(parts[:-1]), parts[-1]
            sure += [customer.name or "", f"{last}, {first}", f"{last} {first}", f"{first} {last}"]
        names = [part for part in parts if len(part) >= _SHORTEST_NAME and part not in sure]
        return cls(customer.customer_id, _distinct(sure), _distinct(names))

    def pattern(self, single_names: bool) -> re.Pattern[str]:
        """Finds the words whole, in any case, longest first, with any space between."""
        words = sorted((*self.sure, *(self.names if single_names else ())), key=len, reverse=True)
        return re.compile(r"(?<!\w)(?:" + "|".join(_anyhow(word) for word in words) + r")(?!\w)", re.IGNORECASE)


def _anyhow(word: str) -> str:
    """A pattern of a word as people write it, and as it stands in an address that was kept."""
    letters = {letter: quote(letter, safe="") for letter in set(word)}
    parts = (
        "".join(f"(?:{re.escape(one)}|{letters[one]})" if letters[one] != one else re.escape(one) for one in part) for part in word.split()
    )
    return r"(?:\s|\+|%20)+".join(parts)


def _distinct(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in words if word and word.strip()))


@dataclass(frozen=True, slots=True)
class Place:
    """A text of somebody else's row that names the customer: the row's key, the value there, and what to tell of it."""

    table: Table
    column: sa.Column[Any]
    key: tuple[Any, ...]
    value: Any
    holding: Holding


def elsewhere(connection: Connection, own: Own, words: Words) -> Iterator[Place]:
    """Every free text beside the customer's own rows that names them."""
    either, sure = words.pattern(single_names=True), words.pattern(single_names=False)
    for table in t.metadata.sorted_tables:
        for column in free_texts(table):
            for key, value in _candidates(connection, table, column, own, words):
                text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
                if found := either.search(text):
                    excerpt = text[max(0, found.start() - _EXCERPT) : found.end() + _EXCERPT]
                    holding = Holding(table.name, column.name, " ".join(excerpt.split()), sure.search(text) is not None)
                    yield Place(table, column, key, value, holding)


NOBODYS_WORDS: frozenset[Table] = frozenset(
    t.metadata.tables[name]
    for name in ("meta", "persons", "teams", "channels", "stages", "touchpoints", "scales", "sources", "questions", "segments")
)
"""Tables of our own people, of places, and of what is asked."""

_NOT_FREE = frozenset(
    (
        *("code", "metric", "fingerprint", "file_hash", "token", "place", "attribute", "number", "external_id", "value", "base"),
        *("person", "made_by", "undone_by", "changed_by", "learned_by", "seen_by", "walked_by", "started_by", "imported_by"),
    )
)
"""Columns of short words that name no customer in a row of somebody else's: codes, and who of our own did something."""

_SHORTEST_TEXT = 64
"""Columns of shorter words hold codes only."""


def free_texts(table: Table) -> list[sa.Column[Any]]:
    """Columns in which people write something of their own: comments, notes, tags, and the names they give to things."""
    if table in NOBODYS_WORDS:
        return []
    return [column for column in table.c if _is_free(column)]


def _is_free(column: sa.Column[Any]) -> bool:
    if isinstance(column.type, (sa.Text, sa.JSON)):
        return True
    fact = column.name == "name" and column.primary_key
    return isinstance(column.type, sa.String) and (column.type.length or 0) >= _SHORTEST_TEXT and column.name not in _NOT_FREE and not fact


def _candidates(connection: Connection, table: Table, column: sa.Column[Any], own: Own, words: Words) -> list[tuple[tuple[Any, ...], Any]]:
    """Rows in which a word may stand, found by the database; the exact look follows."""
    text = sa.cast(column, sa.Text) if isinstance(column.type, sa.JSON) else column
    firsts = {word.split()[0] for word in (*words.sure, *words.names)}
    # JSON is stored with letters beyond ASCII escaped, and databases fold only some letters: hence every way to write a word.
    written = {
        form
        for first in firsts
        for case in (first, first.lower(), first.upper(), first.title())
        for form in (case, json.dumps(case)[1:-1], quote(case, safe=""))
    }
    likely = sa.or_(*(text.ilike(f"%{_escaped(form)}%", escape="\\") for form in sorted(written)))
    keys = list(table.primary_key.columns)
    statement = sa.select(*keys, column).where(column.is_not(None), likely)
    if (mine := own.rows_of(table)) is not None:
        # A key may be missing, and then the row is nobody's own.
        statement = statement.where(sa.or_(sa.not_(mine), mine.is_(None)))
    return [(tuple(row[:-1]), row[-1]) for row in connection.execute(statement)]


def _escaped(word: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", word)


def trace_as_text(found: Trace) -> str:
    """What is stored of a customer, in words; the texts of others are shown only around the name."""
    lines = [f"{found.customer.alias}" + (f": {', '.join(found.customer.known.values())}" if found.customer.known else "")]
    lines += [f"  {count:,} in {name.replace('_', ' ')}" for name, count in sorted(found.rows.items())]
    for holding in found.elsewhere:
        doubt = "" if holding.sure else " (a single name, which may mean somebody else)"
        lines.append(f"  named in {holding.table.replace('_', ' ')}{doubt}: …{holding.excerpt}…")
    return "\n".join(lines if found.rows or found.elsewhere else [*lines, "  nothing is stored"])
