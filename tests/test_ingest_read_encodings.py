"""The encoding of a file, told by its bytes, its letters and its words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reading import codes, rows, table
from vocdash.domain import Severity


@pytest.mark.parametrize(
    ("codec", "expected"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("cp1252", "cp1252"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_encodings_are_told_apart(tmp_path: Path, codec: str, expected: str) -> None:
    found = table(tmp_path, ("id,note\n" + "1,“Très bien” – 5 €\n2,Größe naïve\n" * 5).encode(codec))
    assert found.dialect.encoding == expected
    assert rows(found)[:2] == [["1", "“Très bien” – 5 €"], ["2", "Größe naïve"]]
    assert found.columns == ("id", "note")


def test_latin_1_and_plain_ascii(tmp_path: Path) -> None:
    assert table(tmp_path, "id,note\n1,très bien\n".encode("latin-1")).dialect.encoding == "latin-1"
    assert table(tmp_path, "id,note\n1,well\n").dialect.encoding == "ascii"


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("cp1252", "En dårlig oplevelse på grund af støj, så vi rejste"),
        ("cp1250", "Prosiłem o żądaną część, ale długo czekałem na odpowiedź"),
        ("gb18030", "工作人员非常友好，房间干净整洁，但是等了两个小时"),
        ("cp1251", "Обслуживание было очень хорошим, но доставка опоздала"),
        ("shift_jis", "とても親切でしたが配達が遅れました"),
        ("mac_roman", "très bien reçu, mais déjà cassé à l’arrivée"),
        ("cp1250", "Őszintén jó volt, de túl sokat kellett várni, így nem tűnt gyorsnak"),
        ("cp1250", "Totul a fost bine, dar am aşteptat prea mult şi nu mulţumesc"),
        ("iso8859_2", "Wszystko w porządku, dziękuję, tylko źle się czekało"),
        ("cp1254", "Çok bekledim, açıklama yapılmadı, ığdır şişe"),
        ("cp1257", "Viskas gerai, ačiū, tik per ilgai laukiau eilėje už įėjimą"),
        ("cp1252", "Allt var í lagi, þakka þér, en of löng bið og mjög dýrt"),
        ("cp1252", "Kõik oli väga hea, aitäh, aga ootasin liiga kaua, šokk"),
        ("iso8859_15", "Ça coûte 5 €, et l'œuvre n'était pas à la hauteur"),
        ("big5", "一切都很好，但是等待時間太長，員工很友善，太貴了"),
        ("euc_jp", "とても親切でしたが配達が遅れました"),
        ("cp874", "ดีมากขอบคุณ แต่รอนานเกินไป"),
        ("cp1255", "הכל היה מצוין, אבל חיכיתי יותר מדי זמן"),
        ("cp932", "①とても親切でしたが、㈱の髙橋さんの配達だけが遅れました。"),
    ],
)
def test_other_alphabets_are_judged_by_their_letters(tmp_path: Path, codec: str, text: str) -> None:
    found = table(tmp_path, ("id;note\n" + "".join(f"{i};{text}\n" for i in range(20))).encode(codec))
    assert rows(found)[3] == ["3", text]


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("gb18030", "很好"),
        ("gb18030", "服务不错"),
        ("big5", "很好"),
        ("euc_kr", "좋아요"),
        ("shift_jis", "とても良い"),
        ("cp1251", "Хорошо"),
        ("cp1256", "جيد جدا"),
        ("cp874", "ดีมาก"),
        ("cp866", "Очень медленно"),
        ("cp1253", "Πολύ καλό"),
    ],
)
def test_few_words_of_another_alphabet_are_read_and_both_readings_are_shown(tmp_path: Path, codec: str, text: str) -> None:
    found = table(tmp_path, f"id;note\n1;{text}\n2;\n".encode(codec))
    assert (found.dialect.encoding, rows(found)[0][1]) == (codec, text)
    told = [finding.what for finding in found.findings if finding.code == "few-letters"]
    assert bool(told) == (found.dialect.confidence["encoding"] < 0.7)
    assert all(f"“{text.split()[0]}” is read as {codec}" in what for what in told)


def test_signs_and_words_of_western_europe_stay_western(tmp_path: Path) -> None:
    for text in ("5 € – “ok”", "naïve", "20 °C", "ÄÖÜ", "señor", "Größe"):
        assert rows(table(tmp_path, f"id;note\n1;{text}\n2;\n".encode("cp1252")))[0][1] == text


def test_what_is_not_in_the_smaller_encoding_far_down_the_file_is_read_all_the_same(tmp_path: Path) -> None:
    usual = "とても親切でしたが配達が遅れました"
    lines = [f"{number},{usual}" for number in range(4_000)]
    for last, name in ((usual, "shift_jis"), ("髙橋さん", "cp932")):
        found = table(tmp_path, ("id,note\n" + "\n".join([*lines, f"4000,{last}"])).encode("cp932"))
        assert (found.dialect.encoding, rows(found)[-1]) == (name, ["4000", last])


@pytest.mark.parametrize("text", ["Őszintén jó, nem tűnt rossznak", "Azonosító: őr, gyűlés"])
def test_a_few_words_of_hungarian_are_enough(tmp_path: Path, text: str) -> None:
    assert table(tmp_path, f"id;note\n1;{text}\n".encode("cp1250")).dialect.encoding == "cp1250"


def test_one_bad_byte_in_a_good_file_is_kept_and_named(tmp_path: Path) -> None:
    found = table(tmp_path, "id,note\n1,très\n2,".encode() + b"caf\xe9\n" + "3,Größe\n".encode())
    assert (found.dialect.encoding, rows(found)[1]) == ("utf-8", ["2", "caf\ufffd"])
    assert [(finding.line, finding.severity) for finding in found.findings if finding.code == "bad-byte"] == [(3, Severity.WARNING)]


def test_nul_bytes_are_left_out(tmp_path: Path) -> None:
    found = table(tmp_path, b"id,note\n" + b"1,fine\n" * 50 + b"2,fi\0ne\n")
    assert rows(found)[-1] == ["2", "fine"]
    assert "nul-bytes" in codes(found)
