"""Our own list of what words and phrases mean to customers: `service_words.txt` beside this module explains its format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

from vocdash.text.features import LONGEST_PHRASE

SERVICE_WORDS = Path(__file__).with_name("service_words.txt")
_LIST = re.compile(r"<([a-z ]+)>")


def service_words(path: Path = SERVICE_WORDS) -> dict[str, float]:
    """Word or phrase → valence, −1…1. The first line that names an entry decides; 0 says that an entry means nothing either way."""
    found: dict[str, float] = {}
    lists: dict[str, list[str]] = {}
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("<"):
            name, words = line[1:].split("> ", 1)
            lists[name] = [word.replace("_", " ") for word in words.split()]
        elif line and not line.startswith("#"):
            valence, entries = line.split(":", 1)
            for entry in entries.split(","):
                for phrase in _phrases(entry.strip(), lists):
                    found.setdefault(phrase, int(valence) / 3)
    return found


def _phrases(entry: str, lists: Mapping[str, list[str]]) -> Iterator[str]:
    """The phrases an entry stands for, a word of each list in it at a time; without those too long to be told."""
    parts = _LIST.split(entry)
    for choice in product(*(lists[part] if at % 2 else [part] for at, part in enumerate(parts))):
        phrase = "".join(choice)
        if len(phrase.split()) <= LONGEST_PHRASE:
            yield phrase
