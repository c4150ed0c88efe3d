"""Comments: scored from a file or from standard input, read again, and taught from."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path

from vocdash.access import COMMAND_LINE
from vocdash.commands.command import DONE, Command, UsageError, open_current, print_json
from vocdash.errors import UnknownName

_SCORE_AT_ONCE = 1_000


def _add_score(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "file", nargs="?", default="-", metavar="FILE", help="a table with a column of comments, or - for one comment a line"
    )
    command.add_argument("--column", metavar="C", help="the column of comments")


def _score(given: argparse.Namespace) -> int:
    from vocdash.ingest.scorer import scorer

    chosen = scorer()
    comments = _comments(given.file, given.column)
    while batch := list(islice(comments, _SCORE_AT_ONCE)):
        for scored in chosen.score(batch):
            print_json({**asdict(scored), "scorer": f"{chosen.name}/{chosen.version}"})
    return DONE


def _comments(file: str, column: str | None) -> Iterator[str]:
    if file == "-":
        for line in sys.stdin:
            yield line.rstrip("\r\n")
        return
    from vocdash.ingest.read import read_table

    table = read_table(Path(file))
    if column is None and len(table.columns) != 1:
        raise UsageError(f"{Path(file).name} has {len(table.columns)} columns.", "Say which one holds the comments with --column.")
    if column is not None and column not in table.columns:
        raise UnknownName("column", column, table.columns)
    at = table.columns.index(column) if column else 0
    for _, cells in table.rows():
        yield cells[at]


def _add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print what was done as JSON")


def _rescore(given: argparse.Namespace) -> int:
    from vocdash.ingest.rescore import rescore

    def show(done: int, total: int) -> None:
        print(f"\r{done:,} of {total:,} comments", end="\n" if done >= total else "", file=sys.stderr, flush=True)

    done = rescore(open_current(given), COMMAND_LINE, show if sys.stderr.isatty() else None)
    if given.json:
        print_json({"comments": done})
    else:
        print(f"{done:,} comments were read again.")
    return DONE


def _add_learn(command: argparse.ArgumentParser) -> None:
    what = "feelings, from comments that came with a score (as without it), or themes, from labels given in the app"
    command.add_argument("what", nargs="?", choices=("feelings", "themes"), default="feelings", help=what)
    _add_json(command)


def _learn(given: argparse.Namespace) -> int:
    from vocdash.ingest.learning import as_text, learn
    from vocdash.ingest.learning_themes import teach_themes, theme_lesson_as_text
    from vocdash.ingest.rescore import rescore

    store = open_current(given)
    if given.what == "themes":
        lesson = teach_themes(store, COMMAND_LINE)
        adopted, told, said = lesson.adopted, asdict(lesson), theme_lesson_as_text(lesson)
    else:
        report = learn(store, COMMAND_LINE)
        adopted, told, said = bool(report.adopted), asdict(report), as_text(report)
    done = rescore(store, COMMAND_LINE) if adopted else 0
    if given.json:
        print_json({**told, "comments": done})
    else:
        print(said)
    return DONE


COMMANDS = (
    Command("score", "Score comments: one JSON line for each line in, blank ones too.", _score, _add_score),
    Command("rescore", "Read all stored comments again, or go on with it where it was stopped.", _rescore, _add_json),
    Command("learn", "Let scores teach what comments feel, or labels what they are about; read all again if better.", _learn, _add_learn),
)
