"""The quote basket: comments a person collects to copy. The address holds their keys, never their words, so the basket can be sent."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from vocdash.access import Actor
from vocdash.domain import Scope
from vocdash.ui import blocks, data
from vocdash.ui.cases.ways import case_links
from vocdash.ui.copy_button import copy_button
from vocdash.ui.filters import Selection
from vocdash.ui.hiding.small_groups import min_group
from vocdash.ui.markup import Markup, element
from vocdash.ui.voices import quoted
from vocdash.voices import Comment, CommentKey, fetch, may_read, spoken

MOST = 40
_PARAMETER = "basket"
_CARRIED = "voc_kept_quotes"
"""Where a session remembers the basket while another page is open, whose address does not hold it."""


def kept() -> tuple[CommentKey, ...]:
    """The keys in the address, in the order they were added; words that are no key are left out."""
    if _PARAMETER not in st.query_params and st.session_state.get(_CARRIED):
        _write(st.session_state[_CARRIED])
    keys = (key_of(word) for word in st.query_params.get_all(_PARAMETER))
    found = tuple(dict.fromkeys(key for key in keys if key is not None))[:MOST]
    st.session_state[_CARRIED] = found
    return found


def token(key: CommentKey) -> str:
    """A comment's key as the address says it."""
    return "~".join(str(part) for part in key)


def key_of(word: str) -> CommentKey | None:
    """The key a word of the address means; None when it means none."""
    parts = word.split("~")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 19 + (at == 0) for at, part in enumerate(parts)):
        return None
    submission, question, occurrence = (int(part) for part in parts)
    fits = submission < 2**63 and question < 2**31 and occurrence < 2**15
    return (submission, question, occurrence) if fits else None


def _write(keys: Sequence[CommentKey]) -> None:
    st.session_state[_CARRIED] = tuple(keys)
    if keys:
        st.query_params[_PARAMETER] = [token(key) for key in keys]
    elif _PARAMETER in st.query_params:
        del st.query_params[_PARAMETER]


def toggle(key: CommentKey) -> None:
    """Put a comment into the basket while it has room, or take it out."""
    keys = kept()
    _write([other for other in keys if other != key] if key in keys else [*keys, key][:MOST])


def empty() -> None:
    """Take everything out."""
    _write(())


def readable(keys: tuple[CommentKey, ...], actor: Actor) -> tuple[Comment, ...]:
    """The comments of the basket that this person may read: those of a journey whose comments the page shows them without a filter."""
    found = data.of_answers(fetch, keys) if keys else ()
    journeys = {comment.journey for comment in found}
    allowed = {code for code in journeys if data.of_answers(may_read, Scope(journey=code), actor, min_group())}
    return tuple(comment for comment in found if comment.journey in allowed)


def as_text(comments: Sequence[Comment], selection: Selection) -> str:
    """The quotes as plain text to paste: the words, and below them place and date."""
    return "\n\n".join(f"“{comment.text.strip()}”\n({quoted.where(comment, selection)})" for comment in comments)


def draw_basket(selection: Selection, actor: Actor) -> None:
    """The button that opens the basket, and what is in it."""
    keys = kept()
    with st.popover(
        f"Quotes · {len(keys)}" if keys else "Quotes", icon=":material/format_quote:", key="voc_basket", on_change="rerun"
    ) as box:
        if not box.open:
            return
        if not keys:
            blocks.draw(blocks.empty("No quote is collected yet.", "Press “Quote” beside a comment, then copy them all from here."))
            return
        found = readable(keys, actor)
        if missing := len(keys) - len(found):
            blocks.draw(blocks.notice(f"{missing} of {len(keys)} quotes cannot be shown: they are gone, or for the frontline alone."))
        blocks.draw(blocks.quotes(quoted.as_quotes(found, selection, actor)))
        with st.container(horizontal=True, gap="small"):
            if found:
                copy_button("Copy all", as_text(found, selection), key="voc_copy_quotes")
            st.button("Empty it", icon=":material/delete_sweep:", key="voc_empty_basket", on_click=empty)


_JS = """
// The list comes as one piece of HTML, buttons included: this says which was pressed, and brings the focus back when the list is new.
export default function ({ parentElement, setTriggerValue }) {
  const place = parentElement.querySelector("span");
  const onClick = (event) => {
    const button = event.target.closest?.("button[data-quote]");
    const list = button?.closest(".st-key-voc_comments");
    if (!list) return;
    const key = button.dataset.quote;
    const watch = new MutationObserver(() => {
      if (button.isConnected) return;
      watch.disconnect();
      const lost = document.activeElement === document.body;
      if (lost) [...list.querySelectorAll("button[data-quote]")].find((other) => other.dataset.quote === key)?.focus();
    });
    watch.observe(list, { childList: true, subtree: true });
    setTriggerValue("pressed", key);
  };
  document.removeEventListener("click", place.onPress);
  place.onPress = onClick;
  document.addEventListener("click", onClick);
  return () => document.removeEventListener("click", onClick);
}
"""

_BUTTONS = "voc_quote_buttons"
_buttons = st.components.v2.component(_BUTTONS, html="<span hidden></span>", js=_JS)


def as_button(comment: Comment, keys: Sequence[CommentKey]) -> Markup:
    """The button beside a comment that collects it, or takes it out again."""
    inside = comment.key in keys
    return element(
        "button",
        element("span", "check" if inside else "format_quote", cls="voc-icon", aria_hidden="true"),
        "Collected" if inside else "Quote",
        type="button",
        title="Take it out of the quotes" if inside else "Collect it with the quotes",
        disabled="disabled" if not inside and len(keys) >= MOST else "",
        data_quote=token(comment.key),
    )


def draw_comments(comments: Sequence[Comment], selection: Selection, actor: Actor) -> None:
    """The comments as a list, each with the way to its case, the other places it speaks of, and its button.

    All of it is one element: an element and a button for each comment took most of the time the browser needs for the page.
    """
    keys, said = kept(), data.of_answers(spoken, tuple(comment.key for comment in comments))
    cases = case_links(comments, selection, actor)
    rows = []
    for comment in comments:
        item = quoted.as_item(comment, selection, actor, said[comment.key], quoted.own_link(comment, cases))
        rows.append(element("div", item, as_button(comment, keys), cls="voc-said"))
    with st.container(gap=None, key="voc_comments"):
        blocks.draw(*rows)
        _buttons(key=_BUTTONS, on_pressed_change=_press)


def _press() -> None:
    key = key_of(str(st.session_state[_BUTTONS].get("pressed") or ""))
    if key is not None:
        toggle(key)
