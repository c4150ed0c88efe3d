"""Comment → masked text, language, sentiment. Pure functions: no database, no screen; heavy libraries load on first use."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from vocdash.errors import UnknownName
from vocdash.text.masking import ALL_KINDS, mask
from vocdash.text.scored import Classifier, Scored, sentiment_of

__all__ = ["ALL_KINDS", "DEFAULT", "Classifier", "Scored", "classifier", "default_classifier", "mask", "sentiment_of"]

DEFAULT = "linear"
"""The classifier used where nobody chose one."""


def _linear(kinds: Iterable[str]) -> Classifier:
    from vocdash.text.model import load

    return load(kinds)


def _lexicon(kinds: Iterable[str]) -> Classifier:
    from vocdash.text.lexicon import LexiconClassifier

    return LexiconClassifier(kinds)


_CLASSIFIERS: dict[str, Callable[[Iterable[str]], Classifier]] = {"linear": _linear, "lexicon": _lexicon}


def classifier(name: str, kinds: Iterable[str] = ALL_KINDS) -> Classifier:
    """The classifier called `name`, masking the given kinds of personal data. Raises UnknownName with the nearest name."""
    if name not in _CLASSIFIERS:
        raise UnknownName("classifier", name, _CLASSIFIERS)
    return _CLASSIFIERS[name](kinds)


def default_classifier() -> Classifier:
    """The classifier used where nobody chose one."""
    return classifier(DEFAULT)
