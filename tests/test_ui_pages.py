"""Every page, alone and through the launcher, for every role, with the sample, empty, and with a wrong link."""

from __future__ import annotations

import html
import json
import re
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, unquote

import pytest
from streamlit.testing.v1 import AppTest

from tests.answers import Answer, write
from tests.ui_world import PAGES, ROOT, copy_of_sample, sample_database
from vocdash.access import Access
from vocdash.store import open_store
from vocdash.ui.sitemap import BY_NAME

TIMEOUT = 60


ONE_DAY = {"period": "custom", "from": "2026-10-01", "to": "2026-10-01"}


@pytest.fixture(autouse=True)
def _sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOCDASH_DATABASE_URL", sample_database())


@pytest.fixture
def empty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A new database, and nobody wants the sample."""
    monkeypatch.setenv("VOCDASH_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.sqlite'}")
    monkeypatch.setenv("VOCDASH_SAMPLE", "no")
    yield


def open_page(name: str, **query: str) -> AppTest:
    """A page that runs alone, as on a deep link to a fresh process."""
    at = AppTest.from_file(str(ROOT / "pages" / f"{name}.py"), default_timeout=TIMEOUT)
    for key, value in query.items():
        at.query_params[key] = value
    return at.run()


def words(at: AppTest) -> str:
    """All HTML blocks of the page."""
    return " ".join(str(block.value) for block in at.get("html") if "<style>" not in str(block.value))


def chosen(at: AppTest, key: str) -> list[str]:
    """What the panels of the head show as chosen."""
    panels = re.findall(r'data-fields="([^"]*)"', words(at))
    fields = [field for panel in panels for field in json.loads(unquote(html.unescape(panel)))]
    return next(list(field["chosen"]) for field in fields if field["key"] == key)


def test_every_page_has_its_file() -> None:
    assert {path.stem for path in (ROOT / "pages").glob("*.py")} == set(PAGES) == set(BY_NAME)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_runs_alone(name: str) -> None:
    at = open_page(name)
    assert not at.exception
    assert "voc-error" not in words(at)
    assert at.title[0].value == BY_NAME[name].title


@pytest.mark.parametrize("name", PAGES)
def test_a_page_runs_through_the_launcher(name: str) -> None:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=TIMEOUT).run()
    at.switch_page(f"pages/{name}.py").run()
    assert not at.exception
    assert at.title[0].value == BY_NAME[name].title


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_an_empty_database_says_what_to_do(name: str, empty: None) -> None:
    at = open_page(name)
    assert not at.exception
    assert "voc-error" not in words(at)
    if BY_NAME[name].filters:
        assert "There are no answers yet." in words(at)
    assert "j and k move" not in words(at), "no keys for a list that is empty"


def test_whoever_may_not_bring_answers_in_is_told_who_does(empty: None) -> None:
    assert "Bring in a survey" in words(open_page("overview", role="lead"))
    assert "A lead brings them in on the Upload page." in words(open_page("overview", role="viewer"))


@pytest.mark.parametrize("access", list(Access), ids=lambda access: access.label)
@pytest.mark.parametrize("name", ["glossary", "upload"])
def test_a_role_sees_what_it_may(name: str, access: Access) -> None:
    at = open_page(name, role=access.label)
    allowed = access >= BY_NAME[name].needs
    assert not at.exception
    assert bool(at.title) == allowed
    assert (f"As {access.label} you may not open the page" in words(at)) != allowed


def test_links_lead_only_to_pages_the_role_may_see() -> None:
    at = open_page("overview", role="viewer")
    links = next(str(part.proto.body) for part in at.sidebar.get("html") if "voc-nav" in part.proto.body)
    assert 'href="voices?role=viewer"' in links
    assert 'href="upload' not in links


def test_an_unknown_person_sees_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOCDASH_AUTH", "header")
    at = open_page("overview")
    assert not at.exception
    assert not at.title
    assert "Nobody is signed in." in words(at)


def test_the_overview_speaks_in_sentences() -> None:
    said = words(open_page("overview"))
    assert "95% interval" in said
    assert "moved by less than noise explains" in said
    assert "New complaints worth reading" in said


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"stage": "nowhere"}, "This journey has no stage “nowhere”; you see all."),
        ({"period": "last-decade"}, "period “last-decade”, which does not exist here"),
        ({"peroid": "12-months"}, "The link says “peroid”, which picks nothing here; the filter is called “period”."),
        ({"from": "2026-10-01", "until": "2026-10-31"}, "“until”, which picks nothing here; the filter is called “to”"),
        ({"journey": "moon"}, "journey “moon”, which does not exist here"),
        ({"seg_region": "Atlantis"}, "This journey has no region “Atlantis”; you see all."),
        ({"seg_cabin": "first"}, "Answers on this journey name no cabin, so that “first” picks nobody out; you see everybody."),
        ({"period": "custom", "from": "someday"}, "day “someday”, which is not of the form"),
    ],
)
@pytest.mark.parametrize("name", ["overview", "voices"])
def test_a_wrong_link_is_said_and_the_default_shown(name: str, query: dict[str, str], sentence: str) -> None:
    at = open_page(name, **query)
    assert not at.exception
    assert "voc-error" not in words(at)
    assert sentence in words(at)


@pytest.mark.parametrize(
    ("name", "query", "sentence"),
    [
        ("compare", {"by": "Colour"}, "comparison “Colour”, which does not exist here; you see “Two periods”"),
        ("compare", {"by": "Region", "this_Region": "Atlantis"}, "one side “Atlantis”, which does not exist here"),
        ("compare", {"rows": "By colour"}, "rows “By colour”, which does not exist here; you see “By stage”"),
        ("touchpoints", {"measure": "Beauty"}, "measure “Beauty”, which does not exist here"),
        ("overview", {"split": "By colour"}, "split “By colour”, which does not exist here"),
        ("stage", {"stage": "receive", "window": "Decades"}, "window “Decades”, which does not exist here"),
        ("voices", {"themes": "By colour"}, "view of the themes “By colour”, which does not exist here"),
    ],
)
def test_a_wrong_switch_in_a_link_is_said(name: str, query: dict[str, str], sentence: str) -> None:
    assert sentence in words(open_page(name, **query))


@pytest.mark.parametrize(
    ("name", "query", "sentence"),
    [
        ("inbox", {"case": "9" * 5_000}, "the case “9999"),
        ("inbox", {"case": "²"}, "the case “²”, which does not exist"),
        ("inbox", {"case": "1" * 18, "case_from": "0001-01-01", "case_to": "9999-12-31"}, "case"),
        ("walk", {"walk": "9" * 5_000}, "names a walk that is not there"),
        ("voices", {"after": f"2026-05-01~2026-05-01T00:00:00+00:00~{2**63}~1~1"}, "a page of comments that does not exist"),
    ],
)
def test_a_number_or_day_that_no_database_holds_is_said(name: str, query: dict[str, str], sentence: str) -> None:
    at = open_page(name, **query)
    assert not at.exception
    assert "could not be finished" not in words(at)
    assert sentence in words(at)


@pytest.mark.parametrize(
    ("name", "query", "sentence"),
    [
        ("stage", {}, "Choose a stage"),
        ("touchpoint", {"stage": "receive"}, "Choose a touchpoint"),
        ("stage", {"stage": "receive"}, "by more than noise"),
        ("stage", {"stage": "receive"}, "Effect on the score in points"),
        ("compare", {}, "Difference"),
        ("compare", {"by": "Channels"}, "Difference"),
        ("compare", {"by": "Region", "seg_region": "north"}, "no two of them"),
        ("compare", {"by": "Region", "this_Region": "south", "with_Region": "north"}, "south"),
        ("peak_end", {}, "Peak–end score"),
        ("peak_end", {"method": "review"}, "several stages"),
        ("stage", {"stage": "aware"}, "Nobody answered about it in this period"),
        ("touchpoint", {"stage": "receive", "touchpoint": "delivery"}, "Delivery in Receive"),
        ("touchpoint", {"touchpoint": "app", "window": "Quarters", "side": "Went next"}, "stages fall"),
        ("touchpoint", {"touchpoint": "delivery", "scale": "ces7", "seg_region": "north"}, "ease"),
        ("touchpoint", {"touchpoint": "delivery", **ONE_DAY}, "too few people"),
        ("touchpoint", {"touchpoint": "delivery", "role": "viewer", **ONE_DAY}, "too few people"),
        (
            "touchpoint",
            {"touchpoint": "delivery", "role": "viewer", **ONE_DAY, "from": "2026-10-02", "to": "2026-10-31"},
            "of fewer than 10 people",
        ),
        ("peak_end", ONE_DAY, "several stages"),
    ],
)
def test_a_place_has_its_own_page(name: str, query: dict[str, str], sentence: str) -> None:
    at = open_page(name, **query)
    assert not at.exception
    assert "voc-error" not in words(at)
    assert sentence in words(at)


def test_a_small_place_shows_no_number_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOCDASH_MIN_GROUP", "100000")
    at = open_page("touchpoint", stage="receive", touchpoint="delivery")
    assert not at.exception
    assert "Hidden, because too few people answered" in words(at)
    assert "outside its usual range" not in words(at)
    assert "Too few people answered about Delivery in Receive to show a number" in words(at)
    assert "its usual score for" not in words(at)


@pytest.mark.parametrize(("access", "may"), [(Access.VIEWER, False), (Access.FRONTLINE, False), (Access.LEAD, True)])
def test_only_a_lead_is_offered_to_mark_an_event(access: Access, may: bool) -> None:
    at = open_page("touchpoint", touchpoint="delivery", role=access.label)
    assert ("voc_mark" in [button.key for button in at.button]) == may


def test_a_wrong_place_in_the_list_of_comments_is_said() -> None:
    assert "a page of comments that does not exist" in words(open_page("voices", after="42"))


def test_a_link_may_carry_codes_or_names() -> None:
    for value in ("receive", "Receive", ["receive"]):
        at = open_page("voices", stage=value)
        assert chosen(at, "stage") == ["Receive"]


@pytest.mark.parametrize("values", [["receive", "buy"], ["Receive", "Buy"], ["Receive", "nowhere", "Buy", "Buy"]])
def test_a_filter_takes_several_values(values: list[str]) -> None:
    at = open_page("voices", stage=values, seg_region=["north", "south"], method=["survey", "review"])
    assert not at.exception
    assert chosen(at, "stage") == ["Receive", "Buy"]
    assert chosen(at, "seg_region") == ["north", "south"]
    assert ("This journey has no stage “nowhere”; you see the others." in words(at)) == ("nowhere" in values)


def test_markup_in_a_search_stays_text() -> None:
    at = open_page("voices", q="<img src=x onerror=alert(1)>")
    assert not at.exception
    assert "<img" not in words(at)
    assert "&lt;img" in words(at)


def test_small_groups_are_hidden_on_every_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOCDASH_MIN_GROUP", "100000")
    said = words(open_page("overview"))
    assert "Hidden, because too few people answered" in said
    assert not open_page("touchpoints").exception
    assert not open_page("journey_map").exception


def test_words_of_too_few_are_for_the_frontline(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "for the frontline alone" not in words(open_page("voices", role="viewer"))
    monkeypatch.setenv("VOCDASH_MIN_GROUP", "100000")
    for name in ("voices", "overview"):
        assert "for the frontline alone" in words(open_page(name, role="viewer"))
        assert "for the frontline alone" not in words(open_page(name, role="frontline"))
    for name in ("stage", "trust"):
        assert "for the frontline alone" in words(open_page(name, stage="Receive", role="viewer"))
        assert "for the frontline alone" not in words(open_page(name, stage="Receive", role="frontline"))


@pytest.mark.parametrize(("role", "hidden"), [("viewer", True), ("frontline", False)])
def test_days_are_cut_by_whoever_may_open_single_customers(role: str, hidden: bool) -> None:
    """In the thinned sample fewer than ten people answered on the days that a month has more than this period."""
    days = {"period": "From … to …", "from": "2026-05-04", "to": "2026-05-19"}
    page = words(open_page("overview", role=role, **days))
    assert ("Whole months show most." in page) == hidden
    assert ("the difference to another selection" in page) == hidden


def test_days_long_after_the_first_answer_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A field that stands on the first of thirty years of answers takes days of the last ones, too."""
    url = f"sqlite:///{tmp_path / 'years.sqlite'}"
    monkeypatch.setenv("VOCDASH_DATABASE_URL", url)
    monkeypatch.setenv("VOCDASH_SAMPLE", "no")
    years = (date(1996, 1, 9), date(2026, 5, 4))
    with closing(open_store(url)) as store:
        write(store, [Answer(number, value=4.0, day=day) for number, day in enumerate(years * 12)])
    days = {"period": "From … to …", "from": "2020-01-01", "to": "2026-05-31"}
    at = open_page("overview", **days)
    assert [chosen(at, key) for key in ("from", "to")] == [["2020-01-01"], ["2026-05-31"]]
    assert {key: at.query_params[key] for key in days} == days


