"""A mapping is read whole, says everything that is wrong with it at once, and comes back equal from JSON."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_ingest_bring_in import WIDE
from vocdash.domain import Role
from vocdash.errors import MappingError
from vocdash.ingest import load_mapping, recognise
from vocdash.ingest.mapping import Shape, When

MAPPINGS = sorted((Path(__file__).resolve().parents[1] / "data" / "mappings").glob("*.toml"))
LONG: dict[str, Any] = {"submission": {"answered_at": "day"}, "long": {"value": "score", "default_scale": "nps"}}


@pytest.mark.parametrize("path", [path for path in MAPPINGS if path.stem != "airport"], ids=lambda path: path.stem)
def test_our_mappings_are_right_and_come_back_from_json(path: Path) -> None:
    mapping = load_mapping(path)
    assert load_mapping(json.loads(json.dumps(mapping.to_dict()))) == mapping
    assert mapping.name and mapping.definition.code


def test_a_definition_beside_it_is_joined() -> None:
    mapping = load_mapping(next(path for path in MAPPINGS if path.stem == "airport-2014"))
    assert mapping.shape is Shape.WIDE
    assert [stage.code for stage in mapping.definition.stages][:3] == ["getting-there", "check-in", "security"]
    question = next(question for question in mapping.definition.questions if question.code == "Q7ALL")
    assert (question.role, question.no_answer, question.not_used) == (Role.OUTCOME, ("0",), ("6",))
    assert mapping.submission.answered_at == When(year=2014, month=5, day="INTDATE")


def test_json_is_read_like_toml(tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    path.write_text(json.dumps(WIDE), encoding="utf-8")
    assert load_mapping(path) == load_mapping(WIDE)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("2026-05-01", When(("2026-05-01",))),
        (date(2026, 5, 1), When(constant=date(2026, 5, 1))),
        (["day", "hour"], When(("day", "hour"))),
        ({"column": "day", "format": "%d.%m.%Y"}, When(("day",), "%d.%m.%Y")),
        ({"year": 2014, "month": 5, "day": "INTDATE"}, When(year=2014, month=5, day="INTDATE")),
        ({"constant": "2026-05-01"}, When(constant=date(2026, 5, 1))),
    ],
)
def test_a_date_comes_from_columns_parts_or_a_constant(given: Any, said: When) -> None:
    assert load_mapping({**LONG, "submission": {"answered_at": given}}).submission.answered_at == said


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"shape": "wid"}, "shape is “wid”. Did you mean “wide”?"),
        ({"submision": {}}, "submision is not a key here. Did you mean “submission”?"),
        ({"submission": {}}, "submission.answered_at is missing."),
        ({"submission": {"answered_at": {"column": "a", "constant": "2026-05-01"}}}, "and only one of these"),
        ({"submission": {"answered_at": "a", "segments": {"x": {"values": {"1": "One"}}}}}, "submission.segments.x must name a column"),
        ({"submission": {"answered_at": "a", "facts": {"x": {"column": "c", "type": "text"}}}}, "type is “text”."),
        ({"submission": {"answered_at": "a", "weight": 3.5}}, "submission.weight must be a text, not 3.5."),
        ({"long": {}}, "long must name the column of the value"),
        ({"cells": [{"stage": "a", "touchpoint": "b", "importance": 11}]}, "cells[1].importance is 11, outside 0 to 10."),
        ({"cells": {"stage": "a"}}, "cells must be a list of tables"),
        ({"stages": [{"name": "A"}]}, "stages[1].code is missing."),
        ({"stages": [{"code": "a"}, {"code": "a"}]}, "stages has “a” more than once."),
        ({"stages": [{"code": "a"}], "cells": [{"stage": "b", "touchpoint": "c"}]}, "cells[1].stage is “b”, which is not defined here."),
        ({"scales": [{"code": "s", "family": "nps", "minimum": 1, "maximum": 5}]}, "of a recommendation scale (nps) are 0 and 10"),
        ({"scales": [{"code": "s", "family": "csat", "minimum": 5, "maximum": 1}]}, "must be two numbers, the smaller one first"),
        ({"events": [{"name": "x", "day": "soon"}]}, "events[1].day must be a day such as 2026-05-01, not 'soon'."),
        ({"sources": [{"code": "s", "method": "poll"}]}, "sources[1].method is “poll”."),
        ({"shape": "wide", "questions": [{"column": "A", "role": "performance"}]}, "has no scale. Say which"),
    ],
)
def test_what_is_wrong_is_said_with_its_key(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(MappingError) as caught:
        load_mapping({**LONG, **change})
    assert sentence in caught.value.what


def test_all_problems_are_said_at_once() -> None:
    with pytest.raises(MappingError, match=r"The mapping has 4 problems: .* · .* · .* · "):
        load_mapping({"shape": "x", "nonsense": 1})


@pytest.mark.parametrize(("name", "text"), [("m.toml", "a = "), ("m.json", "{"), ("m.json", "[]"), ("m.toml", "\udcff")])
def test_a_file_that_is_no_mapping(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(MappingError):
        load_mapping(path)
    with pytest.raises(MappingError, match="cannot be read"):
        load_mapping(tmp_path / "absent.toml")


_anything = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False) | st.text(max_size=5) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
_keys = st.sampled_from(
    [
        "shape",
        "source",
        "submission",
        "long",
        "questions",
        "journey",
        "stages",
        "cells",
        "scales",
        "events",
        "no_answer",
        "new_places",
        "sample",
    ]
)
_parts = st.dictionaries(
    st.sampled_from(["answered_at", "id", "segments", "facts", "customer", "language", "weight", "value", "code"]), _anything
)


@given(st.dictionaries(_keys, _anything | _parts | st.lists(_parts, max_size=2), max_size=6))
def test_whatever_stands_in_a_mapping_it_is_read_or_refused_in_words(document: dict[str, Any]) -> None:
    try:
        mapping = load_mapping(document)
    except MappingError as error:
        assert error.what.endswith(".") or error.what.endswith("”") or " · " in error.what or ":" in error.what
    else:
        assert load_mapping(json.loads(json.dumps(mapping.to_dict()))) == mapping


def test_usual_names_are_recognised_in_any_case() -> None:
    mapping = recognise(["Response ID", "Date", "Stage", "Touch-point", "SCORE", "Verbatim", "Scale", "Region"])
    assert mapping.submission.id == ("Response ID",)
    assert (mapping.long.value, mapping.long.comment, mapping.long.touchpoint) == ("SCORE", "Verbatim", "Touch-point")
    assert mapping.submission.segments == {}
    with pytest.raises(MappingError, match="No column is recognised as the date"):
        recognise(["a", "b"])
    with pytest.raises(MappingError, match="an answer"):
        recognise(["date", "b"])
