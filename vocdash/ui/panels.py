"""The filters of a page as one piece of HTML: buttons that say what is chosen, and below each what can be.

What can be chosen goes to the browser as data. The script draws it when somebody opens a panel, and a choice there is a new address,
which leads on as any link of the page does: with widgets of Streamlit the filters were half of what the browser does for a change.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import streamlit as st

from vocdash.ui import days
from vocdash.ui.markup import Markup, element, join, unmarked

_MOST_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to choose: one or many of the options, a day, or whether a switch is on; options and `chosen` as the address says them.

    `usual` is what needs no word in the address, and `drops` are the keys of the address that mean nothing after another choice. The
    `hint` of many says what holds while none is chosen, and that of a switch what it does.
    """

    kind: Literal["one", "many", "day", "switch"]
    key: str
    label: str
    options: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    usual: str = ""
    hint: str = ""
    drops: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """A button with its name, what it says, and its icon; and what is chosen from below it."""

    name: str
    label: str
    icon: str
    fields: tuple[Field, ...]


def draw(panels: Sequence[Panel]) -> None:
    """Put the buttons side by side; they wrap."""
    st.html(element("div", *(_drawn(panel) for panel in panels), cls="voc-filters"), width="content")


def _drawn(panel: Panel) -> Markup:
    name = f"voc_filter_{panel.name}"
    icon, more = (element("span", sign, cls="voc-icon", aria_hidden="true") for sign in (panel.icon, "expand_more"))
    label = element("span", panel.label)
    button = element("button", icon, label, more, type="button", popovertarget=name, style=f"anchor-name: --{name}")
    columns = min(len(panel.fields), _MOST_COLUMNS)
    fields = json.dumps([asdict(field) for field in panel.fields], ensure_ascii=False)
    held = {"id": name, "role": "group", "aria_label": " and ".join(dict.fromkeys(field.label for field in panel.fields[:2]))}
    span = {"data_first": days.FIRST.isoformat(), "data_last": days.LAST.isoformat()}
    below = {
        "popover": "auto",
        "cls": "voc-panel",
        "style": f"position-anchor: --{name}; --voc-columns: {columns}",
        "data_fields": unmarked(fields),
    }
    return join([button, element("div", **below, **held, **span)])
