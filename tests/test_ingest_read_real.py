"""Every real export and every malformed file of the shared data: read right in all five facts, or refused with the true reason."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from vocdash.errors import UnreadableFile
from vocdash.ingest.read import read_table

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
EXPORTS = DATA / "survey_exports"
MALFORMED = DATA / "malformed_csv"

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the shared real data are not on this machine")

_CODECS = {"ascii": "ascii", "utf-8": "utf-8", "utf-8 + BOM": "utf-8-sig"}
_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
_SAME_AS_FILE = {"csvs/location_coordinates.csv", "csvs/newlines_crlf.csv"}
"""Here the expected records differ from the file itself: a number was masked, and line ends were changed, when it was published."""


def manifest(folder: Path) -> list[dict[str, str]]:
    path = folder / "MANIFEST.csv"
    return list(csv.DictReader(path.open(encoding="utf-8"))) if path.exists() else []


@pytest.mark.parametrize("entry", manifest(EXPORTS), ids=lambda entry: entry["file"])
def test_an_export_is_right_in_all_five_facts(entry: dict[str, str]) -> None:
    found = read_table(EXPORTS / entry["file"])
    facts = (found.dialect.encoding, found.dialect.delimiter, found.dialect.header_rows, found.data_rows, len(found.columns))
    assert facts == (
        _CODECS[entry["encoding"]],
        _DELIMITERS[entry["delimiter"]],
        int(entry["header_rows"]),
        int(entry["expected_data_rows"]),
        int(entry["columns"]),
    )
    assert sum(1 for _ in found.rows()) == found.data_rows
    assert list(found.ragged()) == []
    assert len(set(found.columns)) == len(found.columns) == len(found.labels)


@pytest.mark.parametrize("entry", manifest(EXPORTS), ids=lambda entry: entry["file"])
def test_a_tool_is_recognised_or_nothing_is_claimed(entry: dict[str, str]) -> None:
    claimed = {"google_forms": "google-forms", "gsa_touchpoints": "touchpoints"}.get(entry["tool"], entry["tool"])
    assert read_table(EXPORTS / entry["file"]).layout in (claimed, "plain")


@pytest.mark.parametrize("entry", manifest(MALFORMED), ids=lambda entry: entry["file"])
def test_a_malformed_file_gives_the_expected_records_or_a_reason(entry: dict[str, str]) -> None:
    path = MALFORMED / entry["corpus"] / entry["file"]
    try:
        found = read_table(path)
    except UnreadableFile as refused:
        assert path.read_bytes().strip() == b""
        assert refused.what and refused.fix
        return
    if not entry["expected"].startswith("json") or entry["file"] in _SAME_AS_FILE:
        assert found.findings or found.data_rows
        return
    assert [list(found.columns), *(cells for _, cells in found.rows())] == expected(MALFORMED / entry["corpus"] / entry["expected"], path)


def expected(path: Path, source: Path) -> list[list[str]]:
    """The records with the header first, from either form the two collections use."""
    records = json.loads(path.read_text(encoding="utf-8"))
    if not records:
        return [source.read_text(encoding="utf-8").strip().split(",")]
    if isinstance(records[0], dict):
        return [list(records[0]), *(list(record.values()) for record in records)]
    return list(records)


@pytest.mark.parametrize("entry", [e for e in manifest(MALFORMED) if "/bad-" in e["file"]], ids=lambda entry: entry["file"])
def test_a_bad_file_is_never_read_in_silence(entry: dict[str, str]) -> None:
    try:
        found = read_table(MALFORMED / entry["corpus"] / entry["file"])
    except UnreadableFile:
        return
    assert found.findings


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("latin1.csv", ("latin-1", ",", 1, 2, 2)),
        ("simple.ssv", ("ascii", ";", 1, 6, 3)),
        ("simple.xlsx", ("", "", 1, 6, 3)),
        ("simple.ods", ("", "", 1, 3, 3)),
        ("simple.zip", ("ascii", ",", 1, 6, 3)),
        ("skip_initials.csv", ("ascii", ",", 1, 2, 2)),
    ],
)
def test_other_formats(name: str, facts: tuple[str, str, int, int, int]) -> None:
    found = read_table(MALFORMED / "encodings" / name)
    assert (found.dialect.encoding, found.dialect.delimiter, found.dialect.header_rows, found.data_rows, len(found.columns)) == facts


def test_a_pivot_table_is_not_responses() -> None:
    with pytest.raises(UnreadableFile, match="aggregated table, not responses"):
        read_table(MALFORMED / "encodings" / "weird_head_padding.csv")
