"""The main script that the launcher serves."""

from vocdash.ui.frame import run

run()
