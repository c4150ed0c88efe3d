"""One file on its way: every row read, checked and staged, with the account of what happened to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain, islice
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from vocdash import settings
from vocdash.cases.since import Opens, first_day
from vocdash.domain import Finding, Severity
from vocdash.ingest import checks
from vocdash.ingest.answers import AnswerReader, LongAnswers, WideAnswers
from vocdash.ingest.catalog import Catalog
from vocdash.ingest.content import Content, NewPlaces, scales_named
from vocdash.ingest.elsewhere import PROBES, Probe, known_under
from vocdash.ingest.identity import Identity
from vocdash.ingest.mapping import Mapping, Shape
from vocdash.ingest.mending import Mending
from vocdash.ingest.places import Places
from vocdash.ingest.presets import ROW_COLUMN
from vocdash.ingest.progress import OnProgress, Progress
from vocdash.ingest.publish import Outcome
from vocdash.ingest.quality import Quality
from vocdash.ingest.read import Rows, Table
from vocdash.ingest.refused import RefusedRow, as_csv, read_mark
from vocdash.ingest.report import Findings, ImportReport
from vocdash.ingest.rows import Answer, Head, SubmissionReader, locate
from vocdash.ingest.segments import Segments
from vocdash.ingest.staging import Staging
from vocdash.ingest.stored import Stored
from vocdash.ingest.vocabulary import read_vocabulary
from vocdash.journeys.definition import SourceSpec
from vocdash.outgoing import as_it_was
from vocdash.text.reading import Known

DATE_SAMPLE = 20_000
"""Rows whose dates decide how the column's dates are written."""


@dataclass(slots=True)
class _Group:
    """Rows that follow each other and share a head, while they come in: mutable, because there is one only."""

    line: int
    source: str
    answers: list[Answer]
    submission_id: int
    rows: int = 1


