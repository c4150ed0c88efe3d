"""Customers: who they are (guarded), what is known of them, and what happened between them and us."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Date, Float, Integer, String

from vocdash.store.tables.base import Moment, table

customers = table(
    "customers",
    "local",
    Column("customer_id", BigInteger, primary_key=True, autoincrement=False),
    Column("number", String(200)),
    Column("name", String(200)),
    Column("email", String(320)),
    Column("phone", String(64)),
)

customer_facts = table(
    "customer_facts",
    "local",
    Column("customer_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String(64), primary_key=True),
    Column("day", Date),
    Column("number", Float),
    CheckConstraint("(day IS NULL) <> (number IS NULL)", name="date_or_number"),
)

interactions = table(
    "interactions",
    "local",
    Column("interaction_id", BigInteger, primary_key=True, autoincrement=False),
    Column("customer_id", BigInteger, nullable=False, index=True),
    Column("happened_at", Moment, nullable=False),
    Column("stage_id", Integer, nullable=False),
    Column("touchpoint_id", Integer, nullable=False, server_default="0"),
    Column("channel_id", Integer, nullable=False, server_default="0"),
    Column("human", Boolean),
    Column("direction", String(16), nullable=False, server_default=""),
    Column("kind", String(32), nullable=False, server_default=""),
    Column("import_id", Integer, nullable=False),
)
