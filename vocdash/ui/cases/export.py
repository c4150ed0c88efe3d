"""The cases on the screen as a file, made when somebody presses the button."""

from __future__ import annotations

import csv
import io
from functools import partial

import streamlit as st

from vocdash.access import Actor
from vocdash.cases.export import COLUMNS, MOST, Value, as_text, as_xlsx, read_table
from vocdash.cases.wanted import Sort, Wanted
from vocdash.charts.theme import fmt_n
from vocdash.outgoing import harmless
from vocdash.ui import blocks, data


def draw_export(actor: Actor, wanted: Wanted, sort: Sort) -> None:
    """A popover with one button a format, for everything the filters leave."""
    with st.popover("Export", type="tertiary", icon=":material/download:", key="voc_case_export"):
        for name, make, mime in (
            ("CSV", _csv, "text/csv"),
            ("XLSX", _xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ):
            st.download_button(
                name,
                data=partial(make, actor, wanted, sort),
                file_name=f"vocdash-cases.{name.lower()}",
                mime=mime,
                on_click="ignore",
                key=f"voc_case_{name}",
                width="stretch",
            )
        blocks.draw(blocks.caption(f"Every case the filters leave, {fmt_n(MOST)} at most."))


def _csv(actor: Actor, wanted: Wanted, sort: Sort) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows([_cell(value) for value in row] for row in read_table(data.store(), actor, wanted, sort))
    return file.getvalue().encode("utf-8-sig")


def _cell(value: Value) -> Value:
    plain = as_text(value)
    return harmless(plain) if isinstance(plain, str) else plain


def _xlsx(actor: Actor, wanted: Wanted, sort: Sort) -> bytes:
    return as_xlsx(read_table(data.store(), actor, wanted, sort))
