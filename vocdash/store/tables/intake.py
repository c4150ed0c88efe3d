"""How answers came in, what an undo needs, and the mappings to remember."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Integer, String, Text

from vocdash.store.tables.base import Moment, table

imports = table(
    "imports",
    "reference",
    Column("import_id", Integer, primary_key=True),
    Column("file_name", String(300), nullable=False),
    Column("file_hash", String(64), nullable=False),
    Column("source_id", ForeignKey("sources.source_id")),
    Column("mapping", JSON, nullable=False),
    Column("imported_by", String(200), nullable=False),
    Column("imported_at", Moment, nullable=False),
    Column("undone_at", Moment),
    Column("row_count", Integer, nullable=False),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("same", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("sample", Boolean, nullable=False, server_default=sa.false()),
    Column("job_id", String(32)),
    Column("columns", JSON),
)

refused_rows = table(
    "refused_rows",
    "local",
    Column("import_id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("line", Integer, nullable=False),
    Column("cells", JSON, nullable=False),
    Column("reason", Text, nullable=False),
    Column("submission_id", BigInteger, nullable=False, index=True),
    Column("customer_id", BigInteger, index=True),
)

import_changes = table(
    "import_changes",
    "big",
    Column("submission_id", BigInteger, primary_key=True, autoincrement=False),
    Column("import_id", ForeignKey("imports.import_id"), primary_key=True),
    Column("before", JSON, nullable=False),
)

customer_changes = table(
    "customer_changes",
    "local",
    Column("customer_id", BigInteger, primary_key=True, autoincrement=False),
    Column("import_id", Integer, primary_key=True, autoincrement=False),
    Column("before", JSON, nullable=False),
)

saved_mappings = table(
    "saved_mappings",
    "local",
    Column("fingerprint", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("mapping", JSON, nullable=False),
    Column("saved_at", Moment, nullable=False),
)
