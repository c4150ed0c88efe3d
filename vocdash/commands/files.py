"""Files of answers: brought in, looked at, watched for, taken back, and the sample."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from vocdash.access import COMMAND_LINE
from vocdash.commands.command import DONE, REFUSED, Command, UsageError, must_be_in_a_folder, open_current, print_json, watched_progress
from vocdash.locales import listed

if TYPE_CHECKING:
    from vocdash.ingest.inspect import Inspection
    from vocdash.ingest.mapping import Mapping
    from vocdash.store import Store

_NAMED = 40
"""So many columns are named in a sentence."""


def _add_import(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE", help="the survey export or feedback file")
    meant = command.add_mutually_exclusive_group()
    meant.add_argument("--mapping", type=Path, metavar="M", help="mapping file (TOML or JSON) that says what the columns mean")
    meant.add_argument("--suggested", action="store_true", help="take the mapping that `inspect` suggests as it is")
    command.add_argument("--journey", metavar="J", help="journey the answers belong to")
    command.add_argument("--source", metavar="S", help="source the answers come from")
    command.add_argument("--new-places", action="store_true", help="make the stages, touchpoints and channels that only the rows name")
    command.add_argument(
        "--exclude-flagged",
        nargs="+",
        metavar="KIND",
        help="leave these out of scores: straight-lining, identical-comment, duplicate, too-fast",
    )
    command.add_argument("--date", metavar="DAY", help="the day of all answers, as 2026-05-31, where no column says when they were given")
    command.add_argument(
        "--cases",
        choices=("recent", "all", "none"),
        help="which complaints open a case: those of the last weeks (VOCDASH_CASE_DAYS), which is usual, all of them, or none",
    )
    command.add_argument("--dry-run", action="store_true", help="report what would happen, write nothing")
    command.add_argument("--refused", type=Path, metavar="CSV", help="write the refused rows here, with a column that says why")
    _add_reading(command)
    command.add_argument("--json", action="store_true", help="print the report as JSON")


def _add_reading(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--read",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="how the file is written, where that is seen wrongly: encoding, delimiter, quote, header_rows, header_line, decimal, sheet",
    )


def _import(given: argparse.Namespace) -> int:
    from vocdash.alerts import look_after_write
    from vocdash.cases.since import Opens
    from vocdash.ingest.bring_in import bring_in
    from vocdash.ingest.report import as_json, as_text

    if given.refused:
        must_be_in_a_folder(given.refused, "the refused rows")
        if given.refused.is_dir():
            raise UsageError(f"{given.refused} is a folder.", "Name a file in it for the refused rows.")
    store = open_current(given)
    report = bring_in(
        store,
        COMMAND_LINE,
        given.file,
        _on_day(_mapping(given, store), given.date),
        journey=given.journey,
        source=given.source,
        new_places=given.new_places or None,
        exclude_flagged=given.exclude_flagged,
        cases=Opens(given.cases) if given.cases else None,
        reading=_pairs(given.read),
        dry_run=given.dry_run,
        progress=watched_progress(),
    )
    if given.refused:
        given.refused.write_text(report.refused_csv(), encoding="utf-8-sig", newline="")
    if given.json:
        print_json(as_json(report))
    else:
        print(as_text(report))
    if not given.dry_run:
        look_after_write(store)
    return REFUSED if report.refused else DONE


def _mapping(given: argparse.Namespace, store: Store) -> Mapping | None:
    """What was said of the columns: a file, the suggestion, or what was saved for files like this one."""
    from vocdash.ingest.inspect import inspect
    from vocdash.ingest.mapping_file import load_mapping

    if given.mapping:
        return load_mapping(given.mapping)
    if given.suggested:
        inspected = inspect(given.file, _pairs(given.read))
        suggested = _suggestion(inspected)
        _tell(inspected)
        return suggested
    return _remembered(store, given.file)


def _on_day(mapping: Mapping | None, said: str | None) -> Mapping | None:
    """The mapping with one day for all rows, where one is said."""
    from vocdash.ingest.mapping import When

    if said is None:
        return mapping
    try:
        day = date.fromisoformat(said)
    except ValueError:
        raise UsageError(f"“{said}” is no day.", "Write it as 2026-05-31.") from None
    if mapping is None:
        raise UsageError("A day for all rows needs a mapping.", "Add --suggested, or --mapping M.")
    now = mapping.submission.answered_at
    if now and (columns := sorted(now.named())):
        names = listed([f"“{name}”" for name in columns])
        raise UsageError(f"The mapping takes the day of each row from {names}.", "Leave --date out, or change the mapping.")
    return replace(mapping, submission=replace(mapping.submission, answered_at=When(constant=day)))


def _suggestion(inspected: Inspection) -> Mapping:
    from vocdash.ingest.read.turned import CODE as PEOPLE_IN_COLUMNS

    if inspected.to_begin_with is None:
        for finding in inspected.warnings:
            if finding.code == PEOPLE_IN_COLUMNS:
                raise UsageError(finding.what, finding.remedy)
        raise UsageError("No column of this file seems to hold an answer.", "Write a mapping by hand that says which one does.")
    return inspected.to_begin_with


def _tell(inspected: Inspection) -> None:
    """What was noticed about columns that nobody looked over, and which of them nothing is taken from."""
    from vocdash.ingest.report import as_line
    from vocdash.ingest.understand import Kind

    for meaning in inspected.meanings:
        for finding in meaning.findings:
            print(as_line(finding), file=sys.stderr)
    steps = {column for meaning in inspected.meanings for column in meaning.also}
    left_out = (meaning.column for meaning in inspected.meanings if meaning.kind is Kind.LEAVE_OUT)
    if unused := [f"“{column}”" for column in left_out if column not in steps]:
        print(f"Left out, because they seem to hold no answer: {listed(unused, _NAMED)}.", file=sys.stderr)


def _remembered(store: Store, file: Path) -> Mapping | None:
    """The mapping that was saved for files like this one; says so, because nobody asked for it."""
    from vocdash.ingest.remembered import read_as_before

    saved = read_as_before(store, file).saved
    if saved is None:
        return None
    print(f"Read with the mapping “{saved.name}”, saved on {saved.saved_at:%Y-%m-%d} for files with these columns.", file=sys.stderr)
    return saved.mapping


def _pairs(said: Iterable[str]) -> dict[str, object]:
    """NAME=VALUE words as a mapping."""
    pairs = [word.partition("=") for word in said]
    for name, mark, _ in pairs:
        if not mark:
            raise UsageError(f"“{name}” is not of the form NAME=VALUE.", "Write it like encoding=cp1252 or delimiter=semicolon.")
    return {name.strip(): value for name, _, value in pairs}


def _add_contacts(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "file", type=Path, metavar="FILE", help="a table that says whose contact each row is, when, at which stage and of what kind"
    )
    command.add_argument("--journey", metavar="J", required=True, help="journey the contacts belong to")
    command.add_argument(
        "--column", metavar="FIELD=HEADER", action="append", default=[], help="the column of a field whose name is not a usual one"
    )
    command.add_argument("--all", metavar="FIELD=VALUE", action="append", default=[], help="what a field is for every row")


def _contacts(given: argparse.Namespace) -> int:
    from vocdash.ingest.contact_columns import ContactColumns
    from vocdash.ingest.contact_mapping import ContactsMapping
    from vocdash.ingest.contacts import bring_in_contacts, contacts_as_text

    named, always = ({name: str(value) for name, value in _pairs(words).items()} for words in (given.column, given.all))
    meant = ContactsMapping(given.journey, ContactColumns(named, always))
    report = bring_in_contacts(open_current(given), COMMAND_LINE, given.file, meant, progress=watched_progress())
    print(contacts_as_text(report))
    return REFUSED if report.refused else DONE


def _add_inspect(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE", help="the survey export or feedback file")
    command.add_argument("--mapping", type=Path, metavar="TOML", help="write the suggested mapping here, to look over and import with")
    _add_reading(command)
    command.add_argument("--json", action="store_true", help="print as JSON")


def _inspect(given: argparse.Namespace) -> int:
    from vocdash.ingest.inspect import as_json, inspect

    if given.mapping:
        must_be_in_a_folder(given.mapping, "the mapping")
    reading = _pairs(given.read)
    inspected = inspect(given.file, reading)
    if given.mapping:
        _write_mapping(given.mapping, replace(_suggestion(inspected), reading=reading))
    found = as_json(inspected)
    if given.json:
        print_json(found)
        return DONE
    for name, value in found.items():
        if name != "suggested_mapping":
            print(f"{name}: {', '.join(map(str, value)) if isinstance(value, list) else value}")
    return DONE


def _write_mapping(path: Path, mapping: Mapping) -> None:
    from vocdash.ingest.remembered import as_toml

    if path.exists():
        raise UsageError(f"{path} is there already.", "Name a file that does not exist yet.")
    path.write_text(as_toml(mapping), encoding="utf-8")


def _add_undo(command: argparse.ArgumentParser) -> None:
    command.add_argument("import_id", type=int, metavar="ID", help="the import's number, as `import` printed it")


def _undo(given: argparse.Namespace) -> int:
    from vocdash.ingest.undo import undo_import, undone_as_text

    print(undone_as_text(undo_import(open_current(given), COMMAND_LINE, given.import_id)))
    return DONE


def _add_watch(command: argparse.ArgumentParser) -> None:
    command.add_argument("--once", action="store_true", help="bring in what is there now, and stop")


def _watch(given: argparse.Namespace) -> int:
    from vocdash import settings
    from vocdash.ingest.pickup import watch

    folder = settings.get("pickup")
    if not folder:
        raise UsageError("No folder to watch is set.", "Name it with VOCDASH_PICKUP.")
    return REFUSED if watch(open_current(given), Path(folder), once=given.once) else DONE


def _demo(given: argparse.Namespace) -> int:
    from vocdash.ingest.report import as_text
    from vocdash.ingest.sample import load_sample

    print(as_text(load_sample(open_current(given), COMMAND_LINE, watched_progress())))
    return DONE


COMMANDS = (
    Command("import", "Bring a file of answers in: everything or nothing.", _import, _add_import),
    Command("contacts", "Bring contacts with single customers in: they stand on the customer’s road.", _contacts, _add_contacts),
    Command("inspect", "Say how a file is read and what its columns seem to mean; nothing is written.", _inspect, _add_inspect),
    Command("undo", "Take one import back, even an older one.", _undo, _add_undo),
    Command("watch", "Bring in whatever is put into the pickup folder, with its remembered mapping.", _watch, _add_watch),
    Command("demo", "Load the sample journey.", _demo),
)
