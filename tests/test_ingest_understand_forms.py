"""Forms as they are: scales side by side, boxes, lists of choices, two languages, numbered choices, sentences to agree with."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.columns import meanings, one, spread, write
from vocdash.access import COMMAND_LINE
from vocdash.domain import Role
from vocdash.ingest.bring_in import bring_in
from vocdash.ingest.understand import ColumnMeaning, Kind, suggest_mapping, understand
from vocdash.store import Store
from vocdash.store import tables as t

AGREE = ("Strongly agree", "Agree", "Neutral", "Disagree", "Strongly disagree")
DAYS: list[object] = [f"2026-01-{number % 14 + 1:02}" for number in range(60)]
MOODS = [Random(7).gauss(0, 1)] + [Random(number).gauss(0, 1) for number in range(89)]


def scale(found: ColumnMeaning) -> str:
    assert found.scale
    return found.scale.scale.code


def steps(top: int, seed: int) -> list[object]:
    """Answers from 1 to `top` that follow one mood a row, so that the columns rise and fall together."""
    chance = Random(seed)
    return [min(top, max(1, round((top + 1) / 2 + mood * top / 4 + chance.gauss(0, 0.6)))) for mood in MOODS]


def test_an_item_with_four_steps_beside_items_with_five_keeps_its_own_scale(tmp_path: Path) -> None:
    found = meanings(tmp_path, {f"Q1_{item}": steps(4 if item == 2 else 5, item) for item in range(1, 5)})
    assert [scale(found[f"Q1_{item}"]) for item in range(1, 5)] == ["rating", "rating-1-4", "rating", "rating"]


def test_an_item_whose_highest_step_is_hardly_chosen_anywhere_shares_the_scale(tmp_path: Path) -> None:
    seldom = [min(4, int(str(step))) for step in steps(5, 1)]
    once: list[object] = [5 if place == 7 else step for place, step in enumerate(seldom)]
    found = meanings(tmp_path, {"Q1_1": once, "Q1_2": list(seldom), "Q1_3": list(once), "Q1_4": list(once)})
    assert {scale(found[f"Q1_{item}"]) for item in range(1, 5)} == {"rating"}


def test_two_scales_in_words_side_by_side_do_not_become_one(tmp_path: Path) -> None:
    five = ("Very satisfied", "Satisfied", "Neutral", "Dissatisfied", "Very dissatisfied")
    four = ("Very satisfied", "Satisfied", "Somewhat satisfied", "Not satisfied")
    columns: dict[str, list[object]] = {"How satisfied are you? - Staff": spread(*five), "How satisfied are you? - Food": spread(*four)}
    found = meanings(tmp_path, columns)
    staff, food = (found[name].scale for name in columns)
    assert staff and food
    assert (staff.scale.code, food.scale.code) == ("csat", "csat-1-4")
    assert [food.values[answer] for answer in four] == [4, 3, 2, 1]


@pytest.mark.parametrize(
    "sentence",
    [
        "I value my time here",
        "We support the new plan of the town",
        "It would help me to know more",
        "I order what I need from home",
        "My manager is a great support to me",
    ],
)
def test_what_somebody_agrees_with_is_no_touchpoint_for_its_verbs(tmp_path: Path, sentence: str) -> None:
    found = meanings(tmp_path, {sentence: spread(*AGREE), "Rate the room": spread(*range(1, 6)), "Date": DAYS})
    assert found[sentence].place.stage == "unplaced"


@pytest.mark.parametrize(
    ("header", "touchpoint"),
    [
        ("The price is fair for what I get", "price"),
        ("The product is good value for money", "price"),
        ("Our customer support always knows the answer", "customer-service"),
        ("How would you rate the support?", "customer-service"),
        ("If you met our customer service, how satisfied are you with it?", "customer-service"),
    ],
)
def test_touchpoints_are_still_known_in_sentences(tmp_path: Path, header: str, touchpoint: str) -> None:
    answers = spread(*range(1, 6)) if "?" in header else spread(*AGREE)
    found = meanings(tmp_path, {header: answers, "Rate the room": spread(*range(1, 6)), "Date": DAYS})
    assert found[header].place.touchpoint == touchpoint


def test_choices_that_a_form_has_numbered_are_no_scale(tmp_path: Path) -> None:
    assert one(tmp_path, "P11", spread("1. As before", "2. Got a new flat", "3. Moved away")).kind is Kind.SEGMENT
    assert one(tmp_path, "P12", spread("1. Bad", "2. Fair", "3. Good")).kind is Kind.SCORE
    assert one(tmp_path, "P13", spread("No trust - 1", "2", "3", "4", "Full trust 5")).kind is Kind.SCORE


def test_answers_in_two_languages_are_steps(tmp_path: Path) -> None:
    answers = ("Très mauvais / Very bad", "Mauvais /Bad", "Bon/ Good", "Très bon / Very good", "Excellent /Excellent")
    found = one(tmp_path, "Wie war es / How was it", spread(*answers, "Je ne sais pas/ I don't know")).scale
    assert found
    assert [found.values[answer] for answer in answers] == [1, 2, 3, 4, 5]
    assert found.no_answer == ("Je ne sais pas/ I don't know",)


def test_an_end_and_what_denies_it_are_a_scale_with_any_word(tmp_path: Path) -> None:
    answers = ("Very unsafe", "Unsafe", "Neutral", "Safe", "Very safe")
    found = one(tmp_path, "On the bus at night", spread(*answers)).scale
    assert found and [found.values[answer] for answer in answers] == [1, 2, 3, 4, 5]
    assert one(tmp_path, "Lights", spread("Adequate", "Inadequate")).kind is Kind.SEGMENT


def test_codes_for_no_answer_stand_beside_words(tmp_path: Path) -> None:
    found = one(tmp_path, "How do you like it?", spread("Good", "Fair", "Poor", "Excellent", "-99"))
    assert found.scale and found.scale.no_answer == ("-99",)
    assert found.findings == ()


def test_lists_of_choices_and_boxes_are_no_comments(tmp_path: Path) -> None:
    lists = spread(
        "by bus;on foot", "on foot;by the night train", "by bus;by the night train", "by bus", "by the night train;on foot;by bus"
    )
    columns: dict[str, list[object]] = {
        "How do you get here?": lists,
        "It took me far too long to find it": [("It took me far too long to find it" if number in (4, 40) else "") for number in range(60)],
        "Tell us more": [f"I came by bus, and it was late by {number} minutes" for number in range(60)],
        "Rating": spread(*range(1, 6)),
    }
    found = meanings(tmp_path, columns)
    assert [found[name].kind for name in columns] == [Kind.LEAVE_OUT, Kind.LEAVE_OUT, Kind.COMMENT, Kind.SCORE]


def test_a_question_with_customers_and_tickets_in_it_is_no_number_of_a_customer(tmp_path: Path) -> None:
    header = "Please rank these by how they changed your view of ticket prices [Customer Service]"
    assert one(tmp_path, header, spread(*range(1, 6))).kind is not Kind.CUSTOMER_NUMBER
    assert one(tmp_path, "Company_ID", list(range(4000, 4060))).kind is Kind.CUSTOMER_NUMBER
    assert one(tmp_path, "person_id", list(range(4000, 4060))).kind is Kind.CUSTOMER_NUMBER


def test_promoters_beside_the_only_score_tell_that_it_asks_for_a_recommendation(tmp_path: Path) -> None:
    found = meanings(tmp_path, {"score": [7, 9, 3] * 20, "segment": ["Passives", "Promoters", "Detractors"] * 20, "Date": DAYS})
    assert scale(found["score"]) == "nps"
    assert found["segment"].kind is Kind.LEAVE_OUT


def test_the_ends_of_a_scale_in_a_header_of_one_word(tmp_path: Path) -> None:
    assert scale(one(tmp_path, "score_0_10", spread(*range(1, 11)))) == "rating-0-10"
    assert one(tmp_path, "q1_5", spread(*range(1, 31))).kind is not Kind.SCORE


def test_codes_with_a_metric_before_their_subject(tmp_path: Path) -> None:
    columns: dict[str, list[object]] = {
        "survey_q1_satclaims": spread(*range(1, 6)),
        "survey_q2_satwebsite": spread(*range(1, 6)),
        "survey_q3_osat": spread(*range(1, 6)),
    }
    found = meanings(tmp_path, columns)
    assert [scale(found[name]) for name in columns] == ["csat"] * 3
    assert [found[name].place.touchpoint for name in columns] == ["claims", "website", ""]
    assert found["survey_q3_osat"].role is Role.OUTCOME


def test_what_a_model_made_of_an_answer_is_left_out(tmp_path: Path) -> None:
    found = meanings(tmp_path, {"Rating": spread(*range(1, 6)), "bert_label": spread("POS", "NEG"), "model_score": spread(*range(1, 6))})
    assert [meaning.kind for meaning in found.values()] == [Kind.SCORE, Kind.LEAVE_OUT, Kind.LEAVE_OUT]


def test_sentences_side_by_side_with_the_same_numbers_are_scores_and_an_order_is_none(tmp_path: Path) -> None:
    sentences = ("My work here is long", "People here greet me well", "The rooms are warm enough", "There is time for a break")
    columns: dict[str, list[object]] = {sentence: spread(*range(1, 8), rows=14) for sentence in sentences}
    assert {scale(found) for found in meanings(tmp_path, columns).values()} == {"rating-1-7"}
    orders = [[1, 2, 3, 4, 5], [3, 1, 2, 5, 4], [2, 3, 5, 1, 4], [5, 4, 3, 2, 1], [4, 5, 1, 3, 2]] * 4
    titles = (*sentences, "The food is what it should be")
    order: dict[str, list[object]] = {title: [row[at] for row in orders] for at, title in enumerate(titles)}
    assert all(found.kind is not Kind.SCORE for found in meanings(tmp_path, order).values())


def test_boxes_of_one_question_about_satisfaction_are_no_yes_and_no(tmp_path: Path) -> None:
    ask = "How satisfied are you with the line?"
    columns: dict[str, list[object]] = {f"{ask} [{step}]": spread("Yes", "No") for step in ("Very satisfied", "Satisfied", "Not satisfied")}
    columns["Is your problem resolved?"] = spread("Yes", "No")
    assert [found.kind for found in meanings(tmp_path, columns).values()] == [*[Kind.SEGMENT] * 3, Kind.SCORE]


@pytest.mark.parametrize(
    ("head", "tool"),
    [
        (("_id", "_uuid", "_submission_time", "end"), "kobo"),
        (("meta-instanceID", "KEY", "SubmissionDate", "end"), "odk"),
        (("record_id", "redcap_survey_identifier", "survey_timestamp", "start_date"), "redcap"),
    ],
)
def test_field_tools_are_known_with_their_ids(tmp_path: Path, head: tuple[str, str, str, str], tool: str) -> None:
    columns: dict[str, list[object]] = {
        "How satisfied are you?": spread(*range(1, 6)),
        head[0]: [f"uuid:{number:04x}" for number in range(60)],
        head[1]: [f"{number:04x}" for number in range(60)],
        head[2]: DAYS,
        head[3]: list(reversed(DAYS)),
    }
    assert write(tmp_path, columns).layout == tool
    found = meanings(tmp_path, columns)
    assert [name for name, meaning in found.items() if meaning.kind is Kind.SUBMISSION_ID] in ([head[0]], [head[1]])
    assert [name for name, meaning in found.items() if meaning.kind is Kind.ANSWERED_AT] == [head[2]]


def test_what_the_company_wrote_back_is_no_comment(tmp_path: Path) -> None:
    said: list[object] = [f"It stopped for the {number}th time while I was reading" for number in range(60)]
    back: list[object] = [f"We are sorry and work on your case number {number}" for number in range(60)]
    found = meanings(
        tmp_path, {"Star Rating": spread(*range(1, 6)), "Review Text": said, "Developer Reply Text": back, "replyContent": back}
    )
    assert [meaning.kind for meaning in found.values()] == [Kind.SCORE, Kind.COMMENT, Kind.LEAVE_OUT, Kind.LEAVE_OUT]
    few = one(tmp_path, "Company response to consumer", spread("Closed with an explanation", "Closed with relief"))
    assert few.kind is Kind.SEGMENT


def test_a_rank_that_follows_the_mood_of_its_row_is_still_no_score(tmp_path: Path) -> None:
    columns = {f"Q{number}": steps(5, number) for number in range(1, 5)}
    ranked, rated = "Please rank the following by how they changed your view [Queue]", "How would you rank our service?"
    found = meanings(tmp_path, {**columns, ranked: steps(5, 9), rated: steps(5, 8)})
    assert found["Q1"].kind is found[rated].kind is Kind.SCORE
    assert found[ranked].kind is not Kind.SCORE


def test_items_without_a_word_that_asks_are_scores_where_several_stand_together(tmp_path: Path) -> None:
    french = ("Propreté des locaux", "Rapidité de la prise en charge", "Écoute des conseillers", "Clarté des explications")
    for names in (french, ("接客", "料理の味", "店内の雰囲気", "提供時間")):
        found = meanings(tmp_path, {name: spread(*range(1, 6), rows=12 + 5 * at)[:12] for at, name in enumerate(names)})
        assert {meaning.kind for meaning in found.values()} == {Kind.SCORE}
        assert {meaning.scale.scale.code for meaning in found.values() if meaning.scale} == {"rating"}


def test_amounts_and_groups_that_stand_together_are_no_scores(tmp_path: Path) -> None:
    names = ("Number of children", "Visits per month", "Age group", "Income class", "Postcode area")
    found = meanings(tmp_path, {name: spread(*range(1, 6), rows=12 + 5 * at)[:12] for at, name in enumerate(names)})
    assert Kind.SCORE not in {meaning.kind for meaning in found.values()}


def test_a_question_that_asks_on_speaks_of_the_one_before(tmp_path: Path) -> None:
    columns: dict[str, list[object]] = {}
    for number, dish in enumerate(("soup", "pie")):
        columns[f"Did you have the {dish}?"] = spread("Yes", "No")
        columns["If so, rate it" if not number else "If so, rate it (2)"] = spread(1, 2, 3, 4, 5)
    found = meanings(tmp_path, columns)
    assert [found[name].place.touchpoint_name for name in ("If so, rate it", "If so, rate it (2)")] == ["Soup", "Pie"]
    assert found["If so, rate it (2)"].label == "Did you have the pie? If so, rate it (2)"


def test_the_day_of_a_diagnosis_is_never_the_day_of_an_answer(tmp_path: Path) -> None:
    days: list[object] = [f"2016-03-{number % 28 + 1:02}" for number in range(60)]
    found = meanings(tmp_path, {"diagnosis_date": days, "satisfaction": spread(*range(1, 6))})
    assert found["diagnosis_date"].kind is Kind.FACT_DATE


def test_a_canned_reply_is_no_comment(tmp_path: Path) -> None:
    replies = spread("", "Thank you for your kind words, see you soon")
    found = meanings(tmp_path, {"reviewReply.comment": replies, "starRating": spread("ONE", "TWO", "THREE", "FOUR", "FIVE")})
    assert found["reviewReply.comment"].kind is Kind.LEAVE_OUT
    assert found["starRating"].scale and found["starRating"].scale.values["FIVE"] == 5


def test_numbers_in_words_are_steps_only_where_a_score_is_asked_for(tmp_path: Path) -> None:
    assert one(tmp_path, "Rooms", spread("One", "Two", "Three")).kind is not Kind.SCORE


def test_the_code_of_no_answer_may_stand_before_its_words(tmp_path: Path) -> None:
    found = one(
        tmp_path, "Rate the branch", spread("(1) Poor", "(2) Fair", "(3) Good", "(4) Very good", "(5) Excellent", "(98) Don't know")
    )
    assert found.scale and found.scale.no_answer == ("(98) Don't know",)
    assert found.scale.values["(5) Excellent"] == 5


@pytest.mark.parametrize("text", ["Reviewed in Malta on 3 March 2025", "Rezension aus Deutschland vom 3. März 2025"])
def test_a_day_may_stand_at_the_end_of_a_sentence(tmp_path: Path, text: str) -> None:
    found = one(tmp_path, "date", [text.replace("3", str(day % 28 + 1), 1) for day in range(60)])
    assert found.kind is Kind.ANSWERED_AT
    moment = found.dates.parse(text)
    assert moment is not None and (moment.year, moment.month, moment.day) == (2025, 3, 3)


@pytest.mark.parametrize("header", ["Was hat Sie gestört?", "What did you enjoy?", "Vad var bra?"])
def test_an_open_question_is_a_comment_where_nearly_nobody_says_the_same(tmp_path: Path, header: str) -> None:
    assert one(tmp_path, header, [f"long queue {number}" for number in range(60)]).kind is Kind.COMMENT
    assert one(tmp_path, header, spread("the long queue", "the high price", "the bad light")).kind is not Kind.COMMENT


def test_a_recommendation_of_a_few_people_needs_no_zero_and_the_doubt_is_said(tmp_path: Path) -> None:
    found = one(tmp_path, "Consiglierebbe il corso a un collega?", spread(*range(1, 11), rows=20))
    assert found.scale and found.scale.scale.code == "nps"
    assert [finding.code for finding in found.findings] == ["no-zero"]
    many = one(tmp_path, "Consiglierebbe il corso a un collega?", spread(*range(1, 11)))
    assert many.scale and many.scale.scale.code == "rating-1-10"


def test_a_slider_up_to_a_hundred_is_a_score_where_its_header_says_the_ends(tmp_path: Path) -> None:
    found = one(tmp_path, "How was the checkout? (0-100)", spread(0, 15, 33, 50, 75, 88, 100))
    assert found.scale and (found.scale.scale.minimum, found.scale.scale.maximum) == (0, 100)


def test_the_channel_of_a_survey_is_no_place_of_an_answer(tmp_path: Path) -> None:
    columns: dict[str, list[object]] = {"NPS": spread(*range(11)), "Survey channel": spread("E-mail", "Web")}
    assert meanings(tmp_path, columns)["Survey channel"].kind is Kind.SEGMENT


def test_two_questions_in_rows_whose_words_begin_alike_stay_two(store: Store, tmp_path: Path) -> None:
    """Their codes would be one: each is 64 letters at most. A recommendation is answered with 10, and nobody is satisfied by 10 of 5."""
    begin = "Thinking of everything that happened on the way from your first look to today, "
    asked = [f"{begin}how satisfied are you?", f"{begin}how likely are you to recommend us to a friend?"]
    columns: dict[str, list[object]] = {
        "Response ID": [n // 2 for n in range(80)],
        "Date": [f"2026-01-{n // 2 % 28 + 1:02}" for n in range(80)],
        "Question": [asked[n % 2] for n in range(80)],
        "Answer": [n // 2 % 11 if n % 2 else 1 + n // 2 % 5 for n in range(80)],
    }
    table = write(tmp_path, columns)
    mapping = suggest_mapping(table, understand(table))
    assert sorted(question.scale for question in mapping.definition.questions) == ["csat", "nps"]
    report = bring_in(store, COMMAND_LINE, tmp_path / "answers.csv", mapping, journey="shop", new_places=True)
    assert (report.refused, report.refused_answers) == (0, 0)
    with store.reading() as connection:
        assert sorted(row.wording for row in connection.execute(t.questions.select())) == sorted(asked)
