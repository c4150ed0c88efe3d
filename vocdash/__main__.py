"""The command line: `python -m vocdash COMMAND`.

Exit codes: 0 done, 1 done with refused rows (or, for `check`, something is not sound), 2 could not. Errors go to standard
error as two sentences, what happened and what to do.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from vocdash.access import COMMAND_LINE
from vocdash.domain import Period, Row, Scope
from vocdash.errors import UnknownName, VocError

if TYPE_CHECKING:
    from vocdash.ingest.bring_in import Progress
    from vocdash.store import Store

DONE, REFUSED, COULD_NOT = 0, 1, 2
_SCORE_AT_ONCE = 1_000


class UsageError(VocError):
    """Words on the command line that do not fit the command."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    parser = _parser()
    try:
        given = parser.parse_args(arguments)
        code: int = given.run(given)
    except VocError as error:
        print(f"{error.what} {error.fix}", file=sys.stderr)
        return COULD_NOT
    except BrokenPipeError:
        # Whoever read our output (head, less) has seen enough.
        sys.stderr.close()
        return DONE
    except KeyboardInterrupt:
        print("Stopped before it was finished, so nothing was written. Run the same command again.", file=sys.stderr)
        return COULD_NOT
    return code


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"The command does not fit: {message}.", f"See `{self.prog} --help`.")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m vocdash", description="Voice of the customer along the whole journey.")
    parser.add_argument("--db", metavar="URL", help="database to use instead of VOCDASH_DATABASE_URL")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)
    for name, (run, help_, add) in _COMMANDS.items():
        command = commands.add_parser(name, help=help_, description=help_)
        command.add_argument("--db", metavar="URL", default=argparse.SUPPRESS, help="database to use instead of VOCDASH_DATABASE_URL")
        add(command)
        command.set_defaults(run=run)
    return parser


def _open(given: argparse.Namespace) -> Store:
    from vocdash.metrics.rollup import ensure_current
    from vocdash.store import open_store

    store = open_store(given.db)
    ensure_current(store)
    return store


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, default=str))


# --- import ----------------------------------------------------------------------------------------------------------


