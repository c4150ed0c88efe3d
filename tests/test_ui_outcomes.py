"""Did what we changed help: the months on both sides of an action, and what is said of them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from tests.test_ui_pages import open_page, words
from tests.ui_world import sample_database
from vocdash.access import COMMAND_LINE
from vocdash.domain import Change, Period, Score
from vocdash.journeys import Action, ActionSpec
from vocdash.metrics import compare
from vocdash.report.document import Picture, Table
from vocdash.store import open_store
from vocdash.ui import data, periods
from vocdash.ui.monthly import report
from vocdash.ui.outcomes import HEAD, TITLE, Outcome, expected_told, finding, judged, seen_told, sides, table

ANSWERED = Period(date(2025, 1, 1), date(2026, 10, 31))
TODAY = date(2026, 11, 23)


def action(started: date | None, done: date | None = None) -> Action:
    return Action(1, ActionSpec("Film", "use", started_on=started, done_on=done), "")


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        # Begun in March, done on 20 July: what came in from March to July belongs to neither side.
        (action(date(2026, 3, 2), date(2026, 7, 20)), ("2025-12-01", "2026-02-28", "2026-08-01", "2026-10-31")),
        # Still running: what came in since the first whole month of it.
        (action(date(2026, 3, 2)), ("2025-12-01", "2026-02-28", "2026-04-01", "2026-06-30")),
        # Begun on the first of a month, which is whole then.
        (action(date(2026, 9, 1)), ("2026-07-01", "2026-08-31", "2026-09-01", "2026-10-31")),
        # One whole month after it, so one before it.
        (action(date(2026, 5, 5), date(2026, 9, 10)), ("2026-04-01", "2026-04-30", "2026-10-01", "2026-10-31")),
        (action(date(2026, 10, 2)), None),
        (action(date(2026, 12, 1)), None),
        (action(None), None),
    ],
)
def test_the_sides_of_an_action_are_whole_months_and_as_many(one: Action, expected: tuple[str, ...] | None) -> None:
    found = sides(one, ANSWERED, TODAY)
    assert (found and tuple(str(day) for each in found for day in (each.first, each.last))) == expected


def test_a_month_that_answers_only_began_is_not_one_after() -> None:
    begun = replace(ANSWERED, last=date(2026, 10, 30))
    assert sides(action(date(2026, 9, 10)), begun, TODAY) is None
    assert sides(action(date(2026, 8, 10)), begun, TODAY) == (
        Period(date(2026, 7, 1), date(2026, 7, 31)),
        Period(date(2026, 9, 1), date(2026, 9, 30)),
    )


def test_an_action_that_ends_in_the_future_runs() -> None:
    assert sides(action(date(2026, 3, 2), date(2026, 12, 31)), ANSWERED, TODAY) == sides(action(date(2026, 3, 2)), ANSWERED, TODAY)


def score(value: float, half: float) -> Score:
    return Score(value, n=100, low=value - half, high=value + half, n_effective=100.0, people=100)


def told(was: Score, now: Score, change: Change | None) -> str:
    months = Period(date(2026, 1, 1), date(2026, 3, 31)), Period(date(2026, 7, 1), date(2026, 9, 30))
    return table(judged([Outcome(action(date(2026, 4, 1)), *months, was, now, change)]), "EUR")


def test_only_a_difference_beyond_noise_is_coloured() -> None:
    was, better, same = score(60, 3), score(70, 3), score(61, 3)
    said = told(was, better, compare.between(better, was))
    assert "▲ 10.0" in said
    assert "60 (57 to 63), 100 answers" in said
    said = told(was, same, compare.between(same, was))
    assert "no change" in said
    assert "▲" not in said


def test_what_is_hidden_says_so_and_has_no_difference() -> None:
    said = told(Score(None, n=0, hidden=True), score(70, 3), None)
    assert "hidden, too few people" in said
    assert "▲" not in said
    assert "nobody answered" in told(Score(None), score(70, 3), None)


def test_a_place_says_what_came_of_its_action_by_the_answers_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOCDASH_DATABASE_URL", sample_database())
    said = re.sub(r"\s", " ", words(open_page("stage", stage="use")))
    assert TITLE in said
    with open_store(sample_database()).reading() as connection:
        mean = """
            select avg(100.0 * (r.value - c.minimum) / (c.maximum - c.minimum)) from responses r
            join submissions s on s.submission_id = r.submission_id join sources o on o.source_id = s.source_id
            join questions q on q.question_id = r.question_id join scales c on c.scale_id = q.scale_id
            join stages g on g.stage_id = r.stage_id join touchpoints p on p.touchpoint_id = r.touchpoint_id
            where g.code = 'use' and p.code = 'manual' and r.value is not null and s.day between :first and :last and c.direction = 'up'
        """
        before, after = (
            connection.scalar(sa.text(mean), {"first": first, "last": last})
            for first, last in (("2025-12-01", "2026-02-28"), ("2026-08-01", "2026-10-31"))
        )
    assert re.search(rf"Dec 2025 – Feb 2026: {before:.0f} \(", said)
    assert re.search(rf"Aug – Oct: {after:.0f} \(", said)
    assert f"▲ {after - before:.1f}" in said


def test_with_fewer_than_thirty_answers_on_a_side_no_difference_is_coloured() -> None:
    few = replace(score(90, 8), n=29)
    said = told(score(60, 3), few, compare.between(few, score(60, 3)))
    assert "too few" in said
    assert "▲" not in said


def outcome(was: Score, now: Score, *, expected: float | None = None, cost: float | None = None) -> Outcome:
    months = Period(date(2026, 1, 1), date(2026, 3, 31)), Period(date(2026, 7, 1), date(2026, 9, 30))
    one = action(date(2026, 4, 1))
    one = replace(one, spec=replace(one.spec, expected_gain=expected, cost=cost))
    return judged([Outcome(one, *months, was, now, compare.between(now, was))])[0]


def test_what_was_expected_stands_beside_what_was_seen() -> None:
    # 60 ± 3 and 70 ± 3: the difference is 10 ± √(3² + 3²) = 5.8 to 14.2.
    seen = outcome(score(60, 3), score(70, 3), expected=5, cost=86000)
    assert seen_told(seen) == "+10.0 (+5.8 to +14.2), beyond noise"
    assert expected_told(seen) == "+5: more was seen"
    assert expected_told(outcome(score(60, 3), score(70, 3), expected=8.5)) == "+8.5: within what was seen"
    assert expected_told(outcome(score(60, 3), score(70, 3), expected=20)) == "+20: less was seen"
    assert expected_told(outcome(score(60, 3), score(70, 3))) == "not given"
    assert expected_told(outcome(score(60, 3), replace(score(90, 3), n=29), expected=5)) == "+5", "too few answers to hold it against"
    said = table([seen], "EUR")
    assert "86,000 EUR" in said
    assert "not given" in table([outcome(score(60, 3), score(70, 3))], "EUR")


def test_the_finding_counts_only_what_noise_does_not_explain() -> None:
    better, same, worse = (outcome(score(60, 3), score(value, 3)) for value in (70, 61, 50))
    assert finding([better]) == "After “Film” the score is 10.0 higher: beyond noise"
    assert finding([same]) == "No score differs after what was changed by more than noise explains"
    assert finding([better, same, worse]) == "Of 3 scores, 1 higher and 1 lower after what was changed, beyond noise"


def test_the_report_says_what_came_of_actions_and_what_to_do_next_and_nothing_of_what_is_hidden() -> None:
    with data.reading_from(sample_database()):
        october = report.select_month(periods.month_of(date(2026, 10, 1)))
        made = report.monthly_report(october, date(2026, 11, 1), COMMAND_LINE)
    tables = {block.head: block.rows for block in made.blocks if isinstance(block, Table)}
    came = {row[0]: row[1:] for row in tables[HEAD]}
    assert set(came) == {
        "Assembly guides redrawn, one film a step, in the box and in the app",
        "A call half an hour before every delivery",
    }
    for before, after, seen, expected, _ in came.values():
        assert (seen == "–") == ("hidden" in before or "hidden" in after)
        assert seen != "–" or ":" not in expected, "nor is what was expected held against it"
    pictures = [block.figure for block in made.blocks if isinstance(block, Picture)]
    assert any("the action “A call half an hour before every delivery” (since 17 Aug 2026)" in figure.alt for figure in pictures)
    ((_, steps),) = [(head, rows) for head, rows in tables.items() if "Impact" in head]
    assert [float(row[2].replace(",", "")) for row in steps] == sorted((float(row[2].replace(",", "")) for row in steps), reverse=True)
    with data.reading_from(sample_database()):
        july = report.select_month(periods.month_of(date(2026, 7, 1)))
        earlier = report.monthly_report(july, date(2026, 8, 1), COMMAND_LINE)
    assert HEAD not in {block.head for block in earlier.blocks if isinstance(block, Table)}, "no whole month after it was known in July"
