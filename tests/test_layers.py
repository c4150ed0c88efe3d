"""Imports point one way, and each table library is touched only where it belongs. A file missing from the list fails."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

LAYERS: tuple[tuple[str, ...], ...] = (
    ("vocdash", "vocdash.errors"),
    ("vocdash.access",),
    ("vocdash.domain", "vocdash.locales", "vocdash.outgoing", "vocdash.settings"),
    ("vocdash.helper",),
    ("vocdash.store", "vocdash.text"),
    ("vocdash.metrics",),
    (
        "vocdash.alerts",
        "vocdash.check",
        "vocdash.voices",
        "vocdash.choices",
        "vocdash.journeys",
        "vocdash.labels",
        "vocdash.views",
        "vocdash.themes",
    ),
    ("vocdash.cases",),
    ("vocdash.ingest",),
    ("vocdash.customers",),
    ("vocdash.charts",),
    ("vocdash.report",),
    ("vocdash.ui",),
    ("vocdash.api",),
    ("vocdash.commands",),
    ("vocdash.__main__",),
    ("app", "pages"),
)
"""From the bottom up; a module may import from its own layer entry and from lower layers."""

VERBS = ("journeys", "voices", "choices", "check", "views")

LIBRARIES: dict[str, tuple[str, ...]] = {
    "streamlit": ("vocdash.ui", "vocdash.api", "app", "pages"),
    "altair": ("vocdash.charts",),
    "sklearn": ("vocdash.text", "vocdash.metrics.drivers"),
    "textblob": ("vocdash.text",),
    "sqlalchemy": (
        "vocdash.store",
        "vocdash.metrics",
        "vocdash.journeys",
        "vocdash.voices",
        "vocdash.choices",
        "vocdash.views",
        "vocdash.check",
        "vocdash.themes",
        "vocdash.cases",
        "vocdash.alerts",
        "vocdash.labels",
        "vocdash.ingest",
        "vocdash.customers",
    ),
    "babel": ("vocdash.locales",),
    "alembic": ("vocdash.store",),
}


def files() -> Iterator[tuple[str, Path]]:
    """(dotted name, path) of every file of ours that runs."""
    for path in sorted([*ROOT.glob("vocdash/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "app.py"]):
        if "migrations" in path.parts or not path.exists():
            continue
        parts = list(path.relative_to(ROOT).with_suffix("").parts)
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imports(path: Path) -> Iterator[str]:
    """Dotted names a file imports when it runs; imports only for type checkers do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer(name: str) -> tuple[int, str]:
    """(number of the layer, entry in it) of a dotted name: the longest entry that begins it."""
    found = [(number, entry) for number, entries in enumerate(LAYERS) for entry in entries if name == entry or name.startswith(entry + ".")]
    found = [(number, entry) for number, entry in found if entry != "vocdash"] or [(0, "vocdash")] * (name == "vocdash")
    if not found:
        raise LookupError(f"{name} stands in no layer: add it to LAYERS")
    return max(found, key=lambda pair: len(pair[1]))


@pytest.mark.parametrize(("name", "path"), list(files()), ids=lambda value: value if isinstance(value, str) else "")
def test_imports_point_down(name: str, path: Path) -> None:
    number, own = layer(name)
    for imported in imports(path):
        if imported.split(".")[0] in {"vocdash", "pages", "app"}:
            below, entry = (0, "vocdash") if imported == "vocdash.__version__" else layer(imported)
            assert below < number or entry == own, f"{name} imports {imported}"


@pytest.mark.parametrize(("name", "path"), list(files()), ids=lambda value: value if isinstance(value, str) else "")
def test_libraries_stay_where_they_belong(name: str, path: Path) -> None:
    for imported in imports(path):
        for library, allowed in LIBRARIES.items():
            if imported.split(".")[0] == library:
                assert any(name == place or name.startswith(place + ".") for place in allowed), f"{name} imports {imported}"


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("vocdash.metrics", ("streamlit", "sklearn", "textblob", "altair", "pandas")),
        ("vocdash.text", ("streamlit", "sklearn", "textblob", "sqlalchemy", "pandas")),
        ("vocdash.ingest", ("streamlit", "sklearn", "textblob", "altair", "pandas", "scipy", "alembic")),
        ("vocdash.__main__", ("streamlit", "sklearn", "textblob", "altair", "sqlalchemy")),
        ("vocdash.charts", ("streamlit", "sklearn", "textblob")),
    ],
)
def test_importing_one_part_does_not_load_the_heavy_ones(module: str, unwanted: tuple[str, ...]) -> None:
    code = f"import sys, {module}; print([name for name in {unwanted!r} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"
