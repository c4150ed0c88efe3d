"""One customer: found by what people know, copied out whole, and erased so that not one byte is left."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from tests.test_ingest_bring_in import count, write
from vocdash.__main__ import main
from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.check import check
from vocdash.customers import (
    Erased,
    alias,
    customer_of_alias,
    erase_person,
    erased_as_text,
    export_person,
    find_customers,
    trace,
    trace_as_text,
)
from vocdash.customers.holdings import NOBODYS_WORDS, free_texts, personal_tables
from vocdash.errors import NotAllowed, VocError
from vocdash.ingest import bring_in
from vocdash.ingest.identity import MASK
from vocdash.ingest.undo import undo_import
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.text.hearing import Listener
from vocdash.text.learn import fit_adapter
from vocdash.text.learn_themes import fit_themes, read_labels
from vocdash.text.learned import Learned
from vocdash.text.learned_themes import LearnedThemes
from vocdash.text.model import load
from vocdash.text.themes import ThemesSaid

HEAD = "submission_id,answered_at,question,stage,touchpoint,value,comment,scale,customer\n"
FIRST = HEAD + "1,2026-05-01,q,buy,shop,10,Fine,nps,KX-77120\n2,2026-05-02,q,buy,shop,3,Zanzibarish service,nps,KX-77120\n"
SECOND = (
    HEAD
    + "2,2026-05-02,q,buy,shop,2,Quicksilvery service,nps,KX-77120\n"
    + "3,2026-05-03,q,buy,shop,9,The lady before me ADA  Lovelace waited too,nps,B2\n"
    + "4,2026-05-04,q,buy,shop,9,Ada waited too,nps,B2\n"
    + "5,2026-05-05,q,buy,shop,9,An armada of staff,nps,B2\n"
    + "6,2026-05-06,q,buy,shop,99,Refused for Ada Lovelace,nps,KX-77120\n"
    + "7,2026-05-06,q,buy,shop,99,Somebody else about Ada Lovelace,nps,B2\n"
)
NOBODY_WRITES = {
    *("alert_rules.metric", "alert_rules.changed_by", "alerts.seen_by", "case_events.person", "case_rules.changed_by"),
    *("customer_facts.name", "facts.name", "imports.file_hash", "imports.imported_by", "jobs.started_by", "journey_changes.made_by"),
    *("journey_changes.undone_by", "journeys.code", "labels.person", "lessons.learned_by", "map_links.made_by", "map_links.token"),
    *("saved_mappings.fingerprint", "saved_views.person", "segment_values.attribute", "segment_values.value", "submissions.external_id"),
    *("theme_labels.person", "themes.changed_by", "themes.code", "themes.place", "walks.made_by", "walks.walked_by", "customers.number"),
}
HERS = ("KX-77120", "Lovelace", "Zanzibarish", "Quicksilvery", "ada@lovelace.example")


@pytest.fixture
def peopled(store: Store, tmp_path: Path) -> Store:
    """Two imports, one of which changes what the other brought; the first customer's name is known."""
    for text in (FIRST, SECOND):
        bring_in(store, COMMAND_LINE, write(tmp_path, text), source="s")
    with store.writing() as connection:
        who = sa.update(t.customers).where(t.customers.c.number == "KX-77120")
        connection.execute(who.values(name="Ada Lovelace", email="ada@lovelace.example"))
    return store


def ada(store: Store) -> int:
    (found,) = find_customers(store, COMMAND_LINE, "kx-77120")
    return found.customer_id


@given(st.integers(0, MASK))
def test_an_alias_leads_back_however_it_is_typed(number: int) -> None:
    assert customer_of_alias(alias(number)) == number
    assert customer_of_alias(alias(number).lower().replace("-", "")) == number


def test_an_alias_reads_well() -> None:
    assert alias(0) == "P-0000-0000-00000"
    assert alias(MASK) == "P-7ZZZ-ZZZZ-ZZZZZ"
    assert customer_of_alias("P-ZZZZ-ZZZZ-ZZZZZ") is None
    assert customer_of_alias("Carla") is None


