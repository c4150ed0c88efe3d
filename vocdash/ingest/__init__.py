"""Files in: read, mapped, checked, scored and written whole, or not at all; and taken back."""

from vocdash.ingest.bring_in import bring_in
from vocdash.ingest.mapping import Mapping
from vocdash.ingest.mapping_file import load_mapping
from vocdash.ingest.progress import Progress
from vocdash.ingest.recognise import recognise
from vocdash.ingest.report import ImportReport, as_json, as_text
from vocdash.ingest.sample import load_sample, remove_sample
from vocdash.ingest.undo import UndoReport, undo_import, undone_as_text

__all__ = [
    "ImportReport",
    "Mapping",
    "Progress",
    "UndoReport",
    "as_json",
    "as_text",
    "bring_in",
    "load_mapping",
    "load_sample",
    "recognise",
    "remove_sample",
    "undo_import",
    "undone_as_text",
]
