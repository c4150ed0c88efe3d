"""The life of a case: no path through its statuses loses history, and due times count the hours people work."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from vocdash.cases.book import Book, Person
from vocdash.cases.hours import WorkingTime, working_time
from vocdash.cases.state import Cause, Change, Event, Owner, State, Step
from vocdash.cases.status import FOLLOWING, OPEN, Status
from vocdash.cases.steps import apply, escalate, merge, restore, separate
from vocdash.errors import VocError

START = datetime(2026, 9, 18, 9, 0, tzinfo=UTC)
PEOPLE = {
    1: Person(1, "ines", "Ines Brandt", "ines@example.org", 1, True),
    2: Person(2, "mara", "Mara Okafor", "mara@example.org", 2, True),
    3: Person(3, "left", "Mara Gone", "", None, False),
}
BOOK = Book(PEOPLE, {1: "Sales", 2: "Logistics"}, {1: "Buy", 2: "Receive"}, {0: "Unknown", 1: "Delivery"}, {}, {}, {}, {}, {5: "Carrier"})
TIME = WorkingTime(
    {day: (time(9), time(17)) for day in range(5)},
    frozenset({date(2026, 9, 22)}),
    ZoneInfo("UTC"),
    {1: 40.0, 2: 24.0, 3: 16.0, 4: 8.0, 5: 2.0},
)


def fresh(severity: int = 3) -> State:
    due_at = TIME.due_at(START, severity)
    nothing = dict.fromkeys(
        ("action_id", "merged_into", "cause_stage_id", "cause_touchpoint_id", "acknowledged_at", "solved_at", "closed_at", "escalated_at")
    )
    return State(
        case_id=1,
        version=1,
        status=Status.NEW,
        severity=severity,
        person_id=2,
        team_id=2,
        cause_reason="",
        cause_known=False,
        opened_at=START,
        status_at=START,
        due_at=due_at,
        escalation=0,
        reopened=0,
        follow_up=None,
        follow_up_at=None,
        worked_on=False,
        event_count=1,
        **nothing,
    )


def done(state: State, at: datetime = START + timedelta(hours=1), **change: object) -> Step:
    return apply(state, Change(**change), "Ines Brandt", at, BOOK, TIME)  # type: ignore[arg-type]


CHANGES = st.builds(
    Change,
    status=st.none() | st.sampled_from(Status),
    owner=st.none() | st.builds(Owner, st.none() | st.sampled_from([1, 2, 3]), st.none() | st.sampled_from([1, 2])),
    severity=st.none() | st.integers(1, 5),
    due_at=st.none() | st.just(START + timedelta(days=9)),
    cause=st.none() | st.builds(Cause, st.sampled_from([1, 2]), st.sampled_from([0, 1]), st.sampled_from(["", "late", " early "])),
    action_id=st.none() | st.sampled_from([0, 5]),
    tags=st.lists(st.sampled_from(["a", "#B", " c  d "]), max_size=2).map(tuple),
    untag=st.lists(st.sampled_from(["a", "b"]), max_size=2).map(tuple),
    follow_up=st.none() | st.sampled_from([0.0, 0.75]),
    note=st.sampled_from(["", "  ", "Called.", "@mara?"]),
)
TRACED = ("status", "severity", "person_id", "team_id", "due_at", "cause_reason", "action_id", "tags", "follow_up", "merged_into")


class CaseLife(RuleBasedStateMachine):
    """Everything people can do to one case, in any order; the history is what was written down on the way."""

    def __init__(self) -> None:
        super().__init__()
        self.state = fresh()
        self.history: list[Event] = [Event(1, START, "vocdash", "opened", {})]
        self.at = START
        self.ahead: State | None = None

    def take(self, step: Step) -> None:
        before, self.state = self.state, step.state
        self.ahead = before if step.state.version > before.version else self.ahead
        self.history += step.events
        changed = [name for name in TRACED if getattr(before, name) != getattr(self.state, name)]
        assert not changed or step.events, f"{changed} changed without a word"

    @rule(change=CHANGES, hours=st.floats(0, 100))
    def somebody_changes_it(self, change: Change, hours: float) -> None:
        self.at += timedelta(hours=hours)
        before = self.state
        try:
            step = apply(before, change, "Ines Brandt", self.at, BOOK, TIME)
        except VocError:
            assert self.state == before
            return
        self.take(step)
        assert self.state.version == before.version + bool(step.events)

    @rule()
    def it_goes_past_its_due_time(self) -> None:
        version = self.state.version
        self.take(escalate(self.state, self.state.escalation + 1, [], "vocdash", self.at))
        assert self.state.version == version

    @rule()
    def it_turns_out_a_duplicate(self) -> None:
        if self.state.merged_into is None and len(self.history) > 25:
            self.take(merge(self.state, 7, "Ines Brandt", self.at))

    @rule()
    def it_turns_out_no_duplicate(self) -> None:
        if self.state.merged_into is not None:
            before = next(event.detail["before"] for event in reversed(self.history) if event.kind == "merged")
            self.take(separate(self.state, Status(before), "Ines Brandt", self.at))
            assert self.state.merged_into is None

    @rule()
    def the_last_change_is_taken_back(self) -> None:
        ahead, self.ahead = self.ahead, None
        if ahead is not None and self.state.follow_up == ahead.follow_up:
            self.take(restore(self.state, ahead, "Ines Brandt", self.at))
            self.ahead = None
            assert {name: getattr(self.state, name) for name in TRACED} == {name: getattr(ahead, name) for name in TRACED}

    @invariant()
    def the_history_is_whole_and_ordered(self) -> None:
        assert [event.number for event in self.history] == list(range(1, self.state.event_count + 1))
        assert [event.happened_at for event in self.history] == sorted(event.happened_at for event in self.history)

    @invariant()
    def the_history_leads_to_the_status(self) -> None:
        status = Status.NEW
        for event in self.history:
            if event.kind == "status":
                assert event.detail["before"] == status.value
                assert Status(event.detail["after"]) in FOLLOWING[status]
                status = Status(event.detail["after"])
            elif event.kind in ("separated", "undone"):
                status = Status(event.detail.get("after", status.value))
        if self.state.merged_into is None:
            assert status is self.state.status

    @invariant()
    def moments_fit_the_status(self) -> None:
        assert self.state.is_open == (self.state.status in OPEN)
        if self.state.is_open:
            assert self.state.solved_at is None and self.state.closed_at is None
        if self.state.status is Status.SOLVED:
            assert self.state.solved_at is not None
        if self.state.status is not Status.NEW and self.state.status is not Status.NO_COMPLAINT and self.state.merged_into is None:
            assert self.state.acknowledged_at is not None


TestCaseLife = CaseLife.TestCase
TestCaseLife.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def test_nothing_becomes_new_again_and_everything_can_be_taken_up() -> None:
    assert all(Status.NEW not in following for following in FOLLOWING.values())
    assert all(Status.IN_PROGRESS in FOLLOWING[status] for status in Status if status is not Status.IN_PROGRESS)
    with pytest.raises(VocError, match="cannot become new") as caught:
        done(replace(fresh(), status=Status.SOLVED), status=Status.NEW)
    assert "in progress, closed" in caught.value.fix


def test_waiting_for_the_customer_does_not_use_up_the_time() -> None:
    waiting = done(fresh(), START + timedelta(hours=2), status=Status.WAITING).state
    assert not waiting.overdue(START + timedelta(days=300))
    # Waited on Friday from 11 to 17 and on Monday from 9 to 12: nine working hours.
    back = done(waiting, datetime(2026, 9, 21, 12, tzinfo=UTC), status=Status.IN_PROGRESS).state
    assert back.due_at == TIME.after(waiting.due_at, timedelta(hours=9))


@pytest.mark.parametrize("owner", [Owner(9), Owner(None, 9), Owner(1, 9)])
def test_nobody_unknown_gets_a_case(owner: Owner) -> None:
    with pytest.raises(VocError, match="does not exist any more"):
        apply(fresh(), Change(owner=owner), "Ines Brandt", START, BOOK, TIME)


def test_a_follow_up_score_needs_an_answer_first() -> None:
    with pytest.raises(VocError, match="still open"):
        done(fresh(), follow_up=1.0)
    solved = done(fresh(), status=Status.SOLVED, follow_up=0.75).state
    assert solved.follow_up == 0.75


def test_a_name_called_in_a_note_must_be_clear() -> None:
    assert done(fresh(), note="@mara and @Ines, thanks.").called == (2, 1)
    twins = replace(BOOK, persons={**PEOPLE, 3: replace(PEOPLE[3], active=True)})
    assert apply(fresh(), Change(note="@MARA"), "x", START, twins, TIME).called == (2,), "a code is clear"
    assert apply(fresh(), Change(note="@left"), "x", START, BOOK, TIME).called == (), "nobody calls who has left"


# --- working time ----------------------------------------------------------------------------------------------------

FRIDAY = datetime(2026, 9, 18, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "hours", "due"),
    [
        (FRIDAY, 1, datetime(2026, 9, 18, 17, tzinfo=UTC)),
        (FRIDAY, 2, datetime(2026, 9, 21, 10, tzinfo=UTC)),
        (FRIDAY, 10, datetime(2026, 9, 23, 10, tzinfo=UTC)),  # over the weekend, Monday, and the holiday on Tuesday
        (datetime(2026, 9, 19, 3, tzinfo=UTC), 0.5, datetime(2026, 9, 21, 9, 30, tzinfo=UTC)),
        (datetime(2026, 9, 18, 6, tzinfo=UTC), 8, datetime(2026, 9, 18, 17, tzinfo=UTC)),
    ],
)
def test_due_times_count_working_hours(moment: datetime, hours: float, due: datetime) -> None:
    assert TIME.after(moment, timedelta(hours=hours)) == due


def test_working_hours_are_those_of_the_place() -> None:
    berlin = replace(TIME, zone=ZoneInfo("Europe/Berlin"))
    assert berlin.after(datetime(2026, 9, 18, 14, 0, tzinfo=UTC), timedelta(hours=2)) == datetime(2026, 9, 21, 8, 0, tzinfo=UTC)


def test_a_company_that_never_works_still_has_due_times() -> None:
    assert replace(TIME, week={}).after(FRIDAY, timedelta(hours=2)) == FRIDAY + timedelta(hours=2)


@given(st.integers(0, 60 * 24 * 20), st.integers(0, 60 * 30))
def test_the_time_between_is_the_time_it_took(start: int, minutes: int) -> None:
    moment = FRIDAY + timedelta(minutes=start)
    assert TIME.between(moment, TIME.after(moment, timedelta(minutes=minutes))) == timedelta(minutes=minutes)


@given(start=st.integers(0, 20_000), hours=st.sampled_from([0.5, 4, 8, 20]))
def test_so_much_working_time_has_passed_since(start: int, hours: float) -> None:
    moment = START + timedelta(minutes=start)
    since = TIME.before(moment, timedelta(hours=hours))
    assert TIME.between(since, moment) == timedelta(hours=hours)
    assert TIME.between(since + timedelta(seconds=1), moment) < timedelta(hours=hours)


def test_the_settings_give_the_working_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOCDASH_WORK_HOURS", "Mon-Fri 8:30-16:00; Sat 10-14")
    monkeypatch.setenv("VOCDASH_HOLIDAYS", "2026-12-25, 2026-12-26")
    read = working_time()
    assert read.week[4] == (time(8, 30), time(16)) and read.week[5] == (time(10), time(14)) and 6 not in read.week
    assert read.holidays == {date(2026, 12, 25), date(2026, 12, 26)}
    assert read.due[5] == 2.0
