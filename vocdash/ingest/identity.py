"""Who said it, and whether it was said before: keyed hashes, so that the same file twice changes nothing and nobody is named.

Keys are 63-bit, so that they fit a signed big integer: in ten million submissions a collision has a chance of 1 in 180,000.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from vocdash.domain import UNKNOWN

BITS = 63
MASK = (1 << BITS) - 1
_BETWEEN = "\x1f"
IDENTITY_ORDER = ("number", "email", "phone", "name")
"""Which identity column makes the pseudonym where a row has several."""


class Identity:
    """Makes submission ids, customer pseudonyms and content hashes with one secret."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        # Copying a hash that has taken its key in is twice as fast as keying a new one.
        self._keyed = blake2b(digest_size=8, key=blake2b(secret.encode(), digest_size=32).digest())

    def __reduce__(self) -> tuple[type[Identity], tuple[str]]:
        return Identity, (self._secret,)

    def number(self, *words: str) -> int:
        """The 63-bit keyed hash of some words in their order."""
        keyed = self._keyed.copy()
        keyed.update(_BETWEEN.join(words).encode("utf-8", "surrogatepass"))
        return int.from_bytes(keyed.digest(), "big") & MASK

    def of_id(self, source: str, own_id: str) -> int:
        """The id of a submission that brings its own."""
        return self.number("id", source, own_id)

    def of_row(self, source: str, cells: Sequence[str]) -> int:
        """The id of a submission without one, of its row; rows that are equal are told apart by :meth:`twin`."""
        return self.number("row", source, *[cell.strip() for cell in cells])

    def twin(self, row: int, times: int) -> int:
        """The id of the row that stands in the file for the `times`-th time (1 = the first)."""
        return row if times == 1 else self.number("twin", str(row), str(times))

    def of_customer(self, parts: dict[str, str]) -> int | None:
        """The pseudonym of a customer: from the number, else the e-mail, the phone, the name; None when nothing is known."""
        for part in IDENTITY_ORDER:
            if plain := _normal(part, parts.get(part, "")):
                return self.number("customer", part, plain)
        return None


def _normal(part: str, value: str) -> str:
    """The same person written another way gives the same pseudonym."""
    if part == "phone":
        return "".join(char for char in value if char.isdigit())
    plain = " ".join(value.split()).casefold()
    return "" if plain == UNKNOWN else plain
