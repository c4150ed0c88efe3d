"""Subjects that comments share and no theme knows yet: topics by NMF, named by the words that tell them apart (c-TF-IDF).

Suggestions only: a person accepts, renames or drops each. Loads scikit-learn.
"""

from __future__ import annotations

import warnings
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer, TfidfTransformer

from vocdash.text.matching import stem, words_in

ENOUGH = 100
_TOPICS, _WORDS, _FEWEST_WORDS = 8, 8, 3
_TOO_COMMON = 0.2
_SAY_LITTLE = (
    *("good", "great", "bad", "nice", "excellent", "poor", "love", "like", "really", "just", "got", "did", "get"),
    *("time", "make", "need", "thank", "thanks", "ok", "day", "best"),
)
"""Words that lead many topics and name none."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A subject: its seed words, the most telling first, in how many comments it leads, and some of them by number."""

    name: str
    seeds: tuple[str, ...]
    comments: int
    examples: tuple[int, ...]


def discover(texts: Sequence[str], known: Collection[str], topics: int = _TOPICS) -> list[Suggestion]:
    """Suggest subjects of masked English comments, the largest first; `known` are the seed words of themes there are.

    Nothing is suggested from fewer than 100 comments. Deterministic.
    """
    if len(texts) < ENOUGH:
        return []
    counter = CountVectorizer(
        tokenizer=lambda text: [word for word in words_in(text).stems if len(word) > 2 and word not in ENGLISH_STOP_WORDS],
        token_pattern=None,
        lowercase=False,
        ngram_range=(1, 2),
        min_df=max(3, len(texts) // 500),
        max_df=_TOO_COMMON,
    )
    try:
        counts = counter.fit_transform(texts)
    except ValueError:
        return []
    words = counter.get_feature_names_out()
    model = NMF(min(topics, counts.shape[1]), init="nndsvd", max_iter=300, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # suggestions need no last digit
        share = model.fit_transform(TfidfTransformer(sublinear_tf=True).fit_transform(counts))
    leads = np.where(share.max(axis=1) > 0, share.argmax(axis=1), -1)
    taken = {part for phrase in known for part in words_in(phrase).stems} | {stem(word) for word in _SAY_LITTLE}
    found = []
    totals = np.asarray(counts.sum(axis=0)).ravel()
    for topic in range(share.shape[1]):
        own = np.flatnonzero(leads == topic)
        if len(own) < ENOUGH // 10:
            continue
        inside = np.asarray(counts[own].sum(axis=0)).ravel()
        telling = inside / max(1.0, inside.sum()) * np.log(1 + totals.mean() * len(words) / share.shape[1] / np.maximum(totals, 1))
        best = [words[at] for at in np.argsort(-telling)[: 5 * _WORDS] if inside[at] > 2]
        new = [word for word in best if not any(part in taken for part in word.split())]
        seeds = tuple(word for word in new if not any(word != other and word in other.split() for other in new))[:_WORDS]
        if len(seeds) >= _FEWEST_WORDS:
            closest = own[np.argsort(-share[own, topic])][:5]
            found.append(Suggestion(", ".join(seeds[:3]), seeds, len(own), tuple(closest.tolist())))
    return sorted(found, key=lambda each: -each.comments)
