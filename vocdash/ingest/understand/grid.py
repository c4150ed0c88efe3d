"""Scores give themselves away: who is content with one thing is more content with the others.

A column of small numbers that rises and falls with the other scores of its row is a score even where its header is a bare code; and
a number at the end of a scale whose people are no happier (or unhappier) elsewhere than those one step before is no answer but a
code, such as 6 for "never used" beside 1 to 5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import atanh, sqrt

from vocdash.ingest.cells import parse_number
from vocdash.ingest.understand import words
from vocdash.ingest.understand.places import names_a_touchpoint
from vocdash.ingest.understand.profile import Profile

ROWS = 3_000
ENOUGH_PAIRS = 30
FEW_PAIRS = 15
NOT_BY_CHANCE = 0.5
"""The correlation that even few pairs hardly show by chance."""
BELONGS_FROM = 0.15
"""The correlation with the mean of the others from which a column belongs to them; ratings have 0.3 to 0.8, codes about 0."""

MAY_BELONG_TO = 0.3
"""A column whose correlation with the scores of its rows is surely below this, whatever its sign, is answered to something else."""

_SURELY = 1.96
"""Standard errors to be sure by, at 95 %."""

FAR_CODES = frozenset(
    (-99.0, -98.0, -97.0, -88.0, -77.0, -66.0, -9.0, -8.0, -7.0, -2.0, -1.0, 77.0, 88.0, 97.0, 98.0, 99.0, 888.0, 998.0, 999.0, 9999.0)
)
A_QUESTION = 4
"""From so many words on a header asks something, and columns named alike begin with three equal words."""

_WITHOUT_BLANKS = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]{2}")
"""Two signs of a language that leaves no blanks between words."""
_FEWEST_ANSWERS = 8
_LARGEST_STEP = 11
_SLIPS = 0.05
"""Up to this share of the answers, numbers beyond any common scale are slips of the pen."""

_BY_CHANCE = 0.05

_NEARLY_ALL = 0.95
"""The share of 1 and 2 among the answers from which they are two codes rather than the lower end of a scale."""

_FAR = 0.1
"""So much happier (as a share of the scale) than those at 1 must those at 0 be elsewhere for 0 to be no answer."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The small numbers of a column: its ends without codes that lie far off, and those codes."""

    low: float
    high: float
    far: tuple[float, ...]
    different: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """What the rows say about columns of small numbers, by their place.

    `belongs` is the correlation with the mean of the other scores, absent where too few rows tell. `codes` are ends of the scale
    that stand for no answer; `tops` the highest answer of the columns named like it, itself included, and `at_top` the share of the
    others' answers (0–1) that are the highest. `runs` is the number of questions next to each other that are answered with the same
    numbers. `apart` are the columns that surely do not rise and fall with the scores, where three and more of those do so together.
    """

    belongs: dict[int, float]
    codes: dict[int, frozenset[float]]
    tops: dict[int, float]
    siblings: dict[int, int]
    at_top: dict[int, float] = field(default_factory=dict)
    runs: dict[int, int] = field(default_factory=dict)
    apart: frozenset[int] = frozenset()

    def belongs_to_top(self, at: int, answers: int) -> bool:
        """Whether so many people may have missed the highest answer of the columns named alike by chance, so that the scale is one."""
        return (1 - self.at_top.get(at, 0.0)) ** answers >= _BY_CHANCE


def steps(column: Profile) -> Steps | None:
    """The steps of a column of numbers up to 100, or None when there are none."""
    if column.numeric < 0.95 or not column.numbers:
        return None
    near = [number for number in column.numbers if number not in FAR_CODES]
    far = [number for number in column.numbers if number in FAR_CODES]
    near = _without_slips(column, near)
    if not near or min(near) < 0 or max(near) > 100:
        return None
    high = max(near)
    inside = [number for number in far if 0 < number <= 100 and high > 20]
    whole = all(number.is_integer() for number in near)
    return Steps(min(near), max([high, *inside]), tuple(sorted(set(far) - set(inside))), len(near), whole)


def _without_slips(column: Profile, near: list[float]) -> list[float]:
    """The numbers without the odd 55 for a 5, where the words ask for a score: the report refuses such cells one by one."""
    usual = [number for number in near if number <= _LARGEST_STEP]
    slips = sum(column.numbers[number] for number in near if number > _LARGEST_STEP)
    asks = column.says(words.SATISFIED) or column.says(words.RATING) or column.says(words.NPS) or column.says(words.RECOMMEND)
    few = slips and slips <= _SLIPS * sum(column.numbers[number] for number in usual)
    return usual if few and asks and len(usual) >= 3 else near


def are_yes_and_no(column: Profile) -> bool:
    """Whether nearly all answers are 1 or 2, as codes of yes and no or of two kinds of people are; 0 stands beside them for nothing."""
    answered = sum(n for number, n in column.numbers.items() if number)
    return column.numbers[1.0] + column.numbers[2.0] >= _NEARLY_ALL * answered


