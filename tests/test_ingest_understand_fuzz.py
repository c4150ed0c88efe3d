"""Whatever stands in a table, it is understood without an exception, and what is suggested loads."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given
from hypothesis import strategies as st

from vocdash.errors import VocError
from vocdash.ingest.inspect import as_json, inspect
from vocdash.ingest.mapping_file import load_mapping

HEADERS = st.sampled_from(
    ["rating", "", "date", "id", "nps", "weight", "comment", "language", "#", "Q1_1", "Q1_2", "How likely are you to recommend us?",
     "duration", "name", "satisfaction (1 = bad, 5 = good)", "x" * 300, "stage", "channel", "question", "phone", "e-mail", "½",
     "Score 0-10", "Ärger"]
)  # fmt: skip
CELLS = st.sampled_from(
    ["", "0", "1", "2", "3", "4", "5", "6", "10", "99", "-1", "1e308", "-1e308", "inf", "nan", "NA", "Yes", "No", "Very satisfied",
     "Dissatisfied", "2024-01-01", "31/02/2024", "45000", "★★★", "5 stars", "x@y.example", "😀", '"', "a b c d e f", "1 - good",
     "10 - bad", "[1]",
     "/a/b", "٣", "½", "1.5", "1,5", "0000-00-00", "9999-12-31", "Not at all useful", "neutral"]
)  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    width = draw(st.integers(1, 6))
    header = draw(st.lists(HEADERS, min_size=width, max_size=width))
    pools = [draw(st.lists(CELLS | st.text(max_size=12), min_size=1, max_size=6)) for _ in range(width)]
    rows = draw(st.lists(st.tuples(*(st.sampled_from(pool) for pool in pools)), max_size=40))
    return [header, *map(list, rows)]


@given(tables())
@example([["satisfaction (1 = bad, 5 = good)"], ["6"]])
def test_any_table_is_understood_and_its_mapping_loads(rows: list[list[str]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        with path.open("w", newline="", encoding="utf-8", errors="replace") as file:
            csv.writer(file).writerows(rows)
        try:
            found = inspect(path)
        except VocError as refused:
            assert refused.what and refused.fix
            return
    assert json.loads(json.dumps(as_json(found)))["data_rows"] == found.table.data_rows
    if found.mapping is None:
        assert any("No column of" in finding.what for finding in found.warnings if finding.code == "no-answers")
    else:
        assert load_mapping(found.mapping.to_dict()) == found.mapping
