"""Bring a file in: read → map → check → score → write. The only way answers enter the store.

Reading, checking and scoring happen first, without holding anybody up; then everything is written in one transaction, or
nothing is.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AnyMapping
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from vocdash.access import Access, Actor
from vocdash.cases.open import look_ahead, open_for_import
from vocdash.cases.play import play
from vocdash.cases.since import Opens
from vocdash.domain import UNKNOWN
from vocdash.errors import MappingError, UnknownName
from vocdash.ingest.catalog import Catalog, read_catalog
from vocdash.ingest.inspect import inspect_table
from vocdash.ingest.mapping import Mapping, Shape
from vocdash.ingest.mapping_file import load_mapping
from vocdash.ingest.places import code_of
from vocdash.ingest.presets import ROW_COLUMN
from vocdash.ingest.progress import OnProgress, silent
from vocdash.ingest.publish import begin, foresee, hash_of, write_rows, write_rows_early
from vocdash.ingest.quality import read_flags
from vocdash.ingest.read import Table, read_table
from vocdash.ingest.recognise import recognise
from vocdash.ingest.refused import keep, read_mark
from vocdash.ingest.report import ImportReport
from vocdash.ingest.run import Run
from vocdash.ingest.understand.profile import plain_words
from vocdash.ingest.understand.words import QUESTION
from vocdash.journeys.definition import Definition, SourceSpec
from vocdash.journeys.document import LONGEST_NAME
from vocdash.locales import listed
from vocdash.metrics.bringing import Coming, bringing_answers
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.text.touchpoints import kinds_spoken_of
from vocdash.themes.live import read_live

_FIRST_ROWS = 500
_NAMED = 3
"""So many columns are named in a sentence."""


def bring_in(
    store: Store,
    actor: Actor,
    path: str | Path,
    mapping: Mapping | AnyMapping[str, Any] | str | Path | None = None,
    *,
    journey: str | None = None,
    source: str | None = None,
    new_places: bool | None = None,
    exclude_flagged: Iterable[str] | None = None,
    cases: Opens | None = None,
    reading: AnyMapping[str, object] | None = None,
    dry_run: bool = False,
    progress: OnProgress | None = None,
    sample: bool = False,
    file_name: str | None = None,
    job_id: str | None = None,
) -> ImportReport:
    """Bring the file at `path` in; everything or nothing.

    Parameters
    ----------
    mapping : Mapping, mapping file, or table, optional
        What the columns mean. Without one, a long file with columns of the usual names is recognised.
    journey, source : str, optional
        Codes that take the place of those in the mapping. Where neither names a journey, it is the only one there is, or a new one.
    new_places : bool, optional
        Whether rows may bring stages, touchpoints and channels that nobody has named yet, in place of what the mapping says.
    exclude_flagged : iterable of str, optional
        The codes of flags (:class:`vocdash.ingest.quality.Flag`): submissions that have one come in and are left out of every score.
        In place of what the mapping says.
    cases : Opens, optional
        Which complaints open a case, in place of what the mapping says.
    reading : mapping, optional
        A person's word against how the file seems to be written, as :func:`vocdash.ingest.read.read_table` takes it; it comes before
        that of the mapping.
    dry_run : bool
        Say what would come in, and write nothing.
    sample : bool
        Mark the import as sample data, which starting empty removes.
    file_name : str, optional
        What to call the file, when `path` is a temporary one.
    job_id : str, optional
        The job this import is, noted with it.

    Raises
    ------
    NotAllowed
        If the actor is not at least a lead.
    UnknownName
        If there is no such flag.
    UnreadableFile, MappingError
        If the file is no table of responses, or the mapping does not fit it.
    StoreUnavailable
        If nothing could be written; then nothing was.
    """
    actor.require(Access.LEAD, "import data")
    path = Path(path)
    given = mapping if mapping is None or isinstance(mapping, Mapping) else load_mapping(mapping)
    said = {**(given.reading if given else {}), **(reading or {})}
    table = read_table(path, overrides=said, name=file_name)
    with store.reading() as connection:
        catalog = read_catalog(connection, UNKNOWN)
        meant = replace(_asked(decided(given, table, catalog, journey, source), new_places, exclude_flagged, cases), reading=said)
        catalog = read_catalog(connection, meant.definition.code)
        known = read_live(connection, kinds_spoken_of(_some_comments(table, meant))).known
    run = Run(table, meant, catalog, known, progress or silent)
    if given is None:
        run.name_left_out()
    with _no_search_for_cycles(), run.staging, store.staging() as staged:
        run.read(staged)
        with store.reading() as connection:
            run.look_elsewhere(connection)
        if not sample:
            run.say_who_waits_no_more()
        if dry_run:
            return run.report(None, foresee(staged))
        run.tell("writing", 0)
        ready = run.staging.ready
        ready.themes = known.themes
        values = {
            "file_name": table.name[:300],
            "file_hash": hash_of(path),
            "mapping": meant.to_dict(),
            "imported_by": actor.signature,
            "sample": sample,
            "job_id": job_id,
        }

        content = run.content(sample)
        coming = Coming(
            ready.written,
            lambda change: begin(change, ready, values, content),
            lambda early, begun: write_rows_early(early, ready, begun, lambda done: run.tell("writing", done)),
        )
        with bringing_answers(store, staged, coming) as (change, begun):
            connection, import_id = change.connection, begun.import_id
            all_new = not begun.outcome.has_known
            ahead = look_ahead(connection, import_id, change.written, begun.meaning, run.cases_from, all_new=all_new, sample=sample)
            with closing(ahead) as complaints:
                write_rows(change, ready, begun, lambda done: run.tell("writing", done))
                run.tell("writing", table.data_rows)
                opened = open_for_import(connection, import_id, complaints, sample=sample)
            if sample:
                play(connection, import_id)
            keep(connection, import_id, table.columns, run.refused)
            report = replace(run.report(import_id, begun.outcome), cases=opened)
            finish_import(connection, import_id, report, begun.ids.sources.get(meant.source.code) if meant.source else None)
        return report


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Rest Python's search for cyclic garbage: rows make none, and looking through millions of them takes a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def finish_import(connection: sa.Connection, import_id: int, report: ImportReport, source_id: int | None) -> None:
    """Note an import's counts, once they are known."""
    counts = {name: getattr(report, name) for name in ("added", "changed", "same", "refused")}
    where = t.imports.c.import_id == import_id
    connection.execute(sa.update(t.imports).where(where).values(**counts, row_count=report.rows, source_id=source_id))