@pytest.mark.parametrize("word", ["KX-77120", " kx-77120 ", "ada lovelace", "ADA@lovelace.example"])
def test_customers_are_found_by_what_people_know(peopled: Store, word: str) -> None:
    (found,) = find_customers(peopled, COMMAND_LINE, word)
    assert found.name == "Ada Lovelace"
    assert find_customers(peopled, COMMAND_LINE, found.alias) == [found]
    assert find_customers(peopled, COMMAND_LINE, str(found.customer_id)) == [found]


def test_nobody_is_found_by_a_word_that_means_nobody(peopled: Store) -> None:
    for word in ("Grace Hopper", "²", "9" * 5_000):
        with pytest.raises(VocError, match="No customer"):
            find_customers(peopled, COMMAND_LINE, word)


def test_only_an_admin_sees_copies_and_erases(peopled: Store) -> None:
    lead, number = Actor("Lea", Access.LEAD), ada(peopled)
    for verb in (find_customers, trace, export_person, erase_person):
        with pytest.raises(NotAllowed):
            verb(peopled, lead, "KX-77120" if verb is find_customers else number)  # type: ignore[operator]
    assert trace(peopled, COMMAND_LINE, number).rows["submissions"] == 2


def test_what_is_stored_is_shown_before_anything_happens(peopled: Store) -> None:
    found = trace(peopled, COMMAND_LINE, ada(peopled))
    own = {name: found.rows[name] for name in ("submissions", "responses", "import_changes", "refused_rows", "customers")}
    assert own == {"submissions": 2, "responses": 2, "import_changes": 1, "refused_rows": 1, "customers": 1}
    named = sorted((place.table, place.sure) for place in found.elsewhere)
    assert named == [("refused_rows", True), ("responses", False), ("responses", True)]
    assert "which may mean somebody else" in trace_as_text(found)
    assert "armada" not in trace_as_text(found)


def test_a_copy_holds_everything_of_that_customer_and_nothing_of_others(peopled: Store) -> None:
    copy = json.loads(json.dumps(export_person(peopled, COMMAND_LINE, ada(peopled))))
    assert copy["identity"] == {"number": "KX-77120", "email": "ada@lovelace.example", "name": "Ada Lovelace"}
    assert sorted(row["verbatim"] for row in copy["responses"]) == ["Fine", "Quicksilvery service"]
    assert {row["stage"].lower() for row in copy["responses"]} == {"buy"}
    assert "waited too" not in json.dumps(copy)
    assert copy["cases"] and not any({"changed", "version"} & row.keys() for row in copy["cases"])


def test_erasing_removes_the_rows_blots_the_name_and_keeps_the_rest_sound(peopled: Store) -> None:
    number = ada(peopled)
    done = erase_person(peopled, COMMAND_LINE, number)
    assert done.swept
    assert done.blotted == 2
    assert trace(peopled, COMMAND_LINE, number).rows == {}
    with peopled.reading() as connection:
        texts = connection.scalars(sa.select(t.responses.c.verbatim).order_by(t.responses.c.verbatim)).all()
    assert texts == ["Ada waited too", "An armada of staff", "The lady before me █████████████ waited too"]
    assert count(peopled, t.submissions) == 3
    assert [one.name for one in check(peopled) if not one.sound] == []
    assert find_customers(peopled, COMMAND_LINE, "B2")
    with pytest.raises(VocError, match="Nothing is stored"):
        erase_person(peopled, COMMAND_LINE, number)


def test_one_text_is_one() -> None:
    assert "out of 1 text of others" in erased_as_text(Erased({"cases": 3}, 1, True))
    assert "out of 2 texts of others" in erased_as_text(Erased({"cases": 3}, 2, True))


def test_single_names_and_further_words_go_when_asked(peopled: Store) -> None:
    assert erase_person(peopled, COMMAND_LINE, ada(peopled), single_names=True, also=["armada"]).blotted == 4
    with peopled.reading() as connection:
        texts = connection.scalars(sa.select(t.responses.c.verbatim)).all()
    assert sorted(texts) == ["An ██████ of staff", "The lady before me █████████████ waited too", "███ waited too"]


