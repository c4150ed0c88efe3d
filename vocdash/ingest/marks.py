"""Signs that nobody sees: they tell which way a text runs, and stand around numbers, dates and headers of right-to-left languages."""

MARKS = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"


def bare(text: str) -> str:
    """The text without blanks and unseen signs around it."""
    plain = text.strip()
    return plain if plain.isascii() else plain.strip(MARKS).strip()
