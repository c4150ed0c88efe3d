"""Where a question belongs, and where it waits when its words do not say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.columns import meanings, spread
from vocdash.domain import Role
from vocdash.ingest.understand import Kind, PlaceGuess, words
from vocdash.ingest.understand.places import guess_place, with_a_place
from vocdash.ingest.understand.profile import plain_words


def test_a_header_that_comes_again_gives_way_to_what_stands_below_it() -> None:
    place = with_a_place(PlaceGuess(), "Please rate each aspect: (2)", "Quality of it", Role.PERFORMANCE)
    assert place.touchpoint_name == "Quality of it"


@pytest.mark.parametrize(
    ("column", "label"),
    [
        ("Q4_1", "Please rate these. - Opening hours"),
        ("QID7-2", "Please rate these. [Opening hours]"),
        ("Please rate: >> Opening hours", "Please rate: >> Opening hours"),
        ("3、请打分—Opening hours", "3、请打分—Opening hours"),
    ],
)
def test_an_item_of_a_question_is_named_by_itself_and_not_by_its_code(column: str, label: str) -> None:
    place = with_a_place(PlaceGuess(), column, label, Role.PERFORMANCE)
    assert place.touchpoint_name == "Opening hours"


@pytest.mark.parametrize(
    ("header", "role", "touchpoint", "stage"),
    [
        ("Q8A", Role.PERFORMANCE, "Q8A", "Not placed yet"),
        ("Zumba class", Role.PERFORMANCE, "Zumba class", "Not placed yet"),
        ("Zumba class", Role.IMPORTANCE, "Zumba class", "Not placed yet"),
        ("To what degree do you agree with this? [They are quick]", Role.PERFORMANCE, "They are quick", "Not placed yet"),
        ("To what degree do you agree with this - They keep at it", Role.PERFORMANCE, "They keep at it", "Not placed yet"),
        (
            "Were they there when nobody else in the world was",
            Role.PERFORMANCE,
            "Were they there when nobody else in the …",
            "Not placed yet",
        ),
        ("How satisfied are you with the delivery?", Role.PERFORMANCE, "Delivery", "Delivery and first use"),
        ("All in all", Role.OUTCOME, "", "Overall"),
        ("Q8A", Role.IMPORTANCE, "", ""),
    ],
)
def test_a_score_that_says_nothing_of_its_place_stays_in_sight(header: str, role: Role, touchpoint: str, stage: str) -> None:
    place = with_a_place(guess_place(header, header, role), header, header, role)
    assert (place.touchpoint_name, place.stage_name) == (touchpoint, stage)


def test_a_part_of_a_word_makes_nothing_the_whole(tmp_path: Path) -> None:
    columns: dict[str, list[object]] = {name: spread(*range(1, 6)) for name in ("ما مدى رضاك عن الخدمة بشكل عام؟", "تقييم تعامل الموظفين")}
    found = meanings(tmp_path, columns)
    assert [meaning.place.stage for meaning in found.values()] == ["overall", "use"]


@pytest.mark.parametrize("header", ["Spokojený zákazník", "Giá vé", "Nový produkt"])
def test_letters_of_other_languages_ask_for_nothing(header: str) -> None:
    said = plain_words(header)
    assert not words.RATING.search(said) and not words.COMMENT.search(said) and not words.SAYS_COMMENT.search(said)


@pytest.mark.parametrize(
    ("header", "touchpoint", "stage"),
    [
        ("Насколько вы довольны доставкой?", "Delivery", "receive"),
        ("Оцените работу персонала", "Staff", "use"),
        ("Скорость доставки", "Скорость доставки", "receive"),
        ("Ціна", "Price", "choose"),
        ("Πόσο ικανοποιημένοι είστε από την παράδοση;", "Delivery", "receive"),
        ("Καθαριότητα", "Cleanliness", "use"),
        ("ما مدى رضاك عن سرعة التوصيل؟", "Delivery", "receive"),
        ("تقييم تعامل الموظفين", "Staff", "use"),
        ("נקיון", "Cleanliness", "use"),
        ("עד כמה אתה מרוצה מהמשלוח?", "Delivery", "receive"),
        ("आप हमारी डिलीवरी से कितने संतुष्ट हैं?", "Delivery", "receive"),
        ("कर्मचारियों का व्यवहार", "Staff", "use"),
        ("您对配送服务满意吗？", "Delivery", "receive"),
        ("客服满意度", "Customer service", "help"),
        ("配送速度", "配送速度", "receive"),
        ("配送についての満足度", "Delivery", "receive"),
        ("スタッフの接客はいかがでしたか", "Staff", "use"),
        ("배송 만족도", "Delivery", "receive"),
        ("직원의 친절도를 평가해 주세요", "Staff", "use"),
        ("ห้องน้ำ", "Toilets", "use"),
        ("พนักงานบริการ", "Staff", "use"),
    ],
)
def test_touchpoints_are_known_in_other_alphabets(header: str, touchpoint: str, stage: str) -> None:
    place = guess_place(header, header, Role.PERFORMANCE)
    assert (place.touchpoint_name, place.stage) == (touchpoint, stage)


@pytest.mark.parametrize(
    "header", ["Центр города", "Персональные данные", "Отменный вкус", "Возраст", "मूल्यांकन", "बिल्कुल नहीं", "הרבה תורמים"]
)
def test_the_beginning_of_another_word_is_no_touchpoint(header: str) -> None:
    assert guess_place(header, header, Role.PERFORMANCE).stage == ""


@pytest.mark.parametrize(
    ("stage", "touchpoint", "question", "value"),
    [
        ("Этап", "Точка контакта", "Вопрос", "Оценка"),
        ("阶段", "触点", "问题", "评分"),
        ("ステージ", "タッチポイント", "質問", "評価"),
        ("단계", "접점", "질문", "점수"),
        ("المرحلة", "نقطة التواصل", "السؤال", "التقييم"),
        ("שלב", "נקודת מגע", "שאלה", "ציון"),
        ("चरण", "टचपॉइंट", "प्रश्न", "रेटिंग"),
        ("ขั้นตอน", "จุดสัมผัส", "คำถาม", "คะแนน"),
        ("Στάδιο", "Σημείο επαφής", "Ερώτηση", "Βαθμολογία"),
        ("Étape", "Point de contact", "Question", "Réponse"),
    ],
)
def test_a_long_file_names_its_places_in_any_language(tmp_path: Path, stage: str, touchpoint: str, question: str, value: str) -> None:
    columns: dict[str, list[object]] = {
        stage: spread("A one", "A two"),
        touchpoint: spread("T one", "T two", "T three"),
        question: spread("How satisfied are you?", "How easy was it?"),
        value: spread(*range(1, 6)),
    }
    assert [meaning.kind for meaning in meanings(tmp_path, columns).values()] == [Kind.STAGE, Kind.TOUCHPOINT, Kind.QUESTION, Kind.SCORE]
