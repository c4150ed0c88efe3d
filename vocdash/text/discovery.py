"""Subjects that comments share and no theme knows yet: topics by NMF, named by the words that tell them apart (c-TF-IDF).

Only what can name a subject is looked at: nouns, and phrases of neighbouring words that end in one ("leg room", "value for money").
What a word feels like, who or where somebody is, and what every comment says, name none. Suggestions only: a person accepts, renames
or drops each. Loads scikit-learn.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer, TfidfTransformer

from vocdash.text.dictionary import kinds_of_words
from vocdash.text.matching import stem, stems_of, words_in
from vocdash.text.service_words import service_words

ENOUGH = 100
_TOPICS, _WORDS, _FEWEST_WORDS, _NAMED = 8, 8, 3, 3
_TOO_COMMON = 0.2
_TERMS_A_TOPIC = 4
_WHOLE = 0.5
"""The share of a word's comments that say it in one phrase, from which on the phrase stands for it."""
_NAME_NOTHING = """
afternoon bit care case company couple day didn doe don doing don't end evening everything experience fact guy half haven hope hour husband
individual issue job kid kind lady level line lot lots minute moment month morning need night number occasion offer one ones option
other overall part past people person place point problem reason rest review reviewer right second side sort standard star state stuff
thank thanks thing time today tomorrow top trip type use user visit wasn way week weekend weekday wife world year yesterday
"""
_SAY_LITTLE = frozenset(_NAME_NOTHING.split())
"""Nouns that many comments hold and that name no subject."""
_LINKS = frozenset(["of", "for", "to", "in"])
"""Small words that hold a phrase of three together."""


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
    taken = {part for phrase in known for part in words_in(phrase).stems} | _names(texts)
    counter = CountVectorizer(
        analyzer=lambda text: [term for term in _terms(text) if taken.isdisjoint(term.split())],
        min_df=max(3, len(texts) // 500),
        max_df=_TOO_COMMON,
    )
    try:
        counts = counter.fit_transform(texts)
    except ValueError:
        return []
    words = counter.get_feature_names_out()
    model = NMF(max(1, min(topics, counts.shape[1] // _TERMS_A_TOPIC)), init="nndsvd", max_iter=300, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # suggestions need no last digit
        share = model.fit_transform(TfidfTransformer(sublinear_tf=True).fit_transform(counts))
    leads = np.where(share.max(axis=1) > 0, share.argmax(axis=1), -1)
    in_topics = np.array([np.asarray((counts[leads == topic] > 0).sum(axis=0)).ravel() for topic in range(share.shape[1])])
    told_apart = (
        in_topics / np.maximum(in_topics.sum(axis=1, keepdims=True), 1) * np.log(1 + len(texts) / np.maximum(in_topics.sum(axis=0), 1))
    )
    best_of = told_apart.argmax(axis=0)
    found = []
    for topic in range(share.shape[1]):
        own = np.flatnonzero(leads == topic)
        ranked = [at for at in np.argsort(-told_apart[topic], kind="stable").tolist() if in_topics[topic, at] > 2 and best_of[at] == topic]
        seeds = _apart({words[at]: int(in_topics[topic, at]) for at in ranked[: 5 * _WORDS]})[:_WORDS]
        if len(own) >= ENOUGH // 10 and len(seeds) >= _FEWEST_WORDS:
            closest = own[np.argsort(-share[own, topic])][:5]
            found.append(Suggestion(_name(seeds), seeds, len(own), tuple(closest.tolist())))
    return sorted(found, key=lambda each: -each.comments)


def _terms(text: str) -> Iterator[str]:
    """The nouns of a text as stems, and its phrases of two words, or three with a small one between, that end in one."""
    found = stems_of(text)
    for at, (word, start, _) in enumerate(found):
        if not _is_noun(word):
            continue
        before, begin, end = found[at - 1] if at else ("", 0, 0)
        joined = at > 0 and text[end:start] in (" ", "-")
        if _is_subject(word):
            yield word
            if joined and _may_begin(before):
                yield f"{before} {word}"
        head = found[at - 2][0] if joined and before in _LINKS and at > 1 and text[found[at - 2][2] : begin] == " " else ""
        if _is_noun(head) and (_is_subject(head) or _is_subject(word)):
            yield f"{head} {before} {word}"


@lru_cache(maxsize=50_000)
def _is_noun(word: str) -> bool:
    kind = kinds_of_words().get(word) or kinds_of_words().get(f"{word}s", "NN")
    return kind.startswith("NN") and len(word) > 2 and word.isalpha() and word not in _SAY_LITTLE


def _is_subject(word: str) -> bool:
    """Whether a stem can name a subject: a noun, or a word that is in no dictionary, and one that feels like nothing."""
    return _is_noun(word) and _may_begin(word)


@lru_cache(maxsize=50_000)
def _may_begin(word: str) -> bool:
    """Whether a stem can begin a phrase that names a subject."""
    return len(word) > 2 and word.isalpha() and ENGLISH_STOP_WORDS.isdisjoint((word, f"{word}s")) and word not in _felt()


@lru_cache(maxsize=1)
def _felt() -> frozenset[str]:
    return frozenset(stem(word) for word, valence in service_words().items() if valence and " " not in word) | frozenset(
        word for word, kind in kinds_of_words().items() if kind.startswith(("RB", "VBD", "MD"))
    )


def _names(texts: Sequence[str]) -> set[str]:
    """The stems that are mostly written with a capital inside a sentence: names of people, places and companies."""
    capital, plain = Counter[str](), Counter[str]()
    for text in texts:
        for word, start, end in stems_of(text):
            if start and text[start - 1] == " " and text[start - 2 : start - 1] not in (".", "!", "?", ""):
                (capital if text[start].isupper() and not (end - start < 3 and text[start:end].isupper()) else plain)[word] += 1
    return {word for word, count in capital.items() if count > 2 * plain[word]}


def _apart(terms: dict[str, int]) -> tuple[str, ...]:
    """The terms without those whose words another says as well: of a phrase and a word in it, the phrase where it is most of the word."""
    kept: list[str] = []
    for term, count in terms.items():
        parts = set(term.split())
        longer = [
            other for other, often in terms.items() if len(other) > len(term) and parts <= set(other.split()) and often >= _WHOLE * count
        ]
        if not longer and parts.isdisjoint(part for other in kept for part in other.split()):
            kept.append(term)
    return tuple(kept)


def _name(seeds: Sequence[str]) -> str:
    """What to call a subject with these seed words: the first of them, as a list."""
    return ", ".join(seeds[:_NAMED]).capitalize()