def test_starting_empty_removes_the_sample_for_good(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOCDASH_DATABASE_URL", copy_of_sample(tmp_path))
    at = open_page("overview")
    at.button(key="voc_start_empty").click().run()
    assert not at.exception
    assert "There are no answers yet." in words(at)
    at.run()
    assert "There are no answers yet." in words(at)


def test_a_file_goes_in_and_comes_out_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOCDASH_DATABASE_URL", f"sqlite:///{tmp_path / 'own.sqlite'}")
    monkeypatch.setenv("VOCDASH_SAMPLE", "no")
    lines = ["submission_id,date,question,stage,touchpoint,scale,value,comment"]
    lines += [f"{n},2026-05-{1 + n % 28:02d},sat,Buy,Website,csat,{1 + n % 5}," for n in range(1, 41)]
    lines += ["99,2026-05-03,sat,Buy,Website,csat,9,"]
    at = open_page("upload")
    at.file_uploader(key="upload_file").upload("answers.csv", "\n".join(lines).encode()).run()
    for key in ("to_meaning", "to_report", "to_import"):
        assert not at.exception, key
        assert "voc-error" not in words(at), words(at)
        until = time.monotonic() + 60
        while key not in {button.key for button in at.button} and time.monotonic() < until:  # the rows are checked beside the page
            time.sleep(0.3)
            at.run()
        at.button(key=key).click().run()
    until = time.monotonic() + 60
    while "rows came in" not in words(at) and time.monotonic() < until:
        time.sleep(0.3)
        at.run()
    assert "40 rows came in" in words(at)
    at.button(key="undo_now_1").click().run()
    assert "40 submissions removed" in words(at)
    assert "This import was undone" in words(at)


def test_a_file_that_is_no_table_is_told_in_two_sentences() -> None:
    at = open_page("upload")
    at.file_uploader(key="upload_file").upload("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(64)).run()
    assert not at.exception
    assert "voc-error" in words(at)


def test_a_reader_sees_numbers_and_days_as_at_home() -> None:
    at = AppTest.from_file(str(ROOT / "pages" / "overview.py"), default_timeout=TIMEOUT)
    at.context["locale"] = "de-DE"
    said = words(at.run())
    assert re.search(r"95% interval \d\d,\d to \d\d,\d", said)
    assert re.search(r"\d+\. (Okt|Sept)\. 2026", said)
    assert at.title[0].value == "Overview", "the words stay English"


def test_where_no_complaint_was_opened_it_says_when_and_leads_there() -> None:
    at = open_page("complaints", **{"period": "From … to …", "from": "2019-01-01", "to": "2019-01-31"})
    said = words(at)
    assert "No complaint was opened in this time" in said
    there = re.search(r"Those of this selection: <a href=\"complaints\?([^\"]+)\"", said)
    assert there is not None
    link = {key: values[0] for key, values in parse_qs(html.unescape(there[1])).items()}
    assert re.search(r"[\d,]+ complaints, [\d,]+ still open", words(open_page("complaints", **link)))


def test_where_no_complaint_ever_opened_a_case_it_says_which_do_and_leads_to_the_words() -> None:
    said = words(open_page("complaints", touchpoint="Advert"))
    assert "No complaint in this selection opened a case" in said
    assert re.search(r"opens a case when it is at most [\d,]+ days old on the day it comes in", said)
    there = re.search(r"What older ones say: <a href=\"voices\?([^\"]+)\"", said)
    assert there is not None
    assert {"touchpoint": ["Advert"], "complaints": ["true"]}.items() <= parse_qs(html.unescape(there[1])).items()


def test_a_place_names_its_open_complaints_and_leads_to_them() -> None:
    said = words(open_page("touchpoint", stage="Receive", touchpoint="Delivery", role="lead"))
    found = re.search(r"(\d+) complaints? (is|are) open here|No complaint is open here", said)
    assert found
    assert "inbox?role=lead&amp;case_stage=Receive&amp;case_touchpoint=Delivery" in said
    if found[1]:
        inbox = words(open_page("inbox", case_stage="Receive", case_touchpoint="Delivery", role="lead"))
        assert f"{found[1]} open" in inbox
    assert "open here" not in words(open_page("touchpoint", stage="Receive", touchpoint="Delivery", role="viewer"))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"rows": "By touchpoint"}, "touchpoint"),
        ({"rows": "By channel"}, "channel"),
        ({"by": "Channels", "rows": "By touchpoint"}, "touchpoint"),
        ({"by": "Channels", "rows": "By channel"}, "stage"),
        ({"by": "Touchpoints"}, "stage"),
        ({"by": "Region"}, "stage"),
    ],
)
def test_two_sides_are_held_against_each_other_row_by_row(query: dict[str, str], said: str) -> None:
    found = words(open_page("compare", **query))
    assert re.search(rf"In no {said} (do the two differ|were both asked about)|differ by more than noise in \d+ of \d+ {said}s", found)
