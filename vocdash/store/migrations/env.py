"""Alembic's entry: runs on the connection it is given, inside the writer's transaction."""

from alembic import context

from vocdash.store.tables import metadata


def _ours(name: str | None, _kind: str, _parents: object) -> bool:
    """Full text has a table of its own on SQLite and an index on PostgreSQL; neither is part of the model."""
    return not (name is not None and name.startswith(("comment_search", "ix_responses_search")))


connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, include_name=_ours, transactional_ddl=False)
context.run_migrations()
