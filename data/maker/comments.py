"""What a customer writes: the lines of phrases.toml, chosen, joined and typed the way people type."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from maker.dice import Dice

GOOD, MIXED, BAD = "good", "mixed", "bad"
UPHOLSTERED = ("sofa", "corner sofa", "armchair", "bed", "set of chairs")
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_FOREIGN_BUT = {"nl": "maar", "de": "aber", "fr": "mais"}
_FOREIGN_GROUP = {"enquire": "before", "buy": "before", "receive": "receive", "use": "use", "get-help": "help"}
_BUT = (", but {}", ". But {}", ", although {}", ". On the other hand, {}", "; still, {}", ", only {}")
_TYPOS = (("received", "recieved"), ("definitely", "definately"), ("friendly", "freindly"), ("because", "becuase"), ("the ", "teh "))
_SPOKEN = (
    ("I am ", "I'm "), ("I have ", "I've "), ("is not ", "isn't "), ("do not ", "don't "), ("did not ", "didn't "),
    ("does not ", "doesn't "), ("could not ", "couldn't "), ("would not ", "wouldn't "), ("was not ", "wasn't "), ("cannot ", "can't "),
    ("it is ", "it's "), ("that is ", "that's "), ("we are ", "we're "),
)  # fmt: skip
_CHOICE = re.compile(r"\[([^\]]+)\]")


def mood_of(share: float) -> str:
    """The mood that fits a score, given as a share of its scale (0 worst, 1 best)."""
    return BAD if share < 0.45 else MIXED if share < 0.7 else GOOD


def days_in_words(days: int) -> str:
    """A delay as people say it: "nine days", "two weeks", "over a month"."""
    if days > 28:
        return "over a month"
    if days > 12:
        return f"{_NUMBERS[round(days / 7)]} weeks"
    return "a day" if days == 1 else f"{_NUMBERS[days]} days"


def weeks_in_words(days: int, dice: Dice) -> str:
    """How much too early, as people say it; from 26 days on it is a month."""
    if days >= 26:
        return dice.pick(("a whole month", "a month", "four weeks", "a full month", "some four weeks"))
    if days >= 6:
        return ("a week", "two weeks", "three weeks")[round(days / 7) - 1 if days < 25 else 2]
    return days_in_words(days)


def day_in_words(month: int, day: int) -> str:
    ending = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending} of {_MONTHS[month - 1]}"


class Writer:
    """Writes comments with the dice it is given; the same dice write the same comments."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._phrases: dict[str, Any] = tomllib.loads((Path(__file__).parent / "phrases.toml").read_text(encoding="utf-8"))

    def knows(self, area: str) -> bool:
        """Whether phrases.toml has lines for this area."""
        return area in self._phrases["area"]

    def about(self, area: str, mood: str, slots: Mapping[str, str]) -> str:
        """A comment about a touchpoint in English. `area` is a heading of phrases.toml below "area"."""
        lines = self._phrases["area"][area]
        text = self._mixed(lines) if mood == MIXED else self._plain(lines, mood)
        if "wish" in lines and self._dice.chance(0.25 if mood == MIXED else 0.07):
            text = f"{text}. {_capital(self._dice.pick(lines['wish']))}"
        return self._typed(text, mood, slots)

    def story(self, name: str, mood: str, slots: Mapping[str, str]) -> str:
        """A comment that tells one of the hidden stories."""
        text = str(self._dice.pick(self._phrases["story"][name][mood]))
        if mood == BAD and self._dice.chance(0.55):
            text = f"{text}. {_capital(self._dice.pick(self._phrases['common']['grumble']))}"
        return self._typed(text, GOOD if mood == GOOD else BAD, slots)

    def complaint(self, kind: str, slots: Mapping[str, str]) -> str:
        """The text of a complaint form: what happened, often with a demand, at times with how to reach the customer."""
        text = str(self._dice.pick(self._phrases["complaint"][kind]))
        if self._dice.chance(0.55):
            text = f"{text}. {_capital(self._dice.pick(self._phrases['complaint']['detail']))}"
        if self._dice.chance(0.3):
            text = f"{text}. {_capital(self._dice.pick(self._phrases['common']['grumble']))}"
        if self._dice.chance(0.07):
            text = f"{text}. {_capital(self._dice.pick(self._phrases['common']['contact']))}"
        return self._typed(text, BAD, slots)

    def foreign(self, language: str, stage: str, mood: str) -> str:
        """A comment in Dutch, German or French; `stage` is empty where the whole journey is meant."""
        lines = self._phrases["foreign"][language][_FOREIGN_GROUP.get(stage, "after")]
        if mood == MIXED:
            text = f"{self._dice.pick(lines[GOOD])}, {_FOREIGN_BUT[language]} {self._dice.pick(lines[BAD])}"
        else:
            text = self._dice.pick(lines[mood])
        return self._typed(text, mood, {})

    def blank(self) -> str:
        """What people type into a box they do not want to fill."""
        return str(self._dice.pick(self._phrases["common"]["blank"]))

    def _plain(self, lines: Mapping[str, Any], mood: str) -> str:
        dice, common = self._dice, self._phrases["common"]
        if mood in lines.get("brief", {}) and dice.chance(0.15):
            return str(dice.pick(lines["brief"][mood]))
        first = str(dice.pick(lines[mood]))
        others = [line for line in lines[mood] if line != first]
        kind = dice.weighted({"one": 0.44, "two": 0.24, "closing": 0.22 if mood == GOOD else 0.45, "long": 0.1})
        # Lines of an area with its own mixed lines speak of one event and would contradict each other when joined.
        if kind == "two" and others and "mixed" not in lines:
            return f"{first}{dice.pick(('. ', ', and ', '. Also, '))}{dice.pick(others)}"
        closing = _capital(dice.pick(common["thanks" if mood == GOOD else "grumble"]))
        if kind == "long" and others and "mixed" not in lines:
            return f"{first}. {_capital(dice.pick(others))}. {closing}"
        return first if kind == "one" else f"{first}. {closing}"

    def _mixed(self, lines: Mapping[str, Any]) -> str:
        dice = self._dice
        if "mixed" in lines:
            return str(dice.pick(lines["mixed"]))
        first, second = (GOOD, BAD) if dice.chance(0.65) else (BAD, GOOD)
        return str(dice.pick(lines[first])) + dice.pick(_BUT).format(dice.pick(lines[second]))

    def _typed(self, text: str, mood: str, slots: Mapping[str, str]) -> str:
        dice = self._dice
        text = _capital(self._filled(text, slots))
        text = re.sub(r"([.] )([a-z])", lambda found: found[1] + found[2].upper(), text)
        text = re.sub(r"\b([Aa]) (armchair)", r"\1n \2", text)
        if dice.chance(0.6):
            for written, spoken in _SPOKEN:
                text = text.replace(written, spoken)
        if dice.chance(0.03):
            text = text.replace(*dice.pick(_TYPOS), 1)
        if dice.chance(0.05):
            text = text.lower()
        if dice.chance(0.4):
            text = text.replace("'", "’")
        if not text.endswith((".", "?")) and dice.chance(0.72):
            text += dice.weighted({".": 0.9, " !" if mood == BAD else "!": 0.07, "...": 0.03})
        if dice.chance(0.015):
            text += " " + dice.pick(self._phrases["common"]["emoji_good" if mood == GOOD else "emoji_bad"])
        return text

    def _filled(self, text: str, slots: Mapping[str, str]) -> str:
        dice, kinds = self._dice, self._phrases["slots"]
        item = slots.get("item") or dice.pick(kinds["item"])
        values = {
            "item": item,
            "soft": item if item in UPHOLSTERED else "sofa",
            "weekday": dice.pick(kinds["weekday"]),
            "minutes": dice.pick(kinds["minutes"]),
            "staff": dice.pick(kinds["staff"]),
            "two": f"{dice.whole(0, 99):02d}",
            "login": f"{dice.pick(kinds['staff']).lower()}.{dice.pick(('vale', 'marsh', 'holt', 'brink', 'lind'))}{dice.whole(1, 99)}",
            **slots,
        }
        while found := _CHOICE.search(text):
            text = text[: found.start()] + dice.pick(found[1].split("|")) + text[found.end() :]
        return text.format_map(values)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
