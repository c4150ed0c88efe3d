"""A problem is two sentences, and an unknown name comes with the nearest one and those there are."""

from __future__ import annotations

from vocdash.errors import UnknownName, VocError


def test_a_problem_says_what_happened_and_what_to_do() -> None:
    error = VocError("The disk is full.", "Free some space.")
    assert (str(error), error.what, error.fix) == ("The disk is full. Free some space.", "The disk is full.", "Free some space.")


def test_an_unknown_name_is_told_with_what_there_is() -> None:
    near = UnknownName("stage", "recieve", ["use", "buy", "receive"])
    assert str(near) == "There is no stage called “recieve”. Did you mean “receive”? Known are: buy, receive, use."
    assert UnknownName("stage", "x", []).fix == "No stage exists yet, so create one first."
    twelve = [f"place-{letter}" for letter in "abcdefghijkl"]
    assert UnknownName("stage", "?", twelve).fix.endswith("place-k, place-l.")
    assert UnknownName("stage", "?", [*twelve, "place-m"]).fix.endswith("place-l, ….")
