"""Records of a file with one JSON object on each line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper

from vocdash.errors import UnreadableFile
from vocdash.ingest.read.blob import NEW_FILE, Blob
from vocdash.ingest.read.table import NOT_JSON, Block, Record, in_blocks


@dataclass(frozen=True, slots=True)
class JsonSource:
    """JSON lines as records: `columns` in the order they first appear; an object inside an object becomes "outer.inner"."""

    blob: Blob
    encoding: str
    columns: tuple[str, ...]

    def blocks(self, first_line: int, width: int | None) -> Iterator[Block]:
        return in_blocks(self._records(first_line))

    def _records(self, first_line: int) -> Iterator[Record]:
        for line, text, found in _objects(self.blob, self.encoding):
            if line < first_line:
                continue
            if found is None:
                yield (line, [text], NOT_JSON) if text else (line, [], "")
            else:
                yield line, [found.get(name, "") for name in self.columns], ""


def looks_like(sample: str) -> bool:
    """Whether the first line is a JSON object by itself."""
    first = sample.lstrip("\ufeff \t\r\n").partition("\n")[0].strip()
    return first.startswith("{") and _flat(first) is not None


def refuse_document(name: str, sample: str) -> None:
    """Raise for JSON that is one document rather than one object a line."""
    start = "".join(sample.lstrip("\ufeff \t\r\n")[:200].split())
    if start.startswith(("[{", '{"', "[[")):
        what = f"“{name}” is one JSON document, not one object on each line."
        raise UnreadableFile(what, "Save it as JSON lines or CSV, and upload that.")


def open_lines(blob: Blob, encoding: str) -> JsonSource:
    """The records, with every name that occurs anywhere as a column (one pass over the file)."""
    names: dict[str, None] = {}
    for _, _, found in _objects(blob, encoding):
        if found:
            names.update(dict.fromkeys(found))
    if not names:
        raise UnreadableFile(f"“{blob.name}” holds JSON objects without any field.", NEW_FILE)
    return JsonSource(blob, encoding, tuple(names))


def _objects(blob: Blob, encoding: str) -> Iterator[tuple[int, str, dict[str, str] | None]]:
    with blob.open() as raw, TextIOWrapper(raw, encoding, errors="replace", newline="") as text:
        for line, content in enumerate(text, start=1):
            yield line, content.strip(), _flat(content)


def _flat(text: str) -> dict[str, str] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return dict(_fields(found, "")) if isinstance(found, dict) else None


def _fields(found: dict[str, object], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in found.items():
        if isinstance(value, dict) and value:
            yield from _fields(value, f"{prefix}{name}.")
        else:
            yield prefix + name, _cell(value)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    return json.dumps(value, ensure_ascii=False)
