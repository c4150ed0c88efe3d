"""Spelling made even before words are looked up, so that "isn’t", "isn't" and "is not" are the same to every scorer."""

from __future__ import annotations

import re

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "′": "'", "`": "'", "´": "'"})
_PLAIN_LETTERS = str.maketrans({"’": "'", "İ": "i", "ı": "i", "ſ": "s"})
_WONT = re.compile(r"\b(wo|ca|sha)n't\b", re.IGNORECASE)
_WHOLE = {"wo": "will", "ca": "can", "sha": "shall"}
_NT = re.compile(r"n't\b", re.IGNORECASE)
_BARE = re.compile(r"\b(do|does|did|is|was|are|were|have|has|had|would|could|should)nt\b", re.IGNORECASE)


def lowered(text: str) -> str:
    """`text` in lower case with straight apostrophes, a character for a character, so that places in it are places in `text`.

    A pattern in lower case finds in it what the same pattern finds in `text` when it ignores case, in half the time.
    """
    return text.lower() if text.isascii() else text.translate(_PLAIN_LETTERS).lower()


def normalise(text: str) -> str:
    """`text` with straight apostrophes and spelled-out negations: "can’t" → "can not", "isn't" and "isnt" → "is not".

    Lexicons look words up one by one and lose a contracted "n't", which turns the meaning round.
    """
    text = text.translate(_APOSTROPHES) if not text.isascii() or "`" in text else text
    if "n't" in text or "N'T" in text:
        text = _WONT.sub(lambda found: _WHOLE[found[1].lower()] + " not", text)
        text = _NT.sub(" not", text)
    if "nt" in text or "NT" in text:
        text = _BARE.sub(r"\1 not", text)
    return text
