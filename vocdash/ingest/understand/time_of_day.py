"""A day in one column and the time of day in another: the time is joined to the day it belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from vocdash.ingest.clock import read_clock
from vocdash.ingest.dates import DateFormat
from vocdash.ingest.understand import words
from vocdash.ingest.understand.meaning import ColumnMeaning, Kind
from vocdash.ingest.understand.profile import Profile
from vocdash.ingest.understand.surroundings import LOOK_AT
from vocdash.ingest.written_dates import NO_DAY

OF_DATE = {Kind.ANSWERED_AT: Kind.ANSWERED_TIME, Kind.STARTED_AT: Kind.STARTED_TIME}
"""What a time of day is, by the kind of the date it belongs to."""

AS_WRITTEN = " %H:%M"
"""What a format of dates is followed by where the time comes from another column, in whatever way that writes it."""

_MOSTLY = 0.9
_OF_ANSWER = frozenset(("submitted", "submit", "submission", "completed", "completion", "recorded", "received", "survey", "interview"))
"""What names the time of an answer, where "response time" and "talk time" say how long something took."""
_TIME = (
    "time|times|uhrzeit|zeit|heure|hora|horario|ora|orario|tijd|tijdstip|czas|godzina|čas|tid|tidspunkt|klockslag|klokkeslæt|kello|"
    "kellonaika|saat|idő|időpont|óra|время|час|ώρα|waktu|jam|giờ|thời gian|वक्त|समय|เวลา|时间|時間|時刻|시간|시각|وقت|الوقت|الساعة|שעה|זמן"
)
_DATE = (
    "date|day|datum|tag|jour|fecha|día|data|giorno|dia|dag|dato|tarih|data|den|nap|dátum|päivä|päivämäärä|pvm|дата|день|ημερομηνία|"
    "tanggal|ngày|तारीख|दिनांक|วันที่|日期|日付|날짜|일자|تاريخ|التاريخ|תאריך"
)
_OF_TIME = re.compile(rf"(?<![^\W_])(?:{_TIME}|{_DATE}|of|de|der|du|da|des|the|utc|gmt|local)(?![^\W_])")


def join_times(found: list[ColumnMeaning], columns: Sequence[Profile]) -> None:
    """Give each date that names only days the column of times beside it, where there is one."""
    for kind, of_kind in OF_DATE.items():
        day_at = next((at for at, meaning in enumerate(found) if meaning.kind is kind), None)
        if day_at is None or not found[day_at].dates.format or _has_times(columns[day_at], found[day_at].dates):
            continue
        rivals = [at for at in range(len(found)) if found[at].kind in (Kind.LEAVE_OUT, Kind.FACT_DATE) and holds_times(columns[at])]
        near = {at: rank for at in rivals if (rank := _rank(columns[at], columns[day_at], kind)) is not None}
        if near:
            best = min(near, key=lambda at: (near[at], abs(at - day_at), at))
            reason = f"It holds the times of day that belong to the dates in “{found[day_at].column}”."
            found[best] = replace(found[best], kind=of_kind, confidence=0.9 if near[best] < 2 else 0.6, reason=reason, findings=())


def holds_times(column: Profile) -> bool:
    """Whether a column holds times of day and nothing else; numbers are times only under a header that says so."""
    few = list(islice(column.counts, LOOK_AT))
    times = sum(read_clock(NO_DAY.sub("", text)) is not None for text in few)
    if not few or times < _MOSTLY * len(few):
        return False
    return not column.numeric or not _OF_TIME.sub("", column.name).strip()


def _has_times(column: Profile, dates: DateFormat) -> bool:
    moments = (dates.parse(text) for text in islice(column.counts, LOOK_AT))
    return any((moment.hour, moment.minute, moment.second) != (0, 0, 0) for moment in moments if moment)


def _rank(column: Profile, day: Profile, kind: Kind) -> int | None:
    """How well a column of times goes with a column of days, by their headers, the better the smaller; None where it does not."""
    if column.says(words.DURATION) or _lasts(column):
        return None
    own, other = (set(_OF_TIME.sub(" ", name).split()) for name in (column.name, day.name))
    starts = bool(words.STARTED.search(column.name))
    if own == other:
        return 0
    if starts != (kind is Kind.STARTED_AT):
        return 3 if starts and own <= {"start", "begin"} and kind is Kind.ANSWERED_AT else None
    if not own or own & other or own <= _OF_ANSWER:
        return 1
    return 2 if words.ANSWERED[1].search(" ".join(own)) and not words.NOT_ANSWERED.search(column.name) else None


def _lasts(column: Profile) -> bool:
    """Whether the times are so early that they are minutes and seconds rather than times of day."""
    times = [found for text in islice(column.counts, LOOK_AT) if (found := read_clock(NO_DAY.sub("", text)))]
    return len(times) > 3 and sum(found.hour == 0 for found in times) >= _MOSTLY * len(times)
