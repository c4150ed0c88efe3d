"""Changing a theme on its page: its words, what a draft would change, its versions, and what was found and waits for a person."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from vocdash.access import Access
from vocdash.charts.theme import fmt_day, fmt_n
from vocdash.text.themes import kinds
from vocdash.text.touchpoints import ANYWHERE
from vocdash.themes import drafts
from vocdash.themes.drafts import Listed
from vocdash.themes.effect import effect
from vocdash.ui import blocks, data
from vocdash.ui.edge import edge
from vocdash.ui.filters import Selection
from vocdash.ui.frame import Here
from vocdash.ui.markup import join, link
from vocdash.ui.themes import effect as theme_effect
from vocdash.ui.themes import listing
from vocdash.ui.themes.listing import KEY, NEW
from vocdash.ui.trust import rereading

_SAID = "voc_theme_said"
_HOW_WAITING = "Suggested are subjects that many comments share and no theme knows. What you drop is not suggested again."


def draw_said() -> None:
    """What was done just now."""
    if said := st.session_state.pop(_SAID, None):
        blocks.draw(blocks.notice(said))


# --- one theme -------------------------------------------------------------------------------------------------------


def draw_theme(here: Here, selection: Selection, code: str) -> None:
    """The words of a theme, its draft and what that would change, and its versions."""
    every = [] if code == NEW else data.remembered(drafts.versions, code)
    draft = next((each for each in every if each.status == "draft"), None)
    live = next((each for each in every if each.status == "live"), None)
    with st.container(border=True, key="voc_card_theme"):
        if here.actor.may(Access.LEAD):
            _draw_editor(here, selection, draft or live or next(iter(every), None), live)
        elif live is not None:
            blocks.draw(blocks.finding(live.name, _place_words(live.place, selection)), blocks.caption(listing.words_line(live.seeds)))
        else:
            blocks.draw(blocks.empty("This theme is a draft.", "Somebody who leads can publish it."))
    if draft is not None and here.actor.may(Access.LEAD):
        _draw_effect(here, draft)
    if every:
        _draw_versions(here, selection, every)


def _draw_editor(here: Here, selection: Selection, shown: Listed | None, live: Listed | None) -> None:
    of = f"{shown.code}_{shown.version}" if shown else NEW
    title = "A new theme" if shown is None else f"What “{shown.name}” looks for"
    blocks.draw(blocks.finding(title, "A word matches whole words, whatever their plural. Saved is a draft, whose effect you see first."))
    left, right = st.columns([5, 7])
    left.text_input("Name", shown.name if shown else "", key=f"theme_name_{of}", max_chars=drafts.LONGEST_NAME)
    places = _places(selection, shown)
    at = list(places).index(shown.place if shown else ANYWHERE)
    left.selectbox("Looked for in", list(places), at, lambda code: places[code], key=f"theme_place_{of}")
    label = "Words and phrases, one a line"
    right.text_area(label, "\n".join(shown.seeds) if shown else "", height=190, key=f"theme_seeds_{of}")
    with st.container(horizontal=True, gap="small"):
        st.button("Save as a draft", type="primary", key="theme_save", on_click=_save, args=(here, shown, of))
        if live is not None:
            st.button(
                "Retire this theme", type="tertiary", key="theme_retire", on_click=_do, args=(here, drafts.retire, live, "is retired")
            )


def _places(selection: Selection, shown: Listed | None) -> dict[str, str]:
    """Where a theme can be looked for: code → words."""
    own = [shown.place] if shown else []
    codes = dict.fromkeys([ANYWHERE, *kinds(), *selection.choices.touchpoints, *own])
    return {code: _place_words(code, selection) for code in codes}


def _place_words(place: str, selection: Selection) -> str:
    if place == ANYWHERE:
        return "Every comment"
    if place in kinds():
        return f"What is said at a touchpoint of the kind “{place}”, or names one"
    return f"What is said at {selection.choices.touchpoints.get(place, place)}"


def _save(here: Here, shown: Listed | None, of: str) -> None:
    """Save what stands in the fields when the button is pressed, which may be newer than what the page was last drawn with."""
    name, place = (str(st.session_state[f"theme_{part}_{of}"]) for part in ("name", "place"))
    seeds = tuple(str(st.session_state[f"theme_seeds_{of}"]).splitlines())
    with edge():
        if shown is not None and shown.status == "live" and name != shown.name and (seeds, place) == (shown.seeds, shown.place):
            drafts.rename(data.store(), here.actor, shown.code, name)
            st.session_state[_SAID] = f"“{shown.name}” is called “{name}” from now on; nothing has to be read again."
            return
        saved = drafts.save_draft(data.store(), here.actor, name, seeds, place, shown.code if shown else None)
        st.session_state[KEY] = saved.code
        st.session_state[_SAID] = f"The draft of “{saved.name}” is saved. Below stands what it would change."


def _do(here: Here, verb: Callable[..., object], theme: Listed, told: str) -> None:
    """A verb that changes what is looked for, and then the reading of the stored comments."""
    with edge():
        verb(data.store(), here.actor, theme.code)
        rereading.start(here)
        st.session_state[_SAID] = f"“{theme.name}” {told}."


# --- its draft -------------------------------------------------------------------------------------------------------


def _draw_effect(here: Here, draft: Listed) -> None:
    found = data.of_answers(effect, draft.code)
    with st.container(border=True, key="voc_card_effect"):
        blocks.draw(blocks.finding(theme_effect.title(found), theme_effect.caption(found)), theme_effect.lines(found))
        blocks.draw(theme_effect.examples(found))
        with st.container(horizontal=True, gap="small"):
            if draft.is_suggestion:
                st.button("Accept as a draft", type="primary", key="theme_accept", on_click=_accept, args=(here, draft, ""))
                st.button("Drop", key="theme_drop", on_click=_drop, args=(here, draft))
            else:
                label, told = f"Publish version {draft.version}", f"is published as version {draft.version}"
                st.button(label, type="primary", key="theme_publish", on_click=_do, args=(here, drafts.publish, draft, told))
                st.button("Withdraw the draft", key="theme_drop", on_click=_drop, args=(here, draft))
            with st.popover("Word by word", type="tertiary", key="theme_words"):
                blocks.draw(theme_effect.words(found))


def _accept(here: Here, draft: Listed, name: str) -> None:
    with edge():
        accepted = drafts.accept(data.store(), here.actor, draft.code, name)
        st.session_state[KEY] = accepted.code
        st.session_state[_SAID] = f"“{accepted.name}” is a draft now. Mend its words, look at its effect, and publish it."


def _accept_named(here: Here, draft: Listed) -> None:
    _accept(here, draft, str(st.session_state[f"suggested_{draft.code}"]))


def _drop(here: Here, draft: Listed) -> None:
    with edge():
        drafts.drop(data.store(), here.actor, draft.code)
        said = "is dropped and not suggested again" if draft.is_suggestion else "as a draft is withdrawn; nothing was changed"
        st.session_state[_SAID] = f"“{draft.name}” {said}."


# --- its versions ----------------------------------------------------------------------------------------------------


def _draw_versions(here: Here, selection: Selection, every: list[Listed]) -> None:
    live = next((each for each in every if each.status == "live"), None)
    has_draft = any(each.status == "draft" for each in every)
    with st.container(border=True, key="voc_card_versions"):
        blocks.draw(blocks.finding("Versions" if len(every) > 1 else "One version", "Taking back makes the version before live again."))
        rows = [
            (fmt_n(each.version), _status(each), ", ".join(each.seeds), _place_words(each.place, selection), _step(each)) for each in every
        ]
        blocks.draw(blocks.table(("Version", "State", "Words", "Looked for in", "Last step"), rows))
        if not here.actor.may(Access.LEAD):
            return
        if live is not None and live.published_at is not None and not has_draft:
            told = "is a draft again as it was published last"
            label = f"Take back version {live.version}"
            st.button(label, key="theme_back", icon=":material/undo:", on_click=_do, args=(here, drafts.take_back, live, told))
        elif live is None and (last := next((each for each in every if each.was_live), None)) is not None:
            args = (here, drafts.bring_back, last, "is looked for again")
            st.button(f"Bring version {last.version} back", key="theme_bring_back", on_click=_do, args=args)


def _status(version: Listed) -> str:
    if version.is_suggestion:
        return "suggested"
    return "withdrawn" if version.status == "retired" and not version.was_live else version.status


def _step(version: Listed) -> str:
    if version.changed_at is None:
        return "found in the comments" if version.is_suggestion else "came with vocdash"
    return f"{version.changed_by}, {fmt_day(version.changed_at, with_year=True)}"


# --- drafts and suggestions ------------------------------------------------------------------------------------------


def draw_waiting(here: Here, selection: Selection) -> None:
    """Drafts that nobody has published, and suggestions to accept under a name, or to drop; for whoever leads."""
    if not here.actor.may(Access.LEAD):
        return
    waiting = [each for each in data.remembered(drafts.listed) if each.status == "draft"]
    suggested = [each for each in waiting if each.is_suggestion]
    with st.container(border=True, key="voc_card_waiting"):
        blocks.draw(blocks.finding(_waiting_title(len(waiting) - len(suggested), len(suggested)), _HOW_WAITING))
        names = listing.names()
        own = [
            blocks.Sentence("accent", join([link(each.name, listing.address(selection, names[each.code])), f", {_step(each)}"]))
            for each in waiting
            if not each.is_suggestion
        ]
        if own:
            blocks.draw(blocks.sentences(own))
        for each in suggested:
            _draw_suggestion(here, selection, each, names[each.code])
        st.button("Look for subjects that no theme knows", icon=":material/search:", key="themes_suggest", on_click=_suggest, args=(here,))


def _waiting_title(own: int, suggested: int) -> str:
    parts = [f"{fmt_n(count)} {word if count == 1 else word + 's'}" for count, word in ((own, "draft"), (suggested, "suggestion")) if count]
    return f"{' and '.join(parts)} {'wait' if own + suggested > 1 else 'waits'} for you" if parts else "No draft and no suggestion waits"


def _draw_suggestion(here: Here, selection: Selection, each: Listed, name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"voc_suggestion_{each.code}"):
        st.text_input("Suggested", each.name, key=f"suggested_{each.code}", max_chars=drafts.LONGEST_NAME, width=320)
        st.button("Accept", key=f"accept_{each.code}", on_click=_accept_named, args=(here, each))
        st.button("Drop", type="tertiary", key=f"drop_{each.code}", on_click=_drop, args=(here, each))
    blocks.draw(blocks.caption(join([", ".join(each.seeds), ". ", link("Look at its comments", listing.address(selection, name))])))


def _suggest(here: Here) -> None:
    with edge():
        with st.spinner("Looking through the comments"):
            found = drafts.suggest(data.store(), here.actor)
        told = "No subject was found that no theme knows." if not found else f"{fmt_n(len(found))} suggestions are new."
        st.session_state[_SAID] = told
