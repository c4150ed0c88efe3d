"""The one style sheet: our own classes, the documented `st-key-…` hooks, and the colours of the charts as custom properties.

Beside it the one script: it takes whoever opens a popover by a key into it, and whoever clicks on a page's link to that page; it draws
the filters' panels and the tables behind pictures, tells what a mark says, and goes from cell to cell of a grid.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from vocdash.charts.theme import Theme, css_variables, theme

_SHEET = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
_SCRIPTS = ("keys.js", "navigation.js", "behind.js", "panels.js", "tips.js", "grid.js")
_SCRIPT = "".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in _SCRIPTS)


def current_theme() -> Theme:
    """The tokens of the theme the browser shows."""
    return theme(st.context.theme.type)


def draw_style() -> None:
    """Send the sheet and the script. The media query and the tokens do the rest: the server does not know the width."""
    st.html(f"<style>{css_variables(current_theme())}{_SHEET}</style><script>{_SCRIPT}</script>", unsafe_allow_javascript=True)


def sheet() -> str:
    """The whole sheet for a page without Streamlit, in the colours the browser asks for."""
    dark = css_variables(theme("dark"))
    return f"{css_variables(theme('light'))}@media (prefers-color-scheme: dark) {{ {dark} }}{_SHEET}"
