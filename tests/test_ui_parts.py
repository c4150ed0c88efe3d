"""The parts of the screens that need no screen: safe markup, periods, who is here, the meaning of columns, sentences, exports."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocdash.access import Access, Actor
from vocdash.cases.find import PLACES
from vocdash.cases.wanted import Sort
from vocdash.charts.figure import Figure
from vocdash.charts.inputs import Measure, TrendPoint
from vocdash.charts.theme import DARK, LIGHT, Theme
from vocdash.choices import Choices
from vocdash.domain import Better, Change, Period, Scope, Score
from vocdash.errors import NotAllowed
from vocdash.journeys import Cell
from vocdash.metrics.registry import METRICS
from vocdash.ui import blocks, filters, kept_views, periods, show, sitemap, who
from vocdash.ui.cells import Place, dots
from vocdash.ui.heat_map import sentences
from vocdash.ui.journey_map.columns import feeling
from vocdash.ui.markup import Markup, brief, element, highlighted, link, unbroken
from vocdash.ui.overview import figures
from vocdash.ui.pager import as_word, parts_of
from vocdash.ui.voices.quoted import cursor_of, other_places, token
from vocdash.voices import Cursor, Spoken

ROOT = Path(__file__).resolve().parents[1]

# --- markup ----------------------------------------------------------------------------------------------------------


@given(st.text(), st.lists(st.tuples(st.integers(-5, 40), st.integers(-5, 40)), max_size=5))
def test_highlighting_keeps_every_letter_and_no_markup(text: str, spans: list[tuple[int, int]]) -> None:
    marked = highlighted(text, spans).replace("<mark>", "").replace("</mark>", "")
    assert "<" not in marked
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")):
        marked = marked.replace(entity, letter)
    assert marked == text


def test_very_long_names_are_brief_in_a_finding_and_whole_on_the_chart() -> None:
    long = "Help with the assembly of furniture that was delivered in several parts on different days"
    assert brief("Help with assembly") == "Help with assembly"
    assert brief(long) == "Help with the assembly of …"
    assert brief("x" * 200) == "x" * 35 + "…"
    cell = Cell(1, "use", "help", long, "web", "", None, False, wanted=80)
    places = [Place(cell, long.upper(), Score(40, 38, 42, n=200, submissions=200), None, None, True)] * 2
    said = sentences.finding(places, Measure.GAP)
    assert said.startswith(f"{brief(long)} in {brief(long).upper()} and") and said.endswith("fall furthest short")
    assert len(said) < 200, "four lines of a phone"
    assert dots(places[:1])[0].label.startswith(long)


def test_a_long_comment_is_folded_unless_what_is_marked_lies_beyond_its_beginning() -> None:
    text = "late again " * 100
    assert blocks.comment("late again") == "<p>late again</p>"
    folded = blocks.comment(text, [(0, 4)])
    assert folded.startswith('<details class="voc-long"><summary><p><mark>late</mark> again') and "late again" in folded
    assert folded.count("late") == 100
    assert blocks.comment(text, [(880, 884)]).startswith('<details class="voc-long" open="open">')


def test_only_markup_is_taken_as_markup() -> None:
    assert element("p", "<b>", Markup("<i>x</i>")) == "<p>&lt;b&gt;<i>x</i></p>"
    assert link("a & b", 'x?q="1"') == '<a href="x?q=&quot;1&quot;" target="_self">a &amp; b</a>'


def test_a_quote_marks_its_evidence() -> None:
    said = blocks.quote("late & rude", "Receive", [(0, 4)])
    assert "<mark>late</mark> &amp; rude" in said
    assert "<script>" not in blocks.quote("<script>", "<script>")


# --- periods ---------------------------------------------------------------------------------------------------------

NEWEST = date(2026, 10, 31)


@pytest.mark.parametrize(
    ("preset", "first", "last"),
    [
        ("this-month", date(2026, 10, 1), date(2026, 10, 31)),
        ("last-month", date(2026, 9, 1), date(2026, 9, 30)),
        ("this-quarter", date(2026, 10, 1), date(2026, 12, 31)),
        ("last-quarter", date(2026, 7, 1), date(2026, 9, 30)),
        ("3-months", date(2026, 8, 1), date(2026, 10, 31)),
        ("12-months", date(2025, 11, 1), date(2026, 10, 31)),
    ],
)
def test_presets_count_from_the_newest_answer(preset: str, first: date, last: date) -> None:
    assert periods.resolve(preset, Period(date(2025, 5, 1), NEWEST)) == Period(first, last)


def test_custom_days_may_stand_in_either_order() -> None:
    answers = Period(date(2025, 5, 1), NEWEST)
    assert periods.resolve("custom", answers, date(2026, 3, 9), date(2026, 2, 1)) == Period(date(2026, 2, 1), date(2026, 3, 9))
    assert periods.resolve("all", answers) == answers


def test_the_default_is_a_whole_quarter_or_three_months() -> None:
    assert periods.default_preset(date(2026, 9, 30)) == "this-quarter"
    assert periods.default_preset(date(2026, 10, 31)) == "3-months"


@given(st.dates(date(1991, 1, 1), date(2049, 12, 31)), st.integers(0, 12))
def test_a_quarter_is_three_whole_months(day: date, ago: int) -> None:
    quarter = periods.quarter_of(day, ago)
    assert quarter.first.day == 1
    assert quarter.first.month in (1, 4, 7, 10)
    assert quarter.last.month == quarter.first.month + 2


def test_periods_are_written_as_people_do() -> None:
    assert periods.label(Period(date(2026, 9, 1), date(2026, 9, 30))) == "Sept 2026"
    assert periods.label(Period(date(2026, 7, 1), date(2026, 9, 30))) == "Jul – Sept 2026"
    assert periods.label(Period(date(2025, 11, 1), date(2026, 10, 31))) == "Nov 2025 – Oct 2026"
    assert periods.label(Period(date(2026, 7, 3), date(2026, 9, 14))) == "3 Jul – 14 Sept 2026"
    assert periods.short(Period(date(2026, 4, 1), date(2026, 6, 30))) == "Apr – Jun"


def test_a_yearly_survey_is_held_against_the_year_before_by_itself() -> None:
    spring = Period(date(2026, 3, 1), date(2026, 5, 31))
    yearly, monthly = {date(2025, 5, 1), date(2026, 5, 1)}, {date(2025, 5, 1), date(2026, 2, 1), date(2026, 5, 1)}
    assert periods.usual_comparison(spring, yearly) == periods.YEAR
    assert periods.usual_comparison(spring, monthly) == periods.BEFORE
    assert periods.usual_comparison(spring, {date(2026, 5, 1)}) == periods.BEFORE
    assert periods.usual_comparison(Period(date(2017, 1, 1), date(2026, 12, 31)), monthly) == periods.BEFORE
    assert periods.held_against(spring, periods.YEAR) == Period(date(2025, 3, 1), date(2025, 5, 31))
    assert periods.held_against(spring, periods.BEFORE).last == date(2026, 2, 28)


def test_two_periods_are_told_apart_by_their_years_only_where_they_must_be() -> None:
    spring = Period(date(2026, 3, 1), date(2026, 5, 31))
    assert periods.both(spring, periods.held_against(spring, periods.BEFORE)) == ("Mar – May", "Dec 2025 – Feb 2026")
    assert periods.both(spring, periods.a_year_ago(spring)) == ("Mar – May 2026", "Mar – May 2025")


def test_a_year_ago_keeps_the_end_of_a_month() -> None:
    assert periods.a_year_ago(Period(date(2024, 2, 1), date(2024, 2, 29))) == Period(date(2023, 2, 1), date(2023, 2, 28))
    assert periods.a_year_ago(Period(date(2025, 2, 1), date(2025, 2, 28))) == Period(date(2024, 2, 1), date(2024, 2, 29))


# --- who is here -----------------------------------------------------------------------------------------------------


def test_the_highest_role_of_a_person_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOCDASH_ROLE_GROUPS", "viewer=everyone;lead=cx,board")
    actor = who.from_headers({"x-forwarded-email": "ada@example.org", "X-FORWARDED-GROUPS": "everyone, board"})
    assert (actor.name, actor.access) == ("ada@example.org", Access.LEAD)


@pytest.mark.parametrize(
    ("headers", "what"),
    [
        ({}, "Nobody is signed in."),
        ({"X-Forwarded-Email": "ada@example.org"}, "has no role here"),
        ({"X-Forwarded-Email": "ada@example.org", "X-Forwarded-Groups": "gardeners"}, "has no role here"),
    ],
)
def test_a_person_without_a_role_stays_outside(headers: dict[str, str], what: str) -> None:
    with pytest.raises(NotAllowed, match=what):
        who.from_headers(headers)


def test_a_proxy_must_prove_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOCDASH_PROXY_SECRET", "s3cret")
    headers = {"X-Forwarded-Email": "ada@example.org", "X-Forwarded-Groups": "admin"}
    with pytest.raises(NotAllowed):
        who.from_headers(headers)
    with pytest.raises(NotAllowed):
        who.from_headers({**headers, "X-Vocdash-Proxy": "guess"})
    assert who.from_headers({**headers, "X-Vocdash-Proxy": "s3cret"}).access is Access.ADMIN


# --- filters ---------------------------------------------------------------------------------------------------------


def test_a_word_of_the_address_is_a_name_or_a_code() -> None:
    options = {"get-help": "Get help", "buy": "Buy"}
    assert filters.understood("Get Help", options) == "get-help"
    assert filters.understood("get-help", options) == "get-help"
    assert filters.understood("help", options) is None
    alike = {"north": "South", "a": "North", "b": "north"}
    assert [filters.understood(word, alike) for word in ("north", "North", "NORTH", "south", "A")] == ["b", "a", "b", "north", "a"]


def test_a_label_stays_short() -> None:
    options = {"new": "New", "returning": "Returning", "trade": "Trade"}
    assert filters.shortly((), options) == ""
    assert filters.shortly(("returning",), options) == "Returning"
    assert filters.shortly(("returning", "new", "trade"), options) == "Returning +2"


def test_a_link_keeps_every_filter_but_the_one_it_narrows() -> None:
    choices = Choices({}, "shop", {"buy": "Buy", "use": "Use"}, {}, {}, (), {}, {}, (), (), None, False)
    query = (("stage", "Buy"), ("stage", "Use"), ("seg_plan", "gold"), ("seg_plan", "basic"))
    chosen = filters.Selection(choices, Scope(), Scope(), Period(date(2026, 1, 1), date(2026, 1, 31)), query)
    assert chosen.link("voices") == "voices?stage=Buy&stage=Use&seg_plan=gold&seg_plan=basic"
    assert chosen.link("voices", stage="use") == "voices?seg_plan=gold&seg_plan=basic&stage=Use"


def test_scores_never_mix_methods_unless_asked() -> None:
    mixed = Scope(journey="shop", weighted=True)
    assert filters.scored(mixed, ("complaint", "review", "survey")) == Scope(journey="shop", weighted=True, methods=("survey",))
    assert filters.scored(mixed, ("complaint", "review")).methods == ("complaint",)
    assert filters.scored(mixed, ("review",)) == mixed
    asked = Scope(methods=("review", "survey"))
    assert filters.scored(asked, ("review", "survey")) is asked


FAR = (
    f"2026-05-01~2026-05-01T00:00:00+00:00~{2**63}~1~1",
    f"2026-05-01~2026-05-01T00:00:00+00:00~1~{'9' * 5_000}~1",
    "0001-01-01~0001-01-01T00:00:00+14:00~1~1~1",
    "9999-12-31~9999-12-31T23:59:59-14:00~1~1~1",
)
"""Places that no database and no calendar holds."""


@given(st.datetimes(timezones=st.just(UTC)), st.integers(0, 2**62), st.integers(1, 9999), st.integers(0, 9))
def test_a_place_in_the_list_survives_the_address(moment: datetime, submission: int, question: int, occurrence: int) -> None:
    cursor = Cursor(moment.date(), moment, submission, question, occurrence)
    assert cursor_of(token(cursor)) == cursor


@pytest.mark.parametrize("raw", ["42", "a~b~c~d", "2026-05-01~1~2~3", "2026-05-01~2026-05-01~1~2~3", "~~~~", *FAR])
def test_a_wrong_place_is_refused(raw: str) -> None:
    with pytest.raises(ValueError):
        cursor_of(raw)


# --- sentences -------------------------------------------------------------------------------------------------------


def change(value: float, half: float, n: int = 400) -> Change:
    return Change(value, value - half, value + half, Score(60.0, 58.0, 62.0, n=n), Score(60.0 - value, 58.0 - value, 62.0 - value, n=n))


@pytest.mark.parametrize(
    ("given_change", "better", "text", "tone"),
    [
        (change(-9, 3), Better.HIGHER, "▼ 9 on Apr – Jun", "voc-bad"),
        (change(5, 3), Better.HIGHER, "▲ 5 on Apr – Jun", "voc-good"),
        (change(5, 3), Better.LOWER, "▲ 5 on Apr – Jun", "voc-bad"),
        (change(2, 3), Better.HIGHER, "no change", "voc-noise"),
        (change(-9, 3, n=12), Better.HIGHER, "too few", "voc-noise"),
        (None, Better.HIGHER, "no period before", "voc-noise"),
    ],
)
def test_a_change_is_coloured_only_beyond_noise(given_change: Change | None, better: Better, text: str, tone: str) -> None:
    tag = figures.change_tag(given_change, better, "Apr – Jun")
    assert f">{text}<" in tag
    assert tone in tag


def test_lists_are_written_as_people_do() -> None:
    assert figures.listed([]) == ""
    assert figures.listed(["A"]) == "A"
    assert figures.listed(["A", "B", "C"]) == "A, B and C"


def test_a_key_figure_says_its_unit_and_its_sign() -> None:
    trend = (TrendPoint(date(2026, 5, 1), Score(24.0)),)
    nps = figures.KeyFigure(METRICS["nps"], Score(24.2, 21.0, 27.0, n=900), None, trend, 30.0)
    csat = figures.KeyFigure(METRICS["csat"], Score(71.0, 70.0, 72.0, n=1200), None, trend, None)
    hidden = figures.KeyFigure(METRICS["csat"], Score(None, hidden=True), None, (), None)
    assert (nps.value, nps.interval) == ("+24", "21 to 27")
    assert (csat.value, csat.interval) == ("71%", "70 to 72%")
    assert (nps.foot, nps.count) == ("Target 30 · higher is better", "900 answers")
    assert (hidden.value, hidden.interval) == ("hidden", "")


@pytest.mark.parametrize(
    ("net", "word"), [(80.0, "delighted"), (20.0, "pleased"), (0.0, "mixed"), (-20.0, "let down"), (-100.0, "upset"), (None, "")]
)
def test_a_net_sentiment_has_a_word(net: float | None, word: str) -> None:
    assert feeling(net) == word


# --- what leaves the house -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_a_spreadsheet_runs_nothing_from_a_download(start: str) -> None:
    assert show.to_csv([{"Stage": f"{start}1+1", "n": -3}]).startswith(("Stage,n\n'", "Stage,n\n\"'"))
    assert show.to_csv([{"n": -3}]) == "n\n-3\n"


def test_what_stands_in_a_table_cannot_take_it_from_the_page() -> None:
    """The browser throws an attribute away that looks like the end of a comment or of an element."""
    rows = show.table_of(Figure({}, "One row.", [{"Touchpoint": "Shop --> till 50%</title>", "n": 3, "On": date(2026, 5, 1)}], 0), "x")
    (file,) = re.findall(r'data-csv="([^"]*)"', rows)
    assert not set(file) & set("<>") and unquote(file) == "Touchpoint,n,On\nShop --> till 50%</title>,3,2026-05-01\n"
    assert 'data-numbers="1" data-days="2"' in rows


def test_a_row_that_knows_less_than_others_leaves_cells_empty() -> None:
    assert show.to_csv([{"From": "May"}, {"From": "June", "Usual": 3}]).splitlines() == ["From,Usual", "May,", "June,3"]


def test_an_empty_table_is_an_empty_file() -> None:
    assert show.to_csv([]).strip() == ""


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
def test_the_app_has_the_colours_of_the_charts(look: Theme) -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"][look.name]
    assert config["primaryColor"] == look.accent
    assert config["backgroundColor"] == look.page
    assert config["secondaryBackgroundColor"] == look.widget
    assert config["textColor"] == look.ink
    assert config["borderColor"] == look.border
    assert config["sidebar"]["backgroundColor"] == look.sidebar
    assert tuple(config["chartDivergingColors"]) == look.diverging
    assert tuple(config["chartSequentialColors"]) == look.sequential


def test_the_server_tells_the_browser_no_secrets() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["client"] == {"toolbarMode": "viewer", "showErrorDetails": "type"}
    assert config["browser"]["gatherUsageStats"] is False
    assert config["runner"]["magicEnabled"] is False


# --- kept views ------------------------------------------------------------------------------------------------------


def test_a_kept_view_holds_neither_a_role_nor_a_place_in_a_list() -> None:
    address = [("stage", "Get help"), ("stage", "Use"), ("role", "admin"), ("after", "x~1~2~3"), ("q", "a&b")]
    assert kept_views.kept_query(address) == "stage=Get+help&stage=Use&q=a%26b"


def test_opening_a_kept_view_keeps_ones_role() -> None:
    info = sitemap.BY_NAME["touchpoints"]
    assert kept_views.address(info, "stage=Buy", Actor("Ann", Access.LEAD)) == "touchpoints?stage=Buy&role=lead"
    assert kept_views.address(info, "stage=Buy", Actor("Ann", Access.ADMIN)) == "touchpoints?stage=Buy"


@pytest.mark.parametrize("sort", list(Sort))
def test_a_place_in_the_inbox_survives_the_address(sort: Sort) -> None:
    place = {datetime: datetime(2026, 5, 4, 12, 30, 1, 5, tzinfo=UTC), int: -4}
    parts = tuple(place[kind] for kind in PLACES[sort])
    assert parts_of(as_word(parts), *PLACES[sort]) == parts


@pytest.mark.parametrize(
    "raw", ["2026-05-04", "2026-05-04T12:00:00~1", "x~1", "1~2026-05-04T12:00:00+00:00", "~", f"2026-05-04T12:00+00:00~{2**63}"]
)
def test_a_place_that_is_none_is_noticed(raw: str) -> None:
    with pytest.raises(ValueError):
        parts_of(raw, datetime, int)


def test_other_places_a_comment_speaks_of_are_marked() -> None:
    choices = Choices({}, "shop", {"buy": "Buy"}, {"shop": "Our shop"}, {}, (), {}, {}, (), (), None, False)
    chosen = filters.Selection(choices, Scope(), Scope(), Period(date(2026, 1, 1), date(2026, 1, 31)), ())
    said = [Spoken("theme", "staff", "Staff", 0, 5, 0.5, "buy", "shop", placed) for placed in ("said", "named", "named", "suggested")]
    told = other_places(said, chosen)
    assert told.count("Speaks of Buy · Our shop") == 1 and told.count("Suggested, as none was given: Buy · Our shop") == 1
    assert other_places(said[:1], chosen) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nothing", "nothing"),
        ("C-12 <b>", '<span class="voc-short">C-12</span> &lt;b&gt;'),
        ("of P-0A1B-2C3D-4E5F6.", 'of <span class="voc-short">P-0A1B-2C3D-4E5F6</span>.'),
        ("ABC-12 and C-x", "ABC-12 and C-x"),
    ],
)
def test_names_of_cases_and_customers_are_never_broken(text: str, said: str) -> None:
    assert unbroken(text) == said


def test_a_strip_puts_a_score_its_interval_and_what_is_wanted_on_one_scale() -> None:
    drawn = blocks.strip(Score(60, 55, 70, n=200, submissions=200), 90, 50, 100)
    assert re.findall(r'voc-strip-(\w+)" style="([^"]+)"', drawn) == [
        ("band", "left:10.0%;width:30.0%"),
        ("wanted", "left:80.0%"),
        ("dot", "left:20.0%"),
    ]
    assert 'aria-hidden="true"' in drawn
    assert blocks.strip(Score(None, hidden=True), 90, 50, 100) == ""
    # What is wanted beyond the scale stands at its end.
    assert 'voc-strip-wanted" style="left:100.0%"' in blocks.strip(Score(60, 55, 70), 120, 50, 100)
