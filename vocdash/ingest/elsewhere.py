"""Submissions that are here already under another source: a later export that comes under another name would count twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.ingest.identity import Identity
from vocdash.store import tables as t

PROBES = 1_000
"""About so many rows of a file are looked for under other sources."""

MOST_SOURCES = 100
FEWEST, SHARE = 2, 0.2
"""So many of the rows looked for, and such a share of them, must be found to be no coincidence."""


class Probe(NamedTuple):
    """A row to look for: its submission's own id, or, without one, the cells it is known by; the moment of the answer; and its scores."""

    own_id: str
    cells: tuple[str, ...]
    answered_at: datetime
    scores: tuple[float, ...]

    def under(self, identity: Identity, source: str) -> int:
        """The id its submission has, or would have, under a source."""
        return identity.of_id(source, self.own_id) if self.own_id else identity.of_row(source, self.cells)


def known_under(
    connection: Connection, identity: Identity, probes: Sequence[Probe], own: Collection[str], *, one_day: bool = False
) -> str | None:
    """The code of the other source under which many of the probes are here; None when there is none, or they are here under `own`.

    A submission counts as the same when its id and the moment of its answer are: short ids such as 1, 2, 3 occur in every survey. Where
    all answers were given `one_day`, the moment tells nothing, so that what was scored must be the same, too.
    """
    sources = t.sources.c
    query = sa.select(sources.code).where(~sources.sample).order_by(sources.source_id.desc())
    known = connection.scalars(query).all()
    enough = max(FEWEST, SHARE * len(probes))
    if any(_found(connection, identity, probes, code, one_day) >= enough for code in own if code in known):
        return None
    others = [code for code in known if code not in own][:MOST_SOURCES]
    counts = {code: _found(connection, identity, probes, code, one_day) for code in others}
    best = max(counts, key=lambda code: counts[code], default=None)
    return best if best is not None and counts[best] >= enough else None


def _found(connection: Connection, identity: Identity, probes: Sequence[Probe], source: str, one_day: bool) -> int:
    wanted = {probe.under(identity, source): probe for probe in probes}
    s = t.submissions.c
    stored = connection.execute(sa.select(s.submission_id, s.answered_at).where(s.submission_id.in_(wanted)))
    same = [number for number, moment in stored if wanted[number].answered_at == moment]
    if not one_day or not same:
        return len(same)
    a = t.responses.c
    scored: dict[int, Counter[float]] = {number: Counter() for number in same}
    for number, value in connection.execute(sa.select(a.submission_id, a.value).where(a.submission_id.in_(same), a.value.is_not(None))):
        scored[number][value] += 1
    return sum(Counter(wanted[number].scores) <= scores for number, scores in scored.items())
