"""A process that scores: `python -m vocdash.text.worker CLASSIFIER KIND,KIND`. Batches in, batches out, until the input ends.

Each batch is a pickled list of comments on standard input, and a pickled list of :data:`Said` on standard output.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Sequence

from vocdash.text import Classifier, classifier

Said = tuple[str, str, float | None, str | None, str]
"""A comment as it is stored: masked text, language, polarity, sentiment, scorer."""


def say(chosen: Classifier, comments: Sequence[str]) -> list[Said]:
    """What is stored of comments, one each, in their order."""
    name = f"{chosen.name}/{chosen.version}"[:32]
    return [(s.text, s.language, s.polarity, s.sentiment.value if s.sentiment else None, name) for s in chosen.score(comments)]


def serve(name: str, kinds: str) -> None:
    """Score what comes in until nothing more comes."""
    chosen = classifier(name, kinds.split(",") if kinds else ())
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while True:
        try:
            comments = pickle.load(source)
        except EOFError:
            return
        pickle.dump(say(chosen, comments), target, pickle.HIGHEST_PROTOCOL)
        target.flush()


if __name__ == "__main__":
    serve(*sys.argv[1:])
