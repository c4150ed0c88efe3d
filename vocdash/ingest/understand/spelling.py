"""Answers in words, however they are spelled: small letters, one blank between words, and no sign that only tells how to read."""

from __future__ import annotations

import re

from vocdash.ingest.marks import VOWELS, whole_letters

_READING_SIGNS = re.compile("[\u0307\u0591-\u05c7\u0640\u064b-\u065f\u0670]")
"""The dot of a Turkish i, and vowels and stretched letters of Hebrew and Arabic, which some write and others do not."""


def plain(text: str) -> str:
    """The words of an answer, without the letter that a form puts before it ("b. Good") and without signs that only tell how to read."""
    text = re.sub(r"^[a-hA-H][.)] (?=\w)", "", whole_letters(text.strip()))
    text = _READING_SIGNS.sub("", text.replace("İ", "i").casefold().replace("’", "'"))
    return re.sub(r"\s+", " ", re.sub(rf"[^\w' {VOWELS}-]", " ", text)).strip(" -'")
