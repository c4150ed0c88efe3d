"""The format of a whole column of dates, decided by evidence, with every other reading kept visible.

One cell such as 05/11/2016 can be read two ways; a column seldom can. A reading under which values are impossible is out; among
those that are left, the one wins under which the column makes more sense: no days in the future, rising or falling order, days that
vary more than months. Where nothing tells, the other readings are offered with an example of each, and the confidence says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from vocdash.errors import VocError
from vocdash.ingest.clock import TIME, clock_format, read_clock, time_in, zone_in
from vocdash.ingest.written_dates import MONTH, date_in

EXCEL_EPOCH = datetime(1899, 12, 30)
"""Day 0 of Excel's serial numbers, right from March 1900 on."""

NO_DAYS = frozenset((date(1970, 1, 1), date(1980, 1, 1)))
"""What a missing time stamp becomes in many programs, and what LimeSurvey writes for answers that are to stay anonymous."""

OLDEST = date(1990, 1, 1)
"""Feedback dated before this day is taken for a mistake."""

EVIDENCE = 20_000
DATES_NEEDED = 0.8
MOST = 0.5
"""The share of values that are dates in any column of dates; and in one whose header says that it holds them, of which the rest is odd."""

SERIALS = range(30_000, 60_000)
SECONDS = range(946_684_800, 2_000_000_000)

_BLANKS = frozenset(("", "na", "n/a", "nan", "nat", "null", "none", "-", "--", "."))

_WEEKDAY = r"^(?:[^\W\d_]{2,12}(?:\.|,|\.,)?\s+)?"
_NAMED = r"(?P<month>[^\W\d_]{3,12})\.?"
_DAY = r"(?P<a>\d{1,2})(?:st|nd|rd|th|er|º|\.)?"
_NUMERIC = re.compile(_WEEKDAY + r"(?P<a>\d{1,2})(?P<sep>[-/.])\s?(?P<b>\d{1,2})(?P=sep)\s?(?P<year>\d{4}|\d{2})" + TIME, re.IGNORECASE)
_SHAPES = (
    re.compile(r"^(?P<year>\d{4})(?P<sep>[-/.])(?P<a>\d{1,2})(?P=sep)(?P<b>\d{1,2})" + TIME, re.IGNORECASE),
    re.compile(r"^(?P<year>\d{4})(?P<sep>\. |年)(?P<a>\d{1,2})(?P<sep2>\. |月)(?P<b>\d{1,2})[.日]?" + TIME, re.IGNORECASE),
    _NUMERIC,
    re.compile(
        _WEEKDAY + _DAY + r"(?P<sep>[-/ .]*)(?:of |de )?" + _NAMED + r"(?P<sep2>[-/ .,]*)(?:de )?'?(?P<year>\d{4}|\d{2})" + TIME,
        re.IGNORECASE,
    ),
    re.compile(_WEEKDAY + _NAMED + r"(?P<sep>[-/ .]+)" + _DAY + r"(?P<sep2>,?[-/ .]+|,)(?P<year>\d{4})" + TIME, re.IGNORECASE),
    re.compile(r"^(?P<year>\d{4})(?P<sep>[-/ .]?)" + _NAMED + r"(?P<sep2>[-/ .]?)(?P<a>\d{1,2})" + TIME, re.IGNORECASE),
    re.compile(r"^(?P<year>(?:19|20)\d{2})(?P<sep>)(?P<a>[01]\d)(?P<b>[0-3]\d)" + TIME, re.IGNORECASE),
    re.compile(r"^(?P<year>(?:19|20)\d{2})(?P<sep>[-/])(?P<a>\d{1,2})" + TIME),
    re.compile(r"^(?P<a>\d{1,2})(?P<sep>[-/])(?P<year>(?:19|20)\d{2})" + TIME),
    re.compile(r"^" + _NAMED + r"(?P<sep>[-/ ,]{1,2})(?P<year>(?:19|20)\d{2})" + TIME, re.IGNORECASE),
)
_MONTHS_ONLY = _SHAPES[-3:]
"""A month is read as its first day."""
_NO_MORE = "(?P<half>)(?P<east>)(?P<fraction>)(?P<zone>)(?P<offset>)$"
_STAMPS = (
    re.compile(
        r"^(?P<year>(?:19|20)\d\d)(?P<sep>)(?P<a>\d\d)(?P<b>\d\d)(?P<gap>)(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)" + _NO_MORE
    ),
    re.compile(
        r"^(?P<year>\d{4})(?P<sep>-)(?P<a>\d\d)-(?P<b>\d\d)(?P<gap>[_ T])(?P<hour>\d\d)-(?P<minute>\d\d)(?:-(?P<second>\d\d))?" + _NO_MORE
    ),
)
"""How programs write the moment into names of files: 20240501093000, 2024-05-01_09-30-00."""

