"""Records of JSON: one object on each line, or one document with a list of objects, be it inside other things."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper

import ijson

from vocdash.domain import Finding, Severity
from vocdash.errors import UnreadableFile
from vocdash.ingest.read.blob import NEW_FILE, Blob
from vocdash.ingest.read.table import NOT_JSON, Block, Record, in_blocks
from vocdash.locales import listed
from vocdash.settings import MOST_COLUMNS

_NAMED = 3
"""Lists that are named, of those left out."""
_ITEM = "item"
"""What ijson calls the members of a list."""

_LONGEST_PLACE = 4_000
"""Letters of the names around a value; the deepest of real exports have a few hundred."""

_AT_ONCE = 1 << 12
"""Bytes parsed in one go: what stands deep within is written out with its place for all of them at once."""

_MOST_VALUES = 200_000
"""Values in an object, or between two of them, at most."""

_LONGEST_VALUE = 1 << 22
"""Bytes."""

_ASKED = frozenset(("question", "question_text", "questionText", "label", "title", "field", "name"))
_ANSWERED = frozenset(("value", "answer", "response", "score", "text"))
_OF_FORM = frozenset(("id", "type", "key", "ref", "order", "question_id", "questionId", "field_id"))
"""What an object of a list is called that holds one question and its answer, and what else of the form may stand in it."""

_Found = tuple[int, str, dict[str, str] | None]
"""(line, or number in the list; what stands there; its fields, None where it is no object)."""


@dataclass(frozen=True, slots=True)
class JsonSource:
    """Objects as records: `columns` in the order they first appear; an object inside an object becomes "outer.inner".

    `within` is where the list of a document stands ("item" for the document itself, "data.item"), None for one object a line.
    The line of an object in a document is its number in the list. `findings` tell of other lists, which are left out.
    """

    blob: Blob
    encoding: str
    columns: tuple[str, ...]
    within: str | None
    findings: tuple[Finding, ...] = ()

    def blocks(self, first_line: int, width: int | None) -> Iterator[Block]:
        return in_blocks(self._records(first_line))

    def _records(self, first_line: int) -> Iterator[Record]:
        for line, text, found in _objects(self.blob, self.encoding, self.within):
            if line < first_line:
                continue
            if found is None:
                yield (line, [text], NOT_JSON) if text else (line, [], "")
            else:
                yield line, [found.get(name, "") for name in self.columns], ""


def are_lines(sample: str) -> bool:
    """Whether the first line is a JSON object by itself, and not a whole document with a list of objects."""
    first, _, rest = sample.lstrip("\ufeff \t\r\n").partition("\n")
    try:
        found = json.loads(first)
    except (ValueError, RecursionError):
        return False
    if not isinstance(found, dict):
        return False
    return bool(rest.strip()) or not _holds_a_list(found)


def _holds_a_list(found: dict[str, object]) -> bool:
    """Whether an object holds a list of several; deeper within only where it has no value of its own, as an answer would."""
    if any(isinstance(value, list) and len(value) > 1 and isinstance(value[0], (dict, list)) for value in found.values()):
        return True
    inner = [value for value in found.values() if isinstance(value, dict)]
    return len(inner) == len(found) and any(map(_holds_a_list, inner))


def is_document(sample: str) -> bool:
    """Whether the text begins like one JSON document of objects or lists."""
    start = "".join(sample.lstrip("\ufeff \t\r\n")[:200].split())
    return start.startswith(("[{", '{"', "[[")) or start in ("[]", "{}")


def open_objects(blob: Blob, encoding: str, *, document: bool) -> JsonSource:
    """The records, with every name that occurs anywhere as a column (one pass over the file, two over a document).

    Raises
    ------
    UnreadableFile
        If there is no object with a field, or the document is broken or holds no list of objects.
    """
    lists = _lists(blob, encoding).most_common() if document else []
    within = lists[0][0] if lists else None
    names: dict[str, None] = {}
    for _, _, found in _objects(blob, encoding, within):
        if found:
            names.update(dict.fromkeys(found))
            if len(names) > MOST_COLUMNS:
                break
    if not names:
        raise UnreadableFile(f"“{blob.name}” holds JSON objects without any field.", NEW_FILE)
    return JsonSource(blob, encoding, tuple(names), within, _left_out(lists))


def _left_out(lists: list[tuple[str, int]]) -> tuple[Finding, ...]:
    """That other lists of several objects stand beside the first one, which is read."""
    left = [(place, count) for place, count in lists[1:] if count > 1]
    if not left:
        return ()
    names = listed([f"“{_named(place)}” ({count:,})" for place, count in left], _NAMED)
    what = f"The document holds several lists of objects: “{_named(lists[0][0])}” is read, and {names} left out."
    return (Finding("other-lists", Severity.WARNING, what, "If they are answers too, upload each list as a file of its own."),)


def _named(place: str) -> str:
    return place.removesuffix(_ITEM).strip(".")


def _lists(blob: Blob, encoding: str) -> Counter[str]:
    """Where lists of objects stand that are in no other list, each with the number of its objects."""
    objects: Counter[str] = Counter()
    with _opened(blob, encoding) as text, _parsing(blob):
        values, source = 0, _Bytes(text)
        for place, event, _ in ijson.parse(source, buf_size=_AT_ONCE):
            values, source.unused = values + 1, 0
            if len(place) > _LONGEST_PLACE:
                # Where a value stands is written out level by level: that costs the square of the depth, in time and in memory.
                raise UnreadableFile(f"“{blob.name}” is a JSON document nested too deep for answers.", NEW_FILE)
            if event == "start_map" and place.split(".").count(_ITEM) == 1 and place.endswith(_ITEM):
                objects[place] += 1
                values = 0
            if values > _MOST_VALUES:
                what = f"“{blob.name}” has more than {_MOST_VALUES:,} values in one object, which is no answer."
                raise UnreadableFile(what, "Export one object for each response, or save it as CSV, and upload that.")
    if not objects:
        what = f"“{blob.name}” is a JSON document without a list of objects, so nothing tells what an answer is."
        raise UnreadableFile(what, "Export one object for each response, or save it as CSV, and upload that.")
    return objects


def _objects(blob: Blob, encoding: str, within: str | None) -> Iterator[_Found]:
    with _opened(blob, encoding) as text:
        yield from _of_lines(text) if within is None else _of_document(blob, text, within)


def _of_lines(text: TextIOWrapper) -> Iterator[_Found]:
    for line, content in enumerate(text, start=1):
        yield line, content.strip(), _flat(content)


def _of_document(blob: Blob, text: TextIOWrapper, within: str) -> Iterator[_Found]:
    with _parsing(blob):
        source = _Bytes(text)
        for number, found in enumerate(ijson.items(source, within, use_float=True), start=1):
            source.unused = 0
            whole = isinstance(found, dict)
            yield number, "" if whole else _cell(found), dict(_fields(found, "")) if whole else None


@contextmanager
def _opened(blob: Blob, encoding: str) -> Iterator[TextIOWrapper]:
    with blob.open() as raw, TextIOWrapper(raw, encoding, errors="replace", newline="") as text:
        yield text


@contextmanager
def _parsing(blob: Blob) -> Iterator[None]:
    try:
        yield
    except ijson.JSONError as error:
        what = f"“{blob.name}” is a JSON document that breaks off or is not written as JSON."
        raise UnreadableFile(what, "Export it again, and upload it whole.") from error


@dataclass(slots=True)
class _Bytes:
    """A text as the bytes that the parser reads. `unused` counts those it has read without finding any value, where somebody resets it."""

    text: TextIOWrapper
    unused: int = 0

    def read(self, size: int) -> bytes:
        found = self.text.read(size).encode("utf-8", errors="replace")
        self.unused += len(found)
        if self.unused > _LONGEST_VALUE:
            raise UnreadableFile("A value of the JSON document never ends.", NEW_FILE)
        return found


def _flat(text: str) -> dict[str, str] | None:
    try:
        found = json.loads(text)
        return dict(_fields(found, "")) if isinstance(found, dict) else None
    except (ValueError, RecursionError):
        return None


def _fields(found: dict[str, object], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in found.items():
        if isinstance(value, dict) and value:
            yield from _fields(value, f"{prefix}{name}.")
        elif isinstance(value, list) and (answers := _answers(value)):
            yield from _fields(answers, f"{prefix}{name}.")
        else:
            yield prefix + name, _cell(value)


def _answers(items: list[object]) -> dict[str, object]:
    """A list of questions with their answers as one object, question → answer; empty where it is something else, or holds more."""
    found: dict[str, object] = {}
    for item in items:
        if not isinstance(item, dict) or not item.keys() <= _ASKED | _ANSWERED | _OF_FORM:
            return {}
        asked, answered = item.keys() & _ASKED, item.keys() & _ANSWERED
        question = item[asked.pop()] if len(asked) == len(answered) == 1 else None
        if not isinstance(question, str) or not question or question in found:
            return {}
        found[question] = item[answered.pop()]
    return found


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    return json.dumps(value, ensure_ascii=False)