class Run:
    """One file on its way from rows to staging, and the account of it."""

    def __init__(self, table: Table, mapping: Mapping, catalog: Catalog, known: Known, progress: OnProgress) -> None:
        self._table = table
        self._mapping = mapping
        self._catalog = catalog
        self._progress = progress
        self._vocabulary = read_vocabulary(mapping, catalog, table.dialect.decimal)
        at = locate(mapping.columns(), table.columns)
        zone = ZoneInfo(settings.get("timezone"))
        today = datetime.now(zone).date()
        self.cases_from = first_day(mapping.cases, today)
        self._heads = SubmissionReader(
            mapping.submission, at, zone=zone, today=today, decimal=table.dialect.decimal, column_values=partial(_column, table)
        )
        self._is_long = mapping.shape is Shape.LONG
        self._source = self._vocabulary.source
        self._answers: AnswerReader = (
            WideAnswers(mapping.definition.questions, at, self._vocabulary)
            if mapping.shape is Shape.WIDE
            else LongAnswers(mapping.long, at, self._vocabulary)
        )
        # What the mapping leaves out, such as a column of row numbers, may differ in the next export of the same rows.
        self._order = sorted(set(at.values()), key=lambda at: table.columns[at])
        self._head: Head | None = None
        self._group = _Group(0, "", [], 0)
        self._mark_at = table.columns.index(ROW_COLUMN) if ROW_COLUMN in table.columns else -1
        self._joins = self._is_long and self._mark_at < 0
        self._identity = Identity(settings.get("secret") or catalog.secret)
        self._findings = Findings(finding for finding in table.findings if finding.code != "row-shape")
        self._findings.add(self._heads.findings)
        self._one_day = mapping.submission.answered_at.constant if mapping.submission.answered_at else None
        if self._one_day:
            self._findings.add([checks.one_day(self._one_day, today)])
        self._mending = Mending(len(table.columns), self._heads, self._identity, self._id, is_long=self._is_long)
        self._sources: dict[str, None] = {}
        self._probes: list[Probe] = []
        self._probe_every = max(1, table.data_rows // PROBES)
        self._other_source: str | None = None
        self.places = self._answers.places
        self.staging = Staging(
            self._identity,
            Segments(mapping.submission.segments),
            self.places,
            known,
            Quality(self._as_given, mapping.exclude_flagged),
            wide=mapping.shape is Shape.WIDE,
            id_column=", ".join(mapping.submission.id),
            rows_expected=table.data_rows,
        )

    @property
    def refused(self) -> Sequence[RefusedRow]:
        """The rows to be mended; all of them after :meth:`read`."""
        return self._mending.rows

    def tell(self, step: str, done: int) -> None:
        """Tell whoever watches how far it is."""
        self._progress(Progress(step, done, self._table.data_rows))

    def read(self, connection: Connection) -> None:
        """Check every row, and stage it on a connection of :meth:`vocdash.store.Store.staging`."""
        if not self._mapping.exclude_flagged:  # who is left out of scores is only known at the end
            self.staging.leave_what_is_stored(Stored(connection))
        done = 0
        for lines, rows in self._batches():
            if self._joins:
                self._long_rows(lines, rows)
            else:
                for line, cells in zip(lines, rows, strict=True):
                    self._row(line, cells)
            done += len(rows)
            self.tell("reading", done)
        self._stage_group()
        self.staging.quality.know(at for at, place in enumerate(self.places) if self._answers.questions[place.question].scale)
        self.staging.settle(connection)
        self._refuse_clashes()
        for line, cells, finding in self._table.ragged() if self._table.refused else ():
            self._refuse(line, cells, [finding])
        if self._mending.is_in_part:
            self._mending.add_their_others(self._rows(), self._answers.source_of)
        self._findings.add(self.staging.segments.findings)
        self._findings.add(self.staging.quality.findings())
        self.tell("reading", self._table.data_rows)

    def _as_given(self, place: int) -> tuple[str, float | None]:
        """The scale of an answer, and what to take it from to get it as it was given."""
        question = self._answers.questions[self.places[place].question]
        scale = self._vocabulary.scales.named(question.scale)
        return scale.code, scale.minimum + scale.maximum if question.reverse else None

    def first_rows(self, n: int) -> Iterator[tuple[int, Head | None, tuple[Answer, ...], list[Finding]]]:
        """What the first `n` rows become, staging none: line, head (None for a refused row), answers, and what was found."""
        for line, cells in islice(self._rows(), n):
            found: list[Finding] = []
            head = self._heads.read(line, cells, found)
            yield line, head, (self._answers.read(line, cells, found) if head else None) or (), found

    def _rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        """The rows of the file, one by one."""
        return chain.from_iterable(zip(lines, rows, strict=True) for lines, rows in self._batches())

    def _batches(self) -> Iterator[Rows]:
        """The rows of the file, without what no database keeps; mended ones as they were before they were made harmless."""
        for lines, rows in self._table.batches():
            if not checks.is_storable("".join(chain.from_iterable(rows))):
                odd = [line for line, cells in zip(lines, rows, strict=True) if not checks.is_storable("".join(cells))]
                self._findings.add(map(checks.not_storable, odd))
                rows = [[checks.storable(cell) for cell in cells] for cells in rows]
            yield lines, rows if self._mark_at < 0 else [[as_it_was(cell) for cell in cells] for cells in rows]

    def _row(self, line: int, cells: Sequence[str]) -> None:
        found: list[Finding] = []
        head = self._heads.read(line, cells, found)
        answers = self._answers.read(line, cells, found) if head is not None else None
        if head is None or answers is None:
            self._refuse(line, cells, found)
            return
        source = self._answers.source_of(cells)
        if head is self._head and source == self._group.source and self._joins and head.own_id:
            self._group.answers.extend(answers)
            self._group.rows += 1
        else:
            self._stage_group()
            self._head, self._group = head, _Group(line, source, list(answers), self._submission_id(source, head.own_id, cells))
        if line % self._probe_every == 0:
            scores = tuple(value for _, value, _ in answers if value is not None)
            self._probes.append(Probe(head.own_id, () if head.own_id else self._known_by(cells), head.answered_at, scores))
        if found:
            self._findings.add(found)
            self._mending.note(line, cells, source, head.own_id, found)

    def _long_rows(self, lines: Sequence[int], rows: Sequence[Sequence[str]]) -> None:
        """The same for rows of a long file. Most go on with the submission of the row before, and give a score that was given before, so
        that nothing in them is to be checked again."""
        assert isinstance(self._answers, LongAnswers)
        for line, cells, goes_on, score in zip(lines, rows, self._heads.repeats(rows), self._answers.scores(rows), strict=True):
            group, head = self._group, self._head
            if (
                goes_on
                and score is not None
                and head is not None
                and head.own_id
                and head is self._heads.last
                and score[0] == group.source
                and line % self._probe_every
            ):
                group.answers.append(score[1])
                group.rows += 1
            else:
                self._row(line, cells)

    def _stage_group(self) -> None:
        """Hand on the rows read last, which share a head: those of a long submission mostly follow each other."""
        if self._head is not None:
            group = self._group
            self._sources[group.source] = None
            self.staging.add(group.line, group.source, self._head, group.answers, group.submission_id, group.rows)
            self._head = None

    def _submission_id(self, source: str, own_id: str, cells: Sequence[str]) -> int:
        """The id of the submission a row belongs to: for one that mends another, that of the other."""
        mark = read_mark(cells[self._mark_at]) if self._mark_at >= 0 else None
        return self._id(source, own_id, cells) if mark is None or mark.submission_id is None else mark.submission_id

    def _id(self, source: str, own_id: str, cells: Sequence[str]) -> int:
        return self._identity.of_id(source, own_id) if own_id else self._identity.of_row(source, self._known_by(cells))

    def _known_by(self, cells: Sequence[str]) -> tuple[str, ...]:
        """The cells that tell a row without an id from others."""
        return tuple([cells[at] for at in self._order])

    def name_left_out(self) -> None:
        """Say which columns nothing is taken from: where nobody chose them, nobody knows."""
        used = self._mapping.columns()
        unused = [column for column in self._table.columns if column not in used and column != ROW_COLUMN]
        if unused:
            self._findings.add([checks.left_out(unused)])

    def say_who_waits_no_more(self) -> None:
        """Say how many answers are too old to open a case; call it when all rows are read."""
        days = self.staging.ready.written.by_day()
        old = sum(count for day, count in days.items() if day < self.cases_from)
        if old and self._mapping.cases is Opens.RECENT:
            self._findings.add([checks.too_old_for_cases(old, sum(days.values()), self.cases_from)])

    def look_elsewhere(self, connection: Connection) -> None:
        """Find out whether the rows are here already under another source; call it when all are read."""
        one_day = self._one_day is not None
        self._other_source = known_under(connection, self._identity, self._probes, self._sources, one_day=one_day)
        if self._other_source is not None:
            self._findings.add([checks.known_elsewhere(self._other_source)])

    def _refuse_clashes(self) -> None:
        """Rows that turned out to contradict earlier ones; the file is read again for the cells of those refused."""
        clashes = {clash.line: clash.finding for clash in self.staging.clashes}
        self._findings.add(finding for finding in clashes.values() if finding.severity is not Severity.REFUSED)
        refused = {line for line, finding in clashes.items() if finding.severity is Severity.REFUSED}
        for line, cells in self._rows() if refused else ():
            if line in refused:
                self._refuse(line, cells, [clashes[line]])

    def _refuse(self, line: int, cells: Sequence[str], found: list[Finding]) -> None:
        """A row that does not come in."""
        self._findings.add(found)
        source = self._answers.source_of(cells) if len(cells) == len(self._table.columns) else self._source
        self._mending.refuse(line, cells, source, found)

    def content(self, sample: bool) -> Content:
        """What the rows speak of, to be written before them."""
        definition = self._mapping.definition
        questions = self._answers.questions
        known = {spec.code: spec for spec in (*definition.sources, *([self._mapping.source] if self._mapping.source else []))}
        own = {spec.code: spec for spec in definition.sources}
        sources = {
            **own,
            **{code: known.get(code, SourceSpec(code, code)) for code in (*self._sources, *(source for source, _ in questions))},
        }
        scales = dict.fromkeys((*(scale.code for scale in definition.scales), *scales_named(questions.values())))
        return Content(
            definition,
            self._new_places(),
            frozenset((place.stage, place.touchpoint) for place in map(self.places.__getitem__, self.staging.ready.used)),
            tuple(sources.values()),
            tuple(self._vocabulary.scales.named(code) for code in scales),
            questions,
            self.staging.segments.combinations(),
            sample,
        )

    def _new_places(self) -> NewPlaces:
        definition, catalog, words = self._mapping.definition, self._catalog, self._vocabulary

        def new(kind: str, places: Places, known: AnyMapping[str, str]) -> dict[str, str]:
            defined = {item.code: item.name for item in getattr(definition, kind)}
            return {code: name for code, name in (defined | places.new).items() if code not in known}

        return NewPlaces(
            {} if definition.code in catalog.journeys else {definition.code: definition.name},
            new("stages", words.stages, catalog.stages),
            new("touchpoints", words.touchpoints, catalog.touchpoints),
            new("channels", words.channels, catalog.channels),
        )

    def report(self, import_id: int | None, outcome: Outcome) -> ImportReport:
        """The account of the whole file; `import_id` is None when nothing was written."""
        return ImportReport(
            import_id=import_id,
            file_name=self._table.name,
            rows=outcome.added + outcome.changed + outcome.same + self._mending.refused,
            added=outcome.added,
            changed=outcome.changed,
            same=outcome.same,
            refused=self._mending.refused,
            refused_answers=self._mending.refused_answers,
            findings=self._findings.grouped(),
            new_places=self._new_places(),
            days=self.staging.ready.ends,
            flagged={flag.value: count for flag, count in self.staging.quality.counts().items()},
            excluded=self.staging.quality.excluded(),
            other_source=self._other_source,
            dry_run=import_id is None,
            _refused_csv=as_csv(self._table.columns, self.refused),
        )


def _column(table: Table, columns: Sequence[int]) -> list[str]:
    rows: Iterator[tuple[int, list[str]]] = islice(table.rows(), DATE_SAMPLE)
    return [" ".join(cells[at] for at in columns) for _, cells in rows]
