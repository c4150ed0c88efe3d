"""Words in a file → the codes of stages, touchpoints and channels; and which of them are new."""

from __future__ import annotations

import re
from collections.abc import Mapping

from vocdash.domain import UNKNOWN
from vocdash.errors import UnknownName
from vocdash.ingest.marks import VOWELS, whole_letters

_BETWEEN_WORDS = re.compile(rf"(?:_|[^\w{VOWELS}])+")
LONGEST = 64


def code_of(name: str) -> str:
    """A code made of a name: lower case, words joined by hyphens, at most 64 characters.

    What is no letter parts words, but not the vowels of Thai and Hindi, without which different names would have one code.
    """
    return _BETWEEN_WORDS.sub("-", whole_letters(name).strip().lower()).strip("-")[:LONGEST].strip("-") or UNKNOWN


class Places:
    """The places of one kind. `new` collects, in the order met, those a file brings (code → name as it was written).

    Parameters
    ----------
    kind : str
        "stage", "touchpoint" or "channel", for sentences.
    known : mapping of str
        Code → name of those that exist, or that the mapping defines.
    open : bool
        Whether a file may bring others.
    """

    def __init__(self, kind: str, known: Mapping[str, str], *, open: bool) -> None:
        self.kind = kind
        self._open = open
        self._known = {code: name for code, name in known.items() if code != UNKNOWN}
        self._codes: dict[str, str] = {name.casefold(): code for code, name in known.items()}
        self._codes |= {code.casefold(): code for code in known}
        self._codes |= {"": UNKNOWN, UNKNOWN: UNKNOWN}
        self.new: dict[str, str] = {}

    def find(self, word: str) -> str | None:
        """The code of a word, by code or name in any case; "" is unknown, None means that there is no such place."""
        found = self._codes.get(word)
        return found if found is not None else self._learn(word)

    def _learn(self, word: str) -> str | None:
        plain = word.strip().casefold()
        code = self._codes.get(plain) or self._codes.get(code_of(plain))
        if code is None:
            if not self._open:
                return None
            code = code_of(plain)
            self.new[code] = word.strip()[:200]
            self._codes[code] = code
        self._codes[word] = code
        return code

    def wrong(self, word: str) -> UnknownName:
        """What to say about a word that is no place."""
        return UnknownName(self.kind, word, self._known)
