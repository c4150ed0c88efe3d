"""Text on its way out: a cell that no spreadsheet runs as a formula, and words that XML, and so a drawing or a workbook, can hold."""

from __future__ import annotations

import re

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet run a cell; some take the wide signs of East Asian keyboards for the narrow ones."""

_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?%?")
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def harmless(cell: str) -> str:
    """The cell as a spreadsheet will not execute it: behind an apostrophe where it would; numbers stay numbers."""
    return f"'{cell}" if cell[:1] in _FORMULA and not _NUMBER.fullmatch(cell) else cell


def as_it_was(cell: str) -> str:
    """The cell before :func:`harmless`."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA else cell


def for_xml(text: str) -> str:
    """The text without control characters, lone surrogates and the like, which no XML can hold."""
    return _NO_XML.sub("", text)
