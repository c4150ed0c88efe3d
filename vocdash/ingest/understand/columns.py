"""One column at a time: what it holds, by the tool that wrote it, its words, and its values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from itertools import islice

from vocdash.domain import Finding, Role, Severity
from vocdash.ingest.checks import MOST_SEGMENT_VALUES, looks_like_email
from vocdash.ingest.dates import NO_DATES, NO_DAYS, OLDEST, DateFormat, decide, is_epoch, is_future, looks_like_date
from vocdash.ingest.presets import OURS, preset
from vocdash.ingest.understand import words
from vocdash.ingest.understand.grid import Grid
from vocdash.ingest.understand.meaning import ColumnMeaning, Kind
from vocdash.ingest.understand.profile import Profile
from vocdash.ingest.understand.scores import guess_scale, role_of
from vocdash.ingest.understand.text_scales import TextScale
from vocdash.ingest.understand.unread import answer_codes

NUMBERS_ARE_DATES_FROM = 0.6
"""Bare numbers are dates only with this confidence, which they reach when the header speaks of a date."""

SURE_DATES = 0.9
SURELY_ANSWERED = 0.96
ONLY_MONTHS = 0.55
"""A column of months is taken for the day of the answer only where no column of days is."""

SHORT_NAME = 5
"""Words in a header up to which it is a name rather than a question."""

WORDS_OF_A_REASON = 4
"""Why somebody answered as they did is a text where it takes so many words on average, and otherwise one of a few reasons."""

_LOOK_AT = 60

_DATE_KINDS = (Kind.ANSWERED_AT, Kind.STARTED_AT)
_LANGUAGES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "dutch": "nl", "nederlands": "nl", "spanish": "es",
    "español": "es", "italian": "it", "italiano": "it", "portuguese": "pt", "português": "pt", "chinese": "zh", "japanese": "ja",
}  # fmt: skip
_LANGUAGE_CODE = re.compile(r"(?:__label__)?([a-z]{2})(?:[-_][A-Za-z]{2,4})?", re.IGNORECASE)
_PHONE = re.compile(r"\+?[\d ()/.-]{7,20}")
_PROGRAM_LIST = re.compile(r"^[\[{]")
_NPS_GROUPS = frozenset(("promoter", "passive", "neutral", "detractor"))
_TIME_OF_DAY = re.compile(r"^\d{1,2}[:.h]\d{2}(?:[:.]\d{2})? ?(?:[ap]\.?m\.?)?$", re.IGNORECASE)
_TIME_AGO = re.compile(r"^(?:\d+|an?|one) (?:day|week|month|year|hour|minute)s?(?: ago)?$", re.IGNORECASE)
_ADDRESS_OF_PAGE = re.compile(r"^(?:https?://|/[\w-]+/)")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a column: the tool, how the scores hang together, the day; `mended` tells a file of refused rows.

    `shared` are scales in words, by the place of the columns that have them together.
    """

    layout: str
    grid: Grid
    today: date
    recommends_from_zero: bool = False
    mended: bool = False
    shared: AnyMapping[int, TextScale] = field(default_factory=dict)


def recognise_column(column: Profile, around: Surroundings) -> ColumnMeaning:
    """What the column means by itself; :func:`vocdash.ingest.understand.choose.choose` then compares the columns."""
    found = next(meaning for look in _LOOKS if (meaning := look(column, around)) is not None)
    return replace(found, label=column.label, examples=column.examples)


def _is(column: Profile, kind: Kind, sure: float, reason: str) -> ColumnMeaning:
    return ColumnMeaning(column.column, kind, sure, reason)


# --- the tool and the obvious ----------------------------------------------------------------------------------------


