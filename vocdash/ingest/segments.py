"""The segments a file brings: combinations of attribute values, and the attributes that turn out to be none."""

from __future__ import annotations

from collections.abc import Mapping

from vocdash.domain import Finding
from vocdash.ingest import checks
from vocdash.ingest.mapping import Labelled


class Segments:
    """Numbers combinations of values in the order met. An attribute that names people, or nearly, is refused.

    Attributes
    ----------
    findings : list of Finding
        One for each attribute refused.
    """

    def __init__(self, attributes: Mapping[str, Labelled]) -> None:
        self._names = list(attributes)
        self._columns = [label.column for label in attributes.values()]
        self._values: list[set[str]] = [set() for _ in self._names]
        self._refused: set[int] = set()
        self._numbers: dict[tuple[str, ...], int] = {}
        self.findings: list[Finding] = []

    def number(self, words: tuple[str, ...]) -> int:
        """The number of a combination, from 0; a refused attribute no longer tells combinations apart."""
        found = self._numbers.get(words)
        if found is None:
            kept = self._without_refused(words)
            found = self._numbers.get(kept)
            if found is None:
                self._look_at(kept)
                kept = self._without_refused(kept)
                found = self._numbers.setdefault(kept, len(self._numbers))
        return found

    def _without_refused(self, words: tuple[str, ...]) -> tuple[str, ...]:
        return tuple("" if at in self._refused else word for at, word in enumerate(words)) if self._refused else words

    def _look_at(self, words: tuple[str, ...]) -> None:
        for at, word in enumerate(words):
            if not word:
                continue
            values = self._values[at]
            values.add(word)
            if checks.looks_like_email(word):
                self._refuse(at, checks.identity_in_segment(self._columns[at], self._names[at]))
            elif len(values) > checks.MOST_SEGMENT_VALUES:
                self._refuse(at, checks.too_many_values(self._columns[at], self._names[at]))

    def _refuse(self, at: int, finding: Finding) -> None:
        self._refused.add(at)
        self._values[at] = set()
        self.findings.append(finding)

    def combinations(self) -> list[dict[str, str]]:
        """Number → attribute → value, without refused attributes and empty values; several numbers may mean the same."""
        return [
            {name: word for at, (name, word) in enumerate(zip(self._names, words, strict=True)) if word and at not in self._refused}
            for words in self._numbers
        ]
