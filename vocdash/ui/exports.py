"""A chart as a file, made when somebody presses the button."""

from __future__ import annotations

from functools import partial
from typing import Any, get_args

import streamlit as st

from vocdash.charts.export import FileKind
from vocdash.charts.figure import Figure
from vocdash.charts.landscape import on_a_page
from vocdash.charts.theme import Theme

_TYPES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}


def draw_export(figure: Figure, theme: Theme, name: str, **page: Any) -> None:
    """A popover with one button a file format; `page` is what stands around the figure on its landscape page."""
    with st.popover("Export", icon=":material/download:", key=f"export_{name}", on_change="rerun") as opened:
        for kind in get_args(FileKind) if opened.open else ():
            st.download_button(
                kind.upper(),
                data=partial(on_a_page, figure, theme, kind, **page),
                file_name=f"vocdash-{name}.{kind}",
                mime=_TYPES[kind],
                on_click="ignore",
                key=f"export_{name}_{kind}",
                width="stretch",
            )
