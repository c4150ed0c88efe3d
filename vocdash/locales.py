"""How a reader's part of the world writes numbers, days and times, after the Unicode CLDR; the words around them stay English.

Who reads is asked wherever something is written: a session says it for each browser, :func:`written_for` for a file, and where nobody
is known (the command line) British English holds. What machines read (exports, addresses, logs) never comes through here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_interval, format_skeleton, format_time

USUAL = "en-GB"

_ODD_SPACES = {"\u2009": " ", "\u202f": "\u00a0"}
"""Thin spaces of the CLDR that fonts of exports may lack → what stands for them."""

_ORDERS = {"yMd": "YYYY{0}MM{0}DD", "dMy": "DD{0}MM{0}YYYY", "Mdy": "MM{0}DD{0}YYYY"}

_chosen: ContextVar[str | None] = ContextVar("chosen", default=None)


def _nobody() -> str | None:
    return None


_ask: Callable[[], str | None] = _nobody


@dataclass(frozen=True, slots=True)
class Style:
    """One locale's way to write. `code` is its BCP 47 tag; `grouping` counts the digits of the last group and of those before it."""

    code: str
    locale: Locale
    decimal: str
    group: str
    grouping: tuple[int, int]
    percent: str

    def amount(self, value: float, digits: int = 0) -> str:
        """The size of a number, its sign left out: `1,940`, `1.940,5`, `12,34,567`."""
        whole, _, part = f"{abs(value):.{digits}f}".partition(".")
        size, later = self.grouping
        groups: list[str] = []
        while len(whole) > size:
            groups.insert(0, whole[-size:])
            whole, size = whole[:-size], later
        return self.group.join([whole, *groups]) + (f"{self.decimal}{part}" if part else "")

    def with_unit(self, number: str, unit: str) -> str:
        """The number and its unit; the percent sign stands where the locale wants it."""
        return self.percent.format(number) if unit == "%" else f"{number}{unit}"

    def day(self, day: date, skeleton: str) -> str:
        """A day with the parts that a CLDR skeleton names, such as `yMMMd`."""
        return _day(self.locale, day, skeleton)

    def span(self, first: date, last: date, skeleton: str) -> str:
        """From one day to another; what both share is said once: `Jul – Sep 2026`."""
        return _plain(format_interval(first, last, skeleton, locale=self.locale))

    def clock(self, moment: time) -> str:
        """The time of day: `14:05`, `2:05 PM`."""
        return _plain(format_time(moment, "short", locale=self.locale))

    @property
    def day_field(self) -> str:
        """How a day is typed, with the letters of Streamlit's date inputs: `DD.MM.YYYY`."""
        pattern = self.locale.date_formats["short"].pattern
        order = "".join(dict.fromkeys(letter for letter in pattern if letter in "yMd"))
        between = next((sign for sign in "/.-" if sign in pattern), "-")
        return _ORDERS.get(order, _ORDERS["yMd"]).format(between)

    @property
    def of_axes(self) -> dict[str, Any]:
        """The same for the numbers that Vega writes on its axes."""
        size, later = self.grouping
        grouping = [size, *[later] * 6]
        return {"number": {"decimal": self.decimal, "thousands": self.group, "grouping": grouping, "currency": ["", ""]}}


def ask_reader(ask: Callable[[], str | None]) -> None:
    """Ask this function from now on which locale the reader's browser has; None where there is no reader."""
    global _ask
    _ask = ask


@contextmanager
def written_for(code: str | None) -> Iterator[None]:
    """Write for this locale inside, whoever reads."""
    token = _chosen.set(code)
    try:
        yield
    finally:
        _chosen.reset(token)


def here() -> Style:
    """The style of whoever reads what is being written."""
    return style_of(_chosen.get() or _ask() or USUAL)


def listed(words: Sequence[str], most: int | None = None) -> str:
    """`A`, `A and B`, `A, B and C`; of more than `most` the first so many: `A, B and 3 more`."""
    if most is not None and len(words) > most:
        words = [*words[:most], f"{here().amount(len(words) - most)} more"]
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def first_wanted(header: str) -> str:
    """The locale that an Accept-Language header names first; empty where it names none."""
    return re.split(r"[,;]", header, maxsplit=1)[0].strip()


@lru_cache(maxsize=256)
def style_of(code: str) -> Style:
    """The style of a language tag; of its language alone, or British English, where the CLDR does not know the rest."""
    locale = _locale(code)
    symbols = locale.number_symbols["latn"]
    grouping = locale.decimal_formats[None].grouping
    percent = locale.percent_formats[None].pattern.split(";")[0]
    return Style(
        str(locale).replace("_", "-"),
        locale,
        symbols["decimal"],
        _plain(symbols["group"]),
        (int(grouping[0]), int(grouping[1])),
        _plain(re.sub(r"[#0,.]+", "{0}", percent)),
    )


def _locale(code: str) -> Locale:
    for tag in (code, code.split("-")[0], USUAL):
        try:
            return Locale.parse(tag, sep="-")
        except (ValueError, UnknownLocaleError):
            continue
    raise AssertionError(USUAL)


@lru_cache(maxsize=4_096)
def _day(locale: Locale, day: date, skeleton: str) -> str:
    """Kept, because a page writes the same days again and again, which takes much longer than writing numbers."""
    return _plain(format_skeleton(skeleton, day, locale=locale))


def _plain(text: str) -> str:
    for odd, plain in _ODD_SPACES.items():
        text = text.replace(odd, plain)
    return text
