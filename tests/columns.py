"""Small files written for a test, and what their columns are understood to mean."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from random import Random

from vocdash.ingest.read import Table, read_table
from vocdash.ingest.understand import ColumnMeaning, understand

TODAY = date(2026, 1, 15)


def write(folder: Path, columns: dict[str, list[object]], name: str = "answers.csv") -> Table:
    path = folder / name
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    return read_table(path)


def meanings(folder: Path, columns: dict[str, list[object]]) -> dict[str, ColumnMeaning]:
    return {meaning.column: meaning for meaning in understand(write(folder, columns), today=TODAY)}


def one(folder: Path, header: str, values: list[object]) -> ColumnMeaning:
    return meanings(folder, {header: values, "note": [f"word{number}" for number in range(len(values))]})[header]


def spread(*values: object, rows: int = 60) -> list[object]:
    """Each value about as often as the others, in an order that is not one."""
    found = [values[number % len(values)] for number in range(rows)]
    Random(1).shuffle(found)
    return found
