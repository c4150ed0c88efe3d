"""Cases as a table to take along: dates are dates, and nothing a customer wrote is ever run."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from tests.test_cases import INES, LOW, brought
from vocdash.cases.export import COLUMNS, as_text, as_xlsx, read_table
from vocdash.cases.wanted import Wanted
from vocdash.outgoing import harmless
from vocdash.store import Store


def test_what_is_taken_along_runs_nothing(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, LOW.replace("The driver", '"=1+1 terrible driver').replace("awful.", 'awful."'))
    rows = read_table(store, INES, Wanted())
    assert len(rows) == 1
    assert rows[0][-1] == "=1+1 terrible driver rang once and was gone. This is terrible and awful."
    assert harmless(rows[0][-1]).startswith("'=")
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(rows))).active
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    assert (sheet.cell(2, len(COLUMNS)).data_type, sheet.cell(2, len(COLUMNS)).value) == ("s", rows[0][-1])


def test_moments_are_dates_of_the_reporting_zone(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    brought(store, tmp_path, LOW)
    monkeypatch.setenv("VOCDASH_TIMEZONE", "Pacific/Auckland")
    (row,) = read_table(store, INES, Wanted())
    at = COLUMNS.index("answered_at")
    assert (row[at], as_text(row[at])) == (datetime(2026, 9, 18, 21, 12), "2026-09-18 21:12")
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx([row]))).active
    assert sheet.cell(2, at + 1).value == datetime(2026, 9, 18, 21, 12)
    assert sheet.freeze_panes == "A2"


def test_control_characters_break_no_workbook() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx([("C-1", "rang\x0b once\x01\ufffe")]))).active
    assert [cell.value for cell in sheet[2]][:2] == ["C-1", "rang once"]
