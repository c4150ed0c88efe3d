"""Read a mapping or a definition key by key, and collect everything that is wrong with it before saying so once."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from vocdash.errors import MappingError, UnknownName

Word = TypeVar("Word", bound=StrEnum)
Value = TypeVar("Value")

LONGEST_CODE = 64
LONGEST_NAME = 200

_LARGEST = 5_000_000
_DEEPEST = 20
_MOST_STOPS = 1_000
_BEYOND = 1e15
"""Larger numbers lose digits on their way through the database, and mean nothing here."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_MOST_TOLD = 20
_LONGEST_TOLD = 80


def parse(text: str, name: str) -> dict[str, Any]:
    """The table in a TOML or JSON text that may come from anybody; `name` begins the sentence where it is none.

    Raises
    ------
    MappingError
        If it is neither, larger than 5 MB, deeper than 20 tables within each other, or holds what no database does: numbers beyond
        10¹⁵ or that are none, NUL, half characters.
    """
    if len(text) > _LARGEST:
        raise MappingError(f"{name} is larger than 5 MB.", "What is meant here is far smaller; choose another file.")
    plain = text.lstrip("\ufeff")
    if any(line.count(".") > _MOST_STOPS for line in plain.splitlines()):
        # A key of TOML such as a.a.a costs the square of its depth: a small file would take hours.
        raise MappingError(f"{name} has a line with more than {_MOST_STOPS:,} full stops.", "Break its text into several lines.")
    is_json = plain.lstrip().startswith("{") or _is_list(plain)
    try:
        data = json.loads(plain) if is_json else tomllib.loads(plain)
    except RecursionError as error:
        raise _too_deep(name) from error
    except ValueError as error:  # either parser's own, and Python's about numbers of thousands of digits
        kind = "JSON" if is_json else "TOML"
        raise MappingError(f"{name} is not valid {kind}: {told(str(error))}.", "Correct that place and try again.") from error
    if not isinstance(data, dict):
        raise MappingError(f"{name} does not hold a table.", "Begin it with the names of what it sets, such as journey or shape.")
    _insist_on_plain(data, name)
    return data


def _is_list(text: str) -> bool:
    """Whether this is a list in JSON: a table of TOML may begin with the same bracket."""
    try:
        return isinstance(json.loads(text), list)
    except (ValueError, RecursionError):
        return False


def _insist_on_plain(data: dict[str, Any], name: str) -> None:
    """Stop over a value that no later step could take. A loop, because what goes too deep would end a recursion, too."""
    level: list[Any] = [data]
    for _ in range(_DEEPEST):
        texts = [item for item in level if isinstance(item, str)]
        texts += [key for item in level if isinstance(item, dict) for key in item]
        if wrong := next((item for item in texts if _UNSTORABLE.search(item)), None):
            raise MappingError(f"{name} holds a text with a character that no database keeps: {told(wrong)!r}.", "Take it out.")
        if not all(-_BEYOND <= item <= _BEYOND for item in level if isinstance(item, (int, float))):
            raise MappingError(f"{name} holds a number that is none, or far too large.", "Write it as people would.")
        level = [inner for item in level if isinstance(item, (dict, list)) for inner in (item.values() if isinstance(item, dict) else item)]
        if not level:
            return
    raise _too_deep(name)


def _too_deep(name: str) -> MappingError:
    return MappingError(f"{name} has tables within tables more than {_DEEPEST} deep.", "Write it flatter; a journey needs four.")


def told(value: str) -> str:
    """A value of the document as a problem names it: not longer than a line."""
    return value if len(value) <= _LONGEST_TOLD else f"{value[: _LONGEST_TOLD - 1]}…"


