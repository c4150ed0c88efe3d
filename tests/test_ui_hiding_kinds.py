"""Nobody gets a hidden number back from methods, sources, scales, themes or words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.answers import Answer, write
from tests.hiding_world import (
    DAY,
    MAY,
    NOBODY_KNOWS,
    NORTH,
    SOUTH,
    crowd,
    looked_at,
    scope,
    world,
)
from tests.test_metrics_mentions import Said, say
from tests.test_ui_pages import open_page, words
from tests.ui_world import sample_database
from vocdash.choices import read_choices
from vocdash.domain import Row, Scope
from vocdash.metrics import Query, ask
from vocdash.store import open_store
from vocdash.store import tables as t
from vocdash.ui import data
from vocdash.ui.hiding import small_groups
from vocdash.ui.spot import below
from vocdash.voices import examples


@pytest.fixture
def read_from(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setenv("VOCDASH_SAMPLE", "no")
    yield monkeypatch


def test_methods_are_mixed_only_where_none_of_them_is_of_a_few(tmp_path: Path) -> None:
    surveyed = crowd(1, 40, NORTH, "buy") + crowd(100, 40, NORTH, "receive")
    reviews = [Answer(who, "rating", 1.0, "buy", day=DAY, source=2) for who in range(200, 220)]
    few = [Answer(who, "rating", 1.0, "receive", day=DAY, source=2) for who in range(300, 304)]
    both = Scope("shop", methods=("survey", "review"))
    with data.reading_from(world(tmp_path, surveyed + reviews + few)):
        assert small_groups.telling(both, ("stage",)) == {("buy",), ("receive",)}, "all reviews without those of one are those of the other"
        assert small_groups.telling(Scope("shop", methods=("survey",)), ("stage",)) == set()
        # Of numbers that mix methods by themselves, those of surveys alone would tell the four reviews.
        assert small_groups.telling(Scope("shop", methods=("survey",)), ("stage",), mixed=True) == {("buy",), ("receive",)}


def test_a_source_that_leaves_out_a_few_people_tells_of_them(tmp_path: Path) -> None:
    surveyed = crowd(1, 40, NORTH, "buy")
    few = [Answer(who, "rating", 1.0, "buy", day=DAY, source=2) for who in range(300, 304)]
    url = world(tmp_path, surveyed + few)
    store = open_store(url)
    with store.writing() as connection:  # a source is offered where it asks something of the journey
        connection.execute(sa.insert(t.questions).values(question_id=20, source_id=2, code="stars", role="performance", stage_id=1))
    store.close()
    with data.reading_from(url):
        sources = data.of_answers(read_choices, "shop").sources
        assert len(sources) == 2
        assert all(small_groups.tells(Scope("shop", sources=(code,))) for code in sources)
        assert not small_groups.tells(Scope("shop", sources=tuple(sources)))


def test_what_one_person_says_over_time_is_not_told_of_a_method_of_a_few(tmp_path: Path) -> None:
    reviews = [Answer(who, "rating", 1.0, "buy", day=DAY, source=2) for who in range(300, 304)]

    def read(scope: Scope) -> list[Row]:
        return [Row({"part": "all"}, data.of_answers(ask, Query("experience", (), scope))[0].score)]

    with data.reading_from(world(tmp_path, crowd(1, 40, NORTH, "buy") + reviews)):
        both, surveys = (small_groups.hide_remainder(read, Scope("shop", methods=m)) for m in (("survey", "review"), ("survey",)))
    assert (both[0].score.hidden, surveys[0].score.hidden) == (True, False)


@pytest.mark.parametrize(("few", "told"), [(4, set()), (12, {"csat", "nps"})])
def test_how_answers_spread_on_one_scale_does_not_tell_of_a_few_on_another(few: int, told: set[str], tmp_path: Path) -> None:
    people = crowd(1, 40, NORTH, "buy") + [Answer(who, "nps", 9.0, "buy", day=DAY) for who in range(100, 100 + few)]
    with data.reading_from(world(tmp_path, people)):
        found = looked_at("buy")
        spreads = [below.read_spread(found, code, None) for code in ("csat", "nps")]
    assert {each.scale for each in spreads if each is not None} == told


def test_how_answers_spread_at_one_place_does_not_tell_of_a_few_at_another(tmp_path: Path) -> None:
    """By phone three answered on another scale: its spread over the stage without that on the website would be theirs."""
    people = crowd(1, 40, NORTH, "buy") + [Answer(who, "nps", 9.0, "buy", "phone", day=DAY) for who in range(100, 140)]
    people += [Answer(who, "csat", 1.0, "buy", "phone", day=DAY) for who in range(200, 203)] + crowd(300, 40, NORTH, "receive")
    people += [replace(one, question="nps", value=8.0, who=one.who + 200) for one in people[-40:]]
    with data.reading_from(world(tmp_path, people)):
        told = {place: small_groups.told_scales(Scope("shop", MAY, *place)) for place in ((("buy",), ()), (("buy",), ("website",)))}
    assert "csat" not in told[("buy",), ()] or "csat" not in told[("buy",), ("website",)]


@pytest.mark.parametrize(
    ("role", "label", "found"), [("viewer", "Complaints only", False), ("frontline", "Complaints and low scores only", True)]
)
def test_no_switch_and_no_choice_of_comments_tells_a_viewer_of_a_single_score(
    role: str, label: str, found: bool, tmp_path: Path, read_from: pytest.MonkeyPatch
) -> None:
    """Two wrote plain words: one beside a low score, one beside a high one."""
    url = world(tmp_path, crowd(1, 40, NORTH, "buy"))
    store = open_store(url)
    write(
        store,
        [Answer(who, "rating10", score, day=DAY, text=f"It is table number {who}, as it was") for who, score in ((90, 1.0), (91, 10.0))],
    )
    store.close()
    read_from.setenv("VOCDASH_DATABASE_URL", url)
    page = open_page("voices", role=role, complaints="true")
    assert [toggle.label for toggle in page.toggle if toggle.label.startswith("Complaints")] == [label]
    assert ("table number 90" in words(page)) is found and "table number 91" not in words(page)
    trusted = words(open_page("trust", role=role))
    assert ("for those who open single customers" in trusted) is not found
    with data.reading_from(url):
        chosen = examples(data.store(), Scope("shop"), words_alone=not found)
    assert (chosen.worst is not None) is found


MENTIONED = {"north": 20, "south": 4, "": 16}
"""How many speak of a theme in each region; all of them are fifty and more."""


def test_a_theme_of_a_few_in_one_region_is_not_everybodys_without_the_others(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'hiding.sqlite'}"
    store = open_store(url)
    regions = (("north", NORTH, 0), ("south", SOUTH, 100), ("", NOBODY_KNOWS, 200))
    written = [
        Answer(first + who, "comment", day=DAY, segment=number, text="some words") for _, number, first in regions for who in range(50)
    ]
    write(store, written)
    say(store, [Said(first + who, 2) for region, _, first in regions for who in range(MENTIONED[region])])
    store.close()
    with data.reading_from(url):
        told = {region: [not one.hidden for one in small_groups.shown_mentions(scope(region))] for region in MENTIONED}
        everybody = [not one.hidden for one in small_groups.shown_mentions(Scope("shop"))]
        placed = [not one.hidden for one in small_groups.shown_mentions(scope("north"), by=("stage",))]
    assert told == {"north": [True], "south": [False], "": [False]}  # those without a region would tell the south
    assert (everybody, placed) == ([True], [True])


@pytest.mark.parametrize(("page", "what"), [("touchpoints", "cell"), ("voices", "theme")])
def test_a_page_says_how_much_it_hides_and_what_shows_more(page: str, what: str, read_from: pytest.MonkeyPatch) -> None:
    read_from.setenv("VOCDASH_DATABASE_URL", sample_database())
    viewer, lead = (words(open_page(page, role=role)) for role in ("viewer", "lead"))
    hidden = [int(found[1]) if (found := re.search(rf"(\d+) {what}s? (?:is|are) hidden: they", said)) else 0 for said in (viewer, lead)]
    assert hidden[0] >= hidden[1] > 0
    assert "whole quarters or years shows more" in viewer
    assert "A longer period shows more." in lead
