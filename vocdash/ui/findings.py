"""What is said about a file: how it is written, what was noticed, what would come in, and what did."""

from __future__ import annotations

from collections.abc import Sequence

from vocdash.charts.theme import fmt_n
from vocdash.domain import Finding, Severity
from vocdash.ingest.mapping import Mapping
from vocdash.ingest.publish import NewPlaces
from vocdash.ingest.read import Table
from vocdash.ingest.report import ImportReport
from vocdash.ui import blocks
from vocdash.ui.markup import Markup, element, join
from vocdash.ui.overview import listed

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", "": "one column"}
_VALUE_LENGTH = 60


def written_as(table: Table) -> str:
    """How the file is written, in a line."""
    dialect = table.dialect
    if dialect.format == "workbook":
        return f"A workbook; the sheet is “{dialect.sheet}”."
    if dialect.format == "json-lines":
        return "One JSON object a line."
    between = _DELIMITERS.get(dialect.delimiter, f"“{dialect.delimiter}”")
    return f"Text in {dialect.encoding.upper()}, cells separated by {between}, decimal {'comma' if dialect.decimal == ',' else 'point'}."


def meaning_finding(table: Table, known: Mapping | None) -> tuple[str, str]:
    """The sentence over step two, and its grey line."""
    if known is not None:
        names = [column for column in table.columns if column in known.columns()]
        return f"{len(names)} of {len(table.columns)} columns are recognised", f"Recognised by their names: {', '.join(names)}."
    return (
        "Say what the columns mean",
        "One row is one submission. Scores need a scale; comments need nothing. What you leave out is not stored.",
    )


def findings_table(found: Sequence[Finding]) -> Markup:
    """The findings as a table: what, how many, where first, the value there, what to do. Nothing when there are none."""
    if not found:
        return Markup("")
    head = ("Finding", "Rows", "First at", "Value", "What to do")
    return blocks.table(head, [_row(finding) for finding in found], numbers=(1,))


def _row(finding: Finding) -> list[str]:
    what = element("span", finding.what, cls="voc-refused") if finding.severity is Severity.REFUSED else finding.what
    place = ", ".join(part for part in (f"line {finding.line:,}" if finding.line else "", finding.column or "") if part)
    value = element("code", finding.value[:_VALUE_LENGTH]) if finding.value else ""
    return [what, fmt_n(finding.count), place, value, finding.remedy]


def report_blocks(report: ImportReport) -> list[Markup]:
    """The report of a dry run."""
    coming = report.added + report.changed + report.same
    if report.refused:
        verb = "is" if report.refused == 1 else "are"
        title = f"{coming:,} of {report.rows:,} rows can come in; {report.refused:,} {verb} refused, each with its reason"
    else:
        title = f"All {report.rows:,} rows can come in"
    if coming and not report.added and not report.changed:
        title = f"All {report.same:,} rows are here already, so there is nothing to import"
    return [blocks.finding(title, f"Nothing is stored until you press Import.{_refused_answers(report)}", main=True), *_counts(report)]


def _refused_answers(report: ImportReport) -> str:
    if not report.refused_answers:
        return ""
    return f" In rows that come in, {report.refused_answers:,} single answers are refused."


def _counts(report: ImportReport) -> list[Markup]:
    parts = (("new", report.added, "new"), ("changed", report.changed, "changed"))
    same = (("already here, the same", report.same, "same"), ("refused", report.refused, "refused"))
    return [blocks.stacked_bar((*parts, *same)), _new_places(report.new_places), findings_table(report.findings)]


def _new_places(new: NewPlaces) -> Markup:
    """What the file brings that the journey does not have yet."""
    kinds = (("journey", new.journeys), ("stage", new.stages), ("touchpoint", new.touchpoints), ("channel", new.channels))
    said = [f"{kind}{'s' if len(names) > 1 else ''} {listed([f'“{name}”' for name in names.values()])}" for kind, names in kinds if names]
    return blocks.notice(join(["New, and made with the import: ", "; ".join(said), "."])) if said else Markup("")


def done_blocks(report: ImportReport) -> list[Markup]:
    """What came in."""
    days = f" They run from {report.days[0]:%-d %b %Y} to {report.days[1]:%-d %b %Y}." if report.days else ""
    title = f"{report.added + report.changed:,} rows came in"
    return [
        blocks.finding(title, f"{report.file_name}: every score now counts them.{days} You can undo this import below.", main=True),
        *_counts(report),
    ]
