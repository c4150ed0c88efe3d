"""The upload, step by step: File → What it means → Report → Import → Done. Nothing is stored before Import is pressed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import streamlit as st

from vocdash import settings
from vocdash.domain import Method
from vocdash.errors import VocError
from vocdash.ingest.bring_in import Progress, bring_in
from vocdash.ingest.mapping import Mapping, load_mapping
from vocdash.ingest.read import Table, read_table
from vocdash.ingest.recognise import recognise
from vocdash.ingest.report import ImportReport
from vocdash.ui import blocks, data, findings, meaning
from vocdash.ui.edge import edge
from vocdash.ui.frame import Here, link
from vocdash.ui.meaning import Column

STEPS = ("File", "What it means", "Report", "Import", "Done")
TYPES = ["csv", "tsv", "txt", "xlsx", "xls", "ods", "jsonl", "zip"]
_STATE = "voc_upload"
_SAMPLE_ROWS = 200


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way in. The folder lives as long as the session."""

    step: int = 0
    folder: TemporaryDirectory[str] | None = None
    path: Path | None = None
    name: str = ""
    mapping: Mapping | None = None
    report: ImportReport | None = None
    columns: tuple[Column, ...] = field(default=())

    @property
    def file(self) -> Path:
        if self.path is None:
            raise VocError("The uploaded file is gone.", "Upload it again.")
        return self.path


def current() -> Upload:
    state: Upload = st.session_state.setdefault(_STATE, Upload())
    return state


def _go(upload: Upload) -> None:
    st.session_state[_STATE] = upload


def draw(here: Here) -> None:
    """The step the session is in."""
    upload = current()
    blocks.draw(blocks.stepper(STEPS, upload.step))
    with edge():
        {0: _draw_file, 1: _draw_meaning, 2: _draw_report, 3: _draw_import, 4: _draw_done}[upload.step](here, upload)


# --- 1 File ----------------------------------------------------------------------------------------------------------


def _draw_file(here: Here, upload: Upload) -> None:
    with st.container(border=True, key="voc_card_file"):
        blocks.draw(
            blocks.finding(
                "Choose a file with answers",
                "One row an answer, or one row a submission. Nothing is stored until you press Import.",
                main=True,
            )
        )
        given = st.file_uploader(
            "File", type=TYPES, max_upload_size=settings.get("max_upload_mb"), key="upload_file", label_visibility="collapsed"
        )
        if given is None:
            return
        folder = TemporaryDirectory(prefix="vocdash-")
        path = Path(folder.name) / "upload"
        with path.open("wb") as copy:
            copy.write(given.getbuffer())
        table = read_table(path, name=given.name)
        _draw_table(table)
    ready = replace(upload, step=1, folder=folder, path=path, name=given.name, mapping=None, columns=())
    st.button(
        "Say what it means",
        type="primary",
        icon=":material/arrow_forward:",
        icon_position="right",
        key="to_meaning",
        on_click=_go,
        args=(ready,),
    )


def _draw_table(table: Table) -> None:
    blocks.draw(blocks.finding(f"{table.name}: {table.data_rows:,} rows, {len(table.columns)} columns", findings.written_as(table)))
    st.dataframe(pd.DataFrame(table.sample(8), columns=list(table.columns)), hide_index=True, alt="The first rows of the file")
    blocks.draw(findings.findings_table(table.findings))


# --- 2 What it means -------------------------------------------------------------------------------------------------


def _draw_meaning(here: Here, upload: Upload) -> None:
    table = read_table(upload.file, name=upload.name)
    known = _recognised(table)
    ways = (["As recognised"] if known else []) + ["Column by column", "A mapping file"]
    with st.container(border=True, key="voc_card_meaning"):
        blocks.draw(blocks.finding(*findings.meaning_finding(table, known), main=True))
        way = st.segmented_control("How to read it", ways, default=ways[0], required=True, key="upload_way", label_visibility="collapsed")
        mapping = {"As recognised": lambda: known, "A mapping file": _draw_mapping_file}.get(
            str(way), lambda: _draw_editor(here, upload, table)
        )()
    with st.container(horizontal=True, gap="small"):
        if mapping is not None:
            ready = replace(upload, step=2, mapping=mapping, report=None)
            st.button(
                "Check every row",
                type="primary",
                icon=":material/arrow_forward:",
                icon_position="right",
                key="to_report",
                on_click=_go,
                args=(ready,),
            )
        _draw_back(replace(upload, step=0))


def _recognised(table: Table) -> Mapping | None:
    try:
        return recognise(table.columns)
    except VocError:
        return None


def _draw_mapping_file() -> Mapping | None:
    given = st.file_uploader("Mapping file", type=["toml", "json"], key="upload_mapping", help="The same file as for the command line.")
    if given is None:
        return None
    with TemporaryDirectory(prefix="vocdash-") as folder:
        path = Path(folder) / Path(given.name).name
        path.write_bytes(given.getvalue())
        mapping = load_mapping(path)
    blocks.draw(blocks.notice(f"{given.name} speaks of {len(mapping.columns())} columns."))
    return mapping


