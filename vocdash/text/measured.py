"""How well the scorer did on public comments it was never trained on: the figures that `python -m benchmarks text --keep` wrote down."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = Path(__file__).with_name("measured.json")


_WHO = ("textblob", "vader", "ours")


@dataclass(frozen=True, slots=True)
class OnPublicData:
    """One set of labelled comments: (area under the curve, macro-F1) of telling good from bad, 0–1, for TextBlob, VADER and ours."""

    name: str
    n: int
    textblob: tuple[float, float]
    vader: tuple[float, float]
    ours: tuple[float, float]


def read_measured() -> list[OnPublicData]:
    """The sets in the order they were measured."""
    told = json.loads(FILE.read_text(encoding="utf-8"))
    return [OnPublicData(row["name"], row["n"], *(tuple(row[who]) for who in _WHO)) for row in told]


def keep(rows: list[OnPublicData]) -> None:
    """Write the figures down, for the page that shows them."""
    FILE.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")
