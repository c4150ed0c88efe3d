"""Mappings come back by the header, and survive being written as TOML or JSON."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.errors import MappingError, NotAllowed
from vocdash.ingest.mapping import Mapping, load_mapping
from vocdash.ingest.remembered import as_json_text, as_toml, fingerprint, forget, from_text, recall, remember
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


@pytest.fixture
def mapping() -> Mapping:
    return load_mapping(MAPPING)


def test_a_mapping_is_found_again_by_the_header_in_any_order(store: Store, mapping: Mapping) -> None:
    assert recall(store, COLUMNS) is None
    remember(store, COMMAND_LINE, COLUMNS, mapping)
    assert recall(store, reversed(COLUMNS)) == mapping
    assert recall(store, [f" {column.upper()} " for column in COLUMNS]) == mapping
    assert recall(store, COLUMNS[:-1]) is None and recall(store, (*COLUMNS, "New question")) is None


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
    assert from_text(as_toml(mapping)) == from_text("\ufeff" + as_json_text(mapping)) == mapping


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


@given(st.lists(st.text(max_size=8), max_size=6), st.randoms())
def test_the_fingerprint_depends_on_the_names_and_nothing_else(columns: list[str], dice: object) -> None:
    shuffled = list(columns)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert fingerprint(columns) == fingerprint(shuffled)
    assert fingerprint([*columns, "one more"]) != fingerprint(columns)
