"""How carefully a submission was answered. Flags mark it; they never take it away, and whether it counts is a person's choice.

The rules:

* **straight-lining**: at least five scores on one scale, all the same as they were given. Content people answer so, too.
* **identical-comment**: a comment of at least 40 characters that an earlier submission of the file made, word for word.
* **duplicate**: everything as in an earlier submission of the file, the moment included, where a comment of at least 40 characters
  or the customer says that this is no coincidence.
* **too-fast**: less than a third of the file's median duration, where at least 20 submissions have one; else less than a second a score.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vocdash.domain import Finding, Severity
from vocdash.errors import UnknownName
from vocdash.metrics.given import Floats, Ints

FEWEST_SCORES = 5
LONG_COMMENT = 40
FEWEST_DURATIONS = 20
SLOWEST_SHARE = 1 / 3
SECONDS_A_SCORE = 1.0


class Flag(StrEnum):
    """What is odd about a submission."""

    STRAIGHT_LINE = "straight-lining"
    IDENTICAL_COMMENT = "identical-comment"
    DUPLICATE = "duplicate"
    TOO_FAST = "too-fast"


def read_flags(words: Iterable[str]) -> tuple[Flag, ...]:
    """The flags with these codes. Raises UnknownName with the nearest one."""
    known = {flag.value: flag for flag in Flag}
    listed = tuple(words)
    wrong = next((word for word in listed if word not in known), None)
    if wrong is not None:
        raise UnknownName("flag", wrong, known)
    return tuple(known[word] for word in listed)


_BITS = {flag: 1 << number for number, flag in enumerate(Flag)}
_WHY = {
    Flag.STRAIGHT_LINE: "give the same score to every question of a scale",
    Flag.IDENTICAL_COMMENT: "repeat the long comment of an earlier one word for word",
    Flag.DUPLICATE: "repeat an earlier one in everything",
    Flag.TOO_FAST: "were answered too fast to have been read",
}

LEFT_OUT = "They come in and are left out of every score, as this import asks."

AsGiven = Callable[[int], tuple[str, float | None]]
"""Number of a place → the code of its scale, and smallest + largest value where answers were turned round."""


class Quality:
    """Looks at every submission once, and knows the flags of all of them when the last one has been looked at.

    Parameters
    ----------
    as_given : callable
        See :data:`AsGiven`.
    excluded : collection of Flag
        Submissions with one of these are left out of every score.
    """

    def __init__(self, as_given: AsGiven, excluded: Collection[Flag]) -> None:
        self._as_given = as_given
        self._excluded = frozenset(excluded)
        self._places: dict[int, tuple[str, float | None]] = {}
        self._lines = array("q")
        self._straight = array("b")
        self._keys = array("q")
        self._durations = array("d")
        self._scores = array("i")
        self._comments = array("q")
        self._said_by = array("q")
        self._bits: NDArray[np.int8] = np.zeros(0, dtype=np.int8)

    def know(self, places: Iterable[int]) -> None:
        """Ask about these places now, all that can have scores: whoever gets this in another process cannot ask."""
        self._places = {place: self._as_given(place) for place in places}

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_as_given"}

    def look(
        self,
        lines: Sequence[int],
        who_said: Ints,
        answers: Sequence[Sequence[Any]],
        *,
        content: Sequence[int],
        answered_at: Sequence[str],
        durations: Sequence[float | None],
        are_known: Sequence[bool],
    ) -> None:
        """Take note of some submissions, column by column.

        `answers` are number of the place, value and text; `who_said` has the number of the submission of each among these, in ascending
        order.
        `content` is a hash of all answers of a submission; durations are in seconds, and `are_known` says whether the customers are.
        """
        before, count = len(self._lines), len(lines)
        places, values, texts = answers
        value = np.array(values, dtype=np.float64)
        scores = np.bincount(who_said[~np.isnan(value)], minlength=count)
        long = [(who, text) for who, text in zip(who_said.tolist(), texts, strict=True) if text is not None and len(text) >= LONG_COMMENT]
        have_long = {who for who, _ in long}
        self._lines.extend(lines)
        self._scores.extend(scores.tolist())
        self._straight.extend(self._straight_lines(who_said, places, value, scores).tolist())
        self._said_by.extend([before + who for who, _ in long])
        self._comments.extend([hash(" ".join(text.casefold().split())) for _, text in long])
        said = zip(content, answered_at, strict=True)
        marks = [is_known or who in have_long for who, is_known in enumerate(are_known)]
        self._keys.extend([hash(each) or 1 if is_marked else 0 for each, is_marked in zip(said, marks, strict=True)])
        self._durations.extend([duration if duration is not None and duration >= 0 else np.nan for duration in durations])

    def _straight_lines(self, who_said: Ints, places: Sequence[int], value: Floats, scores: Ints) -> NDArray[np.bool_]:
        """Which submissions give the same score to every question of a scale, of at least some."""
        found = np.zeros(len(scores), dtype=bool)
        at = np.flatnonzero((scores >= FEWEST_SCORES)[who_said] & ~np.isnan(value))
        if not len(at):
            return found
        place = np.array(places, dtype=np.int64)[at]
        met, place = np.unique(place, return_inverse=True)
        codes, ends = zip(*map(self._given_as, met.tolist()), strict=True)
        turned = np.array(ends, dtype=np.float64)[place]
        given = np.where(np.isnan(turned), value[at], turned - value[at])
        scale = np.unique(codes, return_inverse=True)[1][place]
        order = np.lexsort((given, scale, who_said[at]))
        who, scale, given = who_said[at][order], scale[order], given[order]
        first = np.flatnonzero(np.concatenate([np.ones(1, dtype=bool), (who[1:] != who[:-1]) | (scale[1:] != scale[:-1])]))
        last = np.append(first[1:], len(who)) - 1
        found[who[first[(last - first + 1 >= FEWEST_SCORES) & (given[first] == given[last])]]] = True
        return found

    def _given_as(self, place: int) -> tuple[str, float | None]:
        if place not in self._places:
            self._places[place] = self._as_given(place)
        return self._places[place]

    def settle(self) -> None:
        """Compare all submissions with each other; call it once, after the last one."""
        lines = np.array(self._lines, dtype=np.int64)
        marked = {
            Flag.STRAIGHT_LINE: np.array(self._straight, dtype=bool),
            Flag.IDENTICAL_COMMENT: self._repeats(lines),
            Flag.DUPLICATE: _later_ones(np.array(self._keys, dtype=np.int64), lines),
            Flag.TOO_FAST: self._too_fast(),
        }
        self._bits = np.zeros(len(lines), dtype=np.int8)
        for flag, mask in marked.items():
            self._bits |= np.where(mask, np.int8(_BITS[flag]), np.int8(0))

    def _repeats(self, lines: NDArray[np.int64]) -> NDArray[np.bool_]:
        who = np.array(self._said_by, dtype=np.int64)
        said = np.array(self._comments, dtype=np.int64)
        order = np.lexsort((lines[who], said))
        again = (said[order][1:] == said[order][:-1]) & (who[order][1:] != who[order][:-1])
        found = np.zeros(len(lines), dtype=bool)
        found[who[order][1:][again]] = True
        return found

    def _too_fast(self) -> NDArray[np.bool_]:
        durations = np.array(self._durations, dtype=np.float64)
        timed = durations[~np.isnan(durations)]
        if len(timed) >= FEWEST_DURATIONS:
            return durations < np.median(timed) * SLOWEST_SHARE
        return durations < np.array(self._scores, dtype=np.float64) * SECONDS_A_SCORE

    def flags(self, first: int, count: int) -> Iterator[tuple[int, tuple[Flag, ...], bool]]:
        """(place from 0, flags, whether it is left out of scores) of those with a flag among `count` submissions from `first` on."""
        part = self._bits[first : first + count]
        for at in np.flatnonzero(part).tolist():
            found = tuple(flag for flag, bit in _BITS.items() if part[at] & bit)
            yield at, found, not self._excluded.isdisjoint(found)

    def left_out(self) -> NDArray[np.bool_]:
        """Which submissions are left out of scores."""
        return (self._bits & sum(_BITS[flag] for flag in self._excluded)) > 0

    def counts(self) -> dict[Flag, int]:
        """How many submissions have each flag that any of them has."""
        found = {flag: int(np.count_nonzero(self._bits & bit)) for flag, bit in _BITS.items()}
        return {flag: count for flag, count in found.items() if count}

    def excluded(self) -> int:
        """How many submissions are left out of scores."""
        return int(np.count_nonzero(self.left_out()))

    def findings(self) -> Iterator[Finding]:
        """One note a flag, with how many submissions have it, and the line of the first."""
        for flag, count in self.counts().items():
            line = min(np.array(self._lines)[(self._bits & _BITS[flag]) > 0].tolist())
            what = f"Some submissions {_WHY[flag]} ({flag.value})."
            if flag in self._excluded:
                remedy = LEFT_OUT
            else:
                remedy = f"They come in and count; to keep them and leave them out of scores, import with --exclude-flagged {flag.value}."
            yield Finding(flag.value, Severity.NOTE, what, remedy, line=line, count=count)


def _later_ones(keys: NDArray[np.int64], lines: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of those with a key share it with one of an earlier line; key 0 is none."""
    order = np.lexsort((lines, keys))
    again = (keys[order][1:] == keys[order][:-1]) & (keys[order][1:] != 0)
    found = np.zeros(len(keys), dtype=bool)
    found[order[1:][again]] = True
    return found
