"""Staged rows into the store, inside one transaction: what is new, what changed, what is the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import file_digest
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import sqlalchemy as sa
from sqlalchemy import Connection, FromClause, Table

from vocdash.ingest import customers, images, staged
from vocdash.ingest.content import Content, Ids, number_of, write_content
from vocdash.ingest.ready import Part, Ready
from vocdash.ingest.rescore import note_reader
from vocdash.ingest.stored import changed_meanwhile
from vocdash.metrics.given import Ints, Numbers, Settling
from vocdash.metrics.meaning import Meaning
from vocdash.metrics.rollup import AnswerChange
from vocdash.store import links, search
from vocdash.store import tables as t
from vocdash.store.bulk import indexed_afterwards
from vocdash.store.early import EarlyRows
from vocdash.themes.live import ensure_live
from vocdash.themes.placing import SAID, MentionRows

_NOWHERE = (0, 0, 0, SAID)
"""Where a mention stands that is left out: theme 0."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Rows of the file by what happens to their submission."""

    added: int
    changed: int
    same: int

    @property
    def has_known(self) -> bool:
        """Whether the store has some of it already."""
        return bool(self.changed or self.same)


class Meant(NamedTuple):
    """What the numbers in staged rows stand for, in their order: ids of a source, of a segment, of the question, stage, touchpoint and
    channel of a place, and of the question, theme, stage and touchpoint of what is spoken of, with how these were found; and the days
    that answers count on. Nothing is spoken of where the theme is 0, and nobody answered at a place without a question."""

    days: Sequence[str]
    sources: Sequence[tuple[int]]
    segments: Sequence[tuple[int]]
    places: Sequence[tuple[int, int, int, int]]
    spoken: Sequence[tuple[int, int, int, int, str]]

    def numbers(self) -> Numbers:
        """The same for answers as columns."""
        theme = [(row[1], row[0], *row[2:4]) for row in self.spoken]
        widths = ((self.sources, 1), (self.segments, 1), (self.places, 4), (theme, 4))
        return Numbers(*(column for said, width in widths for column in _columns(said, width)))


def foresee(connection: Connection) -> Outcome:
    """What :func:`write_rows` would do with what is staged on this connection, without doing it."""
    new, known = staged.submissions.c, t.submissions.c
    fate = sa.case((known.submission_id.is_(None), "added"), (known.content_hash == new.content_hash, "same"), else_="changed")
    joined = staged.submissions.outerjoin(t.submissions, known.submission_id == new.submission_id)
    rows = connection.execute(sa.select(fate, sa.func.sum(new.rows)).select_from(joined).group_by(fate)).all()
    counts = {name: int(count) for name, count in rows}
    return Outcome(counts.get("added", 0), counts.get("changed", 0), counts.get("same", 0))


@dataclass(frozen=True, slots=True)
class Begun:
    """How publishing has begun: the number of the import, what numbers in what is staged stand for, what will happen to the rows, and
    what the answers mean."""

    import_id: int
    ids: Ids
    meant: Meant
    outcome: Outcome
    meaning: Meaning


def begin(change: AnswerChange, ready: Ready, values: dict[str, Any], content: Content) -> Begun:
    """Write all that the rows refer to, say what the numbers in what is staged stand for, and look whether all of it is there.

    The connection of the change is the one that has the staged tables.

    Raises
    ------
    VocError
        If the store no longer has a submission that was found in it while the file was read.
    """
    connection = change.connection
    import_id = record_import(connection, values)
    ids = write_content(connection, content)
    outcome = foresee(connection) if change.early is None else Outcome(sum(part.rows for part in ready.parts), 0, 0)
    if outcome.has_known:
        _note_known(connection)
    meant = _meant(connection, ready, ids)  # which writes the themes to start with, that the next line speaks of
    note_reader(connection)
    if change.early is None:
        _say(connection, meant)
    k = staged.known.c
    same = np.array(connection.scalars(sa.select(k.submission_id).where(k.is_same)).all() if outcome.same else [], dtype=np.int64)
    if not np.isin(np.array(ready.stored, dtype=np.int64), same).all():
        raise changed_meanwhile()
    meaning = change.write(ready.written, Settling(meant.numbers(), ready.excluded, same))
    links.require(connection, chain(links.of_small_tables(), staged.links()))
    return Begun(import_id, ids, meant, outcome, meaning)


