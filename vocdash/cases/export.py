"""Cases as a table to take along: what the list shows, a row a case."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from vocdash import settings
from vocdash.access import Actor
from vocdash.cases.book import read_book
from vocdash.cases.find import list_cases
from vocdash.cases.wanted import Sort, Wanted
from vocdash.outgoing import for_xml
from vocdash.store import Store

COLUMNS = (
    *("case", "status", "severity", "stage", "touchpoint", "theme", "channel", "owner", "team", "answered_at", "due_at", "overdue"),
    *("answer_requested", "score", "tags", "comment"),
)
MOST = 5_000
"""Rows of one export; who wants more asks for fewer at a time."""

_AT_ONCE = 500
_MOMENT = "yyyy-mm-dd hh:mm"
_WIDTHS = {"stage": 16, "touchpoint": 18, "theme": 24, "owner": 20, "team": 18, "answered_at": 17, "due_at": 17, "comment": 80}
Value = str | float | int | datetime


def read_table(store: Store, actor: Actor, wanted: Wanted, sort: Sort = Sort.DUE) -> list[tuple[Value, ...]]:
    """The rows below :data:`COLUMNS`, at most 5,000, in the order of the list.

    Moments are those of the reporting time zone, without saying so, as spreadsheets take them. Comments are as they are stored, masked.
    """
    book, zone = read_book(store), ZoneInfo(settings.get("timezone"))
    rows: list[tuple[Value, ...]] = []
    after = None
    while len(rows) < MOST:
        page = list_cases(store, actor, wanted, sort, after, min(_AT_ONCE, MOST - len(rows)))
        for line in page.lines:
            person = book.persons.get(line.person_id or 0)
            rows.append(
                (
                    *(f"C-{line.case_id}", line.status.value, line.severity, book.stages.get(line.stage_id, "")),
                    *(book.touchpoints.get(line.touchpoint_id, ""), book.themes.get(line.theme_id, "")),
                    *(book.channels.get(line.channel_id, ""), person.name if person else "", book.teams.get(line.team_id or 0, "")),
                    *(_local(line.answered_at, zone), _local(line.due_at, zone), "yes" if line.overdue else "no"),
                    "yes" if line.wants_answer else "no",
                    "" if line.score is None else round(100 * line.score),
                    *(", ".join(line.tags), line.words.text if line.words else ""),
                )
            )
        after = page.following
        if after is None:
            break
    return rows


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)


def as_text(value: Value) -> Value:
    """A value as it stands in a file of plain text."""
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value


def as_xlsx(rows: Sequence[Sequence[Value]]) -> bytes:
    """A workbook with one sheet, its header kept in sight. Every text is a text: nothing in it is ever run as a formula.

    Control characters, which no workbook can hold, are left out.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Cases")
    sheet.freeze_panes = "A2"
    for at, name in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = _WIDTHS.get(name, 12)
    for row in (COLUMNS, *rows):
        cells = [WriteOnlyCell(sheet, for_xml(value) if isinstance(value, str) else value) for value in row]
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"
            elif isinstance(cell.value, datetime):
                cell.number_format = _MOMENT
        sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
