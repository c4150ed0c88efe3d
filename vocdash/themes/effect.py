"""What publishing the draft of a theme would change, told from a sample of the stored comments. Nothing is written."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vocdash.store import Store
from vocdash.text.clauses import clauses
from vocdash.text.heard import Heard
from vocdash.text.hearing import Listener
from vocdash.text.learned_themes import LearnedThemes
from vocdash.text.matching import words_in
from vocdash.text.themes import Theme
from vocdash.text.touchpoints import ANYWHERE
from vocdash.themes.live import draft_row, read_live, theme_of
from vocdash.themes.sample import Sample, read_sample

LOOKED_AT = 5_000
"""Stored comments that an effect is told from, at most."""
ALIKE = 0.6
"""Two themes are alike from this share on: comments with both ÷ comments with either."""
_EXAMPLES = 5

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Example:
    """A comment as it is stored (masked), never markup, with the (start, end) offsets of the words that count."""

    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """A seed word that another theme has as well, where both are looked for."""

    seed: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Shared:
    """Clauses that would be about the draft and about this theme at once, and were not before."""

    code: str
    name: str
    clauses: int
    example: Example


@dataclass(frozen=True, slots=True)
class Alike:
    """A theme found in nearly the same comments: `share` of those with either have both."""

    code: str
    name: str
    share: float


@dataclass(frozen=True, slots=True)
class Moved:
    """Another theme whose comments would change, because a longer phrase takes its words or leaves them."""

    code: str
    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What publishing a draft would change.

    Of the `looked_at` comments (a sample of `comments`), `before` mention the theme now and `after` would; `gained` and `lost` are how
    many are new and how many go, with some of each as examples. `words` has every seed with the comments that it is found in.
    """

    looked_at: int
    comments: int
    before: int
    after: int
    gained: int
    lost: int
    gained_examples: tuple[Example, ...]
    lost_examples: tuple[Example, ...]
    words: tuple[tuple[str, int], ...]
    clashes: tuple[Clash, ...]
    shared: tuple[Shared, ...]
    alike: tuple[Alike, ...]
    moved: tuple[Moved, ...]

    @property
    def idle(self) -> tuple[str, ...]:
        """The seeds that match nothing."""
        return tuple(seed for seed, comments in self.words if not comments)


def effect(store: Store, code: str) -> Effect:
    """What publishing the draft of a theme would change, in at most 5,000 stored comments, with every theme that is live beside it.

    Raises UnknownName if the theme has no draft.
    """
    with store.reading() as connection:
        draft = theme_of(draft_row(connection, code))
        known = read_live(connection)
        live = {theme.code: theme for theme in known.themes}
        sample = read_sample(connection, LOOKED_AT)
    others = {theme.code: theme.name for theme in live.values() if theme.code != code}
    heard_before = _heard(live.values(), sample, known.learned_themes)
    heard_after = _heard((live | {code: draft}).values(), sample, known.learned_themes)
    before, after = _found(heard_before), _found(heard_after)
    old, new = before.get(code, set()), after.get(code, set())
    gained, lost = sorted(new - old), sorted(old - new)
    return Effect(
        looked_at=len(sample.texts),
        comments=sample.of,
        before=len(old),
        after=len(new),
        gained=len(gained),
        lost=len(lost),
        gained_examples=_examples(sample, gained, heard_after, code),
        lost_examples=_examples(sample, lost, heard_before, code),
        words=_words(draft, sample),
        clashes=tuple(_clashes(draft, live.values())),
        shared=_shared(sample, sorted(new), heard_before, heard_after, code, others),
        alike=_alike(new, after, others),
        moved=_moved(before, after, others),
    )


# --- parts -----------------------------------------------------------------------------------------------------------

_HeardIn = list[list[Heard]]


def _heard(themes: Iterable[Theme], sample: Sample, learned: LearnedThemes | None = None) -> _HeardIn:
    return Listener(themes, learned).themes(sample.texts, said_at=sample.said_at)


def _found(heard: _HeardIn) -> dict[str, set[int]]:
    """Code → the numbers of the comments in which a theme is found."""
    found: dict[str, set[int]] = {}
    for number, each in enumerate(heard):
        for one in each:
            found.setdefault(one.code, set()).add(number)
    return found


def _examples(sample: Sample, numbers: Sequence[int], heard: _HeardIn, code: str) -> tuple[Example, ...]:
    return tuple(
        Example(sample.texts[at], tuple((one.start, one.end) for one in heard[at] if one.code == code)) for at in numbers[:_EXAMPLES]
    )


def _words(draft: Theme, sample: Sample) -> tuple[tuple[str, int], ...]:
    """Every seed as a theme of its own: in a clause with two seeds the theme is heard once, and both count here."""
    found = _found(_heard([Theme(seed, seed, (seed,), draft.place) for seed in draft.seeds], sample))
    return tuple((seed, len(found.get(seed, ()))) for seed in draft.seeds)


def _clashes(draft: Theme, live: Iterable[Theme]) -> Iterable[Clash]:
    mine = {_stems(seed): seed for seed in draft.seeds}
    for theme in live:
        if theme.code != draft.code and (ANYWHERE in (theme.place, draft.place) or theme.place == draft.place):
            yield from (Clash(mine[_stems(seed)], theme.code, theme.name) for seed in theme.seeds if _stems(seed) in mine)


def _stems(seed: str) -> tuple[str, ...]:
    return tuple(words_in(seed).stems)


def _shared(
    sample: Sample, numbers: Sequence[int], before: _HeardIn, after: _HeardIn, code: str, names: dict[str, str]
) -> tuple[Shared, ...]:
    counts: dict[str, int] = {}
    examples: dict[str, Example] = {}
    for at in numbers:
        text = sample.texts[at]
        known, now = _pairs(text, before[at], code), _pairs(text, after[at], code)
        for pair in now.keys() - known.keys():
            other = pair[1]
            counts[other] = counts.get(other, 0) + 1
            examples.setdefault(other, Example(text, now[pair]))
    ordered = sorted(counts, key=lambda other: (-counts[other], other))
    return tuple(Shared(other, names[other], counts[other], examples[other]) for other in ordered)


def _pairs(text: str, heard: Sequence[Heard], code: str) -> dict[tuple[int, str], tuple[Span, ...]]:
    """(clause, other theme) → the words of both, for every clause that is about the theme and about another one."""
    starts = [start for start, _ in clauses(text)]
    placed = [(bisect_right(starts, one.start), one) for one in heard]
    mine = {clause: one for clause, one in placed if one.code == code}
    return {
        (clause, one.code): tuple(sorted({(one.start, one.end), (mine[clause].start, mine[clause].end)}))
        for clause, one in placed
        if one.code != code and clause in mine
    }


def _alike(new: set[int], after: dict[str, set[int]], names: dict[str, str]) -> tuple[Alike, ...]:
    shares = {code: len(new & after[code]) / len(new | after[code]) for code in names if code in after}
    ordered = sorted(shares, key=lambda code: (-shares[code], code))
    return tuple(Alike(code, names[code], shares[code]) for code in ordered if shares[code] >= ALIKE)


def _moved(before: dict[str, set[int]], after: dict[str, set[int]], names: dict[str, str]) -> tuple[Moved, ...]:
    pairs = {code: (before.get(code, set()), after.get(code, set())) for code in names}
    return tuple(Moved(code, names[code], len(old), len(new)) for code, (old, new) in sorted(pairs.items()) if old != new)