def write_rows_early(early: EarlyRows, ready: Ready, begun: Begun, progress: Callable[[int], None]) -> bool:
    """Write the rows as a rehearsal found them, before it is our turn; not where the store has some of them already. Customers wait
    for our turn, because others may write them, too. Says whether it was done."""
    if begun.outcome.has_known:
        return False
    _say(early.connection, begun.meant)
    done = 0
    for part in ready.parts:
        _write(early.connection, part, begun.import_id, is_known=False)
        early.look()
        done += part.rows
        progress(done)
    return True


def write_rows(change: AnswerChange, ready: Ready, begun: Begun, progress: Callable[[int], None]) -> None:
    """Write everything staged that was not written early: new submissions, and changed ones in place of what stood there, which is kept
    for undo."""
    connection, outcome, import_id = change.connection, begun.outcome, begun.import_id
    if change.early is not None:
        for part in ready.parts:
            _write_customers(connection, part, import_id)
        return
    done = 0
    with search.merging_later(connection), indexed_afterwards(connection, t.submissions, len(ready.excluded)):
        for part in ready.parts:
            changed = _changed(connection, part) if outcome.changed else []
            change.touch_days(_clear(connection, changed, import_id))
            _write_customers(connection, part, import_id)
            _write(connection, part, import_id, is_known=outcome.has_known)
            search.replace(connection, changed, _comments(part, outcome.has_known), one_each=part.one_comment_each)
            done += part.rows
            progress(done)


def _write(connection: Connection, part: Part, import_id: int, *, is_known: bool) -> None:
    for table, rows in _rows(part, import_id, is_known):
        connection.execute(sa.insert(table).from_select(rows.selected_columns.keys(), rows))


def _note_known(connection: Connection) -> None:
    """Write down which submissions the store has already."""
    new, old = staged.submissions.c, t.submissions.c
    found = sa.select(old.submission_id, old.content_hash == new.content_hash, old.added_by)
    joined = staged.submissions.join(t.submissions, old.submission_id == new.submission_id)
    connection.execute(sa.insert(staged.known).from_select(staged.known.columns.keys(), found.select_from(joined)))


def _meant(connection: Connection, ready: Ready, ids: Ids) -> Meant:
    """What the numbers in the staged rows stand for."""
    of_place = [ids.of_place(place) if at in ready.used else (0, 0, 0, 0) for at, place in enumerate(ready.places)]
    mentioned = MentionRows(connection, ensure_live(connection, ready.themes))
    spoken = []
    for place, code, named, hints in ready.spoken:
        question, stage, touchpoint, _ = of_place[place]
        spoken.append((question, *(mentioned.stands(code, named, stage, touchpoint, hints) or _NOWHERE)))
    return Meant(
        sorted(ready.days), [(ids.sources[code],) for code in ready.sources], [(number,) for number in ids.segments], of_place, spoken
    )


def _say(connection: Connection, meant: Meant) -> None:
    """Write down beside the staged rows what their numbers stand for, as far as rows will be written."""
    staged.say(connection, staged.days, [(day,) for day in meant.days])
    staged.say(connection, staged.sources, list(_numbered(meant.sources)))
    staged.say(connection, staged.segments, list(_numbered(meant.segments)))
    staged.say(connection, staged.places, [row for row in _numbered(meant.places) if row[1] > 0])
    staged.say(connection, staged.spoken, [row for row in _numbered(meant.spoken) if row[2] > 0])


