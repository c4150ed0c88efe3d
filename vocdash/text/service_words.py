"""Our own list of what words and phrases mean to customers: `service_words.txt` beside this module explains its format."""

from __future__ import annotations

from pathlib import Path

SERVICE_WORDS = Path(__file__).with_name("service_words.txt")


def service_words(path: Path = SERVICE_WORDS) -> dict[str, float]:
    """Word or phrase → valence, −1…1. The first line that names an entry decides; 0 says that an entry means nothing either way."""
    found: dict[str, float] = {}
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            valence, entries = line.split(":", 1)
            for entry in entries.split(","):
                found.setdefault(entry.strip(), int(valence) / 3)
    return found
