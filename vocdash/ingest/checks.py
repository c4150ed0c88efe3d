"""Every check on the rows of a file, once: what is looked at, what is said about it, and the remedy.

A check gives a :class:`Finding` or nothing. What it says never repeats the value or the line, which the finding carries, so
that findings of one kind can be counted together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from vocdash.domain import Finding, Scale, Severity
from vocdash.errors import UnknownName
from vocdash.ingest.dates import DateFormat
from vocdash.locales import listed
from vocdash.store.migrate import CALENDAR_FIRST, CALENDAR_LAST

TOO_OLD = "too-old-for-cases"
MOST_SEGMENT_VALUES = 50
"""An attribute with more different values than this tells people apart, not groups."""

LONGEST_COMMENT = 200_000
"""Characters of one comment: a book. PostgreSQL's index of words holds little more of one text."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]{2,}")
_HALF = re.compile("[\ud800-\udfff]")
_EPOCH = date(1970, 1, 1)


def _refused(code: str, what: str, remedy: str, line: int, column: str | None, value: str | None) -> Finding:
    return Finding(code, Severity.REFUSED, what, remedy, line, column, value)


def not_a_number(line: int, column: str, value: str, scale: Scale) -> Finding:
    """A cell that is neither a number nor one of the words the scale knows."""
    return _refused(
        "not-a-number",
        f"The answer is neither a number nor a word of the scale “{scale.code}”.",
        "Correct it, or give the word its number under “values”, or leave it out under “no_answer”, in the mapping.",
        line,
        column,
        value,
    )


def outside_scale(line: int, column: str, value: str, scale: Scale) -> Finding:
    """A number the scale does not have."""
    return _refused(
        "outside-scale",
        f"The answer is outside the scale “{scale.code}”, which runs from {scale.minimum:g} to {scale.maximum:g}.",
        "Correct it, choose the right scale, or leave the code out under “no_answer” in the mapping.",
        line,
        column,
        value,
    )


def several_choices(line: int, column: str, chosen: Sequence[str]) -> Finding:
    """A question with a column for each step, of which a row fills more than one."""
    named = listed([f"“{cell.strip()}”" for cell in chosen], 3)
    what = f"Several steps of a question are chosen, {named}, so that nobody knows which of them is the answer."
    return _refused("several-choices", what, "Leave one of them, and empty the others.", line, column, " · ".join(chosen)[:200])


def too_long(line: int, column: str, comment: str) -> Finding | None:
    """A comment that is a book, or cells that ran together behind a lost quotation mark."""
    if len(comment) <= LONGEST_COMMENT:
        return None
    what = f"The comment is longer than {LONGEST_COMMENT:,} characters."
    remedy = "Shorten it; or look for a quotation mark that is never closed, if it holds other rows."
    return _refused("comment-too-long", what, remedy, line, column, f"{comment[:80]}…")


def no_scale(line: int, column: str) -> Finding:
    """A value whose scale nobody names. It is never guessed from a range: 0–10 may be a recommendation or a rating."""
    return _refused(
        "no-scale",
        "Nothing says which scale this value is on.",
        "Add a column “scale” (nps, csat, ces or rating), or name the scale of the question in a mapping.",
        line,
        column,
        None,
    )


def unknown_scale(line: int, column: str, value: str, known: UnknownName) -> Finding:
    """A scale name that means nothing here."""
    remedy = f"{known.fix} Or define it under “scales” in a mapping."
    return _refused("unknown-scale", "The scale is not known.", remedy, line, column, value)


def other_scale(line: int, column: str, value: str, question: str, scale: Scale) -> Finding:
    """A question that is answered on two scales."""
    return _refused(
        "mixed-scales",
        f"The question “{question}” is answered on the scale “{scale.code}”, but this row names another one.",
        "Give questions with different scales different codes.",
        line,
        column,
        value,
    )


def unknown_role(line: int, column: str, value: str, known: UnknownName) -> Finding:
    """A role that means nothing here."""
    return _refused("unknown-role", "The role of the answer is not known.", known.fix, line, column, value)


