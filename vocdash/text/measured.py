"""How well comments were read on public ones never trained on: the figures that `python -m benchmarks text --keep` wrote down."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

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


@dataclass(frozen=True, slots=True)
class ThemesOnPublicData:
    """One set of sentences labelled with themes: micro-F1 of finding them by seed words alone and after 500 labels, and macro-F1 of
    telling good from bad about each theme, all 0–1."""

    name: str
    n: int
    by_seeds: float
    learned: float
    feeling: float


def read_measured() -> list[OnPublicData]:
    """The sets for feelings, in the order they were measured."""
    return [OnPublicData(row["name"], row["n"], *(tuple(row[who]) for who in _WHO)) for row in _read()["feelings"]]


def read_measured_themes() -> list[ThemesOnPublicData]:
    """The sets for themes, in the order they were measured."""
    return [ThemesOnPublicData(**row) for row in _read()["themes"]]


def keep(feelings: Sequence[OnPublicData], themes: Sequence[ThemesOnPublicData]) -> None:
    """Write the figures down, for the page that shows them."""
    told = {"feelings": [asdict(row) for row in feelings], "themes": [asdict(row) for row in themes]}
    FILE.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def _read() -> dict[str, list[dict[str, Any]]]:
    told: dict[str, list[dict[str, Any]]] = json.loads(FILE.read_text(encoding="utf-8"))
    return told
