"""What comments mention comes in with them, stays in step with them, and goes with them. On SQLite and on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.test_ingest_bring_in import write
from vocdash import voices
from vocdash.access import COMMAND_LINE
from vocdash.domain import Scope
from vocdash.ingest.bring_in import bring_in
from vocdash.ingest.rescore import state
from vocdash.ingest.undo import undo_import
from vocdash.journeys import Definition, create_journey
from vocdash.journeys.write import list_templates
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.text.themes import Theme
from vocdash.text.touchpoints import kinds_spoken_of
from vocdash.themes.live import Live, ensure_live, forget_starting, read_live
from vocdash.themes.placing import MENTION, MentionRows

HEADER = "submission_id,answered_at,question,stage,touchpoint,value,comment,scale\n"
SHOP = '1,2026-05-01,advice,Buy,Shop,5,"Friendly staff, but they were rude about the price",csat\n'
DELIVERY = '2,2026-05-02,arrival,Receive,Delivery,1,"Told Tuesday at the shop, came Friday. The driver was kind",csat\n'
NOWHERE = '3,2026-05-03,overall,,,3,"The parcel came late, the box was torn",csat\n'
SILENT = "4,2026-05-03,overall,,,3,,csat\n"

Found = set[tuple[str, str, str, str, str]]


def heard(store: Store, submission: str) -> Found:
    """(code, words, stage, touchpoint, how the place was found) of what a submission mentions."""
    m, r = t.mentions.c, t.responses.c
    same = sa.and_(r.submission_id == m.submission_id, r.question_id == m.question_id, r.occurrence == m.occurrence)
    query = (
        sa.select(t.themes.c.code, r.verbatim, m.span_start, m.span_end, t.stages.c.code, t.touchpoints.c.code, m.placed)
        .select_from(t.mentions)
        .join(t.responses, same)
        .join(t.submissions, t.submissions.c.submission_id == m.submission_id)
        .join(t.themes, t.themes.c.theme_id == m.theme_id)
        .join(t.stages, t.stages.c.stage_id == m.stage_id)
        .join(t.touchpoints, t.touchpoints.c.touchpoint_id == m.touchpoint_id)
        .where(t.submissions.c.external_id == submission)
    )
    with store.reading() as connection:
        return {(row[0], row[1][row[2] : row[3]], *row[4:]) for row in connection.execute(query)}


def count(store: Store) -> int:
    with store.reading() as connection:
        return int(connection.scalar(sa.select(sa.func.count()).select_from(t.mentions)) or 0)


def test_mentions_come_in_with_their_place(store: Store, tmp_path: Path) -> None:
    bring_in(store, COMMAND_LINE, write(tmp_path, HEADER + SHOP + DELIVERY + NOWHERE + SILENT))
    shop = heard(store, "1")
    assert {("staff", "Friendly"), ("staff", "rude"), ("price", "price")} <= {found[:2] for found in shop}
    assert {found[2:] for found in shop} == {("buy", "shop", "said")}
    delivery = heard(store, "2")
    assert ("promise_broken", "Told Tuesday at the shop, came", "buy", "shop", "named") in delivery
    assert ("delivery.driver", "driver", "receive", "delivery", "said") in delivery
    nowhere = heard(store, "3")
    assert ("delivery.condition", "box", "receive", "delivery", "suggested") in nowhere
    assert {found[2:] for found in nowhere} == {("receive", "delivery", "suggested")}
    assert not heard(store, "4")


def test_comments_are_found_by_what_they_mention_and_say_where_it_belongs(store: Store, tmp_path: Path) -> None:
    bring_in(store, COMMAND_LINE, write(tmp_path, HEADER + SHOP + DELIVERY + NOWHERE))
    broken = voices.read(store, Scope(), voices.Search(mentions=("promise_broken",)))
    assert [comment.text[:12] for comment in broken.comments] == ["Told Tuesday"]
    assert voices.count(store, Scope(), voices.Search(mentions=("staff", "delivery.driver"))) == 2
    assert voices.count(store, Scope(touchpoints=("shop",)), voices.Search(mentions=("promise_broken",))) == 0
    [(key, found)] = voices.spoken(store, [broken.comments[0].key]).items()
    assert key == broken.comments[0].key
    first = next(each for each in found if each.code == "promise_broken")
    assert (first.kind, first.name, first.start, first.stage, first.touchpoint, first.placed) == (
        *("signal", "Promise broken", 0),
        *("buy", "shop", "named"),
    )


def test_a_theme_feels_like_its_clause(store: Store, tmp_path: Path) -> None:
    bring_in(store, COMMAND_LINE, write(tmp_path, HEADER + SHOP))
    felt = sa.select(t.themes.c.code, t.mentions.c.polarity).join_from(t.mentions, t.themes).order_by(t.mentions.c.span_start)
    with store.reading() as connection:
        staff = [polarity for code, polarity in connection.execute(felt) if code == "staff"]
    assert len(staff) == 2 and staff[0] > 0.05 and staff[1] < -0.05


def test_a_changed_comment_mentions_other_things_and_an_undo_brings_the_old_ones_back(store: Store, tmp_path: Path) -> None:
    bring_in(store, COMMAND_LINE, write(tmp_path, HEADER + SHOP + DELIVERY))
    before = heard(store, "1")
    again = bring_in(store, COMMAND_LINE, write(tmp_path, HEADER + SHOP.replace("Friendly staff", "Dirty floor") + DELIVERY))
    assert (again.changed, again.same) == (1, 1)
    assert ("shop.shop", "Dirty", "buy", "shop", "said") in heard(store, "1") and heard(store, "1") != before
    assert again.import_id is not None
    undo_import(store, COMMAND_LINE, again.import_id)
    assert heard(store, "1") == before
    undo_import(store, COMMAND_LINE, 1)
    assert count(store) == 0


def test_the_same_file_twice_adds_no_mention(store: Store, tmp_path: Path) -> None:
    file = write(tmp_path, HEADER + SHOP + DELIVERY + NOWHERE)
    bring_in(store, COMMAND_LINE, file)
    before = count(store)
    bring_in(store, COMMAND_LINE, file)
    assert count(store) == before > 0


def test_many_comments_read_in_processes_of_their_own_mention_the_same(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path, HEADER + SHOP + DELIVERY + NOWHERE)
    bring_in(sqlite_store, COMMAND_LINE, file)
    here = [heard(sqlite_store, number) for number in "123"]
    undo_import(sqlite_store, COMMAND_LINE, 1)
    monkeypatch.setattr("vocdash.ingest.scoring.FEW", 0)
    bring_in(sqlite_store, COMMAND_LINE, file)
    assert [heard(sqlite_store, number) for number in "123"] == here


def test_themes_begin_with_the_starting_ones_and_are_written_once(sqlite_store: Store) -> None:
    with sqlite_store.reading() as connection:
        before = read_live(connection)
        assert connection.scalar(sa.select(sa.func.count()).select_from(t.themes)) == 0
    with sqlite_store.writing() as connection:
        first, second = ensure_live(connection), ensure_live(connection)
    assert first == second and first.themes == before.themes
    assert {"staff", "delivery.driver", "waited", "empathy"} <= first.ids.keys()


def test_a_touchpoint_in_several_stages_is_the_last_one_before(sqlite_store: Store, tmp_path: Path) -> None:
    rows = "".join(f"{n},2026-05-0{n},q,{stage},Shop,5,,csat\n" for n, stage in enumerate(("Enquire", "Buy", "Renew"), 1))
    after = '9,2026-05-09,q,Receive,Delivery,1,"The shop promised Monday",csat\n'
    lines = rows.splitlines(keepends=True)
    bring_in(sqlite_store, COMMAND_LINE, write(tmp_path, HEADER + "".join(lines[:2]) + after + lines[2]))
    assert ("promise_broken", "buy", "shop", "named") in {(found[0], *found[2:]) for found in heard(sqlite_store, "9")}


def test_a_theme_that_was_retired_meanwhile_is_left_out(sqlite_store: Store, tmp_path: Path) -> None:
    bring_in(sqlite_store, COMMAND_LINE, write(tmp_path, HEADER + SHOP))
    with sqlite_store.reading() as connection:
        rows = MentionRows(connection, Live((Theme("a", "A", ("a",)),), {"a": 7}))
        stage = connection.scalar(sa.select(t.stages.c.stage_id).where(t.stages.c.code == "buy"))
        assert stage is not None
        found = rows.of((1, 2, 0), stage, 1, [("theme", "a", 0, 1, 0.5, ""), ("theme", "gone", 3, 4, 0.5, "")])
    assert [dict(zip(MENTION, row, strict=True))["theme_id"] for row in found] == [7]


def test_starting_themes_fit_the_template_that_a_journey_was_made_from(sqlite_store: Store) -> None:
    create_journey(sqlite_store, COMMAND_LINE, list_templates()["airline"])
    with sqlite_store.writing() as connection:
        codes = {theme.code for theme in read_live(connection).themes}
        assert {"staff", "flight.food", "phone.reach", "airline.disruption"} <= codes
        assert not {code for code in codes if code.split(".")[0] in ("restaurant", "hotel", "surgery", "delivery", "bank")}
    create_journey(sqlite_store, COMMAND_LINE, list_templates()["bank"])
    with sqlite_store.writing() as connection:
        both = {theme.code for theme in read_live(connection).themes}
        assert codes < both and {"bank.cards", "shop.checkout"} <= both
    create_journey(sqlite_store, COMMAND_LINE, Definition(code="own", name="Own"))
    with sqlite_store.writing() as connection:
        every = {theme.code for theme in ensure_live(connection).themes}
        assert {"restaurant.food", "hotel.room"} <= every and not {"bank.cards", "airline.disruption"} & every, "of one nothing is known"
    with sqlite_store.writing() as connection:
        connection.execute(sa.update(t.journeys).where(t.journeys.c.code == "own").values(status="draft"))
        assert {theme.code for theme in ensure_live(connection).themes} == every, "what stands stays"


def test_starting_themes_follow_what_comments_speak_of(sqlite_store: Store, tmp_path: Path) -> None:
    said = ["The cabin crew was kind", "We ate at the hotel", "Two hours late", "The seat was narrow"]
    rows = "".join(f'{n},2026-05-01,q,Fly,Seat,4,"{said[n % 4]}",csat\n' for n in range(40))
    bring_in(sqlite_store, COMMAND_LINE, write(tmp_path, HEADER + rows))
    with sqlite_store.reading() as connection:
        kinds = {theme.code.split(".")[0] for theme in read_live(connection).themes if "." in theme.code}
    assert kinds == {"phone", "website", "app", "flight", "hotel"}, "a quarter each speak of a flight and of a hotel"
    assert not state(sqlite_store).needed, "they were read by these themes"


def test_what_comments_speak_of_needs_comments_enough() -> None:
    assert kinds_spoken_of(["Nice cabin crew"] * 29) == ()
    assert set(kinds_spoken_of(["Nice cabin crew"] * 30)) == {"any", "phone", "website", "app", "flight"}
    shop = set(kinds_spoken_of(["It fits well"] * 30))
    assert {"shop", "delivery", "product"} <= shop and not shop & {"flight", "hotel", "restaurant", "surgery"}
    assert "delivery" in kinds_spoken_of(["Nice cabin crew"] * 27 + ["The parcels came late"] * 3), "one in ten"
    assert "delivery" not in kinds_spoken_of(["Nice cabin crew"] * 28 + ["The parcels came late"] * 2)


def test_untouched_starting_themes_are_forgotten_with_the_last_answer(sqlite_store: Store, tmp_path: Path) -> None:
    def forget() -> int:
        with sqlite_store.writing() as connection:
            forget_starting(connection)
            return int(connection.scalar(sa.select(sa.func.count()).where(t.themes.c.kind == "theme")) or 0)

    bring_in(sqlite_store, COMMAND_LINE, write(tmp_path, HEADER + SHOP))
    assert forget() > 40, "answers speak of them"
    undo_import(sqlite_store, COMMAND_LINE, 1)
    with sqlite_store.writing() as connection:
        connection.execute(sa.delete(t.import_changes))
        connection.execute(sa.delete(t.imports))
        ensure_live(connection)
        connection.execute(sa.update(t.themes).where(t.themes.c.code == "staff").values(version=2))
    assert forget() > 40, "somebody worked on one"
    with sqlite_store.writing() as connection:
        connection.execute(sa.update(t.themes).values(version=1))
    assert forget() == 0
