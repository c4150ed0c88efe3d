"""Columns of dates: how they are written, what they date, and what is odd about them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from itertools import islice

from vocdash.domain import Finding, Severity
from vocdash.ingest.dates import MOST, NO_DATES, NO_DAYS, OLDEST, DateFormat, decide, is_epoch, is_future, looks_like_date
from vocdash.ingest.understand import words
from vocdash.ingest.understand.meaning import ColumnMeaning, Kind
from vocdash.ingest.understand.profile import LONGEST_EXAMPLE, Profile
from vocdash.ingest.understand.surroundings import LOOK_AT, Surroundings, is_kind
from vocdash.ingest.understand.time_of_day import holds_times

NUMBERS_ARE_DATES_FROM = 0.6
"""Bare numbers are dates only with this confidence, which they reach when the header speaks of a date."""

SURE_DATES = 0.9
SURELY_ANSWERED = 0.96
LONG_AGO = OLDEST.year - 40
"""Bare numbers that would be dates before this year are something else."""
LONGEST_AGO = 1800
ONLY_MONTHS = 0.55
"""A column of months is taken for the day of the answer only where no column of days is."""


def no_dates(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    written = {text[:10] for text in column.counts}
    days = [day for day in NO_DAYS if day.isoformat() in written]
    if len(days) < len(written):
        return None
    what = f"Every date is 1 January {days[0].year}, which is how software writes “no date”."
    finding = Finding("epoch-date", Severity.WARNING, what, "Choose another column for the date, or give the day.", column=column.column)
    return replace(is_kind(column, Kind.LEAVE_OUT, 0.95, what), findings=(finding,))


_LAST_DAY = datetime(2024, 12, 31)
"""A day that no two orders of day and month write alike."""


def dates_of(column: Profile, today: date) -> DateFormat:
    """The format of a column's dates, NO_DATES where it holds none.

    Bare numbers are dates only under a header that says so; and dates nobody can have answered on are something else.
    """
    few = list(islice(column.counts, LOOK_AT))
    bare = column.numeric > 0.9
    if not few or (not bare and sum(map(looks_like_date, few)) <= MOST * len(few)):
        return NO_DATES
    found = decide(_in_order(column), name=column.column, today=today)
    if not found.format or (bare and found.format in ("excel", "unix") and found.confidence < NUMBERS_ARE_DATES_FROM):
        return NO_DATES
    moments = [moment for text in few if (moment := found.parse(text)) is not None]
    likely = [moment for moment in moments if (LONG_AGO if bare else LONGEST_AGO) <= moment.year <= today.year + 5]
    if found.without_days and not words.PERIOD.search(column.name):
        return NO_DATES
    return found if len(likely) >= 0.8 * len(moments) > 0 else NO_DATES


def are_before_feedback(column: Profile, dates: DateFormat) -> bool:
    """Whether nearly all dates lie so far back that they date something else, such as a birth."""
    moments = [moment for text in islice(column.counts, LOOK_AT) if (moment := dates.parse(text)) is not None and not is_epoch(moment)]
    return bool(moments) and sum(moment.date() < OLDEST for moment in moments) >= 0.9 * len(moments)


def agree_on_order(meanings: Sequence[ColumnMeaning]) -> list[ColumnMeaning]:
    """The meanings, where a column of dates that can be read two ways is read like one of the same shape that cannot."""
    sure: dict[str, set[str]] = {}
    for meaning in meanings:
        if meaning.dates.order and meaning.dates.confidence >= SURE_DATES:
            sure.setdefault(_shape(meaning.dates), set()).add(meaning.dates.order)
    return [_read_alike(meaning, sure.get(_shape(meaning.dates), set())) for meaning in meanings]


def _shape(dates: DateFormat) -> str:
    """How the day is written, whichever of its numbers comes first."""
    return re.sub("%[dm]", "%", dates.format.partition(" ")[0])


def _read_alike(meaning: ColumnMeaning, orders: set[str]) -> ColumnMeaning:
    if len(orders) != 1 or not meaning.dates.order or meaning.dates.confidence >= SURE_DATES:
        return meaning
    order = next(iter(orders))
    readings = (meaning.dates, *meaning.dates.alternatives)
    alike = next((dates for dates in readings if dates.order == order), None)
    if alike is None:
        return meaning
    others = tuple(replace(dates, alternatives=()) for dates in readings if dates is not alike)
    findings = tuple(finding for finding in meaning.findings if finding.code != "ambiguous-dates")
    return replace(meaning, dates=replace(alike, confidence=SURE_DATES, alternatives=others), findings=findings)


def _in_order(column: Profile) -> list[str]:
    """The values, each once, in the order of the file: what comes often must not outvote what tells the readings apart."""
    return list(column.counts)


def holds_dates(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    dates = dates_of(column, around.today)
    if not dates.format:
        return None
    kind, sure, reason = Kind.FACT_DATE, 0.6, "Its values are dates."
    if words.STARTED.search(column.name):
        kind, sure, reason = Kind.STARTED_AT, 0.8, "Its values are dates, and its header speaks of a start."
    elif not words.NOT_ANSWERED.search(_without_updates(column.name)) and not are_before_feedback(column, dates):
        strong = words.ANSWERED[0].search(column.name)
        kind, sure = Kind.ANSWERED_AT, 0.9 if strong else 0.8 if words.ANSWERED[1].search(column.name) else 0.6
        sure = SURELY_ANSWERED if words.OF_ANSWER.search(column.name) else sure
        reason = f"Its values are dates, written as {dates.format}."
    sure = min(sure, max(dates.confidence, 0.5), ONLY_MONTHS if dates.without_days else 1.0)
    findings = about_dates(column, dates, around.today)
    if kind is Kind.FACT_DATE:
        findings = tuple(finding for finding in findings if finding.code not in ("future-date", "no-date"))
    if dates.without_days and kind is Kind.ANSWERED_AT:
        findings = (*findings, _months_only(column))
    return replace(is_kind(column, kind, sure, reason), dates=dates, findings=findings)


def _without_updates(name: str) -> str:
    """A header without the words of its last change, where it dates a rating or a survey: "rating updated"."""
    return words.UPDATED.sub(" ", name) if words.OF_ANSWER.search(name) else name


def _months_only(column: Profile) -> Finding:
    what, remedy = "The dates name only months.", "Answers get the first day of theirs; choose another column if one has the day."
    return Finding("months-only", Severity.NOTE, what, remedy, column=column.column)


def about_dates(column: Profile, dates: DateFormat, today: date) -> tuple[Finding, ...]:
    found = []
    if dates.alternatives and dates.confidence < SURE_DATES and dates.examples:
        text, moment = dates.examples[0]
        other = dates.alternatives[0]
        rival = other.parse(text)
        if rival != moment:
            what = f"“{text}” is read as {moment:%d %B %Y}" + (f"; it could also be {rival:%d %B %Y}." if rival else ".")
            remedy = f"If that is wrong, choose the other reading, in which 31 December 2024 is {_of(other)} and not {_of(dates)}."
            found.append(Finding("ambiguous-dates", Severity.WARNING, what, remedy, column=column.column, value=text))
    moments = [(when, n) for text, n in column.counts.items() if (when := dates.parse(text)) is not None]
    if odd := [text for text in column.counts if dates.parse(text) is None]:
        what = f"“{odd[0][:LONGEST_EXAMPLE]}” is no date that exists."
        what = what if len(odd) == 1 else f"{len(odd):,} values are no dates that exist, such as “{odd[0][:LONGEST_EXAMPLE]}”."
        remedy = "Mend the file, or its rows are refused." if len(odd) > 1 else "Mend it in the file, or its row is refused."
        count = sum(column.counts[text] for text in odd)
        found.append(Finding("no-date", Severity.WARNING, what, remedy, column=column.column, value=odd[0][:200], count=count))
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


def day_only(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    bare = column.numeric > 0.95 and all(number in range(1, 32) for number in column.numbers)
    if not bare or len(column.numbers) < 8 or not words.DATE.search(column.name):
        return None
    return is_kind(
        column, Kind.LEAVE_OUT, 0.6, "It seems to hold only the day of a month; give year and month with it, and it becomes the date."
    )


def time_only(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    if not holds_times(column):
        return None
    return is_kind(column, Kind.LEAVE_OUT, 0.7, "It holds only times of day.")


def _of(dates: DateFormat) -> str:
    return f"“{_LAST_DAY.strftime(dates.format).strip()}”"