@pytest.mark.parametrize(("number", "name"), [("5", None), ("2026", None), ("KX-9", "Will")])
def test_a_short_number_and_a_lone_first_name_blot_nothing_of_others(store: Store, tmp_path: Path, number: str, name: str | None) -> None:
    """They mean too much else: days and dates in the images that an undo puts back, codes in mappings, common words."""
    rows = "2,2026-05-02,q,buy,shop,{},I will have waited 5 days in 2026,nps,B2\n"
    first = bring_in(
        store, COMMAND_LINE, write(tmp_path, f"{HEAD}1,2026-05-01,q,buy,shop,10,Fine,nps,{number}\n{rows.format(9)}"), source="s"
    )
    second = bring_in(store, COMMAND_LINE, write(tmp_path, f"{HEAD}{rows.format(1)}"), source="s")
    assert (first.added, second.changed) == (2, 1)
    with store.writing() as connection:
        connection.execute(sa.update(t.customers).where(t.customers.c.number == number).values(name=name))
    (found,) = find_customers(store, COMMAND_LINE, number)
    assert erase_person(store, COMMAND_LINE, found.customer_id).blotted == 0
    undo_import(store, COMMAND_LINE, second.import_id or 0)
    with store.reading() as connection:
        kept = connection.execute(sa.select(t.responses.c.verbatim, t.submissions.c.day).join_from(t.responses, t.submissions)).all()
    assert ("I will have waited 5 days in 2026", date(2026, 5, 2)) in [tuple(row) for row in kept]


def test_not_one_byte_is_left(peopled: Store) -> None:
    _name_her_everywhere(peopled)
    assert all(_holds(peopled, word) for word in HERS), "the words are there before, or the test proves nothing"
    number = ada(peopled)
    erase_person(peopled, COMMAND_LINE, number)
    left = [word for word in (*HERS, str(number)) if _holds(peopled, word)]
    assert left == []


def test_what_was_learned_forgets_words_that_hardly_anybody_else_wrote(peopled: Store) -> None:
    others = ["the service in the shop was slow"] * 120 + ["the shop was lovely and the staff were kind"] * 120 + ["a lovelace cushion"] * 2
    hers = ["Zanzibarish service", "Quicksilvery service", "zanzibarish shop"]
    said = [ThemesSaid(text, frozenset({"x"} if "service" in text else ()), frozenset({"x"})) for text in [*others, *hers]]
    themes = fit_themes(read_labels(said, Listener(()), ("x",)), 1)
    assert {"zanzibarish", "lovelace", "service"} <= set(themes.words), "or the test proves nothing"
    texts = [*others, *hers]
    logits, found = load().weigh(texts)
    feelings, _ = fit_adapter(logits, found, np.array([-1] * 120 + [1] * 122 + [-1] * 3), 2)
    before = {word: _keys_of(word) & _keys(feelings) for word in ("zanzibarish", "service")}
    assert all(before.values()), "or the test proves nothing"
    lesson = {"learned_by": "Lea", "learned_at": datetime(2026, 5, 7, tzinfo=UTC), "rows": len(texts), "base": "b", "figures": {}}
    rows = [("themes", themes.to_bytes(), 1), ("feelings", feelings.to_bytes(), 2)]
    with peopled.writing() as connection:
        for about, data, number in rows:
            connection.execute(sa.insert(t.lessons).values(**lesson, about=about, data=data, number=number, adopted="classifier"))
        connection.execute(sa.update(t.responses).where(t.responses.c.verbatim == "Quicksilvery service").values(verbatim=" ".join(hers)))
    erase_person(peopled, COMMAND_LINE, ada(peopled))
    with peopled.reading() as connection:
        kept = dict(connection.execute(sa.select(t.lessons.c.about, t.lessons.c.data)).all())
    left = LearnedThemes.from_bytes(1, kept["themes"])
    assert set(themes.words) - set(left.words) == {"zanzibarish", "lovelace"}
    assert left.weight.shape == (len(left.words), 1)
    after = _keys(Learned.from_bytes(2, kept["feelings"]))
    assert not before["zanzibarish"] & after
    assert before["service"] <= after


def _keys(learned: Learned) -> set[int]:
    assert learned.adapter is not None
    return set(learned.adapter.keys.tolist())


def _keys_of(word: str) -> set[int]:
    return set(load().weigh([word])[1].key.tolist())


