"""The look in one place: colours for light and dark, the bins of a gap, how numbers and days are written, and the chart configuration.

Charts, the app's style sheet and HTML blocks all read these tokens, so a picture and the sentence beside it cannot disagree.
Orange and teal mean *beyond noise*; grey and ink are the normal state; the accent means "press this" or "this is what we want".
Numbers and days are written as the reader's locale does, see `vocdash.locales`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Literal

from vocdash.domain import Score
from vocdash.locales import here

ThemeName = Literal["light", "dark"]

FONT = '"Source Sans", "Source Sans 3", "Source Sans Pro", "Segoe UI", Roboto, Arial, sans-serif'
BOLD = 700
"""A weight for words on pages of our own: the renderer of files knows only the hundreds, and takes any other number for plain."""

MINUS = "−"
NO_VALUE = "–"

GAP_BINS = (6.0, 12.0, 18.0)
"""Where a gap in points gets the next darker colour; the same on every page."""


@dataclass(frozen=True, slots=True)
class Theme:
    """The colour of every role on one background. `diverging` runs bad → good and `sequential` little → much, ten steps each."""

    name: ThemeName
    page: str
    sidebar: str
    soft: str
    widget: str
    line: str
    strong_line: str
    border: str
    ink: str
    ink_2: str
    ink_3: str
    accent: str
    accent_tint: str
    on_accent: str
    good: str
    good_tint: str
    on_good_tint: str
    bad: str
    bad_tint: str
    on_bad_tint: str
    wish: str
    neutral: str
    neutral_tint: str
    error: str
    evidence: str
    diverging: tuple[str, ...]
    sequential: tuple[str, ...]
    band_opacity: float

    def text_on(self, fill: str) -> str:
        """Whichever of the ink and the page colour is easier to read on `fill`."""
        return max((self.ink, self.page), key=lambda colour: contrast(colour, fill))

    def gap_fill(self, gap: float, good: bool) -> str:
        """The colour of a gap beyond noise, by its size: bins of :data:`GAP_BINS`, away from the middle of the ramp."""
        step = sum(abs(gap) >= limit for limit in GAP_BINS)
        return self.diverging[6 + step] if good else self.diverging[3 - step]

    def amount_fill(self, share: float) -> str:
        """The colour of an amount, as a share 0–1 of the largest one shown."""
        last = len(self.sequential) - 1
        return self.sequential[min(last, max(0, round(share * last)))]


LIGHT = Theme(
    name="light",
    page="#FFFFFF",
    sidebar="#F8FAFC",
    soft="#F6F8FB",
    widget="#F1F4F9",
    line="#E5EAF1",
    strong_line="#C9D2DE",
    border="#DDE3EC",
    ink="#0F172A",
    ink_2="#475569",
    ink_3="#5F6E82",
    accent="#4338CA",
    accent_tint="#EBEAFA",
    on_accent="#FFFFFF",
    good="#0E7C86",
    good_tint="#DFF1F2",
    on_good_tint="#0B6670",
    bad="#B8480B",
    bad_tint="#FDEBDD",
    on_bad_tint="#A8400A",
    wish="#A21CAF",
    neutral="#8A97A8",
    neutral_tint="#E8ECF2",
    error="#B42318",
    evidence="#FDE6B8",
    diverging=("#8A3207", "#B4480E", "#D9702F", "#EFA573", "#F8DCC8", "#D3E9EA", "#98CDD1", "#4DA5AC", "#1C7C85", "#0B5860"),
    sequential=("#F1F3FB", "#E0E4F7", "#C9D0F0", "#AEB8E8", "#919EDF", "#7685D4", "#5C6BC6", "#4653B0", "#343F92", "#252D70"),
    band_opacity=0.13,
)

DARK = Theme(
    name="dark",
    page="#0D121A",
    sidebar="#090D13",
    soft="#131A24",
    widget="#1A222E",
    line="#222C39",
    strong_line="#3A4757",
    border="#2A3543",
    ink="#E8EDF4",
    ink_2="#AEBACA",
    ink_3="#93A1B3",
    accent="#A5B4FC",
    accent_tint="#1F2440",
    on_accent="#0D121A",
    good="#4FC3CC",
    good_tint="#12343A",
    on_good_tint="#4FC3CC",
    bad="#F59455",
    bad_tint="#42260F",
    on_bad_tint="#F59455",
    wish="#E79BF0",
    neutral="#8492A5",
    neutral_tint="#27313F",
    error="#F8877F",
    evidence="#5A4614",
    diverging=("#FDC8A0", "#F5A066", "#DB7430", "#A8531F", "#55331F", "#1E4449", "#22707A", "#2E98A2", "#5FC3CB", "#A9E6EA"),
    sequential=("#161D33", "#1D2747", "#26335E", "#314177", "#3F5192", "#5165AD", "#677CC6", "#8496DA", "#A5B4EA", "#CBD5F7"),
    band_opacity=0.20,
)


def theme(name: str | None) -> Theme:
    """The theme called `name`; anything but "dark" is light, because a browser may not say which it shows."""
    return DARK if name == "dark" else LIGHT


def contrast(one: str, other: str) -> float:
    """How far two colours (#RRGGBB) stand apart: the WCAG 2 contrast ratio, 1 to 21. Small text needs 4.5."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def css_variables(theme: Theme, selector: str = ":root") -> str:
    """The tokens as CSS custom properties: `ink_2` becomes `--voc-ink-2`, ramps `--voc-diverging-0` … `-9`."""
    lines: list[str] = []
    for token in fields(theme):
        name, value = f"--voc-{token.name.replace('_', '-')}", getattr(theme, token.name)
        if isinstance(value, tuple):
            lines += [f"{name}-{step}: {colour};" for step, colour in enumerate(value)]
        elif token.name != "name":
            lines.append(f"{name}: {value};")
    return f"{selector} {{ {' '.join(lines)} }}"


def chart_config(theme: Theme) -> dict[str, Any]:
    """The one Vega-Lite configuration: transparent, no frame, no axis lines or ticks, hairline grid, labels of 12 px.

    Marks stay out of the accessibility tree (`aria`): a reader gets the alt text and the table behind the picture instead of
    hundreds of unnamed shapes.
    """
    return {
        "background": "transparent",
        "aria": False,
        "mark": {"aria": False},
        "font": FONT,
        "locale": here().of_axes,
        "view": {"stroke": None},
        "axis": {
            "domain": False,
            "ticks": False,
            "title": None,
            "gridColor": theme.line,
            "labelColor": theme.ink_2,
            "labelFontSize": 12,
            "labelFont": FONT,
            "labelPadding": 8,
        },
        "text": {"color": theme.ink, "fontSize": 12, "font": FONT},
    }


def fmt_score(value: float | None, digits: int = 0, unit: str = "") -> str:
    """A number as people read it: `57`, `68.4`, `71%`, `−3`; a dash when there is none. `unit` follows as the locale wants it."""
    if value is None:
        return NO_VALUE
    style = here()
    text = style.amount(value, digits)
    return f"{MINUS if value < 0 and _says_something(text) else ''}{style.with_unit(text, unit)}"


def fmt_plain(value: float | None) -> str:
    """A number as somebody set it, without noughts at its end: `72`, `7.5`."""
    return fmt_score(value, 0 if value is None else len(f"{value:.3f}".rstrip("0").partition(".")[2]))


def fmt_signed(value: float | None, digits: int = 0, unit: str = "") -> str:
    """A difference, its sign always shown: `+2`, `−23`, and a plain `0` when it rounds to nothing."""
    text = fmt_score(value, digits, unit)
    return f"{'+' if value is not None and value > 0 and _says_something(text) else ''}{text}"


def fmt_points(value: float, digits: int = 0) -> str:
    """How far apart two scores lie: `12 points`, `1 point`; with a decimal more where it would round to none, `0.4 points`."""
    text = fmt_score(abs(value), digits)
    text = text if _says_something(text) or not value else fmt_score(abs(value), digits + 1)
    return f"{text} point{'' if text == '1' else 's'}"


def _says_something(number: str) -> bool:
    """Whether a written number is not merely noughts."""
    return any(digit in number for digit in "123456789")


def fmt_n(n: float) -> str:
    """A count with its thousands separated: `1,940`."""
    return here().amount(round(n))


def fmt_interval(low: float | None, high: float | None, digits: int = 0, unit: str = "") -> str:
    """The 95 % interval in words: `55 to 59`, `−3.4 to −0.8`, `62 to 66%`; a dash when there is none."""
    if low is None or high is None:
        return NO_VALUE
    return f"{fmt_score(low, digits)} to {fmt_score(high, digits, unit)}"


def fmt_signed_interval(low: float | None, high: float | None, digits: int = 0, unit: str = "") -> str:
    """The 95 % interval of a difference: `+0.9 to +1.6`. An end near 0 never reads as 0, which would say the opposite of its sign."""
    if low is None or high is None:
        return NO_VALUE
    return f"{_fmt_end(low, digits)} to {_fmt_end(high, digits, unit)}"


def _fmt_end(value: float, digits: int, unit: str = "") -> str:
    for more in range(2):
        text = fmt_score(value, digits + more)
        if value == 0 or _says_something(text):
            return fmt_signed(value, digits + more, unit)
    return "just above 0" if value > 0 else "just below 0"


def fmt_half(score: Score, digits: int = 0) -> str:
    """Half the width of the interval: `±2`, or `±0.3` where it would round to none; nothing when there is none."""
    half = score.half_width
    if half is None:
        return ""
    return f"±{fmt_score(half, digits + (0 < half < 0.5 / 10**digits))}"


def fmt_month(day: date, with_year: bool = False) -> str:
    """The month by name: `Jul`, `Jul 2026`."""
    return here().day(day, "yMMM" if with_year else "MMM")


def fmt_day(day: date, with_year: bool = False) -> str:
    """A day without a leading zero: `14 Jul`, `14 Jul 2026`."""
    return here().day(day, "yMMMd" if with_year else "MMMd")


def fmt_weekday(day: date) -> str:
    """The day of the week, short: `Mon`."""
    return here().day(day, "EEE")


def fmt_clock(moment: datetime) -> str:
    """The time of day that a moment shows: `14:05`, `2:05 PM`."""
    return here().clock(moment.time())


def fmt_span(first: date, last: date, *, months: bool = False, with_year: bool = True) -> str:
    """From one day (or whole month) to another, what they share said once: `3 Jul – 14 Aug 2026`, `Jul – Aug 2026`."""
    return here().span(first, last, f"{'y' if with_year else ''}MMM{'' if months else 'd'}")