_NUMBER = re.compile(r"^(?P<days>\d{5})(?:[.,](?P<part>\d+))?$|^(?P<seconds>\d{10})(?P<thousandths>\d{3})?$")
_ORDERS = ("dmy", "mdy", "ymd")
_SAYS_DATE_IN_ENGLISH = re.compile(r"(?:Time(?:stamp)?|Date|TIME|DATE)(?![a-z])|(?<![A-Za-z])(?:time(?:stamp)?|date)(?![a-z])|_at$")
_PADDED = re.compile(r"(?:\d+/)?0\d/")
_SHORT_SECOND = re.compile(r"\d+/\d/")
_SAYS_DATE = re.compile(
    r"date|time|day|datum|fecha|data|zeit|heure|\bat\b|_at$|_on$|\bon$|^when\b|stamp|"
    r"(?:^|[\W_])(?:created|responded|submitted|completed|answered|received|opened|sent|emailed|updated)$|e?mailed$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DateFormat:
    """How the dates of a column are read.

    `format` is the usual shape in the codes of strptime ("%d-%m-%y %H:%M"), "excel" for serial numbers, "unix" for seconds (or
    thousandths of seconds) since 1970, or "" when the column holds no dates. `confidence` is 0–1; `alternatives` are the other
    readings the values allow; `examples` are values with the moment they mean, first those that the best alternative reads differently.
    """

    format: str
    confidence: float
    alternatives: tuple[DateFormat, ...] = ()
    examples: tuple[tuple[str, datetime], ...] = ()

    @property
    def order(self) -> str:
        """How three bare numbers are read, "dmy", "mdy" or "ymd"; "" where a year of four digits comes first, or the month is a word."""
        letters = "".join(re.findall(r"%([dmyYbB])", self.format))
        return letters.lower() if letters.lower() in _ORDERS and letters[0] != "Y" else ""

    @property
    def without_days(self) -> bool:
        """Whether the values name months and no days."""
        return bool(self.format) and self.format not in ("excel", "unix") and "%d" not in self.format

    def parse(self, value: str) -> datetime | None:
        """The moment written in `value`, with a time zone when it gives one; None when there is none, or it does not exist.

        Shapes other than the usual one are read, too, where they leave no doubt about day and month.
        """
        return _parse(date_in(value), self.order, self.format if self.format in ("excel", "unix") else "")


NO_DATES = DateFormat("", 0.0)


def known(text: str) -> DateFormat:
    """The format somebody wrote down, in the codes of strptime, or "excel", or "unix"; raises VocError for anything else."""
    codes = set(re.findall(r"%([A-Za-z])", text))
    if text not in ("excel", "unix") and not (codes & {"m", "b", "B"} and ("Y" in codes or ("d" in codes and "y" in codes))):
        raise VocError(f"“{text}” is not a date format.", "Write it like %d/%m/%Y or %Y-%m-%d %H:%M, or write excel or unix.")
    return DateFormat(text, 1.0)


def decide(values: Sequence[str], *, name: str = "", today: date | None = None) -> DateFormat:
    """The format of a column's values, blanks and words for "none" aside; `NO_DATES` when fewer than four in five are dates.

    `name` is the column's header: where it says that these are dates, more than half have to be some, and bare numbers are certain
    to be some only then. Readings that put answers after `today` make less sense.
    """
    written = [text for text in (date_in(value) for value in values[:EVIDENCE]) if text.lower() not in _BLANKS]
    shapes = {text: _match(text) for text in set(written)}
    found = [match for text in written if (match := shapes[text]) is not None]
    enough = _enough(len(written), name)
    if not written or len(found) < enough:
        return _of_numbers(written, name)
    ambiguous = [text for shape, text in ((match.re, match.string) for match in found) if shape is _NUMERIC]
    readings = _rank(ambiguous, name, today or date.today()) if ambiguous else [("", 1.0)]
    order, confidence = readings[0]
    rivals = [reading for reading, _ in readings[1:]]
    formats = [_usual_format(found, reading) for reading in (order, *rivals)]
    others = tuple(
        DateFormat(text, round(1 - confidence, 2), (), _examples(ambiguous, reading, order))
        for text, reading in zip(formats[1:], rivals, strict=True)
    )
    best = DateFormat(formats[0], round(confidence, 2), others, _examples(ambiguous or written, order, rivals[0] if rivals else order))
    times = Counter(written)
    read = sum(count for text, count in times.items() if best.parse(text) is not None)
    return best if read >= enough else NO_DATES


def _enough(values: int, name: str) -> float:
    return MOST * values + 0.5 if _SAYS_DATE.search(name) else DATES_NEEDED * values


def looks_like_date(value: str) -> bool:
    """Whether the value has the shape of a date, be it one that exists or not (31/02/2024)."""
    return _match(date_in(value)) is not None


def is_epoch(moment: datetime) -> bool:
    """Whether the moment is a day that stands for a missing time stamp."""
    return moment.date() in NO_DAYS


def is_future(moment: datetime, now: datetime) -> bool:
    """Whether the moment lies more than a day after `now`; a day, because the zone may be unknown."""
    return _plain(moment) > _plain(now) + timedelta(days=1)


def _plain(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _of_numbers(written: list[str], name: str) -> DateFormat:
    """Bare numbers: serial numbers of a spreadsheet, or time since 1970 in seconds or thousandths of them."""
    for kind, sure in (("excel", 0.5), ("unix", 0.4)):
        read = [moment for text in written if (moment := _parse_number(text, kind)) is not None]
        if written and len(read) >= 0.95 * len(written):
            says = bool(_SAYS_DATE.search(name))
            examples = tuple((text, moment) for text in written[:3] if (moment := _parse_number(text, kind)) is not None)
            return DateFormat(kind, 0.95 if says else sure, (), examples)
    return NO_DATES


def _rank(texts: list[str], name: str, today: date) -> list[tuple[str, float]]:
    """The readings of dates written in three numbers that can be right, the best first with how sure we are of it.

    A reading that fails on more values than the best is out. What remains is weighed by hints.
    """
    moments = {order: [_parse(text, order, "") for text in texts] for order in _ORDERS}
    read = {order: sum(moment is not None for moment in found) / len(texts) for order, found in moments.items()}
    most = max(read.values())
    left = [order for order in _ORDERS if read[order] == most > 0]
    if not left:
        return [("dmy", 0.0)]
    weights = {order: _sense([moment for moment in moments[order] if moment], today) for order in left}
    for order, hint in _habits(texts, name).items():
        if order in weights:
            weights[order] += hint
    ranked = sorted(left, key=lambda order: -weights[order])
    if len(ranked) == 1:
        others = sorted((order for order in _ORDERS if order not in left), key=lambda order: -read[order])
        near = [order for order in others if read[order] >= 0.95 * most]
        return [(ranked[0], most * min(1.0, 0.9 + 10 * (most - read[others[0]]))), *((order, 0.0) for order in near)]
    return [(ranked[0], min(0.95, 0.5 + (weights[ranked[0]] - weights[ranked[1]]) / 4)), *((order, 0.0) for order in ranked[1:])]


def _sense(moments: list[datetime], today: date) -> float:
    """How much sense the moments make together, about −2 to 2: none in the future, in order, few years, more days than months."""
    days = [moment.date() for moment in moments]
    future = sum(day > today + timedelta(days=1) for day in days) / len(days)
    steps = [(later > earlier) - (later < earlier) for earlier, later in pairwise(days)]
    moved = [step for step in steps if step]
    order = abs(sum(moved)) / len(moved) if len(moved) > 4 else 0.0
    years = len({day.year for day in days})
    spread = len({day.day for day in days}) - len({day.month for day in days})
    return order - 2 * future + 0.2 * (spread > 0) - 0.2 * (spread < 0) - 0.05 * years


def _habits(texts: list[str], name: str) -> dict[str, float]:
    """Who writes so: a point between numbers is never month-first, a.m. and p.m. mostly are, ISO order has the year first.

    Under an English header, 7/2/2024 without any 0 before a number is American: elsewhere in English the month has two digits.
    """
    points = sum(text.count(".") >= 2 for text in texts) / len(texts)
    halves = sum(text[-1:] in "mM" for text in texts) / len(texts)
    english = _SAYS_DATE_IN_ENGLISH.search(name) and any(map(_SHORT_SECOND.match, texts)) and not any(map(_PADDED.match, texts))
    return {"dmy": 0.1 + points, "mdy": max(0.6 * halves, 0.4 if english else 0.0) - points, "ymd": -0.3}


def _examples(texts: list[str], order: str, other: str) -> tuple[tuple[str, datetime], ...]:
    """Up to three values as `order` reads them, first those that `other` reads differently."""
    few = list(dict.fromkeys(texts))[:2_000]
    read = [(text, moment) for text in few if (moment := _parse(text, order, "")) is not None]
    return tuple(sorted(read, key=lambda pair: _parse(pair[0], other, "") in (None, pair[1]))[:3])


def _match(text: str) -> re.Match[str] | None:
    """The text as a date by its shape, whether or not the date exists; words must be months."""
    for shape in (*_SHAPES, *_STAMPS):
        if (match := shape.match(text)) is not None:
            month = match.groupdict().get("month")
            return match if month is None or month.lower() in MONTH else None
    return None


def _parse(text: str, order: str, numbers: str) -> datetime | None:
    """One value. Days and times come again and again in a column, so each is understood once."""
    if numbers and (moment := _parse_number(text, numbers)) is not None:
        return moment
    try:
        if text[4:5] == "-" and text[5:6].isdecimal():
            return datetime.fromisoformat(text)
    except ValueError:
        pass  # a form of its own, such as 2024-5-1 or 2024-05-01 9:00 AM
    head, _, tail = text.partition(" ")
    if tail and (day := _parse_number(head, numbers) if numbers else _parse_whole(head, order)) is not None:
        clock = read_clock(tail)
        if clock is not None:
            return datetime.combine(day, clock)
    return _parse_whole(text, order)


@lru_cache(maxsize=1 << 14)
def _parse_whole(text: str, order: str) -> datetime | None:
    match = _match(text)
    if match is None:
        return None
    try:
        year, month, day = _day(match, order)
        return datetime(year, month, day, *time_in(match), tzinfo=zone_in(match))
    except ValueError:
        return None


def _day(match: re.Match[str], order: str) -> tuple[int, int, int]:
    """Year, month and day; raises ValueError where the numbers leave doubt and no order decides."""
    part = match.groupdict()
    first, second, last = int(part.get("a") or 1), int(part.get("b") or 0), part["year"]
    if match.re in _MONTHS_ONLY:
        return int(last), MONTH[part["month"].lower()] if part.get("month") else first, 1
    if match.re is not _NUMERIC:
        month = MONTH[part["month"].lower()] if part.get("month") else 0
        return (_year(last), month, first) if month else (int(last), first, second)
    if order == "ymd":
        return (_year(f"{first:02}"), second, int(last)) if len(last) == 2 else (0, 0, 0)
    doubtful = first <= 12 and second <= 12 and first != second
    if not order and doubtful:
        raise ValueError(match.string)
    month_first = order == "mdy" or (not order and second > 12)
    return (_year(last), first, second) if month_first else (_year(last), second, first)


def _year(text: str) -> int:
    """Two digits mean a year of this century up to a few years from now, else of the last one."""
    if len(text) == 4:
        return int(text)
    year = 2000 + int(text)
    return year if year <= date.today().year + 5 else year - 100


def _parse_number(text: str, kind: str) -> datetime | None:
    match = _NUMBER.match(text)
    if match is None:
        return None
    if kind == "excel" and match["days"] and int(match["days"]) in SERIALS:
        seconds = round(float("0." + (match["part"] or "0")) * 86_400)
        return EXCEL_EPOCH + timedelta(days=int(match["days"]), seconds=seconds)
    if kind == "unix" and match["seconds"] and int(match["seconds"]) in SECONDS:
        return datetime.fromtimestamp(int(match["seconds"]), UTC).replace(microsecond=1_000 * int(match["thousandths"] or 0))
    return None


def _usual_format(found: list[re.Match[str]], order: str) -> str:
    """The commonest shape in the codes of strptime, its bare numbers read in `order`."""
    return Counter(_format(match, order) for match in found).most_common(1)[0][0]


def _format(match: re.Match[str], order: str) -> str:
    part = match.groupdict()
    year = "%Y" if len(part["year"]) == 4 else "%y"
    sep, sep2 = part.get("sep") or "", part.get("sep2")
    if match.re is _NUMERIC:
        day = sep.join({"d": "%d", "m": "%m", "y": year if order != "ymd" else "%y"}[letter] for letter in order or "dmy")
    elif match.re in _MONTHS_ONLY:
        month = "%m" if part.get("a") else "%B" if len(part["month"]) > 3 else "%b"
        day = f"{year}{sep}{month}" if match.start("year") == 0 else f"{month}{sep}{year}"
    elif part.get("month"):
        month = "%B" if len(part["month"]) > 3 else "%b"
        places = sorted((("a", "%d"), ("month", month), ("year", year)), key=lambda place: match.start(place[0]))
        day = f"{places[0][1]}{sep}{places[1][1]}{sep2}{places[2][1]}"
    else:
        day = f"{year}{sep}%m{sep if sep2 is None else sep2}%d"
    if not part["hour"]:
        return day
    if match.re in _STAMPS:
        between = match.string[match.end("hour") : match.start("minute")]
        return day + part["gap"] + between.join(("%H", "%M", "%S")[: 3 if part["second"] else 2])
    return day + ("T" if part["gap"].upper() == "T" else " ") + clock_format(match)
