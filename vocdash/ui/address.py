"""What the address bar says, where Streamlit would lose it: on the first change of page, and on the way back."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

_STREAMLITS_OWN = ("embed", "embed_options")
"""What an app may neither read nor write in its address."""


def is_set(key: str) -> bool:
    """Whether the widget `key` has a value that counts more than the address: not yet on a first visit, nor when going back.

    The browser's way back brings an old address with it, and the widgets follow it, but only when they are drawn.
    """
    run = get_script_run_ctx()
    return key in st.session_state and not (run is not None and run.is_history_navigation)


def keep(key: str, value: Any) -> None:
    """Put the value of a widget that is bound to the address back into it, where a change of page has dropped it.

    After a full load Streamlit knows the value by the widget alone, not by its key, and does not write it again; a value set
    by code it does write.
    """
    if key in st.session_state and key not in st.query_params:
        st.session_state[key] = value


def restore() -> None:
    """Put back what Streamlit drops of an address that the browser went to by itself: what no widget was touched for.

    To be called before any widget is drawn; the widgets then take it from there.
    """
    run = get_script_run_ctx()
    if run is None or not run.is_history_navigation:
        return
    asked = parse_qs(run.query_string)
    if missing := {key: values for key, values in asked.items() if key not in st.query_params and key.lower() not in _STREAMLITS_OWN}:
        st.query_params.update(missing)
