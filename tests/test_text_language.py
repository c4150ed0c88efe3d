"""Languages are named from common words, never guessed, and short comments go with their column."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocdash.text.language import LANGUAGES, detect

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The staff were friendly and helped me at once", "en"),
        ("Delivery late", "en"),
        ("soooo goood", "en"),
        ("Le Café was lovely", "en"),
        ("Service rapide et personnel agréable", "fr"),
        ("Alles war sehr gut, vielen Dank", "de"),
        ("El trato fue muy bueno", "es"),
        ("Il personale è molto gentile", "it"),
        ("O atendimento foi muito bom", "pt"),
        ("De service was erg goed en snel", "nl"),
        ("Det var väldigt bra och personalen var trevlig", "sv"),
        ("Obsługa była bardzo miła", "pl"),
        ("Çok iyi bir hizmet", "tr"),
        ("Всё было хорошо", "ru"),
        ("Все було добре, дякую її", "uk"),
        ("Πολύ καλή εξυπηρέτηση", "el"),
        ("サービスがとても良い", "ja"),
        ("服务很好", "zh"),
        ("서비스가 좋아요", "ko"),
        ("الخدمة ممتازة", "ar"),
        ("xqzt vbnm", "unknown"),
        ("12345", "unknown"),
        ("", "unknown"),
    ],
)
def test_names_the_language(text: str, language: str) -> None:
    assert detect([text]) == [language]


def test_short_comments_go_with_their_column() -> None:
    french = [
        "Le magasin est très bien",
        "Les prix sont trop élevés",
        "Le choix et la qualité",
        "Il y a du monde aux caisses",
        "Accueil et conseils de qualité",
    ]
    english = [
        "The shop is very good",
        "The prices are too high",
        "I like the choice and the quality",
        "There was a queue at the till",
        "We had good advice",
    ]
    assert detect([*french, "Super"])[-1] == "fr"
    assert detect([*english, "Super", "gr8 srvice"])[-2:] == ["en", "en"]
    assert detect([*english, "Отлично"])[-1] == "ru"
    assert detect([*english, "pas mal", "Gut", "good gut"])[-3:] == ["fr", "de", "en"]
    assert detect([*english, "Le personnel est très aimable"])[-1] == "fr"
    assert detect([*english, "12345"])[-1] == "unknown"


@given(st.lists(st.text()))
def test_every_text_gets_a_known_code(texts: list[str]) -> None:
    assert all(code == "unknown" or code in LANGUAGES for code in detect(texts))


def test_french_comments_are_not_taken_for_english() -> None:
    source = DATA / "nps_verbatims_fr" / "garden_store_fr_nps_utf8_repaired.csv"
    if not source.exists():
        pytest.skip("shared/data is not here")
    with source.open(encoding="utf-8", newline="") as lines:
        texts = [row["explication"] for row in csv.DictReader(lines) if len(row["explication"]) > 3]
    codes = detect(texts)
    assert codes.count("fr") > 0.98 * len(codes)
    assert codes.count("en") < 0.01 * len(codes)
