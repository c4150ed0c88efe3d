"""A process that joins rows into submissions: `python -m vocdash.ingest.joining_process`, for :class:`vocdash.ingest.joining.Elsewhere`.

On standard input first a pickled :class:`vocdash.ingest.joining.Joining`, then the packed pieces of a part at a time, and nothing where no
more come; on standard output what each part came to, and at the end the joining again, with all it met on the way.
"""

from __future__ import annotations

import gc
import marshal
import os
import pickle
import sys

from vocdash.ingest.joining import Joining
from vocdash.ingest.spill import unpacked


def serve() -> None:
    """Join part after part; who asks may end at any moment, in the middle of a word."""
    gc.disable()  # rows make no cycles, and there are many to look through
    source, target = sys.stdin.buffer, sys.stdout.buffer
    try:
        joining: Joining = pickle.load(source)
        while (part := pickle.load(source)) is not None:
            *plain, columns = joining.join(unpacked(part))
            # What is plain is marshalled, which takes half the time of pickles.
            pickle.dump((marshal.dumps(plain), columns), target, pickle.HIGHEST_PROTOCOL)
        pickle.dump(None, target, pickle.HIGHEST_PROTOCOL)
        pickle.dump(joining, target, pickle.HIGHEST_PROTOCOL)
        target.flush()
    except (EOFError, BrokenPipeError, pickle.UnpicklingError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), target.fileno())


if __name__ == "__main__":
    serve()