# --- what is meant ---------------------------------------------------------------------------------------------------


def decided(given: Mapping | None, table: Table, catalog: Catalog, journey: str | None, source: str | None) -> Mapping:
    """The mapping with its journey and its source decided."""
    mapping = _recognised(table) if given is None else given
    return replace(
        mapping,
        definition=_with_journey(mapping.definition, catalog, journey),
        source=_source(mapping, table, source or _source_mended(table)),
    )


def _some_comments(table: Table, mapping: Mapping) -> list[str]:
    """The comments among the first rows, which tell what a company does."""
    asked = [question.column for question in mapping.definition.questions if question.column and not question.scale]
    columns = [table.columns.index(name) for name in (*asked, mapping.long.comment) if name in table.columns]
    return [cells[at] for cells in table.sample(_FIRST_ROWS) for at in columns if cells[at].strip()] if columns else []


def _recognised(table: Table) -> Mapping:
    """The mapping of a file whose columns have the usual names; where that leaves columns of scores out, nobody asked for it.

    Raises
    ------
    MappingError
        If the columns are not recognised, or scores would be left out.
    """
    mapping = recognise(table.columns)
    if in_words := _asked_in_words(table, mapping):
        return in_words
    seeming = None if mapping.long.question else inspect_table(table).mapping
    if seeming is None or seeming.shape is Shape.LONG:
        return mapping
    scores = (question.column for question in seeming.definition.questions if question.scale)
    left = [f"“{column}”" for column in scores if column not in mapping.columns()]
    if left:
        raise MappingError(
            f"No mapping says what to make of columns that seem to hold scores: {listed(left, _NAMED)}.",
            "Take what `inspect FILE` suggests as it is with --suggested, or let `inspect FILE --mapping M.toml` write it, to look over.",
        )
    return mapping


def _asked_in_words(table: Table, mapping: Mapping) -> Mapping | None:
    """The suggested mapping, where a long file gives the words of each question beside the code that would be read for it."""
    code = mapping.long.question
    if not code or not any(QUESTION.search(plain_words(column)) for column in table.columns if column != code):
        return None
    seeming = inspect_table(table).to_begin_with
    if seeming is None or seeming.shape is not Shape.LONG or seeming.long.question in ("", code):
        return None
    return seeming


def _asked(mapping: Mapping, new_places: bool | None, exclude_flagged: Iterable[str] | None, cases: Opens | None) -> Mapping:
    """The mapping with what was asked for this import alone."""
    return replace(
        mapping,
        new_places=mapping.new_places if new_places is None else new_places,
        exclude_flagged=mapping.exclude_flagged if exclude_flagged is None else read_flags(exclude_flagged),
        cases=cases or mapping.cases,
    )


def _with_journey(definition: Definition, catalog: Catalog, journey: str | None) -> Definition:
    """The journey asked for, else the mapping's, else the only one that is not the sample, else a new one."""
    if journey:
        known = {word.casefold(): code for code, name in catalog.journeys.items() for word in (name, code)}
        code = known.get(journey.strip().casefold(), code_of(journey))
        return definition if code == definition.code else replace(definition, code=code, name=catalog.journeys.get(code, journey.strip()))
    if definition.code:
        return definition
    own = [code for code in catalog.journeys if code not in catalog.sample_journeys]
    if len(own) > 1:
        wrong = UnknownName("journey", "", own)
        raise MappingError("There are several journeys, and nothing says which one this file belongs to.", f"Name it. {wrong.fix}")
    code = own[0] if own else "journey"
    return replace(definition, code=code, name=catalog.journeys.get(code, "Customer journey"))


def _source_mended(table: Table) -> str | None:
    """The source whose refused rows a mended file holds, whatever that file is called."""
    if ROW_COLUMN not in table.columns:
        return None
    at = table.columns.index(ROW_COLUMN)
    marks = (read_mark(cells[at]) for _, cells in table.rows())
    return next((mark.source for mark in marks if mark), None)


def _source(mapping: Mapping, table: Table, source: str | None) -> SourceSpec:
    if source:
        known = {spec.code: spec for spec in (*mapping.definition.sources, *([mapping.source] if mapping.source else []))}
        return known.get(source, SourceSpec(code_of(source), source))
    return mapping.source or SourceSpec(code_of(Path(table.name).stem), Path(table.name).stem[:LONGEST_NAME])
