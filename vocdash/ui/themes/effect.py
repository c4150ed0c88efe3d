"""What a draft of a theme would change, in words and comments."""

from __future__ import annotations

from collections.abc import Sequence

from vocdash.charts.theme import fmt_n, fmt_score
from vocdash.locales import listed
from vocdash.themes.effect import ALIKE, Clash, Effect, Example
from vocdash.ui import blocks
from vocdash.ui.markup import Markup, bold, element, highlighted, join

_MOST = 6
_SAID_FROM = f"said from {ALIKE:.0%} on"


def title(found: Effect) -> str:
    """The effect in one sentence."""
    if not found.looked_at:
        return "There are no comments to try the draft on"
    if not found.gained and not found.lost:
        return f"No comment changes: {fmt_n(found.after)} mention it, as now"
    return f"{fmt_n(found.gained)} comments gained, {fmt_n(found.lost)} lost: {fmt_n(found.before)} now, {fmt_n(found.after)} then"


def caption(found: Effect) -> str:
    """On what it was tried."""
    if found.looked_at == found.comments:
        return f"Tried on all {fmt_n(found.comments)} comments that are read, in every journey. Nothing is changed until you publish."
    sample = f"Tried on {fmt_n(found.looked_at)} of {fmt_n(found.comments)} comments that are read, drawn by chance from every journey."
    return f"{sample} Nothing is changed until you publish."


def lines(found: Effect) -> Markup:
    """Everything a person should know before publishing, as sentences; worth a look is what stands first."""
    told = [*_idle(found), *_alike(found), *_clashes(found.clashes), *_shared(found), *_moved(found)]
    calm = blocks.Sentence(
        "good", Markup("No conflict and no duplicate: no clause gets two themes, and no theme stands in the same comments.")
    )
    return blocks.sentences(told or [calm])


def _idle(found: Effect) -> list[blocks.Sentence]:
    if not found.idle:
        return []
    some = listed([f"“{seed}”" for seed in found.idle], 12)
    return [blocks.Sentence("bad", join([bold("Matches nothing: "), some, "."]))]


def _alike(found: Effect) -> list[blocks.Sentence]:
    return [
        blocks.Sentence(
            "bad",
            join([bold("Duplicate: "), f"of the comments with it or with “{each.name}”, {_percent(each.share)} have both ({_SAID_FROM})."]),
        )
        for each in found.alike
    ]


def _percent(share: float) -> str:
    return fmt_score(100 * share, 0, "%")


def _clashes(clashes: Sequence[Clash]) -> list[blocks.Sentence]:
    seeds: dict[str, list[str]] = {}
    for clash in clashes:
        seeds.setdefault(clash.name, []).append(clash.seed)
    return [
        blocks.Sentence("noise", join([bold("Same words: "), f"“{name}” has {', '.join(f'“{seed}”' for seed in own)}, too."]))
        for name, own in seeds.items()
    ]


def _shared(found: Effect) -> list[blocks.Sentence]:
    told = []
    for each in found.shared[:_MOST]:
        count = "one clause gets" if each.clauses == 1 else f"{fmt_n(each.clauses)} clauses get"
        quoted = element("span", "“", highlighted(each.example.text, each.example.spans), "”", cls="voc-said")
        told.append(blocks.Sentence("noise", join([bold("Two themes: "), f"{count} “{each.name}” as well. ", quoted])))
    if len(found.shared) > _MOST:
        told.append(blocks.Sentence("noise", Markup(f"{fmt_n(len(found.shared) - _MOST)} more themes share clauses with it."), quiet=True))
    return told


def _moved(found: Effect) -> list[blocks.Sentence]:
    return [
        blocks.Sentence(
            "noise", join([bold("Another theme: "), f"“{each.name}” goes from {fmt_n(each.before)} to {fmt_n(each.after)} comments."])
        )
        for each in found.moved[:_MOST]
    ]


def examples(found: Effect) -> Markup:
    """Comments gained and lost, the words that count marked."""
    quotes = [blocks.quote(one.text, word, one.spans) for word, some in _told(found) for one in some]
    return blocks.quotes(quotes) if quotes else Markup("")


def _told(found: Effect) -> tuple[tuple[str, tuple[Example, ...]], ...]:
    return ("Gained", found.gained_examples), ("Lost", found.lost_examples)


def words(found: Effect) -> Markup:
    """Every seed with the number of comments it is found in, the most frequent first."""
    ordered = sorted(found.words, key=lambda pair: -pair[1])
    return blocks.table(("Word or phrase", "Comments"), [(seed, fmt_n(count)) for seed, count in ordered], numbers=(1,))
