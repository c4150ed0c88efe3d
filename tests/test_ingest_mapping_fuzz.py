"""Whatever a mapping says, it is loaded or every problem in it is named; and a file through it comes in, or two sentences say why not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vocdash.access import COMMAND_LINE
from vocdash.errors import MappingError, VocError
from vocdash.ingest import bring_in
from vocdash.ingest.mapping_file import load_mapping
from vocdash.store import Store, open_store

COLUMNS = ("id", "day", "score", "why", "who", "plan", "stage")
ROWS = """id,day,score,why,who,plan,stage
1,2026-05-01,4,Fine and quick,a@x.example,gold,buy
2,2026-13-01,nine,,b@x.example,,
,2026-05-02,,"Late, again",,basic,use
1,2026-05-03,2,Slow,a@x.example,gold,buy
"""

column = st.sampled_from((*COLUMNS, "", "none such", "ID "))
word = st.sampled_from(("buy", "nps", "csat", "csat5", "x" * 70, "Good", "4", "", "too-fast", "unknown", "%d/%m/%Y", "survey"))
plain = st.one_of(st.none(), st.booleans(), st.integers(-5, 3000), st.floats(allow_nan=True), word, column, st.just("2026-05-01"))
anything = st.recursive(plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(word | column, inner, max_size=3), max_leaves=6)
values = st.dictionaries(st.sampled_from(("nine", "Good", "4", "")), st.integers(-1, 6), max_size=2)


def table(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A table with any of these keys."""
    return st.fixed_dictionaries({}, optional=keys)


when = st.one_of(
    column,
    st.just("day"),
    table(column=column, format=word, year=st.integers(0, 9999) | column, month=plain, day=plain, constant=st.just("2026-05-01")),
)
labelled = st.one_of(column, table(column=column, values=st.dictionaries(word, word, max_size=2), no_answer=st.lists(word, max_size=2)))
submission = table(
    id=column | st.lists(column, max_size=2),
    answered_at=when,
    started_at=when,
    duration_seconds=column,
    weight=column,
    language=labelled,
    customer=table(number=column, name=column, email=column, phone=column),
    segments=st.dictionaries(word, labelled, max_size=2),
    facts=st.dictionaries(word, table(column=column, type=st.sampled_from(("date", "number", "text")), format=word), max_size=1),
)
question = table(
    column=column, code=word, scale=word, role=word, stage=word, touchpoint=word, explains=word, reverse=st.booleans(), values=values
)
long = table(
    question=column, stage=column, value=column, comment=column, scale=column, role=column, source=column, default_scale=word, values=values
)
scale = table(code=word, family=word, minimum=st.integers(-1, 11), maximum=st.integers(-1, 11), direction=word, satisfied_from=plain)
likely = table(
    shape=st.sampled_from(("wide", "long", "tall")),
    source=word | table(code=word, name=word, method=word),
    journey=word | table(code=word, name=word, stages=st.lists(table(code=word, name=word), max_size=2)),
    new_places=st.booleans(),
    exclude_flagged=st.lists(word, max_size=2),
    no_answer=st.lists(word, max_size=2),
    submission=submission,
    questions=st.lists(question, max_size=3),
    long=long,
    scales=st.lists(scale, max_size=2),
)
sound = st.fixed_dictionaries(
    {
        "shape": st.sampled_from(("wide", "long")),
        "submission": submission.map(lambda given: {"answered_at": "day", **given}),
        "questions": st.lists(question, max_size=2).map(lambda given: [{"column": "score", "code": "s", "scale": "csat"}, *given]),
        "long": long.map(lambda given: {"value": "score", "default_scale": "csat", **given}),
    },
    optional={"exclude_flagged": st.just(["duplicate"]), "new_places": st.booleans(), "no_answer": st.lists(word, max_size=2)},
)


def loads(found: dict[str, Any]) -> bool:
    try:
        mapping = load_mapping(found)
    except MappingError as refused:
        assert refused.what and refused.fix
        return False
    assert load_mapping(mapping.to_dict()) == mapping
    return True


@given(likely | st.dictionaries(word | st.sampled_from(("submission", "questions", "long", "scales", "journey")), anything, max_size=4))
def test_any_mapping_loads_or_says_what_is_wrong(found: dict[str, Any]) -> None:
    loads(found)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Path]]:
    folder = tmp_path_factory.mktemp("fuzz")
    path = folder / "rows.csv"
    path.write_text(ROWS, encoding="utf-8")
    store = open_store(f"sqlite:///{folder / 'fuzz.sqlite'}")
    yield store, path
    store.close()


@settings(suppress_health_check=[*HealthCheck])
@given(found=sound | likely)
def test_a_file_through_any_mapping_comes_in_or_is_refused(empty: tuple[Store, Path], found: dict[str, Any]) -> None:
    store, path = empty
    if not loads(found):
        return
    try:
        report = bring_in(store, COMMAND_LINE, path, found, journey="shop", dry_run=True)
    except VocError as refused:
        assert refused.what and refused.fix
        return
    assert report.rows == report.added + report.changed + report.same + report.refused == 4
