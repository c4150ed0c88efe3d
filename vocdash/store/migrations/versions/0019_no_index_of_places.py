"""No question of a page begins with the answers at a place, so their index only made writing slower."""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.drop_index("ix_responses_stage_id_touchpoint_id_submission_id", "responses")