def _of_ours(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    if not around.mended or column.column not in OURS:
        return None
    return _is(column, Kind.LEAVE_OUT, 0.95, "It says which row was refused, and why.")


def _of_tool(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    known = preset(around.layout, column.column, column.label)
    if known is None:
        return None
    kind = Kind(known)
    if kind is not Kind.LEAVE_OUT and not column.counts:
        return None
    reason = f"Exports of {around.layout} always have this column."
    if kind in _DATE_KINDS:
        dates = dates_of(column, around.today)
        findings = _about_dates(column, dates, around.today)
        return replace(_is(column, kind, 0.95, reason), dates=dates, findings=findings) if dates.format else None
    if kind is Kind.LANGUAGE:
        return _language(column, around)
    if kind is Kind.SUBMISSION_ID and not column.unique and column.rows > 1:
        return None
    return _is(column, kind, 0.95, reason)


def _blank(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    return None if column.counts else _is(column, Kind.LEAVE_OUT, 0.95, "Nothing stands in it.")


def _no_dates(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    written = {text[:10] for text in column.counts}
    days = [day for day in NO_DAYS if day.isoformat() in written]
    if len(days) < len(written):
        return None
    what = f"Every date is 1 January {days[0].year}, which is how software writes “no date”."
    finding = Finding("epoch-date", Severity.WARNING, what, "Choose another column for the date, or give the day.", column=column.column)
    return replace(_is(column, Kind.LEAVE_OUT, 0.95, what), findings=(finding,))


def _identity(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    few = list(islice(column.counts, _LOOK_AT))
    if sum(map(looks_like_email, few)) >= 0.8 * len(few):
        return _is(column, Kind.CUSTOMER_EMAIL, 0.95, "Its values are e-mail addresses.")
    if words.PHONE.search(column.name) and sum(bool(_PHONE.fullmatch(text)) for text in few) >= 0.8 * len(few):
        return _is(column, Kind.CUSTOMER_PHONE, 0.85, "Its values are phone numbers.")
    if words.NAME.search(column.name) and column.numeric < 0.1:
        return _is(column, Kind.CUSTOMER_NAME, 0.8, "Its header says that it names people.")
    if words.CUSTOMER.search(column.name) and words.ID.search(column.name) and column.mean_words < 2:
        return _is(column, Kind.CUSTOMER_NUMBER, 0.8, "Its header says that it numbers customers.")
    return None


def _technical(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    few = list(islice(column.counts, _LOOK_AT))
    if sum(bool(_ADDRESS_OF_PAGE.match(text)) for text in few) >= 0.9 * len(few):
        return _is(column, Kind.LEAVE_OUT, 0.9, "Its values are addresses of pages.")
    if sum(bool(_PROGRAM_LIST.match(text)) for text in few) >= 0.8 * len(few):
        return _is(column, Kind.LEAVE_OUT, 0.7, "Its values are lists written by a program.")
    if sum(bool(_TIME_AGO.match(text)) for text in few) >= 0.9 * len(few):
        return _is(column, Kind.LEAVE_OUT, 0.7, "Its values say how long ago something was.")
    short = len(column.name.split()) <= SHORT_NAME
    if ((short and words.TECHNICAL.search(column.name)) or column.label.startswith("Timing - ")) and (
        len(column.counts) < 4 or column.mean_words < 4
    ):
        return _is(column, Kind.LEAVE_OUT, 0.8, "Its header speaks of something a program measured.")
    if words.ADDRESS.search(column.name) and len(column.name.split()) <= SHORT_NAME:
        return _is(column, Kind.LEAVE_OUT, 0.8, "It says where somebody is, which no score needs.")
    if {text.casefold().rstrip("s") for text in column.counts} <= _NPS_GROUPS or words.NPS_GROUP.search(column.name):
        return _is(column, Kind.LEAVE_OUT, 0.9, "It only groups a recommendation score.")
    if column.unique and not words.ID.search(column.name) and _counts_up(column):
        return _is(column, Kind.LEAVE_OUT, 0.8, "It only numbers the rows of this file.")
    return None


def _counts_up(column: Profile) -> bool:
    """Row numbers: every whole number from 0 or 1 on, under a header that says nothing."""
    numbers = column.numbers
    nameless = not column.name or column.name.startswith("column ") or column.name in ("index", "row", "row number", "unnamed 0")
    return nameless and len(numbers) == column.rows and min(numbers) in (0, 1) and max(numbers) - min(numbers) == column.rows - 1


# --- dates and numbers of their own ----------------------------------------------------------------------------------


def dates_of(column: Profile, today: date) -> DateFormat:
    """The format of a column's dates, NO_DATES where it holds none.

    Bare numbers are dates only under a header that says so; and dates nobody can have answered on are something else.
    """
    few = list(islice(column.counts, _LOOK_AT))
    bare = column.numeric > 0.9
    if not few or (not bare and sum(map(looks_like_date, few)) < 0.6 * len(few)):
        return NO_DATES
    found = decide(_in_order(column), name=column.column, today=today)
    if not found.format or (bare and found.format in ("excel", "unix") and found.confidence < NUMBERS_ARE_DATES_FROM):
        return NO_DATES
    moments = [moment for text in few if (moment := found.parse(text)) is not None]
    likely = [moment for moment in moments if OLDEST.year - 40 <= moment.year <= today.year + 5]
    if found.without_days and not words.PERIOD.search(column.name):
        return NO_DATES
    return found if len(likely) >= 0.8 * len(moments) > 0 else NO_DATES


def _in_order(column: Profile) -> list[str]:
    """The values, each once, in the order of the file: what comes often must not outvote what tells the readings apart."""
    return list(column.counts)


def _date(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    dates = dates_of(column, around.today)
    if not dates.format:
        return None
    kind, sure, reason = Kind.FACT_DATE, 0.6, "Its values are dates."
    if words.STARTED.search(column.name):
        kind, sure, reason = Kind.STARTED_AT, 0.8, "Its values are dates, and its header speaks of a start."
    elif not words.NOT_ANSWERED.search(column.name):
        strong = words.ANSWERED[0].search(column.name)
        kind, sure = Kind.ANSWERED_AT, 0.9 if strong else 0.8 if words.ANSWERED[1].search(column.name) else 0.6
        sure = SURELY_ANSWERED if words.OF_ANSWER.search(column.name) else sure
        reason = f"Its values are dates, written as {dates.format}."
    sure = min(sure, max(dates.confidence, 0.5), ONLY_MONTHS if dates.without_days else 1.0)
    findings = _about_dates(column, dates, around.today)
    if dates.without_days and kind is Kind.ANSWERED_AT:
        findings = (*findings, _months_only(column))
    return replace(_is(column, kind, sure, reason), dates=dates, findings=findings)


def _months_only(column: Profile) -> Finding:
    what, remedy = "The dates name only months.", "Answers get the first day of theirs; choose another column if one has the day."
    return Finding("months-only", Severity.NOTE, what, remedy, column=column.column)


def _about_dates(column: Profile, dates: DateFormat, today: date) -> tuple[Finding, ...]:
    found = []
    if dates.alternatives and dates.confidence < SURE_DATES and dates.examples:
        text, moment = dates.examples[0]
        other = dates.alternatives[0]
        rival = other.parse(text)
        if rival != moment:
            what = f"“{text}” is read as {moment:%d %B %Y}" + (f"; it could also be {rival:%d %B %Y}." if rival else ".")
            remedy = f"If that is wrong, choose {other.format} instead of {dates.format}."
            found.append(Finding("ambiguous-dates", Severity.WARNING, what, remedy, column=column.column, value=text))
    moments = [(when, n) for text, n in column.counts.items() if (when := dates.parse(text)) is not None]
    missing: Counter[int] = Counter()
    for when, n in moments:
        missing[when.year] += n * is_epoch(when)
    if epochs := missing.total():
        what = f"{epochs:,} dates are 1 January {missing.most_common(1)[0][0]}, which is how software writes “no date”."
        remedy = "Fill in the day, or those rows are refused."
        found.append(Finding("epoch-date", Severity.WARNING, what, remedy, column=column.column, count=epochs))
    now = datetime.combine(today, time.max)
    if future := sum(n for when, n in moments if is_future(when, now)):
        what, remedy = f"{future:,} dates lie in the future.", "Check whether day and month are exchanged."
        found.append(Finding("future-date", Severity.WARNING, what, remedy, column=column.column, count=future))
    return tuple(found)


def _own_id(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    if (
        not column.unique
        or column.mean_words > 1.5
        or (column.numeric > 0.99 and any(not number.is_integer() for number in column.numbers))
    ):
        return None
    if words.THING.search(column.name) and not words.ID_OF_ANSWER.search(column.name):
        return None
    marked = words.ID.search(column.name) or "#" in column.column
    of_answer = words.ID_OF_ANSWER.search(column.name)
    if marked or re.search(r"(?:id|nr|num|nummer|numm?ero|número|numéro)$", column.name):
        sure = 0.9 if marked and of_answer else 0.7 if marked else 0.5
        return _is(column, Kind.SUBMISSION_ID, sure, "Its values are different in every row, and its header speaks of an id.")
    return None


def _numbers_of_submission(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    if column.numeric < 0.9:
        return None
    mean = sum(number * n for number, n in column.numbers.items()) / column.filled * column.numeric
    if column.says(words.WEIGHT) and min(column.numbers) >= 0 and 0.2 <= mean <= 5 and len(column.numbers) > 1:
        return _is(column, Kind.WEIGHT, 0.85, "Its header speaks of a weight, and its values are numbers around 1.")
    if column.says(words.DURATION) and not column.says(words.MINUTES) and min(column.numbers) >= 0:
        return _is(column, Kind.DURATION, 0.8, "Its header speaks of a duration in seconds.")
    return None


def _language(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    if not column.says(words.LANGUAGE):
        return None
    meant = {text: code for text in column.counts if (code := _language_code(text))}
    if len(meant) < len(column.counts):
        return None
    renamed = {text: code for text, code in meant.items() if text != code}
    return replace(_is(column, Kind.LANGUAGE, 0.85, "Its values are languages."), values=renamed, no_answer=tuple(sorted(column.nothing)))


def _language_code(text: str) -> str:
    match = _LANGUAGE_CODE.fullmatch(text)
    return match[1].lower() if match else _LANGUAGES.get(text.casefold(), "")


# --- answers ---------------------------------------------------------------------------------------------------------


def _long_file(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    """Columns of a long file, where each row names its own question and place."""
    for pattern, kind, most in (
        (words.STAGE, Kind.STAGE, 60),
        (words.TOUCHPOINT, Kind.TOUCHPOINT, 200),
        (words.QUESTION, Kind.QUESTION, 300),
        (words.SCALE, Kind.SCALE, 30),
        (words.ROLE, Kind.ROLE, 10),
        (words.SOURCE, Kind.SOURCE, 50),
    ):
        if pattern.search(column.name) and 0 < len(column.counts) <= most and column.numeric < 0.5:
            return _is(column, kind, 0.85, f"Its header says that it names the {kind.value} of a row.")
    if column.says(words.CHANNEL) and 0 < len(column.counts) <= 30 and column.numeric < 0.5:
        return _is(column, Kind.CHANNEL, 0.7, "Its header says that it names the channel.")
    return None


def _score(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    scale = guess_scale(column, around.grid, recommends_from_zero=around.recommends_from_zero, shared=around.shared.get(column.at))
    if scale is None:
        return None
    meaning = _is(column, Kind.SCORE, scale.confidence, scale.reason)
    return replace(meaning, scale=scale, role=role_of(column), findings=scale.findings)


def _answer_codes(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    finding = answer_codes(column)
    return None if finding is None else replace(_is(column, Kind.LEAVE_OUT, 0.8, finding.what), findings=(finding,))


def _comment(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    if column.numeric > 0.5:
        return None
    varied = len(column.counts) / column.filled
    asks_why = column.says(words.ASKS_WHY) and column.mean_words >= WORDS_OF_A_REASON
    asks_for_text = asks_why or (column.says(words.SAYS_COMMENT) and not words.ABOUT_TEXT.search(column.name))
    asks = (
        asks_for_text
        or bool(words.COMMENT.search(column.name))
        or column.column.endswith("_TEXT")
        or (column.says(words.COMMENT) and column.mean_words >= 3)
    )
    names = bool(re.search(r"\bname\b", column.name)) and column.mean_words < 10
    repeats = varied < 0.3 and not (asks and column.mean_words >= 4 and len(column.counts) > MOST_SEGMENT_VALUES)
    if names or (repeats and not (asks_for_text and column.mean_words >= 1.5)):
        return None
    if column.mean_words >= 4 or (asks and column.mean_words >= 1.5) or (asks and varied > 0.7 and len(column.counts) > 3):
        sure = 0.9 if asks and column.mean_words >= 4 else 0.7
        meaning = _is(
            column, Kind.COMMENT, sure, f"Its values are texts of about {max(1, round(column.mean_words)):,} words that seldom repeat."
        )
        return replace(meaning, role=Role.COMMENT, no_answer=tuple(sorted(column.nothing)))
    return None


def _constant(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    alone = len(column.counts) == 1 and column.filled > 1 and (column.filled == column.rows or column.numeric > 0.5)
    return _is(column, Kind.LEAVE_OUT, 0.7, "Every row says the same.") if alone else None


def _day_only(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    bare = column.numeric > 0.95 and all(number in range(1, 32) for number in column.numbers)
    if not bare or len(column.numbers) < 8 or not words.DATE.search(column.name):
        return None
    return _is(
        column, Kind.LEAVE_OUT, 0.6, "It seems to hold only the day of a month; give year and month with it, and it becomes the date."
    )


def _time_only(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    few = list(islice(column.counts, _LOOK_AT))
    if sum(bool(_TIME_OF_DAY.match(text)) for text in few) < 0.9 * len(few):
        return None
    return _is(column, Kind.LEAVE_OUT, 0.7, "It holds only times of day.")


def _segment(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    different = len(column.counts)
    if not 2 <= different <= MOST_SEGMENT_VALUES or column.mean_words > 15 or different > 0.5 * column.filled:
        return None
    named = bool(words.SEGMENT.search(column.said))
    if column.numeric < 0.5:
        sure, reason = (0.75 if named else 0.55), f"It has {different} different words, which may tell groups apart."
    else:
        sure, reason = (0.45 if named else 0.25), f"It has {different} different numbers, which may be codes of groups."
    return replace(_is(column, Kind.SEGMENT, sure, reason), no_answer=tuple(sorted(column.nothing)))


def _fact(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    if column.numeric < 0.95 or not words.AMOUNT.search(column.name) or words.ID.search(column.name):
        return None
    return _is(column, Kind.FACT_NUMBER, 0.5, "Its values are numbers, and its header speaks of an amount.")


def _rest(column: Profile, around: Surroundings) -> ColumnMeaning:
    if column.numeric >= 0.95:
        return _is(column, Kind.LEAVE_OUT, 0.5, "Its values are numbers that are no scale we know.")
    if len(column.counts) > MOST_SEGMENT_VALUES:
        return _is(column, Kind.LEAVE_OUT, 0.5, f"It has more than {MOST_SEGMENT_VALUES} different values, too many for a segment.")
    return _is(column, Kind.LEAVE_OUT, 0.3, "Nothing tells what it means.")


_LOOKS: tuple[Callable[[Profile, Surroundings], ColumnMeaning | None], ...] = (
    _blank,
    _of_ours,
    _no_dates,
    _of_tool,
    _identity,
    _date,
    _own_id,
    _technical,
    _numbers_of_submission,
    _language,
    _long_file,
    _score,
    _answer_codes,
    _constant,
    _comment,
    _day_only,
    _time_only,
    _segment,
    _fact,
    _rest,
)
