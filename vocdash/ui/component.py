"""Small components of our own, for what no widget of Streamlit does: their looks and doings stand beside the module that draws them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st


def component(module: str, name: str, html: str) -> Any:
    """The component of a module, given by its `__file__`, with the .css and .js files that are called like it."""
    here = Path(module)
    css, js = (here.with_suffix(suffix).read_text(encoding="utf-8") for suffix in (".css", ".js"))
    return st.components.v2.component(name, html=html, css=css, js=js)