def _numbered(rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    return ((number, *row) for number, row in enumerate(rows))


def _columns(rows: Sequence[Sequence[Any]], width: int) -> list[Ints]:
    """The first columns of rows."""
    return [np.array([row[at] for row in rows], dtype=np.int64) for at in range(width)]


def _changed(connection: Connection, part: Part) -> Sequence[int]:
    """The submissions of a part that the store has otherwise."""
    k, s = staged.known.c, staged.submissions.c
    joined = staged.submissions.join(staged.known, k.submission_id == s.submission_id)
    return connection.scalars(sa.select(k.submission_id).select_from(joined).where(part.of(staged.submissions), ~k.is_same)).all()


def _clear(connection: Connection, changed: Sequence[int], import_id: int) -> set[date]:
    """Keep what changed submissions said before, and clear them away; gives the days they counted on."""
    days: set[date] = set()
    for start in range(0, len(changed), images.AT_ONCE):
        part = changed[start : start + images.AT_ONCE]
        days.update(connection.scalars(sa.select(t.submissions.c.day).where(t.submissions.c.submission_id.in_(part)).distinct()))
        taken = images.take(connection, part)
        rows = [{"submission_id": number, "import_id": import_id, "before": image} for number, image in taken.items()]
        connection.execute(sa.insert(t.import_changes), rows)
        images.delete(connection, part)
    return days


def _write_customers(connection: Connection, part: Part, import_id: int) -> None:
    c = staged.customers.c
    found = connection.execute(sa.select(c.customer_id, c.said).where(part.of(staged.customers)).order_by(c.number)).all()
    customers.write(connection, [(number, said) for number, said in found], import_id)


def _rows(part: Part, import_id: int, is_known: bool) -> Sequence[tuple[Table, sa.Select[Any]]]:
    """What is to be written of a part: each table, and its rows, in the order in which they can be written.

    `is_known` says that the store has some of what is staged.
    """
    s, r, m, f = staged.submissions.c, staged.responses.c, staged.mentions.c, staged.facts.c
    source, segment, place, spoken = staged.sources.c, staged.segments.c, staged.places.c, staged.spoken.c
    ours = sa.literal(import_id)
    added_by = sa.func.coalesce(staged.known.c.added_by, ours) if is_known else ours
    submissions = _new(staged.submissions, part, is_known, (source.source == s.source), (segment.segment == s.segment)).add_columns(
        *(s.submission_id, source.source_id, s.external_id, s.customer_id, s.answered_at, s.day, segment.segment_id, s.language),
        *(s.weight, s.started_at, s.duration_seconds, s.flags, s.excluded, s.content_hash),
        *(added_by.label("added_by"), ours.label("import_id")),
    )
    responses = _new(staged.responses, part, is_known, (place.place == r.place)).add_columns(
        *(r.submission_id, r.occurrence, place.question_id, place.stage_id, place.touchpoint_id, place.channel_id),
        *(r.value, r.verbatim, r.language, r.polarity, r.sentiment, r.scorer),
    )
    mentions = _new(staged.mentions, part, is_known, (spoken.spoken == m.spoken)).add_columns(
        *(m.submission_id, spoken.question_id, m.occurrence, spoken.theme_id, m.span_start, m.span_end, m.polarity),
        *(spoken.stage_id, spoken.touchpoint_id, spoken.placed),
    )
    facts = _new(staged.facts, part, is_known).add_columns(f.submission_id, f.name, f.day, f.fact.label("number"))
    return (
        (t.submissions, submissions),
        (t.responses, responses),
        (t.mentions, mentions.where(spoken.theme_id.is_not(None))),
        (t.facts, facts),
    )


def _new(table: Table, part: Part, is_known: bool, *meanings: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """The staged rows of a part whose submissions the store does not have as they are, with what their numbers stand for."""
    known = staged.known.c
    joined: FromClause = table
    for meaning in meanings:
        joined = joined.outerjoin(meaning.left.table, meaning)
    if not is_known:  # looking up what nobody has takes a sixth of the writing
        return sa.select().select_from(joined).where(part.of(table))
    joined = joined.outerjoin(staged.known, known.submission_id == table.c.submission_id)
    return sa.select().select_from(joined).where(part.of(table), sa.or_(known.submission_id.is_(None), ~known.is_same))


def _comments(part: Part, is_known: bool) -> FromClause:
    """The comments of a part, by submission."""
    r = staged.responses.c
    return _new(staged.responses, part, is_known).add_columns(r.submission_id, r.verbatim).where(r.verbatim.is_not(None)).subquery()


def hash_of(path: Path) -> str:
    """What tells a file from others in the history of imports; it is read in pieces, however large."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def record_import(connection: Connection, values: dict[str, Any]) -> int:
    """Note an import; gives its number. Its counts follow when they are known."""
    counts = dict.fromkeys(("added", "changed", "same", "refused", "row_count"), 0)
    return number_of(connection.execute(sa.insert(t.imports).values({**counts, "imported_at": datetime.now(UTC), **values})))
