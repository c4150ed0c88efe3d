"""What a new file can be tied to: own journeys with their places, and the sources answers came from before."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa

from vocdash.domain import UNKNOWN, Method, Scale
from vocdash.ingest.catalog import read_catalog
from vocdash.ingest.mapping import Mapping
from vocdash.ingest.mapping_file import load_mapping
from vocdash.journeys.definition import SourceSpec
from vocdash.store import Store
from vocdash.store import tables as t


@dataclass(frozen=True, slots=True)
class Known:
    """Own journeys and touchpoints (code → name), scales and sources by code; `stages` are those of each journey. No sample data."""

    journeys: dict[str, str] = field(default_factory=dict)
    stages: dict[str, dict[str, str]] = field(default_factory=dict)
    touchpoints: dict[str, str] = field(default_factory=dict)
    scales: dict[str, Scale] = field(default_factory=dict)
    sources: dict[str, SourceSpec] = field(default_factory=dict)


def read_known(store: Store) -> Known:
    """What there is, without the sample."""
    places = sa.select(t.journeys.c.code, t.stages.c.code, t.stages.c.name).join_from(t.stages, t.journeys).order_by(t.stages.c.position)
    sources = sa.select(t.sources.c.code, t.sources.c.name, t.sources.c.method).where(t.sources.c.sample.is_(False))
    with store.reading() as connection:
        catalog = read_catalog(connection, UNKNOWN)
        own = {code: name for code, name in catalog.journeys.items() if code not in catalog.sample_journeys}
        stages: dict[str, dict[str, str]] = {code: {} for code in own}
        for journey, code, name in connection.execute(places):
            if journey in own and code != UNKNOWN:
                stages[journey][code] = name
        return Known(
            journeys=own,
            stages=stages,
            touchpoints={code: name for code, name in catalog.touchpoints.items() if code != UNKNOWN} if own else {},
            scales=catalog.scales,
            sources={row.code: SourceSpec(row.code, row.name, Method(row.method)) for row in connection.execute(sources)},
        )


def read_mapping_of(store: Store, import_id: int) -> Mapping | None:
    """The mapping an import was read with; None when there is no such import."""
    with store.reading() as connection:
        found = connection.scalar(sa.select(t.imports.c.mapping).where(t.imports.c.import_id == import_id))
    return load_mapping(found) if found else None
