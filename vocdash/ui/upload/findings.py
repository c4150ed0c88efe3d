"""What is said about a file: how it is written, what was noticed, what would come in, and what did."""

from __future__ import annotations

from collections.abc import Sequence

from vocdash.charts.theme import fmt_day, fmt_n
from vocdash.domain import Finding, Severity
from vocdash.ingest.content import NewPlaces
from vocdash.ingest.preview import RowPreview
from vocdash.ingest.quality import LEFT_OUT, Flag
from vocdash.ingest.read import Table
from vocdash.ingest.report import ImportReport
from vocdash.locales import listed
from vocdash.ui import blocks
from vocdash.ui.markup import Markup, bold, element, join
from vocdash.ui.upload.words import LAYOUTS

_VALUE_LENGTH = 60
_SHOWN, _NAME = 12, 48
"""Answers of a row that the preview tells, and the letters of a name beside each."""
_SHORT = 24
"""Characters of a value that stay in one line."""


def read_title(table: Table) -> str:
    """What the file is, in a sentence."""
    rows = f"{fmt_n(table.data_rows)} {'row' if table.data_rows == 1 else 'rows'}"
    layout = LAYOUTS.get(table.layout)
    if layout:
        return f"We read {table.name} as {layout} with {rows}"
    columns = len(table.columns)
    return f"We read {table.name}: {rows}, {fmt_n(columns)} {'column' if columns == 1 else 'columns'}"


def findings_table(found: Sequence[Finding], *, came_in: bool = False) -> Markup:
    """The findings as a table: what, how many, where first, the value there, what to do. Nothing when there are none.

    `came_in` says that the import is done, so that there is nothing to choose any more.
    """
    if not found:
        return Markup("")
    head = ("Finding", "Rows", "First at", "Value", "What to do")
    return blocks.table(head, [_row(finding, came_in) for finding in found], numbers=(1,))


def _row(finding: Finding, came_in: bool) -> list[str]:
    what = element("span", finding.what, cls="voc-refused") if finding.severity is Severity.REFUSED else finding.what
    place = ", ".join(part for part in (f"line {finding.line:,}" if finding.line else "", finding.column or "") if part)
    short = "voc-short" if len(finding.value or "") <= _SHORT else ""
    value = element("code", finding.value[:_VALUE_LENGTH], cls=short) if finding.value else ""
    of_file = finding.count == 1 and not place
    return [what, "" if of_file else fmt_n(finding.count), place, value, remedy_now(finding) if came_in else remedy(finding)]


def remedy(finding: Finding) -> str:
    """What to do, on this page: where the command line has an option, the page has a choice below the findings."""
    if finding.code in set(Flag):
        return "They come in and count, unless you leave them out of scores below."
    if finding.code == "known-elsewhere":
        return "If this is a later export of the same survey, say so below."
    known, _, option = finding.remedy.partition(" Or let this import make it")
    return f"{known} Or let this file make it, below." if option else finding.remedy


def remedy_now(finding: Finding) -> str:
    """What to do once the import is done."""
    if finding.code in set(Flag):
        return "They came in, and are left out of every score." if finding.remedy == LEFT_OUT else "They came in and count."
    if finding.code == "known-elsewhere":
        return "If this is a later export of the same survey, undo this import, and say so in its report."
    known, _, option = finding.remedy.partition(" Or let this import make it")
    return f"{known} Or import the file again and let it make them." if option else finding.remedy


def report_title(report: ImportReport) -> tuple[str, str]:
    """What would come in, in a sentence, and its grey line."""
    coming = report.added + report.changed + report.same
    if report.refused:
        title = f"{fmt_n(coming)} of {fmt_n(report.rows)} rows can come in; {fmt_n(report.refused)} {_are(report.refused)} refused"
    else:
        title = f"All {fmt_n(report.rows)} rows can come in"
    if coming and not report.added and not report.changed:
        title = f"All {fmt_n(report.same)} rows are here already, so there is nothing to import"
    answers = report.refused_answers
    single = (
        f" In rows that come in, {fmt_n(answers)} single {'answer' if answers == 1 else 'answers'} {_are(answers)} refused."
        if answers
        else ""
    )
    return title, f"Nothing is stored until you press Import.{single}"


def _are(n: int) -> str:
    return "is" if n == 1 else "are"


def _were(n: int) -> str:
    return "was" if n == 1 else "were"


def counts(report: ImportReport) -> list[Markup]:
    """One bar of what became of the rows, what is new on the journey, and the findings by reason."""
    parts = (("new", report.added, "new"), ("changed", report.changed, "changed"))
    same = (("already here, the same", report.same, "same"), ("refused", report.refused, "refused"))
    return [
        blocks.stacked_bar((*parts, *same)),
        _new_places(report.new_places),
        findings_table(report.findings, came_in=not report.dry_run),
    ]


def _new_places(new: NewPlaces) -> Markup:
    """What the file brings that the journey does not have yet."""
    kinds = (("journey", new.journeys), ("stage", new.stages), ("touchpoint", new.touchpoints), ("channel", new.channels))
    said = [f"{kind}{'s' if len(names) > 1 else ''} {listed([f'“{name}”' for name in names.values()])}" for kind, names in kinds if names]
    return blocks.notice(join(["New, and made with the import: ", "; ".join(said), "."])) if said else Markup("")


def preview_table(rows: Sequence[RowPreview]) -> Markup:
    """What the first rows become, a line each."""
    return blocks.table(("Line", "When", "Becomes"), [_previewed(row) for row in rows], numbers=(0,))


def _previewed(row: RowPreview) -> list[str]:
    if row.day is None:
        return [fmt_n(row.line), element("span", "refused", cls="voc-refused"), " ".join(finding.what for finding in row.findings)]
    answers = [
        join([f"{_short(answer.touchpoint or answer.stage or answer.question)} ", bold(answer.said)]) for answer in row.answers[:_SHOWN]
    ]
    more = len(row.answers) - _SHOWN
    answers += [element("span", f"and {fmt_n(more)} more answer{'s' if more > 1 else ''}")] if more > 0 else []
    who = [", ".join(row.segments)] if row.segments else []
    left_out = [element("span", f"{finding.column or ''}: {finding.what}", cls="voc-refused") for finding in row.findings]
    told = [*answers, *who, *left_out]
    said = element("span", join(told, " · ")) if told else blocks.caption("no answer")
    when = fmt_day(row.day, with_year=True) + (f", {row.at:%H:%M}" if row.at else "")
    return [fmt_n(row.line), when.replace(" ", "\u00a0"), said]


def _short(name: str) -> str:
    """A name that leaves room for others beside it: of a whole question its beginning and its end, which tells it from its neighbours."""
    return name if len(name) <= _NAME else f"{name[: _NAME // 2].rstrip()} … {name[-_NAME // 2 :].lstrip()}"


def done_title(report: ImportReport) -> str:
    """What came in, in a sentence."""
    said = [f"{fmt_n(report.added)} {'row' if report.added == 1 else 'rows'} came in"]
    said += [f"{fmt_n(report.changed)} {_were(report.changed)} updated"] if report.changed else []
    said += [f"{fmt_n(report.same)} {_were(report.same)} here already"] if report.same else []
    said += [f"{fmt_n(report.refused)} {_were(report.refused)} not taken"] if report.refused else []
    return listed(said)