def _draw_editor(here: Here, upload: Upload, table: Table) -> Mapping | None:
    guessed = pd.DataFrame([_as_row(column) for column in meaning.guess(table.columns, table.sample(_SAMPLE_ROWS))])
    edited = st.data_editor(
        guessed,
        hide_index=True,
        disabled=["Column", "Examples"],
        key=f"upload_columns_{hash(table.columns)}",
        column_config={
            "Meaning": st.column_config.SelectboxColumn(options=list(meaning.MEANINGS), required=True),
            "Scale": st.column_config.SelectboxColumn(options=list(meaning.SCALE_NAMES)),
            "Stage": st.column_config.TextColumn(help="A stage of the journey, by its name; a new one is made."),
            "Touchpoint": st.column_config.TextColumn(help="A touchpoint, by its name; a new one is made."),
        },
    )
    columns = [Column(*(str(cell or "") for cell in row)) for row in edited.itertuples(index=False)]
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        source = st.text_input("Name of the source", value=Path(upload.name).stem, key="upload_source", width=240)
        method = st.selectbox("How it was collected", [method.value for method in Method], key="upload_method", width=200)
        journey = st.text_input("Journey", value=_default_journey(here), key="upload_journey", width=240)
    missing = meaning.open_questions(columns)
    if missing:
        blocks.draw(blocks.tags(blocks.tag("needs you", "bad"), " ".join(missing)))
        return None
    return load_mapping(meaning.to_mapping(columns, source=source or upload.name, method=method, journey=journey or "Customer journey"))


def _as_row(column: Column) -> dict[str, str]:
    return {
        "Column": column.column,
        "Examples": column.examples,
        "Meaning": column.meaning,
        "Scale": column.scale,
        "Stage": column.stage,
        "Touchpoint": column.touchpoint,
    }


def _default_journey(here: Here) -> str:
    """One's own journey; never the sample's."""
    journeys = here.choices.journeys
    return "Customer journey" if here.choices.sample else journeys.get(here.choices.journey or "", "Customer journey")


# --- 3 Report, 4 Import, 5 Done --------------------------------------------------------------------------------------


def _draw_report(here: Here, upload: Upload) -> None:
    report = upload.report or _run(here, upload, "Checking every row", dry_run=True)
    if upload.report is None:
        _go(replace(upload, report=report))
    with st.container(border=True, key="voc_card_report"):
        blocks.draw(*findings.report_blocks(report))
        if report.refused_csv():
            st.download_button(
                "Download the refused rows",
                report.refused_csv,
                "refused-rows.csv",
                "text/csv",
                on_click="ignore",
                icon=":material/download:",
                key="refused",
            )
    coming = report.added + report.changed
    with st.container(horizontal=True, gap="small"):
        if coming:
            ready = replace(upload, step=3, report=report)
            st.button(
                f"Import {coming:,} rows",
                type="primary",
                icon=":material/arrow_forward:",
                icon_position="right",
                key="to_import",
                on_click=_go,
                args=(ready,),
            )
        _draw_back(replace(upload, step=1, report=None))


def _draw_import(here: Here, upload: Upload) -> None:
    with st.container(border=True, key="voc_card_import"):
        blocks.draw(blocks.finding("The rows are coming in", "Everything or nothing: if it stops, nothing was stored.", main=True))
        try:
            report = _run(here, upload, "Importing", dry_run=False)
        except VocError:
            _go(replace(upload, step=2))
            raise
    _go(replace(upload, step=4, report=report))
    st.rerun()


def _run(here: Here, upload: Upload, words: str, *, dry_run: bool) -> ImportReport:
    place = st.empty()
    bar = place.progress(0.0, text=words)

    def tell(progress: Progress) -> None:
        bar.progress(
            min(1.0, progress.done / max(1, progress.total)), text=f"{words}: {progress.step}, {progress.done:,} of {progress.total:,} rows"
        )

    report = bring_in(data.store(), here.actor, upload.file, upload.mapping, dry_run=dry_run, progress=tell, file_name=upload.name)
    place.empty()
    return report


def _draw_done(here: Here, upload: Upload) -> None:
    report = upload.report
    if report is None:
        _go(Upload())
        st.rerun()
    with st.container(border=True, key="voc_card_done"):
        blocks.draw(*findings.done_blocks(report))
        with st.container(horizontal=True, gap="small"):
            link("overview", "Open the overview")
            link("journey_map", "See the journey map")
            link("voices", "Read the comments")
    st.button("Upload another file", key="again", on_click=_go, args=(Upload(),))


def _draw_back(upload: Upload) -> None:
    st.button("Back", type="tertiary", key="back", on_click=_go, args=(upload,))
