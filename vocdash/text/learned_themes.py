"""What people's labels taught about themes: a linear score a theme from its seeds and a comment's own words. Applied here, fitted in
:mod:`vocdash.text.learn_themes`.

A theme with such a score is there where the score is above 0. Where its seeds are found but it is not there, they are passed over;
where it is there and no seed is found, the word that speaks most for it stands for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from vocdash.text.matching import Hit, Words, words_in

ENOUGH_TO_LEARN = 200
"""Comments whose themes must be labelled before anything is learned from them."""

SEEN_IN = 2
"""Labelled comments that must have a word for it to be learned."""

Floats = NDArray[np.float64]


def seeded(codes: Sequence[str], hits: Sequence[Sequence[Hit]]) -> Floats:
    """How often seeds of each theme are found, as the square root, a row a comment."""
    at = {code: column for column, code in enumerate(codes)}
    found = np.zeros((len(hits), len(codes)))
    for row, found_here in enumerate(hits):
        for label in (label for _, _, labels in found_here for label in labels if label in at):
            found[row, at[label]] += 1.0
    return np.sqrt(found)


@dataclass(frozen=True)
class LearnedThemes:
    """What was learned, and its number in the store. `codes` are the themes with a score of their own.

    Each of `words` that a comment has counts `idf / √Σ idf²`, times its `weight` for a theme; in the sum its other words, too, stand with
    `rare`, so that a comment of unknown words says little. `seeds` has the weight of one theme's seeds (row) for another theme (column).
    """

    number: int
    codes: tuple[str, ...]
    words: tuple[str, ...]
    idf: Floats
    weight: Floats
    seeds: Floats
    constant: Floats
    rare: float

    @cached_property
    def _place(self) -> dict[str, int]:
        return {word: at for at, word in enumerate(self.words)}

    def scores(self, read: Sequence[Words], hits: Sequence[Sequence[Hit]]) -> Floats:
        """The score of each theme, a row a comment."""
        total = seeded(self.codes, hits) @ self.seeds + self.constant
        for row, words in enumerate(read):
            stems = set(words.stems)
            known = np.array(sorted(self._place[stem] for stem in stems if stem in self._place), np.int64)
            if len(known):
                idf = self.idf[known]
                total[row] += idf @ self.weight[known] / np.sqrt(idf @ idf + (len(stems) - len(known)) * self.rare**2)
        return total

    def revise(self, read: Sequence[Words], hits: Sequence[list[Hit]], live: Container[str]) -> list[list[Hit]]:
        """The mentions of themes in each comment, in reading order, after what was learned took some away and added others.

        Of themes that are not `live` any more none is added.
        """
        there = (self.scores(read, hits) > 0) & [code in live for code in self.codes]
        return [self._revised(words, found, row) for words, found, row in zip(read, hits, there, strict=True)]

    def _revised(self, words: Words, found: list[Hit], there: NDArray[np.bool_]) -> list[Hit]:
        wanted = dict(zip(self.codes, there.tolist(), strict=True))
        kept = [(start, end, tuple(label for label in labels if wanted.get(label, True))) for start, end, labels in found]
        said = {label for _, _, labels in kept for label in labels}
        missing = [at for at, code in enumerate(self.codes) if wanted[code] and code not in said]
        added = [(*span, (self.codes[at],)) for at in missing if (span := self._telling(words, at))]
        return sorted([hit for hit in (*kept, *added) if hit[2]], key=lambda hit: hit[0])

    def _telling(self, words: Words, theme: int) -> tuple[int, int] | None:
        """Where the word stands that speaks most for a theme; None where no word does."""
        speaks = [self._speaks(stem, theme) for stem in words.stems]
        best = max(range(len(speaks)), key=speaks.__getitem__, default=None)
        return words.spans[best] if best is not None and speaks[best] > 0 else None

    def _speaks(self, stem: str, theme: int) -> float:
        at = self._place.get(stem)
        return 0.0 if at is None else float(self.idf[at] * self.weight[at, theme])

    def without(self, comments: Iterable[str], names: Iterable[str]) -> LearnedThemes:
        """The same without the words that would not be known if these comments had not been learned from, and without `names`.

        A word is known when :data:`SEEN_IN` labelled comments have it; in how many it was, its `idf` tells.
        """
        theirs = Counter(stem for text in comments for stem in set(words_in(text).stems))
        named = {stem for name in names for stem in words_in(name).stems}
        seen_in = np.rint(2 * np.exp(self.rare - self.idf)) - 1
        kept = [
            at for at, word in enumerate(self.words) if word not in named and (word not in theirs or seen_in[at] - theirs[word] >= SEEN_IN)
        ]
        return replace(self, words=tuple(self.words[at] for at in kept), idf=self.idf[kept], weight=self.weight[kept])

    def to_bytes(self) -> bytes:
        """For the store; see :meth:`from_bytes`."""
        target = BytesIO()
        parts = {
            "idf": self.idf,
            "weight": self.weight.astype(np.float32),
            "seeds": self.seeds,
            "constant": self.constant,
            "rare": self.rare,
        }
        np.savez_compressed(target, codes=np.array(self.codes), words=np.array(self.words, np.str_), **parts)  # type: ignore[arg-type]
        return target.getvalue()

    @classmethod
    def from_bytes(cls, number: int, data: bytes) -> LearnedThemes:
        with np.load(BytesIO(data)) as stored:
            idf, weight, seeds, constant = (stored[name].astype(np.float64) for name in ("idf", "weight", "seeds", "constant"))
            codes, words = tuple(stored["codes"].tolist()), tuple(stored["words"].tolist())
            return cls(number, codes, words, idf, weight, seeds, constant, float(stored["rare"]))
