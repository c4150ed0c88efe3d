"""The commands of `python -m vocdash`: a room for each group, and the list of all of them.

A command is one entry in the `COMMANDS` of its room. Rooms import what they need when a command runs, so that `--help` is quick.
"""

from vocdash.commands import comments, files, following_up, people, scores, upkeep
from vocdash.commands.command import Command

COMMANDS: tuple[Command, ...] = (
    *files.COMMANDS,
    *following_up.COMMANDS,
    *scores.COMMANDS,
    *comments.COMMANDS,
    *people.COMMANDS,
    *upkeep.COMMANDS,
)
"""Every command, in the order in which help lists them."""