def look(rows: Sequence[Sequence[str]], columns: Sequence[Profile], likely: frozenset[int], decimal: str) -> Grid:
    """How the columns of small numbers hang together. `likely` are those whose words already say that they are scores."""
    found = {
        column.at: ends for column in columns if (ends := steps(column)) and ends.whole and 3 <= ends.high <= 11 and ends.different > 1
    }
    groups = _named_alike([column for column in columns if column.at in found])
    tops = {at: top for group in groups for top in [max(found[other].high for other in group)] for at in group}
    siblings = {at: len(group) for group in groups for at in group}
    by_place = {column.at: column for column in columns}
    at_top = {at: share for group in groups for at, share in _shares_at_top([by_place[at] for at in group], found)}
    wide = [at for at, ends in found.items() if ends.high >= 5 or (tops[at] >= 5 and siblings[at] >= 3)]
    values = {at: _values(rows, at, found[at], decimal) for at in wide}
    core = [at for at in wide if at in likely or siblings[at] >= 3]
    core = core if len(core) >= 3 else wide
    belongs = _correlations(values, core)
    core = [at for at in core if belongs.get(at, 0.0) >= BELONGS_FROM]
    belongs = _correlations(values, core) if len(core) >= 3 else {}
    scores = [at for at, correlation in belongs.items() if correlation >= BELONGS_FROM]
    narrow = {at: _values(rows, at, ends, decimal) for at, ends in found.items() if belongs and at not in values and at not in likely}
    apart = _apart({**values, **narrow}, core) if belongs else frozenset()
    return Grid(belongs, _codes(rows, found, values, scores, decimal), tops, siblings, at_top, _runs(rows, columns, found), apart)


def _runs(rows: Sequence[Sequence[str]], columns: Sequence[Profile], found: dict[int, Steps]) -> dict[int, int]:
    """How many questions stand next to each other with answers up to the same 5, 7 or 10, which nobody may have given to some of them.

    An order of things is no such run.
    """
    runs: dict[int, int] = {}
    run: list[int] = []
    for column in [*columns, None]:
        ends = found.get(column.at) if column and _could_ask(column) else None
        steps_up = ends if ends and ends.different >= 3 else None
        top = max((found[at].high for at in run), default=0.0)
        if run and (steps_up is None or abs(steps_up.high - top) > 1):
            if top in (5, 7, 10) and not _are_in_order(rows, run):
                runs |= dict.fromkeys(run, len(run))
            run = []
        if column and steps_up:
            run.append(column.at)
    return runs


def _could_ask(column: Profile) -> bool:
    """Whether a header is a question or an item of one: several words, and none of them an amount, a group or a number of something."""
    if len(column.column.split()) >= A_QUESTION or names_a_touchpoint(column.column):
        return True
    long = len(column.name.split()) > 1 or _WITHOUT_BLANKS.search(column.name) is not None
    return long and not any(map(column.says, (words.AMOUNT, words.NOT_A_SCORE, words.SEGMENT, words.ID, words.RANKS)))


def _are_in_order(rows: Sequence[Sequence[str]], run: Sequence[int]) -> bool:
    """Whether nearly nobody gave one number twice, as when things are put in order."""
    answered = [[row[at] for at in run] for row in rows[:ROWS] if all(row[at].strip() for at in run)]
    return len(run) > 2 and 0 < 0.8 * len(answered) <= sum(len({*cells}) == len(cells) for cells in answered)


def _shares_at_top(group: Sequence[Profile], found: dict[int, Steps]) -> list[tuple[int, float]]:
    """For each column of a group, the share of the answers of the others up to the group's highest that are the highest."""
    top = max(found[column.at].high for column in group)
    reach = {column.at: (column.numbers[top], sum(column.numbers.values())) for column in group if found[column.at].high == top}
    highest, answers = (sum(counts) for counts in zip(*reach.values(), strict=True))
    shares = []
    for column in group:
        own_highest, own = reach.get(column.at, (0, 0))
        shares.append((column.at, (highest - own_highest) / (answers - own) if answers > own else 0.0))
    return shares


def stem(column: Profile) -> str:
    """What columns of one grid have in common: the question before the item, else the name up to its last part."""
    for between in (" - ", " – ", "-"):
        head, found, _ = column.label.rpartition(between)
        if found and len(head) > 15:
            return head
    parts = column.name.split()
    numbered = len(parts) > 2 and parts[0] == "q" and parts[1].isdecimal()
    return " ".join(parts[: 2 if numbered else 1 if len(parts) < A_QUESTION else 3])


def _named_alike(columns: Sequence[Profile]) -> list[list[int]]:
    """What is named alike, a recommendation aside: its scale is its own."""
    groups: dict[tuple[str, bool], list[int]] = {}
    for column in columns:
        groups.setdefault((stem(column), column.says(words.RECOMMEND) or column.says(words.NPS)), []).append(column.at)
    return list(groups.values())


