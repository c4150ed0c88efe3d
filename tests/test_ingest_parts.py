"""The small parts of an import: ids, places, cells, scales, segments."""

from __future__ import annotations

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocdash.domain import Direction, Family, Scale
from vocdash.errors import MappingError, UnknownName
from vocdash.ingest.cells import DateReader, ValueReader, parse_number
from vocdash.ingest.identity import Identity
from vocdash.ingest.mapping import Labelled, When
from vocdash.ingest.places import Places, code_of
from vocdash.ingest.scales import STANDARD, Scales
from vocdash.ingest.segments import Segments

CSAT = STANDARD["csat"]


def test_ids_are_63_bits_and_depend_on_the_secret_and_the_source() -> None:
    one, other = Identity("secret"), Identity("other")
    number = one.of_id("survey", "17")
    assert 0 <= number < 1 << 63
    assert number == Identity("secret").of_id("survey", "17")
    assert len({number, one.of_id("review", "17"), one.of_id("survey", "18"), other.of_id("survey", "17")}) == 4


def test_the_second_of_two_equal_rows_is_somebody_else_and_the_same_the_next_time() -> None:
    who = Identity("s")
    row = who.of_row("x", ["a", "b "])
    ids = [who.twin(row, times) for times in (1, 2, 3)]
    assert len(set(ids)) == 3 and ids[0] == row
    assert Identity("s").of_row("x", [" a", "b"]) == row
    assert who.of_row("x", ["ab", ""]) != row


def test_a_customer_is_known_by_number_then_mail_then_phone_then_name() -> None:
    who = Identity("s")
    everything = {"number": "7", "name": "Ada L", "email": "A@x.org", "phone": "+44 (20) 1"}
    assert who.of_customer(everything) == who.of_customer({"number": "7"})
    assert who.of_customer({"email": " a@X.org ", "name": "b"}) == who.of_customer({"email": "a@x.org"})
    assert who.of_customer({"phone": "44201"}) == who.of_customer({"phone": "+44 (20) 1"})
    assert who.of_customer({"name": "ada  l"}) == who.of_customer({"name": "Ada L"})
    assert who.of_customer({"number": "7"}) != who.of_customer({"name": "7"})
    assert who.of_customer({}) is None and who.of_customer({"number": " "}) is None


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("4", ".", 4.0),
        (" 4.50 ", ".", 4.5),
        ("4,5", ",", 4.5),
        ("1.234,5", ",", 1234.5),
        ("4.5", ",", 4.5),
        ("−3", ".", -3.0),
        ("1e2", ".", 100.0),
        ("nan", ".", None),
        ("inf", ".", None),
        ("1_000", ".", None),
        ("", ".", None),
        ("four", ".", None),
        ("4,5", ".", None),
        ("1,024", ".", None),
        ("1\u00a0234,50", ",", 1234.5),
        ("1'234.50", ".", 1234.5),
        ("12 34", ".", None),
        ("\u200f9", ".", 9.0),
    ],
)
def test_numbers(text: str, decimal: str, number: float | None) -> None:
    assert parse_number(text, decimal) == number


@given(st.text(max_size=20))
def test_any_cell_is_a_value_of_the_scale_or_nothing_or_a_finding(cell: str) -> None:
    value, wrong = ValueReader("c", CSAT, left_out=["0"]).read(cell)
    assert value is None or (wrong is None and 1 <= value <= 5)
    if wrong is not None:
        assert wrong(7).line == 7 and wrong(7).value == cell


def test_words_labels_and_reversed_scales() -> None:
    scale = Scale("agree", Family.CSAT, 1, 5, Direction.UP, 4, labels={"5": "Strongly agree"})
    reader = ValueReader("c", scale, values={"Kind of": 3}, left_out=["n/a", "99"], reverse=True)
    assert [reader.read(cell)[0] for cell in ("strongly AGREE", " kind of", "2", "n/a", "99.0", "")] == [1, 3, 4, None, None, None]


def test_a_share_is_a_number_on_a_scale_up_to_a_hundred() -> None:
    hundred = ValueReader("c", Scale("share", Family.CSAT, 0, 100))
    assert [hundred.read(cell)[0] for cell in ("80%", "35 %", "7,5%", "120%", "40")] == [80, 35, 7.5, None, 40]
    assert ValueReader("c", CSAT).read("4%")[0] is None


def test_a_day_made_of_parts() -> None:
    dates = DateReader(When(year=2014, month=5, day="D"), {"D": 0}, UTC, lambda columns: [])
    assert str(dates.read("7", ["7"])) == "2014-05-07 00:00:00+00:00"
    assert dates.read("32", ["32"]) is None and dates.read("", [""]) is None


def test_places_are_found_by_code_or_name_and_new_ones_are_collected() -> None:
    places = Places("stage", {"get-help": "Get help", "unknown": "Unknown"}, open=True)
    assert [places.find(word) for word in ("get-help", "GET HELP ", "", "unknown")] == ["get-help", "get-help", "unknown", "unknown"]
    assert places.find("Check-in & bags") == "check-in-bags" == places.find("check in bags")
    assert places.new == {"check-in-bags": "Check-in & bags"}
    shut = Places("stage", {"get-help": "Get help"}, open=False)
    assert shut.find("got help") is None
    assert isinstance(shut.wrong("get-halp"), UnknownName) and "“get-help”" in shut.wrong("get-halp").fix


@given(st.text(max_size=200))
def test_a_code_fits_its_column_and_stays_itself(name: str) -> None:
    code = code_of(name)
    assert 1 <= len(code) <= 64 and code_of(code) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Check-in & bags", "check-in-bags"),
        ("Qualité de l’accueil", "qualité-de-l-accueil"),
        ("การบริการ", "การบริการ"),
        ("ความพึงพอใจ (1-5)", "ความพึงพอใจ-1-5"),
        ("ग्राहक सेवा", "ग्राहक-सेवा"),
        ("客服 满意度", "客服-满意度"),
    ],
)
def test_a_code_keeps_the_vowels_without_which_names_are_one(name: str, code: str) -> None:
    assert code_of(name) == code


def test_a_scale_may_not_mean_two_things() -> None:
    mine = Scale("csat", Family.CSAT, 1, 7, satisfied_from=6)
    with pytest.raises(MappingError, match="differs: it runs from 1 to 5"):
        Scales({"csat": mine}, {"csat": CSAT})
    assert Scales({"csat": mine}, {}).named("CSAT").maximum == 7
    with pytest.raises(UnknownName, match="Did you mean “nps”"):
        Scales({}, {}).named("np")


def test_combinations_are_numbered_and_a_refused_attribute_no_longer_counts() -> None:
    segments = Segments({"plan": Labelled("P"), "mail": Labelled("M")})
    assert [segments.number(words) for words in (("A", ""), ("B", ""), ("A", ""))] == [0, 1, 0]
    assert segments.number(("B", "b@x.org")) == 1
    assert segments.combinations() == [{"plan": "A"}, {"plan": "B"}]
    assert [finding.column for finding in segments.findings] == ["M"]
