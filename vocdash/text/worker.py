"""A process that reads comments: `python -m vocdash.text.worker CLASSIFIER KIND,KIND`. Batches in, batches out, until the input ends.

On standard input first a pickled :class:`vocdash.text.reading.Known`, then a pickled :data:`Asked` a batch; on standard output a
pickled list of :data:`vocdash.text.reading.Said` for each.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Sequence

from vocdash.text import classifier
from vocdash.text.reading import Known, Reader

Asked = tuple[Sequence[str], Sequence[str]]
"""Comments, and the code of the touchpoint each was made at."""


def serve(name: str, kinds: str) -> None:
    """Read what comes in until nothing more comes."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    try:
        known: Known = pickle.load(source)
        reader = Reader(known.themes, classifier(name, kinds.split(",") if kinds else (), known.learned), known.learned_themes)
        while True:
            asked: Asked = pickle.load(source)
            pickle.dump(reader.say(*asked), target, pickle.HIGHEST_PROTOCOL)
            target.flush()
    except EOFError:
        return


if __name__ == "__main__":
    serve(*sys.argv[1:])
