"""Learning themes from labels: adopted where it helps, refused where it does not, and applied as it was fitted."""

from __future__ import annotations

import random

import numpy as np
import pytest

from vocdash.text.hearing import Listener
from vocdash.text.learn_themes import FEWEST, learn_themes, micro_f1
from vocdash.text.learned_themes import LearnedThemes
from vocdash.text.themes import Theme, ThemesSaid

THEMES = (Theme("parking", "Parking", ("parking", "space")), Theme("soup", "Soup", ("soup",)), Theme("lamp", "Lamp", ("lamp",)))
CODES = frozenset(theme.code for theme in THEMES)
SAYS = {
    "parking": ("no place for my car", "parking was full", "the barrier stayed shut"),
    "soup": ("the soup was cold", "my broth was salty", "a bowl of broth"),
    "neither": ("the space shuttle is nice", "we had a nice chat", "it rained all day"),
}


def labelled(count: int, seed: int = 1) -> list[ThemesSaid]:
    """Comments of one or two parts; people call things by other words than the seeds, and one seed means something else."""
    dice = random.Random(seed)
    made = []
    for _ in range(count):
        kinds = dice.sample(sorted(SAYS), dice.choice([1, 2]))
        text = ", and ".join(dice.choice(SAYS[kind]) for kind in kinds)
        made.append(ThemesSaid(f"On day {dice.randrange(99)} {text}.", frozenset(kinds) & CODES, CODES))
    return made


def themes_in(listener: Listener, text: str) -> dict[str, str]:
    [found] = listener.themes([text])
    return {each.code: text[each.start : each.end] for each in found}


def test_words_of_ones_own_are_learned_and_a_misleading_seed_is_not_believed() -> None:
    lesson = learn_themes(labelled(300), Listener(THEMES), 4)
    assert lesson.codes == ("parking", "soup")
    assert lesson.by_seeds is not None and lesson.learned is not None and lesson.by_seeds < 0.8 < 0.95 < lesson.learned
    assert lesson.adopted is not None and lesson.adopted.number == 4
    taught = Listener(THEMES, lesson.adopted)
    assert themes_in(taught, "The barrier was broken, but parking was easy") == {"parking": "parking"}
    assert themes_in(taught, "A bowl of broth, please") == {"soup": "broth"}
    assert themes_in(Listener(THEMES), "The space shuttle is nice") == {"parking": "space"}
    assert themes_in(taught, "The space shuttle is nice") == {}


def test_a_theme_without_labels_is_told_by_its_seeds() -> None:
    lesson = learn_themes(labelled(300), Listener(THEMES), 1)
    assert themes_in(Listener(THEMES, lesson.adopted), "The lamp flickers") == {"lamp": "lamp"}


def test_a_theme_that_is_retired_is_not_added() -> None:
    lesson = learn_themes(labelled(300), Listener(THEMES), 1)
    assert themes_in(Listener(THEMES[:1], lesson.adopted), "A bowl of broth, please") == {}


def test_the_touchpoint_still_decides_where_a_theme_is_looked_for() -> None:
    lesson = learn_themes(labelled(300), Listener(THEMES), 1)
    placed = Listener([Theme("soup", "Soup", ("soup",), "restaurant")], lesson.adopted)
    [[here], there] = placed.themes(["A bowl of broth"] * 2, said_at=["restaurant", "website"])
    assert here.code == "soup" and there == []


def test_what_was_learned_survives_the_store() -> None:
    lesson = learn_themes(labelled(300), Listener(THEMES), 1)
    assert lesson.adopted is not None
    again = LearnedThemes.from_bytes(1, lesson.adopted.to_bytes())
    texts = [each.text for each in labelled(50, seed=2)]
    assert Listener(THEMES, again).themes(texts) == Listener(THEMES, lesson.adopted).themes(texts)


def test_too_few_labels_teach_nothing() -> None:
    assert learn_themes(labelled(199), Listener(THEMES), 1).by_seeds is None
    rare = [ThemesSaid(f"word {at}", frozenset({"soup"}) if at < FEWEST - 1 else frozenset(), CODES) for at in range(250)]
    assert learn_themes(rare, Listener(THEMES), 1).codes == ()


def test_seeds_that_do_as_well_are_left_alone() -> None:
    dice = random.Random(5)
    plain = [dice.choice(["soup", "parking"]) for _ in range(250)]
    lesson = learn_themes(
        [ThemesSaid(f"the {code} number {dice.randrange(99)}", frozenset({code}), CODES) for code in plain], Listener(THEMES), 1
    )
    assert lesson.by_seeds == 1.0 and lesson.adopted is None


def test_micro_f1_by_hand() -> None:
    truth = np.array([[1, 0], [1, -1], [0, 1]])
    said = np.array([[True, True], [False, True], [False, True]])
    # Offered pairs: rightly said 2, there 3, said 3; the pair that was not offered does not count.
    assert micro_f1(truth, said) == pytest.approx(2 * 2 / 6)
