"""Take a whole journey away, with everything that belongs to it alone. Its answers must be gone before."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.store import tables as t


def remove_journey(connection: Connection, journey_id: int) -> None:
    """Delete a journey, its drafts, its cells, cases, walks and history. Teams, persons and touchpoints stay."""
    for draft in connection.scalars(sa.select(t.journeys.c.journey_id).where(t.journeys.c.draft_of == journey_id)).all():
        remove_journey(connection, draft)
    stages = sa.select(t.stages.c.stage_id).where(t.stages.c.journey_id == journey_id)
    cells = sa.select(t.cells.c.cell_id).where(t.cells.c.stage_id.in_(stages))
    cases = sa.select(t.cases.c.case_id).where(t.cases.c.journey_id == journey_id)
    walks = sa.select(t.walks.c.walk_id).where(t.walks.c.journey_id == journey_id)
    connection.execute(sa.delete(t.cell_versions).where(t.cell_versions.c.cell_id.in_(cells)))
    connection.execute(sa.delete(t.cells).where(t.cells.c.stage_id.in_(stages)))
    for table in (t.case_calls, t.case_tags, t.case_events):
        connection.execute(sa.delete(table).where(table.c.case_id.in_(cases)))
    connection.execute(sa.delete(t.walk_scores).where(t.walk_scores.c.walk_id.in_(walks)))
    of_it = (t.cases, t.walks, t.targets, t.event_markers, t.actions, t.journey_changes, t.map_links, t.stages, t.journeys)
    for table in of_it:
        connection.execute(sa.delete(table).where(table.c.journey_id == journey_id))
