"""Files come in whole, once, and nothing comes in by half. On SQLite and on PostgreSQL."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.errors import MappingError, NotAllowed
from vocdash.ingest.answers import LongAnswers
from vocdash.ingest.bring_in import bring_in
from vocdash.ingest.mapping import Labelled
from vocdash.ingest.mapping_file import load_mapping
from vocdash.ingest.progress import Progress
from vocdash.ingest.recognise import recognise
from vocdash.ingest.report import as_json
from vocdash.ingest.undo import undo_import
from vocdash.store import Store, open_store
from vocdash.store import tables as t

LONG = """submission_id,answered_at,question,stage,touchpoint,channel,value,comment,scale,customer
1,2026-05-01,recommend,Buy,Shop,in person,10,Lovely shop and friendly staff,nps,C1
1,2026-05-01,satisfied,Buy,Website,web,4,,csat,C1
2,2026-05-02,recommend,Use,Product,,3,"Broken, write to jo@example.org or call 020 7946 0958",nps,C2
3,2026-05-03,satisfied,Use,Product,,5,,csat,
"""

WIDE: dict[str, Any] = {
    "shape": "wide",
    "journey": "air",
    "source": {"code": "wave", "name": "Wave", "method": "survey"},
    "submission": {
        "id": "ID",
        "answered_at": {"year": 2026, "month": 5, "day": "DAY"},
        "weight": "W",
        "segments": {"purpose": {"column": "P", "values": {"1": "Business", "2": "Leisure"}, "no_answer": ["0"]}},
        "facts": {"minutes": {"column": "MIN", "type": "number"}, "promised_on": {"column": "PROM", "type": "date", "format": "%Y-%m-%d"}},
        "customer": {"name": "NAME", "email": "MAIL"},
    },
    "questions": [
        {"column": "SIGNS", "stage": "terminal", "touchpoint": "signs", "scale": "csat", "no_answer": ["0"], "not_used": ["6"]},
        {"column": "EASE", "stage": "security", "touchpoint": "security", "scale": "csat", "values": {"Very good": 5}, "reverse": True},
        {"column": "WHY", "role": "comment", "explains": "EASE"},
    ],
}
WIDE_ROWS = """ID,DAY,W,P,MIN,PROM,NAME,MAIL,SIGNS,EASE,WHY
a,1,0.5,1,120,2026-06-01,Ada,ada@example.org,5,1,Quick and friendly
b,2,1.5,2,,,Bo,bo@example.org,6,Very good,
c,3,1,0,30,,,,0,2,
"""


def write(folder: Path, text: str, name: str = "survey.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def count(store: Store, table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
    with store.reading() as connection:
        return int(connection.scalar(sa.select(sa.func.count()).select_from(table).where(*where)) or 0)


def rows(store: Store, query: sa.Select[Any]) -> list[Any]:
    with store.reading() as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_a_long_file_needs_no_mapping(store: Store, tmp_path: Path) -> None:
    report = bring_in(store, COMMAND_LINE, write(tmp_path, LONG))
    assert (report.rows, report.added, report.changed, report.same, report.refused) == (4, 4, 0, 0, 0)
    assert count(store, t.submissions) == 3 and count(store, t.responses) == 4
    assert report.new_places.stages == {"buy": "Buy", "use": "Use"}
    assert report.new_places.journeys == {"journey": "Customer journey"}
    assert [str(day) for day in report.days or ()] == ["2026-05-01", "2026-05-03"]
    found = rows(store, sa.select(t.questions.c.code, t.scales.c.family).join_from(t.questions, t.scales).order_by(t.questions.c.code))
    assert found == [("recommend", "nps"), ("satisfied", "csat")]


def test_a_wide_file_through_a_mapping(store: Store, tmp_path: Path) -> None:
    report = bring_in(store, COMMAND_LINE, write(tmp_path, WIDE_ROWS), WIDE)
    assert (report.rows, report.added, report.refused) == (3, 3, 0)
    r = t.responses.c
    query = (
        sa.select(t.submissions.c.external_id, t.questions.c.code, r.value, t.stages.c.code, t.touchpoints.c.code)
        .join_from(t.responses, t.submissions)
        .join(t.questions, t.questions.c.question_id == r.question_id)
        .join(t.stages, t.stages.c.stage_id == r.stage_id)
        .join(t.touchpoints, t.touchpoints.c.touchpoint_id == r.touchpoint_id)
        .order_by(t.submissions.c.external_id, t.questions.c.code)
    )
    assert rows(store, query) == [
        ("a", "EASE", 5.0, "security", "security"),
        ("a", "SIGNS", 5.0, "terminal", "signs"),
        ("a", "WHY", None, "security", "security"),
        ("b", "EASE", 1.0, "security", "security"),
        ("c", "EASE", 4.0, "security", "security"),
    ]
    own = sa.select(t.submissions.c.external_id, t.submissions.c.day, t.submissions.c.weight, t.segment_values.c.value)
    own = own.outerjoin_from(t.submissions, t.segment_values, t.segment_values.c.segment_id == t.submissions.c.segment_id)
    found = [(code, str(day), weight, word) for code, day, weight, word in rows(store, own.order_by(t.submissions.c.external_id))]
    assert found == [("a", "2026-05-01", 0.5, "Business"), ("b", "2026-05-02", 1.5, "Leisure"), ("c", "2026-05-03", 1.0, None)]
    facts = sa.select(t.facts.c.name, t.facts.c.number, t.facts.c.day).order_by(t.facts.c.name, t.facts.c.number)
    assert [(name, number, str(day)) for name, number, day in rows(store, facts)] == [
        ("minutes", 30.0, "None"),
        ("minutes", 120.0, "None"),
        ("promised_on", None, "2026-06-01"),
    ]
    explained = sa.select(t.questions.c.explains_id).where(t.questions.c.code == "WHY")
    assert rows(store, explained)[0][0] is not None


def test_the_same_file_twice_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, LONG)
    bring_in(store, COMMAND_LINE, path)
    before = rows(store, sa.select(t.responses).order_by(t.responses.c.submission_id, t.responses.c.question_id))
    report = bring_in(store, COMMAND_LINE, path)
    assert (report.added, report.changed, report.same) == (0, 0, 4)
    assert not report.new_places
    assert rows(store, sa.select(t.responses).order_by(t.responses.c.submission_id, t.responses.c.question_id)) == before


def test_an_overlapping_file_adds_what_is_new_and_updates_what_changed(store: Store, tmp_path: Path) -> None:
    bring_in(store, COMMAND_LINE, write(tmp_path, LONG))
    later = LONG.replace("3,2026-05-03,satisfied,Use,Product,,5", "3,2026-05-04,satisfied,Use,Product,,2")
    later += "4,2026-05-05,recommend,Use,Product,,9,,nps,\n"
    report = bring_in(store, COMMAND_LINE, write(tmp_path, later))
    assert (report.rows, report.added, report.changed, report.same) == (5, 1, 1, 3)
    assert count(store, t.import_changes) == 1
    assert count(store, t.submissions) == 4
    days = [str(day) for (day,) in rows(store, sa.select(t.submissions.c.day).order_by(t.submissions.c.day))]
    assert days == ["2026-05-01", "2026-05-02", "2026-05-04", "2026-05-05"]


def test_true_twins_both_come_in_and_neither_a_second_time(store: Store, tmp_path: Path) -> None:
    text = "date,score,scale,comment\n" + "2026-05-01,9,nps,Fine\n" * 3 + "2026-05-02,1,nps,\n"
    path = write(tmp_path, text)
    assert bring_in(store, COMMAND_LINE, path).added == 4
    assert count(store, t.submissions) == 4
    report = bring_in(store, COMMAND_LINE, path)
    assert (report.added, report.same) == (0, 4)


def test_twins_that_are_read_otherwise_all_change(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "date,score,scale,comment\n" + "2026-05-01,9,nps,Fine\n" * 7)
    bring_in(store, COMMAND_LINE, path)
    mapping = recognise(["date", "score", "scale", "comment"])
    german = replace(mapping, submission=replace(mapping.submission, language=Labelled(constant="de")))
    report = bring_in(store, COMMAND_LINE, path, german)
    assert (report.added, report.changed, report.same) == (0, 7, 0)
    assert count(store, t.submissions, t.submissions.c.language == "de") == count(store, t.import_changes) == 7
    assert count(store, t.submissions, t.submissions.c.added_by == t.submissions.c.import_id) == 0
    undo_import(store, COMMAND_LINE, report.import_id or 0)
    assert count(store, t.submissions, t.submissions.c.language == "de") == 0


def test_comments_are_masked_before_they_are_stored(store: Store, tmp_path: Path) -> None:
    bring_in(store, COMMAND_LINE, write(tmp_path, LONG))
    said = [text for (text,) in rows(store, sa.select(t.responses.c.verbatim).where(t.responses.c.verbatim.is_not(None)))]
    assert len(said) == 2
    assert not any("jo@example.org" in text or "7946" in text for text in said)
    assert any("[email]" in text and "[phone]" in text for text in said)


def test_the_index_of_words_is_put_together_as_usual_after_an_import(sqlite_store: Store, tmp_path: Path) -> None:
    bring_in(sqlite_store, COMMAND_LINE, write(tmp_path, LONG))
    with sqlite_store.reading() as connection:
        assert connection.scalar(sa.text("SELECT v FROM comment_search_config WHERE k = 'automerge'")) == 4
        assert connection.scalar(sa.text("SELECT count(*) FROM comment_search"))


def test_identity_goes_to_customers_and_nowhere_else(store: Store, tmp_path: Path) -> None:
    bring_in(store, COMMAND_LINE, write(tmp_path, WIDE_ROWS), WIDE)
    assert rows(store, sa.select(t.customers.c.name, t.customers.c.email).order_by(t.customers.c.name)) == [
        ("Ada", "ada@example.org"),
        ("Bo", "bo@example.org"),
    ]
    everything_else = " ".join(str(rows(store, sa.select(table))) for table in (t.segment_values, t.responses, t.facts, t.submissions))
    assert "ada" not in everything_else.lower()


def test_a_dry_run_writes_nothing_and_says_what_would_come(store: Store, tmp_path: Path) -> None:
    report = bring_in(store, COMMAND_LINE, write(tmp_path, LONG), dry_run=True)
    assert (report.import_id, report.added, report.rows) == (None, 4, 4)
    assert report.new_places.touchpoints == {"shop": "Shop", "website": "Website", "product": "Product"}
    for table in (t.submissions, t.imports, t.journeys, t.scales):
        assert count(store, table) == 0


def test_it_is_everything_or_nothing(store: Store, tmp_path: Path) -> None:
    revision = store.revision()

    def stop(progress: Progress) -> None:
        if progress.step == "writing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring_in(store, COMMAND_LINE, write(tmp_path, LONG), progress=stop)
    for table in (t.submissions, t.responses, t.imports, t.journeys, t.scales, t.sources, t.customers, t.rollup):
        assert count(store, table) == 0
    assert store.revision() == revision
    assert bring_in(store, COMMAND_LINE, write(tmp_path, LONG)).added == 4


def test_only_a_lead_may_import(sqlite_store: Store, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        bring_in(sqlite_store, Actor("Vi", Access.FRONTLINE), write(tmp_path, LONG))


def test_columns_that_are_missing_are_all_named(sqlite_store: Store, tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="“SIGNS” \\(is it “SIGN”\\?\\), “WHY”"):
        bring_in(sqlite_store, COMMAND_LINE, write(tmp_path, WIDE_ROWS.replace("SIGNS", "SIGN").replace("WHY", "X")), WIDE)


def test_the_json_of_a_report_keeps_its_keys(sqlite_store: Store, tmp_path: Path) -> None:
    found = as_json(bring_in(sqlite_store, COMMAND_LINE, write(tmp_path, LONG)))
    assert list(found)[:7] == ["import_id", "rows", "added", "changed", "same", "refused", "findings"]
    assert (found["import_id"], found["rows"], found["added"], found["refused"], found["findings"]) == (1, 4, 4, 0, [])


def test_a_persons_word_on_how_a_file_is_written_counts(store: Store, tmp_path: Path) -> None:
    """An é of cp1252 is a й of cp1251, and nothing in one line says which of them was meant."""
    text = "submission_id,answered_at,question,stage,touchpoint,value,comment,scale\n1,2026-05-01,q,buy,shop,10,caf\xe9,nps\n"
    path = tmp_path / "odd.csv"
    path.write_bytes(text.encode("cp1252"))
    bring_in(store, COMMAND_LINE, path, source="s", reading={"encoding": "cp1251"})
    assert [row[0] for row in rows(store, sa.select(t.responses.c.verbatim))] == ["cafй"]


def test_rows_that_go_on_with_a_submission_are_read_as_each_would_be_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOCDASH_SECRET", "the same")
    dice = random.Random(7)
    values = ("1", "4", "5", "-0", "9", "", "x")
    days = ("2026-05-04", "2026-05-04", "2026-05-04", "2026-02-30", "")
    comments = ("", "", "", " ", "Too slow", "n/a")
    some = days, "ab", ("csat",), values, comments, ("shop", "web", "")
    lines = [",".join((f"P{n // 4}", *map(dice.choice, some))) for n in range(3_000)]
    lines += [line.replace("P", "") for line in lines[:400]] + lines[:400]
    path = write(tmp_path, "submission_id,answered_at,question,scale,value,comment,source\n" + "\n".join(lines) + "\n")

    def brought_in(name: str) -> tuple[Any, ...]:
        store = open_store(f"sqlite:///{tmp_path / name}.sqlite")
        report = bring_in(store, COMMAND_LINE, path, source="s")
        order = t.responses.c.submission_id, t.responses.c.question_id, t.responses.c.occurrence
        written = rows(store, sa.select(t.submissions)), rows(store, sa.select(t.responses).order_by(*order))
        found = as_json(report), report.refused_csv(), *written
        store.close()
        return found

    together = brought_in("together")
    monkeypatch.setattr(LongAnswers, "scores", lambda self, rows: [None] * len(rows))
    assert brought_in("one by one") == together
    assert together[0]["added"] > 100 and together[0]["refused"] > 100


def test_stages_of_a_second_file_find_their_place_among_those_that_stand(store: Store, tmp_path: Path) -> None:
    def survey(name: str, *asked: tuple[str, str]) -> None:
        questions = [{"column": column, "stage": stage, "touchpoint": column.lower(), "scale": "csat"} for column, stage in asked]
        header = ",".join(column for column, _ in asked)
        mapping = {"shape": "wide", "journey": "shop", "source": {"code": name, "name": name, "method": "survey"}, "questions": questions}
        mapping |= {"submission": {"answered_at": {"constant": "2026-05-01"}}}
        bring_in(store, COMMAND_LINE, write(tmp_path, f"{header}\n{','.join('4' for _ in asked)}\n", f"{name}.csv"), load_mapping(mapping))

    def order() -> list[str]:
        shown = sa.select(t.stages.c.code).where(t.stages.c.code != "unknown").order_by(t.stages.c.position)
        return [code for (code,) in rows(store, shown)]

    survey("first", ("Seat", "use"), ("All", "overall"))
    assert order() == ["use", "overall"]
    survey("second", ("Help", "help"), ("Price", "choose"), ("Laundry", "laundry"))
    assert order() == ["choose", "use", "help", "laundry", "overall"]
    survey("third", ("Seat", "use"), ("Price", "choose"))
    assert order() == ["choose", "use", "help", "laundry", "overall"]
