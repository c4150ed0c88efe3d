"""All columns together: one date, one id, one weight; what only repeats another column is left out; comments find their score."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from vocdash.domain import Family, Role
from vocdash.ingest.presets import rank
from vocdash.ingest.understand import words
from vocdash.ingest.understand.dated import are_before_feedback
from vocdash.ingest.understand.meaning import ColumnMeaning, Kind
from vocdash.ingest.understand.profile import Profile, plain_words
from vocdash.ingest.understand.time_of_day import join_times

ROWS = 1_000
SAME_FROM = 0.99
CONTAINED_FROM = 0.9
COMPLETE_FROM = 0.95
LONG_TEXT = 20
FEW_WROTE = 0.5
"""Up to this share of the complaints with a text of its own, what a complaint is about speaks for it."""

NEAR = 5
"""A comment speaks of a score at most so many columns away, if it does not speak of the whole."""

_METRICS = frozenset(("nps", "csat", "ces"))
_NUMBERED = re.compile(r" \(\d+\)$")
"""What a header is told apart by that stands in the file several times."""

_INSTEAD = {
    Kind.ANSWERED_AT: Kind.FACT_DATE,
    Kind.STARTED_AT: Kind.FACT_DATE,
    Kind.CHANNEL: Kind.SEGMENT,
}
"""What a column becomes when another one is better at being its kind; all others are left out."""

_ONLY_ONE = (
    Kind.ANSWERED_AT, Kind.STARTED_AT, Kind.SUBMISSION_ID, Kind.WEIGHT, Kind.LANGUAGE, Kind.DURATION,
    Kind.CUSTOMER_NUMBER, Kind.CUSTOMER_NAME, Kind.CUSTOMER_EMAIL, Kind.CUSTOMER_PHONE,
    Kind.QUESTION, Kind.STAGE, Kind.TOUCHPOINT, Kind.CHANNEL, Kind.SCALE, Kind.ROLE, Kind.SOURCE,
)  # fmt: skip


def choose(
    meanings: Sequence[ColumnMeaning], columns: Sequence[Profile], rows: Sequence[Sequence[str]], layout: str
) -> tuple[ColumnMeaning, ...]:
    """The meanings once the columns have been compared."""
    found = list(meanings)
    for kind in _ONLY_ONE:
        _keep_best(found, columns, kind, layout)
    if not any(meaning.kind is Kind.ANSWERED_AT for meaning in found):
        _promote_date(found, columns)
    join_times(found, columns)
    _drop_same_scores(found, rows)
    _drop_contained_comments(found, rows)
    _let_issues_speak(found, columns)
    return tuple(_explained(found))


def _keep_best(found: list[ColumnMeaning], columns: Sequence[Profile], kind: Kind, layout: str) -> None:
    rivals = [at for at, meaning in enumerate(found) if meaning.kind is kind]
    if len(rivals) < 2:
        return

    def worth(at: int) -> tuple[float, bool, int, float, int]:
        meaning, column = found[at], columns[at]
        listed = -rank(layout, column.column, column.label)
        complete = column.filled / max(1, column.rows)
        return (round(meaning.confidence, 1), complete >= COMPLETE_FROM, listed, meaning.dates.confidence + complete, -at)

    best = max(rivals, key=worth)
    for at in rivals:
        if at != best:
            instead = _INSTEAD.get(kind, Kind.LEAVE_OUT)
            reason = f"“{found[best].column}” is the better {kind.value}."
            found[at] = replace(found[at], kind=instead, confidence=0.6, reason=reason)


def _promote_date(found: list[ColumnMeaning], columns: Sequence[Profile]) -> None:
    """Where nothing says when it was answered, the start is the best there is, else any date but one of a life, such as a birth."""
    for kind in (Kind.STARTED_AT, Kind.FACT_DATE):
        for at, meaning in enumerate(found):
            name = columns[at].name
            of_a_life = words.BORN.search(name) or words.OF_A_LIFE.search(name)
            if meaning.kind is kind and (of_a_life or are_before_feedback(columns[at], meaning.dates)):
                continue
            if (meaning.kind is kind and not words.STARTED.search(plain_words(meaning.column))) or meaning.kind is kind is Kind.STARTED_AT:
                reason = "It is the only column that may say when it was answered."
                found[at] = replace(meaning, kind=Kind.ANSWERED_AT, confidence=0.5, reason=reason)
                return


def _drop_same_scores(found: list[ColumnMeaning], rows: Sequence[Sequence[str]]) -> None:
    """A score that says the same as an earlier one in every row, such as words and their numbers side by side."""
    scores = [at for at, meaning in enumerate(found) if meaning.kind is Kind.SCORE]
    in_words = {at for at in scores if (scale := found[at].scale) and scale.values}
    for second in scores:
        # Two columns of numbers may agree by chance or habit; words beside their numbers do not.
        others = in_words if second not in in_words else set(scores) - in_words
        for first in sorted(at for at in others if at < second):
            if found[first].kind is Kind.SCORE and _same(rows, first, second, found):
                reason = f"It repeats the answers of “{found[first].column}”."
                found[second] = replace(found[second], kind=Kind.LEAVE_OUT, confidence=0.8, reason=reason, scale=None, findings=())
                break


def _same(rows: Sequence[Sequence[str]], first: int, second: int, found: Sequence[ColumnMeaning]) -> bool:
    pairs = [(_value(found[first], row[first]), _value(found[second], row[second])) for row in rows[:ROWS]]
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    return len(both) >= 10 and len(set(both)) == len({a for a, _ in both}) and sum(a == b for a, b in both) >= SAME_FROM * len(both)


def _value(meaning: ColumnMeaning, cell: str) -> float | None:
    text = " ".join(cell.split())
    if meaning.scale and text in meaning.scale.values:
        return meaning.scale.values[text]
    try:
        return float(text)
    except ValueError:
        return None


def _drop_contained_comments(found: list[ColumnMeaning], rows: Sequence[Sequence[str]]) -> None:
    """A comment that stands again, whole, in another column, and titles beside a text."""
    comments = [at for at, meaning in enumerate(found) if meaning.kind is Kind.COMMENT]
    for at in comments:
        for other in comments:
            if other != at and found[other].kind is Kind.COMMENT and _contains(rows, other, at):
                reason = f"It stands again in “{found[other].column}”."
                found[at] = replace(found[at], kind=Kind.LEAVE_OUT, confidence=0.8, reason=reason)
                break
    left = [at for at in comments if found[at].kind is Kind.COMMENT]
    texts = [at for at in left if not words.TITLE.search(plain_words(found[at].column))]
    for at in set(left) - set(texts) if texts else ():
        reason = f"It is a title; the text stands in “{found[texts[0]].column}”."
        found[at] = replace(found[at], kind=Kind.LEAVE_OUT, confidence=0.6, reason=reason)


def _let_issues_speak(found: list[ColumnMeaning], columns: Sequence[Profile]) -> None:
    """Where nobody gave a score and few or none wrote, what a complaint is about is all that it says, and so its comment."""
    wrote = sum(columns[at].filled for at, meaning in enumerate(found) if meaning.kind is Kind.COMMENT)
    if any(meaning.kind is Kind.SCORE for meaning in found) or wrote > FEW_WROTE * columns[0].rows:
        return
    for at, column in enumerate(columns):
        if words.ISSUE.search(column.name) and column.numeric < 0.1 and column.filled > wrote and column.mean_words >= 1.5:
            reason = "It says what each complaint is about, and few or none have a text."
            found[at] = replace(found[at], kind=Kind.COMMENT, confidence=0.6, reason=reason, role=Role.COMMENT)
            return


def _contains(rows: Sequence[Sequence[str]], whole: int, part: int) -> bool:
    pairs = [(row[whole].strip(), row[part].strip()) for row in rows[:ROWS] if len(row[part].strip()) >= LONG_TEXT]
    if len(pairs) < 10:
        return False
    inside = sum(text in longer and len(text) < len(longer) for longer, text in pairs)
    return inside >= CONTAINED_FROM * len(pairs)


# --- comments and their scores ---------------------------------------------------------------------------------------


def _explained(found: Sequence[ColumnMeaning]) -> list[ColumnMeaning]:
    """Each comment with the column of the score it explains."""
    scores = [at for at, meaning in enumerate(found) if meaning.kind is Kind.SCORE]
    comments = [at for at, meaning in enumerate(found) if meaning.kind is Kind.COMMENT]
    names = Counter(_NUMBERED.sub("", found[at].column) for at in comments)
    explained = {at: _nearest(at, found[at], scores, found, names[_NUMBERED.sub("", found[at].column)] > 1) for at in comments}
    columns = {at: found[score].column for at, score in explained.items() if score is not None}
    return [replace(meaning, explains=columns.get(at, "")) for at, meaning in enumerate(found)]


def _nearest(at: int, comment: ColumnMeaning, scores: list[int], found: Sequence[ColumnMeaning], comes_again: bool) -> int | None:
    """The score of the same question, else the one just before, else the one about the whole, else the nearest.

    A header that comes again and again, such as “Comment”, speaks of the score before it each time.
    """
    code = comment.column.removesuffix("_TEXT")
    same = [score for score in scores if (code != comment.column and found[score].column == code) or _of_one_name(found[score], comment)]
    before = [score for score in scores if 0 < at - score <= 2]
    whole = [score for score in scores if found[score].role is Role.OUTCOME and _family(found[score]) is not Family.YESNO]
    why = words.WHY.search(plain_words(f"{comment.column} {comment.label}"))
    just_before = [score for score in before if at - score == 1 and (why or comes_again or not whole or score in whole)]
    asked = [score for score in scores if why and 0 < at - score <= NEAR and _family(found[score]) is Family.NPS]
    for some in (same, asked, just_before, whole, before):
        if some:
            return min(some, key=lambda score: (abs(at - score), score))
    near = [score for score in scores if abs(at - score) <= NEAR]
    return min(near, key=lambda score: (_family(found[score]) is Family.YESNO, abs(at - score), score), default=None)


def _of_one_name(score: ColumnMeaning, comment: ColumnMeaning) -> bool:
    """Whether two short headers begin with the same metric: "nps_score", "nps_reason"."""
    first, other = (plain_words(meaning.column).split() for meaning in (score, comment))
    return first[:1] == other[:1] and first[0] in _METRICS and len(first) <= 2 and len(other) <= 2


def _family(meaning: ColumnMeaning) -> Family | None:
    return meaning.scale.scale.family if meaning.scale else None
