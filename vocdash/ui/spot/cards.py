"""The cards below the course of a place as HTML: in two pieces, because each element of Streamlit takes the browser a draw of its own."""

from __future__ import annotations

import streamlit as st

from vocdash.charts.distribution import distribution
from vocdash.charts.dots import by_origin, dots
from vocdash.charts.effects import effects
from vocdash.metrics.neighbours import Side
from vocdash.ui import blocks
from vocdash.ui.filters import say_unknown
from vocdash.ui.frame import Here
from vocdash.ui.markup import Markup, join
from vocdash.ui.picks import switch, to_comments, to_place, to_same
from vocdash.ui.show import shown
from vocdash.ui.spot import below, cases, themes
from vocdash.ui.spot.place import Spot
from vocdash.ui.voices import quoted

_WORDS_HEIGHT, _THEMES_HEIGHT = 160, 240


def middle(here: Here, found: Spot, *, wait: bool = False) -> Markup:
    """How answers spread, where customers come from, who they are, the places beside this one, and what comments mention.

    Nothing where there is no score to speak of. To `wait` leaves room for what takes longest.
    """
    if found.score.value is None:
        return blocks.stacked()
    beside = below.sibling_places(found)
    # A touchpoint that stands in one stage has no places beside it.
    parts = [_split(here, found)] if found.touchpoint and len(beside) == 1 else [_split(here, found), _siblings(here, found)]
    return blocks.stacked(
        blocks.row("1fr 1fr", _spread(here, found), _origin(here, found)),
        blocks.row(" ".join("1fr" for _ in parts), *parts),
        blocks.cards([_themes(here, found, wait=wait)]),
    )


def foot(here: Here, found: Spot, *, wait: bool = False) -> Markup:
    """Customers' words, and who answers for the place."""
    owner = join(
        [
            blocks.finding("Who answers for it"),
            *below.owner_table(found),
            *below.actions_block(found, here.actor),
            *cases.block(found, here.actor),
        ]
    )
    return blocks.row("1fr 1fr", _words(here, found, wait=wait), owner)


def _spread(here: Here, found: Spot) -> Markup:
    chosen = below.read_spread(found, None, st.query_params.get("scale"))
    if chosen is None:
        why = blocks.empty("Too few answers on a scale to show.", "Choose a longer period.")
        return join([blocks.finding("How answers spread"), why])
    names = sorted((chosen.name, *(name for _, name in chosen.others)))
    scales = switch(here.info.name, here.chosen, "Scale", "scale", names, chosen.name, "") if chosen.others else Markup("")
    rows = below.spread_rows(chosen, here.chosen)
    figure = distribution(rows, categories=chosen.steps, theme=here.theme, direction=chosen.direction)
    drawn = shown(figure, "spread", ("below_middle",), how=below.HOW_SPREAD, to=to_comments(here.chosen))
    head = blocks.finding(below.spread_finding(chosen, here.chosen), below.spread_caption(chosen, here.chosen))
    return join([head, scales, below.spread_legend(chosen, here.theme), drawn])


def complain() -> None:
    """Say so where the address names other neighbours than there are."""
    say_unknown("side", below.SIDES.values(), "side", below.SIDES["before"])


def _origin(here: Here, found: Spot) -> Markup:
    said = st.query_params.get("side")
    side: Side = next((code for code, name in below.SIDES.items() if name == said), "before")
    names = list(below.SIDES.values())
    sides = switch(here.info.name, here.chosen, "Which neighbours", "side", names, below.SIDES[side], names[0])
    rows = below.origin_rows(found, side)
    caption = "Score here by the step before" if side == "before" else "Score here by where they went next"
    head = blocks.finding(below.origin_finding(rows, found, side), f"{caption}. Click a row to open that place.")
    if not rows:
        why = blocks.empty("No step before or after is known.", "It takes customers who answer twice, or surveys about several stages.")
        return join([head, sides, why])
    told, hidden = below.told_rows(rows)
    figure = by_origin(told, reference=found.score.value, theme=here.theme)
    drawn = shown(figure, "origin", ("experience", "hand_off"), how=below.HOW_ORIGIN, to=to_place(here.chosen))
    return join([head, sides, drawn, hidden])


def _split(here: Here, found: Spot) -> Markup:
    rows = below.split_rows(found)
    head = blocks.finding(below.split_finding(rows, found), "By channel and segment. Click a row to narrow every page to it.")
    if not rows:
        return head
    told, hidden = below.told_rows(rows)
    figure = by_origin(told, reference=found.score.value, theme=here.theme)
    drawn = shown(figure, "split", ("experience",), how=below.HOW_ORIGIN, to=to_same(here.info.name, here.chosen))
    return join([head, drawn, hidden])


def _siblings(here: Here, found: Spot) -> Markup:
    places = below.sibling_places(found)
    tick = "; the tick is wanted" if any(place.cell.wanted is not None for place in places) else ""
    head = blocks.finding(below.sibling_finding(places, found), f"Score with 95% interval{tick}. Click a row to open it.")
    figure = dots(below.sibling_rows(places, found), theme=here.theme)
    return join([head, shown(figure, "siblings", ("experience",), to=to_place(here.chosen))])


def _themes(here: Here, found: Spot, *, wait: bool) -> Markup:
    """What comments mention: it is read from the comments one by one where a segment is picked."""
    if wait:
        return blocks.skeleton(_THEMES_HEIGHT)
    listed = themes.rows(themes.read_themes(found))
    head = blocks.finding(themes.finding(listed), "Effect on the score in points, and share of comments. Click a row to read.")
    if not listed:
        return head
    figure = effects(listed, theme=here.theme, note="Share", sides=("All", "Without it"))
    return join([head, shown(figure, "themes", ("experience",), how=themes.HOW, to=to_comments(here.chosen))])


def _words(here: Here, found: Spot, *, wait: bool) -> Markup:
    """The quotes, which are looked for longest where few wrote."""
    head = blocks.finding("In their words", below.rule())
    if hidden := quoted.hidden_words(here.chosen, here.actor):
        return join([head, hidden])
    return join([head, *([blocks.skeleton(_WORDS_HEIGHT)] if wait else below.example_blocks(found, here.actor))])
