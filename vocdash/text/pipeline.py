"""The steps every classifier shares: mask, look for a blank answer, tell the language, and only then score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vocdash.domain import UNKNOWN
from vocdash.text.blanks import is_blank, is_signs
from vocdash.text.language import LANGUAGES, detect
from vocdash.text.masking import mask
from vocdash.text.scored import BLANK_ANSWER, NO_TEXT, NO_WORDS, Judged, Scored, sentiment_of


@dataclass(frozen=True, slots=True)
class Prepared:
    """Comments before they are judged: masked, with their languages. `speaks` are the numbers of those that can be: comments in
    English, or in nothing but signs."""

    masked: list[str]
    blank: list[bool]
    languages: list[str]
    speaks: list[int]

    @property
    def spoken(self) -> list[str]:
        """The texts to be judged."""
        return [self.masked[at] for at in self.speaks]

    def results(self, judged: Iterable[Judged]) -> list[Scored]:
        """What is known of every comment, given a judgement of each of :attr:`spoken`."""
        by_number = dict(zip(self.speaks, judged, strict=True))
        rows = zip(self.masked, self.blank, self.languages, strict=True)
        return [_result(text, empty, language, by_number.get(at)) for at, (text, empty, language) in enumerate(rows)]


def prepare(texts: Sequence[str | None], kinds: Iterable[str]) -> Prepared:
    """Mask personal data of the given kinds, look for blank answers, and tell the languages."""
    wanted = frozenset(kinds)
    masked = [mask(text, wanted) if text else "" for text in texts]
    blank = [not text or is_blank(text) for text in masked]
    languages = detect(["" if empty else text for text, empty in zip(masked, blank, strict=True)])
    speaks = [at for at, language in enumerate(languages) if language == "en" or (language == UNKNOWN and is_signs(masked[at]))]
    return Prepared(masked, blank, languages, speaks)


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
