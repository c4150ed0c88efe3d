"""Comment → masked text, language, sentiment. Pure functions: no database, no screen; heavy libraries load on first use."""

from __future__ import annotations

from vocdash.errors import UnknownName
from vocdash.text.lexicon import LexiconClassifier
from vocdash.text.masking import mask
from vocdash.text.scored import Classifier, Scored, sentiment_of

__all__ = ["Classifier", "Scored", "classifier", "default_classifier", "mask", "sentiment_of"]

_CLASSIFIERS = {"lexicon": LexiconClassifier}


def classifier(name: str) -> Classifier:
    """The classifier called `name`. Raises UnknownName with the nearest name."""
    if name not in _CLASSIFIERS:
        raise UnknownName("classifier", name, _CLASSIFIERS)
    return _CLASSIFIERS[name]()


def default_classifier() -> Classifier:
    """The classifier used where nobody chose one."""
    return classifier("lexicon")
