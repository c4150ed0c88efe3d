"""A process that reads comments: `python -m vocdash.text.worker CLASSIFIER KIND,KIND`. Batches in, batches out, until the input ends.

On standard input first a pickled :class:`vocdash.text.reading.Known`, then a pickled :data:`Asked` a batch; on standard output a
pickled list of :data:`Said` for each.
"""

from __future__ import annotations

import marshal
import pickle
import sys
from collections.abc import Sequence

from vocdash.text import classifier
from vocdash.text.hearing import Mentioned
from vocdash.text.reading import Known, Reader

Said = tuple[str, str, float | None, str | None, str, bytes]
"""A comment as it is stored: masked text, language, polarity, sentiment, scorer, and what it mentions, packed: most of those through
whose hands it goes need not look into that. :func:`mentioned_in` does."""

Asked = tuple[Sequence[str], Sequence[str]]
"""Comments, and the code of the touchpoint each was made at."""


def say(reader: Reader, comments: Sequence[str], said_at: Sequence[str]) -> list[Said]:
    """What is stored of comments, one each, in their order."""
    name = reader.name
    return [
        (s.text, s.language, s.polarity, s.sentiment.value if s.sentiment else None, name, marshal.dumps(heard) if heard else b"")
        for s, heard in reader.read(comments, said_at)
    ]


def mentioned_in(packed: bytes) -> list[Mentioned]:
    """What a comment mentions, as :data:`Said` has it."""
    mentioned: list[Mentioned] = marshal.loads(packed) if packed else []
    return mentioned


def serve(name: str, kinds: str) -> None:
    """Read what comes in until nothing more comes."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    try:
        known: Known = pickle.load(source)
        reader = Reader(known.themes, classifier(name, kinds.split(",") if kinds else (), known.learned), known.learned_themes)
        while True:
            asked: Asked = pickle.load(source)
            pickle.dump(say(reader, *asked), target, pickle.HIGHEST_PROTOCOL)
            target.flush()
    except EOFError:
        return


if __name__ == "__main__":
    serve(*sys.argv[1:])