def _add_import(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE", help="the survey export or feedback file")
    command.add_argument("--mapping", type=Path, metavar="M", help="mapping file (TOML or JSON) that says what the columns mean")
    command.add_argument("--journey", metavar="J", help="journey the answers belong to")
    command.add_argument("--source", metavar="S", help="source the answers come from")
    command.add_argument("--new-places", action="store_true", help="make the stages, touchpoints and channels that only the rows name")
    command.add_argument(
        "--exclude-flagged",
        nargs="+",
        metavar="KIND",
        help="leave these out of scores: straight-lining, identical-comment, duplicate, too-fast",
    )
    command.add_argument("--dry-run", action="store_true", help="report what would happen, write nothing")
    command.add_argument("--refused", type=Path, metavar="CSV", help="write the refused rows here, with a column that says why")
    command.add_argument(
        "--read",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="how the file is written: encoding, delimiter, quote, header_rows, …",
    )
    command.add_argument("--json", action="store_true", help="print the report as JSON")


def _import(given: argparse.Namespace) -> int:
    from vocdash.alerts import look_after_write
    from vocdash.ingest.bring_in import bring_in
    from vocdash.ingest.mapping import load_mapping
    from vocdash.ingest.report import as_json, as_text

    if given.refused and not given.refused.parent.is_dir():
        raise UsageError(f"There is no folder {given.refused.parent} for the refused rows.", "Make it first, or name another file.")
    if given.refused and given.refused.is_dir():
        raise UsageError(f"{given.refused} is a folder.", "Name a file in it for the refused rows.")
    store = _open(given)
    report = bring_in(
        store,
        COMMAND_LINE,
        given.file,
        load_mapping(given.mapping) if given.mapping else None,
        journey=given.journey,
        source=given.source,
        new_places=given.new_places or None,
        exclude_flagged=given.exclude_flagged,
        reading=_pairs(given.read),
        dry_run=given.dry_run,
        progress=_show_progress() if sys.stderr.isatty() else None,
    )
    if given.refused:
        given.refused.write_text(report.refused_csv(), encoding="utf-8-sig", newline="")
    if given.json:
        _print_json(as_json(report))
    else:
        print(as_text(report))
    if not given.dry_run:
        look_after_write(store)
    return REFUSED if report.refused else DONE


def _pairs(said: Iterable[str]) -> dict[str, object]:
    """NAME=VALUE words as a mapping."""
    pairs = [word.partition("=") for word in said]
    for name, mark, _ in pairs:
        if not mark:
            raise UsageError(f"“{name}” is not of the form NAME=VALUE.", "Write it like encoding=cp1252 or delimiter=semicolon.")
    return {name.strip(): value for name, _, value in pairs}


def _show_progress() -> Callable[[Progress], None]:
    def show(progress: Progress) -> None:
        print(f"\r{progress.sentence:<78}", end="\n" if progress.finished else "", file=sys.stderr, flush=True)

    return show


# --- inspect ---------------------------------------------------------------------------------------------------------


def _add_inspect(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE", help="the survey export or feedback file")
    command.add_argument("--json", action="store_true", help="print as JSON")


def _inspect(given: argparse.Namespace) -> int:
    from vocdash.ingest.inspect import as_json, inspect

    found = as_json(inspect(given.file))
    if given.json:
        _print_json(found)
        return DONE
    for name, value in found.items():
        if name != "suggested_mapping":
            print(f"{name}: {', '.join(map(str, value)) if isinstance(value, list) else value}")
    return DONE


# --- metrics ---------------------------------------------------------------------------------------------------------


def _add_metrics(command: argparse.ArgumentParser) -> None:
    command.add_argument("--metric", required=True, help="which score; `glossary` lists them")
    command.add_argument("--by", action="append", default=[], metavar="DIMENSION", help="split by it (may be given again, or with commas)")
    command.add_argument("--from", dest="first", type=_day, metavar="DAY", help="first day, such as 2026-01-31")
    command.add_argument("--to", dest="last", type=_day, metavar="DAY", help="last day, included")
    where = "only answers of this stage, touchpoint, …; the same name again: of either"
    command.add_argument("--where", action="append", default=[], metavar="NAME=VALUE", help=where)
    command.add_argument("--journey", metavar="J", help="only answers of this journey")
    command.add_argument("--weighted", action="store_true", help="multiply each answer by its submission's weight")
    command.add_argument("--json", action="store_true", help="print as JSON")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"“{text}” is not a day.", "Write it as year-month-day, such as 2026-01-31.") from error


def _metrics(given: argparse.Namespace) -> int:
    from vocdash.metrics import Query, ask, metric
    from vocdash.metrics.query import segment_names

    asked = metric(given.metric)
    by = [word.strip() for words in given.by for word in words.split(",")]
    store = _open(given)
    rows = ask(store, Query(asked.code, tuple(_dimension(word, segment_names(store)) for word in by), _scope(given)))
    if given.json:
        listed = [_metric_row(row, by) for row in rows]
        _print_json({"metric": asked.code, "unit": asked.unit, "weighted": given.weighted, "rows": listed})
    else:
        print("\n".join(_table([_metric_row(row, by) for row in rows])))
    return DONE


def _dimension(word: str, segments: frozenset[str]) -> str:
    from vocdash.metrics import DIMENSIONS

    if word in DIMENSIONS or word.startswith("segment:"):
        return word
    if word not in segments:
        raise UnknownName("dimension", word, {*DIMENSIONS, *segments})
    return f"segment:{word}"


def _scope(given: argparse.Namespace) -> Scope:
    lists: dict[str, list[str]] = {}
    for condition in given.where:
        name, mark, value = condition.partition("=")
        if not mark:
            raise UsageError(f"“{condition}” is not a condition.", "Write it as NAME=VALUE, such as stage=buy.")
        lists.setdefault(name.strip(), []).extend(part.strip() for part in value.split(","))
    places = {name: tuple(lists.pop(name, ())) for name in ("stage", "touchpoint", "channel", "method")}
    journeys = lists.pop("journey", [])
    if len(journeys) > 1:
        raise UsageError("A question is about one journey.", "Give one journey, or none for all.")
    return Scope(
        journey=given.journey or (journeys[0] if journeys else None),
        period=_period(given),
        stages=places["stage"],
        touchpoints=places["touchpoint"],
        channels=places["channel"],
        methods=places["method"],
        segments=tuple((name.removeprefix("segment:"), tuple(values)) for name, values in lists.items()),
        weighted=given.weighted,
    )


def _period(given: argparse.Namespace) -> Period | None:
    if given.first is None and given.last is None:
        return None
    from vocdash.store.migrate import CALENDAR_FIRST, CALENDAR_LAST

    period = Period(max(given.first or CALENDAR_FIRST, CALENDAR_FIRST), min(given.last or CALENDAR_LAST, CALENDAR_LAST))
    if period.first > period.last:
        raise UsageError(f"The period begins on {period.first}, after its end on {period.last}.", "Exchange the two days.")
    return period


def _metric_row(row: Row, by: list[str]) -> dict[str, Any]:
    score = row.score
    numbers = {"value": score.value, "n": score.n, "submissions": score.submissions, "low": score.low, "high": score.high}
    keys = {word: value[:7] if word == "month" else value for word, value in zip(by, row.keys.values(), strict=True)}
    rounded = {name: round(value, 4) if isinstance(value, float) else value for name, value in numbers.items()}
    return {**keys, **rounded, **({"notes": list(score.notes)} if score.notes else {})}


def _table(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Rows as lines of aligned columns."""
    if not rows:
        yield "Nothing was answered here."
        return
    columns = list(dict.fromkeys(name for row in rows for name in row))
    cells = [columns, *([_cell(row.get(name)) for name in columns] for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(columns))]
    for line in cells:
        yield "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, list):
        return " ".join(str(part) for part in value)
    return f"{value:.2f}" if isinstance(value, float) else str(value)


# --- score -----------------------------------------------------------------------------------------------------------


def _add_score(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "file", nargs="?", default="-", metavar="FILE", help="a table with a column of comments, or - for one comment a line"
    )
    command.add_argument("--column", metavar="C", help="the column of comments")


def _score(given: argparse.Namespace) -> int:
    from vocdash.ingest.scorer import scorer

    chosen = scorer()
    for batch in _batches(_comments(given.file, given.column), _SCORE_AT_ONCE):
        for scored in chosen.score(batch):
            _print_json({**asdict(scored), "scorer": f"{chosen.name}/{chosen.version}"})
    return DONE


def _comments(file: str, column: str | None) -> Iterator[str]:
    if file == "-":
        for line in sys.stdin:
            yield line.rstrip("\r\n")
        return
    from vocdash.ingest.read import read_table

    table = read_table(Path(file))
    if column is None and len(table.columns) != 1:
        raise UsageError(f"{Path(file).name} has {len(table.columns)} columns.", "Say which one holds the comments with --column.")
    if column is not None and column not in table.columns:
        raise UnknownName("column", column, table.columns)
    at = table.columns.index(column) if column else 0
    for _, cells in table.rows():
        yield cells[at]


def _batches(texts: Iterable[str], size: int) -> Iterator[list[str]]:
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


# --- the rest --------------------------------------------------------------------------------------------------------


def _nothing(_command: argparse.ArgumentParser) -> None:
    """A command without options of its own."""


def _demo(given: argparse.Namespace) -> int:
    from vocdash.ingest.report import as_text
    from vocdash.ingest.sample import load_sample

    print(as_text(load_sample(_open(given), COMMAND_LINE, _show_progress() if sys.stderr.isatty() else None)))
    return DONE


def _refresh(given: argparse.Namespace) -> int:
    from vocdash.metrics.rollup import rebuild

    print(f"The rollup was made anew: {rebuild(_open(given)):,} rows.")
    return DONE


def _add_rescore(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print what was done as JSON")


def _rescore(given: argparse.Namespace) -> int:
    from vocdash.ingest.rescore import rescore

    def show(done: int, total: int) -> None:
        print(f"\r{done:,} of {total:,} comments", end="\n" if done >= total else "", file=sys.stderr, flush=True)

    done = rescore(_open(given), COMMAND_LINE, show if sys.stderr.isatty() else None)
    if given.json:
        _print_json({"comments": done})
    else:
        print(f"{done:,} comments were read again.")
    return DONE


def _learn(given: argparse.Namespace) -> int:
    from vocdash.ingest.learning import as_text, learn
    from vocdash.ingest.rescore import rescore

    store = _open(given)
    report = learn(store, COMMAND_LINE)
    done = rescore(store, COMMAND_LINE) if report.adopted else 0
    if given.json:
        _print_json({**asdict(report), "comments": done})
    else:
        print(as_text(report))
    return DONE


def _check(given: argparse.Namespace) -> int:
    from vocdash.check import check

    found = check(_open(given))
    for one in found:
        print(f"{one.name}: {'sound' if one.sound else one.said}")
    return DONE if all(one.sound for one in found) else REFUSED


def _glossary(given: argparse.Namespace) -> int:
    from vocdash.metrics import METRICS

    for metric in METRICS.values():
        print(f"{metric.code}\n  {metric.label} ({metric.unit}); {metric.better.value} is better.\n  {metric.formula}\n  {metric.base}")
        if metric.interval:
            print(f"  {metric.interval}")
    return DONE


def _add_undo(command: argparse.ArgumentParser) -> None:
    command.add_argument("import_id", type=int, metavar="ID", help="the import's number, as `import` printed it")


def _undo(given: argparse.Namespace) -> int:
    from vocdash.ingest.undo import undo_import, undone_as_text

    print(undone_as_text(undo_import(_open(given), COMMAND_LINE, given.import_id)))
    return DONE


def _add_watch(command: argparse.ArgumentParser) -> None:
    command.add_argument("--once", action="store_true", help="bring in what is there now, and stop")


def _watch(given: argparse.Namespace) -> int:
    from vocdash import settings
    from vocdash.ingest.pickup import watch

    folder = settings.get("pickup")
    if not folder:
        raise UsageError("No folder to watch is set.", "Name it with VOCDASH_PICKUP.")
    return REFUSED if watch(_open(given), Path(folder), once=given.once) else DONE


# --- alerts ----------------------------------------------------------------------------------------------------------


def _add_alerts(command: argparse.ArgumentParser) -> None:
    command.add_argument("--all", action="store_true", help="list what rang before, too")
    command.add_argument("--json", action="store_true", help="print as JSON")


def _alerts(given: argparse.Namespace) -> int:
    from vocdash.alerts import alerts, check_alerts, deliver

    store = _open(given)
    new = check_alerts(store)
    deliver(store)
    found = [alert for alert in alerts(store, limit=1_000) if given.all or alert.last is None or alert.alert_id in new]
    if given.json:
        _print_json([asdict(alert) for alert in found])
    else:
        print("\n".join(f"{alert.first}  {alert.said}" for alert in found) or "Nothing rings.")
    return DONE


# --- one customer ----------------------------------------------------------------------------------------------------


def _add_customer(command: argparse.ArgumentParser) -> None:
    command.add_argument("customer", metavar="ID", help="alias (P-…), customer number, e-mail address, phone number or name")


def _one_customer(store: Store, word: str) -> int:
    from vocdash.customers import find_customers

    found = find_customers(store, COMMAND_LINE, word)
    if len(found) > 1:
        listed = ", ".join(f"{each.alias} ({' '.join(each.known.values())})" for each in found)
        raise UsageError(f"{len(found)} customers are meant by that: {listed}.", "Name one of them by its alias, and then the next.")
    return found[0].customer_id


def _add_export_person(command: argparse.ArgumentParser) -> None:
    _add_customer(command)
    command.add_argument("--out", type=Path, metavar="FILE", help="write the copy here instead of printing it")


def _export_person(given: argparse.Namespace) -> int:
    from vocdash.customers import export_person

    store = _open(given)
    told = export_person(store, COMMAND_LINE, _one_customer(store, given.customer))
    if given.out is None:
        _print_json(told)
        return DONE
    try:
        given.out.write_text(json.dumps(told, ensure_ascii=False, indent=2), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{given.out} cannot be written: {error.strerror}.", "Name a file in a folder that you may write.") from error
    print(f"Written to {given.out}.")
    return DONE


def _add_erase(command: argparse.ArgumentParser) -> None:
    _add_customer(command)
    command.add_argument(
        "--also", action="append", default=[], metavar="WORD", help="another word that means this person, such as a nickname"
    )
    command.add_argument("--single-names", action="store_true", help="blot first and last names on their own out of others' texts, too")
    command.add_argument("--yes", action="store_true", help="erase without asking; without it, what is stored is shown first")


def _erase(given: argparse.Namespace) -> int:
    from vocdash.customers import erase_person, erased_as_text, trace, trace_as_text

    store = _open(given)
    number = _one_customer(store, given.customer)
    print(trace_as_text(trace(store, COMMAND_LINE, number, given.also)))
    if not given.yes and not _agreed():
        print("Nothing was erased.")
        return REFUSED
    print(erased_as_text(erase_person(store, COMMAND_LINE, number, also=given.also, single_names=given.single_names)))
    return DONE


def _agreed() -> bool:
    if not sys.stdin.isatty():
        print("To erase all of this, run the command again with --yes.")
        return False
    return input("Erase all of this? It cannot be undone. Type erase: ").strip() == "erase"


def _sweep(given: argparse.Namespace) -> int:
    from vocdash.store.sweep import sweep

    if sweep(_open(given)):
        print("Nothing that was deleted is left in the database.")
        return DONE
    print("Somebody is reading or writing, so deleted bytes may remain. Run it again when it is quiet.")
    return REFUSED


def _add_cases(command: argparse.ArgumentParser) -> None:
    command.add_argument("--open", action="store_true", help="open cases for the complaints that are stored already")
    command.add_argument("--days", type=int, metavar="N", help="with --open: only complaints of N days before the newest answer")
    command.add_argument("--escalate", action="store_true", help="note every case that went past its due time")


def _cases(given: argparse.Namespace) -> int:
    from vocdash.cases.escalate import escalate_overdue
    from vocdash.cases.open import open_cases

    if given.days is not None and (given.days < 0 or not given.open):
        raise UsageError("--days stands with --open and is a number of days.", "Write it like --open --days 30.")
    store = _open(given)
    if given.open:
        print(f"Opened: {open_cases(store, COMMAND_LINE, given.days):,} cases.")
    if given.escalate or not given.open:
        print(f"Overdue since the last look: {escalate_overdue(store, COMMAND_LINE):,} cases.")
    return DONE


def _add_report(command: argparse.ArgumentParser) -> None:
    command.add_argument("--month", type=_month, required=True, metavar="YYYY-MM", help="the month to report on")
    command.add_argument("--out", type=Path, required=True, metavar="FILE", help="where to write it: .html or .pdf")
    command.add_argument("--journey", metavar="J", help="journey to report on (the one with the newest answer when not given)")


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a month like 2026-05") from None


def _report(given: argparse.Namespace) -> int:
    from vocdash.ui.monthly import write_report

    if given.out.suffix.lower() not in (".html", ".pdf"):
        raise UsageError(f"A report is written as .html or .pdf, and {given.out.name} is neither.", "Give --out another ending.")
    if not given.out.parent.is_dir():
        raise UsageError(f"There is no folder {given.out.parent} for the report.", "Make it first, or name another file.")
    write_report(given.out, given.month, journey=given.journey, url=given.db)
    return DONE


_Command = tuple[Callable[[argparse.Namespace], int], str, Callable[[argparse.ArgumentParser], None]]

_COMMANDS: dict[str, _Command] = {
    "import": (_import, "Bring a file of answers in: everything or nothing.", _add_import),
    "inspect": (_inspect, "Say how a file is read and what its columns seem to mean; nothing is written.", _add_inspect),
    "undo": (_undo, "Take one import back, even an older one.", _add_undo),
    "watch": (_watch, "Bring in whatever is put into the pickup folder, with its remembered mapping.", _add_watch),
    "cases": (_cases, "Open cases for stored complaints, and note those that are overdue.", _add_cases),
    "metrics": (_metrics, "Print a score with its interval, split as you like.", _add_metrics),
    "score": (_score, "Score comments: one JSON line for each line in, blank ones too.", _add_score),
    "alerts": (_alerts, "Look whether anything rings, send it on, and list what rings now.", _add_alerts),
    "report": (_report, "Write the monthly report as one HTML or PDF file.", _add_report),
    "demo": (_demo, "Load the sample journey.", _nothing),
    "export-person": (_export_person, "Print everything that is stored of one customer, as JSON.", _add_export_person),
    "erase": (_erase, "Erase one customer completely; shows what is stored of them first.", _add_erase),
    "sweep": (_sweep, "Rewrite the database so that no deleted byte is left in it.", _nothing),
    "refresh": (_refresh, "Make the rollup anew from the answers.", _nothing),
    "rescore": (_rescore, "Read all stored comments again, or go on with it where it was stopped.", _add_rescore),
    "learn": (_learn, "Let the comments that came with a score teach the scorer, and read all again if it is better.", _add_rescore),
    "check": (_check, "Look whether the store is sound.", _nothing),
    "glossary": (_glossary, "Print every metric: formula, base, unit, interval.", _nothing),
}


if __name__ == "__main__":
    sys.exit(main())
