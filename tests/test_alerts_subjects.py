"""Alerts about themes and about how cases fare: they ring for what is beyond noise, and for nothing that must be hidden."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.answers import Answer, build_company, write
from tests.test_cases_flow import add
from tests.test_metrics_mentions import Said, comments, say
from vocdash.access import COMMAND_LINE
from vocdash.alerts import Kind, Ring, Rule, alerts, check_alerts, rings, rules, save_rule
from vocdash.alerts.words import place_names, sentence
from vocdash.domain import Period, Scope
from vocdash.errors import VocError
from vocdash.metrics.case_figures import BACKLOG
from vocdash.metrics.mentions import NET, SHARE, daily, mentioned
from vocdash.metrics.query import read_names
from vocdash.metrics.sums import added, score
from vocdash.store import Store

START = date(2026, 3, 2)
SHOP = Scope(journey="shop")
THEME = Rule("A theme comes up", SHARE.code, Kind.CHANGE, "week", SHOP, ("theme",), least=3, webhook=False)
PILE = Rule("Cases pile up", BACKLOG, Kind.CHANGE, "week", SHOP, least=50, webhook=False)


def talk(store: Store, days: int, per_day: int, share: float, *, start: date = START, who: int = 1) -> None:
    """Comments of which so many speak of the price, and one in five of staff."""
    numbers = range(who, who + days * per_day)
    write(store, comments(*(Answer(n, stage="buy", day=start + timedelta(days=(n - who) // per_day)) for n in numbers)))
    dice = random.Random(who)
    price = [Said(n, 2, -0.5) for n in numbers if dice.random() < share]
    say(store, price + [Said(n, 5, 0.5, start=9) for n in numbers if n % 5 == 0])


def test_a_theme_that_comes_up_rings_and_the_others_do_not(store: Store) -> None:
    talk(store, 60, 8, 0.1)
    talk(store, 8, 8, 0.7, start=START + timedelta(days=60), who=10_000)
    (ring,) = rings(store, THEME)
    assert (ring.place, ring.last) == (("price",), None)
    assert ring.now.value is not None and ring.now.value > 50
    said = sentence(THEME, ring, place_names(store))
    assert said.startswith("A theme comes up (Price): Share of comments ")
    assert "% (" in said
    assert rings(store, replace(THEME, themes=("staff",))) == []
    assert [one.place for one in rings(store, replace(THEME, by=("theme", "stage")))] == [("price", "buy")]
    assert [one.place for one in rings(store, replace(THEME, kind=Kind.LEVEL, level=30.0))] == [("price",)]
    number = save_rule(store, COMMAND_LINE, replace(THEME, themes=("price",)))
    assert [rule.themes for rule in rules(store) if rule.rule_id == number] == [("price",)]
    check_alerts(store)
    assert check_alerts(store) == []
    assert [alert.place for alert in alerts(store) if alert.rule_id == number] == [{"theme": "price"}]


def test_what_few_speak_of_is_hidden_and_rings_for_nothing(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    talk(sqlite_store, 60, 8, 0.02)
    talk(sqlite_store, 7, 8, 0.35, start=START + timedelta(days=60), who=10_000)
    assert len(rings(sqlite_store, THEME)) == 1
    monkeypatch.setenv("VOCDASH_MIN_GROUP", "40")
    assert rings(sqlite_store, THEME) == []


def test_days_add_up_to_what_every_page_says(store: Store) -> None:
    talk(store, 20, 6, 0.3)
    period = Period(START + timedelta(days=3), START + timedelta(days=11))
    scope = replace(SHOP, period=period)
    with store.reading() as connection:
        names = read_names(connection)
        by_day = {metric: daily(connection, names, metric, scope, ("stage",)) for metric in (SHARE, NET)}
        for metric, found in by_day.items():
            assert found == daily(connection, names, metric, scope, ("stage",), way="raw"), "kept columns say what the comments say"
    for one in mentioned(store, scope, by=("stage",)):
        for metric, told in ((SHARE, one.share), (NET, one.net)):
            summed = score(metric, added(by_day[metric][one.code, one.keys["stage"]].values()))
            assert (summed.value, summed.low, summed.high, summed.n) == (told.value, told.low, told.high, told.n)


# --- cases -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def shop(store: Store) -> Iterator[Store]:
    with store.writing() as connection:
        build_company(connection)
    yield store


def cases(store: Store, days: int, per_day: int, solved_after: float | None, *, ends: int = 2, first: int = 1) -> None:
    """Cases opened each day until `ends` days ago, solved after so many days or not at all."""
    today = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
    for number in range(days * per_day):
        opened = today - timedelta(days=ends + days - 1 - number // per_day)
        solved = solved_after if solved_after is not None and opened + timedelta(days=solved_after) < today else None
        add(store, first + number, opened, days=solved, due_at=opened + timedelta(days=3))


def test_cases_nobody_deals_with_pile_up_and_go_overdue(shop: Store) -> None:
    cases(shop, 50, 3, 1.0, ends=10)
    assert rings(shop, PILE) == [], "as many go as come"
    cases(shop, 8, 6, None, ends=2, first=1_000)
    (pile,) = rings(shop, PILE)
    assert pile.last is None and pile.before is not None
    assert (pile.now.value or 0) > 2 * (pile.before.value or 0)
    assert "were usual in the four weeks before" in sentence(PILE, pile, place_names(shop))
    late = replace(PILE, metric="cases_overdue")
    (ring,) = rings(shop, late)
    assert ring.now.value == 36, "six days of six went past their three days by yesterday"
    assert rings(shop, replace(PILE, kind=Kind.LEVEL, level=500.0)) == []
    assert len(rings(shop, replace(PILE, kind=Kind.LEVEL, level=20.0))) == 1


def test_dealing_with_cases_takes_longer(shop: Store) -> None:
    cases(shop, 40, 3, 1.0, ends=12)
    cases(shop, 10, 3, 2.9, ends=2, first=1_000)
    slow = replace(PILE, metric="cases_days", least=1)
    late = replace(PILE, metric="cases_late", least=5)
    (ring,) = rings(shop, slow)
    assert ring.now.value is not None and ring.before is not None
    assert ring.now.value == pytest.approx(3, abs=1)
    assert rings(shop, late) == [], "slower, and still in time"
    assert rings(shop, replace(slow, by=("stage",)))[0].place == ("buy",)


def test_a_backlog_that_wanders_by_chance_seldom_rings(sqlite_store: Store) -> None:
    """400 days of as many cases gone as came, by chance: each stretch that rings is a false one."""
    with sqlite_store.writing() as connection:
        build_company(connection)
    false: list[Ring] = []
    dice = random.Random(4)
    today = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
    for number in range(700):
        opened = today - timedelta(days=dice.randrange(2, 250))
        solved = opened + timedelta(days=dice.uniform(1, 40))
        add(sqlite_store, number + 1, opened, days=(solved - opened) / timedelta(days=1) if solved < today else None)
    false += rings(sqlite_store, replace(PILE, least=0))
    assert len(false) <= 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (replace(THEME, by=()), "each theme on its own"),
        (replace(THEME, by=("theme", "channel")), "channel"),
        (replace(THEME, themes=("prise",)), "price"),
        (replace(PILE, by=("month",)), "month"),
        (replace(PILE, metric="cases_backlogs"), "cases_backlog"),
    ],
)
def test_rules_that_cannot_be_told_apart_so_are_refused(sqlite_store: Store, wrong: Rule, said: str) -> None:
    talk(sqlite_store, 2, 2, 0.5)
    with pytest.raises(VocError, match=said):
        save_rule(sqlite_store, COMMAND_LINE, wrong)
