"""The small HTML blocks a page is made of. Every text given to them is escaped; see `markup`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote as quoted

import streamlit as st

from vocdash.charts.spark import Spark
from vocdash.charts.theme import NO_VALUE, fmt_n
from vocdash.domain import Score
from vocdash.ui.markup import Markup, element, highlighted, join

Tone = Literal["good", "bad", "noise", "accent", "error"]

_MARKS: dict[Tone, str] = {"good": "▲", "bad": "▼", "noise": "•", "accent": "◆", "error": "!"}


def draw(*blocks: str) -> None:
    """Put the blocks on the page; nothing where there is nothing to say."""
    if content := join(blocks):
        st.html(content)


def finding(title: str, caption: str = "", *, main: bool = False) -> Markup:
    """The sentence a card begins with, and the grey line that says what was measured. `main` is the page's largest picture."""
    below = element("p", caption, cls="voc-caption") if caption else Markup("")
    return element("div", element("h2", title, cls="voc-finding" + (" voc-main" if main else "")), below, cls="voc-head")


def caption(*parts: str) -> Markup:
    """Small words below or beside something, one paragraph."""
    return element("p", *parts, cls="voc-caption")


def tag(text: str, tone: Tone = "noise") -> Markup:
    """A word on a tinted pill; its tone says whether that is good, bad or only noise."""
    return element("span", text, cls=f"voc-tag voc-{tone}")


def tags(*items: str) -> Markup:
    """Tags, and plain words between them, in a line that wraps."""
    return element("div", *items, cls="voc-tags")


def cards(contents: Sequence[Markup]) -> Markup:
    """Framed cards side by side, as many as there is room for: of HTML alone, where containers of Streamlit take far longer to draw."""
    return element("div", *(element("section", content, cls="voc-card") for content in contents), cls="voc-cards")


def row(parts: str, *contents: Markup, cls: str = "") -> Markup:
    """Framed cards side by side in these parts of the width ("5fr 7fr"), one below the other on a phone."""
    framed = (element("section", content, cls="voc-card") for content in contents)
    return element("div", *framed, cls=f"voc-row {cls}".strip(), style=f"--voc-parts: {parts}")


def stacked(*contents: Markup) -> Markup:
    """Rows of cards below each other, as far apart as the cards."""
    return element("div", *contents, cls="voc-stacked")


def skeleton(height: int) -> Markup:
    """The room of what is still worked out."""
    return element("div", cls="voc-skeleton", style=f"height:{height}px", aria_hidden="true")


def switch(label: str, options: Sequence[tuple[str, str]], chosen: str) -> Markup:
    """Words to switch between, each with its address, in one frame; the chosen one is marked."""
    links = [element("a", word, href=address, target="_self", aria_current="true" if word == chosen else "") for word, address in options]
    return element("div", *links, cls="voc-switch", role="group", aria_label=label)


def between(first: str, last: str) -> Markup:
    """Two things at both ends of a line."""
    return element("div", first, last, cls="voc-between")


def hero(value: str, *lines: str) -> Markup:
    """The one large figure of a page or drawer, with its interval and counts in small lines beside it."""
    beside = element("div", *(element("div", line) for line in lines), cls="voc-beside")
    return element("div", element("span", value, cls="voc-hero"), beside, cls="voc-hero-row")


def key_figure(label: str, value: str, interval: str, change: Markup | None = None, *, word: bool = False) -> Markup:
    """A key figure: its name, the number, the interval beside it, and the change in a tag. A `word` is not set as large as a number."""
    head = element("div", element("span", label, cls="voc-key-label"), change or Markup(""), cls="voc-key-head")
    body = element(
        "div",
        element("span", value, cls="voc-key-word" if word else "voc-key-value"),
        element("span", interval, cls="voc-caption"),
        cls="voc-key-body",
    )
    return element("div", head, body, cls="voc-key")


