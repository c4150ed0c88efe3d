"""The scorer of comments that the settings ask for; the one place where settings and text meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vocdash import settings
from vocdash.errors import UnknownName
from vocdash.text import ALL_KINDS, DEFAULT, Classifier, classifier

if TYPE_CHECKING:
    from vocdash.text.learned import Learned


def scorer(learned: Learned | None = None) -> Classifier:
    """The classifier chosen by the settings `classifier` and `mask`, with what own comments taught it.

    Raises
    ------
    UnknownName
        If a setting names a classifier, or a kind of personal data, that does not exist.
    """
    kinds: tuple[str, ...] = settings.get("mask")
    for kind in kinds:
        if kind not in ALL_KINDS:
            raise UnknownName("kind of personal data (VOCDASH_MASK)", kind, ALL_KINDS)
    return classifier(settings.get("classifier") or DEFAULT, kinds, learned)
