"""The keys a, c and s in the drawer of a case: to its owner, to a new note, to its status; and where somebody begins who came by a key."""

from __future__ import annotations

import streamlit as st

_JS = """
// Waits for a field that the drawer may still be drawing, for two seconds at most.
const focus = (name, tries = 20) => {
  const part = document.querySelector(`[role=dialog] .st-key-voc_case_${name}`);
  const field = part?.querySelector("textarea, input");
  if (field && !field.closest("[inert]")) {
    field.focus();
    field.scrollIntoView({ block: "nearest" });
  } else if (tries) {
    if (tries === 20) part?.querySelector("details:not([open]) > summary")?.click();
    setTimeout(() => focus(name, tries - 1), 100);
  }
};
const PARTS = { a: "owner", c: "note", s: "status" };
export default function ({ data, parentElement }) {
  const place = parentElement.querySelector("span");
  if (data.part && place.dataset.begun !== data.begun) {
    place.dataset.begun = data.begun;
    // The drawer takes the focus itself when it opens; whoever asked for a part comes after it.
    setTimeout(() => focus(data.part), 300);
  }
  const onKey = (event) => {
    const typing = event.composedPath()[0].closest?.("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !PARTS[event.key]) return;
    event.preventDefault();
    focus(PARTS[event.key]);
  };
  document.removeEventListener("keydown", place.onKey);
  place.onKey = onKey;
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}
"""

_keys = st.components.v2.component("voc_case_keys", html="<span></span>", js=_JS)


def listen(case_id: int, part: str) -> None:
    """Hear the keys, and begin at a part ("owner", "note", "status") where one was asked for."""
    _keys(data={"part": part, "begun": f"{case_id} {part}"}, key="voc_case_keys", height=1)
