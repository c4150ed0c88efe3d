"""Questions whose answers have no middle.

Two answers only are a good one and a bad one: "Good" and "Bad", a thumb up or down, yes or no to "Were you satisfied?".

The share of the good ones is the figure that tools show for them (Zendesk: good ÷ (good + bad)). On a longer scale, as 4 and 2 of 5,
they would be worth three quarters and one quarter of it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from vocdash.domain import Family
from vocdash.ingest.understand.spelling import plain
from vocdash.ingest.understand.text_scales import STARS_AXIS, TextScale

_GOOD, _BAD = (
    frozenset(words.split("|"))
    for words in (
        "good|happy|satisfied|liked|like|gut|bon|bonne|bien|bueno|buena|goed|buono|bom|"
        "bra|god|dobrze|dobry|dobře|jó|bine|хорошо|хорошая|добре|καλό|καλή|iyi|baik|tốt|ดี|अच्छा|好|满意|滿意|良い|満足|좋음|만족|جيد|"
        "جيدة|טוב|טובה",
        "bad|unhappy|sad|dissatisfied|unsatisfied|not satisfied|not good|disliked|dislike|schlecht|mauvais|mauvaise|"
        "mal|malo|mala|slecht|cattivo|ruim|mau|dålig|dåligt|dårlig|źle|zły|špatně|rossz|rău|плохо|плохая|погано|"
        "κακό|κακή|kötü|buruk|tệ|kém|แย่|ไม่ดี|बुरा|差|不满意|不滿意|悪い|不満|나쁨|불만족|سيئ|سيئة|سيء|רע|גרוע",
    )
)
_ADDED = re.compile(r" (?:with(?:out)? comment|i'm (?:un|dis)?satisfied|experience)$")
"""What Zendesk writes behind the word: "Good, I'm satisfied", "bad_with_comment"."""


def read_two_steps(answers: list[str]) -> TextScale | None:
    """The scale of answers that are nothing but a good word and a bad one, in whatever spelling; None for all else."""
    words = {text: _ADDED.sub("", plain(text.replace("_", " "))) for text in answers}
    values = {text: float(word in _GOOD) for text, word in words.items() if word in _GOOD | _BAD}
    if len(values) < len(answers) or len(set(values.values())) < 2:
        return None
    return TextScale(Family.CSAT, 0, 1, values, "satisfaction")


def only_two(found: TextScale) -> TextScale | None:
    """A longer scale on whose steps next to the middle all answers are, as one of two steps; None for any other."""
    used, middle = sorted(set(found.values.values())), (found.minimum + found.maximum) / 2
    if used != [middle - 1, middle + 1] or found.axis not in ("satisfaction", "quality") or found.family is Family.CES:
        return None
    values = {text: float(value > middle) for text, value in found.values.items()}
    return TextScale(Family.CSAT, 0, 1, values, "satisfaction", found.unread)


def without_middle(found: TextScale) -> TextScale | None:
    """The scale of an even number of steps where each step was chosen but the one in the middle; None for any other.

    One in ten and more take a middle that is offered, so it was not. A number that the answers write themselves is kept, and so is
    a ladder such as “how helpful”, whose third step is as good as any.
    """
    count = round(found.maximum - found.minimum) + 1
    middle = (found.minimum + found.maximum) / 2
    steps = {float(found.minimum + at) for at in range(count)} - {middle}
    numbered = found.axis == STARS_AXIS or any(letter.isdigit() for answer in found.values for letter in answer)
    if count not in (5, 7) or {*found.values.values()} != steps or numbered or found.axis.startswith("how "):
        return None
    values = {text: value - (value > middle) for text, value in found.values.items()}
    return replace(found, maximum=found.maximum - 1, values=values)