def _values(rows: Sequence[Sequence[str]], at: int, ends: Steps, decimal: str) -> list[float | None]:
    """Answers as shares of the scale, 0–1; the ends that may be codes are left out."""
    doubtful = {0.0, 6.0 if ends.high == 6 else 0.0, 11.0, *FAR_CODES}
    top = 5.0 if ends.high == 6 else min(ends.high, 10.0)
    meant: dict[str, float | None] = {}
    for row in rows[:ROWS]:
        if row[at] not in meant:
            number = parse_number(row[at], decimal)
            meant[row[at]] = None if number is None or number in doubtful else number / top
    return [meant[row[at]] for row in rows[:ROWS]]


def _correlations(values: dict[int, list[float | None]], core: list[int]) -> dict[int, float]:
    """Each column with the mean of the core's other columns, where enough rows have both."""
    if len(core) < 3:
        return {}
    found = {}
    for at, pairs in _beside_others(values, core):
        if len(pairs) >= FEW_PAIRS:
            correlation = pearson(pairs)
            if len(pairs) >= ENOUGH_PAIRS or correlation >= NOT_BY_CHANCE:
                found[at] = correlation
    return found


def _apart(values: dict[int, list[float | None]], core: list[int]) -> frozenset[int]:
    """The columns whose correlation with the core is surely smaller than that of a score, by the limits of Fisher's transformation."""
    return frozenset(
        at
        for at, pairs in _beside_others(values, core)
        if len(pairs) >= ENOUGH_PAIRS and atanh(min(abs(pearson(pairs)), 0.99)) + _SURELY / sqrt(len(pairs) - 3) < atanh(MAY_BELONG_TO)
    )


def _beside_others(values: dict[int, list[float | None]], core: list[int]) -> Iterator[tuple[int, list[tuple[float, float]]]]:
    """Each column's answers, with the mean of the core's other columns in their rows."""
    sums, counts = _totals(values, core)
    for at, column in values.items():
        own = at in core
        yield (
            at,
            [
                (value, (total - value * own) / (n - own))
                for value, total, n in zip(column, sums, counts, strict=True)
                if value is not None and n - own > 1
            ],
        )


def _totals(values: dict[int, list[float | None]], core: list[int]) -> tuple[list[float], list[int]]:
    rows = list(zip(*(values[at] for at in core), strict=True))
    return [sum(value for value in row if value is not None) for row in rows], [sum(value is not None for value in row) for row in rows]


def pearson(pairs: Sequence[tuple[float, float]]) -> float:
    """The correlation of pairs of numbers, 0 where one of the two never changes."""
    n = len(pairs)
    mean_x, mean_y = sum(x for x, _ in pairs) / n, sum(y for _, y in pairs) / n
    xy = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    xx, yy = sum((x - mean_x) ** 2 for x, _ in pairs), sum((y - mean_y) ** 2 for _, y in pairs)
    return xy / sqrt(xx * yy) if xx and yy else 0.0


def _codes(
    rows: Sequence[Sequence[str]], found: dict[int, Steps], values: dict[int, list[float | None]], scores: list[int], decimal: str
) -> dict[int, frozenset[float]]:
    """Ends of scales that are codes: 6 or 11 where its people are not happier elsewhere than those at 5 or 10, 0 of 0–10 too."""
    if not scores:
        return {}
    sums, counts = _totals(values, scores)
    codes: dict[int, frozenset[float]] = {}
    for high, end, inner in ((6.0, 6.0, 5.0), (11.0, 11.0, 10.0), (10.0, 0.0, 1.0), (7.0, 0.0, 1.0)):
        columns = [at for at in scores if found[at].high == high and (end or found[at].low == 0)]
        at_end, before = _elsewhere(rows, columns, end, inner, values, sums, counts, decimal)
        if min(len(at_end), len(before)) < _FEWEST_ANSWERS:
            continue
        gap = sum(at_end) / len(at_end) - sum(before) / len(before)
        if (end and gap < 0) or (not end and gap > _FAR):
            for at in columns:
                codes[at] = codes.get(at, frozenset()) | {end}
    return codes


def _elsewhere(
    rows: Sequence[Sequence[str]],
    columns: list[int],
    end: float,
    inner: float,
    values: dict[int, list[float | None]],
    sums: list[float],
    counts: list[int],
    decimal: str,
) -> tuple[list[float], list[float]]:
    """How content people are elsewhere who answer `end`, and those who answer `inner`."""
    at_end: list[float] = []
    before: list[float] = []
    for at in columns:
        own = values[at]
        for number, row in enumerate(rows[:ROWS]):
            answer = parse_number(row[at], decimal)
            value = own[number]
            others = counts[number] - (value is not None)
            if others < 2 or answer not in (end, inner):
                continue
            mean = (sums[number] - (value or 0.0)) / others
            (at_end if answer == end else before).append(mean)
    return at_end, before
