"""A person's word against the detection."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

from vocdash.errors import UnknownName, VocError
from vocdash.ingest.read.header import MAX_HEADER_ROWS
from vocdash.ingest.read.parted import BLANKS, FIXED

_WORDS = {
    "comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "pipe": "|", "none": "", "caret": "^", "tilde": "~", "colon": ":",
    "space": " ", "spaces": BLANKS,
    FIXED: FIXED,
}  # fmt: skip
_NAMES = {character: word for word, character in _WORDS.items() if not word.startswith("\\")}
_BY_CODE = re.compile(r"character (\d{1,2})")
_OF_SEVERAL = re.compile(r"[^\w\r\n\0]{2,4}")


def delimiter_words(delimiter: str) -> str:
    """What people call a delimiter: "comma" for ","; one that has no name as it stands, or by its code where it has no form."""
    return _NAMES.get(delimiter) or (delimiter if delimiter.isprintable() else f"character {ord(delimiter[0])}")


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
    if (code := _BY_CODE.fullmatch(character)) and 0 < int(code[1]) < 32:
        character = chr(int(code[1]))
    if name == "delimiter" and (character == FIXED or _OF_SEVERAL.fullmatch(character)):
        return character
    if len(character) > 1 or character in ("\r", "\n", "\0"):
        raise VocError(f"“{value}” cannot be a {name}.", f"Give one character, or one of: {', '.join(_NAMES.values())}.")
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