def unknown_place(kind: str, line: int, column: str, value: str, known: UnknownName) -> Finding:
    """A stage, touchpoint or channel that does not exist and may not be made by this file."""
    return _refused(
        f"unknown-{kind}",
        f"The {kind} is not known in this journey.",
        f"{known.fix} Or let this import make it: --new-places on the command line, or new_places = true in the mapping.",
        line,
        column,
        value,
    )


def no_date(line: int, column: str) -> Finding:
    """A row without a date."""
    return _refused("no-date", "The date is missing.", "Fill in the day of the answer.", line, column, "")


def impossible_date(line: int, column: str, value: str) -> Finding:
    """A date that is none, or that is not written like the others of its column."""
    return _refused(
        "impossible-date",
        "The date does not exist, or is not written like the others.",
        "Correct it, or name the format in the mapping.",
        line,
        column,
        value,
    )


def day_out_of_range(line: int, column: str, value: str, day: date) -> Finding | None:
    """A day far from anything a customer may have answered on."""
    if CALENDAR_FIRST <= day <= CALENDAR_LAST:
        return None
    if day == _EPOCH:
        what = "The day is 1 January 1970, which is how software writes “no date”."
        return _refused("epoch-date", what, "Fill in the day of the answer.", line, column, value)
    what = f"The day is not between {CALENDAR_FIRST.year} and {CALENDAR_LAST.year}."
    return _refused("day-out-of-range", what, "Correct the year, or name the date’s format in the mapping.", line, column, value)


def future_day(line: int, column: str, value: str, day: date, today: date) -> Finding | None:
    """A day that is possible and rarely true."""
    if day <= today:
        return None
    what, remedy = "The day lies in the future.", "Check whether day and month are exchanged; the row came in as it is."
    return Finding("future-date", Severity.WARNING, what, remedy, line, column, value)


def ambiguous_dates(column: str, chosen: DateFormat) -> Finding:
    """A column of dates that can be read in more than one way."""
    said, moment = chosen.examples[0]
    return Finding(
        "ambiguous-dates",
        Severity.WARNING,
        f"The dates can be read in more than one way; they were read as {chosen.format}, so “{said}” is {moment:%d %B %Y}.",
        f"If that is wrong, name the format in the mapping: {' or '.join(other.format for other in chosen.alternatives)}.",
        column=column,
    )


def bad_weight(line: int, column: str, value: str) -> Finding:
    """A weight that is no number from 0 on, or so small or large that it can only be a slip."""
    remedy = "Correct it, or leave the column out of the mapping."
    return _refused("bad-weight", "The weight is not 0 or a number from 0.000001 to 1,000,000.", remedy, line, column, value)


def no_weight(line: int, column: str) -> Finding:
    """A row without a weight in a weighted file."""
    what, remedy = "The weight is missing, so the row counts once.", "Fill it in and import the file again."
    return Finding("no-weight", Severity.WARNING, what, remedy, line, column, "")


def bad_fact(line: int, column: str, value: str, kind: str) -> Finding:
    """A fact that is not what its mapping says."""
    what = f"The cell is not a {kind}, so the fact is left out."
    remedy = "Correct it, or change the fact’s type or format in the mapping."
    return Finding("bad-fact", Severity.WARNING, what, remedy, line, column, value)


def nothing_in_row(line: int) -> Finding:
    """A long row that is neither a value nor a comment."""
    what, remedy = "The row has neither a value nor a comment.", "Fill in one of them, or take the row out."
    return _refused("no-answer", what, remedy, line, None, None)


def other_content(line: int, column: str, value: str) -> Finding:
    """A second row with the id of an earlier one, saying something else."""
    return _refused(
        "duplicate-id",
        "An earlier row of this file has the same id and says something else.",
        "Give the rows different ids, or take one of them out.",
        line,
        column,
        value,
    )


