"""Upkeep of the database: swept, its rollup made anew, and looked over."""

from __future__ import annotations

import argparse

from vocdash.commands.command import DONE, REFUSED, Command, open_current


def _sweep(given: argparse.Namespace) -> int:
    from vocdash.store.sweep import sweep

    if sweep(open_current(given)):
        print("Nothing that was deleted is left in the database.")
        return DONE
    print("Somebody is reading or writing, so deleted bytes may remain. Run it again when it is quiet.")
    return REFUSED


def _refresh(given: argparse.Namespace) -> int:
    from vocdash.metrics.rollup import rebuild

    print(f"The rollup was made anew: {rebuild(open_current(given)):,} rows.")
    return DONE


def _check(given: argparse.Namespace) -> int:
    from vocdash.check import check

    found = check(open_current(given))
    for one in found:
        print(f"{one.name}: {'sound' if one.sound else one.said}")
    return DONE if all(one.sound for one in found) else REFUSED


COMMANDS = (
    Command("sweep", "Rewrite the database so that no deleted byte is left in it.", _sweep),
    Command("refresh", "Make the rollup anew from the answers.", _refresh),
    Command("check", "Look whether the store is sound.", _check),
)
