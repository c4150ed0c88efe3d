"""One customer: copied out, and erased."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from vocdash.access import COMMAND_LINE
from vocdash.commands.command import DONE, REFUSED, Command, UsageError, open_current, print_json

if TYPE_CHECKING:
    from vocdash.store import Store


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

    store = open_current(given)
    told = export_person(store, COMMAND_LINE, _one_customer(store, given.customer))
    if given.out is None:
        print_json(told)
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

    store = open_current(given)
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


COMMANDS = (
    Command("export-person", "Print everything that is stored of one customer, as JSON.", _export_person, _add_export_person),
    Command("erase", "Erase one customer completely; shows what is stored of them first.", _erase, _add_erase),
)