def disagreeing_rows(line: int, column: str, value: str) -> Finding:
    """Rows of one submission that differ in what should hold for all of it."""
    return Finding(
        "rows-disagree",
        Severity.WARNING,
        "Rows of one submission differ in date, weight, language, customer or segment; the first one counts.",
        "Check the ids if these are different people.",
        line,
        column,
        value,
    )


def repeated_row(line: int, column: str, value: str) -> Finding:
    """A row that says once more what an earlier one with its id says."""
    what, remedy = "The row repeats an earlier one with the same id, which counts once.", "Nothing is to be done."
    return Finding("repeated-row", Severity.NOTE, what, remedy, line, column, value)


def known_elsewhere(source: str) -> Finding:
    """A file whose submissions are here already, under another source; the finding's value is that source's code."""
    return Finding(
        "known-elsewhere",
        Severity.WARNING,
        f"Many submissions of this file are here already, under the source “{source}”; as they stand, they count twice.",
        f"If this is a later export of the same survey, import it with --source {source}.",
        value=source,
    )


def one_day(day: date, today: date) -> Finding:
    """No column says when anything was answered. Today is what stands there where nobody gave a day, so it is a warning."""
    when = f"{day.day} {day:%B %Y}, which is today," if day == today else f"{day.day} {day:%B %Y},"
    return Finding(
        "one-day",
        Severity.WARNING if day == today else Severity.NOTE,
        f"All answers get the same day, {when} because no column says when they were given.",
        "If it is another day, give it: as “One day for all rows” on the Upload page, or with --date on the command line.",
    )


def too_old_for_cases(old: int, submissions: int, first: date) -> Finding:
    """Answers of so long ago that nobody waits for a reply: complaints among them open no case."""
    whose = "All answers are" if old == submissions else f"{old:,} of {submissions:,} new or changed submissions are"
    return Finding(
        TOO_OLD,
        Severity.NOTE,
        f"{whose} from before {first.day} {first:%B %Y}, so complaints among them open no case.",
        "Nobody waits for a reply after so long. If somebody is to answer them all the same, ask for cases for all complaints.",
        count=old,
    )


COLUMNS_LEFT_OUT = "columns-left-out"


def left_out(columns: Sequence[str]) -> Finding:
    """Columns of a file without a mapping whose names nobody knows; the finding's value is their names."""
    one = len(columns) == 1
    return Finding(
        COLUMNS_LEFT_OUT,
        Severity.WARNING,
        "One column was left out, because no mapping says what it means."
        if one
        else f"{len(columns)} columns were left out, because no mapping says what they mean.",
        f"To take {'it' if one else 'them'} in, too, let `inspect FILE --mapping M.toml` suggest a mapping to import with.",
        value=", ".join(f"“{column}”" for column in columns),
    )


def is_storable(text: str) -> bool:
    """Whether every database keeps the text as it is: no NUL, and no half of a character."""
    return "\0" not in text and (text.isascii() or not _HALF.search(text))


def storable(text: str) -> str:
    """The text without what no database keeps."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def not_storable(line: int) -> Finding:
    """A row with characters no database keeps."""
    what = "The row holds NUL characters or halves of characters, which no database keeps; they are left out."
    return Finding(
        "not-storable", Severity.WARNING, what, "Check the row in the preview, and export the file as UTF-8 if words are missing.", line
    )


def too_many_values(column: str, name: str) -> Finding:
    """A segment that would tell people apart."""
    return Finding(
        "segment-refused",
        Severity.WARNING,
        f"“{name}” has more than {MOST_SEGMENT_VALUES} different values, so it is not used as a segment.",
        "Group its values under “values” in the mapping, or map it as a fact.",
        column=column,
    )


def identity_in_segment(column: str, name: str) -> Finding:
    """A segment that says who somebody is."""
    return Finding(
        "segment-refused",
        Severity.WARNING,
        f"“{name}” holds e-mail addresses, so it is not used as a segment.",
        "Map the column under “customer”, where only some roles see it.",
        column=column,
    )


def looks_like_email(value: str) -> bool:
    """Whether a cell is one e-mail address."""
    return "@" in value and _EMAIL.fullmatch(value) is not None
