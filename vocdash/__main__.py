"""The command line: `python -m vocdash COMMAND`.

Exit codes: 0 done, 1 done with refused rows (or, for `check`, something is not sound), 2 could not. Errors go to standard
error as two sentences, what happened and what to do.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from vocdash.commands import COMMANDS
from vocdash.commands.command import COULD_NOT, DONE, UsageError
from vocdash.errors import VocError

_DB = "database to use instead of VOCDASH_DATABASE_URL"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    parser = _parser()
    try:
        given = parser.parse_args(arguments)
        code: int = given.run(given)
    except VocError as error:
        print(f"{error.what} {error.fix}", file=sys.stderr)
        return COULD_NOT
    except BrokenPipeError:
        # Whoever read our output (head, less) has seen enough.
        sys.stderr.close()
        return DONE
    except KeyboardInterrupt:
        print("Stopped before it was finished: what was being written is taken back. Run the same command again.", file=sys.stderr)
        return COULD_NOT
    return code


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"The command does not fit: {message}.", f"See `{self.prog} --help`.")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m vocdash", description="Voice of the customer along the whole journey.")
    parser.add_argument("--db", metavar="URL", help=_DB)
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)
    for command in COMMANDS:
        words = commands.add_parser(command.name, help=command.help, description=command.help)
        words.add_argument("--db", metavar="URL", default=argparse.SUPPRESS, help=_DB)
        command.add_options(words)
        words.set_defaults(run=command.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
