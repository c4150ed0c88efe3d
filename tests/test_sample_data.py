"""The sample tells the stories it promises, is believable as a survey, and comes out of its generator byte for byte."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from statistics import correlation, fmean
from typing import Any

import pytest

DATA = Path(__file__).resolve().parents[1] / "data"
COLUMNS = [
    "submission_id", "answered_at", "source", "question", "stage", "touchpoint", "channel", "value", "comment", "customer", "language",
    "weight", "region", "customer_type", "promised_on", "delivered_on", "order_value",
]  # fmt: skip
REAL_COMPANIES = {
    "ikea", "wayfair", "habitat", "argos", "amazon", "ebay", "etsy", "zalando", "jysk", "conforama", "xxxlutz", "dunelm", "google",
    "facebook", "instagram", "whatsapp", "tiktok", "youtube", "paypal", "klarna", "mastercard", "dhl", "fedex", "dpd", "postnl",
    "hermes", "trustpilot",
}  # fmt: skip

Row = dict[str, str]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    with (DATA / "sample" / "responses.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def contacts() -> list[Row]:
    with (DATA / "sample" / "contacts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def claims() -> list[Row]:
    with (DATA / "sample" / "claims.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def journey() -> dict[str, Any]:
    return tomllib.loads((DATA / "sample" / "journey.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def satisfied(rows: list[Row]) -> list[Row]:
    """The answers to "how satisfied are you with …" of both surveys."""
    return [row for row in rows if row["question"].startswith("csat-") and row["source"].endswith("-survey")]


def story(journey: dict[str, Any], code: str) -> dict[str, Any]:
    return next(row for row in journey["sample"]["stories"] if row["code"] == code)


def day(row: Row) -> date:
    return date.fromisoformat(row["answered_at"][:10])


def mean100(chosen: Iterable[Row]) -> float:
    """Mean of answers 1-5, rescaled to 0-100."""
    return fmean((float(row["value"]) - 1) * 25 for row in chosen)


def gap(chosen: list[Row], is_now: Callable[[Row], bool]) -> float:
    return mean100(row for row in chosen if is_now(row)) - mean100(row for row in chosen if not is_now(row))


def slip(row: Row) -> int:
    """Days from the promised to the actual delivery: positive late, negative too early."""
    return (date.fromisoformat(row["delivered_on"]) - date.fromisoformat(row["promised_on"])).days


# ------------------------------------------------------------------------------------------------------------ the file itself


def test_the_generator_writes_the_same_bytes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(DATA / "generate.py"), "--out", str(tmp_path)], check=True)
    for name in ("responses.csv", "contacts.csv", "claims.csv"):
        assert (tmp_path / name).read_bytes() == (DATA / "sample" / name).read_bytes(), name


def test_size(rows: list[Row]) -> None:
    assert list(rows[0]) == COLUMNS
    assert 8_000 <= len({row["submission_id"] for row in rows}) <= 9_000
    assert len(rows) >= 25_000
    assert sum(file.stat().st_size for file in (DATA / "sample").glob("*.csv")) < 4_000_000


def test_eighteen_whole_months(rows: list[Row], journey: dict[str, Any]) -> None:
    months = Counter(row["answered_at"][:7] for row in rows)
    assert len(months) == 18
    assert min(months.values()) > 1_000
    assert journey["sample"]["first_day"] <= min(map(day, rows)) <= max(map(day, rows)) <= journey["sample"]["last_day"]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", row["answered_at"]) for row in rows)


def test_every_code_stands_in_the_journey(rows: list[Row], journey: dict[str, Any]) -> None:
    cells = {(cell["stage"], cell["touchpoint"]) for cell in journey["cells"]}
    channels = {channel["code"] for channel in journey["channels"]}
    questions = {(question["source"], question["code"]) for question in journey["questions"]}
    assert {(row["stage"], row["touchpoint"]) for row in rows} <= cells | {("", "")}
    assert {row["channel"] for row in rows} <= channels | {""}
    assert {(row["source"], row["question"]) for row in rows} <= questions


def test_the_journey_agrees_with_itself(journey: dict[str, Any]) -> None:
    codes = {
        kind: {row["code"] for row in journey[kind]}
        for kind in ("stages", "touchpoints", "channels", "teams", "persons", "scales", "sources")
    }
    assert len(codes["stages"]) == 7
    assert 15 <= len(codes["touchpoints"]) <= 18
    assert all(row["channel"] in codes["channels"] for row in journey["touchpoints"])
    assert all(row["team"] in codes["teams"] for row in journey["persons"])
    assert len({(cell["stage"], cell["touchpoint"]) for cell in journey["cells"]}) == len(journey["cells"])
    for cell in journey["cells"]:
        assert cell["stage"] in codes["stages"] and cell["touchpoint"] in codes["touchpoints"] and cell["team"] in codes["teams"]
        assert cell["owner"] in codes["persons"] | {""}
        assert all(
            need["kind"] in {"skills", "data", "process", "measure"} and need["state"] in {"have", "missing"} for need in cell["needs"]
        )
    assert [cell["touchpoint"] for cell in journey["cells"] if not cell["owner"]] == ["text-message"]
    asked = {(question["source"], question["code"]) for question in journey["questions"]}
    assert len(asked) == len(journey["questions"])
    for question in journey["questions"]:
        assert question["source"] in codes["sources"] and question["scale"] in codes["scales"] | {""}
        assert not question["explains"] or (question["source"], question["explains"]) in asked


def test_no_value_outside_its_scale(rows: list[Row], journey: dict[str, Any]) -> None:
    scales = {scale["code"]: scale for scale in journey["scales"]}
    scale_of = {(question["source"], question["code"]): question["scale"] for question in journey["questions"]}
    for row in rows:
        assert bool(row["value"]) != bool(row["comment"]), row
        scale = scales.get(scale_of[row["source"], row["question"]])
        assert (scale is None) == (row["value"] == "")
        if scale:
            assert scale["minimum"] <= int(row["value"]) <= scale["maximum"]


def test_rows_of_a_submission_are_adjacent_and_agree(rows: list[Row]) -> None:
    shared = [name for name in COLUMNS if name not in {"question", "stage", "touchpoint", "channel", "value", "comment"}]
    seen: dict[str, tuple[str, ...]] = {}
    previous = ""
    for row in rows:
        number, head = row["submission_id"], tuple(row[name] for name in shared)
        assert number == previous or number not in seen
        assert seen.setdefault(number, head) == head
        previous = number


# ------------------------------------------------------------------------------------------------------------------ the stories


def test_story_promise_broken_at_delivery(rows: list[Row], satisfied: list[Row], journey: dict[str, Any]) -> None:
    told = story(journey, "promise-broken-at-delivery")
    deliveries = [row for row in satisfied if row["touchpoint"] == "delivery" and row["delivered_on"]]
    after = [row for row in deliveries if row["delivered_on"] >= told["from"].isoformat()]
    before = [row for row in deliveries if row["delivered_on"] < told["from"].isoformat()]
    assert fmean(slip(row) > 0 for row in before) < 0.18
    assert fmean(slip(row) > 0 for row in after) > 0.33
    assert fmean(slip(row) <= -6 for row in before) == 0
    assert fmean(slip(row) <= -6 for row in after) > 0.12
    assert mean100(after) - mean100(before) == pytest.approx(told["size"], abs=4)
    kept = [row for row in after if -6 < slip(row) <= 0]
    assert mean100(kept) - mean100(row for row in after if slip(row) <= -6) > 15
    with_dates = [row for row in rows if row["touchpoint"] == "delivery" and row["delivered_on"]]
    months_early = [row for row in with_dates if re.search(r"month (before|early|ahead|too)", row["comment"])]
    assert len(months_early) >= 10
    assert all(slip(row) <= -26 for row in months_early)


def test_story_worse_by_phone(satisfied: list[Row], journey: dict[str, Any]) -> None:
    returns = [row for row in satisfied if row["touchpoint"] == "returns"]
    assert {row["channel"] for row in returns} == {"phone", "web"}
    assert gap(returns, lambda row: row["channel"] == "phone") == pytest.approx(story(journey, "worse-by-phone")["size"], abs=6)


def test_story_action_worked(satisfied: list[Row], journey: dict[str, Any]) -> None:
    told, action = story(journey, "action-worked"), journey["actions"][0]
    assert (action["stage"], action["touchpoint"], action["done_on"]) == (told["stage"], told["touchpoint"], told["from"])
    lift = {
        stage: gap([row for row in satisfied if row["stage"] == stage], lambda row: day(row) >= told["from"])
        for stage in ("enquire", "buy", "use", "get-help", "renew")
    }
    assert lift.pop("use") == pytest.approx(told["size"], abs=3)
    assert max(map(abs, lift.values())) < 3


def test_story_complaint_spike(rows: list[Row], journey: dict[str, Any]) -> None:
    told = story(journey, "complaint-spike")
    complaints = [row for row in rows if row["source"] == "complaint-form"]
    weeks = Counter(day(row) - timedelta(days=day(row).weekday()) for row in complaints)
    (worst, most), (_, second) = weeks.most_common(2)
    assert worst == told["from"]
    assert most > 3 * second
    checkout = [row for row in complaints if row["touchpoint"] == "checkout" and told["from"] <= day(row) <= told["until"]]
    assert len(checkout) == pytest.approx(told["size"], abs=3)


def test_story_costs_much_moves_nothing(rows: list[Row], journey: dict[str, Any]) -> None:
    answers: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rows:
        if row["source"] == "relationship-survey" and row["value"]:
            answers[row["submission_id"]].setdefault(row["question"], float(row["value"]))

    def link(question: str) -> float:
        pairs = [(one[question], one["nps"]) for one in answers.values() if question in one]
        assert len(pairs) > 250
        return correlation([pair[0] for pair in pairs], [pair[1] for pair in pairs])

    assert abs(link("csat-catalogue")) < 0.1
    assert min(map(link, ("csat-delivery", "csat-product", "csat-shop", "csat-website", "csat-manual"))) > 0.25
    costs = {cell["touchpoint"]: cell["yearly_cost"] for cell in journey["cells"] if cell["stage"] == "enquire"}
    assert costs.pop("shop") > costs.pop("catalogue") > 4 * max(costs.values())


def test_story_blind_stage(rows: list[Row], journey: dict[str, Any]) -> None:
    assert len([cell for cell in journey["cells"] if cell["stage"] == "aware"]) == 3
    assert not [row for row in rows if row["stage"] == "aware"]


def test_story_promise_unknown_to_service(rows: list[Row], satisfied: list[Row], journey: dict[str, Any]) -> None:
    promised: dict[str, str] = {}
    denied: dict[str, str] = {}
    for row in rows:
        if "cover exchange" in row["comment"].lower():
            (promised if row["stage"] == "buy" else denied).setdefault(row["customer"], row["answered_at"])
            assert row["stage"] in {"buy", "get-help"}
    both = promised.keys() & denied.keys()
    assert len(both) >= story(journey, "promise-unknown-to-service")["size"]
    assert all(promised[customer] < denied[customer] for customer in both)
    helped = [row for row in satisfied if row["stage"] == "get-help"]
    assert gap(helped, lambda row: row["customer"] in promised) < -15


# ------------------------------------------------------------------------------------------------------------------ the contacts


def test_contacts_stand_in_the_journey_and_belong_to_those_who_answered(
    contacts: list[Row], rows: list[Row], journey: dict[str, Any]
) -> None:
    cells = {(cell["stage"], cell["touchpoint"]) for cell in journey["cells"]}
    assert 5_000 <= len(contacts) <= 6_000
    assert {(row["stage"], row["touchpoint"]) for row in contacts} <= cells
    assert {row["kind"] for row in contacts} == {"promise", "progress", "delivery", "repair", "adds value", "contact"}
    assert {row["customer"] for row in contacts} <= {row["customer"] for row in rows}
    first, last = journey["sample"]["contacts_from"].isoformat(), journey["sample"]["last_day"].isoformat()
    assert first <= min(row["at"] for row in contacts) and max(row["at"][:10] for row in contacts) <= last
    assert [row["at"] for row in contacts] == sorted(row["at"] for row in contacts)


def test_deliveries_of_the_log_are_those_that_customers_speak_of(contacts: list[Row], rows: list[Row]) -> None:
    said = {row["customer"]: row["delivered_on"] for row in rows if row["delivered_on"]}
    came = {row["customer"]: row["at"][:10] for row in contacts if row["kind"] == "delivery"}
    both = said.keys() & came.keys()
    assert len(both) > 500
    assert all(said[customer] == came[customer] for customer in both)


def test_since_the_new_carrier_customers_hear_less_while_they_wait(contacts: list[Row], journey: dict[str, Any]) -> None:
    carrier = story(journey, "promise-broken-at-delivery")["from"].isoformat()
    came = {row["customer"]: row["at"] for row in contacts if row["kind"] == "delivery"}
    told = Counter(row["customer"] for row in contacts if row["kind"] == "progress" and row["at"] < came.get(row["customer"], ""))
    ordered = {row["customer"]: row["at"] for row in contacts if row["kind"] == "promise" and row["touchpoint"] == "e-mail"}
    waited = [customer for customer in ordered.keys() & came.keys() if (_date(came[customer]) - _date(ordered[customer])).days > 30]
    heard = {since: fmean(told[customer] > 0 for customer in waited if (came[customer] >= carrier) is since) for since in (False, True)}
    assert heard[False] > 0.85
    assert heard[True] < 0.7


def _date(moment: str) -> date:
    return date.fromisoformat(moment[:10])


# ------------------------------------------------------------------------------------------------------------ the second journey


def test_every_code_of_a_claim_stands_in_its_journey(claims: list[Row]) -> None:
    told = tomllib.loads((DATA / "sample" / "claims.toml").read_text(encoding="utf-8"))
    scales = {scale["code"]: scale for scale in told["scales"]}
    scale_of = {(question["source"], question["code"]): question["scale"] for question in told["questions"]}
    assert {(row["stage"], row["touchpoint"]) for row in claims} == {(cell["stage"], cell["touchpoint"]) for cell in told["cells"]}
    for row in claims:
        assert told["sample"]["first_day"] <= day(row) <= told["sample"]["last_day"]
        assert bool(row["value"]) != bool(row["comment"]), row
        if scale := scales.get(scale_of[row["source"], row["question"]]):
            assert scale["minimum"] <= int(row["value"]) <= scale["maximum"]


def test_what_both_journeys_name_is_the_same_in_both(journey: dict[str, Any]) -> None:
    told = tomllib.loads((DATA / "sample" / "claims.toml").read_text(encoding="utf-8"))
    for kind in ("channels", "touchpoints", "teams", "persons", "scales"):
        known = {one["code"]: one for one in journey[kind]}
        assert all(known.get(one["code"], one) == one for one in told[kind]), kind
    assert not {one["code"] for one in told["sources"]} & {one["code"] for one in journey["sources"]}


def test_many_customers_are_on_both_journeys_at_once_and_some_complain_in_both(claims: list[Row], rows: list[Row]) -> None:
    def complaining(found: Iterable[Row], source: str) -> dict[str, date]:
        return {row["customer"]: day(row) for row in found if row["source"] == source}

    assert len({row["customer"] for row in claims} & {row["customer"] for row in rows}) > 90
    here, there = complaining(claims, "claim-complaints"), complaining(rows, "complaint-form")
    both = [customer for customer in here.keys() & there.keys() if abs((here[customer] - there[customer]).days) <= 90]
    assert len(both) >= 12


# ------------------------------------------------------------------------------------------------------- believable as a survey


def test_surveyed_cells_have_enough_answers_and_two_are_thin(satisfied: list[Row]) -> None:
    total = Counter((row["stage"], row["touchpoint"]) for row in satisfied)
    recent = Counter((row["stage"], row["touchpoint"]) for row in satisfied if row["answered_at"] >= "2026-08")
    thin = {("enquire", "e-mail"), ("get-help", "installer")}
    assert len(total) == 25
    assert all(5 <= total[cell] < 30 for cell in thin)
    assert all(total[cell] >= 150 and recent[cell] >= 30 for cell in total.keys() - thin)


def test_one_region_is_worse_in_one_stage_only(satisfied: list[Row]) -> None:
    for stage in ("enquire", "buy", "receive", "use", "get-help", "renew"):
        difference = gap([row for row in satisfied if row["stage"] == stage], lambda row: row["region"] == "islands")
        assert (difference < -6) == (stage == "receive"), (stage, difference)


def test_spread_of_scores(rows: list[Row], satisfied: list[Row]) -> None:
    csat = Counter(int(row["value"]) for row in satisfied)
    assert csat[5] > csat[4] > csat[3] > csat[2]
    stars = Counter(int(row["value"]) for row in rows if row["question"].startswith("rating-"))
    assert stars[5] > stars.total() / 2 and stars[1] > stars[2]
    nps = Counter(int(row["value"]) for row in rows if row["question"] == "nps")
    assert set(nps) == set(range(11))
    assert {row["stage"] for row in rows if row["question"] == "nps"} == {"", "renew"}


def test_customers_return_along_the_journey_in_order(rows: list[Row]) -> None:
    order = {"enquire": 1, "buy": 2, "receive": 3, "use": 4, "get-help": 5, "renew": 6}
    stages: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row["source"] == "touchpoint-survey" and (not stages[row["customer"]] or stages[row["customer"]][-1] != order[row["stage"]]):
            stages[row["customer"]].append(order[row["stage"]])
    assert all(way == sorted(way) for way in stages.values())
    assert sum(len(way) >= 3 for way in stages.values()) > 500
    assert sum(len(way) >= 5 for way in stages.values()) > 30


def test_answers_of_one_person_are_alike(satisfied: list[Row]) -> None:
    per_submission: dict[str, list[float]] = defaultdict(list)
    for row in satisfied:
        per_submission[row["submission_id"]].append(float(row["value"]))
    pairs = [values[:2] for values in per_submission.values() if len(values) > 1]
    assert correlation([pair[0] for pair in pairs], [pair[1] for pair in pairs]) > 0.15


def test_weights(rows: list[Row]) -> None:
    weights = {row["submission_id"]: float(row["weight"]) for row in rows if row["source"] == "relationship-survey"}
    assert 0.7 <= min(weights.values()) < 0.85 and 1.2 < max(weights.values()) <= 1.4
    assert {row["weight"] for row in rows if row["source"] != "relationship-survey"} == {"1"}


def test_comments_are_many_and_varied(rows: list[Row]) -> None:
    comments = [row["comment"] for row in rows if row["comment"]]
    assert len(comments) > 4_000
    assert len({comment.lower().strip(" .!") for comment in comments}) > 2_000
    assert not [comment for comment in comments if re.search(r"[\[\]{}|]", comment)]
    assert sum("’" in comment for comment in comments) > 100
    assert any(character > "\U0001f000" for comment in comments for character in comment)
    assert {"n/a", "-"} <= set(comments)
    assert {row["language"] for row in rows} == {"en", "nl", "de", "fr"}


def test_contact_details_belong_to_nobody(rows: list[Row]) -> None:
    text = "\n".join(row["comment"] for row in rows)
    mails, numbers = re.findall(r"\S+@\S+", text), re.findall(r"\b\d{3}-\d{4}\b", text)
    assert len(mails) >= 3 and all(re.fullmatch(r"[a-z]+\.[a-z]+\d+@example\.org\W*", mail) for mail in mails)
    assert len(numbers) >= 3 and all(number.startswith("555-01") for number in numbers)


def test_no_real_company_is_named(rows: list[Row]) -> None:
    written = " ".join({row["comment"] for row in rows}) + (DATA / "sample" / "journey.toml").read_text(encoding="utf-8")
    assert not set(re.findall(r"[a-z]+", written.lower())) & REAL_COMPANIES