class Fields:
    """One table of a TOML or JSON document. Every question asked of it notes its problem instead of raising.

    Parameters
    ----------
    data : mapping
        The table.
    where : str
        What stands before a key so that a person finds it: "", "questions[3].".
    parent : Fields, optional
        The table it stands in; problems are collected at the root.
    """

    def __init__(self, data: Mapping[str, Any], where: str, parent: Fields | None = None) -> None:
        self._data = data
        self._where = where
        self._problems: list[str] = parent._problems if parent else []
        self._tables: list[Fields] = parent._tables if parent else []
        self._tables.append(self)
        self._asked: set[str] = set()

    def problem(self, key: str, said: str) -> None:
        """Note what is wrong with a value; all problems are told at once."""
        self._problems.append(f"{self._where}{key} {said}")

    def has(self, key: str) -> bool:
        """Whether the document says anything there."""
        self._asked.add(key)
        return self._data.get(key) not in (None, "")

    def raw(self, key: str) -> Any:
        """The value as it stands; None where there is none."""
        self._asked.add(key)
        return self._data.get(key)

    def _read(self, key: str, default: Value, kinds: tuple[type, ...], called: str, convert: Callable[[Any], Value]) -> Value:
        value = self.raw(key)
        if value is None or value == "":
            return default
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            self.problem(key, f"must be {called}, not {told(repr(value))}.")
            return default
        return convert(value)

    def text(self, key: str, default: str = "", *, longest: int | None = None) -> str:
        """A text without space around it; one longer than `longest` characters is a problem."""
        found = self._read(key, default, (str, int), "a text", str).strip()
        if longest and len(found) > longest:
            self.problem(key, f"is longer than {longest} characters.")
        return found

    def required(self, key: str, *, longest: int | None = LONGEST_CODE) -> str:
        """A text that must be there, as long as it likes where `longest` is None."""
        found = self.text(key, longest=longest)
        if not found:
            self.problem(key, "is missing.")
        return found

    def number(self, key: str, low: float | None = None, high: float | None = None) -> float | None:
        """A number from `low` to `high`; None where there is none."""
        found = self._read(key, None, (int, float), "a number", float)
        if found is not None and ((low is not None and found < low) or (high is not None and found > high)):
            self.problem(key, f"is {found:g}, outside {'−∞' if low is None else f'{low:g}'} to {'∞' if high is None else f'{high:g}'}.")
        return found

    def flag(self, key: str, default: bool = False) -> bool:
        """True or false."""
        return self._read(key, default, (bool,), "true or false", bool)

    def day(self, key: str) -> date | None:
        """A day; None where there is none."""
        return self._read(key, None, (date, str), "a day such as 2026-05-01", lambda value: self._day(key, value))

    def _day(self, key: str, value: date | str) -> date | None:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.problem(key, f"must be a day such as 2026-05-01, not {told(repr(value))}.")
            return None

    def choice(self, key: str, words: type[Word], default: Word) -> Word:
        """One of the words of an enumeration."""
        found = self.text(key) or default.value
        try:
            return words(found)
        except ValueError:
            wrong = UnknownName(key, found, [word.value for word in words])
            self.problem(key, f"is “{told(found)}”. {wrong.fix}")
            return default

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; one text alone counts as a list of one."""
        value = self.raw(key)
        if value is None or value == "":
            return ()
        items = value if isinstance(value, (list, tuple)) else [value]
        if any(isinstance(item, (dict, list)) for item in items):
            self.problem(key, "must be a text or a list of texts.")
            return ()
        return tuple(str(item) for item in items)

    def numbers(self, key: str) -> dict[str, float]:
        """A table of text → number."""
        found: dict[Any, Any] = self._read(key, {}, (dict,), "a table such as {Good = 5}", dict)
        wrong = [name for name, value in found.items() if isinstance(value, bool) or not isinstance(value, (int, float))]
        for name in wrong:
            self.problem(f"{key}.{name}", f"must be a number, not {told(repr(found[name]))}.")
        return {str(name): float(value) for name, value in found.items() if name not in wrong}

    def names(self, key: str) -> dict[str, str]:
        """A table of text → text."""
        found: dict[Any, Any] = self._read(key, {}, (dict,), "a table of texts", dict)
        return {str(name): str(value) for name, value in found.items()}

    def table(self, key: str) -> Fields:
        """A table inside this one; an empty one where it is absent."""
        found: dict[str, Any] = self._read(key, {}, (dict,), "a table", dict)
        return Fields(found, f"{self._where}{key}.", self)

    def tables(self, key: str) -> list[Fields]:
        """A list of tables inside this one."""
        found: list[Any] = self._read(key, [], (list, tuple), "a list of tables", list)
        if any(not isinstance(item, dict) for item in found):
            self.problem(key, f"must be a list of tables; write [[{key}]].")
            return []
        return [Fields(item, f"{self._where}{key}[{at}].", self) for at, item in enumerate(found, 1)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def insist(self, name: str, ignored: Iterable[str] = ()) -> None:
        """Stop with all problems of the whole document at once, keys that nobody asked for among them.

        Raises
        ------
        MappingError
            If there is any problem.
        """
        for table in self._tables:
            table._note_unknown_keys(ignored if table is self else ())
        if self._problems:
            count = "a problem" if len(self._problems) == 1 else f"{len(self._problems)} problems"
            listed = " · ".join(self._problems[:_MOST_TOLD])
            more = f" · and {len(self._problems) - _MOST_TOLD} more" if len(self._problems) > _MOST_TOLD else ""
            raise MappingError(f"{name} has {count}: {listed}{more}", "Correct it and try again.")

    def _note_unknown_keys(self, ignored: Iterable[str]) -> None:
        """A misspelt key would otherwise be ignored in silence."""
        unknown = [key for key in self._data if key not in self._asked and key not in ignored]
        for at, key in enumerate(unknown):
            nearest = UnknownName("key", key, self._asked).fix if at < _MOST_TOLD else ""
            self.problem(key, f"is not a key here. {nearest}".rstrip())
