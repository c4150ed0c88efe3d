"""A button that copies plain text."""

from __future__ import annotations

import streamlit as st

_JS = """
export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button");
  button.textContent = data.label;
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(data.text);
    } catch {
      const area = document.createElement("textarea");
      area.value = data.text;
      (button.closest("[role=dialog]") || parentElement.host?.parentElement || document.body).append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    button.textContent = data.done;
    setTimeout(() => (button.textContent = data.label), 2000);
  };
}
"""

_CSS = """
button { font-size: 14px; line-height: 1.6; padding: 5px 12px; min-height: 38px; cursor: pointer;
  font-family: var(--st-font); color: var(--voc-ink);
  background: var(--voc-page); border: 1px solid var(--voc-border); border-radius: 6px; }
button:hover { border-color: var(--voc-accent); color: var(--voc-accent); }
button:focus-visible { outline: 2px solid var(--voc-accent); }
"""

_copy = st.components.v2.component("voc_copy", html='<button type="button" aria-live="polite">Copy</button>', css=_CSS, js=_JS)


def copy_button(label: str, text: str, key: str) -> None:
    """Draw the button; once pressed it says so for two seconds."""
    _copy(data={"label": label, "text": text, "done": "Copied"}, key=key, width="content")
