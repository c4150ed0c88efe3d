"""The inbox reads what is wanted, counts it beside every filter, and each case knows its customer's road."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.designed import set_cell
from tests.test_cases import INES, LOW, brought
from vocdash import voices
from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.cases.about import cases_about
from vocdash.cases.book import Book, read_book
from vocdash.cases.change import update_case
from vocdash.cases.count import count_cases
from vocdash.cases.find import find_ids, list_cases
from vocdash.cases.open import open_cases
from vocdash.cases.read import read_case
from vocdash.cases.state import Change
from vocdash.cases.status import Status
from vocdash.cases.wanted import Queue, Sort, Wanted
from vocdash.domain import Scope
from vocdash.errors import NotAllowed, UnknownName
from vocdash.journeys import CellSpec
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.ui.cases import facts, moments

MARA = Actor("mara@example.org", Access.FRONTLINE)
ROWS = (
    LOW
    + "2,2026-09-04T10:00,7,buy,web,w,csat,4,They promised me Tuesday morning.\n"
    + "3,2026-09-20T10:00,8,buy,web,w,csat,2,The fee only showed up at the very end. Terrible.\n"
    + "4,2026-09-22T11:00,9,receive,van,d,csat,2,\n"
    + "5,2026-09-25T11:00,7,buy,web,w,csat,5,\n"
)


def numbers(found: object) -> list[int]:
    return [line.case_id for line in found.lines]  # type: ignore[attr-defined]


def named(names: dict[int, str], name: str) -> int:
    return next(number for number, known in names.items() if known == name)


@pytest.fixture
def filled(store: Store, tmp_path: Path) -> Store:
    brought(store, tmp_path, ROWS)
    return store


def test_queues_are_mine_my_teams_and_the_late_ones(filled: Store) -> None:
    counts = count_cases(filled, MARA, Wanted())
    assert counts.queues[Queue.OPEN] == counts.total
    assert counts.queues[Queue.MINE] == counts.queues[Queue.TEAM] == 2
    assert numbers(list_cases(filled, MARA, Wanted(Queue.MINE))) == numbers(list_cases(filled, MARA, Wanted(Queue.TEAM)))
    stranger = count_cases(filled, Actor("Nobody known", Access.FRONTLINE), Wanted())
    assert stranger.queues[Queue.MINE] == stranger.queues[Queue.TEAM] == 0
    first = numbers(list_cases(filled, MARA, Wanted(Queue.MINE)))[0]
    update_case(filled, MARA, first, 1, Change(status=Status.SOLVED, note="@ines please check"))
    after = count_cases(filled, INES, Wanted())
    assert (after.queues[Queue.DONE], after.queues[Queue.OPEN], after.queues[Queue.CALLED]) == (1, counts.total - 1, 0)


def test_each_count_stands_under_all_other_filters(filled: Store) -> None:
    book: Book = read_book(filled)
    receive, van = named(dict(book.stages), "Receive"), named(dict(book.touchpoints), "Delivery")
    wanted = Wanted(values=(("stage", (receive,)),))
    counts = count_cases(filled, INES, wanted)
    assert counts.total == 2 == len(list_cases(filled, INES, wanted).lines)
    assert counts.facets["touchpoint"] == {van: 2}
    assert sum(counts.facets["stage"].values()) == count_cases(filled, INES, Wanted()).total, "its own filter does not count"
    both = Wanted(values=(("stage", (receive,)), ("severity", (1,))))
    assert count_cases(filled, INES, both).total == 1


def test_words_and_numbers_are_found(filled: Store) -> None:
    (line,) = list_cases(filled, INES, Wanted(text="driver rang")).lines
    assert line.words is not None
    assert [line.words.text[a:b] for a, b in line.words.evidence][:2] == ["driver", "rang"]
    assert numbers(list_cases(filled, INES, Wanted(text=f"c-{line.case_id}"))) == [line.case_id]
    assert numbers(list_cases(filled, INES, Wanted(text="nothing like it"))) == []
    assert numbers(list_cases(filled, INES, Wanted(customer_id=line.customer_id))) != []


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("late", ["1", "2"]),
        ("LAT", ["1", "2"]),
        ("late driver", ["1"]),
        ("late fee", []),
        ("driver fee", ["2"]),
        ("late driver fee", []),
        ("plate", []),
    ],
)
def test_all_words_must_stand_in_one_comment_of_the_answer(store: Store, tmp_path: Path, text: str, ids: list[str]) -> None:
    one = "1,2026-09-18T09:12,7,receive,van,d,csat,1,The late driver was terrible and awful.\n"
    two = (
        "2,2026-09-18T09:12,8,receive,van,d,csat,1,Terribly late and awful.\n2,2026-09-18T09:12,8,buy,web,w,csat,1,A terrible driver fee.\n"
    )
    brought(store, tmp_path, one + two)
    with store.reading() as connection:
        external = dict(connection.execute(sa.select(t.submissions.c.submission_id, t.submissions.c.external_id)).all())
        meant = connection.execute(sa.select(t.cases.c.case_id, t.cases.c.submission_id)).all()
    found = set(find_ids(store, INES, Wanted(text=text)))
    assert sorted({external[submission] for case_id, submission in meant if case_id in found}) == ids
    assert count_cases(store, INES, Wanted(text=text)).total == len(found)


def test_a_search_finds_cases_that_were_opened_since_it_was_asked_before(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, "9,2026-01-04T10:00,7,receive,van,d,csat,1,The driver never rang.\n" + ROWS, cases="none")
    before = numbers(list_cases(store, INES, Wanted(text="never")))
    assert before == numbers(list_cases(store, INES, Wanted(text="never"))) == []
    open_cases(store, COMMAND_LINE, days=400)
    assert len(numbers(list_cases(store, INES, Wanted(text="never")))) == 1


@pytest.mark.parametrize("sort", Sort)
def test_pages_follow_each_other_without_a_gap(filled: Store, sort: Sort) -> None:
    whole, walked, after = list(find_ids(filled, INES, Wanted(), sort)), [], None
    while True:
        page = list_cases(filled, INES, Wanted(), sort, after, 1)
        walked += numbers(page)
        after = page.following
        if after is None:
            break
    assert walked == whole == numbers(list_cases(filled, INES, Wanted(), sort))


def test_tags_filter_too(filled: Store) -> None:
    first, second = numbers(list_cases(filled, INES, Wanted()))[:2]
    update_case(filled, INES, first, 1, Change(tags=("van",)))
    update_case(filled, INES, second, 1, Change(tags=("van", "fee")))
    assert count_cases(filled, INES, Wanted()).facets["tag"] == {"van": 2, "fee": 1}
    assert numbers(list_cases(filled, INES, Wanted(values=(("tag", ("fee",)),)))) == [second]


def test_a_case_knows_where_its_customer_came_from_and_goes_next(filled: Store) -> None:
    (line,) = list_cases(filled, INES, Wanted(text="driver")).lines
    file = read_case(filled, INES, line.case_id)
    came, goes = file.road.came_from, file.road.goes_next
    assert came is not None and goes is not None and came.at is not None and goes.at is not None
    assert (file.book.place(came.stage_id, came.touchpoint_id), came.at.day) == ("Buy · Website", 4)
    assert file.book.owner(came.owner.person_id, came.owner.team_id) == "Ines Brandt, Sales"
    assert goes.at.day == 25
    assert [event.kind for event in file.history] == ["opened"]


def test_a_case_knows_what_goes_on_in_another_journey_at_the_same_time(filled: Store, tmp_path: Path) -> None:
    repairs = {"source": {"code": "r", "name": "Repairs", "method": "survey"}, "journey": {"code": "repairs", "name": "Repairs"}}
    rows = (
        "61,2026-05-01T10:00,7,buy,web,w,csat,5,\n"
        "62,2026-09-29T10:00,7,receive,van,d,csat,4,\n"
        "63,2026-10-20T10:00,7,buy,web,w,csat,1,Still broken.\n"
    )
    brought(filled, tmp_path, rows, "b.csv", **repairs)
    (line,) = list_cases(filled, INES, Wanted(text="driver")).lines
    file = read_case(filled, INES, line.case_id)
    (stop,) = file.road.elsewhere
    assert (file.book.journeys[stop.journey_id], stop.score, stop.at and stop.at.day) == ("Repairs", 0.75, 29), "the nearest in time"
    assert [other.answered_at.month for other in file.road.others if other.colliding] == [10]
    assert dict(facts.facts(file))["At the same time"] == "Receive · Delivery (Repairs), score 75 on 29 Sept"
    late = next(one for one in list_cases(filled, INES, Wanted(text="broken")).lines)
    assert [one.at and one.at.month for one in read_case(filled, INES, late.case_id).road.elsewhere] == [9]


def test_where_nobody_has_been_yet_the_journey_says_what_is_usual(filled: Store) -> None:
    (line,) = [one for one in list_cases(filled, INES, Wanted()).lines if one.words is None]
    road = read_case(filled, INES, line.case_id).road
    assert road.came_from is not None and road.came_from.expected
    assert road.goes_next is None, "nothing follows the last stage"


def test_what_is_usual_is_the_most_important_place_as_it_was_set_on_that_day(filled: Store) -> None:
    (line,) = [one for one in list_cases(filled, INES, Wanted()).lines if one.words is None]  # of 22 September

    def usual() -> str:
        file = read_case(filled, INES, line.case_id)
        came = file.road.came_from
        return file.book.place(came.stage_id, came.touchpoint_id) if came else ""

    set_cell(filled, "shop", CellSpec("buy", "web", importance=5))
    set_cell(filled, "shop", CellSpec("buy", "van", importance=9))
    assert usual() == "Buy · Delivery"
    set_cell(filled, "shop", CellSpec("buy", "van", importance=2, valid_from=date(2026, 9, 1)))
    assert usual() == "Buy · Website", "that it once mattered more says nothing of that day"
    set_cell(filled, "shop", CellSpec("buy", "web", importance=1, valid_from=date(2026, 10, 1)))
    assert usual() == "Buy · Website", "what is set later did not hold yet"


def test_a_promise_of_one_order_says_nothing_of_the_delivery_of_another(filled: Store) -> None:
    (line,) = list_cases(filled, INES, Wanted(text="driver")).lines
    f, k = t.facts, t.customer_facts

    def late(answer: dict[str, int], customer: dict[str, int]) -> int | None:
        with filled.writing() as connection:
            number = connection.scalar(sa.select(t.cases.c.submission_id).where(t.cases.c.case_id == line.case_id))
            for table in (f, k):
                connection.execute(sa.delete(table))
            for name, day in answer.items():
                connection.execute(sa.insert(f).values(submission_id=number, name=name, day=date(2026, 9, day)))
            for name, day in customer.items():
                connection.execute(sa.insert(k).values(customer_id=line.customer_id, name=name, day=date(2026, 9, day)))
        return read_case(filled, INES, line.case_id).road.days_late

    both = {"promised_on": 10, "delivered_on": 16}
    assert late(both, {}) == late({}, both) == 6
    assert late({"promised_on": 20, "delivered_on": 17}, both) == -3
    assert late({"promised_on": 20}, both) is None
    assert late({"promised_on": 20}, {"delivered_on": 1}) is None


def test_whose_a_place_was_is_told_by_the_day_of_the_reporting_zone(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """In Auckland the 17th, 20:00 in UTC, is the 18th, when the place changed hands."""
    (line,) = list_cases(filled, INES, Wanted(text="driver")).lines
    with filled.writing() as connection:
        web = connection.scalar(sa.select(t.touchpoints.c.touchpoint_id).where(t.touchpoints.c.code == "web"))
        stage = connection.scalar(sa.select(t.stages.c.stage_id).where(t.stages.c.code == "buy"))
        mara = connection.scalar(sa.select(t.persons.c.person_id).where(t.persons.c.code == "mara"))
        of_web = sa.select(t.cell_versions).join(t.cells).where(t.cells.c.touchpoint_id == web)
        version = {**connection.execute(of_web).mappings().one(), "valid_from": date(2026, 9, 18), "person_id": mara}
        connection.execute(sa.insert(t.cell_versions).values(version))
        contact = {"interaction_id": 1, "customer_id": line.customer_id, "stage_id": stage, "touchpoint_id": web, "import_id": 1}
        connection.execute(sa.insert(t.interactions).values(happened_at=datetime(2026, 9, 17, 20, tzinfo=UTC), kind="promise", **contact))

    def owner() -> int | None:
        return next(stop.owner.person_id for stop in read_case(filled, INES, line.case_id).road.stops if stop.contact)

    assert owner() != mara
    monkeypatch.setenv("VOCDASH_TIMEZONE", "Pacific/Auckland")
    assert owner() == mara


def test_a_comment_leads_to_the_case_it_opened(filled: Store) -> None:
    comments = voices.read(filled, Scope()).comments
    found = cases_about(filled, MARA, tuple(comment.key for comment in comments))
    led = {comment.text: read_case(filled, MARA, found[comment.key]).words for comment in comments if comment.key in found}
    assert {text: words and words.text for text, words in led.items()} == {text: text for text in led}, "each to the case with its words"
    assert {text.split()[0] for text in led} == {"The", "They"}
    assert cases_about(filled, MARA, ((1, 1, 1),)) == {}
    with pytest.raises(NotAllowed):
        cases_about(filled, Actor("viewer", Access.VIEWER), ((1, 1, 1),))


def test_the_history_says_who_was_called_and_which_due_time_it_was(filled: Store) -> None:
    (line,) = list_cases(filled, INES, Wanted(text="driver")).lines
    due = line.due_at + timedelta(days=1)
    update_case(filled, INES, line.case_id, line.version, Change(due_at=due, note="Please ring, @mara and @nobody"))
    *_, moved, noted = (facts.sentence(event) for event in read_case(filled, INES, line.case_id).history)
    assert noted == "“Please ring, @mara and @nobody”, which calls Mara Okafor"
    assert moved == f"Due time moved from {moments.stamp(line.due_at, with_year=True)} to {moments.stamp(due, with_year=True)}"


def test_single_customers_are_for_the_frontline(filled: Store) -> None:
    viewer = Actor("V", Access.VIEWER)
    for ask in (
        lambda: list_cases(filled, viewer, Wanted()),
        lambda: count_cases(filled, viewer, Wanted()),
        lambda: read_case(filled, viewer, 1),
    ):
        with pytest.raises(NotAllowed):
            ask()
    with pytest.raises(UnknownName, match="no case called"):
        read_case(filled, INES, 4_711)
