"""What every table is declared with: one metadata, its kinds, moments in UTC, and keys that are row addresses."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, MetaData, Table
from sqlalchemy.schema import SchemaItem

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Kind = Literal["big", "reference", "local"]

ROW_KEY = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit key that is the row's own address on SQLite, which saves every look-up a second search."""


class Moment(sa.TypeDecorator[datetime]):
    """A point in time: time-zone aware in Python, UTC in the database (which SQLite stores without its zone)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A moment needs a time zone, got {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def one_of(column: str, words: type[Enum], null: bool = False) -> CheckConstraint:
    """The rule that a column of words holds one of the values of `words`, or nothing if `null`."""
    listed = ", ".join(f"'{w.value}'" for w in words)
    rule = f"{column} IN ({listed})"
    return CheckConstraint(f"{column} IS NULL OR {rule}" if null else rule, name=column)


def index_of_known(column: str) -> Index:
    """An index of a column that is mostly empty in some files, without the rows where it is: nobody looks for these by it."""
    known = sa.text(f"{column} IS NOT NULL")
    return Index(None, column, sqlite_where=known, postgresql_where=known)


def table(name: str, kind: Kind, *parts: SchemaItem, **options: Any) -> Table:
    """Declare a table of one kind, which the tests hold to the rules of that kind."""
    return Table(name, metadata, *parts, info={"kind": kind}, **options)
