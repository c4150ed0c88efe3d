"""Signs that nobody sees: they tell which way a text runs, and stand around numbers, dates and headers of right-to-left languages."""

import unicodedata

MARKS = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"

VOWELS = (
    "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc\u09be-\u09cd\u0a01-\u0a03\u0a3c-\u0a4d\u0a70\u0a71"
    "\u0abc\u0abe-\u0acd\u0b3c\u0b3e-\u0b57\u0b82\u0bbe-\u0bcd\u0c00-\u0c03\u0c3e-\u0c4d\u0c82\u0c83\u0cbe-\u0ccd\u0d02\u0d03"
    "\u0d3e-\u0d4d\u0d82\u0d83\u0dca-\u0ddf\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u103e"
    "\u17b4-\u17d3"
)
"""Vowels and other signs of the languages of India, and of Thai, Lao, Burmese and Khmer, that stand within words and are no letters of
their own, as ranges of a regular expression."""


def bare(text: str) -> str:
    """The text without blanks and unseen signs around it."""
    plain = text.strip()
    return plain if plain.isascii() else plain.strip(MARKS).strip()


def whole_letters(text: str) -> str:
    """The text with each letter and its accent as one sign, to compare what a Mac writes as two signs with what others write."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)
