"""A person's word against the detection."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

from vocdash.errors import UnknownName, VocError
from vocdash.ingest.read.header import MAX_HEADER_ROWS

_WORDS = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "pipe": "|", "none": ""}


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the person said; None where the detection decides. See Dialect for the meaning of each."""

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    header_rows: int | None = None
    header_line: int | None = None
    sheet: str | None = None
    decimal: str | None = None

    @classmethod
    def of(cls, said: Mapping[str, object]) -> Self:
        """Check and take over what was said; None and "" for a delimiter, quote or sheet are different: "" means there is none."""
        known = [field.name for field in fields(cls)]
        for name in said:
            if name not in known:
                raise UnknownName("reading option", name, known)
        return cls(
            encoding=_codec(said.get("encoding")),
            delimiter=_character("delimiter", said.get("delimiter")),
            quote=_character("quote", said.get("quote")),
            header_rows=_whole_number("header_rows", said.get("header_rows"), MAX_HEADER_ROWS),
            header_line=_whole_number("header_line", said.get("header_line"), None),
            sheet=None if said.get("sheet") is None else str(said["sheet"]),
            decimal=_decimal(said.get("decimal")),
        )


def _codec(value: object) -> str | None:
    if value is None:
        return None
    try:
        info = codecs.lookup(str(value))
        "".encode(info.name)
    except (LookupError, ValueError):
        raise VocError(f"There is no encoding called “{value}”.", "Common ones are utf-8, utf-16, cp1252 and latin-1.") from None
    return str(value)


def _character(name: str, value: object) -> str | None:
    if value is None:
        return None
    character = _WORDS.get(str(value).lower(), str(value))
    if len(character) > 1 or character in ("\r", "\n", "\0"):
        raise VocError(f"“{value}” cannot be a {name}.", "Give one character, or one of: comma, semicolon, tab, pipe, none.")
    return character


def _whole_number(name: str, value: object, most: int | None) -> int | None:
    if value is None:
        return None
    text = str(value)
    if not text.isdecimal() or (most is not None and int(text) > most):
        limit = f" from 0 to {most}" if most is not None else " from 0"
        raise VocError(f"“{value}” cannot be the {name.replace('_', ' ')}.", f"Give a whole number{limit}.")
    return int(text)


def _decimal(value: object) -> str | None:
    if value not in (None, ".", ","):
        raise VocError(f"“{value}” cannot be a decimal mark.", "Give a point or a comma.")
    return None if value is None else str(value)
