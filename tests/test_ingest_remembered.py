"""Mappings come back by the header, and survive being written as TOML or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.errors import MappingError, NotAllowed
from vocdash.ingest.bring_in import bring_in
from vocdash.ingest.mapping import Mapping
from vocdash.ingest.mapping_file import load_mapping
from vocdash.ingest.read import read_table
from vocdash.ingest.remembered import as_toml, fingerprint, forget, from_text, read_as_before, recall_saved, remember
from vocdash.ingest.understand import Kind, understand
from vocdash.store import Store

COLUMNS = ("id", "Date", "How satisfied are you?", "Why?", "Region")
MAPPING = {
    "shape": "wide",
    "source": {"code": "shop", "name": "Shop survey", "method": "survey"},
    "submission": {
        "id": "id",
        "answered_at": {"column": "Date", "format": "%d.%m.%Y"},
        "segments": {"region": {"column": "Region", "no_answer": ["-"]}},
    },
    "questions": [
        {
            "code": "csat",
            "column": "How satisfied are you?",
            "scale": "csat",
            "values": {"Très bien “oui”": 5.0, "Bien": 4.0},
            "not_used": ["6"],
        },
        {"code": "why", "column": "Why?", "role": "comment", "explains": "csat"},
    ],
}


def recall(store: Store, columns: Iterable[str]) -> Mapping | None:
    saved = recall_saved(store, columns)
    return saved.mapping if saved else None


@pytest.fixture
def mapping() -> Mapping:
    return load_mapping(MAPPING)


def test_a_mapping_is_found_again_by_the_header_in_any_order(store: Store, mapping: Mapping) -> None:
    assert recall(store, COLUMNS) is None
    remember(store, COMMAND_LINE, COLUMNS, mapping)
    assert recall(store, reversed(COLUMNS)) == mapping
    assert recall(store, [f" {column.upper()} " for column in COLUMNS]) == mapping
    assert recall(store, COLUMNS[:-1]) is None and recall(store, (*COLUMNS, "New question")) is None


def test_refused_rows_are_read_as_the_file_they_came_from_and_teach_nothing(store: Store, mapping: Mapping, tmp_path: Path) -> None:
    said = replace(mapping, reading={"delimiter": ";", "header_rows": 2, "decimal": ","})
    remember(store, COMMAND_LINE, COLUMNS, said)
    path = tmp_path / "refused-rows.csv"
    path.write_text(",".join((*COLUMNS, "vocdash_row", "error")) + "\n7,31.05.2026,4,Came late,North,shop/,Line 8: no such day\n")
    found = read_as_before(store, path)
    assert found.table.data_rows == 1 and found.saved and found.saved.mapping == replace(mapping, reading={"decimal": ","})
    assert [meaning.kind for meaning in understand(found.table)][-2:] == [Kind.LEAVE_OUT, Kind.LEAVE_OUT]
    remember(store, COMMAND_LINE, found.table.columns, found.saved.mapping)
    assert recall(store, COLUMNS) == said


def test_a_later_mapping_takes_the_place_of_an_earlier_one(store: Store, mapping: Mapping) -> None:
    remember(store, COMMAND_LINE, COLUMNS, mapping)
    other = load_mapping({**MAPPING, "name": "Second"})
    remember(store, COMMAND_LINE, COLUMNS, other)
    assert recall(store, COLUMNS) == other
    assert forget(store, COMMAND_LINE, COLUMNS) and not forget(store, COMMAND_LINE, COLUMNS)
    assert recall(store, COLUMNS) is None


def test_a_mapping_of_other_columns_is_not_saved(sqlite_store: Store, mapping: Mapping) -> None:
    with pytest.raises(MappingError, match="Region"):
        remember(sqlite_store, COMMAND_LINE, COLUMNS[:-1], mapping)


def test_saving_needs_a_lead(sqlite_store: Store, mapping: Mapping) -> None:
    with pytest.raises(NotAllowed):
        remember(sqlite_store, Actor("Ada", Access.FRONTLINE), COLUMNS, mapping)


def test_a_mapping_survives_as_text(mapping: Mapping) -> None:
    assert from_text(as_toml(mapping)) == from_text("\ufeff" + json.dumps(mapping.to_dict())) == mapping


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not valid JSON"),
        ("[1, 2]", "does not hold a table"),
        ("shape = ", "not valid TOML"),
        ('shape = "round"', "shape"),
        ('definition = "../journey.toml"', "another file"),
    ],
)
def test_a_wrong_text_is_refused_with_its_reason(text: str, said: str) -> None:
    with pytest.raises(MappingError, match=said):
        from_text(text)


def test_a_mapping_may_begin_with_a_table() -> None:
    assert from_text('[submission]\nanswered_at = "Day"\n[long]\nvalue = "Score"\n').long.value == "Score"


@given(st.lists(st.text(max_size=8), max_size=6), st.randoms())
def test_the_fingerprint_depends_on_the_names_and_nothing_else(columns: list[str], dice: object) -> None:
    shuffled = list(columns)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert fingerprint(columns) == fingerprint(shuffled)
    assert fingerprint([*columns, "one more"]) != fingerprint(columns)


READ = "Tag;Gut?;Warum\n1.5.2026;4,5;Kaffee\n2.5.2026;3,5;Tee\n"
"""Read without a word: three columns, and half points as decimal commas."""


def _read_as(**reading: object) -> Mapping:
    answered = {"column": "Tag", "format": "%d.%m.%Y"}
    question = {"code": "gut", "column": "Gut?", "scale": "csat"}
    return load_mapping({"shape": "wide", "submission": {"answered_at": answered}, "questions": [question], "reading": reading})


def test_how_a_file_is_written_is_remembered_with_its_mapping(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "may.csv"
    path.write_text(f"Bericht;der Filiale;Nord\n{READ}", encoding="utf-8")
    seen = read_table(path).columns
    said = read_table(path, overrides={"header_line": 2}).columns
    assert seen != said == ("Tag", "Gut?", "Warum")
    remember(store, COMMAND_LINE, said, _read_as(header_line=2), seen=seen)
    june = tmp_path / "june.csv"
    june.write_text(f"Bericht;der Filiale;Nord\n{READ.replace('5.2026', '6.2026')}", encoding="utf-8")
    found = read_as_before(store, june)
    assert (found.table.columns, found.seen) == (said, seen)
    assert found.saved is not None and found.saved.mapping.reading == {"header_line": 2}
    assert bring_in(store, COMMAND_LINE, june, found.saved.mapping, source="haus", dry_run=True).rows == 2


def test_what_was_said_of_another_file_is_left_aside_where_it_does_not_fit(sqlite_store: Store, tmp_path: Path) -> None:
    path = tmp_path / "may.csv"
    path.write_text(READ, encoding="utf-8")
    columns = read_table(path).columns
    for reading in ({"header_line": 3}, {"delimiter": "|"}):
        remember(sqlite_store, COMMAND_LINE, columns, _read_as(**reading))
        found = read_as_before(sqlite_store, path)
        assert (found.table.columns, found.saved) == (columns, None)
    remember(sqlite_store, COMMAND_LINE, columns, _read_as())
    assert read_as_before(sqlite_store, path).saved is not None


def test_a_mapping_with_a_wrong_reading_is_refused(mapping: Mapping) -> None:
    assert load_mapping({**MAPPING, "reading": {"delimiter": "semicolon", "header_rows": 2}}).reading["header_rows"] == 2
    with pytest.raises(MappingError, match="There is no encoding called “klingon”"):
        load_mapping({**MAPPING, "reading": {"encoding": "klingon"}})
    with pytest.raises(MappingError, match="reading"):
        load_mapping({**MAPPING, "reading": {"sheets": "A"}})
