"""Labels of what comments are about, what they teach, and the page for it."""

from __future__ import annotations

import random

import pytest
import sqlalchemy as sa

from tests.answers import Answer, write
from vocdash.access import Access, Actor
from vocdash.domain import Scope
from vocdash.errors import NotAllowed, UnknownName, VocError
from vocdash.ingest.learning import lessons
from vocdash.ingest.learning_themes import forget_themes, teach_themes, theme_lesson_as_text, theme_lessons
from vocdash.ingest.rescore import rescore, state
from vocdash.labels import labelled, take_back
from vocdash.metrics.mentions import mentioned
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.text.themes import ThemesSaid
from vocdash.themes.labelling import ToLabel, label_themes, next_for_themes, themes_said
from vocdash.themes.live import read_live

INES, OTTO, LENA = Actor("Ines", Access.FRONTLINE), Actor("Otto", Access.FRONTLINE), Actor("Lena", Access.LEAD)


def commented(store: Store, texts: list[str]) -> None:
    write(store, [Answer(who, "comment", None, sentiment="neutral", text=text) for who, text in enumerate(texts, 1)])
    with store.writing() as connection:
        connection.execute(sa.update(t.responses).values(language="en"))


def test_comments_come_once_each_with_the_themes_they_could_be_about(store: Store) -> None:
    commented(store, ["The staff were kind.", "It was dear."])
    first = next_for_themes(store, INES)
    assert first is not None and first.text == "The staff were kind."
    codes = [theme.code for theme in first.offered]
    assert {"staff", "price", "waiting"} <= set(codes) and [each.name for each in first.offered] == sorted(
        each.name for each in first.offered
    )
    label_themes(store, INES, first, ["staff", "nowhere"])
    second = next_for_themes(store, INES)
    assert second is not None and second.text == "It was dear."
    label_themes(store, INES, second, [])
    assert next_for_themes(store, INES) is None and labelled(store, INES, "themes") == 2
    assert [(each.text, each.said) for each in themes_said(store)] == [("The staff were kind.", {"staff"}), ("It was dear.", frozenset())]
    assert take_back(store, INES, "themes") and next_for_themes(store, INES) == second


def test_of_several_people_half_decide(store: Store) -> None:
    commented(store, ["The staff were slow."])
    for person, said in ((INES, ["staff", "waiting"]), (OTTO, ["waiting"]), (LENA, ["waiting", "price"])):
        comment = next_for_themes(store, person)
        assert comment is not None
        label_themes(store, person, comment, said)
    [found] = themes_said(store)
    assert isinstance(found, ThemesSaid) and found.said == {"waiting"}


def test_only_the_frontline_labels_only_leads_teach_and_only_what_is_there(store: Store) -> None:
    viewer = Actor("Vera", Access.VIEWER)
    with pytest.raises(NotAllowed):
        next_for_themes(store, viewer)
    with pytest.raises(UnknownName):
        label_themes(store, INES, ToLabel((1, 1, 0), "", ()), [])
    with pytest.raises(NotAllowed):
        teach_themes(store, INES)
    with pytest.raises(VocError, match="200 are needed"):
        teach_themes(store, LENA)


def test_labels_teach_the_themes_and_can_be_forgotten(store: Store) -> None:
    dice = random.Random(1)
    about = [dice.choice(["staff", "price", ""]) for _ in range(240)]
    words = {"staff": "The clerk smiled on day", "price": "Too many coins on day", "": "The sun shone on day"}
    commented(store, [f"{words[code]} {dice.randrange(99)}" for code in about])
    while (comment := next_for_themes(store, INES)) is not None:
        label_themes(store, INES, comment, [code for code, said in words.items() if comment.text.startswith(said)])
    told = teach_themes(store, LENA)
    assert told.adopted and set(told.themes) == {"staff", "price"} and (told.learned or 0) > 0.95 > (told.by_seeds or 0)
    assert theme_lessons(store) == [told] and lessons(store) == [] and "is better" in theme_lesson_as_text(told)
    assert state(store).needed
    rescore(store, LENA)
    assert {one.code: one.comments for one in mentioned(store, Scope())} == {"staff": about.count("staff"), "price": about.count("price")}
    forget_themes(store, LENA)
    with store.reading() as connection:
        assert read_live(connection).learned_themes is None
    assert state(store).needed
