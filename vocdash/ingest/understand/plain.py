"""Columns that are no answers: what a tool always writes, who somebody is, ids, weights, languages, and what a program measured."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice

from vocdash.ingest.checks import looks_like_email
from vocdash.ingest.presets import OURS, preset
from vocdash.ingest.understand import words
from vocdash.ingest.understand.dated import about_dates, dates_of
from vocdash.ingest.understand.meaning import ColumnMeaning, Kind
from vocdash.ingest.understand.profile import Profile, only_groups
from vocdash.ingest.understand.surroundings import LOOK_AT, Surroundings, is_kind

SHORT_NAME = 5
"""Words in a header up to which it is a name rather than a question."""

_DATE_KINDS = (Kind.ANSWERED_AT, Kind.STARTED_AT)
_LANGUAGES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "dutch": "nl", "nederlands": "nl", "spanish": "es",
    "español": "es", "italian": "it", "italiano": "it", "portuguese": "pt", "português": "pt", "chinese": "zh", "japanese": "ja",
}  # fmt: skip
_LANGUAGE_CODE = re.compile(r"(?:__label__)?([a-z]{2})(?:[-_][A-Za-z]{2,4})?", re.IGNORECASE)
_PHONE = re.compile(r"\+?[\d ()/.-]{7,20}")
_PROGRAM_LIST = re.compile(r"^[\[{]")
_TIME_AGO = re.compile(r"^(?:\d+|an?|one) (?:day|week|month|year|hour|minute)s?(?: ago)?$", re.IGNORECASE)
_ADDRESS_OF_PAGE = re.compile(r"^(?:https?://|/[\w-]+/)")


def of_ours(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    if not around.mended or column.column not in OURS:
        return None
    return is_kind(column, Kind.LEAVE_OUT, 0.95, "It says which row was refused, and why.")


def of_tool(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    known = preset(around.layout, column.column, column.label)
    if known is None:
        return None
    kind = Kind(known)
    if kind is not Kind.LEAVE_OUT and not column.counts:
        return None
    reason = f"Exports of {around.layout} always have this column."
    if kind in _DATE_KINDS:
        dates = dates_of(column, around.today)
        findings = about_dates(column, dates, around.today)
        return replace(is_kind(column, kind, 0.95, reason), dates=dates, findings=findings) if dates.format else None
    if kind is Kind.LANGUAGE:
        return language(column, around)
    if kind is Kind.SUBMISSION_ID and not column.unique and column.rows > 1:
        return None
    meaning = is_kind(column, kind, 0.95, reason)
    # A date that nobody needs is still said to be one.
    return replace(meaning, dates=dates_of(column, around.today)) if kind in (Kind.LEAVE_OUT, Kind.FACT_DATE) else meaning


def blank(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    return None if column.counts else is_kind(column, Kind.LEAVE_OUT, 0.95, "Nothing stands in it.")


def identity(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    few = list(islice(column.counts, LOOK_AT))
    if sum(map(looks_like_email, few)) >= 0.8 * len(few):
        return is_kind(column, Kind.CUSTOMER_EMAIL, 0.95, "Its values are e-mail addresses.")
    if words.PHONE.search(column.name) and sum(bool(_PHONE.fullmatch(text)) for text in few) >= 0.8 * len(few):
        return is_kind(column, Kind.CUSTOMER_PHONE, 0.85, "Its values are phone numbers.")
    if words.NAME.search(column.name) and column.numeric < 0.1:
        return is_kind(column, Kind.CUSTOMER_NAME, 0.8, "Its header says that it names people.")
    short = len(column.name.split()) <= SHORT_NAME
    if short and words.CUSTOMER.search(column.name) and words.ID.search(column.name) and column.mean_words < 2:
        return is_kind(column, Kind.CUSTOMER_NUMBER, 0.8, "Its header says that it numbers customers.")
    return None


def technical(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    few = list(islice(column.counts, LOOK_AT))
    if sum(bool(_ADDRESS_OF_PAGE.match(text)) for text in few) >= 0.9 * len(few):
        return is_kind(column, Kind.LEAVE_OUT, 0.9, "Its values are addresses of pages.")
    if sum(bool(_PROGRAM_LIST.match(text)) for text in few) >= 0.8 * len(few):
        return is_kind(column, Kind.LEAVE_OUT, 0.7, "Its values are lists written by a program.")
    if sum(bool(_TIME_AGO.match(text)) for text in few) >= 0.9 * len(few):
        return is_kind(column, Kind.LEAVE_OUT, 0.7, "Its values say how long ago something was.")
    short = len(column.name.split()) <= SHORT_NAME
    if ((short and words.TECHNICAL.search(column.name)) or column.label.startswith("Timing - ")) and (
        len(column.counts) < 4 or column.mean_words < 4
    ):
        return is_kind(column, Kind.LEAVE_OUT, 0.8, "Its header speaks of something a program measured.")
    varied = len(column.counts) > 0.3 * column.filled or "repl" in column.name
    if words.REPLY.search(column.name) and column.mean_words >= 2 and varied:
        return is_kind(column, Kind.LEAVE_OUT, 0.8, "It holds what the company wrote back.")
    if words.ADDRESS.search(column.name) and len(column.name.split()) <= SHORT_NAME:
        return is_kind(column, Kind.LEAVE_OUT, 0.8, "It says where somebody is, which no score needs.")
    if only_groups(column) or words.NPS_GROUP.search(column.name):
        return is_kind(column, Kind.LEAVE_OUT, 0.9, "It only groups a score.")
    if column.unique and not words.ID.search(column.name) and _counts_up(column):
        return is_kind(column, Kind.LEAVE_OUT, 0.8, "It only numbers the rows of this file.")
    return None


def _counts_up(column: Profile) -> bool:
    """Row numbers: every whole number from 0 or 1 on, under a header that says nothing."""
    numbers = column.numbers
    nameless = not column.name or column.name.startswith("column ") or column.name in ("index", "row", "row number", "unnamed 0")
    return nameless and len(numbers) == column.rows and min(numbers) in (0, 1) and max(numbers) - min(numbers) == column.rows - 1


def own_id(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    if (
        not column.unique
        or column.mean_words > 1.5
        or (column.numeric > 0.99 and any(not number.is_integer() for number in column.numbers))
    ):
        return None
    of_answer = words.ID_OF_ANSWER.search(column.name)
    of_thing = words.THING.search(column.name) and not of_answer
    if of_thing and not words.RATED_ONCE.search(column.name):
        return None
    marked = words.ID.search(column.name) or "#" in column.column
    respondent = words.RESPONDENT.search(column.name) and all(any(map(str.isdecimal, text)) for text in column.counts)
    if marked or respondent or re.search(r"(?:id|nr|num|nummer|numm?ero|número|numéro)$", column.name):
        sure = 0.9 if marked and of_answer else 0.7 if marked and not of_thing else 0.5
        return is_kind(column, Kind.SUBMISSION_ID, sure, "Its values are different in every row, and its header speaks of an id.")
    return None


def numbers_of_submission(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    if column.numeric < 0.9:
        return None
    mean = sum(number * n for number, n in column.numbers.items()) / column.filled * column.numeric
    if column.says(words.WEIGHT) and min(column.numbers) >= 0 and 0.2 <= mean <= 5 and len(column.numbers) > 1:
        return is_kind(column, Kind.WEIGHT, 0.85, "Its header speaks of a weight, and its values are numbers around 1.")
    if column.says(words.DURATION) and not column.says(words.MINUTES) and min(column.numbers) >= 0:
        return is_kind(column, Kind.DURATION, 0.8, "Its header speaks of a duration in seconds.")
    return None


def language(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    if not column.says(words.LANGUAGE):
        return None
    meant = {text: code for text in column.counts if (code := _language_code(text))}
    if len(meant) < len(column.counts):
        return None
    renamed = {text: code for text, code in meant.items() if text != code}
    return replace(
        is_kind(column, Kind.LANGUAGE, 0.85, "Its values are languages."), values=renamed, no_answer=tuple(sorted(column.nothing))
    )


def _language_code(text: str) -> str:
    match = _LANGUAGE_CODE.fullmatch(text)
    return match[1].lower() if match else _LANGUAGES.get(text.casefold(), "")
