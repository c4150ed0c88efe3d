"""Read a mapping or a definition key by key, and collect everything that is wrong with it before saying so once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from vocdash.errors import MappingError, UnknownName

Word = TypeVar("Word", bound=StrEnum)
Value = TypeVar("Value")

LONGEST_CODE = 64
LONGEST_NAME = 200


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
            self.problem(key, f"must be {called}, not {value!r}.")
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
            self.problem(key, f"must be a day such as 2026-05-01, not {value!r}.")
            return None

    def choice(self, key: str, words: type[Word], default: Word) -> Word:
        """One of the words of an enumeration."""
        found = self.text(key) or default.value
        try:
            return words(found)
        except ValueError:
            wrong = UnknownName(key, found, [word.value for word in words])
            self.problem(key, f"is “{found}”. {wrong.fix}")
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
            self.problem(f"{key}.{name}", f"must be a number, not {found[name]!r}.")
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
            raise MappingError(f"{name} has {count}: " + " · ".join(self._problems), "Correct it and try again.")

    def _note_unknown_keys(self, ignored: Iterable[str]) -> None:
        """A misspelt key would otherwise be ignored in silence."""
        for key in self._data:
            if key not in self._asked and key not in ignored:
                self.problem(key, f"is not a key here. {UnknownName('key', key, self._asked).fix}")
