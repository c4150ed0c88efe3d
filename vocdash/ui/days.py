"""The field that asks for a day."""

from __future__ import annotations

from datetime import date
from typing import Any, overload

import streamlit as st

from vocdash import locales

FIRST, LAST = date(1970, 1, 1), date(2100, 12, 31)
"""What can be asked for. Streamlit alone would end ten years before and after the day that stands in the field."""


@overload
def field(label: str, value: date, **how: Any) -> date: ...
@overload
def field(label: str, value: None = None, **how: Any) -> date | None: ...
def field(label: str, value: date | None = None, **how: Any) -> date | None:
    """A field for one day, in the order in which the reader writes it; `how` are words for Streamlit's own field."""
    return st.date_input(label, value, min_value=FIRST, max_value=LAST, format=locales.here().day_field, **how)
