"""What single tools do in their exports: codes for answers, choices in columns of their own, headers with code and wording."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.columns import meanings, one, spread, write
from vocdash.ingest.mapping_file import load_mapping
from vocdash.ingest.read import read_table
from vocdash.ingest.understand import Kind, suggest_mapping, understand

DAYS: list[object] = [f"2026-03-{number % 28 + 1:02} 10:00:00" for number in range(60)]


@pytest.mark.parametrize(
    "header", ["What is the main reason for your score?", "nps_reason", "Any suggestions?", "Follow-up Response", "Vos suggestions"]
)
def test_why_somebody_answered_so_is_a_comment_where_it_takes_several_words(tmp_path: Path, header: str) -> None:
    sentences = spread("It came a week too late", "Nobody picked up the phone", "The staff were kind and quick")
    assert one(tmp_path, header, sentences).kind is Kind.COMMENT
    assert one(tmp_path, header, spread("Price", "Delivery time", "Staff")).kind is Kind.SEGMENT


@pytest.mark.parametrize("header", ["Star Rating", "Review Stars", "Response Rating", "Emotion (1-5)", "您对服务的整体评价"])
def test_stars_and_responses_are_no_touchpoints(tmp_path: Path, header: str) -> None:
    found = meanings(tmp_path, {header: spread(*range(1, 6)), "Date": DAYS})[header]
    assert (found.place.stage, found.place.touchpoint) == ("overall", "")


def test_the_day_of_the_rating_goes_before_the_day_of_the_ticket(tmp_path: Path) -> None:
    columns: dict[str, list[object]] = {
        "Ticket created - Date": DAYS,
        "Satisfaction rating - Date": DAYS,
        "Satisfaction": spread("Good", "Bad"),
    }
    assert meanings(tmp_path, columns)["Satisfaction rating - Date"].kind is Kind.ANSWERED_AT


def test_a_few_answers_do_not_borrow_their_scale_from_a_recommendation(tmp_path: Path) -> None:
    columns: dict[str, list[object]] = {
        "How satisfied are you?": [1 + number % 5 for number in range(10)],
        "How likely are you to recommend us?": list(range(1, 11)),
        "Overall rating": [1 + number % 5 for number in range(10)],
        "Overall NPS": list(range(1, 11)),
    }
    found = meanings(tmp_path, columns)
    assert [one.scale.scale.code for one in found.values() if one.scale] == ["csat", "nps", "rating", "nps"]


def test_dates_of_a_tool_that_can_be_read_in_two_ways_are_said_and_others_not(tmp_path: Path) -> None:
    def codes(*days: str) -> list[str]:
        columns: dict[str, list[object]] = {"Respondent ID": [7, 8, 9], "Collector ID": [1, 1, 1], "End Date": list(days), "NPS": [9, 2, 5]}
        return [finding.code for finding in meanings(tmp_path, columns)["End Date"].findings]

    assert codes("03/11/2020 23:44", "03/11/2020 23:50", "03/11/2020 23:59") == ["ambiguous-dates"]
    assert codes("09/09/2020 23:44", "09/09/2020 23:50", "09/09/2020 23:59") == []


def test_the_only_response_of_an_export_keeps_its_id(tmp_path: Path) -> None:
    columns: dict[str, list[object]] = {"ResponseId": ["R_1"], "RecordedDate": ["2026-03-01 10:00:00"], "Q1": ["Came a week too late"]}
    assert meanings(tmp_path, columns)["ResponseId"].kind is Kind.SUBMISSION_ID


@pytest.mark.parametrize("header", ["Survey Question: Question Title", "question_category"])
def test_rows_that_name_their_question_are_answers(tmp_path: Path, header: str) -> None:
    path = tmp_path / "survey.csv"
    head = f"Answer ID,Answered at,{header},Answer content"
    rows = [
        f"{number},2026-03-{1 + number % 28:02} 10:00:00,{('NPS', 'Why?')[number % 2]},{(number // 2 % 11, 'It came too late')[number % 2]}"
        for number in range(60)
    ]
    path.write_text("\n".join([head, *rows]) + "\n")
    table = read_table(path)
    mapping = suggest_mapping(table, understand(table))
    assert mapping.long and (mapping.long.question, mapping.long.value) == (header, "Answer content")
    assert [question["scale"] for question in mapping.to_dict()["questions"] if "scale" in question] == ["nps"]


def test_an_order_of_things_is_no_row_of_scores(tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    codes, names = [f"m4_{item}" for item in range(1, 6)], ("Price", "Speed", "Look", "Care", "Staff")
    rows = [",".join(f"{1 + (row + item) % 5}" for item in range(5)) for row in range(12)]

    def kinds(question: str) -> set[Kind]:
        labels = ",".join(f"{question} - {name}" for name in names)
        path.write_text(
            "\n".join(["ResponseId," + ",".join(codes), f"Response ID,{labels}", *(f"R_{n},{row}" for n, row in enumerate(rows))])
        )
        return {meaning.kind for meaning in understand(read_table(path))[1:]}

    assert kinds("Think of your last visit to the shop") == {Kind.SCORE}
    assert Kind.SCORE not in kinds("Please order the following by what matters to you")


def test_a_header_of_any_length_is_mapped(tmp_path: Path) -> None:
    told = ", and whatever comes to your mind" * 60
    columns: dict[str, list[object]] = {
        f"Id of the response{told}": list(range(60)),
        f"Submitted on{told}": DAYS,
        f"Rate the delivery{told}": spread(*range(1, 6)),
        f"Total amount{told}": [number * 13.5 for number in range(60)],
        f"Delivered on{told}": DAYS[::-1],
        f"Gender{told}": spread("f", "m"),
    }
    table = write(tmp_path, columns)
    mapping = suggest_mapping(table, understand(table)).to_dict()
    assert len(mapping["questions"]) == 1 and len(mapping["submission"]["facts"]) == 2


def test_a_few_slips_of_the_pen_do_not_hide_a_recommendation(tmp_path: Path) -> None:
    values: list[object] = [*(number % 11 for number in range(77)), 14, 55, 90]
    found = one(tmp_path, "How likely are you to recommend us?", values)
    assert found.scale and found.scale.scale.code == "nps"


def test_headers_with_code_and_wording_are_known(tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    head = '"id. Response ID";"submitdate. Date submitted";"lastpage. Last page";"startlanguage. Language";"G1Q1. Would you recommend us?"'
    rows = [f'"{number}";"2026-03-{number:02} 10:00:00";"3";"en";"{number % 11}"' for number in range(1, 29)]
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8-sig")
    table = read_table(path)
    kinds = [meaning.kind for meaning in understand(table)]
    assert table.layout == "limesurvey" and not table.findings
    assert kinds[:4] == [Kind.SUBMISSION_ID, Kind.ANSWERED_AT, Kind.LEAVE_OUT, Kind.LANGUAGE]


def test_steps_in_columns_of_their_own_are_one_score(tmp_path: Path) -> None:
    choices = ("Very satisfied", "Satisfied", "Neutral", "Dissatisfied")
    columns: dict[str, list[object]] = {
        choice: [choice if number % 4 == at else "" for number in range(40)] for at, choice in enumerate(choices)
    }
    found = meanings(tmp_path, {**columns, "Date": DAYS[:40], "NPS": spread(*range(11), rows=40)})
    first = found["Very satisfied"]
    assert (first.kind, first.also) == (Kind.SCORE, choices[1:])
    assert first.scale and (first.scale.values["Very satisfied"], first.scale.values["Dissatisfied"]) == (5, 2)
    assert [finding.code for finding in first.findings] == ["choices-joined"]
    assert all(found[choice].kind is Kind.LEAVE_OUT for choice in choices[1:])
    several: dict[str, list[object]] = {choice: [choice] * 40 for choice in choices}
    found = meanings(tmp_path, {**several, "Date": DAYS[:40], "NPS": spread(*range(11), rows=40)})
    assert not found["Very satisfied"].findings and found["Very satisfied"].kind is Kind.LEAVE_OUT


def test_a_header_that_comes_again_speaks_of_the_score_before_it(tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    rows = [
        f"2026-03-{number:02},{number % 5 + 1},Slow but kind {number},{number % 4 + 1},Quick and good {number}" for number in range(1, 29)
    ]
    path.write_text("\n".join(["Date,Delivery rating,Comment,Overall rating,Comment", *rows]) + "\n", encoding="utf-8")
    found = {meaning.column: meaning for meaning in understand(read_table(path))}
    assert (found["Comment"].explains, found["Comment (2)"].explains) == ("Delivery rating", "Overall rating")


def test_answers_in_words_of_a_long_file_keep_their_numbers_and_their_direction(tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    faces = ("😠", "🙁", "😐", "😃", "🤩")
    rows = [f"{number},2026-03-{number:02},{faces[number % 5]},web" for number in range(1, 29)]
    path.write_text("\n".join(["Conversation ID,Rated at,Rating,Channel", *rows]) + "\n", encoding="utf-8")
    table = read_table(path)
    long = suggest_mapping(table, understand(table)).long
    assert (long.default_scale, long.values) == ("rating", dict(zip(faces, (1.0, 2.0, 3.0, 4.0, 5.0), strict=True)))
    worse = ("1 - Very good", "2 - Good", "3 - Fair", "4 - Poor", "5 - Very bad")
    rows = [f"{number},2026-03-{number:02},{worse[number % 5]},web" for number in range(1, 29)]
    path.write_text("\n".join(["Conversation ID,Rated at,Rating,Channel", *rows]) + "\n", encoding="utf-8")
    table = read_table(path)
    long = suggest_mapping(table, understand(table)).long
    assert [long.values[word] for word in worse] == [5.0, 4.0, 3.0, 2.0, 1.0]


@pytest.mark.parametrize(
    ("head", "tool"),
    [
        ("Antwort ID;Datum Abgeschickt;Letzte Seite;Start-Sprache;Datum gestartet", "limesurvey"),
        ("ID de la réponse;Date de soumission;Dernière page;Langue de départ;Date de lancement", "limesurvey"),
        ("ID;Fertigstellungszeit;Letzte Änderung;E-Mail;Startzeit", "microsoft-forms"),
        ("ID;Heure de fin;Nom;Adresse de messagerie;Heure de début", "microsoft-forms"),
    ],
)
def test_the_columns_of_a_tool_are_known_in_other_languages(tmp_path: Path, head: str, tool: str) -> None:
    path = tmp_path / "survey.csv"
    rows = [f"{n};2026-03-{n:02} 10:00:00;3;{'de' if tool == 'limesurvey' else ''};2026-03-{n:02} 09:50:00;{n % 11}" for n in range(1, 29)]
    path.write_text("\n".join([f"{head};NPS", *rows]) + "\n", encoding="utf-8-sig")
    table = read_table(path)
    kinds = [meaning.kind for meaning in understand(table)]
    assert (table.layout, kinds[0], kinds[1], kinds[4]) == (tool, Kind.SUBMISSION_ID, Kind.ANSWERED_AT, Kind.STARTED_AT)


@pytest.mark.parametrize("year", [1970, 1980])
def test_a_column_of_days_that_stand_for_no_date_is_none(tmp_path: Path, year: int) -> None:
    columns: dict[str, list[object]] = {"submitdate": [f"{year}-01-01 00:00:00"] * 60, "lastpage": [3] * 60, "NPS": spread(*range(11))}
    found = meanings(tmp_path, columns)["submitdate"]
    assert (found.kind, [finding.code for finding in found.findings]) == (Kind.LEAVE_OUT, ["epoch-date"])
    assert str(year) in found.findings[0].what


def test_comments_in_languages_without_blanks_between_words_are_comments(tmp_path: Path) -> None:
    texts = spread("とても親切でしたが配達が遅れました", "待ち時間が長すぎました", "値段が高いと思います", "また来たいです")
    assert one(tmp_path, "自由回答", [f"{text}{number}" for number, text in enumerate(texts)]).kind is Kind.COMMENT


def test_how_long_ago_something_was_is_no_comment(tmp_path: Path) -> None:
    ago = [f"{number} days" for number in range(2, 62)]
    assert one(tmp_path, "days_since_review", list(ago)).kind is Kind.LEAVE_OUT


def test_dates_of_births_are_dates_and_never_the_day_of_an_answer(tmp_path: Path) -> None:
    born: list[object] = [f"19{number % 60 + 10}-0{number % 9 + 1}-11" for number in range(60)]
    found = meanings(tmp_path, {"dob": born, "joined": list(reversed(born)), "How satisfied are you?": spread(*range(1, 6))})
    assert {name: found[name].dates.format for name in ("dob", "joined")} == {"dob": "%Y-%m-%d", "joined": "%Y-%m-%d"}
    assert [found["dob"].kind, found["joined"].kind] == [Kind.FACT_DATE, Kind.FACT_DATE]
    founded: list[object] = [f"{number % 40 + 1860}-03-11" for number in range(60)]
    assert meanings(tmp_path, {"founded": founded, "Rating": spread(*range(1, 6))})["founded"].kind is Kind.FACT_DATE


def test_a_contract_that_ends_next_year_is_no_mistake(tmp_path: Path) -> None:
    ends: list[object] = [f"2027-0{number % 9 + 1}-11" for number in range(60)]
    found = meanings(tmp_path, {"Timestamp": DAYS[:60], "Expiry": ends, "Rating": spread(*range(1, 6))})
    assert (found["Expiry"].kind, found["Expiry"].findings) == (Kind.FACT_DATE, ())


def test_dates_of_one_file_that_are_written_alike_are_read_alike(tmp_path: Path) -> None:
    at: list[object] = [f"{number % 6 + 1}/{number % 28 + 1}/2025 9:42" for number in range(60)]
    replied: list[object] = ["4/12/2025 13:10" if number == 3 else "" for number in range(60)]
    found = meanings(tmp_path, {"at": at, "repliedAt": replied, "score": spread(*range(1, 6))})
    assert found["repliedAt"].dates.format == found["at"].dates.format == "%m/%d/%Y %H:%M"
    assert found["repliedAt"].findings == ()
    alone = meanings(tmp_path, {"repliedAt": replied, "score": spread(*range(1, 6))})["repliedAt"]
    assert alone.dates.format == "%d/%m/%Y %H:%M"
    assert [finding.code for finding in alone.findings] == ["ambiguous-dates"]


def test_what_people_ticked_is_named_where_it_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    head = "Respondent ID,Collector ID,Start Date,End Date,How did you reach us?,,,How satisfied are you?"
    ticks = ("Website,,", "Website,App,", ",App,Phone", ",,", "Website,App,Phone")
    rows = [f"{100 + at},7,03/{1 + at % 28:02}/2026,03/{1 + at % 28:02}/2026,{ticks[at % 5]},{1 + at % 5}" for at in range(40)]
    path.write_text("\n".join([head, ",,,,Website,App,Phone,Response", *rows]) + "\n", encoding="utf-8")
    found = understand(read_table(path))
    [told] = [finding for meaning in found for finding in meaning.findings if finding.code == "choices-left-out"]
    assert told.what == (
        "What people ticked at “How did you reach us?” is left out: “Website”, “App”, “Phone”, each in a column of its own."
    )
    assert (told.column, told.count) == ("How did you reach us?", 3)


def test_the_steps_of_an_expanded_export_are_one_answer_each_row(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    steps = ("Very satisfied", "Satisfied", "Neither", "Dissatisfied", "Very dissatisfied", "N/A")
    chosen = [("Very satisfied", "Dissatisfied", "N/A", "Very dissatisfied")[at % 4] for at in range(40)]  # two steps nobody chose
    ticked = [",".join(step if step == one else "" for step in steps) for one in chosen]
    rows = [f"{100 + at},03/{1 + at % 28:02}/2026,{cells},ok then {at}" for at, cells in enumerate(ticked)]
    head = "Respondent ID,End Date,How satisfied are you with our support?,,,,,,What would you improve?"
    path.write_text("\n".join([head, f",,{','.join(steps)},Open-Ended Response", *rows]) + "\n", encoding="utf-8")
    table = read_table(path)
    found = understand(table)
    [score] = [meaning for meaning in found if meaning.kind is Kind.SCORE]
    assert (score.column, len(score.also)) == ("How satisfied are you with our support?", 5)
    assert score.label == "How satisfied are you with our support?" and score.place.touchpoint
    mapping = suggest_mapping(table, found)
    [question] = [question for question in mapping.definition.questions if question.scale]
    assert question.also == score.also and mapping == load_mapping(mapping.to_dict())
    assert not mapping.columns().isdisjoint(score.also)
