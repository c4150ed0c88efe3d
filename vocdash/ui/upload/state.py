"""The upload of a session, from the file to the press of Import. It is a value; nothing of it is in the store."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from vocdash.errors import VocError
from vocdash.ingest.contact_mapping import ContactsMapping
from vocdash.ingest.copies import new_session_folder
from vocdash.ingest.inspect import Inspection, inspect, inspect_table
from vocdash.ingest.jobs import Job, order
from vocdash.ingest.known import Known, read_known
from vocdash.ingest.mapping import Mapping as IngestMapping
from vocdash.ingest.preview import RowPreview
from vocdash.ingest.remembered import Saved, read_as_before, recall_contacts, recall_saved
from vocdash.ingest.report import ImportReport
from vocdash.ui import data
from vocdash.ui.edge import edge
from vocdash.ui.frame import Here
from vocdash.ui.upload.plan import Plan, begin
from vocdash.ui.upload.plan import mapping_of as plan_mapping

FILE, MEANING, REPORT, IMPORT, DONE = range(5)
_STATE = "voc_upload"


@dataclass(frozen=True, slots=True)
class Checked:
    """What came out when every row was checked."""

    report: ImportReport
    rows: list[RowPreview]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way in; its copy lives as long as the session.

    `asked` is what the person said about how the file is written, and `seen` are its columns as they seemed to be before. `version`
    rises with each correction made outside the table of columns, and `grid` is that table as it was drawn then: it keeps its own edits in
    between. `saved` says which mapping was found. `check` is the job that looks at every row, "" before there is one for this plan;
    `checked` is what came of it, and `outdated` the check of an earlier plan. `lists_contacts` is what somebody said, None when nobody did;
    `contacts` is what was said of the last file of contacts with these columns.
    """

    step: int = FILE
    folder: TemporaryDirectory[str] | None = field(default=None, repr=False)
    path: Path | None = None
    name: str = ""
    asked: Mapping[str, object] = field(default_factory=dict)
    seen: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    inspection: Inspection | None = None
    plan: Plan | None = None
    saved: str = ""
    version: int = 0
    grid: tuple[Mapping[str, Any], ...] = ()
    check: str = ""
    checked: Checked | None = None
    outdated: str = ""
    lists_contacts: bool | None = None
    contacts: ContactsMapping | None = None

    @property
    def file(self) -> Path:
        """The file. Like the three below it raises VocError on a step that is reached without it."""
        return self.path if self.path is not None else _gone()

    @property
    def read(self) -> Inspection:
        """How it was read."""
        return self.inspection if self.inspection is not None else _gone()

    @property
    def outcome(self) -> Checked:
        """What checking every row found."""
        return self.checked if self.checked is not None else _gone()

    @property
    def meant(self) -> Plan:
        """What its columns mean."""
        return self.plan if self.plan is not None else _gone()


def _gone() -> Any:
    raise VocError("The uploaded file is gone.", "Upload it again.")


def current() -> Upload:
    """The upload of this session."""
    state: Upload = st.session_state.setdefault(_STATE, Upload())
    return state


def go(upload: Upload) -> None:
    """From here on, this is the upload of the session."""
    st.session_state[_STATE] = upload


def mapping_of(upload: Upload) -> IngestMapping:
    """What the plan comes to, with how the file is written. Raises MappingError where something in it contradicts something else."""
    return replace(plan_mapping(upload.meant, known()), reading=dict(upload.asked))


def known() -> Known:
    """The journeys, places, scales and sources there are."""
    return data.remembered(read_known)


def take(given: UploadedFile) -> Upload:
    """The upload of a file just given, copied so that it outlives the widget, read and understood.

    Raises
    ------
    UnreadableFile
        If it is no table of responses.
    """
    folder = new_session_folder()
    path = Path(folder.name) / "upload"
    with path.open("wb") as copy:
        copy.write(given.getbuffer())
    found = read_as_before(data.store(), path, name=given.name)
    upload = replace(current(), folder=folder, path=path, name=given.name, seen=found.seen)
    if contacts := recall_contacts(data.store(), found.seen):
        return understood(replace(upload, contacts=contacts), contacts.reading)
    return _planned(upload, found.saved.mapping.reading if found.saved else {}, inspect_table(found.table), found.saved)


def understood(upload: Upload, asked: Mapping[str, object]) -> Upload:
    """The upload with its file read as `asked`, and a plan of what it means: a saved one where its columns are known."""
    inspection = inspect(upload.file, asked, name=upload.name)
    return _planned(upload, asked, inspection, recall_saved(data.store(), inspection.table.columns))


def _planned(upload: Upload, asked: Mapping[str, object], inspection: Inspection, saved: Saved | None) -> Upload:
    told = f"Recognised as “{saved.name}”, saved on {saved.saved_at.day} {saved.saved_at:%B %Y}." if saved else ""
    return replanned(
        upload,
        asked=asked,
        sheets=inspection.table.sheets,
        inspection=inspection,
        plan=begin(inspection, known(), saved.mapping if saved else None),
        saved=told,
        version=upload.version + 1,
        grid=(),
    )


def replanned(upload: Upload, **changes: Any) -> Upload:
    """The upload with changes after which every row is to be checked again."""
    return replace(upload, check="", checked=None, outdated=upload.check or upload.outdated, **changes)


def leave() -> None:
    """Begin again with no file; a check that waited is forgotten by the next one, or after a day."""
    upload = current()
    go(Upload(outdated=upload.check or upload.outdated))


def of_check(here: Here, job: Job) -> Upload:
    """The upload whose rows a job checks: this session's, or, where somebody comes back to its address, one made of what it was told.

    Raises
    ------
    VocError
        If the file of the check is kept no longer, or is not for this person.
    """
    upload = current()
    if upload.check != job.job_id:
        told = order(data.store(), here.actor, job.job_id)
        folder = new_session_folder()
        path = Path(shutil.copyfile(told.file, Path(folder.name) / "upload"))
        reading = told.mapping.reading if told.mapping else {}
        upload = understood(Upload(folder=folder, path=path, name=job.file_name), reading)
        upload = replace(upload, plan=begin(upload.read, known(), told.mapping))
        upload = replace(upload, check=job.job_id)
    upload = replace(upload, step=REPORT)
    go(upload)
    return upload


def change(verb: Callable[[Plan, Any], Plan], key: str) -> None:
    """Correct the plan by what a widget holds now; for callbacks."""
    with edge():
        upload = current()
        go(replanned(upload, plan=verb(upload.meant, st.session_state[key]), version=upload.version + 1, grid=()))


def choose(verb: Callable[[Plan, Any], Plan], key: str) -> None:
    """The same for what changes no row of the report, which stays."""
    with edge():
        upload = current()
        go(replace(upload, plan=verb(upload.meant, st.session_state[key])))


def hold(key: str, value: Any) -> str:
    """Let the widget `key` show `value` when it is drawn next; gives the key. The value lives in the plan, not in the widget.

    A widget that shows it already is left alone: setting it again would undo in the browser what somebody chose meanwhile.
    """
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
    return key
