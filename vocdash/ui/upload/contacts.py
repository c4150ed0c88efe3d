"""A file of contacts on the Upload page: what of it can come in, row by row, and the job that brings it in. It changes no score."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import streamlit as st

from vocdash.access import Actor
from vocdash.charts.theme import fmt_n
from vocdash.choices import read_choices
from vocdash.errors import MappingError
from vocdash.ingest.contact_columns import ALSO, FIELDS, NEEDED, OUR_WORDS, ContactColumns, lists_contacts, recognise
from vocdash.ingest.contact_mapping import ContactsMapping, load_contacts_mapping
from vocdash.ingest.contacts import ContactsReport, contacts_from_json, foresee_contacts
from vocdash.ingest.jobs import CONTACTS, Job, start
from vocdash.ingest.remembered import remember_contacts
from vocdash.store import Store
from vocdash.ui import blocks, data
from vocdash.ui.edge import edge, tell
from vocdash.ui.frame import Here
from vocdash.ui.markup import Markup, bold, join
from vocdash.ui.upload import done, findings, importing, state
from vocdash.ui.upload.state import MEANING, Upload

_LOOKED_AT = 20_000
"""How many rows are looked at before Import is pressed; the job looks at all of them."""

_JOURNEY = "contacts_journey"
_COLUMN, _ALWAYS = "Column", "Always"
_Option = tuple[str, str]
_NOT_TOLD: _Option = ("", "")
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
    return upload.contacts is not None or lists_contacts(upload.inspection.table.columns)


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
            mapping, report = None, None
        else:
            mapping = _draw_meaning(upload, journeys)
            report = _tell_foreseen(here, upload, mapping)
    with st.container(horizontal=True, gap="small"):
        new = report.added if report else 0
        label = "Import all contacts" if report and report.rows < report.of else f"Import {fmt_n(new)} contact{'' if new == 1 else 's'}"
        st.button(label, type="primary", key="import_contacts", on_click=_import, args=(here, upload, mapping), disabled=not new)
        answers = replace(upload, step=MEANING, lists_contacts=False)
        st.button("These are answers", key="no_contacts", on_click=state.go, args=(answers,))
        st.button("Choose another file", type="tertiary", key="other_file", on_click=state.leave)


def _draw_meaning(upload: Upload, journeys: Mapping[str, str]) -> ContactsMapping:
    """The journey and the columns, as they were the last time a file had these columns, or as their names say."""
    before, codes = upload.contacts, list(journeys)
    at = codes.index(before.journey) if before and before.journey in journeys else 0
    journey = st.selectbox("They belong to", codes, index=at, format_func=journeys.__getitem__, key=_JOURNEY, width=320)
    if before:
        blocks.draw(blocks.caption("The columns mean what they meant in the last file like this one."))
    return ContactsMapping(journey, _draw_columns(upload, journey), dict(upload.asked))


def _draw_columns(upload: Upload, journey: str) -> ContactColumns:
    """Where each field stands in the file, as its usual name says until somebody says otherwise."""
    headers, choices = upload.read.table.columns, data.of_answers(read_choices, journey)
    known: dict[str, _Option] = {name: (_COLUMN, header) for name, header in recognise(headers).items()}
    if upload.contacts:
        columns = upload.contacts.columns
        known |= {name: (_COLUMN, header) if header else _NOT_TOLD for name, header in columns.named.items()}
        known |= {name: (_ALWAYS, value) for name, value in columns.always.items()}
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
            options = [_NOT_TOLD, *((_COLUMN, header) for header in headers), *((_ALWAYS, value) for value in fixed.get(name, ()))]
            at = options.index(known[name]) if known.get(name) in options else 0
            way, word = st.selectbox(_FIELDS[name], options, index=at, format_func=_option, key=f"voc_contacts_{name}")
            if way == _ALWAYS:
                always[name] = word
            else:
                named[name] = word
    return ContactColumns(named, always)


def _option(option: _Option) -> str:
    way, word = option
    return f"{way} “{word}”" if way else "Not told"


def _tell_foreseen(here: Here, upload: Upload, mapping: ContactsMapping) -> ContactsReport | None:
    """What would come in, row by row; None where the columns do not tell enough, which is said instead."""
    told = json.dumps(mapping.to_dict(), sort_keys=True)
    try:
        report = data.remembered(_foreseen, str(upload.file), upload.name, told, here.actor)
    except MappingError as error:
        tell(error)
        return None
    blocks.draw(blocks.caption(_title(report)), _counts(report), findings.findings_table(report.findings))
    return report


def _foreseen(store: Store, path: str, name: str, told: str, actor: Actor) -> ContactsReport:
    mapping = load_contacts_mapping(json.loads(told))
    return foresee_contacts(store, actor, Path(path), mapping, most=_LOOKED_AT, file_name=name)


def _title(report: ContactsReport) -> str:
    rows = fmt_n(report.rows)
    if report.rows < report.of:
        return f"{fmt_n(report.rows - report.refused)} of the first {rows} contacts of {fmt_n(report.of)} can come in"
    if report.refused:
        return f"{fmt_n(report.rows - report.refused)} of {rows} contacts can come in"
    if not report.added:
        return f"All {rows} contacts are here already, so there is nothing to import"
    return f"All {rows} contacts can come in"


def _counts(report: ContactsReport) -> Markup:
    same = ("already here, the same", report.same, "same")
    return blocks.stacked_bar((("new", report.added, "new"), same, ("refused", report.refused, "refused")))


def _import(here: Here, upload: Upload, mapping: ContactsMapping) -> None:
    """Start the job and remember what the columns mean for the next file like this one."""
    with edge():
        job_id = start(data.store(), here.actor, CONTACTS, upload.file, mapping, file_name=upload.name)
        remember_contacts(data.store(), here.actor, upload.read.table.columns, mapping, name=upload.name, seen=upload.seen)
        importing.follow(job_id)


def draw_done(here: Here, job: Job) -> None:
    """What came in of a file, and its way back."""
    told = job.result or {}
    import_id = told.get("import_id")
    report = contacts_from_json(told) if "findings" in told else None
    undone = import_id is not None and done.is_undone(import_id)
    with st.container(border=True, key="voc_card_contacts_done"):
        if report is None:
            blocks.draw(blocks.finding(f"{job.file_name} came in whole", job.message, main=True))
        elif import_id is None:
            blocks.draw(blocks.finding(f"Nothing of {job.file_name} was new", job.message, main=True))
        else:
            said = "They stand on their customers’ roads now: open a case, and follow “Their whole journey”."
            contacts = "1 contact" if report.added == 1 else f"{fmt_n(report.added)} contacts"
            blocks.draw(blocks.finding(f"{contacts} of {job.file_name} came in", said, main=True))
        if report is not None:
            blocks.draw(_counts(report), findings.findings_table(report.findings))
        if import_id is not None:
            done.draw_way_back(here, import_id, undone)
