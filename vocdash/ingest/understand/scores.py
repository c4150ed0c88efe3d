"""The scale of a column, by what it asks **and** what is answered. A range alone never makes a recommendation score."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from vocdash.domain import Family, Finding, Role, Scale, Severity
from vocdash.ingest.cells import PERCENT, parse_number
from vocdash.ingest.scales import STANDARD
from vocdash.ingest.understand import words
from vocdash.ingest.understand.grades import read_grades
from vocdash.ingest.understand.grid import BELONGS_FROM, FAR_CODES, Grid, Steps, are_yes_and_no, steps
from vocdash.ingest.understand.meaning import ScaleGuess
from vocdash.ingest.understand.named_ends import LABELLED_ENDS, out_of, stated_ends
from vocdash.ingest.understand.places import names_a_touchpoint
from vocdash.ingest.understand.profile import Profile
from vocdash.ingest.understand.scale_findings import mixed_words, no_middle, nobody_said_zero, two_of_how_many
from vocdash.ingest.understand.text_scales import HOW_OFTEN, STARS_AXIS, THUMBS, TextScale, is_step, polarity, read_scale, yes_no
from vocdash.ingest.understand.two_steps import only_two, read_two_steps, without_middle

_MISSED = ((4, 5), (6, 7), (9, 10))
"""Highest answers of a column, and of those named like it, that are ends of one scale where nobody chose the last step by chance."""

MIXED_FROM = 0.85
"""This share of answers up to 5, in a column with answers up to 10, speaks of two scales."""

FEW_ANSWERS = 30
"""Below this many answers, steps of a scale that nobody chose are likely."""

SATISFIED_OR_NOT = Scale(
    "csat-0-1", Family.CSAT, 0, 1, satisfied_from=1, name="Satisfied or not", labels={"0": "Not satisfied", "1": "Satisfied"}
)
"""For two answers, a good one and a bad one: satisfied is the share of the good ones."""

MOST_LOST, MOST_LOST_OF_FEW = 0.3, 0.4
"""The largest share of answers that may be no steps of a scale, and where a few people were asked for one."""

UNASKED = 0.45
"""How sure we are of a good and a bad answer to what does not ask for a score: it comes in where the file has no other."""

_ITEM = re.compile(r"\[([^\[\]]+)\]$")
"""The choice that a column of yes and no is for: "How satisfied are you? [Very satisfied]"."""


def scale_of(family: Family, low: float, high: float) -> Scale:
    """The scale of a family between two ends, the same for every file: the standard one where it fits.

    Satisfied are the top box of up to three steps, the top two of up to seven, the top three of ten or eleven; at ease is the
    upper part above the middle.
    """
    for scale in STANDARD.values():
        if (scale.family, scale.minimum, scale.maximum) == (family, low, high):
            return scale
    if (family, low, high) == (Family.CSAT, 0, 1):
        return SATISFIED_OR_NOT
    count = high - low + 1
    top = 0 if count <= 3 else 1 if count <= 7 else 2 if count <= 11 else (high - low) / 5
    name = {Family.CSAT: "Satisfied", Family.CES: "It was easy", Family.RATING: "Rating"}[family]
    return Scale(f"{family.value}-{low:g}-{high:g}", family, low, high, satisfied_from=high - top, name=f"{name}, {low:g} to {high:g}")


def guess_scale(column: Profile, grid: Grid, *, recommends_from_zero: bool = False, shared: TextScale | None = None) -> ScaleGuess | None:
    """The scale of a column, or None when it is none.

    `recommends_from_zero`: the file has a 0–10 recommendation question beside it. `shared`: the scale in words that others have, too.
    """
    in_words = _of_words(column, shared) or _of_percents(column)
    if in_words is not None:
        return in_words
    ends = steps(column)
    return _of_numbers(column, _within_ends(column, ends), grid, recommends_from_zero) if ends else None


def role_of(column: Profile) -> Role:
    """What a score says, by its words."""
    if column.says(words.IMPORTANCE) and not column.says(words.SATISFIED):
        return Role.IMPORTANCE
    if column.says(words.EXPECTATION) and not column.says(words.SATISFIED):
        return Role.EXPECTATION
    if column.says(words.OVERALL) or words.WHOLE.search(column.name) or column.says(words.NPS) or column.says(words.RECOMMEND):
        return Role.OUTCOME
    return Role.PERFORMANCE


# --- answers in words ------------------------------------------------------------------------------------------------


_ASK_FOR_STEPS = (words.ASKS, words.SATISFIED, words.RATING, words.LIKELY, words.EASY)


def _of_words(column: Profile, shared: TextScale | None) -> ScaleGuess | None:
    if column.numeric > 0.9 or not column.counts or len(column.counts) > 40:
        return None
    answers = list(column.counts)
    if (binary := yes_no(answers)) is not None:
        item = _ITEM.search(column.label)
        if not column.says(words.YES_NO) or (item and is_step(item[1])):
            return None
        reverse = _asks_for_the_bad(column)
        return ScaleGuess(_yes_or_no(column), 0.7, "Answers are yes and no.", binary.values, _written(column.nothing), reverse=reverse)
    grades = read_grades(answers) if column.says(words.ASKS_A_GRADE) else None
    asked = any(map(column.says, _ASK_FOR_STEPS))
    found = shared or grades or read_two_steps(answers) or _two_beside_others(read_scale(answers, asked=asked))
    if found is None or (found.axis == HOW_OFTEN and not column.says(words.HOW_OFTEN)):
        return None
    coded = [text for text in found.unread if parse_number(text, ".") in FAR_CODES]
    found = replace(found, unread=tuple(text for text in found.unread if text not in coded))
    answered = column.filled - sum(column.counts[text] for text in coded)
    lost = sum(column.counts[text] for text in found.unread) / answered if answered else 1.0
    few = asked and column.filled < FEW_ANSWERS
    if lost > (MOST_LOST_OF_FEW if few else MOST_LOST):
        return None
    found = (only_two(found) if column.filled >= FEW_ANSWERS else None) or found
    family = _family(column, found)
    scale = scale_of(family, found.minimum, found.maximum)
    findings: tuple[Finding, ...] = (mixed_words(column, found),) if found.unread else ()
    if (even := without_middle(found)) is not None:
        # Columns that share a scale have to agree on it, however many answered each.
        few = (column.rows if shared else column.filled) < FEW_ANSWERS
        findings = (*findings, no_middle(column, even, few=few))
        found = found if few else even
        scale = scale_of(family, found.minimum, found.maximum)
    if scale is SATISFIED_OR_NOT and column.filled < FEW_ANSWERS:
        findings = (*findings, two_of_how_many(column, found))
    reason = f"Answers are steps of {found.axis}, from {scale.minimum:g} to {scale.maximum:g}."
    no_answer = (*sorted(coded), *_written(column.nothing))
    sure = round(0.95 - lost, 2) if _asks_or_says(column, found) else UNASKED
    return ScaleGuess(scale, sure, reason, found.values, no_answer, reverse=found.reverse, findings=findings)


def _asks_or_says(column: Profile, found: TextScale) -> bool:
    """Whether words ask for a score, or the answers say that they are one; good and bad, or positive and negative, may be anything."""
    if (found.minimum, found.maximum) != (0, 1) or found.axis not in ("satisfaction", "quality"):
        return True
    asks = (*_ASK_FOR_STEPS, words.QUALITIES, words.YES_NO, words.COMMENT)
    return any(map(column.says, asks)) or any(words.SATISFIED.search(text.lower()) for text in found.values)


def _yes_or_no(column: Profile) -> Scale:
    """Yes and no are satisfied and not, where the words ask for that."""
    return SATISFIED_OR_NOT if column.says(words.SATISFIED) else STANDARD["yesno"]


def _asks_for_the_bad(column: Profile) -> bool:
    """Whether yes is the bad answer: "Were you dissatisfied with anything?"."""
    return column.says(words.DISSATISFIED) and not column.says(words.OR_SATISFIED)


def _two_beside_others(found: TextScale | None) -> TextScale | None:
    """The scale; of two steps where nothing but a good answer and a bad one is left once the odd words are taken away."""
    two = read_two_steps(list(found.values)) if found and found.unread else None
    return replace(two, unread=found.unread) if found and two else found


def _family(column: Profile, found: TextScale) -> Family:
    if (found.minimum, found.maximum) == (0, 1):
        rates = found.axis == "satisfaction" or (found.axis == THUMBS and column.says(words.RATING))
        return Family.CSAT if rates or column.says(words.SATISFIED) else Family.YESNO
    if (found.minimum, found.maximum) == (0, 10) and (found.axis == "likelihood" or column.says(words.NPS) or column.says(words.RECOMMEND)):
        return Family.NPS
    if found.axis in ("quality", STARS_AXIS, "rating") and column.says(words.SATISFIED):
        return Family.CSAT
    if found.axis == "agreement" and column.says(words.EASY):
        return Family.CES
    return found.family


def _written(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(texts))


def _of_percents(column: Profile) -> ScaleGuess | None:
    """Answers such as 80 %, where the words ask for a score."""
    percents = [text for text in column.counts if PERCENT.fullmatch(text)]
    if not percents or len(percents) < len(column.counts) or not any(map(column.says, (words.SATISFIED, words.RATING, words.ASKS))):
        return None
    if any(float(text.rstrip("% \u00a0\u202f").replace(",", ".")) > 100 for text in percents):
        return None
    family = Family.CSAT if column.says(words.SATISFIED) else Family.RATING
    return ScaleGuess(scale_of(family, 0, 100), 0.7, "Answers are shares of a hundred.", {}, _written(column.nothing))


# --- answers in numbers ----------------------------------------------------------------------------------------------


def _of_numbers(column: Profile, ends: Steps, grid: Grid, recommends_from_zero: bool) -> ScaleGuess | None:
    if ends.low >= 0 and ends.high <= 1 and ends.whole:
        return _of_zero_and_one(column, ends)
    recommends = _is_recommendation(column, ends)
    sure, reason = _is_score(column, ends, grid)
    if sure < 0.3:
        return None
    findings: list[Finding] = []
    low, high, codes = _ends(column, ends, grid, recommends_from_zero or recommends)
    if recommends:
        low, high, codes = 0.0, 10.0, [code for code in codes if code]
        told = column.says(words.NPS) or stated_ends(column) == (0.0, 10.0)
        if 0.0 not in column.numbers and (column.filled >= FEW_ANSWERS or not column.says(words.LIKELY)) and not told:
            findings.append(nobody_said_zero(column))
            sure = min(sure, 0.6)
    elif (mixed := _mixed_numbers(column, ends)) is not None:
        low, high, sure = 1.0, 5.0, 0.6
        codes = [code for code in (0.0,) if code in column.numbers]
        findings.append(mixed)
    family = (
        Family.NPS
        if recommends
        else Family.CSAT
        if column.says(words.SATISFIED)
        else Family.CES
        if _is_ease(column, high)
        else Family.RATING
    )
    scale = scale_of(family, low, high)
    written = _as_written(column, (*codes, *ends.far))
    unused = _as_written(column, [code for code in codes if code > high])
    no_answer = tuple(text for text in (*written, *_written(column.nothing)) if text not in unused)
    reverse = _is_reversed(column, family)
    return ScaleGuess(scale, sure, reason, {}, no_answer, unused, reverse, tuple(findings))


def _within_ends(column: Profile, ends: Steps) -> Steps:
    """The steps up to the end that the question names, or 10 of a recommendation: the number after it is a code, as 11 for no answer."""
    stated = stated_ends(column) or out_of(column)
    top = stated[1] if stated else 10.0 if column.says(words.NPS) or column.says(words.RECOMMEND) else None
    if top is None or not ends.whole or ends.high != top + 1:
        return ends
    below = max((number for number in column.numbers if number <= top), default=None)
    return ends if below is None else replace(ends, high=below, far=(*ends.far, ends.high), different=ends.different - 1)


def _of_zero_and_one(column: Profile, ends: Steps) -> ScaleGuess | None:
    """0 and 1 stay numbers; they are no and yes only where the words ask such a question."""
    if ends.different != 2 or not column.says(words.YES_NO):
        return None
    no_answer = (*_as_written(column, ends.far), *_written(column.nothing))
    reason, reverse = "The header asks a yes or no question, and answers are 0 and 1.", _asks_for_the_bad(column)
    return ScaleGuess(_yes_or_no(column), 0.75, reason, {}, no_answer, reverse=reverse)


def _is_recommendation(column: Profile, ends: Steps) -> bool:
    """0 to 10, and words that ask for a recommendation; the range alone says nothing."""
    if not ends.whole or ends.high > 10 or column.says(_NOT_FROM_ZERO):
        return False
    if column.says(words.NPS):
        return True
    by_chance = column.filled < FEW_ANSWERS and stated_ends(column) is None
    asks = column.says(words.RECOMMEND) and (column.says(words.LIKELY) or 0.0 in column.numbers or by_chance)
    return asks and (ends.high > 7 or stated_ends(column) == (0.0, 10.0))


_NOT_FROM_ZERO = re.compile(r"(?<!\d)1 ?(?:-|to|bis|à|tot|a)? ?(?:10|5|7)(?!\d)")


def _is_score(column: Profile, ends: Steps, grid: Grid) -> tuple[float, str]:
    """How sure we are that numbers are answers on a scale, and why."""
    speaks = _speaks(column, grid)
    if speaks is None or not _could_be_steps(column, ends) or words.TO_RANK.search(column.said):
        return 0.0, ""
    belongs, siblings, top = grid.belongs.get(column.at, 0.0), grid.siblings.get(column.at, 1), grid.tops.get(column.at, 0.0)
    numbers = f"numbers from {ends.low:g} to {ends.high:g}"
    if belongs >= BELONGS_FROM and max(ends.high, top if siblings >= 3 else 0.0) >= 5:
        sure = 0.95 if speaks else 0.8 if siblings >= 3 or belongs >= 2 * BELONGS_FROM else 0.6
        return sure, f"N{numbers[1:]} that rise and fall with the other scores of a row."
    if speaks and ends.high >= 3:
        return 0.85 if ends.high >= 5 else 0.55, f"The words ask for a rating, and answers are {numbers}."
    if words.ONLY_OVERALL.search(column.name) and ends.high >= 5:
        return 0.6, f"The header speaks of the whole, and answers are {numbers}."
    if stated_ends(column) is not None and ends.high >= 3:
        return 0.6, f"The header names the ends of a scale, and answers are {numbers}."
    if column.at in grid.apart or are_yes_and_no(column):
        return 0.0, ""
    if ends.low >= 0 and ends.high in ((5, 6, 7, 10) if ends.whole else (5, 10)) and names_a_touchpoint(column.column):
        return 0.5, f"The header names a touchpoint, and answers are {numbers}."
    if grid.runs.get(column.at, 0) >= 4 and not column.says(words.RANKS) and not words.AMOUNT.search(column.name):
        return 0.5, f"One of {grid.runs[column.at]} questions next to each other with {numbers}."
    if siblings >= 4 and top in (5.0, 7.0, 10.0) and column.filled < FEW_ANSWERS and ends.low >= 0 and not column.says(words.RANKS):
        return 0.5, f"One of {siblings} columns named alike with numbers up to {top:g}."
    return 0.0, ""


def _speaks(column: Profile, grid: Grid) -> bool | None:
    """Whether the words ask for a score; None where they speak of something else that numbers count."""
    if column.says(words.ASKS):
        return True
    if words.NOT_A_SCORE.search(column.name):
        rates = bool(words.RATING.search(column.name) or words.SATISFIED.search(column.name))
        meant = column.says(words.OVERALL) if rates else grid.belongs.get(column.at, 0.0) >= 2 * BELONGS_FROM
        return rates if meant else None
    return column.says(words.RECOMMEND) or out_of(column) is not None or any(column.says(pattern) for pattern in _SCORES)


_SCORES = (words.RATING, words.QUALITIES, words.SATISFIED, words.NPS, words.EASY, words.EFFORT)


def _could_be_steps(column: Profile, ends: Steps) -> bool:
    if ends.high <= 11:
        return ends.different >= 3 or column.filled < FEW_ANSWERS
    return ends.high <= 100 and (column.says(words.RATING) or stated_ends(column) == (0.0, 100.0) or out_of(column) is not None)


def _ends(column: Profile, ends: Steps, grid: Grid, from_zero: bool) -> tuple[float, float, list[float]]:
    """The two ends of the scale, and the numbers at them that are codes."""
    stated = stated_ends(column) or out_of(column)
    if stated and ends.high <= stated[1]:
        return *stated, [0.0] if ends.low == 0 < stated[0] else []
    codes = set(grid.codes.get(column.at, frozenset()))
    high = ends.high
    if high == 11 and ends.whole:
        codes.add(11.0)
    if 6.0 in codes or 11.0 in codes:
        high = max(number for number in column.numbers if number < min(codes - {0.0}))
    few = column.filled < FEW_ANSWERS
    peers = grid.tops.get(column.at, 0.0)
    own = peers > high and not grid.belongs_to_top(column.at, column.filled)
    if not own and (few or (high, peers) in _MISSED):
        high = max(high, peers)
    top = next((end for end in (3.0, 4.0, 5.0, 6.0, 7.0, 10.0, 100.0) if high <= end), 100.0)
    top = 5.0 if top < 5 and ((few and not own) or not ends.whole) else top
    if ends.low == 0 and top < 10:
        codes.add(0.0)
    low = 0.0 if top == 100 or (top == 10 and (from_zero or ends.low == 0) and 0.0 not in codes) else 1.0
    return low, top, sorted(codes & set(column.numbers))


def _is_ease(column: Profile, high: float) -> bool:
    return (column.says(words.EASY) or column.says(words.EFFORT)) and high in (5, 7)


def _is_reversed(column: Profile, family: Family) -> bool:
    """Whether a higher number is worse: the labels of the ends say so, or the question asks for effort."""
    ends = sorted((int(number), polarity(label)) for number, label in LABELLED_ENDS.findall(column.label))
    if len(ends) >= 2 and ends[0][1] and ends[-1][1] and ends[0][0] != ends[-1][0]:
        return ends[0][1] > ends[-1][1]
    if column.says(words.GRADES_DOWN):
        return True
    return family is Family.CES and column.says(words.EFFORT) and not column.says(words.EASY)


def _mixed_numbers(column: Profile, ends: Steps) -> Finding | None:
    """Answers up to 10 where nearly all are up to 5 and the answers break off after it."""
    if not (7 < ends.high <= 10 and ends.whole and column.filled >= FEW_ANSWERS):
        return None
    numbers = column.numbers
    small = sum(n for number, n in numbers.items() if number <= 5)
    beyond = column.filled - small
    if (
        small < MIXED_FROM * column.filled
        or numbers[6.0] + numbers[7.0] > 0.2 * numbers[5.0]
        or numbers[9.0] + numbers[10.0] < numbers[6.0]
    ):
        return None
    what = f"{small / column.filled:.0%} of the answers are 1 to 5, but {beyond:,} are 6 to 10: two scales seem to be mixed."
    remedy = "Split the file where the scale changed; until then answers above 5 are refused."
    return Finding("mixed-scales", Severity.WARNING, what, remedy, column=column.column, count=beyond)


def _as_written(column: Profile, numbers: Iterable[float]) -> tuple[str, ...]:
    """Codes as plain numbers, which match 0 and 0.0 alike."""
    return tuple(f"{number:g}" for number in sorted(set(numbers)) if column.numbers[number])
