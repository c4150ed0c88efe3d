"""English words and their kinds: the part-of-speech lexicon that comes with TextBlob, read from its file because importing it takes
seconds."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path


@lru_cache(maxsize=1)
def kinds_of_words() -> dict[str, str]:
    """Word in lower case → its usual part of speech, as a tag of the Penn Treebank ("NN" a noun, "JJ" an adjective, "VB" a verb)."""
    package = find_spec("textblob")
    assert package is not None and package.origin is not None, "textblob is in requirements.txt"
    found: dict[str, str] = {}
    for line in (Path(package.origin).parent / "en" / "en-lexicon.txt").read_text("utf-8").splitlines():
        if line and not line.startswith(";;;"):
            word, _, kind = line.partition(" ")
            if word.islower():
                found[word] = kind
            else:
                found.setdefault(word.lower(), kind)
    return found
