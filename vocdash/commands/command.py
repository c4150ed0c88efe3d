"""What every command is made of: its entry in the registry, its exit codes, and the ways to say something."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vocdash.errors import VocError

if TYPE_CHECKING:
    from vocdash.ingest.progress import Progress
    from vocdash.store import Store

DONE, REFUSED, COULD_NOT = 0, 1, 2
"""Exit codes: all of it, with refused rows or something unsound, not at all."""


class UsageError(VocError):
    """Words on the command line that do not fit the command."""


def no_options(_parser: argparse.ArgumentParser) -> None:
    """A command without options of its own."""


@dataclass(frozen=True)
class Command:
    """One command: its name, one sentence of help, what runs it (the exit code comes back), and what adds its options."""

    name: str
    help: str
    run: Callable[[argparse.Namespace], int]
    add_options: Callable[[argparse.ArgumentParser], None] = no_options


def open_current(given: argparse.Namespace) -> Store:
    """The database that the command line or the settings name, with a rollup that fits this version."""
    from vocdash.metrics.rollup import ensure_current
    from vocdash.store import open_store

    store = open_store(given.db)
    ensure_current(store)
    return store


def print_json(value: object) -> None:
    """One line of JSON; what JSON has no word for, such as a day, is written as text."""
    print(json.dumps(value, ensure_ascii=False, default=str))


def must_be_in_a_folder(path: Path, holding: str) -> None:
    """Refuse to begin when the folder of a file that is written at the end is not there.

    Raises
    ------
    UsageError
        If there is no such folder.
    """
    if not path.parent.is_dir():
        raise UsageError(f"There is no folder {path.parent} for {holding}.", "Make it first, or name another file.")


def watched_progress() -> Callable[[Progress], None] | None:
    """What shows the progress of an import on one line, when somebody watches; None when the output goes elsewhere."""

    def show(progress: Progress) -> None:
        print(f"\r{progress.sentence:<78}", end="\n" if progress.finished else "", file=sys.stderr, flush=True)

    return show if sys.stderr.isatty() else None
