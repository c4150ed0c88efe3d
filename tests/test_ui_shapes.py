"""Journeys as a first import leaves them: nobody set what is wanted, one answer, many years; each page still says something true."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.answers import Answer, write
from tests.test_ui_pages import open_page, words
from vocdash.access import COMMAND_LINE
from vocdash.domain import Period, Scope
from vocdash.ingest.bring_in import bring_in
from vocdash.store import open_store
from vocdash.ui import data, periods
from vocdash.ui.overview import figures

HEAD = "submission_id,date,question,stage,touchpoint,scale,value"


def bring(folder: Path, monkeypatch: pytest.MonkeyPatch, rows: list[str]) -> None:
    file = folder / "answers.csv"
    file.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    url = f"sqlite:///{folder / 'own.sqlite'}"
    store = open_store(url)
    bring_in(store, COMMAND_LINE, file, new_places=True, journey="shape")
    store.close()
    monkeypatch.setenv("VOCDASH_DATABASE_URL", url)


@pytest.fixture
def years(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Twenty answers a month for ten years, in two stages, one of them worse, and no level set."""
    rows = []
    for number in range(2400):
        day = date(2016 + number // 240, 1 + number // 20 % 12, 1 + number % 20)
        rows.append(f"{number},{day},sat,Buy,Website,csat,{4 + number % 2}")
        rows.append(f"{number},{day},sat-2,Receive,Courier,csat,{1 + number % 3}")
    bring(tmp_path, monkeypatch, rows)
    yield


@pytest.fixture
def single(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    bring(tmp_path, monkeypatch, ["1,2026-05-03,sat,Buy,Website,csat,4"])
    yield


@pytest.mark.usefixtures("years")
def test_without_wanted_levels_scores_are_held_against_the_whole() -> None:
    assert "Courier in Receive lies below the whole" in words(open_page("touchpoints"))
    gap = words(open_page("touchpoints", measure="Gap to wanted"))
    assert "Nobody has said yet what you want to provide" in gap
    assert "Nobody has noted yet what customers want" in words(open_page("touchpoints", measure="Gap to customers’ wish"))
    assert re.search(r"Receive is the lowest point: \d+, where the other stages begin at \d+", words(open_page("journey_map")))
    front = words(open_page("overview"))
    assert "Lowest and highest scores" in front
    assert "what you want to provide: set it under Journey design" in front


@pytest.mark.usefixtures("years")
def test_ten_years_are_drawn_from_their_beginning() -> None:
    front = open_page("overview", period="Everything")
    assert not front.exception
    assert "There is nothing to compare with." in words(front)
    assert "120 months" in words(open_page("touchpoint", stage="Buy", touchpoint="Website", period="Everything", window="Months"))


@pytest.mark.usefixtures("single")
@pytest.mark.parametrize("name", ["overview", "journey_map", "touchpoints", "compare", "peak_end"])
def test_one_answer_is_hidden_and_not_counted_in_words(name: str) -> None:
    at = open_page(name)
    said = words(at)
    assert not at.exception
    assert "1 answer" not in said
    assert "0 answers" not in said
    if name == "peak_end":
        assert "This journey has one stage" in said
        assert "Nobody" not in said


@pytest.mark.usefixtures("years")
@pytest.mark.parametrize("measure", ["Gap to wanted", "Gap to customers’ wish", "Score"])
def test_a_map_without_answers_does_not_say_that_noise_explains_them(measure: str) -> None:
    said = words(open_page("touchpoints", measure=measure, period="From … to …", **{"from": "1999-01-01", "to": "1999-01-02"}))
    assert "Nobody answered here" in said and "noise" not in said.partition("voc-legend")[0].partition("voc-finding")[2]


@pytest.mark.usefixtures("single")
def test_what_is_hidden_is_not_said_to_be_missing() -> None:
    said = words(open_page("overview"))
    assert "No answers in this selection" not in said
    assert "Too few people answered to show a score." in said
    assert ">The end" not in words(open_page("journey_map"))


def test_a_trend_reaches_back_a_year_and_to_the_beginning_of_a_longer_period() -> None:
    quarter = Period(date(2026, 4, 1), date(2026, 6, 30))
    assert [window.first for window in figures.trend_windows(quarter)][::12] == [date(2025, 6, 1), date(2026, 6, 1)]
    decade = Period(date(2016, 1, 1), date(2025, 12, 30))
    windows = figures.trend_windows(decade)
    assert (windows[0], windows[-1], len(windows)) == (
        Period(date(2016, 1, 1), date(2016, 3, 31)),
        Period(date(2025, 10, 1), date(2025, 12, 31)),
        40,
    )
    assert periods.short(decade) == "Jan 2016 – Dec 2025"


def test_a_score_over_ten_years_has_a_point_a_quarter(tmp_path: Path) -> None:
    """Of 24 people half were satisfied in the first quarter of 2016, and all twelve in the last one of 2025."""
    days = ((date(2016, 1, 4), 5.0), (date(2016, 2, 1), 1.0), (date(2025, 12, 1), 5.0))
    url = f"sqlite:///{tmp_path / 'decade.sqlite'}"
    with closing(open_store(url)) as store:
        write(store, [Answer(12 * turn + who, value=value, day=day) for turn, (day, value) in enumerate(days) for who in range(12)])
    decade = Period(date(2016, 1, 1), date(2025, 12, 30))
    with data.reading_from(url):
        points = figures.score_trend("csat", Scope("shop", decade), decade)
    assert [(point.at, point.score.value, point.score.n) for point in points] == [
        (date(2016, 1, 1), 50.0, 24),
        (date(2025, 10, 1), 100.0, 12),
    ]


def test_many_touchpoints_are_found_by_name_and_the_worst_listed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    rows = [f"{number},2026-05-03,sat-{at},Buy,Place {at},csat,{1 + (at == 3)}" for number in range(12) for at in range(14)]
    bring(tmp_path, monkeypatch, rows)
    at = open_page("touchpoint")
    assert "Of 14 these 12 come first" in words(at)
    assert "Place 3 in Buy" not in words(at)
    finder = next(box for box in at.selectbox if box.label == "Find a touchpoint")
    assert "Place 3 in Buy" in finder.options
    assert "Place 3 in Buy" in words(finder.set_value("Place 3 in Buy").run())


@pytest.mark.usefixtures("years")
def test_a_map_without_comments_says_that_no_feeling_is_known() -> None:
    at = open_page("journey_map")
    assert "no feeling is known" in words(at)


def test_a_stage_of_long_comments_has_a_typical_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said = "The parcel came a week late and nobody told us why it did. " * 4
    file = tmp_path / "words.csv"
    file.write_text("submission_id,date,stage,touchpoint,comment\n" + "".join(f"{n},2026-05-03,Buy,Website,{said}{n}\n" for n in range(12)))
    url = f"sqlite:///{tmp_path / 'own.sqlite'}"
    store = open_store(url)
    bring_in(store, COMMAND_LINE, file, new_places=True, journey="shape")
    store.close()
    monkeypatch.setenv("VOCDASH_DATABASE_URL", url)
    drawn = words(open_page("journey_map"))
    assert "a week late" in drawn.replace("\n", " ")
    assert "No comments." not in drawn


@pytest.fixture
def yearly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Eight days in May of two years, forty people a day: two stages that stay as they are, and the whole, which gets worse."""
    rows = []
    for number in range(640):
        day = date(2025 + number // 320, 5, 2 + number // 40 % 8)
        rows.append(f"{number},{day},sat,Buy,Website,csat,{4 + number % 2}")
        rows.append(f"{number},{day},sat-2,Receive,Courier,csat,{1 + number % 3}")
        rows.append(f"{number},{day},all,Overall,,csat,{(4 if number < 320 else 2) + number % 2}")
    bring(tmp_path, monkeypatch, rows)


@pytest.mark.usefixtures("yearly")
def test_what_is_no_step_of_the_road_stands_beside_it() -> None:
    said = words(open_page("journey_map"))
    assert "Overall: 38 ±1 of 100" in said, "2 and 3 of 1 to 5 by turns: 25 and 50"
    assert "No step of the road, so not drawn: Overall (38 ±1)." in said
    tables = [unquote(html.unescape(each)) for each in re.findall(r'data-csv="([^"]*)"', said)]
    assert any("Receive" in each for each in tables) and not any("Overall" in each for each in tables)
    compared = words(open_page("compare"))
    assert "In no stage do the two differ by more than noise" in compared
    assert "Overall is no step of the road and not counted." in compared


@pytest.mark.usefixtures("yearly")
def test_a_survey_of_one_month_a_year_has_a_course_by_days() -> None:
    said = words(open_page("stage", stage="Receive"))
    assert "One point a day" in said and "the score of all 8 days" in said
    assert "Gap to wish" not in said and "no level set" in said, "what nobody set takes no room, but for the level that is missing"
