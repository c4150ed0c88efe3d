"""The sample: two journeys of one invented company. Load them, and take them away again without a trace."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import Connection, Table

from vocdash.access import Access, Actor
from vocdash.cases.open import delete_cases
from vocdash.ingest import customers, images
from vocdash.ingest.bring_in import bring_in
from vocdash.ingest.catalog import sample_journeys
from vocdash.ingest.contact_mapping import ContactsMapping
from vocdash.ingest.contacts import bring_in_contacts, remove_contacts
from vocdash.ingest.mapping_file import load_mapping
from vocdash.ingest.progress import OnProgress
from vocdash.ingest.report import ImportReport
from vocdash.journeys.remove import remove_journey
from vocdash.metrics.rollup import changing_answers
from vocdash.settings import DATA
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.themes.live import forget_starting

RESPONSES = DATA / "sample" / "responses.csv"
CONTACTS = DATA / "sample" / "contacts.csv"
MAPPING = DATA / "mappings" / "sample.toml"
CLAIMS = DATA / "sample" / "claims.csv"
CLAIMS_MAPPING = DATA / "mappings" / "sample-claims.toml"


def load_sample(store: Store, actor: Actor, progress: OnProgress | None = None) -> ImportReport:
    """Bring in what is in `data/sample`, marked as sample; the report and the progress are of the answers of the first journey."""
    mapping = load_mapping(MAPPING)
    report = bring_in(store, actor, RESPONSES, mapping, progress=progress, sample=True)
    bring_in_contacts(store, actor, CONTACTS, ContactsMapping(mapping.definition.code), sample=True)
    bring_in(store, actor, CLAIMS, CLAIMS_MAPPING, sample=True)
    return report


def remove_sample(store: Store, actor: Actor) -> int:
    """Start empty: remove the sample's answers, imports, sources and journey, and whatever only they used.

    What somebody brought in stays, also where it went into the sample's journey: then that journey stays with it.
    Gives the number of submissions removed.
    """
    actor.require(Access.LEAD, "remove the sample")
    with changing_answers(store) as change:
        connection, s = change.connection, t.submissions.c
        sources = list(connection.scalars(sa.select(t.sources.c.source_id).where(t.sources.c.sample)))
        journeys = list(connection.scalars(sample_journeys(t.journeys.c.journey_id)))
        ours = s.source_id.in_(sources)
        numbers = list(connection.scalars(sa.select(s.submission_id).where(ours)))
        theirs = set(connection.scalars(sa.select(s.customer_id).where(ours, s.customer_id.is_not(None))))
        for import_id in connection.scalars(sa.select(t.imports.c.import_id).where(t.imports.c.sample)).all():
            theirs.update(remove_contacts(connection, import_id))
        change.touch_days(connection.scalars(sa.select(s.day).where(ours).distinct()).all())
        for start in range(0, len(numbers), images.AT_ONCE):
            part = numbers[start : start + images.AT_ONCE]
            connection.execute(sa.delete(t.import_changes).where(t.import_changes.c.submission_id.in_(part)))
            of_part = t.cases.c.submission_id.in_(part)
            delete_cases(connection, connection.scalars(sa.select(t.cases.c.case_id).where(of_part)).all())
            images.delete(connection, part)
            change.touch_comments(part)
        _remove_sources(connection, sources)
        for journey_id in journeys:
            remove_journey(connection, journey_id)
        customers.forget(connection, theirs)
        _remove_parts(connection)
    with store.writing() as connection:
        forget_starting(connection)
    return len(numbers)


def _remove_sources(connection: Connection, sources: list[int]) -> None:
    connection.execute(sa.update(t.questions).where(t.questions.c.source_id.in_(sources)).values(explains_id=None))
    connection.execute(sa.delete(t.questions).where(t.questions.c.source_id.in_(sources)))
    imports = sa.select(t.imports.c.import_id).where(t.imports.c.sample)
    for changes in (t.import_changes, t.customer_changes):
        connection.execute(sa.delete(changes).where(changes.c.import_id.in_(imports)))
    connection.execute(sa.delete(t.imports).where(t.imports.c.sample))
    connection.execute(sa.update(t.imports).where(t.imports.c.source_id.in_(sources)).values(source_id=None))
    connection.execute(sa.delete(t.sources).where(t.sources.c.source_id.in_(sources)))


def _remove_parts(connection: Connection) -> None:
    """Remove what the sample's definitions name and nothing uses any more."""
    made = [load_mapping(mapping).definition for mapping in (MAPPING, CLAIMS_MAPPING)]
    points = (t.cells, t.questions, t.responses, t.mentions, t.interactions, t.cases, t.actions)
    _remove_unused(connection, t.touchpoints, (item.code for one in made for item in one.touchpoints), *points)
    channels = (item.code for one in made for item in one.channels)
    _remove_unused(connection, t.channels, channels, t.touchpoints, t.responses, t.interactions)
    _remove_unused(connection, t.persons, (item.code for one in made for item in one.persons), t.cell_versions, t.cases, t.actions)
    _remove_unused(connection, t.teams, (item.code for one in made for item in one.teams), t.cell_versions, t.persons, t.cases)
    _remove_unused(connection, t.scales, (item.code for one in made for item in one.scales), t.questions)
    unused = t.segments.c.segment_id.not_in(sa.select(t.submissions.c.segment_id)) & (t.segments.c.segment_id > 0)
    numbers = sa.select(t.segments.c.segment_id).where(unused)
    connection.execute(sa.delete(t.segment_values).where(t.segment_values.c.segment_id.in_(numbers)))
    connection.execute(sa.delete(t.segments).where(unused))


def _remove_unused(connection: Connection, table: Table, codes: Iterable[str], *users: Table) -> None:
    key = next(iter(table.primary_key))
    used = sa.union(*(sa.select(user.c[key.name]).where(user.c[key.name].is_not(None)) for user in users))
    connection.execute(sa.delete(table).where(table.c.code.in_(list(codes)), key.not_in(used)))
