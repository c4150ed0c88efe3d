"""What an import did, or would do: counts, findings grouped by reason, and the refused rows as a file to mend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from vocdash.domain import Finding, Severity
from vocdash.ingest.checks import COLUMNS_LEFT_OUT
from vocdash.ingest.content import NewPlaces

_ORDER = {Severity.REFUSED: 0, Severity.WARNING: 1, Severity.NOTE: 2}


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came in.

    `rows`, `added`, `changed`, `same` and `refused` count **rows of the file**: `rows` = added + changed + same + refused.
    In a wide file a row is a submission; in a long file the rows of a submission share its fate. A bad cell of a wide row
    refuses only its answer: such rows count as added, and `refused_answers` counts the cells. `findings` are grouped, each
    with its first place in the file. `import_id` is None after a dry run, `days` when nothing came in. `flagged` counts submissions
    by what is odd about them (:class:`vocdash.ingest.quality.Flag`), `excluded` those that are left out of scores for it.
    `other_source` is the code of the source under which many of the submissions are here already. `cases` counts those opened for
    complaints.
    """

    import_id: int | None
    file_name: str
    rows: int
    added: int
    changed: int
    same: int
    refused: int
    refused_answers: int
    findings: tuple[Finding, ...]
    new_places: NewPlaces
    days: tuple[date, date] | None
    flagged: dict[str, int]
    excluded: int
    other_source: str | None
    dry_run: bool
    _refused_csv: str
    cases: int = 0

    def refused_csv(self) -> str:
        """Refused rows, and rows with a refused answer, as CSV with a column `error`: mend it and import it again.

        Cells that a spreadsheet would take for a formula begin with an apostrophe. Empty when nothing was refused.
        """
        return self._refused_csv


def as_json(report: ImportReport) -> dict[str, Any]:
    """The report for automation; the first seven keys are stable."""
    return {
        "import_id": report.import_id,
        "rows": report.rows,
        "added": report.added,
        "changed": report.changed,
        "same": report.same,
        "refused": report.refused,
        "findings": [finding_as_json(finding) for finding in report.findings],
        "refused_answers": report.refused_answers,
        "new_places": {
            "journeys": report.new_places.journeys,
            "stages": report.new_places.stages,
            "touchpoints": report.new_places.touchpoints,
            "channels": report.new_places.channels,
        },
        "days": [day.isoformat() for day in report.days] if report.days else None,
        "flagged": report.flagged,
        "excluded": report.excluded,
        "other_source": report.other_source,
        "cases": report.cases,
        "dry_run": report.dry_run,
    }


def from_json(told: Mapping[str, Any], file_name: str, refused_csv: str = "") -> ImportReport:
    """The report that :func:`as_json` told."""
    days = tuple(date.fromisoformat(day) for day in told["days"] or ())
    return ImportReport(
        import_id=told["import_id"],
        file_name=file_name,
        **{name: told[name] for name in ("rows", "added", "changed", "same", "refused", "refused_answers", "dry_run")},
        findings=tuple(map(finding_from_json, told["findings"])),
        new_places=NewPlaces(**told["new_places"]),
        days=(days[0], days[-1]) if days else None,
        flagged=told.get("flagged", {}),
        excluded=told.get("excluded", 0),
        other_source=told.get("other_source"),
        cases=told.get("cases", 0),
        _refused_csv=refused_csv,
    )


def finding_as_json(finding: Finding) -> dict[str, Any]:
    """A finding as plain values."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "what": finding.what,
        "remedy": finding.remedy,
        "count": finding.count,
        "line": finding.line,
        "column": finding.column,
        "value": finding.value,
    }


def finding_from_json(told: Mapping[str, Any]) -> Finding:
    """The finding that :func:`finding_as_json` told."""
    return Finding(**{**told, "severity": Severity(told["severity"])})


def as_text(report: ImportReport) -> str:
    """The report for a person at a terminal: what came in, what is new, and every finding with its remedy."""
    done = "read, and nothing written" if report.dry_run else f"read as import {report.import_id}"
    counts = f"{report.added:,} added, {report.changed:,} changed, {report.same:,} the same, {report.refused:,} refused"
    lines = [f"{report.file_name}: {report.rows:,} {'row' if report.rows == 1 else 'rows'} {done}: {counts}."]
    if report.refused_answers:
        single = "1 single answer" if report.refused_answers == 1 else f"{report.refused_answers:,} single answers"
        lines.append(f"Of the rows taken, {single} {'was' if report.refused_answers == 1 else 'were'} left out.")
    if report.days:
        lines.append(f"The answers are from {report.days[0]} to {report.days[1]}.")
    if report.excluded:
        lines.append(f"{report.excluded:,} submissions came in and are left out of scores.")
    if report.cases:
        cases = "1 case was" if report.cases == 1 else f"{report.cases:,} cases were"
        lines.append(f"{cases} opened for complaints; they wait in the Inbox.")
    for kind in ("journeys", "stages", "touchpoints", "channels"):
        if names := getattr(report.new_places, kind):
            lines.append(f"New {kind}: {', '.join(names.values())}.")
    lines += [as_line(finding) for finding in report.findings]
    return "\n".join(lines)


def as_line(finding: Finding) -> str:
    """A finding as one line of text: how bad it is, what it is, what to do, and where."""
    place = "".join(
        (
            f" {finding.count:,} times" if finding.count > 1 else "",
            ", first" if finding.count > 1 and finding.line else "",
            f" in line {finding.line:,}" if finding.line else "",
            f", column {finding.column}" if finding.column else "",
            f": {_shown(finding)}" if finding.value else "",
        )
    )
    return f"[{finding.severity.value}] {finding.what} {finding.remedy}" + (f" ({place.strip(' ,:')})" if place else "")


def _shown(finding: Finding) -> str:
    """What stood there, no longer than is read at a glance; of columns that were left out all names, which stand in quotes of their own."""
    value = finding.value or ""
    return value if finding.code == COLUMNS_LEFT_OUT else f"“{value[:60]}”"


class Findings:
    """Counts findings of the same kind together; keeps the first place of each."""

    def __init__(self, found: Iterable[Finding] = ()) -> None:
        self._groups: dict[tuple[str, str | None, str], Finding] = {}
        self._counts: dict[tuple[str, str | None, str], int] = {}
        self.add(found)

    def add(self, found: Iterable[Finding]) -> None:
        """Count findings of the same kind together; the first of each stands for all."""
        for finding in found:
            key = (finding.code, finding.column, finding.what)
            self._groups.setdefault(key, finding)
            self._counts[key] = self._counts.get(key, 0) + finding.count

    def grouped(self) -> tuple[Finding, ...]:
        """One finding a kind: refusals first, then by how many there are."""
        all_of_them = [replace(finding, count=self._counts[key]) for key, finding in self._groups.items()]
        return tuple(sorted(all_of_them, key=lambda finding: (_ORDER[finding.severity], -finding.count)))
