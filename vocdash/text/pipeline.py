"""The steps every classifier shares: mask, look for a blank answer, tell the language, and only then score."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from vocdash.domain import UNKNOWN
from vocdash.text.blanks import is_blank, is_signs
from vocdash.text.language import LANGUAGES, detect
from vocdash.text.masking import mask
from vocdash.text.scored import BLANK_ANSWER, NO_TEXT, NO_WORDS, Scored, sentiment_of


@dataclass(frozen=True, slots=True)
class Judged:
    """What a scorer says of one English comment: see the fields of the same names in :class:`Scored`."""

    polarity: float
    spans: tuple[tuple[int, int], ...] = ()
    probability: float | None = None


Scorer = Callable[[Sequence[str]], Sequence[Judged]]
"""Masked texts in, one judgement each out, in the same order."""


def score_with(scorer: Scorer, texts: Sequence[str | None], kinds: Iterable[str]) -> list[Scored]:
    """Run the shared steps and let `scorer` judge what is left: comments in English, or in nothing but signs."""
    wanted = tuple(kinds)
    masked = [mask(text, wanted) if text else "" for text in texts]
    blank = [not text or is_blank(text) for text in masked]
    languages = detect(["" if empty else text for text, empty in zip(masked, blank, strict=True)])
    speaks = [at for at, language in enumerate(languages) if language == "en" or (language == UNKNOWN and is_signs(masked[at]))]
    judged = dict(zip(speaks, scorer([masked[at] for at in speaks]), strict=True))
    return [
        _result(text, empty, language, judged.get(at))
        for at, (text, empty, language) in enumerate(zip(masked, blank, languages, strict=True))
    ]


def _result(text: str, blank: bool, language: str, judged: Judged | None) -> Scored:
    if judged is not None:
        return Scored(text, language, judged.polarity, sentiment_of(judged.polarity), None, judged.spans, judged.probability)
    if not text.strip():
        return Scored(text, UNKNOWN, why_not=NO_TEXT)
    if blank:
        return Scored(text, UNKNOWN, why_not=BLANK_ANSWER)
    if language == UNKNOWN and not any(char.isalpha() for char in text):
        return Scored(text, UNKNOWN, why_not=NO_WORDS)
    return Scored(text, language, why_not=f"not scored ({LANGUAGES.get(language, 'language unknown')})")
