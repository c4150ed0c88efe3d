"""Comment → masked text, language, sentiment. Pure functions: no database, no screen; heavy libraries load on first use."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from vocdash.errors import UnknownName
from vocdash.text.masking import ALL_KINDS, mask
from vocdash.text.scored import Classifier, Scored, sentiment_of

if TYPE_CHECKING:
    from vocdash.text.learned import Learned

__all__ = ["ALL_KINDS", "DEFAULT", "Classifier", "Scored", "classifier", "default_classifier", "mask", "sentiment_of"]

DEFAULT = "linear"
"""The classifier used where nobody chose one."""


def _linear(kinds: Iterable[str], learned: Learned | None) -> Classifier:
    from vocdash.text.model import load

    return load(kinds, learned)


def _lexicon(kinds: Iterable[str], _learned: Learned | None) -> Classifier:
    from vocdash.text.lexicon import LexiconClassifier

    return LexiconClassifier(kinds)


_CLASSIFIERS: dict[str, Callable[[Iterable[str], Learned | None], Classifier]] = {"linear": _linear, "lexicon": _lexicon}


def classifier(name: str, kinds: Iterable[str] = ALL_KINDS, learned: Learned | None = None) -> Classifier:
    """The classifier called `name`, masking the given kinds of personal data. Raises UnknownName with the nearest name.

    `learned` is what own comments taught the linear model; others do without it.
    """
    if name not in _CLASSIFIERS:
        raise UnknownName("classifier", name, _CLASSIFIERS)
    return _CLASSIFIERS[name](kinds, learned)


def default_classifier() -> Classifier:
    """The classifier used where nobody chose one."""
    return classifier(DEFAULT)