def spark(drawn: Spark) -> Markup:
    """A small picture of a course, or why there is none. What it says of a point stands above it while somebody points there."""
    if not drawn.svg:
        return element("div", drawn.alt, cls="voc-spark voc-caption")
    picture = element("img", alt=drawn.alt, src="data:image/svg+xml," + quoted(drawn.svg, safe=" =:/,()"))
    spots = []
    for spot in drawn.spots:
        place = f"left:{spot.left:.2%};width:{spot.right - spot.left:.2%}"
        spots.append(element("i", data_tip=spot.words, style=place, cls="voc-late" if spot.left > 0.5 else ""))
    return element("div", picture, element("span", *spots, aria_hidden="true"), cls="voc-spark")


def figures(items: Sequence[Markup]) -> Markup:
    """Key figures side by side, as many as there is room for."""
    return element("div", *items, cls="voc-figures")


def crumbs(items: Sequence[str]) -> Markup:
    """Where a page stands: the way down to it, its last part the page itself."""
    listed = [element("li", item, aria_current="page" if at == len(items) - 1 else "") for at, item in enumerate(items)]
    return element("nav", element("ol", *listed, cls="voc-crumbs"), aria_label="Where this stands")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of "what changed": a mark, and words that may hold markup."""

    tone: Tone
    words: Markup
    quiet: bool = False


def sentences(items: Sequence[Sentence]) -> Markup:
    """A list of sentences, each with its mark."""
    rows = [
        element(
            "li",
            element("span", _MARKS[item.tone], cls=f"voc-mark voc-{item.tone}", aria_hidden="true"),
            element("span", item.words, cls="voc-quiet" if item.quiet else ""),
        )
        for item in items
    ]
    return element("ul", *rows, cls="voc-sentences")


def quote(text: str, where: str, spans: Sequence[tuple[int, int]] = (), links: Sequence[Markup] = ()) -> Markup:
    """A customer's words, always escaped, with the evidence marked, where they come from, and where they lead."""
    source = join([where, *links], " · ")
    return element(
        "figure",
        element("blockquote", highlighted(text, spans)),
        element("figcaption", source, cls="voc-caption"),
        cls="voc-quote",
    )


LONG = 500
"""Characters of a comment from which a list shows its beginning until somebody asks for all of it."""

SHOWN_AT_FIRST = 400
"""About as many characters stand in what a long comment shows at first."""


def comment(text: str, spans: Sequence[tuple[int, int]] = ()) -> Markup:
    """A comment in a list, with the evidence marked: a long one is folded, unless what is marked lies beyond its beginning."""
    words = element("p", highlighted(text, spans))
    if len(text) <= LONG:
        return words
    more = [element("span", said, cls=f"voc-caption voc-{shown}") for said, shown in (("Show all of it", "more"), ("Show less", "less"))]
    beyond = bool(spans) and min(start for start, _ in spans) > SHOWN_AT_FIRST
    return element("details", element("summary", words, *more), cls="voc-long", open="open" if beyond else "")


def quotes(items: Sequence[Markup]) -> Markup:
    """Quotes side by side where there is room."""
    return element("div", *items, cls="voc-quotes")


def facts(pairs: Sequence[tuple[str, str]]) -> Markup:
    """Names and values in two columns."""
    return element("dl", *(join([element("dt", name), element("dd", value)]) for name, value in pairs), cls="voc-facts")


def bars(counts: Sequence[tuple[str, int]]) -> Markup:
    """Names with a number and a bar each, the longest as long as there is room."""
    most = max((count for _, count in counts), default=0) or 1

    def drawn(count: int) -> Markup:
        return join([element("b", fmt_n(count)), element("i", style=f"width: {100 * count / most:.1f}%", aria_hidden="true")])

    return element("dl", *(join([element("dt", name), element("dd", drawn(count))]) for name, count in counts), cls="voc-facts voc-bars")


