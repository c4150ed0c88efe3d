"""The list of praise: the words, whose place it is, and whom it names."""

from __future__ import annotations

from typing import Any

import streamlit as st

from vocdash.cases.praise import RECOMMENDS, Praise, read_praise
from vocdash.charts.theme import fmt_day
from vocdash.customers import alias
from vocdash.ui import blocks, data
from vocdash.ui.address import Pairs
from vocdash.ui.cases import inbox
from vocdash.ui.cases.ways import customer
from vocdash.ui.frame import Here
from vocdash.ui.markup import Markup, element, link
from vocdash.ui.who import is_local

_AFTER = "voc_praise_after"


_PRAISE = ("What customers thank you for", "Comments that thank somebody or praise staff, newest first.")
_WOULD_RECOMMEND = (
    "Who would recommend us",
    f"Comments of known customers who gave {RECOMMENDS} or 10 when asked whether they would recommend us, newest first.",
)


def draw(here: Here, mine: bool, recommends: bool) -> None:
    """One page of praise, newest first."""
    question = (here.chosen.scope, mine, recommends)
    asked: tuple[Any, Any] | None = st.session_state.get(_AFTER)
    after = asked[1] if asked and asked[0] == question else None
    found, following = data.remembered(read_praise, here.actor, here.chosen.scope, mine=mine, recommends=recommends, after=after)
    with st.container(border=True, key="voc_card_praise"):
        blocks.draw(blocks.finding(*(_WOULD_RECOMMEND if recommends else _PRAISE), main=True))
        if found:
            blocks.draw(element("ul", *(_item(one, here.query) for one in found), cls="voc-comments"))
        else:
            blocks.draw(_nothing(here, mine, recommends))
        with st.container(horizontal=True, gap="small"):
            if after is not None:
                st.button("Newest", icon=":material/first_page:", key="voc_praise_newest", on_click=_turn, args=(None,))
            if following is not None:
                st.button(
                    "Older praise", icon=":material/arrow_forward:", key="voc_praise_older", on_click=_turn, args=((question, following),)
                )


def _nothing(here: Here, mine: bool, recommends: bool) -> Markup:
    """What is said where the list is empty, and what to do about it."""
    if mine and inbox.book().person_of(here.actor) is None:
        how = "Choose who you are under “I am …”." if is_local() else "A lead adds people on the page Journey design."
        return blocks.empty("Nobody of your name answers for a place here.", how)
    if recommends:
        return blocks.empty("No known customer who would recommend us wrote anything in this selection.", "Choose a longer period.")
    return blocks.empty("Nobody praised anything in this selection.", "Choose a longer period, or look at everybody’s.")


def _item(one: Praise, query: Pairs) -> Markup:
    names = inbox.book()
    where = " · ".join([names.place(one.stage_id, one.touchpoint_id), fmt_day(one.day, with_year=True)])
    tags = [blocks.tag(f"names {names.persons[number].name}", "accent") for number in one.named]
    if one.recommends:
        tags.append(blocks.tag("would recommend us", "good"))
    if one.recommends and one.customer_id is not None:
        whose = alias(one.customer_id)
        tags.append(element("span", link(whose, customer(query, whose)), cls="voc-caption voc-short"))
    owner = names.owner(one.owner.person_id, one.owner.team_id)
    who = blocks.caption("" if owner == "nobody" else f"for {owner}")
    said = element("div", blocks.comment(one.text, one.evidence), blocks.caption(where), blocks.tags(*tags) if tags else "")
    return element("li", said, element("div", who, cls="voc-side"))


def _turn(place: tuple[Any, Any] | None) -> None:
    st.session_state[_AFTER] = place
