"""Which language a comment is in, from its commonest words. Nothing is guessed: "unknown" is an answer.

A comment's words vote: a word that is common in some languages gives each of them one vote, and a word found in the
English dictionary gives English half a vote. A comment too short to decide goes with the rest of its column when
nearly all of the column is in one language.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache

from vocdash.domain import UNKNOWN
from vocdash.text.common_words import COMMON_WORDS
from vocdash.text.dictionary import kinds_of_words
from vocdash.text.service_words import service_words

LANGUAGES = {
    "en": "English", "fr": "French", "de": "German", "es": "Spanish", "it": "Italian", "pt": "Portuguese", "nl": "Dutch",
    "sv": "Swedish", "da": "Danish", "no": "Norwegian", "fi": "Finnish", "pl": "Polish", "cs": "Czech", "tr": "Turkish",
    "ro": "Romanian", "hu": "Hungarian", "id": "Indonesian", "vi": "Vietnamese", "ru": "Russian", "uk": "Ukrainian", "el": "Greek",
    "ar": "Arabic", "he": "Hebrew", "hi": "Hindi", "th": "Thai", "zh": "Chinese", "ja": "Japanese", "ko": "Korean",
}  # fmt: skip
"""ISO 639-1 code → English name of every language that can be named."""

_SCRIPTS = (
    ("ja", "\u3040", "\u30ff"),
    ("ko", "\uac00", "\ud7af"),
    ("ko", "\u1100", "\u11ff"),
    ("zh", "\u4e00", "\u9fff"),
    ("zh", "\u3400", "\u4dbf"),
    ("ru", "\u0400", "\u04ff"),
    ("el", "\u0370", "\u03ff"),
    ("el", "\u1f00", "\u1fff"),
    ("ar", "\u0600", "\u06ff"),
    ("ar", "\u0750", "\u077f"),
    ("he", "\u0590", "\u05ff"),
    ("hi", "\u0900", "\u097f"),
    ("th", "\u0e00", "\u0e7f"),
)
_UKRAINIAN = frozenset("іїєґІЇЄҐ")
_WORD = re.compile(r"[^\W\d_]+")
_LOOKED_AT = 600
_ENOUGH = 2.0
_NEARLY_ALL = 0.9
_ELONGATED = re.compile(r"([a-z])\1{2,}")


@lru_cache(maxsize=1)
def _dictionary() -> frozenset[str]:
    """English words, lower case: TextBlob's and ours."""
    ours = {word for entry in service_words() for word in entry.split()}
    return frozenset(kinds_of_words().keys() | ours) - frozenset("bcdefghjklmnopqrstuvwxyz")


def _voters() -> dict[str, tuple[str, ...]]:
    voters: dict[str, list[str]] = {}
    for code, words in COMMON_WORDS.items():
        for word in dict.fromkeys(words.split()):
            voters.setdefault(word, []).append(code)
    return {word: tuple(codes) for word, codes in voters.items()}


_VOTERS = _voters()
_ENGLISH = frozenset(COMMON_WORDS["en"].split())
_FOREIGN = frozenset(_VOTERS) - _ENGLISH


@lru_cache(maxsize=50_000)
def _ballot(word: str) -> tuple[tuple[str, float], ...]:
    """The votes one word gives: (language code, weight), or ("?", weight) for a letter English does not use."""
    votes = dict.fromkeys(_VOTERS.get(word, ()), 1.0)
    dictionary = _dictionary()
    if votes:
        return tuple(votes.items())
    if any(_ELONGATED.sub(shorter, word) in dictionary for shorter in (r"\g<0>", r"\1\1", r"\1")):
        votes["en"] = 0.5
    elif not word.isascii():
        votes["?"] = 0.4
    return tuple(votes.items())


def _script(text: str) -> str | None:
    """The language of a text whose letters are mostly not Latin; None for Latin script or no letters."""
    latin, others = 0, Counter[str]()
    for char in text[:_LOOKED_AT]:
        if char < "\u0370":
            latin += char.isalpha()
            continue
        for code, first, last in _SCRIPTS:
            if first <= char <= last:
                others[code] += 1
                break
    if not others or sum(others.values()) <= latin:
        return None
    if others["ja"]:
        return "ja"
    code = others.most_common(1)[0][0]
    return "uk" if code == "ru" and _UKRAINIAN.intersection(text) else code


def _decide(text: str) -> tuple[str, bool]:
    """The language of one text on its own, and whether its words are enough to be sure."""
    begin = text[:_LOOKED_AT].lower()
    tokens = begin.split()
    english_words = len(_ENGLISH.intersection(tokens))
    if english_words >= _ENOUGH and english_words > 2 * len(_FOREIGN.intersection(tokens)):
        return "en", True
    if not text.isascii():
        script = _script(text)
        if script:
            return script, True
    words = [word for word in _WORD.findall(begin) if len(word) < 40]
    votes: dict[str, float] = defaultdict(float)
    for word in words:
        for code, weight in _ballot(word):
            votes[code] += weight
    english, strange = votes.pop("en", 0.0), votes.pop("?", 0.0)
    foreign, count = max(votes.items(), key=lambda item: item[1], default=(UNKNOWN, 0.0))
    unknown = sum(not _ballot(word) for word in words)
    if english >= count + strange and english > 0.25 * unknown:
        return "en", english >= _ENOUGH and english > count
    if count + strange > english and count:
        return foreign, count >= _ENOUGH
    return UNKNOWN, False


def detect(texts: Sequence[str]) -> list[str]:
    """The language code of each text, or "unknown".

    A text too short to be sure takes the language of the column when at least nine in ten of the sure texts share it.
    """
    decided = [_decide(text) for text in texts]
    sure = Counter(code for code, is_sure in decided if is_sure)
    column, count = sure.most_common(1)[0] if sure else (UNKNOWN, 0)
    if count < 5 or count < _NEARLY_ALL * sum(sure.values()):
        return [code for code, _ in decided]
    return [code if is_sure else _lean(code, column, text) for (code, is_sure), text in zip(decided, texts, strict=True)]


def _lean(code: str, column: str, text: str) -> str:
    """An unsure text joins its column unless it has no words, or its own few words speak against it."""
    words = _WORD.findall(text[:_LOOKED_AT].lower())
    if code == UNKNOWN:
        return column if words else UNKNOWN
    may_be_english = column == "en" and text.isascii() and len(text) < 20 and any("en" in dict(_ballot(word)) for word in words)
    return column if code == "en" or may_be_english else code
