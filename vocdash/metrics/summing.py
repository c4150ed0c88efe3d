"""A process that sums answers up: `python -m vocdash.metrics.summing`, for :class:`vocdash.metrics.sums_ahead.SumsAhead`.

On standard input what answers mean, the answers, and the spans; on standard output the rows of each span.
"""

from __future__ import annotations

import os
import pickle
import sys

from vocdash.metrics.rollup_rows import blocks_of


def serve() -> None:
    """Work it out, span by span, as long as somebody listens."""
    try:
        meaning, written, spans = pickle.load(sys.stdin.buffer)
        for first, following in spans:
            pickle.dump(list(blocks_of(meaning, written.within(first, following))), sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
            sys.stdout.buffer.flush()
    except (EOFError, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    serve()