def table(head: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int] = (), *, brief: bool = False) -> Markup:
    """A table that becomes labelled lines on a phone, `brief` ones a name and a line of its numbers. `numbers` are aligned right."""

    def cell(name: str, at: int, content: str) -> Markup:
        right = "voc-right" if at in numbers else ""
        right += " voc-none" if content in (NO_VALUE, "") else ""
        if name == "th":
            return element("th", content, cls=right, scope="col")
        return element("td", content, cls=right, data_h=head[at])

    top = element("thead", element("tr", *(cell("th", at, title) for at, title in enumerate(head))))
    body = element("tbody", *(element("tr", *(cell("td", at, content) for at, content in enumerate(row))) for row in rows))
    return element("table", top, body, cls="voc-table voc-brief" if brief else "voc-table")


def strip(score: Score, wanted: float | None, low: float, high: float) -> Markup:
    """Where a score lies from `low` to `high`: its interval, its dot and the tick of what is wanted. Decoration beside their numbers."""
    if score.value is None:
        return Markup("")

    def at(value: float) -> float:
        return 100 * (min(max(value, low), high) - low) / (high - low)

    parts = []
    if score.low is not None and score.high is not None:
        left = at(score.low)
        parts.append(element("i", cls="voc-strip-band", style=f"left:{left:.1f}%;width:{at(score.high) - left:.1f}%"))
    if wanted is not None:
        parts.append(element("i", cls="voc-strip-wanted", style=f"left:{at(wanted):.1f}%"))
    parts.append(element("i", cls="voc-strip-dot", style=f"left:{at(score.value):.1f}%"))
    return element("span", *parts, cls="voc-strip", aria_hidden="true")


def stepper(steps: Sequence[str], current: int) -> Markup:
    """The steps of a longer task; `current` counts from 0, and steps before it are done."""

    def one(at: int, name: str) -> Markup:
        state = "done" if at < current else "now" if at == current else "later"
        number = element("span", "✓" if at < current else str(at + 1), cls="voc-dot", aria_hidden="true")
        return element(
            "li",
            number,
            element("span", name, cls="voc-step-name"),
            cls=f"voc-step voc-{state}",
            aria_current="step" if at == current else "",
        )

    return element("ol", *(one(at, name) for at, name in enumerate(steps)), cls="voc-stepper")


def legend(items: Sequence[tuple[str, str]]) -> Markup:
    """A line of (swatch class, words) pairs above or below a chart; it wraps."""
    return element("div", *(element("span", element("i", cls=f"voc-swatch {swatch}"), words) for swatch, words in items), cls="voc-legend")


def colour_legend(items: Sequence[tuple[str, str]]) -> Markup:
    """As :func:`legend`, of (colour, words) pairs, for colours that depend on the data."""
    swatches = [element("span", element("i", cls="voc-swatch", style=f"background:{colour}"), words) for colour, words in items]
    return element("div", *swatches, cls="voc-legend")


def stacked_bar(parts: Sequence[tuple[str, int, str]]) -> Markup:
    """Shares of a whole as one bar and its legend: (what, how many, swatch class) in order."""
    shown = [part for part in parts if part[1]]
    bar = [element("i", cls=swatch, style=f"flex-grow:{count}") for _, count, swatch in shown]
    words = [
        element("span", element("i", cls=f"voc-swatch {swatch}"), element("strong", fmt_n(count)), f" {what}")
        for what, count, swatch in shown
    ]
    return join([element("div", *bar, cls="voc-stack", aria_hidden="true"), element("div", *words, cls="voc-legend")])


def empty(what: str, fix: str | Markup) -> Markup:
    """An empty state: what is missing, and the next move."""
    return element("div", element("strong", what), " ", element("span", fix), cls="voc-empty")


def notice(words: str | Markup) -> Markup:
    """One quiet line on a soft surface, for what a person should know before reading on."""
    return element("div", words, cls="voc-notice", role="status")


def error(what: str, fix: str) -> Markup:
    """What happened, and what to do."""
    return element("div", element("strong", what), " ", element("span", fix), cls="voc-error", role="alert")
