"""The time of day, as people and programs write it behind a date, or in a column of its own beside the date's."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta, timezone
from functools import lru_cache

from vocdash.ingest.written_dates import ZONES

_AFTERNOON = ("p", "n", "ös", "μ", "ch", "م", "午後", "下午", "오후")

TIME = (
    r"(?:(?P<gap>\s*,?\s+(?:at |um |à |às |alle |a las |om |kl\.? |- )?|T|_)(?P<east>[午上下오][前後午전후])?\s*"
    r"(?P<hour>\d{1,2})[:h.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"\s*(?P<half>[ap]\.?\s?m\.?|vorm\.|nachm\.|ö[ös]|[πμ]\.?\s?μ\.?|sa\b|ch\b|[صم](?!\w)|[午上下오][前後午전후])?\s*(?:uhr|(?P<zone>z|utc|gmt|[a-z]{3,4}))?\s*(?P<offset>[+-]\d{1,2}(?::?\d{2})?)?"
    r"(?: \([^()]{1,60}\))?)?$"
)
"""What may stand behind a date, as a pattern."""

_CLOCK = re.compile(TIME, re.IGNORECASE)


_SHARE = re.compile(r"0?[.,]\d{2,}$")
"""A time as spreadsheets count it: the share of the day that is over."""
SECONDS_A_DAY = 86_400


@lru_cache(maxsize=1 << 14)
def read_clock(text: str) -> time | None:
    """The time of day that a text is, with its time zone where it names one; None where it is something else."""
    if _SHARE.match(text):
        return (datetime.min + timedelta(seconds=round(float(text.replace(",", ".")) * SECONDS_A_DAY) % SECONDS_A_DAY)).time()
    match = _CLOCK.match(" " + text)
    if match is None or not match["hour"]:
        return None
    try:
        return time(*time_in(match), tzinfo=zone_in(match))
    except ValueError:
        return None


def time_in(match: re.Match[str]) -> tuple[int, int, int, int]:
    """Hour, minute, second and millionths of what matches :data:`TIME`, zeros where no time is written; ValueError for 14 p.m."""
    part = match.groupdict()
    if not part["hour"]:
        return 0, 0, 0, 0
    hour, half = int(part["hour"]), (part["half"] or part["east"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(match.string)
        hour = hour % 12 + (12 if half.startswith(_AFTERNOON) else 0)
    return hour, int(part["minute"]), int(part["second"] or 0), int((part["fraction"] or "").ljust(6, "0")[:6])


def zone_in(match: re.Match[str]) -> timezone | None:
    """The zone written after the time; a name we do not know is no zone."""
    name, offset = (match["zone"] or "").lower(), match["offset"]
    if not offset:
        return timezone(timedelta(hours=ZONES[name])) if name in ZONES else None
    digits = offset[1:].replace(":", "")
    hours, minutes = (int(digits), 0) if len(digits) < 3 else (int(digits[:-2]), int(digits[-2:]))
    return timezone((-1 if offset[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes))


def clock_format(match: re.Match[str]) -> str:
    """How a time is written, in the codes of strptime."""
    part = match.groupdict()
    half = part["half"] or part["east"]
    clock = ("%I" if half else "%H") + ":%M" + (":%S" if part["second"] else "") + (".%f" if part["fraction"] else "")
    return clock + (" %p" if half else "") + ("%z" if part["zone"] or part["offset"] else "")
