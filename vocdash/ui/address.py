"""What the address bar says, where Streamlit would lose it: on the first change of page, and on the way back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

Pairs = tuple[tuple[str, str], ...]
"""A query as pairs, a key once for each of its values."""

_LEFT = "voc_left"
_STREAMLITS_OWN = ("embed", "embed_options")
"""What an app may neither read nor write in its address."""

_LONGEST_NUMBER = 40
"""Letters; far longer numbers are slow to read, and refused by Python itself."""

_BEYOND = 1 << 63


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


def as_it_is() -> Pairs:
    """What the address says now."""
    return tuple((key, value) for key in st.query_params for value in st.query_params.get_all(key))


def said_anew(pairs: Iterable[tuple[str, str]], new: Mapping[str, str]) -> str:
    """A query with some of its keys said anew; what is empty is taken out of it."""
    kept = [(key, value) for key, value in pairs if key not in new]
    return urlencode([*kept, *((key, value) for key, value in new.items() if value)])


def number(word: str) -> int:
    """The whole number a word of the address says, as a database can hold it. Raises ValueError for any other word."""
    if len(word) > _LONGEST_NUMBER or not -_BEYOND <= (found := int(word)) < _BEYOND:
        raise ValueError("a number that no database holds")
    return found


def moment(word: str) -> datetime:
    """The moment a word of the address says, in UTC. Raises ValueError for any other word, and for one without a time zone."""
    found = datetime.fromisoformat(word)
    if found.tzinfo is None:
        raise ValueError("a moment without a time zone")
    try:
        return found.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("a moment outside the calendar") from error


def leave(page: str, own: Pairs) -> None:
    """Let links to `page` from other pages say what was chosen there, besides the filters that all pages share."""
    st.session_state[_LEFT] = st.session_state.get(_LEFT, {}) | {page: own}


def left_at(page: str) -> Pairs:
    """What was chosen on `page` when it was looked at last; nothing where nobody was yet."""
    found: Pairs = st.session_state.get(_LEFT, {}).get(page, ())
    return found
