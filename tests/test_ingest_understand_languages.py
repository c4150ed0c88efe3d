"""Questions and answers in the languages of the world: scores, comments, and scales in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.columns import meanings, one, spread
from vocdash.ingest.inspect import inspect
from vocdash.ingest.understand import Kind
from vocdash.ingest.understand.text_scales import read_scale, yes_no

QUESTIONS = [
    ("タイムスタンプ", "総合的な満足度", "ご意見・ご感想"),
    ("时间戳记", "您对我们的服务满意吗？", "您的建议"),
    ("타임스탬프", "만족도를 평가해 주세요", "기타 의견"),
    ("Sygnatura czasowa", "Jak bardzo jest Pan zadowolony z usługi?", "Uwagi"),
    ("Časová značka", "Jak jste spokojeni s obsluhou?", "Připomínky"),
    ("Tidsstämpel", "Hur nöjd är du med oss?", "Synpunkter"),
    ("Отметка времени", "Насколько вы удовлетворены обслуживанием?", "Комментарий"),
    ("Zaman damgası", "Hizmetimizden ne kadar memnunsunuz?", "Yorumlarınız"),
    ("Cap waktu", "Seberapa puas Anda dengan layanan kami?", "Saran"),
    ("طابع زمني", "ما مدى رضاك عن الخدمة؟", "ملاحظات"),
    ("חותמת זמן", "עד כמה אתה מרוצה מהשירות?", "הערות"),
]


@pytest.mark.parametrize("names", QUESTIONS, ids=lambda names: names[2])
def test_a_form_in_another_language_is_understood(tmp_path: Path, names: tuple[str, str, str]) -> None:
    path = tmp_path / "form.csv"
    said = ["Très bien, merci à tous", "trop lent et trop cher", "", "ok"]
    rows = [f"2024/05/{day:02} 14:05:00,{day % 5 + 1},{said[day % 4]} {day if said[day % 4] else ''}" for day in range(1, 29)]
    path.write_text("\n".join([",".join(names), *rows]), encoding="utf-8")
    kinds = [meaning.kind for meaning in inspect(path).meanings]
    assert kinds == [Kind.ANSWERED_AT, Kind.SCORE, Kind.COMMENT]


@pytest.mark.parametrize(
    "steps",
    [
        ["Mycket missnöjd", "Missnöjd", "Varken nöjd eller missnöjd", "Nöjd", "Mycket nöjd"],
        ["Erittäin tyytymätön", "Tyytymätön", "Neutraali", "Tyytyväinen", "Erittäin tyytyväinen"],
        ["Bardzo niezadowolony", "Niezadowolony", "Ani zadowolony, ani niezadowolony", "Zadowolony", "Bardzo zadowolony"],
        ["Velmi nespokojen", "Nespokojen", "Ani spokojen, ani nespokojen", "Spokojen", "Velmi spokojen"],
        ["Очень плохо", "Плохо", "Нормально", "Хорошо", "Отлично"],
        ["Kesinlikle katılmıyorum", "Katılmıyorum", "Kararsızım", "Katılıyorum", "Kesinlikle katılıyorum"],
        ["Sangat tidak puas", "Tidak puas", "Cukup puas", "Puas", "Sangat puas"],
        ["とても不満", "不満", "どちらともいえない", "満足", "とても満足"],
        ["非常不满意", "不满意", "一般", "满意", "非常满意"],
        ["非常不滿意", "不滿意", "普通", "滿意", "非常滿意"],
        ["매우 불만족", "불만족", "보통", "만족", "매우 만족"],
        ["غير راض جدا", "غير راض", "محايد", "راض", "راض جدا"],
        ["غير راضٍ إطلاقاً", "غير راضٍ", "محايد", "راضٍ", "راضٍ جداً"],
        ["لا أوافق بشدة", "لا أوافق", "محايد", "أوافق", "أوافق بشدة"],
        ["ضعيفة", "مقبولة", "جيدة", "جيدة جداً", "ممتازة"],
        ["Mycket svårt", "Ganska svårt", "Varken lätt eller svårt", "Ganska lätt", "Mycket lätt"],
        ["Полностью недоволен", "Скорее недоволен", "Нейтрально", "Скорее доволен", "Полностью доволен"],
        ["Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng", "Rất hài lòng"],
        ["น้อยที่สุด", "น้อย", "ปานกลาง", "มาก", "มากที่สุด"],
        ["बहुत असंतुष्ट", "असंतुष्ट", "तटस्थ", "संतुष्ट", "बहुत संतुष्ट"],
        ["Completamente in disaccordo", "In disaccordo", "Né d'accordo né in disaccordo", "D'accordo", "Completamente d'accordo"],
        ["Slecht", "Matig", "Voldoende", "Goed", "Uitstekend"],
        ["Zeer ontevreden", "Ontevreden", "Niet tevreden, niet ontevreden", "Tevreden", "Zeer tevreden"],
        ["Heel moeilijk", "Moeilijk", "Niet gemakkelijk, niet moeilijk", "Gemakkelijk", "Heel gemakkelijk"],
        ["Bardzo trudno", "Trudno", "Ani łatwo, ani trudno", "Łatwo", "Bardzo łatwo"],
        ["Çok kötü", "Kötü", "Orta", "İyi", "Çok iyi"],
        ["(1) Very dissatisfied", "(2) Somewhat dissatisfied", "(3) Neither", "(4) Somewhat satisfied", "(5) Very satisfied"],
    ],
)
def test_a_scale_in_words_of_another_language_runs_from_worst_to_best(steps: list[str]) -> None:
    found = read_scale(steps)
    assert found is not None
    assert ([found.values[step] for step in steps], found.minimum, found.maximum) == ([1, 2, 3, 4, 5], 1, 5)


@pytest.mark.parametrize("answers", [("Tak", "Nie"), ("Да", "Нет"), ("はい", "いいえ"), ("是", "否"), ("Evet", "Hayır"), ("نعم", "لا")])
def test_yes_and_no(answers: tuple[str, str]) -> None:
    found = yes_no(answers)
    assert found is not None
    assert found.values == dict(zip(answers, (1, 0), strict=True))


@pytest.mark.parametrize(
    "header", ["¿Qué probabilidad hay de que nos recomiende a un amigo?", "Quanto è probabile che ci consigli a un amico?"]
)
def test_a_recommendation_is_told_in_the_form_that_its_language_asks_in(tmp_path: Path, header: str) -> None:
    found = one(tmp_path, header, spread(*range(11)))
    assert found.scale and found.scale.scale.code == "nps"


@pytest.mark.parametrize(
    ("header", "steps", "not_used"),
    [
        ("Wie zufrieden waren Sie mit dem Frühstück?", ["sehr zufrieden", "zufrieden", "unzufrieden"], "nicht genutzt"),
        ("Êtes-vous satisfait du petit-déjeuner ?", ["très satisfait", "satisfait", "insatisfait"], "Non utilisé"),
        ("Hoe tevreden bent u over het ontbijt?", ["zeer tevreden", "tevreden", "ontevreden"], "niet gebruikt"),
        ("¿Está satisfecho con el desayuno?", ["muy satisfecho", "satisfecho", "insatisfecho"], "No utilizado"),
        ("How satisfied were you with breakfast?", ["very satisfied", "satisfied", "dissatisfied"], "Didn’t use"),
    ],
)
def test_what_most_people_did_not_use_is_a_score_of_those_who_did(tmp_path: Path, header: str, steps: list[object], not_used: str) -> None:
    found = one(tmp_path, header, [*steps, not_used, not_used, not_used, not_used] * 10)
    assert found.kind is Kind.SCORE and found.scale is not None
    assert (found.scale.scale.code, found.scale.no_answer, [*found.scale.values.values()]) == ("csat", (not_used,), [5, 4, 2])


@pytest.mark.parametrize("header", ["N° réponse", "Nº de encuesta", "Antwort-Nr.", "N. risposta"])
def test_the_number_of_an_answer_is_its_id(tmp_path: Path, header: str) -> None:
    found = one(tmp_path, header, [*range(101, 141)])
    assert (found.kind, found.confidence) == (Kind.SUBMISSION_ID, 0.9)


def test_the_group_of_a_rating_is_no_second_rating(tmp_path: Path) -> None:
    words = ["Satisfied", "Neutral", "Unsatisfied"] * 20
    assert meanings(tmp_path, {"Rating": [5, 3, 1] * 20, "Rating group": words})["Rating group"].kind is Kind.LEAVE_OUT
