"""Columns understood: kinds, scales, codes, places, and the mapping they add up to, on files written here."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.columns import meanings, one, spread
from vocdash.domain import Family, Role
from vocdash.ingest.presets import PRESETS
from vocdash.ingest.read import read_table
from vocdash.ingest.understand import Kind, understand

# --- scales ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "values", "code"),
    [
        ("How likely are you to recommend us?", range(11), "nps"),
        ("NPS", range(11), "nps"),
        ("How likely are you to recommend us? (0-10)", range(3, 11), "nps"),
        ("Score", range(11), "rating-0-10"),
        ("Overall rating", range(1, 11), "rating-1-10"),
        ("How likely are you to recommend us? (1-10)", range(1, 11), "rating-1-10"),
        ("How satisfied are you?", range(1, 6), "csat"),
        ("How satisfied are you with delivery?", range(1, 8), "csat-1-7"),
        ("It was easy to solve my problem", range(1, 8), "ces"),
        ("Rating", range(1, 6), "rating"),
        ("Zufriedenheit", range(1, 6), "csat"),
        ("Would you recommend us?", (0, 1), "yesno"),
        ("Würden Sie uns weiterempfehlen? (0-10)", range(11), "nps"),
        ("Hoe waarschijnlijk is het dat u ons aanbeveelt? (0 = nooit, 10 = zeker)", range(11), "nps"),
        ("How satisfied are you with the price?", range(1, 8), "csat-1-7"),
        ("How important is the price?", range(1, 8), "rating-1-7"),
        ("How was your stay?", range(1, 6), "rating"),
        ("Check-in experience", range(1, 11), "rating-1-10"),
        ("Staff friendliness", range(1, 11), "rating-1-10"),
        ("Emotion (1-5)", range(1, 6), "rating"),
        ("q3_delivery", (1, 2, 3, 4, 5, 99), "rating"),
        ("Sterne", (1, 1.5, 2, 3, 3.5, 4, 5), "rating"),
        ("Food", ("7 out of 10", "9 out of 10", "10 out of 10"), "rating-1-10"),
        ("Service", ("1/5", "3/5", "5/5"), "rating"),
        ("Thumbs", ("👍", "👎"), "yesno"),
        ("Satisfaction Score", ("Good", "Bad", "Offered"), "csat-0-1"),
        (
            "Quanto è soddisfatto del servizio?",
            ("Molto soddisfatto", "Soddisfatto", "Neutrale", "Insoddisfatto", "Molto insoddisfatto"),
            "csat",
        ),
        ("Nível de satisfação", ("Muito satisfeito", "Satisfeito", "Neutro", "Insatisfeito", "Muito insatisfeito"), "csat"),
        ("Consiglierebbe il negozio? (0-10)", range(11), "nps"),
        ("Satisfaction score (%)", ("80%", "100%", "35 %"), "csat-0-100"),
        ("What grade would you give our service?", ("A", "B", "C", "F"), "rating"),
        ("Did you solve your problem?", ("Yes", "No"), "yesno"),
        ("ความสะอาด", range(1, 6), "rating"),
        ("Q1_SAT", range(1, 6), "csat"),
        ("sat", range(1, 6), "csat"),
        ("q_checkin_sat", range(1, 11), "csat-1-10"),
        ("Sat. w/ price", range(1, 6), "csat"),
        ("Qual o seu nível de satisfação com o atendimento?", range(1, 6), "csat"),
        ("Satisfaction with the price", range(1, 6), "csat"),
        ("How do you feel about this page?", range(1, 6), "rating"),
        ("mood", range(1, 6), "rating"),
        ("Q3_REC", (*range(11), 98), "nps"),
        ("Responsibility", ("a. Excellent", "b. Good", "c. Satisfactory", "d. Needs improvement"), "rating-1-4"),
    ],
)
def test_a_scale_is_known_by_words_and_values(tmp_path: Path, header: str, values: range, code: str) -> None:
    found = one(tmp_path, header, spread(*values))
    assert found.kind is Kind.SCORE and found.scale and found.scale.scale.code == code


@pytest.mark.parametrize(
    "header",
    ["Comment", "What could we do better?", "Vos remarques", "Was können wir besser machen?", "Toelichting", "Review Content", "Q3. Why?"],
)
def test_a_column_that_asks_for_words_holds_comments_though_few_of_them_differ(tmp_path: Path, header: str) -> None:
    assert one(tmp_path, header, spread("Too slow", "Lovely people", "It came broken", "ok")).kind is Kind.COMMENT


@pytest.mark.parametrize("header", ["Comment category", "Feedback labels", "Contact reason", "Review title"])
def test_a_column_about_comments_is_none(tmp_path: Path, header: str) -> None:
    assert one(tmp_path, header, spread("Late delivery", "Wrong size", "Staff attitude")).kind is Kind.SEGMENT


@pytest.mark.parametrize("header", ["Requester", "Review Username", "Submitter"])
def test_a_column_that_names_people_is_not_a_segment(tmp_path: Path, header: str) -> None:
    assert one(tmp_path, header, spread("Ann Vale", "Bo Thorn", "Cy Marsh")).kind is Kind.CUSTOMER_NAME


def test_the_day_of_the_review_and_not_of_the_stay_is_when_it_was_answered(tmp_path: Path) -> None:
    days = [f"{1 + number % 28:02}/05/2025" for number in range(60)]
    found = meanings(tmp_path, {"Arrival": days, "Departure": days, "Score": spread(*range(1, 11)), "Reviewed on": days})
    assert [column for column, meaning in found.items() if meaning.kind is Kind.ANSWERED_AT] == ["Reviewed on"]


def test_the_day_of_the_survey_goes_before_the_day_of_the_company_s_answer(tmp_path: Path) -> None:
    days = [f"2025-03-{number % 28 + 1:02}" for number in range(40)]
    found = meanings(tmp_path, {"issue_responded": days, "Survey_response_Date": days, "CSAT Score": spread(*range(1, 6), rows=40)})
    assert found["Survey_response_Date"].kind is Kind.ANSWERED_AT
    assert found["issue_responded"].kind is Kind.FACT_DATE


def test_months_are_when_it_was_answered_only_where_no_day_is_known_and_it_is_said(tmp_path: Path) -> None:
    months = [f"2025-{number % 12 + 1}" for number in range(40)]
    alone = meanings(tmp_path, {"Year_Month": months, "Rating": spread(*range(1, 6), rows=40)})["Year_Month"]
    assert (alone.kind, alone.dates.format, [finding.code for finding in alone.findings]) == (Kind.ANSWERED_AT, "%Y-%m", ["months-only"])
    days = [f"2025-03-{number % 28 + 1:02}" for number in range(40)]
    beside = meanings(tmp_path, {"date_flown": months, "review_date": days, "Rating": spread(*range(1, 6), rows=40)})
    assert (beside["review_date"].kind, beside["date_flown"].kind) == (Kind.ANSWERED_AT, Kind.FACT_DATE)
    assert one(tmp_path, "Season", spread("2009-10", "2010-11", "2011-12")).kind is Kind.SEGMENT


def test_a_clock_may_be_written_with_full_stops(tmp_path: Path) -> None:
    found = one(tmp_path, "Informazioni cronologiche", [f"{1 + number % 28:02}/05/2025 14.{number:02}.33" for number in range(60)])
    assert found.kind is Kind.ANSWERED_AT
    moment = found.dates.parse("13/05/2025 14.05.33")
    assert moment is not None and (moment.hour, moment.minute, moment.second) == (14, 5, 33)


def test_a_column_of_times_of_day_tells_no_groups_apart(tmp_path: Path) -> None:
    assert one(tmp_path, "Time", spread("09:30", "14:05", "7:45 pm")).kind is Kind.LEAVE_OUT


@pytest.mark.parametrize(
    ("header", "touchpoint"),
    [
        ("Q1[SQ001]. How satisfied are you with: [Website]", "Website"),
        ("Delivery (1 = bad, 5 = good)", "Delivery"),
        ("How important is delivery?", "Delivery"),
    ],
)
def test_codes_and_ends_are_no_part_of_a_touchpoint(tmp_path: Path, header: str, touchpoint: str) -> None:
    assert one(tmp_path, header, spread(1, 2, 3, 4, 5)).place.touchpoint_name == touchpoint


def test_places_on_the_globe_are_no_comments(tmp_path: Path) -> None:
    found = one(tmp_path, "_record_location", [f"6.{number:04} 2.{number * 7:04} {number} 3.{number % 10}" for number in range(60)])
    assert found.kind is not Kind.COMMENT


@pytest.mark.parametrize("header", ["Q3", "Score", "points", "Flavour", "Grade of the wine", "Rating 0-10"])
def test_a_range_alone_is_never_a_recommendation(tmp_path: Path, header: str) -> None:
    found = one(tmp_path, header, spread(*range(11)))
    assert found.scale is None or found.scale.scale.family is not Family.NPS


def test_nobody_answered_zero_is_said(tmp_path: Path) -> None:
    found = one(tmp_path, "How likely are you to recommend us?", spread(*range(1, 11)))
    assert found.scale and [finding.code for finding in found.findings] == ["no-zero"]
    assert not one(tmp_path, "How likely are you to recommend us? (0-10)", spread(*range(1, 11))).findings


def test_zero_and_one_stay_numbers(tmp_path: Path) -> None:
    assert one(tmp_path, "flag", spread(0, 1)).kind is not Kind.SCORE
    found = one(tmp_path, "Recommended", spread(0, 1))
    assert found.scale and (found.scale.scale.minimum, found.scale.scale.maximum, found.scale.values) == (0, 1, {})


@pytest.mark.parametrize(
    ("answers", "code", "values"),
    [
        (["Very satisfied", "Satisfied", "Neutral", "Dissatisfied", "Very dissatisfied"], "csat", [5, 4, 3, 2, 1]),
        (["Strongly agree", "Agree", "Neither agree nor disagree", "Disagree", "Strongly disagree"], "rating", [5, 4, 3, 2, 1]),
        (["Extremely likely", "Likely", "Neither likely nor unlikely", "Extremely unlikely"], "rating", [5, 4, 3, 1]),
        (["Extremely satisfied", "Moderately satisfied", "Slightly satisfied", "Slightly dissatisfied"], "csat-1-7", [7, 6, 5, 3]),
        (["Not at all satisfied", "Somewhat satisfied", "Very satisfied", "Extremely satisfied"], "csat", [1, 3, 4, 5]),
        (["Not so responsive", "Very responsive", "Extremely responsive"], "rating", [2, 4, 5]),
        (["Very easy", "Easy", "Difficult", "Very difficult"], "ces-1-4", [4, 3, 2, 1]),
        (["Poor", "Fair", "Good", "Excellent"], "rating-1-4", [1, 2, 3, 4]),
        (["Poor", "Fair", "Good", "Very good", "Excellent"], "rating", [1, 2, 3, 4, 5]),
        (["Not Satisfied", "Somewhat Satisfied", "Satisfied", "Very Satisfied"], "csat-1-4", [1, 2, 3, 4]),
        (["1.0 out of 5 stars", "4.0 out of 5 stars", "5.0 out of 5 stars"], "rating", [1, 4, 5]),
        (["😠", "🙁", "😐", "😃", "🤩"], "rating", [1, 2, 3, 4, 5]),
        (["5 stars", "4 stars", "1 star"], "rating", [5, 4, 1]),
        (["★★★★★", "★★☆☆☆", "★"], "rating", [5, 2, 1]),
        (["😀", "🙂", "😐", "☹️", "😡"], "rating", [5, 4, 3, 2, 1]),
        (["10 - Extremely likely", "9", "5", "0 - Not at all likely"], "nps", [10, 9, 5, 0]),
        (["Sehr zufrieden", "Eher zufrieden", "Teils/teils", "Eher unzufrieden", "Sehr unzufrieden"], "csat", [5, 4, 3, 2, 1]),
        (["Stimme voll und ganz zu", "Stimme eher zu", "Stimme eher nicht zu", "Stimme überhaupt nicht zu"], "rating-1-4", [4, 3, 2, 1]),
        (["Tout à fait d'accord", "Plutôt d'accord", "Plutôt pas d'accord", "Pas du tout d'accord"], "rating-1-4", [4, 3, 2, 1]),
        (["Zeer tevreden", "Tevreden", "Neutraal", "Ontevreden", "Zeer ontevreden"], "csat", [5, 4, 3, 2, 1]),
        (["Muy satisfecho", "Satisfecho", "Insatisfecho", "Muy insatisfecho"], "csat-1-4", [4, 3, 2, 1]),
        (["Mycket nöjd", "Nöjd", "Varken nöjd eller missnöjd", "Missnöjd", "Mycket missnöjd"], "csat", [5, 4, 3, 2, 1]),
        (["Meget tilfreds", "Tilfreds", "Utilfreds", "Meget utilfreds"], "csat-1-4", [4, 3, 2, 1]),
        (["Bardzo zadowolony", "Zadowolony", "Niezadowolony", "Bardzo niezadowolony"], "csat-1-4", [4, 3, 2, 1]),
        (["Tout à fait", "Plutôt", "Plutôt pas", "Pas du tout"], "rating-1-4", [4, 3, 2, 1]),
        (["Ótimo", "Bom", "Regular", "Ruim", "Péssimo"], "rating", [5, 4, 3, 2, 1]),
    ],
)
def test_answers_in_words_become_numbers(tmp_path: Path, answers: list[str], code: str, values: list[float]) -> None:
    found = one(tmp_path, "How was it", spread(*answers)).scale
    assert found and found.scale.code == code
    assert [found.values[answer] for answer in answers] == values


@pytest.mark.parametrize(
    "answers", [["North", "South"], ["Male", "Female"], ["18-24", "25-34"], ["Rare", "Medium", "Well"], ["Often", "Never"]]
)
def test_words_that_are_no_scale_are_a_segment(tmp_path: Path, answers: list[str]) -> None:
    assert one(tmp_path, "Which", spread(*answers)).kind is Kind.SEGMENT


def test_how_often_is_a_score_only_where_the_question_asks_for_no_habit(tmp_path: Path) -> None:
    answers = spread("Always", "Usually", "Sometimes", "Never")
    found = one(tmp_path, "How often did nurses listen carefully to you?", answers)
    assert found.kind is Kind.SCORE and found.scale and found.scale.scale.code == "rating-1-4"
    assert [found.scale.values[word] for word in ("Never", "Sometimes", "Usually", "Always")] == [1, 2, 3, 4]
    assert one(tmp_path, "How often do you shop with us?", answers).kind is Kind.SEGMENT


def test_a_french_question_may_begin_with_comment(tmp_path: Path) -> None:
    assert one(tmp_path, "Comment évaluez-vous notre service ?", spread(*range(1, 11))).kind is Kind.SCORE
    ways = spread("Par une amie", "Sur Internet", "En passant devant")
    assert one(tmp_path, "Comment nous avez-vous connus ?", ways).kind is Kind.SEGMENT


def test_a_header_that_says_only_overall_is_a_score(tmp_path: Path) -> None:
    found = one(tmp_path, "overall", spread(*range(1, 11)))
    assert found.kind is Kind.SCORE and found.scale and found.scale.scale.code == "rating-1-10"


def test_votes_for_a_review_are_no_score(tmp_path: Path) -> None:
    assert one(tmp_path, "HelpfulnessNumerator", spread(*range(6))).kind is not Kind.SCORE


def test_yes_and_no_are_a_score_only_where_the_question_judges(tmp_path: Path) -> None:
    assert one(tmp_path, "Was your problem resolved?", spread("Yes", "No")).kind is Kind.SCORE
    assert one(tmp_path, "Do you smoke?", spread("Yes", "No")).kind is Kind.SEGMENT


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("How much effort did it take?", range(1, 8)),
        ("How satisfied are you? (1 = very satisfied, 5 = very dissatisfied)", range(1, 6)),
        ("Rating", ["1 - Very satisfied", "2", "3", "4", "5 - Very dissatisfied"]),
        ("Rating", ["1 - Excellent", "2", "3", "4", "5 - Poor"]),
        ("Wie war der Service? (1 = sehr gut, 5 = sehr schlecht)", range(1, 6)),
    ],
)
def test_a_reversed_scale_is_turned_round(tmp_path: Path, header: str, values: list[object]) -> None:
    found = one(tmp_path, header, spread(*values)).scale
    assert found and found.reverse


def test_a_scale_with_the_good_end_above_stays(tmp_path: Path) -> None:
    found = one(tmp_path, "How satisfied are you? (1 = very dissatisfied, 5 = very satisfied)", spread(*range(1, 6))).scale
    assert found and not found.reverse


@pytest.mark.parametrize("code", [0, 99, -1, 98])
def test_codes_beside_one_to_five_are_offered_as_no_answer(tmp_path: Path, code: int) -> None:
    found = one(tmp_path, "Rating of the staff", spread(1, 2, 3, 4, 5, code)).scale
    assert found and found.scale.code == "rating" and str(code) in (*found.no_answer, *found.not_used)


@pytest.mark.parametrize("word", ["N/A", "-", "Not selected", "Don't know", "Nothing"])
def test_words_for_nothing_are_offered_as_no_answer(tmp_path: Path, word: str) -> None:
    assert (found := one(tmp_path, "Rating", spread(1, 2, 3, 4, 5, word)).scale) and word in found.no_answer


def test_six_is_never_used_where_its_people_are_not_the_happiest(tmp_path: Path) -> None:
    dice = Random(7)
    moods = [dice.gauss(3.4, 0.9) for _ in range(400)]
    answers = {f"Q7{item}": [_rating(mood, dice) for mood in moods] for item in ("ART", "FOOD", "SHOP", "SIGN")}
    coded = {header: [6 if dice.random() < 0.2 else value for value in values] for header, values in answers.items()}
    assert all(m.scale and m.scale.scale.code == "rating" and m.scale.not_used == ("6",) for m in meanings(tmp_path, coded).values())


def test_six_is_the_best_where_its_people_are_the_happiest(tmp_path: Path) -> None:
    dice = Random(7)
    moods = [dice.gauss(3.9, 1.2) for _ in range(400)]
    answers = {f"Q7{item}": [_rating(mood, dice, 6) for mood in moods] for item in ("ART", "FOOD", "SHOP", "SIGN")}
    assert all(m.scale and m.scale.scale.code == "rating-1-6" and not m.scale.not_used for m in meanings(tmp_path, answers).values())


def _rating(mood: float, dice: Random, most: int = 5) -> int:
    return min(most, max(1, round(mood + dice.gauss(0, 0.7))))


def test_coded_headers_are_scores_by_hanging_together(tmp_path: Path) -> None:
    dice = Random(3)
    moods = [dice.gauss(3.4, 0.9) for _ in range(200)]
    columns: dict[str, list[object]] = {f"v{item}a": [_rating(mood, dice) for mood in moods] for item in range(4)}
    columns["region"] = [dice.randint(1, 7) for _ in moods]
    found = meanings(tmp_path, columns)
    assert [meaning.kind for meaning in found.values()] == [Kind.SCORE] * 4 + [Kind.SEGMENT]


def test_two_scales_in_one_column_are_a_finding(tmp_path: Path) -> None:
    numbers = one(tmp_path, "Overall rating", [*spread(1, 2, 3, 4, 4, 5, rows=190), 8, 9, 9, 10, 10])
    words = one(tmp_path, "How satisfied", [*spread("Very satisfied", "Satisfied", "Dissatisfied"), "Blue", "Blue"])
    for meaning in (numbers, words):
        assert [finding.code for finding in meaning.findings] == ["mixed-scales"] and meaning.scale


def test_importance_and_the_whole_are_told_apart(tmp_path: Path) -> None:
    scores = spread(*range(1, 6))
    found = meanings(tmp_path, {"Rating of staff": scores, "How important is staff (rating)": scores, "Overall rating": scores})
    assert [meaning.role for meaning in found.values()] == [Role.PERFORMANCE, Role.IMPORTANCE, Role.OUTCOME]


# --- everything else -------------------------------------------------------------------------------------------------


def test_a_plain_file_is_understood(tmp_path: Path) -> None:
    dice = Random(2)
    rows = 60
    found = meanings(
        tmp_path,
        {
            "Response ID": [f"r{number}" for number in range(rows)],
            "Submitted at": [f"2025-03-{number % 28 + 1:02} 10:{number:02}" for number in range(rows)],
            "Customer number": [f"C{number % 40}" for number in range(rows)],
            "E-mail": [f"person{number}@example.org" for number in range(rows)],
            "How satisfied are you with the delivery?": [dice.randint(1, 5) for _ in range(rows)],
            "Why?": [f"The parcel number {number} came later than promised" for number in range(rows)],
            "Country": spread("Norway", "Chile", "Kenya", rows=rows),
            "weight": [round(dice.uniform(0.5, 1.5), 3) for _ in range(rows)],
            "Language": spread("en", "de", rows=rows),
            "Duration (in seconds)": [dice.randint(40, 400) for _ in range(rows)],
            "Order value": [round(dice.uniform(5, 300), 2) for _ in range(rows)],
            "Promised on": [f"2025-02-{number % 28 + 1:02}" for number in range(rows)],
            "IP Address": [f"203.0.113.{number}" for number in range(rows)],
            "Empty": [""] * rows,
        },
    )
    assert [meaning.kind for meaning in found.values()] == [
        Kind.SUBMISSION_ID, Kind.ANSWERED_AT, Kind.CUSTOMER_NUMBER, Kind.CUSTOMER_EMAIL, Kind.SCORE, Kind.COMMENT, Kind.SEGMENT,
        Kind.WEIGHT, Kind.LANGUAGE, Kind.DURATION, Kind.FACT_NUMBER, Kind.FACT_DATE, Kind.LEAVE_OUT, Kind.LEAVE_OUT,
    ]  # fmt: skip
    assert all(0 < meaning.confidence <= 1 and meaning.reason.endswith(".") and len(meaning.examples) <= 5 for meaning in found.values())
    assert found["Why?"].explains == "How satisfied are you with the delivery?"
    place = found["How satisfied are you with the delivery?"].place
    assert (place.stage, place.touchpoint, place.touchpoint_name) == ("receive", "delivery", "Delivery")


def test_what_only_repeats_is_left_out(tmp_path: Path) -> None:
    words = {"Likely": 4, "Unlikely": 2, "Extremely likely": 5}
    said = spread(*words)
    texts = [f"A remark about things of some length, number {number}" for number in range(60)]
    columns: dict[str, list[object]] = {
        "rating": said,
        "rating_score": [words[str(text)] for text in said],
        "text": list(texts),
        "review": [f"Title {number}: {text}" for number, text in enumerate(texts)],
    }
    found = meanings(tmp_path, columns)
    assert [meaning.kind for meaning in found.values()] == [Kind.SCORE, Kind.LEAVE_OUT, Kind.LEAVE_OUT, Kind.COMMENT]


def test_a_comment_explains_the_score_it_asks_about_and_groups_of_it_are_left_out(tmp_path: Path) -> None:
    likely = spread(*range(11), rows=66)
    columns: dict[str, list[object]] = {
        "How likely are you to recommend us?": likely,
        "Category": ["Promoter" if int(str(value)) > 8 else "Detractor" for value in likely],
        "How satisfied are you with the room?": spread(*range(1, 6), rows=66),
        "What is the main reason for your score?": [f"It was all about the breakfast, number {number}" for number in range(66)],
    }
    found = meanings(tmp_path, columns)
    assert found["Category"].kind is Kind.LEAVE_OUT
    assert found["What is the main reason for your score?"].explains == "How likely are you to recommend us?"


def test_row_numbers_and_days_of_a_month_are_no_answers(tmp_path: Path) -> None:
    found = meanings(tmp_path, {"": list(range(60)), "INTDATE": spread(*range(3, 23)), "rating": spread(1, 2, 3, 4, 5)})
    assert found["column 1"].kind is Kind.LEAVE_OUT and "numbers the rows" in found["column 1"].reason
    assert found["INTDATE"].kind is Kind.LEAVE_OUT and "day of a month" in found["INTDATE"].reason


@pytest.mark.parametrize("tool", PRESETS)
def test_presets_hold_plain_names(tool: str) -> None:
    assert all(Kind(kind) and (not name or (name == name.lower() and name.isalnum())) for name, kind in PRESETS[tool].items())


def test_an_older_qualtrics_export_is_known_by_its_second_row(tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    rows = [
        f"R_{number},Default,x@y.example,2024-01-0{number} 10:00:00,2024-01-0{number} 10:05:00,{number % 5 + 1}" for number in range(1, 9)
    ]
    head = ["V1,V2,V5,V8,V9,Q1", "ResponseID,ResponseSet,EmailAddress,StartDate,EndDate,How satisfied are you?"]
    path.write_text("\n".join([*head, *rows]) + "\n", encoding="utf-8")
    table = read_table(path)
    kinds = [meaning.kind for meaning in understand(table)]
    assert table.layout == "qualtrics"
    assert kinds == [Kind.SUBMISSION_ID, Kind.LEAVE_OUT, Kind.CUSTOMER_EMAIL, Kind.STARTED_AT, Kind.ANSWERED_AT, Kind.SCORE]
