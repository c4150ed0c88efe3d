"""Small files written for a test, and how they are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from vocdash.errors import UnreadableFile
from vocdash.ingest.read import Table, read_table


def table(folder: Path, content: str | bytes, name: str = "answers.csv", **options: object) -> Table:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path, **options)  # type: ignore[arg-type]


def rows(found: Table) -> list[list[str]]:
    return [cells for _, cells in found.rows()]


def codes(found: Table) -> set[str]:
    return {finding.code for finding in found.findings}


def refusal(folder: Path, content: str | bytes, name: str = "answers.csv") -> str:
    with pytest.raises(UnreadableFile) as caught:
        table(folder, content, name)
    assert caught.value.what.endswith(".")
    assert caught.value.fix.endswith(".")
    return caught.value.what
