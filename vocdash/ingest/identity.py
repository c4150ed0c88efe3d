"""Who said it, and whether it was said before: keyed hashes, so that the same file twice changes nothing and nobody is named.

Keys are 63-bit, so that they fit a signed big integer: in ten million submissions a collision has a chance of 1 in 180,000.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b

from vocdash.domain import UNKNOWN

_MASK = (1 << 63) - 1
_BETWEEN = "\x1f"
IDENTITY_ORDER = ("number", "email", "phone", "name")
"""Which identity column makes the pseudonym where a row has several."""


class Identity:
    """Makes submission ids, customer pseudonyms and content hashes with one secret.

    It counts rows without an id of their own, so one `Identity` serves one file.
    """

    def __init__(self, secret: str) -> None:
        self._key = blake2b(secret.encode(), digest_size=32).digest()
        self._met: Counter[int] = Counter()
        self._last = (("", ""), 0)

    def number(self, text: str) -> int:
        """The 63-bit keyed hash of a text."""
        return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8, key=self._key).digest(), "big") & _MASK

    def of_id(self, source: str, own_id: str) -> int:
        """The id of a submission that brings its own."""
        if self._last[0] != (source, own_id):
            self._last = ((source, own_id), self.number(f"id{_BETWEEN}{source}{_BETWEEN}{own_id}"))
        return self._last[1]

    def of_row(self, source: str, cells: Sequence[str]) -> int:
        """The id of a submission without one: of its row and of how often the same row has stood in the file before."""
        row = self.number(_BETWEEN.join(("row", source, *(cell.strip() for cell in cells))))
        self._met[row] += 1
        times = self._met[row]
        return row if times == 1 else self.number(f"twin{_BETWEEN}{row}{_BETWEEN}{times}")

    def of_customer(self, parts: dict[str, str]) -> int | None:
        """The pseudonym of a customer: from the number, else the e-mail, the phone, the name; None when nothing is known."""
        for part in IDENTITY_ORDER:
            if plain := _normal(part, parts.get(part, "")):
                return self.number(f"customer{_BETWEEN}{part}{_BETWEEN}{plain}")
        return None


def _normal(part: str, value: str) -> str:
    """The same person written another way gives the same pseudonym."""
    if part == "phone":
        return "".join(char for char in value if char.isdigit())
    plain = " ".join(value.split()).casefold()
    return "" if plain == UNKNOWN else plain
