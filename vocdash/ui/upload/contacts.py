"""A file of contacts on the Upload page: what of it can come in, row by row, and the press that brings it in. It changes no score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import streamlit as st

from vocdash.access import Actor
from vocdash.charts.theme import fmt_n
from vocdash.choices import read_choices
from vocdash.errors import MappingError
from vocdash.ingest.contact_columns import ALSO, FIELDS, NEEDED, OUR_WORDS, ContactColumns, lists_contacts, recognise
from vocdash.ingest.contacts import ContactsReport, bring_in_contacts
from vocdash.store import Store
from vocdash.ui import blocks, data
from vocdash.ui.edge import edge, tell
from vocdash.ui.frame import Here
from vocdash.ui.markup import Markup, bold, join
from vocdash.ui.upload import findings, state
from vocdash.ui.upload.state import MEANING, Upload

_DONE = "voc_contacts_done"
_JOURNEY = "contacts_journey"
_COLUMN, _ALWAYS = "Column", "Always"
_FIELDS = {
    "customer": "Customer number",
    "at": "When",
    "stage": "Stage",
    "kind": "Kind",
    "touchpoint": "Touchpoint",
    "channel": "Channel",
    "direction": "In or out",
    "human": "By a person, yes or no",
}


def are_in(upload: Upload) -> bool:
    """Whether the file of this upload lists contacts."""
    if upload.inspection is None or upload.lists_contacts is not None:
        return bool(upload.lists_contacts)
    return lists_contacts(upload.inspection.table.columns)


def draw_how() -> None:
    """What a file of contacts is, for whoever has one."""
    with st.popover("A list of contacts?", icon=":material/call:", type="tertiary"):
        blocks.draw(
            blocks.caption(
                join(
                    [
                        "Calls, messages, deliveries and promises come in here, too, and stand on the customer’s road. The file tells ",
                        *(bold(", ".join(NEEDED)), ", and may tell ", bold(", ".join(ALSO)), ", each in a column. A kind is one of: "),
                        f"{', '.join(OUR_WORDS['kind'])}.",
                    ]
                )
            )
        )


def draw(here: Here, upload: Upload) -> None:
    """What would come in of the file, and the press that does it."""
    journeys = data.of_answers(read_choices, None).journeys
    with st.container(border=True, key="voc_card_contacts"):
        told = "They stand on each customer’s road and change no score. Nothing is stored until you press Import."
        blocks.draw(blocks.finding(f"{upload.name} lists contacts, not answers", told, main=True))
        if not journeys:
            blocks.draw(blocks.empty("There is no journey yet.", "Bring in answers first, or make a journey under Journey design."))
            journey, said, report = None, None, None
        else:
            journey = st.selectbox("They belong to", list(journeys), format_func=journeys.__getitem__, key=_JOURNEY, width=320)
            said = _draw_columns(upload, journey)
            report = _tell_foreseen(here, upload, journey, said)
    with st.container(horizontal=True, gap="small"):
        new = report.added if report else 0
        args = (here, upload, journey, said)
        st.button(f"Import {fmt_n(new)} contacts", type="primary", key="import_contacts", on_click=_import, args=args, disabled=not new)
        answers = replace(upload, step=MEANING, lists_contacts=False)
        st.button("These are answers", key="no_contacts", on_click=state.go, args=(answers,))
        st.button("Choose another file", type="tertiary", key="other_file", on_click=state.leave)


def _draw_columns(upload: Upload, journey: str) -> ContactColumns:
    """Where each field stands in the file, as its usual name says until somebody says otherwise."""
    headers, choices = upload.read.table.columns, data.of_answers(read_choices, journey)
    known = recognise(headers)
    fixed: dict[str, Iterable[str]] = {
        "stage": choices.stages.values(),
        "touchpoint": choices.touchpoints.values(),
        "channel": choices.channels.values(),
        **OUR_WORDS,
    }
    named: dict[str, str] = {}
    always: dict[str, str] = {}
    with (
        st.expander("What the columns mean", icon=":material/tune:", expanded=not set(NEEDED) <= set(known)),
        st.grid(4, min_column_width=200),
    ):
        for name in FIELDS:
            options = [("", ""), *((_COLUMN, header) for header in headers), *((_ALWAYS, value) for value in fixed.get(name, ()))]
            at = options.index((_COLUMN, known[name])) if name in known else 0
            way, word = st.selectbox(_FIELDS[name], options, index=at, format_func=_option, key=f"voc_contacts_{name}")
            if way == _ALWAYS:
                always[name] = word
            else:
                named[name] = word
    return ContactColumns(named, always)


def _option(option: tuple[str, str]) -> str:
    way, word = option
    return f"{way} “{word}”" if way else "Not told"


def _tell_foreseen(here: Here, upload: Upload, journey: str, said: ContactColumns) -> ContactsReport | None:
    """What would come in, row by row; None where the columns do not tell enough, which is said instead."""
    told = (tuple(said.named.items()), tuple(said.always.items()))
    try:
        report = data.remembered(_foreseen, str(upload.file), upload.name, journey, told, here.actor)
    except MappingError as error:
        tell(error)
        return None
    blocks.draw(blocks.caption(_title(report)), _counts(report), findings.findings_table(report.findings))
    return report


_Told = tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]


def _foreseen(store: Store, path: str, name: str, journey: str, told: _Told, actor: Actor) -> ContactsReport:
    said = ContactColumns(dict(told[0]), dict(told[1]))
    return bring_in_contacts(store, actor, Path(path), journey, said, dry_run=True, file_name=name)


def _title(report: ContactsReport) -> str:
    if report.refused:
        return f"{fmt_n(report.rows - report.refused)} of {fmt_n(report.rows)} contacts can come in"
    if not report.added:
        return f"All {fmt_n(report.rows)} contacts are here already, so there is nothing to import"
    return f"All {fmt_n(report.rows)} contacts can come in"


def _counts(report: ContactsReport) -> Markup:
    same = ("already here, the same", report.same, "same")
    return blocks.stacked_bar((("new", report.added, "new"), same, ("refused", report.refused, "refused")))


def _import(here: Here, upload: Upload, journey: str, said: ContactColumns) -> None:
    with edge():
        report = bring_in_contacts(data.store(), here.actor, upload.file, journey, said, file_name=upload.name)
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
