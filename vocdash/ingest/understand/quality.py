"""How carefully a submission was answered. Flags mark a row; they never delete it, and whether it counts is a person's choice.

The rules:

* **straight-lining**: at least five scores on one scale, all the same. Content people answer so, too.
* **identical comment**: a comment of at least 40 characters that stood, word for word, in an earlier row.
* **duplicate submission**: the id of an earlier row; or everything as in an earlier row, the moment and a long comment included.
* **too fast**: less than a third of the file's median duration, where at least 20 rows have one; else less than a second a score.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from vocdash.domain import Finding, Role, Severity
from vocdash.ingest.cells import parse_number
from vocdash.ingest.mapping import Mapping, Shape
from vocdash.ingest.read import Table
from vocdash.ingest.rows import locate
from vocdash.ingest.understand.profile import is_nothing

FEWEST_SCORES = 5
LONG_COMMENT = 40
FEWEST_DURATIONS = 20
SLOWEST_SHARE = 1 / 3
SECONDS_A_SCORE = 1.0


class Flag(StrEnum):
    """What is odd about a submission."""

    STRAIGHT_LINE = "straight-lining"
    IDENTICAL_COMMENT = "identical comment"
    DUPLICATE = "duplicate submission"
    TOO_FAST = "too fast"


@dataclass(frozen=True, slots=True)
class Answered:
    """A row as the rules look at it.

    `scores` maps a scale's code to its answers, as written, without those that mean "no answer"; `duration` is in seconds;
    `own_id` and `answered_at` are as they stand in the file.
    """

    line: int
    scores: dict[str, tuple[str, ...]]
    comments: tuple[str, ...] = ()
    own_id: str = ""
    answered_at: str = ""
    duration: float | None = None


@dataclass(frozen=True, slots=True)
class Quality:
    """The flags of the rows that have some, by physical line; how many rows have each flag, of how many."""

    flags: dict[int, tuple[Flag, ...]]
    counts: dict[Flag, int]
    rows: int

    def findings(self) -> tuple[Finding, ...]:
        """One note a flag, with how many rows it marks and the first of them."""
        return tuple(self._finding(flag, count) for flag, count in self.counts.items())

    def _finding(self, flag: Flag, count: int) -> Finding:
        first = min(line for line, flags in self.flags.items() if flag in flags)
        what = f"{count:,} of {self.rows:,} rows are marked “{flag.value}”."
        code = flag.value.replace(" ", "-")
        return Finding(code, Severity.NOTE, what, "They come in; exclude them from scores if you like.", line=first, count=count)


def look_at_rows(rows: Iterable[Answered]) -> Quality:
    """The flags of every row, in one pass; only durations and hashes of comments and ids are kept."""
    flags: dict[int, tuple[Flag, ...]] = {}
    timed_lines, timings, scores = array("q"), array("d"), array("i")
    seen: set[int] = set()
    count = 0
    for row in rows:
        count += 1
        if found := tuple(_flags(row, seen)):
            flags[row.line] = found
        if row.duration is not None and row.duration >= 0:
            timed_lines.append(row.line)
            timings.append(row.duration)
            scores.append(sum(map(len, row.scores.values())))
    for line in _too_fast(timed_lines, timings, scores):
        flags[line] = (*flags.get(line, ()), Flag.TOO_FAST)
    counts = Counter(flag for found in flags.values() for flag in found)
    return Quality(flags, {flag: counts[flag] for flag in Flag if counts[flag]}, count)


def _flags(row: Answered, seen: set[int]) -> Iterator[Flag]:
    if any(len(answers) >= FEWEST_SCORES and len(set(answers)) == 1 for answers in row.scores.values()):
        yield Flag.STRAIGHT_LINE
    long = [comment for text in row.comments if len(comment := " ".join(text.casefold().split())) >= LONG_COMMENT]
    everything = ("all", row.answered_at, tuple(row.scores.items()), tuple(long)) if long else None
    keys = [key for key in (("id", row.own_id) if row.own_id else None, everything) if key]
    if any(hash(key) in seen for key in keys):
        yield Flag.DUPLICATE
    if any(hash(("comment", comment)) in seen for comment in long):
        yield Flag.IDENTICAL_COMMENT
    seen.update(hash(key) for key in keys)
    seen.update(hash(("comment", comment)) for comment in long)


def _too_fast(lines: array[int], timings: array[float], scores: array[int]) -> Iterator[int]:
    limit = median(timings) * SLOWEST_SHARE if len(timings) >= FEWEST_DURATIONS else None
    for line, seconds, answers in zip(lines, timings, scores, strict=True):
        if seconds < (answers * SECONDS_A_SCORE if limit is None else limit):
            yield line


def answered(table: Table, mapping: Mapping) -> Iterator[Answered]:
    """The rows of a wide file as the rules look at them; a long file has none, because its submissions stand in several rows."""
    if mapping.shape is not Shape.WIDE:
        return
    at = locate(mapping.columns(), table.columns)
    own = mapping.submission
    questions = [question for question in mapping.definition.questions if question.column]
    asked = [
        (at[q.column], q.scale, {word.casefold() for word in (*q.no_answer, *q.not_used)}) for q in questions if q.role is not Role.COMMENT
    ]
    told = [at[question.column] for question in questions if question.role is Role.COMMENT]
    ids = [at[column] for column in own.id]
    dates = [at[column] for column in (own.answered_at.columns if own.answered_at else ())]
    for line, cells in table.rows():
        scores: dict[str, list[str]] = {}
        for number, scale, left_out in asked:
            if (answer := _plain(cells[number])) and answer not in left_out:
                scores.setdefault(scale, []).append(answer)
        yield Answered(
            line,
            {scale: tuple(answers) for scale, answers in scores.items()},
            tuple(cells[number] for number in told if cells[number].strip() and not is_nothing(cells[number].strip())),
            "|".join(cells[number].strip() for number in ids),
            " ".join(cells[number].strip() for number in dates),
            parse_number(cells[at[own.duration_seconds]], table.dialect.decimal) if own.duration_seconds else None,
        )


def _plain(cell: str) -> str:
    """The answer so that 4 and 4.0 are the same."""
    text = cell.strip().casefold()
    number = parse_number(text)
    return text if number is None else f"{number:g}"
