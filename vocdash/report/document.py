"""What a report is made of. Every text is plain words: each form escapes them in its own way."""

from __future__ import annotations

from dataclasses import dataclass

from vocdash.charts.figure import Figure
from vocdash.charts.theme import Theme


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's sentence: its finding."""

    words: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `quiet` for what was measured and how."""

    words: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """Sentences, one a line."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words under a head; `numbers` are the columns to align right."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure, drawn for a sheet of `width` px."""

    figure: Figure
    width: int = 1040


@dataclass(frozen=True, slots=True)
class Quote:
    """A customer's words and where they come from."""

    words: str
    where: str


Block = Heading | Text | Listing | Table | Picture | Quote


@dataclass(frozen=True, slots=True)
class Document:
    """A report: its title, the line below it, its blocks in order, and the last line of every page."""

    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    foot: str
    theme: Theme
