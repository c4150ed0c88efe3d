"""The one style sheet: our own classes, the documented `st-key-…` hooks, and the colours of the charts as custom properties.

Beside it the one script: it takes whoever opens a popover by a key into it, and whoever clicks on a page's link to that page; it draws
the filters' panels and the tables behind pictures; and it fetches ahead what draws charts.
"""

from __future__ import annotations

import json
from pathlib import Path

import streamlit as st

from vocdash.charts.theme import Theme, css_variables, theme

_SHEET = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
_SCRIPTS = ("keys.js", "navigation.js", "behind.js", "panels.js", "tips.js", "ahead.js")
_SCRIPT = "".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in _SCRIPTS)

_CHARTS = next(Path(st.__file__).parent.glob("static/static/js/ArrowVegaLiteChart.*.js"), None)
"""What draws charts in the browser, of Streamlit's own; None where a version calls it otherwise: then it comes with the first chart."""


def current_theme() -> Theme:
    """The tokens of the theme the browser shows."""
    return theme(st.context.theme.type)


def draw_style(*, charts: bool) -> None:
    """Send the sheet and the script. The media query and the tokens do the rest: the server does not know the width.

    `charts` says that what draws charts is to be fetched ahead.
    """
    ahead = _ahead() if charts else ""
    st.html(f"<style>{css_variables(current_theme())}{_SHEET}</style><script>{ahead}{_SCRIPT}</script>", unsafe_allow_javascript=True)


def _ahead() -> str:
    return f"window.vocCharts = {json.dumps(_CHARTS.name)};" if _CHARTS else ""


def sheet() -> str:
    """The whole sheet for a page without Streamlit, in the colours the browser asks for."""
    dark = css_variables(theme("dark"))
    return f"{css_variables(theme('light'))}@media (prefers-color-scheme: dark) {{ {dark} }}{_SHEET}"
