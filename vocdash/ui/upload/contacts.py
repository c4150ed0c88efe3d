"""A file of contacts on the Upload page: what of it can come in, row by row, and the press that brings it in. It changes no score."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import streamlit as st

from vocdash.access import Actor
from vocdash.charts.theme import fmt_n
from vocdash.choices import read_choices
from vocdash.ingest.contacts import ALSO, KINDS, NEEDED, ContactsReport, bring_in_contacts, lists_contacts
from vocdash.store import Store
from vocdash.ui import blocks, data
from vocdash.ui.edge import edge
from vocdash.ui.frame import Here
from vocdash.ui.markup import Markup, bold, join
from vocdash.ui.upload import findings, state
from vocdash.ui.upload.state import MEANING, Upload

_DONE = "voc_contacts_done"
_JOURNEY = "contacts_journey"


def are_in(upload: Upload) -> bool:
    """Whether the file of this upload lists contacts."""
    return upload.inspection is not None and lists_contacts(upload.inspection.table.columns)


def draw_how() -> None:
    """What a file of contacts is, for whoever has one."""
    with st.popover("A list of contacts?", icon=":material/call:", type="tertiary"):
        blocks.draw(
            blocks.caption(
                join(
                    [
                        "Calls, messages, deliveries and promises come in here, too, and stand on the customer’s road. The file needs the ",
                        *("columns ", bold(", ".join(NEEDED)), ", and may have ", bold(", ".join(ALSO)), ". A kind is one of: "),
                        f"{', '.join(KINDS)}.",
                    ]
                )
            )
        )


def draw(here: Here, upload: Upload) -> None:
    """What would come in of the file, and the press that does it."""
    journeys = data.of_answers(read_choices, None).journeys
    with st.container(border=True, key="voc_card_contacts"):
        said = "They stand on each customer’s road and change no score. Nothing is stored until you press Import."
        blocks.draw(blocks.finding(f"{upload.name} lists contacts, not answers", said, main=True))
        if not journeys:
            blocks.draw(blocks.empty("There is no journey yet.", "Bring in answers first, or make a journey under Journey design."))
            journey, report = None, None
        else:
            journey = st.selectbox("They belong to", list(journeys), format_func=journeys.__getitem__, key=_JOURNEY, width=320)
            report = data.remembered(_foreseen, str(upload.file), upload.name, journey, here.actor)
            blocks.draw(blocks.caption(_title(report)), _counts(report), findings.findings_table(report.findings))
    with st.container(horizontal=True, gap="small"):
        new = report.added if report else 0
        args = (here, upload, journey)
        st.button(f"Import {fmt_n(new)} contacts", type="primary", key="import_contacts", on_click=_import, args=args, disabled=not new)
        st.button("These are answers", key="no_contacts", on_click=state.go, args=(replace(upload, step=MEANING),))
        st.button("Choose another file", type="tertiary", key="other_file", on_click=state.leave)


def _foreseen(store: Store, path: str, name: str, journey: str, actor: Actor) -> ContactsReport:
    return bring_in_contacts(store, actor, Path(path), journey, dry_run=True, file_name=name)


def _title(report: ContactsReport) -> str:
    if report.refused:
        return f"{fmt_n(report.rows - report.refused)} of {fmt_n(report.rows)} contacts can come in"
    if not report.added:
        return f"All {fmt_n(report.rows)} contacts are here already, so there is nothing to import"
    return f"All {fmt_n(report.rows)} contacts can come in"


def _counts(report: ContactsReport) -> Markup:
    same = ("already here, the same", report.same, "same")
    return blocks.stacked_bar((("new", report.added, "new"), same, ("refused", report.refused, "refused")))


def _import(here: Here, upload: Upload, journey: str) -> None:
    with edge():
        report = bring_in_contacts(data.store(), here.actor, upload.file, journey, file_name=upload.name)
        state.leave()
        st.session_state[_DONE] = (upload.name, report)


def draw_done() -> None:
    """What came in of the file before, until something else is done."""
    done: tuple[str, ContactsReport] | None = st.session_state.pop(_DONE, None)
    if done is None:
        return
    name, report = done
    with st.container(border=True, key="voc_card_contacts_done"):
        said = "They stand on their customers’ roads now: open a case, and follow “Their whole journey”. Undo is below."
        blocks.draw(blocks.finding(f"{fmt_n(report.added)} contacts of {name} came in", said, main=True), _counts(report))
        blocks.draw(findings.findings_table(report.findings))
