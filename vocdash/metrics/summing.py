"""A process that sums answers up: `python -m vocdash.metrics.summing`, for :class:`vocdash.metrics.sums_ahead.SumsAhead`.

On standard input the answers, column by column, then what they mean and which of them count, and then a span at a time; on standard
output the packed rows of each span.
"""

from __future__ import annotations

import os
import pickle
import sys

from vocdash.metrics.given import Written
from vocdash.metrics.rollup_rows import blocks_of


def serve() -> None:
    """Work it out, span by span, as long as somebody asks; who asks may end at any moment, in the middle of a word."""
    try:
        given = Written.of_columns(lambda: pickle.load(sys.stdin.buffer))
        meaning, settling, _ = pickle.load(sys.stdin.buffer)
        written = given.settled(settling)
        del given  # so that nothing is held twice where some of it was not written
        while True:
            first, following = pickle.load(sys.stdin.buffer)
            found = pickle.dumps(list(blocks_of(meaning, written.within(first, following))), pickle.HIGHEST_PROTOCOL)
            pickle.dump(found, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
            sys.stdout.buffer.flush()
    except (EOFError, BrokenPipeError, pickle.UnpicklingError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    serve()
