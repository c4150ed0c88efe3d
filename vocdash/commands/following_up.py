"""What is to be done: cases, alerts, and the report of a month."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import date
from pathlib import Path

from vocdash.access import COMMAND_LINE
from vocdash.commands.command import DONE, Command, UsageError, must_be_in_a_folder, open_current, print_json


def _add_cases(command: argparse.ArgumentParser) -> None:
    command.add_argument("--open", action="store_true", help="open cases for the complaints that are stored already")
    command.add_argument("--days", type=int, metavar="N", help="with --open: only complaints of N days before the newest answer")
    command.add_argument("--escalate", action="store_true", help="note every case that went past its due time")


def _cases(given: argparse.Namespace) -> int:
    from vocdash.cases.escalate import escalate_overdue
    from vocdash.cases.open import open_cases

    if given.days is not None and (given.days < 0 or not given.open):
        raise UsageError("--days stands with --open and is a number of days.", "Write it like --open --days 30.")
    store = open_current(given)
    if given.open:
        print(f"Opened: {open_cases(store, COMMAND_LINE, given.days):,} cases.")
    if given.escalate or not given.open:
        print(f"Overdue since the last look: {escalate_overdue(store, COMMAND_LINE):,} cases.")
    return DONE


def _add_alerts(command: argparse.ArgumentParser) -> None:
    command.add_argument("--all", action="store_true", help="list what rang before, too")
    command.add_argument("--json", action="store_true", help="print as JSON")


def _alerts(given: argparse.Namespace) -> int:
    from vocdash.alerts import alerts, check_alerts, deliver

    store = open_current(given)
    new = check_alerts(store)
    deliver(store)
    found = [alert for alert in alerts(store, limit=1_000) if given.all or alert.last is None or alert.alert_id in new]
    if given.json:
        print_json([asdict(alert) for alert in found])
    else:
        print("\n".join(f"{alert.first}  {alert.said}" for alert in found) or "Nothing rings.")
    return DONE


def _add_report(command: argparse.ArgumentParser) -> None:
    command.add_argument("--month", type=_month, required=True, metavar="YYYY-MM", help="the month to report on")
    command.add_argument("--out", type=Path, required=True, metavar="FILE", help="where to write it: .html or .pdf")
    command.add_argument("--journey", metavar="J", help="journey to report on (the one with the newest answer when not given)")
    command.add_argument("--locale", metavar="L", help="write numbers and days as this locale does, such as de-DE (en-GB when not given)")


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a month like 2026-05") from None


def _report(given: argparse.Namespace) -> int:
    from vocdash.ui.monthly.report import write_report

    if given.out.suffix.lower() not in (".html", ".pdf"):
        raise UsageError(f"A report is written as .html or .pdf, and {given.out.name} is neither.", "Give --out another ending.")
    must_be_in_a_folder(given.out, "the report")
    write_report(given.out, given.month, journey=given.journey, url=given.db, locale=given.locale)
    return DONE


COMMANDS = (
    Command("cases", "Open cases for stored complaints, and note those that are overdue.", _cases, _add_cases),
    Command("alerts", "Look whether anything rings, send it on, and list what rings now.", _alerts, _add_alerts),
    Command("report", "Write the monthly report as one HTML or PDF file.", _report, _add_report),
)