def _name_her_everywhere(store: Store) -> None:
    """Let people write her name wherever they can write something, in rows that are not hers."""
    at = datetime(2026, 5, 7, tzinfo=UTC)
    kept = {"person": "Ines", "page": "inbox", "saved_at": at}
    query = urlencode({"q": "Ada  Lovelace", "case_q": "ada@lovelace.example"})
    job = {"job_id": "1", "kind": "import", "state": "done", "started_by": "Ines", "started_at": at, "seen_at": at}
    walk = {"journey_id": 1, "walked_on": at.date(), "walked_by": "Ines", "method": "observation", "made_at": at, "made_by": "Ines"}
    note = {"case_id": 99, "number": 1, "happened_at": at, "person": "Ines", "kind": "note"}
    rows: list[tuple[sa.Table, dict[str, object]]] = [
        (t.saved_views, {**kept, "name": "On Lovelace, Ada", "query": query}),
        (t.case_tags, {"case_id": 99, "tag": "like ada lovelace"}),
        (t.case_events, {**note, "detail": {"text": "KX-77120 too"}}),
        (t.event_markers, {"journey_id": 1, "day": at.date(), "name": "Ada Lovelace in the paper"}),
        (t.actions, {"journey_id": 1, "name": "Call Ada Lovelace", "note": "ADA LOVELACE"}),
        (t.case_rules, {"position": 1, "name": "Ada Lovelace", "conditions": {}, "changed_by": "Ines", "changed_at": at}),
        (t.jobs, {**job, "message": "kx-77120 was refused", "payload": {"file_name": "Ada Lovelace.csv"}}),
        (t.sendings, {"alert_id": 0, "way": "email", "target": "ada@lovelace.example", "state": "sent", "due_at": at}),
        (t.walks, {**walk, "road": "with Ada Lovelace"}),
    ]
    with store.writing() as connection:
        for table, values in rows:
            connection.execute(sa.insert(table).values(values))
        connection.execute(sa.update(t.imports).values(file_name="complaint of Ada Lovelace.csv"))


def test_every_column_people_write_in_is_looked_through() -> None:
    """A new column of text must be looked through, or stand here as one that nobody writes about customers in."""
    texts = [
        column
        for table in t.metadata.sorted_tables
        for column in table.c
        if isinstance(column.type, sa.JSON) or (isinstance(column.type, sa.String) and (column.type.length or 64) >= 64)
    ]
    left_out = {str(column) for column in texts if column.table not in NOBODYS_WORDS and column not in set(free_texts(column.table))}
    assert left_out == NOBODY_WRITES


def _holds(store: Store, word: str) -> bool:
    """Whether a word stands anywhere: in the bytes of SQLite's files, in a row of any PostgreSQL table."""
    if store.is_sqlite:
        path = Path(store.url.database or "")
        return any(word.lower().encode() in file.read_bytes().lower() for file in path.parent.glob(f"{path.name}*"))
    with store.reading() as connection:
        tables = connection.scalars(sa.text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        found = (connection.scalar(_rows_with(name), {"word": f"%{word}%"}) for name in tables)
        return any(found)


def _rows_with(table: str) -> sa.TextClause:
    return sa.text(f'SELECT count(*) FROM "{table}" AS r WHERE r::text ILIKE :word')  # noqa: S608


def test_every_table_of_single_people_is_known() -> None:
    keyed = {table.name for table in personal_tables()}
    assert {"submissions", "responses", "facts", "mentions", "import_changes", "refused_rows", "customers", "customer_facts"} <= keyed
    assert {"interactions", "cases", "case_events"} <= keyed


def test_the_command_shows_first_and_erases_on_yes(peopled: Store, capsys: pytest.CaptureFixture[str]) -> None:
    at = ["--db", peopled.url.render_as_string(hide_password=False)]
    assert main([*at, "erase", "KX-77120"]) == 1
    assert "run the command again with --yes" in capsys.readouterr().out
    assert main([*at, "export-person", "KX-77120"]) == 0
    assert "Quicksilvery" in capsys.readouterr().out
    assert main([*at, "erase", "KX-77120", "--yes"]) == 0
    assert "importing such a file again brings them back" in capsys.readouterr().out
    assert main([*at, "erase", "KX-77120", "--yes"]) == 2
    assert main([*at, "sweep"]) == 0
