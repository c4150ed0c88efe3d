"""Files, read as they are: any survey export becomes a :class:`Table` of strings, with findings about how it is written.

The steps, each in a module of its own::

    blob        what kind of file; pictures, documents and archives are refused
    encoding    which encoding, by every byte
    form        which delimiter and quotes, by the agreement of the records
    wrapped     whether every line was put in quotes as a whole
    parted      cells in fixed places, or told apart by several characters
    header      where the table begins, and its header rows
    naming      what the columns are called, and what they ask
    markup      tables of web pages and of the XML of Excel 2003
    layout      which tool wrote it
    aggregated  results instead of responses are refused
    turned      whether each column is a person, and each row a question
    survey      one pass over all rows: how many, and which are broken
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from vocdash import settings
from vocdash.domain import Finding, Severity
from vocdash.errors import UnreadableFile, VocError
from vocdash.ingest.read import (
    again,
    aggregated,
    encoding,
    form,
    header,
    json_objects,
    layout,
    markup,
    naming,
    parted,
    sheets,
    turned,
    wrapped,
)
from vocdash.ingest.read.blob import CORRUPT, MAX_BYTES, NEW_FILE, SAVE_AS_CSV, Blob, identify
from vocdash.ingest.read.csv_source import CsvSource, Form
from vocdash.ingest.read.overrides import Overrides, delimiter_words
from vocdash.ingest.read.survey import count, decimal_mark
from vocdash.ingest.read.table import Dialect, Record, Rows, Source, Table, is_blank, records

__all__ = ["MAX_BYTES", "Dialect", "Record", "Rows", "Source", "Table", "read_table"]

SAMPLE_BYTES = 1 << 18
_TWICE_ENCODED = re.compile("[ÂÃÄÅ][\u00a0-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
"""What letters of two bytes in UTF-8 become when these bytes are taken for cp1252 and written as UTF-8 once more."""

_FEW_BROKEN = 3


def read_table(path: Path, *, overrides: Mapping[str, object] | None = None, max_bytes: int = MAX_BYTES, name: str | None = None) -> Table:
    """Read a file of responses: CSV in any dialect, XLSX, XLS, ODS, JSON lines, a JSON document with a list of
    objects, or a zip of one of them.

    `overrides` is a person's word against the detection: any of encoding, delimiter, quote, header_rows, header_line, sheet, decimal.
    `name` is what to call the file in sentences, when `path` is a temporary one. Raises UnreadableFile, with the true reason, for
    what is not a table of responses, and UnknownName for an override nobody knows. The file is read once here, and again by each
    call of `Table.rows`.
    """
    asked = Overrides.of(overrides or {})
    blob = identify(path, max_bytes, name)
    try:
        return _read(blob, asked)
    except CORRUPT as error:
        raise UnreadableFile(f"“{blob.name}” cannot be read to its end: {error}.", SAVE_AS_CSV) from error


def _read(blob: Blob, asked: Overrides) -> Table:
    if blob.kind == "workbook":
        return _workbook(blob, asked)
    if blob.kind in (markup.HTML, markup.XML):
        return _markup(blob, asked)
    seen = encoding.detect(blob) if asked.encoding is None else encoding.given(blob, asked.encoding)
    sample, complete = _sample(blob, seen)
    if not sample.strip("\ufeff \t\r\n\0"):
        raise UnreadableFile(f"“{blob.name}” holds nothing but blank lines.", NEW_FILE)
    found = _about_bytes(seen)
    is_json = asked.delimiter is None and ((lines := json_objects.are_lines(sample)) or json_objects.is_document(sample))
    if is_json and not lines:
        return _json_table(blob, seen, found, document=True)
    if seen.endless:
        what = f"“{blob.name}” has a line of more than {encoding.LONGEST_LINE / 1e6:,.0f} million letters."
        raise UnreadableFile(what, "Check that each answer stands on a line of its own, or export it again.")
    if is_json:
        return _json_table(blob, seen, found, document=False)
    found += _about_quotes(seen)
    found += _about_letters(sample)
    cut, choice = _parted(sample, complete, asked)
    chosen = choice.form
    dialect = Dialect(
        encoding=seen.name,
        delimiter=cut.by if cut else chosen.delimiter,
        quote=chosen.quote,
        header_rows=1,
        header_line=1,
        newline=seen.newline,
        sheet=None,
        confidence={"encoding": seen.confidence, "delimiter": choice.sure},
        decimal=".",
        escape=chosen.escape,
        skip_space=chosen.skip_space,
    )
    source: Source = CsvSource(blob, seen.name, chosen, seen.nul)
    if cut:
        source = parted.Parted(source, cut)
    elif asked.delimiter is None and (inner := wrapped.inner_delimiter(source)):
        found.append(wrapped.told(inner))
        source, dialect = wrapped.Unwrapped(source, inner), replace(dialect, delimiter=inner)
    if asked.delimiter is None:
        found += _about_columns(dialect.delimiter, parts=bool(cut) or choice.parts or isinstance(source, wrapped.Unwrapped))
    return _table(blob, source, dialect, asked, found)


def _parted(sample: str, complete: bool, asked: Overrides) -> tuple[parted.Cut | None, form.Choice]:
    """How lines are cut where no single sign parts the cells, and the form in which the lines are then read; else the form alone."""
    lines_only = form.Choice(Form("", ""), 0.8, parts=False)
    if asked.delimiter is not None and len(asked.delimiter) > 1:
        cut = parted.find(sample, asked.delimiter)
        if cut is None:
            raise VocError("The lines have no places where blanks stand below each other.", "Choose another sign between the columns.")
        return cut, replace(lines_only, sure=1.0)
    choice = form.choose(sample, complete=complete, delimiter=asked.delimiter, quote=asked.quote)
    if asked.delimiter is not None:
        return None, choice
    cut = parted.longer(sample, choice.form.delimiter) if choice.parts else parted.find(sample)
    return (cut, lines_only) if cut else (None, choice)


def _workbook(blob: Blob, asked: Overrides) -> Table:
    """The sheet a person named, else the likeliest that holds responses."""
    refused: UnreadableFile | None = None
    book = sheets.open_workbook(blob, asked.sheet)
    for sheet in book.sheets:
        dialect = Dialect("", "", "", 1, 1, "", sheet.name, {}, ".", format="workbook")
        try:
            table = _table(blob, sheet, dialect, asked, book.about(sheet) if asked.sheet is None else [])
        except UnreadableFile as error:
            refused = refused or error
        else:
            return replace(table, sheets=book.visible)
    raise refused or book.empty(blob.name)


def _markup(blob: Blob, asked: Overrides) -> Table:
    """The largest table of a web page or an XML spreadsheet."""
    is_page = blob.kind == markup.HTML
    told = asked.encoding or (markup.declared_encoding(blob) if is_page else None)
    seen = encoding.given(blob, told) if told else encoding.detect(blob)
    source, found = markup.open_table(blob, seen.name)
    sure = {"encoding": seen.confidence} if is_page else {}
    dialect = Dialect(seen.name if is_page else "", "", "", 1, 1, "", None, sure, ".", format=blob.kind)
    return _table(blob, source, dialect, asked, found)


def _sample(blob: Blob, seen: encoding.Encoding) -> tuple[str, bool]:
    """The beginning of the text, and whether it is all of it."""
    with blob.open() as stream:
        start = stream.read(SAMPLE_BYTES)
    return start.decode(seen.name, errors="replace").replace("\0", ""), len(start) == blob.size


def _table(blob: Blob, source: Source, dialect: Dialect, asked: Overrides, found: list[Finding]) -> Table:
    start: list[Record] = []
    for record in islice(records(source.blocks(1, None)), header.SAMPLE):
        _check_width(blob, record[1])
        start.append(record)
    if all(is_blank(cells) for _, cells, _ in start):
        raise UnreadableFile(f"“{blob.name}” holds nothing but blank cells.", NEW_FILE)
    head = header.find(start, header_line=asked.header_line, header_rows=asked.header_rows)
    below = [cells for line, cells, _ in start if line >= head.first_line and not is_blank(cells)]
    if head.rows:
        aggregated.refuse(blob.name, list(head.cells[0]), below, complete=len(start) < header.SAMPLE)
        found = [*found, *turned.find(list(head.cells[0]), below)]
    without = again.WithoutHeads(source, head.cells[0]) if head.rows and again.could_come_again(head.cells[0]) else None
    decimal, sure = (asked.decimal, 1.0) if asked.decimal else decimal_mark(below)
    columns = naming.names(head.cells, head.width)
    seen = count(without or source, head.first_line, head.width)
    if without and without.found:
        source, found = without, [*found, again.told(sorted(without.found))]
    return Table(
        name=blob.name,
        dialect=replace(
            dialect,
            header_rows=head.rows,
            header_line=head.line,
            decimal=decimal,
            confidence={**dialect.confidence, "header_rows": head.confidence, "decimal": sure},
        ),
        columns=columns,
        labels=naming.labels(head.cells, columns),
        layout=layout.recognise(head, columns),
        data_rows=seen.rows,
        refused=seen.refused,
        findings=(*found, *head.findings, *seen.findings),
        source=source,
        first_line=head.first_line,
        last_line=seen.last_line,
        pads=seen.pads,
    )


def _check_width(blob: Blob, cells: Sequence[str]) -> None:
    limit = settings.get("max_columns")
    if len(cells) > limit:
        what = f"“{blob.name}” has {len(cells):,} columns, and a table of answers has at most {limit:,}."
        fix = "Check what stands between the columns, leave out those nobody needs, or ask an administrator to raise VOCDASH_MAX_COLUMNS."
        raise UnreadableFile(what, fix)


def _json_table(blob: Blob, seen: encoding.Encoding, found: list[Finding], *, document: bool) -> Table:
    source = json_objects.open_objects(blob, seen.name, document=document)
    _check_width(blob, source.columns)
    rows = count(source, 1, len(source.columns))
    return Table(
        name=blob.name,
        dialect=Dialect(seen.name, "", "", 0, 0, seen.newline, None, {"encoding": seen.confidence}, ".", format="json"),
        columns=source.columns,
        labels=source.columns,
        layout="plain",
        data_rows=rows.rows,
        refused=rows.refused,
        findings=(*found, *source.findings, *rows.findings),
        source=source,
        first_line=1,
        last_line=rows.last_line,
    )


def _about_bytes(seen: encoding.Encoding) -> list[Finding]:
    remedy = "Check the word there, or choose another encoding."
    found = [
        Finding("bad-byte", Severity.WARNING, f"Line {line:,} has a byte that is not {seen.name}; it is shown as �.", remedy, line=line)
        for line in seen.bad_lines
    ]
    if seen.bad > len(found) > 0:
        found.append(Finding("bad-byte", Severity.WARNING, f"{seen.bad:,} bytes in all are not {seen.name}.", remedy, count=seen.bad))
    if seen.doubt:
        word, rival, otherwise = seen.doubt
        what = f"Few letters tell how the file is encoded: “{word}” is read as {seen.name}, and would be “{otherwise}” as {rival}."
        found.append(Finding("few-letters", Severity.WARNING, what, "Choose the other encoding if that is the right word."))
    if seen.nul:
        what = "The file holds NUL bytes, which are left out."
        found.append(Finding("nul-bytes", Severity.NOTE, what, "Nothing is lost: they stand for nothing."))
    return found


def _about_letters(sample: str) -> list[Finding]:
    broken = _TWICE_ENCODED.findall(sample)
    letters = sum(1 for letter in sample if letter.isalpha() and not letter.isascii()) if broken else 0
    if 3 * len(broken) < letters or len(broken) < _FEW_BROKEN:
        return []
    what = f"“{broken[0]}” stands where “{broken[0].encode('cp1252').decode()}” is meant: the text was written as UTF-8 twice."
    return [Finding("twice-encoded", Severity.WARNING, what, "Export it again as UTF-8; a file imported so keeps these signs.")]


def _about_columns(delimiter: str, *, parts: bool) -> list[Finding]:
    """That everything stands in one column, or that the columns are told apart by a sign which is seldom used for that."""
    remedy = "Check the columns; if they are wrong, choose what stands between them."
    if not parts:
        what = "Everything stands in one column: no comma, semicolon, tab or other sign parts all lines alike."
        return [Finding("one-column", Severity.WARNING, what, "If a line holds several cells, choose what stands between them.")]
    if delimiter in form.DELIMITERS:
        return []
    what = "The columns stand in fixed places, told apart by the blanks between them."
    if delimiter != parted.FIXED:
        sign = delimiter if delimiter.strip() and delimiter.isprintable() else delimiter_words(delimiter)
        what = f"The columns are told apart by “{sign}”."
    return [Finding("rare-delimiter", Severity.NOTE, what, remedy)]


def _about_quotes(seen: encoding.Encoding) -> list[Finding]:
    if seen.quote_line is None:
        return []
    what = f"Line {seen.quote_line:,} has a quote in the middle of a cell; such quotes are read as they stand."
    return [Finding("quote-in-cell", Severity.NOTE, what, "Check the row in the preview.", line=seen.quote_line)]
