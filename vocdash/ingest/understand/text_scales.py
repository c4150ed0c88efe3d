"""Words people answer with → numbers, the better the higher: "Very satisfied", "Strongly agree", "5 stars", "10 - Extremely likely".

Answers such as "very satisfied" are taken apart into an axis, its good or bad end, and how strong it is said; so a ladder of any
length is recognised, whichever of its steps somebody used. English first, then German, French, Dutch, Spanish, Italian and Portuguese.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from vocdash.domain import Family
from vocdash.ingest.understand.ladders import FREQUENCIES, LADDERS
from vocdash.ingest.understand.spelling import plain

STARS = re.compile(
    r"^([★⭐✩☆✭]+)️?$|^(\d(?:[.,]\d)?)\s*[-–]?\s*(?:stars?|sterne?|étoiles?|sterren|estrellas?|out of 5|/ ?5)$", re.IGNORECASE
)
OUT_OF = re.compile(
    r"^(\d{1,3}(?:[.,]\d)?) ?(?:/|out of|of|von|sur|van|de|sobre) ?(4|5|6|7|10|20|100)"
    r"(?: ?(?:stars?|points?|sternen?|punkten?|étoiles|sterren|punten|estrellas|puntos|stelle))?$",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"^[(\[]?(-?\d{1,3})\s*[-–—=:.)(\]]+\s*(\D[^\d]*?)\)?$|^(\D[^\d]*?)(?:\s*[-–—=:(]+\s*|\s)(\d{1,3})\)?$")

_STRENGTHS: tuple[tuple[int, str], ...] = (
    (4, "extremely|completely|totally|fully|äußerst|völlig|voll und ganz|vollständig|vollkommen|voll|"
        "extrêmement|tout à fait|totalement|uiterst|helemaal|"
        "estremamente|extremamente|"
        "totalmente|extremadamente|completamente|pas du tout|überhaupt nicht|ganz und gar nicht|gar nicht|helemaal niet|"
        "not at all|überhaupt|gar"),
    (3, "very|strongly|highly|definitely|certainly|sehr|stark|bestimmt|très|fortement|certainement|zeer|heel|erg|sterk|beslist|muy|"
        "molto|muito|fuertemente|definitivamente|mycket|meget|svært|bardzo"),
    (2, "moderately|quite|mostly|fairly|abbastanza|ziemlich|assez|vrij|tamelijk|bastante"),
    (1, "somewhat|slightly|rather|a little|a bit|probably|tend to|eher|etwas|teilweise|plutôt|un peu|probablement|enigszins|eerder|"
        "algo|más bien|probablemente"),
)  # fmt: skip

_AXES: tuple[tuple[str, Family, str, str], ...] = (
    ("satisfaction", Family.CSAT,
     "satisfied|satisfying|satisfactory|zufrieden|satisfaite?s?|tevreden|satisfech[oa]s?|soddisfatt[oaie]|satisfeit[oa]s?|"
     "nöjda?|tilfreds|fornøyd|zadowolon[yai]|"
     "happy|content|pleased",
     "dissatisfied|unsatisfied|not satisfied|unsatisfactory|unzufrieden|insatisfaite?s?|pas satisfaite?s?|peu satisfaite?s?|"
     "mécontente?s?|ontevreden|insatisfech[oa]s?|insoddisfatt[oaie]|insatisfeit[oa]s?|"
     "missnöjda?|utilfreds|misfornøyd|niezadowolon[yai]|"
     "unhappy|not happy|displeased|neutral or dissatisfied|disappointed"),
    ("agreement", Family.RATING,
     "agree|stimme zu|zustimmung|stimme|trifft zu|d accord|d'accord|eens|mee eens|de acuerdo|concordo|d accordo|d'accordo",
     "disagree|do not agree|don't agree|stimme nicht zu|lehne ab|trifft nicht zu|pas d'accord|pas d accord|en désaccord|"
     "désaccord|mee oneens|oneens|"
     "niet mee eens|en desacuerdo|desacuerdo|in disaccordo|discordo"),
    ("likelihood", Family.RATING,
     "likely|probable|wahrscheinlich|waarschijnlijk|recommend|would|will|yes",
     "unlikely|not likely|improbable|peu probable|unwahrscheinlich|onwaarschijnlijk|poco probable|would not|wouldn't|will not|not$"),
    ("ease", Family.CES,
     "easy|simple|einfach|leicht|facile|gemakkelijk|makkelijk|fácil|easily",
     "difficult|hard|not easy|schwierig|schwer|difficile|moeilijk|lastig|difícil"),
    ("importance", Family.RATING,
     "important|wichtig|importante?s?|belangrijk",
     "unimportant|not important|unwichtig|pas important|onbelangrijk|poco importante|sin importancia"),
    ("quality", Family.RATING,
     "positive|helpful|useful|clean|friendly|positiv|positief|positivo|hilfreich|utile",
     "negative|unhelpful|useless|dirty|unfriendly|negativ|negatief|negativo|nicht hilfreich|inutile"),
)  # fmt: skip

_NEUTRAL = re.compile(
    r"^(?:neutral|neutre|neutraal|neutro|neutrale|nøytral|undecided|so[ -]so|mixed|in between|indifferent|indécise?|unentschieden)$|"
    r"\bneither\b|^weder |^varken |^hverken |^verken |^ani |^teils|^ni |^né |^nem |^noch |^niet .* (?:noch|niet|en niet|maar ook niet) "
)

_GERMAN = re.compile(r"^(stimme|trifft) (?:dem )?(.*?)\s*\b(nicht )?zu$")
"""The strength stands between the parts of the verb: "stimme voll und ganz zu"."""

_NEGATED = re.compile(r"pas du tout|not at all|überhaupt nicht|gar nicht|helemaal niet")
_DENIES = re.compile(r"^(?:un|in|im|ir|dis|non|on)-?(?=\w{3})")
_PLAIN = 2
_NEED_STRENGTH = frozenset(("yes", "will", "would", "not", "recommend"))
"""Words that are a step of a ladder only beside "definitely" or "probably"."""

HOW_OFTEN, THUMBS, STARS_AXIS = "how often", "thumbs", "stars"
"""The axes of such scales."""

MOST_UNREAD = 0.3
"""Up to this share of the different answers may fit nowhere on a scale."""

_FACE_ENDS = " \ufe0f"
"""What may stand after a face: a blank, and the sign that it is drawn in colour."""

_UNIPOLAR = re.compile(
    r"(?:(not at all)|(not so|not very|not particularly|slightly|a little)|(somewhat|moderately)|(very|quite)|(extremely|completely)) (.+)"
)
"""The five steps of “how … was it” with one word, from nothing to everything."""

_YES = frozenset((
    "yes", "y", "true", "ja", "oui", "sí", "si", "da", "ya", "sim", "tak", "ano", "áno", "kyllä", "evet", "да", "так", "igen", "ναι",
    "はい", "是", "有", "네", "예", "نعم", "כן",
))  # fmt: skip
_NO = frozenset((
    "no", "n", "false", "nein", "non", "nee", "não", "tidak", "nie", "ne", "nej", "nei", "ei", "hayır", "нет", "ні", "nem", "nu", "όχι",
    "いいえ", "否", "不是", "没有", "沒有", "아니요", "아니오", "لا", "לא",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class TextScale:
    """What text answers mean: `values` from `minimum` to `maximum`, higher is better; `unread` are answers that fit nowhere.

    `reverse` tells that labelled numbers in the file rise as it gets worse. `axis` names what is asked.
    """

    family: Family
    minimum: int
    maximum: int
    values: dict[str, float]
    axis: str
    unread: tuple[str, ...] = ()
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class _Said:
    axis: str
    strength: int
    """−4…4; 0 is the middle."""


def read_scale(answers: Iterable[str], *, asked: bool = False) -> TextScale | None:
    """The scale of text answers, or None when they are not one. At least two different answers must fit, and nearly all of them.

    `asked` says that the question asks for a score: then answers from one half of a scale are enough, as nobody may have been unhappy,
    and one odd word beside two steps does not speak against them.
    """
    different = list(answers)
    if len(different) < 2 or len(different) > 40:
        return None
    halves = _in_two_languages(different)
    if read := [scale for half in halves if (scale := _of_half(half, asked=asked))]:
        return max(read, key=lambda scale: (len(scale.values), len({*scale.values.values()})))
    found = [
        _stars(different),
        _out_of(different),
        _numbered(different, asked=asked),
        _ladder(different),
        _often(different),
        _unipolar(different),
        _axis(different, one_half=asked),
        _opposites(different),
        _counted(different) if asked else None,
    ]
    least = max(2, min((1 - MOST_UNREAD) * len(different), len(different) - (1 if asked else 0)))
    fits = [scale for scale in found if scale and len(scale.values) >= least]
    return max(fits, key=lambda scale: len(scale.values), default=None)


def _in_two_languages(answers: list[str]) -> list[dict[str, str]]:
    """Each answer → its words in the first language, and in the second, where nearly all are written so: "Bon / Good"."""
    parted = {text: [half.strip() for half in text.split("/")] for text in answers}
    both = {text: halves for text, halves in parted.items() if len(halves) == 2 and all(map(_is_words, halves))}
    if len(both) < max(2, (1 - MOST_UNREAD) * len(answers)):
        return []
    return [{text: both[text][side] if text in both else text for text in answers} for side in (0, 1)]


def _is_words(half: str) -> bool:
    return len(half) > 1 and not half.isdecimal()


def _of_half(half: dict[str, str], *, asked: bool) -> TextScale | None:
    """The scale of answers by their words in one of two languages."""
    scale = None if len({*half.values()}) < len(half) else read_scale(half.values(), asked=asked)
    if scale is None:
        return None
    values = {text: scale.values[words] for text, words in half.items() if words in scale.values}
    return replace(scale, values=values, unread=tuple(text for text in half if text not in values))


def yes_no(answers: Iterable[str]) -> TextScale | None:
    """Yes and no as 1 and 0, when the answers are nothing else."""
    different = list(answers)
    values = {text: float(plain(text) in _YES) for text in different if plain(text) in _YES | _NO}
    whole = len(values) == len(different) and len(set(values.values())) == 2
    return TextScale(Family.YESNO, 0, 1, values, "yes or no") if whole else None


def polarity(text: str) -> int:
    """Whether words name the good (1) or the bad (−1) end of some axis; 0 when neither."""
    word = plain(text)
    said = _say(word)
    strength = _height(word) if said is None else said.strength
    return (strength > 0) - (strength < 0)


def is_step(text: str) -> bool:
    """Whether words are a step of some axis in themselves: "Very satisfied"."""
    said = _say(plain(text))
    return said is not None and said.strength != 0


def is_agreement(text: str) -> bool:
    """Whether an answer says how far somebody agrees."""
    said = _say(plain(text))
    return said is not None and said.axis == "agreement"


def _height(word: str) -> int:
    """How far above (or below) the middle of the first fixed ladder that has it a word stands; 0 when none has."""
    for _, ladder in LADDERS:
        steps = _steps(ladder)
        at = next((at for at, meant in enumerate(steps) if word in meant), None)
        if at is not None:
            return 2 * at - (len(steps) - 1)
    return 0


@cache
def _steps(ladder: str) -> tuple[tuple[str, ...], ...]:
    """The steps of a ladder, written between slashes, each with the words that mean it."""
    return tuple(tuple(step.strip().split(",")) for step in ladder.split(" / "))


def _stars(answers: list[str]) -> TextScale | None:
    values: dict[str, float] = {}
    for text in answers:
        if match := STARS.match(text.strip()):
            values[text] = float(match[2].replace(",", ".")) if match[2] else float(sum(char in "★⭐✭" for char in match[1]))
    unread = tuple(text for text in answers if text not in values)
    if not values or max(values.values()) > 5:
        return None
    return TextScale(Family.RATING, 1, 5, values, STARS_AXIS, unread)


def _out_of(answers: list[str]) -> TextScale | None:
    """ "7 out of 10", "8/10": the number that all answers name is the best."""
    read = {text: match for text in answers if (match := OUT_OF.match(text.strip()))}
    tops = {int(match[2]) for match in read.values()}
    values = {text: float(match[1].replace(",", ".")) for text, match in read.items()}
    if len(tops) != 1 or max(values.values()) > (high := tops.pop()):
        return None
    low = 0 if high >= 10 and (high > 10 or min(values.values()) < 1) else 1
    unread = tuple(text for text in answers if text not in values)
    return TextScale(Family.RATING, low, high, values, "rating", unread)


def _numbered(answers: list[str], *, asked: bool) -> TextScale | None:
    """ "10 - Extremely likely", and bare numbers between the labelled ones.

    Where all have labels, which say nothing of better and worse, and no score is asked for, they are choices that a form has numbered.
    """
    values: dict[str, float] = {}
    labels: dict[int, str] = {}
    for text in answers:
        if match := NUMBERED.match(text.strip()):
            number, label = int(match[1] or match[4]), match[2] or match[3]
            values[text], labels[number] = float(number), label
        elif text.strip().isdecimal() and len(text.strip()) < 3:
            values[text] = float(text)
    if not labels or min(values.values()) < 0 or max(values.values()) > 10:
        return None
    high = next(top for top in (5, 7, 10) if max(values.values()) <= top)
    low = 0 if high == 10 and 0.0 in values.values() else 1
    meant = [_say(plain(label)) for label in labels.values()]
    if len(labels) == len(answers) and not asked and not any(meant) and not any(_height(plain(label)) for label in labels.values()):
        return None
    axes = [said.axis for said in meant if said]
    family = next((family for name, family, *_ in _AXES if name in axes), Family.RATING)
    ends = sorted(labels)
    reverse = len(ends) > 1 and polarity(labels[ends[0]]) > polarity(labels[ends[-1]])
    kept = {text: value for text, value in values.items() if low <= value <= high}
    unread = tuple(text for text in answers if text not in kept)
    return TextScale(family, low, high, kept, axes[0] if axes else "rating", unread, reverse)


def _ladder(answers: list[str]) -> TextScale | None:
    """The fixed ladder that has the most of the answers, and of those the one that tells the most of them apart."""
    axes = {Family.RATING: "quality", Family.YESNO: THUMBS}
    fits = [
        _climb(answers, ladder, family, axes.get(family, "satisfaction"), 0 if family is Family.YESNO else 1) for family, ladder in LADDERS
    ]
    return max((fit for fit in fits if fit), key=_worth, default=None)


def _worth(fit: TextScale) -> tuple[int, int, bool]:
    """A ladder explains the better the more answers it has, the more of them it tells apart, and if somebody used each of its steps."""
    used = len(set(fit.values.values()))
    return len(fit.values), used, used == fit.maximum - fit.minimum + 1


def _counted(answers: list[str]) -> TextScale | None:
    """Steps that are written as the words of their numbers: "FIVE"."""
    return _climb(answers, "one / two / three / four / five", Family.RATING, STARS_AXIS, 1)


def _often(answers: list[str]) -> TextScale | None:
    fits = [_climb(answers, ladder, Family.RATING, HOW_OFTEN, 1) for ladder in FREQUENCIES]
    return max((fit for fit in fits if fit), key=lambda fit: len(fit.values), default=None)


def _climb(answers: list[str], ladder: str, family: Family, axis: str, lowest: int) -> TextScale | None:
    """The answers on one ladder; None for fewer than two."""
    steps = _steps(ladder)
    places = {word: number for number, words in enumerate(steps, lowest) for word in words}
    words = {answer: plain(answer) or answer.strip(_FACE_ENDS) for answer in answers}
    values = {answer: float(places[word]) for answer, word in words.items() if word in places}
    unread = tuple(answer for answer in answers if answer not in values)
    return TextScale(family, lowest, len(steps) - 1 + lowest, values, axis, unread) if len(values) >= 2 else None


def _axis(answers: list[str], *, one_half: bool) -> TextScale | None:
    """Two ends of one axis in several strengths, with or without a middle; of one end alone where `one_half` allows it."""
    said = {text: found for text in answers if (found := _say(plain(text))) is not None}
    axes = [found.axis for found in said.values() if found.axis]
    if not axes:
        return None
    axis = max(set(axes), key=axes.count)
    kept = {text: found.strength for text, found in said.items() if found.axis in (axis, "")}
    family = next(family for name, family, *_ in _AXES if name == axis)
    ends = {strength for strength in kept.values() if strength}
    both = any(strength > 0 for strength in ends) and any(strength < 0 for strength in ends)
    if not both and not (one_half and len(set(kept.values())) > 1 and max(map(abs, ends), default=0) > _PLAIN):
        return None
    kept = _merged(kept)
    steps = sorted({abs(strength) for strength in kept.values()} - {0})
    unread = tuple(text for text in answers if text not in kept)
    if len(kept) == 2 and len(steps) == 1 and 0 not in kept.values():
        return TextScale(Family.YESNO, 0, 1, {text: float(strength > 0) for text, strength in kept.items()}, axis, unread)
    if steps[-1] > 2 and len(steps) == 1:
        steps = [1, *steps]
    middle = len(steps) + 1
    values = {text: float(middle + (steps.index(abs(s)) + 1) * ((s > 0) - (s < 0))) if s else float(middle) for text, s in kept.items()}
    return TextScale(family, 1, 2 * len(steps) + 1, values, axis, unread)


def _unipolar(answers: list[str]) -> TextScale | None:
    """ "Not so helpful … extremely helpful", with whatever word: it takes an answer that only such a ladder has."""
    read = {text: match for text in answers if (match := _UNIPOLAR.fullmatch(plain(text)))}
    asked = [match[6] for match in read.values()]
    word = max(set(asked), key=asked.count, default="")
    steps = {text: next(step for step in range(1, 6) if match[step]) for text, match in read.items() if match[6] == word}
    if len(steps) < 2 or not {1, 2} & set(steps.values()):
        return None
    family = next((family for _, family, good, _ in _AXES if re.fullmatch(good, word)), Family.RATING)
    unread = tuple(text for text in answers if text not in steps)
    return TextScale(family, 1, 5, {text: float(step) for text, step in steps.items()}, f"how {word}", unread)


def _opposites(answers: list[str]) -> TextScale | None:
    """ "Very safe … very unsafe", with whatever word: two ends of which one only denies the other, in two strengths, and a middle."""
    spelled = {text: plain(text) for text in answers}
    parts = {text: _strength(word) for text, word in spelled.items() if not _NEUTRAL.search(word)}
    ends = {rest for _, rest in parts.values()}
    good = next((word for word in sorted(ends) if any(_DENIES.sub("", other) == word for other in ends - {word})), None)
    if good is None or not any(strength > _PLAIN for strength, _ in parts.values()):
        return None
    values: dict[str, float] = {}
    for text in answers:
        strength, rest = parts.get(text, (0, ""))
        if text not in parts:
            values[text] = 3.0
        elif rest == good or _DENIES.sub("", rest) == good:
            values[text] = 3.0 + (1 if rest == good else -1) * (2 if strength > _PLAIN else 1)
    return TextScale(Family.RATING, 1, 5, values, f"how {good}") if len(values) == len(answers) > 2 else None


def _merged(said: dict[str, int]) -> dict[str, int]:
    """ "Extremely" and "very" are one step, and so are "satisfied" and "somewhat satisfied", unless one end has both."""
    used = set(said.values())
    joined = {high: low for high, low in ((4, 3), (2, 1)) if not {high, low} <= used and not {-high, -low} <= used}
    return {text: (1 if s > 0 else -1) * joined.get(abs(s), abs(s)) for text, s in said.items()}


def _say(text: str) -> _Said | None:
    """An answer taken apart: "very dissatisfied" → satisfaction, −3; None for anything else."""
    if not text or len(text) > 60:
        return None
    if _NEUTRAL.search(text):
        return _Said("", 0)
    strength, rest = _strength(_GERMAN.sub(r"\2 \1 \3zu", text).strip().removeprefix("i "))
    if strength == _PLAIN and rest in _NEED_STRENGTH:
        return None
    for name, _, good, bad in _AXES:
        if re.match(rf"(?:{bad})(?: .{{0,25}})?$", rest):
            return _Said(name, -strength)
        if re.match(rf"(?:{good})(?: .{{0,25}})?$", rest):
            return _Said(name, -strength if _NEGATED.search(text) else strength)
    return None


def _strength(text: str) -> tuple[int, str]:
    for strength, words in _STRENGTHS:
        if match := re.match(rf"(?:{words})\b\s*(.+)", text):
            return strength, match[1]
    return _PLAIN, text
