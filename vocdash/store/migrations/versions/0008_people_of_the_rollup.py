"""The rollup counts people, and knows who they are where they are few. It is disposable: the next start makes it anew."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_KEYS: tuple[tuple[str, Any], ...] = (
    ("grain", sa.String(length=8)),
    ("level", sa.SmallInteger()),
    ("measure", sa.String(length=24)),
    ("journey_id", sa.Integer()),
    ("starts_on", sa.Date()),
    ("segment_id", sa.Integer()),
    ("stage_id", sa.Integer()),
    ("touchpoint_id", sa.Integer()),
    ("channel_id", sa.Integer()),
    ("method", sa.String(length=16)),
)
_COUNTS = ("submissions", "n")
_SUMS = ("s", "q", "ss", "sn", "nn", "ws", "wn", "wq", "wss", "wsn", "wnn")
_SCALES = ("scale_low", "scale_high")


def upgrade() -> None:
    _create(sa.Column("people", sa.Integer(), nullable=False), sa.Column("few", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    _create()


def _create(*more: Any) -> None:
    op.drop_table("rollup")
    op.create_table(
        "rollup",
        *(sa.Column(name, kind, autoincrement=False, nullable=False) for name, kind in _KEYS),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _COUNTS),
        *(sa.Column(name, sa.Float(), nullable=False) for name in _SUMS),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _SCALES),
        *more,
        sa.PrimaryKeyConstraint(*(name for name, _ in _KEYS), name=op.f("pk_rollup")),
        sqlite_with_rowid=False,
    )
